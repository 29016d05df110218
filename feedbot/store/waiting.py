"""What waits in the outbox: since when it was promised, for which digest, and how some of it is let go."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy import and_, case, literal, not_, or_, select, update

from feedbot.model import DIGEST, JUMP, Delivery
from feedbot.store import Tx
from feedbot.store import entries as articles
from feedbot.store.dialect import chunks
from feedbot.store.outbox import STATES
from feedbot.store.tables import entries, lanes, outbox, owed


def promised(tx: Tx, deliveries: Iterable[Delivery], now: datetime) -> Mapping[tuple[str, str], datetime]:
    """When deliveries were promised, by channel and subject: as far as entries say it, else not after now.

    `Delivery.made` is later for what waits: how old a message may be counts from the moment at which it is due. What is
    told once more was promised with the last entry that passed, all else with the first.
    """
    every = list(deliveries)
    known: dict[str, list[tuple[datetime, Mapping[str, datetime]]]] = {}
    for some in chunks(dict.fromkeys(each.subject.removeprefix(JUMP) for each in every)):
        of = or_(entries.c.id.in_(some), entries.c.story.in_(some))
        query = select(entries.c.id, entries.c.story, entries.c.recorded, entries.c.verdicts).where(of)
        for row in tx.execute(query):
            passed = {each.target: each.at for each in articles.said(row.id, row.verdicts) if each.passed}
            for subject in {row.id, row.story or row.id}:
                known.setdefault(subject, []).append((row.recorded, passed))
    found = {}
    for each in every:
        subject, target = each.subject.removeprefix(JUMP), f"channel:{each.channel}"
        held = known.get(subject, [])
        told = [passed[target] for _, passed in held if target in passed] or [recorded for recorded, _ in held]
        moment = max if subject != each.subject else min
        found[each.channel, each.subject] = moment(told, default=min(each.made, now))
    return found


def gathered(tx: Tx, now: datetime) -> tuple[tuple[str, str, datetime], ...]:
    """What waits for digests and for the ends of quiet hours after now: channels, names of digests, moments."""
    query = select(outbox.c.channel, outbox.c.gather, outbox.c.due).where(_waits, outbox.c.due > now).distinct()
    return tuple((row.channel, row.gather, row.due) for row in tx.execute(query.order_by(outbox.c.channel)))


def move(tx: Tx, waits: tuple[str, str, datetime], due: datetime, gather: str) -> int:
    """Let what waits, as `gathered` gives it, wait for another moment and digest; how many deliveries that are."""
    channel, name, moment = waits
    mine = (outbox.c.channel == channel, outbox.c.gather == name, outbox.c.due == moment)
    made = case((outbox.c.made == moment, literal(due, outbox.c.made.type)), else_=outbox.c.made)
    return tx.execute(update(outbox).where(_waits, *mine).values(due=due, made=made, gather=gather)).rowcount


def release(tx: Tx, chosen: Collection[tuple[str, str]], now: datetime) -> int:
    """Owe some deliveries that were set aside or dropped anew, by channel and subject; how many that are.

    Each is told by itself, also where a digest was to tell it. Their lanes are ready at once.
    """
    done = 0
    fields = {"parked": None, "dropped": None, "error": None, "attempts": 0, "folded": None, "gather": None}
    for channel in dict.fromkeys(channel for channel, _ in chosen):
        for some in chunks(subject for where, subject in chosen if where == channel):
            mine = (outbox.c.channel == channel, outbox.c.subject.in_(some), or_(STATES["parked"], STATES["dropped"]))
            done += tx.execute(update(outbox).where(*mine).values(**fields, made=now, due=now)).rowcount
        again = {"gone": None, "ready": now, "failures": 0}
        tx.execute(update(lanes).where(lanes.c.channel == channel).values(**again))
    return done


_waits = and_(
    owed,
    or_(outbox.c.gather.startswith("digest "), outbox.c.gather.startswith("quiet ")),
    outbox.c.shown.is_(None),
    outbox.c.attempted.is_(None),
    outbox.c.attempts == 0,
    not_(outbox.c.subject.startswith(DIGEST)),
)
"""To be told with others at its time, and not begun."""
