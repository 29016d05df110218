"""What an outcome does to a delivery and its lane: the whole policy of sending again, waiting and giving up."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from feedbot.model import (
    Channel,
    Claim,
    Delivery,
    Lane,
    Later,
    Moved,
    Outcome,
    Pace,
    Refused,
    Sent,
    Settled,
    Unknown,
)

_FAULT = timedelta(seconds=2)
_FAULT_MOST = timedelta(minutes=5)
_CHAT = timedelta(minutes=1)
_CHAT_MOST = timedelta(hours=1)
_FLOOD = timedelta(seconds=30)


def review(claim: Claim, channel: Channel, chat: str, pace: Pace, now: datetime) -> Settled | None:
    """What is to be said of a claimed delivery before anything is sent; None: send it.

    An attempt without an answer, left by a process that died, is unknown: sent again, or held where the channel wants
    that. A promise older than the channel's `max_age` is dropped with a verdict. What was withdrawn is not sent. A
    message that stands in another chat than `chat`, where the channel leads now, is left as it is: its id means another
    message here.
    """
    delivery = claim.delivery
    if claim.piece is None:
        reason = "its source withdrew it before it was sent"
        return Settled(delivery=replace(delivery, dropped=reason, settled=now), lane=_lane(claim.lane))
    if delivery.attempted is not None:
        return _unanswered(claim, channel, pace, now)
    if delivery.messages and delivery.chat not in (None, chat):
        reason = f"its message stands in {delivery.chat}, which this channel has left; it is not edited there"
        return Settled(
            delivery=replace(delivery, shown=delivery.wanted, error=reason, settled=now), lane=_lane(claim.lane)
        )
    waited = now - delivery.made
    if delivery.shown is None and waited > channel.max_age:
        reason = f"not sent within {_words(channel.max_age)}" + (f": {delivery.error}" if delivery.error else "")
        return Settled(delivery=replace(delivery, dropped=reason, settled=now), lane=_lane(claim.lane))
    return None


def settle(claim: Claim, channel: Channel, chat: str, outcome: Outcome, pace: Pace, now: datetime) -> Settled:
    """What becomes of a delivery and its lane after an attempt; the lane keeps the lease by which the store knows us.

    Faults move the lane, not the delivery, so the order within a channel stands. Flood control is no failure. Only a
    message that Telegram refuses for its own sake is parked; the lane goes on.
    """
    delivery, lane = replace(claim.delivery, attempted=None, settled=now), claim.lane
    match outcome:
        case Sent():
            return _sent(claim, chat, outcome, pace, now)
        case Later(fault=False):
            used = _used(lane, now, pace)
            ready = max(now + (outcome.after or _FLOOD), _allowed(used, now, pace))
            return Settled(delivery=replace(delivery, error=outcome.reason), lane=_lane(lane, ready=ready, sent=used))
        case Later():
            wait = max(outcome.after or timedelta(0), _grown(_FAULT, _FAULT_MOST, lane.failures))
            return Settled(
                delivery=replace(delivery, error=outcome.reason),
                lane=_lane(lane, ready=now + wait, failures=lane.failures + 1),
            )
        case Unknown():
            used = _used(lane, now, pace)
            tried = replace(lane, sent=used, ready=_allowed(used, now, pace))
            return _doubtful(replace(delivery, error=outcome.reason), tried, channel, now)
        case Refused(scope="message"):
            return Settled(
                delivery=replace(delivery, parked=outcome.reason, error=outcome.reason),
                lane=_paced(lane, now, pace),
            )
        case Refused():
            wait = _grown(_CHAT, _CHAT_MOST, lane.failures)
            return Settled(
                delivery=replace(delivery, error=outcome.reason),
                lane=_lane(lane, ready=now + wait, failures=lane.failures + 1, gone=outcome.reason),
            )
        case Moved():
            return Settled(delivery=delivery, lane=_lane(lane, chat=outcome.chat, ready=now, sent=()))
        case _:
            assert_never(outcome)


def _sent(claim: Claim, chat: str, outcome: Sent, pace: Pace, now: datetime) -> Settled:
    """What is shown is what was wanted at the claim; a change that came meanwhile is still owed."""
    delivery = replace(
        claim.delivery,
        shown=claim.delivery.wanted,
        messages=outcome.messages or claim.delivery.messages,
        chat=chat,
        attempted=None,
        settled=now,
        error=None,
    )
    return Settled(delivery=delivery, lane=_paced(claim.lane, now, pace))


def _unanswered(claim: Claim, channel: Channel, pace: Pace, now: datetime) -> Settled:
    reason = "no answer was recorded: the program ended between sending and recording"
    answered = replace(claim.delivery, attempted=None, settled=now, error=reason)
    lane = replace(claim.lane, sent=_used(claim.lane, claim.delivery.attempted or now, pace))
    return _doubtful(answered, replace(lane, ready=_allowed(lane.sent, now, pace)), channel, now)


def _doubtful(delivery: Delivery, lane: Lane, channel: Channel, now: datetime) -> Settled:
    """A send that may stand there: again or held, as the channel says. An edit may be repeated without harm."""
    wait = _grown(_FAULT, _FAULT_MOST, lane.failures)
    later = _lane(lane, ready=max(lane.ready, now + wait), failures=lane.failures + 1)
    if delivery.messages:
        return Settled(delivery=delivery, lane=later)
    delivery = replace(delivery, unknowns=delivery.unknowns + 1)
    if channel.on_unknown == "hold":
        reason = f"it may have arrived or not ({delivery.error}), and on_unknown is hold"
        return Settled(delivery=replace(delivery, parked=reason), lane=_lane(lane))
    return Settled(delivery=delivery, lane=later)


def _lane(
    lane: Lane,
    *,
    ready: datetime | None = None,
    failures: int | None = None,
    gone: str | None = None,
    chat: str | None = None,
    sent: tuple[datetime, ...] | None = None,
) -> Lane:
    """The lane, changed where something is given. `gone` is kept until a send goes through."""
    return replace(
        lane,
        ready=ready or lane.ready,
        failures=lane.failures if failures is None else failures,
        gone=gone or lane.gone,
        chat=chat or lane.chat,
        sent=lane.sent if sent is None else sent,
    )


def _paced(lane: Lane, now: datetime, pace: Pace) -> Lane:
    """The lane after a send that was answered: healthy, and ready again when its pace allows."""
    sent = _used(lane, now, pace)
    return replace(lane, ready=_allowed(sent, now, pace), failures=0, gone=None, sent=sent)


def _allowed(sent: tuple[datetime, ...], now: datetime, pace: Pace) -> datetime:
    """The moment of the next send: a gap after this one, and with the window's first send out of it."""
    full = pace.most and len(sent) >= pace.most
    return max(now + pace.gap, sent[-pace.most] + pace.window) if full else now + pace.gap


def _used(lane: Lane, now: datetime, pace: Pace) -> tuple[datetime, ...]:
    """The times of sends that count towards the pace, this one included."""
    return (*lane.sent, now)[-pace.most :] if pace.most else ()


def _grown(first: timedelta, most: timedelta, failures: int) -> timedelta:
    return min(first * (1 << min(failures, 20)), most)


def _words(length: timedelta) -> str:
    hours = length.total_seconds() / 3600
    return f"{hours:.0f} hours" if hours >= 1 else f"{length.total_seconds() / 60:.0f} minutes"
