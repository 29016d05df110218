"""The databases that tests work on: SQLite files, or databases on the server that FEEDBOT_TEST_DATABASE names.

What it names is only where we come in; each process makes databases of its own beside it, and drops them in the end.
"""

import os
from collections.abc import Set as AbstractSet
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from sqlalchemy import make_url

from feedbot.store import open_store
from feedbot.store.tables import metadata

SERVER = os.environ.get("FEEDBOT_TEST_DATABASE")
"""The address of a database on a server whose user may make others; None for SQLite."""

_TABLES = ("search", *(table.name for table in reversed(metadata.sorted_tables)))
_EMPTIED = "; ".join(f'DELETE FROM "{name}"' for name in _TABLES)  # noqa: S608 - our own names
_OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
    "pg_backend_pid() AND backend_type = 'client backend'"
)


@cache
def fresh() -> bytes:
    """A new SQLite database, migrated once for all tests of this process."""
    with TemporaryDirectory() as place:
        path = Path(place) / "feedbot.db"
        open_store(f"sqlite:///{path}").close()
        return path.read_bytes()


def address(path: Path) -> str:
    """The address of the database with all tables that stands at `path`; it is made, without rows, if it is not there.

    On a server it is one that takes the file's place until the test ends, or the file's folder is gone.
    """
    if SERVER is not None:
        return _databases(SERVER).lend(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.write_bytes(fresh())
    return f"sqlite:///{path}"


def lent() -> frozenset[Path]:
    """The files whose place databases on the server take now."""
    return frozenset(_databases(SERVER).lent) if SERVER is not None else frozenset()


def give_back(paths: AbstractSet[Path]) -> None:
    """Let others have the databases that took the place of these files."""
    if SERVER is not None:
        _databases(SERVER).give_back(paths)


def close() -> None:
    """Drop what this process made on the server."""
    if SERVER is not None:
        _databases(SERVER).close()


class _Databases:
    """Databases on a server, used again and again, because making one takes longer than emptying it."""

    def __init__(self, server: str) -> None:
        self.lent: dict[Path, str] = {}
        self._folders: dict[Path, Path] = {}  # what was there of each, which is gone when nobody needs it
        self._url = make_url(server).set(drivername="postgresql")
        self._base = f"{self._url.database}_{os.getpid()}"
        self._server = self._connection(str(self._url.database))
        self._server.execute(f'CREATE DATABASE "{self._base}"'.encode())
        open_store(self._address(self._base)).close()
        self._made: dict[str, psycopg.Connection] = {}
        self._free: list[str] = []

    def lend(self, path: Path) -> str:
        if path not in self.lent:
            self.give_back({each for each in self.lent if not self._folders[each].exists()})
            self._folders[path] = next(each for each in path.absolute().parents if each.exists())
            self.lent[path] = self._emptied() or self._another()
        return self._address(self.lent[path])

    def give_back(self, paths: AbstractSet[Path]) -> None:
        self._free += [self.lent.pop(path) for path in paths]

    def close(self) -> None:
        for connection in self._made.values():
            connection.close()
        for name in (self._base, *self._made):
            self._server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())
        self._server.close()
        _databases.cache_clear()

    def _emptied(self) -> str | None:
        """One that nobody has, without rows; None if there is none. What a test has broken is used no more."""
        while self._free:
            name = self._free.pop()
            with suppress(psycopg.errors.UndefinedTable):
                self._made[name].execute(_OTHERS)
                self._made[name].execute(_EMPTIED.encode())
                return name
        return None

    def _another(self) -> str:
        """A copy of the one in which nobody works."""
        name = f"{self._base}_{len(self._made) + 1}"
        self._server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{self._base}"'.encode())
        self._made[name] = self._connection(name)
        return name

    def _connection(self, name: str) -> psycopg.Connection:
        plain = self._url.set(database=name).render_as_string(hide_password=False)
        return psycopg.connect(plain, autocommit=True)

    def _address(self, name: str) -> str:
        return self._url.set(database=name, drivername="postgresql+psycopg").render_as_string(hide_password=False)


@cache
def _databases(server: str) -> _Databases:
    return _Databases(server)
