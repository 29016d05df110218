"""Media RSS and the namespaces of podcasts, as elements of Atom and RSS; of feedgen's own extensions neither fits.

Its podcast extension knows no "true" for explicit and takes pictures by their ending, and both write their namespaces
into feeds that use none of it.
"""

from collections.abc import Callable, Iterable

from lxml import etree

from feedbot.feeds import masthead
from feedbot.model import Edition, Entry, Episode, Feed, Link, Piece

MEDIA = "http://search.yahoo.com/mrss/"
ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
WFW = "http://wellformedweb.org/CommentAPI/"

_AUTHOR = 255
_KINDS = ("image", "audio", "video")
_FEEDS = frozenset({"application/atom+xml", "application/rss+xml"})


def spaces(feed: Feed, pieces: Iterable[Piece], *, rss: bool) -> dict[str, str]:
    """The namespaces that pieces and their feed need besides those of every feed, by prefix, always in one order."""
    known = {"media": MEDIA, **({"itunes": ITUNES, "wfw": WFW} if rss else {})}
    missing = set(known) - ({"itunes"} if _podcast(feed) else set())
    for piece in pieces:
        if piece.lead.links or piece.lead.episode:
            missing -= {prefix for prefix in missing if _NEEDS[prefix](piece)}
            if not missing:
                break
    return {prefix: space for prefix, space in known.items() if prefix not in missing}


def comments(piece: Piece) -> Link | None:
    """The page on which people comment, which RSS has an element for."""
    return next((link for link in _replies(piece) if link.type in {None, "text/html"}), None)


def comment_feed(piece: Piece) -> Link | None:
    """The feed of comments, which RSS has a module for."""
    return next((link for link in _replies(piece) if link.type in _FEEDS), None)


def linked(piece: Piece) -> tuple[Link, ...]:
    """The links that RSS has no element for."""
    told = (comments(piece), comment_feed(piece))
    return tuple(link for link in masthead.others(piece) if link.rel != "enclosure" and link not in told)


def _related(piece: Piece, *rels: str) -> bool:
    """Some link has one of these relations; a quick look before one that takes longer."""
    return any(link.rel in rels for link in piece.lead.links)


_NEEDS: dict[str, Callable[[Piece], bool]] = {
    "media": lambda piece: (
        _related(piece, "enclosure", "preview") and bool(masthead.enclosures(piece) or masthead.previews(piece))
    ),
    "itunes": lambda piece: (
        piece.lead.episode is not None or (_related(piece, "enclosure") and bool(masthead.recordings(piece)))
    ),
    "wfw": lambda piece: _related(piece, "replies") and comment_feed(piece) is not None,
}


def add_media(parent: etree._Element, piece: Piece) -> None:
    """Add media:content for each enclosure and media:thumbnail for each preview."""
    for link in masthead.enclosures(piece):
        kind = masthead.known_type(link)
        medium = (kind or "").partition("/")[0]
        element = etree.SubElement(parent, f"{{{MEDIA}}}content", {"url": masthead.uri(link.href)})
        _set(element, fileSize=link.length or None, type=kind, medium=medium if medium in _KINDS else None)
        _set(element, duration=masthead.duration(piece, link), height=link.height, width=link.width)
        if link.title:
            etree.SubElement(element, f"{{{MEDIA}}}title", {"type": "plain"}).text = masthead.tagless(link.title)
    for link in masthead.previews(piece):
        element = etree.SubElement(parent, f"{{{MEDIA}}}thumbnail", {"url": masthead.uri(link.href)})
        _set(element, height=link.height, width=link.width)


def add_episode(item: etree._Element, piece: Piece) -> None:
    """Add what podcasts say of an episode to an RSS item, where there is a recording or an episode at all."""
    recordings, told = masthead.recordings(piece), piece.lead.episode or Episode()
    if recordings or piece.lead.episode:
        lengths = (masthead.duration(piece, link) for link in recordings)
        _say(item, "duration", told.duration or next((length for length in lengths if length), None))
        _say(item, "season", told.season)
        _say(item, "episode", told.number)
        _say(item, "episodeType", told.kind)
        _say(item, "explicit", None if told.explicit is None else _flag(explicit=told.explicit))
        if image := masthead.page(told.image):
            etree.SubElement(item, f"{{{ITUNES}}}image", {"href": masthead.uri(image)})


def add_show(channel: etree._Element, edition: Edition) -> None:
    """Add what podcast players and their directories ask of a channel."""
    feed, leads = edition.feed, [piece.lead for piece in edition.pieces]
    _say(channel, "author", masthead.author(feed)[:_AUTHOR])
    if image := masthead.page(feed.logo) or masthead.page(feed.icon):
        etree.SubElement(channel, f"{{{ITUNES}}}image", {"href": masthead.uri(image)})
    told = feed.podcast_explicit if feed.podcast_explicit is not None else any(_explicit(lead) for lead in leads)
    _say(channel, "explicit", _flag(explicit=told))
    holder = channel
    for name in feed.podcast_category.split(" > ") if feed.podcast_category else ():
        holder = etree.SubElement(holder, f"{{{ITUNES}}}category", {"text": name})
    if feed.podcast_owner:
        name, mail = feed.podcast_owner
        owner = etree.SubElement(channel, f"{{{ITUNES}}}owner")
        _say(owner, "name", masthead.tagless(name or masthead.author(feed))[:_AUTHOR])
        _say(owner, "email", mail)


def _podcast(feed: Feed) -> bool:
    """Whether a feed is said to be a podcast, whatever it has."""
    return bool(feed.podcast_category or feed.podcast_owner or feed.podcast_explicit is not None)


def _explicit(entry: Entry) -> bool:
    return bool(entry.episode and entry.episode.explicit)


def _flag(*, explicit: bool) -> str:
    return "true" if explicit else "false"


def _replies(piece: Piece) -> tuple[Link, ...]:
    return tuple(link for link in masthead.others(piece) if link.rel == "replies")


def _set(element: etree._Element, **attributes: str | int | None) -> None:
    for name, value in attributes.items():
        if value is not None:
            element.set(name, str(value))


def _say(parent: etree._Element, name: str, value: str | int | None) -> None:
    if value is not None:
        etree.SubElement(parent, f"{{{ITUNES}}}{name}").text = str(value)
