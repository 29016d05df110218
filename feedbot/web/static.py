"""Scripts and styles of the pages, out of the package: named by their content, so that browsers keep them for good."""

import asyncio
import gzip
import hashlib
from collections.abc import Mapping
from functools import cache
from importlib import resources

import brotli
from aiohttp import web

from feedbot.web import accept

TYPES = {
    "htmx.min.js": "text/javascript",
    "feedbot.js": "text/javascript",
    "pico.min.css": "text/css",
    "feedbot.css": "text/css",
}
"""The files that are given out, and their media types."""

_EVER = "public, max-age=31536000, immutable"
_ASKED = "public, max-age=0, must-revalidate"
_LENGTH = 16  # digits of a digest that make a name nobody else has


def routes() -> list[web.RouteDef]:
    """GET and HEAD of /static/NAME."""
    return [web.get("/static/{name}", _give)]


def address(name: str) -> str:
    """The address of a file, with its version. Raises KeyError if there is no such file."""
    return f"/static/{name}?v={_tag(name)}"


async def _give(request: web.Request) -> web.Response:
    name = request.match_info["name"]
    if name not in TYPES:
        raise web.HTTPNotFound
    # Packing takes a tenth of a second, once.
    copies = await asyncio.to_thread(_copies, name)
    coding = accept.encoding(request.headers.get("Accept-Encoding"), ("br", "gzip"))
    tag = _tag(name) if coding == "identity" else f"{_tag(name)}-{coding}"
    headers = {
        "Cache-Control": _EVER if request.query.get("v") == _tag(name) else _ASKED,
        "Vary": "Accept-Encoding",
        "ETag": f'"{tag}"',
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    if any(each.value in (tag, "*") for each in request.if_none_match or ()):
        return web.Response(status=304, headers=headers)
    if coding != "identity":
        headers["Content-Encoding"] = coding
    headers["Content-Type"] = f"{TYPES[name]}; charset=utf-8"
    return web.Response(body=copies[coding], headers=headers)


@cache
def _body(name: str) -> bytes:
    return (resources.files("feedbot.web") / "static" / name).read_bytes()


@cache
def _tag(name: str) -> str:
    if name not in TYPES:
        raise KeyError(f"no static file is called {name}")
    return hashlib.sha256(_body(name)).hexdigest()[:_LENGTH]


@cache
def _copies(name: str) -> Mapping[str, bytes]:
    body = _body(name)
    return {"identity": body, "gzip": gzip.compress(body, mtime=0), "br": brotli.compress(body)}
