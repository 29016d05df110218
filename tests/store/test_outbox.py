from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Engine

from feedbot.model import Lane
from feedbot.store import claims, outbox, read, write
from tests import make
from tests.make import NOW, hours, minutes
from tests.store.given import (
    LEASE,
    attempted,
    batch,
    claimed,
    delivery,
    edited,
    held,
    promise,
    sent,
    settled,
    sure,
)


def lane(engine: Engine, channel: str = "console") -> Lane:
    """A channel's lane as it stands."""
    with read(engine) as tx:
        return outbox.lanes(tx)[channel]


def next_due(engine: Engine, *channels: str) -> datetime | None:
    """When a claim could give something, of "console" if no channel is named."""
    with read(engine) as tx:
        return claims.next_due(tx, channels or ("console",))


def counts(engine: Engine) -> dict[str, int]:
    """The counts of "console" that are not zero."""
    with read(engine) as tx:
        return {state: number for state, number in outbox.counts(tx)["console"].items() if number}


def retry(engine: Engine, channel: str | None = None, now: datetime = NOW, *, dropped: bool = False) -> int:
    """Owe anew in a transaction of its own."""
    with write(engine) as tx:
        return outbox.retry(tx, channel, now, dropped=dropped)


def test_claim_of_a_promise(engine: Engine) -> None:
    """A claim has the delivery as it was promised, the entry as it is, and the lane under a lease."""
    held(engine, batch(1))

    claim = sure(claimed(engine))

    assert make.delivery(1) == claim.delivery
    assert make.piece(1) == claim.piece
    assert make.lane(lease=NOW + LEASE) == claim.lane


def test_in_the_order_of_promises(engine: Engine) -> None:
    """A lane gives its deliveries in the order in which they were promised, batch after batch."""
    held(engine, batch(3, 1), batch(2))

    order = []
    while claim := claimed(engine):
        order.append((claim.delivery.number, claim.delivery.subject))
        sent(engine, claim)

    assert [(1, make.entry(3).id), (2, make.entry(1).id), (3, make.entry(2).id)] == order


def test_what_is_due_later_waits(engine: Engine) -> None:
    """A delivery that is due later does not hold up those behind it."""
    later = promise(make.entry(1), due=NOW + hours(1))
    held(engine, batch(1, 2, promises=(later, promise(make.entry(2)))))

    assert make.entry(2).id == sure(claimed(engine)).delivery.subject
    assert make.entry(1).id == sure(claimed(engine, now=NOW + hours(1))).delivery.subject


def test_nothing_to_claim(engine: Engine) -> None:
    """An empty lane, an unknown channel, and no channel at all give nothing."""
    held(engine, batch(1))

    assert claimed(engine, "other") is None
    with write(engine) as tx:
        assert claims.claim(tx, [], NOW, LEASE) is None
    sent(engine, sure(claimed(engine)))
    assert claimed(engine) is None


def test_lane_ready_longest(engine: Engine) -> None:
    """Of several lanes the one that has been ready longest is claimed; one that is not ready yet is not."""
    held(engine, *(batch(number, channel=f"c{number}") for number in (1, 2, 3)))
    moments = {"c1": NOW - minutes(1), "c2": NOW - minutes(2), "c3": NOW + minutes(1)}
    for channel, ready in moments.items():
        settled(engine, sure(claimed(engine, channel)), lane={"ready": ready})

    assert "c2" == sure(claimed(engine, *moments)).lane.channel
    assert "c1" == sure(claimed(engine, *moments)).lane.channel
    assert claimed(engine, *moments) is None


def test_one_worker_a_lane(engine: Engine) -> None:
    """A leased lane is not claimed until its lease is over."""
    held(engine, batch(1, 2))
    claimed(engine)

    assert claimed(engine, now=NOW + LEASE - minutes(1)) is None
    assert 1 == sure(claimed(engine, now=NOW + LEASE)).delivery.number


def test_claim_among_very_many(engine: Engine) -> None:
    """More channels than one statement takes are all looked at."""
    channels = [f"c{number}" for number in range(1100)]
    with write(engine) as tx:
        outbox.enrol(tx, channels, NOW)
    held(engine, batch(1, channel="c1099"))

    assert "c1099" == sure(claimed(engine, *channels)).lane.channel
    assert NOW + LEASE == next_due(engine, *channels)


def test_attempt(engine: Engine) -> None:
    """An attempt is counted and noted before the send, and may begin at once without a bot's pace."""
    held(engine, batch(1))
    claim = sure(claimed(engine))

    assert NOW == attempted(engine, claim)
    assert make.delivery(1, attempted=NOW, attempts=1) == delivery(engine)


def test_attempt_without_an_answer(engine: Engine) -> None:
    """Who claims a delivery after its sender died sees that it was attempted."""
    held(engine, batch(1))
    attempted(engine, sure(claimed(engine)), now=NOW + minutes(1))

    later = sure(claimed(engine, now=NOW + LEASE))
    assert NOW + minutes(1) == later.delivery.attempted
    assert 1 == later.delivery.attempts


def test_attempt_under_a_lost_lease(engine: Engine) -> None:
    """A worker whose lease is over must not send, whether or not another has the lane."""
    held(engine, batch(1))
    first = sure(claimed(engine))
    assert attempted(engine, first, now=NOW + LEASE) is None

    claimed(engine, now=NOW + LEASE)
    assert attempted(engine, first, now=NOW + LEASE - minutes(1)) is None
    assert make.delivery(1) == delivery(engine)


def test_who_settles_late_counts_a_double(engine: Engine) -> None:
    """What was shown is written though another worker has the lane by now, who may have sent it as well: it counts."""
    held(engine, batch(1))
    first = sure(claimed(engine))
    attempted(engine, first)
    claimed(engine, now=NOW + LEASE)
    settled(engine, first, shown=first.delivery.wanted)

    assert (first.delivery.wanted, 1) == (delivery(engine).shown, delivery(engine).unknowns)


def test_attempt_of_a_free_lane(engine: Engine) -> None:
    """A lane that was settled must be claimed again before anything is sent."""
    held(engine, batch(1))
    claim = sure(claimed(engine))
    settled(engine, claim)

    assert attempted(engine, claim) is None


def test_slots_of_a_bot(engine: Engine) -> None:
    """Sends of one bot get moments a slot apart, however many lanes it has; another bot's do not count."""
    held(engine, batch(1), batch(2, channel="other"))
    claims = [sure(claimed(engine, "console", "other")) for _ in range(2)]
    second = timedelta(seconds=1)

    assert [NOW, NOW + second] == [attempted(engine, claim, bot="a") for claim in claims]
    assert NOW == attempted(engine, claims[0], bot="b")
    assert NOW + 2 * second == attempted(engine, claims[0], bot="a", now=NOW + second)
    assert NOW + minutes(1) == attempted(engine, claims[0], bot="a", now=NOW + minutes(1))


def test_settle_as_sent(engine: Engine) -> None:
    """What was sent is shown with its messages, no longer owed, and the lane is free."""
    held(engine, batch(1))
    claim = sure(claimed(engine))
    attempted(engine, claim)
    sent_at = {"ready": NOW + minutes(1), "chat": "-100", "failures": 2, "gone": "why", "sent": (NOW, NOW + minutes(1))}
    settled(
        engine,
        claim,
        shown="digest-1",
        standing=make.standing(7, 8),
        attempted=None,
        unknowns=1,
        error="slow",
        lane=sent_at,
    )

    expected = make.delivery(
        1, shown="digest-1", standing=make.standing(7, 8), attempts=1, unknowns=1, error="slow", settled=NOW
    )
    assert expected == delivery(engine)
    assert Lane(channel="console", **sent_at) == lane(engine)  # type: ignore[arg-type]
    assert next_due(engine) is None


def test_settle_counts_no_attempts(engine: Engine) -> None:
    """Attempts are counted where they are made: a claim's older count does not take one back."""
    held(engine, batch(1))
    claim = sure(claimed(engine))
    attempted(engine, claim)
    settled(engine, claim, attempted=None)

    assert 1 == delivery(engine).attempts


def test_settle_keeps_a_newer_wish(engine: Engine) -> None:
    """An entry that changed while its message was sent is owed as an edit."""
    held(engine, batch(1))
    claim = sure(claimed(engine))
    held(engine, edited(1))
    sent(engine, claim)

    again = sure(claimed(engine))
    assert ("digest-1b", "digest-1", (1,)) == (again.delivery.wanted, again.delivery.shown, again.delivery.messages)


def test_refusal_of_an_older_version(engine: Engine) -> None:
    """A version that is wanted no more may be refused: the newer one is still tried."""
    held(engine, batch(1, 2))
    claim = sure(claimed(engine))
    held(engine, edited(1))
    settled(engine, claim, parked="too long")

    assert make.entry(1).id == sure(claimed(engine)).delivery.subject


def test_settle_as_parked(engine: Engine) -> None:
    """What is set aside is not owed, and the lane goes on with the next."""
    held(engine, batch(1, 2))
    settled(engine, sure(claimed(engine)), parked="refused")

    assert "refused" == delivery(engine).parked
    assert make.entry(2).id == sure(claimed(engine)).delivery.subject


def test_settle_as_dropped(engine: Engine) -> None:
    """What is dropped is never claimed again, even when its entry changes."""
    held(engine, batch(1))
    settled(engine, sure(claimed(engine)), dropped="too old")
    held(engine, edited(1))

    assert claimed(engine, now=NOW + hours(99)) is None
    assert ("too old", "digest-1") == (delivery(engine).dropped, delivery(engine).wanted)


def test_settle_after_the_lane_was_lost(engine: Engine) -> None:
    """Who lost the lane leaves it to its new owner, and does not take back that the new one is sending."""
    held(engine, batch(1))
    first = sure(claimed(engine))
    second = sure(claimed(engine, now=NOW + LEASE))
    attempted(engine, second, now=NOW + LEASE)
    settled(engine, first, error="timeout", lane={"ready": NOW + hours(9)})

    assert second.lane == lane(engine)
    assert make.delivery(1, attempted=NOW + LEASE, attempts=1) == delivery(engine)


def test_sent_after_the_lane_was_lost(engine: Engine) -> None:
    """A message that stands is written down, whoever has the lane now."""
    held(engine, batch(1))
    first = sure(claimed(engine))
    second = sure(claimed(engine, now=NOW + LEASE))
    sent(engine, first, 5)

    assert ("digest-1", (5,)) == (delivery(engine).shown, delivery(engine).messages)
    assert second.lane == lane(engine)


def test_settle_without_comparing_leases(engine: Engine) -> None:
    """A lane given without a lease is written as it is."""
    held(engine, batch(1))
    settled(engine, sure(claimed(engine)), error="later", lane={"lease": None, "ready": NOW + hours(1)})

    assert Lane(channel="console", ready=NOW + hours(1)) == lane(engine)
    assert "later" == delivery(engine).error


def test_taking_leases_back(engine: Engine) -> None:
    """A program that is alone may take back the leases of one that died, and sees what that one attempted."""
    held(engine, batch(1))
    first = sure(claimed(engine))
    attempted(engine, first)
    with write(engine) as tx:
        outbox.free(tx)

    assert replace(first, delivery=replace(first.delivery, attempted=NOW, attempts=1)) == claimed(engine)


def test_next_due(engine: Engine) -> None:
    """The next claim can give something when a lane is ready, free, and owed something that is due."""
    soon = promise(make.entry(1), due=NOW + minutes(5))
    held(engine, batch(1, promises=(soon,)), batch(2, channel="other"))

    assert next_due(engine, "unknown") is None
    assert NOW + minutes(5) == next_due(engine)
    assert NOW == next_due(engine, "console", "other")
    claim = sure(claimed(engine, "other"))
    assert NOW + LEASE == next_due(engine, "other")
    settled(engine, claim, lane={"ready": NOW + minutes(9)})
    assert NOW + minutes(9) == next_due(engine, "other")
    assert NOW + minutes(5) == next_due(engine, "console", "other")


def states(engine: Engine) -> None:
    """Deliveries 1 owed, 2 parked, 3 dropped and 4 sent."""
    held(engine, batch(2, 3, 4, 1))
    settled(engine, sure(claimed(engine)), parked="refused", unknowns=2, attempts=3, error="refused")
    settled(engine, sure(claimed(engine)), dropped="too old")
    sent(engine, sure(claimed(engine)))


def test_deliveries_by_state(engine: Engine) -> None:
    """Deliveries are listed by state, and every delivery has one."""
    states(engine)

    with read(engine) as tx:
        for number, state in enumerate(("owed", "parked", "dropped", "sent"), 1):
            (found,) = outbox.deliveries(tx, state=state)  # type: ignore[arg-type]
            assert make.entry(number).id == found.subject
            assert ("owed" == state) == found.owed
        assert 4 == len(outbox.deliveries(tx))


def test_counts(engine: Engine) -> None:
    """Deliveries are counted by state, sends that may have arrived twice by themselves; an empty lane has zeros."""
    states(engine)
    with write(engine) as tx:
        outbox.enrol(tx, ["empty"], NOW)

    assert {"owed": 1, "parked": 1, "dropped": 1, "sent": 1, "unknown": 2} == counts(engine)
    with read(engine) as tx:
        assert {"owed", "parked", "dropped", "sent", "unknown"} == set(outbox.counts(tx)["empty"])
        assert {0} == set(outbox.counts(tx)["empty"].values())


def test_deliveries_in_order(engine: Engine) -> None:
    """What is owed is listed as it goes out, all else newest first, and no more than asked for."""
    held(engine, batch(1, 2))
    held(engine, batch(3), now=NOW + hours(1))

    with read(engine) as tx:
        owed = outbox.deliveries(tx, state="owed", limit=2)
        newest = outbox.deliveries(tx, channel="console", limit=2)
    assert [1, 2] == [each.number for each in owed]
    assert [3, 2] == [each.number for each in newest]


def test_retry_of_what_was_parked(engine: Engine) -> None:
    """What was parked is owed anew from now on, with all its tries; what was dropped stays dropped."""
    states(engine)

    assert 1 == retry(engine, now=NOW + hours(60))
    later = NOW + hours(60)
    expected = replace(make.delivery(2), number=1, made=later, due=later, unknowns=2, settled=NOW)
    assert expected == delivery(engine, 2)
    assert {"owed": 2, "dropped": 1, "sent": 1, "unknown": 2} == counts(engine)


def test_retry_of_what_was_dropped(engine: Engine) -> None:
    """On wish what was dropped is owed anew as well."""
    states(engine)

    assert 2 == retry(engine, "console", dropped=True)
    assert {"owed": 3, "sent": 1, "unknown": 2} == counts(engine)


def test_retry_frees_lanes(engine: Engine) -> None:
    """A lane whose chat took nothing is ready at once; lanes that were not named stay as they are."""
    held(engine, batch(1), batch(2, channel="other"))
    blocked = {"ready": NOW + hours(1), "gone": "kicked", "failures": 4}
    for channel in ("console", "other"):
        settled(engine, sure(claimed(engine, channel)), lane=blocked)

    assert 0 == retry(engine, "console")
    assert Lane(channel="console", ready=NOW) == lane(engine)
    assert "kicked" == lane(engine, "other").gone
    retry(engine)
    assert Lane(channel="other", ready=NOW) == lane(engine, "other")


def test_enrolling_again_changes_nothing(engine: Engine) -> None:
    """A channel that is known keeps its lane."""
    held(engine, batch(1))
    settled(engine, sure(claimed(engine)), lane={"ready": NOW + hours(1), "chat": "-100"})
    with write(engine) as tx:
        outbox.enrol(tx, ["console", "console"], NOW)

    assert Lane(channel="console", ready=NOW + hours(1), chat="-100") == lane(engine)
