from dataclasses import replace
from pathlib import Path

from feedbot import preview
from feedbot.channels import fields
from feedbot.channels.telegram import TelegramSection
from feedbot.model import DIGEST, JUMP
from feedbot.store import outbox, read, write
from tests import make
from tests.make import NOW
from tests.store import given
from tests.web.furnished import AGAIN, BRIDGE, EVIL, RATES, RULES, fill
from tests.web.rooms import room

CHANNEL = make.channel(stories=False)


async def test_the_newest_promises_are_drawn(tmp_path: Path) -> None:
    """What a channel was promised last comes first; digests and second notifications are not drawn by themselves."""
    async with room(tmp_path, fill=fill, text=RULES) as place:
        with write(place.engine) as tx:
            later = NOW + make.minutes(5)
            for subject in (JUMP + BRIDGE.id, DIGEST + "burst x"):
                outbox.promise(tx, [given.promise(BRIDGE, subject=subject, due=later)], later)
        with read(place.engine) as tx:
            found = preview.latest(tx, CHANNEL, 3)
            several = preview.latest(tx, make.channel(), 1)
            fresh = preview.latest(tx, make.channel("fresh"), 2)
            story = preview.story(tx, make.channel(), BRIDGE.id)
            single = preview.story(tx, CHANNEL, BRIDGE.id)

    assert [AGAIN.id, EVIL.id, RATES.id] == [each.id for each in found]
    assert 1 == len(several)
    assert [AGAIN.id, EVIL.id] == [each.id for each in fresh]
    assert story is not None
    assert ({BRIDGE.id, AGAIN.id}, None) == ({story.lead.id, *(each.id for each in story.also)}, single)


async def test_without_entries_pieces_are_made_up(tmp_path: Path) -> None:
    """Where nothing came in yet there is still something to draw."""
    async with room(tmp_path, text=RULES) as place:
        with read(place.engine) as tx:
            assert fields.samples()[:1] == preview.latest(tx, CHANNEL)
            assert fields.samples() == preview.latest(tx, CHANNEL, 3)


def test_a_message_as_it_would_be_sent() -> None:
    """A piece is composed for the channel's chat, with its topic and sound; another template can be tried."""
    options = TelegramSection(name="news", kind="telegram", chat="-100", topic=7)
    channel = make.channel("news", kind="telegram", options=options, silent=True)
    (part,) = preview.message(channel, make.piece(), make.settings(), NOW).parts
    tried = preview.retouched(channel, "{{ title }}!")
    (other,) = preview.message(tried, make.piece(), make.settings(), NOW).parts

    assert ("-100", 7, True) == (part.chat, part.topic, part.silent)
    assert "Title 1!" == other.text
    assert channel is preview.retouched(channel, None)
    assert replace(channel, template="full") == preview.retouched(channel, "full")
