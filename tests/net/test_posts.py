import asyncio
import json
from datetime import timedelta

from feedbot.model import Failed
from feedbot.net import Answer, open_web
from feedbot.net.posts import post_json
from tests.sources.server import Reply, Server, raw, serve

KEY = {"authorization": "Bearer k-1"}


async def said(url: str, *, allowed: tuple[str, ...], most: int = 1_000, seconds: float = 5) -> Answer | Failed:
    """What a server says to an empty object."""
    async with open_web(allow_private=allowed, version="0", gap=timedelta(0)) as web:
        return await post_json(web, url, b"{}", headers=KEY, deadline=timedelta(seconds=seconds), most=most)


def reason(answer: Answer | Failed) -> str:
    """Why there is no answer."""
    assert isinstance(answer, Failed)
    return answer.reason


async def test_json_goes_out_with_its_headers() -> None:
    """The answer comes back whatever its status."""
    async with serve() as server:
        url = server.says("/", Reply(body=b'{"a": 1}', headers={"X-Model": "small"}), Reply(status=500, body=b"sorry"))
        first = await said(url, allowed=server.allowed)
        second = await said(url, allowed=server.allowed)

    assert isinstance(first, Answer)
    assert isinstance(second, Answer)
    assert (200, {"a": 1}, "small") == (first.status, json.loads(first.body), first.headers["x-model"])
    assert (500, b"sorry") == (second.status, second.body)
    assert "application/json" == server.asked[0].headers["content-type"]
    assert "Bearer k-1" == server.asked[0].headers["authorization"]


async def test_a_login_in_the_address_is_used_where_there_is_no_key() -> None:
    """It is sent as any client would send it, and the key comes before it."""
    async with serve() as server:
        server.says("/", Reply())
        url = f"http://user:pass@127.0.0.1:{server.port}/"
        async with open_web(allow_private=server.allowed, version="0") as web:
            for headers in ({}, KEY):
                await post_json(web, url, b"{}", headers=headers, deadline=timedelta(seconds=5), most=100)

    assert ["Basic dXNlcjpwYXNz", "Bearer k-1"] == [each.headers["authorization"] for each in server.asked]


async def test_a_redirect_is_not_followed() -> None:
    """A key goes nowhere but to the host that it is for."""
    async with serve() as server, serve() as other:
        target = other.says("/", Reply())
        url = server.says("/", Reply(status=307, headers={"Location": target}))
        answer = await said(url, allowed=(*server.allowed, *other.allowed))

    assert isinstance(answer, Answer)
    assert 307 == answer.status
    assert [] == other.asked


async def test_private_addresses_are_refused() -> None:
    """By number, in any spelling, and by name; the remedy is told."""
    async with serve() as server:
        for host in ("127.0.0.1", "0x7f.1", "localhost"):
            answer = reason(await said(f"http://{host}:{server.port}/", allowed=()))
            assert "is a private address; if it is meant, name it in allow_private" in answer

    assert [] == server.asked


async def test_an_answer_has_an_end() -> None:
    """A long one is a failure, a long error is cut, a late one is not waited for."""
    async with serve() as server:
        long = server.says("/long", Reply(body=b"x" * 1_001))
        error = server.says("/error", Reply(status=400, body=b"x" * 10_000))

        assert "the answer of 127.0.0.1 is longer than 1,000 bytes" == reason(await said(long, allowed=server.allowed))
        answer = await said(error, allowed=server.allowed)
        assert isinstance(answer, Answer)
        assert 2_000 == len(answer.body)
        assert "gave no answer within 0.1 s" in reason(await hanging(server))


async def hanging(server: Server) -> Answer | Failed:
    """What is said of a server that does not."""
    url = server.says("/hangs", Reply(play=_never))
    return await said(url, allowed=server.allowed, seconds=0.1)


async def _never(response: object) -> None:
    await asyncio.Event().wait()


async def test_what_is_no_http_is_told() -> None:
    """Damaged bodies, other protocols and closed doors are values."""
    async with raw(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope") as url:
        assert "cannot be unpacked" in reason(await said(url, allowed=("127.0.0.1",)))
    async with raw(b"220 smtp ready\r\n") as url:
        assert "does not speak proper HTTP" in reason(await said(url, allowed=("127.0.0.1",)))
    assert "no connection" in reason(await said("http://127.0.0.1:9/", allowed=("127.0.0.1",)))
    assert "correct the endpoint's url" in reason(await said("mailto:someone", allowed=()))
