"""What every format says alike: addresses, names, and what stands in for a field that an entry lacks."""

import re
from datetime import datetime
from urllib.parse import quote

from feedbot import __version__
from feedbot.model import Attribution, Edition, Entry, Feed, Link, Person, Piece, Tombstone

GENERATOR = "feedbot"
VERSION = __version__

_TAG = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8}){0,8}")
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}:[^\s<>\"{}|\\^`]+")
_SAFE = "%/?:@&=+$,;!~*'()#-._"
_URI = re.compile(rf"[A-Za-z0-9{re.escape(_SAFE)}]*")
_PARTS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*://)?((?<=//)[^/?#]*)?(.*)", re.DOTALL)
_LABELS = re.compile(r"[^@:\[\]]+")
_MAIL = re.compile(r"[^\s@<>()]{1,200}@[^\s@<>()]{1,200}")
_TAGGED = re.compile(r"<([A-Za-z/!?][^<>]*)(?<!\s)>")
_OPENING = re.compile(r"<(?=[A-Za-z/!?])")
_MEDIA = re.compile(r"[A-Za-z0-9][\w.+-]{0,99}/[A-Za-z0-9][\w.+-]{0,99}", re.ASCII)
_APART = frozenset({"alternate", "self", "preview"})
_TELLERS = 20
_UNKNOWN = "application/octet-stream"
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


def address(edition: Edition, suffix: str = "", stem: str | None = None) -> str:
    """The address of this document in a format, or of that with another stem; without a suffix, for people."""
    return f"{edition.url}/feeds/{stem or edition.stem or edition.feed.name}{suffix}"


def archives(edition: Edition, suffix: str) -> dict[str, str]:
    """Where older, newer and the newest pieces are, by the relations of RFC 5005, section 4; only what is known."""
    stems = {"prev-archive": edition.previous, "next-archive": edition.next, "current": edition.current}
    own = edition.stem or edition.feed.name
    return {rel: address(edition, suffix, stem) for rel, stem in stems.items() if stem and stem != own}


def hub(edition: Edition) -> str | None:
    """Who tells of changes, None for a page that never changes again."""
    return edition.feed.hub if edition.role != "archive" else None


def version(edition: Edition) -> str | None:
    """Our version, None for a page of the archive: its bytes stay the same whoever writes them."""
    return VERSION if edition.role != "archive" else None


def author(feed: Feed) -> str:
    """Who answers for the feed: never empty, because RFC 4287, section 4.1.1, wants an author for each entry."""
    return feed.author or feed.title


def updated(edition: Edition) -> datetime:
    """When the feed last changed; never before one of its pieces did, unless it is closed for good."""
    if edition.role == "archive":
        return edition.updated
    return max((edition.updated, *(piece.updated for piece in edition.pieces)))


def buried(edition: Edition) -> tuple[Tombstone, ...]:
    """The pieces that were withdrawn, but for one that is in this very edition again."""
    told = {piece.id for piece in edition.pieces} if edition.gone else set()
    return tuple(stone for stone in edition.gone if stone.id not in told)


def language(tag: str | None) -> str | None:
    """A language tag as xml:lang may hold it (RFC 4287, section 2), else None."""
    return tag if tag and _TAG.fullmatch(tag) else None


def absolute(iri: str | None) -> str | None:
    """An absolute IRI as it was, else None."""
    return iri if iri and _IRI.fullmatch(iri) else None


def page(url: str | None) -> str | None:
    """An address that a click may open (http or https), else None."""
    return url if absolute(url) and url and url.lower().startswith(("http://", "https://")) else None


def uri(iri: str) -> str:
    """An address in the letters of RFC 3986, for RSS, which knows no others: the host in IDNA, the rest in percents."""
    if _URI.fullmatch(iri):
        return iri
    scheme, host, rest = _PARTS.fullmatch(iri).groups("")  # type: ignore[union-attr]  # it fits any text
    try:
        host = _LABELS.sub(lambda name: name[0].encode("idna").decode(), host)
    except UnicodeError:
        host = quote(host, safe="@:[]%")
    return f"{scheme}{host}{quote(rest, safe=_SAFE)}"


def heading(entry: Entry) -> str:
    """The title, or where there is none the beginning of the summary, or the address; never empty."""
    if entry.title:
        return entry.title
    words = entry.summary if len(entry.summary) <= 80 else entry.summary[:79].rstrip() + "…"
    return words or entry.link or entry.id


def tagless(text: str) -> str:
    """A plain text for a field that some readers take for HTML: what would be a tag stands in "‹" and "›" instead.

    The closing one stays where a space is before it, as in "a <b and c > d". Each letter keeps its place.
    """
    return _OPENING.sub("‹", _TAGGED.sub(r"‹\1›", text))


def body(piece: Piece, also: str) -> str:
    """The content as HTML; the summary, else the heading as a paragraph where there is none.

    A story ends with a list of the others that tell it, after the word `also`.
    """
    entry = piece.lead
    text = entry.content or f"<p>{_escape(entry.summary or heading(entry))}</p>"
    named = (
        f'<a href="{_escape(link)}">{_escape(name)}</a>' if link else _escape(name) for name, link in tellers(piece)
    )
    told = ", ".join(named)
    return f"{text}\n<p>{also}: {told}</p>" if told else text


def name(entry: Entry) -> str:
    """What the source of an entry is called."""
    return entry.origin.title or entry.source


def tellers(piece: Piece) -> tuple[tuple[str, str | None], ...]:
    """The other sources that tell a story, each once by its name, with the address of its first article; at most 20."""
    found: dict[str, str | None] = {}
    for entry in piece.also:
        if name(entry) != name(piece.lead):
            found.setdefault(name(entry), page(entry.link))
    return tuple(found.items())[:_TELLERS]


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


def others(piece: Piece) -> tuple[Link, ...]:
    """The links of a piece besides its own address, in order: media, what it relates to, where it came from, comments.

    The articles of a story's other sources are related ones. Previews are apart, and so is a bare copy of one, which
    entries have from before previews were known.
    """
    shown = {link.href for link in piece.lead.links if link.rel == "preview"}
    told = (Link(href=href, rel="related", title=name) for name, href in tellers(piece) if href)
    return tuple(
        link
        for link in (*piece.lead.links, *told)
        if link.rel not in _APART and page(link.href) and not (link.href in shown and link == Link(href=link.href))
    )


def enclosures(piece: Piece) -> tuple[Link, ...]:
    """The media of a piece, in its order."""
    return tuple(link for link in others(piece) if link.rel == "enclosure")


def previews(piece: Piece) -> tuple[Link, ...]:
    """The pictures that stand for a piece, the best first."""
    return tuple(link for link in piece.lead.links if link.rel == "preview" and page(link.href))


def recordings(piece: Piece) -> tuple[Link, ...]:
    """The sounds and films among the media of a piece."""
    return tuple(link for link in enclosures(piece) if guessed_type(link).startswith(("audio/", "video/")))


def duration(piece: Piece, link: Link) -> int | None:
    """How long a recording is, in seconds; what is told of an episode is told of its only recording."""
    episode = piece.lead.episode
    if link.duration or episode is None:
        return link.duration
    return episode.duration if (link,) == recordings(piece) else None


def clock(seconds: int) -> str:
    """A length of time as people read it: "5:00", "1:02:03"."""
    hours, minutes = seconds // 3600, seconds // 60 % 60
    return f"{hours}:{minutes:02}:{seconds % 60:02}" if hours else f"{minutes}:{seconds % 60:02}"


def media_type(link: Link) -> str | None:
    """The media type a link declares, if it is one (RFC 4287, section 4.2.7.3)."""
    return link.type if link.type and _MEDIA.fullmatch(link.type) else None


def guessed_type(link: Link) -> str:
    """The declared media type, else one by the end of the address: RSS and JSON Feed will not do without."""
    ending = link.href.partition("?")[0].rpartition(".")[2].lower()
    return media_type(link) or _TYPES.get(ending, _UNKNOWN)


def known_type(link: Link) -> str | None:
    """The declared media type, else one by the end of the address, else None."""
    kind = guessed_type(link)
    return kind if kind != _UNKNOWN else None


def _anchor(name: str, link: str | None) -> str:
    return f'<a href="{_escape(link)}">{_escape(name)}</a>' if link else _escape(name)


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
