"""Batches as a visit would give them, and ways to look at a whole store."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, Row, event, select

from feedbot.model import Batch, Claim, Delivery, Entry, Membership, Promise, Settled, Sighting, Story, Verdict
from feedbot.store import Tx, claims, entries, feeds, outbox, read, write
from feedbot.store.tables import metadata
from tests import make

LEASE = timedelta(minutes=3)


def sighting(entry: Entry, **fields: Any) -> Sighting:
    """An entry under its own key."""
    known = {"source": entry.source, "key": entry.key, "entry": entry.id, "raw": f"raw of {entry.digest}"}
    return Sighting(**{**known, "seen": make.NOW, **fields})


def batch(*numbers: int, feed: str = "main", channel: str = "console", **fields: Any) -> Batch:
    """What a visit brings that finds an entry for each number, shown in a feed and promised to a channel."""
    return of(*(make.entry(number) for number in numbers), feed=feed, channel=channel, **fields)


def of(*opened: Entry, feed: str = "main", channel: str = "console", **fields: Any) -> Batch:
    """The same for given entries."""
    known: dict[str, Any] = {
        "source": opened[0].source if opened else "sample",
        "opened": opened,
        "sightings": tuple(sighting(each) for each in opened),
        "stories": tuple(story(each.id) for each in opened),
        "memberships": tuple(Membership(feed=feed, subject=each.id, published=each.published) for each in opened),
        "promises": tuple(promise(each, channel=channel) for each in opened),
        "verdicts": tuple(verdict(each.id, target=f"feed:{feed}") for each in opened),
    }
    return Batch(**{**known, **fields})


def edited(number: int = 1, **fields: Any) -> Batch:
    """What a visit brings that finds entry `number` with another text."""
    entry = make.entry(number, **{"digest": f"digest-{number}b", "title": "Another title", **fields})
    return Batch(source=entry.source, changed=(entry,), sightings=(sighting(entry),))


def story(*ids: str) -> Story:
    """A story of entries, opened by the first."""
    return Story(id=ids[0], entries=ids, opened=make.NOW, updated=make.NOW)


def promise(entry: Entry, **fields: Any) -> Promise:
    """An entry promised at once."""
    return Promise(**{"channel": "console", "subject": entry.id, "wanted": entry.digest, "due": make.NOW, **fields})


def verdict(subject: str, **fields: Any) -> Verdict:
    """A verdict that let an entry pass."""
    return Verdict(
        **{
            "target": "feed:main",
            "subject": subject,
            "passed": True,
            "because": "takes every source",
            "at": make.NOW,
            **fields,
        }
    )


def absorb(tx: Tx, *batches: Batch, now: datetime = make.NOW) -> int:
    """Record batches as `ingest` does; how many deliveries are newly owed."""
    newly = 0
    for each in batches:
        entries.record(tx, each, now)
        feeds.admit(tx, each, now)
        newly += outbox.owe(tx, each, now)
    return newly


def held(engine: Engine, *batches: Batch, now: datetime = make.NOW) -> int:
    """Record batches in a transaction of their own."""
    with write(engine) as tx:
        return absorb(tx, *batches, now=now)


def claimed(engine: Engine, *channels: str, now: datetime = make.NOW) -> Claim | None:
    """Claim a lane, of "console" if no channel is named."""
    with write(engine) as tx:
        return claims.claim(tx, channels or ["console"], now, LEASE)


def sure(claim: Claim | None) -> Claim:
    """A claim that must be there."""
    assert claim is not None
    return claim


def attempted(engine: Engine, claim: Claim, now: datetime = make.NOW, bot: str | None = None) -> datetime | None:
    """Note an attempt with slots of a second."""
    with write(engine) as tx:
        return outbox.attempt(tx, claim, now, trial=None, bot=bot, slot=timedelta(seconds=1))


def settled(engine: Engine, claim: Claim, *, lane: dict[str, Any] | None = None, **fields: Any) -> None:
    """Settle a claim with fields of its delivery, and of its lane, changed."""
    delivery = replace(claim.delivery, **{"settled": make.NOW, **fields})
    with write(engine) as tx:
        outbox.settle(tx, Settled(delivery=delivery, lane=replace(claim.lane, **(lane or {}))))


def sent(engine: Engine, claim: Claim, *messages: int) -> None:
    """Settle a claim as sent."""
    settled(engine, claim, shown=claim.delivery.wanted, standing=make.standing(*(messages or (1,))), attempted=None)


def delivery(engine: Engine, number: int = 1, channel: str = "console") -> Delivery:
    """What a channel is owed of entry `number`."""
    with read(engine) as tx:
        (found,) = outbox.deliveries(tx, channel=channel, subject=make.entry(number).id)
    return found


def rows(engine: Engine) -> dict[str, list[Row[Any]]]:
    """Everything a store holds."""
    with read(engine) as tx:
        return {
            table.name: list(tx.execute(select(table).order_by(*table.primary_key))) for table in metadata.sorted_tables
        }


class Statements:
    """Sees every statement that an engine is given, and lets the one after `most` fail."""

    def __init__(self, engine: Engine, *, most: int | None = None) -> None:
        self.engine = engine
        self.most = most
        self.count = 0
        self.seen: list[str] = []

    def __enter__(self) -> "Statements":
        event.listen(self.engine, "before_cursor_execute", self.note)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(self.engine, "before_cursor_execute", self.note)

    def note(self, _connection: object, _cursor: object, statement: str, *_: object) -> None:
        """Count a statement; raise DeathError instead of letting it run when enough have.

        Where writers take turns by a lock of the server, that is a statement too, but none of ours to be seen.
        """
        if self.most is not None and self.count >= self.most:
            raise DeathError
        self.count += 1
        if "pg_advisory_xact_lock" not in statement:
            self.seen.append(statement)


class DeathError(Exception):
    """The process dies here."""
