"""What SQLite and PostgreSQL spell differently, and what keeps statements within their limits."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection, Table, func, select
from sqlalchemy.dialects import sqlite

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

T = TypeVar("T")

SIZE = 500
"""How many values one statement may list: an old SQLite takes 999 variables."""

_LOCK = 7_309_453
"""The number of feedbot's advisory lock on PostgreSQL."""


def insert(tx: Connection, table: Table) -> "sqlite.Insert | postgresql.Insert":
    """An INSERT of the engine at hand, which knows ON CONFLICT."""
    return insert_of(tx.dialect.name, table)


def insert_of(engine: str, table: Table) -> "sqlite.Insert | postgresql.Insert":
    """The same of an engine by its name."""
    if engine != "postgresql":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # late: it takes 20 ms, and most have a file

    return postgresql.insert(table)


def add(tx: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows; those whose primary key is there already are left alone."""
    if rows:
        tx.execute(insert(tx, table).on_conflict_do_nothing(), rows)


def put(
    tx: Connection, table: Table, rows: Sequence[Mapping[str, Any]], *, fresh: Mapping[str, Any] | None = None
) -> None:
    """Insert rows, all with the same fields; those whose primary key is there already take the new fields.

    `fresh` has more fields, for those that were not there.
    """
    if rows:
        statement = _upsert(tx.dialect.name, table, tuple(rows[0]))
        tx.execute(statement, [{**row, **fresh} for row in rows] if fresh else rows)


@lru_cache(maxsize=100)
def _upsert(engine: str, table: Table, names: tuple[str, ...]) -> "sqlite.Insert | postgresql.Insert":
    """An INSERT that lets rows that are there take these fields anew; building one costs more than running it."""
    statement = insert_of(engine, table)
    keys = [column.name for column in table.primary_key]
    anew = {name: statement.excluded[name] for name in names if name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=anew)


def chunks(values: Iterable[T], size: int = SIZE) -> Iterator[list[T]]:
    """The different values in order, in lists that one statement can name; of pairs it can name half as many."""
    different = list(dict.fromkeys(values))
    for start in range(0, len(different), size):
        yield different[start : start + size]


def alone(tx: Connection) -> None:
    """Wait until no other transaction of feedbot's writes; SQLite has one writer anyway."""
    if tx.dialect.name == "postgresql":
        tx.execute(select(func.pg_advisory_xact_lock(_LOCK)))
