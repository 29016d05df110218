"""The next thing to be sent: a lane that is ready, its first delivery, and what that shows."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, func, not_, or_, select, update

from feedbot.model import DELETED, DIGEST, JUMP, WITHDRAWN, Claim, Delivery, Lane, Member, Piece, Promise
from feedbot.store import Tx, chats
from feedbot.store import entries as articles
from feedbot.store import stories as told
from feedbot.store.dialect import SIZE, add, chunks
from feedbot.store.feeds import piece
from feedbot.store.outbox import FRESH
from feedbot.store.tables import entries, outbox, owed, stories, topics
from feedbot.store.tables import lanes as queues

Shape = Callable[[str, Sequence[Member], str], Piece | None]
"""Makes what a target is shown of a story: its id, its entries, the target (`rules/pieces.py`)."""

_WITHDRAWN = "its source withdrew it before it was sent"

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
    holder: str | None = None,
) -> Claim | None:
    """The first delivery that is due of the lane that has been ready longest; the lane is ours until now + `lease`.

    None when nothing is due, or all that is belongs to somebody. A delivery with `attempted` set was perhaps sent by a
    worker that died. The piece is what its entry says now; for the channels in `stories` it is what `shape` makes of
    the entries of its story. What is to be told together is folded into one delivery, a digest. `holder` is what we
    call ourselves among several programs.
    """
    found = [lane for some in chunks(_busy(tx, channels)) if (lane := _ready(tx, some, now)) is not None]
    if not found:
        return None
    lane = replace(min(found, key=lambda each: (each.ready, each.channel)), lease=now + lease)
    mine = (outbox.c.channel == lane.channel, owed, outbox.c.due <= now)
    first = tx.execute(select(outbox).where(*mine).order_by(outbox.c.number).limit(1)).first()
    if first is None:  # on PostgreSQL another transaction may have ended between the two queries
        return None
    tx.execute(update(queues).where(queues.c.channel == lane.channel).values(lease=lane.lease, holder=holder))
    delivery = _folded(tx, Delivery(**first._asdict()), now)
    whole = shape if lane.channel in stories else None
    query = select(topics.c.name, topics.c.topic).where(_there(lane.place))
    named = {name: topic for name, topic in tx.execute(query)}
    others = _crowd(tx, lane)
    crowd, beside = tuple(each for sent in others.values() for each in sent), frozenset(others)
    if delivery.subject.startswith(DIGEST):
        told = _pieces(tx, delivery, whole, now)
        return Claim(lane=lane, delivery=delivery, piece=None, digest=told, topics=named, crowd=crowd, beside=beside)
    subject = delivery.subject.removeprefix(JUMP)
    return Claim(
        lane=lane,
        delivery=delivery,
        piece=_piece(tx, replace(delivery, subject=subject), whole),
        jumped=subject != delivery.subject,
        told=subject == delivery.subject or _told(tx, lane.channel, subject),
        reply=_reply(tx, delivery, lane) if whole else None,
        topics=named,
        crowd=crowd,
        beside=beside,
    )


def next_due(tx: Tx, channels: Sequence[str]) -> datetime | None:
    """The earliest moment at which `claim` could give something; None when nothing is owed."""
    moments = []
    at_work = select(queues.c.channel, queues.c.lease, chats.key(queues).label("chat"))
    leases = [row for row in tx.execute(at_work.where(queues.c.lease.is_not(None))) if row.chat]
    for some in chunks(_busy(tx, channels)):
        due = select(outbox.c.channel, func.min(outbox.c.due).label("due")).where(outbox.c.channel.in_(some), owed)
        first = due.group_by(outbox.c.channel).subquery()
        query = at_work.add_columns(queues.c.ready, first.c.due).join(first, first.c.channel == queues.c.channel)
        for row in tx.execute(query):
            beside = [each.lease for each in leases if each.chat == row.chat and each.channel != row.channel]
            moments.append(max(each for each in (row.ready, row.due, row.lease, *beside) if each is not None))
    return min(moments, default=None)


def _busy(tx: Tx, channels: Sequence[str]) -> Sequence[str]:
    """Of very many channels those that are owed something, which are few; all of a few."""
    if len(channels) <= SIZE:
        return channels
    named = set(channels)
    return [each for each in tx.execute(select(outbox.c.channel).where(owed).distinct()).scalars() if each in named]


def untouched(tx: Tx, story: str, now: datetime) -> tuple[Promise, ...] | None:
    """What channels were promised of a story of which nothing was sent; None once any of it was, or may be just now."""
    columns = (outbox, queues.c.lease)
    mine = outbox.c.subject.in_((story, f"{JUMP}{story}"))
    rows = tx.execute(select(*columns).join(queues, queues.c.channel == outbox.c.channel).where(mine)).all()
    for row in rows:
        begun = row.attempts or row.shown is not None or row.attempted is not None or row.folded is not None
        if begun or row.subject != story or (row.lease is not None and row.lease > now):
            return None
    return tuple(
        Promise(
            channel=row.channel,
            subject=story,
            wanted=row.wanted,
            due=row.due,
            held=row.dropped,
            gather=row.gather,
            breaking=row.breaking,
        )
        for row in sorted(rows, key=lambda row: row.number)
    )


def hush(tx: Tx, lane: Lane) -> None:
    """Let other lanes that lead into the chat of one wait as long as it does, because Telegram asked for that."""
    others = update(queues).where(chats.together(lane), queues.c.ready < lane.ready)
    tx.execute(others.values(ready=lane.ready))


def place(tx: Tx, chat: str, name: str, topic: int) -> None:
    """Keep the number of a topic that we made."""
    add(tx, topics, [{"chat": chat, "name": name, "topic": topic}])


def displace(tx: Tx, chat: str, topic: int) -> None:
    """Forget a topic that is no more."""
    tx.execute(topics.delete().where(_there(chat), topics.c.topic == topic))


def _ready(tx: Tx, channels: Sequence[str], now: datetime) -> Lane | None:
    due = select(outbox.c.subject).where(outbox.c.channel == queues.c.channel, owed, outbox.c.due <= now).exists()
    free = or_(queues.c.lease.is_(None), queues.c.lease <= now)
    other = queues.alias()
    here, there = (chats.key(each) for each in (queues, other))
    alike = (other.c.channel != queues.c.channel, other.c.lease > now, there == here, here != "")
    busy = select(other.c.channel).where(*alike).correlate(queues).exists()
    query = select(queues).where(queues.c.channel.in_(channels), queues.c.ready <= now, free, due, not_(busy))
    order = query.order_by(queues.c.ready, queues.c.channel).limit(1)
    row = tx.execute(order.with_for_update(skip_locked=True, of=queues)).first()
    return None if row is None else Lane(**row._asdict())


def _folded(tx: Tx, delivery: Delivery, now: datetime) -> Delivery:
    """The digest that tells a delivery with all that is to be told with it; the delivery itself if it goes alone."""
    if delivery.gather is None or delivery.shown is not None or delivery.attempts or _whole(delivery):
        return delivery
    same: tuple[ColumnElement[bool], ...] = (
        outbox.c.channel == delivery.channel,
        outbox.c.gather == delivery.gather,
        outbox.c.shown.is_(None),
        outbox.c.attempts == 0,
        outbox.c.due <= now,
        not_(outbox.c.subject.startswith(DIGEST)),
        owed,
    )
    query = select(outbox.c.subject, outbox.c.number, outbox.c.made).where(*same).order_by(outbox.c.number)
    rows = tx.execute(query).all()
    if len(rows) == 1 and not delivery.gather.startswith(_ALWAYS):
        tx.execute(update(outbox).where(*same).values(gather=None))
        return replace(delivery, gather=None)
    mine = outbox.c.channel == delivery.channel
    again = tx.execute(
        select(func.count()).where(mine, outbox.c.subject.startswith(DIGEST + delivery.gather))
    ).scalar_one()
    subject = f"{DIGEST}{delivery.gather}" + (f" ({again + 1})" if again else "")
    tx.execute(update(outbox).where(*same).values(folded=subject))
    last = tx.execute(select(func.max(outbox.c.number)).where(mine)).scalar_one() + 1
    _moved_on(tx, delivery.channel, [row.subject for row in rows], [row.number for row in rows[1:]] + [last])
    row = FRESH | {"channel": delivery.channel, "subject": subject, "number": rows[0].number, "gather": delivery.gather}
    made = max(row.made for row in rows)
    tx.execute(outbox.insert(), [row | {"wanted": delivery.gather, "due": now, "made": made}])
    return Delivery(**tx.execute(select(outbox).where(mine, outbox.c.subject == subject)).one()._asdict())


def _whole(delivery: Delivery) -> bool:
    """Whether it is a digest itself."""
    return delivery.subject.startswith(DIGEST)


def _moved_on(tx: Tx, channel: str, subjects: Sequence[str], numbers: Sequence[int]) -> None:
    """Give deliveries other places in their lane, the last of them first: a digest takes the first's."""
    mine = (outbox.c.channel == channel, outbox.c.subject == bindparam("held"))
    rows = [{"held": subject, "place": number} for subject, number in zip(subjects, numbers, strict=True)]
    tx.execute(update(outbox).where(*mine).values(number=bindparam("place")), rows[::-1])


def _pieces(tx: Tx, digest: Delivery, shape: Shape | None, now: datetime) -> tuple[Piece, ...]:
    """What a digest tells, in the order of the promises; what was withdrawn meanwhile is dropped from it."""
    mine = (outbox.c.channel == digest.channel, outbox.c.folded == digest.subject, outbox.c.dropped.is_(None))
    subjects = list(tx.execute(select(outbox.c.subject).where(*mine).order_by(outbox.c.number)).scalars())
    found: dict[str, Piece | None] = {}
    if shape is not None:
        held = told.members(tx, subjects)
        found = {each: shape(each, held[each], f"channel:{digest.channel}") for each in subjects if each in held}
    found |= _plain(tx, (each for each in subjects if each not in found))
    for some in chunks(each for each in subjects if found.get(each) is None):
        gone = {"dropped": _WITHDRAWN, "settled": now, "folded": None, "gather": None}
        tx.execute(update(outbox).where(*mine, outbox.c.subject.in_(some)).values(**gone))
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
    there = delivery.shown is not None or delivery.standing or delivery.attempted is not None
    if there and delivery.wanted in {WITHDRAWN, DELETED}:
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


def _told(tx: Tx, channel: str, story: str) -> bool:
    """Whether a channel was told of a story, by itself or in a digest."""
    mine = (outbox.c.channel == channel, outbox.c.subject == story, outbox.c.shown.is_not(None))
    return tx.execute(select(outbox.c.subject).where(*mine)).first() is not None


def _there(chat: str) -> ColumnElement[bool]:
    """The topics of a chat, by `Lane.place`; names of chats do not mind their case."""
    return func.lower(topics.c.chat) == chat


def _crowd(tx: Tx, lane: Lane) -> Mapping[str, tuple[datetime, ...]]:
    """The other channels that lead into the chat of a lane, and when each sent there of late."""
    query = select(queues.c.channel, queues.c.sent).where(chats.together(lane))
    return {row.channel: row.sent for row in tx.execute(query)}


def _reply(tx: Tx, delivery: Delivery, lane: Lane) -> int | None:
    """The message that a new one answers to: of the story it tells again, or of the one that its story follows."""
    if delivery.standing:
        return None
    story: str | None = delivery.subject.removeprefix(JUMP)
    if story == delivery.subject:
        story = tx.execute(select(stories.c.follows).where(stories.c.id == story)).scalar()
    if story is None:
        return None
    row = _row(tx, lane.channel, story)
    if row is not None and row.folded is not None:
        row = _row(tx, lane.channel, row.folded)
    here = row is not None and row.chat in (None, lane.chat or lane.home)
    return row.standing[0].messages[0] if row and here and row.standing and row.standing[0].messages else None


def _row(tx: Tx, channel: str, subject: str) -> Row[Any, Any, Any] | None:
    mine = (outbox.c.channel == channel, outbox.c.subject == subject)
    return tx.execute(select(outbox.c.standing, outbox.c.chat, outbox.c.folded).where(*mine)).first()
