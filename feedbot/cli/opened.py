"""The store, as commands open it: for others to work with, or for one transaction."""

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from feedbot.cli.words import t
from feedbot.errors import StoreError
from feedbot.hold import held
from feedbot.model import Config
from feedbot.store import Store, Tx, open_store, read, workers, write
from feedbot.store.engine import connect

_PATIENCE = timedelta(seconds=5)


@contextmanager
def store(config: Config, *, alone: bool = False) -> Iterator[Store]:
    """The store of a config, while the block lasts. Raises StoreError.

    The tables of an older feedbot are changed only if none works on them; we may be `alone` and hold the state folder.
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
    found = open_store(config.settings.database, busy=lambda: not alone and held(state))
    try:
        yield found
    finally:
        found.close()


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
    server = connect(config.settings.database, patience=_PATIENCE)
    try:
        with contextlib.suppress(StoreError):
            return workers.count(server) > 0
    finally:
        server.dispose()
    return False
