from dataclasses import replace
from datetime import timedelta

import pytest

from feedbot.model import Button, Later, Medium, Part, Refused, Sent, Telegram
from tests.channels.script import REACH, Script, bad, good

PART = Part(chat="-100", text="Hello", link="https://example.org/")
BUTTONS = (
    (Button(text="Read", url="https://example.org/"), Button(text="Copy", copy="https://example.org/")),
    (),
    (Button(text="Mute", data="mute:1"),),
)
MOVED = bad(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=-1002)


async def test_buttons_open_copy_or_tell() -> None:
    """Each button is one of three; a row without any is none."""
    script = Script(good())

    await script.bots.sender(REACH).send(replace(PART, buttons=BUTTONS))

    assert [
        [
            {"text": "Read", "url": "https://example.org/"},
            {"text": "Copy", "copy_text": {"text": "https://example.org/"}},
        ],
        [{"text": "Mute", "callback_data": "mute:1"}],
    ] == script.calls[0][1]["reply_markup"]["inline_keyboard"]


@pytest.mark.parametrize(
    "description", ["BUTTON_DATA_INVALID", "inline keyboard button URL 'x' is invalid: Wrong HTTP URL"]
)
@pytest.mark.parametrize("media", [(), (Medium(kind="photo", url="https://example.org/a.jpg"),)])
async def test_a_button_that_is_refused_does_not_cost_the_message(description: str, media: tuple[Medium, ...]) -> None:
    """It is sent without its buttons, and with all else."""
    script = Script(*[bad(400, f"Bad Request: {description}")] * (1 + len(media)), good())

    outcome = await script.bots.sender(REACH).send(replace(PART, buttons=BUTTONS, media=media))

    assert isinstance(outcome, Sent)
    assert "media" if media else "text" == outcome.form
    assert (outcome.note or "").startswith("sent without its buttons: ")
    assert "reply_markup" not in script.calls[-1][1]


async def test_a_message_without_its_buttons_may_be_refused_too() -> None:
    """Then that is the outcome."""
    refused = (
        await Script(bad(400, "Bad Request: BUTTON_DATA_INVALID"))
        .bots.sender(REACH)
        .send(replace(PART, buttons=BUTTONS))
    )

    assert isinstance(refused, Refused)


@pytest.mark.parametrize(
    ("large", "above", "options"),
    [
        (None, False, {}),
        (True, False, {"prefer_large_media": True}),
        (False, True, {"prefer_small_media": True, "show_above_text": True}),
    ],
)
async def test_a_preview_is_shown_as_the_channel_wants_it(
    large: bool | None,  # noqa: FBT001 - a parameter of the test
    above: bool,  # noqa: FBT001 - as above
    options: dict[str, bool],
) -> None:
    """Large or small, above the text or below it, or as Telegram likes."""
    script = Script(good())

    await script.bots.sender(REACH).send(replace(PART, large=large, above=above))

    assert {"url": "https://example.org/", **options} == script.calls[0][1]["link_preview_options"]


async def test_a_reply_is_sent_even_if_nothing_is_left_to_answer() -> None:
    """A deleted message must not stop the one that follows it."""
    script = Script(good())

    await script.bots.sender(REACH).send(replace(PART, reply=3))

    assert {"message_id": 3, "allow_sending_without_reply": True} == script.calls[0][1]["reply_parameters"]


async def test_a_topic_that_has_no_number_is_our_own_fault() -> None:
    """Whoever sends has made it before."""
    script = Script(good())

    with pytest.raises(ValueError, match='topic "News" has no number yet'):
        await script.bots.sender(REACH).send(replace(PART, topic="News", rich="<p>x"))
    assert [] == script.calls


@pytest.mark.parametrize("description", ["message thread not found", "TOPIC_DELETED", "TOPIC_CLOSED"])
async def test_a_topic_that_is_gone_does_not_close_the_chat(description: str) -> None:
    """Other topics of the chat take messages still."""
    refused = await Script(bad(400, f"Bad Request: {description}")).bots.sender(REACH).send(replace(PART, topic=3))

    assert isinstance(refused, Refused)
    assert "topic" == refused.scope
    assert "topic 3 of chat -100" in refused.reason


@pytest.mark.parametrize(
    ("name", "cut"),
    [("News", "News"), ("n" * 200, "n" * 128), ("😀" * 100, "😀" * 64), ("n" + "😀" * 64, "n" + "😀" * 63)],
)
async def test_a_topic_is_made(name: str, cut: str) -> None:
    """Its number comes back; its name has 128 units at most."""
    script = Script(good({"message_thread_id": 9, "name": name, "icon_color": 1, "more": 5}))

    assert 9 == await script.bots.sender(REACH).topic("-100", name)
    assert ("createForumTopic", {"chat_id": "-100", "name": cut}) == script.calls[0]


async def test_a_topic_is_made_in_the_group_that_its_group_became() -> None:
    """The message is sent there after that too."""
    topic = good({"message_thread_id": 9, "name": "News", "icon_color": 1})
    script = Script(MOVED, topic)

    assert 9 == await script.bots.sender(REACH).topic("-100", "News")
    assert "-1002" == script.calls[1][1]["chat_id"]
    assert isinstance(await Script(MOVED).bots.sender(REACH).topic("-100", "News"), Refused)


@pytest.mark.parametrize(
    ("status", "description", "scope"),
    [
        (400, "Bad Request: the chat is not a forum", "topic"),
        (400, "Bad Request: not enough rights to create a topic", "topic"),
        (403, "Forbidden: bot is not a member of the supergroup chat", "topic"),
        (404, "Not Found: method not found", "topic"),
        (401, "Unauthorized", "bot"),
    ],
)
async def test_a_topic_that_cannot_be_made_is_refused(status: int, description: str, scope: str) -> None:
    """The chat itself may take messages all the same."""
    refused = await Script(bad(status, description)).bots.sender(REACH).topic("-100", "News")

    assert isinstance(refused, Refused)
    assert scope == refused.scope


async def test_a_topic_is_tried_again_after_a_flood_or_a_lost_answer() -> None:
    """Of a lost answer nobody knows whether the topic is there; the reason says so."""
    flood = await Script(bad(429, "Too Many", retry_after=9)).bots.sender(REACH).topic("-100", "News")
    lost = await Script(good({"name": "News"})).bots.sender(REACH).topic("-100", "News")

    assert Later(reason="Telegram asks to wait 9 s", after=timedelta(seconds=9), fault=False) == flood
    assert isinstance(lost, Later)
    assert "may have been made or not" in lost.reason
    assert isinstance(await Script(good()).bots.sender(Telegram()).topic("-100", "News"), Refused)
