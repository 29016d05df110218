"""The documents we publish, over HTTP: the right format and coding for each client, and nothing sent twice.

`/feeds/NAME.atom` and its like give that format; `/feeds/NAME` is the page for people, and for programs the format
they ask for.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path

from aiohttp import ETag, web
from lxml import etree

from feedbot.feeds import FORMATS
from feedbot.model import Config, Feed
from feedbot.web import accept, guard
from feedbot.web.problems import problem
from feedbot.web.shelf import Copy, Issue, Shelf, copy

LABELS = {"atom": "Atom", "rss": "RSS", "json": "JSON Feed", "html": "HTML"}
"""The names of formats as people know them."""

_ORDER = ("html", "atom", "rss", "json")  # what is best for a client that does not say
_ASKED = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/atom+xml": "atom",
    "application/rss+xml": "rss",
    "application/feed+json": "json",
    "application/json": "json",
    "application/xml": "atom",
    "text/xml": "atom",
}
_STALE = "stale-while-revalidate=3600, stale-if-error=86400"
_FRESH = {"html": f"public, max-age=0, {_STALE}"}  # people reload a page to see what is new
_OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, Link",
}


class Feeds:
    """The handlers of feed documents; `config` is asked anew for each request, because a reload may change it."""

    def __init__(self, output: Path, config: Callable[[], Config]) -> None:
        self._shelf = Shelf(output)
        self._config = config

    async def document(self, request: web.Request) -> web.Response:
        """GET and HEAD of /feeds/NAME and /feeds/NAME.SUFFIX."""
        config = self._config()
        found = find(config.feeds, request.match_info["file"])
        if found is None:
            return problem(request, 404, "There is no feed of this name. The top page lists all there are.")
        feed, named = found
        format = named or negotiate(feed, request.headers.get("Accept", ""))
        if format is None or format not in feed.formats:
            have = ", ".join(LABELS[format] for format in feed.formats) or "nothing at all"
            return problem(request, 404, f'The feed "{feed.title}" is not published in this format, but as {have}.')
        issue = await self._shelf.take(feed.name + FORMATS[format].suffix)
        if issue is None:
            sentence = f'The feed "{feed.title}" has not been written yet. Try again in some seconds.'
            return problem(request, 503, sentence, {"Retry-After": "5"})
        headers = _headers(config.settings.url, feed, format, negotiated=named is None)
        return respond(request, issue, FORMATS[format].media_type, headers)

    async def preflight(self, request: web.Request) -> web.Response:  # noqa: ARG002  # aiohttp's handler
        """OPTIONS: a page of another site may read feeds, also conditionally (Fetch Standard, CORS preflight)."""
        allowed = {
            "Allow": "GET, HEAD, OPTIONS",
            "Access-Control-Allow-Methods": "GET, HEAD",
            "Access-Control-Allow-Headers": "If-None-Match, If-Modified-Since",
            "Access-Control-Max-Age": "86400",
        }
        return web.Response(status=204, headers={**_OPEN, **allowed})

    async def opml(self, request: web.Request) -> web.Response:
        """GET and HEAD of /feeds.opml: every feed, to be taken over by a reader."""
        headers = {**_OPEN, "Cache-Control": f"public, max-age=300, {_STALE}"}
        return respond(request, opml(self._config()), "text/x-opml", headers)

    async def issues(self) -> tuple[tuple[Feed, Issue | None], ...]:
        """Every feed but that of our own health with what is written of it, in the order of the config."""
        return tuple([(feed, await self._first(feed)) for feed in self._config().feeds if not feed.alarms])

    async def _first(self, feed: Feed) -> Issue | None:
        first = next((format for format in FORMATS if format in feed.formats), None)
        return await self._shelf.take(feed.name + FORMATS[first].suffix) if first else None


def find(feeds: tuple[Feed, ...], file: str) -> tuple[Feed, str | None] | None:
    """The feed and format that a file name means; the format is None for a bare feed name.

    A suffix is looked at first, so that `/feeds/NAME.atom` stays what it is whatever feeds are added.
    """
    named = {feed.name: feed for feed in feeds}
    for format, kind in FORMATS.items():
        if file.endswith(kind.suffix) and (feed := named.get(file.removesuffix(kind.suffix))):
            return feed, format
    return (named[file], None) if file in named else None


def negotiate(feed: Feed, header: str) -> str | None:
    """The format for an Accept header, of those the feed has (None: it has none).

    It is the page for people unless a program asks for its own.
    """
    offers = [kind for kind, format in _ASKED.items() if format in feed.formats]
    asked = accept.media_type(header, offers)
    return _ASKED[asked] if asked else next((format for format in _ORDER if format in feed.formats), None)


def links(url: str, feed: Feed, format: str) -> str:
    """A Link header (RFC 8288): the document itself, the same in other formats, its hub (WebSub, section 4)."""
    told = []
    for other in feed.formats:
        kind, rel = FORMATS[other], "self" if other == format else "alternate"
        told.append(f'<{url}/feeds/{feed.name}{kind.suffix}>; rel="{rel}"; type="{kind.media_type}"')
    if feed.hub:
        told.append(f'<{feed.hub}>; rel="hub"')
    return ", ".join(told)


def respond(request: web.Request, document: Issue | bytes, media_type: str, headers: Mapping[str, str]) -> web.Response:
    """A document, or 304 if the client has it (RFC 9110, section 13.2.2)."""
    modified, coding, chosen = _choose(request, document)
    told = {**headers, "ETag": f'"{chosen.tag}"'}
    if modified:
        told["Last-Modified"] = format_datetime(modified, usegmt=True)
    if _has(request, chosen.tag, modified):
        return web.Response(status=304, headers=told)
    told["Content-Type"] = f"{media_type}; charset=utf-8"
    if coding != "identity":
        told["Content-Encoding"] = coding
    return web.Response(body=chosen.body, headers=told)


def opml(config: Config) -> bytes:
    """All feeds but that of our own health as OPML 2.0, each by its first format that readers take."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = "Feeds"
    body = etree.SubElement(root, "body")
    for feed in config.feeds:
        format = next((one for one in ("atom", "rss", "json") if one in feed.formats), None)
        if format and not feed.alarms:
            page = f"{config.settings.url}/feeds/{feed.name}"
            outline = {"text": feed.title, "title": feed.title, "type": "rss", "htmlUrl": page}
            etree.SubElement(body, "outline", {**outline, "xmlUrl": page + FORMATS[format].suffix})
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _headers(url: str, feed: Feed, format: str, *, negotiated: bool) -> Mapping[str, str]:
    headers = {
        **_OPEN,
        "Cache-Control": _FRESH.get(format, f"public, max-age=300, {_STALE}"),
        "Vary": "Accept, Accept-Encoding" if negotiated else "Accept-Encoding",
        "Link": links(url, feed, format),
    }
    if negotiated:
        headers["Content-Location"] = f"{feed.name}{FORMATS[format].suffix}"
    if format == "html":
        headers["Content-Security-Policy"] = guard.policy(media=True)
    return headers


def _choose(request: web.Request, document: Issue | bytes) -> tuple[datetime | None, str, Copy]:
    """When it was written, the content coding for this client, and the bytes in it."""
    if isinstance(document, bytes):
        return None, "identity", copy(document)
    offers = [coding for coding in document.copies if coding != "identity"]
    coding = accept.encoding(request.headers.get("Accept-Encoding"), offers)
    return document.modified, coding, document.copies[coding]


def _has(request: web.Request, tag: str, modified: datetime | None) -> bool:
    """Whether the client's copy is this one; a tag is compared weakly and goes before a date."""
    tags: tuple[ETag, ...] | None = request.if_none_match
    if "If-None-Match" in request.headers:
        return any(one.value in {tag, "*"} for one in tags or ())
    since = request.if_modified_since
    return modified is not None and since is not None and modified <= since
