"""Messages of several parts, lost answers that are asked for, topics, and chats with others in them."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from feedbot.channels import KINDS
from feedbot.deliver import Outlet, Turn, deliver
from feedbot.model import (
    Absent,
    Channel,
    Claim,
    Delivery,
    Later,
    Message,
    Outcome,
    Pace,
    Part,
    Probe,
    Promise,
    Refused,
    Sent,
    Unknown,
    Unsure,
)
from feedbot.store import claims, outbox
from tests import make
from tests.sender import Script
from tests.world import World, world

LOST = Unknown(reason="timed out")
TEXT = "date 2026-03-01 Headline\nThe {} text of the article."


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    """A feedbot whose folder was visited once."""
    async with world(tmp_path) as made:
        await made.turns.store.write(outbox.place, {"console": "-100"}, made.clock())
        await made.round()
        yield made


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
        more = (
            () if first.deletes else tuple(replace(first, text=f"{each} {first.text}") for each in range(2, parts + 1))
        )
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


# --- parts -----------------------------------------------------------------------------------------------------------


async def test_parts_are_sent_in_order_and_edited_one_by_one(here: World) -> None:
    """A message of three parts is sent in three turns; a change edits each of them where it stands."""
    script = play(here, parts=3)
    path = here.article("1.txt", TEXT.format("first"))
    await here.round()
    assert ["Headline", "2 Headline", "3 Headline"] == said(script)
    assert (1, 2, 3) == (await last(here)).messages

    path.write_text(TEXT.format("second"))
    await here.round()
    assert [(1,), (2,), (3,)] == [part.edits for part in script.parts[3:]]
    assert [] == await owed(here)


async def test_a_message_that_changes_while_it_is_sent(here: World) -> None:
    """After part one of three a new version comes: what stands is edited, the rest is sent new, nothing twice."""
    script = play(here, parts=3)
    path = here.article("1.txt", TEXT.format("first"))
    await taken_in(here)
    await here.turns.deliver()
    path.write_text(TEXT.format("second"))
    await here.round()

    assert [(), (1,), (), ()] == [part.edits for part in script.parts]
    assert ["first", "second", "second", "second"] == [part.text.split("The ")[1].split()[0] for part in script.parts]


async def test_a_message_that_became_shorter_loses_parts(here: World) -> None:
    """Three parts that are one now: the others are deleted, the last first."""
    play(here, parts=3)
    path = here.article("1.txt", TEXT.format("first"))
    await here.round()
    script = play(here, parts=1)
    path.write_text(TEXT.format("second"))
    await here.round()

    assert [((1,), False), ((3,), True), ((2,), True)] == [(part.edits, part.deletes) for part in script.parts]
    assert (1,) == (await last(here)).messages


async def test_an_article_withdrawn_after_its_first_part(here: World) -> None:
    """What stands of it says so, and the rest is not sent."""
    script = play(here, parts=3)
    path = here.article("1.txt", TEXT.format("first"))
    here.article("2.txt", "date 2026-03-02 Another\nThe text of another article.")
    await taken_in(here)
    await here.turns.deliver()
    path.unlink()
    await here.round()

    edits = [part for part in script.parts if part.edits]
    assert [(1,)] == [part.edits for part in edits]
    assert "Withdrawn" in edits[0].text
    assert ["Headline", "Headline"] == [text for text in said(script) if "Another" not in text]
    assert [] == await owed(here)


async def test_what_stands_already_is_not_sent(here: World) -> None:
    """A new version that looks the same is shown without a call."""
    script = play(here)
    here.article("1.txt", TEXT.format("first"))
    await here.round()
    subject = (await last(here)).subject
    other = Promise(channel="console", subject=subject, wanted="other", due=make.NOW)
    await here.turns.store.write(outbox.grow, [other], here.clock())
    await here.round()

    assert 1 == len(script.parts)
    assert ("other", []) == ((await last(here)).shown, await owed(here))


# --- lost answers ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("parts", [1, 3])
@pytest.mark.parametrize("lost", [1, 2, 3])
async def test_a_lost_answer_is_asked_for_and_found(here: World, parts: int, lost: int) -> None:
    """Whichever part's answer was lost, it is found by the ids, and every part is sent once."""
    fine = [Sent(messages=(parts + number,)) for number in range(1, 4)]
    found = Sent(messages=(parts + lost,))
    script = play(here, *fine[: lost - 1], LOST, *fine[lost:], probes=[found], parts=parts)
    await known(here, script)
    here.article("1.txt", TEXT.format("first"))
    await rounds(here)

    counts = (await here.turns.store.read(outbox.counts))["console"]
    if lost <= parts:
        assert parts + lost - 1 == script.probed[0][1]
        assert (0, 0) == (counts["owed"], counts["unknown"])
    assert parts == len(script.parts)
    assert len(set(said(script))) == len(script.parts)


async def test_a_message_that_is_not_there_is_sent_again(here: World) -> None:
    """What the ids say is not there goes again, and counts as no double."""
    script = play(here, LOST, probes=[Absent()])
    await known(here, script)
    here.article("1.txt", TEXT.format("first"))
    await here.round()
    await here.round()

    lane = (await here.turns.store.read(outbox.lanes))["console"]
    assert (2, 1, 0) == (len(script.parts), lane.probes, lane.found)
    assert 0 == (await here.turns.store.read(outbox.counts))["console"]["unknown"]


async def test_what_changed_meanwhile_is_looked_for_by_what_was_sent(here: World) -> None:
    """The probe has the text that was sent; what was found is then edited into what is wanted now."""
    script = play(here, LOST, probes=[Sent(messages=(2,))])
    await known(here, script)
    path = here.article("1.txt", TEXT.format("first"))
    await taken_in(here)
    await here.turns.deliver()
    path.write_text(TEXT.format("second"))
    await here.round()

    assert "first" in script.probed[0][0].text
    assert [(), (2,)] == [part.edits for part in script.parts]
    assert "second" in script.parts[1].text


async def test_an_article_withdrawn_while_its_answer_is_lost(here: World) -> None:
    """What is found standing gets its note; it was not simply dropped."""
    script = play(here, LOST, probes=[Sent(messages=(2,))])
    await known(here, script)
    path = here.article("1.txt", TEXT.format("first"))
    await taken_in(here)
    await here.turns.deliver()
    path.unlink()
    await here.round()

    assert [(), (2,)] == [part.edits for part in script.parts]
    assert "Withdrawn" in script.parts[1].text


async def test_an_article_withdrawn_that_never_arrived_is_dropped(here: World) -> None:
    """What is not there, and was withdrawn, is not sent."""
    script = play(here, LOST, probes=[Absent()])
    await known(here, script)
    path = here.article("1.txt", TEXT.format("first"))
    await taken_in(here)
    await here.turns.deliver()
    path.unlink()
    await here.round()

    assert 1 == len(script.parts)
    assert "its source withdrew it before it was sent" == (await last(here)).dropped


@pytest.mark.parametrize("fields", [{"alone": False}, {"on_unknown": "resend"}])
async def test_where_nobody_is_asked_it_is_sent_again(here: World, fields: dict[str, Any]) -> None:
    """A chat with other channels of ours, and a channel that does not want it: sent again, counted."""
    script = play(here, LOST, **fields)
    await known(here, script)
    here.article("1.txt", TEXT.format("first"))
    await rounds(here)

    assert ([], 2) == (script.probed, len(script.parts))
    assert 1 == (await here.turns.store.read(outbox.counts))["console"]["unknown"]


async def test_before_the_first_message_nobody_can_be_asked(here: World) -> None:
    """Where no id of ours is known, the message is sent again."""
    script = play(here, LOST)
    here.article("1.txt", TEXT.format("first"))
    await rounds(here)

    assert ([], 2) == (script.probed, len(script.parts))


async def test_where_nobody_can_tell_a_channel_may_hold(here: World) -> None:
    """With hold, what may have arrived waits for a person."""
    script = play(here, LOST, on_unknown="hold")
    here.article("1.txt", TEXT.format("first"))
    await here.round()

    assert 1 == len(script.parts)
    assert "it may have arrived or not" in ((await last(here)).parked or "")


@pytest.mark.parametrize("said", [Later(reason="no network"), Unsure(reason="others write there")])
async def test_questions_that_are_not_answered(here: World, said: Probe) -> None:
    """One is asked again later; where nobody can tell, the message goes again."""
    script = play(here, LOST, probes=[said, Absent()])
    await known(here, script)
    here.article("1.txt", TEXT.format("first"))
    await rounds(here)

    asked = 2 if isinstance(said, Later) else 1
    assert (asked, 2) == (len(script.probed), len(script.parts))
    assert [] == await owed(here)


@pytest.mark.parametrize("arrived", [True, False])
async def test_a_death_between_attempt_and_answer(here: World, *, arrived: bool) -> None:
    """The next process asks whether the part of the dead one stands, and sends it only if not."""
    script = play(here, probes=[Sent(messages=(2,)) if arrived else Absent()])
    await known(here, script)
    here.article("1.txt", TEXT.format("first"))
    await taken_in(here)
    with pytest.raises(DeathError):
        await dying(here, script)
    await here.turns.free()
    await here.round()

    assert (1 if arrived else 2) == len(script.parts)
    assert [] == await owed(here)
    assert 0 == (await here.turns.store.read(outbox.counts))["console"]["unknown"]


class DeathError(BaseException):
    """The process dies."""


async def dying(here: World, script: Script) -> Turn:
    """A turn that ends with its process, once the message is on its way."""
    outlet = here.turns.outlets["console"]

    class Dying(Script):
        async def send(self, part: Part) -> Outcome:
            self.parts.append(part)
            raise DeathError

    outlets = {"console": replace(outlet, sender=Dying(parts=script.parts))}
    return await deliver(outlets, store=here.turns.store, now=here.clock, again=never)


async def never() -> bool:
    """Nothing is tried again."""
    return False


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
    script = play(here, topic="Wire")
    script.made = [Refused(reason="not enough rights", scope="topic")]
    for day in (1, 2):
        here.article(f"{day}.txt", f"date 2026-03-0{day} Headline {day}\nThe text of that day {day}.")
    await here.round()

    assert ["Wire"] == script.topics
    assert [None, None] == [part.topic for part in script.parts]


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
    chats = {name: "-100" for name in here.turns.outlets}
    await here.turns.store.write(outbox.enrol, ["two"], here.clock())
    await here.turns.store.write(outbox.place, chats, here.clock())
    for day in (1, 2, 3):
        here.article(f"{day}.txt", f"date 2026-03-0{day} Headline {day}\nThe text of that day {day}.")
    sends = []
    for _ in range(60):
        before = len(script.parts)
        await here.round(every=60)
        sends += [here.clock()] * (len(script.parts) - before)

    assert 6 == len(sends)
    assert all(later - earlier >= timedelta(minutes=10) for earlier, later in zip(sends, sends[2:], strict=False))


async def test_a_flood_holds_every_channel_of_its_chat(here: World) -> None:
    """While Telegram asks one channel to wait, another one into the same chat waits too."""
    script = play(here, Later(reason="flood", after=make.hours(1), fault=False))
    outlet = here.turns.outlets["console"]
    here.turns.config = replace(here.turns.config, channels=(make.channel(), make.channel("two")))
    here.turns.outlets = {each.name: replace(outlet, channel=each, alone=False) for each in here.turns.config.channels}
    await here.turns.store.write(outbox.enrol, ["two"], here.clock())
    await here.turns.store.write(outbox.place, {"console": "-100", "two": "-100"}, here.clock())
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
