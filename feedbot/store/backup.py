"""Copies of an SQLite file while others write to it, and what is to be said of one before it is trusted."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Engine, make_url

from feedbot.errors import SchemaError, StoreError
from feedbot.store import engine as engines
from feedbot.store.schema import MIGRATIONS
from feedbot.store.tables import metadata

_PAGES = 500
_PAUSE = 0.005  # seconds between two steps, for the disk's sake

_PATIENCE = timedelta(seconds=10)

_OTHERS = "-wal", "-shm", "-journal"
"""What SQLite keeps beside a file, by the ends of the names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a database holds: the revision of its tables, and how many rows each has."""

    revision: str
    counts: Mapping[str, int]


def copy(path: Path, target: Path, *, step: Callable[[int, int], None] | None = None) -> Contents:
    """Copy an SQLite database as it stands at one moment, to a file that is not there yet, readable by this user alone.

    Others may write all the time; what they write meanwhile is not in the copy. `step` is told of the pages that are
    left and of all. The copy was checked when this returns. Raises StoreError, and nothing is left then.
    """
    try:
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        raise StoreError(
            f"{target} cannot be made: {error.strerror}; make room, or let this user write there"
        ) from error
    try:
        with _open(path, mode="ro") as source, _open(target, mode="rw") as into:
            # As long as this transaction reads, the copy is of one moment, and does not begin anew at each write.
            with _blamed(path):
                source.execute("BEGIN")
                counts = _counts(source)
            told = None if step is None else lambda _, left, whole: step(left, whole)
            with _blamed(path):
                source.backup(into, pages=_PAGES, sleep=_PAUSE, progress=told)
            source.execute("ROLLBACK")
            into.execute("PRAGMA journal_mode = DELETE").close()
        return _alike(check(target, of=path), counts, path)
    except BaseException:
        remove(target)
        raise


def check(path: Path, *, of: Path | None = None) -> Contents:
    """What an SQLite file holds, all of it read and found sound; `of` is what it was copied from, and is blamed.

    Raises StoreError for one that is damaged or not feedbot's, SchemaError for one of a newer feedbot.
    """
    with _open(path, mode="rw") as held:
        with _blamed(of):
            problem = " ".join(str(held.execute("PRAGMA quick_check(1)").fetchone()[0]).split())
        if problem != "ok":
            raise StoreError(f"{path} is damaged ({problem})") if of is None else engines.broken(of, problem)
        names = {name for (name,) in held.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not {"alembic_version", "outbox"} <= names:
            raise StoreError(f"{of or path} is no database of feedbot; name another file")
        row = held.execute("SELECT version_num FROM alembic_version").fetchone()
        counts = _counts(held)
    revision = str(row[0]) if row else ""
    if revision not in MIGRATIONS.revisions:
        raise SchemaError(
            f"{of or path} was made by a newer feedbot (schema {revision}, this one knows {MIGRATIONS.revisions[-1]}); "
            "update feedbot first"
        )
    return Contents(revision=revision, counts=counts)


def set_aside(path: Path, name: str) -> Path:
    """Give a database a second name in its folder, with what SQLite keeps beside it, and that new name alone the log.

    The file is still there under its first name; whoever wants to put another there replaces it. Raises OSError.
    """
    aside = path.with_name(name)
    for end in ("", *_OTHERS):
        old, new = _with(path, end), _with(aside, end)
        if old.exists():
            _name(old, new)
    for end in _OTHERS:  # a log beside another database would be taken for its own
        _with(path, end).unlink(missing_ok=True)
    return aside


def remove(path: Path) -> None:
    """Delete a copy that is not wanted, with what SQLite keeps beside it."""
    for end in ("", *_OTHERS):
        _with(path, end).unlink(missing_ok=True)


def written(path: Path) -> float:
    """When something was written last into a database, as seconds since 1970; 0 if it is not there."""
    files = (_with(path, end) for end in ("", "-wal"))
    return max((file.stat().st_mtime for file in files if file.exists()), default=0.0)


def taken(path: Path) -> int:
    """The bytes that a database takes on its disk, with what SQLite keeps beside it; 0 if it is not there."""
    size = 0
    for end in ("", *_OTHERS):
        with suppress(OSError):  # SQLite takes its own away
            size += _with(path, end).stat().st_size
    return size


@contextmanager
def readable(path: Path) -> Iterator[Engine | None]:
    """An engine for a database that is there, sound and of this version, while the block lasts; else None."""
    try:
        current = path.exists() and check(path).revision == MIGRATIONS.revisions[-1]
    except StoreError:
        current = False
    if not current:
        yield None
        return
    engine = engines.connect(f"sqlite:///{path}", patience=_PATIENCE)
    try:
        yield engine
    finally:
        engine.dispose()


def sqlite_file(address: str) -> Path | None:
    """The file of an SQLite database, by its address; None for one in memory or on a server. Raises StoreError."""
    engine = engines.connect(address, patience=_PATIENCE)
    try:
        return engines.file(engine)
    finally:
        engine.dispose()


def server(address: str) -> str:
    """The address of a database on a server as its own tools take it, without the password; "" for SQLite."""
    url = make_url(address)
    if url.get_backend_name() != "postgresql":
        return ""
    return url._replace(drivername="postgresql", password=None).render_as_string()


def _name(old: Path, new: Path) -> None:
    """Give a file a second name; where the disk knows no second names, a copy."""
    try:
        os.link(old, new)
    except FileExistsError:
        raise
    except OSError:
        shutil.copy2(old, new)


def _alike(found: Contents, counts: Mapping[str, int], path: Path) -> Contents:
    if found.counts != counts:
        raise StoreError(f"the copy of {path} has other numbers of rows than the database had; try again")
    return found


def _with(path: Path, end: str) -> Path:
    return path.with_name(path.name + end)


def _counts(held: sqlite3.Connection) -> dict[str, int]:
    """How many rows each of our tables has; an older feedbot had fewer tables."""
    names = {name for (name,) in held.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    ours = sorted(names & set(metadata.tables))
    return {name: held.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in ours}  # noqa: S608 - our own


@contextmanager
def _open(path: Path, *, mode: str) -> Iterator[sqlite3.Connection]:
    """A connection while the block lasts. Faults of SQLite become StoreError."""
    try:
        address = f"file:{quote(str(path.absolute()))}?mode={mode}"
        with closing(sqlite3.connect(address, uri=True, isolation_level=None, timeout=10)) as held:
            yield held
    except sqlite3.Error as error:
        raise StoreError(_said(path, error)) from error


@contextmanager
def _blamed(path: Path | None) -> Iterator[None]:
    """What SQLite finds broken in the block is told of this database, whichever file it was read from."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if path is None or _kind(error) not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise
        raise engines.broken(path, str(error)) from error


def _kind(error: sqlite3.Error) -> int:
    """The low byte, which is the kind of fault, the rest its details (SQLite, "Result and Error Codes")."""
    return (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF


def _said(path: Path, error: sqlite3.Error) -> str:
    match _kind(error):
        case sqlite3.SQLITE_NOTADB:
            return f"{path} is no SQLite database"
        case sqlite3.SQLITE_CORRUPT:
            return f"{path} is damaged ({error})"
        case sqlite3.SQLITE_FULL:
            return f"there is no room left on the disk of {path}; make some"
    return f"{path} cannot be read or written ({error}); let this user read and write it, and its folder"
