"""One store for all tests of a process, emptied before each: an SQLite file, or a database on a server."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, text

from feedbot.store import Store, feeds, open_store, outbox, visits, write
from feedbot.store.tables import metadata
from tests import bases, make


@pytest.fixture
def sqlite_file(tmp_path: Path) -> Path:
    """An SQLite file of the test's own, with all tables, whatever database the other tests use."""
    path = tmp_path / "feedbot.db"
    path.write_bytes(bases.fresh())
    return path


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the database that tests share."""
    return bases.address(tmp_path_factory.mktemp("shared") / "feedbot.db")


@pytest.fixture(scope="session")
def shared(address: str) -> Iterator[Store]:
    """The store that tests share."""
    with closing(open_store(address)) as opened:
        yield opened


@pytest.fixture
def store(shared: Store, record_property: Callable[[str, object], None]) -> Store:
    """A store without rows, nobody else's until the test ends."""
    with write(shared.engine) as tx:
        for table in reversed(metadata.sorted_tables):
            tx.execute(delete(table))
        if tx.dialect.name == "postgresql":
            tx.execute(text("DELETE FROM search"))
            record_property("database", "server")
    return shared


@pytest.fixture
def bare(store: Store) -> Engine:
    """The engine of a store without rows."""
    return store.engine


@pytest.fixture
def engine(bare: Engine) -> Engine:
    """The engine of a store that knows source "sample", feed "main" and channel "console"."""
    with write(bare) as tx:
        visits.enrol(tx, ["sample"], make.NOW)
        feeds.enrol(tx, ["main"], make.NOW, lambda: "urn:uuid:main")
        outbox.enrol(tx, ["console"], make.NOW)
    return bare
