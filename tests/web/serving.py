"""A real server on loopback with feeds in a folder, and a real client that decodes nothing by itself."""

import gzip
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import brotli
from aiohttp import ClientSession
from aiohttp.test_utils import TestServer

from feedbot.desk import Health
from feedbot.feeds import FORMATS, render
from feedbot.model import Config, Edition
from feedbot.web import application
from tests import make

SITE = "https://feeds.example.org"
WRITTEN = int(make.NOW.timestamp())
WELL = Health(alive=True, ready=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Got:
    """An answer: status, headers with lower-case names, body as it came over the wire."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """Asks the server; `get` and `head` for short."""

    session: ClientSession
    base: str

    async def ask(self, method: str, path: str, **headers: str) -> Got:
        """One request; a header's underscores stand for dashes."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.session.request(
            method,
            self.base + path,
            headers=sent,
            allow_redirects=False,
            skip_auto_headers=["Accept-Encoding", "Accept"],
        ) as answer:
            found = {name.lower(): value for name, value in answer.headers.items()}
            return Got(status=answer.status, headers=found, body=await answer.read())

    async def get(self, path: str, **headers: str) -> Got:
        """A GET."""
        return await self.ask("GET", path, **headers)


def config(**fields: object) -> Config:
    """A config whose site is SITE, with one feed `main`."""
    return make.config(settings=make.settings(url=SITE), **fields)


def write(folder: Path, edition: Edition, *, packed: bool = True, at: float = WRITTEN) -> None:
    """The documents of an edition as they are published, with their compressed neighbours."""
    for format in edition.feed.formats:
        body = render(edition, format)
        path = folder / (edition.feed.name + FORMATS[format].suffix)
        path.write_bytes(body)
        os.utime(path, (at, at))
        if packed:
            path.with_name(path.name + ".gz").write_bytes(gzip.compress(body, mtime=0))
            path.with_name(path.name + ".br").write_bytes(brotli.compress(body))


@asynccontextmanager
async def serving(
    folder: Path, settings: Callable[[], Config] = config, health: Health = WELL
) -> AsyncIterator[Client]:
    """The whole web side on a free port of loopback."""

    async def well() -> Health:
        return health

    app = application(output=folder, config=settings, health=well)
    async with TestServer(app) as server, ClientSession(auto_decompress=False) as session:
        yield Client(session=session, base=str(server.make_url("/")).rstrip("/"))
