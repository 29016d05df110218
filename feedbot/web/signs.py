"""How we are, for whatever watches over us: /healthz and /readyz."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from feedbot.desk import Health
from feedbot.errors import FeedbotError
from feedbot.web.access import Door


class Signs:
    """The two handlers; without a `door` nobody is told why."""

    def __init__(self, health: Callable[[], Awaitable[Health]], door: Door | None) -> None:
        self._health, self._door = health, door

    def routes(self) -> list[web.RouteDef]:
        """GET of both, for everybody."""
        return [web.get("/healthz", self.alive), web.get("/readyz", self.ready)]

    async def alive(self, request: web.Request) -> web.Response:
        """GET and HEAD of /healthz: 200 while a restart would not help, else 503."""
        health = await self._health()
        return await self._told(request, health, well=health.alive)

    async def ready(self, request: web.Request) -> web.Response:
        """GET and HEAD of /readyz: 200 while work gets done, else 503."""
        health = await self._health()
        return await self._told(request, health, well=health.ready)

    async def _told(self, request: web.Request, health: Health, *, well: bool) -> web.Response:
        """How we are for everybody, and why for those who run feedbot: it names sources, channels and folders."""
        told: dict[str, object] = {"status": "ok" if well else "failing"}
        if await self._is_inside(request):
            told["problems"] = list(health.problems)
        return web.json_response(told, status=200 if well else 503, headers={"Cache-Control": "no-store"})

    async def _is_inside(self, request: web.Request) -> bool:
        try:
            return self._door is not None and (await self._door.visitor(request)).inside
        except FeedbotError:  # sessions lie in the database, which may be what is ill
            return False
