from datetime import datetime, timedelta

from sqlalchemy import Engine

from feedbot.model import Ailment, Alarm, Trip, Verdict
from feedbot.store import entries, health, read, reports, trails, write
from tests import make
from tests.make import NOW, hours
from tests.store import given

SINCE = NOW - timedelta(days=7)
UNTIL = NOW + hours(1)


def came(engine: Engine, *numbers: int, source: str = "sample", story: str | None = None, at: datetime = NOW) -> None:
    """Record entries of a source, of one story if it is named, each with a verdict."""
    opened = tuple(make.entry(number, source=source) for number in numbers)
    told = tuple(
        Verdict(target=target, subject=each.id, passed=passed, because="x", at=at)
        for each in opened
        for target, passed in (("channel:console", each.id.endswith("/1")), ("feed:main", True))
    )
    own = (given.story(story, *(each.id for each in opened)),) if story else tuple(given.story(e.id) for e in opened)
    with write(engine) as tx:
        batch = given.of(*opened, verdicts=told, stories=own)
        entries.record(tx, batch, at)


def test_what_came_in_is_counted_by_source(engine: Engine) -> None:
    """From a moment on and until another, without entries of our own."""
    came(engine, 1, 2)
    came(engine, 3, source="other")
    came(engine, 4, source="other", at=SINCE - hours(1))
    came(engine, 5, source="feedbot")

    with read(engine) as tx:
        assert {"sample": 2, "other": 1} == reports.arrivals(tx, SINCE, UNTIL)
        assert {"other": 1} == reports.arrivals(tx, SINCE - hours(1), SINCE)
        assert {} == reports.arrivals(tx, SINCE, NOW)


def test_stories_are_counted_by_their_outlets(engine: Engine) -> None:
    """How many were told by one source, and how many by two."""
    came(engine, 1)
    came(engine, 2)
    came(engine, 3, story="https://example.org/1", source="other")

    with read(engine) as tx:
        assert {1: 1, 2: 1} == reports.outlets(tx, SINCE, UNTIL)
        assert {} == reports.outlets(tx, NOW + hours(1), UNTIL + hours(1))


def test_verdicts_are_counted_by_target(engine: Engine) -> None:
    """How many passed of how many."""
    came(engine, 1, 2, 10)
    came(engine, 3, at=SINCE - hours(1))

    with read(engine) as tx:
        assert {"channel:console": (1, 3), "feed:main": (3, 3)} == reports.judged(tx, SINCE, UNTIL)


def test_messages_are_counted_by_channel(engine: Engine) -> None:
    """Those that were sent and those that were edited; what is owed is not."""
    given.held(engine, given.batch(1, 2, 3))
    for _ in range(2):
        given.sent(engine, given.sure(given.claimed(engine)))
    given.held(engine, given.edited(1), now=NOW + hours(1))
    claim = given.sure(given.claimed(engine, now=NOW + hours(1)))
    given.settled(engine, claim, shown="digest-1b", due=NOW + hours(1))

    with read(engine) as tx:
        assert {"console": (1, 1)} == reports.departures(tx, SINCE, UNTIL)
        assert {} == reports.departures(tx, SINCE, NOW)


def test_what_began_and_was_over_is_counted(engine: Engine) -> None:
    """In the log of alarms, within the time."""
    ailment = Ailment(source="a", code="late", since=NOW, because="x", remedy="y")
    flips = [Alarm(ailment=ailment, at=at, over=over) for at, over in ((NOW, False), (NOW, True), (SINCE, False))]
    with write(engine) as tx:
        assert (0, 0) == reports.flips(tx, SINCE, UNTIL)
        health.write(tx, flips, (), ())

    with read(engine) as tx:
        assert (2, 1) == reports.flips(tx, SINCE, UNTIL)
        assert (1, 0) == reports.flips(tx, SINCE, NOW)


def test_the_slowest_sources_come_first(engine: Engine) -> None:
    """By the mean of their visits within the time."""

    def trip(seconds: int, at: datetime = NOW) -> Trip:
        return Trip(at=at, outcome="same", took=timedelta(seconds=seconds))

    with write(engine) as tx:
        trails.leave(
            tx, [("a", trip(1)), ("a", trip(3)), ("b", trip(5)), ("c", trip(2)), ("d", trip(9, SINCE - hours(1)))]
        )

    with read(engine) as tx:
        assert (("b", timedelta(seconds=5)), ("a", timedelta(seconds=2))) == reports.slowest(tx, "abcd", SINCE, 2)
        assert () == reports.slowest(tx, ["d", "e"], SINCE, 2)
