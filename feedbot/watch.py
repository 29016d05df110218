"""See how the sources are, and tell once what began to be wrong and what is over. It visits nothing."""

from datetime import datetime, timedelta

from feedbot.model import Alarm, Config
from feedbot.rules import alarms, health
from feedbot.store import Tx, entries, feeds, outbox, visits
from feedbot.store import health as records

_KEPT = timedelta(days=365)


def changed(tx: Tx, *, config: Config, now: datetime) -> bool:
    """Whether `watch` would find anything to write down: asked first, so that no writer waits for thousands of rows."""
    before = records.standing(tx)
    _, after = health.review(config.sources, visits.cursors(tx), before, now)
    return set(after) != set(before)


def watch(tx: Tx, *, config: Config, now: datetime) -> tuple[Alarm, ...]:
    """Note what began to be wrong with sources and what is over, inside the caller's one transaction; what is told.

    What is told becomes entries of our own, published and owed as news are. While nothing changes, this takes two
    queries and writes nothing. When our own network works again, sources that failed with it are visited at once.
    """
    before = records.standing(tx, alone=True)
    cursors = visits.cursors(tx)
    flips, after = health.review(config.sources, cursors, before, now)
    if any(not each.over for each in flips):
        begun = {each.ailment.source for each in flips if not each.over}
        recent = records.since(tx, {"", *begun}, now - health.MEMORY)
        flips, after = health.review(config.sources, cursors, before, now, recent=recent)
    if set(after) != set(before):
        records.write(tx, flips, before, after)
    if not flips:
        return ()
    records.prune(tx, now - _KEPT)
    told = health.loud(flips, config.sources, before, after)
    batch = alarms.batch(told, config, now)
    entries.record(tx, batch, now)
    feeds.admit(tx, batch, now)
    outbox.owe(tx, batch, now)
    if any(each.over and each.ailment.code == "network" for each in flips):
        for name, cursor in cursors.items():
            if cursor.failures and cursor.fault == "network":
                visits.hurry(tx, name, now)
    return told
