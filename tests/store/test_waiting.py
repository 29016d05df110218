"""What waits in the outbox: when it was promised, what it waits for, and how some of it is let go."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from feedbot.model import JUMP, Delivery, Promise
from feedbot.store import entries, outbox, read, waiting, write
from tests import make
from tests.make import NOW, hours, minutes
from tests.store.given import batch, promise, story, verdict

EVENING = "digest 2026-01-01T20:00"
LATE = NOW + hours(9)


def owe(engine: Engine, *promises: Promise) -> None:
    """Record entries 1 to 3, entry 2 a minute after it was found, and promise these."""
    said = verdict(make.entry(2).id, target="channel:console", at=NOW + minutes(1))
    brought = batch(1, 2, 3, promises=promises, verdicts=(said,))
    with write(engine) as tx:
        entries.record(tx, brought, NOW)
        outbox.owe(tx, brought, NOW)


def every(engine: Engine) -> dict[str, Delivery]:
    """All deliveries, by their subjects."""
    with read(engine) as tx:
        return {each.subject: each for each in outbox.deliveries(tx)}


def gathered(number: int, gather: str | None = EVENING) -> Promise:
    """An entry promised for the evening."""
    return promise(make.entry(number), due=LATE, gather=gather)


def test_what_waits_was_promised_before_it_is_due(engine: Engine) -> None:
    """The moment is that of the verdict, else that at which the entry came; without an entry it is not after now."""
    owe(engine, gathered(1), gathered(2), promise(make.entry(3)), replace(gathered(1), subject="elsewhere"))
    with read(engine) as tx:
        told = waiting.promised(tx, outbox.deliveries(tx), NOW + minutes(2))

    expected = [(make.entry(1).id, 0), (make.entry(2).id, 1), (make.entry(3).id, 0), ("elsewhere", 2)]
    assert {("console", subject): NOW + minutes(number) for subject, number in expected} == told


def test_a_story_was_promised_with_the_first_that_passed(engine: Engine) -> None:
    """What is told of it once more was promised with the last."""
    first, second, third = (make.entry(number).id for number in (1, 2, 3))
    said = [verdict(id, target="channel:console", at=NOW + minutes(late)) for id, late in ((second, 1), (third, 7))]
    promises = (gathered(1), promise(make.entry(1), subject=JUMP + first, due=LATE))
    brought = batch(1, 2, 3, promises=promises, verdicts=tuple(said), stories=(story(first, second, third),))
    with write(engine) as tx:
        entries.record(tx, brought, NOW)
        outbox.owe(tx, brought, NOW)
        told = waiting.promised(tx, outbox.deliveries(tx), NOW)

    assert {("console", first): NOW + minutes(1), ("console", JUMP + first): NOW + minutes(7)} == told


def test_what_waits_is_moved_together(engine: Engine) -> None:
    """It is due at the other moment and told in the other digest; how old it is counts from there. The rest stays."""
    owe(engine, gathered(1), gathered(2, "quiet 2026-01-01T20:00"), promise(make.entry(3), due=LATE))
    with write(engine) as tx:
        (first, _) = waits = waiting.gathered(tx, NOW)
        assert {("console", EVENING, LATE), ("console", "quiet 2026-01-01T20:00", LATE)} == set(waits)
        assert ("console", EVENING, LATE) == first
        assert 1 == waiting.move(tx, first, NOW + hours(2), "digest now")
        assert () == waiting.gathered(tx, LATE)

    moved, *others = (every(engine)[make.entry(number).id] for number in (1, 2, 3))
    assert (NOW + hours(2), NOW + hours(2), "digest now") == (moved.due, moved.made, moved.gather)
    assert [LATE, LATE] == [each.due for each in others]


@pytest.mark.parametrize("chosen", [(1,), (1, 3), ()])
def test_some_of_what_was_dropped_is_owed_again(engine: Engine, chosen: tuple[int, ...]) -> None:
    """Those that are named are owed at once, each by itself; the others stay dropped."""
    held = [replace(gathered(number), held="held: it may be old") for number in (1, 2, 3)]
    owe(engine, *held)
    ids = {make.entry(number).id for number in chosen}
    with write(engine) as tx:
        assert len(chosen) == waiting.release(tx, {("console", id) for id in ids}, NOW + minutes(5))

    found = every(engine)
    assert ids == {id for id, each in found.items() if each.owed}
    assert all((None, NOW + minutes(5)) == (found[id].gather, found[id].due) for id in ids)
