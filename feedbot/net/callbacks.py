"""Calls to addresses that strangers named: one request, no redirect, nothing remembered of the host.

It is no visit of a source: it takes no turn there, and what it is answered keeps no source from being visited.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import aiohttp
from yarl import URL

from feedbot.model import Failed
from feedbot.net import faults
from feedbot.net.addresses import PRIVATE, dialler, literal
from feedbot.net.bodies import BodyError, body_of
from feedbot.net.client import Answer, Web
from feedbot.net.targets import Target, target

MOST, AT_A_HOST = 64, 4
"""Calls under way at once, and those to one host: one that is slow leaves room for all others."""

_REST = timedelta(minutes=1)
_SUCCESS = 300


@dataclass(slots=True, kw_only=True)
class Calls:
    """Calls under way, by name: bounded in number, none of which holds up another.

    `ended` hears of each that ended, because another may begin then; `failed` of a fault of ours, after which the same
    does not begin for a minute.
    """

    ended: Callable[[], None] = lambda: None
    failed: Callable[[str, Exception], None] = lambda host, error: None  # noqa: ARG005  # nobody asked
    _tasks: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _at: Counter[str] = field(default_factory=Counter)
    _rests: dict[str, datetime] = field(default_factory=dict)

    def begin(self, name: str, host: str, work: Callable[[], Awaitable[None]], now: datetime) -> bool:
        """Let work begin, and say whether it did: not if the same is under way or rests, nor if there is no room."""
        if len(self._tasks) >= MOST or self._at[host] >= AT_A_HOST:
            return False
        if name in self._tasks or self._rests.get(name, now) > now:
            return False
        self._at[host] += 1
        self._tasks[name] = asyncio.create_task(self._run(name, host, work, now), name=f"call {host}")
        return True

    def rested(self, now: datetime) -> datetime | None:
        """When the first of those that rest may begin again, None if none does."""
        self._rests = {name: until for name, until in self._rests.items() if until > now}
        return min(self._rests.values(), default=None)

    async def settle(self) -> None:
        """Wait for all that is under way."""
        while self._tasks:
            await asyncio.wait(list(self._tasks.values()))

    async def close(self) -> None:
        """Give up all that is under way."""
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def _run(self, name: str, host: str, work: Callable[[], Awaitable[None]], now: datetime) -> None:
        try:
            await work()
        except Exception as error:  # noqa: BLE001 - a fault of ours with one call must not stop the others
            self._rests[name] = now + _REST
            self.failed(host, error)
        finally:
            del self._tasks[name]
            self._at[host] -= 1
            if not self._at[host]:
                del self._at[host]
            self.ended()


async def call(
    web: Web, url: str, *, body: bytes | None = None, headers: Mapping[str, str], deadline: timedelta, most: int = 0
) -> Answer | Failed:
    """What a server says, whatever its status, to a GET or, with a `body`, to a POST of it; never raises.

    Private addresses are refused as ever; a redirect is an answer like any other. Of the body of a success `most` bytes
    are read, none of any other. With `most` 0 nothing that follows the status can make a failure of it.
    """
    try:
        there = target(url)
    except ValueError as error:
        return Failed(fault="missing", reason=str(error))
    number = literal(there.host)
    if number and not web.guard.admits(number, there.door[1]):
        return Failed(fault="private", reason=faults.private(there.host, f"{number} {PRIVATE}"))
    try:
        async with asyncio.timeout(deadline.total_seconds()), _session(web) as session:
            return await _asked(session, there, body, headers, most)
    except BodyError as error:
        return Failed(fault=error.fault, reason=f"the answer of {there.host} {error}")
    except TimeoutError:
        return Failed(fault="network", reason=f"{there.host} gave no answer within {deadline.total_seconds():g} s")
    except (aiohttp.ClientError, OSError, ValueError) as error:
        return faults.failed(there.host, error)


def _session(web: Web) -> aiohttp.ClientSession:
    """A client of its own that dials what `web` may dial and keeps no connection."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(socket_factory=dialler(web.guard), force_close=True),
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        timeout=aiohttp.ClientTimeout(total=None),
        headers={"User-Agent": "feedbot", "Accept-Encoding": "identity"},
    )


async def _asked(
    session: aiohttp.ClientSession, there: Target, body: bytes | None, headers: Mapping[str, str], most: int
) -> Answer:
    request = session.request(
        "GET" if body is None else "POST",
        URL(there.url, encoded=True),
        data=body,
        headers=headers,
        allow_redirects=False,
    )
    async with request as response:
        read = most > 0 and response.status < _SUCCESS
        return Answer(
            status=response.status,
            url=there.url,
            headers={name.lower(): ", ".join(response.headers.getall(name)) for name in response.headers},
            body=await body_of(response, most, cut=True) if read else b"",
        )
