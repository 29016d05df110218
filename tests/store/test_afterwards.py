from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Engine, select, update

from feedbot.model import DIGEST, Delivery
from feedbot.store import afterwards, lapses, marks, outbox, read, tables, write
from feedbot.store.afterwards import Sent, Settled
from feedbot.store.lapses import Lapse
from feedbot.store.values import microseconds
from tests import make
from tests.store import given

LATER = make.NOW + make.hours(5)
LAPSE = Lapse(at=LATER, sent=make.NOW + make.hours(4))
Late = dict[tuple[str, str], Delivery]


def owed(engine: Engine, *numbers: int, **fields: object) -> None:
    """Let the console be owed these entries, each delivery as `fields` say."""
    with write(engine) as tx:
        outbox.owe(tx, given.batch(*numbers), make.NOW)
        for number in numbers:
            mine = tables.outbox.c.subject == make.entry(number).id
            tx.execute(update(tables.outbox).where(mine).values(**{"due": make.NOW, **fields}))


def settle(engine: Engine, sent: Sent = "hold", late: Late | None = None, *, made: datetime | None = None) -> Settled:
    """Settle what is owed, as after a copy was put back."""
    with write(engine) as tx:
        return afterwards.settle(tx, sent, LAPSE, made=made, late=late)


def one(engine: Engine, number: int = 1) -> Delivery:
    """What became of an entry's delivery."""
    with read(engine) as tx:
        (found,) = outbox.deliveries(tx, subject=make.entry(number).id)
    return found


def late(engine: Engine, number: int = 1, **fields: Any) -> Late:
    """The delivery as the database had it that was lost."""
    found = replace(one(engine, number), **fields)
    return {(found.channel, found.subject): found}


def test_what_was_owed_is_held(engine: Engine) -> None:
    """It may have been sent since: a person decides, it counts as a send of unknown end, and nothing sends it."""
    owed(engine, 1)

    assert Settled(known=0, doubtful=1, owed=0) == settle(engine, made=make.NOW)
    found = one(engine)
    assert (1, None, False) == (found.unknowns, found.attempted, found.owed)
    assert (
        "a copy of the database of 2026-03-14 12:00 UTC was put back on 2026-03-14 17:00 UTC, and it may have been "
        "sent between"
    ) == found.parked


def test_a_held_one_is_sent_on_demand(engine: Engine) -> None:
    """`outbox retry` owes it again; a new version of its entry does not."""
    owed(engine, 1)
    settle(engine)

    with write(engine) as tx:
        outbox.owe(tx, given.edited(1), LATER)
    assert not one(engine).owed
    with write(engine) as tx:
        assert 1 == outbox.retry(tx, None, LATER)
    assert one(engine).owed


def test_what_was_owed_is_forgotten_or_sent_again(engine: Engine) -> None:
    """On wish it counts as sent, or is sent whatever happened."""
    owed(engine, 1)
    assert 1 == settle(engine, "resend").doubtful
    assert one(engine).owed
    with read(engine) as tx:
        assert lapses.found(tx) is None

    assert 1 == settle(engine, "forget").doubtful
    assert "it may have been sent between" in (one(engine).dropped or "")


def test_what_was_not_due_yet_is_owed(engine: Engine) -> None:
    """A digest of the evening cannot have been sent by what died in the afternoon."""
    owed(engine, 1, due=LAPSE.sent + make.minutes(1))

    assert Settled(known=0, doubtful=0, owed=1) == settle(engine)
    assert one(engine).owed


def test_what_stands_is_left_alone(engine: Engine) -> None:
    """What was sent before the copy was made stays sent, and an edit that is owed may be repeated without harm."""
    owed(engine, 1, shown="digest-1", standing=make.standing(7))
    owed(engine, 2, shown="older", standing=make.standing(8))
    owed(engine, 3, parked="refused")

    assert Settled(known=0, doubtful=0, owed=0) == settle(engine)
    assert (None, True) == (one(engine, 1).parked, one(engine, 2).owed)
    assert "refused" == one(engine, 3).parked


@pytest.mark.parametrize(
    "fields",
    [
        {"shown": "digest-1", "standing": make.standing(7), "chat": "@news"},
        {"parked": "refused", "error": "refused"},
        {"dropped": "too old"},
        {"standing": make.standing(7), "chat": "@news", "attempts": 1},
    ],
)
def test_what_the_lost_database_knows_is_taken_over(engine: Engine, fields: dict[str, Any]) -> None:
    """Where it can be read, what was sent, refused or begun since is so here as well."""
    owed(engine, 1)

    assert Settled(known=1, doubtful=0, owed=0) == settle(engine, late=late(engine, **fields))
    assert fields == {name: getattr(one(engine), name) for name in fields}


def test_what_the_lost_database_still_owed_is_owed(engine: Engine) -> None:
    """It was surely not sent, so nobody has to decide."""
    owed(engine, 1)

    assert Settled(known=0, doubtful=0, owed=1) == settle(engine, late=late(engine))
    assert one(engine).owed


def test_what_the_lost_database_was_at_is_held(engine: Engine) -> None:
    """A message that was under way, by itself or in a digest, may have arrived; so may one that it does not know."""
    owed(engine, 1, 2, 3)
    digest = make.delivery(9, subject=DIGEST + "x", attempted=make.NOW)
    known = late(engine, 1, attempted=make.NOW) | late(engine, 2, folded=digest.subject)
    known["console", digest.subject] = digest

    assert Settled(known=0, doubtful=3, owed=0) == settle(engine, late=known)
    assert all(one(engine, number).parked for number in (1, 2, 3))


def test_a_digest_and_what_it_tells_are_held_together(engine: Engine) -> None:
    """What waits for a digest that was owed may have been told by it; the digest itself is not counted."""
    subject = DIGEST + "digest 2026-03-15T08:00"
    owed(engine, 1, folded=subject)
    with write(engine) as tx:
        outbox.promise(tx, [given.promise(make.entry(5), subject=subject)], make.NOW)
    settle(engine)

    with read(engine) as tx:
        (found,) = outbox.deliveries(tx, subject=subject)
        assert {"parked": 1, "unknown": 1} == {
            name: outbox.counts(tx)["console"][name] for name in ("parked", "unknown")
        }
        assert {("console", subject), ("console", make.entry(1).id)} == set(
            afterwards.same(tx, {("console", make.entry(1).id): None})
        )
    assert (True, 0) == (found.parked is not None, found.unknowns)


def test_lanes_forget_what_they_knew_of_their_chats(engine: Engine) -> None:
    """To ask for a message by the id after the last known one would be to look at another one by now."""
    with write(engine) as tx:
        tx.execute(update(tables.lanes).values(last=70, lease=make.NOW, home="@news"))
        known = afterwards.places(tx)
        afterwards.place(tx, None)
        assert (None, None) == tx.execute(select(tables.lanes.c.last, tables.lanes.c.lease)).one()
        afterwards.place(tx, known)
        assert (70, None) == tx.execute(select(tables.lanes.c.last, tables.lanes.c.lease)).one()


def test_reports_are_not_told_twice(engine: Engine) -> None:
    """The slots of reports that have passed count as told; their figures stay."""
    with write(engine) as tx:
        marks.set_to(tx, "report:console", 1)
        marks.set_to(tx, "report:console:asked", 5)
    settle(engine)

    with read(engine) as tx:
        assert (microseconds(LAPSE.sent), 5) == (marks.at(tx, "report:console"), marks.at(tx, "report:console:asked"))


def test_when_anything_was_sent_last(engine: Engine) -> None:
    """The last moment of which the outbox knows; none where nothing was ever sent."""
    with read(engine) as tx:
        assert afterwards.last_sent(tx) is None
    owed(engine, 1, settled=make.NOW, attempted=LATER)
    with read(engine) as tx:
        assert afterwards.last_sent(tx) == LATER


def test_a_lapse_is_kept_and_forgotten(engine: Engine) -> None:
    """The last one counts, even if the clock went back; beside it, when a backup was made."""
    earlier = Lapse(at=make.NOW, sent=make.NOW)
    with write(engine) as tx:
        for each in (LAPSE, earlier):
            lapses.note(tx, each)
        assert earlier == lapses.found(tx)
        assert lapses.last_backup(tx) is None
        lapses.note_backup(tx, make.NOW)
        assert make.NOW == lapses.last_backup(tx)
        lapses.note(tx, None)
        assert lapses.found(tx) is None
