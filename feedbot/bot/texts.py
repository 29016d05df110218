"""The bot's words in the languages it speaks, by gettext: English sentences are the keys of the catalogues."""

from collections.abc import Callable

from feedbot.catalogues import LANGUAGES, catalogue, spoken

__all__ = ["DOMAINS", "LANGUAGES", "language", "translator"]

DOMAINS = ("bot", "readers")
"""The catalogues of each language: what administrators read, and what readers do."""

language = spoken


def translator(language: str) -> tuple[Callable[[str], str], Callable[[str, str, int], str]]:
    """What gives a text in a language, and what gives one of two by a number; English where there is no translation."""
    found = catalogue(language, *DOMAINS)
    return found.gettext, found.ngettext
