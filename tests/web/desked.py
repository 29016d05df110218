"""The pages of sources over a real store, a real config.toml and the real client, inside the shell."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from aiohttp import ClientSession, DummyCookieJar, web
from aiohttp.test_utils import TestServer
from sqlalchemy import event

from feedbot import config as configs
from feedbot import draft
from feedbot.crew import Crew
from feedbot.errors import ConfigError
from feedbot.model import Config, Cursor, Entry, Source
from feedbot.net import open_web
from feedbot.store import Store, Tx, open_store, visits
from feedbot.web import add, api_sources, guard, login, lookup, pages, problems, sources, static
from feedbot.web.access import Door
from feedbot.web.desk import Desk, Health
from tests import make
from tests.web.shelled import Browser, Clock
from tests.world import fresh

CONFIG = """[feedbot]
allow_private = [{allowed}]

[[sources]]
name = "alpha"
kind = "feed"
url = "https://alpha.example/feed"
title = "Alpha"

[[sources]]
name = "beta"
kind = "feed"
url = "https://beta.example/feed"
every = "1h"

[[feeds]]
name = "main"
title = "Main"
"""


@dataclass(slots=True)
class Place:
    """A running program as pages see it: the browser, the file behind it, and what was knocked at."""

    browser: Browser
    desk: Desk
    file: Path
    woken: list[int] = field(default_factory=list)

    async def write(self, *cursors: Cursor) -> None:
        """Let this be known of sources."""
        await self.desk.store.write(visits.leave, cursors)

    def statements(self) -> list[str]:
        """A list that grows by each statement that the database gets from now on."""
        told: list[str] = []
        event.listen(self.desk.store.engine, "before_cursor_execute", lambda *said: told.append(said[2]))
        return told


@dataclass(slots=True)
class _Program:
    """The config in force, and how it is changed."""

    file: Path
    config: Config
    store: Store

    async def change(self, amend: Callable[[str], str]) -> tuple[str, ...]:
        """As the daemon does it."""
        try:
            text, config = draft.amended(self.file, amend, _load)
        except ConfigError as error:
            return tuple(str(fault) for fault in error.faults)
        draft.put(self.file, text, like=self.file)
        self.config = config
        await self.store.write(visits.enrol, [each.name for each in config.sources], make.NOW)
        return ()


def _load(path: Path) -> Config:
    return configs.load(path, {})


@asynccontextmanager
async def desked(
    folder: Path,
    *,
    text: str = CONFIG,
    allowed: Sequence[str] = (),
    config: Config | None = None,
    patience: float = 5.0,
) -> AsyncIterator[Place]:
    """The pages over a folder with a config.toml of this text; `config` is in force instead, if it is given."""
    file = folder / "config.toml"
    file.write_text(text.replace("{allowed}", ", ".join(f'"{each}"' for each in allowed)))
    (folder / "feedbot.db").write_bytes(fresh())
    clock, woken = Clock(), list[int]()
    with closing(open_store(f"sqlite:///{folder}/feedbot.db")) as store:
        program = _Program(file=file, config=config or _load(file), store=store)
        await store.write(visits.enrol, [each.name for each in program.config.sources], make.NOW)
        crew = Crew("test")
        async with open_web(allow_private=tuple(allowed), version="1", gap=timedelta(0)) as client:
            desk = Desk(
                config=lambda: program.config,
                store=store,
                crew=crew,
                web=client,
                now=clock,
                panel=lambda: None,
                health=_well,
                problems=dict,
                change=program.change,
                wake=lambda: woken.append(1),
            )
            looker = lookup.Looker(desk, patience)
            app = application(desk, looker)
            async with TestServer(app) as server, ClientSession(cookie_jar=DummyCookieJar()) as session:
                browser = Browser(session=session, base=str(server.make_url("/")).rstrip("/"))
                yield Place(browser=browser, desk=desk, file=file, woken=woken)
        crew.close()


def application(desk: Desk, looker: lookup.Looker) -> web.Application:
    """These pages and their API behind the door."""
    door = Door(desk.config, desk.store, desk.now)
    app = web.Application(middlewares=[problems.middleware])
    app[pages.SHELL] = pages.Shell(config=desk.config, now=desk.now)
    app.on_response_prepare.append(guard.protect)
    app.add_routes(door.guarded([*sources.routes(desk), *add.routes(desk, looker)]))
    app.add_routes([*door.programs(api_sources.routes(desk, looker)), *login.routes(door), *static.routes()])
    return app


def keep(tx: Tx, entries: Sequence[Entry]) -> None:
    """Write entries down as if their sources had brought them."""
    from feedbot.model import Batch
    from feedbot.store import entries as kept

    for each in entries:
        kept.record(tx, Batch(source=each.source, opened=(each,)), make.NOW)


def many(number: int) -> tuple[Source, ...]:
    """So many sources, each on a host of its own."""
    return tuple(
        make.source(f"s{each:05}", url=f"https://s{each:05}.example/feed", title=f"Source {each}")
        for each in range(number)
    )


async def _well() -> Health:
    return Health(alive=True, ready=True)
