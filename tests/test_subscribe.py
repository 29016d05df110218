"""The W3C's checklist for WebSub subscribers, against a hub on loopback."""

import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import unused_port
from structlog.testing import capture_logs

from feedbot.desk import Health
from feedbot.model import Cursor, Push
from feedbot.store import pushes, visits
from feedbot.subscribe import wished
from feedbot.web import application
from tests import make
from tests.sources.server import Reply, Server, serve
from tests.world import World, web_feed, world


def feed(*numbers: int, hub: str = "", topic: str = "") -> bytes:
    """An RSS feed with an item for each number; it names a hub and itself if they are given."""
    links = f'<a:link rel="hub" href="{hub}"/>' if hub else ""
    links += f'<a:link rel="self" href="{topic}"/>' if topic else ""
    items = "".join(
        f"<item><guid isPermaLink='false'>n{number}</guid><title>News {number}</title>"
        f"<link>https://wire.example/{number}</link></item>"
        for number in numbers
    )
    return (
        '<rss version="2.0" xmlns:a="http://www.w3.org/2005/Atom"><channel><title>Wire</title>'
        f"<link>https://wire.example/</link>{links}{items}</channel></rss>"
    ).encode()


@dataclass
class Hub:
    """A hub: remembers what it was asked, asks back and pushes when a test says so."""

    server: Server
    session: ClientSession
    forms: list[dict[str, str]] = field(default_factory=list)
    status: int = 202

    @property
    def url(self) -> str:
        """Where it is asked."""
        return f"{self.server.url}/hub"

    async def verify(self, **fields: str) -> tuple[int, str]:
        """Ask the subscriber whether it meant its last request."""
        form = self.forms[-1]
        question = {"hub.mode": form["hub.mode"], "hub.topic": form["hub.topic"], "hub.challenge": "c-1"}
        question |= {"hub.lease_seconds": "86400"} | {f"hub.{name}": value for name, value in fields.items()}
        async with self.session.get(form["hub.callback"], params=question) as answer:
            return answer.status, await answer.text()

    async def push(self, body: bytes, *, secret: str | None = None, method: str = "sha256", to: str = "") -> int:
        """Tell the subscriber of content, signed."""
        key = (secret or next(form["hub.secret"] for form in self.forms if "hub.secret" in form)).encode()
        signature = f"{method}={hmac.new(key, body, method).hexdigest()}"
        headers = {"X-Hub-Signature": signature, "Content-Type": "application/rss+xml"}
        async with self.session.post(to or self.forms[0]["hub.callback"], data=body, headers=headers) as answer:
            return answer.status


@asynccontextmanager
async def hub_and_world(place: Path) -> AsyncIterator[tuple[Hub, World]]:
    """A hub, a publisher, and a feedbot whose callbacks can be reached; its one source has been read once."""
    port = unused_port()
    async with serve() as server, ClientSession() as session:
        hub = Hub(server, session)

        async def ask(request: web.Request) -> web.Response:
            hub.forms.append({name: str(value) for name, value in (await request.post()).items()})
            return web.Response(status=hub.status, text="no thanks" if hub.status >= 400 else "")

        hubs = web.AppRunner(_app(ask), access_log=None)
        await hubs.setup()
        hub_port = unused_port()
        await web.TCPSite(hubs, "127.0.0.1", hub_port).start()
        address = f"http://127.0.0.1:{hub_port}/hub"
        url = server.says("/feed", Reply(body=feed(1, hub=address, topic=f"{server.url}/topic")))
        source = replace(web_feed(url), websub=True)
        site = f"http://127.0.0.1:{port}"
        async with world(place, sources=(source,), allow=("127.0.0.1",)) as here:
            here.turns.config = replace(
                here.turns.config, settings=replace(here.turns.config.settings, web=True, url=site)
            )
            app = application(
                output=place / "feeds", config=lambda: here.turns.config, health=_well, ear=here.turns.ears()
            )
            runner = web.AppRunner(app, access_log=None)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", port).start()
            try:
                await here.round()
                here.printed()
                yield hub, here
            finally:
                await runner.cleanup()
                await hubs.cleanup()


def _app(ask: object) -> web.Application:
    app = web.Application()
    app.router.add_post("/hub", ask)  # type: ignore[arg-type]  # a handler
    return app


async def _well() -> Health:
    return Health(alive=True, ready=True)


async def one(here: World) -> Push:
    """The one subscription."""
    (found,) = await here.turns.store.read(pushes.every)
    return found


async def cursor(here: World) -> Cursor:
    """How far we are with the one source."""
    return (await here.turns.store.read(visits.cursors))["wire"]


async def test_a_named_hub_is_asked_with_all_that_the_standard_wants(tmp_path: Path) -> None:
    """Discovery by the feed's own links; the request is a form with callback, mode, topic, lease and secret."""
    async with hub_and_world(tmp_path) as (hub, here):
        await here.turns.subscribe()
        (form,) = hub.forms

        assert "subscribe" == form["hub.mode"]
        assert f"{hub.server.url}/topic" == form["hub.topic"]
        assert form["hub.callback"].startswith(f"{here.turns.config.settings.url}/hub/")
        assert len(form["hub.callback"].rpartition("/")[2]) >= 40
        assert 20 <= len(form["hub.secret"]) < 200
        assert int(form["hub.lease_seconds"]) > 0


async def test_a_link_header_names_a_hub_too(tmp_path: Path) -> None:
    """Discovery by HTTP Link headers works for a document that names no hub."""
    async with hub_and_world(tmp_path) as (hub, here):
        links = f'<{hub.server.url}/elsewhere>; rel="hub", <{hub.server.url}/topic-2>; rel="self"'
        hub.server.says("/feed", Reply(body=feed(1, 2), headers={"Link": links}))
        await here.round(every=4000)
        await here.turns.subscribe()

        assert f"{hub.server.url}/elsewhere" == (await one(here)).hub
        assert f"{hub.server.url}/topic-2" == (await one(here)).topic


async def test_the_hub_gets_its_challenge_back(tmp_path: Path) -> None:
    """Verification: 200 and the challenge alone; polling thins out from then on."""
    async with hub_and_world(tmp_path) as (hub, here):
        await here.turns.subscribe()

        assert (200, "c-1") == await hub.verify()
        assert make.NOW < ((await cursor(here)).pushed or make.NOW)
        asked = len(hub.server.asked)
        await here.round(every=4000)
        await here.round(every=4000)
        assert asked + 1 == len(hub.server.asked)


async def test_what_was_not_asked_for_is_not_confirmed(tmp_path: Path) -> None:
    """Another topic, another mode, an unknown callback: 404."""
    async with hub_and_world(tmp_path) as (hub, here):
        await here.turns.subscribe()

        assert 404 == (await hub.verify(topic="https://evil.example/"))[0]
        assert 404 == (await hub.verify(mode="unsubscribe"))[0]
        hub.forms[-1]["hub.callback"] = hub.forms[-1]["hub.callback"][:-5] + "aaaaa"
        assert 404 == (await hub.verify())[0]
        assert (await cursor(here)).pushed is None


async def test_a_push_is_news_at_once(tmp_path: Path) -> None:
    """Signed content is taken in before it is acknowledged: a message at once, and none for the same push again."""
    async with hub_and_world(tmp_path) as (hub, here):
        await here.turns.subscribe()
        await hub.verify()

        assert 202 == await hub.push(feed(2, 1))
        await here.send()
        assert "News 2" in here.printed()
        assert 202 == await hub.push(feed(2, 1))
        await here.send()
        assert "" == here.printed()


async def test_what_a_hub_forgot_is_found_by_polling(tmp_path: Path) -> None:
    """A daily visit finds what the hub did not tell, once; after that the hub is not relied on until it tells again."""
    async with hub_and_world(tmp_path) as (hub, here):
        await here.turns.subscribe()
        await hub.verify(lease_seconds="864000")
        assert 202 == await hub.push(feed(2, 1))
        await here.send()
        here.printed()
        hub.server.says("/feed", Reply(body=feed(3, 2, 1)))
        await here.round(every=100_000)
        told = here.printed()

        assert "News 3" in told
        assert "News 2" not in told
        assert (await cursor(here)).pushed is None


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
async def test_every_method_of_signing_is_taken(tmp_path: Path, method: str) -> None:
    """The four methods of the standard."""
    async with hub_and_world(tmp_path) as (hub, here):
        await here.turns.subscribe()
        await hub.verify()
        await hub.push(feed(2), method=method)
        await here.send()

        assert "News 2" in here.printed()


async def test_a_forged_push_is_thrown_away(tmp_path: Path) -> None:
    """Content with a wrong signature is acknowledged and ignored, as the standard says."""
    async with hub_and_world(tmp_path) as (hub, here):
        await here.turns.subscribe()
        await hub.verify()

        with capture_logs() as logged:
            assert 202 == await hub.push(feed(66), secret="guessed")
        await here.send()
        assert "" == here.printed()
        assert [
            {
                "event": "push thrown away",
                "log_level": "warning",
                "source": "wire",
                "why": "it is not signed as agreed",
                "count": 1,
            }
        ] == logged


async def test_a_flood_of_forged_pushes_is_a_line_an_hour(tmp_path: Path) -> None:
    """The first is logged at once, those that follow are counted, and a good one is taken in meanwhile."""
    async with hub_and_world(tmp_path) as (hub, here):
        await here.turns.subscribe()
        await hub.verify()

        with capture_logs() as logged:
            for _ in range(7):
                await hub.push(feed(66), secret="guessed")
            here.clock.move(minutes=59)
            await hub.push(feed(66), secret="guessed")
            assert 202 == await hub.push(feed(2))
            here.clock.move(minutes=1)
            await hub.push(feed(66), secret="guessed")
            await hub.push(feed(66), secret="guessed")

        assert [1, 8] == [line["count"] for line in logged if line["event"] == "push thrown away"]


async def test_content_that_is_not_wanted_is_gone(tmp_path: Path) -> None:
    """Before confirmation, after the lease, and for an unknown callback a push gets 410."""
    async with hub_and_world(tmp_path) as (hub, here):
        await here.turns.subscribe()
        assert 410 == await hub.push(feed(2))
        await hub.verify()
        assert 410 == await hub.push(feed(2), to=hub.forms[0]["hub.callback"][:-5] + "aaaaa")
        here.clock.move(days=2)
        assert 410 == await hub.push(feed(2))


async def test_while_a_source_is_visited_the_hub_waits(tmp_path: Path) -> None:
    """A push during a visit gets 503 and Retry-After, so that nothing is taken in twice or lost."""
    async with hub_and_world(tmp_path) as (hub, here):
        await here.turns.subscribe()
        await hub.verify()
        await here.turns.store.write(visits.take, "wire", here.clock(), make.hours(1))

        assert 503 == await hub.push(feed(2))
        here.clock.move(hours=2)
        assert 202 == await hub.push(feed(2))


async def test_what_cannot_be_read_does_not_disturb(tmp_path: Path) -> None:
    """Signed rubbish is a failed visit with a reason, and the source is polled as ever."""
    async with hub_and_world(tmp_path) as (hub, here):
        await here.turns.subscribe()
        await hub.verify()

        assert 202 == await hub.push(b"<html>not a feed</html>")
        assert "not a feed" in ((await cursor(here)).error or "")


async def test_the_lease_is_renewed_before_it_ends(tmp_path: Path) -> None:
    """At 80 % of the lease the hub is asked again; until it confirms, the old lease stands."""
    async with hub_and_world(tmp_path) as (hub, here):
        await here.turns.subscribe()
        await hub.verify(lease_seconds="36000")
        here.clock.move(hours=7)
        await here.turns.subscribe()
        assert 1 == len(hub.forms)
        here.clock.move(hours=1.1)
        await here.turns.subscribe()

        assert 2 == len(hub.forms)
        assert hub.forms[0] == hub.forms[1]
        assert 202 == await hub.push(feed(2))
        await hub.verify(lease_seconds="36000")
        here.clock.move(hours=9)
        assert 202 == await hub.push(feed(3))


async def test_a_hub_that_refuses_is_told_and_tried_less_often(tmp_path: Path) -> None:
    """A refusal, in the answer or by a denial, is kept in words; the source is polled as ever."""
    async with hub_and_world(tmp_path) as (hub, here):
        hub.status = 400
        await here.turns.subscribe()
        assert "the hub answers 400: no thanks" == (await one(here)).error
        here.clock.move(minutes=30)
        await here.turns.subscribe()
        assert 1 == len(hub.forms)
        assert (200, "") == await hub.verify(mode="denied", reason="full")
        assert "the hub refuses: full" == (await one(here)).error
        assert (await cursor(here)).pushed is None


async def test_a_hub_that_is_away_is_asked_again(tmp_path: Path) -> None:
    """No connection to the hub is a fault with a reason, tried again in an hour."""
    async with hub_and_world(tmp_path) as (hub, here):
        hub.server.says("/feed", Reply(body=feed(1, 2, hub="http://127.0.0.1:9/", topic="http://127.0.0.1:9/t")))
        await here.round(every=4000)
        await here.turns.subscribe()

        assert "no connection" in ((await one(here)).error or "")
        assert make.hours(1) == (await one(here)).due - here.clock()


async def test_a_source_that_is_removed_ends_its_subscription(tmp_path: Path) -> None:
    """The hub is asked to stop, its question is confirmed, and then it is forgotten."""
    async with hub_and_world(tmp_path) as (hub, here):
        await here.turns.subscribe()
        await hub.verify()
        other = replace(web_feed("https://other.example/"), name="other", websub=True)
        here.turns.config = replace(here.turns.config, sources=(other,))
        await here.turns.enrol()
        await here.turns.subscribe()

        assert "unsubscribe" == hub.forms[-1]["hub.mode"]
        assert 410 == await hub.push(feed(5))
        assert (200, "c-1") == await hub.verify()
        await here.turns.subscribe()
        assert () == await here.turns.store.read(pushes.every)


def test_who_may_be_pushed() -> None:
    """Feeds when hubs can reach us, a source that says so in any case, and none that says no or is paused."""
    sources = (
        make.source("plain"),
        make.source("yes", websub=True, kind="page"),
        make.source("no", websub=False),
        make.source("page", kind="page"),
        make.source("paused", paused=True),
    )

    def names(url: str) -> list[str]:
        return [each.name for each in wished(make.config(sources=sources, settings=make.settings(url=url)))]

    assert ["plain", "yes"] == names("https://news.example.org")
    for near in ("http://127.0.0.1:8080", "http://localhost:8080", "http://[::1]:80", "http://box", "http://a.local"):
        assert ["yes"] == names(near)
