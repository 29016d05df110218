"""What the elements of a feed say, whichever reader took them apart: a Raw into a Reading."""

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from html.entities import entitydefs
from typing import Any

from feedbot.model import Category, Hints, Item, Origin, Person, Reading, Source
from feedbot.sources import media
from feedbot.sources.namespaces import resolved
from feedbot.sources.raw import MARKUP, Raw
from feedbot.text import html

_EMAIL = re.compile(r"[^\s@()<>]++@[^\s@()<>]++")
_VOID_END = re.compile(r"</(?:area|br|col|embed|hr|img|input|source|track|wbr)>")
_ADDRESS = re.compile(r"https?://|/", re.IGNORECASE)
_CLOSED = re.compile(r"</\w++>|&#?\w++;")
_NAMES = re.compile(r"</?(\w++)")
_ENTITY = re.compile(r"&(\w++);")
_HTML = (
    "a abbr acronym address article aside audio b bdi bdo big blockquote br button caption center cite code col "
    "colgroup dd del details dfn dialog dir div dl dt em fieldset figcaption figure font footer form h1 h2 h3 h4 h5 "
    "h6 header hr i iframe img input ins kbd label legend li main map mark menu meter nav nobr noscript ol optgroup "
    "option output p picture pre progress q rp rt ruby s samp section select small source span strike strong sub "
    "summary sup table tbody td textarea tfoot th thead time tr tt u ul var video wbr"
)
_TAGS = frozenset(_HTML.split())
_MANY = 1_000
_HOURS = {"hourly": 1, "daily": 24, "weekly": 7 * 24, "monthly": 30 * 24, "yearly": 365 * 24}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def reading(raw: Raw, base: str, source: Source) -> Reading:
    """What a feed says: its items in order, each as written but for resolved addresses, and its hints; without notes.

    `base` is the address of the document. An item that says nothing at all is left out.
    """
    feed = raw.feed
    items = (_item(entry, raw, base) for entry in raw.entries)
    return Reading(
        # By its own id, else by our name for it: its address may hold a secret and can change.
        origin=Origin(
            id=feed.get("id") or f"urn:feedbot:source:{source.name}",
            title=_escaped(feed.get("title_detail") or {}, feed.get("title"), raw) or "",
            link=media.href(feed, "alternate"),
        ),
        items=tuple(item for item in items if item.id or item.link or item.title or item.html or item.text),
        gone=raw.gone,
        hints=_hints(feed),
    )


# --- the feed --------------------------------------------------------------------------------------------------------


def _hints(feed: Mapping[str, Any]) -> Hints:
    wait, said = _wait(feed)
    hours = {number % 24 for hour in feed.get("hour", ()) if (number := media.number(hour, zero=True)) is not None}
    days = {_DAYS.index(day.strip().lower()) for day in feed.get("day", ()) if day.strip().lower() in _DAYS}
    return Hints(
        wait=wait,
        said=said,
        # A feed that forbids every hour, or every day, says nothing.
        skip_hours=tuple(sorted(hours)) if len(hours) < 24 else (),
        skip_days=tuple(sorted(days)) if len(days) < 7 else (),
        hub=media.href(feed, "hub"),
        topic=media.href(feed, "self"),
    )


def _wait(feed: Mapping[str, Any]) -> tuple[timedelta | None, str]:
    """The longer of RSS's ttl, in minutes, and the rhythm of RDF's syndication module, and how it was said."""
    waits: list[tuple[timedelta, str]] = []
    if ttl := media.number(feed.get("ttl")):
        waits.append((timedelta(minutes=min(ttl, 10**6)), f"ttl {ttl}"))
    period = str(feed.get("sy:updateperiod") or "").strip().lower()
    if hours := _HOURS.get(period):
        times = media.number(feed.get("sy:updatefrequency"))
        said = f"sy:updatePeriod {period}" + (f", sy:updateFrequency {times}" if times else "")
        waits.append((timedelta(hours=hours) / (times or 1), said))
    return max(waits, default=(None, ""))


# --- an item ---------------------------------------------------------------------------------------------------------


def _item(entry: Mapping[str, Any], raw: Raw, base: str) -> Item:
    contents = [each for each in entry.get("content", ()) if each.get("value")]
    described = entry.get("summary_detail") or {}
    kind, body = _body([(_type(each, raw), each) for each in contents or [described]])
    value = _VOID_END.sub("", body.get("value", ""))
    title, about, link = entry.get("title_detail") or {}, _about(entry), _link(entry, base)
    summary = _escaped(described, entry.get("summary"), raw) if contents and described else None
    own = body.get("base") or title.get("base") or base
    return Item(
        id=entry.get("id") or None,
        link=link,
        title=entry.get("title") or entry.get("media:title") or None,
        title_is_html=bool(entry.get("title")) and _type(title, raw) in MARKUP,
        html=value if value and kind in MARKUP else None if value else about,
        text=value if value and kind not in MARKUP else None,
        summary=summary or (about if value else None),
        published=entry.get("published") or entry.get("created") or None,
        updated=entry.get("updated") or None,
        # RFC 4287, section 4.2.1
        authors=_people(entry) or (_people(entry.get("source") or {}) or _people(raw.feed) if raw.atom else ()),
        categories=_categories(entry),
        language=body.get("language") or title.get("language") or entry.get("language") or raw.feed.get("language"),
        links=tuple(media.links(entry, base)),
        episode=media.episode(entry, base),
        # Only Atom says that the feed's address is the base; elsewhere bodies are copies of the page's.
        base=link or own if own == base and not raw.atom else own,
    )


def _type(construct: Mapping[str, Any], raw: Raw) -> str:
    """The media type of a text; outside Atom a plain one with tags in it is HTML, as publishers never say so."""
    kind = str(construct.get("type") or "text/html")
    is_html = not raw.atom and kind == "text/plain" and looks_like_html(str(construct.get("value") or ""))
    return "text/html" if is_html else kind


def looks_like_html(text: str) -> bool:
    """Whether a text ends an element or has a reference, and all its tags and references are HTML's."""
    if not _CLOSED.search(text):
        return False
    tags = (name.lower() for name in _NAMES.findall(text))
    return all(name in _TAGS for name in tags) and all(name in entitydefs for name in _ENTITY.findall(text))


def _body(bodies: list[tuple[str, Mapping[str, Any]]]) -> tuple[str, Mapping[str, Any]]:
    """The longest one with markup, else the longest plain one, else nothing; with its type."""
    for types in (MARKUP, {"text/plain"}):
        fit = [(kind, each) for kind, each in bodies if kind in types]
        if fit:
            return max(fit, key=lambda pair: len(pair[1].get("value", "")))
    return "", {}


def _about(entry: Mapping[str, Any]) -> str | None:
    """What podcasts and videos say of themselves, as HTML."""
    plain = entry.get("itunes:summary") or entry.get("media:description") or entry.get("media:text")
    return html.paragraphs(plain) if plain else None


def _escaped(construct: Mapping[str, Any], value: str | None, raw: Raw) -> str | None:
    """A text as HTML, whatever it is written in."""
    return value if not value or _type(construct, raw) in MARKUP else html.escape(value)


def _link(entry: Mapping[str, Any], base: str) -> str | None:
    """The page of an entry: what FeedBurner stands before, its link, an id that is an address, where content lies."""
    original, permalink = entry.get("feedburner:origlink") or "", entry.get("permalink") or ""
    link = original if _ADDRESS.match(original) else entry.get("link")
    lies = (resolved(each.get("base") or base, each["src"]) for each in entry.get("content", ()) if each.get("src"))
    own = permalink if _ADDRESS.match(entry.get("id") or "") else None
    link = link or own or media.href(entry, "alternate") or next(lies, None)
    return resolved(base, link) if link else None


def _people(holder: Mapping[str, Any]) -> tuple[Person, ...]:
    return tuple(person for each in holder.get("authors", ())[:_MANY] if (person := _person(each)))


def _person(author: Mapping[str, Any]) -> Person | None:
    """A person by RFC 4287's elements, or by RSS's "name@example.org (Name)"."""
    text = str(author.get("text") or "")[:500]
    email = _EMAIL.search(text)
    name = str(author.get("name") or (text.replace(email[0], "") if email else text).strip(" \t\n()<>,;"))
    address = str(author.get("email") or (email[0] if email else ""))
    return Person(name=name or address, uri=author.get("href"), email=address or None) if name or address else None


def _categories(entry: Mapping[str, Any]) -> tuple[Category, ...]:
    tags: Sequence[Mapping[str, Any]] = entry.get("tags", ())
    return tuple(
        Category(term=tag["term"] or tag["label"], scheme=tag["scheme"], label=tag["label"])
        for tag in tags[:_MANY]
        if tag["term"] or tag["label"]
    )
