"""The pages of those who run feedbot over a real store, and a browser that may see them."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from aiohttp import ClientSession, DummyCookieJar
from aiohttp.test_utils import TestServer

from feedbot.crew import Crew
from feedbot.model import Config
from feedbot.net import open_web
from feedbot.store import Store
from feedbot.store.engine import connect
from feedbot.web import application
from feedbot.web.desk import Desk, Health
from tests import make
from tests.web import shelled
from tests.world import fresh


@dataclass(slots=True)
class Place:
    """What a test holds: the desk, a browser on this machine, how often it was woken, and the edited config."""

    desk: Desk
    browser: shelled.Browser
    config: Config
    woken: list[bool] = field(default_factory=list)
    text: str = ""


@asynccontextmanager
async def desk_at(folder: Path, config: Config | None = None) -> AsyncIterator[Place]:
    """The whole web side on a free port of loopback, with an empty store."""
    (folder / "feedbot.db").write_bytes(fresh())
    engine = connect(f"sqlite:///{folder / 'feedbot.db'}", patience=timedelta(seconds=3))
    crew = Crew("reader")
    held: list[Place] = []
    known = config or make.config(settings=make.settings(url=shelled.HERE, file=folder / "config.toml"))

    async def change(amend: Callable[[str], str]) -> tuple[str, ...]:
        held[0].text = amend(held[0].text)
        return ()

    async def health() -> Health:
        return Health(alive=True, ready=True)

    with closing(Store(engine)) as store:
        async with open_web(allow_private=(), version="1") as web:
            desk = Desk(
                config=lambda: held[0].config,
                store=store,
                crew=crew,
                web=web,
                now=lambda: make.NOW,
                panel=lambda: None,
                health=health,
                problems=dict,
                change=change,
                wake=lambda: held[0].woken.append(True),
            )
            app = application(output=folder, config=desk.config, health=health, desk=desk)
            async with TestServer(app) as server, ClientSession(cookie_jar=DummyCookieJar()) as session:
                place = Place(
                    desk=desk, browser=shelled.Browser(session, str(server.make_url("/")).rstrip("/")), config=known
                )
                held.append(place)
                yield place
    crew.close()
