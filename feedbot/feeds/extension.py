"""What feedgen leaves out, as a registered extension: whole links, atom:source, languages, names, dates of items.

feedgen loses `rel`, `type` and `length` of an entry's links (its issue 135), has no `id` in `source`, and writes RSS
dates through `setlocale`, which touches the whole process; so an item's date is written here. Archives (RFC 5005),
deletions (RFC 6721) and media it does not know.
"""

from datetime import datetime
from email.utils import format_datetime

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from lxml import etree

from feedbot.feeds import masthead, media
from feedbot.model import Edition, Entry, Link, Piece

_ATOM = "{http://www.w3.org/2005/Atom}"
_DC = "http://purl.org/dc/elements/1.1/"
_HISTORY = "http://purl.org/syndication/history/1.0"
_TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
_XML = "{http://www.w3.org/XML/1998/namespace}"


class FeedExtension(BaseExtension):  # type: ignore[misc]  # feedgen ships no types
    """The feed's part: the namespaces for all entries, and links beyond `self`; `edition` is set after registering."""

    edition: Edition
    rss = False

    def extend_ns(self) -> dict[str, str]:
        """The namespaces that feed and entries need, declared once at the root."""
        self.spaces = media.spaces(self.edition.feed, self.edition.pieces, rss=self.rss)
        found = {"dc": _DC, **self.spaces}
        if self.edition.role != "current":
            found["fh"] = _HISTORY
        if not self.rss and _buried(self.edition):
            found["at"] = _TOMBSTONES
        return found

    def extend_atom(self, atom_feed: etree._Element) -> etree._Element:
        """Add the base, what the document is in the feed's history, and what was deleted."""
        atom_feed.set(f"{_XML}base", f"{self.edition.url}/")
        _history(atom_feed, self.edition)
        for name, when in _buried(self.edition):
            etree.SubElement(atom_feed, f"{{{_TOMBSTONES}}}deleted-entry", {"ref": name, "when": when})
        return atom_feed

    def extend_rss(self, rss_feed: etree._Element) -> etree._Element:
        """Add hub and archives, which RSS names by an atom:link (WebSub, section 4; RFC 5005), and the show."""
        channel = rss_feed[0]
        if hub := masthead.hub(self.edition):
            etree.SubElement(channel, f"{_ATOM}link", {"href": hub, "rel": "hub"})
        for rel, href in masthead.archives(self.edition, ".rss").items():
            etree.SubElement(channel, f"{_ATOM}link", {"href": href, "rel": rel, "type": "application/rss+xml"})
        _history(channel, self.edition)
        if "itunes" in self.spaces:
            media.add_show(channel, self.edition)
        return rss_feed


class EntryExtension(BaseEntryExtension):  # type: ignore[misc]  # feedgen ships no types
    """An entry's part; `piece` is set right after the extension is registered, `language` is the feed's."""

    piece: Piece
    language: str | None = None

    def extend_atom(self, entry: etree._Element) -> etree._Element:
        """Add language, base, links, names, source and media to an atom:entry."""
        told = self.piece.lead
        if tag := masthead.language(told.language):
            entry.set(f"{_XML}lang", tag)
        if base := masthead.page(told.link):
            entry.set(f"{_XML}base", base)
        if href := masthead.absolute(told.link):
            _link(entry, "link", Link(href=href, rel="alternate"))
        for link in masthead.others(self.piece):
            _link(entry, "link", link)
        _credits(entry, told)
        _source(entry, told)
        media.add_media(entry, self.piece)
        return entry

    def extend_rss(self, entry: etree._Element) -> etree._Element:
        """Add date, source, Dublin Core names, links and media to an RSS item.

        Attribution and `source` mean the same to a validator, so the names win where both are known.
        """
        told = self.piece.lead
        if not masthead.sole_mail(told):
            for person in told.authors:
                _text(entry, f"{{{_DC}}}creator", person.name)
        _text(entry, "pubDate", rss_date(self.piece.published))
        url = masthead.page(told.origin.link)
        if told.attribution:
            _credits(entry, told)
        elif url:
            etree.SubElement(entry, "source", {"url": masthead.uri(url)}).text = masthead.tagless(
                told.origin.title or url
            )
        if told.language != self.language and masthead.language(told.language):
            _text(entry, f"{{{_DC}}}language", told.language)
        if replies := media.comment_feed(self.piece):
            _text(entry, f"{{{media.WFW}}}commentRss", masthead.uri(replies.href))
        for link in media.linked(self.piece):
            _link(entry, f"{_ATOM}link", link)
        media.add_media(entry, self.piece)
        media.add_episode(entry, self.piece)
        return entry


def rss_date(moment: datetime) -> str:
    """A moment as RFC 822 writes it, with four digits for the year."""
    return format_datetime(moment, usegmt=True)


def _buried(edition: Edition) -> tuple[tuple[str, str], ...]:
    """The withdrawn pieces that have an IRI for a name, which RFC 6721, section 3 asks for, each with its moment."""
    return tuple((stone.id, stone.at.isoformat()) for stone in masthead.buried(edition) if masthead.absolute(stone.id))


def _history(parent: etree._Element, edition: Edition) -> None:
    """Say whether the document is a page of the archive, or all there is (RFC 5005, sections 2 and 4)."""
    if edition.role != "current":
        etree.SubElement(parent, f"{{{_HISTORY}}}{edition.role}")


def _link(parent: etree._Element, name: str, link: Link) -> None:
    """Add a link; in Atom by a bare name, because feedgen's own elements have their namespace from the root's xmlns."""
    element = etree.SubElement(parent, name, {"rel": link.rel, "href": link.href})
    if kind := masthead.media_type(link):
        element.set("type", kind)
    if link.title:
        element.set("title", masthead.tagless(link.title))  # RFC 4287 does not say what it is
    if link.length is not None:
        element.set("length", str(link.length))


def _credits(parent: etree._Element, entry: Entry) -> None:
    """Name who told the news in one dc:source: validators refuse a second one, and one that follows a `source`."""
    names = "; ".join(masthead.credit(attribution) for attribution in entry.attribution)
    if names:
        _text(parent, f"{{{_DC}}}source", names)


def _source(parent: etree._Element, entry: Entry) -> None:
    """Add atom:source (RFC 4287, section 4.2.11); `updated` is when the source last changed this entry."""
    source = etree.SubElement(parent, "source")
    identity = masthead.absolute(entry.origin.id) or masthead.absolute(entry.origin.link)
    if identity:
        _text(source, "id", identity)
    _text(source, "title", masthead.name(entry))
    _text(source, "updated", entry.updated.isoformat())
    if href := masthead.page(entry.origin.link):
        etree.SubElement(source, "link", {"rel": "alternate", "href": href})


def _text(parent: etree._Element, name: str, text: str | None) -> None:
    if text:
        etree.SubElement(parent, name).text = text
