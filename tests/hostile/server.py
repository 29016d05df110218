"""The hostile server: each case at an address of its own on loopback, three good sources, and a private service.

    python -m tests.hostile.server

It listens on many addresses of 127.0.0.0/8 at one port, prints where as one line of JSON, and serves until killed.
"""

import asyncio
import contextlib
import json
import sys
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from tests.hostile.cases import Case, Talk, head

NETWORK = "127.66.0.0/16"
"""Where cases are; the private service is elsewhere on loopback."""

GOOD = ("good-rss", "good-atom", "good-json")
"""Sources that do everything right; each tells one more item at each visit."""


@dataclass(slots=True, kw_only=True)
class Hostile:
    """The server at work: what was asked of it by case, and how often the private service was dialled."""

    cases: Mapping[str, Case]
    hosts: Mapping[str, str]
    port: int = 0
    secret: int = 0
    pause: float = 0.1
    asked: Counter[str] = field(default_factory=Counter)
    dialled: int = 0
    heads: list[bytes] = field(default_factory=list)

    @property
    def allowed(self) -> tuple[str, ...]:
        """What `allow_private` must have so that the cases, and nothing else, may be visited."""
        return (f"{NETWORK}:{self.port}",)

    def url(self, name: str) -> str:
        """Where a case or a good source is."""
        return f"http://{self.hosts[name]}:{self.port}/{name}"


@asynccontextmanager
async def serve(cases: Sequence[Case], *, pause: float = 0.1) -> AsyncIterator[Hostile]:
    """The server while the block runs."""
    names = [*GOOD, *(case.name for case in cases)]
    hosts = {name: f"127.66.{place // 200}.{place % 200 + 1}" for place, name in enumerate(names)}
    server = Hostile(cases={case.name: case for case in cases}, hosts=hosts, pause=pause)
    talks = set[asyncio.Task[None]]()

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            talks.add(task)
            task.add_done_callback(talks.discard)
        with contextlib.suppress(
            OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError
        ):
            await _answer(server, reader, writer)
        writer.close()

    async def canary(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server.dialled += 1
        writer.close()

    first, *others = hosts.values()
    async with contextlib.AsyncExitStack() as stack:
        private = await stack.enter_async_context(await asyncio.start_server(canary, ["127.0.0.1", "::1"], 0))
        server.secret = private.sockets[0].getsockname()[1]
        lead = await stack.enter_async_context(await asyncio.start_server(accept, first, 0))
        server.port = lead.sockets[0].getsockname()[1]
        if others:
            await stack.enter_async_context(await asyncio.start_server(accept, others, server.port))
        try:
            yield server
        finally:
            for task in talks:
                task.cancel()
            await asyncio.gather(*talks, return_exceptions=True)


async def _answer(server: Hostile, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    start = await reader.readexactly(1)
    if start == b"\x16":  # TLS, which we do not speak
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        return
    request = start + await reader.readuntil(b"\r\n\r\n")
    path = request.split(b" ", 2)[1].decode().partition("?")[0]
    name, _, step = path.removeprefix("/").partition("/")
    server.heads.append(request)
    if name == "robots.txt":
        writer.write(head(status="404 Not Found"))
        return
    server.asked[name] += 1
    if name in GOOD:
        writer.write(good(name, server.asked[name]))
        await writer.drain()
    elif case := server.cases.get(name):
        place = {"host": server.hosts[name], "port": server.port, "secret": server.secret, "pause": server.pause}
        await case.play(Talk(writer=writer, step=step, **place))  # type: ignore[arg-type]  # each is what its key says


def good(name: str, visit: int) -> bytes:
    """What a good source answers at a visit: as many items as there were visits."""
    titles = {f"https://{name}.example/{number}": f"News {number} of {name}" for number in range(visit, 0, -1)}
    date, page = "2026-03-14T09:00:00Z", f"https://{name}.example/"
    if name == "good-json":
        items = [{"id": url, "url": url, "title": title, "date_published": date} for url, title in titles.items()]
        body = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": name, "items": items})
        return head("Content-Type: application/feed+json") + body.encode()
    if name == "good-atom":
        each = '<entry><id>{0}</id><title>{1}</title><link href="{0}"/><updated>{2}</updated></entry>'
        entries = "".join(each.format(url, title, date) for url, title in titles.items())
        about = f"<id>{page}</id><title>{name}</title><updated>{date}</updated>"
        return head() + f'<feed xmlns="http://www.w3.org/2005/Atom">{about}{entries}</feed>'.encode()
    each = "<item><guid>{0}</guid><link>{0}</link><title>{1}</title><pubDate>{2}</pubDate></item>"
    told = "".join(each.format(url, title, "Sat, 14 Mar 2026 09:00:00 GMT") for url, title in titles.items())
    about = f"<title>{name}</title><link>{page}</link><description>News</description>"
    return head() + f'<rss version="2.0"><channel>{about}{told}</channel></rss>'.encode()


async def main() -> None:
    """Serve every case, a byte a second to those who wait for trickles, until killed."""
    from tests.hostile.every import GROUPS, HEAVY  # late, as those who serve a few cases need not build them all

    cases = [case for group in (*GROUPS.values(), *HEAVY.values()) for case in group]
    async with serve(cases, pause=1) as server:
        where = {"port": server.port, "secret": server.secret, "hosts": dict(server.hosts)}
        sys.stdout.write(json.dumps(where) + "\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
