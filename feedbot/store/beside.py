"""What stands beside deliveries and stories: what waits too long, what is told together, what follows what, topics."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, case, func, not_, or_, select, update

from feedbot.model import DIGEST
from feedbot.store import Tx
from feedbot.store.dialect import chunks
from feedbot.store.tables import lanes, outbox, owed, stories, topics


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """What waits in a lane: the promise of which nothing was sent was made `since` a moment, `gone` is the lane's."""

    since: datetime
    gone: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Old:
    """What is too old in a lane: all that was promised `before` a moment.

    The verdict is `because` with the last error of a delivery behind it; it is `otherwise` for one that has none.
    """

    before: datetime
    because: str
    otherwise: str


def waits(tx: Tx, now: datetime) -> Mapping[str, Wait]:
    """The oldest of what is owed by each channel and was never sent, not even perhaps. One query.

    Lanes at which somebody is at work are left out: what is claimed there may be sent at this moment.
    """
    query = select(outbox.c.channel, func.min(outbox.c.made), lanes.c.gone)
    query = query.join(lanes, lanes.c.channel == outbox.c.channel).where(_unsent, _free(now), outbox.c.due <= now)
    rows = tx.execute(query.group_by(outbox.c.channel, lanes.c.gone))
    return {channel: Wait(since=since, gone=gone) for channel, since, gone in rows}


def expire(tx: Tx, old: Mapping[str, Old], now: datetime) -> int:
    """Drop what waited too long in some lanes, by channel, each with its verdict; how many deliveries that are.

    What becomes of a digest becomes of all that it tells. Two statements, however many lanes and deliveries.
    """
    if not old:
        return 0
    rows = [
        {"lane": channel, "before": each.before, "because": f"{each.because}: ", "otherwise": each.otherwise}
        for channel, each in old.items()
    ]
    mine = outbox.c.channel == bindparam("lane")
    free = select(lanes.c.channel).where(lanes.c.channel == outbox.c.channel, _free(now)).exists()
    late = (mine, _unsent, outbox.c.due <= now, outbox.c.made < bindparam("before"), free)
    error = outbox.c.error
    because, otherwise = (bindparam(name, type_=error.type) for name in ("because", "otherwise"))
    verdict = case((error.is_not(None), because + error), else_=otherwise)
    done = tx.execute(update(outbox).where(*late).values(dropped=verdict, settled=now), rows).rowcount
    digest = outbox.alias("digest")
    same = (digest.c.channel == outbox.c.channel, digest.c.subject == outbox.c.folded)
    ended = select(digest.c.dropped).where(*same, digest.c.settled == now, digest.c.dropped.is_not(None))
    told = (mine, outbox.c.folded.is_not(None), outbox.c.dropped.is_(None), ended.exists())
    values = {"dropped": ended.scalar_subquery(), "settled": now}
    tx.execute(update(outbox).where(*told).values(**values), [{"lane": each["lane"]} for each in rows])
    return done


def gathering(tx: Tx) -> Mapping[tuple[str, str], int]:
    """How many deliveries wait to be told together, by channel and the name of their digest. One query."""
    waits = (outbox.c.gather.is_not(None), outbox.c.shown.is_(None), outbox.c.parked.is_(None))
    single = (outbox.c.dropped.is_(None), not_(outbox.c.subject.startswith(DIGEST)))
    query = select(outbox.c.channel, outbox.c.gather, func.count()).where(*waits, *single)
    rows = tx.execute(query.group_by(outbox.c.channel, outbox.c.gather))
    return {(channel, gather): count for channel, gather, count in rows}


def folded(tx: Tx, channel: str, digest: str) -> int:
    """How many deliveries of a channel a digest tells, by its subject."""
    mine = (outbox.c.channel == channel, outbox.c.folded == digest)
    return tx.execute(select(func.count()).select_from(outbox).where(*mine)).scalar_one()


def made(tx: Tx) -> Mapping[str, tuple[str, ...]]:
    """The names of the topics that we made, by chat. One query."""
    found: dict[str, tuple[str, ...]] = {}
    for chat, name in tx.execute(select(topics.c.chat, topics.c.name).order_by(topics.c.chat, topics.c.name)):
        found[chat.lower()] = (*found.get(chat.lower(), ()), name)
    return found


def followed(tx: Tx, ids: Iterable[str]) -> Mapping[str, str]:
    """The story that each of these follows; one that follows none is left out."""
    found: dict[str, str] = {}
    for some in chunks(ids):
        query = select(stories.c.id, stories.c.follows).where(stories.c.id.in_(some), stories.c.follows.is_not(None))
        found |= {id: follows for id, follows in tx.execute(query)}
    return found


def followers(tx: Tx, ids: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """The stories that follow each of these, in the order in which they began; what none follows is left out."""
    found: dict[str, tuple[str, ...]] = {}
    for some in chunks(ids):
        query = select(stories.c.follows, stories.c.id).where(stories.c.follows.in_(some))
        for follows, id in tx.execute(query.order_by(stories.c.opened, stories.c.id)):
            found[follows] = (*found.get(follows, ()), id)
    return found


_unsent = and_(owed, outbox.c.shown.is_(None), outbox.c.attempted.is_(None), outbox.c.chat.is_(None))
"""Nothing of it stands, and nothing may stand; a chat is named where a part of it does."""


def _free(now: datetime) -> ColumnElement[bool]:
    return or_(lanes.c.lease.is_(None), lanes.c.lease <= now)
