"""The documents we publish, over HTTP: the right format and coding for each client, and nothing sent twice.

`/feeds/NAME.atom` and its like give that format; `/feeds/NAME` is the page for people, and for programs the format
they ask for. How archive pages and private feeds are called, `feedbot.feeds.addresses` says.
"""

import hmac
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path

from aiohttp import web
from lxml import etree

from feedbot.feeds import FORMATS, addresses
from feedbot.feeds.addresses import Address
from feedbot.model import Config, Feed
from feedbot.web import accept, guard
from feedbot.web.documents import respond, tell
from feedbot.web.problems import problem
from feedbot.web.ready import Ready
from feedbot.web.shelf import Issue, Shelf

__all__ = ["Feeds", "links", "negotiate", "opml", "respond"]

_ORDER = ("html", *(format for format in FORMATS if format != "html"))  # what is best for a client that does not say
_TYPES = {format: FORMATS[format].media_type for format in _ORDER}
_ALIASES = {
    "application/xhtml+xml": "text/html",
    "application/json": "application/feed+json",
    "application/xml": "application/atom+xml",
    "text/xml": "application/atom+xml",
}
_OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "Accept-Ranges, Content-Location, Content-Range, ETag, Last-Modified, Link, Retry-After"
    ),
}
_SECRET = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
_LISTED = "public, max-age=300, stale-while-revalidate=3600, stale-if-error=86400"


async def _no_token(name: str) -> str | None:  # noqa: ARG001  # stands in for the store's
    return None


async def _not_gone(stem: str) -> bool:  # noqa: ARG001  # stands in for the store's
    return False


class Feeds:
    """The handlers of feed documents; `config` is asked anew for each request, because a reload may change it.

    `token` gives the secret part of a private feed's address by the feed's name, None if it has none (any more). `gone`
    says whether a document of this stem, a file's name without the suffix of its format, was published once and is no
    more; it is asked for a whole file name too, where a feed is not published in a format.
    """

    def __init__(
        self,
        output: Path,
        config: Callable[[], Config],
        token: Callable[[str], Awaitable[str | None]] = _no_token,
        gone: Callable[[str], Awaitable[bool]] = _not_gone,
    ) -> None:
        self._shelf = Shelf(output)
        self._ready = Ready(self._shelf)
        self._config = config
        self._token = token
        self._gone = gone
        self._named: tuple[Sequence[Feed], Mapping[str, Feed]] = ((), {})

    def routes(self) -> list[web.RouteDef]:
        """GET, HEAD and OPTIONS of every document and of /feeds.opml."""
        return [
            web.get("/feeds.opml", self.opml),
            web.options("/feeds.opml", self.preflight),
            web.get("/feeds/{file}", self.document),
            web.options("/feeds/{file}", self.preflight),
        ]

    async def document(self, request: web.Request) -> web.Response:
        """GET and HEAD of /feeds/NAME and /feeds/NAME.SUFFIX, of archive pages and of private feeds."""
        config, file = self._config(), request.match_info["file"]
        return self._ready.again(request, file, config) or await self._found(request, file, config)

    async def _found(self, request: web.Request, file: str, config: Config) -> web.Response:
        """A document that nobody asked for of late."""
        address = addresses.read(file)
        if address is None:
            return _nothing(request)
        named = self._feed(config, address.feed)
        feed = await self._open(named, address)
        if feed is None:
            return await self._lost(request, address, tell=named is None or address.token is not None)
        formats = feed.formats if address.page is None else self._written(feed, address)
        if not formats and address.page is not None:
            return await self._not_yet(feed, address) or await self._lost(request, address)
        format = address.format or negotiate(formats, request.headers.get("Accept", ""))
        if format is None or format not in formats:
            if address.format and await self._gone(address.stem + FORMATS[address.format].suffix):
                return _gone(request)
            have = ", ".join(FORMATS[format].name for format in formats) or "nothing at all"
            return problem(request, 404, f'The feed "{feed.title}" is not published in this format, but as {have}.')
        name = address.stem + FORMATS[format].suffix
        issue = await self._shelf.take(name)
        if issue is None:
            sentence = f'The feed "{feed.title}" has not been written yet. Try again in some seconds.'
            return problem(request, 503, sentence, {"Retry-After": "5"})
        headers = _headers(address, format)
        if address.token is not None:  # whether it still opens the feed is asked each time
            return respond(request, issue, FORMATS[format].media_type, headers)
        steps = await self._steps(address, format)
        headers["Link"] = links(config.settings.url, feed, address, format, formats=formats, steps=steps)
        told = tell(request, issue, FORMATS[format].media_type, headers)
        return self._ready.give(request, file, config, name, told)

    async def preflight(self, request: web.Request) -> web.Response:  # noqa: ARG002  # aiohttp's handler
        """OPTIONS: a page of another site may read feeds, also conditionally (Fetch Standard, CORS preflight)."""
        allowed = {
            "Allow": "GET, HEAD, OPTIONS",
            "Access-Control-Allow-Methods": "GET, HEAD",
            "Access-Control-Allow-Headers": "Cache-Control, If-Modified-Since, If-None-Match, If-Range, Range",
            "Access-Control-Max-Age": "86400",
        }
        return web.Response(status=204, headers={**_OPEN, **allowed})

    async def opml(self, request: web.Request) -> web.Response:
        """GET and HEAD of /feeds.opml: every open feed, to be taken over by a reader."""
        return respond(request, opml(self._config()), "text/x-opml", {**_OPEN, "Cache-Control": _LISTED})

    async def issues(self) -> tuple[tuple[Feed, Issue | None], ...]:
        """Every open feed but that of our own health with what is written of it, in the order of the config."""
        return tuple([(feed, await self._first(feed)) for feed in _open_to_all(self._config())])

    def _feed(self, config: Config, name: str) -> Feed | None:
        """The feed of a name, found at once among thousands."""
        if self._named[0] is not config.feeds:
            self._named = config.feeds, {feed.name: feed for feed in config.feeds}
        return self._named[1].get(name)

    async def _first(self, feed: Feed) -> Issue | None:
        first = next((format for format in FORMATS if format in feed.formats), None)
        return await self._shelf.take(feed.name + FORMATS[first].suffix) if first else None

    async def _open(self, feed: Feed | None, address: Address) -> Feed | None:
        """The feed, if this address opens it.

        The store is asked whether or not there is such a private feed: how long the answer takes should not tell.
        """
        if feed and not feed.private:
            return feed if address.token is None else None
        secret = await self._token(address.feed)
        same = hmac.compare_digest((address.token or "").encode(), (secret or "").encode())
        return feed if same and secret else None

    async def _lost(self, request: web.Request, address: Address, *, tell: bool = True) -> web.Response:
        """410 for what was published once, else 404; with `tell` False 404 whatever there was."""
        gone = await self._gone(address.stem) or (address.page == "all" and await self._gone(address.base))
        return _gone(request) if gone and tell else _nothing(request)

    async def _not_yet(self, feed: Feed, address: Address) -> web.Response | None:
        """The page that the newest one names as the next: until it is closed, the current document has its pieces."""
        suffix = FORMATS[address.format or feed.formats[0]].suffix
        numbers = await self._shelf.numbers(address.base, suffix)
        if not isinstance(address.page, int):
            return None
        before = numbers[-1] if numbers else address.page - 1
        if address.page != before + 1 or not (numbers or await self._fell(address, before)):
            return None
        there = address.base + (suffix if address.format else "")
        return web.Response(status=307, headers={**_OPEN, "Location": there, "Cache-Control": "no-store"})

    async def _fell(self, address: Address, before: int) -> bool:
        """Whether the page before was dropped, as the last of all, and this one never was there."""
        return await self._gone(f"{address.base}.{before}") and not await self._gone(address.stem)

    def _written(self, feed: Feed, address: Address) -> Sequence[str]:
        """The formats in which a page lies in the folder."""
        return [each for each in feed.formats if self._shelf.has(address.stem + FORMATS[each].suffix)]

    async def _steps(self, address: Address, format: str) -> Mapping[str, str]:
        """The archive pages before and after a document, and the newest one's place, by relation (RFC 5005)."""
        if address.page == "all":
            return {}
        suffix = FORMATS[format].suffix
        numbers = await self._shelf.numbers(address.base, suffix)
        steps = {}
        here = address.page if isinstance(address.page, int) else (numbers[-1] + 1 if numbers else 1)
        if before := [number for number in numbers if number < here]:
            steps["prev-archive"] = f"{address.base}.{before[-1]}{suffix}"
        if after := [number for number in numbers if number > here]:
            steps["next-archive"] = f"{address.base}.{after[0]}{suffix}"
        if address.archive:
            steps["current"] = address.base + suffix
        return steps


def negotiate(formats: Sequence[str], header: str) -> str | None:
    """The format for an Accept header, of those there are (None: there are none); RFC 9110, section 12.5.1.

    It is the page for people unless a program asks for its own. A client whom nothing suits gets something all the
    same, if it can be what was not refused by name.
    """
    offers = {_TYPES[format]: format for format in _ORDER if format in formats}
    asked = accept.media_type(header, tuple(offers), _ALIASES)
    if asked:
        return offers[asked]
    refused = {name for name, quality in accept.weights(header) if not quality}
    ranked = sorted(offers, key=lambda offer: offer in refused)
    return next((offers[offer] for offer in ranked), None)


def links(
    url: str, feed: Feed, address: Address, format: str, *, formats: Sequence[str], steps: Mapping[str, str]
) -> str:
    """A Link header (RFC 8288): the document itself, the same in other formats, its neighbours, its hub.

    The hub stands at what can be subscribed to, and at no closed page (WebSub, section 4).
    """
    told = []
    for other in formats:
        kind, rel = FORMATS[other], "self" if other == format else "alternate"
        told.append(f'<{url}/feeds/{address.stem}{kind.suffix}>; rel="{rel}"; type="{kind.media_type}"')
    media_type = FORMATS[format].media_type
    told.extend(f'<{url}/feeds/{file}>; rel="{rel}"; type="{media_type}"' for rel, file in steps.items())
    if feed.hub and address.page is None:
        told.append(f'<{feed.hub}>; rel="hub"')
    return ", ".join(told)


def opml(config: Config) -> bytes:
    """All open feeds but that of our own health as OPML 2.0, each by its first format that readers take."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = "Feeds"
    body = etree.SubElement(root, "body")
    for feed in _open_to_all(config):
        format = next((one for one in ("atom", "rss", "json") if one in feed.formats), None)
        if format:
            page = f"{config.settings.url}/feeds/{feed.name}"
            outline = {"text": feed.title, "title": feed.title, "type": "rss", "htmlUrl": page}
            etree.SubElement(body, "outline", {**outline, "xmlUrl": page + FORMATS[format].suffix})
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _open_to_all(config: Config) -> Sequence[Feed]:
    return [feed for feed in config.feeds if not feed.alarms and not feed.private]


def _nothing(request: web.Request) -> web.Response:
    return problem(request, 404, "There is no feed of this name. The top page lists all there are.")


def _gone(request: web.Request) -> web.Response:
    return problem(request, 410, "What was published here is gone for good. Please do not ask for it any more.")


def _headers(address: Address, format: str) -> dict[str, str]:
    headers = {
        **_OPEN,
        "Cache-Control": addresses.keep(address, format),
        "Vary": "Accept-Encoding" if address.format else "Accept, Accept-Encoding",
    }
    if address.format is None:
        headers["Content-Location"] = f"{address.stem}{FORMATS[format].suffix}"
    if format == "html":
        headers["Content-Security-Policy"] = guard.policy(media=True)
    return headers if address.token is None else {**headers, **_SECRET}
