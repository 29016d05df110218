"""Many new ids at once on a known source: an archive that turns up is held, and a site that moves stays what it is."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from feedbot.model import Batch, Sighting
from feedbot.store import entries, outbox
from feedbot.store.tables import sightings
from tests import make
from tests.outlet import HOUR, MOVES, Life, archive, honest, living, moved, outlet, settled

_SIGHTING = Sighting(source="wire", key="", entry="", raw="", seen=make.NOW)


@pytest.fixture
def life(tmp_path: Path) -> Iterator[Life]:
    """A source that was never visited."""
    with living(tmp_path) as begun:
        yield begun


def test_an_archive_that_turns_up_is_held(life: Life) -> None:
    """Many new ids at once: what is older than what we know is stored, not sent, and told; what is new goes out."""
    settled(life)
    fresh_news = archive(0, 1, at=life.now + HOUR / 2)
    report = life.visit([*fresh_news, *archive(4, 9)])
    held = life.deliveries("dropped")
    newest = max(entry.published for entry in entries.every(life.tx, source="wire") if "opens" in entry.title)
    old = [item.title for item in archive(4, 9) if item.at and item.at < newest]

    assert (10, 1) == (report.new, report.promised)
    assert set(old) == set(held)
    assert ["Other 0"] == [title for title in life.deliveries("owed") if title.startswith("Other")]
    because = "held: 10 of 10 ids were new at once, and this one is older than the last visit (2026-03-14 16:00 UTC)"
    assert {because} == {each.dropped for found in held.values() for each in found}
    (note,) = life.cursor.notes
    assert note.startswith("10 of 10 ids were new at once; 9 are held back as they may be old")
    assert "feedbot outbox retry CHANNEL --dropped" in note


def test_what_is_held_is_explained_and_can_be_sent(life: Life) -> None:
    """A held entry is in the feed, its verdict says why it was not sent, and `retry` sends it."""
    settled(life)
    life.visit(archive(4, 9))
    ((held,),) = (each for title, each in life.deliveries("dropped").items() if title == "Other 12")
    verdicts = {each.target: each for each in entries.verdicts(life.tx, held.subject)}
    counts = outbox.counts(life.tx)["console"]
    sent = outbox.retry(life.tx, "console", life.now, dropped=True)

    assert (True, False) == (verdicts["feed:main"].passed, verdicts["channel:console"].passed)
    assert held.dropped == verdicts["channel:console"].because
    assert 9 == counts["dropped"] == sent
    assert {} == life.deliveries("dropped")


def test_what_is_held_is_held_once(life: Life) -> None:
    """At the next visit the archive is known, and what comes then goes out."""
    settled(life)
    life.visit(archive(4, 9))
    report = life.visit([*archive(0, 1, at=life.now), *archive(4, 9)])

    assert (1, 1) == (report.new, report.promised)
    assert 9 == len(life.deliveries("dropped"))


def test_an_archive_without_dates_is_held(life: Life) -> None:
    """Of many new items without dates nobody knows how old they are; of a few it is believed that they are new."""
    settled(life)
    few = life.visit([*archive(0, 4, at=None), *[honest(piece) for piece in outlet(3)][:3]])
    many = life.visit(archive(10, 5, at=None))

    assert (4, 4) == (few.new, few.promised)
    assert (5, 0) == (many.new, many.promised)
    assert all("and this one has no date" in (each[0].dropped or "") for each in life.deliveries("dropped").values())


@pytest.mark.parametrize("dated", [True, False])
def test_a_week_away_loses_nothing(life: Life, *, dated: bool) -> None:
    """After a week of our own downtime all that is new goes out, however much it is."""
    settled(life)
    life.now += timedelta(days=7)
    news = archive(0, 30)
    back = [replace(each, at=life.now - number * HOUR if dated else None) for number, each in enumerate(news)]
    report = life.visit(back)

    assert (30, 30) == (report.new, report.promised)


def test_a_feed_that_stood_still_loses_nothing(life: Life) -> None:
    """What was dated while the feed still showed the old is newer than all we know, so it goes out."""
    for _ in range(3):
        life.visit([honest(piece) for piece in outlet(0)], after=8 * HOUR)
    report = life.visit([honest(piece) for piece in outlet(24)])

    assert (8, 8) == (report.new, report.promised)


def test_a_date_without_a_time_may_mean_the_evening(life: Life) -> None:
    """Articles dated by their day are not older than a visit at noon of that day."""
    settled(life)
    midnight = make.NOW.replace(hour=0)
    assert 6 == life.visit(archive(0, 6, at=midnight)).promised


def test_an_old_archive_is_too_old_to_be_held(life: Life) -> None:
    """What is older than max_age is not promised at all, held or not, and its verdict says so."""
    settled(life)
    report = life.visit(archive(100, 9))

    assert (9, 0) == (report.new, report.promised)
    assert {} == life.deliveries("dropped")


def test_a_moved_site_keeps_its_entries(life: Life) -> None:
    """On another domain, under other ids and links, articles keep their permanent ids; even a new headline is known."""
    settled(life)
    before = {each.title: each.id for each in entries.every(life.tx)}
    items = moved("https://other.example")(outlet(3), MOVES)
    items[-1] = replace(items[-1], title="A wholly different headline", link="https://other.example/slug")
    report = life.visit(items)
    after = {each.title: each.id for each in entries.every(life.tx)}

    assert (0, 0) == (report.new, report.promised)
    assert set(before.values()) == set(after.values())
    assert "A wholly different headline" in after
    assert any("8 of 8 ids were new at once; 8 of them name articles" in note for note in life.cursor.notes)


def test_a_new_headline_is_an_edit(life: Life) -> None:
    """Under its own id an article may change headline and address, and stays what it is."""
    settled(life)
    items = [honest(piece) for piece in outlet(3)]
    slug = replace(items[0], title="Another headline altogether", link="https://w.example/another", at=life.now)
    report = life.visit([slug, *items[1:]])

    assert (0, 1) == (report.new, report.changed)


def test_links_as_they_were_known_before(life: Life) -> None:
    """An article that was known by its link before twins were folded is still known by it."""
    settled(life)
    (entry,) = (each for each in entries.every(life.tx) if each.link == "https://w.example/news/17")
    life.tx.execute(sightings.delete().where(sightings.c.entry == entry.id))
    alias = replace(_SIGHTING, key="link:http://www.w.example/news/17/", entry=entry.id)
    entries.record(life.tx, Batch(source="wire", sightings=(alias,)), life.now)
    items = [honest(piece) for piece in outlet(3)]
    number = next(place for place, item in enumerate(items) if item.link == entry.link)
    items[number] = replace(items[number], guid="new", link="http://www.w.example/news/17/")

    assert 0 == life.visit(items).new
