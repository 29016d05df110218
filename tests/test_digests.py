"""Digests, quiet hours and bursts, through whole rounds: what is told together, when, and that nothing is lost."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest

from feedbot.channels import KINDS
from feedbot.deliver import Outlet
from feedbot.model import Later, Outcome, Quiet, Refused, Slot
from feedbot.store import claims, outbox
from tests import make
from tests.sender import Script
from tests.world import World, folder, world

EVENING = (Slot(at=time(18)),)
NIGHT = Quiet(start=time(11), end=time(15))
SUBJECTS = ("bridge", "harvest", "library", "tram", "museum", "orchestra", "reservoir", "bakery", "ferry", "bank")


@asynccontextmanager
async def living(place: Path, *, delay: timedelta = timedelta(0), **fields: Any) -> AsyncIterator[World]:
    """A feedbot with one channel of these fields, whose folder was visited once."""
    channel = make.channel(**fields)
    async with world(place, sources=(folder(place, delay=delay),), channels=(channel,)) as made:
        await made.round()
        yield made


def play(here: World, *outcomes: Outcome) -> Script:
    """A script in the place of the console."""
    script = Script(outcomes=list(outcomes))
    kind = replace(KINDS["telegram"], pace=lambda _: make.pace())
    (channel,) = here.turns.config.channels
    here.turns.outlets = {"console": Outlet(channel=channel, kind=kind, sender=script, chat="-100")}
    return script


def put(here: World, number: int, words: str = "") -> Path:
    """An article unlike the others."""
    subject = SUBJECTS[number % len(SUBJECTS)]
    text = (
        f"date 2026-03-14 {number % 12:02d}:00 News {number} of the {subject}\nThe {subject} number {number} {words}."
    )
    return here.article(f"{number}.txt", text)


async def counts(here: World) -> dict[str, int]:
    """The counts that are not zero."""
    found = (await here.turns.store.read(outbox.counts))["console"]
    return {state: number for state, number in found.items() if number}


def told(script: Script) -> list[int]:
    """Of how many articles each message tells."""
    return [sum(f"News {number} of" in part.text for number in range(40)) for part in script.parts]


@pytest.fixture
def evening(tmp_path: Path) -> AbstractAsyncContextManager[World]:
    """A channel with one digest a day."""
    return living(tmp_path, digest=EVENING, breaking="rocket")


async def test_a_digest_comes_at_its_time(evening: AbstractAsyncContextManager[World]) -> None:
    """What came during the day is told in one message at six, and what comes then the day after."""
    async with evening as here:
        script = play(here)
        for number in range(3):
            put(here, number)
            await here.round(every=3600)
        assert ([], {"owed": 3}) == (script.parts, await counts(here))

        await here.round(every=4 * 3600)
        assert ([3], {"sent": 3}) == (told(script), await counts(here))
        put(here, 4)
        await here.round()
        assert [3] == told(script)
        await here.round(every=24 * 3600)
        assert [3, 1] == told(script)


async def test_another_hour_in_the_config_moves_what_waits(evening: AbstractAsyncContextManager[World]) -> None:
    """After a reload the digest comes at the new hour, and once."""
    async with evening as here:
        for number in range(3):
            put(here, number)
        await here.round()
        (channel,) = here.turns.config.channels
        here.turns.config = replace(here.turns.config, channels=(replace(channel, digest=(Slot(at=time(13)),)),))
        await here.turns.enrol()
        script = play(here)
        await here.round()
        assert [] == told(script)
        await here.round(every=2 * 3600)
        assert [3] == told(script)
        await here.round(every=24 * 3600)
        assert ([3], {"sent": 3}) == (told(script), await counts(here))


async def test_what_is_breaking_does_not_wait_for_the_digest(evening: AbstractAsyncContextManager[World]) -> None:
    """It is told at once and by itself, and not in the digest again."""
    async with evening as here:
        script = play(here)
        put(here, 1)
        put(here, 2, "rocket")
        await here.round()
        assert [1] == told(script)
        await here.round(every=8 * 3600)
        assert [1, 1] == told(script)
        assert {"sent": 2} == await counts(here)


async def test_an_article_withdrawn_before_its_digest(evening: AbstractAsyncContextManager[World]) -> None:
    """It is not in the digest, and counts as dropped; all others are told."""
    async with evening as here:
        script = play(here)
        paths = [put(here, number) for number in range(3)]
        await here.round()
        paths[1].unlink()
        await here.round()
        await here.round(every=8 * 3600)
        assert [2] == told(script)
        assert {"sent": 2, "dropped": 1} == await counts(here)


@pytest.mark.parametrize("attempt", [False, True])
async def test_a_death_in_the_middle_of_a_digest(evening: AbstractAsyncContextManager[World], *, attempt: bool) -> None:
    """A program that dies after it began a digest, before or after the attempt, tells it once it is back."""
    async with evening as here:
        script = play(here)
        for number in range(3):
            put(here, number)
        await here.round()
        here.clock.move(hours=8)
        store = here.turns.store
        claim = await store.write(claims.claim, ["console"], here.clock(), make.minutes(6))
        assert claim is not None
        if attempt:
            await store.write(outbox.attempt, claim, here.clock(), trial=None, bot=None, slot=timedelta(0))
        await here.turns.free()
        for _ in range(3):
            await here.round()
        assert [3] == told(script)
        assert {"sent": 3} | ({"unknown": 1} if attempt else {}) == await counts(here)


async def test_a_digest_that_is_refused_waits_for_a_person(evening: AbstractAsyncContextManager[World]) -> None:
    """All that it tells is parked with the reason, and told when somebody asks for it."""
    async with evening as here:
        script = play(here, Refused(reason="too strange", scope="message"))
        for number in range(3):
            put(here, number)
        await here.round()
        await here.round(every=8 * 3600)
        assert {"parked": 3} == await counts(here)
        await here.turns.store.write(outbox.retry, None, here.clock())
        await here.round()
        assert [3, 3] == told(script)
        assert {"sent": 3} == await counts(here)


async def test_a_digest_that_cannot_be_sent_ages_out(evening: AbstractAsyncContextManager[World]) -> None:
    """A chat that takes nothing for two days loses its digest with a verdict for each of its articles."""
    async with evening as here:
        script = play(here)
        script.outcomes = [Refused(reason="bot was kicked", scope="chat") for _ in range(200)]
        for number in range(3):
            put(here, number)
        await here.round()
        for _ in range(8):
            await here.round(every=8 * 3600)
        dropped = await here.turns.store.read(outbox.deliveries, state="dropped")
        assert {"dropped": 3} == await counts(here)
        assert {"not sent within 48 hours: bot was kicked"} == {each.dropped for each in dropped}


async def test_a_fault_lets_nothing_overtake_a_digest(tmp_path: Path) -> None:
    """A burst that must wait is told before the articles that came after it."""
    async with living(tmp_path, burst=2) as here:
        script = play(here, Later(reason="no network"))
        for number in range(10):
            put(here, number)
        await here.round()
        await here.round()
        assert [8, 8, 1, 1] == told(script)
        assert {"sent": 10} == await counts(here)


async def test_quiet_hours_hold_what_comes(tmp_path: Path) -> None:
    """What comes in quiet hours is told in one message when they are over; what is breaking at once, with a sound."""
    async with living(tmp_path, quiet=NIGHT, breaking="rocket") as here:
        script = play(here)
        put(here, 1)
        put(here, 2)
        put(here, 3, "rocket")
        await here.round()
        assert [1] == told(script)
        assert [False] == [part.silent for part in script.parts]
        await here.round(every=3 * 3600)
        assert [1, 2] == told(script)
        assert {"sent": 3} == await counts(here)


async def test_quiet_hours_may_be_silent(tmp_path: Path) -> None:
    """Messages come at once and make no sound; outside of these hours, and when breaking, they do."""
    async with living(tmp_path, quiet=replace(NIGHT, mode="silent"), breaking="rocket") as here:
        script = play(here)
        put(here, 1)
        put(here, 2, "rocket")
        await here.round()
        put(here, 3)
        await here.round(every=4 * 3600)
        assert [(1, True), (2, False), (3, False)] == sorted(
            (next(number for number in (1, 2, 3) if f"News {number} of" in part.text), part.silent)
            for part in script.parts
        )


async def test_a_delay_sends_the_mended_text(tmp_path: Path) -> None:
    """An article that its source mends within the delay is sent once, as it is then."""
    async with living(tmp_path, delay=make.minutes(3)) as here:
        script = play(here)
        put(here, 1, "opens on Mondey")
        await here.round()
        put(here, 1, "opens on Monday")
        await here.round()
        assert [] == script.parts
        await here.round(every=180)
        assert 1 == len(script.parts)
        assert "Monday" in script.parts[0].text


async def test_counts_add_up_whatever_happens(tmp_path: Path) -> None:
    """Bursts, faults, a refusal and a withdrawal: every article ends sent, parked or dropped, and none twice."""
    async with living(tmp_path, burst=3) as here:
        play(
            here,
            Later(reason="no network"),
            Refused(reason="too strange", scope="message"),
            Later(reason="flood", after=make.minutes(1), fault=False),
        )
        paths = [put(here, number) for number in range(12)]
        await here.round()
        paths[0].unlink()
        for number in range(12, 20):
            put(here, number)
        for _ in range(6):
            await here.round()
        found = await counts(here)
        assert 20 == found["sent"] + found.get("parked", 0) + found.get("dropped", 0)
        assert 0 == found.get("owed", 0)
