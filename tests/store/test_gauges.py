from pathlib import Path

import pytest
from sqlalchemy import Engine, update

from feedbot.model import CANARY, OURS, Walk
from feedbot.store import gauges, outbox, read, tables, visits, write
from feedbot.store.backup import taken
from feedbot.store.engine import connect, file
from feedbot.store.gauges import Fate, Issue, Line
from tests import bases, make
from tests.make import NOW, hours, minutes
from tests.store import given


def test_a_store_without_rows(bare: Engine) -> None:
    """Where nothing is there yet, nothing is counted, and nothing fails."""
    with read(bare) as tx:
        glance, count = gauges.glance(tx, canary=True), gauges.count(tx, NOW)

    assert ({}, {}, {}, None, None) == (glance.lines, glance.issues, glance.ailments, glance.due, glance.newest)
    assert glance.size > 0
    assert Walk() == glance.walk
    assert ({}, (), None, 0, {}) == (count.outlines, count.ailments, count.tried, count.entries, count.fates)
    assert {"active": 0, "gone": 0} == count.people


@pytest.mark.skipif(bases.SERVER is not None, reason="a server says it itself")
def test_the_size_is_that_on_the_disk(bare: Engine) -> None:
    """What was written and is still in the log counts."""
    with write(bare) as tx:
        visits.enrol(tx, [f"source-{number}" for number in range(2_000)], NOW)
    path = file(bare)
    assert path is not None
    with read(bare) as tx:
        size = gauges.glance(tx, canary=False).size

    assert path.stat().st_size < size == taken(path)


def test_lanes_and_what_they_are_owed(engine: Engine) -> None:
    """A lane has its count, the moment at which the first of it is due, and how much it ever was promised."""
    given.held(engine, given.batch(1, 2, 3), now=NOW)
    with write(engine) as tx:
        outbox.enrol(tx, ["idle"], NOW)
        late = {"due": NOW - minutes(5)}
        tx.execute(update(tables.outbox).where(tables.outbox.c.number == 2).values(**late))
        tx.execute(update(tables.outbox).where(tables.outbox.c.number == 3).values(shown="digest-3", settled=NOW))
    with read(engine) as tx:
        lines = gauges.glance(tx, canary=True).lines

    assert Line(ready=lines["console"].ready, owed=2, due=NOW - minutes(5), promised=3) == lines["console"]
    assert Line(ready=lines["idle"].ready) == lines["idle"]


def test_feeds_and_when_something_is_due(engine: Engine) -> None:
    """A feed that changed since it was written waits; the earliest visit and the newest entry are told."""
    given.held(engine, given.batch(1), now=NOW - hours(1))
    with write(engine) as tx:
        visits.leave(tx, [make.cursor(due=NOW + minutes(3))])
    with read(engine) as tx:
        glance = gauges.glance(tx, canary=True)

    assert Issue(changes=2, pending=True, updated=glance.issues["main"].updated) == glance.issues["main"]
    assert (NOW + minutes(3), NOW - hours(1)) == (glance.due, glance.newest)


def test_canaries_and_alarms_are_no_news(engine: Engine) -> None:
    """The newest entry is the newest of a source of the config; the canary is told only where there is one."""
    given.held(engine, given.batch(1), now=NOW)
    for number, source in ((2, OURS), (3, CANARY)):
        entry = make.entry(number, source=source)
        given.held(engine, given.of(entry, memberships=(), promises=()), now=NOW + hours(1))
    with read(engine) as tx:
        glance = gauges.glance(tx, canary=False)

    assert (NOW, None) == (glance.newest, glance.walk)


def test_what_was_set_aside(engine: Engine) -> None:
    """Parked, dropped and unknown are counted by channel; what was dropped is parked no more."""
    given.held(engine, given.batch(1, 2, 3, 4), now=NOW)
    fates: dict[int, dict[str, object]] = {
        1: {"parked": "x"},
        2: {"parked": "x", "dropped": "y"},
        3: {"dropped": "y"},
        4: {"unknowns": 3},
    }
    with write(engine) as tx:
        for number, fields in fates.items():
            tx.execute(update(tables.outbox).where(tables.outbox.c.number == number).values(**fields))
    with read(engine) as tx:
        count = gauges.count(tx, NOW)

    assert {"console": Fate(parked=1, dropped=2, unknown=3)} == count.fates
    assert 4 == count.entries


def test_what_was_set_aside_is_found_by_small_indexes(sqlite_file: Path) -> None:
    """Partial indexes over what is parked, dropped or unknown answer for these, whatever was sent."""
    engine = connect(f"sqlite:///{sqlite_file}", patience=minutes(1))
    with given.Statements(engine) as statements, read(engine) as tx:
        gauges.count(tx, NOW)
    with read(engine) as tx:
        plans = [
            row[3]
            for query in statements.seen
            if "FROM outbox" in query
            for row in tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", (0,) * query.count("?"))
        ]
    engine.dispose()

    assert 3 == len(plans)
    assert all("COVERING INDEX outbox_" in plan or "INDEX outbox_" in plan for plan in plans)
