import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from feedbot.model import Failed
from feedbot.net import Options, Web, open_web, robots
from tests.make import NOW, hours, minutes
from tests.net.wire import wire
from tests.sources.server import Reply, Server, serve

CLOSED = Reply(body=b"User-agent: *\nDisallow: /private/\n")


class Clock:
    """The time, moved by hand."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        """The moment it is."""
        return self.at


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still until it is moved."""
    return Clock()


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """A site."""
    async with serve() as running:
        yield running


@pytest.fixture
async def client(clock: Clock) -> AsyncIterator[Web]:
    """A client on that clock that may visit this machine."""
    async with open_web(allow_private=("127.0.0.1",), version="1", gap=timedelta(0), now=clock) as opened:
        yield opened


async def refused(client: Web, url: str) -> Failed:
    """The failure, which the test expects."""
    found = await robots.refusal(client, url)
    assert found
    return found


async def test_a_page_may_be_closed(server: Server, client: Web) -> None:
    """What a robots.txt closes is not read, and the sentence names it and the way out; the rest is open."""
    server.says("/robots.txt", CLOSED)

    assert await robots.allowed(client, f"{server.url}/public/a") is None
    assert (
        f"{server.url}/robots.txt asks feedbot not to read this page; if the site is yours, set robots = false"
        == await robots.allowed(client, f"{server.url}/private/a?b")
    )
    assert "robots" == (await refused(client, f"{server.url}/private/")).fault


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 300])
async def test_without_robots_txt_all_is_open(server: Server, client: Web, status: int) -> None:
    """A robots.txt that is not there closes nothing."""
    server.says("/robots.txt", Reply(status=status, body=b"User-agent: *\nDisallow: /"))

    assert await robots.allowed(client, f"{server.url}/a") is None


async def test_it_is_asked_for_once_a_day(server: Server, client: Web, clock: Clock) -> None:
    """One robots.txt is good for 24 hours, however many pages are read at once."""
    server.says("/robots.txt", CLOSED, Reply(body=b""))
    page = f"{server.url}/private/a"

    assert [False] * 9 == [one is None for one in await asyncio.gather(*(robots.allowed(client, page),) * 9)]
    clock.at += hours(23)
    assert await robots.allowed(client, page)
    assert ["/robots.txt"] == [asked.target for asked in server.asked]

    clock.at += hours(1)
    assert await robots.allowed(client, page) is None
    assert 2 == len(server.asked)


async def test_another_port_is_another_site(server: Server, client: Web) -> None:
    """What one site closes says nothing of another on the same machine."""
    server.says("/robots.txt", CLOSED)

    async with serve() as other:
        assert await robots.allowed(client, f"{other.url}/private/") is None
    assert await robots.allowed(client, f"{server.url}/private/")


@pytest.mark.parametrize("status", [500, 502, 504])
async def test_a_site_in_trouble_is_left_alone(server: Server, client: Web, clock: Clock, status: int) -> None:
    """A robots.txt that cannot be had closes everything, and is not asked for with each page."""
    server.says("/robots.txt", Reply(status=status), Reply(status=404))

    found = await refused(client, f"{server.url}/a")
    assert ("network", found) == (found.fault, await refused(client, f"{server.url}/b"))
    assert f"/robots.txt cannot be read, and so neither can the page: it answered {status}; it is asked" in found.reason
    assert 1 == len(server.asked)

    clock.at += minutes(11)
    assert await robots.allowed(client, f"{server.url}/a") is None


async def test_what_was_read_holds_through_trouble(server: Server, client: Web, clock: Clock) -> None:
    """While a robots.txt cannot be had, the rules that were read last go on (RFC 9309, section 2.4)."""
    server.says("/robots.txt", CLOSED, Reply(status=500), Reply(status=500), Reply(body=b""))

    for pause in (0, 25, 1):
        clock.at += hours(pause)
        assert await robots.allowed(client, f"{server.url}/a") is None
        assert "robots" == (await refused(client, f"{server.url}/private/")).fault
    assert 3 == len(server.asked)

    clock.at += hours(1)
    assert await robots.allowed(client, f"{server.url}/private/") is None


@pytest.mark.parametrize("status", [429, 503])
async def test_a_busy_site_is_left_alone(server: Server, client: Web, clock: Clock, status: int) -> None:
    """A site that asks for time in place of its robots.txt gets it, and names its host."""
    server.says("/robots.txt", Reply(status=status, headers={"Retry-After": "60"}), Reply(status=404))

    found = await refused(client, f"{server.url}/a")

    assert ("busy", minutes(1), f"127.0.0.1:{server.port}") == (found.fault, found.retry_after, found.host)
    clock.at += minutes(1)
    assert await robots.allowed(client, f"{server.url}/a") is None


async def test_a_site_that_is_busy_already(server: Server, client: Web, clock: Clock) -> None:
    """A site that is left alone is not asked for its robots.txt, and is asked as soon as it may be."""
    await client.get(server.says("/feed", Reply(status=503, headers={"Retry-After": "60"})))

    assert "busy" == (await refused(client, f"{server.url}/a")).fault
    clock.at += minutes(1)
    assert await robots.allowed(client, f"{server.url}/a") is None


async def test_no_connection_is_no_permission(client: Web) -> None:
    """A site that cannot be reached allows nothing, and the reason is told."""
    found = await refused(client, "http://nowhere.invalid/a")

    assert "network" == found.fault
    assert "http://nowhere.invalid/robots.txt cannot be read" in found.reason
    assert "no address is known for nowhere.invalid" in found.reason


async def test_a_private_site_is_not_asked(server: Server) -> None:
    """The guard is the same for robots.txt, and its words come through."""
    async with open_web(version="1") as closed:
        found = await refused(closed, f"{server.url}/a")

    assert "private" == found.fault
    assert "name it in allow_private" in found.reason
    assert [] == server.asked


async def test_what_is_no_address_is_told(client: Web) -> None:
    """Something that is no address is a failure like any other."""
    assert "correct url" in (await refused(client, "nonsense")).reason


async def test_redirects_are_followed(server: Server, client: Web) -> None:
    """A robots.txt may lie elsewhere, five redirects away at most."""
    server.says("/robots.txt", Reply(status=301, headers={"Location": "/r?1"}))
    server.says("/r", *(Reply(status=302, headers={"Location": f"/r?{n}"}) for n in range(4)), CLOSED)

    assert await robots.allowed(client, f"{server.url}/private/")


async def test_only_the_beginning_is_read(server: Server, client: Web) -> None:
    """Of a robots.txt without end the first 500 KiB hold."""
    body = b"User-agent: *\nDisallow: /early\n" + b"#" * 600_000 + b"\nDisallow: /late\n"
    server.says("/robots.txt", Reply(body=body))

    assert await robots.allowed(client, f"{server.url}/early")
    assert await robots.allowed(client, f"{server.url}/late") is None


@pytest.mark.parametrize(("asked", "given"), [("5", 5), ("0.5", 0.5), ("86401", 86400), ("-1", 0), ("soon", 0)])
async def test_a_crawl_delay_slows_us_down(server: Server, client: Web, asked: str, given: float) -> None:
    """Crawl-delay becomes the host's own gap."""
    server.says("/robots.txt", Reply(body=f"User-agent: feedbot\nCrawl-delay: {asked}".encode()))

    await robots.allowed(client, f"{server.url}/")

    assert timedelta(seconds=given) == client.hosts.at("127.0.0.1").delay


async def test_the_name_of_the_source_is_used() -> None:
    """What is asked on behalf of a source is asked its way."""
    async with (
        wire(b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n") as site,
        open_web(allow_private=site.allowed, version="1", gap=timedelta(0)) as client,
    ):
        from_a_reader = Options(user_agent="Reader 1")
        assert await robots.allowed(client, f"http://127.0.0.1:{site.port}/a", from_a_reader) is None

    assert "user-agent: Reader 1" in site.heard[0]
