"""Our own words in messages, in English, Russian and Ukrainian."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Our words in one language: those that a template may name, and those on buttons."""

    also: str
    more: str
    source: str
    background: str
    updated: str
    read: str
    comments: str
    copy: str
    follow: str
    mute: str


_WORDS = {
    "en": Words(
        also="Also:",
        more="{} more",
        source="Source",
        background="Background",
        updated="Updated",
        read="Read",
        comments="Comments",
        copy="Copy link",
        follow="Follow this story",
        mute="Mute this source",
    ),
    "ru": Words(
        also="Также:",
        more="ещё {}",
        source="Источник",
        background="Предыстория",
        updated="Обновлено",
        read="Читать",
        comments="Комментарии",
        copy="Скопировать ссылку",
        follow="Следить за историей",
        mute="Отключить источник",
    ),
    "uk": Words(
        also="Також:",
        more="ще {}",
        source="Джерело",
        background="Передісторія",
        updated="Оновлено",
        read="Читати",
        comments="Коментарі",
        copy="Скопіювати посилання",
        follow="Стежити за історією",
        mute="Вимкнути джерело",
    ),
}

_WITHDRAWN = {
    "en": "Withdrawn by its source",
    "ru": "Снято источником с публикации",
    "uk": "Джерело зняло публікацію",
}

# For one, for two to four, for the rest; in English the last two are the same.
_SOURCES = {
    "en": ("{} source", "{} sources", "{} sources"),
    "ru": ("{} источник", "{} источника", "{} источников"),
    "uk": ("{} джерело", "{} джерела", "{} джерел"),
}
_JUMPED = {
    "en": ("{} source tells it now", "{} sources tell it now", "{} sources tell it now"),
    "ru": (
        "Об этом сообщил уже {} источник",
        "Об этом сообщили уже {} источника",
        "Об этом сообщили уже {} источников",
    ),
    "uk": (
        "Про це повідомило вже {} джерело",
        "Про це повідомили вже {} джерела",
        "Про це повідомили вже {} джерел",
    ),
}


def words(language: str | None) -> Words:
    """Our words for a language tag; English where it is another or unknown."""
    return _WORDS[_spoken(language)]


def withdrawn(language: str | None) -> str:
    """The note in a message whose article is gone, for a language tag; English where it is another or unknown."""
    return _WITHDRAWN[_spoken(language)]


def sources(count: int, language: str | None) -> str:
    """So many sources: "5 sources"; in the plural that the number asks for in this language."""
    return _counted(_SOURCES, count, language)


def jumped(count: int, language: str | None) -> str:
    """Why a story is told of again: so many sources tell it by now."""
    return _counted(_JUMPED, count, language)


def _counted(forms: dict[str, tuple[str, str, str]], count: int, language: str | None) -> str:
    """The form for a number (Unicode CLDR, plural rules for cardinals)."""
    tongue = _spoken(language)
    one, few, many = forms[tongue]
    if tongue == "en":
        chosen = one if count == 1 else many
    elif count % 10 == 1 and count % 100 != 11:
        chosen = one
    else:
        chosen = few if count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14) else many
    return chosen.format(count)


def _spoken(language: str | None) -> str:
    tongue = (language or "").lower().partition("-")[0]
    return tongue if tongue in _WORDS else "en"
