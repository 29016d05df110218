import logging
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from telegram.request import BaseRequest, HTTPXRequest

from feedbot.channels.telegram_api import Bots
from feedbot.channels.telegram_exchange import Exchange, transport
from feedbot.model import Entity, Later, Medium, Moved, Outcome, Part, Refused, Secret, Sent, Telegram
from tests.channels.script import MESSAGE, REACH, TOKEN, Script, bad, good, standing

PART = Part(chat="-100", text="Hello")
EDIT = Part(chat="-100", text="Hello", edits=(5,))


async def outcome(*answers: Any, part: Part = PART) -> Outcome:
    """What a sender makes of the answers."""
    return await Script(*answers).bots.sender(REACH).send(part)


async def test_a_message_is_sent_with_all_it_has() -> None:
    """Text, entities, topic, silence and the preview's address go out, and no parse_mode."""
    script = Script(good())
    part = Part(
        chat="-100",
        text="Hello",
        entities=(
            Entity(type="bold", offset=0, length=5),
            Entity(type="text_link", offset=0, length=5, url="https://example.org/"),
        ),
        silent=True,
        link="https://example.org/",
        topic=3,
    )

    sent = await script.bots.sender(REACH).send(part)

    assert Sent(messages=(7,)) == sent
    method, said = script.calls[0]
    assert "sendMessage" == method
    assert {
        "chat_id": "-100",
        "text": "Hello",
        "entities": [
            {"type": "bold", "offset": 0, "length": 5},
            {"type": "text_link", "offset": 0, "length": 5, "url": "https://example.org/"},
        ],
        "disable_notification": True,
        "message_thread_id": 3,
        "link_preview_options": {"url": "https://example.org/"},
    } == said


@pytest.mark.parametrize(("preview", "link"), [(False, "https://example.org/"), (True, None)])
async def test_a_preview_is_off_where_it_is_not_wanted_or_has_no_address(preview: bool, link: str | None) -> None:  # noqa: FBT001 - a parameter of the test
    """Without an address of its own, a preview would show whatever the text happens to mention."""
    script = Script(good())

    await script.bots.sender(REACH).send(Part(chat="-100", text="x", preview=preview, link=link))

    assert {"is_disabled": True} == script.calls[0][1]["link_preview_options"]


@pytest.mark.parametrize(
    ("part", "answer", "messages"),
    [
        (PART, good(), (7,)),
        (replace(PART, rich="<b>Hello</b>"), good(), (7,)),
        (replace(PART, media=(Medium(kind="photo", url="https://example.org/1.jpg"),)), good(), (7,)),
        (
            replace(PART, media=tuple(Medium(kind="photo", url=f"https://example.org/{n}.jpg") for n in (1, 2))),
            standing(9, 8),
            (8, 9),
        ),
    ],
)
async def test_a_chat_that_is_called_by_its_name_has_a_number(
    part: Part, answer: tuple[int, bytes], messages: tuple[int, ...]
) -> None:
    """Whatever is sent there, the answer tells the number; where we know it, nothing is told."""
    named = await outcome(answer, part=replace(part, chat="@news"))
    numbered = await outcome(answer, part=part)

    assert isinstance(named, Sent)
    assert isinstance(numbered, Sent)
    assert (messages, "-100", None) == (named.messages, named.number, numbered.number)


async def test_an_edit_changes_the_message_that_stands_there() -> None:
    """An edit names its message and never says how loud it is."""
    script = Script(good(MESSAGE | {"message_id": 5}))

    sent = await script.bots.sender(REACH).send(replace(EDIT, topic=3, silent=True))

    assert Sent(messages=(5,)) == sent
    method, said = script.calls[0]
    assert "editMessageText" == method
    assert 5 == said["message_id"]
    assert {"disable_notification", "message_thread_id"}.isdisjoint(said)


DELETE = Part(chat="-100", text="Withdrawn", edits=(5,), deletes=True)


async def test_a_message_is_deleted() -> None:
    """A message that shall go is deleted, and nothing stands of it."""
    script = Script((200, b'{"ok": true, "result": true}'))

    assert Sent(messages=()) == await script.bots.sender(REACH).send(DELETE)
    method, said = script.calls[0]
    assert "deleteMessage" == method
    assert 5 == said["message_id"]


async def test_a_message_that_is_gone_already_is_deleted() -> None:
    """Somebody was faster: there is nothing left to do."""
    assert Sent(messages=()) == await outcome(bad(400, "Bad Request: message to delete not found"), part=DELETE)


async def test_a_message_that_cannot_be_deleted_is_edited() -> None:
    """Telegram deletes no old messages in groups; they get the note instead."""
    refused = bad(400, "Bad Request: message can't be deleted for everyone")
    script = Script(refused, good(MESSAGE | {"message_id": 5}))

    assert Sent(messages=(5,)) == await script.bots.sender(REACH).send(DELETE)
    assert ["deleteMessage", "editMessageText"] == [method for method, _ in script.calls]


async def test_a_deletion_that_failed_is_tried_again() -> None:
    """A flood at a deletion is waited for, another refusal is told."""
    assert isinstance(await outcome(bad(429, "Too Many Requests", retry_after=3), part=DELETE), Later)
    assert isinstance(await outcome(bad(400, "Bad Request: chat not found"), part=DELETE), Refused)


async def test_what_telegram_adds_to_messages_breaks_nothing() -> None:
    """Of a message only its number counts, so fields of another form do no harm."""
    odd = MESSAGE | {"entities": 5, "from": "nobody", "reply_markup": [1]}

    assert Sent(messages=(7,)) == await outcome(good(odd))


async def test_flood_control_is_no_fault() -> None:
    """A 429 says how long to wait, and nothing was accepted."""
    later = await outcome(bad(429, "Too Many Requests: retry after 17", retry_after=17))

    assert Later(reason="Telegram asks to wait 17 s", after=timedelta(seconds=17), fault=False) == later


@pytest.mark.parametrize(
    ("answer", "seconds"),
    [
        ((429, b"<html>Too Many Requests</html>"), 60),
        (bad(429, "Too Many Requests", retry_after="soon"), 60),
        (bad(429, "Too Many Requests", retry_after=True), 60),
        ((429, b'{"ok": false, "parameters": [5]}'), 60),
        (bad(429, "Too Many Requests", retry_after=10**30), 86400),
        (bad(429, "Too Many Requests", retry_after=-5), 1),
    ],
)
async def test_a_flood_without_a_sensible_time_waits_a_sensible_one(answer: tuple[int, bytes], seconds: int) -> None:
    """A missing, wrong or endless retry_after becomes one between a second and a day."""
    later = await outcome(answer)

    assert isinstance(later, Later)
    assert timedelta(seconds=seconds) == later.after
    assert not later.fault


async def test_a_group_that_became_a_supergroup_is_followed() -> None:
    """The new id comes in migrate_to_chat_id."""
    answer = bad(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=-1001)

    assert Moved(chat="-1001") == await outcome(answer)
    assert Moved(chat="-1001") == await outcome(answer, part=EDIT)


@pytest.mark.parametrize(
    ("description", "help"),
    [
        ("bot was kicked from the channel chat", "; add the bot to that chat again, to a channel as an administrator"),
        ("bot was blocked by the user", "; that person has to unblock the bot"),
        ("user is deactivated", "; that person is no longer on Telegram; correct chat in the config"),
        ("bot is not a member of the channel chat", "; add the bot to that chat, to a channel as an administrator"),
        ("bot can't initiate conversation with a user", "; that person has to write /start to the bot first"),
        ("the group is closed", ""),
    ],
)
@pytest.mark.parametrize("part", [PART, EDIT])
async def test_a_403_closes_the_chat(description: str, help: str, part: Part) -> None:
    """Whoever removed or blocked the bot wants nothing in that chat; what to do is told where it is known."""
    refused = await outcome(bad(403, f"Forbidden: {description}"), part=part)

    assert Refused(reason=f"Telegram refuses chat -100: {description}{help}", scope="chat") == refused


@pytest.mark.parametrize(
    "description",
    [
        "chat not found",
        "chat_id is empty",
        "need administrator rights in the channel chat",
        "not enough rights to send text messages to the chat",
        "have no rights to send a message",
        "message thread not found",
        "group chat was deactivated",
        "CHAT_WRITE_FORBIDDEN",
        "CHAT_ADMIN_REQUIRED",
        "CHAT_RESTRICTED",
        "CHAT_SEND_PLAIN_FORBIDDEN",
        "TOPIC_CLOSED",
        "TOPIC_DELETED",
        "PEER_ID_INVALID",
        "USER_BANNED_IN_CHANNEL",
    ],
)
async def test_a_400_about_the_chat_is_not_held_against_the_message(description: str) -> None:
    """Descriptions of Telegram that are about chat, topic or rights close the chat, not the message."""
    refused = await outcome(bad(400, f"Bad Request: {description}"))

    assert isinstance(refused, Refused)
    assert "chat" == refused.scope
    assert description.lower() in refused.reason.lower()


@pytest.mark.parametrize(
    ("description", "advice"),
    [
        ("chat not found", "check chat in the config, and that the bot was added to it"),
        ("need administrator rights in the channel chat", "make the bot an administrator that may post messages"),
        ("message thread not found", "check topic in the config"),
    ],
)
async def test_a_refusal_says_what_to_do(description: str, advice: str) -> None:
    """The commonest mistakes come with their remedy."""
    refused = await outcome(bad(400, f"Bad Request: {description}"))

    assert isinstance(refused, Refused)
    assert refused.reason.endswith(f"; {advice}")


@pytest.mark.parametrize(
    "description", ["message is too long", "text must be non-empty", "ENTITIES_TOO_LONG", "something new"]
)
@pytest.mark.parametrize("part", [PART, EDIT])
async def test_any_other_400_is_about_the_message(description: str, part: Part) -> None:
    """One message that is refused for its own sake stops no other."""
    refused = await outcome(bad(400, f"Bad Request: {description}"), part=part)

    assert isinstance(refused, Refused)
    assert "message" == refused.scope
    assert refused.reason.startswith("Telegram refuses this message: ")


@pytest.mark.parametrize(
    "description",
    [
        "message is not modified: specified new message content is exactly the same",
        "message to edit not found",
        "message can't be edited",
        "MESSAGE_ID_INVALID",
    ],
)
async def test_an_edit_that_cannot_change_anything_is_done(description: str) -> None:
    """Nothing more can be done for a message that is as wanted, gone or closed; a note says so."""
    sent = await outcome(bad(400, f"Bad Request: {description}"), part=EDIT)

    assert isinstance(sent, Sent)
    assert (5,) == sent.messages
    assert description.lower() == (sent.note or "").lower()


async def test_a_new_message_is_never_taken_for_an_edit() -> None:
    """The words of a refused edit prove nothing about a message that was never sent."""
    refused = await outcome(bad(400, "Bad Request: message to edit not found"))

    assert isinstance(refused, Refused)


@pytest.mark.parametrize("answer", [bad(401, "Unauthorized"), bad(404, "Not Found")])
@pytest.mark.parametrize("part", [PART, EDIT])
async def test_a_wrong_token_stops_the_bot_and_says_where_it_comes_from(answer: tuple[int, bytes], part: Part) -> None:
    """401 and 404 are about the token; the reason names the variable and never the token."""
    refused = await outcome(answer, part=part)

    assert isinstance(refused, Refused)
    assert "bot" == refused.scope
    assert "FEEDBOT_TELEGRAM_TOKEN" in refused.reason
    assert TOKEN not in refused.reason


async def test_a_bot_that_moved_to_another_server_is_told_so() -> None:
    """After logOut the public server answers 400 to everything."""
    refused = await outcome(bad(400, "Bad Request: Logged out"))

    assert isinstance(refused, Refused)
    assert "bot" == refused.scope


@pytest.mark.parametrize("token", ["", "a b", "123", "123:\n", "1:a/../b"])
async def test_a_token_of_the_wrong_form_is_never_put_into_an_address(token: str) -> None:
    """What cannot be a token is refused before anything is asked."""
    script = Script(good())

    refused = await script.bots.sender(Telegram(token=Secret(token))).send(PART)

    assert isinstance(refused, Refused)
    assert "bot" == refused.scope
    assert [] == script.calls


async def test_one_bot_serves_all_channels_of_a_token() -> None:
    """Channels of one token and address share their connections; another token has its own."""
    made: list[Script] = []

    def request() -> BaseRequest:
        made.append(Script(good()))
        return made[-1]

    bots = Bots(request)
    other = Telegram(token=Secret("987654321:other"), base_url=REACH.base_url)
    first = bots.bot(REACH)
    for _ in range(3):
        await bots.sender(REACH).send(PART)
    await bots.sender(other).send(PART)

    assert bots.bot(REACH) is first
    assert [3, 1] == [len(script.calls) for script in made]
    assert f"https://bots.example.org/bot{TOKEN}/sendMessage" == made[0].urls[0]

    await bots.close()

    assert [1, 1] == [script.closed for script in made]


async def test_a_shared_sender_leaves_the_connections_open() -> None:
    """Closing a channel must not cut off another one of the same bot; one with bots of its own closes them."""
    script = Script(good())

    await script.bots.sender(REACH).close()
    assert 0 == script.closed

    await script.bots.sender(REACH, alone=True).close()
    assert 1 == script.closed


async def test_a_token_is_never_logged_or_shown(caplog: pytest.LogCaptureFixture) -> None:
    """At the most talkative level, neither httpx nor the library writes the token, and no `repr` has it."""
    caplog.set_level(logging.DEBUG)

    def answer(request: httpx.Request) -> httpx.Response:
        if "sendMessage" in str(request.url):
            return httpx.Response(200, content=good()[1])
        raise httpx.ReadError(f"lost {request.url}")

    bots = Bots(lambda: HTTPXRequest(httpx_kwargs={"transport": httpx.MockTransport(answer)}))
    sender = bots.sender(REACH)
    sent, lost = await sender.send(PART), await sender.send(EDIT)

    assert Sent(messages=(7,)) == sent
    assert isinstance(lost, Later)
    assert "bot***" in lost.reason
    assert "sendMessage" in caplog.text
    shown = caplog.text + repr(bots) + repr(sender) + repr(bots.bot(REACH)) + repr(lost)
    assert TOKEN not in shown
    assert TOKEN.partition(":")[2] not in shown
    await bots.close()


async def test_the_real_transport_has_a_limit_on_every_wait() -> None:
    """No wait on the network is without end."""
    request = transport()

    assert 30.0 == Exchange(request).read_timeout
    await Exchange(request).initialize()
    await Exchange(request).shutdown()
