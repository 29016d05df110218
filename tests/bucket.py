"""A store on loopback that speaks as much of the S3 protocol as a mirror needs, and remembers what it was asked."""

import hashlib
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from aiohttp import web
from aiohttp.test_utils import TestServer

BUCKET = "news"
PAGE = 40
"""Keys in one page of a listing."""

_SIGNED = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(\w+)/\d{8}/([\w-]+)/s3/aws4_request, SignedHeaders=\S+ Signature=\w+"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What lies under a key."""

    body: bytes
    headers: dict[str, str]

    @property
    def tag(self) -> str:
        """The tag that a store gives: the MD5 of the bytes."""
        return f'"{hashlib.md5(self.body).hexdigest()}"'  # noqa: S324  # what S3 does


@dataclass
class Stub:
    """The store. `failing` has the status to answer with, by method; `refused` has keys that cannot be put."""

    url: str = ""
    held: dict[str, Held] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    failing: dict[str, int] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    unsigned: list[str] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    keys: set[tuple[str, str]] = field(default_factory=set)

    async def answer(self, request: web.Request) -> web.Response:
        """Any request."""
        body = await request.read()
        key = request.path.removeprefix(f"/{BUCKET}").removeprefix("/")
        self.asked.append((request.method, key))
        self._signed(request, body)
        if request.path.split("/")[1] != BUCKET:
            return _fault(404, "NoSuchBucket")
        if status := self.failing.get(request.method):
            return _fault(status, "AccessDenied" if status == 403 else "InternalError")
        if request.method == "PUT" and key in self.refused:
            return _fault(403, "AccessDenied")
        return self._list(request) if "list-type" in request.query else self._object(request, key, body)

    def _object(self, request: web.Request, key: str, body: bytes) -> web.Response:
        if request.method == "PUT":
            headers = {name.lower(): value for name, value in request.headers.items()}
            self.held[key] = Held(body=body, headers=headers)
            return web.Response(headers={"ETag": self.held[key].tag})
        if request.method == "DELETE":
            self.held.pop(key, None)
            return web.Response(status=204)
        if key not in self.held:
            return _fault(404, "NoSuchKey")
        held = self.held[key]
        told = {name: value for name, value in held.headers.items() if name.startswith("x-amz-meta-")}
        told |= {"ETag": held.tag, "Last-Modified": "Sat, 14 Mar 2026 12:00:00 GMT"}
        return web.Response(body=held.body, headers=told)

    def _list(self, request: web.Request) -> web.Response:
        """Some keys, in order, and where to go on."""
        prefix, after = request.query.get("prefix", ""), request.query.get("continuation-token", "")
        keys = sorted(key for key in self.held if key.startswith(prefix) and key > after)
        some, rest = keys[:PAGE], keys[PAGE:]
        rows = [
            f"<Contents><Key>{escape(key)}</Key><LastModified>2026-03-14T12:00:00.000Z</LastModified>"
            f"<ETag>{escape(self.held[key].tag)}</ETag><Size>{len(self.held[key].body)}</Size></Contents>"
            for key in some
        ]
        on = f"<NextContinuationToken>{escape(some[-1])}</NextContinuationToken>" if rest else ""
        text = f"<ListBucketResult><IsTruncated>{str(bool(rest)).lower()}</IsTruncated>{on}{''.join(rows)}"
        return web.Response(text=text + "</ListBucketResult>", content_type="application/xml")

    def _signed(self, request: web.Request, body: bytes) -> None:
        """Take note of who signed, and of requests that are not signed as they should be."""
        found = _SIGNED.fullmatch(request.headers.get("Authorization", "").replace(", Signature", " Signature"))
        if found is None or hashlib.sha256(body).hexdigest() != request.headers.get("x-amz-content-sha256"):
            self.unsigned.append(f"{request.method} {request.path}")
        else:
            self.keys.add((found[1], found[2]))
        self.tokens |= {request.headers[name] for name in request.headers if name.lower() == "x-amz-security-token"}


def _fault(status: int, code: str) -> web.Response:
    text = f"<Error><Code>{code}</Code><Message>prose of the store</Message></Error>"
    return web.Response(status=status, text=text, content_type="application/xml")


@asynccontextmanager
async def stub() -> AsyncIterator[Stub]:
    """A store that is up while the block lasts."""
    held = Stub()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", held.answer)
    async with TestServer(app) as server:
        held.url = str(server.make_url("/")).rstrip("/")
        yield held
