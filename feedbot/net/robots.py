"""Whether a site's robots.txt lets us read a page (RFC 9309); asked once a day, and for pages only."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from feedbot.model import Failed, Limits
from feedbot.net.client import Web
from feedbot.net.permits import Permit, permit
from feedbot.net.targets import PLAIN, Options, Target, target

LONGEST = 500 * 1024
"""How many bytes of a robots.txt are read; what follows counts as not written (RFC 9309, section 2.5)."""

_HOLDS = timedelta(hours=24)
_UNKNOWN = timedelta(minutes=10)  # how long a robots.txt that could not be read is not asked for again


async def allowed(web: Web, url: str, options: Options = PLAIN) -> str | None:
    """None if the page at `url` may be read; else the sentence that says why not and what to do."""
    refused = await refusal(web, url, options)
    return refused.reason if refused else None


async def refusal(web: Web, url: str, options: Options = PLAIN) -> Failed | None:
    """None if the page at `url` may be read; else why not, as the failure of a visit.

    A robots.txt that is not there (4xx) allows everything. One that cannot be read allows nothing for now, unless it
    was read before. Its Crawl-delay becomes the gap between requests to that host, a minute at most.
    """
    try:
        page = target(url)
    except ValueError as error:
        return Failed(fault="missing", reason=f"{error}; correct url")
    host = web.hosts.at(page.host)
    async with host.lock:
        found = await _permit(web, page, options)
    host.delay = found.delay
    if found.unread or found.allows(page.url):
        return found.unread
    said = f"{page.root}robots.txt asks feedbot not to read this page; if the site is yours, set robots = false"
    return Failed(fault="robots", reason=said)


async def _permit(web: Web, page: Target, options: Options) -> Permit:
    """What is known of the site, asked for if it is not known or too old."""
    known = web.permits.get(page.root)
    if known and web.now() < known.until:
        return known
    found = await _asked(web, page, options)
    if found.unread and known and not known.unread:
        found = replace(known, until=found.until)
    web.permits.keep(page.root, found, found.weight)
    return found


async def _asked(web: Web, page: Target, options: Options) -> Permit:
    address = f"{page.root}robots.txt"
    answer = await web.get(address, limits=Limits(body=LONGEST), options=options, cut=True)
    said = f"{address} cannot be read, and so neither can the page"
    if isinstance(answer, Failed):
        # What is refused without asking is judged anew each time: it costs nothing.
        holds = timedelta(0) if answer.fault in {"private", "busy"} else _UNKNOWN
        return Permit(until=web.now() + holds, unread=replace(answer, reason=f"{said}: {answer.reason}"))
    if answer.status == 429 or answer.status >= 500:
        said = (
            f"{said}: it answered {answer.status}; it is asked again later, or set robots = false if the site is yours"
        )
        rest = web.resting(address)
        holds = timedelta(0) if rest else _UNKNOWN
        return Permit(until=web.now() + holds, unread=rest or Failed(fault="network", reason=said))
    # A long one takes most of a second, in which everything else would stand still.
    return await asyncio.to_thread(permit, answer.body if answer.status < 300 else b"", web.now() + _HOLDS)
