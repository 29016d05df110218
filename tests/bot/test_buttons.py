"""Buttons below messages: following a story, muting a source."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from feedbot.bot.spoken import Rank, Reply
from feedbot.channels.drawing import story_tag
from feedbot.store import mutes
from tests import make
from tests.bot.readership import AGAIN, BRIDGE, Readership, readership


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Readership]:
    """A bot that anybody may talk to."""
    async with readership(tmp_path, most=2) as found:
        yield found


async def test_a_story_of_a_channel_is_followed_in_private(place: Readership) -> None:
    """Whoever has a chat with the bot follows from anywhere; a button of any of its articles means the story."""
    await place.say("/start")
    pressed = await place.press(f"f:{story_tag(AGAIN.id)}", chat="-100", private=False)

    assert "You follow this story. I will tell you what comes of it." == pressed.toast
    (channel,) = await place.channels()
    assert ("reader-7", (BRIDGE.id,)) == (channel.name, channel.followed)
    again = await place.press(f"f:{story_tag(BRIDGE.id)}", chat="-100", private=False)
    assert "You follow this story already." == again.toast


async def test_who_has_no_chat_with_the_bot_is_told_to_open_one(place: Readership) -> None:
    """A bot may not write to people first; who paused is not written to, either."""
    tag = f"f:{story_tag(BRIDGE.id)}"
    assert "First open a chat with me" in (await place.press(tag, chat="-100", private=False)).toast
    await place.say("/start")
    await place.say("/stop")

    assert "First open a chat with me" in (await place.press(tag, chat="-100", private=False)).toast
    assert [] == await place.followed()


async def test_a_story_of_long_ago_is_over(place: Readership) -> None:
    """The button of an old message says so."""
    assert "This story is over." == (await place.press(f"f:{'0' * 16}")).toast


async def test_a_button_follows_no_more_than_is_allowed(place: Readership) -> None:
    """The owner's bound holds for buttons too."""
    await place.fill("one", "two")

    assert "You follow as much as is possible." in (await place.press(f"f:{story_tag(BRIDGE.id)}")).toast


async def test_a_reader_mutes_for_themselves(place: Readership) -> None:
    """For a week, for their channel alone."""
    await place.say("/start")
    pressed = await place.press(f"m:{story_tag('sample')}")

    assert "Sample News is muted for a week." == pressed.toast
    assert {("reader-7", "sample"): make.NOW + make.hours(7 * 24)} == await place.store.read(mutes.every)


@pytest.mark.parametrize("rank", ["admin", "chat"])
async def test_an_administrator_mutes_for_the_channel(place: Readership, rank: Rank) -> None:
    """Whoever administers a chat mutes for all who read there."""
    pressed = await place.press(f"m:{story_tag('sample')}", chat="-100", private=False, rank=rank)

    assert "Sample News is muted here for a week." == pressed.toast
    assert {("board", "sample")} == set(await place.store.read(mutes.every))


async def test_a_reader_mutes_nothing_for_others(place: Readership) -> None:
    """In a channel a reader mutes for their own chat; one whom the bot does not know, nothing."""
    data = f"m:{story_tag('sample')}"
    assert "Only administrators" in (await place.press(data, chat="-100", private=False)).toast
    await place.say("/start")
    await place.press(data, chat="-100", private=False)

    assert {("reader-7", "sample")} == set(await place.store.read(mutes.every))


async def test_a_chat_without_a_channel_has_nothing_to_mute(place: Readership) -> None:
    """An administrator of another chat, into which a message was forwarded, mutes nothing."""
    pressed = await place.press(f"m:{story_tag('sample')}", chat="-5", private=False, rank="chat")

    assert "I post nothing in this chat." == pressed.toast
    assert {} == await place.store.read(mutes.every)


async def test_a_source_that_is_gone_is_told(place: Readership) -> None:
    """The button of an old message may mean a source that is no more."""
    assert "There is no such source any more." == (await place.press(f"m:{story_tag('nobody')}")).toast


@pytest.mark.parametrize(
    "data", ["", "f:", "f:zz", "m:" + "g" * 16, "x:1", "p:", "p:s:1", "p:follow", "p:lang:xx", "p:nothing:1"]
)
async def test_a_button_that_nobody_made_does_nothing(place: Readership, data: str) -> None:
    """Data that is not ours is answered by silence."""
    assert Reply() == (await place.press(data)) or data in {"", "x:1"}


async def test_a_removing_button_of_nothing(place: Readership) -> None:
    """What is no name is not followed."""
    assert "You do not follow that." == (await place.press("u:x")).toast


async def test_strangers_press_in_vain(tmp_path: Path) -> None:
    """Without readers buttons do nothing."""
    async with readership(tmp_path, readers=False) as place:
        await place.press(f"f:{story_tag(BRIDGE.id)}", rank="stranger")
        await place.press(f"m:{story_tag('sample')}", rank="stranger")
        assert [] == await place.followed()
        assert {} == await place.store.read(mutes.every)
