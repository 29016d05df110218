"""A running program as its pages, the API and a browser see it: a real store, a config that is in force, a door."""

import io
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, DummyCookieJar, web
from aiohttp.test_utils import TestServer
from sqlalchemy import Engine, event

from feedbot import config as configs
from feedbot import draft, enrol
from feedbot.channels import KINDS
from feedbot.crew import Crew
from feedbot.deliver import Outlet
from feedbot.desk import Desk, Health
from feedbot.errors import ConfigError
from feedbot.model import Config, Cursor
from feedbot.net import Web, open_web
from feedbot.store import Store, Tx, visits
from feedbot.store.engine import connect
from feedbot.web import add, api_sources, guard, login, pages, problems, sources, static
from feedbot.web import application as whole
from feedbot.web.access import Door
from feedbot.web.looker import Looker
from tests import bases, make
from tests.sender import Script
from tests.web import shelled
from tests.web.serving import Got

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
    """What a test holds; `config`, `health` and `problems` are asked for with each request, `woken` grows by knocks."""

    file: Path
    store: Store
    config: Config
    clock: Clock = field(default_factory=Clock)
    health: Health = WELL
    problems: dict[str, str] = field(default_factory=dict)
    woken: list[bool] = field(default_factory=list)
    browser: shelled.Browser = field(init=False)
    desk: Desk = field(init=False)

    @property
    def engine(self) -> Engine:
        """The database."""
        return self.store.engine

    async def change(self, amend: Callable[[str], str]) -> tuple[str, ...]:
        """Edit config.toml as the daemon does it."""
        try:
            text, config = draft.amended(self.file, amend, load)
        except ConfigError as error:
            return tuple(str(fault) for fault in error.faults)
        draft.put(self.file, text, like=self.file)
        self.config = config
        await self.store.write(_enrol, config)
        return ()

    async def write(self, *cursors: Cursor) -> None:
        """Let this be known of sources."""
        await self.store.write(visits.leave, cursors)

    def statements(self) -> list[str]:
        """A list that grows by each statement that the database gets from now on."""
        told: list[str] = []
        event.listen(self.engine, "before_cursor_execute", lambda *said: told.append(said[2]))
        return told

    async def ask(self, method: str, path: str, body: object = None, **headers: str) -> tuple[int, Any]:
        """The status and the JSON of an answer to a program; headers have underscores for dashes."""
        got = await self.raw(method, path, body, **headers)
        return got.status, json.loads(got.body) if got.body else None

    async def raw(self, method: str, path: str, body: object = None, **headers: str) -> Got:
        """The answer to a program."""
        sent = {"Accept": "*/*", **{name.replace("_", "-"): value for name, value in headers.items()}}
        data: dict[str, Any] = {}
        if body is not None:
            sent.setdefault("Content-Type", "application/json")
            data["data"] = io.BytesIO(body if isinstance(body, bytes) else json.dumps(body).encode())
        return await self.browser.ask(method, f"/api/v1{path}" if path.startswith("/") else path[1:], sent, **data)


@asynccontextmanager
async def room(
    folder: Path,
    config: Config | None = None,
    fill: Callable[[Engine], None] = lambda _: None,
    *,
    text: str = "",
    allowed: Sequence[str] = (),
    patience: float | None = None,
) -> AsyncIterator[Place]:
    """The whole web side on a free port of loopback, with a store that `fill` filled.

    `text` is that of config.toml, whose sources, feeds and channels are enrolled; `config` is in force instead where it
    is given. `allowed` may be visited, and stands for "{allowed}". With `patience`, the seconds for a look at an
    address, there are the pages of sources alone.
    """
    file = folder / "config.toml"
    file.write_text(text.replace("{allowed}", ", ".join(f'"{each}"' for each in allowed)))
    engine = connect(bases.address(folder / "feedbot.db"), patience=timedelta(seconds=3))
    plain = make.config(settings=make.settings(url=shelled.HERE, file=file))
    crew = Crew("room")
    with closing(Store(engine)) as store:
        place = Place(file=file, store=store, config=config or (load(file) if text else plain))
        if text:
            await store.write(_enrol, place.config)
        fill(engine)
        async with open_web(allow_private=tuple(allowed), version="1", gap=timedelta(0)) as net:
            place.desk = _desk(place, crew, net)
            app = _application(place, folder, patience)
            async with TestServer(app) as server, ClientSession(cookie_jar=DummyCookieJar()) as session:
                place.browser = shelled.Browser(session=session, base=str(server.make_url("/")).rstrip("/"))
                yield place
    crew.close()


def load(path: Path) -> Config:
    """The config of a file."""
    return configs.load(path, {})


def _desk(place: Place, crew: Crew, net: Web) -> Desk:
    async def health() -> Health:
        return place.health

    return Desk(
        config=lambda: place.config,
        store=place.store,
        crew=crew,
        web=net,
        now=place.clock,
        panel=lambda: None,
        health=health,
        problems=lambda: place.problems,
        change=place.change,
        wake=lambda: place.woken.append(True),
    )


def _application(place: Place, folder: Path, patience: float | None) -> web.Application:
    desk = place.desk
    if patience is None:
        return whole(output=folder, config=desk.config, health=desk.health, desk=desk)
    door, looker = Door(desk.config, desk.store, desk.now), Looker(desk, patience)
    app = web.Application(middlewares=[problems.middleware])
    app[pages.SHELL] = pages.Shell(config=desk.config, now=desk.now)
    app.on_response_prepare.append(guard.protect)
    app.add_routes(door.guarded([*sources.routes(desk), *add.routes(desk, looker)]))
    app.add_routes([*door.programs(api_sources.routes(desk, looker)), *login.routes(door), *static.routes()])
    return app


def _enrol(tx: Tx, config: Config) -> None:
    opened = {
        each.name: Outlet(channel=each, kind=KINDS[each.kind], sender=Script(), chat=each.kind)
        for each in config.channels
    }
    enrol.enrol(tx, config, opened, make.NOW, None)
