"""Our own words in messages, in English, Russian and Ukrainian."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Also:
    """The words around those who tell a story too; `more` takes a number."""

    also: str
    more: str


_ALSO = {
    "en": Also(also="Also:", more="{} more"),
    "ru": Also(also="Также:", more="ещё {}"),
    "uk": Also(also="Також:", more="ще {}"),
}


def told_also(language: str | None) -> Also:
    """The words for a language tag; English where it is another or unknown."""
    return _ALSO.get((language or "").lower().partition("-")[0], _ALSO["en"])


_WITHDRAWN = {
    "en": "Withdrawn by its source",
    "ru": "Снято источником с публикации",
    "uk": "Джерело зняло публікацію",
}


def withdrawn(language: str | None) -> str:
    """The note in a message whose article is gone, for a language tag; English where it is another or unknown."""
    return _WITHDRAWN.get((language or "").lower().partition("-")[0], _WITHDRAWN["en"])
