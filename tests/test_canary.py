"""The canary walks through a whole feedbot, is seen nowhere else, and is missed when it does not come."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from feedbot.channels.console import ConsoleSection
from feedbot.config.canary import way
from feedbot.config.sections import CanaryTable
from feedbot.model import CANARY, Telegram, Walk
from feedbot.store import answers, canary, entries, feeds, health, numbers, outbox, reports, search, stories, tallies
from tests import make
from tests.world import World, world

EVERY = timedelta(minutes=15)
LATER = 20 * 60.0  # seconds between two rounds: longer than a canary waits, with a tenth more


@asynccontextmanager
async def caged(place: Path) -> AsyncIterator[World]:
    """A feedbot with a canary that goes the way of its console, and an operator's channel."""
    console = make.channel(options=ConsoleSection(name="console", kind="console"))
    operator = make.channel("operator", alarms="only", options=ConsoleSection(name="operator", kind="console"))
    known = (console, operator)
    table = CanaryTable(every=EVERY, chat="console")
    async with world(place, channels=known) as here:
        turns = here.turns
        settings = replace(turns.config.settings, canary=way(table, known, Telegram()))
        turns.config = replace(turns.config, settings=settings).rigged
        await turns.enrol()
        yield here


async def walk(here: World) -> Walk:
    """How far it came."""
    return await here.turns.store.read(canary.state)


async def test_it_walks_the_whole_way(tmp_path: Path) -> None:
    """A canary is stored, published under a secret address, and sent without a sound; its age counts from then."""
    async with caged(tmp_path) as here:
        await here.round()
        await here.turns.watch()
        made = here.clock.at
        here.clock.move(minutes=7)
        seen, text = await walk(here), here.printed()

    assert (made, ()) == (seen.arrived, seen.lacks)
    assert timedelta(minutes=7) == seen.age(make.NOW + timedelta(minutes=8))
    assert "Canary of 2026-03-14 12:01:00 UTC" in text
    assert "silent" in text
    (file,) = (tmp_path / "feeds").glob(f"{CANARY}*.atom")
    assert "Canary of 2026-03-14 12:01:00 UTC" in file.read_text(encoding="utf-8")
    assert len(CANARY) + 20 < len(file.stem)


async def test_the_next_one_takes_its_place(tmp_path: Path) -> None:
    """Each canary is a message of its own; the one before it is deleted, so that the chat does not fill."""
    async with caged(tmp_path) as here:
        await here.round()
        first = await walk(here)
        here.printed()
        await here.round(every=LATER)
        second, text = await walk(here), here.printed()

    assert second.number == first.number + 1
    assert "message 1 · deleted" in text
    assert "message 2 · silent" in text


async def test_news_do_not_meet_it(tmp_path: Path) -> None:
    """Feeds, channels, stories, search, statistics, questions and reports know nothing of it, nor it of news."""
    async with caged(tmp_path) as here:
        here.article("a.txt", "date 2026-03-10 A headline\nThe text.")
        await here.round()
        here.article("b.txt", "date 2026-03-14 Another headline\nThe text of another one.")
        await here.round(every=LATER)
        since, now = make.NOW - timedelta(days=1), here.clock.at
        read = here.turns.store.read
        told = await read(entries.latest)
        held = await read(entries.latest, source=CANARY)
        judged = {target for each in told for target in [v.target for v in await read(entries.verdicts, each.id)]}
        own = {each.target for each in await read(entries.verdicts, held[0].id)}
        found = await read(lambda tx: [entry.source for entry, _ in search.candidates(tx, None)])
        unfound = await read(search.missing, 10)
        signed = await read(lambda tx: [each.source for _, each, _ in stories.after(tx, 0)])
        arrivals = {each.source for each in await read(numbers.arrivals, since, 10)}
        gone = sum(each.sent for each in await read(numbers.departures, since))
        visited = {name for name, _ in await read(numbers.lately, 10)}
        tallied = await read(tallies.stories, since), set(await read(tallies.judged, since))
        reported = (
            set(await read(reports.arrivals, since, now)),
            set(await read(reports.departures, since, now + EVERY)),
        )
        asked = {id for id, _ in await read(answers.recent, since, 10)}
        counted, public = await read(entries.count), here.turns.config.public
        file = here.file()

    assert {"articles"} == {each.source for each in told} == set(found) == set(signed) == arrivals == visited
    assert (1, {"articles": 2}) == (len(held), counted)
    assert ({"feed:main", "channel:console", "channel:operator", "story"}, ()) == (judged, unfound)
    assert {f"feed:{CANARY}", f"channel:{CANARY}"} == own
    assert ((2, 2), {"feed:main", "channel:console", "channel:operator", "story"}) == tallied
    assert ({"articles"}, {"console"}) == reported
    assert gone == 1
    assert asked.isdisjoint({held[0].id})
    assert "Canary" not in file
    assert public == public.unrigged


async def test_a_new_feed_of_all_sources_does_not_take_it(tmp_path: Path) -> None:
    """A feed that is added later has the articles of before, and not the canary."""
    async with caged(tmp_path) as here:
        here.article("a.txt", "date 2026-03-10 A headline\nThe text.")
        await here.round()
        here.turns.config = replace(here.turns.config, feeds=(*here.turns.config.feeds, make.feed("late")))
        await here.turns.enrol()
        count = await here.turns.store.read(feeds.count, ["late"])

    assert {"late": 1} == count


@pytest.mark.parametrize(("stuck", "said"), [("chat", "not in the chat"), ("feed", "not in the feed")])
async def test_the_operator_is_told_when_it_is_late(tmp_path: Path, stuck: str, said: str) -> None:
    """Where messages are not sent, or feeds not written, for three canaries, an alarm says so once, and its end too."""
    async with caged(tmp_path) as here:
        await here.round()
        await here.turns.watch()
        await here.send()
        here.printed()
        for _ in range(4):
            here.clock.move(seconds=14 * 60)
            await here.turns.ingest()
            await here.turns.settle_visits()
            await (here.turns.publish() if stuck == "chat" else here.turns.deliver())
            await here.turns.watch()
        late = [each.because for each in await here.turns.store.read(health.standing)]
        await here.round(every=20 * 60)
        await here.turns.watch()
        await here.send()
        text, after = here.printed(), await here.turns.store.read(health.standing)

    assert 1 == len(late)
    assert said in late[0]
    assert 1 == text.count("the canary is late: ")
    assert 1 == text.count("the canary comes through again after ")
    assert () == after


async def test_nobody_is_alarmed_after_a_night_off(tmp_path: Path) -> None:
    """A feedbot that was off does not take its own absence for a fault; it waits from when it is back."""
    async with caged(tmp_path) as here:
        await here.round()
        await here.turns.watch()
        here.clock.move(hours=9)
        await here.turns.watch()
        at_once = await here.turns.store.read(health.standing)
        for _ in range(5):
            here.clock.move(minutes=10)
            await here.turns.watch()
        later = await here.turns.store.read(health.standing)

    assert () == at_once
    assert ["canary"] == [each.code for each in later]
    assert "no other was made" in later[0].because


@pytest.mark.parametrize("days", [-1, 1])
async def test_a_clock_that_was_set_alarms_nobody(tmp_path: Path, days: int) -> None:
    """A clock that jumps by a day, either way, is no reason to miss a canary."""
    async with caged(tmp_path) as here:
        await here.round()
        await here.turns.watch()
        here.clock.move(days=days)
        for _ in range(3):
            await here.turns.watch()
            here.clock.move(minutes=5)
        standing = await here.turns.store.read(health.standing)

    assert () == standing


async def test_old_canaries_are_forgotten(tmp_path: Path) -> None:
    """However long it goes on, only the newest are kept; and none is taken for a new version of another."""
    async with caged(tmp_path) as here:
        for _ in range(canary.KEPT + 60):
            await here.round(every=LATER)
            await here.turns.watch()
        seen, kept = await walk(here), await here.turns.store.read(feeds.count, [CANARY])
        owed = await here.turns.store.read(outbox.deliveries, channel=CANARY)

    assert canary.KEPT + 60 == seen.number
    assert {CANARY: 1} == kept
    assert canary.KEPT <= len(owed) <= canary.KEPT + 52
