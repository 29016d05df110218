import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from selectolax.lexbor import LexborHTMLParser

from feedbot.store import visits
from tests import make
from tests.cli.pages import EMPTY, FEED, alternate, page
from tests.sources.server import Reply, Server, serve
from tests.web.furnished import SOURCES
from tests.web.rooms import room
from tests.web.shelled import tree

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """A server that may be visited."""
    async with serve() as running:
        yield running


def hidden(body: LexborHTMLParser) -> dict[str, str]:
    """The fields of the second form."""
    fields = body.css('section input:not([name="csrf"])')
    return {each.attributes["name"] or "": each.attributes.get("value") or "" for each in fields}


async def test_an_address_is_looked_at_and_added(tmp_path: Path, server: Server) -> None:
    """A pasted page leads to its feed, which is shown with three entries; one button adds it; nothing before that."""
    url = server.says("/", page(alternate("/feed.xml", "News")))
    server.says("/feed.xml", FEED)
    async with room(tmp_path, text=SOURCES, allowed=server.allowed) as place:
        before = place.file.read_text()
        await place.browser.get("/add")
        looked = await place.browser.send("/add", address=f"  {url} ")
        shown = tree(looked)
        between = place.file.read_text()
        fields = hidden(shown)
        added = await place.browser.send("/add", None, **{**fields, "name": "town", "category": "Місто"})
        cursors = await place.desk.store.read(visits.cursors, ["town"])
        there = tree(await place.browser.get("/sources/town"))
        text = place.file.read_text()

    assert before == between
    assert "T" == shown.css("h2")[0].text()
    assert "4 entries are there now, the newest:" in shown.css("section p")[1].text()
    assert ["Headline 4", "Headline 3", "Headline 2"] == [
        each.text(deep=False).strip() for each in shown.css("section li")
    ]
    assert f"it leads to this feed:|{server.url}/feed.xml News" in "|".join(
        " ".join(each.text().split()) for each in shown.css("details li")
    )
    assert {"take": "1", "address": f"{server.url}/feed.xml", "kind": "feed", "name": "t", "category": ""} == fields
    assert (303, "sources/town") == (added.status, added.headers["location"])
    assert f'name = "town"\nkind = "feed"\nurl = "{server.url}/feed.xml"\ncategories = ["Місто"]\n' in text
    assert make.NOW == cursors["town"].due
    assert "“town” was added." == there.css("#told p")[0].text()


async def test_a_page_without_a_feed(tmp_path: Path, server: Server) -> None:
    """Where nothing can be read that is said, with what was looked at, and no button."""
    async with room(tmp_path, text=SOURCES, allowed=server.allowed) as place:
        await place.browser.get("/add")
        got = await place.browser.send("/add", address=f"{server.url}/missing")
        shown = tree(got)

    assert 200 == got.status
    assert "Nothing that can be read was found there." == shown.css("#flaw")[0].text()
    assert "/missing: 404 Not Found" in shown.css("details[open] li.why")[0].text()
    assert 1 == len(shown.css('main input[name="address"]'))
    assert "true" == shown.css('input[name="address"]')[0].attributes["aria-invalid"]


async def test_a_private_address(tmp_path: Path, server: Server) -> None:
    """What leads into our own network is refused as the client says, and never asked."""
    url = server.says("/feed", FEED)
    async with room(tmp_path, text=SOURCES) as place:
        await place.browser.get("/add")
        shown = tree(await place.browser.send("/add", address=url))

    assert "127.0.0.1 is a private address; if it is meant, name it in allow_private" in shown.css("details")[0].text()
    assert [] == server.asked


async def test_an_empty_feed(tmp_path: Path, server: Server) -> None:
    """A feed without entries may be added too."""
    url = server.says("/feed", EMPTY)
    async with room(tmp_path, text=SOURCES, allowed=server.allowed) as place:
        await place.browser.get("/add")
        shown = tree(await place.browser.send("/add", address=url))

    assert "Found" == shown.css("h2")[0].text()
    assert "It has no entries now." in shown.css("section")[0].text()
    assert "127.0.0.1" == hidden(shown)["name"]


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("", "Nothing is named"),
        ("/srv/articles", "Only addresses on the web are added here"),
        ("file:///etc/passwd", "Feeds are read over http and https, not over file."),
        ("ftp://example.org/", "Feeds are read over http and https, not over ftp."),
        ("https://\x07example.org/", "It has control characters"),
        ("http://", "This is no address that can be visited."),
        ("https://[::1/", "This is no address that can be visited."),
        ("https://example.org/" + "x" * 3_000, "This is no address that can be visited."),
        (EVIL, "Only addresses on the web are added here"),
    ],
)
async def test_what_is_no_address(tmp_path: Path, address: str, told: str) -> None:
    """What cannot be visited is refused with the reason, and stands in the field again as text."""
    async with room(tmp_path, text=SOURCES) as place:
        await place.browser.get("/add")
        got = await place.browser.send("/add", address=address)
        shown = tree(got)

    assert 422 == got.status
    assert told in shown.css("#flaw")[0].text()
    assert 2 == len(shown.css("script"))
    assert [] == shown.css("[onerror]")


async def test_refusals_are_in_the_readers_language(tmp_path: Path) -> None:
    """What we have words for is told in the reader's language; the rest says that it is English."""
    async with room(tmp_path, text=SOURCES) as place:
        await place.browser.get("/add")
        folder = tree(await place.browser.send("/add", {"Accept-Language": "uk"}, address="/srv"))
        scheme = tree(await place.browser.send("/add", {"Accept-Language": "uk"}, address="ftp://a.example/"))

    assert "Тут додаються лише адреси в мережі" in folder.css("#flaw")[0].text()
    assert [] == folder.css("#flaw [lang]")
    assert re.search("[а-яіїє]", scheme.css("#flaw")[0].text())
    assert [] == scheme.css("#flaw [lang]")


async def test_twins(tmp_path: Path, server: Server) -> None:
    """A place that is watched already leads to who watches it: before the look, after it, and at the button."""
    url = server.says("/", page(alternate("/feed.xml")))
    server.says("/feed.xml", FEED)
    watched = f'[[sources]]\nname = "here"\nkind = "feed"\nurl = "{url}feed.xml"\n'
    text = f'[feedbot]\nallow_private = [{{allowed}}]\n{watched}[[feeds]]\nname = "main"\ntitle = "Main"\n'
    async with room(tmp_path, text=text, allowed=server.allowed) as place:
        await place.browser.get("/add")
        found = [
            await place.browser.send("/add", address=f"{url}feed.xml#again"),
            await place.browser.send("/add", address=url),
            await place.browser.send("/add", address=f"{url}feed.xml", kind="feed", name="there", take="1"),
        ]
        after = place.file.read_text()

    for got in found:
        assert ["sources/here"] == [each.attributes["href"] for each in tree(got).css("#flaw a")]
        assert [] == tree(got).css('input[name="take"]')
    assert [200, 200, 409] == [got.status for got in found]
    assert "there" not in after


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"name": "Alpha Beta"}, "a name has small Latin letters"),
        ({"name": ""}, "a name has small Latin letters"),
        ({"name": EVIL}, "a name has small Latin letters"),
        ({"name": "alpha"}, 'a source is called "alpha" already'),
        ({"name": "a\x00b"}, "control characters"),
        ({"category": "a\x1bb"}, "control characters"),
        ({"kind": "command"}, "This is no address"),
        ({"kind": "folder"}, "This is no address"),
        ({"kind": "mailbox"}, "This is no address"),
        ({"kind": EVIL}, "This is no address"),
        ({"kind": "telegram_channel"}, "This is no address"),
        ({"address": "/etc"}, "Only addresses on the web"),
    ],
)
async def test_the_second_form_is_not_trusted(tmp_path: Path, fields: dict[str, str], told: str) -> None:
    """What comes with the button is checked as if nobody had looked: kind, address, name and category."""
    sent = {"take": "1", "address": "https://new.example/feed", "kind": "feed", "name": "new", **fields}
    async with room(tmp_path, text=SOURCES) as place:
        before = place.file.read_text()
        await place.browser.get("/add")
        got = await place.browser.send("/add", None, **sent)

        assert before == place.file.read_text()
    assert 422 == got.status
    assert told in tree(got).css("#flaw")[0].text()
    assert b"<script>alert" not in got.body


async def test_one_look_at_a_time(tmp_path: Path, server: Server) -> None:
    """Who looks while another look of theirs is under way is told to wait; when it is over, another may begin."""
    began, ends = asyncio.Event(), asyncio.Event()

    async def slow(response: web.StreamResponse) -> None:
        began.set()
        await ends.wait()

    url = server.says("/slow", Reply(play=slow))
    async with room(tmp_path, text=SOURCES, allowed=server.allowed) as place:
        await place.browser.get("/add")
        first = asyncio.create_task(place.browser.send("/add", address=url))
        await began.wait()
        second = await place.browser.send("/add", {"Accept-Language": "ru"}, address=url)
        ends.set()
        await first
        server.says("/slow", FEED)
        third = await place.browser.send("/add", address=url)

    assert 429 == second.status
    assert "Ваш предыдущий поиск ещё идёт" in tree(second).css("#flaw")[0].text()
    assert 1 == len(tree(third).css('input[name="take"]'))


async def test_a_look_ends(tmp_path: Path, server: Server) -> None:
    """A site that never answers is given up, and that is said."""

    async def never(response: web.StreamResponse) -> None:
        await asyncio.Event().wait()

    url = server.says("/never", Reply(play=never))
    async with room(tmp_path, text=SOURCES, allowed=server.allowed, patience=0.2) as place:
        await place.browser.get("/add")
        got = await place.browser.send("/add", address=url)

    assert "Nothing was found within 30 seconds." in tree(got).css("#flaw")[0].text()


async def test_strangers_text_is_text(tmp_path: Path, server: Server) -> None:
    """Titles of feeds, of entries and of what was looked at are shown as they are, and do nothing."""
    item = "<item><guid>1</guid><title><![CDATA[&lt;script&gt;alert(1)&lt;/script&gt;]]></title></item>"
    head = "<title>&lt;img src=x onerror=alert(2)&gt; &amp;lt;script&amp;gt;</title>"
    url = server.says("/", page(alternate("/feed.xml", "&lt;script&gt;alert(3)&lt;/script&gt;")))
    server.says("/feed.xml", Reply(body=f"<rss version='2.0'><channel>{head}{item}</channel></rss>".encode()))
    async with room(tmp_path, text=SOURCES, allowed=server.allowed) as place:
        await place.browser.get("/add")
        shown = tree(await place.browser.send("/add", address=url))

    assert 1 == len(shown.css('input[name="take"]'))
    assert 2 == len(shown.css("script"))
    assert [] == shown.css("[onerror]") + shown.css('img[src="x"]')


async def test_the_form_may_be_filled_in(tmp_path: Path) -> None:
    """An address in the query stands in the field, and is not looked at; a forged form is refused."""
    async with room(tmp_path, text=SOURCES) as place:
        forged = await place.browser.send("/add", address="https://a.example/")
        shown = tree(await place.browser.get("/add?address=%22%3E%3Cscript%3E"))

    assert 403 == forged.status
    assert '"><script>' == shown.css('input[name="address"]')[0].attributes["value"]
    assert [] == shown.css("#flaw")


async def test_a_password_in_an_address_is_not_shown(tmp_path: Path, server: Server) -> None:
    """An address with a password is added with it; what is shown of it is without."""
    server.says("/feed", FEED)
    async with room(tmp_path, text=SOURCES, allowed=server.allowed) as place:
        await place.browser.get("/add")
        url = f"http://me:secret@127.0.0.1:{server.port}/feed"
        shown = tree(await place.browser.send("/add", address=url))

    assert url == hidden(shown)["address"]
    assert "secret" not in (shown.css('input[name="address"]')[0].attributes["value"] or "")
    assert "secret" not in shown.css("section")[0].text()
