import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from feedbot.errors import FeedbotError, SchemaError, StoreError
from feedbot.extras import install
from feedbot.store import Store, engine, entries, open_store, outbox, read, visits, write
from feedbot.store.tables import lanes
from tests import make
from tests.make import NOW
from tests.store.given import batch, edited, held

BRIEF = timedelta(milliseconds=20)


@pytest.fixture
def file_store(sqlite_file: Path) -> Iterator[Store]:
    """A store on an SQLite file that waits for nobody."""
    with closing(open_store(f"sqlite:///{sqlite_file}", patience=BRIEF)) as store:
        yield store


def enrol(store: Store, name: str = "a") -> None:
    """Write something."""
    with write(store.engine) as tx:
        visits.enrol(tx, [name], NOW)


def names(store: Store) -> list[str]:
    """The sources that were enrolled."""
    with read(store.engine) as tx:
        return list(visits.cursors(tx))


def pragma(store: Store, name: str) -> object:
    """A setting of SQLite."""
    with read(store.engine) as tx:
        return tx.exec_driver_sql(f"PRAGMA {name}").scalar()


def fails(address: str, **options: timedelta) -> str:
    """What is said when a store cannot be opened."""
    with pytest.raises(StoreError) as caught:
        open_store(address, **options)  # type: ignore[arg-type]
    assert not isinstance(caught.value, SchemaError)
    return str(caught.value)


def test_commits_reach_the_disk(file_store: Store) -> None:
    """SQLite keeps a write-ahead log and flushes it at every commit, and references between tables are checked."""
    assert "wal" == pragma(file_store, "journal_mode")
    assert 2 == pragma(file_store, "synchronous")
    assert 1 == pragma(file_store, "foreign_keys")


def test_exception_rolls_back(bare: Engine) -> None:
    """What a transaction wrote before it raised is not there; the exception comes out as it is."""
    with pytest.raises(LookupError, match="mine"), write(bare) as tx:
        visits.enrol(tx, ["a"], NOW)
        raise LookupError("mine")

    with read(bare) as tx:
        assert {} == visits.cursors(tx)


def test_reader_sees_one_moment(file_store: Store) -> None:
    """A reader sees the store as it was when it began, and does not hold up the writer."""
    with read(file_store.engine) as tx:
        assert {} == visits.cursors(tx)
        enrol(file_store)
        assert {} == visits.cursors(tx)

    assert ["a"] == names(file_store)


def test_in_memory() -> None:
    """A store in memory works, and is gone with its engine."""
    for _ in range(2):
        with closing(open_store("sqlite://")) as store:
            assert [] == names(store)
            enrol(store)
            assert ["a"] == names(store)


def test_makes_the_folder(tmp_path: Path) -> None:
    """The folder of the file is made."""
    open_store(f"sqlite:///{tmp_path}/new/state/feedbot.db").close()

    assert (tmp_path / "new" / "state" / "feedbot.db").is_file()


def test_a_new_file_is_its_owners_alone(tmp_path: Path) -> None:
    """Nobody else may read who subscribes and where private feeds are; a file that is there keeps its rights."""
    file = tmp_path / "feedbot.db"
    modes = []
    for mode in (None, 0o640):
        if mode is not None:
            file.chmod(mode)
        open_store(f"sqlite:///{file}").close()
        modes.append(file.stat().st_mode & 0o777)

    assert [0o600, 0o640] == modes


def test_folder_cannot_be_made(tmp_path: Path) -> None:
    """A folder that cannot be made is named, with what to do."""
    (tmp_path / "state").write_text("a file")

    said = fails(f"sqlite:///{tmp_path}/state/feedbot.db")
    assert f"the folder {tmp_path}/state" in said
    assert "make it, or correct" in said


def test_folder_in_place_of_the_file(tmp_path: Path) -> None:
    """A folder where the file should be is told as what cannot be written."""
    (tmp_path / "feedbot.db").mkdir()

    said = fails(f"sqlite:///{tmp_path}/feedbot.db")
    assert f"{tmp_path}/feedbot.db cannot be written" in said
    assert "let this user write the file and its folder" in said


def test_read_only(sqlite_file: Path) -> None:
    """A database that may only be read says so when something is written."""
    with closing(open_store(f"sqlite:///file:{sqlite_file}?mode=ro&uri=true")) as store:
        assert [] == names(store)
        with pytest.raises(StoreError, match="cannot be written"):
            enrol(store)


def test_no_database(tmp_path: Path) -> None:
    """A file of another kind is named, and not touched."""
    path = tmp_path / "feedbot.db"
    path.write_text("This is a letter to a friend, not a database. " * 100)

    said = fails(f"sqlite:///{path}")
    assert f"{path} is no SQLite database; move that file away" in said
    assert path.read_text().startswith("This is a letter")


@pytest.mark.parametrize("where", [0.5, 0.95])
def test_damaged(sqlite_file: Path, where: float) -> None:
    """A file with broken pages is found out at the start, and what to do is said."""
    with closing(open_store(f"sqlite:///{sqlite_file}")) as store, write(store.engine) as tx:
        visits.enrol(tx, [f"a source with a long name {number}" for number in range(5000)], NOW)
    size = sqlite_file.stat().st_size
    with sqlite_file.open("r+b") as file:
        file.seek(int(size * where))
        file.write(b"\xfe" * 20_000)

    said = fails(f"sqlite:///{sqlite_file}")
    assert f"{sqlite_file} is damaged" in said
    assert f"{sqlite_file}.before-REVISION" in said
    assert "\n" not in said


def test_damaged_while_it_runs(sqlite_file: Path) -> None:
    """A file that turns out to be broken at work is told with the same words."""
    with closing(open_store(f"sqlite:///{sqlite_file}")) as store:
        held_names = [f"a source with a long name {number}" for number in range(5000)]
        with write(store.engine) as tx:
            visits.enrol(tx, held_names, NOW)
    with sqlite_file.open("r+b") as file:
        file.seek(sqlite_file.stat().st_size // 2)
        file.write(b"\xfe" * 100_000)

    with (
        closing(open_store(f"sqlite:///{sqlite_file}", check=False)) as store,
        pytest.raises(StoreError, match="is damaged"),
    ):
        names(store)


def test_locked_by_another_program(sqlite_file: Path, file_store: Store) -> None:
    """While another program writes, ours says who is in the way; afterwards it goes on."""
    with closing(sqlite3.connect(sqlite_file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="locked by another program; close whatever else"):
            enrol(file_store)
        other.execute("ROLLBACK")

    enrol(file_store)
    assert ["a"] == names(file_store)


def test_locked_at_the_start(sqlite_file: Path) -> None:
    """A database that another program keeps to itself cannot be opened."""
    with closing(sqlite3.connect(sqlite_file, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        assert "is locked by another program" in fails(f"sqlite:///{sqlite_file}", patience=BRIEF)
        other.execute("ROLLBACK")


def test_disk_full(file_store: Store) -> None:
    """Without room nothing is written and nothing is lost, and later there is room again."""
    enrol(file_store)
    with write(file_store.engine) as tx:
        pages = tx.exec_driver_sql("PRAGMA page_count").scalar()
        tx.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreError, match="no room left on the disk"), write(file_store.engine) as tx:
        visits.enrol(tx, [f"{number}{'x' * 1000}" for number in range(500)], NOW)
    assert ["a"] == names(file_store)

    with write(file_store.engine) as tx:
        tx.exec_driver_sql("PRAGMA max_page_count = 1000000")
    enrol(file_store, "b")
    assert ["a", "b"] == names(file_store)


@pytest.mark.parametrize("address", ["", "feedbot.db", "mysql://localhost/feedbot", "nothing://x"])
def test_address_that_is_none(address: str) -> None:
    """An address of no database we know is refused with examples."""
    said = fails(address)
    assert f'"{address}" is no address of a database that feedbot knows' in said
    assert "sqlite:///state/feedbot.db" in said


def test_package_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A database whose Python package is not there says which to install."""
    monkeypatch.setitem(sys.modules, "psycopg", None)

    assert f"needs the Python package psycopg; {install('postgres')}" in fails("postgresql://localhost/x")


def test_server_is_away() -> None:
    """A server that does not answer is named without its password."""
    pytest.importorskip("psycopg")
    said = fails("postgresql://someone:secret@127.0.0.1:1/feedbot", patience=BRIEF)

    assert "127.0.0.1:1" in said
    assert "can be reached" in said
    assert "secret" not in said


def test_fault_has_no_contents(engine: Engine) -> None:
    """A refused row is a fault of ours: it names the database and the reason, but not the text of articles."""
    held(engine, batch(1))

    with pytest.raises(FeedbotError) as caught:
        held(engine, batch(1))
    assert not isinstance(caught.value, StoreError)
    assert "does not take this" in str(caught.value)
    assert "Body 1" not in str(caught.value)


def test_value_that_cannot_be_written(bare: Engine) -> None:
    """A value of the wrong kind is a fault of ours as well."""
    naive = NOW.replace(tzinfo=None)

    with pytest.raises(FeedbotError, match="does not take this") as caught, write(bare) as tx:
        visits.enrol(tx, ["a"], naive)
    assert not isinstance(caught.value, StoreError)


def test_misused_transaction(bare: Engine) -> None:
    """Any fault of SQLAlchemy comes out as one of ours."""
    with pytest.raises(FeedbotError, match="failed"), write(bare) as tx:
        tx.execute(select(lanes.c.channel)).scalar_one()


def test_writers_of_one_process_nest_badly_but_briefly(file_store: Store) -> None:
    """A write within a write is told as a lock instead of waiting for ever."""
    with pytest.raises(StoreError, match="locked"), write(file_store.engine):
        enrol(file_store)


def test_place_of_a_server() -> None:
    """A server is named by its address."""
    pytest.importorskip("psycopg")
    server = engine.connect("postgresql://me:secret@example.org/feedbot", patience=BRIEF)

    assert "the database postgresql+psycopg://me:***@example.org/feedbot" == engine.place(server)
    assert engine.file(server) is None
    server.dispose()


def test_everything_is_there_after_reopening(tmp_path: Path) -> None:
    """What was recorded is there when the store is opened again."""
    address = f"sqlite:///{tmp_path}/feedbot.db"
    with closing(open_store(address)) as store:
        enrol(store, "sample")
        with write(store.engine) as tx:
            outbox.enrol(tx, ["console"], NOW)
        held(store.engine, batch(1, memberships=()), edited(1))
    with closing(open_store(address)) as store, read(store.engine) as tx:
        assert "Another title" == entries.latest(tx)[0].title
        assert 1 == outbox.counts(tx)["console"]["owed"]
        assert make.entry(1).id == entries.latest(tx)[0].id


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("sqlite:///a/b.db", "sqlite:///a/c/../b.db", True),
        ("sqlite:///a/b.db", "sqlite:///a/c.db", False),
        ("sqlite://", "sqlite://", False),
        ("sqlite:///b.db", "postgresql:///b.db", False),
        ("postgresql://me:secret@host/news", "postgresql+psycopg://you@host:5432/news", True),
        ("postgresql://me@host/me", "postgresql://me@host", True),
        ("postgresql://me@host/news", "postgresql://me@other/news", False),
        ("postgresql://host:5433/news", "postgresql://host/news", False),
    ],
)
def test_two_addresses_of_one_database(one: str, other: str, *, same: bool) -> None:
    """Whoever uses it and however it is written."""
    first, second = engine.parsed(one), engine.parsed(other)

    assert first is not None
    assert second is not None
    assert same == engine.same(first, second)
