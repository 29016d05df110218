"""A scripted server on loopback: says what a test tells it to and remembers what it was asked."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

Play = Callable[[web.StreamResponse], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer; `play` writes the body by itself, piece by piece, after the headers."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    play: Play | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request as it came; names of headers are in lower case."""

    target: str
    headers: Mapping[str, str]


class Server:
    """What is said at which path; a path without an answer is a 404."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.replies: dict[str, list[Reply]] = {}
        self.asked: list[Asked] = []
        self.at_once = 0
        self.most_at_once = 0

    @property
    def url(self) -> str:
        """The address without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def allowed(self) -> tuple[str, ...]:
        """What `allow_private` must have so that this server, and no other, may be visited."""
        return (f"127.0.0.1:{self.port}",)

    def says(self, path: str, *replies: Reply) -> str:
        """Answers at a path, one after another, the last for ever; gives the address."""
        self.replies[path] = list(replies)
        return self.url + path

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """The next answer at the path asked for."""
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.asked.append(Asked(target=request.raw_path, headers=headers))
        replies = self.replies.get(request.path, [Reply(status=404)])
        reply = replies.pop(0) if len(replies) > 1 else replies[0]
        if reply.play is None:
            return web.Response(status=reply.status, body=reply.body, headers=reply.headers)
        response = web.StreamResponse(status=reply.status, headers=reply.headers)
        await response.prepare(request)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await reply.play(response)
        finally:
            self.at_once -= 1
        return response


@asynccontextmanager
async def serve() -> AsyncIterator[Server]:
    """A server that runs while the block does."""
    listener = await asyncio.get_running_loop().create_server(asyncio.Protocol, "127.0.0.1", 0)
    socket = listener.sockets[0]
    server = Server(socket.getsockname()[1])
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", server.answer)
    runner = web.AppRunner(application, handler_cancellation=True, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.SockSite(runner, socket.dup())
    listener.close()
    await site.start()
    try:
        yield server
    finally:
        await runner.cleanup()


@asynccontextmanager
async def raw(answer: bytes) -> AsyncIterator[str]:
    """A server that says exactly these bytes to whoever connects, and hangs up; gives its address."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()
        writer.close()

    listener = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with listener:
        yield f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
