"""What an outcome does to a delivery and its lane: the whole policy of sending again, waiting and giving up."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import assert_never

from feedbot.model import (
    Absent,
    Channel,
    Claim,
    Delivery,
    Edits,
    Lane,
    Later,
    Moved,
    Outcome,
    Pace,
    Part,
    Probe,
    Refused,
    Sent,
    Settled,
    Trial,
    Unknown,
    Unsure,
)
from feedbot.rules.standing import Step, after, digest, step

_FAULT = timedelta(seconds=2)
_FAULT_MOST = timedelta(minutes=5)
_CHAT = timedelta(minutes=1)
_CHAT_MOST = timedelta(hours=1)
_FLOOD = timedelta(seconds=30)
_ALONE = timedelta(days=30)
_ON_ITS_WAY = timedelta(seconds=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One step of a claimed delivery, as it is made or was made.

    `parts` are all of the message, `chat` is where it goes, `pace` how fast may be written there, and `weight` how many
    messages the step counts for.
    """

    claim: Claim
    channel: Channel
    chat: str
    step: Step
    parts: Sequence[Part]
    pace: Pace
    edits: Edits = "edits"
    weight: int = 1


def review(claim: Claim, channel: Channel, chat: str, now: datetime) -> Settled | None:
    """What is to be said of a claimed delivery before anything is sent; None: go on.

    A promise older than the channel's `max_age` is dropped with a verdict, unless a part of it stands. What was
    withdrawn is not sent. A message that stands whole in another chat than `chat`, where the channel leads now, is left
    as it is: its id means another message here.
    """
    delivery, lane = claim.delivery, claim.lane
    if claim.jumped and not claim.told and not delivery.standing:
        reason = "its story was not told yet, so the first message tells all of it"
        return Settled(delivery=replace(delivery, dropped=reason, settled=now), lane=lane)
    if claim.piece is None and not claim.digest:
        reason = "its source withdrew it before it was sent"
        if delivery.standing:
            reason = "its source withdrew it; what was sent of it stays"
        return Settled(delivery=replace(delivery, dropped=reason, settled=now), lane=lane)
    if delivery.shown is not None and _elsewhere(delivery, chat):
        reason = f"its message stands in {delivery.chat}, which this channel has left; it is not edited there"
        return Settled(delivery=replace(delivery, shown=delivery.wanted, error=reason, settled=now), lane=lane)
    expiry = expires(channel, lane.gone, now)
    fresh = delivery.shown is None and delivery.attempted is None and not delivery.standing
    if fresh and delivery.made < expiry.before:
        reason = expiry.because(delivery.error)
        return Settled(delivery=replace(delivery, dropped=reason, settled=now), lane=lane)
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiry:
    """From when on the promises of a channel are too old to be kept, if nothing of them stands or may stand.

    Such are those made `before` a moment. `verdict` says so, and then why it was not sent: by its own last error, or
    else, where its chat takes nothing, by what is known of that (`gone`).
    """

    before: datetime
    verdict: str
    gone: str | None = None

    def because(self, error: str | None) -> str:
        """The verdict on a delivery whose last error this is."""
        why = error or self.gone
        return f"{self.verdict}: {why}" if why else self.verdict


def expires(channel: Channel, gone: str | None, now: datetime) -> Expiry:
    """Which promises of a channel are too old by now; `gone` says why its chat takes nothing, if it does not."""
    return Expiry(before=now - channel.max_age, verdict=f"not sent within {_words(channel.max_age)}", gone=gone)


def here(claim: Claim, chat: str) -> Claim:
    """The claim as it counts in a chat: a message of which only a part stands, in another chat, is sent whole here."""
    if not _elsewhere(claim.delivery, chat):
        return claim
    return replace(claim, delivery=replace(claim.delivery, standing=(), attempted=None, trial=None))


def _elsewhere(delivery: Delivery, chat: str) -> bool:
    return bool(delivery.standing) and delivery.chat not in (None, chat)


def crowded(tried: Try, pace: Pace, now: datetime) -> Settled | None:
    """Waiting, where the pace of its chat has no room for a step yet: it has many messages, or others write there too.

    None: go on.
    """
    lane, crowd = tried.claim.lane, tried.claim.crowd
    sent = sorted((*lane.sent, *crowd))
    free = max(crowd) + pace.gap if crowd else now
    if pace.most and len(sent) + tried.weight > pace.most:
        free = max(free, sent[-1 - max(pace.most - tried.weight, 0)] + pace.window) if sent else free
    return Settled(delivery=tried.claim.delivery, lane=_lane(lane, ready=free)) if free > now else None


def same(claim: Claim, chat: str, now: datetime) -> Settled:
    """What becomes of a delivery of which everything stands already: it is shown, and nothing was sent."""
    delivery = replace(claim.delivery, shown=claim.delivery.wanted, chat=chat, attempted=None, settled=now, error=None)
    return Settled(delivery=delivery, lane=claim.lane)


def doubted(delivery: Delivery, parts: Sequence[Part]) -> Step | None:
    """The step of which nobody knows whether it was done; None where that does no harm, as it may be done again.

    Its part is as it shall be by now; the delivery's trial knows what was sent.
    """
    if delivery.attempted is None or not parts or (delivery.trial is None and delivery.standing):
        return None
    index = delivery.trial.index if delivery.trial is not None else 0
    return Step(kind="send", part=parts[min(index, len(parts) - 1)], index=index)


def may_ask(lane: Lane, now: datetime, *, logged: bool) -> bool:
    """Whether it can be found out if a message stands in a lane's chat, by the ids that come next there.

    Not where nothing of ours is known, nor where somebody else wrote of late, unless forwarded messages tell
    (`logged`): a message of theirs would be taken for ours, which would be lost.
    """
    alone = lane.stranger is None or now - lane.stranger > _ALONE
    return lane.last is not None and (alone or logged)


def soon(tried: Try, now: datetime) -> Settled | None:
    """Waiting, where it is too soon to ask for a message: it may be on its way. None: ask."""
    delivery = tried.claim.delivery
    due = (delivery.attempted or now) + _ON_ITS_WAY
    return Settled(delivery=delivery, lane=_lane(tried.claim.lane, ready=due)) if now < due else None


def unanswered(tried: Try, now: datetime) -> Settled:
    """What becomes of a delivery whose last attempt nobody knows the end of, and nobody can be asked.

    A new part is sent again, or held, as the channel says. An edit may be repeated without harm.
    """
    delivery = tried.claim.delivery
    reason = delivery.error or "no answer was recorded: the program ended between sending and recording"
    answered = replace(delivery, attempted=None, settled=now, error=reason)
    used = _used(tried.claim.lane, delivery.attempted or now, tried)
    lane = replace(tried.claim.lane, sent=used, ready=_allowed(used, now, tried.pace))
    if tried.step.kind != "send":
        return Settled(delivery=answered, lane=_later(lane, now))
    return _doubtful(answered, lane, tried.channel, now)


def probed(tried: Try, said: Probe, now: datetime) -> Settled:
    """What becomes of a delivery in doubt once it was asked whether its part stands there."""
    claim = tried.claim
    lane = replace(claim.lane, probes=claim.lane.probes + 1)
    match said:
        case Sent():
            found = replace(tried, claim=replace(claim, lane=replace(lane, found=lane.found + 1)))
            return _sent(found, said, now, says=_said(tried))
        case Absent():
            delivery = replace(claim.delivery, attempted=None, error=None, settled=now)
            return Settled(delivery=delivery, lane=_lane(lane, ready=now))
        case Unsure():
            error = f"{claim.delivery.error or 'no answer was recorded'}; {said.reason}"
            unsure = replace(claim, delivery=replace(claim.delivery, error=error), lane=lane)
            return unanswered(replace(tried, claim=unsure), now)
        case Later():
            wait = max(said.after or timedelta(0), _grown(_FAULT, _FAULT_MOST, lane.failures))
            delivery = replace(claim.delivery, error=said.reason)
            failures = lane.failures + int(said.fault)
            return Settled(delivery=delivery, lane=_lane(claim.lane, ready=now + wait, failures=failures))
        case _:
            assert_never(said)


def settle(tried: Try, outcome: Outcome, now: datetime) -> Settled:
    """What becomes of a delivery and its lane after an attempt; the lane keeps the lease by which the store knows us.

    Faults move the lane, not the delivery, so the order within a channel stands. Flood control is no failure. Only a
    message that Telegram refuses for its own sake is parked; the lane goes on.
    """
    claim, lane = tried.claim, tried.claim.lane
    delivery = replace(claim.delivery, attempted=None, settled=now)
    match outcome:
        case Sent():
            return _sent(tried, outcome, now)
        case Later(fault=False):
            used = _used(lane, now, tried)
            ready = max(now + (outcome.after or _FLOOD), _allowed(used, now, tried.pace))
            waits = _lane(lane, ready=ready, failures=0, sent=used)
            return Settled(delivery=replace(delivery, error=outcome.reason), lane=waits)
        case Later():
            wait = max(outcome.after or timedelta(0), _grown(_FAULT, _FAULT_MOST, lane.failures))
            return Settled(
                delivery=replace(delivery, error=outcome.reason),
                lane=_lane(lane, ready=now + wait, failures=lane.failures + 1),
            )
        case Unknown():
            used = _used(lane, now, tried)
            waits = replace(lane, sent=used, ready=_allowed(used, now, tried.pace))
            if tried.step.kind != "send":
                return Settled(delivery=replace(delivery, error=outcome.reason), lane=_later(waits, now))
            if tried.channel.on_unknown == "probe":
                asking = replace(delivery, attempted=now, trial=trial(tried.step), error=outcome.reason)
                return Settled(delivery=asking, lane=_later(waits, now))
            return _doubtful(replace(delivery, error=outcome.reason), waits, tried.channel, now)
        case Refused():
            return _refused(tried, replace(delivery, error=outcome.reason), outcome, now)
        case Moved():
            moved = replace(_lane(lane, chat=outcome.chat, ready=now, sent=()), last=None)
            return Settled(delivery=delivery, lane=moved)
        case _:
            assert_never(outcome)


def trial(done: Step) -> Trial | None:
    """What is written down of a step before it is done; None for what may be repeated."""
    if done.kind != "send":
        return None
    return Trial(index=done.index, digest=digest(done.part), text=done.part.text)


def _said(tried: Try) -> str | None:
    """The digest of what was sent, if that is another than that of the part by now."""
    known = tried.claim.delivery.trial
    if known is None:
        return ""
    return None if known.digest == digest(tried.step.part) else known.digest


def _refused(tried: Try, delivery: Delivery, outcome: Refused, now: datetime) -> Settled:
    lane = tried.claim.lane
    if outcome.scope == "message":
        return Settled(delivery=replace(delivery, parked=outcome.reason), lane=_paced(tried, now))
    if outcome.scope == "topic":
        return Settled(delivery=delivery, lane=_later(lane, now))
    wait = _grown(_CHAT, _CHAT_MOST, lane.failures)
    return Settled(
        delivery=delivery, lane=_lane(lane, ready=now + wait, failures=lane.failures + 1, gone=outcome.reason)
    )


def _sent(tried: Try, outcome: Sent, now: datetime, *, says: str | None = None) -> Settled:
    """What is shown is what was wanted at the claim, once all of it stands; a change that came meanwhile is owed."""
    before = tried.claim.delivery
    standing = after(before.standing, tried.step, outcome, says=says)
    left = step(standing, tried.parts, edits=tried.edits)
    delivery = replace(
        before,
        shown=before.wanted if left is None else before.shown,
        standing=standing,
        chat=tried.chat,
        attempted=None,
        settled=now,
        error=None,
    )
    lane = _paced(tried, now)
    if tried.step.kind == "send" and outcome.messages:
        between = lane.last is not None and outcome.messages[0] != lane.last + 1
        lane = replace(lane, last=max(outcome.messages), stranger=now if between else lane.stranger)
    return Settled(delivery=delivery, lane=lane, number=outcome.number)


def _doubtful(delivery: Delivery, lane: Lane, channel: Channel, now: datetime) -> Settled:
    """A send that may stand there: again or held, as the channel says."""
    delivery = replace(delivery, unknowns=delivery.unknowns + 1)
    if channel.on_unknown == "hold":
        reason = f"it may have arrived or not ({delivery.error}), and on_unknown is hold"
        return Settled(delivery=replace(delivery, parked=reason), lane=_lane(lane))
    return Settled(delivery=delivery, lane=_later(lane, now))


def _later(lane: Lane, now: datetime) -> Lane:
    """The lane after a fault: the more of them in a row, the longer it waits."""
    wait = _grown(_FAULT, _FAULT_MOST, lane.failures)
    return _lane(lane, ready=max(lane.ready, now + wait), failures=lane.failures + 1)


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


def _paced(tried: Try, now: datetime) -> Lane:
    """The lane after a send that was answered: healthy, and ready again when its pace allows."""
    sent = _used(tried.claim.lane, now, tried)
    ready = _allowed(sent, now, tried.pace)
    return _lane(replace(tried.claim.lane, gone=None), ready=ready, failures=0, sent=sent)


def _allowed(sent: tuple[datetime, ...], now: datetime, pace: Pace) -> datetime:
    """The moment of the next send: a gap after this one, and with the window's first send out of it."""
    full = pace.most and len(sent) >= pace.most
    return max(now + pace.gap, sent[-pace.most] + pace.window) if full else now + pace.gap


def _used(lane: Lane, now: datetime, tried: Try) -> tuple[datetime, ...]:
    """The times of sends that count towards the pace, this one included, which counts for its weight."""
    return tuple(sorted((*lane.sent, *((now,) * tried.weight))))[-tried.pace.most :] if tried.pace.most else ()


def _grown(first: timedelta, most: timedelta, failures: int) -> timedelta:
    return min(first * (1 << min(failures, 20)), most)


def _words(length: timedelta) -> str:
    hours = length.total_seconds() / 3600
    return f"{hours:.0f} hours" if hours >= 1 else f"{length.total_seconds() / 60:.0f} minutes"
