"""JSON Feed 1.1, with `_feedbot` for what it has no words for: attribution, source, episodes, history, deletions."""

import json
from collections.abc import Mapping
from typing import Any

from feedbot.feeds import masthead, wording
from feedbot.model import Edition, Episode, Link, Person, Piece

_VERSION = "https://jsonfeed.org/version/1.1"
_ITEMS = '"items": []'


def frame(edition: Edition) -> tuple[bytes, bytes, bytes]:
    """Head, joint and tail of a JSON Feed; the joint stands between two items only."""
    feed, archives, hub = edition.feed, masthead.archives(edition, ".json"), masthead.hub(edition)
    top = _known(
        version=_VERSION,
        title=feed.title,
        home_page_url=masthead.address(edition),
        feed_url=masthead.address(edition, ".json"),
        description=feed.subtitle,
        next_url=archives.get("prev-archive"),
        icon=masthead.page(feed.logo),
        favicon=masthead.page(feed.icon),
        language=masthead.language(feed.language),
        authors=[{"name": masthead.author(feed)}],
        hubs=[{"type": "WebSub", "url": hub}] if hub else None,
        _feedbot=_known(
            id=edition.id,
            updated=masthead.updated(edition).isoformat(),
            version=masthead.version(edition),
            rights=feed.rights,
            role=edition.role if edition.role != "current" else None,
            newer=archives.get("next-archive"),
            newest=archives.get("current"),
            deleted=[{"id": stone.id, "at": stone.at.isoformat()} for stone in masthead.buried(edition)],
        ),
    )
    text = json.dumps({**top, "items": []}, ensure_ascii=False, indent=1)
    head, _, tail = text.rpartition(_ITEMS)
    return f'{head}"items": [\n'.encode(), b",\n", f"\n ]{tail}\n".encode()


def fragment(edition: Edition, piece: Piece) -> bytes:
    """One item on one line; depends on the edition's feed only.

    Raises ValueError if a text holds half a surrogate pair.
    """
    entry = piece.lead
    tags = (category.label or category.term for category in entry.categories if category.term)
    item = _known(
        id=piece.id,
        url=masthead.absolute(entry.link),
        title=masthead.heading(entry),
        content_html=masthead.body(piece, wording.words(edition.feed.language).also),
        summary=entry.summary or None,
        image=_image(piece),
        date_published=piece.published.isoformat(),
        date_modified=piece.updated.isoformat(),
        authors=[_person(person) for person in entry.authors if person.name] or None,
        tags=list(dict.fromkeys(tags)),
        language=masthead.language(entry.language),
        attachments=[_attachment(piece, link) for link in masthead.enclosures(piece)],
        _feedbot=_ours(piece),
    )
    return json.dumps(item, ensure_ascii=False).encode()


def _ours(piece: Piece) -> Mapping[str, Any]:
    entry = piece.lead
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
            for link in masthead.others(piece)
            if link.rel != "enclosure"
        ],
        episode=_episode(entry.episode) if entry.episode else None,
    )


def _image(piece: Piece) -> str | None:
    """The picture that stands for a piece: a preview, else the first among its media."""
    pictures = (link for link in masthead.enclosures(piece) if masthead.guessed_type(link).startswith("image/"))
    return next((link.href for link in (*masthead.previews(piece), *pictures)), None)


def _episode(episode: Episode) -> Mapping[str, Any]:
    return _known(
        duration_in_seconds=episode.duration,
        season=episode.season,
        number=episode.number,
        kind=episode.kind,
        explicit=episode.explicit,
        image=masthead.page(episode.image),
    )


def _person(person: Person) -> Mapping[str, Any]:
    return _known(name=person.name, url=masthead.absolute(person.uri))


def _attachment(piece: Piece, link: Link) -> Mapping[str, Any]:
    return _known(
        url=link.href,
        mime_type=masthead.guessed_type(link),
        title=link.title,
        size_in_bytes=link.length,
        duration_in_seconds=masthead.duration(piece, link),
    )


def _known(**fields: Any) -> Mapping[str, Any]:  # noqa: ANN401  # what JSON takes
    """The fields that are known: neither None nor an empty list."""
    return {name: value for name, value in fields.items() if value is not None and value != []}
