"""JSON Feed 1.1, with `_feedbot` for what it has no words for: attribution and source."""

import json
from collections.abc import Mapping
from typing import Any

from feedbot.feeds import masthead
from feedbot.model import Edition, Entry, Link, Person, Piece

_VERSION = "https://jsonfeed.org/version/1.1"
_ITEMS = '"items": []'


def frame(edition: Edition) -> tuple[bytes, bytes, bytes]:
    """Head, joint and tail of a JSON Feed; the joint stands between two items only."""
    feed = edition.feed
    top = _known(
        version=_VERSION,
        title=feed.title,
        home_page_url=masthead.address(edition),
        feed_url=masthead.address(edition, ".json"),
        description=feed.subtitle,
        language=masthead.language(feed.language),
        authors=[{"name": masthead.author(feed)}],
        hubs=[{"type": "WebSub", "url": feed.hub}] if feed.hub else None,
        _feedbot={
            "id": edition.id,
            "updated": masthead.updated(edition).isoformat(),
            "version": masthead.VERSION,
        },
    )
    text = json.dumps({**top, "items": []}, ensure_ascii=False, indent=1)
    head, _, tail = text.rpartition(_ITEMS)
    return f'{head}"items": [\n'.encode(), b",\n", f"\n ]{tail}\n".encode()


def fragment(edition: Edition, piece: Piece) -> bytes:  # noqa: ARG001  # one shape for all formats
    """One item on one line; depends on nothing of the edition.

    Raises ValueError if a text holds half a surrogate pair.
    """
    entry = piece.lead
    item = _known(
        id=entry.id,
        url=masthead.absolute(entry.link),
        title=masthead.heading(entry),
        content_html=masthead.body(entry),
        summary=entry.summary or None,
        date_published=entry.published.isoformat(),
        date_modified=entry.updated.isoformat(),
        authors=[_person(person) for person in entry.authors if person.name] or None,
        tags=list(dict.fromkeys(category.label or category.term for category in entry.categories if category.term)),
        language=masthead.language(entry.language),
        attachments=[_attachment(link) for link in masthead.enclosures(entry)],
        _feedbot=_ours(entry),
    )
    return json.dumps(item, ensure_ascii=False).encode()


def _ours(entry: Entry) -> Mapping[str, Any]:
    return _known(
        attribution=[_known(name=one.name, alias=one.alias, via=one.via) for one in entry.attribution],
        source=_known(
            name=entry.source,
            id=entry.origin.id,
            title=entry.origin.title,
            url=masthead.page(entry.origin.link),
        ),
        links=[
            _known(rel=link.rel, url=link.href, type=link.type, title=link.title)
            for link in masthead.others(entry)
            if link.rel != "enclosure"
        ],
    )


def _person(person: Person) -> Mapping[str, Any]:
    return _known(name=person.name, url=masthead.absolute(person.uri))


def _attachment(link: Link) -> Mapping[str, Any]:
    return _known(url=link.href, mime_type=masthead.guessed_type(link), title=link.title, size_in_bytes=link.length)


def _known(**fields: Any) -> Mapping[str, Any]:  # noqa: ANN401  # what JSON takes
    """The fields that are known: neither None nor an empty list."""
    return {name: value for name, value in fields.items() if value is not None and value != []}
