"""The last visits of each source, for people.

Their column has one visit a line, so that one is added, and the oldest dropped, without reading the others.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import lru_cache
from json import loads
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, bindparam, cast, select
from sqlalchemy import Text as Verbatim

from feedbot.model import Trip
from feedbot.store import Tx
from feedbot.store.dialect import chunks, insert_of
from feedbot.store.tables import trails
from feedbot.store.values import Written, dumps, microseconds, moment

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite

KEPT = 48
"""How many visits of a source are told."""

_MILLISECOND = timedelta(milliseconds=1)
_BREAK = ",\n"


def leave(tx: Tx, trips: Sequence[tuple[str, Trip]]) -> None:
    """Add a visit to the trail of each of these sources; what is older than the newest 48 is forgotten."""
    held: dict[str, str] = {}
    for some in chunks(source for source, _ in trips):
        query = select(trails.c.source, cast(trails.c.visits, Verbatim)).where(trails.c.source.in_(some))
        held |= {source: text for source, text in tx.execute(query)}
    for source, trip in trips:
        held[source] = _longer(held.get(source, "[]"), dumps(_row(trip)))
    if trips:
        rows = [{"source": source, "visits": Written(text)} for source, text in held.items()]
        tx.execute(_written(tx.dialect.name), rows)


def trips(tx: Tx, sources: Sequence[str]) -> Mapping[str, tuple[Trip, ...]]:
    """The last visits of these sources, oldest first; sources without any are left out."""
    found: dict[str, tuple[Trip, ...]] = {}
    for some in chunks(sources):
        query = select(trails.c.source, trails.c.visits).where(trails.c.source.in_(some))
        found |= {source: tuple(_trip(row) for row in visits) for source, visits in tx.execute(query)}
    return found


@lru_cache(maxsize=2)
def _written(engine: str) -> "sqlite.Insert | postgresql.Insert":
    """Trails take the place of those that were there; they are JSON already."""
    statement = insert_of(engine, trails).values(source=bindparam("source"), visits=bindparam("visits", type_=JSON))
    return statement.on_conflict_do_update(index_elements=["source"], set_={"visits": statement.excluded.visits})


def _longer(text: str, row: str) -> str:
    """A trail with one more row, of 48 at most; no row has a line break in it, for JSON escapes those in texts."""
    lines = text[1:-1]
    if _BREAK not in lines and lines:
        lines = _BREAK.join(map(dumps, loads(text)))
    for _ in range(lines.count(_BREAK) + 2 - KEPT):
        lines = lines[lines.index(_BREAK) + len(_BREAK) :]
    return f"[{lines}{_BREAK}{row}]" if lines else f"[{row}]"


def _row(trip: Trip) -> list[Any]:
    took = trip.took // _MILLISECOND
    return [microseconds(trip.at), trip.outcome, took, trip.size, trip.new, trip.changed, trip.because[:200]]


def _trip(row: Sequence[Any]) -> Trip:
    at, outcome, took, size, new, changed, because = row
    return Trip(
        at=moment(at),
        outcome=outcome,
        took=timedelta(milliseconds=took),
        size=size,
        new=new,
        changed=changed,
        because=because,
    )
