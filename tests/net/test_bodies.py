import asyncio
import gzip
import sys
import tracemalloc
import zlib
from collections.abc import Callable, Mapping
from datetime import timedelta

import brotli
import pytest
from aiohttp import web

from feedbot.model import Limits
from feedbot.net import Web
from tests.net.answers import SHORT, bad, good
from tests.sources.server import Reply, Server

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

MEBIBYTE = 2**20


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
