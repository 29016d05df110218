import json
import logging
from datetime import timedelta
from typing import Any

import httpx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from telegram import error as ptb
from telegram.request import HTTPXRequest

from feedbot.channels.telegram_api import Bots, check
from feedbot.channels.telegram_exchange import Exchange
from feedbot.channels.telegram_faults import blamed, judge, other_form, unfit
from feedbot.model import Later, Outcome, Part, Refused, Unknown
from tests.channels.script import MESSAGE, REACH, TOKEN, Endless, Script, bad, good

PART = Part(chat="-100", text="Hello")
EDIT = Part(chat="-100", text="Hello", edits=(5,))


async def outcome(*answers: Any, part: Part = PART) -> Outcome:
    """What a sender makes of the answers."""
    return await Script(*answers).bots.sender(REACH).send(part)


def over(failure: Exception) -> Bots:
    """Bots on the real HTTPXRequest, whose connection fails."""

    def fail(request: httpx.Request) -> httpx.Response:
        raise failure

    return Bots(lambda: HTTPXRequest(httpx_kwargs={"transport": httpx.MockTransport(fail)}))


@pytest.mark.parametrize(
    "failure",
    [
        httpx.ConnectError("All connection attempts failed"),
        httpx.ConnectTimeout(""),
        httpx.PoolTimeout(""),
        httpx.ProxyError("503"),
        httpx.UnsupportedProtocol("no scheme"),
        httpx.InvalidURL("odd"),
    ],
)
@pytest.mark.parametrize("part", [PART, EDIT])
async def test_a_fault_before_the_first_byte_is_tried_again(failure: Exception, part: Part) -> None:
    """A failed connection or a full pool proves that nothing left us."""
    bots = over(failure)
    later = await bots.sender(REACH).send(part)
    await bots.close()

    assert isinstance(later, Later)
    assert later.fault
    assert later.reason.startswith("Telegram cannot be reached: ")


@pytest.mark.parametrize(
    "failure",
    [
        httpx.ReadTimeout(""),
        httpx.WriteTimeout(""),
        httpx.ReadError(""),
        httpx.WriteError(""),
        httpx.RemoteProtocolError("Server disconnected without sending a response."),
        OSError("odd"),
    ],
)
async def test_a_fault_after_the_first_byte_is_unknown(failure: Exception) -> None:
    """A lost answer does not say whether the message stands there; an edit may simply be repeated."""
    bots = over(failure)
    new, edit = await bots.sender(REACH).send(PART), await bots.sender(REACH).send(EDIT)
    await bots.close()

    assert isinstance(new, Unknown)
    assert isinstance(edit, Later)
    assert edit.fault


@pytest.mark.parametrize(
    "answer",
    [
        bad(500, "Internal Server Error"),
        bad(502, "Bad Gateway"),
        (502, b"<html>Bad Gateway</html>"),
        (504, b""),
        bad(409, "Conflict"),
        (599, b"{}"),
        (200, b""),
        (200, b"\x00\xff<html>"),
        (200, b'{"ok": true, "result": {"message_id": 7, "da'),
        (200, b"[]"),
        (200, b"[" * 100_000),
        (200, b'{"ok": true}'),
        (200, b'{"ok": false, "description": "no"}'),
        good(result=True),
        good(result=5),
        good(result={}),
        good(result={"message_id": "7", "date": 1, "chat": {"id": 1, "type": "private"}}),
        good(result=[MESSAGE]),
    ],
)
async def test_an_answer_that_proves_nothing_is_unknown(answer: tuple[int, bytes]) -> None:
    """A 5xx may come from a gateway whose server took the message; an answer that cannot be read says nothing."""
    assert isinstance(await outcome(answer), Unknown)
    assert isinstance(await outcome(answer, part=EDIT), Later)


@pytest.mark.parametrize(
    "answer",
    [(302, b""), (403, b"<html>blocked here</html>"), (404, b"<html>"), (407, b""), (400, b'{"description": 5}')],
)
async def test_a_stranger_who_says_no_closes_nothing(answer: tuple[int, bytes]) -> None:
    """A proxy's page is no word of Telegram's about chat or token, but the message was not taken."""
    later = await outcome(answer)

    assert isinstance(later, Later)
    assert later.fault
    assert "check [telegram] base_url and any proxy" in later.reason


async def test_the_library_s_own_kinds_of_fault_are_judged_too() -> None:
    """Whatever the library raises by itself is a value."""
    assert isinstance(judge(ptb.TelegramError("odd"), PART, secrets=set()), Unknown)
    assert isinstance(judge(ptb.TimedOut(), PART, secrets=set()), Unknown)
    assert isinstance(judge(ptb.TimedOut(), EDIT, secrets=set()), Later)


async def test_a_call_without_end_is_given_up() -> None:
    """The whole call has a deadline, as each read alone could go on for ever."""
    bots = Bots(lambda: Endless(good()), deadline=timedelta(0))

    assert isinstance(await bots.sender(REACH).send(PART), Unknown)
    assert isinstance(await bots.sender(REACH).send(EDIT), Later)
    assert "no whole answer within 0 s" in (await check(bots, REACH, "5")).text


async def test_what_an_odd_answer_said_is_never_logged(caplog: pytest.LogCaptureFixture) -> None:
    """The library would log a body it cannot read; ours stops it before."""
    caplog.set_level(logging.INFO)

    await outcome((200, b"secret of a stranger"))
    await outcome((502, b"secret of a stranger"))

    assert "secret" not in caplog.text


WORDS = [
    *("chat not found", "message thread not found", "button", "http url", "failed to send message #", "not enough"),
    *("rights to send ", "photo_", "there is no text in the message to edit", "1", '"', TOKEN, "message_id_invalid"),
]


@given(
    description=st.lists(st.sampled_from(WORDS) | st.text(max_size=8), max_size=6).map(" ".join),
    status=st.sampled_from([300, 400, 401, 403, 404, 409, 413, 429, 500, 502]),
    part=st.sampled_from([PART, EDIT]),
)
@settings(max_examples=60)
@example(description="", status=400, part=PART)
async def test_whatever_telegram_says_is_a_value_without_the_token(description: str, status: int, part: Part) -> None:
    """No description raises anything, is told at endless length, or gives the token away."""
    told = await outcome(bad(status, description), part=part)

    shown = repr(told)
    assert TOKEN.partition(":")[2] not in shown
    assert len(shown) < 1000
    assert not isinstance(told, Unknown) or part is PART


@given(
    status=st.sampled_from([200, 400, 429, 502]),
    body=st.binary(max_size=40)
    | st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=2)
            | st.dictionaries(st.sampled_from(["ok", "result", "message_id", "date", "chat", "parameters"]), inner)
        ),
        max_leaves=8,
    ).map(lambda value: json.dumps(value).encode()),
    method=st.sampled_from(["sendMessage", "sendMediaGroup", "deleteMessages", "createForumTopic", "getChat"]),
)
@settings(max_examples=80)
async def test_an_exchange_lets_through_what_can_be_read_only(status: int, body: bytes, method: str) -> None:
    """Any status with any body is an answer of the Bot API or a TelegramError."""
    try:
        _, clean = await Exchange(Script((status, body))).do_request(f"https://example.org/{method}", "POST")
    except ptb.TelegramError:
        return
    answer = json.loads(clean)
    assert answer["ok"] is (status == 200)
    assert answer.get("result", 1) is not None


@pytest.mark.parametrize("letters", ["failed to send message #", "not enough rights to send ", "http url ", "a"])
def test_a_long_description_is_judged_quickly(letters: str) -> None:
    """Its length costs no more than reading it."""
    endless = letters * (1_000_000 // len(letters))

    assert isinstance(judge(ptb.BadRequest(endless), PART, secrets=set()), Refused)
    assert unfit(endless) in {True, False}
    assert blamed(endless) is None
    assert not other_form(endless)
