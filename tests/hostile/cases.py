"""What a case is: what is said to whoever asks, and what must come of it."""

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from feedbot.model import Fault, Limits

MANY = Limits(deadline=timedelta(seconds=50), items=300)
"""Bounds of a case that is not about a bound of time: generous in seconds, as machines are slow at times."""

SMALL = Limits(body=2**20, deadline=timedelta(seconds=50), items=300)
"""Bounds of a case that is about the size of a body."""

SHORT = Limits(body=2**20, deadline=timedelta(seconds=1), items=300)
"""Bounds of a case that is about time."""


@dataclass(slots=True, kw_only=True)
class Talk:
    """One request and the connection on which to answer it.

    `step` is what follows the name of the case in the path, `host` and `port` are where we are, and `secret` is the
    port of a private service that nobody may dial. A trickling case says a byte each `pause` seconds.
    """

    writer: asyncio.StreamWriter
    step: str
    host: str
    port: int
    secret: int
    pause: float

    async def say(self, *pieces: bytes) -> None:
        """Send bytes, with the words @HOST@, @PORT@ and @SECRET@ in short ones filled in."""
        for piece in pieces:
            self.writer.write(self.filled(piece) if len(piece) < 65536 else piece)
            await self.writer.drain()

    async def endless(self, piece: bytes) -> None:
        """Send the same bytes until the other side has had enough."""
        while True:
            await self.say(piece)

    async def trickle(self, piece: bytes) -> None:
        """Send the same bytes for ever, one by one."""
        while True:
            for place in range(len(piece)):
                await self.say(piece[place : place + 1])
                await asyncio.sleep(self.pause)

    async def silence(self) -> None:
        """Say nothing more, and do not hang up."""
        await asyncio.Event().wait()

    def reset(self) -> None:
        """Break the connection off, so that the other side is told of a reset."""
        there: socket.socket = self.writer.get_extra_info("socket")
        there.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()

    def filled(self, text: bytes) -> bytes:
        """The bytes with the words for places filled in."""
        words = {b"@HOST@": self.host, b"@PORT@": str(self.port), b"@SECRET@": str(self.secret)}
        for word, value in words.items():
            text = text.replace(word, value.encode())
        return text


Play = Callable[[Talk], Awaitable[None]]
"""What is done with a request; the connection is closed after it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One way to be a bad source.

    A visit fails with `fault`, and each of `words` is in the reason; or, where `fault` is None, `count` entries come,
    those called `titles` among them, and each of `words` is in a note.
    """

    name: str
    play: Play
    fault: Fault | None = None
    words: tuple[str, ...] = ()
    count: int = 0
    titles: tuple[str, ...] = ()
    kind: str = "feed"
    limits: Limits = MANY
    options: Mapping[str, object] | None = None


def words(*lines: str) -> tuple[str, ...]:
    """The words of some lines."""
    return tuple(word for line in lines for word in line.split())


def says(*answers: bytes) -> Play:
    """Says the same bytes to everybody."""

    async def play(talk: Talk) -> None:
        await talk.say(*answers)

    return play


def makes(body: Callable[[], bytes], *headers: str) -> Play:
    """A good answer with a body that is made when it is first asked for."""
    kept = cache(body)

    async def play(talk: Talk) -> None:
        await talk.say(head(*headers), kept())

    return play


def head(*headers: str, status: str = "200 OK") -> bytes:
    """The beginning of an answer whose body ends where the connection does."""
    lines = [f"HTTP/1.1 {status}", "Connection: close", *headers]
    if not any(line.lower().startswith("content-type:") for line in lines):
        lines.append("Content-Type: application/xml")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", "surrogateescape")


def ok(body: str | bytes, *headers: str) -> Play:
    """A good answer with this body."""
    return says(head(*headers), body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body)


def status(line: str, *headers: str, body: bytes = b"") -> Play:
    """An answer with another status."""
    return says(head(*headers, status=line), body)


def rss(*items: str, before: str = "", within: str = "") -> str:
    """An RSS document of these items, with something before its root or in its channel."""
    space = 'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/"'
    top = f'{before}<rss version="2.0" {space} xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
    return f"{top}<title>Wire</title><link>https://w.example/</link>{within}{''.join(items)}</channel></rss>"


def item(number: int, *fields: str, title: str | None = None) -> str:
    """An item of an RSS document with more elements in it."""
    called = f"Item {number}" if title is None else title
    link = f"https://w.example/{number}"
    date = "<pubDate>Sat, 14 Mar 2026 10:00:00 GMT</pubDate>"
    return f"<item><guid>{link}</guid><link>{link}</link><title>{called}</title>{date}{''.join(fields)}</item>"


def atom(*entries: str, before: str = "", within: str = "") -> str:
    """An Atom document of these entries."""
    top = f'{before}<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:w</id><title>Wire</title>'
    return f"{top}<updated>2026-03-14T10:00:00Z</updated>{within}{''.join(entries)}</feed>"


def entry(number: int, *fields: str, title: str | None = None) -> str:
    """An entry of an Atom document with more elements in it."""
    called = f"<title>Item {number}</title>" if title is None else title
    link = f'<link href="https://w.example/{number}"/><updated>2026-03-14T10:00:00Z</updated>'
    return f"<entry><id>urn:w:{number}</id>{called}{link}{''.join(fields)}</entry>"
