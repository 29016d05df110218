import asyncio
import gzip
import socket
import sys
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import timedelta

import brotli
import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from feedbot.model import Failed, Hop
from feedbot.net import Answer, Limits, Web, guard, open_web
from tests.net.wire import greeting
from tests.sources.server import Reply, Server, raw, serve

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

SHORT = Limits(deadline=timedelta(seconds=0.3))
MEBIBYTE = 2**20


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """A server that may be visited."""
    async with serve() as running:
        yield running


@pytest.fixture
async def hidden() -> AsyncIterator[Server]:
    """A server on the same machine that nobody allowed."""
    async with serve() as running:
        running.says("/", Reply(body=b"secret"))
        yield running


@pytest.fixture
async def web_client(server: Server) -> AsyncIterator[Web]:
    """A client that may visit `server` and no other private place."""
    async with open_web(
        allow_private=server.allowed, contact="https://example.org/bot", version="1.2", gap=timedelta(0)
    ) as opened:
        yield opened


def good(answer: Answer | Failed) -> Answer:
    """The answer, which the test expects to be one."""
    assert isinstance(answer, Answer), answer
    return answer


def bad(answer: Answer | Failed) -> str:
    """The reason of a failure, which the test expects to be one."""
    assert isinstance(answer, Failed), answer
    return answer.reason


# --- the guard -------------------------------------------------------------------------------------------------------

LITERALS = [
    "127.0.0.1",
    "0x7f.1",
    "2130706433",
    "0177.0.0.1",
    "127.1",
    "0.0.0.0",  # noqa: S104  # dialled, not bound
    "localhost",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "[fe80::1]",
    "169.254.169.254",
]


@pytest.mark.parametrize("host", LITERALS)
async def test_no_form_of_a_private_address_is_dialled(hidden: Server, host: str) -> None:
    """However a private address is written, it is refused and nobody is asked."""
    async with open_web(version="1", gap=timedelta(0)) as opened:
        reason = bad(await opened.get(f"http://{host}:{hidden.port}/"))

    assert "private" in reason or "not a canonical IPv4 address" in reason
    assert [] == hidden.asked


@pytest.mark.parametrize("host", LITERALS)
@pytest.mark.parametrize("status", [301, 307])
async def test_no_redirect_leads_to_a_private_address(
    server: Server, hidden: Server, web_client: Web, host: str, status: int
) -> None:
    """A place that may be visited cannot send us to one that may not."""
    address = server.says("/", Reply(status=status, headers={"Location": f"http://{host}:{hidden.port}/"}))

    reason = bad(await web_client.get(address))

    assert "private" in reason or "not a canonical IPv4 address" in reason
    assert [] == hidden.asked


@pytest.mark.parametrize(
    ("location", "because"),
    [
        *((url, "begins with") for url in ("file:///etc/passwd", "ftp://a/", "gopher://127.0.0.1/", "javascript:1")),
        ("http://[::1", "cannot be read"),
    ],
)
async def test_redirects_keep_to_http(server: Server, web_client: Web, location: str, because: str) -> None:
    """A redirect to another scheme, or to what is no address, ends the visit."""
    address = server.says("/", Reply(status=302, headers={"Location": location}))

    assert f"redirects with 302, but the address {because}" in bad(await web_client.get(address))


async def test_an_allowed_port_allows_no_other(server: Server, hidden: Server, web_client: Web) -> None:
    """An entry with a port admits just that port of the address."""
    address = server.says("/", Reply(body=b"here"))

    assert b"here" == good(await web_client.get(address)).body
    assert "127.0.0.1 is not visited: 127.0.0.1 is a private address; if it is meant, name it in allow_private" == bad(
        await web_client.get(hidden.url)
    )


async def test_a_name_reaches_an_allowed_address(server: Server, web_client: Web) -> None:
    """What counts is the address that is dialled: a name that leads to an allowed one is visited."""
    server.says("/", Reply(body=b"here"))

    assert b"here" == good(await web_client.get(f"http://localhost:{server.port}/")).body


@pytest.mark.parametrize(
    "address",
    [
        *("10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "127.9.9.9", "169.254.1.1", "0.1.2.3"),
        *("192.0.0.8", "192.0.2.1", "198.18.0.1", "192.88.99.1", "224.0.0.1", "239.1.1.1", "240.0.0.1"),
        *("255.255.255.255", "::", "::1", "fe80::1", "fe80::1%1", "fc00::1", "fd12::1", "fec0::1", "ff02::1"),
        *("::ffff:10.0.0.1", "::10.0.0.1", "64:ff9b::a00:1", "64:ff9b:1::808:808", "2001:db8::1", "2001::1"),
        *("2002:a00:1::", "100::1", "3fff::1", "4000::1"),
    ],
)
def test_private_addresses_are_known(address: str) -> None:
    """No address outside the open internet may be dialled."""
    assert not guard(()).admits(address, 80)


@pytest.mark.parametrize(
    "address",
    [
        *("8.8.8.8", "93.184.216.34", "2606:4700::1111", "2a00:1450:4001::200e"),
        *("::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"),
    ],
)
def test_public_addresses_are_known(address: str) -> None:
    """Addresses of the open internet may be dialled, and an IPv4 one inside IPv6 is judged itself."""
    assert guard(()).admits(address, 80)


@given(st.ip_addresses(network="10.0.0.0/8"))
def test_an_embedded_private_address_is_private(address: object) -> None:
    """A private IPv4 address is refused in each of its IPv6 forms."""
    parts = int(str(address).split(".")[1]), int(str(address).split(".")[2]), int(str(address).split(".")[3])
    tail = f"{0x0A00 + parts[0]:x}:{parts[1] * 256 + parts[2]:x}"

    for form in (str(address), f"::ffff:{tail}", f"64:ff9b::{tail}", f"2002:{tail}::1", f"::{tail}"):
        assert not guard(()).admits(form, 443)


@pytest.mark.parametrize(
    ("entry", "address", "port", "admitted"),
    [
        ("127.0.0.1:8098", "127.0.0.1", 8098, True),
        ("127.0.0.1:8098", "127.0.0.1", 8099, False),
        ("127.0.0.1:8098", "::ffff:127.0.0.1", 8098, True),
        ("127.0.0.1", "127.0.0.1", 1, True),
        ("192.168.0.0/16", "192.168.7.7", 80, True),
        ("192.168.0.0/16:80", "192.168.7.7", 81, False),
        ("192.168.0.1/16", "192.168.7.7", 80, True),
        ("192.168.0.0/16", "10.0.0.1", 80, False),
        ("[::1]:8098", "::1", 8098, True),
        ("[::1]:8098", "::1", 80, False),
        ("[::1]", "::1", 80, True),
        ("::1", "::1", 80, True),
        ("fd00::/8", "fd12::1", 80, True),
        ("[fd00::/8]:80", "fd12::1", 81, False),
        ("fe80::/10", "fe80::1%lo", 80, True),
        ("::1", "127.0.0.1", 80, False),
        (" 10.0.0.1 ", "10.0.0.1", 80, True),
    ],
)
def test_allow_private_entries(entry: str, address: str, port: int, admitted: bool) -> None:  # noqa: FBT001  # a table
    """An entry is an address or a network, with or without a port, and admits nothing else."""
    assert admitted == guard((entry,)).admits(address, port)


@pytest.mark.parametrize(
    "entry",
    ["", "localhost", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:x", "[::1", "1.2.3.4/33", ":80"],
)
def test_a_wrong_entry_is_told(entry: str) -> None:
    """What is no address is refused in a sentence that shows the forms."""
    with pytest.raises(ValueError, match="is no address or network such as"):
        guard((entry,))


@given(st.text(max_size=40))
def test_entries_are_read_or_refused(text: str) -> None:
    """Any text is an entry or a ValueError, never another exception."""
    try:
        guard((text,))
    except ValueError as error:
        assert text in str(error)


# --- what is sent ----------------------------------------------------------------------------------------------------


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


# --- what comes back -------------------------------------------------------------------------------------------------


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


def deflated(body: bytes) -> bytes:
    """Raw deflate, as some servers send it."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


PACKERS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", gzip.compress),
    "x-gzip": ("X-GZIP", gzip.compress),
    "two members": ("gzip", lambda body: gzip.compress(body[:7]) + gzip.compress(body[7:])),
    "padded": ("gzip", lambda body: gzip.compress(body) + b"\0" * 100),
    "deflate": ("deflate", zlib.compress),
    "raw deflate": ("deflate", deflated),
    "br": ("br", brotli.compress),
    "zstd": ("zstd", zstd.compress),
    "two frames": ("zstd", lambda body: zstd.compress(body[:7]) + zstd.compress(body[7:])),
    "twice": ("gzip, br", lambda body: brotli.compress(gzip.compress(body))),
    "not at all": ("identity", bytes),
}


@pytest.mark.parametrize("size", [0, 1, 9, 65536, 200_000])
@pytest.mark.parametrize("packer", PACKERS)
async def test_packed_bodies_are_unpacked(server: Server, web_client: Web, packer: str, size: int) -> None:
    """Each coding that we ask for gives the body back, whatever its length."""
    coding, pack = PACKERS[packer]
    body = bytes(range(251)) * (size // 251 + 1)
    address = server.says("/", Reply(body=pack(body[:size]), headers={"Content-Encoding": coding}))

    answer = good(await web_client.get(address))

    assert body[:size] == answer.body


@pytest.mark.parametrize("packer", ["gzip", "deflate", "raw deflate", "br", "zstd"])
async def test_a_cut_packed_body_is_noticed(server: Server, web_client: Web, packer: str) -> None:
    """A packed body that ends too early is a failure, not a short document."""
    coding, pack = PACKERS[packer]
    packed = pack(b"news " * 1000)
    address = server.says("/", Reply(body=packed[: len(packed) // 2], headers={"Content-Encoding": coding}))

    assert "ended before its packed body was complete" in bad(await web_client.get(address))


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
async def test_a_broken_packed_body_is_noticed(server: Server, web_client: Web, coding: str) -> None:
    """A body that is not packed as its header says is a failure."""
    address = server.says("/", Reply(body=b"<rss>" + b"\xff" * 50, headers={"Content-Encoding": coding}))

    reason = bad(await web_client.get(address))

    assert "cannot be unpacked" in reason or "ended before" in reason


@pytest.mark.parametrize("coding", ["compress", "gzip, gzip, gzip"])
async def test_other_codings_are_refused(server: Server, web_client: Web, coding: str) -> None:
    """A coding that nobody asked for, or a stack of them, is a failure that names it."""
    address = server.says("/", Reply(body=b"x", headers={"Content-Encoding": coding}))

    assert f'packed as "{coding}"' in bad(await web_client.get(address))


def zeros(packer: str, size: int) -> bytes:
    """Zero bytes, packed by a streaming packer so that the test itself stays small."""
    block, turns = bytes(MEBIBYTE), range(size // MEBIBYTE)
    if packer == "gzip":
        gzipped = zlib.compressobj(1, wbits=zlib.MAX_WBITS | 16)
        return b"".join([*(gzipped.compress(block) for _ in turns), gzipped.flush()])
    if packer == "zstd":
        framed = zstd.ZstdCompressor(level=1)
        return b"".join([*(framed.compress(block) for _ in turns), framed.flush()])
    brotlied = brotli.Compressor(quality=1)
    return b"".join([*(brotlied.process(block) for _ in turns), brotlied.finish()])


@pytest.mark.parametrize("packer", ["gzip", "br", "zstd"])
async def test_bombs_are_cut(server: Server, web_client: Web, packer: str) -> None:
    """A body that unpacks to a hundred times the limit is refused at the limit, within a few times its memory."""
    address = server.says("/", Reply(body=zeros(packer, 100 * MEBIBYTE), headers={"Content-Encoding": packer}))

    tracemalloc.start()
    try:
        reason = bad(await web_client.get(address, limits=Limits(body=MEBIBYTE)))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert "is longer than 1 MiB (limits.body)" in reason
    assert peak < 6 * MEBIBYTE


async def test_a_bomb_in_a_bomb_is_cut(server: Server, web_client: Web) -> None:
    """Two layers of packing are unpacked together, so the inner one is never held whole."""
    body = gzip.compress(zeros("gzip", 100 * MEBIBYTE))
    address = server.says("/", Reply(body=body, headers={"Content-Encoding": "gzip, gzip"}))

    assert "is longer than" in bad(await web_client.get(address, limits=Limits(body=MEBIBYTE)))


async def test_a_zstd_window_is_bounded(server: Server, web_client: Web) -> None:
    """A frame that asks for a window beyond RFC 9659's 8 MiB is refused."""
    options: Mapping[int, int] = {zstd.CompressionParameter.window_log: 27}
    stream = zstd.ZstdCompressor(options=options)
    body = stream.compress(b"news") + stream.flush()
    address = server.says("/", Reply(body=body, headers={"Content-Encoding": "zstd"}))

    assert "cannot be unpacked" in bad(await web_client.get(address))


@pytest.mark.parametrize("coding", ["identity", "gzip"])
async def test_a_long_body_is_refused(server: Server, web_client: Web, coding: str) -> None:
    """A body that says its length is over the limit is refused before it is read."""
    address = server.says("/", Reply(body=b"\0" * 2000, headers={"Content-Encoding": coding}))

    assert "is longer than 1,000 bytes" in bad(await web_client.get(address, limits=Limits(body=1000)))


async def endless(response: web.StreamResponse) -> None:
    """A body that never ends."""
    while True:
        await response.write(b"<item/>" * 1000)


async def empty_members(response: web.StreamResponse) -> None:
    """Packed members that hold nothing, for ever."""
    while True:
        await response.write(gzip.compress(b"") * 50)


async def trickle(response: web.StreamResponse) -> None:
    """A byte, and then nothing more."""
    await response.write(b"<")
    await asyncio.Event().wait()


async def test_an_endless_body_is_cut(server: Server, web_client: Web) -> None:
    """A body without end is refused at the limit."""
    address = server.says("/", Reply(play=endless))

    assert "is longer than" in bad(await web_client.get(address, limits=Limits(body=MEBIBYTE)))


async def test_a_body_of_nothing_is_cut(server: Server, web_client: Web) -> None:
    """Packed bytes count too: members that unpack to nothing end at the limit."""
    address = server.says("/", Reply(play=empty_members, headers={"Content-Encoding": "gzip"}))

    assert "is longer than" in bad(await web_client.get(address, limits=Limits(body=50_000)))


async def test_a_trickling_body_ends_at_the_deadline(server: Server, web_client: Web) -> None:
    """One deadline covers the whole visit, however the body comes."""
    address = server.says("/", Reply(play=trickle))

    assert "gave no whole answer within 0.3 s" in bad(await web_client.get(address, limits=SHORT))


async def test_the_deadline_covers_all_hops(server: Server, web_client: Web) -> None:
    """What a redirect took is missing for what follows: a deadline of nothing is over at once."""
    address = server.says("/", Reply(status=302, headers={"Location": "/slow"}))
    server.says("/slow", Reply(play=trickle))

    assert "gave no whole answer" in bad(await web_client.get(address, limits=SHORT))
    assert "gave no answer within 0 s" in bad(await web_client.get(address, limits=Limits(deadline=timedelta(0))))


# --- faults of the world ---------------------------------------------------------------------------------------------


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


async def test_visits_to_one_host_begin_apart(server: Server) -> None:
    """However many visits are wanted at once, a host sees them begin a gap apart; other hosts do not wait."""
    url, clock = server.says("/", Reply(body=b"x")), asyncio.get_running_loop().time
    async with open_web(allow_private=server.allowed, version="1", gap=timedelta(milliseconds=40)) as opened:
        began = clock()
        answers = await asyncio.gather(*(opened.get(url) for _ in range(4)))
        took = clock() - began

    assert [b"x"] * 4 == [answer.body for answer in answers if isinstance(answer, Answer)]
    assert took > 0.1
