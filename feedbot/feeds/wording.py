"""Our own words in the documents of a feed, in the languages that we have."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Our own words, in one language; `months` in order, as they follow a day, apart by spaces."""

    language: str
    updated: str
    subscribe: str
    source: str
    sources: str
    also: str
    comments: str
    more: str
    empty: str
    all: str
    feeds: str
    entries: str
    pages: str
    older: str
    newer: str
    newest: str
    months: str

    def moment(self, moment: datetime) -> str:
        """A moment in UTC as people read it: "14 March 2026, 10:20 UTC"."""
        day = f"{moment.day} {self.months.split()[moment.month - 1]} {moment.year}"
        return f"{day}, {moment:%H:%M}\N{NO-BREAK SPACE}UTC"


_ENGLISH = Words(
    language="en",
    updated="Updated",
    subscribe="Subscribe",
    source="Source",
    sources="Sources",
    also="Also",
    comments="Comments",
    more="Read in full",
    empty="Nothing has been published yet.",
    all="All feeds",
    feeds="Feeds",
    entries="Entries",
    pages="Pages",
    older="Older",
    newer="Newer",
    newest="Newest",
    months="January February March April May June July August September October November December",
)
_RUSSIAN = Words(
    language="ru",
    updated="Обновлено",
    subscribe="Подписаться",
    source="Источник",
    sources="Источники",
    also="Также",
    comments="Комментарии",
    more="Читать полностью",
    empty="Пока ничего не опубликовано.",
    all="Все ленты",
    feeds="Ленты",
    entries="Записей",
    pages="Страницы",
    older="Старее",
    newer="Новее",
    newest="Самое новое",
    months="января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
)
_UKRAINIAN = Words(
    language="uk",
    updated="Оновлено",
    subscribe="Підписатися",
    source="Джерело",
    sources="Джерела",
    also="Також",
    comments="Коментарі",
    more="Читати повністю",
    empty="Поки що нічого не опубліковано.",
    all="Усі стрічки",
    feeds="Стрічки",
    entries="Записів",
    pages="Сторінки",
    older="Давніше",
    newer="Новіше",
    newest="Найновіше",
    months="січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
)
_WORDS = {words.language: words for words in (_ENGLISH, _RUSSIAN, _UKRAINIAN)}


def words(language: str | None) -> Words:
    """Our words in the language of a tag such as "uk" or "ru-UA"; English where we have none."""
    return _WORDS.get((language or "").lower().partition("-")[0], _ENGLISH)
