"""Topics, chats that change, and chats into which several channels lead."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from feedbot.channels import KINDS
from feedbot.deliver import Outlet
from feedbot.model import (
    Later,
    Outcome,
    Pace,
    Part,
    Refused,
    Sent,
    Unknown,
)
from feedbot.portrait import portrait, turns
from feedbot.store import chats, claims, outbox
from tests import make
from tests.played import TEXT, last, owed, play, taken_in
from tests.sender import Script
from tests.world import World, world


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    """A feedbot whose folder was visited once."""
    async with world(tmp_path) as made:
        await made.turns.store.write(chats.place, {"console": "-100"}, made.clock())
        await made.round()
        yield made


# --- chats and topics ------------------------------------------------------------------------------------------------


async def test_a_half_sent_message_is_sent_whole_in_a_new_chat(here: World) -> None:
    """If the chat changes after part one, all three parts go to the new one."""
    script = play(here, parts=3)
    here.article("1.txt", TEXT.format("first"))
    await taken_in(here)
    await here.turns.deliver()
    here.turns.outlets = {"console": replace(here.turns.outlets["console"], chat="-200")}
    await here.round()

    assert ["-100", "-200", "-200", "-200"] == [part.chat for part in script.parts]
    assert ("-200", []) == ((await last(here)).chat, await owed(here))


async def test_a_title_that_changes_beside_its_text_is_shown(here: World) -> None:
    """The message is edited: it has the new title and the same text; and what the title was is remembered."""
    script = play(here)
    here.article("1.txt", "date 2026-03-01 Headline of the day\nThe text of that day, which stays as it is.")
    await here.round()
    here.article("1.txt", "date 2026-03-01 Headline that is better\nThe text of that day, which stays as it is.")
    await here.round()
    first, second = script.parts

    assert ((), (1,)) == (first.edits, second.edits)
    assert first.text.replace("Headline of the day", "Headline that is better") == second.text
    known = await here.turns.store.read(portrait, (await last(here)).subject, here.turns.config)
    assert known is not None
    assert [("title", "Headline of the day")] == [(each.kind, each.title) for each in turns(known.entry, known.older)]


async def test_a_topic_is_made_once(here: World) -> None:
    """The first message that wants it makes it; its number is kept for the next."""
    script = play(here, topic="Wire")
    for day in (1, 2):
        here.article(f"{day}.txt", f"date 2026-03-0{day} Headline {day}\nThe text of that day {day}.")
    await here.round()

    assert ["Wire"] == script.topics
    assert [101, 101] == [part.topic for part in script.parts]


async def test_a_topic_that_is_gone_is_made_again(here: World) -> None:
    """What was sent to it waits a little and goes to the new one."""
    script = play(here, Refused(reason="message thread not found", scope="topic"), topic="Wire")
    here.article("1.txt", TEXT.format("first"))
    await here.round()
    await here.round()

    assert ["Wire", "Wire"] == script.topics
    assert [101, 102] == [part.topic for part in script.parts]


async def test_a_topic_that_cannot_be_made(here: World) -> None:
    """Without the right to make topics messages go to the general one; nobody asks for each of them."""
    script = play(here, Sent(messages=(1,), note="sent without its picture"), topic="Wire")
    script.made = [Refused(reason="not enough rights", scope="topic")]
    for day in (1, 2):
        here.article(f"{day}.txt", f"date 2026-03-0{day} Headline {day}\nThe text of that day {day}.")
    with capture_logs() as logs:
        await here.round()

    note = 'it went to the general topic, for the topic "Wire" could not be made: not enough rights'
    notes = [f"sent without its picture; {note}", note]
    assert notes == [each.get("note") for each in logs if each["event"] == "sent"]
    assert ["Wire"] == script.topics
    assert [None, None] == [part.topic for part in script.parts]
    assert "not enough rights" == (await last(here)).astray


async def test_a_topic_that_cannot_be_made_now(here: World) -> None:
    """While the network is away the message waits."""
    script = play(here, topic="Wire")
    script.made = [Later(reason="no network")]
    here.article("1.txt", TEXT.format("first"))
    await here.round()
    waiting = len(script.parts)
    await here.round()

    assert (0, [102]) == (waiting, [part.topic for part in script.parts])


async def test_a_topic_of_the_config_that_is_gone_must_be_mended(here: World) -> None:
    """A number that is refused says so at the lane, and everything waits for the config."""
    script = play(here, Refused(reason="message thread not found", scope="topic"), topic=5)
    here.article("1.txt", TEXT.format("first"))
    await here.round()

    lane = (await here.turns.store.read(outbox.lanes))["console"]
    assert ([5], "message thread not found") == ([part.topic for part in script.parts], lane.gone)


async def test_two_channels_of_one_chat_keep_its_pace(here: World) -> None:
    """However many channels lead into a chat, it gets no more than it takes."""
    script = play(here)
    outlet = here.turns.outlets["console"]
    slow = replace(outlet.kind, pace=lambda _: Pace(gap=timedelta(seconds=1), most=2, window=timedelta(minutes=10)))
    two = make.channel("two")
    here.turns.config = replace(here.turns.config, channels=(make.channel(), two))
    here.turns.outlets = {
        each.name: replace(outlet, kind=slow, channel=each, alone=False) for each in here.turns.config.channels
    }
    named = {name: "-100" for name in here.turns.outlets}
    await here.turns.store.write(outbox.enrol, ["two"], here.clock())
    await here.turns.store.write(chats.place, named, here.clock())
    for day in (1, 2, 3):
        here.article(f"{day}.txt", f"date 2026-03-0{day} Headline {day}\nThe text of that day {day}.")
    sends = []
    for _ in range(60):
        before = len(script.parts)
        await here.round(every=60)
        sends += [here.clock()] * (len(script.parts) - before)

    assert 6 == len(sends)
    assert all(later - earlier >= timedelta(minutes=10) for earlier, later in zip(sends, sends[2:], strict=False))


class Telling(Script):
    """A sender into the chat -100, whose answers tell its number where it was called by its name."""

    async def send(self, part: Part) -> Outcome:
        """The next outcome of the script."""
        outcome = await super().send(part)
        if isinstance(outcome, Sent) and part.chat.startswith("@"):
            return replace(outcome, number="-100")
        return outcome


async def called(here: World, script: Script, **homes: str) -> None:
    """Channels into these chats, whose messages take a quarter of an hour each, two at a time."""
    outlet = here.turns.outlets["console"]
    slow = replace(outlet.kind, pace=lambda _: Pace(gap=timedelta(seconds=1), most=2, window=timedelta(minutes=15)))
    here.turns.config = replace(here.turns.config, channels=tuple(make.channel(name) for name in homes))
    here.turns.outlets = {
        name: replace(outlet, kind=slow, channel=make.channel(name, on_unknown="probe"), sender=script, chat=chat)
        for name, chat in homes.items()
    }
    await here.turns.store.write(outbox.enrol, list(homes), here.clock())
    await here.turns.store.write(chats.place, homes, here.clock())


async def test_a_topic_of_a_chat_whose_number_is_known_is_made_once(here: World) -> None:
    """It is kept by the number, under which it is looked for from then on."""
    script = Telling()
    await here.turns.store.write(chats.place, {"console": "@News"}, here.clock())
    play(here, chat="@News", sender=script)
    here.article("1.txt", "date 2026-03-01 Headline 1\nThe text of that day 1.")
    await here.round()
    play(here, chat="@News", sender=script, topic="Wire")
    for day in (2, 3):
        here.article(f"{day}.txt", f"date 2026-03-0{day} Headline {day}\nThe text of that day {day}.")
    await here.round()

    assert ["Wire"] == script.topics
    assert [None, 101, 101] == [part.topic for part in script.parts]


async def test_a_chat_by_its_name_and_its_number_keeps_its_pace(here: World) -> None:
    """A name resolves while messages wait in both lanes: all come once, in order, at the pace of one chat."""
    play(here)
    script = Telling()
    await called(here, script, console="@News", two="-100")
    for day in (1, 2, 3, 4):
        here.article(f"{day}.txt", f"date 2026-03-0{day} Headline {day}\nThe text of that day {day}.")
    sends: list[datetime] = []
    for _ in range(90):
        before = len(script.parts)
        await here.round(every=60)
        sends += [here.clock()] * (len(script.parts) - before)

    for chat in ("@News", "-100"):
        said = [part.text.split("\n")[0] for part in script.parts if part.chat == chat]
        assert [f"Headline {day}" for day in (1, 2, 3, 4)] == said
    assert [] == await owed(here)
    assert all(later - earlier >= timedelta(minutes=15) for earlier, later in zip(sends, sends[2:], strict=False))


async def test_a_chat_under_two_names_is_asked_for_no_message(here: World) -> None:
    """Another channel writes there, so the next id may be its message: what may have been lost is sent again."""
    play(here)
    script = Telling()
    await called(here, script, console="@News", two="-100")
    here.article("1.txt", "date 2026-03-01 Headline 1\nThe text of that day 1.")
    for _ in range(3):
        await here.round(every=1000)
    script.outcomes = [Unknown(reason="timed out")]
    here.article("2.txt", "date 2026-03-02 Headline 2\nThe text of that day 2.")
    for _ in range(5):
        await here.round(every=1000)

    assert ([], 5) == (script.probed, len(script.parts))
    assert [] == await owed(here)


async def test_a_flood_holds_every_channel_of_its_chat(here: World) -> None:
    """While Telegram asks one channel to wait, another one into the same chat waits too."""
    script = play(here, Later(reason="flood", after=make.hours(1), fault=False))
    outlet = here.turns.outlets["console"]
    here.turns.config = replace(here.turns.config, channels=(make.channel(), make.channel("two")))
    here.turns.outlets = {each.name: replace(outlet, channel=each, alone=False) for each in here.turns.config.channels}
    await here.turns.store.write(outbox.enrol, ["two"], here.clock())
    await here.turns.store.write(chats.place, {"console": "-100", "two": "-100"}, here.clock())
    here.article("1.txt", TEXT.format("first"))
    await here.round()
    await here.round(every=1800)
    waiting = len(script.parts)
    await here.round(every=1900)

    assert (1, 3) == (waiting, len(script.parts))


@pytest.mark.parametrize(
    ("pace", "gap", "most"),
    [(0, 0, 20), (2, 30, 2), (10, 0, 10), (30, 0, 20)],
)
def test_a_channel_may_be_slower_than_its_kind(pace: int, gap: float, most: int) -> None:
    """A few a minute come one by one, more of them may come at once; never faster than the kind allows."""
    kind = replace(KINDS["telegram"], pace=lambda _: Pace(most=20, window=timedelta(seconds=61)))
    outlet = Outlet(channel=make.channel(pace=pace), kind=kind, sender=Script(), chat="-100")

    assert Pace(gap=timedelta(seconds=gap), most=most, window=timedelta(seconds=61)) == outlet.pace("-100")


async def test_a_claim_of_another_worker_is_left_alone(here: World) -> None:
    """Two workers on one lane: the second finds nothing to do."""
    script = play(here)
    here.article("1.txt", TEXT.format("first"))
    await taken_in(here)
    await here.turns.store.write(claims.claim, ["console"], here.clock(), make.minutes(6))
    await here.send()

    assert [] == script.parts
