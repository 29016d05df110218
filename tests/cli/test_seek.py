from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from feedbot.cli.found import TELL, show
from feedbot.model import Cursor
from feedbot.net import Web, open_web
from feedbot.seek import seek
from tests import make
from tests.cli.pages import EMPTY, FEED, alternate, page
from tests.make import NOW
from tests.sources.server import Reply, Server, serve


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """A server that may be visited."""
    async with serve() as running:
        yield running


@pytest.fixture
async def web(server: Server) -> AsyncIterator[Web]:
    """A client that may visit `server`, and does not wait in between."""
    async with open_web(allow_private=server.allowed, version="1", gap=timedelta(0)) as opened:
        yield opened


async def sought(url: str, web: Web, held: Cursor | None = None) -> str | None:
    """The address that `seek` takes for a source there."""
    found = await seek(make.source(url=url), web, datetime.now(UTC), tell=TELL, held=held)
    if found is None:
        return None
    show(*found, held, running=False)
    return found[0].url


async def test_seek_goes_on_to_the_next(server: Server, web: Web, capsys: pytest.CaptureFixture[str]) -> None:
    """A feed that cannot be read is told, and the next one is taken, though it has no entries yet."""
    url = server.says("/", page(alternate("/gone.xml") + alternate("http://127.0.0.2:9/") + alternate("/b.xml")))
    server.says("/b.xml", EMPTY)

    assert f"{server.url}/b.xml" == await sought(url, web)
    told = capsys.readouterr()
    assert "/gone.xml: 404 Not Found" in told.err
    assert "127.0.0.2 is not visited: 127.0.0.2 is a private address" in told.err
    assert "0 entries" in told.out


async def test_seek_guesses(server: Server, web: Web, capsys: pytest.CaptureFixture[str]) -> None:
    """Of usual addresses the first with entries is taken; empty feeds there mean nothing."""
    url = server.says("/", page())
    server.says("/feed", EMPTY)
    server.says("/atom.xml", FEED)

    assert f"{server.url}/atom.xml" == await sought(url, web)
    assert "looking where feeds usually lie" in capsys.readouterr().err


async def test_seek_knows_sites(server: Server, web: Web) -> None:
    """A profile's own feed is tried even where its page refuses us."""
    url = server.says("/@somebody", Reply(status=403))
    server.says("/@somebody.rss", FEED)

    assert f"{url}.rss" == await sought(url, web)


async def test_seek_finds_nothing(server: Server, web: Web, capsys: pytest.CaptureFixture[str]) -> None:
    """A page without any feed gives None."""
    assert await sought(server.says("/", page()), web) is None
    assert "no feed that can be read was found or guessed" in capsys.readouterr().err


async def test_seek_stops_when_asked_to(server: Server, web: Web) -> None:
    """A server that is busy is asked no more."""
    server.says("/feed", Reply(status=429))

    assert await sought(server.says("/", page()), web) is None
    assert ["/", "/feed"] == [each.target for each in server.asked]


async def test_seek_does_not_guess_for_what_is_no_page(server: Server, web: Web) -> None:
    """A broken feed, or an answer that is refused, does not make us look elsewhere on the site."""
    assert await sought(server.says("/a", Reply(body=b"<rss><channel><item><title>x")), web) is None
    assert await sought(f"{server.url}/missing", web) is None
    assert ["/a", "/missing"] == [each.target for each in server.asked]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"due": datetime(2199, 1, 1, 12, tzinfo=UTC)}, "next visit: 2199-01-"),
        ({"due": NOW}, "next visit: when `feedbot run` starts"),
        ({"gone": True}, "next visit: none until `feedbot poll sample`, as it was gone for good (410) before"),
        ({"gone": True, "address": "https://w.example/"}, "next visit: when `feedbot run` starts"),
    ],
)
async def test_seek_knows_what_was_watched(
    server: Server, web: Web, capsys: pytest.CaptureFixture[str], fields: dict[str, Any], told: str
) -> None:
    """A source that was watched at this address before is visited when its turn comes, and that is said."""
    url = server.says("/feed", FEED)

    assert url == await sought(url, web, make.cursor(**{"address": url, **fields}))
    assert told in capsys.readouterr().out


async def test_seek_reads_pages_in_their_charset(server: Server, web: Web, capsys: pytest.CaptureFixture[str]) -> None:
    """A page in windows-1251 names its feeds in letters that can be read."""
    html = f"<html><title>Сайт міста</title>{alternate('/a.xml', 'Новини міста')}".encode("windows-1251")
    url = server.says("/", Reply(body=html, headers={"Content-Type": "text/html; charset=windows-1251"}))
    server.says("/a.xml", FEED)

    assert f"{server.url}/a.xml" == await sought(url, web)
    assert "Новини міста" in capsys.readouterr().out
