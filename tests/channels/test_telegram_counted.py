import pytest
from telegram.error import NetworkError

from feedbot.channels.telegram_api import Bots
from feedbot.channels.telegram_counted import Counted, counted
from feedbot.channels.telegram_exchange import Exchange, FloodError
from tests.channels.script import Script

TOKEN = "123:very-secret"


@pytest.mark.parametrize(("status", "told"), [(200, "200"), (502, "502"), (999, "none")])
async def test_each_call_is_told_by_method_and_status(status: int, told: str) -> None:
    """What is told of a call is its method and the status of the answer, never its address, which has the token."""
    heard: list[tuple[str, str]] = []
    request = Counted(Script((status, b"{}")), lambda *said: heard.append(said))

    assert (status, b"{}") == await request.do_request(f"https://api.example/bot{TOKEN}/sendMessage", "POST")
    assert [("sendMessage", told)] == heard


async def test_a_call_without_an_answer_is_told_too() -> None:
    """A fault of the network is counted as no answer, and raised as it was."""
    heard: list[tuple[str, str]] = []
    request = Counted(Script(NetworkError("reset")), lambda *said: heard.append(said))

    with pytest.raises(NetworkError, match="reset"):
        await request.do_request("https://api.example/x/getMe", "POST")
    assert [("getMe", "none")] == heard


async def test_it_stands_before_a_request_unseen() -> None:
    """It is opened, closed and timed as the request it stands before; an exchange over it says what it said before."""
    heard: list[tuple[str, str]] = []
    server = Script((429, b'{"ok":false,"description":"x","parameters":{"retry_after":7}}'))
    request = Counted(server, lambda *said: heard.append(said))
    await request.initialize()
    await request.shutdown()
    assert (1, server.read_timeout) == (server.closed, request.read_timeout)

    with pytest.raises(FloodError, match="7 s"):
        await Exchange(request).do_request("https://api.example/x/sendMessage", "POST")
    assert [("sendMessage", "429")] == heard


def test_bots_are_made_with_it() -> None:
    """What it makes is what bots take."""
    assert isinstance(counted(lambda *_: None)(), Counted)
    assert Bots(request=counted(lambda *_: None)) is not None
