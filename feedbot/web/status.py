"""The status page: how we are at a glance, what came in and went out, what wants attention; for programs as JSON."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiohttp import web

from feedbot import status
from feedbot.channels import KINDS
from feedbot.desk import SINGLE, Desk
from feedbot.model import Ailment, Config, Cursor, Source
from feedbot.rules import health, remedies
from feedbot.status import History, Snapshot, Status
from feedbot.store import Tx, numbers, outbox, visits
from feedbot.store import health as records
from feedbot.store.numbers import Thrift
from feedbot.web import charts, pages, sources
from feedbot.web.reader import Reader

FRESH = timedelta(minutes=1)
"""How old the numbers of the last days may be: to count them takes longer than all the rest.

Where it takes long they may be older, so that no more than a hundredth of the time goes into it.
"""

THRIFTY = timedelta(minutes=10)
"""How old the numbers of the last visits may be: they are 48 of each source."""

LISTED = 20
"""How many ailments stand on the page."""

STORIES, VISITS = 5, 12
"""How many stories and last visits are told."""

_DAY = timedelta(days=1)
_SPARING = 100


def routes(desk: Desk) -> list[web.RouteDef]:
    """GET of /status."""
    return [web.get("/status", Board(desk).show)]


def api(desk: Desk) -> list[web.RouteDef]:
    """GET of /api/v1/status: a `status.Status` as `status.plain` gives it."""
    return [web.get("/api/v1/status", Board(desk).tell)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """Something that wants attention: what it concerns, the address of its page, what is seen and what to do.

    `spoken` are the languages of what is seen and what to do.
    """

    name: str
    address: str
    because: str
    remedy: str
    since: datetime | None = None
    spoken: tuple[str, str] = ("en", "en")


class Board:
    """The handlers; they keep the numbers of the last days for a while, whoever asks."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._turn = asyncio.Lock()
        self._history: History | None = None
        self._until: datetime | None = None
        self._thrift: tuple[datetime, Thrift] | None = None

    async def show(self, request: web.Request) -> web.Response:
        """GET and HEAD of /status."""
        config = self._desk.config()
        found, cursors = await self._look(config)
        reader = pages.reader(request)
        response = pages.render(
            request,
            "status.html",
            found=found,
            matters=matters(found, cursors, config, reader),
            more=max(len(found.ailments) - LISTED, 0),
            badges=sources.BADGES,
            drawn=await self._desk.crew(charts.draw, found, reader),
            size=lambda number: size(number, reader),
            share=_share(found.thrift, reader),
        )
        response.enable_compression()
        return response

    async def tell(self, request: web.Request) -> web.Response:  # noqa: ARG002  # aiohttp's handler
        """GET and HEAD of /api/v1/status."""
        found, _ = await self._look(self._desk.config())
        return web.json_response(status.plain(found))

    async def _look(self, config: Config) -> tuple[Status, Mapping[str, Cursor]]:
        """How we are, and the cursors of the sources whose ailments are listed."""
        snapshot, cursors = await self._desk.store.read(_snapshot, config.sources)
        history, well = await self._counted(config), await self._desk.health()
        said = aside(self._desk.problems(), snapshot)
        found = await self._desk.crew(
            status.status,
            config,
            snapshot,
            history,
            alive=well.alive,
            ready=well.ready,
            problems=[each for each in well.problems if each not in said],
            chats=chats(config),
            now=self._desk.now(),
        )
        return found, cursors

    async def _counted(self, config: Config) -> History:
        """The numbers of the last days; who asks while they are counted waits for them."""
        async with self._turn:
            now = self._desk.now()
            if self._history is None or self._until is None or not self._history.at <= now < self._until:
                if self._thrift is None or not timedelta(0) <= now - self._thrift[0] < THRIFTY:
                    self._thrift = now, await self._desk.store.read(numbers.thrift, _far(config))
                self._history = await self._desk.store.read(_history, now, self._thrift[1])
                self._until = now + max(FRESH, _SPARING * (self._desk.now() - now))
            return self._history


def chats(config: Config) -> Mapping[str, str | None]:
    """The chat that the config names for each channel."""
    return {each.name: KINDS[each.kind].chat(each, config.settings.telegram) for each in config.channels}


def aside(problems: Mapping[str, str], snapshot: Snapshot) -> frozenset[str]:
    """The sentences of `Desk.problems` that are told elsewhere, or not at all.

    Those of a source are its last visit's: an ailment tells of it when it is time to. Those of a channel whose chat
    takes nothing, or that has something set aside, are told with the channel; those of a reader's concern nobody.
    """
    told = {f"channel {name}" for name, lane in snapshot.lanes.items() if lane.gone}
    told |= {f"channel {name}" for name, queue in snapshot.queues.items() if queue.parked}
    return frozenset(f"{what}: {why}" for what, why in problems.items() if what in told or what.startswith(SINGLE))


def matters(found: Status, cursors: Mapping[str, Cursor], config: Config, reader: Reader) -> tuple[Matter, ...]:
    """What wants attention, what concerns most first: the program, the ailments that are listed, channels."""
    program, help = reader.t("status.program"), reader.t("status.program_remedy")
    spoken = ("en", reader.language)
    ours = [
        _troubled(each, found, reader) or Matter(name=program, address="", because=each, remedy=help, spoken=spoken)
        for each in found.problems
    ]
    ill = [_ill(each, cursors, config, reader) for each in found.ailments[:LISTED]]
    posts = []
    for each in found.channels:
        name, address = reader.t("status.channel", name=each.name), f"/channels?channel={each.name}"
        if each.mode == "gone":
            remedy = reader.t("channels.remedy_gone")
            posts.append(Matter(name=name, address=address, because=each.why, remedy=remedy, spoken=spoken))
        if each.parked:
            because, remedy = reader.tp("status.parked", each.parked), reader.t("status.parked_remedy")
            own = (reader.language, reader.language)
            posts.append(Matter(name=name, address=address, because=because, remedy=remedy, spoken=own))
    return (*ours, *ill, *posts)


def size(number: int, reader: Reader) -> str:
    """Bytes in a unit that leaves few digits: "12.3 MiB"."""
    power = min(max(number.bit_length() - 1, 0) // 10, 4)
    told = reader.number(number / 1024**power, 1) if power else reader.number(number)
    return reader.t(f"status.bytes_{power}", size=told)


def _troubled(problem: str, found: Status, reader: Reader) -> Matter | None:
    """A channel that could not send; None for a problem of the program itself."""
    for each in found.channels:
        if problem.startswith(start := f"channel {each.name}: "):
            return Matter(
                name=reader.t("status.channel", name=each.name),
                address=f"/channels?channel={each.name}",
                because=problem.removeprefix(start),
                remedy=reader.t("status.channel_remedy"),
                spoken=("en", reader.language),
            )
    return None


def _ill(ailment: Ailment, cursors: Mapping[str, Cursor], config: Config, reader: Reader) -> Matter:
    source = config.source(ailment.source) or Source(name=ailment.source, kind="feed", url="")
    remedy, language = sources.advice(reader, source, cursors.get(ailment.source), ailment)
    if not ailment.source:
        name, address = reader.t("sources.network"), "/sources"
    elif ailment.source.startswith(health.HOST):
        name, address = (
            reader.t("sources.host", host=ailment.source.removeprefix(health.HOST)),
            "/sources?state=failing",
        )
    else:
        name, address = source.title or source.name, f"/sources/{source.name}"
    spoken = ("en", language)
    return Matter(
        name=name, address=address, because=ailment.because, remedy=remedy, since=ailment.since, spoken=spoken
    )


def _far(config: Config) -> frozenset[str]:
    """The sources that are asked over HTTP, where a visit that brings nothing spares bytes."""
    return frozenset(each.name for each in config.sources if remedies.shown(each.url))


def _share(thrift: Thrift, reader: Reader) -> str:
    """How many of the visits that were answered had nothing new to send, in 100."""
    answered = thrift.visits - thrift.failed
    return f"{reader.number(100 * thrift.unchanged / answered, 0)} %" if answered else "—"


def _snapshot(tx: Tx, known: Sequence[Source]) -> tuple[Snapshot, Mapping[str, Cursor]]:
    ailments = records.standing(tx)
    listed = [each.source for each in status.told(ailments, known)[:LISTED]]
    snapshot = Snapshot(
        outlines=numbers.outlines(tx),
        ailments=ailments,
        lanes=outbox.lanes(tx),
        queues=numbers.queues(tx),
        visits=numbers.lately(tx, VISITS),
    )
    return snapshot, visits.cursors(tx, listed)


def _history(tx: Tx, now: datetime, thrift: Thrift) -> History:
    since = status.first(now)
    return History(
        at=now,
        arrivals=numbers.arrivals(tx, since, status.NAMED),
        departures=numbers.departures(tx, since),
        lateness=numbers.lateness(tx, since),
        tales=numbers.tales(tx, now - _DAY, STORIES),
        thrift=thrift,
    )
