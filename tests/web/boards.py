"""The pages that tell how we are, over a real store that a test fills, and a browser that may see them."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from aiohttp import ClientSession, DummyCookieJar, web
from aiohttp.test_utils import TestServer
from sqlalchemy import Engine

from feedbot.crew import Crew
from feedbot.model import Config
from feedbot.net import open_web
from feedbot.store import Store
from feedbot.store.engine import connect
from feedbot.web import channels, guard, login, pages, problems, static, status
from feedbot.web.access import Door
from feedbot.web.desk import Desk, Health
from tests import make
from tests.web import shelled
from tests.world import fresh

WELL = Health(alive=True, ready=True)


@dataclass(slots=True)
class Clock(shelled.Clock):
    """A clock that goes on by a step each time it is looked at."""

    step: timedelta = timedelta(0)

    def __call__(self) -> datetime:
        """The moment it is."""
        self.now += self.step
        return self.now


@dataclass(slots=True)
class Place:
    """What a test holds; `config` and `health` are asked for with each request."""

    desk: Desk
    browser: shelled.Browser
    engine: Engine
    config: Config
    clock: Clock
    health: Health = WELL
    woken: list[bool] = field(default_factory=list)


@asynccontextmanager
async def board_at(
    folder: Path, config: Config | None = None, fill: Callable[[Engine], None] = lambda _: None
) -> AsyncIterator[Place]:
    """The pages on a free port of loopback, with a store that `fill` filled; all else is empty."""
    (folder / "feedbot.db").write_bytes(fresh())
    engine = connect(f"sqlite:///{folder / 'feedbot.db'}", patience=timedelta(seconds=3))
    fill(engine)
    crew, clock, held = Crew("board"), Clock(), list[Place]()
    known = config or make.config(settings=make.settings(url=shelled.HERE))

    async def health() -> Health:
        return held[0].health

    async def change(_: Callable[[str], str]) -> tuple[str, ...]:
        return ()

    with closing(Store(engine)) as store:
        async with open_web(allow_private=(), version="1") as net:
            desk = Desk(
                config=lambda: held[0].config,
                store=store,
                crew=crew,
                web=net,
                now=clock,
                panel=lambda: None,
                health=health,
                problems=dict,
                change=change,
                wake=lambda: held[0].woken.append(True),
            )
            async with TestServer(application(desk)) as server, ClientSession(cookie_jar=DummyCookieJar()) as session:
                browser = shelled.Browser(session, str(server.make_url("/")).rstrip("/"))
                held.append(Place(desk=desk, browser=browser, engine=engine, config=known, clock=clock))
                yield held[0]
    crew.close()


def application(desk: Desk) -> web.Application:
    """The pages and the addresses for programs, behind their door."""
    door = Door(desk.config, desk.store, desk.now)
    app = web.Application(middlewares=[problems.middleware])
    app[pages.SHELL] = pages.Shell(config=desk.config, now=desk.now)
    app.on_response_prepare.append(guard.protect)
    for area in (status, channels):
        app.add_routes([*door.guarded(area.routes(desk)), *door.programs(area.api(desk))])
    app.add_routes([*login.routes(door), *static.routes()])
    return app
