"""What channels are owed for too long is dropped in time, whatever becomes of their chats."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from feedbot.model import Channel
from feedbot.store import claims, feeds, open_store, outbox, read, write
from feedbot.watch import changed, watch
from tests import bases, make
from tests.make import NOW, hours, minutes
from tests.store import given
from tests.store.given import Statements

AGE = hours(2)
CONFIG = make.config(channels=(make.channel(max_age=AGE), make.channel("slow", max_age=hours(48))))
CLOSED = "the bot was blocked"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """A store with two channels."""
    store = open_store(bases.address(tmp_path / "feedbot.db"))
    with write(store.engine) as tx:
        outbox.enrol(tx, ["console", "slow"], NOW)
        feeds.enrol(tx, ["main"], NOW, lambda: "urn:uuid:main")
    yield store.engine
    store.close()


def watched(engine: Engine, now: datetime, *channels: Channel) -> tuple[bool, list[str]]:
    """Whether there was anything to see with these channels, and what was told of it."""
    config = make.config(channels=channels) if channels else CONFIG
    with read(engine) as tx:
        anything = changed(tx, config=config, now=now)
    with write(engine) as tx:
        return anything, [each.ailment.code for each in watch(tx, config=config, now=now)]


def owed(engine: Engine, channel: str = "console") -> list[str]:
    """The subjects that a channel is owed."""
    with read(engine) as tx:
        return [each.subject for each in outbox.deliveries(tx, channel=channel, state="owed")]


def dropped(engine: Engine) -> list[str | None]:
    """The verdicts on what was dropped, in its order."""
    with read(engine) as tx:
        found = outbox.deliveries(tx, state="dropped")
    return [each.dropped for each in sorted(found, key=lambda each: each.number)]


def refused(engine: Engine) -> None:
    """Let the chat of the console refuse the next delivery; it is tried again in a day."""
    claim = given.sure(given.claimed(engine))
    lane = {"gone": CLOSED, "failures": 6, "ready": NOW + hours(24)}
    given.settled(engine, claim, lane=lane, error=f"{CLOSED} (403)")


def test_what_a_closed_chat_is_owed_is_dropped_in_time(engine: Engine) -> None:
    """With its own last error, or with what is known of the chat; what is younger, or another channel's, waits."""
    given.held(engine, given.batch(1, 2, 3), given.batch(4, channel="slow"))
    given.held(engine, given.batch(5), now=NOW + minutes(30))
    refused(engine)

    assert ["unreachable"] == watched(engine, NOW + AGE)[1]
    assert 4 == len(owed(engine))
    assert (True, []) == watched(engine, NOW + AGE + minutes(1))
    own, lane = f"not sent within 2 hours: {CLOSED} (403)", f"not sent within 2 hours: {CLOSED}"
    assert [own, lane, lane] == dropped(engine)
    assert ([make.entry(5).id], 1) == (owed(engine), len(owed(engine, "slow")))
    assert (False, []) == watched(engine, NOW + AGE + minutes(2))


def test_many_are_dropped_by_two_statements(engine: Engine) -> None:
    """However many deliveries there are, and without looking at what was sent."""
    counts = []
    for first, number in ((1, 2), (100, 40)):
        at = NOW + timedelta(days=first)
        given.held(engine, given.batch(*range(first, first + number)), now=at)
        with Statements(engine) as seen:
            watched(engine, at + AGE + minutes(1))
        counts.append(sum(each.startswith("UPDATE outbox") for each in seen.seen))

    assert [2, 2] == counts
    assert 42 == len(dropped(engine))
    assert {"not sent within 2 hours"} == set(dropped(engine))


def test_what_may_have_been_sent_is_left_to_the_lane(engine: Engine) -> None:
    """A send whose answer is out, a message that stands in part, an edit; and what somebody has in hand."""
    channels = tuple(make.channel(name, max_age=AGE) for name in ("asked", "part", "edit", "busy"))
    late = NOW + AGE + minutes(1)
    with write(engine) as tx:
        outbox.enrol(tx, [each.name for each in channels], NOW)
    given.held(engine, *(given.batch(number, channel=each.name) for number, each in enumerate(channels)))
    there = {"standing": make.standing(7), "chat": "@x"}
    for name, fields in (("asked", {"attempted": NOW}), ("part", there), ("edit", {**there, "shown": "another"})):
        given.settled(engine, given.sure(given.claimed(engine, name)), **fields)
    claim = given.sure(given.claimed(engine, "busy", now=late))

    assert [[], []] == [watched(engine, late, *channels)[1], dropped(engine)]
    given.settled(engine, claim)
    watched(engine, late, *channels)
    assert ["not sent within 2 hours"] == dropped(engine)


def test_what_a_reader_is_owed_is_dropped_without_a_word(engine: Engine) -> None:
    """It is nobody else's business."""
    with write(engine) as tx:
        outbox.enrol(tx, ["reader-7"], NOW)
    given.held(engine, given.batch(1, channel="reader-7"))
    reader = make.channel("reader-7", max_age=AGE, reader=True)

    assert (True, []) == watched(engine, NOW + AGE + minutes(1), reader)
    assert ["not sent within 2 hours"] == dropped(engine)


def test_what_a_channel_that_is_asleep_is_owed_waits_for_it(engine: Engine) -> None:
    """Nobody knows yet whether it can be sent once the channel wakes; then it is dropped."""
    given.held(engine, given.batch(1))
    late = NOW + AGE + minutes(1)

    assert (False, []) == watched(engine, late, make.channel(max_age=AGE, asleep="no token"))
    assert (True, ["dropped"]) == watched(engine, late, make.channel(max_age=AGE))


def test_a_digest_that_is_too_old_takes_all_that_it_tells_with_it(engine: Engine) -> None:
    """Each of them has the verdict of the digest, and they are owed again together."""
    promises = tuple(given.promise(make.entry(each), gather="morning") for each in (1, 2))
    given.held(engine, given.batch(1, 2, promises=promises))
    claim = given.sure(given.claimed(engine))
    given.settled(engine, claim, error="no answer", lane={"ready": NOW + hours(9), "failures": 9})

    watched(engine, NOW + AGE + minutes(1))
    assert ["not sent within 2 hours: no answer"] * 3 == dropped(engine)
    later = NOW + hours(3)
    with write(engine) as tx:
        assert 2 == outbox.retry(tx, "console", later, dropped=True)
        again = given.sure(claims.claim(tx, ["console"], later, AGE))
    assert (claim.delivery.subject, 2) == (again.delivery.subject, len(again.digest))
