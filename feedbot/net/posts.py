"""JSON to an interface with a key: one request, no redirect, nothing remembered of the host.

It is no visit of a source: it takes no turn there, and what it is answered keeps no source from being visited.
"""

import asyncio
from collections.abc import Mapping
from datetime import timedelta

import aiohttp
from yarl import URL

from feedbot.model import Failed
from feedbot.net import faults
from feedbot.net.addresses import PRIVATE, dialler, literal
from feedbot.net.bodies import BodyError, body_of, spelled
from feedbot.net.client import Answer, Web
from feedbot.net.targets import Target, target

_SUCCESS = 300
_TOLD = 2_000  # bytes of an answer that refuses: enough for a sentence


async def post_json(
    web: Web, url: str, body: bytes, *, headers: Mapping[str, str], deadline: timedelta, most: int
) -> Answer | Failed:
    """What a server says to JSON, whatever its status, within a deadline; never raises.

    Private addresses are refused as ever. A redirect is an answer like any other, so that `headers`, which may have a
    key, go nowhere else. A body longer than `most` bytes is a failure; that of an error is cut short.
    """
    try:
        there = target(url)
    except ValueError as error:
        return Failed(fault="missing", reason=f"{error}; correct the endpoint's url")
    number = literal(there.host)
    if number and not web.guard.admits(number, there.door[1]):
        return Failed(fault="private", reason=faults.private(there.host, f"{number} {PRIVATE}"))
    sent = {"accept": "application/json", "content-type": "application/json", **headers}
    if there.authorization:
        sent.setdefault("authorization", there.authorization)
    try:
        async with asyncio.timeout(deadline.total_seconds()), _session(web) as session:
            return await _asked(session, there, body, sent, most)
    except BodyError as error:
        long = error.fault == "limit"
        said = f"the answer of {there.host} " + (f"is longer than {spelled(most)}" if long else str(error))
        return Failed(fault=error.fault, reason=said)
    except TimeoutError:
        return Failed(fault="network", reason=f"{there.host} gave no answer within {deadline.total_seconds():g} s")
    except (aiohttp.ClientError, OSError, ValueError) as error:
        return faults.failed(there.host, error)


def _session(web: Web) -> aiohttp.ClientSession:
    """A client of its own that dials what `web` may dial, and keeps no connection in which a key was sent."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(socket_factory=dialler(web.guard), force_close=True),
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        timeout=aiohttp.ClientTimeout(total=None),
        headers={"User-Agent": "feedbot", "Accept-Encoding": "gzip, deflate"},
    )


async def _asked(
    session: aiohttp.ClientSession, there: Target, body: bytes, headers: Mapping[str, str], most: int
) -> Answer:
    request = session.post(URL(there.url, encoded=True), data=body, headers=headers, allow_redirects=False)
    async with request as response:
        good = response.status < _SUCCESS
        return Answer(
            status=response.status,
            url=there.url,
            headers={name.lower(): ", ".join(response.headers.getall(name)) for name in response.headers},
            body=await body_of(response, most if good else _TOLD, cut=not good),
        )
