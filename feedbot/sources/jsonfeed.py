"""JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1) into a Reading."""

import json
from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urljoin

from feedbot.errors import LimitError, ParseError
from feedbot.model import Category, Document, Hints, Item, Link, Origin, Person, Reading, Source
from feedbot.sources import media
from feedbot.sources.items import looks_like_html
from feedbot.text import decode, html

_MOST = 1_000
_MOST_HOLDERS = 200_000
_MOST_QUOTES = 1_500_000
_ENDED = "the feed says that it has ended; nothing new will come"


def read(text: str, document: Document, source: Source) -> Reading:
    """What a JSON document says as a feed; strange values of single fields count as missing.

    At most `source.limits.items` items, with a note. Raises ParseError when it is not JSON, no feed, or built to
    exhaust its reader.
    """
    if text.count("{") + text.count("[") > _MOST_HOLDERS:
        raise LimitError(f"not read: it has more than {_MOST_HOLDERS:,} objects and lists")
    if text.count('"') > _MOST_QUOTES:
        raise LimitError(f"not read: it has more than {_MOST_QUOTES // 2:,} texts")
    try:
        found: object = json.loads(text)
    except RecursionError:
        raise LimitError("not read: its JSON lies too deep") from None
    except ValueError as error:
        raise ParseError(f"not a feed: the JSON is broken ({error})") from error
    feed = _object(found)
    items = feed.get("items")
    if not isinstance(items, list):
        raise ParseError("not a feed: JSON without items")
    base, most = document.url, source.limits.items
    people, language = _people(feed), _text(feed.get("language"))
    much = f"only the first {most:,} of {len(items):,} items are read (limits.items)"
    read = (_item(_object(item), people, language, base) for item in items[:most])
    expired = feed.get("expired") is True
    return Reading(
        origin=Origin(
            id=f"urn:feedbot:source:{source.name}",
            title=html.escape(_text(feed.get("title")) or ""),
            link=_resolved(base, feed.get("home_page_url")),
        ),
        items=tuple(item for item in read if item.id or item.link or item.title or item.html or item.text),
        hints=Hints(
            wait=timedelta(days=1) if expired else None,
            said="expired" if expired else "",
            hub=_hub(feed, base),
            topic=_resolved(base, feed.get("feed_url")),
        ),
        notes=((much,) if len(items) > most else ()) + ((_ENDED,) if expired else ()),
    )


def _item(item: Mapping[str, object], people: tuple[Person, ...], language: str | None, base: str) -> Item:
    body, plain, summary = (_text(item.get(key)) for key in ("content_html", "content_text", "summary"))
    title = _text(item.get("title"))
    link = _resolved(base, item.get("url")) or _resolved(base, item.get("external_url"))
    return Item(
        id=_text(item.get("id")),
        link=link,
        title=title,
        # It is plain text by the format; publishers give that of their pages all the same, "&#8217;" and all.
        title_is_html=looks_like_html(title or ""),
        html=body,
        text=None if body else plain,
        summary=html.escape(summary) if summary else None,
        published=_text(item.get("date_published")),
        updated=_text(item.get("date_modified")),
        authors=_people(item) or people,
        categories=tuple(Category(term=term) for tag in _list(item.get("tags")) if (term := _text(tag))),
        language=_text(item.get("language")) or language,
        links=_links(item, base),
        base=link or base,
    )


def _links(item: Mapping[str, object], base: str) -> tuple[Link, ...]:
    """Attachments, the page an item is about where it has one of its own too, and pictures that stand for it."""
    links = []
    for each in map(_object, _list(item.get("attachments"))):
        if href := _resolved(base, each.get("url")):
            links.append(
                Link(
                    href=href,
                    type=_text(each.get("mime_type")),
                    length=_number(each.get("size_in_bytes"), 2**53 - 1),
                    title=_text(each.get("title")),
                    duration=_number(each.get("duration_in_seconds"), media.LONGEST),
                )
            )
    about = _resolved(base, item.get("external_url"))
    if about and _text(item.get("url")):
        links.append(Link(href=about, rel="related"))
    pictures = (_resolved(base, item.get(key)) for key in ("image", "banner_image"))
    links += [Link(href=picture, rel="preview") for picture in dict.fromkeys(pictures) if picture]
    return tuple(links)


def _number(value: object, most: int) -> int | None:
    """A number above zero without its fraction, else None."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) or None if 0 < value <= most else None


def _people(holder: Mapping[str, object]) -> tuple[Person, ...]:
    """`authors` of version 1.1, else `author` of version 1.0."""
    found = map(_object, _list(holder.get("authors")) or [holder.get("author")])
    return tuple(Person(name=name, uri=_text(each.get("url"))) for each in found if (name := _text(each.get("name"))))


def _hub(feed: Mapping[str, object], base: str) -> str | None:
    hubs = map(_object, _list(feed.get("hubs")))
    return next((_resolved(base, hub.get("url")) for hub in hubs if hub.get("type") == "WebSub"), None)


def _resolved(base: str, value: object) -> str | None:
    text = _text(value)
    try:
        return urljoin(base, text) if text else None
    except ValueError:
        return None


def _object(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[object]:
    return value[:_MOST] if isinstance(value, list) else []


def _text(value: object) -> str | None:
    """A string without what no feed may carry; a number as its digits; nothing else, and nothing empty."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return decode.tidy(value).strip() or None if isinstance(value, str) else None
