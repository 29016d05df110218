"""The rules of RSS 2.0, Atom and JSON Feed and of what stands in them, in our own words: a list of faults, best empty.

RSS as the RSS Advisory Board has it, Media RSS, the `itunes` namespace, RFC 5005, RFC 6721, RFC 4685 and the W3C's
validator, whose warnings count as faults where a feed could do without them.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import jsonschema
from lxml import etree

from feedbot.config.podcasts import CATEGORIES

DATA = Path(__file__).parent.parent / "data"
SCHEMA = etree.RelaxNG(etree.parse(DATA / "atom.rng"))
JSON_SCHEMA = jsonschema.Draft202012Validator(json.loads((DATA / "jsonfeed.schema.json").read_text("utf-8")))

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
DC = "{http://purl.org/dc/elements/1.1/}"
MEDIA = "{http://search.yahoo.com/mrss/}"
ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
WFW = "{http://wellformedweb.org/CommentAPI/}"
FH = "{http://purl.org/syndication/history/1.0}"
AT = "{http://purl.org/atompub/tombstones/1.0}"
XML = "{http://www.w3.org/XML/1998/namespace}"
ALWAYS = {ATOM, CONTENT, DC}

PREFIXES = {
    "atom": ATOM,
    "content": CONTENT,
    "dc": DC,
    "media": MEDIA,
    "itunes": ITUNES,
    "wfw": WFW,
    "fh": FH,
    "at": AT,
}
URL = re.compile(r"(?i:https?)://[0-9A-Za-z;/?:@&=+$.\-_!~*'()%,#\[\]]+")
IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
TYPE = re.compile(r"[^\s()<>,;:\\\"/\[\]?=]+/[^\s()<>,;:\\\"/\[\]?=]+")
DATE = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} "
    r"\d\d:\d\d:\d\d (GMT|[+-]\d{4})"
)
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
FLAG = re.compile("true|false")
TAG = re.compile(r"<[A-Za-z/!?]")
NUMBER = re.compile(r"[1-9]\d*")
MAIL = re.compile(r"[^\s@<>()]+@[^\s@<>()]+( \(.*\))?")
LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")

CHANNEL = {
    *("title", "link", "description", "language", "copyright", "lastBuildDate", "generator", "image", "item"),
    *(f"{ATOM}link", f"{FH}archive", f"{FH}complete"),
    *(f"{ITUNES}{name}" for name in ("author", "image", "explicit", "category", "owner")),
}
ITEM = {
    *("title", "link", "description", "author", "guid", "category", "comments", "enclosure", "pubDate", "source"),
    *(f"{CONTENT}encoded", f"{DC}creator", f"{DC}source", f"{DC}language", f"{ATOM}link", f"{WFW}commentRss"),
    *(f"{MEDIA}content", f"{MEDIA}thumbnail"),
    *(f"{ITUNES}{name}" for name in ("duration", "season", "episode", "episodeType", "explicit", "image")),
}
SEVERAL = {"item", "category", f"{ATOM}link", f"{DC}creator", f"{MEDIA}content", f"{MEDIA}thumbnail"}
CONTENT_ATTRIBUTES = {"url", "fileSize", "type", "medium", "duration", "height", "width"}


def rss(document: bytes) -> list[str]:
    """The faults of an RSS document."""
    root = etree.fromstring(document)
    if root.tag != "rss" or root.get("version") != "2.0" or [child.tag for child in root] != ["channel"]:
        return ["not rss 2.0 with one channel"]
    channel = root[0]
    items = channel.findall("item")
    found = [*_spaces(root), *_children(channel, CHANNEL, {"title", "link", "description"}), *_channel(channel)]
    for item in items:
        found += [*_children(item, ITEM, {"title", "guid", "pubDate", "description"}), *_item(item), *_media(item)]
    guids = Counter(item.findtext("guid") for item in items)
    return found + [f"guid twice: {guid}" for guid, times in guids.items() if times > 1]


def atom(document: bytes) -> list[str]:
    """The faults of an Atom document."""
    root = etree.fromstring(document)
    if not SCHEMA.validate(root):
        return [str(SCHEMA.error_log)]
    entries = root.findall(f"{ATOM}entry")
    found = [*_spaces(root), *_links(root, "application/atom+xml")]
    for stone in root.findall(f"{AT}deleted-entry"):
        if not IRI.fullmatch(stone.get("ref", "")) or not MOMENT.fullmatch(stone.get("when", "")):
            found.append(f"deleted-entry: {_told(stone)}")
    for entry in entries:
        found += [*_media(entry), *_children(entry, None, set())]
    ids = Counter(entry.findtext(f"{ATOM}id") for entry in entries)
    names = [*ids.elements(), *(stone.get("ref") for stone in root.findall(f"{AT}deleted-entry"))]
    found += [f"id twice: {name}" for name, times in Counter(names).items() if times > 1]
    for element in root.iter(etree.Element):
        if not IRI.fullmatch(element.get(f"{XML}base", "urn:x")) or TAG.search(element.get("title", "")):
            found.append(f"{element.tag}: {_told(element)}")
    return found


def jsonfeed(document: bytes) -> list[str]:
    """The faults of a JSON Feed."""
    feed = json.loads(document)
    found = [error.message for error in JSON_SCHEMA.iter_errors(feed)]
    ids = Counter(item["id"] for item in feed["items"])
    found += [f"id twice: {name}" for name, times in ids.items() if times > 1]
    if "next_url" in feed and feed["next_url"] == feed["feed_url"]:
        found.append("next_url leads to itself")
    return found


def _spaces(root: etree._Element) -> Iterator[str]:
    """Namespaces are declared once, at the root, by the usual prefix, and only where they are used."""
    declared = {f"{{{space}}}" for space in root.nsmap.values()}
    used = {f"{{{etree.QName(element).namespace}}}" for element in root.iter(etree.Element)} - {"{None}"}
    yield from (f"namespace not declared at the root: {space}" for space in used - declared)
    yield from (f"namespace not used: {space}" for space in declared - used - ALWAYS)
    for element in root.iter(etree.Element):
        if element.nsmap != root.nsmap:
            yield f"namespace declared within: {element.tag}"
    for prefix, uri in root.nsmap.items():
        if prefix and PREFIXES.get(prefix) != f"{{{uri}}}":
            yield f"prefix: {prefix} for {uri}"


def _children(holder: etree._Element, known: set[str] | None, required: set[str]) -> Iterator[str]:
    tags = Counter(str(child.tag) for child in holder)
    yield from (f"not known in {holder.tag}: {tag}" for tag in tags if known is not None and tag not in known)
    if known is not None:
        yield from (f"twice in {holder.tag}: {tag}" for tag, n in tags.items() if n > 1 and tag not in SEVERAL)
        yield from (f"empty in {holder.tag}: {child.tag}" for child in holder if not (len(child) or _said(child)))
    yield from (f"twice in {holder.tag}: {tag}" for tag in (f"{DC}source",) if tags[tag] > 1)
    yield from (f"missing in {holder.tag}: {tag}" for tag in required if not (holder.findtext(tag) or "").strip())


def _told(element: etree._Element) -> str:
    return ", ".join(f"{name}={element.get(name)}" for name in map(str, element.attrib))


def _said(element: etree._Element) -> bool:
    return bool(element.attrib or (element.text or "").strip() or str(element.tag).startswith(FH))


def _channel(channel: etree._Element) -> Iterator[str]:
    yield from _links(channel, "application/rss+xml")
    yield from _urls(channel, "link", "image/url", "image/link")
    yield from _plain(channel, "title", "description", "copyright", "image/title")
    yield from _fits(
        channel, {"language": LANGUAGE, "lastBuildDate": DATE, f"{ITUNES}explicit": re.compile("true|false")}
    )
    image = channel.find("image")
    if image is not None and {child.tag for child in image} != {"url", "title", "link"}:
        yield "image without url, title and link"
    if len(channel.findtext(f"{ITUNES}author") or "") > 255:
        yield "itunes:author is too long"
    yield from _show(channel)
    tags = [child.tag for child in channel]
    if "item" in tags and set(tags[tags.index("item") :]) != {"item"}:
        yield "something after the first item"


def _show(channel: etree._Element) -> Iterator[str]:
    """What Apple asks of a podcast: a category of its own with at most one part, an owner with an e-mail address."""
    for whole in channel.findall(f"{ITUNES}category"):
        parts = CATEGORIES.get(whole.get("text", ""))
        named = [part.get("text") for part in whole]
        if parts is None or len(named) > 1 or not set(named) <= {*parts}:
            yield f"itunes:category: {whole.get('text')} > {named}"
    for owner in channel.findall(f"{ITUNES}owner"):
        tags = [child.tag for child in owner]
        if tags != [f"{ITUNES}name", f"{ITUNES}email"] or not MAIL.fullmatch(owner.findtext(f"{ITUNES}email") or ""):
            yield f"itunes:owner: {tags}"
        yield from _plain(owner, f"{ITUNES}name")


def _links(holder: etree._Element, media_type: str) -> Iterator[str]:
    """A feed names itself once; hubs and pages of the archive are links with a whole address."""
    links = holder.findall(f"{ATOM}link")
    rels = Counter(link.get("rel") for link in links)
    if rels["self"] != 1 or any(rels[rel] > 1 for rel in ("prev-archive", "next-archive", "current", "alternate")):
        yield f"links: {dict(rels)}"
    for link in links:
        if not URL.fullmatch(link.get("href", "")):
            yield f"link: {link.get('href')}"
        if link.get("rel") in {"self", "prev-archive", "next-archive", "current"} and link.get("type") != media_type:
            yield f"link: {link.get('rel')} is {link.get('type')}"
    if holder.find(f"{FH}archive") is not None and holder.find(f"{FH}complete") is not None:
        yield "archive and complete"


def _item(item: etree._Element) -> Iterator[str]:
    yield from _urls(item, "link", "comments", f"{WFW}commentRss")
    yield from _plain(item, "title", "category", "source")
    yield from _fits(item, {"pubDate": DATE, "author": MAIL, f"{DC}language": LANGUAGE})
    yield from _named(item)
    for one in item.findall("enclosure"):
        fits = URL.fullmatch(one.get("url", "")) and TYPE.fullmatch(one.get("type", ""))
        if not fits or not one.get("length", "").isdigit():
            yield f"enclosure: {_told(one)}"
    for one in item.findall("source"):
        if not URL.fullmatch(one.get("url", "")):
            yield f"source: {_told(one)}"
    for link in item.findall(f"{ATOM}link"):
        if not IRI.fullmatch(link.get("href", "")) or link.get("rel") not in {"related", "via", "replies"}:
            yield f"link of an item: {_told(link)}"
    tags = {child.tag for child in item}
    pairs = (("source", f"{DC}source"), ("author", f"{DC}creator"))
    yield from (f"{one} and {other}" for one, other in pairs if {one, other} <= tags)


def _named(item: etree._Element) -> Iterator[str]:
    guid, date = item.find("guid"), item.findtext("pubDate") or ""
    if guid is not None and guid.get("isPermaLink") not in {"true", "false"}:
        yield "guid does not say whether it is a link"
    if guid is not None and guid.get("isPermaLink") == "true" and not URL.fullmatch(guid.text or ""):
        yield f"guid is no link: {guid.text}"
    if DATE.fullmatch(date) and f"{parsedate_to_datetime(date):%a}" != date[:3]:
        yield f"day of the week: {date}"


def _media(holder: etree._Element) -> Iterator[str]:
    """Media RSS, in RSS and Atom alike, and the itunes namespace."""
    for one in holder.findall(f"{MEDIA}content"):
        yield from _attributes(one, CONTENT_ATTRIBUTES)
        yield from _plain(one, f"{MEDIA}title")
        if one.get("medium", "image") not in {"image", "audio", "video"}:
            yield f"medium: {one.get('medium')}"
        if not TYPE.fullmatch(one.get("type", "a/b")):
            yield f"type: {one.get('type')}"
    for one in holder.findall(f"{MEDIA}thumbnail"):
        yield from _attributes(one, {"url", "height", "width"})
    for one in holder.findall(f"{ITUNES}image"):
        if not URL.fullmatch(one.get("href", "")):
            yield f"itunes:image: {one.get('href')}"
    yield from _fits(holder, {f"{ITUNES}{name}": NUMBER for name in ("duration", "season", "episode")})
    yield from _fits(holder, {f"{ITUNES}episodeType": re.compile("full|trailer|bonus")})
    yield from _fits(holder, {f"{ITUNES}explicit": FLAG})


def _attributes(element: etree._Element, known: set[str]) -> Iterator[str]:
    if not set(element.attrib) <= known or not URL.fullmatch(element.get("url", "")):
        yield f"{element.tag}: {_told(element)}"
    for name in ("fileSize", "duration", "height", "width"):
        if not NUMBER.fullmatch(element.get(name, "1")):
            yield f"{element.tag}: {name} {element.get(name)}"


def _urls(holder: etree._Element, *paths: str) -> Iterator[str]:
    for path in paths:
        yield from (f"{path}: {one.text}" for one in holder.findall(path) if not URL.fullmatch(one.text or ""))


def _plain(holder: etree._Element, *paths: str) -> Iterator[str]:
    for path in paths:
        yield from (f"{path} with a tag: {one.text}" for one in holder.findall(path) if TAG.search(one.text or ""))


def _fits(holder: etree._Element, patterns: dict[str, re.Pattern[str]]) -> Iterator[str]:
    for path, pattern in patterns.items():
        yield from (f"{path}: {one.text}" for one in holder.findall(path) if not pattern.fullmatch(one.text or ""))


CHECKS: dict[str, Any] = {"atom": atom, "rss": rss, "json": jsonfeed}
"""What looks for faults in each format that machines read."""
