import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text

from feedbot.pulse import REST, Felt, Pulse
from feedbot.store import Store, read
from feedbot.store.engine import connect
from tests import bases
from tests.make import NOW, hours
from tests.store import given
from tests.web.measured import fill


class Clock:
    """Seconds that are moved by hand."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        """The seconds it is."""
        return self.seconds


class Slow(Store):
    """Writes nothing, and only when it is let."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self.begun, self.go = asyncio.Event(), asyncio.Event()

    async def write(self, *_: Any, **__: Any) -> Any:
        """Wait until it may end."""
        self.begun.set()
        await self.go.wait()


@asynccontextmanager
async def felt(folder: Path, clock: Callable[[], float]) -> AsyncIterator[tuple[Store, Pulse]]:
    """A store with an hour-old promise to a channel, and what feels it without patience for a slow one."""
    engine = connect(bases.address(folder / "feedbot.db"), patience=timedelta(seconds=0.1))
    with closing(Store(engine)) as store:
        fill(engine)
        pulse = Pulse(store, lanes=lambda: ["console", "removed"], now=lambda: NOW + hours(1), clock=clock)
        yield store, pulse
        await pulse.close()


async def test_a_database_that_takes_writes(tmp_path: Path) -> None:
    """A write that goes through is nothing to tell of; a lane that could have sent for an hour is."""
    async with felt(tmp_path, Clock()) as (store, pulse):
        found = await pulse.feel()
        with read(store.engine) as tx:
            written = tx.execute(text("SELECT number FROM marks WHERE name = 'pulse'")).scalar_one()

    assert Felt(stalled={"console": hours(1), "removed": hours(1)}) == found
    assert int((NOW + hours(1)).timestamp()) == written


async def test_whoever_asks_often_costs_nothing(tmp_path: Path) -> None:
    """The database is felt once in ten seconds, however many ask, and anew after that."""
    clock = Clock()
    async with felt(tmp_path, clock) as (store, pulse):
        with given.Statements(store.engine) as statements:
            await asyncio.gather(*(pulse.feel() for _ in range(20)))
            clock.seconds += REST.total_seconds() - 1
            await pulse.feel()
            once = len(statements.seen)
            clock.seconds += 1
            await pulse.feel()

    assert 2 * once == len(statements.seen)


async def test_a_database_that_takes_none(tmp_path: Path) -> None:
    """A write that fails is told in the words of the fault, and its end too."""
    clock = Clock()
    async with felt(tmp_path, clock) as (store, pulse):
        with store.engine.begin() as connection:
            connection.execute(text("ALTER TABLE marks RENAME TO elsewhere"))
        ill = await pulse.feel()
        with store.engine.begin() as connection:
            connection.execute(text("ALTER TABLE elsewhere RENAME TO marks"))
        still = await pulse.feel()
        clock.seconds += REST.total_seconds()
        well = await pulse.feel()

    assert "marks" in ill.written
    assert (ill, "") == (still, well.written)


async def test_lanes_that_cannot_be_read(tmp_path: Path) -> None:
    """A database that takes the write and cannot be read is ill as well."""
    async with felt(tmp_path, Clock()) as (store, pulse):
        with store.engine.begin() as connection:
            connection.execute(text("ALTER TABLE lanes RENAME TO elsewhere"))
        found = await pulse.feel()

    assert "lanes" in found.written


async def test_a_write_that_takes_long(tmp_path: Path) -> None:
    """Nobody waits for a slow database: who asks is told for how long the write has been under way."""
    clock = Clock()
    engine = connect(bases.address(tmp_path / "feedbot.db"), patience=timedelta(seconds=1))
    with closing(Slow(engine)) as store:
        pulse = Pulse(store, lanes=list, now=lambda: NOW, clock=clock, patience=timedelta(0))
        first = await pulse.feel()
        await store.begun.wait()
        clock.seconds += 40
        later = await pulse.feel()
        store.go.set()
        while (done := await pulse.feel()).writing > timedelta(0):
            await asyncio.sleep(0)
        await pulse.close()

    assert (timedelta(0), timedelta(seconds=40)) == (first.writing, later.writing)
    assert Felt() == done


async def test_a_pulse_can_be_closed_while_it_feels(tmp_path: Path) -> None:
    """To close it ends what is under way without a word."""
    with closing(Slow(connect("sqlite://", patience=timedelta(seconds=1)))) as store:
        pulse = Pulse(store, lanes=list, now=lambda: NOW, clock=Clock(), patience=timedelta(0))
        await pulse.feel()
        await pulse.close()
        assert timedelta(0) == (await pulse.feel()).writing
