"""Which program speaks with a host: one at a time, where several visit on one database.

A host is a program's until a moment that it puts off while it needs that host. When it is done, it leaves the moment
from which on somebody else may begin; so a row keeps the pause between two visits, too, and what the host asked for.
"""

import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import Row, Select, case, delete, or_, select

from feedbot.net.hosts import Rest
from feedbot.net.shared import Known
from feedbot.store import Store, Tx
from feedbot.store.dialect import insert
from feedbot.store.tables import hosts

_CLAIMED = timedelta(seconds=10)  # how long a host is kept for visits that were claimed, until they begin
_KEPT, _SWEPT = timedelta(days=1), timedelta(hours=1)
_SOME = 100  # rows of seven values in one statement


def claim(tx: Tx, names: Collection[str], holder: str, now: datetime) -> frozenset[str]:
    """Those of some hosts that are ours, or nobody's: these are ours for a moment, in which visits begin. Exact."""
    rows = [_row(Known(until=now + _CLAIMED), name, holder) for name in names]
    return frozenset(row.name for row in _put(tx, rows, now, ("holder", "until"), lasting=True))


def take(tx: Tx, wanted: Mapping[str, datetime], holder: str, now: datetime) -> Mapping[str, Known]:
    """Take those of the wanted hosts, each until a moment, that are nobody else's; what is known of each. Exact."""
    rows = (_row(Known(until=until), name, holder) for name, until in wanted.items())
    found = _put(tx, list(rows), now, ("holder", "until"))
    return {row.name: _known(row) for row in found}


def tell(tx: Tx, known: Mapping[str, Known], holder: str, now: datetime) -> frozenset[str]:
    """Say until when hosts of ours are, and what they asked for; those that are ours still, the others are not told."""
    rows = [_row(each, name, holder) for name, each in known.items()]
    return frozenset(row.name for row in _put(tx, rows, now, ("holder", "until", "delay", "rest", "status", "place")))


def elsewhere(holder: str, now: datetime) -> Select[tuple[str]]:
    """The hosts that another program speaks with, or left a moment ago; for the WHERE of a claim."""
    return select(hosts.c.name).where(hosts.c.until > now, hosts.c.holder != holder)


def sweep(tx: Tx, now: datetime) -> None:
    """Forget hosts that nobody asked for a day."""
    old = select(hosts.c.name).where(hosts.c.until < now - _KEPT, or_(hosts.c.rest.is_(None), hosts.c.rest < now))
    tx.execute(delete(hosts).where(hosts.c.name.in_(old.with_for_update(skip_locked=True))))


def free(tx: Tx) -> None:
    """Let every host be nobody's; only for a program that knows itself to be alone."""
    tx.execute(delete(hosts))


class Keeper:
    """What `net.shared.Shared` asks on behalf of one program: `take` and `tell`, each in a transaction of its own."""

    def __init__(self, store: Store) -> None:
        self.holder = secrets.token_hex(8)
        self._store, self._swept = store, datetime.min.replace(tzinfo=UTC)

    async def take(self, wanted: Mapping[str, datetime], now: datetime) -> Mapping[str, Known]:
        """As `take`. Raises StoreError."""
        if abs(now - self._swept) > _SWEPT:
            self._swept = now
            await self._store.take(sweep, now)
        return await self._store.take(take, wanted, self.holder, now)

    async def tell(self, known: Mapping[str, Known], now: datetime) -> Collection[str]:
        """As `tell`. Raises StoreError."""
        return await self._store.take(tell, known, self.holder, now)


def _put(
    tx: Tx, rows: Sequence[Mapping[str, object]], now: datetime, anew: Sequence[str], *, lasting: bool = False
) -> Iterator[Row[tuple[object, ...]]]:
    """Write rows that are new, and some fields `anew` of those that are ours or nobody's; the rows as they are then.

    With `lasting` ours stay so until when they were. In the order of their names, so that two programs that want the
    same hosts never wait for each other in a circle.
    """
    ordered = sorted(rows, key=lambda row: str(row["name"]))
    for start in range(0, len(ordered), _SOME):
        statement = insert(tx, hosts).values(ordered[start : start + _SOME])
        excluded = statement.excluded
        mine = or_(hosts.c.holder == excluded.holder, hosts.c.until <= now)
        values: dict[str, object] = {name: excluded[name] for name in anew}
        if lasting:
            values["until"] = case((hosts.c.until > now, hosts.c.until), else_=excluded.until)
        put = statement.on_conflict_do_update(index_elements=["name"], set_=values, where=mine)
        yield from tx.execute(put.returning(*hosts.c))


def _row(known: Known, name: str, holder: str) -> dict[str, object]:
    rest = known.rest
    return {
        "name": name,
        "holder": holder,
        "until": known.until,
        "delay": known.delay,
        "rest": rest and rest.until,
        "status": rest and rest.status,
        "place": known.place,
    }


def _known(row: Row[tuple[object, ...]]) -> Known:
    rest = Rest(until=row.rest, status=row.status) if row.rest is not None and row.status is not None else None
    return Known(until=row.until, delay=row.delay, rest=rest, place=row.place)
