"""Calls to addresses that strangers named: one request, no redirect, an end to everything."""

import asyncio
from datetime import timedelta

from aiohttp import web

from feedbot.model import Failed
from feedbot.net import Answer, open_web
from feedbot.net.callbacks import call
from tests.sources.server import Reply, raw, serve


async def said(
    url: str, *, allowed: tuple[str, ...], body: bytes | None = None, most: int = 0, seconds: float = 5
) -> Answer | Failed:
    """What a server says."""
    async with open_web(allow_private=allowed, version="0", gap=timedelta(0)) as client:
        deadline = timedelta(seconds=seconds)
        return await call(client, url, body=body, headers={"x-mark": "m"}, deadline=deadline, most=most)


def reason(answer: Answer | Failed) -> str:
    """Why there is no answer."""
    assert isinstance(answer, Failed)
    return answer.reason


async def test_a_redirect_is_an_answer() -> None:
    """It is not followed, and nothing of it is read."""
    async with serve() as server:
        url = server.says("/in?a=b", Reply())
        server.says("/in", Reply(status=302, body=b"x", headers={"Location": "/other"}))
        answer = await said(url, allowed=server.allowed, most=10)

    assert isinstance(answer, Answer)
    assert (302, b"") == (answer.status, answer.body)
    assert ["/in?a=b"] == [each.target for each in server.asked]
    assert "m" == server.asked[0].headers["x-mark"]


async def test_only_so_much_of_an_answer_is_read() -> None:
    """A success is read up to a limit, packed or not; without one it is not read at all, and cannot fail."""
    async with serve() as server:
        long = server.says("/long", Reply(body=b"x" * 1_000_000))
        packed = server.says("/packed", Reply(body=b"not gzip", headers={"Content-Encoding": "gzip"}))
        answers = [await said(long, allowed=server.allowed, most=most) for most in (10, 0)]
        answers.append(await said(packed, allowed=server.allowed))

        assert [b"x" * 10, b"", b""] == [each.body for each in answers if isinstance(each, Answer)]
        assert "cannot be unpacked" in reason(await said(packed, allowed=server.allowed, most=10))


async def test_private_addresses_are_refused() -> None:
    """By number, in any spelling, and by name."""
    async with serve() as server:
        for host in ("127.0.0.1", "0x7f.1", "localhost"):
            assert "is a private address" in reason(await said(f"http://{host}:{server.port}/", allowed=(), body=b"x"))

    assert [] == server.asked


async def test_faults_are_sentences() -> None:
    """No address, no server, no HTTP."""
    assert "the address names no host" == reason(await said("http:///x", allowed=()))
    assert "no connection to 127.0.0.1" in reason(await said("http://127.0.0.1:9/", allowed=("127.0.0.1",)))
    async with raw(b"hello\r\n\r\n") as url:
        assert "does not speak proper HTTP" in reason(await said(url, allowed=("127.0.0.1",)))


async def test_a_silent_server_is_not_waited_for() -> None:
    """The deadline is for everything together."""

    async def silent(response: web.StreamResponse) -> None:
        await asyncio.Event().wait()

    async with serve() as server:
        url = server.says("/", Reply(play=silent))
        answer = reason(await said(url, allowed=server.allowed, most=10, seconds=0.2))

    assert "127.0.0.1 gave no answer within 0.2 s" == answer
