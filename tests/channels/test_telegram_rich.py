from dataclasses import replace
from typing import Any

import pytest
from structlog.testing import capture_logs

from feedbot.model import Button, Later, Medium, Part, Refused, Sent, Unknown
from tests.channels.script import REACH, Script, bad, good, standing

RICH = Part(
    chat="-100",
    text="Hello",
    rich="<h1>Hello</h1>",
    topic=3,
    reply=2,
    buttons=((Button(text="Read", url="https://example.org/"),),),
)
EDIT = replace(RICH, edits=(5,), form="rich", reply=None)


async def test_a_rich_message_is_sent_as_html() -> None:
    """It goes where a classic one would, with its buttons and what it answers to."""
    script = Script(good())

    assert Sent(messages=(7,), form="rich") == await script.bots.sender(REACH).send(RICH)
    method, said = script.calls[0]
    assert "sendRichMessage" == method
    assert {
        "chat_id": "-100",
        "message_thread_id": 3,
        "disable_notification": False,
        "rich_message": {"html": "<h1>Hello</h1>"},
        "reply_parameters": {"message_id": 2, "allow_sending_without_reply": True},
        "reply_markup": {"inline_keyboard": [[{"text": "Read", "url": "https://example.org/"}]]},
    } == said


@pytest.mark.parametrize(
    "answer",
    [
        bad(404, "Not Found"),
        bad(404, "Not Found: method not found"),
        bad(400, "Bad Request: rich messages are not supported"),
    ],
)
async def test_a_server_that_knows_no_rich_messages_is_asked_once(answer: tuple[int, bytes]) -> None:
    """The classic message follows at once, and from then on there is nothing else; the log says so once."""
    script = Script(answer, good())
    bots = script.bots

    with capture_logs() as logs:
        sent = [await bots.sender(REACH).send(RICH) for _ in range(3)]

    assert [Sent(messages=(7,))] * 3 == sent
    assert ["sendRichMessage", *["sendMessage"] * 3] == script.methods
    assert ["rich_messages_unknown", "rich_message_refused"] == [log["event"] for log in logs]


async def test_a_bot_that_was_initialised_says_it_in_another_way() -> None:
    """An Application initialises its bot, and the library then names an unknown method by another error."""
    me = {"id": 123456789, "is_bot": True, "first_name": "Sample", "username": "sample_bot"}
    script = Script(good(me), bad(404, "Not Found"), good())
    bots = script.bots
    bot = bots.bot(REACH)
    assert bot is not None
    await bot.initialize()

    assert Sent(messages=(7,)) == await bots.sender(REACH).send(RICH)
    assert ["getMe", "sendRichMessage", "sendMessage"] == script.methods


async def test_a_rich_message_that_is_refused_is_sent_as_a_classic_one() -> None:
    """Its refusal says nothing about the next one."""
    script = Script(bad(400, "Bad Request: can't parse rich message"), good(), good())
    sender = script.bots.sender(REACH)

    assert Sent(messages=(7,)) == await sender.send(RICH)
    assert Sent(messages=(7,), form="rich") == await sender.send(RICH)
    assert ["sendRichMessage", "sendMessage", "sendRichMessage"] == script.methods


async def test_a_refused_rich_message_becomes_all_that_the_classic_one_has() -> None:
    """Its media too."""
    script = Script(bad(400, "Bad Request: can't parse rich message"), good())

    media = (Medium(kind="photo", url="https://example.org/a.jpg"),)
    assert Sent(messages=(7,), form="media") == await script.bots.sender(REACH).send(replace(RICH, media=media))


async def test_a_rich_message_beyond_the_limit_is_not_tried() -> None:
    """32,768 characters are the most (Bot API, Rich message limits)."""
    script = Script(good())

    await script.bots.sender(REACH).send(replace(RICH, rich="x" * 32_769))

    assert ["sendMessage"] == script.methods


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (bad(429, "Too Many Requests", retry_after=3), Later),
        (bad(502, "Bad Gateway"), Unknown),
        (bad(403, "Forbidden: bot was kicked from the channel chat"), Refused),
        (bad(400, "Bad Request: chat not found"), Refused),
    ],
)
async def test_what_is_not_about_the_rich_message_is_the_outcome(answer: Any, kind: type) -> None:
    """A flood, a lost answer, a closed chat: nothing is sent after it."""
    script = Script(answer)

    assert isinstance(await script.bots.sender(REACH).send(RICH), kind)
    assert 1 == len(script.calls)


async def test_a_wrong_token_is_told_by_the_classic_message() -> None:
    """The library takes an unknown method for a wrong token; only a known one can tell them apart."""
    refused = await Script(bad(401, "Unauthorized")).bots.sender(REACH).send(RICH)

    assert isinstance(refused, Refused)
    assert "bot" == refused.scope


async def test_a_rich_message_is_edited_as_one() -> None:
    """An edit says rich_message in the place of text."""
    script = Script(standing(5))

    assert Sent(messages=(5,), form="rich") == await script.bots.sender(REACH).send(EDIT)
    method, said = script.calls[0]
    assert "editMessageText" == method
    assert {"html": "<h1>Hello</h1>"} == said["rich_message"]
    assert 5 == said["message_id"]
    assert "text" not in said


async def test_a_rich_edit_that_is_refused_becomes_a_classic_one() -> None:
    """The words arrive; the form is what stands then."""
    script = Script(bad(400, "Bad Request: message text is empty"), standing(5))

    assert Sent(messages=(5,), form="text") == await script.bots.sender(REACH).send(EDIT)
    assert ["editMessageText", "editMessageText"] == script.methods
    assert "Hello" == script.calls[1][1]["text"]


async def test_a_text_is_not_made_rich_by_an_edit() -> None:
    """What stands as a text stays one."""
    script = Script(standing(5))

    await script.bots.sender(REACH).send(replace(EDIT, form="text"))

    assert "rich_message" not in script.calls[0][1]
