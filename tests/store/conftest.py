"""One store for all tests of a process, emptied before each: an SQLite file, or what FEEDBOT_TEST_DATABASE names.

Tests of several processes take turns with a database on a server.
"""

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from shutil import copy

import pytest
from sqlalchemy import Engine, delete, func, select

from feedbot.store import Store, feeds, open_store, outbox, visits, write
from feedbot.store.tables import metadata
from tests import make


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with all tables and no rows."""
    path = tmp_path_factory.mktemp("store") / "template.db"
    open_store(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def sqlite_file(template: Path, tmp_path: Path) -> Path:
    """An SQLite file of the test's own, with all tables, whatever database the other tests use."""
    return Path(copy(template, tmp_path / "feedbot.db"))


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the database that tests share."""
    return os.environ.get("FEEDBOT_TEST_DATABASE") or f"sqlite:///{tmp_path_factory.mktemp('shared')}/feedbot.db"


@pytest.fixture(scope="session")
def shared(address: str) -> Iterator[Store]:
    """The store that tests share."""
    with closing(open_store(address)) as opened:
        yield opened


@pytest.fixture
def store(shared: Store) -> Iterator[Store]:
    """A store without rows, nobody else's until the test ends."""
    with shared.engine.connect() as turn:
        if turn.dialect.name == "postgresql":
            turn.execute(select(func.pg_advisory_lock(1)))
            turn.commit()
        with write(shared.engine) as tx:
            for table in reversed(metadata.sorted_tables):
                tx.execute(delete(table))
        yield shared
        if turn.dialect.name == "postgresql":
            turn.execute(select(func.pg_advisory_unlock(1)))
            turn.commit()


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
