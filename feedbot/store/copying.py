"""Copy a whole database into an empty one, of the same engine or the other, and see that both hold the same.

Values go over as they are stored, without a detour through ours, so that nothing gets lost on the way. The index of the
search is not copied, for each engine has its own: what is missing in it is indexed as `search.missing` gives it.
"""

import hashlib
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy
from sqlalchemy import JSON, Column, Engine, Table, bindparam, cast, func, inspect, select, text, type_coerce, update
from sqlalchemy.types import TypeDecorator, TypeEngine

from feedbot.errors import BusyError, FeedbotError, StoreError
from feedbot.store import Tx, schema, workers
from feedbot.store import engine as engines
from feedbot.store.tables import metadata, searched
from feedbot.store.values import Text, clean

UNFINISHED = "unfinished copy"
"""How the revision of the tables begins while a copy is made, so that no feedbot takes it for a whole one."""

TABLES = tuple(table for table in metadata.sorted_tables if table is not searched)
"""What is copied, in an order in which each row finds those that it refers to."""

_ROWS = 200
"""How many rows are in memory at a time; the largest entries have some MB."""

_VERSION = sqlalchemy.table("alembic_version", sqlalchemy.column("version_num", Text))

_PATIENCE = timedelta(seconds=3)

Tell = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a table holds: the number of its rows, and a digest of them in any order, as hex digits."""

    table: str
    rows: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """What was copied; `mended` rows had characters that no database takes, which are U+FFFD now."""

    held: tuple[Held, ...]
    mended: int


@contextmanager
def opened(address: str) -> Iterator[Engine]:
    """An engine for the database that a copy goes to, while the block lasts. Raises StoreError."""
    engine = engines.connect(address, patience=_PATIENCE)
    try:
        yield engine
    finally:
        engine.dispose()


def named(engine: Engine) -> tuple[str, bool]:
    """The address of a database as a config has it, but for the password; and whether it has one."""
    return engine.url.render_as_string(hide_password=True), engine.url.password is not None


def size(source: Engine) -> int:
    """How many rows there are to copy. Raises FeedbotError if there are none."""
    with engines.read(source) as tx:
        found = sum(tx.execute(select(func.count()).select_from(table)).scalar_one() for table in TABLES)
    if not found:
        raise FeedbotError(
            f"there is nothing in {engines.place(source)}, so there is nothing to copy; write the new address into the "
            "config, that is all"
        )
    return found


def copy(source: Engine, target: Engine, tell: Tell = lambda _rows: None) -> Copy:
    """Copy everything in one transaction, read it again there and compare; `tell` hears of rows, each of them twice.

    Whatever happens meanwhile, the target holds all of it or none, and none is what it says then. Raises BusyError
    where a feedbot works on either, FeedbotError where the target is not empty, StoreError where it holds something
    else in the end, and where either of them fails, by its name.
    """
    _quiet(source)
    _quiet(target)
    revision = _claim(target)
    with engines.write(target) as tx:
        with engines.read(_still(source)) as there:
            sent = [_sent(there, tx, table, tell) for table in TABLES]
        for held, _ in sent:
            _compare(target, held, _read(tx, metadata.tables[held.table], tell))
        _quiet(source)
        tx.execute(update(_VERSION).values(version_num=revision))
        if target.dialect.name == "postgresql":
            tx.execute(text("ANALYZE"))  # otherwise the first questions are answered as of empty tables
    return Copy(held=tuple(held for held, _ in sent), mended=sum(mended for _, mended in sent))


def _quiet(engine: Engine) -> None:
    if there := workers.count(engine):
        programs = "a feedbot works" if there == 1 else f"{there} programs of feedbot work"
        raise BusyError(f"{programs} on {engines.place(engine)}; stop all of them, or the copy would be out of date")


def _still(engine: Engine) -> Engine:
    """The same engine, for a transaction that sees one moment; SQLite's do anyway."""
    return engine.execution_options(isolation_level="REPEATABLE READ") if engine.dialect.name != "sqlite" else engine


def _claim(target: Engine) -> str:
    """Make the tables of an empty database, and mark it as one that is being copied into; their revision."""
    if target.dialect.name == "sqlite" and engines.file(target) is None:
        raise FeedbotError(f"{engines.place(target)} is only in memory; give the copy a file or a server")
    with engines.write(target) as tx:
        _see_that_it_is_empty(target, tx)
    schema.prepare(target)
    revision = schema.MIGRATIONS.revisions[-1]
    with engines.write(target) as tx:
        _see_that_it_is_empty(target, tx)
        tx.execute(update(_VERSION).values(version_num=f"{UNFINISHED} {revision}"))
    return revision


def _see_that_it_is_empty(target: Engine, tx: Tx) -> None:
    """Refuse rows; the mark of a copy that broke off, which left none, is taken away. Raises StoreError."""
    names = set(inspect(tx).get_table_names())
    ours = [table for table in metadata.sorted_tables if table.name in names]
    full = [
        table.name for table in ours if tx.execute(select(sqlalchemy.literal(1)).select_from(table).limit(1)).first()
    ]
    if full:
        raise FeedbotError(
            f"{engines.place(target)} is not empty, it has rows in {', '.join(full[:3])}; name an empty one, for a "
            "copy does not mix with what is there"
        )
    if _VERSION.name in names:
        found = tx.execute(select(_VERSION.c.version_num)).scalar() or ""
        if found.startswith(UNFINISHED):
            tx.execute(update(_VERSION).values(version_num=found.removeprefix(f"{UNFINISHED} ")))


def _sent(there: Tx, tx: Tx, table: Table, tell: Tell) -> tuple[Held, int]:
    """Copy a table; what it holds, and how many of its rows were mended."""
    statement = _insert(tx, table)
    names = [column.name for column in table.columns]
    total, count, mended = 0, 0, 0
    with closing(_rows(there, table)) as found:
        for rows in found:
            cleaned = [tuple(map(_clean, row)) for row in rows]
            mended += sum(row != other for row, other in zip(rows, cleaned, strict=True))
            with engines.told(tx.engine):  # or a fault of this one would be taken for one of the other
                tx.execute(statement, [dict(zip(names, row, strict=True)) for row in cleaned])
            total, count = total + sum(map(_digest, cleaned)), count + len(rows)
            tell(len(rows))
    return _held(table, count, total), mended


def _read(tx: Tx, table: Table, tell: Tell) -> Held:
    """What a table holds."""
    total, count = 0, 0
    with closing(_rows(tx, table)) as found:
        for rows in found:
            total, count = total + sum(map(_digest, rows)), count + len(rows)
            tell(len(rows))
    return _held(table, count, total)


def _compare(target: Engine, sent: Held, found: Held) -> None:
    if sent != found:
        raise StoreError(
            f'the table "{sent.table}" came out otherwise in {engines.place(target)}: {sent.rows} rows with digest '
            f"{sent.digest} went in, {found.rows} with {found.digest} are there, and nothing was kept; try again"
        )


def _rows(tx: Tx, table: Table) -> Generator[Sequence[tuple[Any, ...]], None, None]:
    """All rows of a table as they are stored, some at a time."""
    columns = [cast(each, sqlalchemy.Text) if _json(each) else type_coerce(each, _plain(each)) for each in table.c]
    with tx.execute(select(*columns).execution_options(yield_per=_ROWS)) as result:
        for rows in result.partitions():
            yield [tuple(row) for row in rows]


def _insert(tx: Tx, table: Table) -> sqlalchemy.Insert:
    """An INSERT that takes values as they are stored."""
    server = tx.dialect.name != "sqlite"
    plain = sqlalchemy.table(table.name, *(sqlalchemy.column(each.name) for each in table.c))
    values: dict[str, Any] = {}
    for each in table.c:
        value = bindparam(each.name, type_=sqlalchemy.Text() if _json(each) else _plain(each))
        values[each.name] = cast(value, JSON) if _json(each) and server else value
    return sqlalchemy.insert(plain).values(values)


def _plain(column: Column[Any]) -> TypeEngine[Any]:
    """The type of a column in the database."""
    kind = column.type
    return kind.impl_instance if isinstance(kind, TypeDecorator) else kind


def _json(column: Column[Any]) -> bool:
    return isinstance(_plain(column), JSON)


def _clean(value: Any) -> Any:  # noqa: ANN401 - whatever is in a column
    return clean(value) if isinstance(value, str) else value


def _digest(row: tuple[Any, ...]) -> int:
    return int.from_bytes(hashlib.blake2b(repr(row).encode(), digest_size=16).digest())


def _held(table: Table, count: int, total: int) -> Held:
    """A sum, as each engine sorts texts in its own way."""
    return Held(table=table.name, rows=count, digest=f"{total % 2**128:032x}")
