import json
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import text
from structlog.testing import capture_logs

from feedbot.desk import Health
from feedbot.errors import StoreError
from feedbot.feeds import htmlpage
from feedbot.model import Config
from feedbot.web import problems
from tests import make
from tests.feeds import samples
from tests.web import shelled
from tests.web.rooms import room
from tests.web.serving import config, serving, write
from tests.web.shelled import FAR, PASSWORD

BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8"


async def test_index_lists_the_feeds(tmp_path: Path) -> None:
    """The top page has each feed with title, page, formats, number of entries and when it was written."""
    write(tmp_path, make.edition(2, 1))
    listed = (make.feed(subtitle="What is new"), make.feed("later", title="Later", formats=("json", "html")))
    async with serving(tmp_path, lambda: config(feeds=listed)) as client:
        got = await client.get("/")
    tree = LexborHTMLParser(got.body)

    assert ["feeds/main", "feeds/later"] == [link.attributes["href"] for link in tree.css("h2 a")]
    assert "Entries: 2" == tree.css("article .origin")[0].text()
    assert "2026-03-14T12:00:00+00:00" == tree.css("article time")[0].attributes["datetime"]
    assert "Nothing has been published yet." == tree.css("article .meta")[1].text(strip=True)
    assert ["Atom", "RSS", "JSON Feed", "JSON Feed"] == [link.text() for link in tree.css(".extra a")]
    assert 4 == len(tree.css("link[rel=alternate]"))


async def test_index_without_a_count(tmp_path: Path) -> None:
    """Where counting is not cheap the top page leaves it out."""
    edition = make.edition(1, feed=make.feed(formats=("html",)))
    write(tmp_path, edition)
    async with serving(tmp_path, lambda: config(feeds=(edition.feed,))) as client:
        tree = LexborHTMLParser((await client.get("/")).body)

    assert ([], 1) == (tree.css(".origin"), len(tree.css("article time")))


async def test_index_of_feeds_that_are_nothing(tmp_path: Path) -> None:
    """A feed without a format is listed, and a config without a feed gives a page that says so."""
    async with serving(tmp_path, lambda: config(feeds=(make.feed(formats=()),))) as client:
        one = LexborHTMLParser((await client.get("/")).body)
    async with serving(tmp_path, lambda: config(feeds=())) as client:
        none = LexborHTMLParser((await client.get("/")).body)

    assert (1, 0) == (len(one.css("article")), len(none.css("article")))
    assert "Nothing has been published yet." == none.css(".empty")[0].text()


async def test_index_speaks_the_first_feeds_language(tmp_path: Path) -> None:
    """Our words on the top page are in the language of the first feed, and a second request gives 304."""
    async with serving(tmp_path, lambda: config(feeds=(make.feed(language="uk"),))) as client:
        got = await client.get("/")
        again = await client.get("/", If_None_Match=got.headers["etag"])

    assert "Стрічки" in got.body.decode()
    assert 304 == again.status


async def test_style_is_allowed_by_its_hash(tmp_path: Path) -> None:
    """The policy allows no script and only our style sheet; articles may show pictures, other pages none."""
    write(tmp_path, make.edition(1))
    async with serving(tmp_path) as client:
        page, index = await client.get("/feeds/main"), await client.get("/")
    policy = page.headers["content-security-policy"]

    assert "default-src 'none'; style-src 'sha256-" in policy
    assert "unsafe" not in policy
    assert "img-src http: https: data:" in policy
    assert "img-src 'self' data:" in index.headers["content-security-policy"]
    assert f"<style>{htmlpage.style()}</style>".encode() in page.body
    assert f"<style>{htmlpage.style()}</style>".encode() in index.body


@pytest.mark.parametrize(("path", "up"), [("/feeds", "./"), ("/feeds/", "../")])
async def test_folder_leads_to_the_index(tmp_path: Path, path: str, up: str) -> None:
    """Who cuts a feed's address short gets to the list, also behind a proxy's path."""
    async with serving(tmp_path) as client:
        got = await client.get(path)

    assert (302, up) == (got.status, got.headers["location"])


@pytest.mark.parametrize(
    ("health", "alive", "ready"),
    [
        (Health(alive=True, ready=True), 200, 200),
        (Health(alive=True, ready=False, problems=("the disk is full",)), 200, 503),
        (Health(alive=False, ready=False, problems=("the disk is full",)), 503, 503),
    ],
)
async def test_health(tmp_path: Path, health: Health, alive: int, ready: int) -> None:
    """/healthz and /readyz tell everybody by status and in a word how we are, and nobody keeps the answer."""
    async with serving(tmp_path, health=health) as client:
        first, second = await client.get("/healthz"), await client.get("/readyz")

    assert (alive, ready) == (first.status, second.status)
    assert {"status": "ok" if ready == 200 else "failing"} == json.loads(second.body)
    assert "no-store" == second.headers["cache-control"]


async def test_why_is_for_those_who_run_feedbot(tmp_path: Path) -> None:
    """The sentences, which name sources and folders, are for who is on this machine or signed in; a proxy's are not."""
    told = {"status": "failing", "problems": ["source secret: 403"]}
    async with room(tmp_path) as place:
        place.health = Health(alive=True, ready=False, problems=("source secret: 403",))
        here, far = await place.browser.get("/readyz"), await place.browser.ask("GET", "/readyz", FAR)
        place.config = shelled.config(PASSWORD)
        place.browser.headers |= FAR
        await place.browser.sign_in()
        signed = await place.browser.ask("GET", "/readyz", FAR)

    assert (told, {"status": "failing"}, told) == tuple(json.loads(got.body) for got in (here, far, signed))


async def test_health_without_a_database(tmp_path: Path) -> None:
    """Who is signed in cannot be known without the database, and how we are is told all the same."""
    async with room(tmp_path) as place:
        place.config = shelled.config(PASSWORD)
        place.browser.headers |= FAR
        await place.browser.sign_in()
        with place.engine.begin() as connection:
            connection.execute(text("ALTER TABLE sessions RENAME TO elsewhere"))
        place.health = Health(alive=True, ready=False, problems=("the database is away",))
        got = await place.browser.ask("GET", "/readyz", FAR)

    assert (503, {"status": "failing"}) == (got.status, json.loads(got.body))


async def test_problem_for_a_program(tmp_path: Path) -> None:
    """A program gets problem details (RFC 9457)."""
    async with serving(tmp_path) as client:
        got = await client.get("/feeds/nothing.atom", Accept="application/atom+xml")

    assert "application/problem+json; charset=utf-8" == got.headers["content-type"]
    assert {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "There is no feed of this name. The top page lists all there are.",
        "instance": "/feeds/nothing.atom",
    } == json.loads(got.body)


async def test_problem_for_a_person(tmp_path: Path) -> None:
    """A browser gets the same sentence as a page, and what it asked for is not repeated in it."""
    async with serving(tmp_path) as client:
        got = await client.get("/%3Cscript%3E", Accept=BROWSER)

    assert (404, "text/html; charset=utf-8") == (got.status, got.headers["content-type"])
    assert b"There is nothing at this address." in got.body
    assert b"<script>" not in got.body


@pytest.mark.parametrize(("path", "home"), [("/nothing", "./"), ("/feeds/nothing", "../"), ("/a/b/c", "../../")])
async def test_problem_leads_home(tmp_path: Path, path: str, home: str) -> None:
    """The page of a problem leads to the list of feeds, from any depth."""
    async with serving(tmp_path) as client:
        tree = LexborHTMLParser((await client.get(path, Accept=BROWSER)).body)

    assert home == tree.css("a")[0].attributes["href"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
async def test_method_that_is_not_possible(tmp_path: Path, method: str) -> None:
    """Another method is refused with those that are possible."""
    async with serving(tmp_path) as client:
        got = await client.ask(method, "/feeds/main.atom")

    assert (405, "GET, HEAD, OPTIONS") == (got.status, got.headers["allow"])
    assert f"{method} is not possible here" in json.loads(got.body)["detail"]


async def test_our_own_fault(tmp_path: Path) -> None:
    """A fault of ours is answered with a sentence and without a trace of what went wrong."""

    def broken() -> Config:
        raise RuntimeError("secret detail")

    async with serving(tmp_path, broken) as client:
        got = await client.get("/feeds/main.atom")

    assert 500 == got.status
    assert "feedbot failed to answer. Its log says why." == json.loads(got.body)["detail"]


async def test_a_database_that_is_away(tmp_path: Path) -> None:
    """Where the database fails, an answer says so and to come back later; the log has the sentence and no trace."""

    def away() -> Config:
        raise StoreError("the database postgresql://desk@host/news failed (connection refused); see that it runs")

    async with serving(tmp_path, away) as client:
        with capture_logs() as logs:
            got = await client.get("/feeds/main.atom")

    assert 503 == got.status
    assert "The database failed just now" in json.loads(got.body)["detail"]
    assert b"postgresql" not in got.body
    (told,) = logs
    assert ("answer failed", "error") == (told["event"], told["log_level"])
    assert "connection refused" in told["why"]
    assert "exc_info" not in told


async def test_answer_that_a_handler_raises() -> None:
    """An answer that is raised on purpose, such as a redirect, goes out as it is."""

    async def moved(request: web.Request) -> web.Response:
        raise web.HTTPFound("/elsewhere")

    app = web.Application(middlewares=[problems.middleware])
    app.router.add_get("/", moved)
    async with TestClient(TestServer(app)) as client:
        got = await client.get("/", allow_redirects=False)

    assert (302, "/elsewhere") == (got.status, got.headers["Location"])


async def test_small_files(tmp_path: Path) -> None:
    """Browsers find our sign and robots find that all is open."""
    async with serving(tmp_path) as client:
        icon, robots = await client.get("/favicon.ico"), await client.get("/robots.txt")

    assert ("image/svg+xml; charset=utf-8", htmlpage.ICON) == (icon.headers["content-type"], icon.body.decode())
    assert "User-agent: *\nAllow: /\n" == robots.body.decode()


async def test_every_answer_is_guarded(tmp_path: Path) -> None:
    """Answers, refusals and probes alike forbid guessing of types and referrers, and name no version."""
    write(tmp_path, samples.edition())
    async with serving(tmp_path) as client:
        answers = [await client.get(path) for path in ("/", "/feeds/main.atom", "/nothing", "/healthz")]

    for got in answers:
        assert ("nosniff", "no-referrer", "feedbot") == tuple(
            got.headers[name] for name in ("x-content-type-options", "referrer-policy", "server")
        )
        assert "default-src 'none'" in got.headers["content-security-policy"]
