import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web

from feedbot.complete import MOST, Completed, complete
from feedbot.crew import Crew
from feedbot.model import Episode, Item, Limits, Link, Source
from feedbot.net import Web, open_web
from feedbot.rules.normalise import normalise
from feedbot.sources.feed import Feed
from feedbot.sources.page import Page
from tests import make
from tests.make import NOW
from tests.sources.server import Reply, Server, raw, serve

TITLE = "The mill pond freezes over"
TEXT = (
    "The mill pond froze over on Sunday night, and by the morning there were skates on it.",
    "Children from the lower village had been waiting for this since the middle of December.",
    "The miller asks everybody to stay away from the wheel, where the ice is always thin.",
)
TEASER = f"<p>{TEXT[0]}</p>"
HTML = {"Content-Type": "text/html; charset=utf-8"}


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """A site."""
    async with serve() as running:
        yield running


@pytest.fixture
async def client() -> AsyncIterator[Web]:
    """A client that may visit this machine and waits for nothing."""
    async with open_web(allow_private=("127.0.0.1",), version="1", gap=timedelta(0), now=lambda: NOW) as opened:
        yield opened


@pytest.fixture
def crew() -> Iterator[Crew]:
    """A thread for pure work."""
    hands = Crew("test")
    yield hands
    hands.close()


class Asks:
    """A source whose items' pages are asked for."""

    def __init__(self, client: Web, crew: Crew) -> None:
        self.client, self.crew = client, crew

    async def __call__(self, *wanted: tuple[str, Item], source: Source | None = None, **how: Any) -> Completed:
        """What the pages give."""
        return await complete(wanted, source or make.source(), web=self.client, crew=self.crew, now=NOW, **how)


@pytest.fixture
def ask(client: Web, crew: Crew) -> Asks:
    """The function under test, with all that it needs."""
    return Asks(client, crew)


def article(title: str = TITLE, *texts: str) -> Reply:
    """A page with an article."""
    inside = "".join(f"<p>{text}</p>" for text in (texts or TEXT))
    page = f"<html><head><title>{title}</title></head><body><h1>{title}</h1><div>{inside}</div></body></html>"
    return Reply(body=page.encode(), headers=HTML)


def wanted(link: str | None, key: str = "a", **fields: Any) -> tuple[str, Item]:
    """An item of which the feed has the first paragraph only."""
    return key, make.item(**{"id": key, "link": link, "title": TITLE, "html": TEASER, **fields})


def paths(server: Server) -> list[str]:
    """What the server was asked for, but for its robots.txt."""
    return [each.target for each in server.asked if each.target != "/robots.txt"]


# --- what is found ---------------------------------------------------------------------------------------------------


async def test_a_whole_article_takes_the_place_of_a_teaser(server: Server, ask: Asks) -> None:
    """The page behind the link is asked for once, and its article is given under the item's key."""
    done = await ask(wanted(server.says("/1", article())))

    assert {"a": "\n".join(f"<p>{text}</p>" for text in TEXT)} == done.bodies
    assert (frozenset(), ()) == (done.pending, done.notes)
    assert ["/robots.txt", "/1"] == [each.target for each in server.asked]


@pytest.mark.parametrize(
    "fields",
    [
        {"html": None, "text": TEXT[0]},
        {"html": None, "summary": TEASER},
        {"html": None},
        {"html": None, "lede": TEXT[0]},
        {"title": f"<b>{TITLE}</b>", "title_is_html": True},
        {"title": None},
    ],
)
async def test_the_own_text_may_stand_anywhere(server: Server, ask: Asks, fields: dict[str, Any]) -> None:
    """A feed says what it has as HTML, as text, as a summary, or not at all."""
    done = await ask(wanted(server.says("/1", article()), **fields))

    assert ["a"] == [*done.bodies]


async def test_the_own_text_stays_where_it_is_the_better_one(server: Server, ask: Asks) -> None:
    """A page that says no more than the feed is done with, without a remark."""
    own = "".join(f"<p>{text}</p>" for text in TEXT)

    done = await ask(wanted(server.says("/1", article()), html=own))

    assert Completed(bodies={}) == done


async def test_links_are_relative_to_their_base(server: Server, ask: Asks) -> None:
    """An item's base makes its link whole; an item without a link that can be visited is left alone."""
    server.says("/news/1", article())

    done = await ask(
        wanted("1", base=f"{server.url}/news/"),
        wanted(None, "b"),
        wanted("mailto:a@example.org", "c"),
        wanted("2", "d"),
    )

    assert ["a"] == [*done.bodies]
    assert frozenset() == done.pending
    assert ["/news/1"] == paths(server)


async def test_items_with_the_same_page_ask_for_it_once(server: Server, ask: Asks) -> None:
    """Each gets the part that is its own, by its title or by what stands behind the #."""
    stories = "".join(
        f"<article id='n{number}'><h2>{title}</h2>" + "".join(f"<p>{title}. {text}</p>" for text in TEXT) + "</article>"
        for number, title in enumerate((TITLE, "A bridge that wobbles"))
    )
    page = server.says("/live", Reply(body=f"<title>Valley</title>{stories}".encode(), headers=HTML))

    done = await ask(
        wanted(page, html=None),
        wanted(page, "b", title="A bridge that wobbles", html=None),
        wanted(f"{page}#n1", "c", title="A bridge that wobbles", html=None),
    )

    assert ["/live"] == paths(server)
    assert ["The m", "A bri", "A bri"] == [done.bodies[key][3:8] for key in "abc"]


async def test_redirects_are_followed_and_the_charset_is_heeded(server: Server, ask: Asks) -> None:
    """Relative addresses begin where the page was found, and its bytes are read as they are meant."""
    texts = ("Пруд у мельницы замёрз в воскресенье, и к утру на нём уже катались.", *TEXT)
    inside = "".join(f"<p>{text}</p>" for text in texts) + f"<p><a href='x'>Дальше</a> {TEXT[1]} Конец.</p>"
    body = f"<title>{TITLE}</title><h1>{TITLE}</h1><div>{inside}</div>".encode("windows-1251")
    there = server.says("/deep/1", Reply(body=body, headers={"Content-Type": "text/html; charset=windows-1251"}))

    done = await ask(wanted(server.says("/1", Reply(status=302, headers={"Location": there})), html=None))

    assert f'<a href="{server.url}/deep/x">Дальше</a>' in done.bodies["a"]
    assert texts[0] in done.bodies["a"]


# --- what is not -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503])
async def test_a_site_in_trouble_is_asked_again(server: Server, ask: Asks, status: int) -> None:
    """What passes leaves the item pending."""
    done = await ask(wanted(server.says("/1", Reply(status=status))))

    assert frozenset({"a"}) == done.pending
    assert (f'full text of "{TITLE}": {status} from 127.0.0.1; it is asked for again',) == done.notes


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (Reply(status=404), "404 from 127.0.0.1"),
        (Reply(status=410), "410 from 127.0.0.1"),
        (Reply(status=403), "403 from 127.0.0.1"),
        (Reply(body=b"%PDF-1.7", headers={"Content-Type": "application/pdf"}), "it is application/pdf"),
        (Reply(body=b"", headers={"Content-Type": "image/png"}), "it is image/png"),
        (
            article("A bridge", "Nine villages ask for a bridge that does not wobble. " * 9),
            "no article was found there for certain",
        ),
        (article(TITLE, *TEXT, "Subscribe to continue reading."), "no article was found there for certain"),
        (
            Reply(body=b"<div>" * 20_000, headers=HTML),
            "not read: the elements of the page lie too deep, or are left open",
        ),
    ],
)
async def test_a_page_that_gives_nothing_is_done_with(server: Server, ask: Asks, reply: Reply, why: str) -> None:
    """What will not get better is not asked for again, and the operator is told why."""
    done = await ask(wanted(server.says("/1", reply)))

    assert ({}, frozenset()) == (done.bodies, done.pending)
    (note,) = done.notes
    assert note.startswith(f'full text of "{TITLE}": {why}')
    assert note.endswith("; the feed's own text stays")


async def test_a_type_that_is_not_named_is_looked_at(server: Server, ask: Asks) -> None:
    """Without a Content-Type what begins like a page is one."""

    async def bare(response: web.StreamResponse) -> None:
        await response.write(article().body)

    page = Reply(headers={"Content-Type": ""}, play=bare)
    other = Reply(body=b"words", headers={"Content-Type": ""})
    done = await ask(wanted(server.says("/1", page)), wanted(server.says("/2", other), "b"))

    assert ["a"] == [*done.bodies]
    assert (f'full text of "{TITLE}": it is no page; the feed\'s own text stays',) == done.notes


async def test_a_site_that_is_down_is_asked_again(server: Server, ask: Asks) -> None:
    """No connection is a fault that passes; an address that is not dialled is not."""
    down = await ask(wanted("http://127.0.0.1:9/1"))
    private = await ask(wanted("http://10.0.0.1/1"))

    assert frozenset({"a"}) == down.pending
    assert frozenset() == private.pending
    assert "allow_private" in private.notes[0]


async def test_a_page_that_does_not_come_is_asked_again(server: Server, ask: Asks) -> None:
    """A page that breaks off is not had yet."""
    page = server.says("/1", Reply(body=b"<p>a", headers={**HTML, "Content-Encoding": "gzip"}))
    endless = server.says("/2", Reply(status=302, headers={"Location": "/2"}))

    async with raw(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n<p>") as broken:
        done = await ask(wanted(page), wanted(endless, "b"), wanted(f"{broken}/3", "c"))

    assert frozenset({"c"}) == done.pending
    assert 3 == len(done.notes)


# --- manners ---------------------------------------------------------------------------------------------------------


async def test_robots_are_obeyed(server: Server, ask: Asks) -> None:
    """A page that a robots.txt closes is not asked for, now or later, unless the config says not to look."""
    server.says("/robots.txt", Reply(body=b"User-agent: *\nDisallow: /1\n"))
    page = server.says("/1", article())
    section = Page.model_validate({"name": "p", "kind": "page", "url": server.url, "robots": False})

    done = await ask(wanted(page))
    assert ({}, frozenset(), []) == (done.bodies, done.pending, paths(server))
    assert "asks feedbot not to read this page" in done.notes[0]

    done = await ask(wanted(page), source=make.source(kind="page", options=section))
    assert ["a"] == [*done.bodies]


async def test_robots_that_cannot_be_read_close_a_site_for_now(server: Server, ask: Asks) -> None:
    """A server in trouble is not visited; the page waits."""
    server.says("/robots.txt", Reply(status=500))

    done = await ask(wanted(server.says("/1", article())))

    assert (frozenset({"a"}), []) == (done.pending, paths(server))


async def test_secrets_go_to_the_own_host_only(server: Server, ask: Asks) -> None:
    """The source's headers, cookies and login are sent to pages of its own host, and to no other."""
    section = Feed.model_validate(
        {"name": "f", "kind": "feed", "url": f"{server.url}/feed", "cookies": {"s": "1"}, "auth": {"token": "t"}}
    )
    source = make.source(options=section)
    async with serve() as other:
        await ask(wanted(server.says("/1", article())), wanted(other.says("/2", article()), "b"), source=source)

        (own,) = [each.headers for each in server.asked if each.target == "/1"]
        (foreign,) = [each.headers for each in other.asked if each.target == "/2"]

    assert ("Bearer t", "s=1") == (own["authorization"], own["cookie"])
    assert not {"authorization", "cookie"} & {*foreign}
    assert own["accept"].startswith("text/html")


async def test_a_long_page_is_cut(server: Server, ask: Asks) -> None:
    """The source's limit of a body holds, and what came up to there is read."""
    page = article(TITLE, *TEXT, "x" * 100_000)

    done = await ask(wanted(server.says("/1", page), html=None), source=make.source(limits=Limits(body=2_000)))

    assert TEXT[2] in done.bodies["a"]
    assert 2_000 > len(done.bodies["a"])


async def test_only_the_newest_pages_are_asked_for(server: Server, ask: Asks) -> None:
    """Fifty at a visit; the others stay pending, and those without a date count as new."""
    items = [
        wanted(
            server.says(f"/{number}", article()),
            f"k{number}",
            published=f"2026-03-14T{number // 60:02}:{number % 60:02}:00Z",
        )
        for number in range(MOST + 3)
    ]

    done = await ask(*items, wanted(server.says("/new", article()), "new", published=None))

    assert {"new", *(f"k{number}" for number in range(4, MOST + 3))} == {*done.bodies}
    assert {f"k{number}" for number in range(4)} == done.pending
    assert MOST == len(paths(server))
    assert ("full text: 4 more pages are asked for at the next visit",) == done.notes


async def test_time_is_bounded(server: Server, ask: Asks) -> None:
    """When the time is over, what has not come is pending, and what has come is done with."""
    never = asyncio.Event()

    async def silent(response: web.StreamResponse) -> None:
        await never.wait()

    slow = [wanted(server.says(f"/{n}", Reply(headers=HTML, play=silent)), f"s{n}", published=None) for n in range(4)]
    done = await ask(wanted(f"{server.url}/404", published=None), *slow, within=timedelta(seconds=0.5))

    assert {"s0", "s1", "s2", "s3"} == done.pending
    assert done.notes[0].startswith(f'full text of "{TITLE}": 404')
    assert ("full text: 4 more pages are asked for at the next visit",) == done.notes[-1:]


async def test_few_remarks_are_made_of_many_pages(server: Server, ask: Asks) -> None:
    """Five reasons are told, and how many more there are; an item without a title goes by its link."""
    items = [wanted(f"{server.url}/{number}", f"k{number}", title=None) for number in range(8)]

    done = await ask(*items)

    assert 6 == len(done.notes)
    assert done.notes[0].startswith(f'full text of "{server.url}/0": 404')
    assert "full text: 3 more pages gave none" == done.notes[-1]


# --- pictures --------------------------------------------------------------------------------------------------------


def pictured(path: str, title: str = TITLE) -> Reply:
    """A page with an article, which wants to be shown by a picture."""
    reply = article(title)
    head = f'<head><meta property="og:image" content="{path}">'
    return replace(reply, body=reply.body.replace(b"<head>", head.encode()))


async def test_a_page_gives_its_picture_to_an_item_without_any(server: Server, ask: Asks) -> None:
    """As a preview with an absolute address, beside the article; and where the feed's own text stays, too."""
    own = "".join(f"<p>{text}</p>" for text in TEXT)
    page, entry = wanted(server.says("/1", pictured("/pond.jpg"))), wanted(server.says("/2", pictured("/b.jpg")), "b")

    done = await ask(page, (entry[0], replace(entry[1], html=own)))

    assert {"a": f"{server.url}/pond.jpg", "b": f"{server.url}/b.jpg"} == {k: v.href for k, v in done.pictures.items()}
    assert ["a"] == [*done.bodies]
    whole = done.whole(*page)
    assert (done.bodies["a"], (done.pictures["a"],)) == (whole.html, whole.links)
    assert "preview" == whole.links[0].rel
    assert own == done.whole("b", replace(entry[1], html=own)).html


@pytest.mark.parametrize(
    "fields",
    [
        {"links": (Link(href="https://example.org/a", type="image/png"),)},
        {"links": (Link(href="https://example.org/a.jpg?w=1"),)},
        {"links": (Link(href="https://example.org/a", rel="preview"),)},
        {"html": "".join(f"<p>{each}</p>" for each in TEXT) + '<img src="https://example.org/a">'},
        {"episode": Episode(image="https://example.org/a")},
    ],
)
async def test_an_item_with_a_picture_needs_none(server: Server, ask: Asks, fields: dict[str, Any]) -> None:
    """Whatever way it came."""
    done = await ask(wanted(server.says("/1", pictured("/pond.jpg")), **fields))

    assert {} == done.pictures


async def test_a_picture_of_many_pages_is_the_sites(server: Server, ask: Asks) -> None:
    """Three articles are not shown by the same picture; two may be."""
    many = [wanted(server.says(f"/m{n}", pictured("/all.jpg")), f"m{n}") for n in range(3)]
    two = [wanted(server.says(f"/t{n}", pictured("/both.jpg")), f"t{n}") for n in range(2)]

    assert ["t0", "t1"] == sorted((await ask(*many, *two)).pictures)


def test_a_picture_that_comes_late_changes_nothing_known() -> None:
    """The digests of an entry with it and without are the same, but it is there for whom the entry is new."""
    item, source = make.item(), make.source()
    done = Completed(bodies={}, pictures={"a": Link(href="https://example.org/pond.jpg", rel="preview")})
    before, after = (normalise(each, "a", source, make.ORIGIN, NOW) for each in (item, done.whole("a", item)))

    assert before.entry.digest == after.entry.digest
    assert ("https://example.org/pond.jpg",) == tuple(link.href for link in after.entry.links)
    assert Completed(bodies={}).whole("a", item) == item


async def test_nothing_wanted_is_nothing_asked(ask: Asks) -> None:
    """A visit without news asks for no page."""
    assert Completed(bodies={}) == await ask()
