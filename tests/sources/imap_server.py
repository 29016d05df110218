"""A scripted IMAP server on loopback: keeps folders, remembers what it was asked, misbehaves where a test says so."""

import asyncio
import base64
import re
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

DATE = b'"14-Mar-2026 10:20:00 +0200"'


@dataclass(slots=True)
class Box:
    """A folder: messages by UID."""

    messages: dict[int, bytes] = field(default_factory=dict)
    validity: int = 7

    def add(self, *bodies: bytes) -> None:
        """Deliver messages, each under the next UID."""
        for body in bodies:
            self.messages[max(self.messages, default=0) + 1] = body


@dataclass(slots=True)
class Server:
    """How it behaves. `answers` by command, such as "UID FETCH", are said in place of its own; b"" is silence.

    `corrupt` are UIDs that it fails at, `sizes` the sizes it claims. It hangs up after `most` commands.
    """

    port: int = 0
    user: str = "owner@example.org"
    password: str = "open sesame"
    greeting: bytes = b"* OK here\r\n"
    capabilities: str = "IMAP4rev1 AUTH=PLAIN"
    boxes: dict[str, Box] = field(default_factory=lambda: {"INBOX": Box()})
    context: ssl.SSLContext | None = None
    answers: dict[str, bytes] = field(default_factory=dict)
    corrupt: set[int] = field(default_factory=set)
    sizes: dict[int, int] = field(default_factory=dict)
    says_next: bool = True
    most: int = 10_000
    heard: list[str] = field(default_factory=list)
    box: Box = field(default_factory=Box)

    @property
    def inbox(self) -> Box:
        """The folder INBOX."""
        return self.boxes["INBOX"]

    @property
    def asked(self) -> list[str]:
        """The commands it got, by name."""
        return [self.name(line) for line in self.heard]

    @property
    def allowed(self) -> tuple[str, ...]:
        """What `allow_private` must have so that this server may be reached."""
        return (f"127.0.0.1:{self.port}",)

    @staticmethod
    def name(line: str) -> str:
        """What a command is called: "LOGIN", "UID FETCH"."""
        first, _, rest = line.partition(" ")
        return f"UID {rest.partition(' ')[0]}" if first == "UID" else first

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one who called."""
        try:
            await self.converse(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            pass
        finally:
            writer.close()

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one command after the other."""
        writer.write(self.greeting)
        while (line := await reader.readline()) and len(self.heard) < self.most:
            tag, _, rest = line.decode("utf-8", "replace").strip().partition(" ")
            self.heard.append(rest)
            if self.name(rest) in self.answers:
                await self.misbehave(tag, self.answers[self.name(rest)], writer)
                continue
            done = await self.answer(rest, reader, writer)
            writer.write(f"{tag} {done}\r\n".encode())
            await writer.drain()
            if rest == "STARTTLS" and self.context and done.startswith("OK"):
                await writer.start_tls(self.context)
            if rest == "LOGOUT":
                break

    @staticmethod
    async def misbehave(tag: str, said: bytes, writer: asyncio.StreamWriter) -> None:
        """Say what the script has; "TAG" in it is the tag of the command, and a "*!" at its end goes on for ever."""
        if said.endswith(b"*!"):
            while True:
                writer.write(said[:-2] * 1000)
                await writer.drain()
        writer.write(said.replace(b"TAG", tag.encode()))
        await writer.drain()

    async def answer(self, line: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> str:
        """Do as the command says; gives the end of the tagged line."""
        name, words = self.name(line), line.split(" ")
        match name:
            case "CAPABILITY":
                writer.write(f"* CAPABILITY {self.capabilities}\r\n".encode())
            case "STARTTLS" | "LOGOUT":
                return "OK go on"
            case "LOGIN":
                wanted = (f'LOGIN {self.user} "{self.password}"', f'LOGIN "{self.user}" "{self.password}"')
                return "OK welcome" if line in wanted else "NO [AUTHENTICATIONFAILED] no such user or password"
            case "AUTHENTICATE":
                writer.write(b"+ \r\n")
                said = base64.b64decode(await reader.readline()).decode()
                fit = said == f"\0{self.user}\0{self.password}"
                return "OK welcome" if fit else f"NO [AUTHENTICATIONFAILED] not with {said.rpartition(chr(0))[2]}"
            case "EXAMINE":
                return self.examine(line.removeprefix("EXAMINE ").strip('"'), writer)
            case "LIST":
                writer.write(b'* LIST (\\Noselect) "/" "Archive"\r\n')
                writer.writelines(f'* LIST (\\HasNoChildren) "/" "{folder}"\r\n'.encode() for folder in self.boxes)
            case "UID SEARCH":
                lowest = int(words[3].partition(":")[0])
                found = [uid for uid in self.box.messages if uid >= lowest] or [max(self.box.messages, default=0)]
                writer.write(f"* SEARCH {' '.join(map(str, found))}\r\n".encode())
            case "FETCH":
                first, _, last = words[1].partition(":")
                numbered = list(enumerate(self.box.messages, 1))
                writer.writelines(
                    f"* {n} FETCH (UID {uid})\r\n".encode() for n, uid in numbered[int(first) - 1 : int(last)]
                )
            case "UID FETCH":
                return self.fetch([int(uid) for uid in words[2].split(",")], line, writer)
            case _:
                return "BAD this would change something"
        return "OK done"

    def examine(self, folder: str, writer: asyncio.StreamWriter) -> str:
        """Open a folder."""
        if folder not in self.boxes:
            return "NO [NONEXISTENT] no such folder"
        self.box = self.boxes[folder]
        following = max(self.box.messages, default=0) + 1
        writer.write(f"* {len(self.box.messages)} EXISTS\r\n* OK [UIDVALIDITY {self.box.validity}] fixed\r\n".encode())
        if self.says_next:
            writer.write(f"* OK [UIDNEXT {following}] guessed\r\n".encode())
        return "OK [READ-ONLY] open"

    def fetch(self, uids: list[int], line: str, writer: asyncio.StreamWriter) -> str:
        """Give out messages, the last one first, and something that nobody asked for in between."""
        part = re.search(r"BODY\.PEEK\[(HEADER)?\]<0\.(\d+)>", line)
        assert part is not None
        for uid in reversed(uids):
            body = self.box.messages.get(uid)
            if body is None or uid in self.corrupt:
                continue
            size = self.sizes.get(uid, len(body))
            given = (body.partition(b"\n\n")[0] + b"\n\n" if part[1] else body)[: int(part[2])]
            writer.write(b"* 1 FETCH (FLAGS (\\Seen))\r\n")
            writer.write(
                b"* 1 FETCH (RFC822.SIZE %d INTERNALDATE %s BODY[%s]<0> " % (size, DATE, (part[1] or "").encode())
            )
            if given:
                writer.write(b"{%d}\r\n%s UID %d)\r\n" % (len(given), given, uid))
            else:
                writer.write(b'"" UID %d)\r\n' % uid)
        return "NO [SERVERBUG] some are corrupt" if self.corrupt & set(uids) else "OK done"


@asynccontextmanager
async def serve(context: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
    """A server that runs while the block does; with a context it speaks TLS from the first byte."""
    server = Server()
    talks: set[asyncio.Task[None]] = set()

    writers: list[asyncio.StreamWriter] = []

    def call(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        talks.add(asyncio.create_task(server.talk(reader, writer)))

    listener = await asyncio.start_server(call, "127.0.0.1", 0, ssl=context)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()
        for talk in talks:
            talk.cancel()
        await asyncio.gather(*talks, return_exceptions=True)
        for writer in writers:
            writer.transport.abort()
            with suppress(ConnectionError, ssl.SSLError):
                await writer.wait_closed()
        await listener.wait_closed()
