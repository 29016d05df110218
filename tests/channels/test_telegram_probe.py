from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from feedbot.channels.telegram_api import Bots
from feedbot.model import Absent, Button, Form, Later, Medium, Part, Probe, Sent, Telegram, Unsure
from tests.channels.chats import administrator, place
from tests.channels.script import REACH, Answer, Endless, Script, bad, good, standing

TEXT = Part(chat="-1001", text="Hello")
PHOTO = replace(TEXT, media=(Medium(kind="photo", url="https://example.org/a.jpg"),))
ALBUM = replace(TEXT, media=PHOTO.media * 3)
BUTTONS = ((Button(text="Read", url="https://example.org/"),),)

OWNER = {"user": {"id": 5, "is_bot": False, "first_name": "A"}, "status": "creator", "is_anonymous": False}
OURS = [good(place("channel")), good([OWNER, administrator(can_post_messages=True)])]
THERE = bad(400, "Bad Request: message is not modified: exactly the same")
NOT_THERE = bad(400, "Bad Request: message to edit not found")
NO_FORWARD = bad(400, "Bad Request: message to forward not found")
FLOOD = bad(429, "Too Many Requests", retry_after=9)
NOTE = "its answer was lost, but it stands there"


def another(**rights: bool) -> dict[str, object]:
    """Another administrator."""
    return administrator(**rights) | {"user": {"id": 6, "is_bot": False, "first_name": "B"}}


async def probed(script: Script, part: Part = TEXT, *, last: int = 10, log_chat: str | None = None) -> Probe:
    """What is found out about a part."""
    return await script.bots.sender(REACH, log_chat=log_chat).probe(part, last=last)


async def test_a_message_that_stands_is_found_by_its_buttons() -> None:
    """The next number answers "not modified" to the buttons it has: nothing changed for a reader."""
    script = Script(*OURS, THERE)

    assert Sent(messages=(11,), note=NOTE) == await probed(script, replace(TEXT, buttons=BUTTONS))
    assert ["getChat", "getChatAdministrators", "editMessageReplyMarkup"] == script.methods
    said = script.calls[2][1]
    assert 11 == said["message_id"]
    assert [[{"text": "Read", "url": "https://example.org/"}]] == said["reply_markup"]["inline_keyboard"]


@pytest.mark.parametrize(("part", "form"), [(TEXT, "text"), (PHOTO, "media"), (replace(TEXT, rich="<p>x"), "rich")])
async def test_what_is_found_has_the_form_it_was_sent_in(part: Part, form: Form) -> None:
    """A later edit needs it."""
    found = await probed(Script(*OURS, THERE), part)

    assert isinstance(found, Sent)
    assert form == found.form


async def test_a_message_that_is_nowhere_is_absent() -> None:
    """Three numbers are looked at: a service message and what somebody deleted have some too."""
    script = Script(*OURS, NOT_THERE)

    assert Absent() == await probed(script)
    assert [11, 12, 13] == [said["message_id"] for _, said in script.calls[2:]]


async def test_a_message_behind_a_gap_is_found() -> None:
    """The number after the last one may be a service message's."""
    found = await probed(Script(*OURS, NOT_THERE, NOT_THERE, THERE))

    assert Sent(messages=(13,), note=NOTE) == found


@pytest.mark.parametrize(
    ("answers", "numbers", "form"),
    [
        ([THERE, THERE, THERE], (11, 12, 13), "album"),
        ([NOT_THERE, THERE, THERE, THERE], (12, 13, 14), "album"),
        ([THERE, THERE, NOT_THERE], (11, 12), "album"),
        ([THERE, NOT_THERE], (11,), "media"),
    ],
)
async def test_all_messages_of_an_album_are_found(answers: list[Answer], numbers: tuple[int, ...], form: Form) -> None:
    """One for each item; fewer where some were left out."""
    assert Sent(messages=numbers, form=form, note=NOTE) == await probed(Script(*OURS, *answers), ALBUM)


async def test_a_message_whose_buttons_changed_with_our_words_is_ours() -> None:
    """It was sent without its buttons, which Telegram did not take; it has them now."""
    script = Script(*OURS, standing(11, text="Hello"))

    assert Sent(messages=(11,), note=NOTE) == await probed(script, replace(TEXT, buttons=BUTTONS))


@pytest.mark.parametrize(("part", "number"), [(TEXT, 11), (ALBUM, 12)])
async def test_another_s_message_gets_no_buttons_of_ours(part: Part, number: int) -> None:
    """Where the creator wrote by hand, the answer has other words: what was changed is taken back."""
    part = replace(part, buttons=BUTTONS)
    theirs = standing(number, text="Good morning")
    script = Script(*OURS, *[THERE] * (number - 11), theirs, good())

    found = await probed(script, part)

    assert isinstance(found, Unsure)
    assert f"somebody else wrote message {number}" in found.reason
    assert "reply_markup" not in script.calls[-1][1]
    assert number == script.calls[-1][1]["message_id"]


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ([good(place("supergroup"))], "others write there too"),
        ([good(place("channel")), good([OWNER, another(can_post_messages=True)])], "another administrator may post"),
        ([good({"id": -1001, "type": "channel"})], "nobody can tell who may write there"),
        ([bad(400, "Bad Request: chat not found")], "chat not found"),
        ([bad(403, "Forbidden: bot was kicked from the channel chat")], "bot was kicked"),
        ([*OURS, bad(400, "Bad Request: message can't be edited")], "can't be edited"),
        ([*OURS, bad(400, "Bad Request: something new")], "something new"),
    ],
)
async def test_what_cannot_be_seen_is_said(answers: list[Answer], words: str) -> None:
    """Nobody can tell, and the reason is a sentence for people."""
    found = await probed(Script(*answers))

    assert isinstance(found, Unsure)
    assert words in found.reason.lower()


async def test_an_administrator_who_may_not_post_is_no_hindrance() -> None:
    """Only who may write to the channel could have written the next message."""
    script = Script(good(place("channel")), good([OWNER, another(can_post_messages=False)]), THERE)

    assert isinstance(await probed(script), Sent)


@pytest.mark.parametrize("answer", [FLOOD, bad(502, "Bad Gateway"), (200, b"")])
@pytest.mark.parametrize("log_chat", [None, "-1009"])
async def test_a_question_without_an_answer_is_asked_later(answer: Answer, log_chat: str | None) -> None:
    """A flood or a fault of the network says nothing about the message."""
    before = [] if log_chat else OURS
    later = await probed(Script(*before, answer), log_chat=log_chat)

    assert isinstance(later, Later)
    assert (answer is FLOOD) == (timedelta(seconds=9) == later.after)


def hours() -> Callable[[], float]:
    """A clock of which each reading is 31 minutes after the one before."""
    times = iter(range(0, 10**6, 1860))
    return lambda: float(next(times))


async def test_who_may_post_is_asked_once_an_hour() -> None:
    """Administrators change seldom; each question costs two calls."""
    script = Script(*OURS, THERE, THERE, *OURS, THERE)
    sender = Bots(lambda: script, clock=hours()).sender(REACH)

    for last in (10, 11, 12):
        assert isinstance(await sender.probe(TEXT, last=last), Sent)

    assert 2 == script.methods.count("getChatAdministrators")


@pytest.mark.parametrize(
    ("part", "fields", "form"),
    [(TEXT, {"text": "Hello"}, "text"), (PHOTO, {"caption": "Hello"}, "media"), (ALBUM, {"text": " Hello\n"}, "text")],
)
async def test_a_forward_tells_a_message_by_its_words(part: Part, fields: dict[str, str], form: Form) -> None:
    """Others write there too; the copies in the log chat are deleted again."""
    script = Script(standing(91, text="Others"), NO_FORWARD, standing(92, **fields), good(result=True))

    found = await probed(script, part, log_chat="-1009")

    assert Sent(messages=(13,), form=form, note=NOTE) == found
    assert ["forwardMessage"] * 3 + ["deleteMessages"] == script.methods
    said = script.calls[0][1]
    assert ("-1009", "-1001", 11, True) == tuple(
        said[key] for key in ("chat_id", "from_chat_id", "message_id", "disable_notification")
    )
    assert {"chat_id": "-1009", "message_ids": [91, 92]} == script.calls[3][1]


@pytest.mark.parametrize(
    ("answers", "numbers"),
    [
        ([standing(91, caption="Hello"), standing(92), standing(93)], (11, 12, 13)),
        ([standing(91, caption="Hello"), standing(92), standing(93, text="Others")], (11, 12)),
        ([standing(91, caption="Hello"), NO_FORWARD], (11,)),
    ],
)
async def test_a_forward_finds_all_messages_of_an_album(answers: list[Answer], numbers: tuple[int, ...]) -> None:
    """Only the first has words."""
    found = await probed(Script(*answers, good(result=True)), ALBUM, log_chat="-1009")

    assert Sent(messages=numbers, form="album" if len(numbers) > 1 else "media", note=NOTE) == found


@pytest.mark.parametrize(("chat", "looks", "kind"), [("-1001", 3, Absent), ("@sample", 3, Absent), ("5", 20, Unsure)])
async def test_a_message_that_cannot_be_forwarded_is_absent(chat: str, looks: int, kind: type) -> None:
    """After three numbers of nobody; where numbers are shared with other chats, gaps prove nothing."""
    script = Script(NO_FORWARD)

    assert isinstance(await probed(script, replace(TEXT, chat=chat), log_chat="-1009"), kind)
    assert looks == len(script.calls)


async def test_a_forward_does_not_look_for_ever() -> None:
    """Twenty messages of others are enough."""
    script = Script(*[standing(91, text="Others")] * 20, good(result=True))

    assert isinstance(await probed(script, log_chat="-1009"), Unsure)
    assert 21 == len(script.calls)


async def test_what_has_no_words_cannot_be_told_by_them() -> None:
    """A Rich Message and a picture without a caption are asked for in vain."""
    for part in (replace(TEXT, rich="<p>x"), replace(PHOTO, text="")):
        script = Script(good())
        assert isinstance(await probed(script, part, log_chat="-1009"), Unsure)
        assert [] == script.calls


async def test_a_log_chat_that_is_closed_is_named() -> None:
    """The reason says which chat it may be about; copies that cannot be deleted change nothing."""
    closed = bad(400, "Bad Request: chat not found")

    unsure = await probed(Script(closed), log_chat="-1009")
    found = await probed(Script(standing(91, text="Hello"), closed), log_chat="-1009")

    assert isinstance(unsure, Unsure)
    assert unsure.reason.endswith("(log_chat is -1009)")
    assert isinstance(found, Sent)


async def test_a_probe_has_an_end_and_needs_a_token() -> None:
    """It waits no longer than a send, and what cannot be a token asks nobody."""
    bots = Bots(lambda: Endless(good()), deadline=timedelta(0))

    assert isinstance(await bots.sender(REACH).probe(TEXT, last=10), Later)
    assert isinstance(await Script(good()).bots.sender(Telegram()).probe(TEXT, last=10), Unsure)


async def test_a_group_that_moved_cannot_be_seen() -> None:
    """Its messages have other numbers now."""
    moved: Any = bad(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=-1002)

    assert isinstance(await probed(Script(moved)), Unsure)
