from datetime import timedelta

from sqlalchemy import Engine

from feedbot.model import Trip
from feedbot.store import read, trails, write
from tests.make import NOW


def trip(number: int) -> Trip:
    """A visit, told apart by its number."""
    took = timedelta(milliseconds=number)
    return Trip(at=NOW + timedelta(minutes=number), outcome="new", took=took, size=number, new=1, because="x")


def test_visits_come_back_in_order(engine: Engine) -> None:
    """What is left is told again, oldest first, and of each source alone; others are left out."""
    with write(engine) as tx:
        trails.leave(tx, [("one", trip(1)), ("two", trip(2)), ("one", trip(3))])
        trails.leave(tx, [("one", trip(4))])
    with read(engine) as tx:
        assert {"one": (trip(1), trip(3), trip(4))} == trails.trips(tx, ["one", "three"])


def test_only_the_last_visits_are_kept(engine: Engine) -> None:
    """Of many visits the newest 48 stay, and of a reason its beginning."""
    with write(engine) as tx:
        for number in range(60):
            trails.leave(tx, [("one", trip(number))])
        trails.leave(tx, [("two", Trip(at=NOW, outcome="failed", took=timedelta(0), because="y" * 1_000))])
    with read(engine) as tx:
        found = trails.trips(tx, ["one", "two"])
    assert [trip(number) for number in range(12, 60)] == list(found["one"])
    assert 200 == len(found["two"][0].because)


def test_nothing_to_leave(engine: Engine) -> None:
    """No visits change nothing."""
    with write(engine) as tx:
        trails.leave(tx, [])
    with read(engine) as tx:
        assert {} == trails.trips(tx, ["one"])
