"""What an operator is told besides the ailments of sources: channels, the config, and how the week was."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from feedbot.model import Alarm, Config, Delivery, Slot, Trip
from feedbot.rules import pieces
from feedbot.store import chats, claims, entries, feeds, health, open_store, outbox, read, trails, visits, write
from feedbot.watch import changed, config_faults, drafts, hand_in, watch
from tests import bases, make
from tests.make import NOW, hours, minutes
from tests.store import given
from tests.store.given import DeathError, Statements, rows

DAILY = Slot(at=time(12))
CONFIG = make.config(
    feeds=(make.feed(), make.feed("health", alarms=True)),
    channels=(
        make.channel(),
        make.channel("ops", alarms="only"),
        make.channel("more", alarms="also", where="moss"),
    ),
)
REPORTING = make.config(
    feeds=CONFIG.feeds, channels=(make.channel(), make.channel("ops", alarms="only", report=(DAILY,)))
)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """A store that knows the names of the config."""
    store = open_store(bases.address(tmp_path / "feedbot.db"))
    with write(store.engine) as tx:
        feeds.enrol(tx, ["main", "health"], NOW, iter(("urn:uuid:main", "urn:uuid:health")).__next__)
        outbox.enrol(tx, ["console", "ops", "more"], NOW)
    yield store.engine
    store.close()


def watched(engine: Engine, now: datetime = NOW, config: Config = CONFIG) -> list[str]:
    """What is told when one looks."""
    with write(engine) as tx:
        flips = watch(tx, config=config, now=now)
    return [told(each) for each in flips]


def told(alarm: Alarm) -> str:
    """A flip in short."""
    return f"{'-' if alarm.over else '+'}{alarm.ailment.source} {alarm.ailment.code}"


def owed(engine: Engine, channel: str) -> list[tuple[str, datetime, str | None]]:
    """The titles of what a channel is owed, when that is due and how it is gathered."""
    with read(engine) as tx:
        found = outbox.deliveries(tx, channel=channel, state="owed")
        titles = entries.titles(tx, [each.subject for each in found])
    return [(titles[each.subject], each.due, each.gather) for each in found]


def refused(engine: Engine, because: str = "Bad Request", now: datetime = NOW) -> None:
    """Let the next delivery of the console be set aside."""
    given.settled(engine, given.sure(given.claimed(engine, now=now)), parked=because, error=because)


def reported(engine: Engine, now: datetime, config: Config = REPORTING) -> int:
    """Count what the reports that are due tell, and promise them."""
    with read(engine) as tx:
        drafted = drafts(tx, config=config, now=now)
    if not drafted:
        return 0
    with write(engine) as tx:
        return hand_in(tx, drafted, now)


def test_what_is_parked_is_told_once_and_once_more_when_it_is_not(engine: Engine) -> None:
    """It goes to the feed and to those who take alarms; a second look says nothing."""
    given.held(engine, given.batch(1, 2))
    refused(engine)

    with read(engine) as tx:
        assert changed(tx, config=CONFIG, now=NOW)
    assert ["+#console parked"] == watched(engine)
    with read(engine) as tx:
        assert not changed(tx, config=CONFIG, now=NOW)
        sizes = [len(feeds.edition(tx, feed, "x")[0].pieces) for feed in CONFIG.feeds]
    assert [2, 1] == sizes
    assert [] == watched(engine, NOW + minutes(1))
    title = "channel console did not take everything: 1 message set aside, Bad Request"
    assert [(title, NOW, None)] == owed(engine, "ops") == owed(engine, "more")
    with write(engine) as tx:
        outbox.retry(tx, "console", NOW)
    assert ["-#console parked"] == watched(engine, NOW + hours(3))
    assert ["channel console has nothing set aside any more after 3 hours"] == [
        each[0] for each in owed(engine, "ops")
    ][1:]


def test_what_is_parked_stays_so_until_a_person_decides(engine: Engine) -> None:
    """It is not over because it is old."""
    given.held(engine, given.batch(1))
    refused(engine)
    config = make.config(feeds=CONFIG.feeds, channels=CONFIG.channels[:1])
    watched(engine, config=config)

    assert [] == watched(engine, NOW + timedelta(days=30), config)


def test_a_channel_that_takes_nothing_is_not_told_so_through_itself(engine: Engine) -> None:
    """The operator's own channel: the feed and the other one are told, until something arrives there."""
    given.held(engine, given.batch(1, channel="ops"))
    claim = given.sure(given.claimed(engine, "ops"))
    given.settled(engine, claim, lane={"gone": "Forbidden: bot was kicked", "failures": 1}, error="Forbidden")

    assert ["+#ops unreachable"] == watched(engine)
    assert [] == [each for each in owed(engine, "ops") if each[0].startswith("channel")]
    assert ["channel ops cannot be reached: Forbidden: bot was kicked"] == [each[0] for each in owed(engine, "more")]
    with write(engine) as tx:
        chats.place(tx, {"ops": "-1"}, NOW + minutes(1))
    assert [] == watched(engine, NOW + minutes(1))
    claim = given.sure(given.claimed(engine, "ops", now=NOW + minutes(10)))
    given.settled(engine, claim, shown=claim.delivery.wanted, settled=NOW + minutes(10), error=None)
    assert ["-#ops unreachable"] == watched(engine, NOW + minutes(11))


def test_a_flood_is_one_message(engine: Engine) -> None:
    """Five hundred sources that fail at once are gathered, and told in one message."""
    names = [f"s{number}" for number in range(500)]
    sources = tuple(make.source(name, url=f"https://{name}.example/") for name in names)
    config = make.config(sources=sources, feeds=CONFIG.feeds, channels=CONFIG.channels)
    known: dict[str, Any] = {"visited": NOW - hours(30), "tried": NOW, "due": NOW + hours(1), "failures": 8}
    with write(engine) as tx:
        gone = (make.cursor(each, **known, failing=NOW - hours(26), fault="http", error="500") for each in names)
        visits.leave(tx, tuple(gone))

    assert 500 == len(watched(engine, config=config))
    with write(engine) as tx:
        claim = given.sure(claims.claim(tx, ["ops"], NOW, hours(1), stories={"ops"}, shape=pieces.shape))
    assert ("digest of alarms 2026-03-14T12:00:00", 500) == (claim.delivery.subject, len(claim.digest))
    with read(engine) as tx:
        assert claims.next_due(tx, ["ops"]) is not None
        assert [claim.delivery] == [each for each in mine(engine) if each.owed]


def mine(engine: Engine) -> tuple[Delivery, ...]:
    """All deliveries of the operator."""
    with read(engine) as tx:
        return outbox.deliveries(tx, channel="ops", limit=1000)


def test_what_comes_soon_after_an_alarm_waits_for_the_rest(engine: Engine) -> None:
    """The first at once, the others together ten minutes later."""
    for number, fault in enumerate((["a"], ["b"], ["c"])):
        with write(engine) as tx:
            config_faults(tx, fault, config=CONFIG, now=NOW + minutes(number))

    gather = "alarms 2026-03-14T12:10:00"
    assert [(NOW, None), (NOW + minutes(10), gather), (NOW + minutes(10), gather)] == [
        each[1:] for each in owed(engine, "ops")
    ]


def test_a_refused_config_is_told_until_one_is_taken_over(engine: Engine) -> None:
    """The same faults once; what is reviewed meanwhile leaves it alone; where all is well nothing is written."""
    fault = "config.toml:3: sources[0].every: not a length of time"
    found = []
    for number, faults in enumerate(([fault], [fault], [], [])):
        with write(engine) as tx:
            now = NOW + minutes(number)
            found.append([told(each) for each in config_faults(tx, faults, config=CONFIG, now=now)])
        assert [] == watched(engine, now)

    assert [["+# config"], [], ["-# config"], []] == found
    assert [
        f"the config was refused: {fault}",
        "the config is in force again after 2 minutes",
    ] == [each[0] for each in owed(engine, "ops")]
    with Statements(engine) as seen, write(engine) as tx:
        config_faults(tx, (), config=CONFIG, now=NOW)
    assert 1 == len([each for each in seen.seen if not each.startswith(("BEGIN", "COMMIT"))])


def test_a_report_is_made_once_a_slot(engine: Engine) -> None:
    """Not for a slot before the channel was first seen; then for each; a slot that was missed a day ago is let go."""
    assert 0 == reported(engine, NOW + minutes(5))
    assert [1, 0, 0] == [reported(engine, NOW + hours(each)) for each in (24, 24, 47)]
    assert [1, 0] == [reported(engine, NOW + hours(24 * 5 + each)) for each in (23, 23.9)]
    assert [
        "Report 2026-03-14 to 2026-03-15: 0 articles in, 0 messages out, all well",
        "Report 2026-03-18 to 2026-03-19: 0 articles in, 0 messages out, all well",
    ] == [each[0] for each in owed(engine, "ops")]


def test_a_report_is_in_no_feed_and_goes_to_no_other_channel(engine: Engine) -> None:
    """Not even into the feed of alarms, or to a channel that takes alarms too."""
    config = make.config(feeds=CONFIG.feeds, channels=(*REPORTING.channels, make.channel("more", alarms="also")))
    reported(engine, NOW - minutes(1), config)
    assert 1 == reported(engine, NOW, config)

    with read(engine) as tx:
        assert ["ops"] == [each.channel for each in outbox.deliveries(tx)]
        assert [0, 0] == [len(feeds.edition(tx, feed, "x")[0].pieces) for feed in CONFIG.feeds]
    with write(engine) as tx:
        claim = given.sure(claims.claim(tx, ["ops"], NOW, hours(1), stories={"ops"}, shape=pieces.shape))
    assert claim.piece is not None
    assert "report" == claim.piece.lead.categories[0].term


def test_a_report_tells_what_happened(engine: Engine) -> None:
    """What came, went out, was judged and took long; what fell silent; what is wrong, and what was asked."""
    reported(engine, NOW - hours(24))
    with write(engine) as tx:
        early = given.of(make.entry(9), promises=())
        entries.record(tx, early, NOW - hours(30))
        trails.leave(tx, [("sample", Trip(at=NOW - hours(1), outcome="new", took=timedelta(seconds=2)))])
    given.held(engine, given.of(make.entry(1, source="other"), make.entry(2, source="other")), now=NOW - hours(2))
    given.settled(
        engine,
        given.sure(given.claimed(engine)),
        lane={"probes": 3, "found": 2},
        shown="digest-1",
        settled=NOW - hours(1),
    )
    refused(engine)
    watched(engine, NOW - minutes(1), REPORTING)
    assert 1 == reported(engine, NOW)
    with read(engine) as tx:
        (entry,) = (each for each in entries.latest(tx, source="feedbot") if each.key.startswith("report:"))

    assert "Report 2026-03-13 to 2026-03-14: 2 articles in, 1 message out, 1 thing is wrong" == entry.title
    assert [
        "In: 2 articles from 1 source. Most: other 2.",
        "Fell silent: sample.",
        "Out: 1 message, 0 edits: console 1.",
        "Stories: 2, each told by one outlet.",
        "Troubles: 1 began and 0 are over. Still there: console (parked).",
        "Deliveries: 1 set aside, 0 dropped as too old, 0 without an answer. "
        "Asked 3 times whether a message stands, 2 did.",
        "Slowest: sample 2.0 s.",
    ] == entry.summary.split("\n")
    assert 1 == reported(engine, NOW + hours(24))
    with read(engine) as tx:
        latest = max((e for e in entries.latest(tx) if e.key.startswith("report:")), key=lambda each: each.published)
    assert "Asked" not in latest.summary


def test_while_no_report_is_due_one_query_tells_so(engine: Engine) -> None:
    """And none where no channel wants any, or those that do are asleep."""
    asleep = make.config(channels=(make.channel("ops", report=(DAILY,), asleep="no token"),))
    reported(engine, NOW)
    counts = []
    for config in (REPORTING, CONFIG, asleep):
        with Statements(engine) as seen:
            assert 0 == reported(engine, NOW + hours(1), config)
        counts.append(len([each for each in seen.seen if not each.startswith(("BEGIN", "COMMIT"))]))

    assert [1, 0, 0] == counts


def test_a_report_that_two_count_at_once_is_made_once(engine: Engine) -> None:
    """Who hands it in second finds that it was made; that a channel is new is noted once as well."""
    for at, expected in ((NOW - minutes(1), [0, 0]), (NOW, [1, 0])):
        with read(engine) as tx:
            both = [drafts(tx, config=REPORTING, now=at + minutes(late)) for late in (0, 0.5)]
        made = []
        for each in both:
            with write(engine) as tx:
                made.append(hand_in(tx, each, at))
        assert expected == made
    assert 1 == len(owed(engine, "ops"))


def test_what_several_reports_tell_is_counted_before_anything_is_written(engine: Engine) -> None:
    """Once for all of one time; counting writes nothing, and what is written looks at no entries that came."""
    names = ("ops", "more")
    config = make.config(channels=tuple(make.channel(name, report=(DAILY,)) for name in names))
    reported(engine, NOW - minutes(1), config)
    before = rows(engine)
    with read(engine) as tx, Statements(engine) as seen:
        drafted = drafts(tx, config=config, now=NOW)
    assert 2 == sum("GROUP BY entries.source" in each for each in seen.seen)
    assert before == rows(engine)
    with write(engine) as tx, Statements(engine) as seen:
        assert 2 == hand_in(tx, drafted, NOW)
    assert not [each for each in seen.seen if "GROUP BY" in each]


def test_a_report_is_whole_or_not_at_all(engine: Engine) -> None:
    """Whichever statement fails, nothing is kept, and the next minute makes it."""
    reported(engine, NOW - minutes(1))
    before, number, made = rows(engine), 0, 0
    while not made:
        try:
            with Statements(engine, most=number):
                made = reported(engine, NOW)
        except DeathError:
            number += 1
            assert before == rows(engine)

    assert number > 15
    assert 1 == len(owed(engine, "ops"))
    with read(engine) as tx:
        assert () == health.log(tx)
