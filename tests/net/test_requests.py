import asyncio
import socket
from datetime import timedelta

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from feedbot.model import Failed, Hop
from feedbot.net import Answer, Web, open_web
from tests.net.answers import SHORT, bad, good
from tests.net.wire import greeting
from tests.sources.server import Reply, Server, raw


async def test_we_say_who_we_are(server: Server, web_client: Web) -> None:
    """A request names version and operator, takes packed bodies, and brings neither cookies nor a referrer."""
    first = server.says("/a", Reply(status=302, headers={"Location": "/b", "Set-Cookie": "a=b"}))
    server.says("/b", Reply(headers={"Set-Cookie": "a=b"}))
    await web_client.get(first)
    await web_client.get(first)

    for asked in server.asked:
        assert "feedbot/1.2 (+https://example.org/bot)" == asked.headers["user-agent"]
        assert "gzip, deflate, br, zstd" == asked.headers["accept-encoding"]
        assert not {"cookie", "referer", "authorization"} & asked.headers.keys()


async def test_the_name_needs_no_contact(server: Server) -> None:
    """Without a contact the name is program and version; what no header may carry is quoted."""
    address = server.says("/", Reply())
    async with open_web(allow_private=server.allowed, version="1", gap=timedelta(0)) as plain:
        await plain.get(address)
    async with open_web(allow_private=server.allowed, version="1", contact="Петро\r\nX: y") as odd:
        good(await odd.get(address))

    assert "feedbot/1" == server.asked[0].headers["user-agent"]
    assert server.asked[1].headers["user-agent"].startswith("feedbot/1 (+%D0%9F")
    assert "x" not in server.asked[1].headers


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("/%7Ea/%2F?q=%D0%B0+b&c=a%20b", "/%7Ea/%2F?q=%D0%B0+b&c=a%20b"),
        ("/~a/../b/./c", "/~a/../b/./c"),
        ("/новини?тег=мова", "/%D0%BD%D0%BE%D0%B2%D0%B8%D0%BD%D0%B8?%D1%82%D0%B5%D0%B3=%D0%BC%D0%BE%D0%B2%D0%B0"),
        ("/a b|c#part", "/a%20b|c"),
        ("", "/"),
        ("?q", "/?q"),
    ],
)
async def test_addresses_go_out_as_written(server: Server, web_client: Web, written: str, sent: str) -> None:
    """Only what no request line may carry is quoted; escapes, dots and order stay."""
    await web_client.get(server.url + written)

    assert sent == server.asked[0].target


@pytest.mark.parametrize(
    ("url", "because"),
    [
        ("ftp://example.org/", 'begins with "ftp:"'),
        ("example.org/feed", 'begins with ":"'),
        ("http:///feed", "names no host"),
        ("http://a b/", "names no host"),
        ("http://[::1/", "cannot be read"),
        ("http://example.org:99999/", "cannot be read"),
        ("http://\u2488com\ud800/", "cannot be read"),
    ],
)
async def test_an_unusable_address_is_told(web_client: Web, url: str, because: str) -> None:
    """An address that cannot be visited is a failure that names the reason and the key to correct."""
    reason = bad(await web_client.get(url))

    assert because in reason
    assert "correct url" in reason


async def test_a_name_in_another_script_is_asked_for_in_punycode(web_client: Web) -> None:
    """A host in Cyrillic is looked up by its ASCII name."""
    assert "xn--e1afmkfd.invalid" in bad(await web_client.get("http://пример.invalid/"))


async def test_credentials_of_an_address_become_a_header(server: Server, web_client: Web) -> None:
    """User and password of an address are sent as Basic authorization and appear nowhere else."""
    server.says("/", Reply(status=302, headers={"Location": "/next"}))
    server.says("/next", Reply())

    answer = good(await web_client.get(f"http://me:p%40ss@127.0.0.1:{server.port}/"))

    assert ["Basic bWU6cEBzcw=="] * 2 == [asked.headers["authorization"] for asked in server.asked]
    assert f"{server.url}/next" == answer.url


async def test_headers_stop_at_another_place(server: Server, hidden: Server) -> None:
    """After a redirect to another place only validators and Accept go on, and nothing comes back on return."""
    address = server.says("/", Reply(status=302, headers={"Location": f"http://a:b@127.0.0.1:{hidden.port}/"}))
    hidden.says("/", Reply(status=302, headers={"Location": f"{server.url}/end"}))
    server.says("/end", Reply(body=b"end"))
    secrets = {"Authorization": "Bearer x", "Cookie": "a=b", "X-Key": "k"}

    async with open_web(allow_private=server.allowed + hidden.allowed, version="1", gap=timedelta(0)) as opened:
        good(await opened.get(address, headers={**secrets, "If-None-Match": '"1"', "Accept": "text/xml"}))

    names = [set(secrets), set(), set()]
    found = [{name for name in secrets if name.lower() in each.headers} for each in (*server.asked[:1], *hidden.asked)]
    found.append({name for name in secrets if name.lower() in server.asked[1].headers})
    assert names == found
    assert '"1"' == server.asked[1].headers["if-none-match"]
    assert "text/xml" == server.asked[1].headers["accept"]


async def test_two_at_once_a_host(server: Server, web_client: Web) -> None:
    """At most two requests a host are under way at once, and waiting for a turn costs no deadline."""
    gate = asyncio.Event()
    arrived = asyncio.Event()

    async def play(response: web.StreamResponse) -> None:
        if server.at_once == 2:
            arrived.set()
        await gate.wait()
        await response.write(b"x")

    address = server.says("/", Reply(play=play))
    visits = [asyncio.create_task(web_client.get(address)) for _ in range(5)]
    await arrived.wait()
    assert 2 == server.at_once
    gate.set()

    assert [b"x"] * 5 == [good(await visit).body for visit in visits]
    assert 2 == server.most_at_once


async def test_an_answer_is_told_whole(server: Server, web_client: Web) -> None:
    """Status, address, headers in lower case with repeated ones joined, body and hops come back."""
    first = server.says("/a", Reply(status=301, headers={"Location": "b?c=%7E"}))
    server.says("/b", Reply(status=308, headers={"Location": "/c#d"}))
    server.says("/c", Reply(body=b"body", headers={"ETag": '"x"', "Link": "<a>"}))

    answer = good(await web_client.get(first))

    assert 200 == answer.status
    assert f"{server.url}/c" == answer.url
    assert ('"x"', "<a>") == (answer.headers["etag"], answer.headers["link"])
    assert b"body" == answer.body
    assert (Hop(status=301, url=f"{server.url}/b?c=%7E"), Hop(status=308, url=f"{server.url}/c")) == answer.hops


async def test_repeated_headers_are_joined() -> None:
    """Two header lines of one name are one value with a comma between."""
    answer = b"HTTP/1.1 200 OK\r\nLink: <a>\r\nlink: <b>\r\nContent-Length: 0\r\n\r\n"
    async with raw(answer) as url, open_web(allow_private=("127.0.0.1",), version="1", gap=timedelta(0)) as opened:
        assert "<a>, <b>" == good(await opened.get(url)).headers["link"]


async def test_an_error_page_is_not_read(server: Server, web_client: Web) -> None:
    """The body of an error is left out, however long or broken it is."""
    address = server.says("/", Reply(status=500, body=b"x" * 100, headers={"Content-Encoding": "gzip"}))

    answer = good(await web_client.get(address))

    assert (500, b"") == (answer.status, answer.body)


async def test_redirects_end(server: Server, web_client: Web) -> None:
    """A redirect loop ends after five redirects."""
    address = server.says("/", Reply(status=302, headers={"Location": "/"}))

    assert "more than 5 redirects" in bad(await web_client.get(address))
    assert 6 == len(server.asked)


async def test_a_redirect_must_say_where(server: Server, web_client: Web) -> None:
    """A redirect without Location is a failure, not a loop."""
    address = server.says("/", Reply(status=302))

    assert "redirects with 302, but does not say where" in bad(await web_client.get(address))


async def test_an_unknown_name_is_told(web_client: Web) -> None:
    """A name without an address is a failure that says so."""
    assert "no address is known for nowhere.invalid" in bad(await web_client.get("http://nowhere.invalid/"))


async def test_a_closed_door_is_told() -> None:
    """A refused connection is a failure that names the host."""
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        port = unheard.getsockname()[1]
        async with open_web(allow_private=("127.0.0.1",), version="1", gap=timedelta(0)) as opened:
            reason = bad(await opened.get(f"http://127.0.0.1:{port}/"))

    assert reason.startswith("no connection to 127.0.0.1: ")


async def test_missing_tls_is_told() -> None:
    """A server without TLS behind https is a failure that says so."""
    async with (
        greeting(b"220 mail.example.org ready\r\n") as mail,
        open_web(allow_private=mail.allowed, version="1", gap=timedelta(0)) as opened,
    ):
        reason = bad(await opened.get(f"https://127.0.0.1:{mail.port}/"))

    assert reason.startswith("TLS with 127.0.0.1 failed (")
    assert reason.endswith("); is it https at all?")


@pytest.mark.parametrize(
    ("answer", "because"),
    [
        (b"", "broke the connection off"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", "broke the connection off"),
        (b"SSH-2.0-OpenSSH_9\r\n\r\n", "does not speak proper HTTP"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 20_000 + b"\r\n\r\n", "does not speak proper HTTP"),
    ],
)
async def test_a_broken_server_is_told(answer: bytes, because: str) -> None:
    """A server that breaks off or speaks something else is a failure in plain words."""
    async with raw(answer) as url, open_web(allow_private=("127.0.0.1",), version="1", gap=timedelta(0)) as opened:
        assert because in bad(await opened.get(url))


async def test_a_header_that_cannot_be_sent_is_told(server: Server, web_client: Web) -> None:
    """A line break in a header is a failure, not another header."""
    address = server.says("/", Reply())

    assert "failed" in bad(await web_client.get(address, headers={"X-Key": "a\r\nX-Other: b"}))
    assert [] == server.asked


@given(st.text(max_size=60))
def test_any_text_may_be_asked_for(text: str) -> None:
    """Whatever an address is, asking for it never raises; nothing private is reached."""

    async def ask() -> Answer | Failed:
        async with open_web(version="1", gap=timedelta(0)) as opened:
            return await opened.get(f"http://127.0.0.1{text}", limits=SHORT)

    assert isinstance(asyncio.run(ask()), Failed)
