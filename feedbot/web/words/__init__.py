"""Our own words on the pages: English here, one module an area; other languages stand in the catalogues "pages".

Each area has a table `WORDS`. A row is `"key": "English"`, or `"key": ("{n} entry", "{n} entries")` where it goes with
a number. Fields stand in braces, as for `str.format`. A catalogue has the translation under the context "area.key".
What messages say too is in tables of `text/`, in all languages at once; an area has such rows in a table `TOLD`.
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from gettext import c2py
from typing import Any

from feedbot.catalogues import LANGUAGES, catalogue

__all__ = ["DOMAIN", "LANGUAGES", "NAMES", "Words", "area", "asked", "find", "form", "translated"]

DOMAIN = "pages"
"""The catalogues of each language that have these words."""

NAMES = {"en": "English", "ru": "Русский", "uk": "Українська"}
"""What each language is called by those who speak it."""

Row = tuple[str, str, str]
Words = Mapping[str, Row]

_NUMBERS = 200  # among so many each form has its number


@cache
def area(name: str) -> Words:
    """The words of an area, each in the order of `LANGUAGES`; forms for numbers as `find` has them.

    Raises KeyError if there is no such area.
    """
    rows = {key: _row(f"{name}.{key}", said) for key, said in _table(name, "WORDS").items()}
    return {**rows, **_table(name, "TOLD")}


def asked() -> Iterator[tuple[str, tuple[str, ...]]]:
    """What the catalogues are to have: "area.key" with its English, which is two forms where it goes with a number."""
    for name in sorted(each.name for each in pkgutil.iter_modules(__path__)):
        for key, said in _table(name, "WORDS").items():
            yield f"{name}.{key}", (said,) if isinstance(said, str) else said


def find(key: str, language: str) -> str:
    """What "area.key" says in one of `LANGUAGES`; where it goes with a number, all its forms, parted by "|".

    Raises KeyError if nobody wrote it.
    """
    name, _, own = key.partition(".")
    return area(name)[own][LANGUAGES.index(language)]


def form(text: str, number: int, language: str) -> str:
    """Of forms that `find` found the one that goes with a number, by the rule of the language's catalogue."""
    forms = text.split("|")
    return forms[min(_rule(language)(abs(number)), len(forms) - 1)]


def translated(name: str, sentence: str, language: str) -> str | None:
    """An English sentence of an area in another language; None if the area does not have it."""
    row = _sentences(name).get(sentence)
    return row[LANGUAGES.index(language)] if row else None


def _table(name: str, which: str) -> Mapping[str, Any]:
    """What a module of ours says, by key. Raises KeyError if there is no such module."""
    try:
        module = importlib.import_module(f"{__name__}.{name}")
    except ModuleNotFoundError:
        raise KeyError(f'no words for the area "{name}"') from None
    return getattr(module, which, {})


@cache
def _sentences(name: str) -> Mapping[str, Row]:
    """The words of an area by their English; the first where several are the same."""
    return {row[0]: row for row in reversed(tuple(area(name).values()))}


def _row(context: str, said: str | tuple[str, str]) -> Row:
    english, russian, ukrainian = (_said(context, said, language) for language in LANGUAGES)
    return english, russian, ukrainian


def _said(context: str, said: str | tuple[str, str], language: str) -> str:
    """One of our words in a language, in all forms; English where the catalogue does not have it."""
    found = catalogue(language, DOMAIN)
    if isinstance(said, str):
        return found.pgettext(context, said)
    return "|".join(found.npgettext(context, *said, number) for number in _examples(language))


@cache
def _rule(language: str) -> Callable[[int], int]:
    """Which form goes with a number, as the head of a language's catalogue says it; English has two."""
    said = catalogue(language, DOMAIN).info().get("plural-forms", "nplurals=2; plural=n!=1;")
    return c2py(said.partition("; plural=")[2].rstrip(";"))


@cache
def _examples(language: str) -> tuple[int, ...]:
    """A number for each form of a language, in their order."""
    rule = _rule(language)
    first = {rule(number): number for number in reversed(range(_NUMBERS))}
    return tuple(first[place] for place in sorted(first))
