from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from feedbot.net.hosts import Rest
from feedbot.net.shared import Known
from feedbot.store import Store, hosts, open_store, read, tables, visits, write
from feedbot.store.engine import write as transaction
from tests import make
from tests.make import NOW, hours, minutes
from tests.store.given import LEASE

SOON = NOW + minutes(1)


def claimed(engine: Engine, holder: str, *names: str, now: datetime = NOW) -> frozenset[str]:
    """Claim hosts beside other programs."""
    with transaction(engine, beside=True) as tx:
        return hosts.claim(tx, names, holder, now)


def taken(engine: Engine, holder: str, *names: str, now: datetime = NOW) -> dict[str, Known]:
    """Take hosts for a minute, beside other programs."""
    with transaction(engine, beside=True) as tx:
        return dict(hosts.take(tx, {name: now + minutes(1) for name in names}, holder, now))


def told(engine: Engine, holder: str, now: datetime = NOW, **known: Known) -> frozenset[str]:
    """Say what is known of hosts, beside other programs."""
    with transaction(engine, beside=True) as tx:
        return hosts.tell(tx, known, holder, now)


def test_a_host_is_one_programs(bare: Engine) -> None:
    """Who comes first has a host until its moment is over, and no longer; hosts that nobody has are free."""
    assert {"a"} == taken(bare, "one", "a").keys()
    assert {"b"} == taken(bare, "other", "a", "b").keys()
    assert {"a"} == taken(bare, "one", "a", "b", now=NOW + minutes(0.5)).keys()
    assert not taken(bare, "other", "a", now=SOON)
    assert {"a"} == taken(bare, "other", "a", now=NOW + minutes(1.5)).keys()


def test_what_was_heard_of_a_host_is_handed_over(bare: Engine) -> None:
    """The next program knows the pause and the rest that a host asked the one before it for."""
    known = Known(until=SOON, delay=minutes(0.5), rest=Rest(until=NOW + hours(4), status=429), place="a:8080")
    taken(bare, "one", "a")
    assert {"a"} == told(bare, "one", a=known)

    found = taken(bare, "other", "a", now=SOON)

    assert {"a": Known(until=SOON + minutes(1), delay=known.delay, rest=known.rest, place="a:8080")} == found


def test_a_host_that_was_lost_is_not_spoken_for(bare: Engine) -> None:
    """Who kept a host too long learns that it is another's, and changes nothing about it."""
    taken(bare, "one", "a")
    taken(bare, "other", "a", now=SOON)

    assert not told(bare, "one", now=SOON, a=Known(until=NOW + hours(9)))
    assert {"a"} == taken(bare, "one", "a", now=SOON + minutes(1)).keys()


def test_a_claim_makes_nobody_wait_longer(bare: Engine) -> None:
    """A host of ours is in a claim for as long as it was ours anyway, and one that is nobody's for a moment."""
    taken(bare, "one", "a")
    assert {"a", "b"} == claimed(bare, "one", "a", "b", now=SOON - timedelta(seconds=1))

    assert {"a"} == claimed(bare, "other", "a", "b", now=SOON)


@pytest.mark.parametrize("again", range(3))
def test_each_of_many_hosts_is_one_programs(bare: Engine, again: int) -> None:
    """Programs that want the same hosts at the same moment never get the same one, and nobody waits for ever."""
    names = [f"h{number}" for number in range(250)]
    with ThreadPoolExecutor(4) as pool:
        orders = [names, names[::-1], names[100:] + names[:100], names]
        found = list(pool.map(lambda each: claimed(bare, f"{again}-{each}", *orders[each]), range(4)))

    assert sorted(names) == sorted(name for each in found for name in each)


def test_sources_of_a_busy_host_are_left_out(bare: Engine) -> None:
    """A claim gives no source whose host another program speaks with, or left less than a pause ago."""
    urls = {name: f"https://{name[0]}.example/{name}" for name in ("a1", "a2", "b1")} | {"c": "/srv/articles"}
    with write(bare) as tx:
        visits.enrol(tx, list(urls), NOW)
        visits.place(tx, urls, NOW)

    def claim(holder: str, limit: int, now: datetime = NOW) -> list[str]:
        with transaction(bare, beside=True) as tx:
            return [each.source for each in visits.claim(tx, now, LEASE, limit, holder=holder)]

    assert ["a1"] == claim("one", 1)
    assert ["b1", "c"] == claim("other", 9)
    assert ["a2"] == claim("one", 9)
    later = NOW + LEASE
    taken(bare, "one", "a.example", now=later - timedelta(seconds=59))
    told(bare, "one", now=later, **{"a.example": Known(until=later + timedelta(seconds=1))})
    assert ["b1", "c"] == claim("other", 9, later)
    assert ["a1", "a2"] == claim("other", 9, later + timedelta(seconds=1))


def test_a_host_is_learnt_without_a_visit(bare: Engine) -> None:
    """A source of an older feedbot gets its host, and is due when it was; one that is elsewhere now is due."""
    with write(bare) as tx:
        visits.leave(tx, [make.cursor("a", due=NOW + hours(1), address="https://a.example/feed", memo="etag")])
        visits.place(tx, {"a": "https://a.example/feed"}, NOW)
        (kept,) = visits.cursors(tx).values()
        visits.place(tx, {"a": "https://A2.example/feed"}, NOW)
        (moved,) = visits.cursors(tx).values()
        (claimed,) = visits.claim(tx, NOW, LEASE, 9, holder="one")
        assert not hosts.take(tx, {"a2.example": SOON}, "other", NOW)

    assert (NOW + hours(1), "etag") == (kept.due, kept.memo)
    assert (NOW, "") == (moved.due, moved.memo)
    assert "a" == claimed.source


def test_hosts_are_forgotten(bare: Engine) -> None:
    """A host that nobody asked for a day leaves nothing behind, unless it rests still; a program alone forgets all."""
    rest = Rest(until=NOW + timedelta(days=7), status=503)
    taken(bare, "one", "old", "resting")
    told(bare, "one", resting=Known(until=NOW, rest=rest, place="resting"))
    with write(bare) as tx:
        hosts.sweep(tx, NOW + hours(25))
    with read(bare) as tx:
        assert {"resting"} == set(tx.execute(tables.hosts.select()).scalars())

    with write(bare) as tx:
        visits.free(tx)
        assert not tx.execute(tables.hosts.select()).all()


async def test_a_keeper_is_one_program(store: Store, address: str) -> None:
    """Two programs on one database have different names, and never the same host; each tells of its own."""
    with closing(open_store(address)) as second:
        one, other = hosts.Keeper(store), hosts.Keeper(second)
        assert one.holder != other.holder
        assert {"a"} == (await one.take({"a": SOON}, NOW)).keys()
        assert not await other.take({"a": SOON}, NOW)
        assert {"a"} == set(await one.tell({"a": Known(until=NOW)}, NOW))
        assert {"a"} == (await other.take({"a": SOON}, NOW + hours(2))).keys()
