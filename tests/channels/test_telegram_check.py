import re
from typing import Any

import pytest

from feedbot import phrasing
from feedbot.channels.telegram_api import check
from feedbot.model import Telegram
from tests.channels.chats import ME, administrator, place, restricted
from tests.channels.script import REACH, Script, bad, good


@pytest.mark.parametrize(
    ("member", "words"),
    [
        (administrator(can_post_messages=True), None),
        ({"user": ME, "status": "creator", "is_anonymous": False}, None),
        (administrator(can_post_messages=False), "without the right to post messages"),
        ({"user": ME, "status": "left"}, "it is not one of its administrators"),
        ({"user": ME, "status": "member"}, "it is not one of its administrators"),
    ],
)
async def test_a_check_of_a_channel_reads_the_bot_s_rights(member: dict[str, object], words: str | None) -> None:
    """Only an administrator that may post messages can write to a channel, and nothing is sent to find out."""
    script = Script(good(ME), good(place("channel")), good(member))

    found = await check(script.bots, REACH, "@sample")

    assert (words is None) is found.well
    assert "@sample_bot may " in found.text
    assert 'the channel chat "Sample" (-100)' in found.text
    assert (words or "") in found.text
    assert ["getMe", "getChat", "getChatMember"] == [method for method, _ in script.calls]


@pytest.mark.parametrize(
    ("member", "words"),
    [
        ({"user": ME, "status": "member"}, None),
        (administrator(), None),
        (restricted(can_send_messages=True), None),
        (restricted(can_send_messages=False), "it is restricted there"),
    ],
)
async def test_a_check_of_a_group_sees_a_restriction(member: dict[str, object], words: str | None) -> None:
    """In a group any member may write unless it was restricted, which typing does not tell."""
    script = Script(good(ME), good(place("supergroup")), good(result=True), good(member))

    found = await check(script.bots, REACH, "-100")

    assert (words is None) is found.well
    assert (words or "") in found.text


async def test_a_check_of_a_person_shows_as_typing() -> None:
    """Whether someone blocked the bot is told by no call that shows nothing at all."""
    script = Script(good(ME), good(place("private", first_name="A", title=None)), good(result=True))

    found = await check(script.bots, REACH, "5")

    assert found.well
    assert 'the private chat "A" (-100)' in found.text
    assert "sendChatAction" == script.calls[-1][0]


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ([bad(401, "Unauthorized")], "FEEDBOT_TELEGRAM_TOKEN"),
        ([good(ME), bad(400, "Bad Request: chat not found")], "check chat in the config"),
        (
            [good(ME), good(place("private")), bad(403, "Forbidden: bot was blocked by the user")],
            "bot was blocked by the user; that person has to unblock the bot",
        ),
        (
            [good(ME), good(place("group")), bad(400, "Bad Request: upgraded", migrate_to_chat_id=-1001)],
            "the group has a new number: -1001; write it as `chat` in the config",
        ),
        ([(502, b"")], "HTTP status 502"),
        ([TimeoutError()], "TimeoutError"),
    ],
)
async def test_a_check_says_in_a_sentence_what_is_wrong(answers: list[Any], words: str) -> None:
    """Whatever goes wrong in a check is a sentence."""
    found = await check(Script(*answers).bots, REACH, "@sample")

    assert not found.well
    assert words in found.text


@pytest.mark.parametrize("code", ["ru", "uk"])
@pytest.mark.parametrize(
    "answers",
    [
        [good(place("channel")), good(administrator(can_post_messages=True))],
        [good(place("channel")), good(administrator(can_post_messages=False))],
        [good(place("channel")), good({"user": ME, "status": "left"})],
        [good(place("supergroup")), good(result=True), good(restricted(can_send_messages=False))],
        [good(place("group")), good(result=True), good({"user": ME, "status": "member"})],
        [good(place("private", first_name="A", title=None)), good(result=True)],
        [bad(400, "Bad Request: upgraded", migrate_to_chat_id=-1001)],
    ],
)
async def test_a_check_is_told_in_other_languages(answers: list[Any], code: str) -> None:
    """Whether the bot may write, why not and what to do; names and numbers stay."""
    found = await check(Script(good(ME), *answers).bots, REACH, "@sample")

    said = phrasing.say(found.text, code)
    assert re.findall(r"@\w+|-[0-9]+", found.text) == re.findall(r"@\w+|-[0-9]+", said)
    assert [] == re.findall("[a-z]{3,}", re.sub(r"@\w+|`\w+`|«\w+»", "", said))


async def test_a_check_without_a_token_asks_nobody() -> None:
    """What cannot be a token is told without a call."""
    script = Script(good())

    found = await check(script.bots, Telegram(), "@sample")

    assert not found.well
    assert "FEEDBOT_TELEGRAM_TOKEN" in found.text
    assert [] == script.calls
