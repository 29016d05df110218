"""When each source is visited next, by whom, and what its last visit taught."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Update, and_, bindparam, case, false, func, or_, select, true, update

from feedbot.model import Cursor, Evidence, Habits, Hints
from feedbot.net.targets import target
from feedbot.store import Tx, hosts, present
from feedbot.store.dialect import add, chunks, put
from feedbot.store.tables import visits


def enrol(tx: Tx, names: Sequence[str], now: datetime) -> None:
    """Make sources known; those that are new are due now."""
    fresh = ({**_FRESH, "source": name, "due": now} for name in names)
    add(tx, visits, list(fresh))


def place(tx: Tx, addresses: Mapping[str, str], now: datetime) -> None:
    """Tell where sources are, by their names. One that is elsewhere now is due, and its faults there are forgotten."""
    query = select(visits.c.source, visits.c.address, visits.c.host)
    known = {name: (address, host) for name, address, host in tx.execute(query)}
    for name, address in addresses.items():
        before, host = known.get(name), _host(address)
        if before is not None and before != (address, host):
            anew = {**_LEARNT, "due": now} if before[0] not in ("", address) else {}
            values = {"address": address, "host": host, **anew}
            tx.execute(update(visits).where(visits.c.source == name).values(**values))


def watch(tx: Tx, names: Sequence[str]) -> None:
    """Let these sources be visited, and no others: the others were removed or are paused."""
    wanted = frozenset(names)
    known = {name: watched for name, watched in tx.execute(select(visits.c.source, visits.c.watched))}
    for value in (True, False):
        turned = [name for name, watched in known.items() if (name in wanted) is value and watched is not value]
        for some in chunks(turned):
            tx.execute(update(visits).where(visits.c.source.in_(some)).values(watched=value))


def forgive(tx: Tx, now: datetime) -> None:
    """Let what our own config kept us from visiting be due: another config may allow it."""
    tx.execute(update(visits).where(visits.c.fault == "private", visits.c.due > now).values(due=now))


def claim(
    tx: Tx, now: datetime, lease: timedelta, limit: int, *, holder: str | None = None, card: str = ""
) -> tuple[Cursor, ...]:
    """At most `limit` cursors of watched sources that are due and that nobody visits now, longest due first.

    They are ours until now + `lease`; a source that is gone is not among them. Where several programs visit, this one
    is the `holder` of the hosts that it speaks with, and sources of hosts that another speaks with are left out. By its
    `card` the others see whether it is there; what one holds that is not there is free, but for its hosts. Such a one
    may live, and its connection be broken: then what its visit brings is left out, as the lease is ours (`held`).
    """
    free = _free(now, _dead(tx, card))
    due = (visits.c.watched == true(), visits.c.due <= now, visits.c.gone == false(), free)
    query = select(*_FIELDS, *((visits.c.host,) if holder else ())).where(*due)
    if holder:
        query = query.where(visits.c.host.not_in(hosts.elsewhere(holder, now)))
    query = query.order_by(visits.c.due, visits.c.source).limit(limit).with_for_update(skip_locked=True)
    rows = [row._asdict() for row in tx.execute(query)]
    if holder:
        ours = hosts.claim(tx, {row["host"] for row in rows if row["host"]}, holder, now)
        rows = [row for row in rows if (host := row.pop("host")) in ours or not host]
    found = [Cursor(**row) for row in rows]
    until = now + lease
    for some in chunks(cursor.source for cursor in found):
        tx.execute(update(visits).where(visits.c.source.in_(some)).values(lease=until, holder=card or None))
    return tuple(replace(cursor, lease=until) for cursor in found)


def take(tx: Tx, name: str, now: datetime, lease: timedelta) -> Cursor | None:
    """One source's cursor, ours until now + `lease` whether it is due or not; None while somebody visits it."""
    query = select(*_FIELDS).where(visits.c.source == name, _free(now)).with_for_update(skip_locked=True)
    row = tx.execute(query).one_or_none()
    if row is None:
        return None
    tx.execute(update(visits).where(visits.c.source == name).values(lease=now + lease, holder=None))
    return replace(Cursor(**row._asdict()), lease=now + lease)


def push(tx: Tx, name: str, until: datetime | None) -> None:
    """Note until when a hub tells of a source's news."""
    tx.execute(update(visits).where(visits.c.source == name).values(pushed=until))


def leave(tx: Tx, cursors: Sequence[Cursor], *, before: Mapping[str, Cursor] | None = None) -> None:
    """Write down how far visits came, and let go of their sources.

    Of a source whose cursor was as it is in `before`, by name, when it was claimed, only what is another now is
    written.
    """
    whole, parts = [], defaultdict[tuple[str, ...], list[dict[str, Any]]](list)
    for cursor in cursors:
        held = before.get(cursor.source) if before else None
        if held is None:
            whole.append({name: getattr(cursor, name) for name in _LEFT} | {"lease": None, "source": cursor.source})
            continue
        pairs = ((name, getattr(cursor, name), getattr(held, name)) for name in _LEFT)
        row = {name: now for name, now, was in pairs if now is not was and now != was}
        parts[tuple(row)].append(row | {"held": cursor.source})
    put(tx, visits, whole, fresh={"watched": True, "host": ""})
    for names, rows in parts.items():
        tx.execute(_update(names), rows)


def held(tx: Tx, cursors: Sequence[Cursor]) -> frozenset[tuple[str, datetime | None]]:
    """Source and lease of those of the cursors whose source is still ours: its lease is the one of the cursor."""
    wanted = {(cursor.source, cursor.lease) for cursor in cursors if cursor.lease is not None}
    found: set[tuple[str, datetime | None]] = set()
    for some in chunks(source for source, _ in wanted):
        query = select(visits.c.source, visits.c.lease).where(visits.c.source.in_(some)).with_for_update()
        found |= {(source, lease) for source, lease in tx.execute(query)}
    return frozenset(wanted & found)


def cursors(tx: Tx, names: Sequence[str] | None = None) -> Mapping[str, Cursor]:
    """Sources with their cursors: those named, or every one that was ever enrolled."""
    query = select(*_FIELDS).order_by(visits.c.source)
    queries = [query] if names is None else [query.where(visits.c.source.in_(some)) for some in chunks(names)]
    return {row.source: Cursor(**row._asdict()) for each in queries for row in tx.execute(each)}


def hurry(tx: Tx, name: str, now: datetime) -> bool:
    """Make a source due now, even one that was gone; False when no such source is known."""
    done = tx.execute(update(visits).where(visits.c.source == name).values(due=now, gone=False))
    return done.rowcount > 0


def rest(tx: Tx, names: Sequence[str], until: datetime, because: str) -> None:
    """Let sources of a host that asked for it wait until then; `because` is told with each one that waits longer."""
    for some in chunks(names):
        query = select(visits.c.source, visits.c.terms).where(visits.c.source.in_(some), visits.c.due < until)
        rows = [{"held": row.source, "said": (*row.terms, because)} for row in tx.execute(query)]
        if rows:
            put_off = update(visits).where(visits.c.source == bindparam("held"))
            tx.execute(put_off.values(due=until, terms=bindparam("said")), rows)


def next_due(tx: Tx, card: str = "") -> datetime | None:
    """The earliest moment at which `claim` could give something to the program of this card; None when it never could.

    Without a card, what a program that is not there holds counts as held.
    """
    dead = _dead(tx, card)
    wanted = (visits.c.watched == true(), visits.c.gone == false())
    free = select(visits.c.due).where(*wanted, visits.c.lease.is_(None)).order_by(visits.c.due).limit(1)
    waits = visits.c.lease > visits.c.due
    waits = and_(waits, or_(visits.c.holder.is_(None), visits.c.holder.not_in(dead))) if dead else waits
    moment = case((waits, visits.c.lease), else_=visits.c.due)
    leased = select(func.min(moment)).where(*wanted, visits.c.lease.is_not(None))
    found = (tx.execute(query).scalar() for query in (free, leased))
    return min((due for due in found if due is not None), default=None)


_LEARNT = {
    "memo": "",
    "failures": 0,
    "error": None,
    "gone": False,
    "moved": None,
    "moves": 0,
    "since": None,
    "gap": None,
    "decoded": "",
    "hints": Hints(),
    "terms": (),
    "fault": None,
    "failing": None,
    "naming": "id",
    "evidence": Evidence(),
    "habits": Habits(),
    "pushed": None,
    "languages": (),
}

_FRESH = {**_LEARNT, "lease": None, "notes": (), "address": "", "watched": True, "host": ""}
_FIELDS = tuple(column for column in visits.c if column.name not in {"watched", "host", "holder"})
_LEFT = tuple(column.name for column in _FIELDS if column.name not in {"source", "lease"})


def free(tx: Tx) -> None:
    """Take every lease back; only for a program that knows itself to be alone, such as one that just started."""
    tx.execute(update(visits).where(visits.c.lease.is_not(None)).values(lease=None))
    hosts.free(tx)


@lru_cache(maxsize=100)
def _update(names: tuple[str, ...]) -> Update:
    """What writes these fields of a source that is let go; building it costs more than running it."""
    values: dict[str, Any] = {name: bindparam(name) for name in names}
    return update(visits).where(visits.c.source == bindparam("held")).values(lease=None, **values)


def _host(address: str) -> str:
    """The host of an address, by the name that `net` knows it by; "" for what is no address on the web."""
    try:
        return target(address).host
    except ValueError:
        return ""


def _free(now: datetime, dead: Collection[str] = ()) -> ColumnElement[bool]:
    free = or_(visits.c.lease.is_(None), visits.c.lease <= now)
    return or_(free, visits.c.holder.in_(dead)) if dead else free


def _dead(tx: Tx, card: str) -> frozenset[str]:
    """The programs that hold visits, by their cards, and are not there; not our own, though our connection broke."""
    if not card:
        return frozenset()
    query = select(visits.c.holder).where(visits.c.lease.is_not(None), visits.c.holder.is_not(None)).distinct()
    return present.gone(tx, {each for each in tx.execute(query).scalars() if each != card})
