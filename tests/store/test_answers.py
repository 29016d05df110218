from datetime import timedelta

from sqlalchemy import Engine

from feedbot.model import OURS, Batch
from feedbot.store import answers, outbox, read, write
from feedbot.store.answers import Answer
from tests import make
from tests.store import given

HOUR = timedelta(hours=1)


def recent(engine: Engine, *, limit: int = 10) -> list[str]:
    """The ids of entries that were recorded in the last hour."""
    with read(engine) as tx:
        return [id for id, _ in answers.recent(tx, make.NOW - HOUR, limit)]


def ids(*numbers: int) -> list[str]:
    """The ids of entries."""
    return [make.entry(number).id for number in numbers]


def answer(digest: str = "q-1", **fields: object) -> Answer:
    """An answer about the first entry."""
    known = {"digest": digest, "entry": make.entry().id, "at": make.NOW, "summary": "Short.", "because": "taken"}
    return Answer(**{**known, **fields})  # type: ignore[arg-type]  # fields of any name


def test_the_newest_entries_come_first(engine: Engine) -> None:
    """Those recorded last, of these the latest published; no more than asked for."""
    given.held(engine, given.batch(1, 2), now=make.NOW - make.minutes(5))
    given.held(engine, given.batch(3))

    assert ids(3, 2, 1) == recent(engine)
    assert ids(3, 2) == recent(engine, limit=2)
    with read(engine) as tx:
        assert "digest-3" == answers.recent(tx, make.NOW - HOUR, 1)[0][1]


def test_what_is_old_is_left_alone(engine: Engine) -> None:
    """An entry that was recorded before the moment is not asked about."""
    given.held(engine, given.batch(1), now=make.NOW - 2 * HOUR)

    assert [] == recent(engine)


def test_only_what_somebody_sees_counts(engine: Engine) -> None:
    """A feed or a promise is enough; an entry with neither, or whose promise was dropped, is not asked about."""
    given.held(engine, given.batch(1, promises=()), given.batch(2, memberships=()))
    given.held(engine, given.batch(3, memberships=(), promises=()))
    dropped = given.promise(make.entry(4), held="held: doubtful")
    given.held(engine, given.batch(4, memberships=(), promises=(dropped,)))

    assert ids(2, 1) == recent(engine)


def test_a_story_that_was_promised_is_enough(engine: Engine) -> None:
    """An entry that joined a story is shown with it."""
    given.held(engine, given.batch(1, memberships=()))
    joined = given.story(make.entry(1).id, make.entry(2).id)
    given.held(engine, given.batch(2, memberships=(), promises=(), stories=(joined,)))

    assert ids(2, 1) == recent(engine)


def test_ours_and_withdrawn_ones_are_left_out(engine: Engine) -> None:
    """Alarms are our own words; what its source withdrew is nobody's any more."""
    given.held(engine, given.of(make.entry(1, source=OURS)), given.batch(2, 3))
    given.held(engine, Batch(source="sample", retracted=(make.entry(2).id,)))

    assert ids(3) == recent(engine)


def test_an_entry_comes_with_its_keys(engine: Engine) -> None:
    """All sightings of it, as they are written down; a withdrawn or unknown one is None."""
    given.held(engine, given.batch(1, 2))
    given.held(engine, Batch(source="sample", retracted=(make.entry(2).id,)))
    with read(engine) as tx:
        held = answers.held(tx, make.entry(1).id)
        assert held is not None
        assert (make.entry(1), (given.sighting(make.entry(1)),)) == held
        assert answers.held(tx, make.entry(2).id) is None
        assert answers.held(tx, "urn:unknown") is None


def test_an_answer_is_kept_by_its_question(engine: Engine) -> None:
    """It comes back as it was, a refused one without a summary; the later one takes the place of the earlier."""
    with write(engine) as tx:
        answers.keep(tx, answer())
        answers.keep(tx, answer("q-2", summary=None, because="it has markup"))
        answers.keep(tx, answer("q-2", summary=None, because="it says nothing"))
    with read(engine) as tx:
        assert answer() == answers.find(tx, "q-1")
        assert answer("q-2", summary=None, because="it says nothing") == answers.find(tx, "q-2")
        assert answers.find(tx, "q-3") is None


def test_answers_are_counted_from_a_moment(engine: Engine) -> None:
    """Refused ones too: they were asked for."""
    with write(engine) as tx:
        answers.keep(tx, answer("q-1", at=make.NOW - HOUR))
        answers.keep(tx, answer("q-2"))
        answers.keep(tx, answer("q-3", summary=None))
    with read(engine) as tx:
        assert 3 == answers.count(tx, make.NOW - HOUR)
        assert 2 == answers.count(tx, make.NOW)
        assert 0 == answers.count(tx, make.NOW + HOUR)
        assert () == outbox.deliveries(tx)
