"""A tiny application inside the shell: one guarded page with a form, one address for programs, and the way in."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, DummyCookieJar, web
from aiohttp.test_utils import TestServer
from selectolax.lexbor import LexborHTMLParser

from feedbot.model import Access, Config, Secret
from feedbot.store import Store
from feedbot.store.engine import connect
from feedbot.web import guard, login, pages, problems, static
from feedbot.web.access import Door
from tests import bases, make
from tests.web.serving import Got

HERE = "http://127.0.0.1:8080"
FAR = {"X-Forwarded-For": "203.0.113.7"}
PASSWORD = "seven wet umbrellas"
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}

PAGE = """{% extends "layout.html" %}
{% import "macros.html" as piece with context %}
{% block title %}Try{% endblock %}
{% block main %}
<h1>Try</h1>
<p class="lead">{{ piece.badge("good", "well") }} {{ visitor.how }}</p>
<a id="deep" href="{{ path('/sources/deep') }}">deep</a>
{{ piece.action("/status", "Send", fields={"word": "<b>"}) }}
{{ piece.empty(t("shell.private")) }}
{{ piece.figure(number(12345), tp("shell.days", 5)) }}
{% endblock %}
"""


def config(password: str = "", **fields: Any) -> Config:
    """A config with a password in plain, none if empty; other fields are those of `Access` and `url`."""
    url = fields.pop("url", HERE)
    language = fields.pop("web_language", None)
    access = Access(password=Secret(password), **fields)
    return make.config(settings=make.settings(url=url, access=access, web_language=language))


@dataclass(slots=True)
class Clock:
    """A clock that is moved by hand."""

    now: datetime = make.NOW

    def __call__(self) -> datetime:
        """The moment it is."""
        return self.now

    def pass_by(self, length: timedelta) -> None:
        """Let time pass."""
        self.now += length


@dataclass(slots=True)
class Browser:
    """A client that keeps cookies, whatever their attributes, and can send the forms of its last page."""

    session: ClientSession
    base: str
    headers: dict[str, str] = field(default_factory=lambda: dict(BROWSER))
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""

    async def ask(self, method: str, path: str, headers: dict[str, str] | None = None, **data: Any) -> Got:
        """One request; redirects are not followed."""
        sent = {**self.headers, **(headers or {})}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        address = self.base + path
        async with self.session.request(method, address, headers=sent, allow_redirects=False, **data) as answer:
            told = answer.headers.getall("Set-Cookie", ())
            found = {name.lower(): value for name, value in answer.headers.items()}
            got = Got(status=answer.status, headers={**found, "set-cookie": "\n".join(told)}, body=await answer.read())
        for each in told:
            for name, morsel in SimpleCookie(each).items():
                self.cookies.pop(name, None)
                if morsel.value:
                    self.cookies[name] = morsel.value
        if method == "GET" and (fields := tree(got).css('input[name="csrf"]')):
            self.token = fields[0].attributes["value"] or ""
        return got

    async def get(self, path: str, **headers: str) -> Got:
        """A GET; a header's underscores stand for dashes."""
        return await self.ask("GET", path, {name.replace("_", "-"): value for name, value in headers.items()})

    async def send(self, path: str, headers: dict[str, str] | None = None, **fields: str) -> Got:
        """A form, with the token of the last page that had one."""
        return await self.ask("POST", path, headers, data={"csrf": self.token, **fields})

    async def sign_in(self, password: str = PASSWORD, **headers: str) -> Got:
        """The login page, and the password in its form."""
        await self.get("/login")
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.send("/login", sent, password=password, back="/status")


def tree(got: Got) -> LexborHTMLParser:
    """The page of an answer."""
    return LexborHTMLParser(got.body)


def routes() -> list[web.RouteDef]:
    """GET and POST of /status, GET of /sources/{name}."""

    async def show(request: web.Request) -> web.Response:
        return pages.render(request, pages.environment().from_string(PAGE))

    async def take(request: web.Request) -> web.Response:
        word = (await request.post()).get("word", "")
        return pages.go(request, "/status", f"taken: {word!s}")

    return [web.get("/status", show), web.post("/status", take), web.get("/sources/{name}", show)]


def api() -> list[web.RouteDef]:
    """GET and POST of /api/v1/try."""

    async def answer(request: web.Request) -> web.Response:
        return web.json_response({"how": request[guard.VISITOR].how})

    return [web.get("/api/v1/try", answer), web.post("/api/v1/try", answer)]


def application(settings: Callable[[], Config], store: Store, clock: Callable[[], datetime]) -> web.Application:
    """The whole, as the web side puts it together."""
    door = Door(settings, store, clock)
    app = web.Application(middlewares=[problems.middleware])
    app[pages.SHELL] = pages.Shell(config=settings, now=clock)
    app.on_response_prepare.append(guard.protect)
    app.add_routes([*door.guarded(routes()), *door.programs(api()), *login.routes(door), *static.routes()])
    return app


@asynccontextmanager
async def shelled(
    folder: Path, settings: Callable[[], Config] = config, clock: Callable[[], datetime] = lambda: make.NOW
) -> AsyncIterator[Browser]:
    """The tiny application on a free port of loopback, with a store in a folder."""
    engine = connect(bases.address(folder / "feedbot.db"), patience=timedelta(seconds=3))
    with closing(Store(engine)) as store:
        app = application(settings, store, clock)
        async with TestServer(app) as server, ClientSession(cookie_jar=DummyCookieJar()) as session:
            yield Browser(session=session, base=str(server.make_url("/")).rstrip("/"))
