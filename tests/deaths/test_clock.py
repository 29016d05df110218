"""A clock that is set, forward or back: nothing is sent twice, no visit storm, and nothing sleeps for a day."""

import asyncio
from contextlib import closing
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from feedbot.model import Document, Promise, Push, Slot
from feedbot.sources import KINDS
from feedbot.store import clocks, feeds, open_store, outbox, pushes, visits, write
from tests import bases, make
from tests.deaths.everything import jumps
from tests.deaths.faults import into, pass_by
from tests.store import given
from tests.world import World, folder, world

SOON = 120  # seconds


def put(here: World, number: int) -> None:
    """An article unlike the others."""
    here.article(f"{number}.txt", f"date 2026-03-10 Headline {number}\nThe text {number} of {number * 7919}.")


@pytest.mark.parametrize("days", [-1, 1, -400, 400])
async def test_the_next_article_comes_at_once(tmp_path: Path, days: int) -> None:
    """After a jump of a day, or of a year, what is new is sent within two minutes, and nothing is sent again."""
    async with world(tmp_path) as here:
        chat = into(here, make.channel())
        await here.round()
        for number in range(3):
            put(here, number)
            await pass_by(here, hours=1 / 60)
        here.clock.move(days=days)
        put(here, 9)
        async with asyncio.timeout(30):  # a lane that sleeps until the old clock comes round would hang here
            await pass_by(here, hours=SOON / 3600)
            at_once = dict(chat.sends)
            await pass_by(here, hours=1)

    assert {f"Headline {number}": 1 for number in (0, 1, 2, 9)} == at_once == dict(chat.sends)


async def test_a_clock_that_is_set_all_the_time(tmp_path: Path) -> None:
    """However often a clock jumps, each article is sent once, within six minutes of its coming."""
    toll = await jumps(tmp_path, make.channel(), seed=1, count=6)

    assert (6, 0, 0) == (toll.articles, toll.lost, toll.doubly)


@pytest.mark.parametrize("days", [-1, 1])
async def test_sources_are_visited_at_their_rhythm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    """A jump costs each of many sources one visit at most that it would not have had."""
    seen = 0

    async def fetch(*_: object) -> Document:
        nonlocal seen
        seen += 1
        return make.document(files=())

    monkeypatch.setitem(KINDS, "folder", replace(KINDS["folder"], fetch=fetch))
    sources = tuple(replace(folder(tmp_path), name=f"s{n}", every=timedelta(minutes=30)) for n in range(20))
    async with world(tmp_path, sources=sources) as here:
        await pass_by(here, hours=1, step=300)
        before = seen
        here.clock.move(days=days)
        await pass_by(here, hours=1, step=300)

    assert 20 <= seen - before <= 20 * 4


async def test_what_waits_for_a_reason_waits_as_long_as_before(tmp_path: Path) -> None:
    """A wait that a server or Telegram asked for is neither cut short nor made longer by a clock that goes back."""
    async with world(tmp_path) as here:
        write, now = here.turns.store.write, here.clock.at
        await write(clocks.heed, now)
        await write(visits.rest, ["articles"], now + timedelta(hours=4), "asked to wait")
        here.clock.move(days=-1)
        moved = await write(clocks.heed, here.clock.at)
        again = await write(clocks.heed, here.clock.at)
        cursor = (await here.turns.store.read(visits.cursors))["articles"]

    assert (timedelta(days=1), timedelta(0)) == (moved, again)
    assert timedelta(hours=4) == cursor.due - here.clock.at


async def test_what_was_moved_once_stays(tmp_path: Path) -> None:
    """A wait that is longer than the clock was set back is moved once, and not again when it is next looked at."""
    async with world(tmp_path) as here:
        write, now = here.turns.store.write, here.clock.at
        await write(clocks.heed, now)
        await write(visits.rest, ["articles"], now + timedelta(hours=4), "asked to wait")
        soon, late = now + timedelta(minutes=5), now + timedelta(hours=9)
        digest = Promise(channel="console", subject="a", wanted="1", due=late, gather="digest 2026-03-14T21:00")
        await write(outbox.promise, [digest, Promise(channel="console", subject="b", wanted="1", due=soon)], now)
        here.clock.move(minutes=-10)
        for _ in range(3):
            await write(clocks.heed, here.clock.at)
            here.clock.move(minutes=1)
        cursor = (await here.turns.store.read(visits.cursors))["articles"]
        waits = {each.subject: each.due for each in await here.turns.store.read(outbox.deliveries)}

    back = timedelta(minutes=10)
    assert now + timedelta(hours=4) - back == cursor.due
    assert {"a": late - back, "b": soon - back} == waits


async def test_a_digest_comes_at_its_time_by_the_clock_that_was_set(tmp_path: Path) -> None:
    """What waits for six in the evening does so by the clock as it is now, however it was set back."""
    channel = make.channel(digest=(Slot(at=time(18)),))
    async with world(tmp_path, channels=(channel,)) as here:
        here.clock.at = here.clock.at.replace(hour=17, minute=50)
        await here.turns.watch()
        await here.round()
        put(here, 1)
        await here.round(every=300)
        here.clock.move(hours=-3)
        await here.turns.watch()
        (waits,) = await here.turns.store.read(outbox.deliveries)

    assert (here.clock.at.replace(hour=18, minute=0), "digest") == (waits.due, (waits.gather or "").split()[0])


async def test_what_a_program_writes_that_has_not_looked_yet(tmp_path: Path) -> None:
    """It follows once, by all that the clock was set back since, though that was twice."""
    async with world(tmp_path) as here:
        write, old = here.turns.store.write, here.clock.at
        seen = list[tuple[datetime, datetime]]()
        await write(clocks.heed, old)
        here.clock.move(hours=-3)
        await write(clocks.heed, here.clock.at)
        late = [Promise(channel="console", subject="a", wanted="1", due=old + timedelta(minutes=1))]
        await write(outbox.promise, late, old)
        hub = Push(source="a", hub="h", topic="t", token="t", secret="s", due=old + timedelta(days=9))
        await write(pushes.keep, [hub])
        here.clock.move(hours=-2)
        for _ in range(3):
            await write(clocks.heed, here.clock.at)
            (waits,) = await here.turns.store.read(outbox.deliveries)
            (push,) = await here.turns.store.read(pushes.every)
            seen.append((waits.due, push.due))

    assert here.clock.at + timedelta(minutes=1) == seen[0][0]
    assert [seen[0][0]] * 3 == [due for due, _ in seen]
    assert seen[1] == seen[2]  # a moment so far ahead follows for each time the clock was set back, and no more


async def test_clocks_of_machines_may_differ_a_little(tmp_path: Path) -> None:
    """Two programs whose clocks are a minute apart move nothing."""
    async with world(tmp_path) as here:
        await here.turns.store.write(clocks.heed, here.clock.at)
        before = await here.turns.store.read(visits.cursors)
        back = await here.turns.store.write(clocks.heed, here.clock.at - timedelta(minutes=1))

        assert timedelta(0) == back
        assert before == await here.turns.store.read(visits.cursors)


def test_a_slot_far_ahead_is_not_waited_for(tmp_path: Path) -> None:
    """The pace of a bot that was written by a clock that went ahead makes no send sleep until then."""
    day = timedelta(days=1)
    with closing(open_store(bases.address(tmp_path / "feedbot.db"))) as store:
        engine = store.engine
        with write(engine) as tx:
            feeds.enrol(tx, ["main"], make.NOW - 2 * day, str)
        promises = tuple(given.promise(make.entry(number), due=make.NOW - 2 * day) for number in (1, 2))
        given.held(engine, given.batch(1, 2, promises=promises), now=make.NOW - 2 * day)
        claim = given.sure(given.claimed(engine))
        ahead = given.attempted(engine, claim, bot="telegram")
        given.sent(engine, claim)
        late = given.sure(given.claimed(engine, now=make.NOW - day))

        assert make.NOW == ahead
        assert make.NOW - day == given.attempted(engine, late, make.NOW - day, bot="telegram")
