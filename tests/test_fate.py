from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, update

from feedbot import fate
from feedbot.channels.telegram import TelegramSection
from feedbot.fate import Around, Fact
from feedbot.model import DIGEST, JUMP, Channel, Delivery, Jump, Part
from feedbot.store import outbox, read, tables, write
from tests import make
from tests.make import NOW, hours, minutes
from tests.store import given
from tests.web.furnished import BRIDGE, RATES, RULES, fill
from tests.web.rooms import Place, room

MORNING = "digest 2026-03-15T08:00"
NIGHT = "quiet 2026-03-15T07:00"


def told(delivery: Delivery, **known: Any) -> list[str]:
    """What became of a delivery, in sentences."""
    found = fate.fate(delivery, Around(**{"now": NOW, **known}))
    return [fate.english(fact, lambda moment: f"{moment:%H:%M}") for fact in found.facts]


@pytest.mark.parametrize(
    ("gather", "waits", "was_told"),
    [
        (MORNING, "waits for the digest of 08:00", "told 12:00 in the digest of 08:00"),
        (
            NIGHT,
            "held for the quiet hours until 07:00",
            "told 12:00 with all that came in the quiet hours until 07:00",
        ),
        (
            "burst sample",
            "waits to be told in one message with what came with it, as more came at once than burst allows",
            "told 12:00 in one message with what came with it, as more came at once than burst allows",
        ),
        ("digest tomorrow", "waits to be told in one message with others", "told 12:00 in one message with others"),
    ],
)
def test_what_is_told_together(gather: str, waits: str, was_told: str) -> None:
    """What waits for a digest says for which, and with how many; what was told in one names its message."""
    waiting = make.delivery(gather=gather, due=NOW + hours(9))
    teller = make.delivery(2, subject=DIGEST + gather, standing=make.standing(7, 8))
    folded = replace(waiting, folded=teller.subject, shown="digest-1", settled=NOW)

    assert [waits, "gathered with 2 others", "not before 21:00"] == told(waiting, together=3)
    assert [waits, "not before 21:00"] == told(waiting, together=1)
    assert [was_told, "message 7, 8"] == told(folded, teller=teller)
    assert ("owed", "sent") == (fate.state_of(waiting), fate.state_of(folded))


def test_a_digest_that_is_under_way() -> None:
    """What a digest tells that is being sent is owed; the digest says of how many it tells."""
    part = make.delivery(gather=MORNING, folded=DIGEST + MORNING)
    whole = make.delivery(2, subject=DIGEST + MORNING, gather=MORNING, wanted=MORNING)

    assert "the message that tells it is under way" == told(part, together=2)[-1]
    assert "owed" == fate.state_of(part)
    assert ["a message is owed", "tells of 2 articles in one message"] == told(whole, together=2)


def test_what_was_set_aside_or_dropped_says_why() -> None:
    """The reason is told, and what may have arrived twice."""
    assert ["set aside: refused", "2 sends may have arrived twice"] == told(make.delivery(parked="refused", unknowns=2))
    assert ["dropped: too old"] == told(make.delivery(dropped="too old"))


def test_what_stands_in_part() -> None:
    """While a message of several parts is sent, it is told how many of them stand."""
    parts = (make.part(), make.part(), make.part())
    delivery = make.delivery(standing=(*make.standing(4), *make.standing(5)))

    assert "2 of its 3 parts stand, as message 4, 5" == told(delivery, parts=parts)[1]
    assert ["a message is owed"] == told(delivery, parts=parts[:2])


def test_a_lost_answer() -> None:
    """A send without an answer is told, and whether it is found out what became of it."""
    delivery = make.delivery(attempted=NOW)
    asks = make.channel(kind="telegram", on_unknown="probe")

    assert "whether it stands is found out" in told(delivery, channel=asks)[1]
    assert "no answer came back to the send of 12:00" == told(delivery, channel=make.channel())[1]


@pytest.mark.parametrize(
    ("jump", "says"),
    [
        (None, "tells of its story once more"),
        (Jump(sources=3), "tells of its story once more, as 3 sources told it within 1 hour"),
        (Jump(where="мост"), "tells of its story once more, as a new entry passes the rule мост"),
        (
            Jump(sources=2, within=minutes(90), where="мост"),
            "tells of its story once more, as 2 sources told it within 90 minutes or a new entry passes мост",
        ),
    ],
)
def test_why_a_story_is_told_once_more(jump: Jump | None, says: str) -> None:
    """A second notification says what it takes, and which message it answers to."""
    again = make.delivery(subject=JUMP + "x", wanted="jump", shown="jump", standing=make.standing(9), settled=NOW)
    found = told(again, channel=make.channel(jump=jump), reply=4)

    assert ["sent 12:00 as message 9", says, "an answer to message 4, which told its story before"] == found


@pytest.mark.parametrize(
    ("holder", "who"),
    [
        ("feedbot id 127.0.0.1:8080 0000000004d2", "ingest,deliver 127.0.0.1:8080"),
        ("feedbot d - 0000000004d2", "deliver"),
        ("an older one", "?"),
    ],
)
def test_a_program_that_died_while_it_sent(holder: str, who: str) -> None:
    """Who holds the chat is told, and until when; not of what is done."""
    lane = make.lane(holder=holder, lease=NOW + hours(1))

    said = f"the program that was sending there is gone ({who}); another one goes on at 13:00"
    assert ["a message is owed", said] == told(make.delivery(), left=lane)
    assert "gone" not in " ".join(told(make.delivery(shown="digest-1", settled=NOW), left=lane))


def test_an_edit_and_what_goes_with_it() -> None:
    """An edit names the message; a topic, a follow-up and what is breaking are told."""
    edit = make.delivery(shown="old", standing=make.standing(3), breaking=True, error="flood", attempts=2)
    found = told(edit, reply=2, parts=(make.part(topic="Ports"),), lane=make.lane(gone="flood"))

    assert [
        "an edit of message 3 is owed, after 2 attempts",
        "the chat takes nothing: flood",
        "an answer to message 2, as its story follows that one's",
        "in the topic Ports",
        "breaking: sent at any hour, with a sound",
    ] == found
    assert "sent 12:00" == told(make.delivery(shown="digest-1", settled=NOW))[0]


@pytest.mark.parametrize("parts", [(make.part(topic="Ports"),), ()])
def test_a_topic_that_could_not_be_made(parts: tuple[Part, ...]) -> None:
    """It is not said that the message is in it, but that it is not, why, and what to do; a digest says so too."""
    options = TelegramSection(name="console", kind="telegram", chat="-100", topic="Ports")
    standing = (replace(make.standing(3)[0], astray="not enough rights"),)
    sent = make.delivery(shown="digest-1", standing=standing, settled=NOW)
    found = told(sent, parts=parts, channel=make.channel(kind="telegram", options=options))

    said = "in the chat, but outside the topic Ports, for it could not be made: not enough rights"
    assert ["sent 12:00 as message 3", said] == [found[0], found[1].partition(". Let")[0]]
    assert "in the topic Ports" not in found


@pytest.mark.parametrize("code", fate.SENTENCES)
def test_every_sentence_can_be_said(code: str) -> None:
    """Each fact makes a sentence of its fields, in both forms."""
    known: dict[str, object] = {
        "at": NOW,
        "span": hours(1),
        "clock": "08:00",
        "ids": "1",
        "reason": "x",
        "of": 3,
        "who": "w",
    }
    for number in (1, 5):
        fact = Fact(code=code, fields={**known, "n": number, "rule": "y", "name": "z"})
        assert "{" not in fate.english(fact, datetime.isoformat)


TALKING = make.channel(
    kind="telegram",
    options=TelegramSection(name="console", kind="telegram", chat="-100", topics="source"),
    jump=Jump(sources=2),
)


def around(place: Place, channel: Channel, subject: str) -> Around:
    """What is known beside a delivery of a channel."""
    config = replace(place.config, channels=(channel,))
    with read(place.engine) as tx:
        found = outbox.deliveries(tx, channel=channel.name, subject=subject)
        return fate.around(tx, config, found, NOW)[channel.name, subject]


def change(engine: Engine, entry: str, **fields: Any) -> None:
    """Let a delivery be otherwise."""
    with write(engine) as tx:
        tx.execute(update(tables.outbox).where(tables.outbox.c.subject == entry).values(**fields))


async def test_what_is_beside_a_delivery(tmp_path: Path) -> None:
    """Looked up are the topic, the message that a follow-up or a second notification answers to, and the lane."""
    async with room(tmp_path, fill=fill, text=RULES) as place:
        with write(place.engine) as tx:
            tx.execute(update(tables.stories).where(tables.stories.c.id == RATES.id).values(follows=BRIDGE.id))
            outbox.promise(tx, [given.promise(BRIDGE, subject=JUMP + BRIDGE.id)], NOW)
        change(place.engine, BRIDGE.id, standing=make.standing(4, 5), shown=BRIDGE.digest)
        later, again = (around(place, TALKING, subject) for subject in (RATES.id, JUMP + BRIDGE.id))
        change(place.engine, BRIDGE.id, folded=DIGEST + MORNING, gather=MORNING, standing=())
        with write(place.engine) as tx:
            outbox.promise(tx, [given.promise(BRIDGE, subject=DIGEST + MORNING, gather=MORNING)], NOW)
        change(place.engine, DIGEST + MORNING, standing=make.standing(9))
        folded, whole = (around(place, TALKING, subject) for subject in (BRIDGE.id, DIGEST + MORNING))
        plain = around(place, make.channel(stories=False), RATES.id)

    assert (4, "Sample", True) == (later.reply, later.parts[0].topic, later.lane is not None)
    assert (4, 1) == (again.reply, len(again.parts))
    assert ((9,), 1) == (folded.teller.messages if folded.teller else (), folded.together)
    assert (1, ()) == (whole.together, whole.parts)
    assert (None, ()) == (plain.reply, plain.parts)


async def test_how_many_wait_together(tmp_path: Path) -> None:
    """What is gathered under one name is counted, a channel at a time."""
    async with room(tmp_path, fill=fill, text=RULES) as place:
        for each in (BRIDGE, RATES):
            change(place.engine, each.id, gather=MORNING)
        known = around(place, make.channel(), BRIDGE.id)

    assert 2 == known.together
