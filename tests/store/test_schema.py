import asyncio
import logging
import shutil
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Engine, MetaData, Table, insert, inspect, update
from sqlalchemy import text as sql

from feedbot.errors import SchemaError, StoreError
from feedbot.store import Store, open_store, read, schema, visits, write
from feedbot.store.tables import metadata
from feedbot.store.workers import Workers
from tests import bases
from tests.make import NOW

LATER = '''"""Later."""

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{before}"


def upgrade() -> None:
    op.add_column("visits", sa.Column("{column}", sa.Text))
    {more}
'''


def later(folder: Path, *, more: str = "pass") -> schema.Migrations:
    """The migrations of a later feedbot, which adds a column, then another and whatever `more` does."""
    shutil.copytree(schema.MIGRATIONS.folder, folder, ignore=shutil.ignore_patterns("__pycache__"))
    newest = schema.MIGRATIONS.revisions[-1]
    for revision, before, column, extra in (("9001", newest, "one", "pass"), ("9002", "9001", "two", more)):
        text = LATER.format(revision=revision, before=before, column=column, more=extra)
        (folder / "versions" / f"{revision}_later.py").write_text(text)
    return schema.Migrations(folder=folder, revisions=(*schema.MIGRATIONS.revisions, "9001", "9002"))


def columns(engine: Engine) -> set[str]:
    """The columns of `visits` as they are."""
    with read(engine) as tx:
        return {column["name"] for column in inspect(tx).get_columns("visits")}


def test_migrations_make_the_tables(bare: Engine) -> None:
    """Migrating gives the tables that the program works with; the index of words is no plain table."""

    def plain(name: str | None, kind: str, parents: object) -> bool:
        return kind != "table" or (not (name or "").startswith("search_") and name != "search")

    with read(bare) as tx:
        assert [] == compare_metadata(MigrationContext.configure(tx, opts={"include_name": plain}), metadata)


def test_revisions_are_those_of_the_folder() -> None:
    """The revisions named in the program are those in the folder, in order."""
    folder = ScriptDirectory(schema.MIGRATIONS.folder)

    assert schema.MIGRATIONS.revisions == tuple(each.revision for each in folder.walk_revisions())[::-1]


def test_second_start_migrates_nothing(sqlite_file: Path) -> None:
    """A database that is up to date is opened without a copy and without loading Alembic."""
    script = (
        "import sys; from feedbot.store import open_store; open_store(sys.argv[1]).close(); "
        "assert 'alembic' not in sys.modules"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", script, f"sqlite:///{sqlite_file}"], check=True)

    assert ["feedbot.db"] == [path.name for path in sqlite_file.parent.iterdir()]


def test_copy_before_a_migration(tmp_path: Path, sqlite_file: Path) -> None:
    """Before its tables change a file is copied with all it holds, what is only in the log included."""
    with closing(open_store(f"sqlite:///{sqlite_file}")) as store:
        with write(store.engine) as tx:
            visits.enrol(tx, ["a"], NOW)
        schema.prepare(store.engine, later(tmp_path / "later"))
        assert {"one", "two"} < columns(store.engine)

    copy = sqlite_file.with_name("feedbot.db.before-9002")
    assert 0o600 == copy.stat().st_mode & 0o777
    assert {"feedbot.db", copy.name, "later"} == {path.name for path in tmp_path.iterdir()}
    with closing(open_store(f"sqlite:///{copy}")) as store, read(store.engine) as tx:
        assert ["a"] == list(visits.cursors(tx))
        assert not columns(store.engine) & {"one", "two"}


def test_what_was_changed_is_told(tmp_path: Path, sqlite_file: Path) -> None:
    """From which revision to which, and where the copy is; nothing where tables are made or fit already."""
    with closing(open_store(f"sqlite:///{sqlite_file}")) as store:
        assert store.updated is None
        updated = schema.prepare(store.engine, later(tmp_path / "later"))
    with closing(open_store(f"sqlite:///{tmp_path / 'new.db'}")) as store:
        assert store.updated is None

    copy = sqlite_file.with_name("feedbot.db.before-9002")
    assert schema.Updated(before=schema.MIGRATIONS.revisions[-1], after="9002", copy=copy) == updated


def test_a_file_on_which_another_works(tmp_path: Path, sqlite_file: Path) -> None:
    """Its tables stay as they are, for that one would not understand them; nobody is asked where nothing is to do."""
    with closing(open_store(f"sqlite:///{sqlite_file}", busy=lambda: pytest.fail("nothing is to do"))) as store:
        with pytest.raises(SchemaError, match=r"is of an older feedbot, and one works on it now \(its schema is 0\d+"):
            schema.prepare(store.engine, later(tmp_path / "later"), busy=lambda: True)
        assert not columns(store.engine) & {"one", "two"}

    assert {"feedbot.db", "later"} == {path.name for path in tmp_path.iterdir()}


@pytest.mark.skipif(bases.SERVER is None, reason="several programs need a database on a server: make postgres")
async def test_a_server_on_which_others_work(tmp_path: Path, store: Store) -> None:
    """As long as a program is there, its tables stay as they are; once it left they are changed."""
    newest, newer = schema.MIGRATIONS.revisions[-1], later(tmp_path / "later")
    here = Workers(store, "feedbot i - 00000000")
    await here.arrive(lambda: asyncio.sleep(0))
    with pytest.raises(SchemaError, match="and one works on it now"):
        schema.prepare(store.engine, newer)
    assert not columns(store.engine) & {"one", "two"}
    await here.close()
    try:
        updated = schema.prepare(store.engine, newer)
        assert {"one", "two"} < columns(store.engine)
    finally:  # others use it, too
        with write(store.engine) as tx:
            for change in ("DROP COLUMN IF EXISTS one", "DROP COLUMN IF EXISTS two"):
                tx.execute(sql(f"ALTER TABLE visits {change}"))
            tx.execute(sql("UPDATE alembic_version SET version_num = :newest"), {"newest": newest})

    assert schema.Updated(before=newest, after="9002", copy=None) == updated


def test_migration_that_fails(tmp_path: Path, sqlite_file: Path) -> None:
    """A migration that fails in the middle leaves the database as it was, and it can be tried again."""
    broken = later(tmp_path / "broken", more='raise LookupError("in the middle")')
    with closing(open_store(f"sqlite:///{sqlite_file}")) as store:
        with pytest.raises(LookupError, match="in the middle"):
            schema.prepare(store.engine, broken)
        assert not columns(store.engine) & {"one", "two"}

        schema.prepare(store.engine, later(tmp_path / "mended"))
        assert {"one", "two"} < columns(store.engine)


def test_copy_that_cannot_be_made(tmp_path: Path, sqlite_file: Path) -> None:
    """Without a copy nothing is changed, and the reason is told."""
    sqlite_file.with_name("feedbot.db.before-9002").mkdir()
    with closing(open_store(f"sqlite:///{sqlite_file}")) as store:
        with pytest.raises(StoreError, match=r"copy .*before-9002 could not be made first"):
            schema.prepare(store.engine, later(tmp_path / "later"))
        assert not columns(store.engine) & {"one", "two"}


def test_migration_in_memory(tmp_path: Path) -> None:
    """A database without a file is migrated without a copy."""
    with closing(open_store("sqlite://")) as store:
        schema.prepare(store.engine, later(tmp_path / "later"))
        assert {"one", "two"} < columns(store.engine)


def test_database_of_a_newer_program(sqlite_file: Path) -> None:
    """A schema that this program does not know is refused by its name, and nothing is changed."""
    version = Table("alembic_version", MetaData(), Column("version_num"))
    with closing(open_store(f"sqlite:///{sqlite_file}")) as store, write(store.engine) as tx:
        tx.execute(update(version).values(version_num="9999"))

    with pytest.raises(SchemaError, match=r"made by a newer feedbot \(schema 9999"):
        open_store(f"sqlite:///{sqlite_file}")


def test_database_of_another_program(tmp_path: Path) -> None:
    """A database with tables of another program is refused, with their names."""
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE bookmarks (id INTEGER)")
        other.commit()

    with pytest.raises(StoreError, match=r"tables of another program \(bookmarks"):
        open_store(f"sqlite:///{path}")


def test_start_that_was_cut_off(tmp_path: Path) -> None:
    """A database that has no revision yet is migrated from the beginning."""
    path = tmp_path / "feedbot.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        other.commit()

    with closing(open_store(f"sqlite:///{path}")) as store:
        assert "due" in columns(store.engine)


def test_two_at_once(tmp_path: Path) -> None:
    """Two programs that open a new database together both find it ready."""
    address = f"sqlite:///{tmp_path}/feedbot.db"
    with ThreadPoolExecutor(2) as crew:
        for store in list(crew.map(open_store, [address, address])):
            with closing(store):
                assert "due" in columns(store.engine)


def test_log_is_left_alone(tmp_path: Path) -> None:
    """Making the tables configures no logging."""
    root = logging.getLogger()
    before = (root.level, list(root.handlers))
    open_store(f"sqlite:///{tmp_path}/feedbot.db").close()

    assert before == (root.level, list(root.handlers))


def test_tables_hold_what_later_steps_need(bare: Engine) -> None:
    """Personal subscriptions have their table from the start."""
    names = {"subscriptions"}

    assert names <= set(metadata.tables)
    with write(bare) as tx:
        tx.execute(
            insert(metadata.tables["subscriptions"]),
            {"chat": "1", "name": "mine", "rule": "word", "options": {"silent": True}},
        )
