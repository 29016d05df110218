"""What every format says alike: addresses, names, and what stands in for a field that an entry lacks."""

import re
from datetime import datetime

from feedbot import __version__
from feedbot.model import Attribution, Edition, Entry, Feed, Link, Person

GENERATOR = "feedbot"
VERSION = __version__

_TAG = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8}){0,8}")
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}:[^\s<>\"{}|\\^`]+")
_MAIL = re.compile(r"[^\s@<>()]{1,200}@[^\s@<>()]{1,200}")
_OPENING = re.compile(r"<(?=[A-Za-z/!?])")
_MEDIA = re.compile(r"[A-Za-z0-9][\w.+-]{0,99}/[A-Za-z0-9][\w.+-]{0,99}", re.ASCII)
_TYPES = {
    "avif": "image/avif",
    "gif": "image/gif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "m4a": "audio/mp4",
    "m4v": "video/mp4",
    "mov": "video/quicktime",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "oga": "audio/ogg",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "pdf": "application/pdf",
    "png": "image/png",
    "svg": "image/svg+xml",
    "webm": "video/webm",
    "webp": "image/webp",
}


def address(edition: Edition, suffix: str = "") -> str:
    """The address of a document of this feed; without a suffix, that of its page for people."""
    return f"{edition.url}/feeds/{edition.feed.name}{suffix}"


def author(feed: Feed) -> str:
    """Who answers for the feed: never empty, because RFC 4287, section 4.1.1, wants an author for each entry."""
    return feed.author or feed.title


def updated(edition: Edition) -> datetime:
    """When the feed last changed; never before one of its pieces did."""
    return max((edition.updated, *(piece.updated for piece in edition.pieces)))


def language(tag: str | None) -> str | None:
    """A language tag as xml:lang may hold it (RFC 4287, section 2), else None."""
    return tag if tag and _TAG.fullmatch(tag) else None


def absolute(iri: str | None) -> str | None:
    """An absolute IRI as it was, else None."""
    return iri if iri and _IRI.fullmatch(iri) else None


def page(url: str | None) -> str | None:
    """An address that a click may open (http or https), else None."""
    return url if absolute(url) and url and url.lower().startswith(("http://", "https://")) else None


def heading(entry: Entry) -> str:
    """The title, or where there is none the beginning of the summary, or the address; never empty."""
    if entry.title:
        return entry.title
    words = entry.summary if len(entry.summary) <= 80 else entry.summary[:79].rstrip() + "…"
    return words or entry.link or entry.id


def tagless(text: str) -> str:
    """A plain text for a field that some readers take for HTML: where a tag would begin it has "‹", so none does."""
    return _OPENING.sub("\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}", text)


def body(entry: Entry) -> str:
    """The content as HTML; the summary, else the heading as a paragraph where there is none."""
    return entry.content or f"<p>{_escape(entry.summary or heading(entry))}</p>"


def credit(attribution: Attribution) -> str:
    """A name as it is told in full, with its short form: "Korean Central News Agency (KCNA)"."""
    return f"{attribution.name} ({attribution.alias})" if attribution.alias else attribution.name


def mail(person: Person) -> str | None:
    """An e-mail address that looks like one (RFC 4287, section 3.2.3), else None."""
    return person.email if person.email and _MAIL.fullmatch(person.email) else None


def sole_mail(entry: Entry) -> Person | None:
    """The one author who has an e-mail address: RSS's `author` holds no other, and only one."""
    people = entry.authors
    return people[0] if len(people) == 1 and mail(people[0]) else None


def others(entry: Entry) -> tuple[Link, ...]:
    """The links of an entry besides its own address, in its order: media, what it relates to, where it came from."""
    return tuple(link for link in entry.links if link.rel not in {"alternate", "self"} and page(link.href))


def enclosures(entry: Entry) -> tuple[Link, ...]:
    """The media of an entry, in its order."""
    return tuple(link for link in others(entry) if link.rel == "enclosure")


def media_type(link: Link) -> str | None:
    """The media type a link declares, if it is one (RFC 4287, section 4.2.7.3)."""
    return link.type if link.type and _MEDIA.fullmatch(link.type) else None


def guessed_type(link: Link) -> str:
    """The declared media type, else one by the end of the address: RSS and JSON Feed will not do without."""
    ending = link.href.partition("?")[0].rpartition(".")[2].lower()
    return media_type(link) or _TYPES.get(ending, "application/octet-stream")


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
