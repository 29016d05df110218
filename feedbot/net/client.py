"""The one HTTP client: guarded, bounded, polite. It judges no status but "busy", and reads no document."""

import asyncio
import ssl
import string
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import quote

from feedbot.model import Failed, Hop, Limits
from feedbot.net import faults
from feedbot.net.addresses import PRIVATE, Guard, dialler, guard, literal, local
from feedbot.net.bodies import BodyError, body_of
from feedbot.net.headers import retry_after
from feedbot.net.hosts import Hosts, Resting
from feedbot.net.kept import Kept
from feedbot.net.permits import Permit
from feedbot.net.shared import Keeper, Shared
from feedbot.net.targets import PLAIN, Options, Target, following, target

if TYPE_CHECKING:
    import aiohttp

# aiohttp and yarl are imported by who asks the network: the config needs this module, and no command line that long.

LIMITS = Limits()
"""What a request may cost if nothing else is said."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_REPEATED = frozenset({307, 308})  # redirects that keep method and body (RFC 9110, section 15.4)
_GAP = timedelta(seconds=1)
_TOLD = 64 * 1024  # bytes of an answer to a POST: enough for a sentence
# What may follow a redirect to another host: nothing of it can be a secret of the first one.
_HARMLESS = frozenset({"accept", "accept-language", "if-none-match", "if-modified-since", "user-agent"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server said after redirects.

    Names of `headers` are in lower case, repeated ones joined by ", ". `body` is decoded, and for GET empty for a
    status of 300 or more. `url` carries no credentials. `certificate` is when that of the last host expires.
    """

    status: int
    url: str
    headers: Mapping[str, str]
    body: bytes = b""
    hops: tuple[Hop, ...] = ()
    certificate: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Request:
    """What is asked at each hop; with `cut` a long body is cut instead of refused; `form` makes it a POST."""

    limits: Limits
    options: Options
    cut: bool = False
    form: Mapping[str, str] | None = field(default=None, repr=False)

    @property
    def follows(self) -> frozenset[int]:
        """The statuses that are followed."""
        return _REDIRECTS if self.form is None else _REPEATED


def _utc() -> datetime:
    return datetime.now(UTC)


class Web:
    """The open client; at most two requests a host are under way at once, and they begin a gap apart.

    `hosts` and `permits` are what it remembers of hosts and of their robots.txt, `now` is its clock. `heard` is told of
    each request the status of its answer, None for none, and the seconds it took.
    """

    def __init__(
        self,
        session: "aiohttp.ClientSession",
        watch: Guard,
        *,
        gap: timedelta = _GAP,
        now: Callable[[], datetime] = _utc,
    ) -> None:
        self.guard, self.now = watch, now
        self.hosts, self.permits = Hosts(gap), Kept[Permit](most=1000, weight=20 * 2**20)
        self._session, self._rests = session, Resting()
        self.heard: Callable[[int | None, float], None] = lambda *_: None
        self.shared: Shared | None = None

    def share(self, keeper: Keeper) -> str:
        """Take turns at each host with other programs, as `keeper` lets them know of each other; our name there."""
        self.shared = Shared(keeper, self._rests, self._moment)
        return keeper.holder

    async def part(self) -> None:
        """Let other programs have the hosts that we spoke with."""
        if self.shared is not None:
            await self.shared.close()

    def _moment(self) -> datetime:
        return self.now()  # which may be replaced

    async def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] = MappingProxyType({}),
        limits: Limits = LIMITS,
        options: Options = PLAIN,
        cut: bool = False,
    ) -> Answer | Failed:
        """What a server says, whatever its status, after at most `limits.redirects` redirects; never raises.

        The deadline runs while a request is under way, not while it waits for its turn at a host. Only validators and
        `Accept` go on to another host than the first; all other `headers` and the address's own credentials stop.
        A host that answered 429 or 503 is not asked before its Retry-After is over, four hours if it gave none.
        With `cut` a body longer than `limits.body` is cut there; otherwise it is a failure.
        """
        return await self._follow(url, headers, _Request(limits=limits, options=options, cut=cut))

    async def post(
        self, url: str, *, form: Mapping[str, str], limits: Limits = LIMITS, options: Options = PLAIN
    ) -> Answer | Failed:
        """What a server says to a form, as `get` would; only 307 and 308 are followed.

        The body of every status is read, and cut at 64 KiB.
        """
        limits = replace(limits, body=min(limits.body, _TOLD))
        return await self._follow(url, {}, _Request(limits=limits, options=options, cut=True, form=form))

    def resting(self, url: str) -> Failed | None:
        """Why the host of an address is left alone for now, None if it may be asked."""
        try:
            return self._rest(target(url))
        except ValueError:
            return None

    def _rest(self, there: Target) -> Failed | None:
        now = self.now()
        rest = self._rests.at(there.place, now)
        if rest is None:
            return None
        said = f"{there.place} answered {rest.status} and is left alone until {rest.until:%Y-%m-%d %H:%M} UTC"
        return Failed(fault="busy", reason=said, retry_after=rest.until - now, host=there.place)

    async def _follow(self, url: str, headers: Mapping[str, str], request: _Request) -> Answer | Failed:
        """One request after another, as redirects lead."""
        try:
            there = target(url)
        except ValueError as error:
            return Failed(fault="missing", reason=f"{error}; correct url")
        sent = _headers(there, headers, request.options)
        left, hops = request.limits.deadline.total_seconds(), tuple[Hop, ...]()
        while True:
            answer, left = await self._turn(there, sent, request, left)
            if isinstance(answer, Failed):
                return answer
            if answer.status not in request.follows:
                return replace(answer, hops=hops) if hops else answer
            if len(hops) >= request.limits.redirects:
                most = request.limits.redirects
                said = f"{there.host} leads on and on: more than {most} redirects (limits.redirects); correct url"
                return Failed(fault="limit", reason=said)
            try:
                next_one = following(there, answer.headers.get("location", ""))
            except ValueError as error:
                said = f"{there.host} redirects with {answer.status}, but {error}; correct url"
                return Failed(fault="http", reason=said)
            hops = (*hops, Hop(status=answer.status, url=next_one.url))
            if not there.near(next_one):
                sent = {name: value for name, value in sent.items() if name in _HARMLESS}
            there = next_one

    async def _turn(
        self, there: Target, headers: Mapping[str, str], request: _Request, left: float
    ) -> tuple[Answer | Failed, float]:
        """One request when it is its turn, and the seconds that are left of the deadline."""
        refused = self._closed(there, request.options) or self._rest(there)
        if refused:
            return refused, left
        host = self.hosts.at(there.host)
        async with host.places:
            if self.shared is None:
                await host.turn()
                return await self._timed(there, headers, request, left)
            async with self.shared.turn(there.host, there.place, host, left):
                return await self._timed(there, headers, request, left)

    async def _timed(
        self, there: Target, headers: Mapping[str, str], request: _Request, left: float
    ) -> tuple[Answer | Failed, float]:
        """The same now that it is its turn; what the host says is remembered."""
        # Whoever was before us in the queue may have been told to go away.
        if refused := self._rest(there):
            return refused, left
        clock = asyncio.get_running_loop().time
        began = clock()
        answer = await self._ask(there, headers, request, left)
        spent = clock() - began
        self.heard(answer.status if isinstance(answer, Answer) else None, spent)
        if isinstance(answer, Answer):
            now = self.now()
            self._rests.heard(there.place, answer.status, retry_after(answer.headers, now), now)
        return answer, left - spent

    def _closed(self, there: Target, options: Options) -> Failed | None:
        """Refuse what is private by its very spelling; behind a proxy nothing else of an address can be seen."""
        number, port = literal(there.host), there.door[1]
        if number and not self.guard.admits(number, port):
            return Failed(fault="private", reason=faults.private(there.host, f"{number} {PRIVATE}"))
        if options.proxy and local(there.host):
            said = (
                f"{there.host} is not asked for through a proxy: its name is one of a private network; use its address"
            )
            return Failed(fault="private", reason=f"{said}, and name that in allow_private")
        return None

    async def _ask(self, there: Target, headers: Mapping[str, str], request: _Request, left: float) -> Answer | Failed:
        """One request and its answer; the body of a redirect or an error is left unread."""
        import aiohttp

        heard, whole = False, f"within {request.limits.deadline.total_seconds():g} s (limits.deadline)"
        try:
            async with asyncio.timeout(left), self._open(there, headers, request) as response:
                heard = True
                return await _answer(there, request, response)
        except BodyError as error:
            return Failed(fault=error.fault, reason=f"the answer of {there.host} {error}")
        except (aiohttp.ClientError, OSError, ValueError) as error:
            if not isinstance(error, TimeoutError) or isinstance(error, aiohttp.ConnectionTimeoutError):
                return faults.failed(there.host, error, request.options.proxy)
        if heard:
            return Failed(fault="limit", reason=f"{there.host} gave no whole answer {whole}")
        return Failed(fault="network", reason=f"{there.host} gave no answer {whole}; is it up?")

    def _open(
        self, there: Target, headers: Mapping[str, str], request: _Request
    ) -> AbstractAsyncContextManager["aiohttp.ClientResponse"]:
        from yarl import URL

        options = request.options
        return self._session.request(
            "GET" if request.form is None else "POST",
            URL(there.url, encoded=True),
            headers=headers,
            data=request.form,
            allow_redirects=False,
            proxy=options.proxy or None,
            ssl=options.verify,
        )


def _headers(there: Target, headers: Mapping[str, str], options: Options) -> dict[str, str]:
    """The headers of the first request, by lower-case name."""
    sent = {name.lower(): value for name, value in headers.items()}
    if there.authorization:
        sent.setdefault("authorization", there.authorization)
    if options.user_agent:
        sent["user-agent"] = options.user_agent
    return sent


async def _answer(there: Target, request: _Request, response: "aiohttp.ClientResponse") -> Answer:
    from feedbot.net.answers import Response

    headers: dict[str, str] = {}
    for name, value in response.headers.items():
        name = name.lower()  # noqa: PLW2901 - names count in any case
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    wanted = response.status < 300 or (request.form is not None and response.status not in _REDIRECTS)
    return Answer(
        status=response.status,
        url=there.url,
        headers=headers,
        body=await body_of(response, request.limits.body, cut=request.cut) if wanted else b"",
        certificate=response.certificate if isinstance(response, Response) else None,
    )


@asynccontextmanager
async def open_web(
    *,
    allow_private: tuple[str, ...] = (),
    contact: str | None = None,
    version: str,
    gap: timedelta = _GAP,
    now: Callable[[], datetime] = _utc,
    tls: ssl.SSLContext | None = None,
) -> AsyncIterator[Web]:
    """The client, open while the block runs; `contact` tells operators of other sites whom to write to.

    Requests to one host begin `gap` apart. `now` says how long a host is still left alone. `tls` is what certificates
    are judged by; the authorities this machine trusts if None.

    Raises ValueError if `allow_private` has what is no address.
    """
    import aiohttp

    from feedbot.net.answers import Response

    name = quote(f"feedbot/{version}" + (f" (+{contact})" if contact else ""), safe=string.punctuation + " ")
    watch = guard(allow_private)
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(socket_factory=dialler(watch), ssl=tls or True),
        cookie_jar=aiohttp.DummyCookieJar(),
        response_class=Response,
        auto_decompress=False,
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=10),
        headers={"User-Agent": name, "Accept-Encoding": "gzip, deflate, br, zstd"},
    ) as session:
        yield Web(session, watch, gap=gap, now=now)
