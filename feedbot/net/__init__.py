"""The one HTTP client: guarded, bounded, polite. It judges no status and reads no document.

Every address is checked when it is dialled, after names, odd literals and redirects have become numbers, so nothing
private is reached unless `allow_private` names it. Faults of the world come back as `Failed`.
"""

import asyncio
import base64
import string
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from types import MappingProxyType
from urllib.parse import quote, unquote, urljoin, urlsplit
from weakref import WeakValueDictionary

import aiohttp
from yarl import URL

from feedbot.model import Failed, Hop
from feedbot.net.addresses import PRIVATE, Guard, dialler, guard
from feedbot.net.bodies import BodyError, body_of

__all__ = ["Answer", "Guard", "Limits", "Web", "guard", "open_web"]

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PORTS = {"http": 80, "https": 443}
_AT_ONCE = 2
_GAP = timedelta(seconds=1)
_REMEMBERED = 10_000  # hosts visited last, whose gap is kept
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


class _Host:
    """A host's turn: at most two visits at once, and their beginnings `gap` seconds apart."""

    def __init__(self, gap: float) -> None:
        self.places = asyncio.Semaphore(_AT_ONCE)
        self._gap, self._free = gap, 0.0

    async def turn(self) -> None:
        """Wait until another visit may begin."""
        now = asyncio.get_running_loop().time()
        begins = max(now, self._free)
        self._free = begins + self._gap
        await asyncio.sleep(begins - now)


class Web:
    """The open client; at most two visits a host are under way at once, and they begin `gap` apart."""

    def __init__(self, session: aiohttp.ClientSession, gap: timedelta = _GAP) -> None:
        self._session, self._gap = session, gap.total_seconds()
        self._hosts = WeakValueDictionary[str, _Host]()
        self._recent = deque[_Host](maxlen=_REMEMBERED)

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
            host = self._hosts.setdefault(target.host, _Host(self._gap))
            async with host.places:
                if not hops:
                    self._recent.append(host)
                    await host.turn()
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
                body = await body_of(response, limits.body) if response.status < 300 else b""
                return Answer(status=response.status, url=target.url, headers=headers, body=body)
        except BodyError as error:
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
        case aiohttp.ClientConnectorError() if PRIVATE in str(error.os_error):
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
    *, allow_private: tuple[str, ...] = (), contact: str | None = None, version: str, gap: timedelta = _GAP
) -> AsyncIterator[Web]:
    """The client, open while the block runs; `contact` tells operators of other sites whom to write to.

    Visits to one host begin `gap` apart.

    Raises ValueError if `allow_private` has what is no address.
    """
    name = quote(f"feedbot/{version}" + (f" (+{contact})" if contact else ""), safe=string.punctuation + " ")
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(socket_factory=dialler(guard(allow_private))),
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=10),
        headers={"User-Agent": name, "Accept-Encoding": "gzip, deflate, br, zstd"},
    ) as session:
        yield Web(session, gap)
