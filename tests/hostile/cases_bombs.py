"""Packed bodies that burst, lie or end too early, and bodies whose length is a lie."""

import gzip
import sys
import zlib
from collections.abc import Callable
from functools import cache, partial

import brotli

from tests.hostile.cases import SHORT, SMALL, Case, Play, Talk, head, item, makes, ok, rss, says

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_MIB = 2**20
_LIMIT = "(limits.body)"
_FEED = rss(item(1), item(2)).encode()


@cache
def _block(bits: int) -> tuple[bytes, bytes]:
    """The beginning of a deflate stream, and a mebibyte of noughts that can be repeated in it for ever."""
    packer = zlib.compressobj(9, zlib.DEFLATED, bits)
    start = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
    return start, packer.compress(bytes(_MIB)) + packer.flush(zlib.Z_FULL_FLUSH)


def _deflated(bits: int, name: str) -> Play:
    """A gibibyte of noughts in a deflate stream."""

    async def play(talk: Talk) -> None:
        start, block = _block(bits)
        await talk.say(head(f"Content-Encoding: {name}"), start)
        for _ in range(64):
            await talk.say(block * 16)

    return play


@cache
def _gibibyte() -> bytes:
    start, block = _block(31)
    return start + block * 1024


def _packed(header: str, *pack: Callable[[bytes], bytes], body: bytes | None = None) -> Play:
    """A body packed in several ways, one after another."""

    def make() -> bytes:
        packed = _gibibyte() if body is None else body
        for each in pack:
            packed = each(packed)
        return packed

    return makes(make, f"Content-Encoding: {header}")


def _endless(header: str, start: bytes, piece: bytes) -> Play:
    """A body without end."""

    async def play(talk: Talk) -> None:
        await talk.say(head(header), start)
        await talk.endless(piece)

    return play


_BROTLI = partial(brotli.compress, quality=1, lgwin=24)
_GZIP = gzip.compress
_SKIPPED = b"\x50\x2a\x4d\x18" + (60_000).to_bytes(4, "little") + bytes(60_000)
_WINDOW = b"\x28\xb5\x2f\xfd\x04\xa8" + bytes(60_000)  # a frame whose window is 2 GiB


def _zstd_frames() -> bytes:
    return zstd.compress(bytes(16 * _MIB)) * 1000


def _told(*headers: str, body: bytes = _FEED) -> Play:
    """A body with headers that say something else of its length."""
    return ok(body, *headers)


PACKED = (
    Case(name="gzip-bomb", play=_deflated(31, "gzip"), fault="limit", words=(_LIMIT,)),
    Case(name="deflate-bomb", play=_deflated(15, "deflate"), fault="limit", words=(_LIMIT,)),
    Case(name="raw-deflate-bomb", play=_deflated(-15, "deflate"), fault="limit", words=(_LIMIT,)),
    Case(
        name="brotli-bomb",
        play=_packed("br", _BROTLI, body=bytes(64 * _MIB)),
        fault="limit",
        words=(_LIMIT,),
    ),
    Case(name="zstd-bomb", play=makes(_zstd_frames, "Content-Encoding: zstd"), fault="limit", words=(_LIMIT,)),
    Case(name="gzip-in-gzip", play=_packed("gzip, gzip", _GZIP), fault="limit", words=(_LIMIT,)),
    Case(name="gzip-in-brotli", play=_packed("gzip, br", _BROTLI), fault="limit", words=(_LIMIT,)),
    Case(
        name="many-members",
        play=_packed("gzip", lambda _: _GZIP(bytes(60_000)) * 5000),
        fault="limit",
        words=(_LIMIT,),
    ),
    Case(
        name="empty-members",
        play=_packed("gzip", lambda _: _GZIP(b"") * 40_000),
        fault="empty",
        words=("not a feed: the document is empty",),
        limits=SMALL,
    ),
    Case(
        name="gzip-name-without-end",
        play=_endless("Content-Encoding: gzip", b"\x1f\x8b\x08\x08\0\0\0\0\0\xff", b"x" * 60_000),
        fault="limit",
        words=(_LIMIT,),
    ),
    Case(
        name="empty-blocks",
        play=_endless("Content-Encoding: gzip", b"\x1f\x8b\x08\0\0\0\0\0\0\xff", b"\0\0\0\xff\xff" * 10_000),
        fault="limit",
        words=(_LIMIT,),
    ),
    Case(
        name="skipped-frames",
        play=_endless("Content-Encoding: zstd", b"", _SKIPPED),
        fault="limit",
        words=(_LIMIT,),
    ),
    Case(
        name="zstd-window",
        play=ok(_WINDOW, "Content-Encoding: zstd"),
        fault="http",
        words=("cannot be unpacked", "too much memory"),
    ),
    Case(
        name="three-codings",
        play=_packed("gzip, br, gzip", _GZIP, _BROTLI, _GZIP),
        fault="http",
        words=('packed as "gzip, br, gzip"',),
    ),
    Case(
        name="thousand-codings",
        play=ok(_FEED, "Content-Encoding: " + ", ".join(["gzip"] * 1000)),
        fault="http",
        words=("which was not asked for",),
    ),
    Case(
        name="unknown-coding",
        play=ok(_FEED, "Content-Encoding: compress"),
        fault="http",
        words=('packed as "compress"',),
    ),
    Case(
        name="not-packed",
        play=ok(_FEED, "Content-Encoding: gzip"),
        fault="http",
        words=("cannot be unpacked", "tell the site's owner"),
    ),
    Case(
        name="not-brotli",
        play=ok(_FEED, "Content-Encoding: br"),
        fault="http",
        words=("cannot be unpacked",),
    ),
    Case(
        name="not-told-packed",
        play=ok(_GZIP(_FEED)),
        fault="format",
        words=("not a feed",),
    ),
    Case(
        name="cut-gzip",
        play=ok(_GZIP(_FEED * 20)[:-30], "Content-Encoding: gzip"),
        fault="http",
        words=("ended before its packed body was complete",),
    ),
    Case(
        name="cut-brotli",
        play=ok(brotli.compress(_FEED * 20)[:-3], "Content-Encoding: br"),
        fault="http",
        words=("ended before its packed body was complete",),
    ),
    Case(
        name="cut-zstd",
        play=ok(zstd.compress(_FEED * 20)[:-3], "Content-Encoding: zstd"),
        fault="http",
        words=("ended before its packed body was complete",),
    ),
    Case(
        name="wrong-sum",
        play=ok(_GZIP(_FEED)[:-8] + bytes(8), "Content-Encoding: gzip"),
        fault="http",
        words=("cannot be unpacked",),
    ),
    Case(name="junk-behind-gzip", play=ok(_GZIP(_FEED) + b"junk" * 100, "Content-Encoding: gzip"), count=2),
    Case(name="identity", play=ok(_FEED, "Content-Encoding: identity, , none"), count=2),
)
"""Bodies that are packed."""

LENGTHS = (
    Case(
        name="endless-body",
        play=_endless("Content-Type: application/xml", b"<rss>", b"<item/>" * 8000),
        fault="limit",
        words=(_LIMIT,),
    ),
    Case(
        name="endless-blanks",
        play=_endless("Content-Type: text/plain", b"", b" " * 60_000),
        fault="limit",
        words=(_LIMIT,),
    ),
    Case(
        name="too-short",
        play=_told("Content-Length: 100000"),
        fault="network",
        words=("broke the connection off",),
    ),
    Case(
        name="more-than-said",
        play=_told(f"Content-Length: {_FEED.index(b'Item 2')}"),
        fault="http",
        words=("does not speak proper HTTP (Data after `Connection: close`)",),
    ),
    Case(
        name="negative-length",
        play=_told("Content-Length: -1"),
        fault="http",
        words=("does not speak proper HTTP",),
    ),
    Case(
        name="length-of-words",
        play=_told("Content-Length: many"),
        fault="http",
        words=("does not speak proper HTTP",),
    ),
    Case(
        name="huge-length",
        play=_told("Content-Length: 9000000000000000000"),
        fault="limit",
        words=(_LIMIT,),
    ),
    Case(
        name="length-beyond-numbers",
        play=_told("Content-Length: " + "9" * 5000),
        fault="http",
        words=("does not speak proper HTTP",),
    ),
    Case(
        name="two-lengths",
        play=_told("Content-Length: 10", "Content-Length: 20"),
        fault="http",
        words=("does not speak proper HTTP",),
    ),
    Case(
        name="length-and-chunks",
        play=_told(
            f"Content-Length: {len(_FEED)}",
            "Transfer-Encoding: chunked",
            body=b"%x\r\n%s\r\n0\r\n\r\n" % (len(_FEED), _FEED),
        ),
        fault="http",
        words=("does not speak proper HTTP",),
    ),
    Case(
        name="endless-chunks",
        play=_endless("Transfer-Encoding: chunked", b"", b"2000\r\n" + bytes(8192) + b"\r\n"),
        fault="limit",
        words=(_LIMIT,),
    ),
    Case(
        name="chunks-of-a-byte",
        play=_endless("Transfer-Encoding: chunked", b"", b"1\r\nx\r\n" * 5000),
        fault="limit",
        words=(_LIMIT,),
        limits=SMALL,
    ),
    Case(
        name="chunk-extensions",
        play=_endless("Transfer-Encoding: chunked", b"", b"1" + b";x=y" * 500 + b"\r\nx\r\n"),
        fault="limit",
        words=("(limits.deadline)",),
        limits=SHORT,
    ),
    Case(
        name="endless-extension",
        play=_endless("Transfer-Encoding: chunked", b"1;", b"x" * 60_000),
        fault="limit",
        words=("(limits.deadline)",),
        limits=SHORT,
    ),
    Case(
        name="endless-chunk-size",
        play=_endless("Transfer-Encoding: chunked", b"", b"0" * 60_000),
        fault="limit",
        words=("(limits.deadline)",),
        limits=SHORT,
    ),
    Case(
        name="chunk-beyond-numbers",
        play=_told("Transfer-Encoding: chunked", body=b"f" * 40 + b"\r\nx\r\n"),
        fault="http",
        words=("does not speak proper HTTP",),
    ),
    Case(
        name="no-chunk",
        play=_told("Transfer-Encoding: chunked", body=b"-1\r\nx\r\n0\r\n\r\n"),
        fault="http",
        words=("does not speak proper HTTP",),
    ),
    Case(
        name="chunks-broken-off",
        play=_told("Transfer-Encoding: chunked", body=b"1000\r\n<rss>"),
        fault="network",
        words=("broke the connection off",),
    ),
    Case(
        name="endless-trailers",
        play=_endless("Transfer-Encoding: chunked", b"0\r\n", b"X: y\r\n" * 5000),
        fault="http",
        words=("does not speak proper HTTP",),
    ),
    Case(
        name="transfer-gzip",
        play=_told("Transfer-Encoding: gzip", body=_GZIP(_FEED)),
        fault="format",
        words=("not a feed",),
    ),
    Case(
        name="length-right",
        play=says(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%sHTTP/1.1 200 OK\r\n\r\n<rss>" % (len(_FEED), _FEED)),
        count=2,
    ),
)
"""Bodies whose length is a lie, or that have none."""
