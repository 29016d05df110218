"""The same entries as a page for people: no script, nothing loaded from elsewhere, one language attribute an entry.

Content is HTML that `normalise` has sanitised; everything else is escaped by Jinja2.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from urllib.parse import quote, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from feedbot.feeds import masthead
from feedbot.model import Edition, Entry, Link, Piece

ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#a11d1d"/>'
    '<circle cx="10" cy="22" r="3" fill="#fff"/><path d="M7 13a12 12 0 0 1 12 12M7 6a19 19 0 0 1 19 19" '
    'fill="none" stroke="#fff" stroke-width="3.4" stroke-linecap="round"/></svg>'
)
"""Our sign, as an SVG document."""

ICON_ADDRESS = "data:image/svg+xml," + quote(ICON, safe="")
"""The sign as an address, so that a page needs nothing from elsewhere."""

_FORMATS = (
    ("atom", "Atom", ".atom", "application/atom+xml"),
    ("rss", "RSS", ".rss", "application/rss+xml"),
    ("json", "JSON Feed", ".json", "application/feed+json"),
)
_MARKER = Markup("<!--entries-->")  # cannot occur in escaped text
_TAGS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Our own words on a page, in one language; `months` in order, as they follow a day, apart by spaces."""

    language: str
    updated: str
    subscribe: str
    source: str
    sources: str
    more: str
    empty: str
    all: str
    feeds: str
    entries: str
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
    more="Read in full",
    empty="Nothing has been published yet.",
    all="All feeds",
    feeds="Feeds",
    entries="Entries",
    months="January February March April May June July August September October November December",
)
_RUSSIAN = Words(
    language="ru",
    updated="Обновлено",
    subscribe="Подписаться",
    source="Источник",
    sources="Источники",
    more="Читать полностью",
    empty="Пока ничего не опубликовано.",
    all="Все ленты",
    feeds="Ленты",
    entries="Записей",
    months="января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
)
_UKRAINIAN = Words(
    language="uk",
    updated="Оновлено",
    subscribe="Підписатися",
    source="Джерело",
    sources="Джерела",
    more="Читати повністю",
    empty="Поки що нічого не опубліковано.",
    all="Усі стрічки",
    feeds="Стрічки",
    entries="Записів",
    months="січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
)
_WORDS = {words.language: words for words in (_ENGLISH, _RUSSIAN, _UKRAINIAN)}


def words(language: str | None) -> Words:
    """Our words in the language of a tag such as "uk" or "ru-UA"; English where we have none."""
    return _WORDS.get((language or "").lower().partition("-")[0], _ENGLISH)


@cache
def style() -> str:
    """The style sheet that stands in every page, so that a server can allow it by its hash."""
    loader = _environment().loader
    assert loader is not None  # noqa: S101  # for mypy: the environment is made with one
    return loader.get_source(_environment(), "style.css")[0]


def frame(edition: Edition) -> tuple[bytes, bytes, bytes]:
    """Head, joint and tail of the page; the joint is empty."""
    ours = words(edition.feed.language)
    formats = [
        {"name": name, "type": media_type, "href": masthead.address(edition, suffix)}
        for format, name, suffix, media_type in _FORMATS
        if format in edition.feed.formats
    ]
    page = (
        _environment()
        .get_template("page.html")
        .render(
            feed=edition.feed,
            words=ours,
            language=masthead.language(edition.feed.language) or ours.language,
            generator=f"{masthead.GENERATOR} {masthead.VERSION}",
            address=masthead.address(edition),
            home=f"{edition.url}/",
            formats=formats,
            icon=ICON_ADDRESS,
            style=Markup(style()),  # noqa: S704  # our own file
            updated=masthead.updated(edition),
            empty=not edition.pieces,
            marker=_MARKER,
        )
    )
    head, _, tail = page.partition(_MARKER + "\n")
    return head.encode(), b"", tail.encode()


def fragment(edition: Edition, piece: Piece) -> bytes:
    """One article element; depends on the edition's feed only.

    Raises ValueError if a text holds half a surrogate pair.
    """
    entry = piece.lead
    text = (
        _environment()
        .get_template("entry.html")
        .render(
            entry=entry,
            words=words(edition.feed.language),
            language=masthead.language(entry.language),
            heading=masthead.heading(entry),
            link=masthead.page(entry.link),
            source=entry.origin.title or entry.source,
            origin=masthead.page(entry.origin.link),
            credits=[masthead.credit(one) for one in entry.attribution],
            content=_more(entry),
            links=[_named(link) for link in masthead.others(entry)],
            tags=list(dict.fromkeys(one.label or one.term for one in entry.categories if one.term))[:_TAGS],
        )
    )
    return text.encode()


def _more(entry: Entry) -> Markup:
    """The content, unless it says no more than the summary does."""
    if entry.content == f"<p>{escape(entry.summary)}</p>":
        return Markup("")
    return Markup(entry.content)  # noqa: S704  # sanitised by `normalise`, with an allowlist


def _named(link: Link) -> Mapping[str, str | None]:
    """A link with a text to click: its title, else the last part of its path, else its host."""
    parts = urlsplit(link.href)
    name = link.title or parts.path.rstrip("/").rpartition("/")[2] or parts.netloc
    return {"href": link.href, "type": masthead.media_type(link), "name": name}


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("feedbot.feeds"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
