"""RSS, Atom, RDF and JSON feeds: bytes into a Reading. It fetches nothing, and cleans nothing but what breaks XML."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, Literal
from urllib.parse import urljoin, urlsplit

from pydantic import Field

from feedbot.errors import ParseError
from feedbot.model import Category, Document, Hints, Item, Link, Origin, Person, Reading, Source
from feedbot.sections import Duration
from feedbot.sources import jsonfeed, rawfeed, repair
from feedbot.sources.http import HttpSection
from feedbot.text import decode, html

_ROOTS = frozenset({"rss", "rdf", "feed", "channel"})
_HEAD = '<?xml version="1.0" encoding="utf-8"?>'
_ROOT = re.compile(r"<([A-Za-z_][\w.\-]*+(?::[A-Za-z_][\w.\-]*+)?)")
_TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{0,200})", re.IGNORECASE)
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,8})|([0-9]{1,9}));")
_SURROGATE = re.compile("[\ud800-\udfff]")
_EMAIL = re.compile(r"[^\s@()<>]++@[^\s@()<>]++")
_VOID_END = re.compile(r"</(?:area|br|col|embed|hr|img|input|source|track|wbr)>")
_MARKUP = frozenset({"text/html", "application/xhtml+xml"})
_MEDIA = ("image", "video", "audio")
_IANA = "http://www.iana.org/assignments/relation/"
_MOST_MARKS = 500_000
_PERIODS = {"hourly": 1, "daily": 24, "weekly": 7 * 24, "monthly": 30 * 24, "yearly": 365 * 24}


class Feed(HttpSection):
    """A feed on the web: RSS, Atom or JSON Feed."""

    kind: Literal["feed"] = Field(description="A feed: RSS, Atom or JSON Feed.")
    max_age: Duration | None = Field(
        None, description="Entries that were older than this when first seen are published but not sent."
    )


def parse(document: Document, source: Source) -> Reading:
    """What a feed says: its items in the document's order, each as written but for resolved addresses.

    Broken XML is mended as far as possible, with a note; of a document that was cut only whole items are kept. Raises
    ParseError for what is no feed, and for a document that is built to exhaust its reader.
    """
    decoded = decode.decode(document.body, charset=document.charset, kind="xml")
    text = decode.tidy(decoded.text).strip().removeprefix("\ufeff").lstrip()
    if not text:
        raise ParseError("not a feed: the document is empty")
    reading = jsonfeed.read(text, document, source) if text.startswith("{") else _xml(text, document, source)
    if decoded.encoding == "utf-8" and "\ufffd" not in decoded.text:
        return reading
    return replace(reading, notes=(f"read as {decoded.encoding}: {decoded.because}", *reading.notes))


def _xml(text: str, document: Document, source: Source) -> Reading:
    base = _base(document)
    text = _framed(_mended(text))
    raw, notes = rawfeed.read(text, base), list[str]()
    if raw.fault:
        notes.append(f"its XML is broken ({raw.fault}); what could be read was read")
        raw = _again(text, base, raw)
        if not raw.entries:
            raise ParseError(f"{notes[0].partition(';')[0]}, and no item could be read")
    if raw.more:
        notes.append(f"only the first {rawfeed.MOST_ITEMS:,} items are read")
    items = (_item(entry, raw, base) for entry in raw.entries)
    return Reading(
        origin=_origin(raw.feed, source),
        items=tuple(item for item in items if item.id or item.link or item.title or item.html or item.text),
        gone=raw.gone,
        hints=Hints(wait=_wait(raw.feed), hub=_href(raw.feed, "hub")),
        notes=tuple(notes),
    )


def _again(text: str, base: str, raw: rawfeed.Raw) -> rawfeed.Raw:
    """What the mended text gives, if that is no less than what was read up to the fault."""
    if text.count("<") > _MOST_MARKS:
        return raw
    try:
        mended = rawfeed.read(repair.repair(text), base)
    except ParseError:
        return raw
    return mended if len(mended.entries) >= len(raw.entries) else raw


# --- the document ----------------------------------------------------------------------------------------------------


def _base(document: Document) -> str:
    """What relative addresses stand for: Content-Location (RFC 9110, 8.7) if it is of the same host, else the url."""
    try:
        said = urljoin(document.url, document.content_location or "")
        return said if urlsplit(said).netloc == urlsplit(document.url).netloc else document.url
    except ValueError:
        return document.url


def _mended(text: str) -> str:
    """The text without references to characters that XML does not have; halves of a pair become their character."""

    def character(match: re.Match[str]) -> str:
        number = int(match[1], 16) if match[1] else int(match[2])
        if 0xD800 <= number <= 0xDFFF:
            return chr(number)
        fit = number in {9, 10, 13} or (0x20 <= number <= 0x10FFFF and number & 0xFFFE != 0xFFFE)
        return match[0].replace("X", "x") if fit else ""

    text = _REFERENCE.sub(character, text)
    if _SURROGATE.search(text):
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _framed(text: str) -> str:
    """The root element of a feed alone, behind a declaration of our own, without document type and trailing junk."""
    declared = text.find("<?xml", 0, 8192)
    start, name = _root(text, max(declared, 0))
    if name.rpartition(":")[2].lower() not in _ROOTS:
        raise ParseError(f"not a feed: {_other(text, name)}")
    last = text.rfind(f"</{name}")
    end = text.find(">", last) + 1 if last > start else 0
    return _HEAD + "\n" * text.count("\n", 0, start) + text[start : end or None]


def _root(text: str, position: int) -> tuple[int, str]:
    """Where the root element begins, and its name. Raises ParseError when there is none."""
    while (start := text.find("<", position)) >= 0:
        if match := _ROOT.match(text, start):
            return start, match[1]
        closing = "-->" if text.startswith("<!--", start) else "?>" if text.startswith("<?", start) else ">"
        if text.startswith("<!DOCTYPE", start) and "[" in text[start : text.find(">", start)]:
            closing = "]"
            if "<!ENTITY" in text[start : text.find(closing, start)]:
                raise ParseError("not read: it declares entities of its own, which could unfold without bounds")
        end = text.find(closing, start)
        position = len(text) if end < 0 else end + len(closing)
    raise ParseError(f'not a feed: text that begins with "{" ".join(text[:200].split())[:60]}"')


def _other(text: str, name: str) -> str:
    if name.lower() in {"html", "head", "body", "meta", "div", "script", "p", "br"}:
        title = _TITLE.search(text[:50_000])
        return f'an HTML page ("{html.plain(title[1])[:100]}")' if title else "an HTML page"
    return f"XML that begins with <{name[:60]}>"


# --- the feed --------------------------------------------------------------------------------------------------------


def _origin(feed: Mapping[str, Any], source: Source) -> Origin:
    """The feed by its own id, else by our name for it: its address may hold a secret and can change."""
    name = feed.get("id") or f"urn:feedbot:source:{source.name}"
    return Origin(id=name, title=_markup(feed, "title") or "", link=_href(feed, "alternate"))


def _wait(feed: Mapping[str, Any]) -> timedelta | None:
    """The longer of RSS's ttl, in minutes, and the rhythm of RDF's syndication module."""
    waits = []
    ttl, times = (_number(feed.get(key)) for key in ("ttl", "sy_updatefrequency"))
    if ttl:
        waits.append(timedelta(minutes=min(ttl, 10**6)))
    hours = _PERIODS.get(str(feed.get("sy_updateperiod")).strip().lower())
    if hours:
        waits.append(timedelta(hours=hours) / max(times or 1, 1))
    return max(waits, default=None)


def _item(entry: Mapping[str, Any], raw: rawfeed.Raw, base: str) -> Item:
    contents = [each for each in entry.get("content", ()) if each.get("value")]
    described = entry.get("summary_detail") or {}
    body = _body(contents or [described])
    is_markup, value = body.get("type") in _MARKUP, _VOID_END.sub("", body.get("value", ""))
    atom, link = raw.version.startswith("atom"), _link(entry, base)
    title, about = entry.get("title_detail") or {}, _about(entry)
    own = body.get("base") or title.get("base") or base
    return Item(
        id=entry.get("id") or None,
        link=link,
        title=entry.get("title") or None,
        title_is_html=title.get("type") in _MARKUP,
        html=value if value and is_markup else None if value else about,
        text=value if value and not is_markup else None,
        summary=(_markup(entry, "summary") if contents and described else None) or (about if value else None),
        published=entry.get("published") or entry.get("created") or None,
        updated=entry.get("updated") or None,
        authors=_people(entry) or (_people(raw.feed) if atom else ()),
        categories=_categories(entry),
        language=body.get("language") or title.get("language") or entry.get("language") or raw.feed.get("language"),
        links=_links(entry, base),
        # Only Atom says that the feed's address is the base; elsewhere bodies are copies of the page's.
        base=link or own if own == base and not atom else own,
    )


def _body(bodies: list[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The longest one with markup, else the longest plain one, else nothing."""
    for types in (_MARKUP, {"text/plain"}):
        fit = [each for each in bodies if each.get("type") in types]
        if fit:
            return max(fit, key=lambda each: len(each["value"]))
    return {}


def _about(entry: Mapping[str, Any]) -> str | None:
    """What podcasts and videos say of themselves, as HTML."""
    plain = entry.get("itunesabout") or entry.get("mediaabout")
    return html.paragraphs(plain) if plain else None


def _markup(holder: Mapping[str, Any], key: str) -> str | None:
    """A text construct as HTML, whatever it is written in."""
    value = holder.get(key) or None
    is_markup = (holder.get(f"{key}_detail") or {}).get("type") in _MARKUP
    return value if is_markup or value is None else html.escape(value)


def _link(entry: Mapping[str, Any], base: str) -> str | None:
    """The page of an entry: its alternate link, else an id that is an address, else where its content lies."""
    link = entry.get("link")
    if link and link == entry.get("id") and not re.match(r"https?://|/", link, re.IGNORECASE):
        link = None
    lies = (_resolved(each.get("base") or base, each["src"]) for each in entry.get("content", ()) if each.get("src"))
    link = link or _href(entry, "alternate") or next(lies, None)
    return _resolved(base, link) if link else None


def _href(holder: Mapping[str, Any], rel: str) -> str | None:
    return next((link["href"] for link in holder.get("links", ()) if link.get("rel") == rel and link.get("href")), None)


def _links(entry: Mapping[str, Any], base: str) -> tuple[Link, ...]:
    """Enclosures, media, and links of other relations than to the page itself; RSS's source is a `via`."""
    found = []
    for each in (*entry.get("links", ()), *map(_medium, entry.get("media_content", ()))):
        rel = str(each.get("rel", "")).removeprefix(_IANA)
        if each.get("href") and rel in {"enclosure", "related", "via"}:
            kind = each.get("type") if rel == "enclosure" or each.get("type") != "text/html" else None
            found.append(
                Link(
                    href=_resolved(base, each["href"]),
                    rel=rel,
                    type=kind,
                    length=_number(each.get("length")),
                    title=each.get("title"),
                )
            )
    source = entry.get("source") or {}
    if source.get("href"):
        found.append(Link(href=_resolved(base, source["href"]), rel="via", title=source.get("title")))
    return tuple(found)


def _medium(media: Mapping[str, Any]) -> Mapping[str, Any]:
    """Media RSS's content as the enclosure that it is."""
    kind = str(media.get("type") or media.get("medium") or "")
    rel = "enclosure" if kind.startswith(_MEDIA) else ""
    return {"rel": rel, "href": media.get("url"), "type": media.get("type"), "length": media.get("filesize")}


def _people(holder: Mapping[str, Any]) -> tuple[Person, ...]:
    return tuple(person for each in holder.get("authors", ()) if (person := _person(each)))


def _person(author: Mapping[str, Any]) -> Person | None:
    """A person by RFC 4287's elements, or by RSS's "name@example.org (Name)"."""
    text = str(author.get("text") or "")[:500]
    email = _EMAIL.search(text)
    name = str(author.get("name") or (text.replace(email[0], "") if email else text).strip(" \t\n()<>,;"))
    address = str(author.get("email") or (email[0] if email else ""))
    return Person(name=name or address, uri=author.get("href"), email=address or None) if name or address else None


def _categories(entry: Mapping[str, Any]) -> tuple[Category, ...]:
    return tuple(
        Category(term=tag["term"] or tag["label"], scheme=tag["scheme"], label=tag["label"])
        for tag in entry.get("tags", ())
        if tag["term"] or tag["label"]
    )


def _resolved(base: str, href: str) -> str:
    try:
        return urljoin(base, href)
    except ValueError:
        return href


def _number(value: object) -> int | None:
    text = str(value or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None
