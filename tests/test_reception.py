import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, time
from pathlib import Path

import pytest

from feedbot.desk import Desk, Health
from feedbot.model import Refused, Secret, Sent, Slot, Talk
from feedbot.reception import Reception
from feedbot.rules.hours import quiet
from feedbot.store import claims, people
from feedbot.store.people import Followed, Person
from tests import make
from tests.sender import Script
from tests.world import World, world


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    """A feedbot whose folder was visited once."""
    async with world(tmp_path) as made:
        await made.round()
        yield made


def reception(here: World, told: list[str]) -> Reception:
    """The bot's door of a feedbot."""

    async def health() -> Health:
        return Health(alive=True, ready=True)

    async def change(amend: object) -> tuple[str, ...]:
        return ()

    turns = here.turns
    desk = Desk(
        config=lambda: turns.config,
        store=turns.store,
        crew=turns.crew,
        web=turns.web,
        now=here.clock,
        panel=lambda: None,
        health=health,
        problems=dict,
        change=change,
        wake=lambda: None,
        refresh=turns.refresh,
    )
    return Reception(turns, desk, asyncio.Event(), told.append)


async def test_nobody_may_talk(here: World) -> None:
    """Without admins and readers nothing listens, and what is brought finds nobody."""
    told: list[str] = []
    door = reception(here, told)

    assert await door.turn() is None
    assert 404 == await door.heard(b"{}", "")
    assert [] == told
    await door.close()


async def test_a_bot_without_a_token(here: World) -> None:
    """With admins there is somebody to listen to, but no bot without a token: that is no trouble, it waits."""
    told: list[str] = []
    settings = here.turns.config.settings
    here.turns.config = replace(here.turns.config, settings=replace(settings, talk=Talk(admins=frozenset({7}))))
    door = reception(here, told)

    assert await door.turn() is None
    assert [""] == told
    assert 404 == await door.heard(b"{}", "")
    await door.close()


async def test_somebody_is_kept(here: World) -> None:
    """While something is kept of a person the bot listens, for they may want to be forgotten."""
    told: list[str] = []
    await here.turns.store.write(people.keep, Person(chat="500", made=here.clock()))
    door = reception(here, told)

    assert await door.turn() is None
    assert [""] == told
    await door.close()


async def follow(here: World, chat: str, rule: str) -> None:
    """Let somebody follow what passes a rule."""
    store, now = here.turns.store, here.clock()
    settings = replace(here.turns.config.settings, talk=Talk(readers=True))
    here.turns.config = replace(here.turns.config, settings=settings)
    await store.write(people.keep, Person(chat=chat, made=now, quiet=quiet("1-2")))
    await store.write(people.follow, chat, Followed(name=rule, title=rule, rule=rule), now, most=30)
    await here.turns.refresh()


async def test_what_somebody_follows_is_a_channel(here: World) -> None:
    """What somebody follows becomes a channel of the program, and no business of its pages."""
    await follow(here, "500", "bridge")
    reader = next(channel for channel in here.turns.config.channels if channel.reader)
    held = await here.turns.store.read(people.followed, "500")

    assert "reader-500" == reader.name
    assert ["bridge"] == [each.rule for each in held]
    assert not any(channel.reader for channel in here.turns.config.public.channels)


async def test_what_waits_for_a_reader_follows_other_hours(here: World) -> None:
    """Who wants the digest at another hour gets what waits at that hour, without a restart."""
    telegram = replace(here.turns.config.settings.telegram, token=Secret("123:not-asked"))
    here.turns.config = replace(here.turns.config, settings=replace(here.turns.config.settings, telegram=telegram))
    await follow(here, "500", "bridge")
    store = here.turns.store

    async def told_at(hour: int) -> datetime | None:
        await store.write(people.keep, Person(chat="500", made=here.clock(), digest=(Slot(at=time(hour)),)))
        await here.turns.refresh()
        due = await store.read(claims.next_due, ["reader-500"])
        return due if due is None else due.replace(microsecond=0)

    assert await told_at(18) is None
    here.article("bridge.txt", f"date {here.clock():%Y-%m-%d %H:%M} The bridge\nThe bridge is open again.")
    await here.round()
    assert [18, 20] == [due.hour for each in (18, 20) if (due := await told_at(each)) is not None]


async def test_a_reader_whose_rule_cannot_be_read(here: World) -> None:
    """One person's broken rule costs nobody else theirs."""
    await follow(here, "500", "(bridge")
    await follow(here, "501", "library")

    assert here.turns.mind.panel is not None
    assert "channel:reader-501" in here.turns.mind.panel.rules.conditions
    assert "channel:reader-500" not in here.turns.mind.panel.rules.conditions


@pytest.mark.parametrize(("outcome", "stopped"), [(Sent(messages=(1,)), False), (None, True)])
async def test_a_reader_who_blocked_the_bot(here: World, outcome: Sent | None, *, stopped: bool) -> None:
    """Who blocked the bot is written to no more until he comes back; who did not, is."""
    await follow(here, "500", "bridge")
    refused = Refused(reason="bot was blocked by the user", scope="chat")
    script = Script(outcomes=[outcome or refused])
    reader = next(channel for channel in here.turns.config.channels if channel.reader)
    awake = replace(reader, asleep=None)
    console = here.turns.outlets["console"]
    outlet = replace(console, channel=awake, sender=script, chat="500")
    here.turns.config = replace(here.turns.config, channels=(make.channel(), awake))
    here.turns.outlets = {"console": console, reader.name: outlet}
    here.article("1.txt", "date 2026-03-01 The bridges open\nTwo bridges carry cars again.")
    await here.round()
    known = await here.turns.store.read(people.person, "500")

    assert known is not None
    assert stopped == (known.stopped is not None)
