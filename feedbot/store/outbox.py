"""What each channel is owed, who is at work on it, and what came of it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import BigInteger, ColumnElement, and_, bindparam, case, func, not_, or_, select, type_coerce, update

from feedbot.model import DIGEST, Batch, Claim, Delivery, Lane, Promise, Settled, Trial
from feedbot.store import Tx, chats
from feedbot.store import entries as articles
from feedbot.store.dialect import add, chunks, insert
from feedbot.store.tables import lanes as queues
from feedbot.store.tables import outbox, owed, paces
from feedbot.store.values import microseconds, moment

State = Literal["owed", "parked", "dropped", "sent"]


def enrol(tx: Tx, channels: Sequence[str], now: datetime) -> None:
    """Make channels known; those that are new have an empty lane that is ready."""
    add(tx, queues, [{**_FRESH_LANE, "channel": channel, "ready": now} for channel in channels])


def owe(tx: Tx, batch: Batch, now: datetime) -> int:
    """Write down what channels are owed by a batch that was recorded; how many deliveries are newly owed.

    Promises are numbered on from the highest number of their lane, in the batch's order; what a channel was promised
    before is left alone. Where a changed entry was promised, its new version is owed: what is shown gets edited, what
    was refused gets another try. A channel that holds a message which may have arrived is not made to send it again.
    What was dropped stays so, unless its entry had been withdrawn and is back. A promise that is held is dropped from
    the start, its reason the verdict; only `retry` sends it.
    """
    enrol(tx, tuple(dict.fromkeys(each.channel for each in batch.promises)), now)
    newly = _revive(tx, batch, now) + _renew(tx, batch, now) + _promise(tx, batch.promises, now)
    for channel, subject in batch.hastened:
        mine = (outbox.c.channel == channel, outbox.c.subject == subject, outbox.c.shown.is_(None), owed)
        tx.execute(update(outbox).where(*mine).values(due=now, gather=None, breaking=True))
    return newly


def holders(tx: Tx, subjects: Collection[str]) -> Mapping[str, frozenset[str]]:
    """The channels that were promised each of some subjects; one that nobody was promised is left out."""
    found: dict[str, set[str]] = {}
    for some in chunks(subjects):
        query = select(outbox.c.subject, outbox.c.channel).where(outbox.c.subject.in_(some))
        for subject, channel in tx.execute(query):
            found.setdefault(subject, set()).add(channel)
    return {subject: frozenset(channels) for subject, channels in found.items()}


def grow(tx: Tx, grown: Sequence[Promise], now: datetime, *, news: Collection[tuple[str, str]] = ()) -> int:
    """Let channels show stories as they are now, where these were promised; how many deliveries are newly owed.

    What stands is edited. `news` names deliveries, by channel and subject, whose story has something to tell that the
    channel was not told: such a one that was dropped before anything of it was sent is owed again.
    """
    revived = 0
    for each in grown:
        mine = (outbox.c.channel == each.channel, outbox.c.subject == each.subject)
        if (each.channel, each.subject) in news:
            unsent = (*mine, outbox.c.dropped.is_not(None), outbox.c.shown.is_(None))
            again = {"dropped": None, "made": now, "wanted": each.wanted, "gather": None, "folded": None}
            revived += tx.execute(update(outbox).where(*unsent).values(**again, **_anew(now))).rowcount
    rows = [{"where": each.channel, "held": each.subject, "version": each.wanted} for each in grown]
    return revived + (_want(tx, rows, now, outbox.c.channel == bindparam("where")) if rows else 0)


def withdraw(tx: Tx, gone: Sequence[Promise], now: datetime) -> int:
    """Let channels show that what they were promised was withdrawn; how many deliveries are newly owed.

    Only what is shown, stands in part, or is being sent at this moment, and was promised in the last week: an old
    message stays.
    """
    if not gone:
        return 0
    rows = [{"where": each.channel, "held": each.subject, "version": each.wanted} for each in gone]
    mine = (outbox.c.channel == bindparam("where"), outbox.c.made >= now - _RECENT)
    there = (outbox.c.shown, outbox.c.attempted, outbox.c.chat)
    return _want(tx, rows, now, *mine, or_(*(each.is_not(None) for each in there)))


def promise(tx: Tx, promises: Sequence[Promise], now: datetime) -> int:
    """Promise what was not promised before; how many deliveries are newly owed."""
    enrol(tx, tuple(dict.fromkeys(each.channel for each in promises)), now)
    return _promise(tx, promises, now)


def drop(tx: Tx, subject: str, because: str, now: datetime) -> None:
    """Send nothing of a subject that was not sent yet."""
    mine = (outbox.c.subject == subject, outbox.c.shown.is_(None), outbox.c.dropped.is_(None))
    tx.execute(update(outbox).where(*mine).values(dropped=because, settled=now))


def attempt(
    tx: Tx, claim: Claim, now: datetime, *, trial: Trial | None, bot: str | None, slot: timedelta
) -> datetime | None:
    """Write down that a part of a claimed delivery is about to be sent, and give the moment from which it may be.

    None: the lease is over or lost, do not send. `trial` is None for an edit, which may be repeated. `bot` names whose
    overall pace the send takes a `slot` of; it is a name, never a token. Slots of one bot do not overlap, whoever asks.
    """
    held = select(queues.c.lease).where(queues.c.channel == claim.lane.channel).with_for_update()
    lease = tx.execute(held).scalar()
    if lease is None or lease != claim.lane.lease or lease <= now:
        return None
    tried = {"attempted": now, "trial": trial, "attempts": outbox.c.attempts + 1}
    tx.execute(update(outbox).where(_this(claim.delivery)).values(**tried))
    return now if bot is None else _slot(tx, bot, now, slot)


def settle(tx: Tx, settled: Settled) -> None:
    """Write down what came of a claimed delivery, and free its lane.

    `wanted` is not written, for the entry may have changed since; nor is `attempts`, which `attempt` counts. A refusal
    of a version that is wanted no more does not park the next one, and what came back since the claim is not dropped.
    What became of a digest became of all that it tells.

    If `settled.lane` has a lease, it must be the one of the claim: once another worker has the lane, only what is shown
    is still written, and counted as what may stand twice, and the lane is left alone. A lane without a lease is not
    compared.
    """
    delivery, lane = settled.delivery, settled.lane
    if settled.number is not None:
        chats.learn(tx, lane, settled.number)
    mine = [queues.c.channel == lane.channel]
    if lane.lease is not None:
        mine.append(queues.c.lease == lane.lease)
    fields = {name: getattr(lane, name) for name in _LEARNT}
    ours = tx.execute(update(queues).where(*mine).values(lease=None, **fields)).rowcount > 0
    if ours or delivery.wanted == delivery.shown:
        # Whoever took the lane over may have sent it as well.
        doubt = {} if ours else {"unknowns": outbox.c.unknowns + 1}
        tx.execute(update(outbox).where(_this(delivery)).values(**_outcome(delivery) | doubt))
        if delivery.subject.startswith(DIGEST):
            _told(tx, delivery)


def deliveries(
    tx: Tx,
    *,
    channel: str | None = None,
    state: State | None = None,
    subject: str | None = None,
    limit: int = 200,
) -> tuple[Delivery, ...]:
    """At most `limit` deliveries: what is owed in the order in which it goes out, all else newest first."""
    query = select(outbox)
    if channel is not None:
        query = query.where(outbox.c.channel == channel)
    if state is not None:
        query = query.where(STATES[state])
    if subject is not None:
        query = query.where(outbox.c.subject == subject)
    newest = (outbox.c.made.desc(), outbox.c.channel, outbox.c.number.desc())
    order = (outbox.c.due, outbox.c.channel, outbox.c.number) if state == "owed" else newest
    return tuple(Delivery(**row._asdict()) for row in tx.execute(query.order_by(*order).limit(limit)))


def counts(tx: Tx) -> Mapping[str, Mapping[str, int]]:
    """For each channel how many deliveries are "owed", "parked", "dropped" and "sent", and how many sends "unknown".

    A digest is not counted by itself: all that it tells is.
    """
    one = not_(outbox.c.subject.startswith(DIGEST))
    sums = [
        func.coalesce(func.sum(case((and_(one, state), 1), else_=0)), 0).label(name) for name, state in STATES.items()
    ]
    doubtful = func.coalesce(func.sum(outbox.c.unknowns), 0).label("unknown")
    query = select(queues.c.channel, *sums, doubtful).outerjoin(outbox, outbox.c.channel == queues.c.channel)
    rows = tx.execute(query.group_by(queues.c.channel).order_by(queues.c.channel))
    return {row.channel: {name: int(row._mapping[name]) for name in (*STATES, "unknown")} for row in rows}


def retry(tx: Tx, channel: str | None, now: datetime, *, dropped: bool = False) -> int:
    """Owe what was parked, and on wish what was dropped, anew from now on; how many deliveries that are.

    A digest is not counted by itself: all that it tells is. What was to be told in one that was sent meanwhile is told
    by itself. The lane, or every lane when `channel` is None, is ready at once, whatever Telegram said of its chat.
    """
    here = [] if channel is None else [outbox.c.channel == channel]
    aside = or_(STATES["parked"], STATES["dropped"]) if dropped else STATES["parked"]
    digest, fields = outbox.c.subject.startswith(DIGEST), {"dropped": None, "made": now, **_anew(now)}
    whole = outbox.alias("whole")
    same = (whole.c.channel == outbox.c.channel, whole.c.subject == outbox.c.folded, whole.c.shown.is_not(None))
    late = and_(outbox.c.shown.is_(None), select(whole.c.subject).where(*same).exists())
    single = {name: case((late, None), else_=outbox.c[name]) for name in ("folded", "gather")}
    done = tx.execute(update(outbox).where(*here, aside, not_(digest)).values(**fields, **single))
    tx.execute(update(outbox).where(*here, aside, digest).values(**fields))
    lane = [] if channel is None else [queues.c.channel == channel]
    tx.execute(update(queues).where(*lane).values(gone=None, ready=now, failures=0))
    return done.rowcount


def lanes(tx: Tx) -> Mapping[str, Lane]:
    """Every channel that was ever enrolled, with its lane."""
    return {row.channel: Lane(**row._asdict()) for row in tx.execute(select(queues).order_by(queues.c.channel))}


def free(tx: Tx) -> None:
    """Take every lease back; only for a program that knows itself to be alone, such as one that just started."""
    tx.execute(update(queues).where(queues.c.lease.is_not(None)).values(lease=None))


_LEARNT = ("ready", "chat", "gone", "failures", "sent", "last", "probes", "found", "stranger")
"""What is learnt of a lane while something is sent."""

_FRESH_LANE = {
    **{"lease": None, "home": None, "chat": None, "gone": None, "failures": 0, "sent": ()},
    **{"last": None, "probes": 0, "found": 0, "stranger": None, "number": None, "holder": None},
}

FRESH = {
    "shown": None,
    "standing": (),
    "chat": None,
    "attempts": 0,
    "attempted": None,
    "trial": None,
    "unknowns": 0,
    "error": None,
    "parked": None,
    "dropped": None,
    "settled": None,
    "gather": None,
    "folded": None,
    "breaking": False,
}
"""The fields of a delivery of which nothing was sent."""

_PROMISED = ("channel", "subject", "wanted", "due", "gather", "breaking")

_WAITS = and_(outbox.c.folded.is_not(None), outbox.c.shown.is_(None))
"""Told in a digest that was not sent yet."""

STATES: Mapping[State, ColumnElement[bool]] = {
    "owed": or_(owed, and_(_WAITS, outbox.c.parked.is_(None), outbox.c.dropped.is_(None))),
    "parked": and_(outbox.c.parked.is_not(None), outbox.c.dropped.is_(None)),
    "dropped": outbox.c.dropped.is_not(None),
    "sent": and_(outbox.c.parked.is_(None), outbox.c.dropped.is_(None), outbox.c.wanted == outbox.c.shown),
}
"""What each state of a delivery means."""

_HELD = and_(outbox.c.parked.is_not(None), outbox.c.unknowns > 0, outbox.c.shown.is_(None))
"""Set aside because it may have arrived; only a person can tell (`retry`)."""


_SINGLE = outbox.c.folded.is_(None)
"""Told by itself: what a digest tells waits with it, also for a person where it was set aside."""

_RECENT = timedelta(days=7)
"""How old a message may be and still change because its article was withdrawn."""

_AHEAD = timedelta(minutes=2)
"""How far ahead slots may be taken; a few seconds is what many workers at once need."""

_DOUBTED = "held: "
"""How the reason of a promise begins that was made for nobody to be told yet."""


def _anew(now: datetime) -> dict[str, Any]:
    return {"parked": None, "error": None, "attempts": 0, "due": now}


def _told(tx: Tx, digest: Delivery) -> None:
    """What became of a digest became of all that it tells; what was dropped meanwhile was told by it no more."""
    mine = (outbox.c.channel == digest.channel, outbox.c.folded == digest.subject, outbox.c.dropped.is_(None))
    fate = {"parked": digest.parked, "error": digest.error, "chat": digest.chat, "settled": digest.settled}
    if digest.shown == digest.wanted:
        tx.execute(update(outbox).where(*mine).values(shown=outbox.c.wanted, **fate))
    elif digest.dropped is not None:
        tx.execute(update(outbox).where(*mine).values(dropped=digest.dropped, **fate))
    else:
        tx.execute(update(outbox).where(*mine).values(**fate))


def _this(delivery: Delivery) -> ColumnElement[bool]:
    return and_(outbox.c.channel == delivery.channel, outbox.c.subject == delivery.subject)


def _promise(tx: Tx, promises: Sequence[Promise], now: datetime) -> int:
    held: set[tuple[str, str]] = set()
    for some in chunks(each.subject for each in promises):
        query = select(outbox.c.channel, outbox.c.subject).where(outbox.c.subject.in_(some))
        held |= {(channel, subject) for channel, subject in tx.execute(query)}
    highest = select(func.max(outbox.c.number)).where(outbox.c.channel == queues.c.channel).scalar_subquery()
    last: dict[str, int] = {}
    for some in chunks(each.channel for each in promises):
        query = select(queues.c.channel, highest).where(queues.c.channel.in_(some))
        last |= {channel: number or 0 for channel, number in tx.execute(query)}
    rows = []
    for each in promises:
        if (each.channel, each.subject) not in held:
            held.add((each.channel, each.subject))
            last[each.channel] += 1
            promise = {name: getattr(each, name) for name in _PROMISED}
            rows.append(
                FRESH | promise | {"number": last[each.channel], "made": max(now, each.due), "dropped": each.held}
            )
    if rows:
        tx.execute(outbox.insert(), rows)
    return sum(row["dropped"] is None for row in rows)


def _renew(tx: Tx, batch: Batch, now: datetime) -> int:
    """Want the new version of changed entries: first what rests (shown, or refused), then what is owed anyway."""
    rows = [{"held": each.id, "version": each.digest} for each in batch.changed]
    return _want(tx, rows, now) if rows else 0


def _want(tx: Tx, rows: Sequence[Mapping[str, str]], now: datetime, *where: ColumnElement[bool]) -> int:
    """Want other versions of subjects: `held` names the subject of a row, `version` what shall be shown of it."""
    other = (
        *where,
        outbox.c.subject == bindparam("held"),
        outbox.c.wanted != bindparam("version"),
        outbox.c.dropped.is_(None),
        or_(outbox.c.folded.is_(None), outbox.c.shown.is_(None)),
    )
    rests = and_(or_(outbox.c.parked.is_not(None), outbox.c.wanted == outbox.c.shown), not_(_HELD), _SINGLE)
    renewed = update(outbox).where(*other, rests).values(wanted=bindparam("version"), **_anew(now))
    # An edit that went wrong may show for all that, so which version stands there is not known any more.
    wrong = or_(outbox.c.attempted.is_not(None), outbox.c.error.is_not(None))
    shown = case((and_(wrong, outbox.c.shown.is_not(None)), ""), else_=outbox.c.shown)
    done = tx.execute(renewed, rows).rowcount
    tx.execute(update(outbox).where(*other).values(wanted=bindparam("version"), shown=shown), rows)
    return done


def _revive(tx: Tx, batch: Batch, now: datetime) -> int:
    """What was dropped while its entry was withdrawn is owed again; how old it may be still counts from its promise."""
    done = 0
    for some in chunks(articles.returned(tx, batch, now)):
        mine = outbox.c.subject.in_(some)
        # `due` moves on what is owed too: it tells `settle` that what was claimed is to be judged anew.
        tx.execute(update(outbox).where(mine, owed, outbox.c.due < now).values(due=now))
        away = (mine, outbox.c.dropped.is_not(None), not_(outbox.c.dropped.startswith(_DOUBTED)))
        done += tx.execute(update(outbox).where(*away).values(dropped=None, due=now)).rowcount
    return done


def _slot(tx: Tx, bot: str, now: datetime, slot: timedelta) -> datetime:
    """Move the bot's next free moment on by a slot, in one statement, and give the moment before it.

    One that is far ahead was written by a clock that was set back since.
    """
    start, length = microseconds(now), microseconds(slot)
    statement = insert(tx, paces).values(bot=bot, free=now + slot)
    free = type_coerce(paces.c.free, BigInteger)
    moved = case((and_(free > start, free <= start + microseconds(_AHEAD)), free), else_=start) + length
    row = tx.execute(
        statement.on_conflict_do_update(
            index_elements=["bot"], set_={"free": type_coerce(moved, BigInteger)}
        ).returning(type_coerce(paces.c.free, BigInteger))
    ).one()
    return moment(row[0] - length)


def _outcome(delivery: Delivery) -> dict[str, Any]:
    """What `settle` writes; each field of a row is judged by what the row was before."""
    parked = case((outbox.c.wanted == delivery.wanted, delivery.parked), else_=None)
    dropped = case((outbox.c.due == delivery.due, delivery.dropped), else_=None)
    shown = case((outbox.c.shown == "", ""), else_=delivery.shown)
    return {
        "shown": delivery.shown if delivery.shown == delivery.wanted else shown,
        "due": delivery.due,
        "standing": delivery.standing,
        "chat": delivery.chat,
        "attempted": delivery.attempted,
        "trial": delivery.trial if delivery.attempted is not None else None,
        "unknowns": delivery.unknowns,
        "error": delivery.error,
        "parked": parked if delivery.parked is not None else None,
        "dropped": dropped if delivery.dropped is not None else None,
        "settled": delivery.settled,
    }
