"""What every answer carries for the safety of the one who reads it."""

import base64
import hashlib
from functools import cache

from aiohttp import web

from feedbot.feeds import htmlpage

_REST = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


@cache
def policy(*, media: bool = False) -> str:
    """The Content-Security-Policy of a page: our one style sheet by its hash and, if wanted, pictures and sound.

    No script at all, no frame, no form. `media` is for pages that show articles, whose pictures lie elsewhere.
    """
    digest = base64.b64encode(hashlib.sha256(htmlpage.style().encode()).digest()).decode()
    seen = "img-src http: https: data:; media-src http: https:" if media else "img-src 'self' data:"
    return f"default-src 'none'; style-src 'sha256-{digest}'; {seen}; {_REST}"


async def protect(request: web.Request, response: web.StreamResponse) -> None:  # noqa: ARG001  # aiohttp's signal
    """Add what is not set yet: no guessing of types, no referrer, a strict policy (a signal of aiohttp)."""
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    response.headers.setdefault("Content-Security-Policy", policy())
    response.headers["Server"] = "feedbot"
