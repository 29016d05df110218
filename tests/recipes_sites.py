"""The sites that recipes name, on loopback: whatever ends in example.org, and t.me, leads to one server with TLS."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from aiohttp import web

from tests import make

CERTIFICATE = Path(__file__).parent / "data" / "tls" / "recipes.pem"

_KINDS = {"<!DO": "text/html", "<htm": "text/html", "<rss": "application/rss+xml", "<url": "application/xml"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What was posted to a site: where, with which headers (lower case), and what."""

    url: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Sites:
    """What is said at which address, and what was there once; at any other is nothing. `port` has TLS, `plain` none."""

    port: int = 0
    plain: int = 0
    documents: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    posted: list[Post] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)

    @property
    def allowed(self) -> tuple[str, ...]:
        """What `allow_private` must have so that they may be visited."""
        return (f"127.0.0.1:{self.port}", f"127.0.0.1:{self.plain}")

    def says(self, url: str, document: str) -> None:
        """Let this stand at an address."""
        self.documents[url] = document

    async def answer(self, request: web.Request) -> web.Response:
        """What stands at the address asked for; whatever is posted is taken."""
        url = f"https://{request.host}{request.path_qs}"
        if request.host.startswith("127."):  # by its number, for programs that ask another name server
            url = next((each for each in self.documents if each.endswith(request.path_qs)), url)
        if request.method == "POST":
            headers = {name.lower(): value for name, value in request.headers.items()}
            self.posted.append(Post(url=url, headers=headers, body=await request.read()))
            return web.Response(text="ok")
        self.asked.append(url)
        if url in self.gone:
            return web.Response(status=410)
        if (text := self.documents.get(url)) is None:
            return web.Response(status=404)
        return web.Response(text=text, content_type=_KINDS.get(text.lstrip()[:4], "application/xml"))

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Let them be up while the block lasts."""
        application = web.Application()
        application.router.add_route("*", "/{path:.*}", self.answer)
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(str(CERTIFICATE))
        await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.port, self.plain = (address[1] for address in runner.addresses)
        try:
            yield
        finally:
            await runner.cleanup()


class Loop(asyncio.SelectorEventLoop):
    """An event loop whose name server knows the sites alone."""

    def __init__(self, sites: Sites) -> None:
        super().__init__()
        self._sites = sites

    async def getaddrinfo(
        self, host: Any, port: Any, *, family: int = 0, type: int = 0, proto: int = 0, flags: int = 0
    ) -> Any:
        """The server of the sites, or a number that is one already."""
        name = str(host)
        if name == "t.me" or name.endswith("example.org"):
            host, port = "127.0.0.1", self._sites.port
        elif name == "localhost":
            host = "127.0.0.1"
        return socket.getaddrinfo(host, port, family, type, proto, flags | socket.AI_NUMERICHOST)


def trusting() -> ssl.SSLContext:
    """TLS that trusts the certificate of the sites."""
    return ssl.create_default_context(cafile=str(CERTIFICATE))


def item(link: str, title: str, text: str, *, at: datetime = make.NOW, more: str = "") -> str:
    """An item of an RSS document; `more` are other elements of it."""
    date = format_datetime(at)
    return (
        f"<item><guid>{link}</guid><link>{link}</link><title>{escape(title)}</title>"
        f"<description>{escape(text)}</description><pubDate>{date}</pubDate>{more}</item>"
    )


def rss(title: str, link: str, *items: str, language: str = "en") -> str:
    """An RSS document of these items."""
    names = 'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    head = f"<title>{escape(title)}</title><link>{link}</link><language>{language}</language>"
    return f'<rss version="2.0" {names}><channel>{head}{"".join(items)}</channel></rss>'


async def free() -> int:
    """A port that nobody listens at."""
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port: int = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    return port


async def listening(port: int) -> None:
    """Wait until somebody listens at a port."""
    async with asyncio.timeout(20):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.02)
            else:
                writer.close()
                return
