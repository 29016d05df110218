"""Servers that may be visited and that may not, and a client that knows which."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from feedbot.net import Web, open_web
from tests.sources.server import Reply, Server, serve


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """A server that may be visited."""
    async with serve() as running:
        yield running


@pytest.fixture
async def hidden() -> AsyncIterator[Server]:
    """A server on the same machine that nobody allowed."""
    async with serve() as running:
        running.says("/", Reply(body=b"secret"))
        yield running


@pytest.fixture
async def web_client(server: Server) -> AsyncIterator[Web]:
    """A client that may visit `server` and no other private place."""
    async with open_web(
        allow_private=server.allowed, contact="https://example.org/bot", version="1.2", gap=timedelta(0)
    ) as opened:
        yield opened
