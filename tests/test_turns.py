from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from feedbot.store import claims, entries, feeds, outbox, visits
from tests import make
from tests.world import World, folder, world

BRIDGE = """date 2026-03-10 The old bridge opens again
The bridge over the Tyra carries cars again after two years of work, the city council said.
Source: Northern Wire
Details: The work cost 40 million. Traffic was led over the new bridge meanwhile.
Background:
- The bridge was closed in 2024.
"""


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    """A feedbot whose folder was visited once, so that what comes next is new."""
    async with world(tmp_path) as made:
        await made.round()
        yield made


async def test_a_dropped_article_is_published_and_told(here: World) -> None:
    """A new file is in every feed file and in the channel after one round."""
    here.article("bridge.txt", BRIDGE)
    await here.round()

    for name in ("main.atom", "main.rss", "main.json", "main.html"):
        assert "The old bridge opens again" in here.file(name)
    printed = here.printed()
    assert "The old bridge opens again" in printed
    assert "carries cars again after two years" in printed
    assert "Northern Wire" in printed


async def test_a_round_without_news_changes_nothing(here: World) -> None:
    """The second visit of the same articles prints nothing and leaves the files alone."""
    here.article("bridge.txt", BRIDGE)
    await here.round()
    here.printed()
    before = (here.place / "feeds" / "main.atom").stat().st_mtime_ns
    await here.round()

    assert "" == here.printed()
    assert before == (here.place / "feeds" / "main.atom").stat().st_mtime_ns


async def test_the_first_visit_is_not_told(tmp_path: Path) -> None:
    """What is there at the first visit is published and not sent."""
    async with world(tmp_path) as made:
        made.article("bridge.txt", BRIDGE)
        await made.round()

        assert "The old bridge" in made.file()
        assert "" == made.printed()


async def test_deliver_first_tells_the_newest(tmp_path: Path) -> None:
    """With deliver_first, so many of the newest of the first visit are sent, oldest first."""
    async with world(tmp_path, sources=(folder(tmp_path, deliver_first=2),)) as made:
        for day in (1, 2, 3):
            made.article(f"{day}.txt", f"date 2026-03-0{day} Headline of day {day}\nThe text of that day {day}.")
        await made.round()
        printed = made.printed()

    assert "Headline of day 1" not in printed
    assert printed.index("Headline of day 2") < printed.index("Headline of day 3")


async def test_an_edited_text_is_an_update(here: World) -> None:
    """A corrected article changes its entry and edits its message; no second entry, no second message."""
    path = here.article("bridge.txt", BRIDGE)
    await here.round()
    here.printed()
    path.write_text(BRIDGE.replace("40 million", "41 million").replace("cars again", "cars and trams again"))
    await here.round()

    assert 1 == here.file().count("<entry")
    assert "41 million" in here.file()
    assert "edited" in here.printed()


async def test_a_corrected_headline_is_an_update(here: World) -> None:
    """A new headline in the same file is the same entry, and its message is edited."""
    path = here.article("bridge.txt", BRIDGE)
    await here.round()
    here.printed()
    path.write_text(BRIDGE.replace("The old bridge opens", "The old Tyra bridge opens"))
    await here.round()
    await here.round()

    assert 1 == here.file().count("<entry")
    assert "The old Tyra bridge opens again" in here.file()
    assert "edited" in here.printed()


async def test_renaming_and_touching_make_nothing_new(here: World) -> None:
    """An article under another name, or saved again, is the same entry."""
    path = here.article("bridge.txt", BRIDGE)
    await here.round()
    before = here.file()
    here.printed()
    path.rename(path.with_name("renamed.txt"))
    await here.round()
    path.with_name("renamed.txt").write_text(BRIDGE)
    await here.round()

    assert before == here.file()
    assert "" == here.printed()


async def test_a_removed_article_leaves_the_feed_and_comes_back(here: World) -> None:
    """A file that is gone leaves the feed; brought back it is there again, and no second message is sent."""
    path = here.article("bridge.txt", BRIDGE)
    here.article("other.txt", "date 2026-03-11 Another headline\nAnother text that stays where it is.")
    await here.round()
    here.printed()
    path.unlink()
    await here.round()
    gone = here.file()
    path.write_text(BRIDGE)
    await here.round()

    assert "The old bridge" not in gone
    assert "Another headline" in gone
    assert "The old bridge" in here.file()
    assert 2 == here.printed().count("message 1 · edited")


async def test_one_unreadable_article_does_not_stop_the_others(here: World) -> None:
    """A file that is no text is named with its reason; the rest comes through."""
    (here.place / "articles" / "bad.txt").write_bytes(b"\x00" * 3_000_000)
    here.article("bridge.txt", BRIDGE)
    await here.round()
    cursors = await here.turns.store.read(visits.cursors)

    assert "The old bridge" in here.file()
    assert any("bad.txt" in note for note in cursors["articles"].notes)


async def test_a_missing_folder_is_told_and_heals(here: World) -> None:
    """A folder that is away fails the source with a sentence; nothing is withdrawn; it heals by itself."""
    here.article("bridge.txt", BRIDGE)
    await here.round()
    here.printed()
    (here.place / "articles").rename(here.place / "away")
    await here.round()
    problems = dict(here.turns.problems)
    (here.place / "away").rename(here.place / "articles")
    await here.round(every=600)

    assert "does not exist" in problems["source articles"]
    assert {} == here.turns.problems
    assert "The old bridge" in here.file()
    assert "" == here.printed()


async def test_an_output_that_cannot_be_written_is_told_and_heals(here: World) -> None:
    """With the output folder in the way, entries are kept and sent; the feed is written once that is mended."""
    output = here.place / "feeds"
    for path in output.iterdir():
        path.unlink()
    output.rmdir()
    output.write_text("in the way")
    here.article("bridge.txt", BRIDGE)
    await here.round()
    problem = here.turns.problems["publish"]
    told = here.printed()
    output.unlink()
    await here.round()

    assert 'feed "main" could not be written' in problem
    assert "The old bridge" in told
    assert "The old bridge" in here.file()
    assert {} == here.turns.problems


async def test_a_new_feed_begins_with_what_is_stored(here: World) -> None:
    """A feed added to the config shows the entries that are there, under an id of its own that stays."""
    here.article("bridge.txt", BRIDGE)
    await here.round()
    here.turns.config = replace(here.turns.config, feeds=(make.feed(), make.feed("second", title="Second")))
    await here.turns.enrol()
    await here.turns.publish()

    assert "The old bridge" in here.file("second.atom")
    assert here.file().split("<id>")[1] != here.file("second.atom").split("<id>")[1]


async def test_a_channel_that_wakes_up_is_owed_only_what_is_new(here: World) -> None:
    """A sleeping channel is owed nothing, and the verdict says why; awake, it gets what comes then."""
    here.turns.config = replace(here.turns.config, channels=(make.channel(asleep="no token"),))
    await here.turns.enrol()
    here.article("bridge.txt", BRIDGE)
    await here.round()
    entry = (await here.turns.store.read(entries.latest))[0]
    verdicts = await here.turns.store.read(entries.verdicts, entry.id)
    here.turns.config = replace(here.turns.config, channels=(make.channel(),))
    await here.turns.enrol()
    here.article("other.txt", "date 2026-03-11 Another headline\nAnother text that is of today.")
    await here.round()
    printed = here.printed()

    assert "the channel is asleep: no token" in [verdict.because for verdict in verdicts]
    assert "Another headline" in printed
    assert "The old bridge" not in printed


async def test_a_promise_that_waited_too_long_is_dropped_with_a_verdict(here: World) -> None:
    """What could not be sent within max_age is dropped, counted and explained."""
    here.article("bridge.txt", BRIDGE)
    here.clock.move(seconds=60)
    await here.turns.ingest()
    await here.turns.settle_visits()
    here.clock.move(hours=49)
    await here.send()
    dropped = await here.turns.store.read(outbox.deliveries, state="dropped")

    assert ["not sent within 48 hours"] == [delivery.dropped for delivery in dropped]
    assert "" == here.printed()


async def test_an_attempt_left_by_a_dead_process_is_counted_and_repeated(here: World) -> None:
    """A process that died between sending and recording leaves an unknown: sent again, and counted."""
    here.article("bridge.txt", BRIDGE)
    here.clock.move(seconds=60)
    await here.turns.ingest()
    await here.turns.settle_visits()
    store = here.turns.store
    claim = await store.write(claims.claim, ["console"], here.clock(), make.minutes(3))
    assert claim is not None
    await store.write(outbox.attempt, claim, here.clock(), trial=None, bot=None, slot=make.minutes(0))
    await here.turns.free()
    await here.round()
    await here.round()
    counts = await store.read(outbox.counts)

    assert 1 == here.printed().count("The old bridge opens again")
    assert (1, 1, 0) == (counts["console"]["sent"], counts["console"]["unknown"], counts["console"]["owed"])


async def test_feed_files_that_were_removed_come_back(here: World) -> None:
    """A feed folder that was wiped is written anew at the next round."""
    here.article("bridge.txt", BRIDGE)
    await here.round()
    for path in (here.place / "feeds").iterdir():
        path.unlink()
    await here.round()

    assert "The old bridge" in here.file()


async def test_what_was_written_is_no_longer_due(here: World) -> None:
    """After a feed is written, nothing is left to write until something changes."""
    here.article("bridge.txt", BRIDGE)
    await here.round()

    assert () == await here.turns.store.read(feeds.pending, ["main"])


async def test_others_are_told_when_there_is_news(here: World) -> None:
    """Whoever publishes and delivers is knocked at once when something came in, and only then."""
    knocks: list[str] = []
    here.turns.news = lambda: knocks.append("news")
    await here.round()
    quiet = len(knocks)
    here.article("bridge.txt", BRIDGE)
    await here.round()

    assert (0, 1) == (quiet, len(knocks))


async def test_what_was_wrong_with_a_channel_that_is_no_more_is_told_no_more(here: World) -> None:
    """It goes as a reader leaves, or with a reload; what is wrong with others stays."""
    turns, reader = here.turns, make.channel("reader-7", reader=True)
    turns.config = replace(turns.config, channels=(*turns.config.channels, reader))
    turns.tell("channel reader-7", "the bot was blocked")
    turns.tell("channel console", "the disk is full")
    await turns.refresh()

    assert {"channel console": "the disk is full"} == turns.problems
    turns.tell("channel former", "the token is wrong")
    await turns.enrol()

    assert {"channel console": "the disk is full"} == turns.problems
