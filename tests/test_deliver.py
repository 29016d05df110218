import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from feedbot.channels import KINDS, Kind
from feedbot.deliver import Outlet
from feedbot.errors import StoreError
from feedbot.model import Channel, Claim, Later, Message, Moved, Outcome, Part, Refused, Unknown
from feedbot.store import chats, claims, outbox
from feedbot.store.tables import paces
from tests import make
from tests.sender import Script
from tests.world import Clock, World, world

Play = Callable[..., Script]


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    """A feedbot whose folder was visited once."""
    async with world(tmp_path) as made:
        await made.round()
        yield made


@pytest.fixture
def play(here: World) -> Play:
    """Puts a script in the place of the console."""

    def put(*outcomes: Outcome | Exception, kind: Kind = KINDS["telegram"]) -> Script:
        script = Script(outcomes=list(outcomes))
        kind = replace(kind, pace=lambda _: make.pace())
        here.turns.outlets = {"console": Outlet(channel=make.channel(), kind=kind, sender=script, chat="-100")}
        return script

    return put


async def three(here: World) -> None:
    """Three articles dropped into the folder, and a round."""
    for day in (1, 2, 3):
        here.article(f"{day}.txt", f"date 2026-03-0{day} Headline of day {day}\nThe text of that day {day}.")
    await here.round()


def titles(script: Script) -> list[str]:
    """The first lines of what was given to a sender."""
    return [part.text.split("\n")[0] for part in script.parts]


DAYS = ["Headline of day 1", "Headline of day 2", "Headline of day 3"]


async def test_messages_go_out_oldest_first(here: World, play: Play) -> None:
    """Within a source the oldest entry is told first."""
    script = play()
    await three(here)

    assert DAYS == titles(script)


async def test_a_fault_holds_the_lane_and_keeps_the_order(here: World, play: Play) -> None:
    """After a fault the same message is tried first again; nothing overtakes it."""
    script = play(Later(reason="no network"))
    await three(here)
    tried = titles(script)
    await here.round()

    assert DAYS[:1] == tried
    assert [DAYS[0], *DAYS] == titles(script)


async def test_flood_control_waits_as_told(here: World, play: Play) -> None:
    """A retry_after holds this lane for so long, and no longer."""
    script = play(Later(reason="flood", after=make.minutes(10), fault=False))
    await three(here)
    await here.round(every=300)
    waiting = len(script.parts)
    await here.round(every=300)

    assert 1 == waiting
    assert 4 == len(script.parts)


async def test_a_reader_who_blocks_the_bot_is_no_trouble(here: World, play: Play) -> None:
    """As the person is written to no more, nothing is wrong with their channel either."""
    here.article("1.txt", "date 2026-03-01 Headline of day 1\nThe text of that day 1.")
    here.clock.move(hours=1)
    await here.turns.ingest()
    await here.turns.settle_visits()
    script, turns = play(Refused(reason="Forbidden: bot was blocked by the user", scope="chat")), here.turns
    reader = make.channel(reader=True)
    turns.outlets = {"console": replace(turns.outlets["console"], channel=reader, chat="7")}
    turns.config = replace(turns.config, channels=(reader,))
    await turns.deliver()

    assert ["Headline of day 1"] == titles(script)
    assert {} == turns.problems


async def test_room_is_left_for_what_the_bot_answers_its_readers(here: World, play: Play) -> None:
    """A message takes a 29th of a second of the bot's pace, and a 25th once somebody reads with it."""
    taken = []
    for day, readers in ((1, 0), (2, 1)):
        play()
        mine = here.turns.outlets["console"]
        theirs = {"reader-7": replace(mine, channel=make.channel("reader-7", reader=True))} if readers else {}
        here.turns.outlets |= theirs
        here.article(f"{day}.txt", f"date 2026-03-0{day} Headline of day {day}\nThe text of that day {day}.")
        await here.round()
        free = await here.turns.store.read(lambda tx: tx.execute(select(paces.c.free)).scalar_one())
        taken.append(free - here.clock())

    assert [29, 25] == [round(timedelta(seconds=1) / each) for each in taken]


async def test_no_answer_is_counted_and_sent_again(here: World, play: Play) -> None:
    """A send without an answer is repeated and counted as one that may have arrived twice."""
    script = play(Unknown(reason="timed out"))
    await three(here)
    await here.round()
    counts = await here.turns.store.read(outbox.counts)

    assert [DAYS[0], *DAYS] == titles(script)
    assert (3, 1) == (counts["console"]["sent"], counts["console"]["unknown"])


async def test_an_exception_of_a_sender_is_no_answer(here: World, play: Play) -> None:
    """Whatever a sender raises, the message may have left us."""
    script = play(RuntimeError("boom"))
    await three(here)
    await here.round()
    counts = await here.turns.store.read(outbox.counts)

    assert 4 == len(script.parts)
    assert 1 == counts["console"]["unknown"]


async def test_a_poison_message_is_parked_and_the_rest_goes_on(here: World, play: Play) -> None:
    """One message that is refused does not stop those behind it; a person may send it again."""
    script = play(Refused(reason="too strange", scope="message"))
    await three(here)
    parked = await here.turns.store.read(outbox.deliveries, state="parked")
    again = await here.turns.store.write(outbox.retry, None, here.clock())
    await here.round()

    assert ["too strange"] == [delivery.parked for delivery in parked]
    assert 1 == again
    assert [*DAYS, DAYS[0]] == titles(script)


async def test_a_chat_that_refuses_keeps_its_queue(here: World, play: Play) -> None:
    """A bot that was removed loses nothing: the lane says why, and goes on when it is back."""
    script = play(Refused(reason="bot was kicked", scope="chat"))
    await three(here)
    lanes = await here.turns.store.read(outbox.lanes)
    await here.round(every=120)
    healed = await here.turns.store.read(outbox.lanes)

    assert "bot was kicked" == lanes["console"].gone
    assert healed["console"].gone is None
    assert [DAYS[0], *DAYS] == titles(script)


async def test_a_moved_chat_is_followed(here: World, play: Play) -> None:
    """After a chat got a new id, everything goes there, for ever."""
    script = play(Moved(chat="-100200"))
    await three(here)

    assert ["-100", "-100200", "-100200", "-100200"] == [part.chat for part in script.parts]


async def test_a_change_while_sending_is_an_edit_afterwards(here: World, play: Play) -> None:
    """An entry that changes edits the message that stands, by its id, and only once."""
    script = play()
    path = here.article("1.txt", "date 2026-03-01 Headline\nThe first text of the article.")
    await here.round()
    path.write_text("date 2026-03-01 Headline\nThe second text of the article.")
    await here.round()
    await here.round()

    assert [(), (1,)] == [part.edits for part in script.parts]
    assert "second text" in script.parts[-1].text


async def test_an_entry_withdrawn_before_its_message_is_dropped(here: World, play: Play) -> None:
    """What its source took back before it was sent is not sent; brought back, it is."""
    script = play(Later(reason="no network"))
    path = here.article("1.txt", "date 2026-03-01 Headline\nThe text of the article.")
    here.article("2.txt", "date 2026-03-02 Another\nThe text of another article.")
    await here.round()
    text = path.read_text()
    path.unlink()
    await here.round()
    dropped = await here.turns.store.read(outbox.deliveries, state="dropped")
    path.write_text(text)
    await here.round()

    assert ["its source withdrew it before it was sent"] == [delivery.dropped for delivery in dropped]
    assert ["Headline", "Another", "Headline"] == titles(script)


async def test_a_message_that_cannot_be_composed_is_parked(here: World, play: Play) -> None:
    """An entry that we fail to compose is set aside with the reason; the lane goes on."""

    def compose(channel: Channel, claim: Claim, chat: str, now: datetime) -> Message:
        if claim.delivery.number == 1:
            raise ValueError("a bug")
        return KINDS["telegram"].compose(channel, claim, chat, now)

    script = play(kind=replace(KINDS["telegram"], compose=compose))
    await three(here)
    (parked,) = await here.turns.store.read(outbox.deliveries, state="parked")

    assert "feedbot could not compose this message (ValueError: a bug); please report it" == parked.parked
    assert DAYS[1:] == titles(script)


async def test_an_outcome_is_kept_while_the_database_is_away(here: World, play: Play) -> None:
    """If an outcome cannot be written, it is written later; the message is not sent twice."""
    script = play()
    store = here.turns.store
    here.article("1.txt", "date 2026-03-01 Headline\nThe text of the article.")
    here.clock.move(seconds=60)
    await here.turns.ingest()
    await here.turns.settle_visits()
    flaky = Flaky(store, failures=1)
    here.turns.store = flaky  # type: ignore[assignment]  # the store, but that it fails to settle once
    await here.send()
    here.turns.store = store
    counts = await store.read(outbox.counts)

    assert 1 == len(script.parts)
    assert 0 == flaky.failures
    assert (1, 0) == (counts["console"]["sent"], counts["console"]["unknown"])


async def test_a_lane_that_was_lost_is_not_sent_for(here: World, play: Play) -> None:
    """Who lost the lane between claim and attempt sends nothing: another worker does."""
    script = play()
    here.article("1.txt", "date 2026-03-01 Headline\nThe text of the article.")
    here.clock.move(seconds=60)
    await here.turns.ingest()
    await here.turns.settle_visits()
    late = replace(here.turns, store=Late(here.turns.store, here.clock))  # type: ignore[arg-type]  # a store, but slow
    await late.deliver()
    lost = len(script.parts)
    await here.round(every=600)

    assert 0 == lost
    assert ["Headline"] == titles(script)


async def test_a_clock_that_jumps_while_a_message_is_on_its_way(here: World, play: Play) -> None:
    """A lease that runs out while its message travels lets nobody of us send it again, nor ask for it."""
    script = play()
    slow = Slow()
    outlet = replace(here.turns.outlets["console"], sender=slow)
    here.turns.outlets = {"console": outlet}
    here.article("1.txt", "date 2026-03-01 Headline\nThe text of the article.")
    here.clock.move(seconds=60)
    await here.turns.ingest()
    await here.turns.settle_visits()
    sending = asyncio.create_task(here.turns.deliver())
    await slow.begun.wait()
    here.clock.move(hours=8)
    waits = [await here.turns.deliver() for _ in range(3)]
    slow.answered.set()
    await sending
    await here.round(every=600)
    (delivery,) = await here.turns.store.read(outbox.deliveries, state="sent")

    assert [0.2] * 3 == waits
    assert 1 == len(slow.parts)
    assert [] == script.parts
    assert (0, False) == (delivery.unknowns, bool(outlet.busy))


@dataclass
class Slow(Script):
    """A sender that has its answer only when a test says so."""

    begun: asyncio.Event = field(default_factory=asyncio.Event)
    answered: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, part: Part) -> Outcome:
        """Sent, after a while."""
        self.begun.set()
        await self.answered.wait()
        return await super().send(part)


@dataclass
class Late:
    """A store whose worker sleeps past its lease between claim and attempt."""

    store: object
    clock: Clock
    several: bool = False

    async def read(self, function: Callable[..., object], *args: object, **kwargs: object) -> object:
        """What the real store gives."""
        return await self.store.read(function, *args, **kwargs)  # type: ignore[attr-defined]  # a Store

    async def write(self, function: Callable[..., object], *args: object, **kwargs: object) -> object:
        """What the real store gives, ten minutes after a claim."""
        answer = await self.store.write(function, *args, **kwargs)  # type: ignore[attr-defined]  # a Store
        if function is claims.claim:
            self.clock.move(minutes=10)
        return answer


@dataclass
class Flaky:
    """A store that is away when an outcome shall be written."""

    store: object
    failures: int

    async def read(self, function: Callable[..., object], *args: object, **kwargs: object) -> object:
        """What the real store gives."""
        return await self.store.read(function, *args, **kwargs)  # type: ignore[attr-defined]  # a Store

    async def write(self, function: Callable[..., object], *args: object, **kwargs: object) -> object:
        """What the real store gives, but for `settle`, as often as told."""
        if function is outbox.settle and self.failures:
            self.failures -= 1
            raise StoreError("the disk is full")
        return await self.store.write(function, *args, **kwargs)  # type: ignore[attr-defined]  # a Store


async def test_a_new_chat_gets_what_is_new_and_no_edits_of_old_messages(here: World, play: Play) -> None:
    """When the config names another chat, messages in the old one are left alone, and new ones go to the new one."""
    script = play()
    path = here.article("1.txt", "date 2026-03-01 Headline\nThe first text of the article.")
    await here.round()
    outlet = here.turns.outlets["console"]
    here.turns.outlets = {"console": replace(outlet, chat="-200")}
    path.write_text("date 2026-03-01 Headline\nThe second text of the article.")
    here.article("2.txt", "date 2026-03-02 Another\nThe text of another article.")
    await here.round()
    counts = await here.turns.store.read(outbox.counts)

    assert [("-100", "Headline"), ("-200", "Another")] == [(p.chat, p.text.split("\n")[0]) for p in script.parts]
    assert (2, 0) == (counts["console"]["sent"], counts["console"]["owed"])


async def test_a_mended_config_ends_the_wait(here: World, play: Play) -> None:
    """A lane that backs off is tried at once after a reload; with another chat, what was learnt of it is forgotten."""
    play(Refused(reason="chat not found", scope="chat"))
    store = here.turns.store
    await store.write(chats.place, {"console": "-100"}, here.clock())
    await three(here)
    now = here.clock()
    await store.write(chats.place, {"console": "-100"}, now)
    tried = (await store.read(outbox.lanes))["console"]
    await store.write(chats.place, {"console": "-300"}, now)
    moved = (await store.read(outbox.lanes))["console"]

    assert (now, None, 0) == (tried.ready, tried.gone, tried.failures)
    assert ("-300", None, 0) == (moved.home, moved.gone, moved.failures)
