"""How much came in and went out, and how well: counted by the database, so that thousands of rows stay where they are.

Whatever there is to count, each function asks as often as its docstring says.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product
from typing import TypeVar

from sqlalchemy import JSON, BigInteger, ColumnElement, Select, and_, case, func, not_, or_, select, type_coerce

from feedbot.model import CANARY, DIGEST, OWN, Trip
from feedbot.store import Tx, trails
from feedbot.store import outbox as outboxes
from feedbot.store.tables import entries, outbox, owed, visits
from feedbot.store.tables import trails as paths
from feedbot.store.values import microseconds, moment

HOUR = timedelta(hours=1)

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)

# When the first visit of a source was (`Traits.began`), in seconds; PostgreSQL would cast to integers of 32 bits.
_BEGAN = type_coerce(visits.c.habits, JSON)[("traits", 0)].as_float()

Number = TypeVar("Number", int, ColumnElement[int])


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What tells the state of a source: whether a visit ever worked, whether the last failed, whether it is gone."""

    visited: bool = False
    failing: bool = False
    gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """How many entries of a source came within an hour that begins `at`; `source` None is for all not named."""

    at: datetime
    source: str | None
    entries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """What went out within an hour that begins `at`: messages that are new, and those that were edited."""

    at: datetime
    sent: int
    edited: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lateness:
    """How late new messages were: of half of them at most `half`, of 95 in 100 at most `most` (nearest rank).

    `at` begins the hour in which they were sent; None is for all hours together. It counts from when an article was
    published. What was published before its source was watched, a day before it came, or later than that, is left out.
    """

    at: datetime | None
    half: timedelta
    most: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Thrift:
    """What the last visits over HTTP cost: how many there were, failed, and were answered by "unchanged" (304).

    `saved` are the bytes that these did not send: for each the size of the last full answer before it, if that is
    still known.
    """

    visits: int = 0
    failed: int = 0
    unchanged: int = 0
    saved: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tale:
    """A story: how many entries and sources told it lately, and the title of the entry that did so first."""

    id: str
    title: str
    entries: int
    sources: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """How many deliveries of a channel are owed, parked, dropped and sent, and how many sends are unknown.

    `last` is when something was sent or edited there last.
    """

    owed: int = 0
    parked: int = 0
    dropped: int = 0
    sent: int = 0
    unknown: int = 0
    last: datetime | None = None


def outlines(tx: Tx) -> Mapping[str, Outline]:
    """Every source that was ever enrolled, in outline. One query."""
    few = {signs: Outline(**dict(zip(_SIGNS, signs, strict=True))) for signs in product((False, True), repeat=3)}
    signs = (visits.c.visited.is_not(None), visits.c.failures > 0, visits.c.gone)
    return {source: few[bool(a), bool(b), bool(c)] for source, a, b, c in tx.execute(select(visits.c.source, *signs))}


def lately(tx: Tx, limit: int) -> tuple[tuple[str, Trip], ...]:
    """The sources visited last, newest first, each with its last visit. Two queries."""
    query = select(visits.c.source).where(visits.c.tried.is_not(None), visits.c.source != CANARY)
    names = tx.execute(query.order_by(visits.c.tried.desc(), visits.c.source).limit(limit)).scalars().all()
    found = trails.trips(tx, names)
    return tuple((name, found[name][-1]) for name in names if found.get(name))


def queues(tx: Tx) -> Mapping[str, Queue]:
    """The channels that were ever promised anything, with their queues. One query."""
    standing = and_(outbox.c.parked.is_(None), outbox.c.dropped.is_(None))
    query = select(
        outbox.c.channel,
        _number(owed).label("owed"),
        _number(outbox.c.parked.is_not(None), outbox.c.dropped.is_(None)).label("parked"),
        _number(outbox.c.dropped.is_not(None)).label("dropped"),
        _number(standing, outbox.c.wanted == outbox.c.shown).label("sent"),
        func.coalesce(func.sum(outbox.c.unknowns), 0).label("unknown"),
        func.max(case((outbox.c.shown.is_not(None), outbox.c.settled))).label("last"),
    )
    rows = tx.execute(query.group_by(outbox.c.channel).order_by(outbox.c.channel))
    counts = ("owed", "parked", "dropped", "sent", "unknown")
    return {row.channel: Queue(**{name: int(row._mapping[name]) for name in counts}, last=row.last) for row in rows}


def arrivals(tx: Tx, since: datetime, top: int) -> tuple[Arrival, ...]:
    """Entries by hour and source, from a moment on, hour by hour; all but the `top` sources together. One query.

    Entries of our own, which tell of alarms, are not counted.
    """
    hour = _hour(entries.c.recorded).label("hour")
    came = select(hour, entries.c.source, func.count().label("number"))
    came = came.where(entries.c.recorded >= since, entries.c.source.not_in(OWN))
    each = came.group_by(hour, entries.c.source).cte("each_source")
    most = select(each.c.source).group_by(each.c.source)
    named = most.order_by(func.sum(each.c.number).desc(), each.c.source).limit(top).cte("named")
    source = case((each.c.source.in_(select(named.c.source)), each.c.source)).label("told")
    query = select(each.c.hour, source, func.sum(each.c.number).label("number")).group_by(each.c.hour, source)
    rows = tx.execute(query.order_by(each.c.hour, source))
    return tuple(Arrival(at=_moment(row.hour), source=row.told, entries=int(row.number)) for row in rows)


def departures(tx: Tx, since: datetime) -> tuple[Departure, ...]:
    """Messages by the hour in which they were last sent or edited, from a moment on, hour by hour. One query."""
    hour = _hour(outbox.c.settled).label("hour")
    query = select(hour, _number(_first).label("sent"), _number(not_(_first)).label("edited"))
    news = (outbox.c.settled >= since, outbox.c.shown.is_not(None), outbox.c.channel != CANARY)
    query = query.where(*news).group_by(hour).order_by(hour)
    return tuple(Departure(at=_moment(row.hour), sent=row.sent, edited=row.edited) for row in tx.execute(query))


def lateness(tx: Tx, since: datetime) -> tuple[Lateness, ...]:
    """How late new messages were, by the hour in which they were sent, from a moment on, then of all. One query."""
    late = _late(since).cte("late")
    hour, length = late.c.hour, late.c.length
    ranked = select(
        hour,
        length,
        func.row_number().over(partition_by=hour, order_by=length).label("place"),
        func.count().over(partition_by=hour).label("of"),
        func.row_number().over(order_by=length).label("whole_place"),
        func.count().over().label("whole_of"),
    ).subquery()
    told = (_either(ranked.c.place, ranked.c.of), _either(ranked.c.whole_place, ranked.c.whole_of))
    found: dict[int | None, list[timedelta]] = {None: []}
    for row in tx.execute(select(ranked).where(or_(*told)).order_by(ranked.c.hour, ranked.c.length)):
        for at, place, of in ((row.hour, row.place, row.of), (None, row.whole_place, row.whole_of)):
            if place in (_half(of), _most(of)):
                found.setdefault(at, []).append(timedelta(microseconds=row.length))
    whole = found.pop(None)
    hours = [Lateness(at=_moment(at), half=two[0], most=two[-1]) for at, two in found.items() if at is not None]
    return (*hours, Lateness(at=None, half=min(whole), most=max(whole))) if whole else ()


def thrift(tx: Tx, names: Collection[str]) -> Thrift:
    """What the last visits of sources cost: 48 of each. One query, which reads a few KiB of each source.

    `names` are those that are asked over HTTP: a folder or a mailbox is never sent over, so that none spares bytes.
    """
    count = failed = unchanged = saved = 0
    query = select(paths.c.source, type_coerce(paths.c.visits, JSON)).execution_options(yield_per=500)
    for name, held in tx.execute(query):
        if name not in names:
            continue
        full = 0
        count += len(held)
        for trip in held:
            outcome, size = trip[1], trip[3]
            if outcome == "unchanged":
                unchanged += 1
                saved += full
            elif outcome == "failed":
                failed += 1
            else:
                full = size
    return Thrift(visits=count, failed=failed, unchanged=unchanged, saved=saved)


def tales(tx: Tx, since: datetime, limit: int) -> tuple[Tale, ...]:
    """The stories that most entries joined since a moment, most first; none that only one entry tells. Two queries."""
    size, sources = func.count().label("size"), func.count(entries.c.source.distinct()).label("sources")
    query = select(entries.c.story, size, sources).where(entries.c.recorded >= since, entries.c.story.is_not(None))
    query = query.where(entries.c.retracted.is_(None)).group_by(entries.c.story).having(size > 1)
    rows = tx.execute(query.order_by(size.desc(), entries.c.story).limit(limit)).all()
    first = _titles(tx, [row.story for row in rows])
    return tuple(Tale(id=row.story, title=first[row.story], entries=row.size, sources=row.sources) for row in rows)


_first = outbox.c.due <= outbox.c.made
"""Whether a delivery is of a message that is new: what is wanted anew of one is due later than it was promised."""

_SIGNS = ("visited", "failing", "gone")


def _number(*where: ColumnElement[bool]) -> ColumnElement[int]:
    """How many rows of a group are such."""
    return func.count(case((and_(*where), 1)))


def _hour(column: ColumnElement[datetime]) -> ColumnElement[int]:
    """The hour of a moment, as their number since 1970."""
    return type_coerce(column, BigInteger) // microseconds(HOUR)


def _moment(hour: int) -> datetime:
    return moment(hour * microseconds(HOUR))


def _late(since: datetime) -> Select[int, int]:
    """The hour in which each new message was sent, and how late it was, in microseconds."""
    settled, recorded, published = (
        type_coerce(column, BigInteger) for column in (outbox.c.settled, entries.c.recorded, entries.c.published)
    )
    credible = and_(published <= recorded, published >= recorded - microseconds(_DAY))
    watched = published >= func.coalesce(_BEGAN, 0) * microseconds(_SECOND)
    query = select(_hour(outbox.c.settled).label("hour"), (settled - published).label("length")).select_from(outbox)
    query = query.join(entries, entries.c.id == outbox.c.subject)
    query = query.outerjoin(visits, visits.c.source == entries.c.source).where(credible, watched)
    return query.where(outbox.c.settled >= since, outbox.c.shown.is_not(None), outbox.c.channel != CANARY, _first)


def _half(of: Number) -> Number:
    """The rank of the median (nearest rank)."""
    return (of + 1) // 2


def _most(of: Number) -> Number:
    """The rank of 95 in 100 (nearest rank)."""
    return (of * 95 + 99) // 100


def _either(place: ColumnElement[int], of: ColumnElement[int]) -> ColumnElement[bool]:
    return or_(place == _half(of), place == _most(of))


def _titles(tx: Tx, stories: list[str]) -> dict[str, str]:
    """The title of the entry of each story that was there first."""
    query = select(entries.c.story, entries.c.title).where(entries.c.story.in_(stories), entries.c.retracted.is_(None))
    order = (entries.c.recorded.desc(), entries.c.id == entries.c.story, entries.c.published.desc())
    return {str(row.story): row.title for row in tx.execute(query.order_by(*order))}


def owing(tx: Tx, channels: Collection[str], now: datetime) -> tuple[int, int, datetime | None]:
    """How many deliveries of channels are owed by now, how many later, and when the first of these is due.

    A digest is not counted by itself: all that it tells is.
    """
    later = outbox.c.due > now
    ours = (outbox.c.channel.in_(channels), not_(outbox.c.subject.startswith(DIGEST)), outboxes.STATES["owed"])
    query = select(later, func.count(), func.min(outbox.c.due)).where(*ours).group_by(later)
    found = {bool(row[0]): (int(row[1]), row[2]) for row in tx.execute(query)}
    waiting, until = found.get(True, (0, None))
    return found.get(False, (0, None))[0], waiting, until
