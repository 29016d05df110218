"""A scripted mail server on loopback: keeps what it is handed, misbehaves where a test says so."""

import asyncio
import base64
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from feedbot.net import Guard, guard


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """What was handed over: who from, who to, and the text without the dots that were doubled."""

    sender: str
    to: tuple[str, ...]
    body: bytes


@dataclass(slots=True)
class Server:
    """How it behaves.

    `answers` by what a command begins with, in letters of any size ("RCPT", "RCPT TO:<a@example.org>", "." for the end
    of a text), are said in place of its own; b"" hangs up, a "*!" at the end goes on for ever. `silent` is a command
    after which nothing comes.
    """

    port: int = 0
    user: str = "me"
    password: str = "open sesame"
    features: Sequence[str] = ("SIZE 10000000", "AUTH PLAIN", "8BITMIME")
    greeting: bytes = b"220 mail.example.org ready\r\n"
    context: ssl.SSLContext | None = None
    answers: dict[str, bytes] = field(default_factory=dict)
    silent: str = ""
    heard: list[str] = field(default_factory=list)
    mails: list[Mail] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    sender: str = ""
    to: list[str] = field(default_factory=list)

    @property
    def guard(self) -> Guard:
        """Who may dial nothing private but this server."""
        return guard(self.allowed)

    @property
    def allowed(self) -> tuple[str, ...]:
        """What `allow_private` must have so that this server may be reached."""
        return (f"127.0.0.1:{self.port}", f"[::1]:{self.port}")

    @property
    def asked(self) -> list[str]:
        """The first words of what it was told."""
        return [each.partition(" ")[0].upper() for each in self.heard]

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one who called."""
        with suppress(ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            await self.converse(reader, writer)
        writer.close()

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one command after the other."""
        writer.write(self.greeting)
        while line := (await reader.readline()).decode("ascii").rstrip("\r\n"):
            self.heard.append(line)
            if not await self.say(line, self.answer(line), writer):
                return
            if line == "STARTTLS" and self.context:
                await writer.start_tls(self.context)
            if line == "DATA" and self.scripted(line) is None:
                body = await reader.readuntil(b"\r\n.\r\n")
                if not await self.say(".", self.keep(body[:-3]), writer):
                    return
            if line.upper() == "QUIT":
                return

    async def say(self, line: str, own: bytes, writer: asyncio.StreamWriter) -> bool:
        """Answer, as the script says or in its own way; False to hang up."""
        if self.silent and line.upper().startswith(self.silent):
            await asyncio.Event().wait()
        said = self.scripted(line)
        if said is not None and said.endswith(b"*!"):
            while True:
                writer.write(said[:-2] * 1000)
                await writer.drain()
        writer.write(own if said is None else said)
        await writer.drain()
        return said != b""

    def scripted(self, line: str) -> bytes | None:
        """What the script says to a command."""
        return next((said for start, said in self.answers.items() if line.upper().startswith(start.upper())), None)

    def keep(self, body: bytes) -> bytes:
        """Take a mail in."""
        text = b"\r\n".join(each.removeprefix(b".") for each in body.split(b"\r\n"))
        self.mails.append(Mail(sender=self.sender, to=tuple(self.to), body=text))
        return b"250 2.0.0 kept\r\n"

    def answer(self, line: str) -> bytes:
        """What a well-behaved server says."""
        word, _, rest = line.partition(" ")
        match word.upper():
            case "EHLO":
                lines = ["mail.example.org", *self.features]
                return "".join(f"250-{each}\r\n" for each in lines[:-1]).encode() + f"250 {lines[-1]}\r\n".encode()
            case "AUTH":
                self.logins.append(base64.b64decode(rest.rpartition(" ")[2]).decode())
                good = self.logins[-1] == f"\0{self.user}\0{self.password}"
                return b"235 2.7.0 come in\r\n" if good else b"535 5.7.8 who are you\r\n"
            case "MAIL":
                self.sender, self.to = rest.partition("<")[2].partition(">")[0], []
            case "RCPT" if self.scripted(line) is None:
                self.to.append(rest.partition("<")[2].partition(">")[0])
            case "STARTTLS":
                return b"220 go on\r\n"
            case "DATA":
                return b"354 go on\r\n"
            case "QUIT":
                return b"221 bye\r\n"
        return b"250 2.0.0 fine\r\n"


@asynccontextmanager
async def serve(*, tls: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
    """A server that runs while the block does; with `tls` safe from the first byte."""
    server, talks = Server(), set[asyncio.Task[None]]()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        talks.add(task)
        with suppress(asyncio.CancelledError):
            await server.talk(reader, writer)
        writer.close()
        talks.discard(task)

    listener = await asyncio.start_server(talk, "127.0.0.1", 0, ssl=tls)
    server.port = listener.sockets[0].getsockname()[1]
    async with listener:
        yield server
        for task in talks:
            task.cancel()
        await asyncio.gather(*talks, return_exceptions=True)
