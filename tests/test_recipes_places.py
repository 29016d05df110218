"""Recipes about where feedbot runs and what it came from, each as its page has it: run, and its own point proved."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from zlib import crc32

import pytest
import yaml
from aiohttp import ClientSession

from feedbot.daemon import serve as daemon
from feedbot.loops import PARTS
from feedbot.turns import Turns
from tests import bases, bucket, fronts
from tests.recipes_kitchen import Kitchen, Recipe, Together
from tests.recipes_sites import Sites, free, item, listening, rss
from tests.sources.elsewhere import BOT, database, feed, sub

pytest_plugins = ["tests.recipes_fixture"]

GAZETTE = "https://gazette.example.org"
LONGEST = 30
"""Seconds after which a test gives up."""


def tells(here: Kitchen, *titles: str, site: str = GAZETTE) -> None:
    """Let a site tell of articles with these titles, of this moment."""
    links = {title: f"{site}/{title.rpartition(' ')[2].lower()}" for title in titles}
    items = [item(link, title, f"{title}, as said.", at=here.clock()) for title, link in links.items()]
    here.sites.says(f"{site}/rss", rss("A site", site, *items))


def needs(program: str) -> None:
    """Leave the rest out, and say so, where a program is not installed."""
    if fronts.program(program) is None:
        pytest.skip(f"{program} is not installed here, so the recipe's feeds were written and not served")


async def asked(url: str, **headers: str) -> tuple[int, str, str]:
    """Status, type and text of an answer."""
    async with ClientSession() as session, session.get(url, headers=headers, allow_redirects=False) as answer:
        return answer.status, answer.headers.get("Content-Type", ""), await answer.text()


def test_nginx_serves_the_folder(recipe: Recipe) -> None:
    """nginx, with the file that comes with feedbot, gives the feed, and the page to who asks for no format."""
    here = recipe("behind-nginx")
    tells(here, "Fog until noon")
    here.shows("feedbot check", "feedbot run --once")
    needs("nginx")

    async def served() -> tuple[tuple[int, str, str], tuple[int, str, str]]:
        async with fronts.nginx(here.place / "work", here.place) as url:
            return await asked(f"{url}/feeds/main.atom"), await asked(f"{url}/feeds/main", Accept="text/html")

    atom, page = asyncio.run(served())
    assert (200, "application/atom+xml; charset=utf-8", here.read("main.atom")) == atom
    assert (200, "text/html; charset=utf-8") == page[:2]
    assert "https://feeds.example.org/feeds/main.atom" in atom[2]


def test_caddy_passes_on(recipe: Recipe, monkeypatch: pytest.MonkeyPatch) -> None:
    """Behind the page's Caddyfile everybody gets the feed, which names our hub, and nobody the status."""
    here = recipe("behind-caddy")
    tells(here, "Fog until noon")
    here.shows("feedbot check")
    here.run()
    needs("caddy")
    (site,) = [each for each in here.page.blocks("text") if "reverse_proxy" in each]
    answers: list[tuple[int, str, str]] = []

    async def serve(turns: Turns) -> None:
        inside, outside = turns.config.settings.port, await free()
        work = asyncio.create_task(
            daemon(turns, lambda _: turns.config, turns.stop, workers=Together(turns.store), parts=("web",))
        )
        await listening(inside)
        own = site.replace("news.example.org", f"http://127.0.0.1:{outside}").replace("8080", str(inside))
        async with caddy(here.place / "work", own, outside):
            for path in ("/feeds/main.atom", "/status"):
                answers.append(await asked(f"http://127.0.0.1:{outside}{path}"))
        turns.stop.set()
        await work

    monkeypatch.setenv("FEEDBOT_WEB_LISTEN", f"127.0.0.1:{asyncio.run(free())}")
    here.does(serve)
    feed, status = answers
    assert 200 == feed[0]
    assert '<link rel="hub" href="https://news.example.org/hub"/>' in re.sub(
        r'<link href="(\S+)" rel="hub"/>', r'<link rel="hub" href="\1"/>', feed[2]
    )
    assert 303 == status[0], status
    assert "gazette" not in status[2]


def test_a_nas_needs_a_folder(recipe: Recipe) -> None:
    """Everything is written below the one folder that the compose file mounts; the database is a file there.

    No image is built and no container run here: that wants Docker and a registry.
    """
    here = recipe("nas")
    tells(here, "Fog until noon")
    here.writes("articles/cake.txt", "2026-03-13 A cake for Sunday\nThree eggs and a lemon.")
    before = set(here.place.rglob("*"))
    here.shows("feedbot check", "feedbot run --once", "feedbot feeds")
    made = {path.relative_to(here.place).parts[0] for path in set(here.place.rglob("*")) - before}
    service = yaml.safe_load((fronts.DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]["feedbot"]

    assert made <= {"state", "feeds"}
    assert (["single"], True, ["${FEEDBOT_DATA:-../data}:/data"]) == (
        service["profiles"],
        service["read_only"],
        service["volumes"],
    )
    assert {"Fog until noon", "A cake for Sunday"} == {
        each["title"] for each in json.loads(here.read("main.json"))["items"]
    }


def test_three_workers_share_the_work(recipe: Recipe, monkeypatch: pytest.MonkeyPatch) -> None:
    """The three programs of the page do all parts, each part once; together they bring an article out.

    The second half needs the server that FEEDBOT_TEST_DATABASE names.
    """
    here = recipe("three-workers")
    shares = [tuple(line.rpartition(" ")[2].split(",")) for line in here.page.commands if "--only" in line]
    assert 3 == len(shares)
    assert sorted(PARTS) == sorted(part for share in shares for part in share)
    here.shows("feedbot check")
    if bases.SERVER is None:
        pytest.skip("three programs need PostgreSQL: set FEEDBOT_TEST_DATABASE, or call python -m tests.postgres")
    tells(here, "Something old")
    here.run()
    here.clock.move(hours=1)
    tells(here, "Fog until noon")

    async def share(first: Turns) -> None:
        async with here.turns() as second, here.turns() as third:
            turns = (first, second, third)
            works = [
                asyncio.create_task(
                    daemon(each, lambda _: first.config, each.stop, workers=Together(each.store), parts=parts)
                )
                for each, parts in zip(turns, shares, strict=True)
            ]
            async with asyncio.timeout(LONGEST):
                while not here.chats.told or "Fog until noon" not in here.read("main.atom"):
                    await asyncio.sleep(0.02)
            for each in turns:
                each.stop.set()
            await asyncio.gather(*works)

    monkeypatch.setenv("FEEDBOT_WEB_LISTEN", f"127.0.0.1:{asyncio.run(free())}")
    here.does(share)
    assert ["Fog until noon"] == here.chats.lines("@our_news")


def test_what_the_other_bot_sent_is_not_sent(recipe: Recipe) -> None:
    """What RSS-to-Telegram-Bot had sent is published and not sent; what came since is sent."""
    here = recipe("from-rss-to-telegram-bot")
    (here.place / "articles").mkdir()
    titles = ("Fog until noon", "Trams stop at the quay")
    sent = [f"{crc32(f'{GAZETTE}/noon'.encode()):x}"]
    database(
        here.place / "db.sqlite3",
        BOT,
        user=[(-1001234567890, 50, 1)],
        feed=[
            feed(
                1, f"{GAZETTE}/rss", title="Town Gazette", hashes=json.dumps(sent), modified="2026-03-14 11:00:00+00:00"
            )
        ],
        sub=[sub(1, 1, -1001234567890)],
    )
    tells(here, *titles)
    here.shows(
        "feedbot import db.sqlite3 --dry-run", "feedbot import db.sqlite3", "feedbot check", "feedbot run --once"
    )

    assert ["Trams stop at the quay"] == here.chats.lines("-1001234567890")
    assert set(titles) == {each["title"] for each in json.loads(here.read("main.json"))["items"]}


def test_a_list_of_feeds_comes_in(recipe: Recipe) -> None:
    """Each feed of the list is a source, each folder a feed; nothing of what they have now is told."""
    here = recipe("from-a-reader")
    (here.place / "articles").mkdir()
    rows = "".join(
        f'<outline text="{folder}"><outline type="rss" text="{name}" xmlUrl="https://{name.lower()}.example.org/rss"/></outline>'
        for folder, name in (("Town", "Gazette"), ("Gardens", "Moss"))
    )
    here.writes("subscriptions.opml", f'<opml version="2.0"><body>{rows}</body></opml>')
    tells(here, "Fog until noon")
    tells(here, "A wall of moss", site="https://moss.example.org")
    here.shows("feedbot opml import subscriptions.opml", "feedbot check", "feedbot run --once", "feedbot feeds")
    here.run(minutes=5)

    assert "" == here.console.getvalue()
    assert ["A wall of moss"] == [each["title"] for each in json.loads(here.read("folder-gardens.json"))["items"]]
    assert 2 == len(json.loads(here.read("main.json"))["items"])


def test_a_bucket_has_the_feed(recipe: Recipe) -> None:
    """The documents lie in the bucket under the prefix, each with its media type, and change there with the feed."""
    pytest.importorskip("obstore", reason="feedbot[s3] is not installed")
    here = recipe("bucket")
    stubs: list[bucket.Stub] = []

    @asynccontextmanager
    async def store(_: Sites) -> AsyncIterator[Mapping[str, str]]:
        async with bucket.stub() as stub:
            stubs.append(stub)
            yield {"https://objects.example.org": stub.url}

    here.beside.append(store)
    tells(here, "Fog until noon")
    here.shows("feedbot check", "feedbot run --once")
    held = stubs[-1].held

    assert {"feeds/main.atom", "feeds/main.html", "feeds/main"} <= set(held)
    assert "application/atom+xml; charset=utf-8" == held["feeds/main.atom"].headers["content-type"]
    assert here.read("main.atom").encode() == held["feeds/main.atom"].body
    assert "https://news.example.org/feeds/main.atom" in here.read("main.atom")


@asynccontextmanager
async def caddy(work: Path, site: str, port: int) -> AsyncIterator[None]:
    """Caddy with a site, while the block lasts."""
    work.mkdir()
    (work / "Caddyfile").write_text("{\n\tadmin off\n\tauto_https off\n}\n" + site)
    program = fronts.program("caddy")
    assert program
    process = await asyncio.create_subprocess_exec(
        program,
        *("run", "--adapter", "caddyfile", "--config", str(work / "Caddyfile")),
        stderr=asyncio.subprocess.DEVNULL,
        env={"HOME": str(work), "XDG_DATA_HOME": str(work), "XDG_CONFIG_HOME": str(work), "GOMAXPROCS": "1"},
    )
    try:
        await listening(port)
        yield
    finally:
        process.terminate()
        await process.wait()
