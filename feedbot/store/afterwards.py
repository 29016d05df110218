"""What becomes of what channels were owed by a copy of the database, once that copy is to take the database's place.

What was sent after the copy was made is not in it. Nothing may be sent twice without a word, and nothing be lost.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, func, select, update

from feedbot.model import DIGEST, Delivery
from feedbot.store import Tx, lapses, marks
from feedbot.store.dialect import chunks
from feedbot.store.lapses import Lapse
from feedbot.store.tables import lanes, outbox
from feedbot.store.tables import marks as numbers
from feedbot.store.values import microseconds

Sent = Literal["hold", "resend", "forget"]
"""What to do about what was perhaps sent: keep it for a person to decide, send it, or count it as sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What became of what was owed: deliveries `known` to have been settled since, and those of which nobody knows.

    `owed` are sent as if nothing had happened.
    """

    known: int
    doubtful: int
    owed: int


def settle(
    tx: Tx, sent: Sent, lapse: Lapse, *, made: datetime | None, late: Mapping[tuple[str, str], Delivery] | None = None
) -> Settled:
    """Settle what a copy owes that was `made` at a moment, before it is in force.

    `late` are the same deliveries as the database had them whose place the copy takes, if that can be read: what it
    knows is taken over. What it does not know, and what had been due by the time it sent last, is perhaps sent, and
    `sent` says what to do. What is gathered by a later digest cannot have been. An edit may be repeated without harm.
    """
    rows = pending(tx)
    learnt = {key: _learnt(each, late) for key, each in rows.items()} if late is not None else {}
    for (channel, subject), fields in learnt.items():
        if fields:
            tx.execute(update(outbox).where(_this(channel, subject)).values(**fields))
    done = sum(bool(fields) for fields in learnt.values())
    perhaps = [each for key, each in rows.items() if each.due <= lapse.sent and learnt.get(key) is None]
    if sent != "resend":
        _set_aside(tx, perhaps, _FATES[sent], lapse, made)
    _hush_reports(tx, lapse)
    lapses.note(tx, None if sent == "resend" else lapse)
    return Settled(known=done, doubtful=len(perhaps), owed=len(rows) - done - len(perhaps))


def pending(tx: Tx) -> Mapping[tuple[str, str], Delivery]:
    """Every delivery of which nothing stands whole and nothing was decided, by channel and subject."""
    waits = (outbox.c.shown.is_(None), outbox.c.parked.is_(None), outbox.c.dropped.is_(None))
    rows = (Delivery(**row._asdict()) for row in tx.execute(select(outbox).where(*waits)))
    return {(each.channel, each.subject): each for each in rows}


def same(tx: Tx, keys: Mapping[tuple[str, str], object]) -> Mapping[tuple[str, str], Delivery]:
    """The deliveries of these channels and subjects, and the digests that tell them."""
    found: dict[tuple[str, str], Delivery] = {}
    for some in chunks(subject for _, subject in keys):
        for row in tx.execute(select(outbox).where(outbox.c.subject.in_(some))):
            found[row.channel, row.subject] = Delivery(**row._asdict())
    folded = {each.folded for each in found.values() if each.folded is not None}
    for some in chunks(folded):
        for row in tx.execute(select(outbox).where(outbox.c.subject.in_(some))):
            found[row.channel, row.subject] = Delivery(**row._asdict())
    return found


def last_sent(tx: Tx) -> datetime | None:
    """When anything was sent or tried last."""
    settled, attempted = tx.execute(select(func.max(outbox.c.settled), func.max(outbox.c.attempted))).one()
    return max((each for each in (settled, attempted) if each is not None), default=None)


def places(tx: Tx) -> Mapping[str, Mapping[str, Any]]:
    """What is known of each channel's chat."""
    return {row.channel: {name: row._mapping[name] for name in _PLACE} for row in tx.execute(select(lanes))}


def place(tx: Tx, known: Mapping[str, Mapping[str, Any]] | None) -> None:
    """Let lanes know of their chats what is `known`; without that they forget the last message that they knew.

    What stands behind it is not known then, and to ask for a message by the next id would be to look at another.
    """
    tx.execute(update(lanes).values(lease=None, last=None))
    for channel, fields in (known or {}).items():
        tx.execute(update(lanes).where(lanes.c.channel == channel).values(**fields))


_PLACE = ("home", "chat", "ready", "sent", "last", "stranger", "number")

_KNOWN = ("wanted", "shown", "standing", "chat", "attempts", "unknowns", "error", "parked", "dropped", "settled")

_FATES: Mapping[Sent, Literal["parked", "dropped"]] = {"hold": "parked", "forget": "dropped"}


def _learnt(each: Delivery, late: Mapping[tuple[str, str], Delivery]) -> Mapping[str, Any] | None:
    """What the database that goes knows of a delivery: fields that changed, none if it is owed still; None: nothing."""
    known = late.get((each.channel, each.subject))
    if known is None:
        return None
    digest = late.get((each.channel, known.folded)) if known.folded is not None else None
    if known.shown is not None or known.parked is not None or known.dropped is not None:
        fields = {name: getattr(known, name) for name in _KNOWN}
        return fields | {"attempted": None, "trial": None, "folded": known.folded, "gather": known.gather}
    if known.attempted is not None or (digest is not None and (digest.attempted is not None or digest.standing)):
        return None
    if known.standing != each.standing:
        return {"standing": known.standing, "chat": known.chat, "attempts": known.attempts, "error": known.error}
    return {}


def _set_aside(
    tx: Tx, deliveries: list[Delivery], fate: Literal["parked", "dropped"], lapse: Lapse, made: datetime | None
) -> None:
    copy = "a copy of the database" + (f" of {_words(made)}" if made else "")
    reason = f"{copy} was put back on {_words(lapse.at)}, and it may have been sent between"
    fields = {fate: reason, "attempted": None, "trial": None, "settled": lapse.at}
    for each in deliveries:
        more = {} if each.subject.startswith(DIGEST) else {"unknowns": outbox.c.unknowns + 1}
        tx.execute(update(outbox).where(_this(each.channel, each.subject)).values(**fields, **more))


def _hush_reports(tx: Tx, lapse: Lapse) -> None:
    """A report of a week whose slot has passed was told, or is not told any more."""
    query = select(numbers.c.name).where(numbers.c.name.startswith("report:"))
    for name in tx.execute(query).scalars().all():
        if not name.endswith((":asked", ":found")):
            marks.set_to(tx, name, microseconds(lapse.sent))


def _this(channel: str, subject: str) -> ColumnElement[bool]:
    return and_(outbox.c.channel == channel, outbox.c.subject == subject)


def _words(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
