"""Servers that are heard byte by byte: with TLS, as a proxy, or just saying what a test tells them to."""

import asyncio
import contextlib
import re
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

CERTIFICATE = Path(__file__).parents[1] / "data" / "tls" / "localhost.pem"

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass(kw_only=True)
class Wire:
    """A server on loopback and every request that it heard, whole."""

    port: int = 0
    heard: list[str] = field(default_factory=list)

    @property
    def allowed(self) -> tuple[str, ...]:
        """What `allow_private` must have so that it may be dialled."""
        return (f"127.0.0.1:{self.port}",)


def says(status: int = 200, body: str = "", **headers: str) -> bytes:
    """An answer after which the server hangs up."""
    lines = [f"HTTP/1.1 {status} Said", f"Content-Length: {len(body)}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", body]).encode()


@asynccontextmanager
async def wire(*answers: bytes, tls: bool = False) -> AsyncIterator[Wire]:
    """A server that says one answer after another, the last for ever; without any it hears and is silent."""
    server, left = Wire(), list(answers)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
        body = await reader.readexactly(int(length[1])) if length else b""
        server.heard.append((head + body).decode())
        if not left:
            await asyncio.Event().wait()
        writer.write(left.pop(0) if len(left) > 1 else left[0])
        await writer.drain()

    async with _listening(server, talk, tls=tls):
        yield server


@asynccontextmanager
async def greeting(words: bytes) -> AsyncIterator[Wire]:
    """A server that speaks first, as those of mail do, and then only listens."""
    server = Wire()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(words)
        await reader.read()

    async with _listening(server, talk):
        yield server


@asynccontextmanager
async def proxy(refusal: bytes = b"") -> AsyncIterator[Wire]:
    """A proxy: makes the way to whatever CONNECT names, or gives the refusal; answers all else by itself."""
    server = Wire()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        server.heard.append(head)
        target = re.match(r"CONNECT [^ ]*:(\d+) ", head)
        if not target or refusal:
            writer.write(refusal or says(body="by proxy"))
            await writer.drain()
            return
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", int(target[1]))
        await asyncio.gather(_pipe(reader, far_writer), _pipe(far_reader, writer))

    async with _listening(server, talk):
        yield server


def trusting() -> ssl.SSLContext:
    """TLS that trusts the certificate of these servers."""
    return ssl.create_default_context(cafile=str(CERTIFICATE))


@asynccontextmanager
async def _listening(server: Wire, talk: Talk, *, tls: bool = False) -> AsyncIterator[None]:
    context = None
    if tls:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(str(CERTIFICATE))

    talks: set[asyncio.Task[None] | None] = set()

    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talks.add(asyncio.current_task())
        try:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await talk(reader, writer)
        finally:
            await _hang_up(writer)

    listener = await asyncio.start_server(once, "127.0.0.1", 0, ssl=context)
    server.port = listener.sockets[0].getsockname()[1]
    async with listener:
        yield
        listener.close()
        for task in talks:
            if task:
                task.cancel()
        await asyncio.gather(*(task for task in talks if task), return_exceptions=True)


async def _hang_up(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
    finally:
        await _hang_up(writer)
