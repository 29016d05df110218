from datetime import timedelta

import pytest
from sqlalchemy import Engine

from feedbot.model import Batch, Promise
from feedbot.rules import pieces
from feedbot.store import claims, outbox, write
from tests import make
from tests.make import NOW
from tests.store.given import LEASE, batch, claimed, delivery, held, promise, sent, settled, story, sure, verdict

ID = make.entry(1).id
PASSED = tuple(verdict(make.entry(number).id, target="channel:console") for number in (1, 2))


def grow(engine: Engine, wanted: str = "grown", *, news: bool = False) -> int:
    """Let the console show another version of the first story."""
    version = Promise(channel="console", subject=ID, wanted=wanted, due=NOW)
    with write(engine) as tx:
        return outbox.grow(tx, [version], NOW, news={("console", ID)} if news else ())


def test_message_that_stands_is_edited(engine: Engine) -> None:
    """When a story grows, the message that stands is owed anew, and that is counted."""
    held(engine, batch(1))
    sent(engine, sure(claimed(engine)))

    assert 1 == grow(engine)
    found = delivery(engine)
    assert ("grown", "digest-1", (1,), True) == (found.wanted, found.shown, found.messages, found.owed)


def test_what_is_owed_goes_out_as_it_is_now(engine: Engine) -> None:
    """A story that grows before it was sent goes out grown, and is not owed twice."""
    held(engine, batch(1))

    assert 0 == grow(engine)
    assert "grown" == delivery(engine).wanted


def test_same_version_changes_nothing(engine: Engine) -> None:
    """A story that looks as before is not edited."""
    held(engine, batch(1))
    sent(engine, sure(claimed(engine)))

    assert 0 == grow(engine, "digest-1", news=True)
    assert not delivery(engine).owed


def test_channels_that_were_not_promised_it_are_left_alone(engine: Engine) -> None:
    """Growing promises nothing."""
    with write(engine) as tx:
        assert 0 == outbox.grow(tx, [Promise(channel="console", subject=ID, wanted="x", due=NOW)], NOW)
        assert () == outbox.deliveries(tx)


@pytest.mark.parametrize("news", [True, False])
def test_news_revive_what_was_dropped_unsent(engine: Engine, *, news: bool) -> None:
    """A story whose first message was dropped is told when something new joins it, and only then."""
    held(engine, batch(1))
    settled(engine, sure(claimed(engine)), dropped="too old")

    assert int(news) == grow(engine, news=news)
    assert news == delivery(engine).owed


def test_drop_ends_what_was_not_sent(engine: Engine) -> None:
    """What was not sent is dropped with its reason; a message that stands is left alone."""
    held(engine, batch(1, 2))
    sent(engine, sure(claimed(engine)))
    with write(engine) as tx:
        for number in (1, 2):
            outbox.drop(tx, make.entry(number).id, "joined", NOW)

    assert [None, "joined"] == [delivery(engine, number).dropped for number in (1, 2)]


def test_promise_alone(engine: Engine) -> None:
    """A promise outside a batch is owed once."""
    with write(engine) as tx:
        promises = [promise(make.entry(1), channel="new")]
        assert 1 == outbox.promise(tx, promises, NOW)
        assert 0 == outbox.promise(tx, promises, NOW)


def test_claim_has_the_whole_story(engine: Engine) -> None:
    """A channel with stories gets the piece of all entries of a story, one without gets the entry alone."""
    held(engine, batch(1, verdicts=PASSED[:1]))
    both = story(ID, make.entry(2).id)
    held(engine, Batch(source="sample", opened=(make.entry(2),), stories=(both,), verdicts=PASSED[1:]))

    def piece(*stories: str) -> object:
        with write(engine) as tx:
            outbox.free(tx)
            return sure(claims.claim(tx, ["console"], NOW, LEASE, stories=stories, shape=pieces.shape)).piece

    assert make.piece(1) == piece()
    assert (make.entry(2),) == getattr(piece("console"), "also", None)


def test_claim_of_a_story_that_was_withdrawn(engine: Engine) -> None:
    """Where all entries of a story were withdrawn there is no piece."""
    held(engine, batch(1), Batch(source="sample", retracted=(ID,)))
    with write(engine) as tx:
        found = claims.claim(tx, ["console"], NOW + timedelta(1), LEASE, stories=["console"], shape=pieces.shape)

    assert sure(found).piece is None
