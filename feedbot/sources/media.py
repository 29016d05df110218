"""The links of an item and what makes it an episode: enclosures, Media RSS, podcasts, comments; a Raw into values.

What a number or an address says is not believed here; `rules/normalise.py` bounds and cleans it.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from feedbot.model import Episode, Link
from feedbot.sources.namespaces import resolved

LONGEST = 10_000_000
"""No sound lasts longer, in seconds."""

_MEDIA = ("image", "video", "audio")
_IANA = "http://www.iana.org/assignments/relation/"
_RELATIONS = frozenset({"enclosure", "preview", "related", "replies", "via"})
_PICTURES = frozenset({"media:thumbnail", "itunes:image"})
_COMPANIONS = frozenset({"podcast:transcript", "podcast:chapters"})
_MANY = 1_000
_ADDRESS = re.compile(r"https?://|/", re.IGNORECASE)
_IMAGE = re.compile(r"\.(?:avif|gif|jpe?g|png|svg|webp)\Z", re.IGNORECASE)
_RECORDING = re.compile(r"\.(?:aac|flac|m4[abv]|mov|mp[34]|og[agv]|opus|wav|webm)\Z", re.IGNORECASE)
_CLOCK = re.compile(r"(?:(?:(\d{1,4}):)?(\d{1,6}):)?(\d{1,8})(?:[.,]\d{0,9})?")
_WORDS = re.compile(
    r"(?:pt?)?\s*(?:(\d{1,4})\s*h(?:ours?|rs?)?)?[\s,]*(?:(\d{1,6})\s*m(?:in(?:ute)?s?)?)?[\s,]*"
    r"(?:(\d{1,8})(?:\.\d{0,9})?\s*s(?:ec(?:ond)?s?)?)?\.?"
)
# What an episode is told by: most items are none, and say nothing of it.
_EPISODE = frozenset(
    {
        "beside",
        *(f"itunes:{name}" for name in ("duration", "season", "episode", "episodetype", "explicit")),
        "podcast:season",
        "podcast:episode",
    }
)
_EXPLICIT = {"yes": True, "true": True, "explicit": True, "no": False, "false": False, "clean": False}


def links(entry: Mapping[str, Any], base: str) -> Iterator[Link]:
    """Enclosures, media, and links of other relations than to the page itself; RSS's source is a `via`.

    A picture that stands for the item is a preview; where the item has no other image the first is an enclosure too.
    """
    written = [*entry.get("links", ())[:_MANY], *map(_medium, entry.get("media", ())[:_MANY])]
    yield from (_link(each, base) for each in written if each.get("href") and _relation(each) in _RELATIONS)
    beside = [each for each in entry.get("beside", ())[:_MANY] if each.get("href")]
    pictures = [each for each in beside if each["name"] in _PICTURES]
    if pictures and not any(_relation(each) == "enclosure" and each.get("href") and _shows(each) for each in written):
        yield Link(href=resolved(base, pictures[0]["href"]))
    source = entry.get("source") or {}
    if via := source.get("href") or href(source, "alternate") or href(source, "self"):
        yield Link(href=resolved(base, via), rel="via", title=source.get("title") or None)
    if about := entry.get("parent"):
        yield Link(href=resolved(base, about), rel="related")
    if replies := entry.get("wfw:commentrss"):
        yield Link(href=resolved(base, replies), rel="replies", type="application/rss+xml")
    yield from (_link({**each, "rel": "related"}, base) for each in beside if each["name"] in _COMPANIONS)
    yield from _comments(entry, base)
    yield from (_link({**each, "rel": "preview", "type": None}, base) for each in pictures)


def href(holder: Mapping[str, Any], rel: str) -> str | None:
    """The address of the first link of this relation that has one."""
    return next((link["href"] for link in holder.get("links", ()) if link.get("rel") == rel and link.get("href")), None)


def episode(entry: Mapping[str, Any], base: str) -> Episode | None:
    """What the namespaces of podcasts say of an item, None where they say nothing that can be read."""
    if _EPISODE.isdisjoint(entry):
        return None
    image = (each for each in entry.get("beside", ())[:_MANY] if each["name"] == "itunes:image" and each.get("href"))
    found = Episode(
        duration=seconds(entry.get("itunes:duration")),
        season=number(entry.get("itunes:season") or entry.get("podcast:season")),
        number=number(entry.get("itunes:episode") or entry.get("podcast:episode")),
        kind=str(entry.get("itunes:episodetype") or "").strip().lower() or None,
        explicit=_EXPLICIT.get(str(entry.get("itunes:explicit") or "").strip().lower()),
        image=next((resolved(base, each["href"]) for each in image), None),
    )
    return found if found != Episode() else None


def number(value: object, *, zero: bool = False) -> int | None:
    """A number written in at most fifteen ASCII digits, else None; 0 only if `zero`."""
    text = str(value or "").strip()
    return int(text) or (0 if zero else None) if text.isascii() and text.isdigit() and len(text) < 16 else None


def seconds(value: object) -> int | None:
    """A length of time in whole seconds: "3723", "62:03", "1:02:03", "PT1H2M3S", "1 h 2 min"; else None."""
    text = str(value or "").strip().lower()
    if len(text) > 60 or not text.isascii():
        return None
    found = _CLOCK.fullmatch(text) or _WORDS.fullmatch(text)
    if not found:
        return None
    hours, minutes, rest = (int(part or 0) for part in found.groups())
    total = hours * 3600 + minutes * 60 + rest
    return total if 0 < total <= LONGEST else None


def _medium(media: Mapping[str, Any]) -> Mapping[str, Any]:
    """Media RSS's content as the enclosure that it is; a picture that does not say what it is can be a preview only."""
    kind, medium = str(media.get("type") or ""), str(media.get("medium") or "").lower()
    rel = "enclosure" if (kind or medium).startswith(_MEDIA) else ""
    if not kind and not medium:
        path = str(media.get("href") or "").partition("?")[0].partition("#")[0]
        rel = "enclosure" if _RECORDING.search(path) else "preview" if _IMAGE.search(path) else ""
    return {**media, "rel": rel, "length": media.get("filesize"), "title": None, "medium": medium}


def _relation(link: Mapping[str, Any]) -> str:
    return str(link.get("rel", "")).removeprefix(_IANA)


def _shows(link: Mapping[str, Any]) -> bool:
    return "image" in (link.get("medium"), str(link.get("type")).partition("/")[0])


def _link(each: Mapping[str, Any], base: str) -> Link:
    rel = _relation(each)
    return Link(
        href=resolved(base, each["href"]),
        rel=rel,
        # The readers add it to every link that has none.
        type=each.get("type") if rel == "enclosure" or each.get("type") != "text/html" else None,
        length=number(each.get("length")),
        title=each.get("title"),
        width=number(each.get("width")),
        height=number(each.get("height")),
        duration=seconds(each.get("duration")),
    )


def _comments(entry: Mapping[str, Any], base: str) -> Iterator[Link]:
    """RSS's page of comments; a place on it that is numbered is that of the latest, which always changes."""
    page = str(entry.get("comments") or "")
    if _ADDRESS.match(page):
        address, _, place = page.partition("#")
        counted = any(letter.isdigit() for letter in place)
        yield Link(href=resolved(base, address if counted else page), rel="replies")
