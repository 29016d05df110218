"""The address at which WebSub hubs ask and tell: one for each subscription, named by a token nobody else knows."""

from collections.abc import Mapping
from typing import Protocol

from aiohttp import web

_CHUNK = 64 * 1024


class Ear(Protocol):
    """Whoever hears what hubs say."""

    def longest(self) -> int:
        """How many bytes a hub may tell at once."""

    async def asked(self, token: str, query: Mapping[str, str]) -> tuple[int, str]:
        """The status and text with which a hub's question is answered."""

    async def told(self, token: str, signature: str, media_type: str, charset: str | None, body: bytes) -> int:
        """The status with which content is taken, or not."""


def routes(ear: Ear) -> list[web.RouteDef]:
    """GET and POST of /hub/TOKEN."""

    async def verify(request: web.Request) -> web.Response:
        status, text = await ear.asked(request.match_info["token"], request.query)
        # A challenge comes back as it was, and is nothing that a browser should make a page of.
        headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
        return web.Response(status=status, text=text, content_type="text/plain", headers=headers)

    async def receive(request: web.Request) -> web.Response:
        body = await _body(request, ear.longest())
        if body is None:
            return web.Response(status=413)
        status = await ear.told(
            request.match_info["token"],
            request.headers.get("X-Hub-Signature", ""),
            request.content_type,
            request.charset,
            body,
        )
        return web.Response(status=status, headers={"Retry-After": "60"} if status == 503 else None)

    path = r"/hub/{token:[A-Za-z0-9_-]{20,100}}"
    return [web.get(path, verify, allow_head=False), web.post(path, receive)]


async def _body(request: web.Request, longest: int) -> bytes | None:
    """The body of a request; None if it is longer."""
    parts, size = list[bytes](), 0
    async for part in request.content.iter_chunked(_CHUNK):
        size += len(part)
        if size > longest:
            return None
        parts.append(part)
    return b"".join(parts)
