"""The programs that share the work on a database on a server, each asked how it is."""

import asyncio
import errno
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import timedelta
from ipaddress import ip_address

from feedbot import __version__
from feedbot import doctor as checks
from feedbot.doctor import Finding, Unasked
from feedbot.model import Config, Failed, Limits
from feedbot.net import Answer, open_web
from feedbot.store.present import NOWHERE, Program, spelt

_MOST = 32
"""How many are asked at once."""

_SHORT = Limits(body=100_000, deadline=timedelta(seconds=5), redirects=0)
_LOOPBACKS = {"localhost": "127.0.0.1"}


async def asked(config: Config, programs: Iterable[Program], *, offline: bool) -> list[Finding]:
    """How each program is, as it says itself; `offline`: only those that are reached without the network.

    No private address is dialled but of this machine's loopback, and what `allow_private` names.
    """
    turn = asyncio.Semaphore(_MOST)

    async def one(program: Program) -> list[Finding]:
        async with turn:
            answer = await _answer(config, program, offline=offline)
        return list(checks.program(program.parts, shown(program), answer))

    return [finding for found in await asyncio.gather(*map(one, programs)) for finding in found]


def shown(program: Program) -> str:
    """Where a program is, for people: "127.0.0.1:8080 (192.0.2.7)", as far as it is known."""
    place = "" if program.place == NOWHERE else program.place
    if program.here or not program.address:
        return place
    return f"{place} ({program.address})" if place else program.address


def told(programs: Sequence[Program]) -> dict[str, str]:
    """Each program by its number: its parts and where it is."""
    named = enumerate(programs, start=1)
    return {str(number): " ".join(filter(None, (",".join(each.parts), shown(each)))) or "?" for number, each in named}


def door(program: Program) -> tuple[str, int] | Unasked:
    """The host and port where a program can be asked, or why it cannot."""
    from feedbot.config.sections import host_and_port  # late, as in desk

    if program.place == NOWHERE:
        return "nowhere"
    place = host_and_port(program.place)
    if place is None:
        return "unsaid"
    host, port = _LOOPBACKS.get(place[0].lower(), place[0]), place[1]
    if _is("unspecified", host):
        if not program.here and (not program.address or _is("loopback", program.address)):
            return "elsewhere"
        host = program.address if not program.here else "::1" if ":" in host else "127.0.0.1"
    return "elsewhere" if _is("loopback", host) and not program.here else (host, port)


async def _answer(config: Config, program: Program, *, offline: bool) -> Answer | Failed | Unasked:
    place = door(program)
    if isinstance(place, str):
        return place
    near = program.here and _is("loopback", place[0])
    if offline and not near:
        return "offline"
    settings, url = config.settings, f"http://{spelt(*place)}/readyz"
    if near:
        return await _near(url)
    # A client each, because one that answered 503 is asked nothing for a while, and some share a host.
    async with open_web(allow_private=settings.allow_private, contact=settings.contact, version=__version__) as web:
        return await web.get(url, limits=_SHORT, cut=True)


async def _near(url: str) -> Answer | Failed:
    """What answers on our own loopback, whatever its status: only there a program says why it is not well."""
    import aiohttp  # late, because only several programs are asked so

    timeout = aiohttp.ClientTimeout(total=_SHORT.deadline.total_seconds())
    try:
        async with aiohttp.ClientSession(timeout=timeout) as session, session.get(url, allow_redirects=False) as answer:
            try:
                body = await answer.content.readexactly(_SHORT.body)
            except asyncio.IncompleteReadError as end:
                body = end.partial
            return Answer(status=answer.status, url=url, headers={}, body=body)
    except aiohttp.ClientResponseError:
        return Answer(status=0, url=url, headers={}, body=b"")  # that is no HTTP
    except (aiohttp.ClientError, OSError) as error:  # a TimeoutError is an OSError without a number
        number = (error.errno if isinstance(error, OSError) else None) or errno.ETIMEDOUT
        return Failed(fault="network", reason=os.strerror(number).lower())


def _is(kind: str, host: str) -> bool:
    """Whether a host is a number of a kind: "loopback" or "unspecified"."""
    with suppress(ValueError):
        return bool(getattr(ip_address(host.partition("%")[0]), f"is_{kind}"))
    return False
