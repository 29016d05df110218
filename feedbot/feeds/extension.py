"""What feedgen leaves out, as a registered extension: whole links, atom:source, languages, names, dates of items.

feedgen loses `rel`, `type` and `length` of an entry's links (its issue 135), has no `id` in `source`, and writes RSS
dates through `setlocale`, which touches the whole process; so an item's date is written here.
"""

from datetime import datetime
from email.utils import format_datetime

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from lxml import etree

from feedbot.feeds import masthead
from feedbot.model import Entry, Link

_ATOM = "{http://www.w3.org/2005/Atom}"
_DC = "http://purl.org/dc/elements/1.1/"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class FeedExtension(BaseExtension):  # type: ignore[misc]  # feedgen ships no types
    """The feed's part: the namespace for all entries, and RSS's links beyond `self`."""

    hub: str | None = None

    def extend_ns(self) -> dict[str, str]:
        """The namespaces that entries need, declared once at the root."""
        return {"dc": _DC}

    def extend_atom(self, atom_feed: etree._Element) -> etree._Element:
        """Nothing: feedgen writes a feed's own Atom links whole."""
        return atom_feed

    def extend_rss(self, rss_feed: etree._Element) -> etree._Element:
        """Add the hub, which RSS names by an atom:link (WebSub, section 4)."""
        if self.hub:
            etree.SubElement(rss_feed[0], f"{_ATOM}link", {"href": self.hub, "rel": "hub"})
        return rss_feed


class EntryExtension(BaseEntryExtension):  # type: ignore[misc]  # feedgen ships no types
    """An entry's part; `entry` is set right after the extension is registered, `language` is the feed's."""

    entry: Entry
    language: str | None = None

    def extend_atom(self, entry: etree._Element) -> etree._Element:
        """Add language, links, names and source to an atom:entry."""
        told = self.entry
        _speak(entry, told.language)
        if href := masthead.absolute(told.link):
            _link(entry, Link(href=href, rel="alternate"))
        for link in masthead.others(told):
            _link(entry, link)
        _credits(entry, told)
        _source(entry, told)
        return entry

    def extend_rss(self, entry: etree._Element) -> etree._Element:
        """Add date, source and Dublin Core names to an RSS item.

        Attribution and `source` mean the same to a validator, so the names win where both are known.
        """
        told = self.entry
        if not masthead.sole_mail(told):
            for person in told.authors:
                _text(entry, f"{{{_DC}}}creator", person.name)
        _text(entry, "pubDate", rss_date(told.published))
        url = masthead.page(told.origin.link)
        if told.attribution:
            _credits(entry, told)
        elif url:
            etree.SubElement(entry, "source", {"url": url}).text = told.origin.title or url
        if told.language != self.language and masthead.language(told.language):
            _text(entry, f"{{{_DC}}}language", told.language)
        return entry


def rss_date(moment: datetime) -> str:
    """A moment as RFC 822 writes it, with four digits for the year."""
    return format_datetime(moment, usegmt=True)


def _speak(element: etree._Element, language: str | None) -> None:
    if tag := masthead.language(language):
        element.set(_LANG, tag)


def _link(parent: etree._Element, link: Link) -> None:
    """Add an atom:link; no namespace, because feedgen's own elements get theirs from the root's xmlns attribute."""
    element = etree.SubElement(parent, "link", {"rel": link.rel, "href": link.href})
    if kind := masthead.media_type(link):
        element.set("type", kind)
    if link.title:
        element.set("title", link.title)
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
    _text(source, "title", entry.origin.title or entry.source)
    _text(source, "updated", entry.updated.isoformat())
    if href := masthead.page(entry.origin.link):
        etree.SubElement(source, "link", {"rel": "alternate", "href": href})


def _text(parent: etree._Element, name: str, text: str | None) -> None:
    if text:
        etree.SubElement(parent, name).text = text
