"""Several programs take turns at hosts, on a clock that jumps; what they tell each other lies in a store."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from feedbot.errors import StoreError
from feedbot.net.hosts import Hosts, Rest, Resting
from feedbot.net.shared import Keeper, Known, Shared
from feedbot.store import hosts, open_store
from tests import bases
from tests.simulation import JumpingLoop

GAP = timedelta(seconds=1)
DEADLINE = 30.0
HOST = "w.example"


@dataclass
class Seen:
    """What a host sees: when requests began, and how many were under way at once at most."""

    begins: list[tuple[float, str]] = field(default_factory=list)
    most: int = 0
    now: int = 0

    @property
    def least(self) -> float:
        """The shortest time between two beginnings."""
        moments = [at for at, _ in self.begins]
        return min(later - earlier for earlier, later in pairwise(moments))


class Program:
    """One of several: its hosts, those that rest, and its turns at them."""

    def __init__(self, name: str, keeper: Keeper, loop: JumpingLoop) -> None:
        self.name, self.hosts, self.rests, self.loop = name, Hosts(GAP), Resting(), loop
        self.shared = Shared(keeper, self.rests, loop.now)

    async def ask(self, seen: Seen, takes: float, *, then: Callable[[], None] = lambda: None) -> None:
        """One request as the client makes it, which takes so many seconds."""
        host = self.hosts.at(HOST)
        async with host.places, self.shared.turn(HOST, HOST, host, DEADLINE):
            seen.begins.append((self.loop.time(), self.name))
            seen.now += 1
            seen.most = max(seen.most, seen.now)
            await asyncio.sleep(takes)
            then()
            seen.now -= 1


class Fragile:
    """A keeper whose database can be away."""

    def __init__(self, keeper: Keeper) -> None:
        self.keeper, self.holder, self.away, self.broken = keeper, keeper.holder, False, False

    async def take(self, wanted: Mapping[str, datetime], now: datetime) -> Mapping[str, Known]:
        """As the keeper, unless the database is away."""
        self._try()
        return await self.keeper.take(wanted, now)

    async def tell(self, known: Mapping[str, Known], now: datetime) -> Collection[str]:
        """As the keeper, unless the database is away."""
        self._try()
        return await self.keeper.tell(known, now)

    def _try(self) -> None:
        if self.away:
            raise StoreError("the database is away")
        if self.broken:
            raise LookupError("a fault of ours")


@asynccontextmanager
async def programs(place: Path, count: int) -> AsyncIterator[tuple[list[Program], list[Fragile]]]:
    """So many programs, each with a store of its own on one database."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, JumpingLoop)
    stores = [open_store(bases.address(place / "feedbot.db")) for _ in range(count)]
    keepers = [Fragile(hosts.Keeper(store)) for store in stores]
    crowd = [Program(f"p{number}", keeper, loop) for number, keeper in enumerate(keepers)]
    try:
        yield crowd, keepers
    finally:
        for program in crowd:
            await program.shared.close()
        for store in stores:
            with closing(store):
                pass


def jumping(work: Callable[[], Awaitable[None]]) -> None:
    """Run something on a clock that jumps."""

    async def whole() -> None:
        await work()

    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        runner.run(whole())


@pytest.mark.parametrize("takes", [0.2, 7.0])
def test_a_host_sees_one_program(tmp_path: Path, takes: float) -> None:
    """Three programs ask a host no more at once, and no sooner, than one would; each of them gets its turn in time."""

    async def work() -> None:
        seen = Seen()
        async with programs(tmp_path, 3) as (crowd, _):
            await asyncio.gather(*(each.ask(seen, takes) for each in crowd for _ in range(30)))
        assert 90 == len(seen.begins)
        assert seen.most <= 2
        assert seen.least >= GAP.total_seconds() - 1e-6
        firsts = [min(at for at, name in seen.begins if name == each.name) for each in crowd]
        assert max(firsts) < 120

    jumping(work)


def test_a_delay_that_one_program_learnt_holds_for_all(tmp_path: Path) -> None:
    """The Crawl-delay of a host is kept by a program that never read its robots.txt."""

    async def work() -> None:
        seen = Seen()
        async with programs(tmp_path, 2) as (crowd, _):
            one, other = crowd
            known = one.hosts.at(HOST)
            known.delay = timedelta(seconds=25)
            await one.ask(seen, 1)
            await asyncio.gather(*(other.ask(seen, 1) for _ in range(3)))
        assert seen.least >= 25 - 1e-6

    jumping(work)


def test_a_rest_that_one_program_was_asked_for_holds_for_all(tmp_path: Path) -> None:
    """Who has a host next knows that it is to be left alone, before the first request."""

    async def work() -> None:
        seen = Seen()
        async with programs(tmp_path, 2) as (crowd, _):
            one, other = crowd
            until = one.loop.now() + timedelta(hours=4)
            await one.ask(seen, 1, then=lambda: one.rests.learn(HOST, Rest(until=until, status=429)))
            host = other.hosts.at(HOST)
            async with other.shared.turn(HOST, HOST, host, DEADLINE):
                assert Rest(until=until, status=429) == other.rests.at(HOST, other.loop.now())

    jumping(work)


def test_a_program_that_died_holds_a_host_for_minutes(tmp_path: Path) -> None:
    """What a program held that is no more is free again after its longest request and a minute."""

    async def work() -> None:
        seen = Seen()
        async with programs(tmp_path, 2) as (crowd, keepers):
            await crowd[0].ask(seen, 0.1)
            keepers[0].away = True
            await crowd[1].ask(seen, 0.1)
        (began, _), (again, _) = seen.begins
        assert GAP.total_seconds() < again - began <= DEADLINE + 62

    jumping(work)


def test_a_fault_of_ours_is_told_and_closes_no_host_for_ever(tmp_path: Path) -> None:
    """What is no fault of the database stands in the log once, and visits go on when it has passed."""

    async def work() -> None:
        seen = Seen()
        async with programs(tmp_path, 1) as ((program,), (keeper,)):
            keeper.broken = True
            asked = asyncio.create_task(program.ask(seen, 0.1))
            await asyncio.sleep(30)
            before = len(seen.begins)
            keeper.broken = False
            await asked
        assert [0, 1] == [before, len(seen.begins)]

    with capture_logs() as logs:
        jumping(work)

    assert ["a fault of ours"] == [each["why"] for each in logs if each["event"] == "hosts are not shared"]


def test_no_request_outlasts_its_turn(tmp_path: Path) -> None:
    """Without the database nobody asks a host but as long as it is surely ours; when it is back, all goes on."""

    async def work() -> None:
        seen = Seen()
        async with programs(tmp_path, 2) as (crowd, keepers):
            await crowd[0].ask(seen, 0.1)
            keepers[0].away = True
            asked = [asyncio.create_task(crowd[0].ask(seen, DEADLINE)) for _ in range(20)]
            asked += [asyncio.create_task(crowd[1].ask(seen, DEADLINE)) for _ in range(2)]
            await asyncio.sleep(400)
            without = [name for _, name in seen.begins]
            keepers[0].away = False
            await asyncio.gather(*asked)
        assert seen.most <= 2
        assert 2 == without.count("p1")
        assert without.count("p0") < 10
        assert 23 == len(seen.begins)

    jumping(work)


def test_a_host_is_left_when_nobody_wants_it(tmp_path: Path) -> None:
    """Some seconds after its last request a host is another's without a wait; so is one of a program that ended."""

    async def work() -> None:
        seen = Seen()
        async with programs(tmp_path, 3) as (crowd, _):
            await crowd[0].ask(seen, 0.1)
            await asyncio.sleep(5)
            before = crowd[1].loop.time()
            await crowd[1].ask(seen, 0.1)
            assert seen.begins[1][0] - before < 0.1
            await crowd[1].shared.close()
            await crowd[2].ask(seen, 0.1)
        assert seen.begins[2][0] - seen.begins[1][0] < 3

    jumping(work)
