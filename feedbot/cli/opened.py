"""The store, as commands open it: for others to work with, or for one transaction."""

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from feedbot.cli import desk
from feedbot.cli.words import t
from feedbot.errors import StoreError
from feedbot.hold import held
from feedbot.model import Config
from feedbot.store import Store, Tx, open_store, read, workers, write
from feedbot.store import engine as engines

_PATIENCE = timedelta(seconds=5)

_AGAIN = timedelta(days=1)
"""After so long a file is read as a whole again, though it lies there as it was left."""


@contextmanager
def store(config: Config, *, alone: bool = False, anew: bool = False) -> Iterator[Store]:
    """The store of a config, while the block lasts. Raises StoreError.

    The tables of an older feedbot are changed only if none works on them; we may be `alone` and hold the state folder.
    An SQLite file is read as a whole, to see that it is sound; but not while a feedbot works on it that did so, nor
    more than once a day if it lies there as a command left it, unless `anew` is asked for.
    """
    state = config.settings.state
    try:
        state.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        if state.is_file():
            told = t("the state folder {folder} is a file; move that away, or set another state")
            raise StoreError(told.format(folder=state)) from error
        told = t(
            "the state folder {folder} cannot be used ({why}); make it writable for this user, or set another state"
        )
        raise StoreError(told.format(folder=state, why=error.strerror or error)) from error
    others = not alone and held(state)
    file, mark = engines.lies(config.settings.database), state / "read-whole"
    read_at = None if anew or others or file is None else _read_at(file, mark)
    check, now = anew or not (others or read_at), desk.now()
    found = open_store(config.settings.database, check=check, busy=lambda: not alone and held(state))
    try:
        yield found
    finally:
        found.close()
        if file is not None and not others:
            _note(file, mark, read_at or now)


def _read_at(file: Path, mark: Path) -> datetime | None:
    """When the file of a database was read as a whole that lies there as it was left; None if that is too long ago."""
    with contextlib.suppress(OSError, ValueError):
        at, *left = mark.read_text(encoding="ascii").split()
        read = datetime.fromisoformat(at)
        if left == _stamp(file) and timedelta(0) <= desk.now() - read < _AGAIN:
            return read
    return None


def _note(file: Path, mark: Path, read_at: datetime) -> None:
    """Write down how a file was left; where that cannot be, it is read again the next time."""
    with contextlib.suppress(OSError):
        mark.unlink(missing_ok=True)  # it may be another user's
        mark.write_text(" ".join((read_at.isoformat(), *_stamp(file))), encoding="ascii")


def _stamp(file: Path) -> list[str]:
    """What tells that a file, and what was not yet moved into it, is as it was."""
    beside = file.with_name(f"{file.name}-wal")
    left = beside.stat().st_size if beside.exists() else 0
    found = file.stat()
    return [str(each) for each in (found.st_mtime_ns, found.st_size, found.st_ino, left)]


@contextmanager
def reading(config: Config) -> Iterator[Tx]:
    """A transaction that only reads. Raises StoreError."""
    with store(config) as found, read(found.engine) as tx:
        yield tx


@contextmanager
def writing(config: Config, *, alone: bool = False) -> Iterator[Tx]:
    """A transaction that is recorded when the block ends, unless it raises; `alone` as there. Raises StoreError."""
    with store(config, alone=alone) as found, write(found.engine) as tx:
        yield tx


def running(config: Config) -> bool:
    """Whether feedbot is at work with a config; not, where its database cannot be asked."""
    if config.settings.database.startswith("sqlite:"):
        return held(config.settings.state)
    # Nothing is made or changed for this question, neither tables nor a folder.
    server = engines.connect(config.settings.database, patience=_PATIENCE)
    try:
        with contextlib.suppress(StoreError):
            return workers.count(server) > 0
    finally:
        server.dispose()
    return False
