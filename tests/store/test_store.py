import asyncio
import threading
from collections.abc import Iterator
from contextlib import closing
from contextvars import ContextVar

import pytest

from feedbot.errors import StoreError
from feedbot.store import Store, Tx, entries, open_store, visits
from tests import make
from tests.make import NOW

HERE: ContextVar[str] = ContextVar("HERE", default="nowhere")


@pytest.fixture
def memory() -> Iterator[Store]:
    """A store in memory."""
    with closing(open_store("sqlite://")) as store:
        yield store


async def test_write_then_read(store: Store) -> None:
    """What a coroutine wrote is there for the next one to read; arguments and results pass through."""
    await store.write(visits.enrol, ["sample"], NOW)

    assert ["sample"] == list(await store.read(visits.cursors))
    assert () == await store.read(entries.latest, source="sample", limit=3)


async def test_failed_write(store: Store) -> None:
    """A function that raises writes nothing, and its caller gets the exception."""

    def half(tx: Tx) -> None:
        visits.enrol(tx, ["sample"], NOW)
        raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        await store.write(half)
    assert {} == await store.read(visits.cursors)


async def test_loop_goes_on(memory: Store) -> None:
    """The event loop runs while the database works."""
    going = threading.Event()
    waiting = asyncio.create_task(memory.read(lambda _: going.wait(5)))
    await asyncio.sleep(0)
    going.set()

    assert await waiting


async def test_one_writer(store: Store) -> None:
    """Writes that are asked for together come one after another, and all are there."""

    def bump(tx: Tx) -> str:
        cursor = visits.cursors(tx).get("sample", make.cursor(memo="0"))
        visits.leave(tx, [make.cursor(memo=str(int(cursor.memo) + 1))])
        return threading.current_thread().name

    threads = await asyncio.gather(*(store.write(bump) for _ in range(20)))

    assert 1 == len(set(threads))
    assert "20" == (await store.read(visits.cursors))["sample"].memo


async def test_context_passes(memory: Store) -> None:
    """Context variables, such as a log's fields, are those of the caller."""
    HERE.set("in a test")

    assert "in a test" == await memory.read(lambda _: HERE.get())


async def test_closing_twice() -> None:
    """A store may be closed twice, and takes no work afterwards."""
    store = open_store("sqlite://")
    store.close()
    store.close()

    with pytest.raises(RuntimeError):
        await store.read(visits.cursors)


async def test_fault_of_the_database(memory: Store) -> None:
    """A fault of the database comes out as StoreError."""

    def nonsense(tx: Tx) -> None:
        tx.exec_driver_sql("SELECT 1 FROM nowhere")

    with pytest.raises(StoreError, match="nowhere"):
        await memory.read(nonsense)
