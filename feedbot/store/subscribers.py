"""Who asked our own hub for a document, and the hubs elsewhere that are told of changes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update

from feedbot.model import Ping, Subscriber
from feedbot.store import Tx
from feedbot.store.dialect import add, chunks, put
from feedbot.store.tables import pings, subscribers

_AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)
_MOST = 10_000

_owed = and_(subscribers.c.wanted.is_not(None), subscribers.c.wanted.is_distinct_from(subscribers.c.shown))
_untold = and_(pings.c.wanted.is_not(None), pings.c.wanted.is_distinct_from(pings.c.shown))


def owe(tx: Tx, feed: str, digest: str, hub: str | None) -> None:
    """Owe a publication to whoever waits for it, in the transaction in which it is noted.

    `digest` is that of all its documents together; who has subscribed to one that is the same as before gets nothing.
    `hub` is one elsewhere, None where there is none. When somebody may be called is left as it is: who fails is not
    called sooner because there is more.
    """
    active = (subscribers.c.feed == feed, subscribers.c.until.is_not(None))
    tx.execute(update(subscribers).where(*active).values(wanted=digest))
    if hub is not None:
        add(tx, pings, [{"feed": feed, "hub": hub, "due": _AT_ONCE, "failures": 0}])
        tx.execute(update(pings).where(pings.c.feed == feed, pings.c.hub == hub).values(wanted=digest))


def find(tx: Tx, callback: str, topic: str) -> Subscriber | None:
    """One subscription, or None."""
    row = tx.execute(select(subscribers).where(*_one(callback, topic))).one_or_none()
    return Subscriber(**row._asdict()) if row else None


def keep(tx: Tx, row: Subscriber) -> None:
    """Write a subscription down, a new one or as it is now."""
    put(tx, subscribers, [{each.name: getattr(row, each.name) for each in fields(row)}])


def drop(tx: Tx, callback: str, topic: str) -> None:
    """Forget a subscription, known or not."""
    tx.execute(delete(subscribers).where(*_one(callback, topic)))


def due(tx: Tx, now: datetime) -> tuple[tuple[str, str], ...]:
    """Callback and topic of subscriptions for which something is to be done now, the longest due first."""
    query = select(subscribers.c.callback, subscribers.c.topic).where(subscribers.c.due <= now, _open(now))
    rows = tx.execute(query.order_by(subscribers.c.due, subscribers.c.callback, subscribers.c.topic).limit(_MOST))
    return tuple((callback, topic) for callback, topic in rows)


def next_due(tx: Tx, now: datetime) -> datetime | None:
    """When something is to be done next, of what is not due yet."""
    first = tx.execute(select(func.min(subscribers.c.due)).where(subscribers.c.due > now, _open(now))).scalar()
    ping = tx.execute(select(func.min(pings.c.due)).where(pings.c.due > now, _untold)).scalar()
    return min((each for each in (first, ping) if each is not None), default=None)


def active(tx: Tx, now: datetime) -> Mapping[str, int]:
    """How many subscribers each feed has; feeds that have none are left out."""
    query = select(subscribers.c.feed, func.count()).where(subscribers.c.until > now).group_by(subscribers.c.feed)
    return {feed: number for feed, number in tx.execute(query.order_by(subscribers.c.feed))}


def crowd(tx: Tx, feed: str, host: str, now: datetime) -> tuple[int, int, int, int]:
    """How many subscribers a feed has, how many of them at a host; how many requests wait, how many for that host."""
    there = or_(
        *(
            func.lower(subscribers.c.callback).startswith(f"{scheme}://{place}{end}", autoescape=True)
            for scheme in ("http", "https")
            for place in (host, f"[{host}]")
            for end in ("/", ":", "?")
        ),
        *(func.lower(subscribers.c.callback) == f"{scheme}://{host}" for scheme in ("http", "https")),
    )
    mine = (subscribers.c.feed == feed, subscribers.c.until > now)
    waits = subscribers.c.pending.is_not(None)
    counts = [
        tx.execute(select(func.count()).select_from(subscribers).where(*which)).scalar_one()
        for which in (mine, (*mine, there), (waits,), (waits, there))
    ]
    return counts[0], counts[1], counts[2], counts[3]


def topics(tx: Tx) -> tuple[str, ...]:
    """Every address that somebody subscribed to."""
    return tuple(tx.execute(select(subscribers.c.topic).distinct().order_by(subscribers.c.topic)).scalars())


def deny(tx: Tx, gone: Sequence[str], pending: str, now: datetime) -> None:
    """Let the subscribers of addresses be told that these are not served; nothing is owed to them any more."""
    mode = pending.partition(" ")[0]
    fresh = or_(subscribers.c.pending.is_(None), subscribers.c.pending.not_like(f"{mode} %"))
    for some in chunks(gone):
        statement = update(subscribers).where(subscribers.c.topic.in_(some), fresh)
        tx.execute(statement.values(pending=pending, due=now, wanted=None))


def expire(tx: Tx, now: datetime) -> int:
    """Forget subscriptions whose lease is over and that nobody asked to go on; how many."""
    lapsed = or_(subscribers.c.until.is_(None), subscribers.c.until <= now)
    return tx.execute(delete(subscribers).where(lapsed, subscribers.c.pending.is_(None))).rowcount


def hubs(tx: Tx) -> tuple[Ping, ...]:
    """All hubs elsewhere, by feed."""
    return tuple(Ping(**row._asdict()) for row in tx.execute(select(pings).order_by(pings.c.feed, pings.c.hub)))


def untold(tx: Tx, now: datetime) -> tuple[Ping, ...]:
    """Hubs elsewhere that are to be told now, the longest due first."""
    query = select(pings).where(pings.c.due <= now, _untold).order_by(pings.c.due, pings.c.feed, pings.c.hub)
    return tuple(Ping(**row._asdict()) for row in tx.execute(query))


def hub(tx: Tx, feed: str, address: str) -> Ping | None:
    """What one hub was told of a feed, or None."""
    row = tx.execute(select(pings).where(pings.c.feed == feed, pings.c.hub == address)).one_or_none()
    return Ping(**row._asdict()) if row else None


def keep_hub(tx: Tx, ping: Ping) -> None:
    """Write down how it stands with a hub elsewhere."""
    put(tx, pings, [{each.name: getattr(ping, each.name) for each in fields(ping)}])


def leave_hubs(tx: Tx, wanted: Collection[tuple[str, str]]) -> None:
    """Forget hubs elsewhere that no feed of the config names; `wanted` are pairs of feed and hub."""
    for each in hubs(tx):
        if (each.feed, each.hub) not in wanted:
            tx.execute(delete(pings).where(pings.c.feed == each.feed, pings.c.hub == each.hub))


def _one(callback: str, topic: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return subscribers.c.callback == callback, subscribers.c.topic == topic


def _open(now: datetime) -> ColumnElement[bool]:
    """Something waits for the callback, or is owed to it."""
    return or_(subscribers.c.pending.is_not(None), and_(_owed, subscribers.c.until > now))
