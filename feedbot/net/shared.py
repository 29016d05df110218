"""Whose turn it is at a host where several programs visit: one of them speaks with it at a time.

So whatever holds for one program (two requests at once, a gap between two, what a host asked for) holds for all.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from feedbot.errors import FeedbotError
from feedbot.net.hosts import Host, Rest, Resting

LONGEST = 20.0
"""Seconds after which a program lets others have a host for a moment, though it wants to go on."""

MARGIN = timedelta(seconds=0.1)
"""How much longer than the gap the pause is between visits of two programs, whose clocks are not quite one."""

_LINGER = 1.0  # seconds that a host stays ours after the last request: often there is one more
_PAUSE = 0.5  # seconds between two tries to have a host
_BATCH = 0.01  # seconds in which wishes for hosts are gathered
_SPARE = timedelta(seconds=60)  # how much longer than the longest request takes a host is ours
_SHORT = timedelta(seconds=30)  # with how little of that left it is put off


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What programs tell each other of a host: until when it is somebody's, its Crawl-delay, its rest at a place."""

    until: datetime
    delay: timedelta = timedelta(0)
    rest: Rest | None = None
    place: str = ""


class Keeper(Protocol):
    """Where programs tell each other; what it raises means that nobody can be asked now. `holder` is who we are."""

    holder: str

    async def take(self, wanted: Mapping[str, datetime], now: datetime) -> Mapping[str, Known]:
        """Those of some hosts that are ours now until a moment, with what was known of them."""

    async def tell(self, known: Mapping[str, Known], now: datetime) -> Collection[str]:
        """Say until when hosts of ours are, and what they asked for; those that were ours still."""


@dataclass(slots=True)
class _Stay:
    """A host that is wanted or ours; ours if it has `until`, and open to requests while it is `ready`.

    All other moments are those of the loop's clock. `under_way` counts requests, `wanted` those that wait to begin.
    """

    host: Host
    until: datetime | None = None
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    wanted: int = 0
    under_way: int = 0
    since: float = 0.0
    ended: float = 0.0
    again: float = 0.0
    needs: timedelta = timedelta(0)
    place: str = ""

    def lasts(self, now: datetime, length: timedelta) -> bool:
        """Whether it is ours for so long."""
        return self.until is not None and self.until - now >= length


class Shared:
    """The hosts that this program speaks with among several; to be closed before what keeps them."""

    def __init__(self, keeper: Keeper, rests: Resting, now: Callable[[], datetime]) -> None:
        self._keeper, self._rests, self._now = keeper, rests, now
        self._stays: dict[str, _Stay] = {}
        self._woken = asyncio.Event()
        self._problem = ""
        self._task: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def turn(self, name: str, place: str, host: Host, left: float) -> AsyncIterator[None]:
        """Wait until a request of at most so many seconds may begin; the host is ours as long as the block lasts."""
        stay, most = self._stays.setdefault(name, _Stay(host)), timedelta(seconds=left)
        stay.host, stay.place, stay.needs = host, place, max(stay.needs, most)
        stay.wanted += 1
        try:
            await self._begin(stay, most)
            stay.under_way += 1
        finally:
            stay.wanted -= 1
        try:
            yield
        finally:
            stay.under_way -= 1
            stay.ended = asyncio.get_running_loop().time()

    async def close(self) -> None:
        """Let others have every host."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        with suppress(Exception):  # whoever waits for them has them a little later
            await self._tell({name: stay for name, stay in self._stays.items() if stay.until}, leaving=True)
        self._stays.clear()

    async def _begin(self, stay: _Stay, most: timedelta) -> None:
        while True:
            if not stay.ready.is_set():
                self._wake()
                await stay.ready.wait()
            await stay.host.turn()
            if stay.lasts(self._now(), most):
                return
            stay.ready.clear()

    def _wake(self) -> None:
        self._woken.set()
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), name="hosts")

    async def _run(self) -> None:
        while self._stays:
            await asyncio.sleep(_BATCH)
            self._woken.clear()
            try:
                await self._round()
                self._problem = ""
            except Exception as error:  # noqa: BLE001 - a fault of ours in one round must not close all hosts for ever
                if str(error) != self._problem:
                    from structlog import get_logger  # here, because it brings rich, and --help needs no log

                    get_logger().error("hosts are not shared", why=str(error) or type(error).__name__)
                self._problem = str(error)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), _PAUSE)

    async def _round(self) -> None:
        """Take what is wanted, put off what is needed, leave what is not; each in one statement for all hosts."""
        clock = asyncio.get_running_loop().time()
        ours = {name: stay for name, stay in self._stays.items() if stay.until is not None}
        tired = {name for name, stay in ours.items() if clock - stay.since >= LONGEST}
        for name in tired:
            ours[name].ready.clear()
        left = {
            name: stay
            for name, stay in ours.items()
            if not stay.under_way and (name in tired or (not stay.wanted and clock - stay.ended >= _LINGER))
        }
        kept = {name: stay for name, stay in ours.items() if name not in left and self._short(stay)}
        wanted = [name for name, stay in self._stays.items() if not stay.until and stay.wanted and stay.again <= clock]
        with suppress(FeedbotError):  # nobody can be asked: what lasts goes on, what does not waits
            await self._tell(left, leaving=True)
            await self._tell(kept, leaving=False)
            await self._take(wanted)
        for name, stay in list(self._stays.items()):
            if stay.until is None and not stay.wanted and not stay.under_way:
                del self._stays[name]
            elif stay.until is not None and name not in tired and stay.lasts(self._now(), stay.needs):
                stay.ready.set()

    def _short(self, stay: _Stay) -> bool:
        return not stay.lasts(self._now(), stay.needs + _SHORT)

    async def _take(self, names: Iterable[str]) -> None:
        now, clock = self._now(), asyncio.get_running_loop().time()
        stays = {name: self._stays[name] for name in names}
        for stay in stays.values():
            stay.again = clock + _PAUSE
        wanted = {name: now + stay.needs + _SPARE for name, stay in stays.items()}
        found = await self._keeper.take(wanted, now) if wanted else {}
        for name, known in found.items():
            stay = stays[name]
            stay.until, stay.since, stay.ended = known.until, clock, asyncio.get_running_loop().time()
            stay.host.delay = max(stay.host.delay, known.delay)
            if known.rest is not None and known.rest.until > now:
                self._rests.learn(known.place, known.rest)

    async def _tell(self, stays: Mapping[str, _Stay], *, leaving: bool) -> None:
        now, clock = self._now(), asyncio.get_running_loop().time()
        known = {}
        for name, stay in stays.items():
            pause = timedelta(seconds=stay.host.left) + MARGIN
            until = now + (pause if leaving else stay.needs + _SPARE)
            rest = self._rests.at(stay.place, now)
            known[name] = Known(until=until, delay=stay.host.delay, rest=rest, place=stay.place)
            if leaving:  # before it is told, so that no request begins meanwhile
                stay.ready.clear()
                stay.until, stay.again = None, clock + pause.total_seconds() + 2 * _PAUSE
        found = await self._keeper.tell(known, now) if known else ()
        for name, stay in stays.items() if not leaving else ():
            stay.until = known[name].until if name in found else None
            if stay.until is None:
                stay.ready.clear()
