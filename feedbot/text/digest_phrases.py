"""Our own words in digests, in English, Russian and Ukrainian."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["daily", "weekly", "night", "quiet", "burst", "other"]
"""What a digest is of: a time of day, a week, a night, other quiet hours, a burst of news, or nobody knows what."""

Forms = tuple[str, ...]
"""A noun after a number: for one and more in English, for one, few and many in Russian and Ukrainian."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of a language; the heading of a "daily" digest takes the time as `{}`, and so does `more` a number."""

    language: str
    headings: Mapping[Kind, str]
    articles: Forms
    stories: Forms
    sources: Forms
    more: str


_WORDS = {
    "en": Words(
        language="en",
        headings={
            "daily": "News at {}",
            "weekly": "The week in news",
            "night": "Overnight",
            "quiet": "During the quiet hours",
            "burst": "Earlier",
            "other": "News",
        },
        articles=("article", "articles"),
        stories=("story", "stories"),
        sources=("source", "sources"),
        more="{} more",
    ),
    "ru": Words(
        language="ru",
        headings={
            "daily": "Главное к {}",
            "weekly": "Главное за неделю",
            "night": "За ночь",
            "quiet": "За тихие часы",
            "burst": "Ранее",
            "other": "Новости",
        },
        articles=("новость", "новости", "новостей"),
        stories=("сюжет", "сюжета", "сюжетов"),
        sources=("источник", "источника", "источников"),
        more="ещё {}",
    ),
    "uk": Words(
        language="uk",
        headings={
            "daily": "Головне на {}",
            "weekly": "Головне за тиждень",
            "night": "За ніч",
            "quiet": "За тихі години",
            "burst": "Раніше",
            "other": "Новини",
        },
        articles=("новина", "новини", "новин"),
        stories=("сюжет", "сюжети", "сюжетів"),
        sources=("джерело", "джерела", "джерел"),
        more="ще {}",
    ),
}


def words(language: str | None) -> Words:
    """The words for a language tag; English where it is another or unknown."""
    return _WORDS.get((language or "").lower().partition("-")[0], _WORDS["en"])


def counted(number: int, forms: Forms) -> str:
    """A number with its noun: "1 source", "22 источника". `number` is not negative."""
    if len(forms) == 2:
        return f"{number} {forms[number != 1]}"
    last = number % 10
    if number % 100 in range(11, 15) or last not in range(1, 5):
        return f"{number} {forms[2]}"
    return f"{number} {forms[0 if last == 1 else 1]}"
