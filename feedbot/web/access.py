"""Who may come in: a browser on this machine, one that gave the password, or one whom a trusted proxy names."""

import asyncio
import hashlib
import hmac
import math
import secrets
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta
from urllib.parse import quote

from aiohttp import web

from feedbot.model import Access, Config
from feedbot.store import Store, sessions
from feedbot.web import callers, guard, pages, passwords
from feedbot.web.brake import Brake
from feedbot.web.guard import VISITOR, Visitor
from feedbot.web.problems import problem

LASTS = timedelta(days=30)
"""How long a session lasts after its last use."""

FORGED = "This form is too old, or another site sent it. Go back, reload the page, and send it again."
"""What a form is told that did not come from a page of ours."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Rule = Callable[[web.Request, Handler], Awaitable[web.StreamResponse]]

_RENEWED = timedelta(days=1)  # a session is prolonged once a day, not with each request
_COOKIES = ("__Host-feedbot", "feedbot")  # the first where that is possible: over https
_SAFE = ("GET", "HEAD", "OPTIONS")
_LONGEST = 200  # characters of what a browser calls itself, and of what it holds
_STRANGER = "Sign in first: this is for those who run this feedbot."
_CLOSED = "No password is set, so this is open on the machine of feedbot only. Set one with `feedbot password`."


class Door:
    """Lets visitors in, or not; `config` is asked anew for each request, because a reload may change the password."""

    def __init__(self, config: Callable[[], Config], store: Store, now: Callable[[], datetime]) -> None:
        self.forms = guard.Forms()
        self._config = config
        self._store = store
        self._now = now
        self._brake = Brake()
        self._turn = asyncio.Semaphore(1)  # one hash at a time: each takes 64 MiB
        self._key = secrets.token_bytes(32)
        self._bearer = b""

    def guarded(self, routes: Iterable[web.RouteDef]) -> list[web.RouteDef]:
        """Pages for those who run feedbot: others are sent to sign in, or told what to set."""
        return [self._behind(self._people, route) for route in routes]

    def programs(self, routes: Iterable[web.RouteDef]) -> list[web.RouteDef]:
        """The API: the same people, or a program that sends the password (`Authorization: Bearer`)."""
        return [self._behind(self._program, route) for route in routes]

    def open(self, routes: Iterable[web.RouteDef]) -> list[web.RouteDef]:
        """Pages for everybody that have forms."""
        return [self._behind(self._anybody, route) for route in routes]

    @property
    def access(self) -> Access:
        """What the configuration says of who may come in."""
        return self._config().settings.access

    @property
    def url(self) -> str:
        """The address under which readers know us."""
        return self._config().settings.url

    async def visitor(self, request: web.Request) -> Visitor:
        """Who asks."""
        settings = self._config().settings
        if callers.is_here(request, settings):
            return Visitor(how="here", secret=self.forms.secret(request))
        held = _held(request)
        if held and settings.access.password:
            fresh = await self._goes_on(held)
            if fresh is not None:
                return Visitor(how="session", secret=held, fresh=fresh)
        name = callers.named(request, settings.access)
        return Visitor(how="proxy" if name else "nobody", secret=self.forms.secret(request), name=name)

    async def sign_in(self, request: web.Request, password: str) -> timedelta | None:
        """How long to wait before another attempt; nothing if the password was wrong, None if it was right."""
        client = callers.client(request, self.access)
        if wait := self._brake.wait(client, self._now()):
            return wait
        self._brake.tried(client, self._now())
        async with self._turn:
            right = await asyncio.to_thread(passwords.right, self.access.password.value, password)
        if not right:
            return timedelta(0)
        self._brake.right(client)
        return None

    async def begin(self, request: web.Request, response: web.Response) -> None:
        """Open a session for a browser that gave the password; the one it had ends."""
        await self.end(request, response)
        held = secrets.token_urlsafe(32)
        now = self._now()
        name = request.headers.get("User-Agent", "")[:_LONGEST]
        session = sessions.Session(token=self._token(held), name=name, made=now, until=now + LASTS)
        await self._store.write(sessions.begin, session)
        _give(response, held, secure=callers.is_secure(request, self.access))

    async def end(self, request: web.Request, response: web.Response) -> None:
        """End the session of a browser."""
        if held := _held(request):
            await self._store.write(sessions.end, self._token(held))
        for cookie in _COOKIES:
            if cookie in request.cookies:
                response.del_cookie(cookie, path="/", secure=cookie == _COOKIES[0], httponly=True, samesite="Lax")

    def closed(self, request: web.Request) -> web.Response:
        """The page that tells how to open these pages to others than this machine, and why this one may be no such."""
        host = callers.elsewhere(self._config().settings) if callers.is_near(request) else None
        return pages.render(request, "login.html", status=403, closed=True, host=host)

    def _behind(self, rule: Rule, route: web.RouteDef) -> web.RouteDef:
        async def handler(request: web.Request) -> web.StreamResponse:
            return await rule(request, route.handler)

        return web.RouteDef(route.method, route.path, handler, route.kwargs)

    async def _people(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        visitor = request[VISITOR] = await self.visitor(request)
        if not visitor.inside:
            return self._turned_away(request)
        return await self._answered(request, handler)

    async def _anybody(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        request[VISITOR] = await self.visitor(request)
        return await self._answered(request, handler)

    async def _program(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        visitor = await self.visitor(request)
        if not visitor.inside and (told := request.headers.get("Authorization", "")):
            wait = await self._may(request, told)
            if wait:
                return problem(request, 429, "Too many attempts with a wrong password.", _retry(wait))
            if wait is None:
                visitor = Visitor(how="program", secret=visitor.secret)
        request[VISITOR] = visitor
        if not visitor.inside:
            return self._refused(request)
        # A page of another site can send neither JSON nor a header of its own without asking, and nobody allows it.
        if request.method not in _SAFE and (guard.foreign(request, self.url) or guard.simple(request)):
            return problem(request, 403, "A change is sent as application/json, and not by a page of another site.")
        return await handler(request)

    async def _answered(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """The answer, unless a form was forged; a session that is used lasts longer."""
        if request.method not in _SAFE and (guard.foreign(request, self.url) or not await guard.ours(request)):
            return problem(request, 403, FORGED)
        response = await handler(request)
        visitor = request[VISITOR]
        if visitor.how == "session" and visitor.fresh and not response.prepared:
            _give(response, visitor.secret, secure=_COOKIES[0] in request.cookies)
        return response

    def _turned_away(self, request: web.Request) -> web.StreamResponse:
        if not self.access.password:
            return self.closed(request) if request.method in _SAFE else problem(request, 403, _CLOSED)
        if request.method not in _SAFE:
            return problem(request, 401, _STRANGER)
        login = f"/login?back={quote(request.rel_url.raw_path_qs)}"
        if pages.is_part(request):
            return web.Response(status=401, headers={"HX-Redirect": pages.path(request, login)})
        return pages.go(request, login)

    def _refused(self, request: web.Request) -> web.StreamResponse:
        if not self.access.password:
            return problem(request, 403, _CLOSED)
        return problem(request, 401, _STRANGER, {"WWW-Authenticate": 'Bearer realm="feedbot"'})

    async def _may(self, request: web.Request, told: str) -> timedelta | None:
        """As `sign_in`, with the password of an Authorization header; one that was right is not hashed again."""
        scheme, _, password = told.partition(" ")
        if scheme.lower() != "bearer" or not self.access.password:
            return timedelta(0)
        digest = self._digest(self._key, password)
        if hmac.compare_digest(digest, self._bearer):
            return None
        wait = await self.sign_in(request, password)
        if wait is None:
            self._bearer = digest
        return wait

    async def _goes_on(self, held: str) -> bool | None:
        """Whether a session goes on, and whether it was prolonged now; None if there is none."""
        token, now = self._token(held), self._now()
        found = await self._store.read(sessions.find, token, now)
        if found is None:
            return None
        if found.until - now > LASTS - _RENEWED:
            return False
        await self._store.write(sessions.renew, token, now + LASTS)
        return True

    def _token(self, held: str) -> str:
        """What is kept of a session. It depends on the password: another one ends all sessions."""
        return self._digest(b"session", held).hex()

    def _digest(self, key: bytes, told: str) -> bytes:
        inner = hmac.new(key, self.access.password.value.encode(), hashlib.sha256).digest()
        return hmac.new(inner, told.encode("utf-8", "surrogateescape"), hashlib.sha256).digest()


def _held(request: web.Request) -> str:
    """What a browser holds of its session."""
    held = next((request.cookies[name] for name in _COOKIES if name in request.cookies), "")
    return held if held.isascii() and len(held) <= _LONGEST else ""


def _give(response: web.StreamResponse, held: str, *, secure: bool) -> None:
    seconds = int(LASTS.total_seconds())
    name = _COOKIES[0] if secure else _COOKIES[1]
    response.set_cookie(name, held, path="/", max_age=seconds, secure=secure, httponly=True, samesite="Lax")


def _retry(wait: timedelta) -> dict[str, str]:
    return {"Retry-After": str(math.ceil(wait.total_seconds()))}
