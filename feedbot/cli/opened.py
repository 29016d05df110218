"""The store, as commands open it: for others to work with, or for one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager

from feedbot.errors import StoreError
from feedbot.model import Config
from feedbot.store import Store, Tx, open_store, read, write


@contextmanager
def store(config: Config) -> Iterator[Store]:
    """The store of a config, while the block lasts. Raises StoreError."""
    state = config.settings.state
    try:
        state.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        if state.is_file():
            raise StoreError(f"the state folder {state} is a file; move that away, or set another state") from error
        raise StoreError(
            f"the state folder {state} cannot be used ({error.strerror or error}); make it writable for this user, or "
            "set another state"
        ) from error
    found = open_store(config.settings.database)
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
def writing(config: Config) -> Iterator[Tx]:
    """A transaction that is recorded when the block ends, unless it raises. Raises StoreError."""
    with store(config) as found, write(found.engine) as tx:
        yield tx
