"""Counts of a day: what each channel was sent, what each rule let through, how many stories were told."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, not_, select

from feedbot.model import CANARY, DIGEST, OWN
from feedbot.store import Tx
from feedbot.store.entries import said
from feedbot.store.tables import entries, outbox

LOOKED = 20_000
"""How many of the newest entries are looked at for their verdicts."""


def sent(tx: Tx, since: datetime) -> Mapping[str, int]:
    """How many deliveries of each channel stand since a moment, new or edited; a digest counts as all that it tells."""
    query = select(outbox.c.channel, func.count()).where(
        outbox.c.settled >= since,
        outbox.c.shown.is_not(None),
        outbox.c.dropped.is_(None),
        not_(outbox.c.subject.startswith(DIGEST)),
    )
    return {channel: int(count) for channel, count in tx.execute(query.group_by(outbox.c.channel))}


def judged(tx: Tx, since: datetime) -> Mapping[str, tuple[int, int]]:
    """For each target of a rule how many entries that came since a moment passed, and how many did not."""
    query = select(entries.c.id, entries.c.verdicts).where(entries.c.recorded >= since, entries.c.source != CANARY)
    passed, refused = Counter[str](), Counter[str]()
    for id, facts in tx.execute(query.order_by(entries.c.recorded.desc()).limit(LOOKED)):
        for verdict in said(id, facts):
            (passed if verdict.passed else refused)[verdict.target] += 1
    return {target: (passed[target], refused[target]) for target in sorted({*passed, *refused})}


def stories(tx: Tx, since: datetime) -> tuple[int, int]:
    """How many entries came since a moment, and how many stories they tell; our own alarms are not counted."""
    query = select(func.count(), func.count(entries.c.story.distinct()))
    row = tx.execute(query.where(entries.c.recorded >= since, entries.c.source.not_in(OWN))).one()
    return int(row[0]), int(row[1])
