"""Atom 1.0 (RFC 4287) and RSS 2.0, written by feedgen with our extension.

A fragment is cut from a document with one entry; head, fragments and tail together are, byte for byte, what feedgen
writes for the whole feed. Atom says that a title is text and has it as it is; RSS does not say, so there it can be no
markup.
"""

from collections.abc import Callable
from typing import Any

from feedbot.feeds import masthead, wording
from feedbot.model import Edition, Feed, Person, Piece

_ATOM_TAIL = b"</feed>\n"
_RSS_TAIL = b"  </channel>\n</rss>\n"


def atom_frame(edition: Edition) -> tuple[bytes, bytes, bytes]:
    """Head, joint and tail of an Atom document; the joint is empty."""
    return _cut(atom_document(edition, ()), _ATOM_TAIL)


def rss_frame(edition: Edition) -> tuple[bytes, bytes, bytes]:
    """Head, joint and tail of an RSS document; the joint is empty."""
    return _cut(rss_document(edition, ()), _RSS_TAIL)


def atom_fragment(edition: Edition, piece: Piece) -> bytes:
    """One atom:entry; depends on the edition's feed only.

    Raises ValueError if a text of the piece cannot stand in XML.
    """
    return _only(atom_document(_alone(edition.feed, piece), (piece,)), b"  <entry", _ATOM_TAIL)


def rss_fragment(edition: Edition, piece: Piece) -> bytes:
    """One RSS item; depends on the edition's feed only.

    Raises ValueError if a text of the piece cannot stand in XML.
    """
    return _only(rss_document(_alone(edition.feed, piece), (piece,)), b"    <item", _RSS_TAIL)


def atom_document(edition: Edition, pieces: tuple[Piece, ...]) -> bytes:
    """What feedgen writes for these pieces, in this order, with the metadata and namespaces of the edition."""
    feed = _generator(edition, edition.feed.title, ".atom", "application/atom+xml")
    feed.author(name=masthead.author(edition.feed))
    if edition.feed.subtitle:
        feed.subtitle(edition.feed.subtitle)
    if edition.feed.rights:
        feed.rights(edition.feed.rights)
    for piece in pieces:
        _add(feed, edition, piece, _atom_entry)
    return bytes(feed.atom_str(pretty=True))


def rss_document(edition: Edition, pieces: tuple[Piece, ...]) -> bytes:
    """What feedgen writes for these pieces as RSS, in this order, with the metadata and namespaces of the edition."""
    feed = _generator(edition, masthead.tagless(edition.feed.title), ".rss", "application/rss+xml")
    feed.description(masthead.tagless(edition.feed.subtitle or edition.feed.title))
    feed.docs("")  # a link to the specification, which no reader needs
    if edition.feed.rights:
        feed.copyright(masthead.tagless(edition.feed.rights))
    feed.feedbot.rss = True
    for piece in pieces:
        _add(feed, edition, piece, _rss_item)
    return bytes(feed.rss_str(pretty=True))


def _alone(feed: Feed, piece: Piece) -> Edition:
    """An edition that says nothing but what a piece and its feed say."""
    return Edition(feed=feed, id="urn:feedbot:piece", url="https://feedbot", updated=piece.updated, pieces=(piece,))


def _generator(edition: Edition, title: str, suffix: str, media_type: str) -> Any:  # noqa: ANN401  # as below
    """A FeedGenerator with all that both formats say of a feed."""
    # Late, as below: the config names formats, and is read by commands that write none.
    from feedgen.feed import FeedGenerator

    from feedbot.feeds.extension import EntryExtension, FeedExtension

    feed = FeedGenerator()
    feed.register_extension("feedbot", FeedExtension, EntryExtension)
    feed.feedbot.edition = edition
    feed.id(edition.id)
    feed.title(title)
    feed.updated(masthead.updated(edition))
    feed.generator(masthead.GENERATOR, version=masthead.version(edition))
    feed.language(masthead.language(edition.feed.language))
    if icon := masthead.page(edition.feed.icon):
        feed.icon(icon)
    if logo := masthead.page(edition.feed.logo):
        feed.logo(logo)
    feed.link(href=masthead.address(edition, suffix), rel="self", type=media_type)
    if hub := masthead.hub(edition):
        feed.link(href=hub, rel="hub")
    for rel, href in masthead.archives(edition, suffix).items():
        feed.link(href=href, rel=rel, type=media_type)
    # Last, because feedgen makes the last link the channel's own in RSS.
    feed.link(href=masthead.address(edition), rel="alternate", type="text/html")
    return feed


def _add(feed: Any, edition: Edition, piece: Piece, fill: Callable[[Any, Piece, str], None]) -> None:  # noqa: ANN401
    """Append an entry: feedgen prepends by default, and readers would see the oldest first."""
    written = feed.add_entry(order="append")
    written.feedbot.piece = piece
    written.feedbot.language = edition.feed.language
    fill(written, piece, masthead.body(piece, wording.words(edition.feed.language).also))


def _atom_entry(written: Any, piece: Piece, body: str) -> None:  # noqa: ANN401  # feedgen ships no types
    entry = piece.lead
    written.id(piece.id)
    written.title(masthead.heading(entry))
    written.updated(piece.updated)
    written.published(piece.published)
    written.content(body, type="html")
    if entry.summary:
        written.summary(entry.summary, type="text")
    for person in entry.authors:
        written.author(_person(person))
    for category in entry.categories:
        if category.term:
            written.category(_present(term=category.term, scheme=category.scheme, label=category.label))


def _rss_item(written: Any, piece: Piece, body: str) -> None:  # noqa: ANN401  # feedgen ships no types
    entry = piece.lead
    link = masthead.absolute(entry.link)
    written.title(masthead.tagless(masthead.heading(entry)))
    if link:
        written.link(href=masthead.uri(link))
    if entry.summary:
        summary = masthead.tagless(entry.summary)  # for whoever decodes it twice; it is HTML, so the rest is escaped
        written.description(summary.replace("&", "&amp;").replace("<", "&lt;"), isSummary=True)
    written.content(body)
    written.guid(piece.id, permalink=piece.id == masthead.page(entry.link) == masthead.uri(piece.id))
    if person := masthead.sole_mail(entry):
        written.author(_person(person))
    for category in entry.categories:
        if category.term:
            name = masthead.tagless(category.label or category.term)
            written.category(_present(term=category.term, scheme=category.scheme, label=name))
    from feedbot.feeds import media

    if replies := media.comments(piece):
        written.comments(masthead.uri(replies.href))
    # RSS 2.0 has one an item, and players look for a recording.
    for enclosure in (*masthead.recordings(piece), *masthead.enclosures(piece))[:1]:
        written.enclosure(masthead.uri(enclosure.href), str(enclosure.length or 0), masthead.guessed_type(enclosure))


def _person(person: Person) -> dict[str, str]:
    return _present(name=person.name, uri=masthead.absolute(person.uri), email=masthead.mail(person))


def _present(**fields: str | None) -> dict[str, str]:
    return {name: value for name, value in fields.items() if value}


def _cut(document: bytes, tail: bytes) -> tuple[bytes, bytes, bytes]:
    return document.removesuffix(tail), b"", tail


def _only(document: bytes, start: bytes, tail: bytes) -> bytes:
    # Strangers' text cannot hold the start: its "<" is escaped.
    return document[document.index(start) :].removesuffix(tail)
