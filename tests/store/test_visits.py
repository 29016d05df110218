from dataclasses import replace
from datetime import datetime

from sqlalchemy import Engine

from feedbot.model import Cursor
from feedbot.store import read, visits, write
from tests import make
from tests.make import NOW, hours, minutes
from tests.store.given import LEASE


def enrolled(engine: Engine, *names: str, now: datetime = NOW) -> None:
    """Enrol sources in a transaction of their own."""
    with write(engine) as tx:
        visits.enrol(tx, names, now)


def left(engine: Engine, *cursors: Cursor) -> None:
    """Leave cursors in a transaction of their own."""
    with write(engine) as tx:
        visits.leave(tx, cursors)


def claim(engine: Engine, *names: str, limit: int = 10, now: datetime = NOW) -> tuple[Cursor, ...]:
    """Claim sources in a transaction of their own."""
    with write(engine) as tx:
        visits.watch(tx, names)
        return visits.claim(tx, now, LEASE, limit)


def next_due(engine: Engine, *names: str) -> datetime | None:
    """When a claim of these sources could give something."""
    with write(engine) as tx:
        visits.watch(tx, names)
        return visits.next_due(tx)


def test_new_source_is_due_now(bare: Engine) -> None:
    """A source that was never heard of is due at once and was never visited."""
    enrolled(bare, "a")

    assert (Cursor(source="a", due=NOW, lease=NOW + LEASE),) == claim(bare, "a")


def test_enrolling_again_changes_nothing(bare: Engine) -> None:
    """A source that is known keeps its cursor, however often it is enrolled."""
    cursor = make.cursor("a", memo="etag")
    left(bare, cursor)
    enrolled(bare, "a", "a", now=NOW + hours(5))

    with read(bare) as tx:
        assert {"a": cursor} == visits.cursors(tx)


def test_longest_due_first(bare: Engine) -> None:
    """What has been due longest is claimed first, and no more than asked for."""
    left(bare, *(make.cursor(name, due=NOW - minutes(age)) for name, age in (("a", 1), ("b", 3), ("c", 2))))

    assert ["b", "c"] == [cursor.source for cursor in claim(bare, "a", "b", "c", limit=2)]
    assert ["a"] == [cursor.source for cursor in claim(bare, "a", "b", "c")]


def test_claim_of_what_is_due_only(bare: Engine) -> None:
    """What is due later, gone for good, or not asked for is not claimed."""
    left(bare, make.cursor("later", due=NOW + minutes(1)), make.cursor("gone", gone=True), make.cursor("other"))

    assert () == claim(bare, "later", "gone", "never enrolled")


def test_lease_keeps_others_away(bare: Engine) -> None:
    """A claimed source is not claimed again until its lease is over."""
    enrolled(bare, "a")
    claim(bare, "a")

    assert () == claim(bare, "a", now=NOW + LEASE - minutes(1))
    assert ["a"] == [cursor.source for cursor in claim(bare, "a", now=NOW + LEASE)]


def test_claim_among_very_many(bare: Engine) -> None:
    """More names than one statement takes still give the longest due of all, in order."""
    names = [f"s{number:04}" for number in range(1200)]
    left(bare, *(make.cursor(name, due=NOW - minutes(number)) for number, name in enumerate(names)))

    assert names[:-4:-1] == [cursor.source for cursor in claim(bare, *names, limit=3)]


def test_leaving_writes_everything(bare: Engine) -> None:
    """A cursor comes back as it was left, without its lease."""
    cursor = Cursor(
        source="a",
        due=NOW + hours(1),
        memo='{"etag": "x"}',
        lease=NOW + LEASE,
        failures=3,
        error="403",
        visited=NOW - hours(2),
        tried=NOW,
        moved="https://example.org/new",
        gone=True,
        notes=("first", "второе"),
    )
    left(bare, cursor)

    with read(bare) as tx:
        assert {"a": replace(cursor, lease=None)} == visits.cursors(tx)


def test_holding_a_lease(bare: Engine) -> None:
    """A cursor holds its source until it was left, or somebody else claimed the source."""
    enrolled(bare, "a")
    (first,) = claim(bare, "a")
    with read(bare) as tx:
        assert {("a", first.lease)} == visits.held(tx, [first])
    (second,) = claim(bare, "a", now=NOW + LEASE)

    with read(bare) as tx:
        assert {("a", second.lease)} == visits.held(tx, [first, second])
    left(bare, second)
    with read(bare) as tx:
        assert frozenset() == visits.held(tx, [second, replace(second, lease=None)])


def test_leaving_what_changed(bare: Engine) -> None:
    """Where it is known how a cursor was, only what the visit changed is written; what came in meanwhile stays."""
    enrolled(bare, "a", "b")
    one, two = claim(bare, "a", "b")
    with write(bare) as tx:
        visits.push(tx, "a", NOW + hours(5))
        visits.leave(tx, [replace(one, due=NOW + hours(1), memo="m"), two], before={"a": one, "b": two})

    with read(bare) as tx:
        found = visits.cursors(tx)
    assert replace(one, due=NOW + hours(1), memo="m", lease=None, pushed=NOW + hours(5)) == found["a"]
    assert replace(two, lease=None) == found["b"]


def test_hurry(bare: Engine) -> None:
    """A source can be made due now, even one that said it was gone; an unknown one cannot."""
    left(bare, make.cursor("a", due=NOW + hours(9), gone=True))
    with write(bare) as tx:
        assert visits.hurry(tx, "a", NOW)
        assert not visits.hurry(tx, "b", NOW)

    assert ["a"] == [cursor.source for cursor in claim(bare, "a")]


def test_what_our_config_forbade_is_forgiven(bare: Engine) -> None:
    """A source that we were not allowed to visit is due at once when a config comes; another fault waits its time."""
    enrolled(bare, "private", "missing")
    left(bare, *(make.cursor(name, fault=name, failures=1, due=NOW + hours(1)) for name in ("private", "missing")))
    with write(bare) as tx:
        visits.forgive(tx, NOW)

    assert ["private"] == [cursor.source for cursor in claim(bare, "private", "missing")]


def test_taking_leases_back(bare: Engine) -> None:
    """A program that is alone may take back the leases of one that died, and nothing else changes."""
    enrolled(bare, "a")
    (first,) = claim(bare, "a")
    with write(bare) as tx:
        visits.free(tx)
        assert {"a": replace(first, lease=None)} == visits.cursors(tx)

    assert (first,) == claim(bare, "a")


def test_next_due(bare: Engine) -> None:
    """The next claim can give something when the first source is due, or its lease is over, whichever is later."""
    left(
        bare,
        make.cursor("soon", due=NOW + minutes(1)),
        make.cursor("late", due=NOW + minutes(9)),
        make.cursor("gone", due=NOW - hours(9), gone=True),
    )
    assert NOW + minutes(1) == next_due(bare, "soon", "late", "gone")

    claim(bare, "soon", now=NOW + minutes(7))
    assert NOW + minutes(9) == next_due(bare, "soon", "late")
    assert NOW + minutes(7) + LEASE == next_due(bare, "soon")


def test_nothing_is_ever_due(bare: Engine) -> None:
    """Without a source that can be visited there is no next time."""
    left(bare, make.cursor("gone", gone=True))

    assert next_due(bare, "gone", "unknown") is None
    assert next_due(bare) is None


def test_only_what_is_watched_is_claimed(bare: Engine) -> None:
    """A source that was removed or paused is claimed no more until it is watched again, whatever visits end."""
    enrolled(bare, "a", "b")

    assert ["b"] == [cursor.source for cursor in claim(bare, "b")]
    left(bare, make.cursor("a", due=NOW), make.cursor("b", due=NOW))
    with write(bare) as tx:
        assert ["b"] == [cursor.source for cursor in visits.claim(tx, NOW, LEASE, 10)]
    assert ["a"] == [cursor.source for cursor in claim(bare, "a")]


def test_a_host_that_wants_rest_gets_it(bare: Engine) -> None:
    """Sources that are due sooner wait until then and say why; those due later stay as they are."""
    left(bare, make.cursor("soon", due=NOW, terms=("hourly",)), make.cursor("late", due=NOW + hours(9)))
    with write(bare) as tx:
        visits.rest(tx, ["soon", "late", "nobody"], NOW + hours(4), "its host asked for rest")

    with read(bare) as tx:
        found = visits.cursors(tx)
    assert (NOW + hours(4), ("hourly", "its host asked for rest")) == (found["soon"].due, found["soon"].terms)
    assert (NOW + hours(9), ()) == (found["late"].due, found["late"].terms)


def test_one_source_is_taken_whether_due_or_not(bare: Engine) -> None:
    """What comes by itself needs its source's lease too; nobody gets it while another has it."""
    left(bare, make.cursor("a", due=NOW + hours(5)))
    with write(bare) as tx:
        first = visits.take(tx, "a", NOW, LEASE)
        second = visits.take(tx, "a", NOW, LEASE)
        visits.push(tx, "a", NOW + hours(1))

    assert first is not None
    assert (NOW + LEASE, None) == (first.lease, second)
    with read(bare) as tx:
        assert NOW + hours(1) == visits.cursors(tx, ["a"])["a"].pushed
        assert {} == visits.cursors(tx, ["b"])
