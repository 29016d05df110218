from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from feedbot.model import Alarm, Config, Cursor
from feedbot.store import entries, feeds, health, open_store, outbox, read, visits, write
from feedbot.watch import watch
from tests import bases, make
from tests.make import NOW, hours, minutes
from tests.store.given import DeathError, Statements, rows

CONFIG = make.config(
    feeds=(make.feed(), make.feed("health", alarms=True)),
    channels=(make.channel(), make.channel("operator", alarms="only")),
)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """A store that knows the names of the config."""
    store = open_store(bases.address(tmp_path / "feedbot.db"))
    with write(store.engine) as tx:
        feeds.enrol(tx, ["main", "health"], NOW, iter(("urn:uuid:main", "urn:uuid:health")).__next__)
        outbox.enrol(tx, ["console", "operator"], NOW)
    yield store.engine
    store.close()


def left(engine: Engine, *cursors: Cursor) -> None:
    """Leave cursors as visits do."""
    with write(engine) as tx:
        visits.leave(tx, cursors)


def watched(engine: Engine, now: datetime = NOW, config: Config = CONFIG) -> tuple[Alarm, ...]:
    """Watch in a transaction of its own."""
    with write(engine) as tx:
        return watch(tx, config=config, now=now)


def failed(name: str = "sample", **fields: Any) -> Cursor:
    """A source that has failed for 26 hours."""
    known = {"visited": NOW - hours(30), "tried": NOW, "due": NOW + hours(1), "failing": NOW - hours(26)}
    return make.cursor(name, **{**known, "failures": 8, "fault": "http", "error": "500 from example.org", **fields})


def well(name: str = "sample", at: datetime = NOW) -> Cursor:
    """A source whose last visit worked."""
    return make.cursor(name, visited=at, tried=at, due=at + hours(1))


def test_an_alarm_is_kept_published_and_owed_once(engine: Engine) -> None:
    """The flip, its entry, its place in the feed of alarms and its delivery come together, and never again."""
    left(engine, failed())
    (alarm,) = watched(engine)

    assert () == watched(engine, NOW + minutes(1))
    with read(engine) as tx:
        (entry,) = entries.latest(tx, source="feedbot")
        assert ("sample is failing: 500 from example.org for 26 hours, 8 times in a row") == entry.title
        assert (alarm,) == health.log(tx)
        assert (alarm.ailment,) == health.standing(tx)
        assert ["operator"] == [each.channel for each in outbox.deliveries(tx, state="owed")]
        sizes = [len(feeds.edition(tx, feed, "x")[0].pieces) for feed in CONFIG.feeds]
    assert [0, 1] == sizes


def test_a_recovery_is_an_entry_of_its_own(engine: Engine) -> None:
    """It is owed after the alarm, and nothing stands any more."""
    left(engine, failed())
    watched(engine)
    left(engine, well(at=NOW + hours(1)))
    (over,) = watched(engine, NOW + hours(1))

    assert over.over
    with read(engine) as tx:
        assert () == health.standing(tx)
        titles = [each.title for each in reversed(entries.latest(tx, source="feedbot"))]
        assert 2 == len(outbox.deliveries(tx, channel="operator", state="owed"))
    assert ["sample works again after 27 hours"] == titles[1:]


def test_a_source_that_fails_again_soon_is_not_told_again(engine: Engine) -> None:
    """What was told within the last day is remembered by the log."""
    left(engine, failed())
    watched(engine)
    left(engine, well(at=NOW + minutes(5)))
    watched(engine, NOW + minutes(5))
    later = NOW + hours(3)
    again: dict[str, Any] = {
        "visited": NOW + minutes(5),
        "fault": "login",
        "failing": NOW + hours(1),
        "tried": later,
        "due": later + hours(1),
    }
    left(engine, failed(**again))

    assert () == watched(engine, later)
    left(engine, failed(**{**again, "tried": NOW + hours(24), "due": NOW + hours(30)}))
    assert ["failing"] == [each.ailment.code for each in watched(engine, NOW + hours(24))]


def test_a_pause_ends_what_stands_in_silence(engine: Engine) -> None:
    """The row goes, and nobody is told."""
    left(engine, failed())
    watched(engine)
    paused = make.config(sources=(make.source(paused=True),), feeds=CONFIG.feeds, channels=CONFIG.channels)

    assert () == watched(engine, NOW + hours(1), paused)
    with read(engine) as tx:
        assert () == health.standing(tx)
        assert 1 == len(health.log(tx))


def test_nothing_is_written_while_nothing_changes(engine: Engine) -> None:
    """However many sources there are, six queries tell that all is as it was."""
    names = [f"s{number}" for number in range(300)]
    config = make.config(sources=tuple(make.source(name) for name in names))
    left(engine, *(well(name) for name in names[1:]), failed(names[0]))
    watched(engine, config=make.config(sources=config.sources, feeds=(), channels=()))
    with Statements(engine) as seen:
        assert () == watched(engine, NOW + minutes(1), config)

    assert 6 == len([each for each in seen.seen if each.startswith("SELECT")])
    assert 6 == len([each for each in seen.seen if not each.startswith(("BEGIN", "COMMIT"))])


def test_one_host_is_told_once(engine: Engine) -> None:
    """The log has each source, people hear of the host."""
    names = ["a", "b", "c", "d"]
    config = make.config(
        sources=tuple(make.source(name) for name in names), feeds=CONFIG.feeds, channels=CONFIG.channels
    )
    left(engine, *(failed(name) for name in names))
    (told,) = watched(engine, config=config)

    assert "@example.org" == told.ailment.source
    with read(engine) as tx:
        assert {"a", "b", "c", "d", "@example.org"} == {each.ailment.source for each in health.log(tx)}
        assert 1 == len(entries.latest(tx))


def test_when_our_network_is_back_all_are_visited_at_once(engine: Engine) -> None:
    """Nobody waits a day for sources that were only out of our reach."""
    names = ["a", "b", "c"]
    config = make.config(
        sources=tuple(make.source(name, url=f"https://{name}.example/") for name in names),
        feeds=CONFIG.feeds,
        channels=CONFIG.channels,
    )
    gone = {"fault": "network", "failures": 3, "failing": NOW - hours(1), "visited": NOW - hours(2)}
    left(engine, *(failed(name, **gone) for name in names))
    (down,) = watched(engine, config=config)
    later = NOW + hours(5)
    left(engine, well("a", later), failed("b", **gone, due=later + hours(20)))
    (up,) = watched(engine, later, config)

    assert (("network", False), ("network", True)) == (
        (down.ailment.code, down.over),
        (up.ailment.code, up.over),
    )
    with read(engine) as tx:
        due = {name: cursor.due for name, cursor in visits.cursors(tx).items()}
    assert {"a": later + hours(1), "b": later, "c": later} == due


def test_flips_older_than_a_year_are_forgotten(engine: Engine) -> None:
    """The log is kept a year."""
    config = make.config(feeds=CONFIG.feeds, channels=CONFIG.channels[:1])
    left(engine, failed())
    watched(engine, NOW, config)
    left(engine, well(at=NOW + hours(24 * 366)))
    watched(engine, NOW + hours(24 * 366), config)

    with read(engine) as tx:
        assert [True] == [each.over for each in health.log(tx)]


def test_an_alarm_is_whole_or_not_at_all(engine: Engine) -> None:
    """Whichever statement fails, nothing of the flip is kept, and the next watch tells it."""
    left(engine, failed())
    before, number = rows(engine), 0
    told: tuple[Alarm, ...] = ()
    while not told:
        try:
            with Statements(engine, most=number):
                told = watched(engine)
        except DeathError:
            number += 1
            assert before == rows(engine)

    assert number > 8
    with read(engine) as tx:
        assert 1 == len(health.log(tx))
        assert 1 == len(outbox.deliveries(tx))
