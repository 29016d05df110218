"""An endpoint on loopback that says what a test tells it to, and a feedbot that asks it."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import web

from feedbot.condense import Asker, Condensed, condense
from feedbot.model import Endpoint, Entry, Secret
from feedbot.store import answers, entries
from tests import make
from tests.world import World, world

TRUE = "After two years of work costing 40 million crowns, the bridge over the Tyra in Velmora carries cars again."


ARTICLE = """date 2026-03-14 The old bridge of Velmora opens again
The bridge over the Tyra carries cars again after two years of work, the city council of Velmora said.
Source: Northern Wire
Details: The work cost 40 million crowns. Mayor Edna Corvin thanked engineer Paul Ashdown, who led it.
The council did not raise the toll. "It will last for a century," Corvin told reporters. Trams may return in May.
Some 300 people came to see the first car cross the river, among them the oldest man of the town.
"""


@dataclass
class Stub:
    """An endpoint that says what a test tells it to, and remembers what it was asked."""

    port: int = 0
    status: int = 200
    text: str = TRUE
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    released: asyncio.Event = field(default_factory=asyncio.Event)
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.Response:
        """The answer, in the form of a chat completion if no body was given."""
        self.asked.append(await request.json())
        self.keys.append(request.headers.get("Authorization", ""))
        await self.released.wait()
        said = {"choices": [{"message": {"role": "assistant", "content": self.text}, "finish_reason": "stop"}]}
        body = json.dumps(said).encode() if self.body is None else self.body
        return web.Response(status=self.status, body=body, headers=self.headers)


@dataclass
class Place:
    """A feedbot with an endpoint, and what it remembers of it."""

    world: World
    stub: Stub
    asker: Asker = field(default_factory=Asker)

    async def turn(self, deadline: timedelta = timedelta(seconds=5)) -> Condensed:
        """One turn."""
        turns = self.world.turns
        return await condense(
            config=turns.config,
            store=turns.store,
            web=turns.web,
            crew=turns.crew,
            asker=self.asker,
            now=self.world.clock,
            deadline=deadline,
        )

    def sets(self, **fields: Any) -> None:
        """Change the endpoint in the config."""
        config = self.world.turns.config
        endpoint = replace(config.settings.endpoint or Endpoint(url="", model=""), **fields)
        self.world.turns.config = replace(config, settings=replace(config.settings, endpoint=endpoint))

    async def entry(self) -> Entry:
        """The newest entry."""
        (found,) = await self.world.turns.store.read(entries.latest, limit=1)
        return found

    async def read(self) -> None:
        """Take in what lies in the folder."""
        self.world.clock.move(seconds=60)
        await self.world.turns.ingest()
        await self.world.turns.settle_visits()

    async def count(self) -> int:
        """How many questions count as asked."""
        return await self.world.turns.store.read(answers.count, datetime.min.replace(tzinfo=make.NOW.tzinfo, year=2000))


@asynccontextmanager
async def stubbed() -> AsyncIterator[Stub]:
    """An endpoint that runs while the block does."""
    stub = Stub()
    stub.released.set()
    application = web.Application()
    application.router.add_post("/v1/chat/completions", stub.answer)
    runner = web.AppRunner(application, handler_cancellation=True, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    stub.port = runner.addresses[0][1]
    try:
        yield stub
    finally:
        await runner.cleanup()


@asynccontextmanager
async def placed(folder: Path) -> AsyncIterator[Place]:
    """A feedbot that was visited once and has an article since then, recorded a minute ago."""
    async with stubbed() as stub, world(folder, allow=(f"127.0.0.1:{stub.port}",)) as made:
        await made.round()
        place = Place(made, stub)
        place.sets(url=f"http://127.0.0.1:{stub.port}/v1", model="small", key=Secret("k-1"))
        made.article("bridge.txt", ARTICLE)
        await place.read()
        yield place
