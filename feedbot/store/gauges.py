"""What is measured of the store, for programs that watch us.

`glance` asks indexes and small tables only, so it costs the same however much is stored; `count` looks at every source,
and at index entries of all that is stored, so it is for now and then.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, func, literal_column, select, text, true

from feedbot.model import OWN, Ailment, Walk
from feedbot.store import Tx, visits
from feedbot.store import canary as canaries
from feedbot.store.backup import taken
from feedbot.store.engine import file
from feedbot.store.health import standing
from feedbot.store.numbers import Outline, outlines
from feedbot.store.tables import (
    ailments,
    entries,
    lanes,
    outbox,
    owed,
    people,
    pings,
    publications,
    pushes,
    subscribers,
)
from feedbot.store.tables import visits as sources


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A channel's lane, and what it is owed: how much, since when the first is due, how much it ever was promised."""

    ready: datetime
    gone: bool = False
    failures: int = 0
    probes: int = 0
    found: int = 0
    owed: int = 0
    due: datetime | None = None
    promised: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """A feed: how often it changed, whether it waits to be written, and since when it says what it says."""

    changes: int
    pending: bool
    updated: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """What costs little: lanes and feeds by name, ailments by code, when a visit is due and an entry was recorded last.

    `size` is the bytes that the database takes, `walk` how far the canaries came.
    """

    lines: Mapping[str, Line]
    issues: Mapping[str, Issue]
    ailments: Mapping[str, int]
    due: datetime | None
    newest: datetime | None
    size: int
    walk: Walk | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What was set aside of a channel: deliveries that are parked and dropped, and sends whose answers were lost."""

    parked: int = 0
    dropped: int = 0
    unknown: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """What grows with what is stored: sources in outline, when one was visited last, entries, what was set aside.

    `ailments` are all that is wrong now. `hubs` are subscriptions at hubs of sources, `listeners` those at our own hub,
    `people` who talks to the bot: each by state.
    """

    outlines: Mapping[str, Outline]
    ailments: tuple[Ailment, ...]
    tried: datetime | None
    entries: int
    fates: Mapping[str, Fate]
    hubs: Mapping[str, int]
    listeners: Mapping[str, int]
    people: Mapping[str, int]


def glance(tx: Tx, *, canary: bool) -> Glance:
    """What costs little, of the `canary` too if there is one. Eight queries, and three for the canary."""
    codes = select(ailments.c.code, func.count()).group_by(ailments.c.code)
    newest = select(entries.c.recorded).where(entries.c.source.not_in(OWN))
    newest = newest.order_by(entries.c.recorded.desc()).limit(1)
    return Glance(
        lines=_lines(tx),
        issues=_issues(tx),
        ailments={code: int(number) for code, number in tx.execute(codes)},
        due=visits.next_due(tx),
        newest=tx.execute(newest).scalar(),
        size=_size(tx),
        walk=canaries.state(tx) if canary else None,
    )


def count(tx: Tx, now: datetime) -> Count:
    """What grows with what is stored. Eleven queries."""
    return Count(
        outlines=outlines(tx),
        ailments=standing(tx),
        tried=tx.execute(select(func.max(sources.c.tried)).where(sources.c.watched == true())).scalar(),
        entries=int(tx.execute(select(func.count()).select_from(entries)).scalar_one()),
        fates=_fates(tx),
        hubs=_hubs(tx, now),
        listeners=_listeners(tx, now),
        people=_people(tx),
    )


def engine(store: Engine) -> str:
    """The name of the engine: "sqlite" or "postgresql"."""
    return store.dialect.name


def _lines(tx: Tx) -> Mapping[str, Line]:
    due = select(outbox.c.channel, func.count(), func.min(outbox.c.due)).where(owed).group_by(outbox.c.channel)
    owing = {channel: (int(number), first) for channel, number, first in tx.execute(due)}
    # Numbers of a channel's promises are never given twice, so the highest says how many there were.
    last = select(func.max(outbox.c.number)).where(outbox.c.channel == lanes.c.channel).scalar_subquery()
    fields = ("ready", "failures", "probes", "found")
    wanted = (lanes.c[name] for name in fields)
    gone = lanes.c.gone.is_not(None).label("closed")
    query = select(lanes.c.channel, *wanted, gone, func.coalesce(last, 0).label("promised"))
    lines = {}
    for row in tx.execute(query):
        number, first = owing.get(row.channel, (0, None))
        own = {name: row._mapping[name] for name in fields}
        closed, promised = bool(row.closed), int(row.promised)
        lines[row.channel] = Line(**own, gone=closed, owed=number, due=first, promised=promised)
    return lines


def _issues(tx: Tx) -> Mapping[str, Issue]:
    query = select(publications.c.feed, publications.c.changed, publications.c.written, publications.c.updated)
    return {
        feed: Issue(changes=changed, pending=changed > written, updated=updated)
        for feed, changed, written, updated in tx.execute(query)
    }


def _fates(tx: Tx) -> Mapping[str, Fate]:
    """Three queries, each of which a partial index answers."""
    group = outbox.c.channel
    aside = (outbox.c.parked.is_not(None), outbox.c.dropped.is_(None))
    asked = {
        "parked": select(group, func.count()).where(*aside),
        "dropped": select(group, func.count()).where(outbox.c.dropped.is_not(None)),
        # As a word of the statement, since an index of some rows only serves who names these rows.
        "unknown": select(group, func.sum(outbox.c.unknowns)).where(outbox.c.unknowns > literal_column("0")),
    }
    found: dict[str, dict[str, int]] = {}
    for name, query in asked.items():
        for channel, number in tx.execute(query.group_by(group)):
            found.setdefault(channel, {})[name] = int(number)
    return {channel: Fate(**numbers) for channel, numbers in found.items()}


def _hubs(tx: Tx, now: datetime) -> Mapping[str, int]:
    """One query over the sources that have a hub."""
    told = {"active": 0, "waiting": 0, "failing": 0}
    for failures, until in tx.execute(select(pushes.c.failures, pushes.c.until)):
        active = until is not None and until > now
        told["active" if active else "failing" if failures else "waiting"] += 1
    return told


def _listeners(tx: Tx, now: datetime) -> Mapping[str, int]:
    """Two queries over those who subscribed here, and over the hubs elsewhere that are told of our feeds."""
    told = {"active": 0, "waiting": 0, "failing": 0}
    for failures, until in tx.execute(select(subscribers.c.failures, subscribers.c.until)):
        active = until is not None and until > now
        told["failing" if failures else "active" if active else "waiting"] += 1
    for (failures,) in tx.execute(select(pings.c.failures)):
        told["failing" if failures else "active"] += 1
    return told


def _people(tx: Tx) -> Mapping[str, int]:
    gone = people.c.stopped.is_not(None).label("gone")
    told = {"active": 0, "gone": 0}
    for stopped, number in tx.execute(select(gone, func.count()).group_by(gone)):
        told["gone" if stopped else "active"] = int(number)
    return told


def _size(tx: Tx) -> int:
    if tx.dialect.name == "postgresql":
        return int(tx.execute(text("SELECT pg_database_size(current_database())")).scalar_one())
    if (path := file(tx.engine)) is not None:
        return taken(path)
    asked = text("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
    return int(tx.execute(asked).scalar_one())
