import pytest
from telegram.error import NetworkError

from feedbot.channels.telegram_exchange import Exchange, FloodError, StrangerError
from tests.channels.script import Script

TOKEN = "123:very-secret"


async def test_each_call_is_told_by_method_and_status() -> None:
    """What is told of a call is its method and the status of the answer, never its address, which has the token."""
    heard: list[tuple[str, str]] = []
    request = Exchange(Script((200, b'{"ok":true,"result":{"id":1}}')), lambda *said: heard.append(said))

    await request.do_request(f"https://api.example/bot{TOKEN}/getMe", "POST")
    assert [("getMe", "200")] == heard


@pytest.mark.parametrize(("status", "told"), [(502, "502"), (999, "none")])
async def test_an_answer_of_a_stranger_is_told(status: int, told: str) -> None:
    """An answer that cannot be read is counted by its status, or as none where it has no real one."""
    heard: list[tuple[str, str]] = []
    request = Exchange(Script((status, b"{}")), lambda *said: heard.append(said))

    with pytest.raises(StrangerError):
        await request.do_request(f"https://api.example/bot{TOKEN}/sendMessage", "POST")
    assert [("sendMessage", told)] == heard


async def test_a_flood_is_told() -> None:
    """Being asked to wait is an answer like any other to who counts."""
    heard: list[tuple[str, str]] = []
    server = Script((429, b'{"ok":false,"description":"x","parameters":{"retry_after":7}}'))

    with pytest.raises(FloodError, match="7 s"):
        await Exchange(server, lambda *said: heard.append(said)).do_request("https://api.example/x/sendMessage", "POST")
    assert [("sendMessage", "429")] == heard


async def test_a_call_without_an_answer_is_told_too() -> None:
    """A fault of the network is counted as no answer, and raised as it was."""
    heard: list[tuple[str, str]] = []
    request = Exchange(Script(NetworkError("reset")), lambda *said: heard.append(said))

    with pytest.raises(NetworkError, match="reset"):
        await request.do_request("https://api.example/x/getMe", "POST")
    assert [("getMe", "none")] == heard
