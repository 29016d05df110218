"""Our own WebSub hub as the web sees it: one address that takes requests to subscribe and to stop.

`feedbot.web.hub` is the other side: there, hubs elsewhere reach us as their subscriber.
"""

from collections.abc import Sequence
from typing import Protocol
from urllib.parse import parse_qsl

from aiohttp import web

PATH = "/hub"
"""Where it is asked."""

_LONGEST = 16 * 1024
_FORM = "application/x-www-form-urlencoded"
_FIELDS = 100
_PATIENCE = "60"


class Registry(Protocol):
    """Whoever takes subscriptions."""

    async def asked(self, fields: Sequence[tuple[str, str]]) -> tuple[int, str]:
        """The status and the sentence with which a request is answered."""


def routes(hub: Registry) -> list[web.RouteDef]:
    """POST of /hub (W3C WebSub, section 5.1): 202, or an error with a sentence as plain text (section 5.1.2)."""

    async def take(request: web.Request) -> web.Response:
        if request.content_type != _FORM:
            return _said(415, f"the request must be a form of type {_FORM}")
        body = await _body(request)
        if body is None:
            return _said(413, f"the request is longer than {_LONGEST:,} bytes")
        try:
            fields = parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=_FIELDS)
        except ValueError:
            return _said(400, f"the request must be a form in UTF-8 with at most {_FIELDS} fields")
        return _said(*await hub.asked(fields))

    return [web.post(PATH, take)]


def _said(status: int, text: str) -> web.Response:
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
    if status == 429:
        headers["Retry-After"] = _PATIENCE
    return web.Response(status=status, text=f"{text}\n" if text else "", content_type="text/plain", headers=headers)


async def _body(request: web.Request) -> bytes | None:
    """The body of a request; None if it is too long."""
    body = b""
    async for part in request.content.iter_chunked(_LONGEST):
        body += part
        if len(body) > _LONGEST:
            return None
    return body
