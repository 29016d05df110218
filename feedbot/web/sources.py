"""The pages of sources: all of them with how they are, and one with all that is known of it and what may be done."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from feedbot import orders
from feedbot.channels import tongue
from feedbot.desk import Desk
from feedbot.model import Ailment, Cursor, Source
from feedbot.rules import health, naming, outlook, remedies
from feedbot.text import urls
from feedbot.web import pages, roll, strip, words
from feedbot.web.parted import parted
from feedbot.web.reader import Reader

BADGES = {"ok": "good", "new": "cool", "late": "warn", "failing": "bad", "gone": "bad", "paused": ""}
"""The colour of each state."""

_DEEDS = ("pause", "resume", "visit", "remove")


def routes(desk: Desk) -> list[web.RouteDef]:
    """GET of /sources, /sources/NAME and /sources/NAME/remove, POST of what may be done about a source."""
    site = Sources(desk)
    return [
        web.get("/sources", site.all),
        web.get("/sources/{name}", site.one),
        web.get("/sources/{name}/remove", site.confirm),
        *(web.post(f"/sources/{{name}}/{deed}", getattr(site, deed)) for deed in _DEEDS),
    ]


class Sources:
    """The handlers."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def all(self, request: web.Request) -> web.Response:
        """GET of /sources: a page of the roll, or its rows alone for the filter and the clock of the page."""
        found = await self._desk.store.read(roll.roll, self._desk.config(), roll.wish(request.query), self._desk.now())
        block = "rows" if request.headers.get("HX-Target") == "rows" else "main"
        response = pages.render(
            request, "sources.html", block=block, roll=found, place=address, **_shared(pages.reader(request))
        )
        # A strip is many times smaller when packed; what a page holds of secrets differs each time.
        response.enable_compression()
        return response

    async def one(self, request: web.Request) -> web.Response:
        """GET of /sources/NAME: all that is known of a source."""
        source = self._source(request)
        if source is None:
            return unknown(request)
        found = await self._desk.store.read(roll.profile, source, self._desk.now())
        reader = pages.reader(request)
        block = "now" if request.headers.get("HX-Target") == "now" else "main"
        return pages.render(
            request,
            "source.html",
            block=block,
            profile=found,
            row=found.row,
            source=source,
            cursor=found.row.cursor,
            **_shared(reader),
            **self._facts(found, reader),
        )

    async def confirm(self, request: web.Request) -> web.Response:
        """GET of /sources/NAME/remove: asks whether it is meant."""
        source = self._source(request)
        return pages.render(request, "source_remove.html", source=source) if source else unknown(request)

    async def pause(self, request: web.Request) -> web.Response:
        """POST: visit it no more until it is resumed."""
        return await self._pause(request, paused=True)

    async def resume(self, request: web.Request) -> web.Response:
        """POST: visit it again."""
        return await self._pause(request, paused=False)

    async def visit(self, request: web.Request) -> web.Response:
        """POST: visit it now, also one that failed or is gone."""
        source = self._source(request)
        if source is None:
            return unknown(request)
        if source.paused:
            return self._back(request, source, "not_paused", fault=True)
        known = await orders.visit(self._desk, source.name)
        return self._back(request, source, "done_visit" if known else "not_enrolled", fault=not known)

    async def remove(self, request: web.Request) -> web.Response:
        """POST: take it out of the config."""
        source = self._source(request)
        if source is None:
            return unknown(request)
        if faults := await orders.remove(self._desk, source.name):
            return pages.refused(request, f"/sources/{source.name}", faults)
        return pages.go(request, "/sources", pages.reader(request).t("sources.done_remove", name=source.name))

    async def _pause(self, request: web.Request, *, paused: bool) -> web.Response:
        source = self._source(request)
        if source is None:
            return unknown(request)
        if faults := await orders.pause(self._desk, source.name, paused=paused):
            return pages.refused(request, f"/sources/{source.name}", faults)
        return self._back(request, source, "done_pause" if paused else "done_resume")

    def _back(self, request: web.Request, source: Source, key: str, *, fault: bool = False) -> web.Response:
        told = pages.reader(request).t(f"sources.{key}")
        return pages.go(request, f"/sources/{source.name}", told, fault=fault)

    def _source(self, request: web.Request) -> Source | None:
        return self._desk.config().source(request.match_info["name"])

    def _facts(self, found: roll.Profile, reader: Reader) -> Mapping[str, Any]:
        """What the page of a source tells that is not there by itself."""
        row, now = found.row, self._desk.now()
        cursor = row.cursor or Cursor(source=row.source.name, due=now)
        return {
            "upcoming": outlook.upcoming(row.source, cursor, now),
            "hub": outlook.hub(cursor, found.push, now),
            "known_by": naming.reason(cursor.naming, cursor.evidence),
            "failures": [trip for trip in reversed(row.trips) if trip.outcome == "failed"][:10],
            "days": _days(cursor, reader),
            "unchanged": sum(trip.outcome == "unchanged" for trip in row.trips),
            "far": bool(remedies.shown(row.source.url)),
        }


def unknown(request: web.Request) -> web.Response:
    """The page for a name that no source has."""
    reader = pages.reader(request)
    title = words.find("problems.title_404", reader.language)
    told = reader.t("sources.unknown")
    return pages.render(
        request, "problem.html", status=404, number=404, title=title, detail=told, spoken=reader.language
    )


def address(wish: roll.Wish, *, page: int = 1) -> str:
    """The address of a page of the roll that a wish asks for."""
    asked = {"q": wish.text, "state": wish.state or "", "sort": wish.sort if wish.sort != "state" else ""}
    query = {name: value for name, value in asked.items() if value} | ({"page": page} if page > 1 else {})
    return f"/sources?{urlencode(query)}" if query else "/sources"


def advice(reader: Reader, source: Source, cursor: Cursor | None, ailment: Ailment | None) -> tuple[str, str]:
    """What helps, and the language in which that is said: of an ailment, or of the last failure where there is none.

    In English it is what every other door says; in other languages our words for its kind.
    """
    if reader.language == "en":
        if ailment is not None:
            return ailment.remedy, "en"
        if cursor is None:
            return "", "en"
        told = (
            remedies.gone(source, cursor) if cursor.gone else remedies.failing(source, cursor, cursor.due, cursor.due)
        )
        return told[1], "en"
    key = _key(source, cursor, ailment)
    fields = {"where": remedies.where(source), "name": source.name, "kind": source.kind}
    return reader.t(f"remedies.{key}", **fields), reader.language


def _days(cursor: Cursor, reader: Reader) -> str:
    """The days on which a document wants no visits."""
    names = reader.t("sources.days").split(", ")
    return ", ".join(names[day] for day in cursor.hints.skip_days)


def _key(source: Source, cursor: Cursor | None, ailment: Ailment | None) -> str:
    """Which of our words help."""
    if ailment is not None and not ailment.source:
        return "outage"
    if ailment is not None and ailment.source.startswith(health.HOST):
        return "host"
    if ailment is None and cursor is not None and cursor.gone:
        return "gone"
    fault = (cursor.fault if cursor else None) or "http"
    if ailment is None or ailment.code == "failing":
        return fault if fault == "ours" or remedies.shown(source.url) else "elsewhere"
    return ailment.code if ailment.code in words.area("remedies") else "elsewhere"


def _shared(reader: Reader) -> Mapping[str, Any]:
    """What the templates of these pages call."""
    return {
        "states": roll.STATES,
        "sorts": roll.SORTS,
        "badges": BADGES,
        "strip": lambda trips, large=False: strip.draw(trips, reader, large=large),
        "sample": strip.sample,
        "outcomes": strip.OUTCOMES,
        "advice": lambda source, cursor, ailment=None: advice(reader, source, cursor, ailment),
        "public": outlook.public,
        "parted": parted,
        "clickable": lambda url: urls.clean(url) is not None,
        "host": lambda ailment: ailment.source.removeprefix(health.HOST),
        "now": reader.now,
        "kind": lambda code: tongue.kind(code, reader.language),
    }
