"""Send what channels are owed: the third of the three verbs."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import assert_never

from feedbot.channels import Kind, Sender
from feedbot.errors import StoreError
from feedbot.model import (
    Absent,
    Channel,
    Claim,
    Delivery,
    Later,
    Message,
    Outcome,
    Pace,
    Part,
    Probe,
    Refused,
    Sent,
    Settled,
    Unknown,
    Unsure,
)
from feedbot.rules import hours, pieces, retry, standing
from feedbot.rules.standing import Step
from feedbot.store import Store, claims, outbox

LEASE = timedelta(minutes=6)
"""How long a lane is ours: longer than the longest send, with all that is tried where media are refused."""

EARLY = timedelta(milliseconds=50)
"""So long before its moment a lane is claimed: what the database takes then lies in the pause, and not behind it."""

SLOT = timedelta(seconds=1) / 29
"""What one message takes of a bot's 30 a second: sent so far apart, no 31 come within one, should some come late."""

SHARED = timedelta(seconds=1) / 25
"""What one message takes where the bot has readers: five a second are left for what it answers them.

Answers take no slot of their own. Each would have to wait for the database, and for deliveries before it, though a
reader waits. Within a process all of them pass one gate (`channels/telegram_gate.py`); where several send more for a
moment, Telegram lets them wait a little, and nothing is lost.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """An open channel: what it is, who sends for it, and into which chat.

    `alone` says that no other channel leads there, `logged` that its messages can be forwarded to find out whether they
    stand. `refused` are topics that cannot be made. `busy` has the moments at which turns claimed the channel that are
    not over: where the clock jumps, its lease runs out while a message is on its way.
    """

    channel: Channel
    kind: Kind
    sender: Sender
    chat: str
    alone: bool = True
    logged: bool = False
    refused: dict[str, str] = field(default_factory=dict)
    busy: list[datetime] = field(default_factory=list)

    def pace(self, chat: str) -> Pace:
        """How fast a chat may be written to: as its kind allows, or slower where the channel wants that."""
        kind, most = self.kind.pace(chat), self.channel.pace
        if not most:
            return kind
        gap = max(kind.gap, timedelta(minutes=1) / most if most < _STEADY else timedelta(0))
        return Pace(gap=gap, most=min(most, kind.most or most), window=max(kind.window, timedelta(minutes=1)))


_STEADY = 6
"""Of fewer messages a minute, each waits for its turn; more of them may come at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What one turn of delivering did: nothing (None), or a delivery and what became of it.

    `probe` is what was found out about a message whose answer was lost. `next` is when a turn that did nothing should
    be taken again; None where nothing is owed.
    """

    delivery: Delivery | None = None
    outcome: Outcome | None = None
    probe: Probe | None = None
    problem: str | None = None
    next: datetime | None = None

    @property
    def noted(self) -> Mapping[str, str]:
        """What was out of the ordinary in what was sent, as a field of the log."""
        return {"note": self.outcome.note} if isinstance(self.outcome, Sent) and self.outcome.note else {}


_TAKEN = timedelta(milliseconds=200)
"""After so long a lane that was due and could not be claimed, as another program has it, is looked at again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Means:
    """What a turn works with; nothing goes out before `due`, which may lie a moment ahead."""

    store: Store
    now: Callable[[], datetime]
    again: Callable[[], Awaitable[bool]]
    slot: timedelta
    due: datetime

    def moment(self) -> datetime:
        """When what is done next goes out at the earliest."""
        return min(max(self.now(), self.due), self.now() + EARLY)  # later only where the clock was set back


async def deliver(
    outlets: Mapping[str, Outlet],
    *,
    store: Store,
    now: Callable[[], datetime],
    again: Callable[[], Awaitable[bool]],
    claiming: asyncio.Lock,
    holder: str = "",
) -> Turn:
    """Claim one lane, if one is ready or will be in a moment, bring its next delivery one step further, settle it.

    Turns that are taken side by side share `claiming`: when a lane becomes ready, one of them claims it, and the others
    see that it is taken without a transaction that all who write would wait for.
    The attempt is written down before the send, and its outcome after it. If the outcome cannot be written, because the
    database is away, it is tried again for as long as `again` says so, which waits a little: nothing is sent twice for
    that reason. `holder` is what we call ourselves among several programs, "" where there is one.
    Raises StoreError when the database fails before anything was sent.
    """
    async with claiming:
        due = await store.read(claims.next_due, list(outlets))
        if due is None or due - EARLY > now():
            return Turn(next=None if due is None else due - EARLY)
        told = {name for name, outlet in outlets.items() if outlet.channel.stories}
        free, soon = [name for name, outlet in outlets.items() if not outlet.busy], now() + EARLY
        claim = await store.write(
            claims.claim, free, soon, LEASE, stories=told, shape=pieces.shape, holder=holder or None
        )
    if claim is None:
        return Turn(next=now() + _TAKEN)
    outlet, slot = outlets[claim.lane.channel], SHARED if _heeded(outlets) else SLOT
    if claim.beside & outlets.keys():  # the config may call one chat by its name and by its number
        outlet = replace(outlet, alone=False)
    outlet.busy.append(began := now())
    try:
        due = max(claim.lane.ready, claim.delivery.due)
        return await _taken(claim, outlet, _Means(store=store, now=now, again=again, slot=slot, due=due))
    finally:
        outlet.busy.remove(began)


async def _taken(claim: Claim, outlet: Outlet, means: _Means) -> Turn:
    """Bring the delivery of a lane that is ours one step further."""
    moment = means.moment()  # a message of the end of quiet hours is claimed in them, and makes its sound
    chat = claim.lane.chat or outlet.chat
    settled = retry.review(claim, outlet.channel, chat, moment)
    if settled is not None:
        return await _aside(settled, means)
    claim = retry.here(claim, chat)
    quiet = hours.hushed(outlet.channel, moment, breaking=claim.delivery.breaking)
    claim = replace(claim, silent=quiet)
    message = _composed(claim, outlet, moment)
    if isinstance(message, Refused):
        tried = _try(claim, outlet, Step(kind="send", part=Part(chat=chat, text=""), index=0), ())
        return await _finish(tried, message, means)
    doubt = retry.doubted(claim.delivery, message.parts)
    if doubt is not None:
        return await _doubt(_try(claim, outlet, doubt, message.parts), outlet, means)
    step = standing.step(claim.delivery.standing, message.parts, edits=outlet.kind.edits)
    if step is None:
        return await _aside(retry.same(claim, chat, means.now()), means)
    tried = _try(claim, outlet, step, message.parts)
    if waits := retry.crowded(tried, outlet.kind.pace(chat), means.moment()):
        return await _aside(waits, means)
    return await _go(tried, outlet, means)


def _heeded(outlets: Mapping[str, Outlet]) -> bool:
    """Whether the bot has readers, who want answers."""
    return any(outlet.channel.reader for outlet in outlets.values())


def _try(claim: Claim, outlet: Outlet, step: Step, parts: tuple[Part, ...]) -> retry.Try:
    chat = claim.lane.chat or outlet.chat
    weight = outlet.kind.weight(step.part) if step.kind == "send" else 1
    pace = outlet.pace(chat)
    return retry.Try(
        claim=claim,
        channel=outlet.channel,
        chat=chat,
        step=step,
        parts=parts,
        pace=pace,
        edits=outlet.kind.edits,
        weight=weight,
    )


async def _go(tried: retry.Try, outlet: Outlet, means: _Means) -> Turn:
    """Send, edit or delete one part."""
    claim, step = tried.claim, tried.step
    placed = await _placed(tried, outlet, means)
    if not isinstance(placed, Part):
        return await _finish(tried, placed, means)
    bot = outlet.channel.kind if outlet.kind.bot else None
    slot = means.slot * tried.weight
    moment, trial = means.moment(), retry.trial(step)
    allowed = await means.store.write(outbox.attempt, claim, moment, trial=trial, bot=bot, slot=slot)
    if allowed is None:
        return Turn(delivery=claim.delivery, problem="the lane was taken over by another worker")
    await asyncio.sleep(max(0.0, (allowed - means.now()).total_seconds()))
    outcome = await _send(placed, outlet)
    if isinstance(outcome, Refused) and outcome.scope == "topic":
        outcome = await _displaced(tried, placed, outcome, means)
    topic = step.part.topic
    why = outlet.refused.get(topic) if isinstance(topic, str) and placed.topic is None and step.kind == "send" else None
    if why is None or not isinstance(outcome, Sent):
        return await _finish(tried, outcome, means)
    turn = await _finish(tried, replace(outcome, astray=why), means)
    missing = f'it went to the general topic, for the topic "{topic}" could not be made: {why}'
    note = "; ".join(filter(None, (outcome.note, missing)))  # only now: after a note nobody knows what is shown
    return replace(turn, outcome=replace(outcome, note=note))


async def _doubt(tried: retry.Try, outlet: Outlet, means: _Means) -> Turn:
    """Find out whether a part stands there whose answer was lost, if anybody can tell."""
    lane, now = tried.claim.lane, means.now()
    asks = tried.channel.on_unknown == "probe" and (outlet.alone or outlet.logged)
    if not asks or not retry.may_ask(lane, now, logged=outlet.logged):
        return await _aside(retry.unanswered(tried, now), means)
    if settled := retry.soon(tried, now):
        return await _aside(settled, means)
    trial = tried.claim.delivery.trial
    await asyncio.sleep((means.moment() - now).total_seconds())
    part = replace(tried.step.part, topic=None, text=trial.text if trial is not None else tried.step.part.text)
    said = await outlet.sender.probe(part, last=lane.last or 0)
    turn = await _aside(retry.probed(tried, said, means.now()), means)
    return replace(turn, probe=said)


async def _placed(tried: retry.Try, outlet: Outlet, means: _Means) -> Part | Outcome:
    """The part with the number of its topic, which is made if it must be; without one where that cannot be."""
    part, name = tried.step.part, tried.step.part.topic
    if not isinstance(name, str):
        return part
    number: int | None = tried.claim.topics.get(name)
    if number is None and name not in outlet.refused and tried.step.kind == "send":
        made = await outlet.sender.topic(tried.chat, name)
        if isinstance(made, Later):
            return made
        if isinstance(made, Refused):
            outlet.refused[name] = made.reason
        else:
            number = made
            await means.store.write(claims.place, tried.claim.lane.place or tried.chat, name, made)
    return replace(part, topic=number)


async def _displaced(tried: retry.Try, placed: Part, refused: Refused, means: _Means) -> Outcome:
    """What a topic that is gone means: one that we made is made again, one that the config names must be mended."""
    if isinstance(tried.step.part.topic, str) and isinstance(placed.topic, int):
        await means.store.write(claims.displace, tried.claim.lane.place or tried.chat, placed.topic)
        return refused
    return replace(refused, scope="chat")


def _composed(claim: Claim, outlet: Outlet, now: datetime) -> Message | Refused:
    """The message for a claim; one that we fail to make is set aside instead of stopping its lane."""
    try:
        return outlet.kind.compose(outlet.channel, claim, claim.lane.chat or outlet.chat, now)
    except Exception as error:  # noqa: BLE001 - a poison entry must not stop the lane; it is parked with this reason
        reason = f"feedbot could not compose this message ({type(error).__name__}: {error}); please report it"
        return Refused(reason=reason, scope="message")


async def _send(part: Part, outlet: Outlet) -> Outcome:
    try:
        return await outlet.sender.send(part)
    except Exception as error:  # noqa: BLE001 - whatever it was, the message may have left us: that is Unknown
        return Unknown(reason=f"{type(error).__name__}: {error}")


async def _aside(settled: Settled, means: _Means) -> Turn:
    """Settle what was decided without sending anything."""
    await means.store.write(outbox.settle, settled)
    return Turn(delivery=settled.delivery, problem=settled.delivery.dropped or settled.delivery.error)


async def _finish(tried: retry.Try, outcome: Outcome, means: _Means) -> Turn:
    """Settle an outcome, trying again while the database is away."""
    settled = retry.settle(tried, outcome, means.now())
    flood = isinstance(outcome, Later) and not outcome.fault
    while True:
        try:
            await means.store.write(outbox.settle, settled)
            if flood:
                await means.store.write(claims.hush, settled.lane)
            return Turn(delivery=settled.delivery, outcome=outcome, problem=settled.delivery.error)
        except StoreError:
            if not await means.again():
                raise


def found_out(probe: Probe) -> str:
    """What was found out about a message, in words."""
    match probe:
        case Sent():
            return "it stands"
        case Absent():
            return "it does not"
        case Unsure() | Later():
            return probe.reason
        case _:
            assert_never(probe)
