from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, update

from feedbot.model import DIGEST, Ailment, Alarm
from feedbot.rules import retry
from feedbot.store import afterwards, health, marks, outbox, read, tables, write
from feedbot.store.lapses import Lapse
from tests import make
from tests.make import NOW, hours
from tests.store import given

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
        return health.standing(tx)


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


def test_what_is_parked_is_counted_by_channel_and_reason(engine: Engine) -> None:
    """What a person let be owed again is not counted, nor is a digest, as all that it tells is."""
    given.held(engine, given.batch(1, 2, 3, 4))
    for reason in ("too long", "too long", "no rights"):
        given.settled(engine, given.sure(given.claimed(engine)), parked=reason, error=reason)

    with read(engine) as tx:
        assert {"console": {"too long": 2, "no rights": 1}} == health.parked(tx, NOW)
    with write(engine) as tx:
        assert {} == health.parked(tx, NOW + hours(1))
        assert [True, False] == [health.holds(tx, each) for each in ("console", "other")]
        outbox.retry(tx, None, NOW)
        assert {} == health.parked(tx, NOW)
        assert not health.holds(tx, "console")


def test_a_parked_digest_counts_for_what_it_tells(engine: Engine) -> None:
    """Three articles in one message are three."""
    promises = tuple(given.promise(make.entry(number), gather="digest x") for number in (1, 2, 3))
    given.held(engine, given.batch(1, 2, 3, promises=promises))
    claim = given.sure(given.claimed(engine))
    given.settled(engine, claim, parked="too long", error="too long")

    with read(engine) as tx:
        assert 3 == len(claim.digest)
        assert {"console": {"too long": 3}} == health.parked(tx, NOW)


def test_what_was_dropped_as_too_old_is_counted(engine: Engine) -> None:
    """By the words in which that is said; what was dropped for another reason is not."""
    given.held(engine, given.batch(1, 2))
    later = NOW + hours(49)
    with write(engine) as tx:
        outbox.drop(tx, make.entry(2).id, "its source withdrew it", later)
    claim = given.sure(given.claimed(engine, now=later))
    settled = retry.review(claim, make.channel(), "", later)
    assert settled is not None
    with write(engine) as tx:
        outbox.settle(tx, settled)

    with read(engine) as tx:
        assert {"console": (1, 0)} == health.lost(tx, later - hours(24))
        assert {} == health.lost(tx, later + hours(1))


def test_sends_of_unknown_fate_are_counted(engine: Engine) -> None:
    """As often as no answer came."""
    given.held(engine, given.batch(1))
    given.settled(engine, given.sure(given.claimed(engine)), unknowns=3)

    with read(engine) as tx:
        assert {"console": (0, 3)} == health.lost(tx, NOW - hours(24))


@pytest.mark.parametrize("retried", [False, True])
def test_what_a_restore_set_aside_is_no_send_of_unknown_fate(engine: Engine, *, retried: bool) -> None:
    """Neither while it is held, nor once a person lets it be sent; what is promised after that counts as ever."""
    given.held(engine, given.batch(1, 2))
    lapse = Lapse(at=NOW + hours(1), sent=NOW + hours(1))
    with write(engine) as tx:
        afterwards.settle(tx, "hold", lapse, made=None)
        if retried:
            outbox.retry(tx, None, lapse.at + hours(1))
    if retried:
        given.sent(engine, given.sure(given.claimed(engine, now=lapse.at + hours(1))))

    with read(engine) as tx:
        assert {} == health.lost(tx, NOW - hours(24))
    with write(engine) as tx:
        tx.execute(update(tables.outbox).values(unknowns=3))
    with read(engine) as tx:
        assert {"console": (0, 4)} == health.lost(tx, NOW - hours(24))

    given.held(engine, given.batch(3, verdicts=()), now=lapse.at + hours(2))
    mine = tables.outbox.c.subject == make.entry(3).id
    with write(engine) as tx:
        tx.execute(update(tables.outbox).where(mine).values(unknowns=1, settled=lapse.at + hours(2)))
    with read(engine) as tx:
        assert {"console": (0, 5)} == health.lost(tx, NOW - hours(24))
    with write(engine) as tx:  # as a digest, which is never set aside by itself
        tx.execute(update(tables.outbox).where(mine).values(subject=f"{DIGEST}x", made=lapse.at))
        assert {"console": (0, 5)} == health.lost(tx, NOW - hours(24))


def test_a_channel_was_reached_when_something_arrived_there(engine: Engine) -> None:
    """After a moment; an edit that failed did not arrive."""
    given.held(engine, given.batch(1))
    given.sent(engine, given.sure(given.claimed(engine)))

    with read(engine) as tx:
        assert [True, False, False] == [
            health.reached(tx, "console", NOW - hours(1)),
            health.reached(tx, "console", NOW),
            health.reached(tx, "other", NOW - hours(1)),
        ]
    given.held(engine, given.edited(1))
    claim = given.sure(given.claimed(engine))
    given.settled(engine, claim, error="kicked")
    with read(engine) as tx:
        assert not health.reached(tx, "console", NOW - hours(1))


def test_marks_are_read_together(engine: Engine) -> None:
    """Those that are there, by name."""
    with write(engine) as tx:
        marks.set_to(tx, "report:ops", 5)
        marks.set_to(tx, "report:other", 7)

    with read(engine) as tx:
        assert {"report:ops": 5} == health.marked(tx, ["report:ops", "report:none"])
        assert {} == health.marked(tx, [])


def test_a_pulse_is_one_row(bare: Engine) -> None:
    """However often the database is felt, one row is written anew."""
    for number in range(3):
        with write(bare) as tx:
            health.pulse(tx, NOW + timedelta(seconds=number))
    with read(bare) as tx:
        assert int(NOW.timestamp()) + 2 == marks.at(tx, "pulse")


def stalled(engine: Engine, *channels: str, since: timedelta = timedelta(minutes=15)) -> dict[str, datetime]:
    """What stands still, asked an hour after everything was promised."""
    with read(engine) as tx:
        return dict(health.stalled(tx, channels or ["console"], NOW + hours(1) - since))


def test_a_lane_that_could_send_and_does_not_stands_still(engine: Engine) -> None:
    """A lane that is ready, nobody's and owed something due stands still, since it could have sent."""
    given.held(engine, given.batch(1))
    with write(engine) as tx:
        outbox.enrol(tx, ["empty"], NOW)

    assert {"console": NOW} == stalled(engine, "console", "empty", "unknown")
    assert {} == stalled(engine, "empty")
    assert {} == stalled(engine, since=timedelta(hours=2))


@pytest.mark.parametrize(
    ("lane", "promise"),
    [
        ({"ready": NOW + timedelta(minutes=50)}, {}),
        ({"lease": NOW + timedelta(minutes=50)}, {}),
        ({}, {"due": NOW + timedelta(minutes=50)}),
        ({}, {"parked": "too long"}),
        ({}, {"dropped": "too old"}),
    ],
)
def test_a_lane_that_waits_for_a_reason_does_not(engine: Engine, lane: dict[str, Any], promise: dict[str, Any]) -> None:
    """A lane that waits for its pace, is somebody's, or is owed nothing due does not stand still."""
    given.held(engine, given.batch(1))
    with write(engine) as tx:
        tx.execute(update(tables.lanes).values(**{"failures": 0, **lane}))
        tx.execute(update(tables.outbox).values(**{"attempts": 0, **promise}))

    assert {} == stalled(engine)


def test_a_lane_with_much_to_send_moves(engine: Engine) -> None:
    """A lane that sent something of late moves, however long the rest has waited."""
    given.held(engine, given.batch(1, 2))
    with write(engine) as tx:
        first = tables.outbox.c.number == 1
        tx.execute(update(tables.outbox).where(first).values(shown="digest-1", settled=NOW + hours(1)))

    assert {} == stalled(engine)
