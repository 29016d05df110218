"""Sitemaps (sitemaps.org), news sitemaps and indexes of them: fetched with their newest parts, read into a Reading.

The memo is JSON: the memo of the address itself and, for an index, those of its parts by address, as `http.fetch` wants
them back.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from typing import Annotated, Literal
from urllib.parse import unquote, urlsplit

from pydantic import AfterValidator, Field

from feedbot.errors import ParseError
from feedbot.model import (
    Cursor,
    Document,
    Failed,
    File,
    Item,
    Link,
    Origin,
    Reading,
    Source,
    Unchanged,
    Visit,
)
from feedbot.net import Web
from feedbot.sections import Duration
from feedbot.sources import front_matter, http, rawsitemap
from feedbot.sources.http import HttpSection
from feedbot.sources.rawsitemap import Entry
from feedbot.text import dates, html, urls

_PARTS = 3
_NEWS = re.compile(r"news|latest|recent|новост|новини", re.IGNORECASE)
# What an index lists besides articles.
_OTHER = re.compile(
    r"categor|tags?\b|tag[-_]|author|image|video|taxonom|rubric|section|static|page|gallery|product|user", re.IGNORECASE
)
_NUMBERS = re.compile(r"[0-9]{1,9}")
_SUFFIX = re.compile(r"\.(?:s?html?|php|aspx?|jsp)$", re.IGNORECASE)
_NO_WORD = re.compile(r"[a-z]?[0-9]+[a-z]?|[0-9a-f]{8,}", re.IGNORECASE)
_FEWEST_WORDS = 3
_OLDEST = datetime(1970, 1, 1, tzinfo=UTC)


def _path(value: str) -> str:
    if not value.startswith("/"):
        raise ValueError('the beginning of a path starts with "/", such as "/news/"')
    return value


class Sitemap(HttpSection):
    """A sitemap, for sites without a feed: a news sitemap, an index of sitemaps, or a plain one.

    In a plain one, the titles are the words of the addresses.
    """

    kind: Literal["sitemap"] = Field(description="A sitemap.")
    under: Annotated[str, AfterValidator(_path)] | None = Field(
        None, description='Only addresses whose path begins so count, such as "/news/".'
    )
    max_age: Duration | None = Field(
        None, description="Entries that were older than this when first seen are published but not sent."
    )


# --- fetching --------------------------------------------------------------------------------------------------------


async def fetch(source: Source, cursor: Cursor, web: Web, now: datetime) -> Visit:
    """What a visit of a sitemap brings; of an index, its three newest parts as `files`, those that changed.

    Unchanged when no part has changed. Parts that fail become notes beside others that do not; Failed when all do.
    Never raises for faults of the world.
    """
    memo = _memo(cursor.memo)
    top = await http.fetch(source, replace(cursor, memo=str(memo.get("top", ""))), web, now)
    if isinstance(top, Failed):
        return top
    kept = memo.get("parts")
    known = {str(url): str(text) for url, text in kept.items()} if isinstance(kept, dict) else {}
    parts = tuple(known) if isinstance(top, Unchanged) else _newest(top)
    if not parts:
        return replace(top, memo=_keep(top.memo, {}))
    visits = {
        url: await http.fetch(_part(source, url), replace(cursor, memo=known.get(url, "")), web, now) for url in parts
    }
    memos = {url: known.get(url, "") if isinstance(visit, Failed) else visit.memo for url, visit in visits.items()}
    fresh = {url: visit for url, visit in visits.items() if isinstance(visit, Document)}
    failed = {url: visit for url, visit in visits.items() if isinstance(visit, Failed)}
    if len(failed) == len(visits):
        url, visit = next(iter(failed.items()))
        reason = f"none of the newest sitemaps of the index can be had; {url}: {visit.reason}"
        return replace(visit, reason=reason, gone=False)
    if not fresh:
        return Unchanged(memo=_keep(top.memo, memos), hints=top.hints, hops=top.hops)
    return Document(
        url=top.url if isinstance(top, Document) else source.url,
        received=now,
        files=tuple(File(path=url, body=visit.body, modified=now) for url, visit in fresh.items()),
        partial=True,
        memo=_keep(top.memo, memos),
        hints=top.hints,
        hops=top.hops,
        notes=tuple(f"the sitemap {url} of the index: {visit.reason}" for url, visit in failed.items()),
    )


def _memo(text: str) -> Mapping[str, object]:
    try:
        memo = json.loads(text or "{}")
    except ValueError:
        return {}
    return memo if isinstance(memo, dict) else {}


def _keep(top: str, parts: Mapping[str, str]) -> str:
    return json.dumps({"top": top, "parts": parts})


def _part(source: Source, url: str) -> Source:
    """A part as a source of its own; headers of ours stay with the host they are meant for."""
    same = urlsplit(url).netloc == urlsplit(source.url).netloc
    return replace(source, url=url, options=source.options if same else None)


def _newest(index: Document) -> tuple[str, ...]:
    """The addresses of the parts of an index in which new articles are to be expected; none if it is no index.

    News sitemaps first, then by date, then by the numbers in the address; lists of other things than articles last.
    """
    try:
        root, entries, _ = rawsitemap.read(index.body, index.charset)
    except ParseError:
        return ()
    ranked: dict[str, tuple[object, ...]] = {}
    for entry in entries if root == "sitemapindex" else ():
        url = urls.clean(entry.said.get("sitemap/loc", ""), index.url)
        if url:
            path = unquote(urlsplit(url).path)
            numbers = tuple(int(number) for number in _NUMBERS.findall(path))
            moment = _moment(entry.said.get("sitemap/lastmod", ""), index.received) or _OLDEST
            ranked[url] = (not _OTHER.search(path), bool(_NEWS.search(path)), moment, numbers)
    return tuple(sorted(ranked, key=lambda url: ranked[url], reverse=True)[:_PARTS])


# --- reading ---------------------------------------------------------------------------------------------------------


def parse(document: Document, source: Source) -> Reading:
    """The articles that a sitemap names, newest on top, or oldest on top where it has `files`.

    A title is that of the news sitemap, else the words of the address; what has neither is no article. Raises
    ParseError for what is no sitemap, and for a document that is built to exhaust its reader.
    """
    whole = File(path=document.url, body=document.body, modified=document.received)
    entries: list[Entry] = []
    notes: list[str] = []
    faults: list[ParseError] = []
    decoded = ""
    for file in document.files or (whole,):
        try:
            root, found, said = rawsitemap.read(file.body, None if document.files else document.charset)
        except ParseError as error:
            faults.append(error)
            notes.append(f"the sitemap {file.path} of the index: {error}")
            continue
        decoded = decoded or said
        if root == "sitemapindex":
            notes.append(f"{file.path} is an index without usable sitemaps")
            continue
        entries += found
    if faults and len(faults) == len(document.files or (whole,)):
        raise faults[0]
    under = source.options.under if isinstance(source.options, Sitemap) else None
    most = source.limits.items
    items = _items([entry for entry in entries if _is_under(entry, under)], document, most, notes)
    return Reading(
        origin=_origin(entries, document, source),
        items=tuple(reversed(items)) if document.files else tuple(items),
        decoded=decoded,
        notes=tuple(notes),
    )


def _is_under(entry: Entry, under: str | None) -> bool:
    try:
        return under is None or urlsplit(entry.said.get("url/loc", "")).path.startswith(under)
    except ValueError:
        return False


def _items(entries: list[Entry], document: Document, most: int, notes: list[str]) -> list[Item]:
    """The newest items, newest first; those without a date in the order of the document, last."""
    dated = [(_moment(_published(entry) or _modified(entry), document.received) or _OLDEST, entry) for entry in entries]
    dated.sort(key=lambda pair: pair[0], reverse=True)
    items = list(islice(filter(None, (_item(entry) for _, entry in dated)), most + 1))
    if entries and not items:
        notes.append(f"none of its {len(entries):,} addresses has a title or words that could be one")
    if len(items) > most:
        notes.append(f"only the newest {most:,} of {len(entries):,} addresses are read (limits.items)")
    return items[:most]


def _item(entry: Entry) -> Item | None:
    said = entry.said
    link = urls.clean(said.get("url/loc", ""))
    title = (said.get("news/title") or said.get("video/title") or _told(link)) if link else ""
    if not title:
        return None
    return Item(
        link=link,
        title=title,
        published=_published(entry) or None,
        updated=_modified(entry) or None,
        categories=front_matter.terms(said.get("news/keywords", "")),
        language=said.get("publication/language"),
        links=tuple(_picture(href, name) for href, name in entry.pictures),
    )


def _picture(href: str, name: str) -> Link:
    return replace(front_matter.image(href), title=name or None)


def _published(entry: Entry) -> str:
    return entry.said.get("news/publication_date") or entry.said.get("video/publication_date", "")


def _modified(entry: Entry) -> str:
    return entry.said.get("url/lastmod", "")


def _moment(text: str, now: datetime) -> datetime | None:
    return dates.read(text, zone=UTC, now=now)


def _told(link: str | None) -> str:
    """The title that the last part of an address spells, without numbers; "" for fewer than three words."""
    parts = [part for part in urlsplit(link or "").path.split("/") if part]
    last = _SUFFIX.sub("", unquote(parts[-1])[:300] if parts else "")
    spelled = [word for word in re.split(r"[-_+\s.,]+", last) if word and not _NO_WORD.fullmatch(word)]
    text = " ".join(spelled)
    return text[:1].upper() + text[1:] if len(spelled) >= _FEWEST_WORDS else ""


def _origin(entries: list[Entry], document: Document, source: Source) -> Origin:
    parts = urlsplit(document.url)
    names = (entry.said.get("publication/name") for entry in entries)
    return Origin(
        id=f"urn:feedbot:source:{source.name}",
        title=html.escape(next(filter(None, names), "") or parts.hostname or ""),
        link=f"{parts.scheme}://{parts.netloc}/",
    )
