"""Signing in and out, and what a reader chooses: the language and the colours of the pages."""

import math
from datetime import timedelta

from aiohttp import web

from feedbot.web import guard, pages, passwords, words
from feedbot.web.access import FORGED, Door
from feedbot.web.problems import problem

_YEAR = 365 * 86400
_NOTHING = timedelta(0)
_CHOICES = (("language", pages.LANGUAGE, words.LANGUAGES), ("theme", pages.THEME, pages.THEMES))


def routes(door: Door) -> list[web.RouteDef]:
    """GET and POST of /login, POST of /logout and /look."""
    login = Login(door)
    forms = [web.get("/login", login.ask), web.post("/login", login.take), web.post("/logout", login.leave)]
    return [*door.open(forms), web.post("/look", login.look)]


class Login:
    """The handlers."""

    def __init__(self, door: Door) -> None:
        self._door = door

    async def ask(self, request: web.Request) -> web.StreamResponse:
        """GET and HEAD of /login: the form; for who is inside already the page they came for."""
        back = pages.home(request.query.get("back", ""))
        if request[guard.VISITOR].inside:
            return pages.go(request, back)
        return _form(request, back) if self._door.access.password else self._door.closed(request)

    async def take(self, request: web.Request) -> web.StreamResponse:
        """POST of /login: a password."""
        if not self._door.access.password:
            return self._door.closed(request)
        told = await request.post()
        back, password = pages.home(str(told.get("back", ""))), told.get("password")
        if not isinstance(password, str) or not 0 < len(password) <= passwords.MOST:
            return _form(request, back, wrong=True)
        wait = await self._door.sign_in(request, password)
        if wait is not None:
            return _form(request, back, wrong=True, wait=wait)
        response = pages.go(request, back)
        await self._door.begin(request, response)
        return response

    async def leave(self, request: web.Request) -> web.StreamResponse:
        """POST of /logout."""
        response = pages.go(request, "/login", pages.reader(request).t("shell.signed_out"))
        await self._door.end(request, response)
        return response

    async def look(self, request: web.Request) -> web.StreamResponse:
        """POST of /look: language and colours, for everybody; what is none of ours is the reader's system's again."""
        if guard.foreign(request, self._door.url):
            return problem(request, 403, FORGED)
        told = await request.post()
        response = pages.go(request, pages.home(str(told.get("back", ""))))
        for field, cookie, known in _CHOICES:
            value = told.get(field)
            if value in known:
                response.set_cookie(cookie, str(value), path="/", max_age=_YEAR, samesite="Lax", httponly=True)
            elif value is not None:
                response.del_cookie(cookie, path="/", samesite="Lax", httponly=True)
        return response


def _form(request: web.Request, back: str, *, wrong: bool = False, wait: timedelta = _NOTHING) -> web.Response:
    seconds = math.ceil(wait.total_seconds())
    response = pages.render(
        request,
        "login.html",
        status=429 if wait else 403 if wrong else 200,
        closed=False,
        back=back,
        wrong=wrong,
        seconds=seconds,
    )
    if wait:
        response.headers["Retry-After"] = str(seconds)
    return response
