"""Where Telegram brings what is said to the bot, if the config wants that."""

from collections.abc import Awaitable, Callable

from aiohttp import web

Heard = Callable[[bytes, str], Awaitable[int]]
"""Takes the body of an update and the secret that came with it; gives the status to answer with."""

PATH = "/telegram"
"""The address below our own."""

_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_LONGEST = 2**20


def routes(heard: Heard) -> list[web.RouteDef]:
    """POST of /telegram (Bot API, setWebhook)."""

    async def take(request: web.Request) -> web.Response:
        """An update; 413 for more than one can be, else what `heard` says."""
        body = b""
        async for chunk in request.content.iter_chunked(2**16):
            body += chunk
            if len(body) > _LONGEST:
                return web.Response(status=413)
        return web.Response(status=await heard(body, request.headers.get(_HEADER, "")))

    return [web.post(PATH, take)]
