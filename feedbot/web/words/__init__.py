"""Our own words on the pages, in three languages: one module an area, each with a table `WORDS`.

A row is `"key": (English, Russian, Ukrainian)`. Fields stand in braces, as for `str.format`. Forms for numbers are
parted by "|": English has two (1 entry, 2 entries), Russian and Ukrainian three (1 запись, 2 записи, 5 записей).
"""

import importlib
from collections.abc import Mapping
from functools import cache

LANGUAGES = ("en", "ru", "uk")
"""The languages we speak, in the order of each row."""

NAMES = {"en": "English", "ru": "Русский", "uk": "Українська"}
"""What each language is called by those who speak it."""

Words = Mapping[str, tuple[str, str, str]]


@cache
def area(name: str) -> Words:
    """The table of an area. Raises KeyError if there is none."""
    try:
        found: Words = importlib.import_module(f"{__name__}.{name}").WORDS
    except ModuleNotFoundError:
        raise KeyError(f'no words for the area "{name}"') from None
    return found


def find(key: str, language: str) -> str:
    """What "area.key" says in one of `LANGUAGES`. Raises KeyError if nobody wrote it."""
    name, _, own = key.partition(".")
    return area(name)[own][LANGUAGES.index(language)]


def form(text: str, number: int, language: str) -> str:
    """Of forms parted by "|" the one that goes with a number (CLDR's rules for whole numbers)."""
    forms = text.split("|")
    return forms[min(_form(abs(number), language), len(forms) - 1)]


def translated(name: str, sentence: str, language: str) -> str | None:
    """An English sentence of an area in another language; None if the area does not have it."""
    row = next((row for row in area(name).values() if row[0] == sentence), None)
    return row[LANGUAGES.index(language)] if row else None


def _form(number: int, language: str) -> int:
    if language == "en":
        return 0 if number == 1 else 1
    if number % 10 == 1 and number % 100 != 11:
        return 0
    return 1 if number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14) else 2
