"""What becomes of messages when a source withdraws an article, and when it brings it back."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from feedbot.model import DELETED, WITHDRAWN, Delivery, Settled
from feedbot.store import claims, outbox
from tests import make
from tests.sources.server import Reply, serve
from tests.world import World, web_feed, world

HOUR = timedelta(hours=1)
BRIDGE = """date 2026-03-14 10:00 The old bridge opens again
The bridge over the Tyra carries cars again after two years of work, the city council said.
"""


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    """A feedbot with a channel of each wish: a note, deletion, nothing; the first of stories, the others of entries."""
    channels = (
        make.channel("note"),
        make.channel("delete", stories=False, on_retract="delete"),
        make.channel("keep", stories=False, on_retract="keep"),
        make.channel("entries", stories=False),
    )
    async with world(tmp_path, channels=channels) as found:
        found.turns.config = replace(
            found.turns.config, sources=tuple(replace(each, deliver_first=9) for each in found.turns.config.sources)
        )
        yield found


def told(here: World) -> dict[str, str]:
    """What each channel printed since it was last asked."""
    parts = here.printed().split("┌─ ")[1:]
    return {part.split(" ", 1)[0]: part for part in parts}


async def deliveries(here: World) -> dict[str, Delivery]:
    """The one delivery of each channel."""
    return {each.channel: each for each in await here.turns.store.read(outbox.deliveries)}


async def test_each_channel_does_as_it_says(here: World) -> None:
    """A message whose article is gone gets a note, goes, or stays as it is: as `on_retract` says."""
    path = here.article("bridge.txt", BRIDGE)
    await here.round()
    assert {"note", "delete", "keep", "entries"} == set(told(here))

    path.unlink()
    await here.round()
    said = told(here)
    assert {"note", "delete", "entries"} == set(said)
    assert "Withdrawn by its source" in said["note"]
    assert "The old bridge opens again" in said["note"]
    assert "· deleted" in said["delete"]
    assert "Withdrawn by its source" in said["entries"]
    shown = {name: each.shown for name, each in (await deliveries(here)).items()}
    assert (WITHDRAWN, DELETED, WITHDRAWN) == (shown["note"], shown["delete"], shown["entries"])


async def test_what_comes_back_stands_again(here: World) -> None:
    """An article that its source brings back is told as before: the notes go, and what was deleted is sent anew."""
    path = here.article("bridge.txt", BRIDGE)
    await here.round()
    path.unlink()
    await here.round()
    told(here)

    path.write_text(BRIDGE)
    await here.round()
    said = told(here)
    assert {"note", "delete", "entries"} == set(said)
    assert not any("Withdrawn" in text for text in said.values())
    assert "edited" in said["note"]
    assert "edited" not in said["delete"]
    await here.round()
    assert {} == told(here)


async def test_what_was_never_sent_is_dropped_and_told_when_it_is_back(here: World) -> None:
    """An article that is withdrawn before its message went out is not sent; brought back in time it is."""
    path = here.article("bridge.txt", BRIDGE)
    here.clock.move(seconds=60)
    await here.turns.ingest()
    await here.turns.settle_visits()
    path.unlink()
    await here.round()
    assert {} == told(here)

    path.write_text(BRIDGE)
    await here.round()
    assert {"note", "delete", "keep", "entries"} == set(told(here))


async def test_a_message_that_is_being_sent_is_edited_after_it(here: World) -> None:
    """An article that is withdrawn while its message is on the way gets its note once the message stands."""
    path = here.article("bridge.txt", BRIDGE)
    here.clock.move(seconds=60)
    await here.turns.ingest()
    await here.turns.settle_visits()
    names = list(here.turns.outlets)
    claim = await here.turns.store.write(claims.claim, names, here.clock(), HOUR)
    assert claim is not None
    await here.turns.store.write(outbox.attempt, claim, here.clock(), trial=None, bot=None, slot=timedelta(0))
    path.unlink()
    here.clock.move(seconds=60)
    await here.turns.ingest()
    await here.turns.settle_visits()
    sent = replace(claim.delivery, shown=claim.delivery.wanted, standing=make.standing(1), attempted=None)
    await here.turns.store.write(outbox.settle, Settled(delivery=sent, lane=claim.lane))
    await here.send()
    assert {claim.lane.channel} == set(told(here))


async def test_an_old_message_stays(here: World) -> None:
    """A message that is older than a week is left alone, so that clearing up a folder rewrites no channel."""
    path = here.article("bridge.txt", BRIDGE)
    await here.round()
    told(here)
    here.clock.move(days=8)
    path.unlink()
    await here.round()
    assert {} == told(here)


FEED = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0">
<id>urn:wire</id><title>Wire</title><updated>2026-03-14T10:00:00Z</updated>{}</feed>"""
ENTRY = """<entry><id>urn:wire:1</id><title>The old bridge opens again</title><updated>2026-03-14T10:00:00Z</updated>
<link href="https://wire.example.org/1"/><summary>Cars again cross it after two years of work.</summary></entry>"""
TOMBSTONE = '<at:deleted-entry ref="urn:wire:1" when="2026-03-14T11:00:00Z"/>'


async def test_a_feed_withdraws_by_a_tombstone(tmp_path: Path) -> None:
    """What a feed marks as deleted (RFC 6721) is withdrawn, in messages and feeds, until it is there again."""
    async with serve() as server:
        url = server.says("/feed", Reply(body=FEED.format(ENTRY).encode()))
        source = replace(web_feed(url), deliver_first=9, every=timedelta(minutes=5))
        async with world(tmp_path, sources=(source,), channels=(make.channel("note"),), allow=server.allowed) as here:
            await here.round()
            assert {"note"} == set(told(here))

            server.says("/feed", Reply(body=FEED.format(TOMBSTONE).encode()))
            await here.round(every=3600)
            assert "Withdrawn by its source" in told(here)["note"]
            assert 'deleted-entry ref="urn:wire:1"' in here.file()

            server.says("/feed", Reply(body=FEED.format(ENTRY).encode()))
            await here.round(every=3600)
            assert "Withdrawn" not in told(here)["note"]
            assert "deleted-entry" not in here.file()
