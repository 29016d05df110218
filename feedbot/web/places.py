"""The small addresses that every site has: its sign, what robots may read, whom to tell of a hole."""

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import quote

from aiohttp import web

from feedbot.feeds import htmlpage
from feedbot.model import Config
from feedbot.web.documents import respond
from feedbot.web.problems import problem

_FIXED = {"Cache-Control": "public, max-age=86400"}
_VALID = timedelta(days=180)  # less than a year, as RFC 9116 (section 2.5.5) advises
_ROBOTS = b"User-agent: *\nAllow: /\n"


def routes(config: Callable[[], Config], now: Callable[[], datetime]) -> list[web.RouteDef]:
    """GET and HEAD of /favicon.ico, /robots.txt and /.well-known/security.txt."""

    async def icon(request: web.Request) -> web.Response:
        return respond(request, htmlpage.ICON.encode(), "image/svg+xml", _FIXED)

    async def robots(request: web.Request) -> web.Response:
        # Everything that is open (RFC 9309). Secret addresses are not named: that would tell them.
        return respond(request, _ROBOTS, "text/plain", _FIXED)

    async def security(request: web.Request) -> web.Response:
        settings = config().settings
        if settings.contact is None:
            return problem(request, 404, "Whoever runs this feedbot has named no contact.")
        return respond(request, security_txt(settings.contact, settings.url, now()), "text/plain", _FIXED)

    return [
        web.get("/favicon.ico", icon),
        web.get("/robots.txt", robots),
        web.get("/.well-known/security.txt", security),
    ]


def security_txt(contact: str, url: str, now: datetime) -> bytes:
    """Whom to tell of a hole (RFC 9116): the contact, an e-mail or web address, good until half a year from today.

    It has a canonical address where the site's own begins with https, as the RFC wants it to.
    """
    reach = contact if "://" in contact or contact.startswith(("mailto:", "tel:")) else f"mailto:{contact}"
    lines = [f"Contact: {quote(reach, safe=':/?#[]@!$&()*+,;=%~')}"]
    lines.append(f"Expires: {now + _VALID:%Y-%m-%dT00:00:00Z}")
    if url.startswith("https://"):
        lines.append(f"Canonical: {url}/.well-known/security.txt")
    return ("\n".join(lines) + "\n").encode()
