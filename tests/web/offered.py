"""What the world may read of us, on loopback: the documents and the small places, and nothing else."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from feedbot.feeds import FORMATS
from feedbot.model import Config
from feedbot.web import feeds, guard, places, problems
from tests import make
from tests.web.serving import Client, config

TOKEN = "Zm9vYmFyLWJhei1xdXV4LQ_0"


def application(
    folder: Path,
    settings: Callable[[], Config],
    tokens: dict[str, str] | None = None,
    gone: frozenset[str] = frozenset(),
) -> web.Application:
    """The documents of a folder; `tokens` by name of a private feed, `gone` are stems that were published once."""

    async def token(name: str) -> str | None:
        return (tokens or {}).get(name)

    async def was(stem: str) -> bool:
        return stem in gone

    app = web.Application(middlewares=[problems.middleware])
    app.on_response_prepare.append(guard.protect)
    app.add_routes(feeds.Feeds(folder, settings, token, was).routes())
    app.add_routes(places.routes(settings, lambda: make.NOW))
    return app


@asynccontextmanager
async def offered(
    folder: Path,
    settings: Callable[[], Config] = config,
    tokens: dict[str, str] | None = None,
    gone: frozenset[str] = frozenset(),
) -> AsyncIterator[Client]:
    """The server on a free port of loopback, and a client for it."""
    app = application(folder, settings, tokens, gone)
    async with TestServer(app) as server, ClientSession(auto_decompress=False) as session:
        yield Client(session=session, base=str(server.make_url("/")).rstrip("/"))


def lay(folder: Path, stem: str, body: bytes = b"<feed/>", formats: tuple[str, ...] = ("atom",)) -> None:
    """A document under a stem, in some formats."""
    for format in formats:
        (folder / f"{stem}{FORMATS[format].suffix}").write_bytes(body)
