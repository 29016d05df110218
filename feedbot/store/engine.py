"""The engine: how a transaction begins on each database, and what its faults are called."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import RLock
from typing import Any

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import (
    ArgumentError,
    DataError,
    DBAPIError,
    IntegrityError,
    NotSupportedError,
    ProgrammingError,
    SQLAlchemyError,
    StatementError,
)

from feedbot.errors import FeedbotError, StoreError
from feedbot.extras import install
from feedbot.store.dialect import alone
from feedbot.store.values import dumps

_OURS = (DataError, IntegrityError, NotSupportedError, ProgrammingError)

_PRAGMAS = (
    "journal_mode = WAL",
    # What was recorded before a send must be there after a power cut, so every commit reaches the disk.
    "synchronous = FULL",
    "foreign_keys = ON",
    # Otherwise a log that once grew long keeps its length for ever; in bytes.
    "journal_size_limit = 67108864",
)


def connect(address: str, *, patience: timedelta) -> Engine:
    """An engine for a database's address; `patience` is how long it waits for another program's lock.

    Nothing is opened yet but the folder of an SQLite file, which is made. Raises StoreError for an address or a folder
    that cannot be used.
    """
    if (url := parsed(address)) is None:
        raise unknown(address)
    return _sqlite(url, patience) if url.get_backend_name() == "sqlite" else _postgresql(url, patience)


def parsed(address: str) -> URL | None:
    """The address of a database, taken apart; None for one that feedbot does not know."""
    with suppress(ArgumentError):
        url = make_url(address)
        if url.get_backend_name() in ("sqlite", "postgresql"):
            return url
    return None


def unknown(address: str) -> StoreError:
    """What to say of such an address."""
    return StoreError(
        f'"{address}" is no address of a database that feedbot knows; write "sqlite:///state/feedbot.db" or '
        '"postgresql://user@host/name"'
    )


def same(one: URL, other: URL) -> bool:
    """Whether two addresses lead to one database, as far as they tell; a database in memory is another each time."""
    if one.get_backend_name() != other.get_backend_name():
        return False
    if one.get_backend_name() == "sqlite":
        files = [_file(one), _file(other)]
        resolved = [each.resolve() for each in files if each is not None]
        return len(resolved) == 2 and resolved[0] == resolved[1]
    places = [(each.host or "", each.port or 5432, each.database or each.username) for each in (one, other)]
    return places[0] == places[1]


@contextmanager
def write(engine: Engine, *, beside: bool = False) -> Iterator[Connection]:
    """A transaction that may write while no other does, on either engine; what it raises rolls it back.

    One that goes `beside` others on PostgreSQL may only take rows that nobody holds (FOR UPDATE SKIP LOCKED). Faults of
    the database become StoreError; what it refuses for the sake of one row becomes FeedbotError.
    """
    turn: AbstractContextManager[Any] = engine.get_execution_options().get("turn") or nullcontext()
    with told(engine), turn, engine.connect().execution_options(writes=True) as connection, connection.begin():
        if not beside:
            alone(connection)
        yield connection


@contextmanager
def read(engine: Engine) -> Iterator[Connection]:
    """A transaction that only reads. Faults of the database become StoreError."""
    with told(engine), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def told(engine: Engine) -> Iterator[None]:
    """Faults of SQLAlchemy and of the driver as ours, in words for people. Raises StoreError."""
    try:
        yield
    except SQLAlchemyError as error:
        raise _fault(engine, error) from error


def file(engine: Engine) -> Path | None:
    """The file of an SQLite database; None for one in memory or on a server."""
    return _file(engine.url)


def lies(address: str) -> Path | None:
    """The same of the database at an address; None also for an address that feedbot does not know."""
    url = parsed(address)
    return None if url is None else _file(url)


def place(engine: Engine) -> str:
    """The name of the database for people; never its password."""
    path = file(engine)
    return f"the database {path or engine.url.render_as_string(hide_password=True)}"


def damaged(engine: Engine, problem: str) -> StoreError:
    """What to say of a database whose file is broken."""
    return broken(file(engine), problem)


def broken(path: Path | None, problem: str) -> StoreError:
    """The same of an SQLite file."""
    return StoreError(
        f"the database {path} is damaged ({problem}); stop feedbot, move {path} and the files beside it whose names go "
        f'on with "-wal" and "-shm" away, and put a copy back: `feedbot restore BACKUP`, or {path}.before-REVISION. '
        f'Without a copy try: sqlite3 DAMAGED ".recover" | sqlite3 {path}'
    )


_SERVER = (
    # A program that hangs, or a machine that went away, holds up the others no longer than this; in milliseconds.
    "idle_in_transaction_session_timeout = 60000",
    "lock_timeout = 60000",
    "timezone = 'UTC'",
)

_ALIVE = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
"""Seconds, seconds and tries after which a connection counts as dead (libpq)."""


def _postgresql(url: URL, patience: timedelta) -> Engine:
    seconds = max(1, round(patience.total_seconds()))
    try:
        engine = create_engine(
            url.set(drivername="postgresql+psycopg"),
            json_serializer=dumps,
            hide_parameters=True,
            pool_pre_ping=True,
            pool_size=4,
            connect_args={"connect_timeout": seconds, **_ALIVE},
        )
    except ModuleNotFoundError as error:
        raise StoreError(
            f'a database at "{url.drivername}" needs the Python package {error.name}; {install("postgres")}'
        ) from error
    event.listen(engine, "connect", _settle)
    return engine


def _settle(connection: DBAPIConnection, _record: object) -> None:
    cursor = connection.cursor()
    for setting in _SERVER:
        cursor.execute(f"SET {setting}")
    connection.commit()


def _sqlite(url: URL, patience: timedelta) -> Engine:
    path = _file(url)
    memory = path is None
    if path is not None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"the folder {path.parent} for the database cannot be made ({error.strerror}); make it, or correct "
                'the key "database"'
            ) from error
    engine = create_engine(
        url,
        json_serializer=dumps,
        hide_parameters=True,
        poolclass=QueuePool,
        # A database in memory lives as long as its one connection.
        pool_size=1 if memory else 4,
        max_overflow=0 if memory else 4,
        connect_args={"isolation_level": None, "timeout": patience.total_seconds(), "check_same_thread": False},
        execution_options={"turn": RLock()},
    )
    event.listen(engine, "connect", partial(_prepare, path=path, patience=patience))
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, _record: object, *, path: Path | None, patience: timedelta) -> None:
    until = time.monotonic() + patience.total_seconds()
    try:
        with suppress(OSError):  # of a file that somebody else made for us, they decide
            if path is not None and path.stat().st_size == 0:  # new; it will have what only its owner may know
                path.chmod(0o600)
        for pragma in _PRAGMAS:
            _set(connection, pragma, until)
    except BaseException:
        connection.close()
        raise


def _set(connection: sqlite3.Connection, pragma: str, until: float) -> None:
    """SQLite does not wait for locks by itself where it makes its log: two programs may open a new file at once."""
    while True:
        try:
            connection.execute(f"PRAGMA {pragma}").close()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _file(url: URL) -> Path | None:
    if url.get_backend_name() != "sqlite" or url.database in {None, "", ":memory:"}:
        return None
    return Path(str(url.database).removeprefix("file:"))


def _fault(engine: Engine, error: SQLAlchemyError) -> FeedbotError:
    cause = error.orig if isinstance(error, StatementError) else None
    reason = str(cause or error).strip().splitlines()[0]
    if isinstance(error, _OURS) or (isinstance(error, StatementError) and not isinstance(error, DBAPIError)):
        return FeedbotError(f"{place(engine)} does not take this: {reason}")
    if isinstance(cause, sqlite3.Error):
        return _sqlite_fault(engine, cause, reason)
    return StoreError(
        f"{place(engine)} failed ({reason}); see that it runs, can be reached, knows this user and password, and has "
        "room left"
    )


def _sqlite_fault(engine: Engine, cause: sqlite3.Error, reason: str) -> StoreError:
    what = place(engine)
    # The low byte is the kind of fault, the rest its details (SQLite, "Result and Error Codes").
    match (getattr(cause, "sqlite_errorcode", None) or 0) & 0xFF:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return StoreError(f"{what} is locked by another program; close whatever else has it open")
        case sqlite3.SQLITE_FULL:
            return StoreError(f"there is no room left on the disk of {what}; free some, nothing stored is lost")
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_CANTOPEN:
            return StoreError(
                f"{what} cannot be written ({reason}); let this user write the file and its folder, and look whether "
                "the disk is mounted read-only"
            )
        case sqlite3.SQLITE_NOTADB:
            return StoreError(
                f'{what} is no SQLite database; move that file away, or correct the key "database" in the config'
            )
        case sqlite3.SQLITE_CORRUPT:
            return damaged(engine, reason)
        case sqlite3.SQLITE_IOERR:
            return StoreError(f"the disk of {what} fails ({reason}); look at the system's log for errors of the disk")
    return StoreError(f"{what} failed: {reason}")
