from datetime import datetime

import pytest
from sqlalchemy import Engine

from feedbot.model import Batch, Delivery, Entry
from feedbot.store import outbox, read, write
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

GONE = Batch(source="sample", retracted=(make.entry(1).id,))
BACK = Batch(source="sample", restored=(make.entry(1).id,))


def back_to(entry: Entry) -> Batch:
    """A visit that finds an entry with its first text again."""
    return Batch(source="sample", changed=(entry,))


def test_promises_are_counted(engine: Engine) -> None:
    """Each promise is owed once; one that was made before is left alone."""
    assert 2 == held(engine, batch(1, 2))
    again = Batch(source="sample", promises=(promise(make.entry(1), wanted="other"), *batch(2, 2).promises))

    assert 0 == held(engine, again)
    assert make.delivery(1) == delivery(engine)


def test_numbers_go_on(engine: Engine) -> None:
    """Deliveries are numbered within their lane, without a gap, in the order of the promises."""
    promises = tuple(
        promise(make.entry(number), channel=channel) for number in (3, 1) for channel in ("console", "other")
    )
    held(engine, batch(3, 1, promises=promises), batch(2, channel="other"))

    with read(engine) as tx:
        found = [outbox.deliveries(tx, channel=channel, state="owed") for channel in ("console", "other")]
    assert [[(1, 3), (2, 1)], [(1, 3), (2, 1), (3, 2)]] == [
        [(each.number, int(each.subject.rpartition("/")[2])) for each in lane] for lane in found
    ]


def test_promise_to_a_new_channel(engine: Engine) -> None:
    """A channel that was never enrolled gets its lane with its first promise, so nothing is lost."""
    held(engine, batch(1, channel="new"))

    assert "new" == sure(claimed(engine, "new")).lane.channel


def test_changed_after_it_was_sent(engine: Engine) -> None:
    """A change of what is shown is owed as an edit, due now."""
    held(engine, batch(1))
    sent(engine, sure(claimed(engine)), 7)

    assert 1 == held(engine, edited(1), now=NOW + hours(1))
    expected = make.delivery(
        1, wanted="digest-1b", shown="digest-1", standing=make.standing(7), due=NOW + hours(1), settled=NOW
    )
    assert expected == delivery(engine)
    piece = sure(claimed(engine, now=NOW + hours(1))).piece
    assert piece is not None
    assert "Another title" == piece.lead.title


def test_changed_before_it_was_sent(engine: Engine) -> None:
    """A change of what is still owed moves neither its place nor its time, and is not owed twice."""
    later = promise(make.entry(1), due=NOW + hours(2))
    held(engine, batch(1, promises=(later,)))

    assert 0 == held(engine, edited(1), now=NOW + hours(1))
    assert make.delivery(1, wanted="digest-1b", due=NOW + hours(2), made=NOW + hours(2)) == delivery(engine)


def test_changed_where_nothing_was_promised(engine: Engine) -> None:
    """A change is owed only to channels that were promised the entry."""
    held(engine, batch(1, promises=()))

    assert 0 == held(engine, edited(1))
    with read(engine) as tx:
        assert () == outbox.deliveries(tx)


def test_changed_and_changed_back(engine: Engine) -> None:
    """A change that is taken back before anybody edits is not owed any more."""
    held(engine, batch(1))
    sent(engine, sure(claimed(engine)))
    held(engine, edited(1))
    held(engine, back_to(make.entry(1)))

    assert claimed(engine) is None
    assert not delivery(engine).owed


@pytest.mark.parametrize("answered", [False, True])
def test_changed_back_after_an_edit_without_answer(engine: Engine, *, answered: bool) -> None:
    """An edit that may have arrived is undone: what stands there is not known, so the first text is owed again."""
    held(engine, batch(1))
    sent(engine, sure(claimed(engine)))
    held(engine, edited(1))
    claim = sure(claimed(engine))
    attempted(engine, claim)
    if answered:
        settled(engine, claim, attempted=None, error="timeout")
    held(engine, back_to(make.entry(1)))
    if not answered:
        settled(engine, claim, attempted=None, error="timeout")

    again = sure(claimed(engine))
    assert ("digest-1", (1,)) == (again.delivery.wanted, again.delivery.messages)
    sent(engine, again)
    assert claimed(engine) is None


def test_refused_text_is_corrected(engine: Engine) -> None:
    """What was refused is tried again when its entry changes."""
    held(engine, batch(1))
    settled(engine, sure(claimed(engine)), parked="bad text", error="bad text")

    assert 1 == held(engine, edited(1), now=NOW + minutes(1))
    assert make.delivery(1, wanted="digest-1b", due=NOW + minutes(1), settled=NOW) == delivery(engine)


def test_held_message_is_not_sent_again(engine: Engine) -> None:
    """A message that may have arrived, and is held for that, stays held when its entry changes."""
    held(engine, batch(1))
    settled(engine, sure(claimed(engine)), parked="it may have arrived", unknowns=1)

    assert 0 == held(engine, edited(1))
    assert claimed(engine) is None
    assert "digest-1b" == delivery(engine).wanted
    with write(engine) as tx:
        assert 1 == outbox.retry(tx, None, NOW)
    assert claimed(engine) is not None


def test_refused_edit_is_corrected(engine: Engine) -> None:
    """An edit that was refused is tried again when its entry changes, for an edit may be repeated."""
    held(engine, batch(1))
    sent(engine, sure(claimed(engine)))
    held(engine, edited(1))
    settled(engine, sure(claimed(engine)), parked="bad text", unknowns=1)

    assert 1 == held(engine, edited(1, digest="digest-1c"))
    assert "digest-1c" == sure(claimed(engine)).delivery.wanted


def test_withdrawn_before_it_was_sent(engine: Engine) -> None:
    """A delivery whose entry was withdrawn is claimed without a piece; so is one whose entry is unknown."""
    unknown = promise(make.entry(2))
    held(engine, batch(1), GONE, Batch(source="sample", promises=(unknown,)))

    first = sure(claimed(engine))
    assert first.piece is None
    settled(engine, first, dropped="withdrawn")
    assert sure(claimed(engine)).piece is None


def withdrawn(engine: Engine) -> Delivery:
    """A delivery that was dropped because its entry was withdrawn."""
    held(engine, batch(1), GONE)
    settled(engine, sure(claimed(engine)), dropped="withdrawn")
    return delivery(engine)


@pytest.mark.parametrize("back", [BACK, edited(1)], ids=["as it was", "changed"])
def test_back_before_it_was_sent(engine: Engine, back: Batch) -> None:
    """A file that was away for a moment costs nobody its message: what was dropped meanwhile is owed again."""
    before = withdrawn(engine)

    assert 1 == held(engine, back, now=NOW + hours(1))
    claim = sure(claimed(engine, now=NOW + hours(1)))
    assert claim.piece is not None
    assert claim.piece.digest == claim.delivery.wanted
    assert (before.made, NOW + hours(1)) == (claim.delivery.made, claim.delivery.due)


def test_back_between_claim_and_settling(engine: Engine) -> None:
    """A delivery that was claimed while its entry was away is not dropped once the entry is back."""
    held(engine, batch(1), GONE)
    claim = sure(claimed(engine))
    held(engine, BACK, now=NOW + minutes(1))
    settled(engine, claim, dropped="withdrawn")

    assert sure(claimed(engine, now=NOW + minutes(1))).piece is not None


def test_not_dropped_because_it_is_restored(engine: Engine) -> None:
    """Restoring an entry that was never withdrawn revives nothing."""
    held(engine, batch(1))
    settled(engine, sure(claimed(engine)), dropped="too old")

    assert 0 == held(engine, BACK)
    assert claimed(engine) is None


def test_sent_and_withdrawn(engine: Engine) -> None:
    """A message that people have read stays when its entry is withdrawn, and is not sent again when it is back."""
    held(engine, batch(1))
    sent(engine, sure(claimed(engine)))
    held(engine, GONE, BACK)

    assert claimed(engine) is None


def test_back_does_not_hurry_what_waits(engine: Engine) -> None:
    """A delivery that is due later stays so when its entry goes and comes back."""
    later: datetime = NOW + hours(2)
    held(engine, batch(1, promises=(promise(make.entry(1), due=later),)), GONE, BACK)

    assert later == delivery(engine).due
    assert claimed(engine, now=NOW + LEASE) is None


HELD = "held: 9 of 9 ids were new at once, and this one has no date"


def test_what_is_held_waits_for_somebody(engine: Engine) -> None:
    """A held promise is dropped from the start, is not counted as owed, and goes out when it is asked for."""
    assert 1 == held(engine, batch(1, 2, promises=(promise(make.entry(1), held=HELD), promise(make.entry(2)))))
    assert HELD == delivery(engine).dropped
    other = sure(claimed(engine))
    assert make.entry(2).id == other.delivery.subject
    sent(engine, other)
    with write(engine) as tx:
        assert (1, 1) == (outbox.counts(tx)["console"]["dropped"], outbox.retry(tx, "console", NOW, dropped=True))

    sent(engine, sure(claimed(engine)))
    assert delivery(engine).shown == delivery(engine).wanted


def test_what_is_held_is_not_sent_because_it_came_back(engine: Engine) -> None:
    """Neither an edit, nor a withdrawal that is over, nor the same promise again sends what is held."""
    held(engine, batch(1, promises=(promise(make.entry(1), held=HELD),)), edited(1), GONE, BACK, batch(2, promises=()))

    assert 0 == held(engine, Batch(source="sample", promises=(promise(make.entry(1)),)))
    assert claimed(engine) is None
