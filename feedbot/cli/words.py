"""What the command line says in the language of the terminal, by gettext: English texts are the keys."""

import gettext
import os
from collections.abc import Mapping
from functools import cache

import click

from feedbot.catalogues import FOLDER, catalogue, grouped, spoken

DOMAINS = ("cli", "guide", "faults")
"""The catalogues: what commands say, what `init` and `demo` say, and what went wrong as other rooms tell it."""


def environ() -> Mapping[str, str]:
    """The variables that the program was called with."""
    return os.environ


@cache
def language() -> str:
    """The language of the terminal, as gettext finds it: LANGUAGE, LC_ALL, LC_MESSAGES, LANG."""
    return chosen(environ())


def chosen(environment: Mapping[str, str]) -> str:
    """The language that variables ask for; English where they say nothing, and where LC_ALL says C."""
    named = (environment.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    locale = next(filter(None, named), "C")
    wished = list(filter(None, environment.get("LANGUAGE", "").split(":")))
    if locale in {"C", "POSIX"} or locale.startswith("C.") or not wished:
        return spoken(locale)
    return next((spoken(each) for each in wished if each.startswith("en") or spoken(each) != "en"), "en")


def t(text: str) -> str:
    """A text in the language of the terminal. Fields in braces are filled in afterwards."""
    return catalogue(language(), *DOMAINS).gettext(text)


def n(one: str, many: str, number: int) -> str:
    """Of the forms of a text the one that goes with a number."""
    return catalogue(language(), *DOMAINS).ngettext(one, many, number)


def number(number: int) -> str:
    """A number with its thousands apart: "12,345", "12 345"."""
    return grouped(f"{number:,}", language())


def translate(command: click.Command) -> click.Command:
    """Let a command and its options explain themselves in the language of the terminal; the same command."""
    if language() == "en":
        return command
    # Click's own words: gettext finds them by the same variables.
    gettext.bindtextdomain("messages", str(FOLDER))
    for name in ("help", "short_help", "epilog"):
        if text := getattr(command, name):
            setattr(command, name, t(text))
    for each in command.params:
        if isinstance(each, click.Option) and each.help:
            each.help = t(gettext.gettext(each.help))  # that of --version is click's
    if isinstance(command, click.Group):
        for other in command.commands.values():
            translate(other)
    return command
