from datetime import timedelta
from typing import Any

from sqlalchemy import Engine

from feedbot.model import Ailment, Alarm
from feedbot.store import health, read, write
from tests.make import NOW, hours

YEAR = timedelta(days=365)


def ailment(source: str = "a", code: str = "failing", **fields: Any) -> Ailment:
    """Something that has been wrong for an hour."""
    return Ailment(**{"source": source, "code": code, "since": NOW - hours(1), "because": "x", "remedy": "y", **fields})


def alarm(*names: str, over: bool = False, **fields: Any) -> Alarm:
    """A flip of an ailment."""
    return Alarm(ailment=ailment(*names), over=over, **{"at": NOW, **fields})


def wrote(engine: Engine, *flips: Alarm, before: tuple[Ailment, ...] = (), after: tuple[Ailment, ...] = ()) -> None:
    """Write in a transaction of its own."""
    with write(engine) as tx:
        health.write(tx, flips, before, after)


def standing(engine: Engine) -> tuple[Ailment, ...]:
    """What stands."""
    with write(engine) as tx:
        return health.standing(tx, alone=True)


def test_what_is_wrong_stands_until_it_is_over(bare: Engine) -> None:
    """Ailments come back as they were written, by source and code; those that end are gone, new words replace old."""
    first = (ailment("b"), ailment("a", "moved"), ailment("a"), ailment("", "network"))
    wrote(bare, after=first)
    changed = (first[0], ailment("a", remedy="other"))

    assert (first[3], first[2], first[1], first[0]) == standing(bare)
    wrote(bare, before=first, after=changed)
    assert (changed[1], changed[0]) == standing(bare)


def test_the_log_keeps_the_order_of_flips(bare: Engine) -> None:
    """Newest first, of one source or of all, and no more than asked for."""
    flips = [alarm("a"), alarm("b"), alarm("a", over=True), alarm("a", at=NOW + hours(1))]
    wrote(bare, *flips[:2])
    wrote(bare, *flips[2:])

    with read(bare) as tx:
        assert tuple(reversed(flips)) == health.log(tx)
        assert (flips[3], flips[2]) == health.log(tx, "a", limit=2)
        assert () == health.log(tx, "c")


def test_what_was_told_lately_of_some_sources(bare: Engine) -> None:
    """Oldest first, from a moment on."""
    flips = [alarm("a", at=NOW - hours(3)), alarm("b"), alarm("a"), alarm("", "network", over=True)]
    wrote(bare, *flips)

    with read(bare) as tx:
        assert (flips[2], flips[3]) == health.since(tx, ["a", ""], NOW - hours(2))
        assert tuple(flips) == health.since(tx, ["a", "b", ""], NOW - hours(3))
        assert () == health.since(tx, [], NOW - hours(3))


def test_old_flips_are_forgotten(bare: Engine) -> None:
    """And the numbering goes on."""
    wrote(bare, alarm("a", at=NOW - YEAR), alarm("b"))
    with write(bare) as tx:
        assert 1 == health.prune(tx, NOW - hours(1))
    wrote(bare, alarm("c"))

    with read(bare) as tx:
        assert ["c", "b"] == [each.ailment.source for each in health.log(tx)]
