import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from feedbot.errors import SchemaError, StoreError, parts
from feedbot.store import backup, entries, open_store, outbox, write
from feedbot.store.schema import MIGRATIONS
from tests import make
from tests.store import given


def filled(path: Path, *numbers: int) -> None:
    """Let a database have entries."""
    store = open_store(f"sqlite:///{path}")
    with write(store.engine) as tx:
        entries.record(tx, given.batch(*numbers), make.NOW)
    store.close()


def count(path: Path) -> int:
    """How many entries a database has."""
    with closing(sqlite3.connect(path)) as held:
        return int(held.execute("SELECT count(*) FROM entries").fetchone()[0])


def test_a_copy_is_of_one_moment_while_others_write(sqlite_file: Path, tmp_path: Path) -> None:
    """A writer is never held up, and what it writes meanwhile is not in the copy; no step begins anew."""
    filled(sqlite_file, *range(1, 1500))
    with closing(sqlite3.connect(sqlite_file, isolation_level=None)) as held:
        held.execute("UPDATE entries SET content = printf('%.3000c', 'x')")
    left: list[int] = []

    def step(pages: int, _: int) -> None:
        with closing(sqlite3.connect(sqlite_file, isolation_level=None, timeout=0)) as other:
            other.execute("UPDATE entries SET title = title || '!'")
            other.execute("DELETE FROM entries WHERE id = (SELECT max(id) FROM entries)")
        left.append(pages)

    contents = backup.copy(sqlite_file, tmp_path / "copy.db", step=step)

    assert len(left) > 1
    assert sorted(left, reverse=True) == left
    assert (1499, 1499) == (contents.counts["entries"], count(tmp_path / "copy.db"))
    assert 1499 - len(left) == count(sqlite_file)


def test_a_copy_is_one_file_that_only_its_owner_reads(sqlite_file: Path, tmp_path: Path) -> None:
    """Nothing lies beside it, and its mode is 0600."""
    (tmp_path / "copies").mkdir()
    contents = backup.copy(sqlite_file, tmp_path / "copies" / "copy.db")

    assert ["copy.db"] == [each.name for each in (tmp_path / "copies").iterdir()]
    assert 0o600 == (tmp_path / "copies" / "copy.db").stat().st_mode & 0o777
    assert MIGRATIONS.revisions[-1] == contents.revision


def test_a_copy_never_takes_another_s_place(sqlite_file: Path, tmp_path: Path) -> None:
    """A file that is there already is refused and stays."""
    there = tmp_path / "copy.db"
    there.write_text("mine")

    with pytest.raises(StoreError, match="cannot be made"):
        backup.copy(sqlite_file, there)
    assert "mine" == there.read_text()


@pytest.mark.parametrize("pages", [slice(8, None, 3), slice(0, 1), slice(-3, None), slice(0, None)])
def test_a_damaged_database_gives_no_copy(pages: slice, sqlite_file: Path, tmp_path: Path) -> None:
    """A copy of what is broken would be no backup; nothing of it is left, and it is said what to do of which file."""
    filled(sqlite_file, *range(1, 300))
    body = bytearray(sqlite_file.read_bytes())
    for page in range(*pages.indices(len(body) // 4096)):
        body[page * 4096 : page * 4096 + 512] = b"\xff" * 512
    sqlite_file.write_bytes(body)

    with pytest.raises(StoreError) as told:
        backup.copy(sqlite_file, tmp_path / "copy.db")
    assert f"the database {sqlite_file} is damaged (" in str(told.value)
    assert "`feedbot restore BACKUP`" in parts(str(told.value)).remedy
    assert "copy.db" not in str(told.value)
    assert not (tmp_path / "copy.db").exists()


def test_what_is_copied_is_named_where_it_is_not_ours(sqlite_file: Path, tmp_path: Path) -> None:
    """Nobody knows of the copy that was read."""
    with closing(sqlite3.connect(sqlite_file, isolation_level=None)) as ours:
        ours.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(SchemaError, match=f"^{sqlite_file} was made by a newer feedbot"):
        backup.copy(sqlite_file, tmp_path / "copy.db")


def test_what_is_no_database_of_ours_is_refused(tmp_path: Path, sqlite_file: Path) -> None:
    """A text, the database of another program, and one of a newer feedbot are told apart."""
    (tmp_path / "text.db").write_text("a text, and a long one at that" * 40)
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE recipes (name TEXT)")
    with closing(sqlite3.connect(sqlite_file, isolation_level=None)) as ours:
        ours.execute("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(StoreError, match="no SQLite database"):
        backup.check(tmp_path / "text.db")
    with pytest.raises(StoreError, match="no database of feedbot"):
        backup.check(tmp_path / "other.db")
    with pytest.raises(SchemaError, match="newer feedbot"):
        backup.check(sqlite_file)
    with pytest.raises(StoreError, match="cannot be read"):
        backup.check(tmp_path / "nowhere.db")


def test_a_database_that_is_set_aside_keeps_its_log(tmp_path: Path, sqlite_file: Path) -> None:
    """What SQLite keeps beside it goes with it, and nothing is left that another would take for its own."""
    with closing(sqlite3.connect(sqlite_file, isolation_level=None)) as held:
        held.execute("PRAGMA journal_mode = WAL")
        held.execute("INSERT INTO marks VALUES ('one', 1)")
        log = sqlite_file.with_name("feedbot.db-wal").read_bytes()
        aside = backup.set_aside(sqlite_file, "aside.db")

    assert log == (tmp_path / "aside.db-wal").read_bytes()
    assert not (tmp_path / "feedbot.db-wal").exists()
    assert (aside, True) == (tmp_path / "aside.db", sqlite_file.exists())
    with pytest.raises(FileExistsError):
        backup.set_aside(sqlite_file, "aside.db")


def test_only_what_is_sound_is_read(tmp_path: Path, sqlite_file: Path) -> None:
    """What was known of a database that is put aside counts if it can be read by this version."""
    with backup.readable(sqlite_file) as engine:
        assert engine is not None
    with backup.readable(tmp_path / "nowhere.db") as engine:
        assert engine is None
    (tmp_path / "text.db").write_text("no database")
    with backup.readable(tmp_path / "text.db") as engine:
        assert engine is None


def test_the_address_of_a_server_has_no_password() -> None:
    """It is shown to people, as pg_dump takes it."""
    assert "postgresql://me@host/name" == backup.server("postgresql+psycopg://me:hidden@host/name")
    assert "" == backup.server("sqlite:///feedbot.db")


def test_when_a_database_was_written_last(sqlite_file: Path, tmp_path: Path) -> None:
    """By its file and its log; nothing for one that is not there."""
    assert sqlite_file.stat().st_mtime == backup.written(sqlite_file)
    assert 0.0 == backup.written(tmp_path / "nowhere.db")


def test_the_outbox_is_counted(sqlite_file: Path, tmp_path: Path) -> None:
    """Each table that feedbot has is counted."""
    store = open_store(f"sqlite:///{sqlite_file}")
    with write(store.engine) as tx:
        outbox.owe(tx, given.batch(1, 2), make.NOW)
    store.close()

    assert 2 == backup.copy(sqlite_file, tmp_path / "copy.db").counts["outbox"]


def test_what_a_database_takes(tmp_path: Path) -> None:
    """What is still in the log of an SQLite file counts, and so does all else that SQLite keeps beside it."""
    path = tmp_path / "feedbot.db"
    assert 0 == backup.taken(path)
    with closing(sqlite3.connect(path)) as held:
        held.execute("PRAGMA journal_mode = WAL")
        held.execute("CREATE TABLE a AS SELECT randomblob(100000) AS b")
        held.commit()
        there = [path.with_name(f"{path.name}{end}") for end in ("", "-wal", "-shm")]

        assert path.stat().st_size < 100_000 < backup.taken(path)
        assert sum(each.stat().st_size for each in there) == backup.taken(path)
