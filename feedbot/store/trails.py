"""The last visits of each source, for people."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from feedbot.model import Trip
from feedbot.store import Tx
from feedbot.store.dialect import chunks, put
from feedbot.store.tables import trails
from feedbot.store.values import microseconds, moment

KEPT = 48
"""How many visits of a source are told."""

_MILLISECOND = timedelta(milliseconds=1)


def leave(tx: Tx, trips: Sequence[tuple[str, Trip]]) -> None:
    """Add a visit to the trail of each of these sources; what is older than the newest 48 is forgotten."""
    held: dict[str, list[Any]] = {}
    for some in chunks(source for source, _ in trips):
        query = select(trails.c.source, trails.c.visits).where(trails.c.source.in_(some))
        held |= {source: list(visits) for source, visits in tx.execute(query)}
    for source, trip in trips:
        held[source] = [*held.get(source, [])[1 - KEPT :], _row(trip)]
    put(tx, trails, [{"source": source, "visits": held[source]} for source in dict.fromkeys(name for name, _ in trips)])


def trips(tx: Tx, sources: Sequence[str]) -> Mapping[str, tuple[Trip, ...]]:
    """The last visits of these sources, oldest first; sources without any are left out."""
    found: dict[str, tuple[Trip, ...]] = {}
    for some in chunks(sources):
        query = select(trails.c.source, trails.c.visits).where(trails.c.source.in_(some))
        found |= {source: tuple(_trip(row) for row in visits) for source, visits in tx.execute(query)}
    return found


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
