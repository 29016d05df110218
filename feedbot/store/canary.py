"""How far the canaries came: what was made, what stands in their feed, what was sent; told by what the tables hold."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import and_, delete, func, select

from feedbot.model import CANARY, Walk
from feedbot.store import Tx
from feedbot.store.dialect import chunks, put
from feedbot.store.tables import entries, marks, memberships, outbox, publications, revisions, sightings, stories
from feedbot.store.values import microseconds, moment

KEPT = 20
"""So many canaries stay; the others are forgotten, some at a time."""

_SOME = 50
_LOOKED = 10
_LOOK = timedelta(minutes=5)
_AWAY = timedelta(minutes=15)
_AHEAD = timedelta(minutes=1)
_NAMES = ("number", "arrived", "took", "since", "looked")


def state(tx: Tx) -> Walk:
    """How far the canaries came. Four queries.

    One has arrived when its feed was written with it and its message was sent. What was withdrawn counts: each one is
    when the next comes.
    """
    known = _marks(tx)
    walk = _walk(tx)
    if known.get("number", 0) >= walk.number or walk.arrived is None:
        number, arrived, took = (known.get(name) for name in ("number", "arrived", "took"))
    else:
        number, arrived, took = walk.number, microseconds(walk.arrived), microseconds(walk.took or timedelta(0))
    return Walk(
        laid=walk.laid,
        arrived=None if arrived is None else moment(arrived),
        took=None if took is None else timedelta(microseconds=took),
        since=moment(known["since"]) if "since" in known else None,
        lacks=walk.lacks,
        number=number or 0,
    )


def untended(tx: Tx, now: datetime) -> bool:
    """Whether `tend` would write anything down."""
    known = _marks(tx)
    return (
        known.get("number", 0) < _walk(tx).number
        or not _lately(known, now, _LOOK)
        or (_count(tx) > KEPT + _SOME)
        or _ahead(known, now)
    )


def tend(tx: Tx, now: datetime) -> None:
    """Note what arrived, and from when on one is waited for; forget old canaries.

    Nobody was there to wait if nobody looked for a while, so a canary is late only that long after somebody came back.
    """
    known, walk = _marks(tx), _walk(tx)
    fresh = {"looked": microseconds(now)}
    if not _lately(known, now, _AWAY) or _ahead(known, now):
        fresh["since"] = microseconds(now)
    if walk.arrived is not None and known.get("number", 0) < walk.number:
        took = microseconds(walk.took or timedelta(0))
        fresh |= {"number": walk.number, "arrived": microseconds(walk.arrived), "took": took}
    put(tx, marks, [{"name": _mark(name), "number": number} for name, number in fresh.items()])
    if _count(tx) > KEPT + _SOME:
        _forget(tx)


def _walk(tx: Tx) -> Walk:
    """How far the newest came, and the newest of those that arrived, by what the tables hold now."""
    changed = select(publications.c.feed).where(
        publications.c.feed == CANARY, publications.c.changed > publications.c.written
    )
    pending = tx.execute(changed).first() is not None
    sent = and_(outbox.c.subject == memberships.c.subject, outbox.c.channel == CANARY)
    query = select(memberships.c.number, entries.c.published, outbox.c.shown, outbox.c.settled)
    query = query.join(entries, entries.c.id == memberships.c.subject).outerjoin(outbox, sent)
    query = query.where(memberships.c.feed == CANARY).order_by(memberships.c.number.desc()).limit(_LOOKED)
    rows = tx.execute(query).all()
    if not rows:
        return Walk()
    newest = rows[0]
    lacks = (*(["feed"] if pending else []), *(["chat"] if newest.shown is None else []))
    there = None if pending else next((row for row in rows if row.shown is not None), None)
    if there is None:
        return Walk(laid=newest.published, lacks=lacks)
    took = max(there.settled - there.published, timedelta(0)) if there.settled is not None else None
    return Walk(laid=newest.published, arrived=there.published, took=took, lacks=lacks, number=there.number)


def _marks(tx: Tx) -> dict[str, int]:
    names = {_mark(name): name for name in _NAMES}
    query = select(marks.c.name, marks.c.number).where(marks.c.name.in_(names))
    return {names[name]: number for name, number in tx.execute(query)}


def _mark(name: str) -> str:
    return f"canary:{name}"


def _lately(known: dict[str, int], now: datetime, within: timedelta) -> bool:
    """Whether somebody looked of late, by a clock that was not set since."""
    looked = known.get("looked")
    return looked is not None and now - within < moment(looked) <= now + _AHEAD


def _ahead(known: dict[str, int], now: datetime) -> bool:
    """Whether the clock was set back, so that one is waited for from a moment on that is yet to come."""
    return "since" in known and moment(known["since"]) > now + _AHEAD


def _count(tx: Tx) -> int:
    return tx.execute(select(func.count()).where(memberships.c.feed == CANARY)).scalar_one()


def _forget(tx: Tx) -> None:
    """Forget all but the newest: what was sent of them was deleted long ago."""
    mine = select(memberships.c.subject).where(memberships.c.feed == CANARY)
    old = tx.execute(mine.order_by(memberships.c.number.desc()).offset(KEPT)).scalars().all()
    _delete(tx, old)


def _delete(tx: Tx, ids: Iterable[str]) -> None:
    for some in chunks(ids):
        tx.execute(delete(memberships).where(memberships.c.feed == CANARY, memberships.c.subject.in_(some)))
        tx.execute(delete(outbox).where(outbox.c.channel == CANARY, outbox.c.subject.in_(some)))
        tx.execute(delete(sightings).where(sightings.c.entry.in_(some)))
        tx.execute(delete(revisions).where(revisions.c.entry.in_(some)))
        tx.execute(delete(stories).where(stories.c.id.in_(some)))
        tx.execute(delete(entries).where(entries.c.id.in_(some), entries.c.source == CANARY))
