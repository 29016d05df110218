from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.deliver import Turn
from feedbot.metrics import BOUNDS, MOST, OTHERS, READERS_ALL, Meter, Names, Spread, folded, kind
from feedbot.model import READERS, Failed, Later, Moved, Outcome, Refused, Report, Sent, Unchanged, Unknown
from tests import make
from tests.make import minutes

FLOOD = Later(after=minutes(1), reason="flood", fault=False)


@pytest.mark.parametrize(
    ("outcome", "word"),
    [
        (Sent(messages=(1,)), "sent"),
        (FLOOD, "flood"),
        (replace(FLOOD, fault=True), "failed"),
        (Unknown(reason="reset"), "unknown"),
        (Refused(reason="kicked", scope="chat"), "refused"),
        (Moved(chat="-1001"), "moved"),
    ],
)
def test_each_outcome_has_a_word(outcome: Outcome, word: str) -> None:
    """What became of a message is counted by channel and in one word."""
    meter = Meter()
    meter.delivered(Turn(delivery=make.delivery(), outcome=outcome))

    assert {("console", word): 1} == meter.counts["messages"]


def test_what_was_not_sent_is_no_message() -> None:
    """A turn that found nothing, or put off what it found, counts nothing; what it gave up is dropped."""
    meter = Meter()
    meter.delivered(Turn())
    meter.delivered(Turn(delivery=make.delivery()))
    assert "messages" not in meter.counts

    meter.delivered(Turn(delivery=make.delivery(dropped="too old")))
    assert {("console", "dropped"): 1} == meter.counts["messages"]


def test_people_have_no_names() -> None:
    """The channels of people are one, so that no chat is told."""
    meter = Meter()
    for number in range(3):
        meter.delivered(Turn(delivery=make.delivery(channel=f"{READERS}{number}"), outcome=Sent(messages=(1,))))

    assert {(READERS_ALL, "sent"): 3} == meter.counts["messages"]


def test_what_has_not_happened_is_zero() -> None:
    """The first event is a rise and not a beginning: what has few labels is there with 0 from the start."""
    meter = Meter()

    assert 0 == meter.counts["visit_failures"]["tls",]
    assert [0] * 3 == list(meter.counts["entries_taken"].values())
    meter.visited(make.harvest(visit=Failed(reason="handshake", fault="tls")))
    meter.visited(make.harvest(visit=Unchanged(memo="")))
    assert (1, 1, 1) == (
        meter.counts["visit_failures"]["tls",],
        meter.counts["visits"]["failed",],
        meter.counts["visits"]["unchanged",],
    )


def test_what_hubs_bring_is_taken_in_too() -> None:
    """A push is counted as one, and its entries as all entries are."""
    meter = Meter()
    meter.pushed(Report(new=2, changed=1))

    assert (1, 2, 1) == (
        meter.counts["pushes"][()],
        meter.counts["entries_taken"]["new",],
        meter.counts["entries_taken"]["changed",],
    )


def test_methods_are_those_of_the_bot_api() -> None:
    """What can be no method of the Bot API is not kept as a label."""
    meter = Meter()
    for method in ("sendMessage", "", "SEND", 'x"\n', "a" * 41):
        meter.called(method, "200")

    assert {("sendMessage", "200"): 1, ("other", "200"): 4} == meter.counts["telegram_calls"]


def test_all_loops_that_deliver_are_one() -> None:
    """Loops with a number are told without it; a loop that is expected has a moment before it came round first."""
    meter = Meter()
    meter.expects(["ingest", "deliver-1", "deliver-2"], 100.0)
    meter.turned("deliver-2", 0.5, failed=False, at=200.0)
    meter.expects(["ingest", "deliver-1"], 300.0)

    assert "deliver" == kind("deliver-17")
    assert {("ingest",): 100.0, ("deliver",): 200.0} == meter.moments["loop"]
    assert {("ingest",): 0, ("deliver",): 0} == meter.counts["loop_failures"]


@given(st.lists(st.floats(-5, 1e6), max_size=50))
def test_lengths_are_sorted_by_their_bounds(lengths: list[float]) -> None:
    """Each length of time is counted once, with those that are at most the next bound."""
    meter = Meter()
    for each in lengths:
        meter.visited(make.harvest(visit=Unchanged(memo=""), took=timedelta(seconds=each)))
    spread = meter.spreads.get("visit_seconds", {}).get((), Spread())

    assert len(lengths) == sum(spread.counts)
    assert len(BOUNDS) + 1 == len(spread.counts)
    for place, bound in enumerate(BOUNDS):
        assert sum(round(each, 6) <= bound for each in lengths) == sum(spread.counts[: place + 1])


@given(st.lists(st.text(min_size=1, max_size=5), max_size=150, unique=True), st.data())
def test_names_are_bounded(names: list[str], data: st.DataObject) -> None:
    """However many names there are, labels have a hundred of them and two more, and no number is lost."""
    told = Names.of(names)
    some = data.draw(st.lists(st.sampled_from([*names, f"{READERS}1", "removed"]), max_size=200))
    found = folded({(name, str(place)): 1 for place, name in enumerate(some)}, told)

    assert len(some) == sum(found.values())
    assert {labels[0] for labels in found} <= {*names[:MOST], OTHERS, READERS_ALL}
