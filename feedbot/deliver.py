"""Send what channels are owed: the third of the three verbs."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from feedbot.channels import Kind, Sender
from feedbot.errors import StoreError
from feedbot.model import Channel, Claim, Delivery, Message, Outcome, Refused, Sent, Unknown
from feedbot.rules import pieces, retry
from feedbot.store import Store, outbox

LEASE = timedelta(minutes=3)
"""How long a lane is ours: longer than the longest send."""

SLOT = timedelta(seconds=1) / 28
"""What one send takes of a bot's 30 a second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """An open channel: what it is, who sends for it, and into which chat."""

    channel: Channel
    kind: Kind
    sender: Sender
    chat: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What one turn of delivering did: nothing (None), or a delivery and what became of it."""

    delivery: Delivery | None = None
    outcome: Outcome | None = None
    problem: str | None = None


async def deliver(
    outlets: Mapping[str, Outlet], *, store: Store, now: Callable[[], datetime], again: Callable[[], Awaitable[bool]]
) -> Turn:
    """Claim one lane, send its next delivery, settle it.

    The attempt is written down before the send, and its outcome after it. If the outcome cannot be written, because the
    database is away, it is tried again for as long as `again` says so, which waits a little: nothing is sent twice for
    that reason.
    Raises StoreError when the database fails before anything was sent.
    """
    told = {name for name, outlet in outlets.items() if outlet.channel.stories}
    claim = await store.write(outbox.claim, list(outlets), now(), LEASE, stories=told, shape=pieces.shape)
    if claim is None:
        return Turn()
    outlet = outlets[claim.lane.channel]
    chat = claim.lane.chat or outlet.chat
    settled = retry.review(claim, outlet.channel, chat, outlet.kind.pace(chat), now())
    if settled is not None:
        await store.write(outbox.settle, settled)
        return Turn(delivery=settled.delivery, problem=settled.delivery.dropped or settled.delivery.error)
    message = _composed(claim, outlet)
    if isinstance(message, Refused):
        return await _finish(claim, outlet, message, store=store, now=now, again=again)
    allowed = await store.write(
        outbox.attempt, claim, now(), bot=outlet.channel.kind if outlet.kind.bot else None, slot=SLOT
    )
    if allowed is None:
        return Turn(delivery=claim.delivery, problem="the lane was taken over by another worker")
    await asyncio.sleep(max(0.0, (allowed - now()).total_seconds()))
    outcome = await _send(message, outlet)
    return await _finish(claim, outlet, outcome, store=store, now=now, again=again)


def _composed(claim: Claim, outlet: Outlet) -> Message | Refused:
    """The message for a claim; one that we fail to make is set aside instead of stopping its lane."""
    try:
        return outlet.kind.compose(outlet.channel, claim, claim.lane.chat or outlet.chat)
    except Exception as error:  # noqa: BLE001 - a poison entry must not stop the lane; it is parked with this reason
        reason = f"feedbot could not compose this message ({type(error).__name__}: {error}); please report it"
        return Refused(reason=reason, scope="message")


async def _send(message: Message, outlet: Outlet) -> Outcome:
    """What came of sending all parts, in order; the ids are those of all that stand."""
    ids: list[int] = []
    for part in message.parts:
        try:
            outcome = await outlet.sender.send(part)
        except Exception as error:  # noqa: BLE001 - whatever it was, the message may have left us: that is Unknown
            return Unknown(reason=f"{type(error).__name__}: {error}")
        if not isinstance(outcome, Sent):
            return outcome
        ids += outcome.messages
    return Sent(messages=tuple(ids))


async def _finish(
    claim: Claim,
    outlet: Outlet,
    outcome: Outcome,
    *,
    store: Store,
    now: Callable[[], datetime],
    again: Callable[[], Awaitable[bool]],
) -> Turn:
    """Settle an outcome, trying again while the database is away."""
    chat = claim.lane.chat or outlet.chat
    settled = retry.settle(claim, outlet.channel, chat, outcome, outlet.kind.pace(chat), now())
    while True:
        try:
            await store.write(outbox.settle, settled)
            return Turn(delivery=settled.delivery, outcome=outcome, problem=settled.delivery.error)
        except StoreError:
            if not await again():
                raise
