"""The API of sources: what the pages tell and do, as JSON; what goes wrong is a problem (RFC 9457)."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import TypedDict

from aiohttp import web

from feedbot import adding, edit, lookup, orders
from feedbot.desk import Desk
from feedbot.model import Ailment, Alarm, Cursor, Entry, Source, Trip
from feedbot.rules import naming, outlook
from feedbot.web import guard, roll
from feedbot.web.looker import Looker
from feedbot.web.problems import problem

PATH = "/api/v1/sources"
"""Where all of it lies."""


class Trouble(TypedDict):
    """Something that is wrong. `source` is a name, "" for our own network, "@HOST" for a whole host."""

    source: str
    code: str
    since: str
    because: str
    remedy: str


class Told(TypedDict):
    """Something that began to be wrong, or that was over, and when."""

    code: str
    at: str
    over: bool
    because: str


class Visit(TypedDict):
    """One visit: `outcome` is "new", "same", "unchanged" or "failed"; `took` is in seconds, `size` in bytes."""

    at: str
    outcome: str
    took: float
    size: int
    new: int
    changed: int
    because: str


class Row(TypedDict):
    """A source in the list. Moments are RFC 3339, None where nobody knows; `every` is in seconds.

    `state` is "failing", "gone", "late", "new", "paused" or "ok". `newest` is when its last new entry came in, `next`
    when it is visited next.
    """

    name: str
    title: str | None
    kind: str
    address: str
    categories: list[str]
    state: str
    visited: str | None
    tried: str | None
    newest: str | None
    next: str | None
    every: float
    failures: int
    error: str | None
    ailments: list[Trouble]
    visits: list[Visit]


class Listing(TypedDict):
    """A page of all sources; `found` of `total` fit what was asked for. `counts` has how many are in each state."""

    sources: list[Row]
    page: int
    pages: int
    found: int
    total: int
    counts: dict[str, int]
    troubles: list[Trouble]


class Article(TypedDict):
    """One of its last entries."""

    id: str
    title: str
    link: str | None
    published: str


class Hub(TypedDict):
    """Its WebSub hub; `state` is "tells", "idle", "silent", "refused" or "asked"."""

    address: str
    state: str
    until: str | None
    error: str | None


class Whole(Row):
    """All that is known of a source; `languages` counts its entries by language."""

    moved: str | None
    decoded: str
    naming: str
    items: int | None
    languages: dict[str, int]
    certificate: str | None
    hub: Hub | None
    notes: list[str]
    terms: list[str]
    troubles: list[Trouble]
    told: list[Told]
    entries: int
    latest: list[Article]


class Wanted(TypedDict, total=False):
    """What is sent to add a source: `address` at least. `name` and `category` may be left out."""

    address: str
    name: str
    category: str


class _Refused(Exception):  # noqa: N818  # it is an answer, not an error of ours
    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status, self.detail = status, detail


def routes(desk: Desk, looker: Looker | None = None) -> list[web.RouteDef]:
    """GET and POST of the list, GET and DELETE of one source, POST of pause, resume and visit; for `Door.programs`."""
    api = _Api(desk, looker or Looker(desk))
    return [
        web.get(PATH, api.all),
        web.post(PATH, api.add),
        web.get(f"{PATH}/{{name}}", api.one),
        web.delete(f"{PATH}/{{name}}", api.remove),
        web.post(f"{PATH}/{{name}}/pause", api.pause),
        web.post(f"{PATH}/{{name}}/resume", api.resume),
        web.post(f"{PATH}/{{name}}/visit", api.visit),
    ]


class _Api:
    def __init__(self, desk: Desk, look: Looker) -> None:
        self._desk, self._look = desk, look

    async def all(self, request: web.Request) -> web.Response:
        """A page of the list: q, state, sort and page, as /sources takes them."""
        found = await self._desk.store.read(roll.roll, self._desk.config(), roll.wish(request.query), self._desk.now())
        listing = Listing(
            sources=[_row(each) for each in found.rows],
            page=found.wish.page,
            pages=found.pages,
            found=found.found,
            total=found.total,
            counts={state: found.counts.get(state, 0) for state in roll.STATES},
            troubles=_troubles(found.above),
        )
        response = web.json_response(listing)
        response.enable_compression()
        return response

    async def one(self, request: web.Request) -> web.Response:
        """All that is known of a source."""
        source = self._source(request)
        return web.json_response(await self._whole(source)) if source else _unknown(request)

    async def add(self, request: web.Request) -> web.Response:
        """Look at an address, and add the source that is there: 201 with it, and its address in Location."""
        try:
            addition = await self._found(request, await _wanted(request))
        except _Refused as refused:
            return problem(request, refused.status, refused.detail)
        if faults := await orders.add(self._desk, addition):
            return problem(request, 422, "; ".join(faults))
        source = self._desk.config().source(addition.name)
        if source is None:
            return problem(request, 503, "It was added, and removed again by somebody else.")
        return web.json_response(await self._whole(source), status=201, headers={"Location": f"{PATH}/{source.name}"})

    async def remove(self, request: web.Request) -> web.Response:
        """Take a source out of the config; its entries stay: 204."""
        source = self._source(request)
        if source is None:
            return _unknown(request)
        faults = await orders.remove(self._desk, source.name)
        return problem(request, 409, "; ".join(faults)) if faults else web.Response(status=204)

    async def pause(self, request: web.Request) -> web.Response:
        """Visit a source no more: the source as it is then."""
        return await self._pause(request, paused=True)

    async def resume(self, request: web.Request) -> web.Response:
        """Visit a source again: the source as it is then."""
        return await self._pause(request, paused=False)

    async def visit(self, request: web.Request) -> web.Response:
        """Have a source visited now, even one that is gone: 202 with the source."""
        source = self._source(request)
        if source is None:
            return _unknown(request)
        if source.paused:
            return problem(request, 409, "The source is paused. Resume it, then it is visited.")
        if not await orders.visit(self._desk, source.name):
            return problem(request, 409, "The source is not in the database yet. Try again in a moment.")
        return web.json_response(await self._whole(source), status=202)

    async def _pause(self, request: web.Request, *, paused: bool) -> web.Response:
        source = self._source(request)
        if source is None:
            return _unknown(request)
        if faults := await orders.pause(self._desk, source.name, paused=paused):
            return problem(request, 409, "; ".join(faults))
        return web.json_response(await self._whole(self._source(request) or source))

    async def _found(self, request: web.Request, wanted: Wanted) -> edit.Addition:
        """What is to be added for a wish."""
        url = lookup.address(wanted["address"])
        if reason := lookup.refused(url):
            raise _Refused(422, reason)
        for text in (wanted.get("name", ""), wanted.get("category", "")):
            if unfit := adding.unwritable(text):
                raise _Refused(422, unfit)
        try:
            look = await self._look(request[guard.VISITOR], url)
        except ValueError as error:
            raise _Refused(422, str(error)) from None
        if look is None:
            raise _Refused(429, "Another look of yours is under way.")
        if look.twin is not None:
            raise _Refused(409, f'The source "{look.twin.name}" watches this place already.')
        if look.found is None:
            late = "Nothing was found in time." if look.late else "Nothing that can be read was found there."
            raise _Refused(422, " ".join([late, *(line for fault, line in look.lines if fault)][:5]))
        category = wanted.get("category", "").strip()
        taken = {each.name for each in self._desk.config().sources}
        return edit.Addition(
            name=wanted.get("name", "").strip() or adding.name(look.found.url, taken, look.title),
            url=look.found.url,
            kind=look.found.kind,
            categories=(category,) if category else (),
        )

    async def _whole(self, source: Source) -> Whole:
        found = await self._desk.store.read(roll.profile, source, self._desk.now())
        return _profile(found, self._desk.now())

    def _source(self, request: web.Request) -> Source | None:
        return self._desk.config().source(request.match_info["name"])


async def _wanted(request: web.Request) -> Wanted:
    """The body of a request that adds a source."""
    try:
        body = json.loads(await request.text())
    except (ValueError, LookupError, RecursionError):  # no JSON, not in its charset, of an unknown charset, too deep
        raise _Refused(400, "The body is no JSON.") from None
    if not isinstance(body, dict) or not isinstance(body.get("address"), str):
        raise _Refused(422, 'The body is an object with an "address", such as {"address": "https://example.org/"}.')
    if strange := sorted(set(body) - set(Wanted.__annotations__)):
        raise _Refused(422, f'"{strange[0][:50]}" means nothing here; there are address, name and category.')
    if any(not isinstance(value, str) for value in body.values()):
        raise _Refused(422, "address, name and category are texts.")
    return Wanted(**{name: value for name, value in body.items()})  # type: ignore[typeddict-item]  # checked above


def _unknown(request: web.Request) -> web.Response:
    return problem(request, 404, "No source has this name.")


def _row(row: roll.Row) -> Row:
    source, cursor = row.source, row.cursor or Cursor(source=row.source.name, due=_EPOCH)
    return Row(
        name=source.name,
        title=source.title,
        kind=source.kind,
        address=outlook.public(source.url),
        categories=list(source.categories),
        state=row.state,
        visited=_stamp(cursor.visited),
        tried=_stamp(cursor.tried),
        newest=_stamp(row.news),
        next=_stamp(row.due),
        every=row.every.every.total_seconds(),
        failures=cursor.failures,
        error=cursor.error,
        ailments=_troubles(row.ailments),
        visits=[_visit(each) for each in row.trips],
    )


def _profile(found: roll.Profile, now: datetime) -> Whole:
    cursor = found.row.cursor or Cursor(source=found.row.source.name, due=_EPOCH)
    state = outlook.hub(cursor, found.push, now)
    hub = cursor.hints.hub
    return Whole(
        **_row(found.row),
        moved=outlook.public(cursor.moved) if cursor.moved else None,
        decoded=cursor.decoded,
        naming=naming.reason(cursor.naming, cursor.evidence),
        items=cursor.habits.items or None,
        languages=dict(cursor.languages),
        certificate=_stamp(cursor.habits.certificate),
        hub=None
        if state is None or hub is None
        else Hub(
            address=outlook.public(hub),
            state=state,
            until=_stamp(cursor.pushed),
            error=found.push.error if found.push else None,
        ),
        notes=list(cursor.notes),
        terms=[] if found.row.due is None else list(cursor.terms),
        troubles=_troubles(found.above),
        told=[_told(each) for each in found.told],
        entries=found.count,
        latest=[_article(each) for each in found.latest],
    )


_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def _stamp(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _troubles(ailments: Iterable[Ailment]) -> list[Trouble]:
    return [
        Trouble(
            source=each.source,
            code=each.code,
            since=each.since.isoformat(),
            because=each.because,
            remedy=each.remedy,
        )
        for each in ailments
    ]


def _visit(trip: Trip) -> Visit:
    return Visit(
        at=trip.at.isoformat(),
        outcome=trip.outcome,
        took=trip.took.total_seconds(),
        size=trip.size,
        new=trip.new,
        changed=trip.changed,
        because=trip.because,
    )


def _told(alarm: Alarm) -> Told:
    return Told(code=alarm.ailment.code, at=alarm.at.isoformat(), over=alarm.over, because=alarm.ailment.because)


def _article(entry: Entry) -> Article:
    return Article(id=entry.id, title=entry.title, link=entry.link, published=entry.published.isoformat())
