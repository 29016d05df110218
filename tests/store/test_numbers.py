from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Literal

import pytest
from sqlalchemy import Engine, update

from feedbot.model import OURS, Habits, Trip
from feedbot.store import Tx, numbers, outbox, read, tables, trails, visits, write
from feedbot.store.numbers import Arrival, Departure, Lateness, Outline, Queue, Tale, Thrift
from tests import make
from tests.make import NOW, hours, minutes
from tests.store import given

SINCE = NOW - hours(72)

Outcome = Literal["new", "same", "unchanged", "failed"]


def came(engine: Engine, *numbered: tuple[int, str, datetime], **fields: Any) -> None:
    """Entries by number, source and the moment at which they were recorded."""
    for number, source, at in numbered:
        entry = make.entry(number, **{"source": source, "published": at - minutes(number), **fields})
        given.held(engine, given.of(entry, channel="console"), now=at)


def went(engine: Engine, number: int, at: datetime, **fields: Any) -> None:
    """What came of the promise of an entry, settled at a moment."""
    values = {"shown": f"digest-{number}", "settled": at, **fields}
    with write(engine) as tx:
        tx.execute(update(tables.outbox).where(tables.outbox.c.subject == make.entry(number).id).values(values))


def test_sources_in_outline(bare: Engine) -> None:
    """A source is told by three signs: whether a visit ever worked, whether the last failed, whether it is gone."""
    with write(bare) as tx:
        visits.enrol(tx, ["fresh"], NOW)
        visits.leave(tx, [make.cursor("well"), make.cursor("ill", failures=2), make.cursor("gone", gone=True)])
    with read(bare) as tx:
        found = numbers.outlines(tx)

    assert {
        "fresh": Outline(),
        "well": Outline(visited=True),
        "ill": Outline(visited=True, failing=True),
        "gone": Outline(visited=True, gone=True),
    } == found


def test_the_last_visits(bare: Engine) -> None:
    """The sources visited last come newest first, each with its last visit; who has none is left out."""
    trips = [Trip(at=NOW + minutes(number), outcome="same", took=timedelta(0)) for number in range(4)]
    with write(bare) as tx:
        visits.enrol(tx, ["fresh"], NOW)
        visits.leave(tx, [make.cursor(name, tried=NOW + minutes(number)) for number, name in enumerate("abcd")])
        trails.leave(tx, [("a", trips[0]), ("b", trips[0]), ("b", trips[1]), ("c", trips[2])])
    with read(bare) as tx:
        assert (("c", trips[2]), ("b", trips[1])) == numbers.lately(tx, 3)
        assert (("c", trips[2]),) == numbers.lately(tx, 2)


def test_queues_are_counted(engine: Engine) -> None:
    """What a channel is owed, what was parked, dropped and sent, what is unknown, and when something went out last."""
    came(engine, *((number, "sample", NOW) for number in range(1, 7)))
    went(engine, 1, NOW + minutes(1), unknowns=2)
    went(engine, 2, NOW + minutes(5), shown=None, parked="too long")
    went(engine, 3, NOW + minutes(6), shown=None, dropped="too old")
    went(engine, 4, NOW + minutes(2), shown="another")
    went(engine, 5, NOW + minutes(3), shown=None, parked="too long", dropped="too old")
    with read(engine) as tx:
        found = numbers.queues(tx)
        counts = outbox.counts(tx)["console"]

    assert {"console": Queue(owed=2, parked=1, dropped=2, sent=1, unknown=2, last=NOW + minutes(2))} == found
    assert counts == {name: getattr(found["console"], name) for name in counts}


def test_entries_by_hour_and_source(engine: Engine) -> None:
    """Entries are counted by hour and source, the busiest sources by name and all others together; ours are not."""
    noon = NOW + minutes(59.9)
    came(engine, (1, "b", NOW), (2, "b", noon), (3, "a", NOW), (4, "c", NOW), (5, "a", NOW + hours(1)))
    came(engine, (6, "d", NOW), (7, OURS, NOW), (8, "a", SINCE - minutes(1)), (9, "b", NOW + hours(1)))
    with read(engine) as tx:
        found = numbers.arrivals(tx, SINCE, 2)

    assert {
        Arrival(at=NOW, source=None, entries=2),
        Arrival(at=NOW, source="a", entries=1),
        Arrival(at=NOW, source="b", entries=2),
        Arrival(at=NOW + hours(1), source="a", entries=1),
        Arrival(at=NOW + hours(1), source="b", entries=1),
    } == set(found)
    assert sorted(each.at for each in found) == [each.at for each in found]


def test_messages_by_hour(engine: Engine) -> None:
    """What was sent and what was edited are counted apart, by the hour in which that was; what was refused is not."""
    came(engine, *((number, "sample", NOW) for number in range(1, 6)))
    went(engine, 1, NOW + minutes(1))
    went(engine, 2, NOW + minutes(59))
    went(engine, 3, NOW + minutes(61), due=NOW + minutes(60))
    went(engine, 4, NOW + minutes(61), shown=None, parked="too long")
    went(engine, 5, SINCE - minutes(1))
    with read(engine) as tx:
        found = numbers.departures(tx, SINCE)

    assert (Departure(at=NOW, sent=2, edited=0), Departure(at=NOW + hours(1), sent=0, edited=1)) == found


def test_lateness_counts_from_publication(engine: Engine) -> None:
    """Half and 95 in 100 of the new messages of an hour, and of all, were at most so late since their publication."""
    came(engine, *((number, "sample", NOW) for number in range(1, 41)))
    for number in range(1, 21):
        went(engine, number, NOW)
    for number in range(21, 41):
        went(engine, number, NOW + hours(1))
    with read(engine) as tx:
        found = numbers.lateness(tx, SINCE)

    assert (
        Lateness(at=NOW, half=minutes(10), most=minutes(19)),
        Lateness(at=NOW + hours(1), half=minutes(90), most=minutes(99)),
        Lateness(at=None, half=minutes(20), most=minutes(98)),
    ) == found


@pytest.mark.parametrize(
    ("published", "late"),
    [
        (NOW - minutes(30), minutes(32)),
        (NOW - hours(24), hours(24) + minutes(2)),
        (NOW - hours(25), None),
        (NOW + minutes(1), None),
    ],
)
def test_a_date_that_says_little_does_not_count(engine: Engine, published: datetime, late: timedelta | None) -> None:
    """An entry dated more than a day before it came, or later than that, tells nothing of how late its message was."""
    came(engine, (1, "sample", NOW), published=published)
    went(engine, 1, NOW + minutes(2))
    with read(engine) as tx:
        found = numbers.lateness(tx, SINCE)

    assert ({late} if late else set()) == {each.half for each in found} == {each.most for each in found}


def test_what_was_published_before_anybody_watched_is_not_late(engine: Engine) -> None:
    """What stood there at the first visit of a source is not counted, what came afterwards is."""
    began = Habits(traits=(int((NOW - minutes(10)).timestamp()),))
    with write(engine) as tx:
        visits.leave(tx, [make.cursor("sample", habits=began)])
    came(engine, (1, "sample", NOW), published=NOW - minutes(11))
    came(engine, (2, "sample", NOW), published=NOW - minutes(9))
    for number in (1, 2):
        went(engine, number, NOW + minutes(1))
    with read(engine) as tx:
        found = numbers.lateness(tx, SINCE)

    assert [minutes(10)] * 2 == [each.half for each in found] == [each.most for each in found]


def test_edits_are_never_late(engine: Engine) -> None:
    """A message that was edited tells nothing of how late it was; without any other nothing is told."""
    came(engine, (1, "sample", NOW))
    went(engine, 1, NOW + hours(5), due=NOW + hours(4))
    with read(engine) as tx:
        assert () == numbers.lateness(tx, SINCE)


def test_what_was_saved(engine: Engine) -> None:
    """For each visit without change the size of the last full answer before it counts as saved, if that is known.

    Sources that are not named, such as folders, count for nothing.
    """
    outcomes: list[tuple[Outcome, int]] = [("unchanged", 0), ("new", 500), ("unchanged", 0), ("failed", 0)]
    outcomes += [("unchanged", 0), ("same", 70), ("unchanged", 0)]
    trips = [
        Trip(at=NOW + minutes(number), outcome=outcome, took=timedelta(0), size=size)
        for number, (outcome, size) in enumerate(outcomes)
    ]
    with write(engine) as tx:
        trails.leave(tx, [("one", each) for each in trips])
        trails.leave(tx, [("two", trips[0])])
        trails.leave(tx, [("folder", each) for each in trips])
    with read(engine) as tx:
        far = numbers.thrift(tx, {"one", "two", "never visited"})
    assert Thrift(visits=8, failed=1, unchanged=5, saved=500 + 500 + 70) == far


def test_nothing_to_count(bare: Engine) -> None:
    """An empty store gives empty answers."""
    with read(bare) as tx:
        assert ({}, (), {}) == (numbers.outlines(tx), numbers.lately(tx, 9), numbers.queues(tx))
        assert ((), (), ()) == (
            numbers.arrivals(tx, SINCE, 7),
            numbers.departures(tx, SINCE),
            numbers.lateness(tx, SINCE),
        )
        assert (Thrift(), ()) == (numbers.thrift(tx, {"sample"}), numbers.tales(tx, SINCE, 5))


def test_the_largest_stories(engine: Engine) -> None:
    """The stories that most entries joined lately come first, by the title of their first entry; no story of one."""
    came(engine, (1, "a", NOW - hours(30)), (2, "b", NOW), (3, "b", NOW), (4, "a", NOW), (5, "c", NOW), (6, "a", NOW))
    places = {1: 1, 2: 1, 3: 1, 4: 4, 5: 4, 6: 6}
    with write(engine) as tx:
        for number, story in places.items():
            mine = tables.entries.c.id == make.entry(number).id
            tx.execute(update(tables.entries).where(mine).values(story=make.entry(story).id))
    with read(engine) as tx:
        found = numbers.tales(tx, NOW - hours(24), 5)
        one = numbers.tales(tx, NOW - hours(24), 1)

    assert (
        Tale(id=make.entry(1).id, title="Title 1", entries=2, sources=1),
        Tale(id=make.entry(4).id, title="Title 4", entries=2, sources=2),
    ) == found
    assert found[:1] == one


@pytest.mark.parametrize("many", [1, 40])
def test_questions_do_not_grow(engine: Engine, many: int) -> None:
    """However much there is to count, each number takes as many queries as it says."""
    came(engine, *((number, f"s{number % 20}", NOW - minutes(number)) for number in range(1, many + 1)))
    with write(engine) as tx:
        visits.leave(tx, [make.cursor(f"s{number}") for number in range(20)])
        trails.leave(
            tx, [(f"s{number}", Trip(at=NOW, outcome="same", took=timedelta(0))) for number in range(min(many, 20))]
        )
    counts = {}
    asked: dict[str, Callable[[Tx], object]] = {
        "outlines": numbers.outlines,
        "queues": numbers.queues,
        "thrift": lambda tx: numbers.thrift(tx, {"s1", "s2"}),
        "lately": lambda tx: numbers.lately(tx, 12),
        "arrivals": lambda tx: numbers.arrivals(tx, SINCE, 7),
        "departures": lambda tx: numbers.departures(tx, SINCE),
        "lateness": lambda tx: numbers.lateness(tx, SINCE),
        "tales": lambda tx: numbers.tales(tx, SINCE, 5),
    }
    for name, ask in asked.items():
        with given.Statements(engine) as statements, read(engine) as tx:
            ask(tx)
        counts[name] = sum(each.startswith(("SELECT", "WITH")) for each in statements.seen)

    assert [name for name in asked if counts[name] > (2 if name in ("lately", "tales") else 1)] == []
