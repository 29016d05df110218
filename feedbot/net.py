"""The one HTTP client: guarded, bounded, polite. It judges no status and reads no document.

Every address is checked when it is dialled, after names, odd literals and redirects have become numbers, so nothing
private is reached unless `allow_private` names it. Faults of the world come back as `Failed`.
"""

import asyncio
import base64
import re
import socket
import string
import sys
import zlib
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from types import MappingProxyType
from typing import ClassVar
from urllib.parse import quote, unquote, urljoin, urlsplit
from weakref import WeakValueDictionary

import aiohttp
import brotli
from yarl import URL

from feedbot.model import Failed, Hop

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

Network = IPv4Network | IPv6Network

_PIECE = 65536
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PORTS = {"http": 80, "https": 443}
_AT_ONCE = 2
_PRIVATE = "is a private address"
# What may follow a redirect to another host: nothing of it can be a secret of the first one.
_HARMLESS = frozenset({"accept", "accept-language", "if-none-match", "if-modified-since", "user-agent"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of one visit: `body` in decoded bytes, `deadline` for all its hops together."""

    body: int = 10 * 2**20
    deadline: timedelta = timedelta(seconds=30)
    redirects: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server said after redirects.

    Names of `headers` are in lower case, repeated ones joined by ", ". `body` is decoded, and empty for a status of 300
    or more. `url` carries no credentials.
    """

    status: int
    url: str
    headers: Mapping[str, str]
    body: bytes = b""
    hops: tuple[Hop, ...] = ()


# --- which addresses may be dialled ----------------------------------------------------------------------------------

_ENTRY = re.compile(r"(?:\[(.+)\]|([^:]*))(?::([0-9]{1,5}))?")
_UNICAST6 = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
# Protocol assignments (RFC 6890), 6to4 relays (RFC 7526), Teredo and others (RFC 2928), documentation (RFC 9637).
_CLOSED = tuple(map(ip_network, ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "3fff::/20")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """Says which addresses may be dialled: public ones, and those `allowed` with their port (None: any port)."""

    allowed: tuple[tuple[Network, int | None], ...] = ()

    def admits(self, host: str, port: int) -> bool:
        """Whether a numeric address, as a resolver gives it, may be dialled. Raises ValueError if it is none."""
        address = ip_address(host.partition("%")[0])
        address = getattr(address, "ipv4_mapped", None) or address
        return _public(address) or any(address in network and at in {None, port} for network, at in self.allowed)


def guard(entries: tuple[str, ...]) -> Guard:
    """The guard that `allow_private` asks for.

    An entry is an address or a network, with or without a port: "127.0.0.1:8098", "192.168.0.0/16", "[::1]:8098".
    Raises ValueError with a sentence for people.
    """
    return Guard(allowed=tuple(_entry(entry) for entry in entries))


def _entry(text: str) -> tuple[Network, int | None]:
    match = _ENTRY.fullmatch(text.strip())
    host, port = (match[1] or match[2], match[3]) if match else (text.strip(), None)
    with suppress(ValueError):
        if 0 < int(port or 1) < 65536:
            return ip_network(host, strict=False), int(port) if port else None
    raise ValueError(f'"{text}" is no address or network such as "127.0.0.1:8098", "192.168.0.0/16", "[::1]:8098"')


def _public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address is one of the open internet; an IPv4 address inside an IPv6 one is judged itself."""
    if any(address in network for network in _CLOSED):
        return False
    if isinstance(address, IPv4Address):
        return address.is_global and not address.is_multicast
    if address in _NAT64:
        return _public(IPv4Address(address.packed[-4:]))
    if address.sixtofour is not None:
        return _public(address.sixtofour)
    return address in _UNICAST6 and address.is_global


def _dialler(watch: Guard) -> Callable[[aiohttp.AddrInfoType], socket.socket]:
    """A maker of sockets, asked by the connector for each numeric address before it connects."""

    def dial(info: aiohttp.AddrInfoType) -> socket.socket:
        family, kind, protocol, _, (host, port, *_) = info
        if not watch.admits(str(host), int(port)):
            raise OSError(f"{host} {_PRIVATE}")
        return socket.socket(family, kind, protocol)

    return dial


# --- packed bodies: `feed` gives pieces of at most _PIECE bytes, so that a bomb shows before it bursts ----------------


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


class _BodyError(Exception):
    """A body that is not taken; the text goes on from "the answer of HOST ..."."""


def _decoders(header: str) -> list[_Decoder]:
    """Decoders in the order in which they are applied: the last coding named was the last put on (RFC 9110, 8.4)."""
    names = [name.strip().lower() for name in header.split(",")]
    names = [name for name in names if name not in {"", "identity", "none"}]
    if len(names) > 2 or any(name not in _CODINGS for name in names):
        raise _BodyError(f'is packed as "{header[:80]}", which was not asked for')
    return [_CODINGS[name]() for name in reversed(names)]


def _through(decoders: list[_Decoder], data: bytes) -> Iterator[bytes]:
    if not decoders:
        yield data
    for piece in decoders[0].feed(data) if decoders and data else ():
        yield from _through(decoders[1:], piece)


async def _body(response: aiohttp.ClientResponse, limit: int) -> bytes:
    """The decoded body. Raises _BodyError when it is longer than `limit`, packed or unpacked, or damaged."""
    decoders = _decoders(response.headers.get("Content-Encoding", ""))
    too_long = _BodyError(f"is longer than {limit:,} bytes")
    if (response.content_length or 0) > limit:
        raise too_long
    packed, body = 0, bytearray()
    try:
        async for data in response.content.iter_chunked(_PIECE):
            packed += len(data)
            for piece in _through(decoders, data):
                body += piece
                if len(body) > limit:
                    raise too_long
            if packed > limit:
                raise too_long
    except (zlib.error, brotli.error, zstd.ZstdError) as error:
        raise _BodyError(f"cannot be unpacked ({error})") from error
    if packed and not all(decoder.whole() for decoder in decoders):
        raise _BodyError("ended before its packed body was complete")
    return bytes(body)


# --- one visit -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Target:
    """Where a request goes: an address as it is sent, its scheme and port, and what its credentials ask for."""

    url: str
    host: str
    door: tuple[str, int]
    authorization: str | None

    def near(self, other: "_Target") -> bool:
        """Whether `other` is the same place, or the same host and only now behind TLS."""
        upgraded = (self.door, other.door) == (("http", 80), ("https", 443))
        return self.host == other.host and (self.door == other.door or upgraded)


def _target(url: str) -> _Target:
    """An address fit to be sent, left as written but for characters that no request line may carry.

    Raises ValueError with a sentence for people.
    """
    try:
        parts = urlsplit(url.strip())
        scheme, host, port = parts.scheme.lower(), parts.hostname or "", parts.port
        if not host.isascii():
            host = URL.build(scheme="http", host=host).raw_host or ""
    except ValueError:
        raise ValueError("the address cannot be read") from None
    if scheme not in _PORTS:
        raise ValueError(f'the address begins with "{scheme[:20]}:" instead of "https:"')
    if not host or any(character in string.whitespace + '"<>\\^`{|}' for character in host):
        raise ValueError("the address names no host")
    rest = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    rest = quote(rest, safe=string.punctuation, errors="surrogateescape")
    place = (f"[{host}]" if ":" in host else host) + (f":{port}" if port is not None else "")
    authorization = None
    if parts.username is not None:
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        authorization = "Basic " + base64.b64encode(pair.encode()).decode()
    door = (scheme, _PORTS[scheme] if port is None else port)
    return _Target(url=f"{scheme}://{place}{rest}", host=host, door=door, authorization=authorization)


def _following(target: _Target, answer: Answer) -> _Target:
    """Where a redirect leads. Raises ValueError with the second half of a sentence."""
    location = answer.headers.get("location", "").strip()
    if not location:
        raise ValueError("does not say where")
    return _target(urljoin(target.url, location))


class Web:
    """The open client; at most two requests a host are under way at once."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session, self._hosts = session, WeakValueDictionary[str, asyncio.Semaphore]()

    async def get(
        self, url: str, *, headers: Mapping[str, str] = MappingProxyType({}), limits: Limits = Limits()
    ) -> Answer | Failed:
        """What a server says, whatever its status, after at most `limits.redirects` redirects; never raises.

        The deadline runs while a request is under way, not while it waits for its turn at a host. Only validators and
        `Accept` go on to another host than the first; all other `headers` and the address's own credentials stop.
        """
        try:
            target = _target(url)
        except ValueError as error:
            return Failed(reason=f"{error}; correct url")
        sent = {name.lower(): value for name, value in headers.items()}
        if target.authorization:
            sent.setdefault("authorization", target.authorization)
        left, hops = limits.deadline.total_seconds(), tuple[Hop, ...]()
        clock = asyncio.get_running_loop().time
        while True:
            async with self._hosts.setdefault(target.host, asyncio.Semaphore(_AT_ONCE)):
                began = clock()
                answer = await self._ask(target, sent, limits, left)
                left -= clock() - began
            if isinstance(answer, Failed) or answer.status not in _REDIRECTS:
                return answer if isinstance(answer, Failed) else replace(answer, hops=hops)
            if len(hops) == limits.redirects:
                return Failed(reason=f"{target.host} leads on and on: more than {limits.redirects} redirects")
            try:
                following = _following(target, answer)
            except ValueError as error:
                return Failed(reason=f"{target.host} redirects with {answer.status}, but {error}")
            hops = (*hops, Hop(status=answer.status, url=following.url))
            if not target.near(following):
                sent = {name: value for name, value in sent.items() if name in _HARMLESS}
            target = following

    async def _ask(self, target: _Target, headers: Mapping[str, str], limits: Limits, left: float) -> Answer | Failed:
        """One request and its answer; the body of a redirect or an error is left unread."""
        url = URL(target.url, encoded=True)
        try:
            async with (
                asyncio.timeout(left),
                self._session.get(url, headers=headers, allow_redirects=False) as response,
            ):
                headers = {name.lower(): ", ".join(response.headers.getall(name)) for name in response.headers}
                body = await _body(response, limits.body) if response.status < 300 else b""
                return Answer(status=response.status, url=target.url, headers=headers, body=body)
        except _BodyError as error:
            return Failed(reason=f"the answer of {target.host} {error}")
        except TimeoutError:
            return Failed(reason=f"{target.host} gave no whole answer within {limits.deadline.total_seconds():g} s")
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return Failed(reason=_fault(target.host, error))


def _fault(host: str, error: Exception) -> str:
    """A sentence for people about a request that got no answer."""
    match error:
        case aiohttp.ClientConnectorDNSError():
            return f"no address is known for {host}; check its spelling and this machine's DNS"
        case aiohttp.ClientConnectorCertificateError() | aiohttp.ClientConnectorSSLError():
            return f"TLS with {host} failed: {error}"
        case aiohttp.ClientConnectorError() if _PRIVATE in str(error.os_error):
            found = str(error.os_error).removeprefix("Multiple exceptions: ")
            return f"{host} is not visited: {found}; if it is meant, name it in allow_private"
        case aiohttp.ClientConnectorError():
            return f"no connection to {host}: {error.os_error.strerror or error.os_error}"
        case aiohttp.ServerDisconnectedError() | aiohttp.ClientPayloadError() | aiohttp.ClientOSError():
            return f"{host} broke the connection off"
        case aiohttp.ClientResponseError():
            return f"{host} does not speak proper HTTP: {error.message[:200]}"
        case _:
            return f"the request to {host} failed: {str(error)[:200] or type(error).__name__}"


@asynccontextmanager
async def open_web(
    *, allow_private: tuple[str, ...] = (), contact: str | None = None, version: str
) -> AsyncIterator[Web]:
    """The client, open while the block runs; `contact` tells operators of other sites whom to write to.

    Raises ValueError if `allow_private` has what is no address.
    """
    name = quote(f"feedbot/{version}" + (f" (+{contact})" if contact else ""), safe=string.punctuation + " ")
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(socket_factory=_dialler(guard(allow_private))),
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=10),
        headers={"User-Agent": name, "Accept-Encoding": "gzip, deflate, br, zstd"},
    ) as session:
        yield Web(session)
