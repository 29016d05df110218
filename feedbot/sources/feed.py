"""RSS, Atom, RDF and JSON feeds: bytes into a Reading. It fetches nothing, and cleans nothing but what breaks XML."""

from dataclasses import replace
from typing import Literal
from urllib.parse import urljoin, urlsplit

from pydantic import Field

from feedbot.errors import NothingError, ParseError
from feedbot.model import Document, Item, Limits, Reading, Source
from feedbot.sections import Duration
from feedbot.sources import items as told
from feedbot.sources import jsonfeed, prolog, repair
from feedbot.sources.http import HttpSection
from feedbot.sources.raw import Raw
from feedbot.text import decode

_MOST_MARKS = 500_000


class Feed(HttpSection):
    """A feed on the web: RSS, Atom or JSON Feed."""

    kind: Literal["feed"] = Field(description="A feed: RSS, Atom or JSON Feed.")
    max_age: Duration | None = Field(
        None, description="Entries that were older than this when first seen are published but not sent."
    )


def parse(document: Document, source: Source) -> Reading:
    """What a feed says: its items in the document's order, each as written but for resolved addresses.

    Broken XML is mended as far as possible, with a note; of a document that was cut only whole items are kept. Items
    beyond `source.limits.items` are left out and texts beyond `source.limits.item` are cut, with a note. Raises
    ParseError for what is no feed, and for a document that is built to exhaust its reader.
    """
    decoded = decode.decode(document.body, charset=document.charset, kind="xml")
    text = decode.tidy(decoded.text).strip().removeprefix("\ufeff").lstrip()
    if not text:
        raise NothingError("not a feed: the document is empty")
    reading = jsonfeed.read(text, document, source) if text.startswith("{") else _xml(text, document, source)
    items, notes = _fitted(reading.items, source.limits)
    said = f"{decoded.encoding}: {decoded.because}"
    doubtful = "although" in decoded.because or "\ufffd" in decoded.text
    return replace(
        reading,
        items=items,
        decoded=said,
        notes=(*((f"read as {said}",) if doubtful else ()), *reading.notes, *notes),
    )


def _xml(text: str, document: Document, source: Source) -> Reading:
    framed, base, most = prolog.framed(text).text, _base(document), source.limits.items
    raw, notes = _read(framed, base, most), list[str]()
    if raw.fault:
        notes.append(f"its XML is broken ({raw.fault}); what could be read was read")
        raw = _again(framed, base, most, raw)
        if not raw.entries:
            raise ParseError(f"{notes[0].partition(';')[0]}, and no item could be read")
    if raw.more:
        notes.append(f"only the first {most:,} items are read (limits.items)")
    return replace(told.reading(raw, base, source), notes=tuple(notes))


def _read(text: str, base: str, most: int) -> Raw:
    # Late, because feedparser and lxml take 100 ms, and every command knows of this module.
    from feedbot.sources import fastfeed, rawfeed

    return fastfeed.read(text, base, most) or rawfeed.read(text, base, most)


def _again(text: str, base: str, most: int, raw: Raw) -> Raw:
    """What the mended text gives, if that is no less than what was read up to the fault."""
    if text.count("<") + text.count("&") > _MOST_MARKS:
        return raw
    mended = repair.repair(text)
    try:
        found = _read(mended, base, most)
    except ParseError:
        return raw
    return found if len(found.entries) >= len(raw.entries) else raw


def _base(document: Document) -> str:
    """What relative addresses stand for: Content-Location (RFC 9110, 8.7) if it is of the same host, else the url."""
    try:
        said = urljoin(document.url, document.content_location or "")
        return said if urlsplit(said).netloc == urlsplit(document.url).netloc else document.url
    except ValueError:
        return document.url


# --- what is too long ------------------------------------------------------------------------------------------------


def _fitted(items: tuple[Item, ...], limits: Limits) -> tuple[tuple[Item, ...], list[str]]:
    """The items with their texts cut to what is taken of one, and a note for each that was."""
    fitted, notes = [], []
    for item in items:
        fit = _fit(item, limits.item)
        if fit is not item:
            name = (item.title or item.id or item.link or "without a title")[:80]
            notes.append(f'its item "{name}" is longer than {_size(limits.item)} (limits.item); its text was cut')
        fitted.append(fit)
    return tuple(fitted), notes


def _fit(item: Item, most: int) -> Item:
    """An item whose texts are at most `most` bytes together; the longest is cut first."""
    texts = {name: text for name in ("html", "text", "summary", "title") if (text := getattr(item, name))}
    if sum(map(len, texts.values())) * 4 <= most:
        return item
    sizes = {name: len(text.encode()) for name, text in texts.items()}
    over = sum(sizes.values()) - most
    if over <= 0:
        return item
    markup = {"html", "summary", "title"} if item.title_is_html else {"html", "summary"}
    for name in sorted(sizes, key=lambda name: -sizes[name]):
        if over > 0:
            kept = texts[name].encode()[: max(0, sizes[name] - over)].decode("utf-8", "ignore")
            # A tag that is not closed would swallow what the sanitiser has to close.
            whole = name not in markup or kept.rfind("<") <= kept.rfind(">")
            texts[name] = kept if whole else kept[: kept.rfind("<")]
            over -= sizes[name] - len(texts[name].encode())
    html, text, summary, title = (texts.get(name) or None for name in ("html", "text", "summary", "title"))
    return replace(item, html=html, text=text, summary=summary, title=title)


def _size(number: int) -> str:
    for unit, name in ((2**20, "MiB"), (2**10, "KiB")):
        if number % unit == 0:
            return f"{number // unit:,} {name}"
    return f"{number:,} bytes"
