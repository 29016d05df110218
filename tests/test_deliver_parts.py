"""Messages of several parts, and lost answers that are asked for."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from feedbot.deliver import Turn, deliver
from feedbot.model import (
    Absent,
    Later,
    Outcome,
    Part,
    Probe,
    Promise,
    Sent,
    Unsure,
)
from feedbot.store import chats, outbox
from tests import make
from tests.played import LOST, TEXT, known, last, owed, play, rounds, said, taken_in
from tests.sender import Script
from tests.world import World, world


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    """A feedbot whose folder was visited once."""
    async with world(tmp_path) as made:
        await made.turns.store.write(chats.place, {"console": "-100"}, made.clock())
        await made.round()
        yield made


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
    assert ["Headline", "Withdrawn by its source"] == [text for text in said(script) if "Another" not in text]
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
    return await deliver(outlets, store=here.turns.store, now=here.clock, again=never, claiming=here.turns.claiming)


async def never() -> bool:
    """Nothing is tried again."""
    return False
