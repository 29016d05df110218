"""The clock of a server jumps, by which all programs go: nothing is lost, and what may have come twice is counted."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from feedbot.channels import KINDS
from feedbot.deliver import Outlet
from feedbot.model import Delivery, Outcome, Part
from feedbot.store import clocks, outbox
from feedbot.store.clocks import Common
from feedbot.turns import Turns
from tests import make
from tests.deaths.faults import CHAT, Chat
from tests.world import World, world

LATE = 30
"""Seconds after which a test gives up."""


@dataclass
class Server:
    """A server whose clock can be set, beside one that nobody sets."""

    at: datetime = make.NOW
    ticks: float = 0.0

    def clock(self) -> Common:
        """The clock of a program that has just looked."""
        made = Common(lambda: self.at, lambda: self.ticks)
        made.look(self.at)
        return made

    def move(self, seconds: float) -> None:
        """Time passes."""
        self.at += timedelta(seconds=seconds)
        self.ticks += seconds


@dataclass
class Slow(Chat):
    """A chat whose answers can be held back."""

    gate: asyncio.Event = field(default_factory=asyncio.Event)
    came: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, part: Part) -> Outcome:
        """What became of a part, once it may be told."""
        outcome = await super().send(part)
        self.came.set()
        await self.gate.wait()
        return outcome


@dataclass
class Program:
    """One of several on a database: its work and its clock."""

    turns: Turns
    clock: Common

    async def work(self) -> None:
        """One round of all it has to do."""
        await self.turns.ingest()
        await self.turns.settle_visits()
        while await self.turns.deliver() == 0:
            pass


@asynccontextmanager
async def several(place: Path, server: Server, count: int) -> AsyncIterator[tuple[World, Slow, list[Program]]]:
    """Programs that share a database and a chat, in which an answer comes at once until its gate is closed."""
    async with world(place) as here:
        chat, programs = Slow(), []
        chat.gate.set()
        for _ in range(count):
            clock = server.clock()
            turns = replace(here.turns, now=clock, under_way={}, harvests=[], outlets={})
            turns.outlets["console"] = Outlet(channel=make.channel(), kind=KINDS["telegram"], sender=chat, chat=CHAT)
            programs.append(Program(turns, clock))
        await programs[0].turns.store.write(clocks.heed, server.at)
        await programs[0].work()  # what is there at first is not sent
        server.move(60)
        yield here, chat, programs


def put(here: World, number: int) -> str:
    """An article unlike the others; its headline."""
    here.article(f"{number}.txt", f"date 2026-03-10 Headline {number}\nThe text {number} of {number * 7919}.")
    return f"Headline {number}"


async def told(here: World) -> list[Delivery]:
    """All that was promised."""
    return list(await here.turns.store.read(outbox.deliveries))


@pytest.mark.parametrize("hours", [10 / 60, 24, -10 / 60, -24])
async def test_a_jump_while_a_message_is_on_its_way(tmp_path: Path, hours: float) -> None:
    """Back, it comes once; forward, where its lease is over, it may come twice: that is counted, and nothing waits."""
    server = Server()
    async with asyncio.timeout(LATE), several(tmp_path, server, 2) as (here, chat, (one, other)):
        chat.gate.clear()
        put(here, 1)
        sending = asyncio.create_task(one.work())
        await chat.came.wait()
        server.at += timedelta(hours=hours)
        other.clock.look(server.at)
        await other.turns.store.write(clocks.heed, other.clock())
        await other.work()  # forward: finds a send without an answer, and waits a little before it is sent again
        server.move(60)
        resending = asyncio.create_task(other.work())
        while not (resending.done() or chat.tried > 1):
            await asyncio.sleep(0.01)
        chat.gate.set()
        await asyncio.gather(sending, resending)
        one.clock.look(server.at)
        for number in range(2, 5):
            put(here, number)
            for _ in range(8):  # a lease lasts six minutes
                server.move(60)
                await other.work()
                await one.work()
        (first, *others) = sorted(await told(here), key=lambda each: each.number)

    assert [1, 1, 1] == [chat.sends[f"Headline {number}"] for number in (2, 3, 4)]
    assert chat.sends["Headline 1"] == (2 if hours > 0 else 1)
    assert chat.sends["Headline 1"] - 1 <= first.unknowns
    assert not any(each.owed for each in (first, *others))


@pytest.mark.parametrize("seed", [1, 7])
async def test_a_clock_of_a_server_that_is_set_all_the_time(tmp_path: Path, seed: int) -> None:
    """While programs learn of each jump at moments of their own, each article comes, once but for what is counted."""
    chance, server = random.Random(seed), Server()  # noqa: S311 - a seed makes it the same again
    async with asyncio.timeout(4 * LATE), several(tmp_path, server, 3) as (here, chat, programs):
        headlines, leader = [], chance.choice(programs)
        for number in range(1, 9):
            headlines.append(put(here, number))
            server.at += timedelta(hours=chance.uniform(-30, 30))
            for minute in range(10):
                server.move(60)
                for program in programs:
                    if minute or chance.random() < 0.5:
                        program.clock.look(server.at)
                    if program is leader:
                        await program.turns.store.write(clocks.heed, program.clock())
                    await program.work()
        every = await told(here)

    assert set(headlines) == set(chat.sends)
    assert sum((chat.sends - Counter(headlines)).values()) <= sum(each.unknowns for each in every)
    assert [] == [each.subject for each in every if each.owed]
