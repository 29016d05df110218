"""A whole feedbot in a folder: real store, real files, a console whose text can be read, a clock moved by hand."""

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from feedbot.channels import Senders
from feedbot.model import Config, Source
from feedbot.net import open_web
from feedbot.sources import KINDS
from feedbot.store import open_store
from feedbot.turns import Turns
from tests import bases, make


@dataclass
class Clock:
    """The time, moved by hand."""

    at: datetime = make.NOW

    def __call__(self) -> datetime:
        """The moment it is."""
        return self.at

    def move(self, **length: float) -> None:
        """Let time pass, as `timedelta` counts it."""
        self.at += timedelta(**length)


@dataclass
class World:
    """What a test looks at: the folder, the turns, the clock, and what the console printed."""

    place: Path
    turns: Turns
    clock: Clock
    console: io.StringIO = field(default_factory=io.StringIO)

    def article(self, name: str, text: str) -> Path:
        """Put an article into the folder, old enough not to be half-written."""
        path = self.place / "articles" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    async def round(self, *, every: float = 60) -> None:
        """Let some time pass, then one round of everything: visit, take in, publish, deliver all that is due."""
        self.clock.move(seconds=every)
        await self.turns.ingest()
        await self.turns.settle_visits()
        while await self.turns.publish() == 0:
            pass
        await self.send()

    async def send(self) -> None:
        """Deliver until nothing is due."""
        while await self.turns.deliver() == 0:
            pass

    def file(self, name: str = "main.atom") -> str:
        """The text of a feed file."""
        return (self.place / "feeds" / name).read_text(encoding="utf-8")

    def printed(self) -> str:
        """What the console has printed since it was last asked."""
        text = self.console.getvalue()
        self.console.truncate(0)
        self.console.seek(0)
        return text


def folder(place: Path, **fields: Any) -> Source:
    """A source over the articles of a world."""
    options = KINDS["folder"].section(name="articles", kind="folder", path="articles", settle="0s")  # type: ignore[call-arg]  # the kind's own key
    return make.source("articles", kind="folder", url=str(place / "articles"), options=options, **fields)


def web_feed(url: str, **fields: Any) -> Source:
    """A source over a feed on the web."""
    options = KINDS["feed"].section(name="wire", kind="feed", url=url)  # type: ignore[call-arg]  # the kind's own key
    return make.source("wire", url=url, options=options, **fields)


@asynccontextmanager
async def world(place: Path, *, allow: tuple[str, ...] = (), **fields: Any) -> AsyncIterator[World]:
    """A feedbot in `place` with a folder, a feed and a console; `fields` are those of its config.

    `allow` has the private addresses that may be visited.
    """
    (place / "articles").mkdir(exist_ok=True)
    settings = make.settings(
        file=place / "config.toml",
        state=place / "state",
        output=place / "feeds",
        database=bases.address(place / "state" / "feedbot.db"),
        web=False,
        allow_private=allow,
    )
    config = Config(
        **{
            "settings": settings,
            "sources": (folder(place),),
            "feeds": (make.feed(),),
            "channels": (make.channel(),),
            **fields,
        }
    )
    clock, console = Clock(), io.StringIO()
    config.settings.state.mkdir(exist_ok=True)
    store = open_store(config.settings.database)
    try:
        async with open_web(
            allow_private=config.settings.allow_private, version="0", gap=timedelta(0), now=clock
        ) as web:
            turns = Turns(
                config=config,
                store=store,
                web=web,
                now=clock,
                stop=asyncio.Event(),
                pause=0.0,
                senders=Senders(stream=console),
            )
            await turns.free()
            await turns.enrol()
            try:
                yield World(place=place, turns=turns, clock=clock, console=console)
            finally:
                await turns.close()
    finally:
        store.close()
