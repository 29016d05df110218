import asyncio
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from feedbot.channels import KINDS
from feedbot.deliver import EARLY, Outlet
from feedbot.model import Outcome, Pace, Part, Quiet
from feedbot.store import claims, outbox
from tests import make
from tests.sender import Script
from tests.world import World, world

SECOND = timedelta(seconds=1)
INSTANT = timedelta(milliseconds=1)


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    """A feedbot that owes two messages to one chat, which takes one a second; the first is sent."""
    async with world(tmp_path) as made:
        await made.round()
        made.turns.outlets = {"console": outlet(Script())}
        for day in (1, 2):
            made.article(f"{day}.txt", f"date 2026-03-0{day} Headline of day {day}\nThe text of that day {day}.")
        await made.round()
        yield made


def outlet(sender: Script) -> Outlet:
    """The only chat."""
    kind = replace(KINDS["telegram"], pace=lambda _: Pace(gap=SECOND, most=1, window=SECOND))
    return Outlet(channel=make.channel(), kind=kind, sender=sender, chat="-100")


async def ready(here: World) -> datetime:
    """When the chat may be written to."""
    return (await here.turns.store.read(outbox.lanes))["console"].ready


@dataclass
class Timed(Script):
    """A sender that keeps the moments at which it was asked to send."""

    clock: Callable[[], datetime] = field(kw_only=True)
    moments: list[datetime] = field(default_factory=list)

    async def send(self, part: Part) -> Outcome:
        """What the script says."""
        self.moments.append(self.clock())
        return await super().send(part)


async def test_a_claim_comes_early_and_the_message_does_not(here: World) -> None:
    """A lane is claimed shortly before its moment; what is sent goes out at that moment and no sooner."""
    moment, began = await ready(here), time.monotonic()
    here.turns.now = lambda: moment - EARLY + timedelta(seconds=time.monotonic() - began)
    script = Timed(clock=here.turns.now)
    here.turns.outlets = {"console": outlet(script)}
    wait = await here.turns.deliver()

    assert 0 == wait
    assert ["Headline of day 2"] == [part.text.split("\n")[0] for part in script.parts]
    assert moment - INSTANT <= script.moments[0]
    assert moment + SECOND - INSTANT <= await ready(here)


async def test_what_waited_for_the_morning_makes_a_sound(here: World) -> None:
    """A message that is due as quiet hours end is claimed while they last, and goes out after them: not in silence."""
    moment, began = await ready(here), time.monotonic()
    here.turns.now = lambda: moment - EARLY + timedelta(seconds=time.monotonic() - began)
    script, end = Script(), moment.time()
    quiet = Quiet(start=(moment - timedelta(hours=1)).time(), end=end)
    there = outlet(script)
    here.turns.outlets = {"console": replace(there, channel=replace(there.channel, quiet=quiet))}
    await here.turns.deliver()

    assert [False] == [part.silent for part in script.parts]


async def test_before_that_nothing_is_claimed(here: World) -> None:
    """A turn that comes sooner says when to come again, which is before the lane is ready."""
    script = Script()
    here.turns.outlets = {"console": outlet(script)}
    here.clock.at = await ready(here) - SECOND / 2
    wait = await here.turns.deliver()

    assert wait is not None
    assert 0 < wait < 0.5
    assert [] == script.parts


async def test_of_turns_side_by_side_one_claims(here: World) -> None:
    """When a lane becomes ready, one turn of many claims it; the others do not even begin to write."""
    store = Counting(here.turns.store)
    here.turns.store = store  # type: ignore[assignment]  # as a store, for what turns of delivering ask of it
    script = Script()
    here.turns.outlets = {"console": outlet(script)}
    here.clock.at = await ready(here)
    waits = await asyncio.gather(*(here.turns.deliver() for _ in range(8)))

    assert 1 == store.claims
    assert 1 == len(script.parts)
    assert 1 == waits.count(0)


@pytest.mark.parametrize("card", ["", "feedbot d - 00000000"])
async def test_a_claim_says_whose_it_is(here: World, card: str) -> None:
    """Among several programs the lane names the one that took it last; a program that is alone has no name."""
    here.turns.card = card
    here.clock.at = await ready(here)
    await here.turns.deliver()

    assert (card or None) == (await here.turns.store.read(outbox.lanes))["console"].holder


async def test_a_clock_that_goes_back_keeps_no_message(here: World) -> None:
    """Where it is set back right after the claim, what was claimed for a moment ahead goes out all the same."""
    script = Script()
    store = Counting(here.turns.store, claimed=lambda: here.clock.move(hours=-1))
    here.turns.store = store  # type: ignore[assignment]  # as a store, for what turns of delivering ask of it
    there = outlet(script)
    here.turns.outlets = {"console": replace(there, kind=replace(there.kind, pace=lambda _: Pace(gap=SECOND)))}
    here.clock.at = await ready(here)
    async with asyncio.timeout(30):
        await here.turns.deliver()

    assert 1 == len(script.parts)


@dataclass
class Counting:
    """A store that counts claims; after each something may happen."""

    store: object
    claims: int = 0
    claimed: Callable[[], object] = lambda: None

    async def read(self, function: Callable[..., object], *args: object, **kwargs: object) -> object:
        """What the real store gives."""
        return await self.store.read(function, *args, **kwargs)  # type: ignore[attr-defined]  # a Store

    async def write(self, function: Callable[..., object], *args: object, **kwargs: object) -> object:
        """What the real store gives."""
        found = await self.store.write(function, *args, **kwargs)  # type: ignore[attr-defined]  # a Store
        if function is claims.claim:
            self.claims += 1
            self.claimed()
        return found
