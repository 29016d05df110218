"""What a report tells of a while: counted by the database, once for each report.

A while begins `since` a moment, which belongs to it, and lasts `until` one that does not. Entries of our own are left
out.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, func, not_, select

from feedbot.model import CANARY, OWN
from feedbot.store import Tx, trails
from feedbot.store.tables import alarms, entries, outbox

MOST = 20_000
"""Of how many entries at most, the newest, verdicts are counted."""


def arrivals(tx: Tx, since: datetime, until: datetime) -> Mapping[str, int]:
    """How many entries came in, by source; sources without any are left out."""
    query = select(entries.c.source, func.count()).where(*_came(since, until)).group_by(entries.c.source)
    return {source: number for source, number in tx.execute(query)}


def departures(tx: Tx, since: datetime, until: datetime) -> Mapping[str, tuple[int, int]]:
    """How many messages were sent, and how many were edited last, by channel; a digest is one message."""
    new = outbox.c.due <= outbox.c.made
    query = select(outbox.c.channel, _number(new), _number(not_(new)))
    mine = (outbox.c.settled >= since, outbox.c.settled < until, outbox.c.shown.is_not(None), outbox.c.folded.is_(None))
    query = query.where(*mine, outbox.c.channel != CANARY).group_by(outbox.c.channel)
    return {channel: (sent, edited) for channel, sent, edited in tx.execute(query)}


def outlets(tx: Tx, since: datetime, until: datetime) -> Mapping[int, int]:
    """How many stories were told by how many sources."""
    told = select(func.count(entries.c.source.distinct()).label("sources"))
    told = told.where(*_came(since, until), entries.c.story.is_not(None), entries.c.retracted.is_(None))
    each = told.group_by(entries.c.story).subquery()
    return {
        sources: number for sources, number in tx.execute(select(each.c.sources, func.count()).group_by(each.c.sources))
    }


def judged(tx: Tx, since: datetime, until: datetime) -> Mapping[str, tuple[int, int]]:
    """By target, how many entries passed of how many that it judged; of very many only the newest are looked at."""
    passed, asked = Counter[str](), Counter[str]()
    query = select(entries.c.verdicts).where(*_came(since, until)).order_by(entries.c.recorded.desc()).limit(MOST)
    for facts in tx.execute(query.execution_options(yield_per=1_000)).scalars():
        for fact in facts:
            asked[fact["target"]] += 1
            passed[fact["target"]] += bool(fact["passed"])
    return {target: (passed[target], number) for target, number in asked.items()}


def flips(tx: Tx, since: datetime, until: datetime) -> tuple[int, int]:
    """How many ailments began, and how many were over."""
    query = select(_number(not_(alarms.c.over)), _number(alarms.c.over))
    began, over = tx.execute(query.where(alarms.c.at >= since, alarms.c.at < until)).one()
    return began, over


def slowest(tx: Tx, sources: Collection[str], since: datetime, limit: int) -> tuple[tuple[str, timedelta], ...]:
    """The sources whose visits took longest in the mean of the last of them, slowest first, with that mean."""
    means = []
    for source, trips in trails.trips(tx, tuple(sources)).items():
        took = [trip.took for trip in trips if trip.at >= since]
        if took:
            means.append((sum(took, timedelta(0)) / len(took), source))
    means.sort(key=lambda each: (-each[0], each[1]))
    return tuple((source, took) for took, source in means[:limit])


def _came(since: datetime, until: datetime) -> tuple[ColumnElement[bool], ...]:
    return entries.c.recorded >= since, entries.c.recorded < until, entries.c.source.not_in(OWN)


def _number(*where: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((and_(*where), 1)))
