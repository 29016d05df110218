"""The store: SQLAlchemy Core, and nothing else.

Every function of `visits`, `entries`, `feeds` and `outbox` takes the transaction first and never commits. The caller
opens it: `with write(engine) as tx`, or `await store.write(outbox.owe, batch, now)` from a coroutine.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import AbstractContextManager
from contextvars import copy_context
from datetime import timedelta
from functools import partial
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine

from feedbot.store import engine as engines
from feedbot.store import schema
from feedbot.store.engine import read, write

__all__ = ["Store", "Tx", "open_store", "read", "write"]

P = ParamSpec("P")
T = TypeVar("T")

Tx = Connection
"""A transaction, as the functions of the store take it first."""

_PATIENCE = timedelta(seconds=3)


class Store:
    """An open database and the threads that speak with it: one writes, two read, so the event loop never waits.

    `updated` says that its tables were those of an older feedbot until it was opened.
    """

    def __init__(self, engine: Engine, updated: schema.Updated | None = None) -> None:
        self.engine = engine
        self.updated = updated
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store-write")
        self._readers = ThreadPoolExecutor(max_workers=2, thread_name_prefix="store-read")

    @property
    def several(self) -> bool:
        """Whether several programs may work on this database: it is on a server."""
        return self.engine.dialect.name == "postgresql"

    async def read(self, function: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What the function gives inside a transaction of its own that only reads. Raises StoreError."""
        return await _within(self._readers, partial(_inside, read, self.engine, function, *args, **kwargs))

    async def write(self, function: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What the function gives inside a transaction of its own, recorded when this returns.

        If it raises, nothing is recorded. Raises StoreError. A caller that is cancelled meanwhile does not stop it.
        """
        return await _within(self._writer, partial(_inside, write, self.engine, function, *args, **kwargs))

    async def take(self, function: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """As `write`, but beside other programs that write: for a claim that leaves out what others hold."""
        boundary = partial(write, beside=True)
        return await _within(self._writer, partial(_inside, boundary, self.engine, function, *args, **kwargs))

    def close(self) -> None:
        """Let what runs end, and let go of the database. May be called twice."""
        self._writer.shutdown()
        self._readers.shutdown()
        self.engine.dispose()


def open_store(
    url: str, *, patience: timedelta = _PATIENCE, check: bool = True, busy: Callable[[], bool] = lambda: False
) -> Store:
    """Open the database at an address such as "sqlite:///state/feedbot.db", and bring its tables up to date.

    `check` reads a whole SQLite file to see that it is sound. `patience` is how long a transaction waits for another
    program. `busy` is asked whether another feedbot works on an SQLite file before its tables are changed. Raises
    StoreError with what to do when it is locked, damaged or not writable, SchemaError when it is newer than this
    program, or older and in use.
    """
    engine = engines.connect(url, patience=patience)
    try:
        if check:
            schema.check(engine)
        updated = schema.prepare(engine, busy=busy)
    except BaseException:
        engine.dispose()
        raise
    return Store(engine, updated)


def _inside(
    boundary: Callable[[Engine], AbstractContextManager[Tx]],
    engine: Engine,
    function: Callable[Concatenate[Tx, P], T],
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    with boundary(engine) as tx:
        return function(tx, *args, **kwargs)


async def _within(executor: Executor, work: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(executor, copy_context().run, work)
