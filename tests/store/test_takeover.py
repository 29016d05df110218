"""Sources that a program was visiting when it died: another takes them over, and nothing is recorded twice."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import Engine, select, text

from feedbot.loops import PARTS
from feedbot.store import Store, present, read, visits, write
from feedbot.store.present import Hold
from feedbot.store.tables import visits as table
from feedbot.store.workers import Workers
from tests import bases, make
from tests.make import NOW, minutes
from tests.store.given import LEASE

server = pytest.mark.skipif(bases.SERVER is None, reason="several programs need a database on a server: make postgres")

ONE, OTHER = (present.card(PARTS, ("127.0.0.1", port), mark) for port, mark in ((9101, "0001"), (9102, "0002")))
LATER = NOW + minutes(1)
ENDED = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
    "AND pid <> pg_backend_pid()"
)


@asynccontextmanager
async def there(store: Store, card: str) -> AsyncIterator[Workers]:
    """A program that is there while the block lasts."""
    here = Workers(store, card)
    await here.arrive(lambda: asyncio.sleep(0))
    try:
        yield here
    finally:
        await here.close()


def claim(engine: Engine, card: str = "", now: datetime = NOW, limit: int = 10) -> list[str]:
    """The sources that a program claims."""
    with write(engine, beside=True) as tx:
        return [each.source for each in visits.claim(tx, now, LEASE, limit, card=card)]


def enrolled(engine: Engine, *names: str) -> None:
    """Sources that are due now."""
    with write(engine) as tx:
        visits.enrol(tx, names, NOW)


def next_due(engine: Engine, card: str = "") -> datetime | None:
    """When a claim of a program could give something."""
    with read(engine) as tx:
        return visits.next_due(tx, card)


@server
async def test_what_a_dead_program_held_is_free(store: Store) -> None:
    """Who is there takes over from who is not, at once, and is told so beforehand; while both are there nobody does."""
    enrolled(store.engine, "a", "b")
    async with there(store, ONE):
        async with there(store, OTHER):
            assert ["a"] == claim(store.engine, OTHER, limit=1)
            assert ["b"] == claim(store.engine, ONE, now=LATER)
            assert (NOW + LEASE, []) == (next_due(store.engine, ONE), claim(store.engine, ONE, now=LATER))
        assert NOW == next_due(store.engine, ONE)
        assert ["a"] == claim(store.engine, ONE, now=LATER)
        assert [] == claim(store.engine, ONE, now=LATER)


@server
async def test_a_program_does_not_take_from_itself(store: Store) -> None:
    """Though the server ended its connection, and knows it no more, what it visits is being visited."""
    enrolled(store.engine, "a")
    async with there(store, ONE):
        assert ["a"] == claim(store.engine, ONE)
        with store.engine.connect() as link:
            link.execute(text(ENDED))
        assert frozenset({ONE}) == await store.read(present.gone, {ONE})
        assert (NOW + LEASE, []) == (next_due(store.engine, ONE), claim(store.engine, ONE, now=LATER))


@server
@pytest.mark.parametrize("card", ["", OTHER])
async def test_a_lease_without_a_name_lasts(store: Store, card: str) -> None:
    """What nobody put his name to is held to the end of its lease, also where a dead program had the one before."""
    enrolled(store.engine, "a")
    if card:
        assert ["a"] == claim(store.engine, OTHER, now=NOW)
        now = NOW + LEASE
    else:
        now = NOW
    async with there(store, ONE):
        with write(store.engine) as tx:
            assert visits.take(tx, "a", now, LEASE) is not None
        assert (now + LEASE, []) == (next_due(store.engine, ONE), claim(store.engine, ONE, now=now + minutes(1)))
        held = Hold(by=None, until=now + LEASE, ended=False)
        assert {"a": held} == await store.read(present.holds, now)


@server
async def test_a_lease_without_a_name_is_waited_for_beside_one_of_a_dead_program(store: Store) -> None:
    """Who may claim nothing is not told to try at once, over and over."""
    enrolled(store.engine, "a", "b")
    assert ["a"] == claim(store.engine, OTHER, limit=1)
    with write(store.engine) as tx:
        assert visits.take(tx, "b", NOW, LEASE) is not None
        visits.rest(tx, ["a"], NOW + 2 * LEASE, "it asked for it")
    async with there(store, ONE):
        assert (NOW + LEASE, []) == (next_due(store.engine, ONE), claim(store.engine, ONE, now=LATER))


@server
async def test_the_late_visit_is_left_out(store: Store) -> None:
    """Of a program that lived all the same, what its visit brought does not count: the source is another's now."""
    enrolled(store.engine, "a")
    with write(store.engine) as tx:
        (first,) = visits.claim(tx, NOW, LEASE, 9, card=OTHER)
    async with there(store, ONE):
        with write(store.engine) as tx:
            (second,) = visits.claim(tx, LATER, LEASE, 9, card=ONE)
            assert {("a", second.lease)} == visits.held(tx, [first, second])


@server
async def test_who_holds_a_source(store: Store) -> None:
    """It is named, with the end of its lease, as long as that lasts, and whether it is there."""
    enrolled(store.engine, "a")
    claim(store.engine, OTHER)
    held = Hold(by="ingest,publish,deliver,web,bot 127.0.0.1:9102", until=NOW + LEASE, ended=False)
    async with there(store, OTHER):
        assert {"a": held} == await store.read(present.holds, NOW, ["a", "b"])
    assert {"a": replace(held, ended=True)} == await store.read(present.holds, NOW)
    assert [{}, {}] == [await store.read(present.holds, *each) for each in ((NOW + LEASE, ["a"]), (NOW, ["b"]))]


@server
async def test_a_program_that_is_killed(store: Store, address: str) -> None:
    """As soon as the server sees that its connection is gone, another has what a process held that was killed."""
    enrolled(store.engine, "a", "b")
    command = [sys.executable, "-m", "tests.store.worker", address, "visitor"]
    async with there(store, ONE):
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            try:
                assert process.stdout is not None
                assert "now\n" == await asyncio.to_thread(process.stdout.readline)
                assert [] == claim(store.engine, ONE, now=make.NOW)
            finally:
                os.kill(process.pid, signal.SIGKILL)
        async with asyncio.timeout(20):
            while not (found := claim(store.engine, ONE)):
                await asyncio.sleep(0.05)
    assert ["a", "b"] == found


@pytest.mark.skipif(bases.SERVER is not None, reason="an SQLite file has one program")
def test_a_file_has_no_names(bare: Engine) -> None:
    """The one program on a file writes no name, and its lease lasts until it is over, or the next program starts."""
    enrolled(bare, "a")

    assert ["a"] == claim(bare)
    with write(bare) as tx:
        assert [None] == list(tx.execute(select(table.c.holder)).scalars())
        assert {"a": Hold(by=None, until=NOW + LEASE, ended=False)} == present.holds(tx, NOW)
        assert {} == present.holds(tx, NOW + LEASE)
    assert (NOW + LEASE, []) == (next_due(bare), claim(bare))
    with write(bare) as tx:
        visits.free(tx)
    assert ["a"] == claim(bare)
