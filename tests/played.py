"""A feedbot whose console is played by a script, in messages of several parts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from feedbot.channels import KINDS
from feedbot.deliver import Outlet
from feedbot.model import (
    Channel,
    Claim,
    Delivery,
    Message,
    Outcome,
    Probe,
    Unknown,
)
from feedbot.store import outbox
from tests import make
from tests.sender import Script
from tests.world import World

LOST = Unknown(reason="timed out")
TEXT = "date 2026-03-01 Headline\nThe {} text of the article."


async def rounds(here: World) -> None:
    """As many rounds as a lost answer takes to be settled."""
    for _ in range(4):
        await here.round()


def play(
    here: World,
    *outcomes: Outcome | Exception,
    probes: Sequence[Probe] = (),
    parts: int = 1,
    on_unknown: Any = "probe",
    topic: str | int | None = None,
    **fields: Any,
) -> Script:
    """A script in the place of the console, in messages of so many parts."""
    script = Script(outcomes=list(outcomes), probes=list(probes))

    def compose(channel: Channel, claim: Claim, chat: str, now: datetime) -> Message:
        whole = KINDS["telegram"].compose(channel, claim, chat, now)
        first = replace(whole.parts[0], topic=topic)
        count = 1 if claim.piece is not None and claim.piece.withdrawn else parts
        more = tuple(replace(first, text=f"{each} {first.text}") for each in range(2, count + 1))
        return replace(whole, parts=(first, *more))

    kind = replace(KINDS["telegram"], compose=compose, pace=lambda _: make.pace())
    known = {"channel": make.channel(on_unknown=on_unknown), "kind": kind, "sender": script, "chat": "-100"}
    here.turns.outlets = {"console": Outlet(**{**known, **fields})}
    return script


async def taken_in(here: World) -> None:
    """Visit and take in, and send nothing."""
    here.clock.move(seconds=60)
    await here.turns.ingest()
    await here.turns.settle_visits()


async def known(here: World, script: Script) -> None:
    """A message that arrived, so that the ids of the chat are known."""
    here.article("0.txt", "date 2026-02-01 Earlier\nWhat was told before all of this.")
    outcomes, script.outcomes = script.outcomes, []
    await here.round()
    script.outcomes = outcomes
    script.parts.clear()


async def owed(here: World) -> list[Delivery]:
    """What is owed."""
    return list(await here.turns.store.read(outbox.deliveries, state="owed"))


async def last(here: World) -> Delivery:
    """The delivery that was promised last."""
    return max(await here.turns.store.read(outbox.deliveries), key=lambda each: each.number)


def said(script: Script) -> list[str]:
    """The first lines of what was sent."""
    return [part.text.split("\n")[0] for part in script.parts]
