from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from feedbot.model import Batch, Settled, Story
from feedbot.store import Tx, claims, feeds, outbox, visits, write
from tests import make
from tests.make import NOW, hours
from tests.store import given
from tests.store.given import LEASE, DeathError, Statements, batch, edited, held, rows, sighting, verdict


def visit() -> Batch:
    """A batch of everything: 1 gets another text, 2 goes, 3 is back, 4 stays, 8 and 9 are new."""
    first, third, fourth = make.entry(1), make.entry(3), make.entry(4)
    base = batch(8, 9)
    return replace(
        base,
        changed=edited(1).changed,
        sightings=(*base.sightings, *edited(1).sightings, sighting(third, raw="other")),
        same=(fourth.key,),
        stories=(*base.stories, Story(id=first.id, entries=(first.id, fourth.id), opened=NOW, updated=NOW)),
        retracted=(make.entry(2).id,),
        restored=(third.id,),
        verdicts=(*base.verdicts, verdict(first.id, because="still")),
    )


@pytest.fixture
def busy(engine: Engine) -> Engine:
    """A store with four entries: 3 was withdrawn, and its promise with it; 1 is shown, 2 and 4 are owed."""
    third = make.entry(3).id
    held(engine, batch(3, 1, 2, 4), Batch(source="sample", retracted=(third,)), now=NOW - hours(24))
    given.settled(engine, given.sure(given.claimed(engine)), dropped="withdrawn")
    given.sent(engine, given.sure(given.claimed(engine)))
    return engine


def absorb(tx: Tx) -> None:
    """All that a visit makes of the store."""
    given.absorb(tx, visit())
    visits.leave(tx, [make.cursor(memo="new")])


def claim_visits(tx: Tx) -> None:
    """Claim what is due."""
    visits.claim(tx, NOW, LEASE, 9)


def claim_lane(tx: Tx) -> None:
    """Claim what is owed."""
    claims.claim(tx, ["console"], NOW, LEASE)


def claim_and_attempt(tx: Tx) -> None:
    """Note an attempt."""
    claim = given.sure(claims.claim(tx, ["console"], NOW, LEASE))
    outbox.attempt(tx, claim, NOW, trial=None, bot="telegram", slot=LEASE)


def claim_and_settle(tx: Tx) -> None:
    """Settle what was sent."""
    claim = given.sure(claims.claim(tx, ["console"], NOW, LEASE))
    shown = replace(claim.delivery, shown=claim.delivery.wanted, standing=make.standing(1))
    outbox.settle(tx, Settled(delivery=shown, lane=claim.lane))


def enrol(tx: Tx) -> None:
    """Make a new config known."""
    visits.enrol(tx, ["new"], NOW)
    feeds.enrol(tx, ["main", "new"], NOW, lambda: "urn:new")
    feeds.backfill(tx, make.feed("new"), NOW)
    outbox.enrol(tx, ["new"], NOW)


@pytest.mark.parametrize(
    ("work", "least"),
    [
        (absorb, 20),
        (claim_visits, 2),
        (claim_lane, 4),
        (claim_and_attempt, 6),
        (claim_and_settle, 6),
        (enrol, 7),
    ],
)
def test_all_or_nothing(busy: Engine, work: Callable[[Tx], None], least: int) -> None:
    """Whichever statement a transaction dies at, the store is as it was before, and the work can be done again."""
    before = rows(busy)
    died = 0
    while True:
        try:
            with Statements(busy, most=died), write(busy) as tx:
                work(tx)
            break
        except DeathError:
            died += 1
        assert before == rows(busy)

    assert died >= least
    assert before != rows(busy)


def test_absorbed_twice(busy: Engine) -> None:
    """What a visit brought is held and owed once, however often it is told of what is known."""
    with write(busy) as tx:
        absorb(tx)
    once = rows(busy)
    again = replace(visit(), opened=(), stories=())
    with write(busy) as tx:
        assert 0 == given.absorb(tx, again)

    for table in ("entries", "outbox", "memberships", "sightings"):
        assert once[table] == rows(busy)[table]
