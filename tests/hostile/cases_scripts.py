"""Feeds that have script in every field, in every way that a feed can carry it."""

import json
from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape, quoteattr

from feedbot.model import Limits
from tests.hostile.cases import MANY, Case, atom, entry, item, makes, rss
from tests.hostile.scripts import addresses, payloads

_WIDE = Limits(deadline=MANY.deadline, items=1000)
_BAD = dict.fromkeys([*range(9), 11, 12, *range(14, 32)])


def _fit(text: str) -> str:
    """What XML can carry."""
    return text.translate(_BAD)


def _written(text: str) -> str:
    return escape(_fit(text))


def _quoted(text: str) -> str:
    return quoteattr(_fit(text))


def _cdata(text: str) -> str:
    return f"<![CDATA[{_fit(text).replace(']]>', ']]]]><![CDATA[>')}]]>"


def _feed(name: str, make: Callable[[int, str], str], texts: Sequence[str], wrap: Callable[..., str]) -> Case:
    """A feed with an item for each text."""

    def body() -> bytes:
        return wrap(*(make(number, text) for number, text in enumerate(texts))).encode("utf-8", "surrogatepass")

    return Case(name=f"script-{name}", play=makes(body), count=len(texts), limits=_WIDE)


def _rss(name: str, field: Callable[[str], str], texts: Sequence[str]) -> Case:
    return _feed(name, lambda number, text: item(number, field(text)), texts, rss)


def _atom(name: str, field: Callable[[str], str], texts: Sequence[str]) -> Case:
    return _feed(name, lambda number, text: entry(number, field(text)), texts, atom)


def _json(texts: Sequence[str]) -> Case:
    """A JSON feed with a payload in every field of every item."""

    def body() -> bytes:
        items = [
            {
                "id": f"https://w.example/{number}{text}",
                "url": f"https://w.example/{number}",
                "external_url": text,
                "title": text,
                "content_html": text,
                "summary": text,
                "image": text,
                "authors": [{"name": text, "url": text}],
                "tags": [text],
                "language": text,
                "attachments": [{"url": text, "mime_type": text, "title": text}],
            }
            for number, text in enumerate(texts)
        ]
        return json.dumps({"title": texts[0], "home_page_url": addresses()[0], "items": items}).encode()

    return Case(name="script-json", play=makes(body), count=len(texts), limits=_WIDE)


def _parts(text: str) -> str:
    """One text in every small place that an item has."""
    written, quoted = _written(text), _quoted(text)
    return (
        f"<author>{written}</author><dc:creator>{written}</dc:creator><category domain={quoted}>{written}</category>"
        f"<comments>{written}</comments><source url={quoted}>{written}</source><media:title>{written}</media:title>"
        f"<enclosure url={quoted} type={quoted} length={quoted}/><media:thumbnail url={quoted}/>"
        f"<media:content url={quoted} type='image/png' medium='image'/><media:keywords>{written}</media:keywords>"
    )


def _people(text: str) -> str:
    """One text in every small place that an entry has."""
    written, quoted = _written(text), _quoted(text)
    links = "".join(f"<link rel='{rel}' href={quoted} title={quoted}/>" for rel in ("related", "via", "enclosure"))
    return (
        f"<author><name>{written}</name><uri>{written}</uri><email>{written}</email></author>{links}"
        f"<category term={quoted} scheme={quoted} label={quoted}/><summary type='html'>{written}</summary>"
        f"<source><id>{written}</id><title type='html'>{written}</title><link href={quoted}/></source>"
        f"<rights type='html'>{written}</rights>"
    )


def _titled(number: int, text: str) -> str:
    return item(number, title=_written(text))


def _typed(kind: str) -> Callable[[int, str], str]:
    return lambda number, text: entry(number, title=f'<title type="{kind}">{_written(text)}</title>')


def _linked(number: int, text: str) -> str:
    return item(number).replace(f"<link>https://w.example/{number}</link>", f"<link>{_written(text)}</link>")


def _located(number: int, text: str) -> str:
    return entry(number).replace(f'href="https://w.example/{number}"', f"href={_quoted(text)}")


def _named(number: int, text: str) -> str:
    return item(number).replace(f"<guid>https://w.example/{number}</guid>", f"<guid>{_written(text)} {number}</guid>")


_ALL, _WHERE = payloads(), addresses()
_ABOUT = f"<image><url>{_written(_WHERE[0])}</url><link>{_written(_WHERE[0])}</link></image>"

SCRIPTS = (
    _rss("description", lambda text: f"<description>{_written(text)}</description>", _ALL),
    _rss("content", lambda text: f"<content:encoded>{_cdata(text)}</content:encoded>", _ALL),
    _atom("summary", lambda text: f'<summary type="html">{_written(text)}</summary>', _ALL),
    _atom("plain", lambda text: f'<content type="text">{_written(text)}</content>', _ALL),
    _json(_ALL),
)
"""Feeds with script in the bodies of items."""

FIELDS = (
    _feed("title", _titled, _ALL, rss),
    _feed("title-html", _typed("html"), _ALL, atom),
    _feed("title-text", _typed("text"), _ALL, atom),
    _feed("link", _linked, _WHERE, rss),
    _feed("href", _located, _WHERE, atom),
    _feed("guid", _named, (*_WHERE, *_ALL[:60]), rss),
    _rss("parts", _parts, (*_WHERE, *_ALL[:120])),
    _atom("people", _people, (*_WHERE, *_ALL[:120])),
    Case(
        name="script-feed",
        play=makes(lambda: rss(item(1), within=_ABOUT).replace("Wire", _written(_ALL[0] + _ALL[12])).encode()),
        count=1,
    ),
)
"""Feeds with script in titles, addresses and small fields."""
