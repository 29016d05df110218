"""A teaser feed whose articles are fetched from the pages behind its links, from visit to message."""

from dataclasses import replace
from pathlib import Path

from feedbot.model import Entry
from feedbot.store import entries
from tests.sources.server import Reply, Server, serve
from tests.world import World, web_feed, world

STORY = [
    "The bridge over the river was opened on Saturday after two years of work, and the first cars crossed it at noon.",
    "The mayor thanked the builders and said that the old ferry would stay for those who like the slow way across.",
    "Two more bridges are planned for the years to come, one of them for trams and one for people on foot.",
    "The works cost less than was feared, said the head of the building company, because the winter had been mild.",
]
TEASER = "The bridge over the river was opened on Saturday after two years of work."


def feed(server: Server, *numbers: int) -> Reply:
    """A feed of teasers with a tag, each with a link of this server."""
    items = "".join(
        f"<item><guid>urn:n:{number}</guid><title>Bridge {number} opened</title>"
        f"<link>{server.url}/story/{number}</link><description>{TEASER}</description></item>"
        for number in numbers
    )
    return Reply(body=f"<rss version='2.0'><channel><title>Wire</title>{items}</channel></rss>".encode())


def page(number: int) -> Reply:
    """The page of an article, with all that stands around one."""
    text = "".join(f"<p>{each}</p>" for each in STORY)
    html = (
        f"<html><head><title>Bridge {number} opened | Wire</title></head><body><nav><a href=/>Home</a></nav>"
        f"<article><h1>Bridge {number} opened</h1>{text}</article><footer>All rights reserved</footer></body></html>"
    )
    return Reply(body=html.encode(), headers={"Content-Type": "text/html; charset=utf-8"})


async def newest(here: World) -> Entry:
    """The entry that came last."""
    (found,) = await here.turns.store.read(entries.latest, limit=1)
    return found


def asked(server: Server, path: str) -> int:
    """How often a path was asked for."""
    return sum(each.target == path for each in server.asked)


async def test_the_whole_article_is_published(tmp_path: Path) -> None:
    """The entry has the page's article, each page is asked for once, and an unchanged item not again."""
    async with serve() as server:
        source = replace(web_feed(server.says("/feed", feed(server, 1))), full_text=True)
        server.says("/story/1", page(1))
        async with world(tmp_path, sources=(source,), allow=server.allowed) as here:
            await here.round()
            server.says("/story/2", page(2))
            server.says("/feed", feed(server, 2, 1))
            await here.round(every=4000)
            entry = await newest(here)

            assert "Bridge 2 opened" == entry.title
            assert all(each in entry.content for each in STORY)
            assert "All rights reserved" not in entry.content
            assert STORY[3] in here.file()
            assert (1, 1) == (asked(server, "/story/1"), asked(server, "/story/2"))


async def test_a_page_that_is_away_is_asked_again(tmp_path: Path) -> None:
    """The teaser goes out at once; when the page can be had, the entry gets its article and its message an edit."""
    async with serve() as server:
        source = replace(web_feed(server.says("/feed", feed(server))), full_text=True)
        async with world(tmp_path, sources=(source,), allow=server.allowed) as here:
            await here.round()
            server.says("/feed", replace(feed(server, 1), headers={"ETag": '"1"'}))
            server.says("/story/1", Reply(status=500), page(1))
            await here.round(every=4000)
            teaser, told = await newest(here), here.printed()
            await here.round(every=100_000)
            whole = await newest(here)

            assert "Bridge 1 opened" in told
            assert STORY[3] not in teaser.content
            assert STORY[3] in whole.content
            assert teaser.id == whole.id
            assert 2 == asked(server, "/story/1")
            assert 1 == here.printed().count("edit")
            await here.round(every=100_000)
            assert (2, "") == (asked(server, "/story/1"), here.printed())


async def test_robots_txt_keeps_the_teaser(tmp_path: Path) -> None:
    """A site that wants no robots at its articles is not asked for them, and the note says so."""
    async with serve() as server:
        source = replace(web_feed(server.says("/feed", feed(server, 1))), full_text=True)
        server.says("/robots.txt", Reply(body=b"User-agent: *\nDisallow: /story/"))
        async with world(tmp_path, sources=(source,), allow=server.allowed) as here:
            await here.round()

            assert TEASER in (await newest(here)).content
            assert 0 == asked(server, "/story/1")


async def test_without_the_key_no_page_is_asked(tmp_path: Path) -> None:
    """Teasers stay teasers unless full_text says otherwise."""
    async with serve() as server:
        source = web_feed(server.says("/feed", feed(server, 1)))
        async with world(tmp_path, sources=(source,), allow=server.allowed) as here:
            await here.round()

            assert TEASER in (await newest(here)).content
            assert ["/feed"] == [each.target for each in server.asked]
