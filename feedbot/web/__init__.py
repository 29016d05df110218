"""The web door: feeds for programs, pages for people, and whether we are well."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiohttp import web

from feedbot.desk import Desk, Health
from feedbot.feeds import FORMATS, htmlpage
from feedbot.metrics import Meter
from feedbot.model import Config, Feed
from feedbot.store import addresses
from feedbot.web import (
    add,
    api,
    api_sources,
    channels,
    entries,
    guard,
    hub,
    login,
    metrics,
    pages,
    places,
    rules,
    ruling,
    sources,
    static,
    status,
    stories,
    telegram,
    websub,
    words,
)
from feedbot.web.access import Door
from feedbot.web.feeds import Feeds, respond
from feedbot.web.looker import Looker
from feedbot.web.problems import middleware
from feedbot.web.shelf import Issue
from feedbot.web.signs import Signs

_MARKS = {"atom": b"<entry", "rss": b"<item>"}  # neither can occur in escaped text
_PAGE_CACHE = "public, max-age=0, stale-if-error=86400"


def application(
    *,
    output: Path,
    config: Callable[[], Config],
    health: Callable[[], Awaitable[Health]],
    ear: hub.Ear | None = None,
    desk: Desk | None = None,
    registry: websub.Registry | None = None,
    heard: telegram.Heard | None = None,
    meter: Meter | None = None,
) -> web.Application:
    """The whole web side.

    `output` is where `publish` writes; `config` gives the configuration in force; `health` says how we are; `ear` hears
    what WebSub hubs say, None for nobody; `registry` is our own hub; `heard` takes what Telegram brings to the bot;
    `desk` is the running program for the pages of those who run it, without which there are none, nor are there
    metrics; `meter` has what was counted.
    """
    now = desk.now if desk else lambda: datetime.now(UTC)
    feeds = Feeds(output, config, *((_token(desk), _gone(desk)) if desk else ()))
    door = Door(config, desk.store, desk.now) if desk else None
    site = Site(feeds, door)
    app = web.Application(middlewares=[middleware])
    app.on_response_prepare.append(guard.protect)
    app[pages.SHELL] = pages.Shell(config=config, now=now)
    app.add_routes(
        [
            web.get("/", site.index),
            web.get("/feeds", site.up),
            web.get("/feeds/", site.up),
            *Signs(health, door).routes(),
            *feeds.routes(),
            *places.routes(config, now),
            *static.routes(),
        ]
    )
    if ear is not None:
        app.add_routes(hub.routes(ear))
    if registry is not None:
        app.add_routes(websub.routes(registry))
    if heard is not None:
        app.add_routes(telegram.routes(heard))
    if desk is not None and door is not None:
        app.add_routes(login.routes(door))
        looker = Looker(desk)
        stage = ruling.Stage(desk)
        for area in (status, sources, channels, stories, entries):
            app.add_routes(door.guarded(area.routes(desk)))
        app.add_routes(door.guarded([*add.routes(desk, looker), *rules.routes(desk, stage)]))
        programs = (status.api, channels.api)
        app.add_routes(door.programs([route for each in programs for route in each(desk)]))
        app.add_routes(door.programs([*api_sources.routes(desk, looker), *api.routes(desk, stage)]))
        app.add_routes(door.programs(metrics.routes(desk, meter or Meter())))
    return app


def instruments(desk: Desk, meter: Meter) -> web.Application:
    """What a program shows that has no pages, as one of several has: /healthz, /readyz and /metrics."""
    door = Door(desk.config, desk.store, desk.now)
    app = web.Application(middlewares=[middleware])
    app.on_response_prepare.append(guard.protect)
    app[pages.SHELL] = pages.Shell(config=desk.config, now=desk.now)
    app.add_routes(Signs(desk.health, door).routes())
    app.add_routes(door.programs(metrics.routes(desk, meter)))
    return app


def _token(desk: Desk) -> Callable[[str], Awaitable[str | None]]:
    return lambda name: desk.store.read(addresses.token, name)


def _gone(desk: Desk) -> Callable[[str], Awaitable[bool]]:
    return lambda stem: desk.store.read(addresses.gone, stem)


class Site:
    """The handlers of all that is not a feed document."""

    def __init__(self, feeds: Feeds, door: Door | None) -> None:
        self._feeds = feeds
        self._door = door

    async def index(self, request: web.Request) -> web.Response:
        """GET and HEAD of /: the list of feeds."""
        issues = await self._feeds.issues()
        ours = htmlpage.words(issues[0][0].language if issues else None)
        told = words.find("shell.status", ours.language) if self._door else ""
        listed = [_listed(feed, issue) for feed, issue in issues]
        page = pages.render_public("index.html", words=ours, listed=listed, status=told)
        return respond(request, page.encode(), "text/html", {"Cache-Control": _PAGE_CACHE})

    async def up(self, request: web.Request) -> web.Response:
        """GET and HEAD of /feeds and /feeds/: the list is one level up, also behind a proxy's own path."""
        return web.Response(status=302, headers={"Location": "../" if request.path.endswith("/") else "./"})


def _listed(feed: Feed, issue: Issue | None) -> Mapping[str, Any]:
    """What the list says of a feed."""
    first = next((format for format in FORMATS if format in feed.formats), None)
    mark = _MARKS.get(first or "")
    formats = [
        {
            "name": FORMATS[format].name,
            "type": FORMATS[format].media_type,
            "href": f"feeds/{feed.name}{FORMATS[format].suffix}",
        }
        for format in FORMATS
        if format != "html" and format in feed.formats
    ]
    return {
        "feed": feed,
        "formats": formats,
        "written": issue.modified if issue else None,
        "count": issue.copies["identity"].body.count(mark) if issue and mark else None,
    }
