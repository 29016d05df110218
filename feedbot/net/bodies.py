"""Packed bodies, unpacked piece by piece, so that a bomb shows before it bursts."""

import sys
import zlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar

import brotli

from feedbot.model import Fault

if TYPE_CHECKING:
    import aiohttp

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_PIECE = 65536


class _Zlib:
    """gzip (RFC 1952), one member after another, and deflate (RFC 1950, or 1951 as some servers send it)."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj(zlib.MAX_WBITS | 32)
        self._begun = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        if not self._begun and data[0] != 0x1F and data[0] & 0x0F != 8:
            self._stream = zlib.decompressobj(-zlib.MAX_WBITS)
        self._begun, piece = True, b""
        while data or len(piece) == _PIECE:
            if self._stream.eof:
                # What follows the last member is padding, unless it begins like another member.
                if not data.startswith(b"\x1f"):
                    return
                self._stream = zlib.decompressobj(zlib.MAX_WBITS | 16)
            piece = self._stream.decompress(data, _PIECE)
            data = self._stream.unconsumed_tail or self._stream.unused_data
            yield piece

    def whole(self) -> bool:
        return self._stream.eof


class _Brotli:
    """RFC 7932."""

    def __init__(self) -> None:
        self._stream = brotli.Decompressor()

    def feed(self, data: bytes) -> Iterator[bytes]:
        # Output may wait inside though can_accept_more_data() is true, so ask until nothing comes.
        while piece := self._stream.process(data, output_buffer_limit=_PIECE):
            data = b""
            yield piece

    def whole(self) -> bool:
        return bool(self._stream.is_finished())


class _Zstd:
    """RFC 8878, one frame after another, with windows of at most 8 MiB (RFC 9659)."""

    _OPTIONS: ClassVar[Mapping[int, int]] = {zstd.DecompressionParameter.window_log_max: 23}

    def __init__(self) -> None:
        self._stream = zstd.ZstdDecompressor(options=self._OPTIONS)

    def feed(self, data: bytes) -> Iterator[bytes]:
        while data or not (self._stream.eof or self._stream.needs_input):
            if self._stream.eof:
                self._stream = zstd.ZstdDecompressor(options=self._OPTIONS)
            yield self._stream.decompress(data, _PIECE)
            data = self._stream.unused_data if self._stream.eof else b""

    def whole(self) -> bool:
        return self._stream.eof


_Decoder = _Zlib | _Brotli | _Zstd
_CODINGS: Mapping[str, type[_Decoder]] = {
    "gzip": _Zlib,
    "x-gzip": _Zlib,
    "deflate": _Zlib,
    "br": _Brotli,
    "zstd": _Zstd,
}


class BodyError(Exception):
    """A body that is not taken; the text goes on from "the answer of HOST ..."."""

    def __init__(self, text: str, fault: Fault = "http") -> None:
        super().__init__(text)
        self.fault = fault


def spelled(size: int) -> str:
    """A number of bytes for people: "10 MiB", "512 KiB", "1,000 bytes"."""
    for unit, name in ((2**20, "MiB"), (2**10, "KiB")):
        if size >= unit and not size % unit:
            return f"{size // unit:,} {name}"
    return f"{size:,} bytes"


def _decoders(header: str) -> list[_Decoder]:
    """Decoders in the order in which they are applied: the last coding named was the last put on (RFC 9110, 8.4)."""
    names = [name.strip().lower() for name in header.split(",")]
    names = [name for name in names if name not in {"", "identity", "none"}]
    if len(names) > 2 or any(name not in _CODINGS for name in names):
        raise BodyError(f'is packed as "{header[:80]}", which was not asked for')
    return [_CODINGS[name]() for name in reversed(names)]


def _through(decoders: list[_Decoder], data: bytes) -> Iterator[bytes]:
    if not decoders:
        yield data
    for piece in decoders[0].feed(data) if decoders and data else ():
        yield from _through(decoders[1:], piece)


async def body_of(response: "aiohttp.ClientResponse", limit: int, *, cut: bool = False) -> bytes:
    """The decoded body, or with `cut` as much of it as `limit` allows.

    Raises BodyError when it is longer than `limit`, packed or unpacked, or damaged.
    """
    decoders = _decoders(response.headers.get("Content-Encoding", ""))
    packed, body = 0, bytearray()
    fits = cut or (response.content_length or 0) <= limit
    try:
        while fits and (data := await response.content.read(_PIECE)):
            packed += len(data)
            fits = _grow(body, _through(decoders, data), limit) and packed <= limit
    except (zlib.error, brotli.error, zstd.ZstdError) as error:
        raise BodyError(f"cannot be unpacked ({error}); tell the site's owner") from error
    if fits and packed and not all(decoder.whole() for decoder in decoders):
        raise BodyError("ended before its packed body was complete; it is tried again")
    if not (fits or cut):
        raise BodyError(f"is longer than {spelled(limit)} (limits.body)", "limit")
    return bytes(memoryview(body)[:limit])


def _grow(body: bytearray, pieces: Iterator[bytes], limit: int) -> bool:
    """Take pieces in until there are too many bytes: whether they all fit."""
    for piece in pieces:
        body += piece
        if len(body) > limit:
            return False
    return True
