import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pytest

from feedbot import seek
from feedbot.cli import trial
from feedbot.model import Batch, Cursor, Evidence, Harvest
from feedbot.store import moving, visits
from tests import make
from tests.make import NOW
from tests.sources.server import Reply, Server, serve
from tests.world import World, web_feed, world

MANY = Evidence(items=30, changed=20)


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """A server that may be visited."""
    async with serve() as running:
        yield running


@pytest.fixture
async def made(server: Server, tmp_path: Path) -> AsyncIterator[World]:
    """A feedbot with one source, which is at that server."""
    source = web_feed(f"{server.url}/feed", max_age=make.hours(1_000_000), every=make.minutes(30))
    async with world(tmp_path, allow=server.allowed, sources=(source,)) as begun:
        yield begun


def tells(server: Server, numbers: Sequence[int], *, visit: int | None = None) -> None:
    """What its feed has now; with a `visit` its ids are others at each."""
    items = "".join(
        f"<item><guid>{number}{'' if visit is None else f'-{visit}'}</guid><title>Report {number}</title>"
        f"<link>https://w.example/{number}</link><pubDate>{number % 9 + 1:02} Mar 2026 10:00:00 GMT</pubDate></item>"
        for number in numbers
    )
    server.says("/feed", Reply(body=f"<rss version='2.0'><channel><title>T</title>{items}</channel></rss>".encode()))


async def tried(made: World) -> tuple[Harvest, Batch]:
    """What a dry run of that source gives."""
    config = made.turns.config
    harvest, batch = await asyncio.to_thread(trial.visit, config, config.sources[0], made.turns.store)
    assert batch is not None
    return harvest, batch


async def test_a_dry_run_goes_by_what_is_known(server: Server, made: World) -> None:
    """Items of a source whose ids change at each visit are known by their links in a dry run as in a visit."""
    for visit in range(4):
        tells(server, range(8), visit=visit)
        await made.round(every=3700)
    tells(server, range(9), visit=4)
    harvest, batch = await tried(made)

    assert "link" == harvest.naming == (await made.turns.store.read(visits.cursors))["wire"].naming
    assert ["Report 8"] == [each.title for each in batch.opened]
    assert (8, 0) == (len(harvest.same), len(batch.changed))


async def test_a_dry_run_tells_of_new_ids(server: Server, made: World) -> None:
    """What planning a visit shows of its ids is told by a dry run too."""
    tells(server, range(8), visit=0)
    await made.round()
    tells(server, range(8), visit=1)
    harvest, batch = await tried(made)

    assert () == batch.opened
    assert [
        "8 of 8 ids were new at once; 8 of them name articles that were here before, by their links, titles or texts"
    ] == [*harvest.notes]


@dataclass(frozen=True)
class Subscription:
    """What another program had seen."""

    seen: frozenset[str]
    checked: datetime | None = None


async def test_a_dry_run_knows_what_was_taken_over(server: Server, made: World) -> None:
    """Before its first visit an imported source is tried as what was imported says: what was seen there is not told."""
    tells(server, range(3))
    seen = Subscription(seen=frozenset({"https://w.example/0", "https://w.example/2"}))
    await made.turns.store.write(moving.carry_over, "wire", seen, NOW)
    _, batch = await tried(made)

    assert ["https://w.example/1"] == [
        entry.link for entry in batch.opened if entry.id in {each.subject for each in batch.promises}
    ]


async def test_a_dry_run_knows_rules_and_stories(server: Server, made: World) -> None:
    """What a channel's rule keeps out would not be told, and what tells a story that is known joins it."""
    config = made.turns.config
    made.turns.config = replace(config, channels=(make.channel(where="title:1"),))
    tells(server, range(2, 5))
    await made.round()
    tells(server, range(5))
    _, batch = await tried(made)
    passed = {each.subject: each.passed for each in batch.verdicts if each.target == "channel:console"}

    assert [False, True] == sorted(passed.values())
    assert {"Report 1"} == {entry.title for entry in batch.opened if passed[entry.id]}
    assert 2 == len([each for each in batch.verdicts if each.target == "story"])


async def test_a_dry_run_leaves_no_trace(server: Server, made: World) -> None:
    """A dry run changes neither what is known of a source nor its entries."""
    tells(server, range(3))
    await made.round()
    before = await made.turns.store.read(visits.cursors)
    tells(server, range(4))
    _, batch = await tried(made)

    assert 1 == len(batch.opened)
    assert before == await made.turns.store.read(visits.cursors)


@pytest.mark.parametrize(
    ("held", "begun"),
    [
        (None, Cursor(source="sample", due=NOW)),
        (
            make.cursor(address="https://example.org/feed", memo="m", lease=NOW, naming="link", evidence=MANY),
            make.cursor(address="https://example.org/feed", naming="link", evidence=MANY),
        ),
        (make.cursor(naming="link"), make.cursor(naming="link")),
        (make.cursor(address="https://example.org/old", naming="link", failures=3), replace(make.cursor(), tried=None)),
    ],
    ids=["unknown", "known", "known before addresses were kept", "elsewhere"],
)
def test_where_a_trial_begins(held: Cursor | None, begun: Cursor) -> None:
    """A trial begins with what is known of a source but its memo; at another address a source begins anew."""
    assert begun == seek.begun(held, make.source(), NOW)
