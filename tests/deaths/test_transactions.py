"""Every transaction that writes, and that tests/store does not end early: it is done whole, or not at all."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, update

from feedbot.model import CANARY, Ailment, Alarm, Push, Slot
from feedbot.store import (
    Tx,
    addresses,
    archive,
    canary,
    chats,
    claims,
    clocks,
    feeds,
    health,
    mutes,
    open_store,
    outbox,
    people,
    pushes,
    tables,
    visits,
    write,
)
from tests import bases, make
from tests.make import NOW, hours
from tests.store import given
from tests.store.given import LEASE, DeathError, Statements

SMALL = make.feed(size=2)
READER = people.channel_name("7")


def fold(tx: Tx) -> None:
    """Claim what is told in a digest, and settle it."""
    claim = given.sure(claims.claim(tx, ["evening"], NOW, LEASE))
    outbox.attempt(tx, claim, NOW, trial=None, bot=None, slot=LEASE)


def publish(tx: Tx) -> None:
    """Close pages of an archive, and note that a feed was written."""
    archive.tend(tx, SMALL, NOW + hours(99))
    feeds.published(tx, "main", 1, "digest")


def welcome(tx: Tx) -> None:
    """Let a reader follow something, under a lane of their own."""
    people.keep(tx, people.Person(chat="8", made=NOW, digest=(Slot(at=time(9)),)))
    people.follow(tx, "8", people.Followed(name="w", title="Bridge", rule="bridge"), NOW, most=3)
    outbox.enrol(tx, [people.channel_name("8")], NOW)
    chats.place(tx, {people.channel_name("8"): "8"}, NOW)


def part(tx: Tx) -> None:
    """Forget a reader with all that was theirs."""
    people.forget(tx, "7")


def alarm(tx: Tx) -> None:
    """Note that something is wrong, and what was so before is not."""
    found = ailment("failing")
    health.write(tx, [Alarm(ailment=found, at=NOW)], [ailment("late")], [found])


def renew(tx: Tx) -> None:
    """Give feeds their addresses, one of them a secret one, and a hub a subscription."""
    addresses.settle(tx, [make.feed(private=True)], NOW, lambda: "secret")
    push = Push(source="sample", hub="https://hub.example", topic="t", token="t", secret="s", due=NOW)
    pushes.keep(tx, [push])
    mutes.mute(tx, "", "sample", NOW + hours(1))


def set_back(tx: Tx) -> None:
    """Find that the clock went back."""
    clocks.heed(tx, NOW - timedelta(days=1))


def walked(tx: Tx) -> None:
    """Note a canary that arrived, and forget those of long ago."""
    canary.tend(tx, NOW + hours(1))


def ailment(code: str) -> Ailment:
    """Something that is wrong with a source."""
    return Ailment(source="sample", code=code, since=NOW, because="so", remedy="that")


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """A store in which all of these have something to do."""
    with closing(open_store(bases.address(tmp_path / "feedbot.db"))) as store:
        with write(store.engine) as tx:
            visits.enrol(tx, ["sample", CANARY], NOW)
            feeds.enrol(tx, ["main", CANARY], NOW, lambda: "urn:main")
            people.keep(tx, people.Person(chat="7", made=NOW))
            people.follow(tx, "7", people.Followed(name="w", title="Bridge", rule="bridge"), NOW, most=3)
            health.write(tx, [], [], [ailment("late")])
            clocks.heed(tx, NOW)
        evening = tuple(given.promise(make.entry(number), channel="evening", gather="18:00") for number in (1, 2, 3))
        theirs = tuple(given.promise(make.entry(number), channel=READER) for number in (1, 2))
        given.held(store.engine, given.batch(*range(1, 9), promises=(*evening, *theirs)), now=NOW)
        for number in range(100, 180):
            entry = make.entry(number, source=CANARY)
            given.held(store.engine, given.of(entry, feed=CANARY, channel=CANARY))
        with write(store.engine) as tx:
            feeds.published(tx, CANARY, 1_000, "digest")
            tx.execute(
                update(tables.outbox).where(tables.outbox.c.channel == CANARY).values(shown="shown", settled=NOW)
            )
        yield store.engine


@pytest.mark.parametrize(
    ("work", "least"),
    [(fold, 8), (publish, 4), (welcome, 5), (part, 7), (alarm, 3), (renew, 4), (set_back, 8), (walked, 8)],
)
def test_all_or_nothing(engine: Engine, work: Callable[[Tx], None], least: int) -> None:
    """Whichever statement a transaction dies at, the store is as it was before, and the work can be done again."""
    before, died = given.rows(engine), 0
    while True:
        try:
            with Statements(engine, most=died), write(engine) as tx:
                work(tx)
            break
        except DeathError:
            died += 1
        assert before == given.rows(engine)

    assert died >= least
    assert before != given.rows(engine)
