"""The next thing to be sent: a lane that is ready, its first delivery, and what that shows."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select, update

from feedbot.model import DELETED, DIGEST, JUMP, WITHDRAWN, Claim, Delivery, Lane, Member, Piece
from feedbot.store import Tx
from feedbot.store import entries as articles
from feedbot.store import stories as told
from feedbot.store.dialect import add, alone, chunks
from feedbot.store.feeds import piece
from feedbot.store.outbox import FRESH
from feedbot.store.tables import entries, outbox, owed, stories, topics
from feedbot.store.tables import lanes as queues

Shape = Callable[[str, Sequence[Member], str], Piece | None]
"""Makes what a target is shown of a story: its id, its entries, the target (`rules/pieces.py`)."""

_ALWAYS = "digest "
"""How the name of a digest begins that is sent even if it tells one thing only."""


def claim(
    tx: Tx,
    channels: Sequence[str],
    now: datetime,
    lease: timedelta,
    *,
    stories: Collection[str] = (),
    shape: Shape | None = None,
) -> Claim | None:
    """The first delivery that is due of the lane that has been ready longest; the lane is ours until now + `lease`.

    None when nothing is due, or all that is belongs to somebody. A delivery with `attempted` set was perhaps sent by a
    worker that died. The piece is what its entry says now; for the channels in `stories` it is what `shape` makes of
    the entries of its story. What is to be told together is folded into one delivery, a digest.
    """
    found = [lane for some in chunks(channels) if (lane := _ready(tx, some, now)) is not None]
    if not found:
        return None
    lane = replace(min(found, key=lambda each: (each.ready, each.channel)), lease=now + lease)
    mine = (outbox.c.channel == lane.channel, owed, outbox.c.due <= now)
    first = tx.execute(select(outbox).where(*mine).order_by(outbox.c.number).limit(1)).first()
    if first is None:  # on PostgreSQL another transaction may have ended between the two queries
        return None
    tx.execute(update(queues).where(queues.c.channel == lane.channel).values(lease=lane.lease))
    delivery = _folded(tx, Delivery(**first._asdict()), now)
    whole = shape if lane.channel in stories else None
    query = select(topics.c.name, topics.c.topic).where(topics.c.chat == (lane.chat or lane.home))
    named = {name: topic for name, topic in tx.execute(query)}
    if delivery.subject.startswith(DIGEST):
        return Claim(lane=lane, delivery=delivery, piece=None, digest=_pieces(tx, delivery, whole), topics=named)
    subject = delivery.subject.removeprefix(JUMP)
    return Claim(
        lane=lane,
        delivery=delivery,
        piece=_piece(tx, replace(delivery, subject=subject), whole),
        jumped=subject != delivery.subject,
        reply=_reply(tx, delivery, lane) if whole else None,
        topics=named,
    )


def place(tx: Tx, chat: str, name: str, topic: int) -> None:
    """Keep the number of a topic that we made."""
    add(tx, topics, [{"chat": chat, "name": name, "topic": topic}])


def displace(tx: Tx, chat: str, topic: int) -> None:
    """Forget a topic that is no more."""
    tx.execute(topics.delete().where(topics.c.chat == chat, topics.c.topic == topic))


def _ready(tx: Tx, channels: Sequence[str], now: datetime) -> Lane | None:
    due = select(outbox.c.subject).where(outbox.c.channel == queues.c.channel, owed, outbox.c.due <= now).exists()
    free = or_(queues.c.lease.is_(None), queues.c.lease <= now)
    query = select(queues).where(queues.c.channel.in_(channels), queues.c.ready <= now, free, due)
    order = query.order_by(queues.c.ready, queues.c.channel).limit(1)
    row = tx.execute(order.with_for_update(skip_locked=True, of=queues)).first()
    return None if row is None else Lane(**row._asdict())


def _folded(tx: Tx, delivery: Delivery, now: datetime) -> Delivery:
    """The digest that tells a delivery with all that is to be told with it; the delivery itself if it goes alone."""
    if delivery.gather is None or delivery.shown is not None or delivery.attempts:
        return delivery
    same: tuple[ColumnElement[bool], ...] = (
        outbox.c.channel == delivery.channel,
        outbox.c.gather == delivery.gather,
        outbox.c.shown.is_(None),
        outbox.c.attempts == 0,
        outbox.c.due <= now,
        owed,
    )
    count = tx.execute(select(func.count()).select_from(outbox).where(*same)).scalar_one()
    if count == 1 and not delivery.gather.startswith(_ALWAYS):
        tx.execute(update(outbox).where(*same).values(gather=None))
        return replace(delivery, gather=None)
    alone(tx)
    mine = outbox.c.channel == delivery.channel
    number = tx.execute(select(func.max(outbox.c.number)).where(mine)).scalar_one() + 1
    again = tx.execute(
        select(func.count()).where(mine, outbox.c.subject.startswith(DIGEST + delivery.gather))
    ).scalar_one()
    subject = f"{DIGEST}{delivery.gather}" + (f" ({again + 1})" if again else "")
    tx.execute(update(outbox).where(*same).values(folded=subject))
    row = FRESH | {"channel": delivery.channel, "subject": subject, "number": number, "wanted": delivery.gather}
    tx.execute(outbox.insert(), [row | {"due": now, "made": now, "gather": delivery.gather}])
    made = tx.execute(select(outbox).where(mine, outbox.c.subject == subject)).one()
    return Delivery(**made._asdict())


def _pieces(tx: Tx, digest: Delivery, shape: Shape | None) -> tuple[Piece, ...]:
    """What a digest tells, in the order of the promises; what was withdrawn meanwhile is left out."""
    mine = (outbox.c.channel == digest.channel, outbox.c.folded == digest.subject, outbox.c.dropped.is_(None))
    subjects = list(tx.execute(select(outbox.c.subject).where(*mine).order_by(outbox.c.number)).scalars())
    found: dict[str, Piece | None] = {}
    if shape is not None:
        held = told.members(tx, subjects)
        found = {each: shape(each, held[each], f"channel:{digest.channel}") for each in subjects if each in held}
    found |= _plain(tx, (each for each in subjects if each not in found))
    return tuple(made for each in subjects if (made := found.get(each)) is not None)


def _plain(tx: Tx, ids: Iterable[str]) -> Mapping[str, Piece]:
    """Entries that are not withdrawn, each as a piece of its own."""
    found: dict[str, Piece] = {}
    for some in chunks(ids):
        query = select(*articles.COLUMNS).where(entries.c.id.in_(some), entries.c.retracted.is_(None))
        found |= {row.id: piece(articles.entry(row)) for row in tx.execute(query)}
    return found


def _piece(tx: Tx, delivery: Delivery, shape: Shape | None) -> Piece | None:
    held = told.members(tx, [delivery.subject]).get(delivery.subject, ()) if shape is not None else ()
    made = shape(delivery.subject, held, f"channel:{delivery.channel}") if shape is not None and held else None
    if made is not None:
        return made
    if delivery.shown is not None and delivery.wanted in {WITHDRAWN, DELETED}:
        return _withdrawn(tx, delivery)
    return None if held else _plain(tx, [delivery.subject]).get(delivery.subject)


def _withdrawn(tx: Tx, delivery: Delivery) -> Piece | None:
    """What was withdrawn of what a channel was shown: the first entry of the story that had passed."""
    of = or_(entries.c.id == delivery.subject, entries.c.story == delivery.subject)
    query = select(*articles.COLUMNS, entries.c.verdicts).where(of, entries.c.retracted.is_not(None))
    for row in tx.execute(query.order_by(entries.c.recorded, entries.c.id)):
        said = {each.target: each.passed for each in articles.said(row.id, row.verdicts)}
        if said.get(f"channel:{delivery.channel}", True):
            return replace(piece(articles.entry(row)), withdrawn=True)
    return None


def _reply(tx: Tx, delivery: Delivery, lane: Lane) -> int | None:
    """The message that a new one answers to: of the story it tells again, or of the one that its story follows."""
    if delivery.standing:
        return None
    story: str | None = delivery.subject.removeprefix(JUMP)
    if story == delivery.subject:
        story = tx.execute(select(stories.c.follows).where(stories.c.id == story)).scalar()
    if story is None:
        return None
    query = select(outbox.c.standing, outbox.c.chat).where(outbox.c.channel == lane.channel, outbox.c.subject == story)
    row = tx.execute(query).first()
    here = row is not None and row.chat in (None, lane.chat or lane.home)
    return row.standing[0].messages[0] if row and here and row.standing and row.standing[0].messages else None
