"""The W3C's checklists for WebSub publishers and hubs, against subscribers and hubs on loopback.

"section" is one of the Recommendation; "hub 100" is a test of the W3C's own test suite.
"""

import asyncio
import hmac
import os
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import unused_port

from feedbot.announce import Announced, Hub, Voice, announce
from feedbot.desk import Health
from feedbot.feeds import FORMATS, render
from feedbot.model import Config, Ping, Push, Subscriber
from feedbot.net import Web, open_web
from feedbot.net.callbacks import AT_A_HOST, Calls
from feedbot.net.headers import hub as linked
from feedbot.rules import leases
from feedbot.sources import websub as subscriber_side
from feedbot.store import Store, Tx, addresses, feeds, open_store, subscribers
from feedbot.web import application
from feedbot.web import websub as door
from tests import bases, make
from tests.make import NOW, hours, minutes
from tests.world import Clock

SECRET = "a secret of the subscriber"
TOKEN = "T0ken-of-a-private-feed-0123456789"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed:
    """A document as a callback got it."""

    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Reader:
    """A subscriber's server: remembers what its callbacks are asked and given, and answers as a test says."""

    url: str
    asked: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    got: list[Pushed] = field(default_factory=list)
    word: Callable[[Mapping[str, str]], web.Response] = field(
        default=lambda query: web.Response(text=query.get("hub.challenge", ""))
    )
    answer: Callable[[], web.Response] = field(default=lambda: web.Response(status=202))
    gate: asyncio.Event | None = None
    inside: int = 0
    most: int = 0

    async def verify(self, request: web.Request) -> web.Response:
        """A question of the hub."""
        self.asked.append(dict(request.query))
        self.paths.append(request.path_qs)
        return self.word(request.query)

    async def take(self, request: web.Request) -> web.Response:
        """A delivery."""
        self.inside += 1
        self.most = max(self.most, self.inside)
        try:
            if self.gate and request.path.startswith("/slow"):
                await self.gate.wait()
            body = await request.read()
            headers = {name.lower(): value for name, value in request.headers.items()}
            self.got.append(Pushed(path=request.path_qs, headers=headers, body=body))
            return self.answer()
        finally:
            self.inside -= 1


@dataclass
class Site:
    """A publisher with a hub of its own, whose publications are written by the test."""

    config: Config
    place: Path
    store: Store
    web: Web
    clock: Clock
    session: ClientSession
    voice: Voice
    reader: Reader
    hub: Hub

    @property
    def url(self) -> str:
        """The address of the site."""
        return self.config.settings.url

    def topic(self, file: str = "main.atom") -> str:
        """The address of a document."""
        return f"{self.url}/feeds/{file}"

    def file(self, name: str = "main.atom") -> bytes:
        """A document as it lies in the folder."""
        return (self.place / name).read_bytes()

    async def publish(self, *numbers: int, ago: float = 0, name: str = "main") -> None:
        """Write a feed with these entries, some minutes ago, and note that; what is owed is owed from then on."""
        await self.write(*numbers, ago=ago, name=name)
        await self.note(str(numbers), name=name)

    async def write(self, *numbers: int, ago: float = 0, name: str = "main") -> None:
        """Write the documents of a feed, and note nothing."""
        feed = next(each for each in self.config.feeds if each.name == name)
        edition = make.edition(*numbers, feed=feed, url=self.url, updated=self.clock())
        token = await self.store.read(addresses.token, name)
        for format in feed.formats:
            path = self.place / (addresses.stem(name, token) + FORMATS[format].suffix)
            path.write_bytes(render(edition, format))
            moment = (self.clock() - minutes(ago)).timestamp()
            os.utime(path, (moment, moment))

    async def note(self, digest: str, *, name: str = "main") -> None:
        """Note a publication as the publisher does."""
        feed = next(each for each in self.config.feeds if each.name == name)
        await self.store.write(subscribers.owe, name, digest, leases.elsewhere(feed, self.url))

    async def ask(self, callback: str = "/in", topic: str = "", mode: str = "subscribe", **fields: str) -> int:
        """What the hub answers to a request."""
        return (await self.told(callback, topic, mode, **fields))[0]

    async def told(
        self, callback: str = "/in", topic: str = "", mode: str = "subscribe", **fields: str
    ) -> tuple[int, str]:
        """What the hub answers to a request, and in which words."""
        form = {"hub.mode": mode, "hub.topic": topic or self.topic()}
        form["hub.callback"] = callback if "://" in callback else self.reader.url + callback
        form |= {f"hub.{name}" if "_" in name or name == "secret" else name: value for name, value in fields.items()}
        async with self.session.post(f"{self.url}/hub", data=form) as answer:
            return answer.status, await answer.text()

    async def turn(self) -> Announced:
        """One turn of announcing, and all that it began."""
        done = await announce(config=self.config, store=self.store, web=self.web, voice=self.voice, now=self.clock)
        await self.voice.calls.settle()
        return done

    async def turns(self, number: int = 4) -> None:
        """Some turns, without time passing."""
        for _ in range(number):
            await self.turn()

    async def subscribed(self, callback: str = "/in", **fields: str) -> None:
        """Subscribe a callback, which agrees."""
        assert 202 == await self.ask(callback, **fields)
        await self.turns()

    async def row(self, callback: str = "/in", topic: str = "") -> Subscriber | None:
        """One subscription."""
        return await self.store.read(subscribers.find, self.reader.url + callback, topic or self.topic())

    async def rows(self) -> int:
        """How many good subscriptions there are."""
        return sum((await self.store.read(subscribers.active, self.clock())).values())

    async def pings(self) -> tuple[Ping, ...]:
        """How it stands with hubs elsewhere."""
        return await self.store.read(subscribers.hubs)


async def _well() -> Health:
    return Health(alive=True, ready=True)


@asynccontextmanager
async def _listen(app: web.Application, port: int) -> AsyncIterator[str]:
    runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    for host in ("127.0.0.1", "127.0.0.2"):
        await web.TCPSite(runner, host, port).start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def site(place: Path, *, allow: tuple[str, ...] = ("127.0.0.0/8",), **fields: Any) -> AsyncIterator[Site]:
    """A site with the feed "main" and a private one, both with our own hub, and a reader beside it."""
    port, folder = unused_port(), place / "feeds"
    folder.mkdir()
    own = leases.address(f"http://127.0.0.1:{port}")
    open_feed, secret = make.feed(hub=own), make.feed("secret", hub=own, private=True, formats=("atom",))
    settings = make.settings(url=f"http://127.0.0.1:{port}", output=folder)
    config = make.config(**{"settings": settings, "feeds": (open_feed, secret), **fields})
    clock, calls, read_here = Clock(), Calls(), Reader("")
    callbacks = web.Application()
    callbacks.router.add_get("/{path:.*}", read_here.verify, allow_head=False)
    callbacks.router.add_post("/{path:.*}", read_here.take)
    with closing(open_store(bases.address(place / "feedbot.db"))) as store:
        async with (
            open_web(allow_private=allow, version="0", gap=hours(0), now=clock) as client,
            ClientSession() as session,
            _listen(callbacks, unused_port()) as reader_url,
        ):
            read_here.url = reader_url
            hub = Hub(config=lambda: config, store=store, web=client, now=clock)
            app = application(output=folder, config=lambda: config, health=_well)
            app.add_routes(door.routes(hub))
            here = Site(
                config=config,
                place=folder,
                store=store,
                web=client,
                clock=clock,
                session=session,
                voice=Voice(calls=calls, gap=hours(0)),
                reader=read_here,
                hub=hub,
            )
            hub.config = lambda: here.config
            await store.write(_enrol, config)
            async with _listen(app, port):
                await here.publish(1, ago=120)
                try:
                    yield here
                finally:
                    await calls.close()


def _enrol(tx: Tx, config: Config) -> None:
    feeds.enrol(tx, [feed.name for feed in config.feeds], NOW, lambda: "urn:uuid:6f1c1d0e-7f0e-4a57-9a5e-2f6f2d6f8a11")
    addresses.settle(tx, config.feeds, NOW, lambda: TOKEN)


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Site]:
    """A site whose feed was published two hours ago."""
    async with site(tmp_path) as made:
        yield made


# --- publishers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", ["atom", "rss", "json", "html"])
async def test_every_document_names_its_hub_and_itself_in_headers(here: Site, format: str) -> None:
    """Section 4: a Link header with rel=hub and exactly one with rel=self; both can be subscribed with as they are."""
    async with here.session.get(here.topic(f"main.{format}")) as answer:
        headers = {name.lower(): value for name, value in answer.headers.items()}

    assert (f"{here.url}/hub", here.topic(f"main.{format}")) == linked(headers, here.url)
    assert 1 == headers["link"].count('rel="self"')
    assert 202 == await here.ask(topic=here.topic(f"main.{format}"))


async def test_a_negotiated_document_names_the_one_that_was_chosen(here: Site) -> None:
    """Section 4.1: the self address offers a single representation."""
    for accept, format in (("application/rss+xml", "rss"), ("application/feed+json", "json")):
        async with here.session.get(here.topic("main"), headers={"Accept": accept}) as answer:
            headers = {name.lower(): value for name, value in answer.headers.items()}
        assert here.topic(f"main.{format}") == linked(headers, here.url)[1]


@pytest.mark.parametrize("format", ["atom", "rss"])
async def test_feeds_name_their_hub_and_themselves_in_the_document(here: Site, format: str) -> None:
    """Section 4: embedded links in XML feeds."""
    text = here.file(f"main.{format}").decode()

    assert 1 == text.count('rel="hub"')
    assert f"{here.url}/hub" in text
    assert here.topic(f"main.{format}") in text


def told_site(hub_url: str) -> dict[str, Any]:
    """The fields of a config whose feed has a hub elsewhere."""
    return {"feeds": (make.feed(hub=hub_url, formats=("atom", "rss")),)}


@dataclass
class Elsewhere:
    """A hub elsewhere: remembers what it was told, and answers as a test says."""

    url: str = ""
    forms: list[dict[str, str]] = field(default_factory=list)
    answers: list[web.Response] = field(default_factory=list)

    async def ask(self, request: web.Request) -> web.Response:
        """A word of a publisher."""
        self.forms.append({name: str(value) for name, value in (await request.post()).items()})
        return self.answers.pop(0) if self.answers else web.Response(status=204)

    @property
    def topics(self) -> list[str]:
        """The documents that it was told of."""
        return [form["hub.url"].rpartition("/")[2] for form in self.forms]


@asynccontextmanager
async def elsewhere(place: Path) -> AsyncIterator[tuple[Elsewhere, Site]]:
    """A hub elsewhere, and a site that names it."""
    hub = Elsewhere()
    app = web.Application()
    app.router.add_post("/publish", hub.ask)
    async with _listen(app, unused_port()) as url:
        hub.url = f"{url}/publish"
        async with site(place, **told_site(hub.url)) as here:
            yield hub, here


async def test_a_hub_elsewhere_is_told_of_each_document(tmp_path: Path) -> None:
    """Section 6: the publisher informs the hub it names; by hub.mode=publish with the addresses of what changed."""
    async with elsewhere(tmp_path) as (hub, here):
        await here.turns()
        async with here.session.get(here.topic()) as answer:
            assert f'<{hub.url}>; rel="hub"' in answer.headers["Link"]

        urls = [here.topic("main.atom"), here.topic("main.rss")]
        assert [{"hub.mode": "publish", "hub.url": url, "hub.topic": url} for url in urls] == hub.forms


async def test_a_hub_elsewhere_hears_of_a_version_once(tmp_path: Path) -> None:
    """Neither a new turn, nor a restart, nor the same publication noted again tells it twice."""
    async with elsewhere(tmp_path) as (hub, here):
        await here.turns()
        here.voice = Voice(calls=Calls(), gap=hours(0))
        await here.note("(1,)")
        await here.turns()
        assert 2 == len(hub.forms)
        await here.publish(2, 1)
        await here.turns()

        assert 4 == len(hub.forms)


async def test_what_is_owed_to_a_hub_survives_and_is_repeated(tmp_path: Path) -> None:
    """A hub that is away is told later, first after half a minute; by a process that knows nothing of the first try."""
    async with elsewhere(tmp_path) as (hub, here):
        hub.answers = [web.Response(status=500)]
        first = await here.turn()
        assert () == first.problems
        told = await here.turn()
        assert ["atom"] == [name.partition(".")[2] for name in hub.topics]
        assert 'could not be told of feed "main": it answers 500; it is tried again by itself' in told.problems[0]
        here.voice = Voice(calls=Calls(), gap=hours(0))
        here.clock.move(seconds=29)
        assert 1 == (await here.turn()).wait
        assert 1 == len(hub.forms)
        here.clock.move(seconds=1)
        await here.turn()

        assert ["main.atom", "main.atom", "main.rss"] == hub.topics
        assert () == (await here.turn()).problems


async def test_only_what_was_not_heard_is_repeated(tmp_path: Path) -> None:
    """A fault between two documents of one feed repeats the second."""
    async with elsewhere(tmp_path) as (hub, here):
        hub.answers = [web.Response(status=204), web.Response(status=502)]
        await here.turns()
        here.clock.move(minutes=1)
        await here.turns()

        assert ["main.atom", "main.rss", "main.rss"] == hub.topics


async def test_a_hub_that_refuses_is_a_problem_with_a_remedy(tmp_path: Path) -> None:
    """4xx is told in words, with what the hub says, and what to do; not repeated within the hour, nor forgotten."""
    async with elsewhere(tmp_path) as (hub, here):
        hub.answers = [web.Response(status=403, text="no such\n topic")]
        await here.turns()
        (problem,) = (await here.turn()).problems
        here.clock.move(minutes=59)
        await here.turns()
        assert 1 == len(hub.forms)
        assert (
            'will not be told of feed "main": it answers 403 (no such topic); correct the hub of this feed' in problem
        )
        here.clock.move(minutes=1)
        await here.turns()

        assert ["main.atom", "main.atom", "main.rss"] == hub.topics


async def test_a_busy_hub_is_left_alone_as_long_as_it_wants(tmp_path: Path) -> None:
    """429 and 503 with Retry-After are kept; what changed meanwhile is told then, once."""
    async with elsewhere(tmp_path) as (hub, here):
        hub.answers = [web.Response(status=503, headers={"Retry-After": "7200"})]
        await here.turns()
        await here.publish(2, 1)
        here.clock.move(minutes=119)
        await here.turns()
        assert 1 == len(hub.forms)
        here.clock.move(minutes=2)
        await here.turns()

        assert 3 == len(hub.forms)
        assert "(2, 1)" == (await here.pings())[0].shown


async def test_a_private_feed_tells_its_hub_the_secret_address(tmp_path: Path) -> None:
    """The hub that a private feed names gets the address that subscribers have, and none before there is one."""
    async with elsewhere(tmp_path) as (hub, here):
        private = make.feed("secret", private=True, hub=hub.url, formats=("atom",))
        here.config = replace(here.config, feeds=(private,))
        await here.store.write(subscribers.owe, "secret", "one", hub.url)
        await here.turns()
        assert [] == hub.forms
        await here.store.write(_enrol, here.config)
        await here.store.write(subscribers.owe, "secret", "two", hub.url)
        await here.turns()

        assert [f"secret.{TOKEN}.atom"] == hub.topics


async def test_a_hub_that_no_feed_names_is_forgotten(tmp_path: Path) -> None:
    """With it goes what it was owed."""
    async with elsewhere(tmp_path) as (hub, here):
        here.config = replace(here.config, feeds=())
        await here.turns()

        assert ([], ()) == (hub.forms, await here.pings())


# --- hubs: subscribing -----------------------------------------------------------------------------------------------


async def test_a_request_is_accepted_and_verified(here: Site) -> None:
    """Hub 100; sections 5.1.2 and 5.3: 202 at once, then a question with mode, topic, challenge and lease."""
    assert (202, "") == await here.told()
    assert [] == here.reader.asked
    await here.turns()
    (asked,) = here.reader.asked

    assert ("subscribe", here.topic(), "864000") == (asked["hub.mode"], asked["hub.topic"], asked["hub.lease_seconds"])
    assert len(asked["hub.challenge"]) >= 40
    assert 1 == await here.rows()


async def test_each_question_has_a_challenge_of_its_own(here: Site) -> None:
    """Section 5.3: a random string."""
    for number in range(5):
        await here.subscribed(f"/in/{number}")

    assert 5 == len({asked["hub.challenge"] for asked in here.reader.asked})


async def test_unknown_fields_are_ignored(here: Site) -> None:
    """Hub 102; section 5.1: additional parameters are no error."""
    await here.subscribed(foo="bar", verify="async", verify_token="x")

    assert 1 == await here.rows()


@pytest.mark.parametrize(("wanted", "granted"), [("86400", 86_400), ("10", 300), ("99999999", 2_592_000)])
async def test_a_lease_can_be_asked_for(here: Site, wanted: str, granted: int) -> None:
    """Section 5.1, 5.3: what is granted is told in the question, and counts from it."""
    await here.subscribed(lease_seconds=wanted)
    row = await here.row()

    assert str(granted) == here.reader.asked[0]["hub.lease_seconds"]
    assert row
    assert row.until
    assert granted == (row.until - NOW).total_seconds()


async def test_the_query_of_a_callback_is_kept(here: Site) -> None:
    """Section 5.1.1: verification appends to it, distribution leaves it as it is."""
    await here.subscribed("/in?foo=bar&hub.mode=mine&x=%2F")
    await here.publish(2, 1)
    await here.turns()

    assert here.reader.paths[0].startswith("/in?foo=bar&hub.mode=mine&x=%2F&hub.mode=subscribe&hub.topic=")
    assert "/in?foo=bar&hub.mode=mine&x=%2F" == here.reader.got[0].path


@pytest.mark.parametrize(
    "word",
    [
        lambda _: web.Response(status=404),
        lambda _: web.Response(text="another"),
        lambda query: web.Response(text=query["hub.challenge"] + "\n"),
        lambda query: web.Response(text=query["hub.challenge"] * 1_000),
        lambda query: web.Response(status=302, text=query["hub.challenge"], headers={"Location": "/other"}),
        lambda query: web.Response(status=400, text=query["hub.challenge"]),
        lambda _: web.Response(),
    ],
)
async def test_who_does_not_confirm_is_not_subscribed(
    here: Site, word: Callable[[Mapping[str, str]], web.Response]
) -> None:
    """Section 5.3.1: redirects, errors and other bodies fail, and redirects are not followed; nothing is delivered."""
    here.reader.word = word
    await here.subscribed()
    await here.publish(2, 1)
    await here.turns()

    assert (1, 0) == (len(here.reader.asked), len(here.reader.got))
    assert await here.row() is None


async def test_a_callback_that_is_away_is_asked_again(here: Site) -> None:
    """Section 5.1.2: verification as soon as possible; a server that starts up later is asked up to three times."""
    here.reader.word = lambda _: web.Response(status=503)
    await here.subscribed()
    assert 1 == len(here.reader.asked)
    here.reader.word = lambda query: web.Response(text=query["hub.challenge"])
    here.clock.move(seconds=10)
    await here.turns()

    assert 2 == len(here.reader.asked)
    assert 1 == await here.rows()


async def test_an_active_subscription_can_be_asked_for_again(here: Site) -> None:
    """Hub 103; section 5.1: the same callback and topic are one subscription, whose lease and secret are renewed."""
    await here.subscribed(lease_seconds="3600", secret="first")
    here.clock.move(minutes=50)
    await here.subscribed(lease_seconds="7200", secret="second")
    row = await here.row()

    assert 1 == await here.rows()
    assert row
    assert ("second", here.clock() + hours(2)) == (row.secret, row.until)
    await here.publish(2, 1)
    await here.turns()
    body = here.reader.got[0].body
    assert f"sha256={hmac.new(b'second', body, 'sha256').hexdigest()}" == here.reader.got[0].headers["x-hub-signature"]


async def test_a_renewal_that_is_not_confirmed_changes_nothing(here: Site) -> None:
    """Section 5.1: a stranger cannot shorten a lease or change a secret; not even while his request waits."""
    await here.subscribed(lease_seconds="7200", secret="mine")
    here.reader.word = lambda _: web.Response(status=503)
    assert 202 == await here.ask(lease_seconds="300", secret="stranger's")
    await here.turns()
    await here.publish(2, 1)
    for _ in range(4):
        here.clock.move(minutes=5)
        await here.turns()
    row = await here.row()

    assert row
    assert ("mine", NOW + hours(2), None) == (row.secret, row.until, row.pending)
    signed = here.reader.got[0]
    assert f"sha256={hmac.new(b'mine', signed.body, 'sha256').hexdigest()}" == signed.headers["x-hub-signature"]


async def test_unsubscribing_is_verified(here: Site) -> None:
    """Hub 104; sections 5.1 and 5.3: the callback is asked, without a lease; then nothing is delivered any more."""
    await here.subscribed()
    await here.subscribed(mode="unsubscribe", lease_seconds="rubbish")
    await here.publish(2, 1)
    await here.turns()

    asked = here.reader.asked[1]
    assert {"hub.mode", "hub.topic", "hub.challenge"} == set(asked)
    assert "unsubscribe" == asked["hub.mode"]
    assert (0, []) == (await here.rows(), here.reader.got)


async def test_nobody_ends_the_subscription_of_another(here: Site) -> None:
    """Section 5.3: if the callback does not agree, the subscription stands."""
    await here.subscribed()
    here.reader.word = lambda _: web.Response(status=404)
    await here.subscribed(mode="unsubscribe")
    await here.publish(2, 1)
    await here.turns()

    assert (1, 1) == (await here.rows(), len(here.reader.got))


async def test_who_never_subscribed_may_stop(here: Site) -> None:
    """Section 5.1.2: it is accepted and verified, whatever we know; for an unknown topic it is an error."""
    await here.subscribed(mode="unsubscribe")

    assert ["unsubscribe"] == [asked["hub.mode"] for asked in here.reader.asked]
    assert await here.row() is None
    assert 404 == await here.ask(mode="unsubscribe", topic="https://other.example/feed")


async def test_leases_are_enforced(here: Site) -> None:
    """Section 5.3.1: no lease is for ever; after its end nothing is delivered, and nothing is kept."""
    await here.subscribed(lease_seconds="3600")
    here.clock.move(minutes=60)
    await here.publish(2, 1)
    await here.turns()

    assert [] == here.reader.got
    assert await here.row() is None


@pytest.mark.parametrize(
    "file",
    [
        "other.atom",
        "main",
        "main.xml",
        "main.1.atom",
        "main.all.atom",
        "../config.toml",
        "main.atom?x",
        "",
        "secret.atom",
    ],
)
async def test_only_our_documents_are_topics(here: Site, file: str) -> None:
    """Section 5.1.1: what no document names as self is refused with a sentence; so is all of another site."""
    status, text = await here.told(topic=here.topic(file))

    assert 404 == status
    assert text.startswith("hub.topic is no document of this hub")
    assert 404 == await here.ask(topic="https://other.example/feeds/main.atom")
    assert [] == here.reader.asked


async def test_a_topic_may_be_escaped(here: Site) -> None:
    """Section 5.1.1: non-reserved characters are decoded; the question has the topic as it was given."""
    topic = here.topic("m%61in%2Eatom")
    await here.subscribed(topic=topic)

    assert topic == here.reader.asked[0]["hub.topic"]
    assert 1 == await here.rows()


async def test_a_secret_address_is_a_topic_for_who_knows_it(here: Site) -> None:
    """A private feed is delivered to those who have its address; nobody learns from us whether there is one."""
    await here.publish(1, ago=120, name="secret")
    unknown = await here.told(topic=here.topic("nothing.atom"))

    assert unknown == await here.told(topic=here.topic("secret.atom"))
    assert unknown == await here.told(topic=here.topic(f"secret.{TOKEN[:-1]}x.atom"))
    await here.subscribed(topic=here.topic(f"secret.{TOKEN}.atom"))
    await here.publish(2, 1, name="secret")
    await here.turns()
    assert [here.file(f"secret.{TOKEN}.atom")] == [push.body for push in here.reader.got]


async def test_an_address_that_was_revoked_is_denied(here: Site) -> None:
    """Section 5.2: the subscriber is told so, nothing more is delivered, and the subscription is over."""
    topic = here.topic(f"secret.{TOKEN}.atom")
    await here.publish(1, ago=120, name="secret")
    await here.subscribed(topic=topic)
    await here.store.write(addresses.renew, "secret", here.clock(), lambda: TOKEN[::-1])
    await here.publish(2, 1, name="secret")
    await here.turns()

    assert {"hub.mode": "denied", "hub.topic": topic, "hub.reason": leases.GONE} == here.reader.asked[-1]
    assert [] == here.reader.got
    assert await here.row(topic=topic) is None


@pytest.mark.parametrize("change", ["removed", "another hub", "closed", "other formats"])
async def test_a_topic_that_is_ours_no_more_is_denied(here: Site, change: str) -> None:
    """Section 5.2: at any point, also where nothing is published any more; who is away hears of it three times."""
    await here.subscribed()
    main, secret = here.config.feeds
    changed = {
        "removed": (secret,),
        "another hub": (replace(main, hub="https://hub.example/"), secret),
        "closed": (replace(main, hub=None), secret),
        "other formats": (replace(main, formats=("rss",)), secret),
    }
    here.config = replace(here.config, feeds=changed[change])
    here.reader.word = lambda _: web.Response(status=500)
    await here.turns()
    for _ in range(4):
        here.clock.move(minutes=5)
        await here.turns()

    assert Counter({"denied": 3, "subscribe": 1}) == Counter(asked["hub.mode"] for asked in here.reader.asked)
    assert await here.row() is None
    assert 404 == await here.ask()


async def test_errors_are_sentences(here: Site) -> None:
    """Section 5.1.2: 4xx with a description in plain text."""
    assert (400, "hub.secret must be shorter than 200 bytes, and without NUL\n") == await here.told(secret="x" * 200)
    assert 400 == await here.ask(mode="publish")
    assert 400 == await here.ask(callback="ftp://reader.example/")
    assert 202 == await here.ask(secret="x" * 199)


# --- hubs: distribution ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", ["atom", "rss", "json", "html"])
async def test_the_whole_document_is_delivered_as_it_is_served(here: Site, format: str) -> None:
    """Hub 100; section 7: full contents, the topic's content type, Link headers with hub and self in one."""
    topic = here.topic(f"main.{format}")
    await here.subscribed(topic=topic)
    await here.publish(2, 1)
    await here.turns()
    (push,) = here.reader.got
    async with here.session.get(topic) as answer:
        served, kind = await answer.read(), answer.headers["Content-Type"]

    assert (served, kind) == (push.body, push.headers["content-type"])
    assert f'<{here.url}/hub>; rel="hub", <{topic}>; rel="self"' == push.headers["link"]
    assert "x-hub-signature" not in push.headers


async def test_what_is_delivered_is_signed_with_the_secret(here: Site) -> None:
    """Hub 101; section 7.1: X-Hub-Signature, here by sha256; our own subscriber takes it as genuine."""
    await here.subscribed(secret=SECRET)
    await here.publish(2, 1)
    await here.turns()
    (push,) = here.reader.got
    ours = Push(source="s", hub="h", topic="t", token="x", secret=SECRET, due=NOW)

    assert push.headers["x-hub-signature"].startswith("sha256=")
    assert subscriber_side.genuine(ours, push.headers["x-hub-signature"], push.body)
    assert not subscriber_side.genuine(replace(ours, secret="other"), push.headers["x-hub-signature"], push.body)


async def test_our_own_subscriber_understands_our_hub(here: Site) -> None:
    """Its request is taken, our question is answered with yes, and its lease is ours."""
    push = Push(source="s", hub="h", topic=here.topic(), token="x", secret=SECRET, due=NOW)
    answers: list[subscriber_side.Answered] = []

    def word(query: Mapping[str, str]) -> web.Response:
        answers.append(subscriber_side.answer(push, query, NOW))
        return web.Response(status=answers[-1].status, text=answers[-1].text)

    here.reader.word = word
    form = dict(subscriber_side.form(push, f"{here.reader.url}/hub/token"))
    async with here.session.post(f"{here.url}/hub", data=form) as answer:
        assert 202 == answer.status
    await here.turns()

    assert NOW + subscriber_side.LEASE == answers[0].push.until
    assert 1 == await here.rows()


@pytest.mark.parametrize("status", [200, 201, 202, 204])
async def test_any_success_is_enough_and_its_body_is_ignored(here: Site, status: int) -> None:
    """Section 7: 2xx delivers, however long the answer is; nothing is delivered twice."""
    here.reader.answer = lambda: web.Response(status=status, body=None if status == 204 else b"x" * 200_000)
    await here.subscribed()
    await here.publish(2, 1)
    await here.turns()
    here.clock.move(days=1)
    await here.turns()

    assert 1 == len(here.reader.got)


async def test_gone_ends_a_subscription(here: Site) -> None:
    """Section 7: 410."""
    here.reader.answer = lambda: web.Response(status=410)
    await here.subscribed()
    await here.publish(2, 1)
    await here.turns()

    assert await here.row() is None


@pytest.mark.parametrize("status", [302, 307, 308, 400, 404, 500, 503])
async def test_all_else_is_repeated_and_the_subscription_stands(here: Site, status: int) -> None:
    """Section 7: all other codes are failures, redirects are not followed; it is tried again later."""
    here.reader.answer = lambda: web.Response(status=status, headers={"Location": f"{here.reader.url}/moved"})
    await here.subscribed()
    await here.publish(2, 1)
    await here.turns()
    assert ["/in"] == [push.path for push in here.reader.got]
    here.reader.answer = lambda: web.Response(status=204)
    here.clock.move(seconds=30)
    await here.turns()

    assert ["/in", "/in"] == [push.path for push in here.reader.got]
    assert 1 == await here.rows()


async def test_a_delivery_is_given_up_until_the_next_change(here: Site) -> None:
    """Section 7: retried within limits of time and number; then the next update is tried, while the lease lasts."""
    here.reader.answer = lambda: web.Response(status=500)
    await here.subscribed()
    await here.publish(2, 1)
    for _ in range(80):
        here.clock.move(minutes=30)
        await here.turn()
    tried = len(here.reader.got)
    row = await here.row()
    assert 14 == tried
    assert row
    assert "given up until the next change: the callback answers 500" == row.error
    here.reader.answer = lambda: web.Response(status=204)
    await here.publish(3, 2, 1)
    await here.turns()

    assert here.file() == here.reader.got[-1].body
    assert tried + 1 == len(here.reader.got)


async def test_a_newer_version_takes_the_place_of_an_older_one(here: Site) -> None:
    """Who was away gets what is there now, once."""
    here.reader.answer = lambda: web.Response(status=500)
    await here.subscribed()
    await here.publish(2, 1)
    await here.turns()
    here.reader.answer = lambda: web.Response(status=204)
    await here.publish(3, 2, 1)
    await here.publish(4, 3, 2, 1)
    here.clock.move(minutes=1)
    await here.turns()

    assert 2 == len(here.reader.got)
    assert here.file() == here.reader.got[1].body


async def test_a_document_that_did_not_change_is_not_delivered(here: Site) -> None:
    """A publication that changes another document, or is only noted again, brings nothing."""
    await here.subscribed()
    await here.publish(2, 1)
    await here.turns()
    await here.note("again")
    await here.turns()

    assert 1 == len(here.reader.got)
    row = await here.row()
    assert row
    assert row.wanted == row.shown


async def test_what_is_written_but_not_noted_is_not_delivered_twice(here: Site) -> None:
    """What is sent is what is served, also when it is newer than what was owed."""
    await here.subscribed()
    await here.publish(2, 1)
    await here.write(3, 2, 1)
    await here.turns()
    await here.note("(3, 2, 1)")
    await here.turns()

    assert [here.file()] == [push.body for push in here.reader.got]


async def test_what_was_just_published_reaches_who_came_just_now(here: Site) -> None:
    """Between a subscriber's reading and its subscription nothing is lost: what is fresh is delivered at once."""
    await here.publish(2, 1, ago=30)
    await here.subscribed()

    assert [here.file()] == [push.body for push in here.reader.got]


async def test_a_document_that_is_missing_is_waited_for(here: Site) -> None:
    """The publisher writes it again by itself; it is looked for after a minute."""
    await here.subscribed()
    await here.publish(2, 1)
    (here.place / "main.atom").unlink()
    await here.turns()
    assert [] == here.reader.got
    await here.write(2, 1)
    here.clock.move(minutes=1)
    await here.turns()

    assert 1 == len(here.reader.got)


async def test_a_restart_forgets_nothing(here: Site) -> None:
    """A request, a subscription and a delivery that are under way are in the store: another process goes on."""
    assert 202 == await here.ask(secret=SECRET)
    here.voice = Voice(calls=Calls(), gap=hours(0))
    await here.turns()
    await here.publish(2, 1)
    here.voice = Voice(calls=Calls(), gap=hours(0))
    await here.turns()

    assert 1 == len(here.reader.got)


async def test_who_is_cut_off_in_the_middle_sends_once_more(here: Site) -> None:
    """A call that was made and not noted is made again: at least once."""
    here.reader.gate = asyncio.Event()
    await here.subscribed("/slow")
    await here.publish(2, 1)
    await announce(config=here.config, store=here.store, web=here.web, voice=here.voice, now=here.clock)
    while not here.reader.inside:
        await asyncio.sleep(0)
    await here.voice.calls.close()
    here.reader.gate.set()
    here.voice = Voice(calls=Calls(), gap=hours(0))
    await here.turns()

    assert {here.file()} == {push.body for push in here.reader.got}
    row = await here.row("/slow")
    assert row
    assert row.wanted == row.shown


async def test_one_that_is_slow_holds_up_no_other(here: Site) -> None:
    """At most four calls to one host at once, and those to others go on meanwhile; what was held back comes later."""
    other = here.reader.url.replace("127.0.0.1", "127.0.0.2")
    here.reader.gate, ended = asyncio.Event(), asyncio.Event()
    for number in range(6):
        await here.subscribed(f"/slow/{number}")
    for number in range(6):
        await here.subscribed(f"{other}/in/{number}")
    await here.publish(2, 1)
    here.voice.calls.ended = ended.set
    while len(here.reader.got) < 6:
        ended.clear()
        await announce(config=here.config, store=here.store, web=here.web, voice=here.voice, now=here.clock)
        await ended.wait()
    assert {f"/in/{number}" for number in range(6)} == {push.path for push in here.reader.got}
    while here.reader.inside < AT_A_HOST:
        await asyncio.sleep(0)
    here.reader.gate.set()
    await here.voice.calls.settle()
    assert AT_A_HOST + 6 == len(here.reader.got)
    await here.turns()

    assert 12 == len(here.reader.got)


async def test_one_callback_is_asked_one_thing_at_a_time(here: Site) -> None:
    """Two requests for one callback are verified one after the other; the later word on a topic counts."""
    here.reader.gate = asyncio.Event()
    assert 202 == await here.ask(lease_seconds="3600")
    assert 202 == await here.ask(lease_seconds="3600")
    assert 202 == await here.ask(lease_seconds="7200")
    assert 202 == await here.ask(topic=here.topic("main.rss"))
    await here.turn()
    assert 1 == len(here.reader.asked)
    await here.turns()

    assert Counter([here.topic(), here.topic("main.rss")]) == Counter(each["hub.topic"] for each in here.reader.asked)
    assert ["7200"] == [each["hub.lease_seconds"] for each in here.reader.asked if each["hub.topic"] == here.topic()]


# --- hubs: the hostile ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "callback",
    [
        "http://127.0.0.1:1/x",
        "http://0x7f.1/",
        "http://2130706433/",
        "http://10.0.0.1/",
        "https://[::1]/",
        "http://[::ffff:127.0.0.1]:80/",
    ],
)
async def test_private_callbacks_are_refused(tmp_path: Path, callback: str) -> None:
    """Section 5.1.2 lets a hub have policies: no private address is called unless the config allows that."""
    async with site(tmp_path, allow=()) as here:
        status, text = await here.told(callback)

        assert 403 == status
        assert "leads to a private address" in text
        assert "(allow_private)" in text


async def test_a_name_that_hides_a_private_address_is_not_called(tmp_path: Path) -> None:
    """What a name leads to is looked at when it is dialled; the request comes to nothing."""
    async with site(tmp_path, allow=()) as here:
        assert 202 == await here.ask(here.reader.url.replace("127.0.0.1", "localhost") + "/in")
        for _ in range(4):
            await here.turns()
            here.clock.move(minutes=5)

        assert [] == here.reader.asked
        assert () == await here.store.read(subscribers.topics)


async def test_a_flood_of_requests_is_told_to_wait(here: Site) -> None:
    """600 a minute for one host; a minute later there is room again, and not one call was made meanwhile."""
    form = [("hub.mode", "subscribe"), ("hub.topic", "x"), ("hub.callback", "https://a.example/")]
    other = [*form[:2], ("hub.callback", "https://b.example/")]
    answers = [await here.hub.asked(form) for _ in range(606)]

    assert Counter({404: 600, 429: 6}) == Counter(status for status, _ in answers)
    assert 404 == (await here.hub.asked(other))[0]
    here.clock.move(minutes=1)
    assert 404 == (await here.hub.asked(form))[0]


async def test_requests_that_wait_are_bounded(here: Site) -> None:
    """Strangers' callbacks that nobody answers for fill no table."""
    await here.store.write(_keep, [waiting(here, number) for number in range(leases.WAITING_AT_A_HOST)])

    status, text = await here.told("/one/more")
    assert (429, "too many requests wait for their callbacks; try again in a minute\n") == (status, text)
    assert 202 == await here.ask(here.reader.url.replace("127.0.0.1", "127.0.0.2") + "/in")


def _keep(tx: Tx, rows: Sequence[Subscriber]) -> None:
    for row in rows:
        subscribers.keep(tx, row)


def waiting(here: Site, number: int) -> Subscriber:
    """A request that nobody has confirmed yet."""
    return Subscriber(
        callback=f"{here.reader.url}/many/{number}",
        topic=here.topic(),
        feed="main",
        format="atom",
        secret="",
        lease=hours(1),
        due=NOW + hours(1),
        pending="subscribe 3600 0 ",
    )


async def test_subscribers_of_one_host_are_bounded(here: Site) -> None:
    """Fifty of one feed; who is there may renew."""
    rows = [replace(waiting(here, number), until=NOW + hours(1), pending=None) for number in range(leases.OF_A_HOST)]
    await here.store.write(_keep, rows)

    assert 403 == await here.ask("/one/more")
    assert 202 == await here.ask("/many/7")


async def test_secrets_do_not_show(here: Site) -> None:
    """Neither secrets nor callbacks stand in what is told of a fault."""
    here.reader.answer = lambda: web.Response(status=500)
    await here.subscribed("/in/capability", secret=SECRET)
    await here.publish(2, 1)
    await here.turns()
    row = await here.row("/in/capability")

    assert row
    assert "the callback answers 500" == row.error


async def test_a_fault_of_ours_stops_no_other(here: Site) -> None:
    """A call that fails by our own fault is told, rests for a minute, and the others go on."""
    faults: list[str] = []
    here.voice.calls.failed = lambda host, error: faults.append(f"{host}: {error}")
    broken = replace(waiting(here, 1), callback=f"{here.reader.url}/broken", due=NOW, pending="subscribe x 0 ")
    await here.store.write(subscribers.keep, broken)
    await here.subscribed()

    assert 1 == len(faults)
    assert faults[0].startswith("127.0.0.1: invalid literal")
    assert 1 == await here.rows()
    assert 60 == (await here.turn()).wait
    here.clock.move(minutes=1)
    await here.turn()
    assert 2 == len(faults)
