"""What is wrong now, the log of what began and what was over, and what tells how channels are."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, case, delete, func, not_, or_, select

from feedbot.model import DIGEST, Ailment, Alarm, Delivery
from feedbot.store import Tx, dialect, lapses, waiting
from feedbot.store.tables import ailments, alarms, lanes, marks, outbox, owed

OLD = "not sent within "
"""How the reason begins for which a delivery was dropped because it was too old."""


def standing(tx: Tx) -> tuple[Ailment, ...]:
    """All that is wrong now, by source and code."""
    rows = tx.execute(select(ailments).order_by(ailments.c.source, ailments.c.code))
    return tuple(Ailment(**row._asdict()) for row in rows)


def write(tx: Tx, flips: Sequence[Alarm], before: Iterable[Ailment], after: Iterable[Ailment]) -> None:
    """Note what began and what is over, and let `after` stand where `before` stood."""
    held = {(each.source, each.code): each for each in before}
    now = {(each.source, each.code): each for each in after}
    gone = [{"whose": source, "what": code} for source, code in held if (source, code) not in now]
    if gone:
        mine = (ailments.c.source == bindparam("whose"), ailments.c.code == bindparam("what"))
        tx.execute(delete(ailments).where(*mine), gone)
    dialect.put(tx, ailments, [_fields(each) for key, each in now.items() if held.get(key) != each])
    if flips:
        last = tx.execute(select(func.max(alarms.c.number))).scalar() or 0
        rows = [
            {**_fields(each.ailment), "number": number, "at": each.at, "over": each.over}
            for number, each in enumerate(flips, last + 1)
        ]
        tx.execute(alarms.insert(), rows)


def log(tx: Tx, source: str | None = None, limit: int = 50) -> tuple[Alarm, ...]:
    """The last alarms, of one source if it is named, newest first."""
    query = select(alarms).order_by(alarms.c.number.desc()).limit(limit)
    if source is not None:
        query = query.where(alarms.c.source == source)
    return tuple(_alarm(row._asdict()) for row in tx.execute(query))


def since(tx: Tx, sources: Iterable[str], moment: datetime) -> tuple[Alarm, ...]:
    """The alarms of some sources from a moment on, oldest first."""
    found: list[tuple[int, Alarm]] = []
    for some in dialect.chunks(sources):
        query = select(alarms).where(alarms.c.source.in_(some), alarms.c.at >= moment)
        found += [(row.number, _alarm(row._asdict())) for row in tx.execute(query)]
    return tuple(alarm for _, alarm in sorted(found, key=lambda each: each[0]))


def parked(tx: Tx, since: datetime) -> Mapping[str, Mapping[str, int]]:
    """How many deliveries of each channel were parked from a moment on and are, by the reason.

    Channels without any are left out. A digest is not counted by itself: all that it tells is.
    """
    mine = (outbox.c.settled >= since, outbox.c.parked.is_not(None), outbox.c.dropped.is_(None), _SINGLE)
    found: dict[str, Counter[str]] = {}
    # Counted here: grouped by the database, it would look at all rows instead of the few that are so young.
    for row in tx.execute(select(outbox.c.channel, outbox.c.parked).where(*mine)):
        found.setdefault(row.channel, Counter())[row.parked] += 1
    return found


def holds(tx: Tx, channel: str) -> bool:
    """Whether anything of a channel is parked, however long; the newest are looked at first."""
    mine = (outbox.c.channel == channel, outbox.c.parked.is_not(None), outbox.c.dropped.is_(None))
    query = select(outbox.c.number).where(*mine).order_by(outbox.c.number.desc()).limit(1)
    return tx.execute(query).first() is not None


def lost(tx: Tx, since: datetime) -> Mapping[str, tuple[int, int]]:
    """By channel, from a moment on: how many deliveries were dropped as too old, and of how many sends nobody knows.

    Channels without either are left out. Of what was promised before a copy of the database was put back, one send is
    no such: it was counted by whoever put it back, and nobody has tried it.
    """
    old = and_(outbox.c.dropped.startswith(OLD), _SINGLE)
    query = select(outbox.c.channel, case((old, 1), else_=0).label("old"), outbox.c.unknowns)
    dropped, unknown = Counter[str](), Counter[str]()
    for row in tx.execute(query.where(outbox.c.settled >= since, or_(old, outbox.c.unknowns > 0))):
        dropped[row.channel] += row.old
        unknown[row.channel] += row.unknowns
    if unknown.total() and (lapse := lapses.found(tx)) is not None:
        doubted = select(outbox).where(outbox.c.settled >= since, outbox.c.unknowns > 0, _SINGLE)
        every = [Delivery(**row._asdict()) for row in tx.execute(doubted)]
        made = waiting.promised(tx, every, lapse.at)  # what a person let go again was made anew
        unknown.subtract(channel for (channel, _), at in made.items() if at <= lapse.at)
    return {
        channel: (dropped[channel], unknown[channel]) for channel in dropped if dropped[channel] or unknown[channel]
    }


def reached(tx: Tx, channel: str, since: datetime) -> bool:
    """Whether anything arrived in a channel after a moment."""
    mine = (outbox.c.channel == channel, outbox.c.settled > since, outbox.c.shown.is_not(None))
    query = select(outbox.c.subject).where(*mine, outbox.c.attempted.is_(None), outbox.c.error.is_(None))
    return tx.execute(query.limit(1)).first() is not None


def marked(tx: Tx, names: Iterable[str]) -> Mapping[str, int]:
    """The numbers of those of the names that have one (`marks.at`); a query for 500 of them."""
    found: dict[str, int] = {}
    for some in dialect.chunks(names):
        query = select(marks.c.name, marks.c.number).where(marks.c.name.in_(some))
        found |= {name: number for name, number in tx.execute(query)}
    return found


def pulse(tx: Tx, now: datetime) -> None:
    """Write one tiny row, which tells whether the database takes writes at all."""
    dialect.put(tx, marks, [{"name": _PULSE, "number": int(now.timestamp())}])


def stalled(tx: Tx, channels: Sequence[str], since: datetime) -> Mapping[str, datetime]:
    """Of some channels those that could have sent since before a moment, and did not; since when they could.

    Such a lane is ready, nobody's, and owed something due; and nothing of it was settled since that moment.
    """
    free = or_(lanes.c.lease.is_(None), lanes.c.lease <= since)
    first = select(func.min(outbox.c.due)).where(outbox.c.channel == lanes.c.channel, owed).scalar_subquery()
    query = select(lanes.c.channel, lanes.c.ready, lanes.c.lease, first.label("due"))
    found: dict[str, datetime] = {}
    for some in dialect.chunks(channels):
        mine = (lanes.c.channel.in_(some), lanes.c.ready <= since, free, first <= since)
        for channel, *moments in tx.execute(query.where(*mine)):
            found[channel] = max(each for each in moments if each is not None)
    # Counted back from now, not by channel: what was settled of late is few, whatever a channel was sent in its life.
    moved = select(outbox.c.channel).distinct().where(outbox.c.settled > since)
    busy = set(tx.execute(moved).scalars()) if found else set()
    return {channel: at for channel, at in found.items() if channel not in busy}


def prune(tx: Tx, before: datetime) -> int:
    """Forget alarms that are older; how many there were."""
    return tx.execute(delete(alarms).where(alarms.c.at < before)).rowcount


_PULSE = "pulse"

_SINGLE = not_(outbox.c.subject.startswith(DIGEST))


def _fields(each: Ailment) -> dict[str, Any]:
    return {column.name: getattr(each, column.name) for column in ailments.c}


def _alarm(row: dict[str, Any]) -> Alarm:
    row.pop("number")
    at, over = row.pop("at"), row.pop("over")
    return Alarm(ailment=Ailment(**row), at=at, over=over)
