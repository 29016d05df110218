import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from feedbot.errors import StoreError
from feedbot.store import Store, workers
from feedbot.store import engine as engines
from feedbot.store.clocks import Common
from feedbot.store.workers import News, Workers
from tests import bases, make

server = pytest.mark.skipif(bases.SERVER is None, reason="several programs need a database on a server: make postgres")

ENDED = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
    "AND pid <> pg_backend_pid()"
)

LIMIT = 20
"""Seconds after which a test gives up."""


async def cleared(here: Workers) -> int:
    """How often a program that arrives clears up."""
    times = 0

    async def clear() -> None:
        nonlocal times
        times += 1

    await here.arrive(clear)
    return times


@pytest.mark.skipif(bases.SERVER is not None, reason="an SQLite file has one program")
async def test_a_program_alone_leads_everything(store: Store) -> None:
    """On a file one program clears up, leads, and has nobody to ring for."""
    here, stop = Workers(store), asyncio.Event()
    assert not here.several
    assert 1 == await cleared(here)
    assert await here.leads("publish")
    await here.ring("news")
    await here.listen(lambda _: pytest.fail("nobody rings"), stop)
    await here.close()

    workers.ring(store.engine, "reload")
    assert 0 == workers.count(store.engine)


@server
async def test_one_leads_until_it_leaves(store: Store) -> None:
    """What only one may do is done by the first that asks, then by another; each thing may have another leader."""
    one, other = Workers(store), Workers(store)
    assert await one.leads("publish")
    assert not await other.leads("publish")
    assert await other.leads("listen")
    assert await one.leads("publish")

    await one.close()
    assert await other.leads("publish")
    await other.close()


@server
async def test_who_finds_nobody_clears_up(store: Store) -> None:
    """The first program takes back what dead ones held, the second does not, the one after all left does again."""
    one, other = Workers(store), Workers(store)
    assert 1 == await cleared(one)
    assert 0 == await cleared(other)
    assert 2 == workers.count(store.engine)

    await one.close()
    await other.close()
    assert 0 == workers.count(store.engine)
    again = Workers(store)
    assert 1 == await cleared(again)
    await again.close()


@server
async def test_news_reaches_the_others(store: Store) -> None:
    """What one rings, and what a command rings, the other hears; nobody hears himself."""
    one, other = Workers(store), Workers(store)
    heard: list[tuple[str, News]] = []
    stop, came = asyncio.Event(), asyncio.Event()

    def hear(who: str, what: News) -> None:
        heard.append((who, what))
        if what == "reload":
            came.set()

    listening = [
        asyncio.create_task(one.listen(lambda what: hear("one", what), stop)),
        asyncio.create_task(other.listen(lambda what: hear("other", what), stop)),
    ]
    async with asyncio.timeout(LIMIT):
        while not heard:  # until both listen
            await one.ring("news")
            await asyncio.sleep(0.05)
        while "one" not in {who for who, _ in heard}:
            await other.ring("told")
            await asyncio.sleep(0.05)
        workers.ring(store.engine, "reload")
        await came.wait()
        stop.set()
        await asyncio.gather(*listening)
    assert {("other", "news"), ("one", "told")} == {each for each in heard if each[1] != "reload"}
    await one.close()
    await other.close()


@server
async def test_a_connection_that_broke_leads_nothing(store: Store) -> None:
    """When the server ends all connections, a leader knows that it is none any more, and leads again with a new one."""
    here = Workers(store)
    assert await here.leads("publish")
    with store.engine.connect() as link:
        link.execute(text(ENDED))
    assert not await here.leads("publish")
    assert await here.leads("publish")
    await here.close()


@server
async def test_who_listens_is_there_again_after_a_break(store: Store) -> None:
    """A program that leads nothing is there for the others again, though the server ended its connections."""
    here, stop = Workers(store), asyncio.Event()
    await cleared(here)
    with store.engine.connect() as link:
        link.execute(text(ENDED))
    listening = asyncio.create_task(here.listen(lambda _: None, stop))
    async with asyncio.timeout(LIMIT):
        while not workers.count(store.engine):
            await asyncio.sleep(0.05)
    stop.set()
    await listening
    await here.close()


@server
async def test_who_left_rings_for_nobody(store: Store) -> None:
    """A program that left leads nothing and rings no more, and may leave again; nothing of it stays at the server."""
    here = Workers(store)
    assert 1 == await cleared(here)
    await here.close()

    await here.ring("news")
    assert not await here.leads("publish")
    await here.close()
    assert 0 == workers.count(store.engine)


@pytest.mark.skipif(bases.SERVER is not None, reason="an SQLite file has one program")
async def test_a_program_alone_goes_by_its_own_clock(store: Store) -> None:
    """On a file there is nobody else whose clock could differ."""
    here = Workers(store)

    def clock() -> datetime:
        return make.NOW

    assert clock is await here.common(clock)
    await here.close()


@server
async def test_all_go_by_the_clock_of_the_server(store: Store) -> None:
    """A program whose machine is a year ahead knows what time it is, and goes on knowing while it listens."""
    here, stop = Workers(store), asyncio.Event()
    ahead = datetime.now(UTC) + timedelta(days=365)
    clock = await here.common(lambda: ahead)
    assert abs(clock() - datetime.now(UTC)) < timedelta(minutes=1)

    assert isinstance(clock, Common)
    clock.look(ahead)
    listening = asyncio.create_task(here.listen(lambda _: None, stop))
    async with asyncio.timeout(LIMIT):
        while clock() > ahead - timedelta(days=1):
            await asyncio.sleep(0.05)
    stop.set()
    await listening
    await here.close()


@server
async def test_without_the_server_the_own_clock_holds(store: Store) -> None:
    """A program that cannot ask the server goes by its machine until it can."""
    here = Workers(store)
    await here.close()
    assert make.NOW == (await here.common(lambda: make.NOW))()


def test_a_server_that_is_away_cannot_be_asked() -> None:
    """Whoever asks how many there are, or rings, hears what happened and what to do."""
    engine = engines.connect("postgresql://nobody@127.0.0.1:1/none", patience=timedelta(seconds=1))
    for ask in (workers.count, lambda there: workers.ring(there, "reload")):
        with pytest.raises(StoreError, match=r"none failed \(.+\); see that it runs"):
            ask(engine)
    engine.dispose()
