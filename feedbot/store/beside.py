"""What stands beside deliveries and stories: what is told together, what follows what, which topics we made."""

from collections.abc import Iterable, Mapping

from sqlalchemy import func, not_, select

from feedbot.model import DIGEST
from feedbot.store import Tx
from feedbot.store.dialect import chunks
from feedbot.store.tables import outbox, stories, topics


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
        found[chat] = (*found.get(chat, ()), name)
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
