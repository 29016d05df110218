"""Bring a database to the schema of this program, or say why that cannot be."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Column, Connection, Engine, MetaData, Table, inspect, select

from feedbot.errors import SchemaError, StoreError
from feedbot.store import engine as engines
from feedbot.store.values import Text

_VERSION = Table("alembic_version", MetaData(), Column("version_num", Text, primary_key=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Migrations:
    """A folder of Alembic's, and the revisions in it, oldest first."""

    folder: Path
    revisions: tuple[str, ...]


MIGRATIONS = Migrations(
    folder=Path(__file__).with_name("migrations"),
    revisions=("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009"),
)
"""Named here as well as in the folder, so that a start without a migration does not load Alembic."""


def check(engine: Engine) -> None:
    """Read the whole file of an SQLite database and see that it is sound. Raises StoreError."""
    if engine.dialect.name != "sqlite":
        return
    with engines.read(engine) as tx:
        problems = list(tx.exec_driver_sql("PRAGMA quick_check(1)").scalars())
    if problems != ["ok"]:
        raise engines.damaged(engine, " ".join(str(problems[0]).split()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Updated:
    """That the tables of an older feedbot were changed: from one revision to another, the copy that was made before."""

    before: str
    after: str
    copy: Path | None


def prepare(
    engine: Engine, migrations: Migrations = MIGRATIONS, *, busy: Callable[[], bool] = lambda: False
) -> Updated | None:
    """Make the tables, or change those of an older feedbot, in one transaction; None if nothing was changed.

    Before an SQLite file is changed, it is copied to the same name with ".before-" and the revision that it will have.
    `busy` says whether another feedbot works on that file; on a server those that do are seen. It would not understand
    its tables any more, so nothing is changed then. Raises SchemaError for that, and for a database of a newer feedbot,
    StoreError for one of another program.
    """
    newest = migrations.revisions[-1]
    with engines.read(engine) as tx:
        if _revision(tx, migrations) == newest:
            return None
    with engines.write(engine) as tx:
        found = _revision(tx, migrations)
        if found == newest:
            return None
        if found is None:
            _migrate(tx, migrations.folder)
            return None
        if busy() or _shared(tx):
            raise SchemaError(
                f"{engines.place(engine)} is of an older feedbot, and one works on it now (its schema is {found}, and "
                f"this one needs {newest}); stop every feedbot that works on it, then start this one, which updates "
                "it; if it is just starting, wait a moment"
            )
        copy = _copy(engine, newest)
        _migrate(tx, migrations.folder)
    return Updated(before=found, after=newest, copy=copy)


def _shared(tx: Connection) -> bool:
    """Whether programs work on a database on a server."""
    from feedbot.store.present import programs  # late: it is made with the store, which is made with this

    return bool(programs(tx))


def _revision(tx: Connection, migrations: Migrations) -> str | None:
    """The revision of the schema; None for an empty database."""
    names = inspect(tx).get_table_names()
    if _VERSION.name not in names:
        if names:
            raise StoreError(
                f"{engines.place(tx.engine)} holds the tables of another program ({', '.join(sorted(names)[:3])}); "
                'give feedbot a database of its own with the key "database"'
            )
        return None
    found = tx.execute(select(_VERSION.c.version_num)).scalar()
    if found is not None and found.startswith("unfinished copy"):
        raise SchemaError(
            f"{engines.place(tx.engine)} is being copied into, or that broke off and left nothing there; wait, or call "
            "`feedbot db copy` again with the old database in the config"
        )
    if found is not None and found not in migrations.revisions:
        raise SchemaError(
            f"{engines.place(tx.engine)} was made by a newer feedbot (schema {found}, this one knows "
            f"{migrations.revisions[-1]}); update feedbot, or go back to the copy made before the update"
        )
    return found


def _copy(engine: Engine, revision: str) -> Path | None:
    """Copy an SQLite file as it stands; the copy has its name only when it is whole. None where there is no file."""
    path = engines.file(engine)
    if path is None:
        return None
    copy = path.with_name(f"{path.name}.before-{revision}")
    partial = copy.with_name(f"{copy.name}.partial")
    try:
        partial.unlink(missing_ok=True)
        partial.touch(mode=0o600)
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(partial)) as target:
            source.backup(target)
        partial.replace(copy)
    except (OSError, sqlite3.Error) as error:
        partial.unlink(missing_ok=True)
        raise StoreError(
            f"{engines.place(engine)} must be updated, and its copy {copy} could not be made first ({error}); "
            "nothing was changed; make room or let this user write there"
        ) from error
    return copy


def _migrate(tx: Connection, folder: Path) -> None:
    # Loaded here: it takes a tenth of a second, and most starts need no migration.
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": tx})
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    command.upgrade(config, "head")
