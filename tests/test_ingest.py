from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from feedbot.errors import StoreError
from feedbot.ingest import Mind, take_in
from feedbot.model import Harvest
from feedbot.rules.window import Row, Window
from feedbot.store import Store, entries, visits
from tests import make
from tests.sources.server import Reply, Server, serve
from tests.world import World, web_feed, world


@pytest.fixture
async def wire() -> AsyncIterator[Server]:
    """A server with a feed of its own."""
    async with serve() as server:
        yield server


@pytest.fixture
async def here(tmp_path: Path, wire: Server) -> AsyncIterator[World]:
    """A feedbot that watches the feed at /feed and visited it once, while it was empty."""
    wire.says("/feed", rss())
    source = web_feed(wire.url + "/feed", max_age=make.hours(48), every=make.minutes(30))
    async with world(tmp_path, allow=wire.allowed, sources=(source,)) as made:
        await made.round()
        yield made


def rss(*items: str, etag: str = "") -> Reply:
    """A feed with items, newest on top."""
    body = f"<rss version='2.0'><channel><title>Wire</title><link>https://w.example/</link>{''.join(items)}</channel></rss>"
    return Reply(body=body.encode(), headers={"ETag": etag} if etag else {})


def news(number: int, text: str = "The text.") -> str:
    """An item of the feed, each an hour younger than the one before."""
    return (
        f"<item><guid>https://w.example/{number}</guid><link>https://w.example/{number}</link>"
        f"<title>News {number}</title><description>{text}</description>"
        f"<pubDate>Sat, 14 Mar 2026 {number:02d}:00:00 GMT</pubDate></item>"
    )


async def test_a_new_item_is_published_and_told(here: World, wire: Server) -> None:
    """A feed's new items come through, oldest first; items that stay are not told again."""
    wire.says("/feed", rss(news(2), news(1)), rss(news(3), news(2), news(1)))
    await here.round(every=3600)
    first = here.printed()
    await here.round(every=3600)
    second = here.printed()

    assert first.index("News 1") < first.index("News 2")
    assert "News 3" in second
    assert "News 2" not in second
    assert ["News 3", "News 2", "News 1"] == [f"News {n}" for n in (3, 2, 1) if f"News {n}<" in here.file()]


async def test_an_item_that_drops_out_of_its_feed_stays_ours(here: World, wire: Server) -> None:
    """A feed shows its newest items only; older ones stay published, and coming back they are not new."""
    wire.says("/feed", rss(news(1)), rss(news(2)), rss(news(2), news(1)))
    for _ in range(3):
        await here.round(every=3600)

    assert 1 == here.printed().count("News 1")
    assert "News 1<" in here.file()


async def test_the_second_visit_is_conditional(here: World, wire: Server) -> None:
    """Validators go back, and a 304 costs nothing."""
    wire.says("/feed", rss(news(1), etag='"x"'), Reply(status=304))
    await here.round(every=3600)
    await here.round(every=3600)

    assert '"x"' == wire.asked[-1].headers["if-none-match"]
    assert {} == here.turns.problems


async def test_a_page_where_a_feed_was_is_told(here: World, wire: Server) -> None:
    """HTML instead of a feed fails the visit with a sentence, keeps what is there, and heals by itself."""
    wire.says("/feed", rss(news(1)), Reply(body=b"<!doctype html><html><body>Sorry</body></html>"), rss(news(1)))
    await here.round(every=3600)
    await here.round(every=3600)
    problem = here.turns.problems["source wire"]
    cursor = (await here.turns.store.read(visits.cursors))["wire"]
    await here.round(every=90_000)

    assert "feed" in problem
    assert (1, problem) == (cursor.failures, cursor.error)
    assert {} == here.turns.problems
    assert "News 1<" in here.file()


async def test_a_private_address_is_not_visited(tmp_path: Path, wire: Server) -> None:
    """Without leave in the config no address of one's own network is dialled."""
    wire.says("/feed", rss(news(1)))
    async with world(tmp_path, sources=(web_feed(wire.url + "/feed"),)) as made:
        await made.round()
        problem = made.turns.problems["source wire"]

    assert [] == wire.asked
    assert "allow_private" in problem


async def test_old_news_at_a_new_place_is_not_told(here: World, wire: Server) -> None:
    """An item that is older than max_age when first seen is published and not sent."""
    old = news(1).replace("14 Mar 2026", "14 Feb 2026")
    wire.says("/feed", rss(old))
    await here.round(every=3600)

    assert "News 1<" in here.file()
    assert "" == here.printed()


async def test_a_gone_feed_is_left_alone(here: World, wire: Server) -> None:
    """After a 410 there are no more visits; its entries stay."""
    wire.says("/feed", rss(news(1)), Reply(status=410))
    for _ in range(4):
        await here.round(every=90_000)

    assert 3 == len(wire.asked)
    assert (await here.turns.store.read(visits.cursors))["wire"].gone
    assert "News 1<" in here.file()


async def claimed(store: Store, world_: World, *numbers: int) -> Harvest:
    """A harvest of a visit that is claimed now."""
    cursor = await store.write(visits.take, "wire", world_.clock(), make.minutes(3))
    assert cursor is not None
    finds = tuple(make.find(entry=make.entry(number, source="wire")) for number in numbers)
    return make.harvest(cursor=cursor, source="wire", finds=finds)


async def test_one_poisoned_item_costs_nothing_else(here: World) -> None:
    """An item that the store refuses is left out with a note; its source and the others are taken in."""
    config = replace(here.turns.config, sources=(*here.turns.config.sources, make.source("other")))
    store, told = here.turns.store, list[str]()
    here.clock.move(hours=1)
    good = await claimed(store, here, 1)
    await store.write(visits.enrol, ["other"], here.clock())
    cursor = await store.write(visits.take, "other", here.clock(), make.minutes(3))
    assert cursor is not None
    unfit = replace(make.entry(2, source="other"), title=None)  # type: ignore[arg-type]  # what no source can bring
    finds = (make.find(entry=unfit), make.find(entry=make.entry(3, source="other")))
    bad = make.harvest(cursor=cursor, source="other", finds=finds)
    report = await take_in(
        [good, bad], config=config, store=store, now=here.clock(), told=lambda name, _: told.append(name)
    )
    cursors = await store.read(visits.cursors)

    assert (2, 0) == (report.new, report.failed)
    assert ["other"] == told
    assert any("was left out" in note and "please report it" in note for note in cursors["other"].notes)
    assert {"wire": 1, "other": 1} == dict(await store.read(entries.count))


async def test_a_harvest_whose_lease_was_lost_is_left_out(here: World) -> None:
    """Who comes too late changes nothing: somebody else visits that source now."""
    store = here.turns.store
    here.clock.move(hours=1)
    late = await claimed(store, here, 1)
    here.clock.move(minutes=5)
    await claimed(store, here)
    report = await take_in(
        [late], config=here.turns.config, store=store, now=here.clock(), told=lambda *_: pytest.fail("nothing to tell")
    )

    assert 0 == report.new
    assert () == await store.read(entries.latest)


class Counted(Window):
    """A window that counts what it is given, each time."""

    def __init__(self) -> None:
        super().__init__()
        self.at_first = 0
        self.later = 0

    def read(self, rows: Iterable[Row], now: datetime) -> None:
        """Count them on the way."""
        held = list(rows)
        self.at_first += len(held)
        super().read(held, now)

    def settle(self, rows: Iterable[Row], now: datetime) -> None:
        """Count them on the way."""
        held = list(rows)
        self.later += len(held)
        super().settle(held, now)


async def test_live_stories_are_read_before_the_transaction_that_writes(here: World, wire: Server) -> None:
    """A program that has just begun keeps nobody from writing while it reads all live stories into its window."""
    for number in (1, 2):
        wire.says("/feed", rss(*(news(each) for each in range(number, 0, -1))))
        here.turns.mind = Mind(panel=here.turns.mind.panel, window=Counted())
        await here.round(every=3600)
    window = here.turns.mind.window

    assert isinstance(window, Counted)
    assert (1, 0) == (window.at_first, window.later)


class Away:
    """A store whose database is away."""

    async def read(self, *_args: object, **_fields: object) -> None:
        """Always fails."""
        raise StoreError("the disk is full")

    async def write(self, *_args: object, **_fields: object) -> None:
        """Always fails."""
        raise StoreError("the disk is full")


async def test_without_a_database_a_harvest_is_kept(here: World, wire: Server) -> None:
    """While the database is away, what was brought home waits, and is taken in later."""
    wire.says("/feed", rss(news(1)))
    here.clock.move(hours=1)
    await here.turns.ingest()
    store = here.turns.store
    while here.turns.under_way:
        await next(iter(here.turns.under_way.values()))
    here.turns.store = Away()  # type: ignore[assignment]  # a store that fails
    with pytest.raises(StoreError):
        await here.turns.settle_visits()
    here.turns.store = store
    await here.round()

    assert "News 1" in here.printed()
    assert (await store.read(visits.cursors))["wire"].error is None


async def test_a_corrected_address_is_visited_at_once(here: World, wire: Server) -> None:
    """A source that is gone or backs off begins anew when the config gives it another address."""
    wire.says("/feed", Reply(status=410))
    await here.round(every=3600)
    wire.says("/moved", rss(news(1)))
    here.turns.config = replace(here.turns.config, sources=(web_feed(wire.url + "/moved", max_age=make.hours(48)),))
    await here.turns.enrol()
    await here.round()

    assert "News 1" in here.printed()
    assert {} == here.turns.problems


async def test_new_ids_of_known_items_are_not_news(here: World, wire: Server) -> None:
    """A feed that gives all its items other ids floods nobody: link, date and text tell that they are the same."""
    wire.says("/feed", rss(news(2), news(1)), rss(news(2).replace("<guid>", "<guid>new-"), news(1)))
    await here.round(every=3600)
    first = here.printed()
    await here.round(every=3600)

    assert (1, 1) == (first.count("News 1"), first.count("News 2"))
    assert "" == here.printed()
    assert 2 == here.file().count("<entry")


async def test_an_unbelievable_date_is_noted(here: World, wire: Server) -> None:
    """A date that cannot be read, or lies ahead, is told to the operator; the item is taken as new."""
    wire.says("/feed", rss(news(1).replace("14 Mar 2026", "14 Mar 2099")))
    await here.round(every=3600)
    cursor = (await here.turns.store.read(visits.cursors))["wire"]

    assert any("is no date to go by" in note for note in cursor.notes)
    assert "News 1" in here.printed()


async def test_a_feed_that_moved_for_good_is_visited_there(here: World, wire: Server) -> None:
    """After three permanent redirects over a day the old address is left in peace."""
    wire.says("/feed", Reply(status=301, headers={"Location": wire.url + "/new"}))
    wire.says("/new", rss(news(1)))
    for _ in range(3):
        await here.round(every=13 * 3600)
    before = len(wire.asked)
    await here.round(every=13 * 3600)

    assert ["/new"] == [asked.target for asked in wire.asked[before:]]
    assert "News 1<" in here.file()
