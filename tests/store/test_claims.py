"""Digests that are folded, what is told again and what answers to what, and lanes that lead into one chat."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Engine, select, update

from feedbot.model import DELETED, DIGEST, JUMP, WITHDRAWN, Batch, Claim, Promise, Story, Trial
from feedbot.rules import pieces
from feedbot.store import claims, entries, outbox, read, write
from feedbot.store.tables import outbox as queue
from feedbot.store.tables import stories
from tests import make
from tests.make import NOW, hours
from tests.store.given import (
    LEASE,
    attempted,
    batch,
    claimed,
    delivery,
    held,
    promise,
    sent,
    settled,
    sure,
    verdict,
)

MORNING = "quiet 2026-03-14T07:00"


def gathered(*numbers: int, gather: str = MORNING, **fields: Any) -> Batch:
    """Entries that are to be told together."""
    promises = tuple(promise(make.entry(number), gather=gather, **fields) for number in numbers)
    return batch(*numbers, promises=promises)


def retract(engine: Engine, *numbers: int) -> None:
    """Let a source withdraw entries."""
    with write(engine) as tx:
        entries.record(tx, Batch(source="sample", retracted=tuple(make.entry(number).id for number in numbers)), NOW)


def told(claim: Claim) -> list[str]:
    """The titles that a digest tells."""
    return [piece.lead.title for piece in claim.digest]


def counts(engine: Engine) -> dict[str, int]:
    """The counts of "console" that are not zero."""
    with read(engine) as tx:
        return {state: number for state, number in outbox.counts(tx)["console"].items() if number}


def shaped(engine: Engine, now: datetime = NOW) -> Claim:
    """A claim of the console, which tells stories."""
    with write(engine) as tx:
        return sure(claims.claim(tx, ["console"], now, LEASE, stories={"console"}, shape=pieces.shape))


# --- digests ---------------------------------------------------------------------------------------------------------


def test_what_is_gathered_is_told_in_one(engine: Engine) -> None:
    """All that is due of one name is told by one delivery, in order; it counts by what it tells."""
    held(engine, gathered(1, 2, 3))

    claim = sure(claimed(engine))

    assert DIGEST + MORNING == claim.delivery.subject
    assert claim.piece is None
    assert ["Title 1", "Title 2", "Title 3"] == told(claim)
    assert {"owed": 3} == counts(engine)
    sent(engine, claim)
    assert {"sent": 3} == counts(engine)
    assert claimed(engine) is None


def test_a_digest_takes_the_place_of_what_it_tells(engine: Engine) -> None:
    """If a digest has to wait, nothing that came after its entries overtakes it."""
    held(engine, gathered(1, 2), batch(3))

    first = sure(claimed(engine))
    settled(engine, first)
    again = sure(claimed(engine))

    assert (1, first.delivery.subject) == (again.delivery.number, again.delivery.subject)
    assert ["Title 1", "Title 2"] == told(again)
    sent(engine, again)
    assert make.entry(3).id == sure(claimed(engine)).delivery.subject


def test_a_digest_survives_a_death_at_any_moment(engine: Engine) -> None:
    """Whoever claims it again, before or after an attempt, has the same digest and no digest of digests."""
    held(engine, gathered(1, 2, gather="digest 2026-03-14T08:00"))

    seen = []
    for step in range(4):
        claim = sure(claimed(engine, now=NOW + step * LEASE))
        seen.append((claim.delivery.subject, told(claim)))
        if step > 1:
            attempted(engine, claim, now=NOW + step * LEASE)

    assert [(f"{DIGEST}digest 2026-03-14T08:00", ["Title 1", "Title 2"])] * 4 == seen


def test_one_alone_is_no_digest(engine: Engine) -> None:
    """What would be gathered alone is a message of its own, but for a digest at its time."""
    held(engine, gathered(1))
    held(engine, gathered(2, gather="digest 2026-03-14T08:00"))

    first = sure(claimed(engine))
    sent(engine, first)

    assert (make.entry(1).id, None) == (first.delivery.subject, first.delivery.gather)
    assert ["Title 2"] == told(sure(claimed(engine)))


def test_what_is_not_due_yet_waits_for_a_second_digest(engine: Engine) -> None:
    """The next one of the same name has another subject."""
    held(engine, gathered(1, 2), gathered(3, 4, due=NOW + hours(1)))
    sent(engine, sure(claimed(engine)))

    second = sure(claimed(engine, now=NOW + hours(1)))

    assert f"{DIGEST}{MORNING} (2)" == second.delivery.subject
    assert ["Title 3", "Title 4"] == told(second)


def test_an_entry_that_is_withdrawn_before_its_digest(engine: Engine) -> None:
    """It is dropped from the digest with a verdict, and told by itself if it comes back."""
    held(engine, gathered(1, 2, 3))
    settled(engine, sure(claimed(engine)))
    retract(engine, 2)

    claim = sure(claimed(engine))
    assert ["Title 1", "Title 3"] == told(claim)
    sent(engine, claim)
    assert {"sent": 2, "dropped": 1} == counts(engine)

    held(engine, Batch(source="sample", restored=(make.entry(2).id,)), now=NOW + hours(1))
    assert make.entry(2).id == sure(claimed(engine, now=NOW + hours(1))).delivery.subject


def test_a_digest_of_nothing_left_has_no_pieces(engine: Engine) -> None:
    """Where all was withdrawn there is nothing to tell, and each is dropped."""
    held(engine, gathered(1, 2))
    retract(engine, 1, 2)

    claim = sure(claimed(engine))

    assert () == claim.digest
    assert {"dropped": 2} == counts(engine)


@pytest.mark.parametrize(
    ("fate", "state"), [({"parked": "too strange"}, "parked"), ({"dropped": "not sent within 48 hours"}, "dropped")]
)
def test_what_becomes_of_a_digest_becomes_of_all_it_tells(engine: Engine, fate: dict[str, Any], state: str) -> None:
    """Parked or dropped together, and sent together when somebody wishes so."""
    held(engine, gathered(1, 2))
    settled(engine, sure(claimed(engine)), error="bad luck", **fate)
    assert {state: 2} == counts(engine)
    assert ("bad luck", *fate.values()) == (delivery(engine).error, getattr(delivery(engine), state))

    with write(engine) as tx:
        outbox.retry(tx, None, NOW, dropped=True)
    claim = sure(claimed(engine))
    assert ["Title 1", "Title 2"] == told(claim)
    sent(engine, claim)
    assert {"sent": 2} == counts(engine)


def test_a_change_does_not_take_an_entry_out_of_a_parked_digest(engine: Engine) -> None:
    """What waits for a person with its digest goes on waiting, in its new version."""
    held(engine, gathered(1, 2))
    settled(engine, sure(claimed(engine)), parked="too strange")
    with write(engine) as tx:
        outbox.grow(tx, [Promise(channel="console", subject=make.entry(1).id, wanted="new", due=NOW)], NOW)

    assert {"parked": 2} == counts(engine)
    assert "new" == delivery(engine).wanted
    assert claimed(engine) is None


def test_a_digest_that_was_told_is_not_edited(engine: Engine) -> None:
    """An entry that changes after its digest is owed no more."""
    held(engine, gathered(1, 2))
    sent(engine, sure(claimed(engine)))
    with write(engine) as tx:
        assert 0 == outbox.grow(tx, [Promise(channel="console", subject=make.entry(1).id, wanted="new", due=NOW)], NOW)
        assert 0 == outbox.withdraw(
            tx, [Promise(channel="console", subject=make.entry(1).id, wanted=WITHDRAWN, due=NOW)], NOW
        )

    assert {"sent": 2} == counts(engine)


def test_doubts_of_a_digest_are_counted(engine: Engine) -> None:
    """A digest that may have arrived twice is one unknown."""
    held(engine, gathered(1, 2))
    settled(engine, sure(claimed(engine)), unknowns=1)

    assert {"owed": 2, "unknown": 1} == counts(engine)


def test_what_is_owed_again_after_its_digest_is_told_by_itself(engine: Engine) -> None:
    """It was dropped while the digest waited; the digest, which was sent without it, does not come again."""
    promises = tuple(promise(make.entry(each), gather="morning") for each in (1, 2, 3))
    held(engine, batch(1, 2, 3, promises=promises))
    claim = sure(claimed(engine))
    with write(engine) as tx:
        outbox.drop(tx, make.entry(2).id, "told elsewhere", NOW)
    sent(engine, claim)

    with write(engine) as tx:
        assert 1 == outbox.retry(tx, "console", NOW, dropped=True)
    again = sure(claimed(engine))
    assert (make.entry(2).id, None, None) == (again.delivery.subject, again.delivery.folded, again.delivery.gather)


def test_a_digest_ages_with_what_it_tells(engine: Engine) -> None:
    """Folding makes nothing younger: what waited too long is dropped with its digest."""
    held(engine, gathered(1, 2))

    assert NOW == sure(claimed(engine, now=NOW + hours(60))).delivery.made


def test_a_digest_tells_stories_where_a_channel_does(engine: Engine) -> None:
    """A story in a digest is what the channel is shown of it."""
    held(engine, gathered(1, 2), batch(3, promises=()))
    with write(engine) as tx:
        tx.execute(update(stories).where(stories.c.id == make.entry(1).id).values(entries=[make.entry(1).id]))
        passed = tuple(verdict(make.entry(number).id, target="channel:console") for number in (1, 2, 3))
        entries.explain(tx, passed)

    assert ["Title 1", "Title 2"] == told(shaped(engine))


def test_a_digest_that_was_hastened_before_it_is_told_alone(engine: Engine) -> None:
    """What becomes breaking before its time is a message of its own at once, also within one visit."""
    later = promise(make.entry(1), gather=MORNING, due=NOW + hours(9))
    held(engine, batch(1, promises=(later,), hastened=(("console", make.entry(1).id),)))

    claim = sure(claimed(engine))

    assert (make.entry(1).id, None, True) == (claim.delivery.subject, claim.delivery.gather, claim.delivery.breaking)


def test_what_was_sent_is_not_hastened(engine: Engine) -> None:
    """A story that was told makes no second sound by becoming breaking."""
    held(engine, batch(1))
    sent(engine, sure(claimed(engine)))
    held(engine, Batch(source="sample", hastened=(("console", make.entry(1).id),)))

    assert not delivery(engine).breaking


# --- told again, and answers -----------------------------------------------------------------------------------------


def jump(engine: Engine) -> None:
    """Promise to tell of the first story again."""
    with write(engine) as tx:
        again = Promise(channel="console", subject=JUMP + make.entry(1).id, wanted="jump", due=NOW)
        assert 1 == outbox.promise(tx, [again], NOW)
        entries.explain(tx, (verdict(make.entry(1).id, target="channel:console"),))


def test_a_story_told_again_answers_to_its_message(engine: Engine) -> None:
    """The second message has the same piece, and answers to the first."""
    held(engine, batch(1))
    sent(engine, sure(claimed(engine)), 7, 8)
    jump(engine)

    claim = shaped(engine)

    assert (True, True, 7) == (claim.jumped, claim.told, claim.reply)
    assert claim.piece is not None
    assert make.entry(1).id == claim.piece.id


def test_a_story_that_waits_was_not_told_yet(engine: Engine) -> None:
    """A jump before the first message knows that."""
    held(engine, batch(1, promises=(promise(make.entry(1), due=NOW + hours(1)),)))
    jump(engine)

    claim = shaped(engine)

    assert (True, False, None) == (claim.jumped, claim.told, claim.reply)


def test_a_story_told_in_a_digest_is_answered_there(engine: Engine) -> None:
    """The message of the digest is the one that told it."""
    held(engine, gathered(1, 2))
    sent(engine, sure(claimed(engine)), 5)
    jump(engine)

    claim = shaped(engine)

    assert (True, 5) == (claim.told, claim.reply)


def test_a_message_in_another_chat_is_not_answered(engine: Engine) -> None:
    """Its id means something else here; the story was told all the same."""
    held(engine, batch(1))
    settled(engine, sure(claimed(engine)), shown="digest-1", standing=make.standing(7), chat="-999")
    jump(engine)

    claim = shaped(engine)

    assert (True, None) == (claim.told, claim.reply)


def test_a_story_that_follows_answers_to_the_one_before(engine: Engine) -> None:
    """What came of a story answers to that story's message; what stands answers to nothing."""
    held(engine, batch(1))
    sent(engine, sure(claimed(engine)), 7)
    later = Story(id=make.entry(2).id, entries=(make.entry(2).id,), opened=NOW, updated=NOW, follows=make.entry(1).id)
    held(engine, batch(2, stories=(later,)))
    with write(engine) as tx:
        entries.explain(tx, (verdict(make.entry(2).id, target="channel:console"),))

    claim = shaped(engine)
    assert 7 == claim.reply
    settled(engine, claim, standing=make.standing(8))
    assert shaped(engine).reply is None


# --- withdrawn while it is not known whether it stands ---------------------------------------------------------------


@pytest.mark.parametrize("wanted", [WITHDRAWN, DELETED])
@pytest.mark.parametrize("fields", [{"attempted": NOW}, {"standing": make.standing(7), "chat": "-100"}])
def test_what_may_stand_is_withdrawn_too(engine: Engine, wanted: str, fields: dict[str, Any]) -> None:
    """An entry that is withdrawn while its message is in doubt, or half sent, has a piece to say so."""
    held(engine, batch(1))
    settled(engine, sure(claimed(engine)), **fields)
    retract(engine, 1)
    with write(engine) as tx:
        gone = Promise(channel="console", subject=make.entry(1).id, wanted=wanted, due=NOW)
        outbox.withdraw(tx, [gone], NOW)

    claim = sure(claimed(engine))

    assert wanted == claim.delivery.wanted
    assert claim.piece is not None
    assert claim.piece.withdrawn


# --- attempts --------------------------------------------------------------------------------------------------------


def test_what_was_tried_is_kept_until_it_is_answered(engine: Engine) -> None:
    """Who comes after a death knows which part was sent, and what it said."""
    trial = Trial(index=1, digest="abc", text="Second part \U0001f680")
    held(engine, batch(1))
    with write(engine) as tx:
        claim = sure(claims.claim(tx, ["console"], NOW, LEASE))
        outbox.attempt(tx, claim, NOW, trial=trial, bot=None, slot=hours(0))

    later = sure(claimed(engine, now=NOW + LEASE))
    assert trial == later.delivery.trial
    settled(engine, later, attempted=None)
    assert delivery(engine).trial is None


def test_numbers_of_a_lane_stay_different(engine: Engine) -> None:
    """Folding many, twice, keeps every place in the lane unique and every digest in order."""
    held(engine, gathered(*range(1, 40)), gathered(*range(40, 60), gather="burst sample"))
    titles = []
    while claim := claimed(engine):
        titles += told(claim)
        sent(engine, claim)

    assert [f"Title {number}" for number in range(1, 60)] == titles
    with read(engine) as tx:
        numbers = list(tx.execute(select(queue.c.number)).scalars())
    assert 61 == len(numbers) == len(set(numbers))
