"""The web door: feeds for programs, pages for people, and whether we are well.

It reads files and asks `health`; it never touches the store.
"""

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from aiohttp import web

from feedbot.feeds import FORMATS, htmlpage
from feedbot.model import Config, Feed
from feedbot.web import guard, hub, pages
from feedbot.web.desk import Health
from feedbot.web.feeds import LABELS, Feeds, respond
from feedbot.web.problems import middleware
from feedbot.web.shelf import Issue

_MARKS = {"atom": b"<entry", "rss": b"<item>"}  # neither can occur in escaped text
_PAGE_CACHE = "public, max-age=0, stale-if-error=86400"
_FIXED_CACHE = "public, max-age=86400"


def application(
    *,
    output: Path,
    config: Callable[[], Config],
    health: Callable[[], Awaitable[Health]],
    ear: hub.Ear | None = None,
) -> web.Application:
    """The whole web side.

    `output` is where `publish` writes; `config` gives the configuration in force; `health` says how we are; `ear` hears
    what WebSub hubs say, None for nobody.
    """
    feeds = Feeds(output, config)
    site = Site(feeds, health)
    app = web.Application(middlewares=[middleware])
    app.on_response_prepare.append(guard.protect)
    app.add_routes(
        [
            web.get("/", site.index),
            web.get("/feeds", site.up),
            web.get("/feeds/", site.up),
            web.get("/feeds.opml", feeds.opml),
            web.options("/feeds.opml", feeds.preflight),
            web.get("/feeds/{file}", feeds.document),
            web.options("/feeds/{file}", feeds.preflight),
            web.get("/healthz", site.alive),
            web.get("/readyz", site.ready),
            web.get("/favicon.ico", site.icon),
            web.get("/robots.txt", site.robots),
        ]
    )
    if ear is not None:
        app.add_routes(hub.routes(ear))
    return app


class Site:
    """The handlers of all that is not a feed document."""

    def __init__(self, feeds: Feeds, health: Callable[[], Awaitable[Health]]) -> None:
        self._feeds = feeds
        self._health = health

    async def index(self, request: web.Request) -> web.Response:
        """GET and HEAD of /: the list of feeds."""
        issues = await self._feeds.issues()
        words = htmlpage.words(issues[0][0].language if issues else None)
        page = pages.render("index.html", words=words, listed=[_listed(feed, issue) for feed, issue in issues])
        return respond(request, page.encode(), "text/html", {"Cache-Control": _PAGE_CACHE})

    async def up(self, request: web.Request) -> web.Response:
        """GET and HEAD of /feeds and /feeds/: the list is one level up, also behind a proxy's own path."""
        return web.Response(status=302, headers={"Location": "../" if request.path.endswith("/") else "./"})

    async def alive(self, request: web.Request) -> web.Response:  # noqa: ARG002  # aiohttp's handler
        """GET and HEAD of /healthz: 200 while we should not be restarted, else 503."""
        health = await self._health()
        return _told(health, well=health.alive)

    async def ready(self, request: web.Request) -> web.Response:  # noqa: ARG002  # aiohttp's handler
        """GET and HEAD of /readyz: 200 while work gets done, else 503."""
        health = await self._health()
        return _told(health, well=health.ready)

    async def icon(self, request: web.Request) -> web.Response:
        """GET and HEAD of /favicon.ico: our sign, as SVG."""
        return respond(request, htmlpage.ICON.encode(), "image/svg+xml", {"Cache-Control": _FIXED_CACHE})

    async def robots(self, request: web.Request) -> web.Response:
        """GET and HEAD of /robots.txt: everybody may read everything (RFC 9309)."""
        return respond(request, b"User-agent: *\nAllow: /\n", "text/plain", {"Cache-Control": _FIXED_CACHE})


def _told(health: Health, *, well: bool) -> web.Response:
    told = {"status": "ok" if well else "failing", "problems": list(health.problems)}
    return web.json_response(told, status=200 if well else 503, headers={"Cache-Control": "no-store"})


def _listed(feed: Feed, issue: Issue | None) -> Mapping[str, Any]:
    """What the list says of a feed."""
    first = next((format for format in FORMATS if format in feed.formats), None)
    mark = _MARKS.get(first or "")
    formats = [
        {
            "name": LABELS[format],
            "type": FORMATS[format].media_type,
            "href": f"feeds/{feed.name}{FORMATS[format].suffix}",
        }
        for format in ("atom", "rss", "json")
        if format in feed.formats
    ]
    return {
        "feed": feed,
        "formats": formats,
        "written": issue.modified if issue else None,
        "count": issue.copies["identity"].body.count(mark) if issue and mark else None,
    }
