"""The page of rules and the whole API over a real store and a real config.toml, behind the door."""

import io
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, DummyCookieJar, web
from aiohttp.test_utils import TestServer
from sqlalchemy import update

from feedbot import config as configs
from feedbot import draft, enrol
from feedbot.crew import Crew
from feedbot.errors import ConfigError
from feedbot.model import Batch, Config, Entry
from feedbot.net import open_web
from feedbot.rules import matching
from feedbot.store import Store, Tx, entries, open_store, outbox, revisions, search, tables
from feedbot.web import api, api_sources, channels, guard, login, pages, problems, rules, static, status
from feedbot.web.access import Door
from feedbot.web.desk import Desk, Health
from tests import make
from tests.store import given
from tests.web.serving import Got
from tests.web.shelled import Browser
from tests.world import fresh

CONFIG = """[feedbot]
health = false

[[sources]]
name = "sample"
kind = "feed"
url = "https://sample.example/feed"

[[sources]]
name = "other"
kind = "feed"
url = "https://other.example/feed"

# where news go
[[channels]]
name = "console"
kind = "console"
where = 'мост'  # only bridges

[[feeds]]
name = "main"
title = "Main"

[[feeds]]
name = "secret"
private = true
sources = ["sample"]

[[feeds]]
name = "every"
each = "source"

[[searches]]
name = "rates"
where = "курс or валюта"
"""

SCRIPT = "<script>alert(1)</script>"
BRIDGE = make.entry(1, title="В Харькове обрушился мост", summary="Мост рухнул утром.", language="ru")
RATES = make.entry(2, title="Курс валют на среду", language="ru")
EVIL = make.entry(3, title=f"Evil {SCRIPT}", summary=SCRIPT, source="other", language="en")
AGAIN = make.entry(4, title="Мост в Харькове: что известно", language="ru", source="other")
HELD = (BRIDGE, RATES, EVIL, AGAIN)


@dataclass(slots=True)
class Place:
    """The running program as pages and programs see it."""

    browser: Browser
    desk: Desk
    file: Path
    woken: list[int] = field(default_factory=list)

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


@dataclass(slots=True)
class Program:
    """The config in force, and how it is changed."""

    file: Path
    config: Config
    store: Store

    async def change(self, amend: Callable[[str], str]) -> tuple[str, ...]:
        """As the daemon does it."""
        try:
            text, config = draft.amended(self.file, amend, load)
        except ConfigError as error:
            return tuple(str(fault) for fault in error.faults)
        draft.put(self.file, text, like=self.file)
        self.config = config
        await self.store.write(_enrol, config)
        return ()


def load(path: Path) -> Config:
    """The config of a file."""
    return configs.load(path, {})


def fill(tx: Tx) -> None:
    """Four entries that can be searched; the bridge is told by two sources, and promised to a channel."""
    batch = given.of(*HELD)
    batch = replace(batch, stories=(given.story(BRIDGE.id, AGAIN.id), given.story(RATES.id), given.story(EVIL.id)))
    entries.record(tx, batch, make.NOW)
    search.keep(tx, {each.id: tuple(matching.read(each).places) for each in HELD}, {e.id: e.digest for e in HELD})
    outbox.owe(tx, batch, make.NOW)


def write(tx: Tx, *held: Entry) -> None:
    """Write down more entries, which can be searched."""
    entries.record(tx, given.of(*held), make.NOW)
    search.keep(tx, {each.id: tuple(matching.read(each).places) for each in held}, {e.id: e.digest for e in held})


def revise(tx: Tx, newer: Entry) -> None:
    """Let an entry have changed."""
    revisions.keep(tx, [newer], make.NOW)
    entries.record(tx, Batch(source=newer.source, changed=(newer,)), make.NOW)


def park(tx: Tx, held: Entry) -> None:
    """Let what the console was promised of an entry be set aside."""
    tx.execute(update(tables.outbox).where(tables.outbox.c.subject == held.id).values(parked="chat not found"))


def application(desk: Desk) -> web.Application:
    """Pages and API as the web side puts them together."""
    door = Door(desk.config, desk.store, desk.now)
    app = web.Application(middlewares=[problems.middleware])
    app[pages.SHELL] = pages.Shell(config=desk.config, now=desk.now)
    app.on_response_prepare.append(guard.protect)
    app.add_routes(door.guarded(rules.routes(desk)))
    for programs in (api.routes, api_sources.routes, status.api, channels.api):
        app.add_routes(door.programs(programs(desk)))
    app.add_routes([*login.routes(door), *static.routes()])
    return app


@asynccontextmanager
async def ruled(folder: Path, *, text: str = CONFIG, filled: bool = True) -> AsyncIterator[Place]:
    """All of it over a folder with a config.toml of this text, and four entries unless it shall be empty."""
    file = folder / "config.toml"
    file.write_text(text)
    (folder / "feedbot.db").write_bytes(fresh())
    woken: list[int] = []
    with closing(open_store(f"sqlite:///{folder}/feedbot.db")) as store:
        program = Program(file=file, config=load(file), store=store)
        await store.write(_enrol, program.config)
        if filled:
            await store.write(fill)
        crew = Crew("test")
        async with open_web(allow_private=(), version="1", gap=timedelta(0)) as client:
            desk = Desk(
                config=lambda: program.config,
                store=store,
                crew=crew,
                web=client,
                now=lambda: make.NOW,
                panel=lambda: None,
                health=_well,
                problems=dict,
                change=program.change,
                wake=lambda: woken.append(1),
            )
            async with TestServer(application(desk)) as server, ClientSession(cookie_jar=DummyCookieJar()) as session:
                browser = Browser(session=session, base=str(server.make_url("/")).rstrip("/"))
                yield Place(browser=browser, desk=desk, file=file, woken=woken)
        crew.close()


def _enrol(tx: Tx, config: Config) -> None:
    enrol.enrol(tx, config, {each.name: each.kind for each in config.channels}, make.NOW, None)


async def _well() -> Health:
    return Health(alive=True, ready=True)
