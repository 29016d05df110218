from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from feedbot.model import Later, Moved, Outcome, Pace, Refused, Sent, Settled, Unknown
from feedbot.rules import retry
from tests import make
from tests.make import NOW, hours, minutes

PACE = Pace(gap=timedelta(seconds=1), most=3, window=timedelta(seconds=60))
FREE = Pace()
CHAT = "-100"


def settle(outcome: Outcome, pace: Pace = FREE, **fields: Any) -> Settled:
    """The settlement of a plain claim."""
    return retry.settle(make.tried(make.claim(**fields), pace=pace), outcome, NOW)


def test_sent_is_shown() -> None:
    """A message that stands is no longer owed, and its id is kept."""
    settled = settle(Sent(messages=(7,)))

    assert "digest-1" == settled.delivery.shown
    assert (7,) == settled.delivery.messages
    assert not settled.delivery.owed


def test_an_edit_keeps_the_ids_of_the_message() -> None:
    """An outcome without ids does not forget where the message stands."""
    settled = settle(Sent(messages=()), delivery=make.delivery(standing=make.standing(7), shown="old"))

    assert (7,) == settled.delivery.messages


def test_success_heals_the_lane() -> None:
    """A send that goes through forgets faults and says that the chat takes messages again."""
    settled = settle(Sent(messages=(7,)), lane=make.lane(failures=4, gone="kicked"))

    assert 0 == settled.lane.failures
    assert settled.lane.gone is None


def test_the_gap_is_kept() -> None:
    """The next send waits for the gap of the pace."""
    assert NOW + timedelta(seconds=1) == settle(Sent(messages=(1,)), PACE).lane.ready


def test_the_window_is_kept() -> None:
    """When a window is full, the next send waits until its first one has left it."""
    before = (NOW - timedelta(seconds=20), NOW - timedelta(seconds=10))
    settled = settle(Sent(messages=(1,)), PACE, lane=make.lane(sent=before))

    assert NOW + timedelta(seconds=40) == settled.lane.ready
    assert (*before, NOW) == settled.lane.sent


def test_flood_control_is_no_failure() -> None:
    """A wait that Telegram asks for moves the lane and does not count as a failure."""
    settled = settle(Later(reason="flood", after=minutes(5), fault=False))

    assert NOW + minutes(5) == settled.lane.ready
    assert 0 == settled.lane.failures
    assert settled.delivery.owed


def test_flood_control_without_a_time_waits_half_a_minute() -> None:
    """A 429 without retry_after still makes the lane wait."""
    assert NOW + timedelta(seconds=30) == settle(Later(reason="flood", fault=False)).lane.ready


def test_faults_back_off_and_are_capped() -> None:
    """Each fault in a row doubles the wait of the lane, up to five minutes."""
    waits = [settle(Later(reason="down"), lane=make.lane(failures=each)).lane.ready - NOW for each in (0, 1, 2, 40)]

    assert [timedelta(seconds=2), timedelta(seconds=4), timedelta(seconds=8), minutes(5)] == waits


def test_a_fault_keeps_the_order() -> None:
    """A fault moves the lane, not the delivery, so nothing overtakes it."""
    settled = settle(Later(reason="down"))

    assert make.delivery().due == settled.delivery.due
    assert "down" == settled.delivery.error
    assert 1 == settled.lane.failures


def test_unknown_is_counted_and_sent_again() -> None:
    """A send without an answer is counted as unknown and still owed."""
    settled = settle(Unknown(reason="timed out"))

    assert 1 == settled.delivery.unknowns
    assert settled.delivery.owed
    assert NOW < settled.lane.ready


def test_unknown_takes_a_place_in_the_window() -> None:
    """A send without an answer may have counted at Telegram, so it counts here."""
    settled = settle(Unknown(reason="timed out"), PACE, lane=make.lane(sent=(NOW, NOW)))

    assert NOW + timedelta(seconds=60) == settled.lane.ready


def test_unknown_is_held_where_the_channel_wants_that() -> None:
    """With on_unknown = hold, a message that may stand there is set aside with its reason."""
    channel = make.channel(on_unknown="hold")
    settled = retry.settle(make.tried(make.claim(), channel, pace=FREE), Unknown(reason="timed out"), NOW)

    assert settled.delivery.parked is not None
    assert "it may have arrived or not (timed out)" in settled.delivery.parked


def test_an_unknown_edit_is_repeated() -> None:
    """An edit without an answer is owed again and not counted as a possible double."""
    channel = make.channel(on_unknown="hold")
    claim = make.claim(delivery=make.delivery(standing=make.standing(7), shown="old"))
    settled = retry.settle(make.tried(claim, channel, pace=FREE), Unknown(reason="timed out"), NOW)

    assert 0 == settled.delivery.unknowns
    assert settled.delivery.owed


def test_a_poison_message_is_parked_and_the_lane_goes_on() -> None:
    """A message that Telegram refuses is set aside; its lane is ready for the next."""
    settled = settle(Refused(reason="message is too long", scope="message"))

    assert "message is too long" == settled.delivery.parked
    assert NOW == settled.lane.ready
    assert 0 == settled.lane.failures


def test_a_chat_that_refuses_keeps_its_queue() -> None:
    """A kicked bot loses nothing: the lane says why it is gone and is tried again later."""
    settled = settle(Refused(reason="bot was kicked", scope="chat"))

    assert settled.delivery.owed
    assert "bot was kicked" == settled.lane.gone
    assert NOW + minutes(1) == settled.lane.ready


def test_a_moved_chat_is_followed() -> None:
    """The new id of a chat is kept with the lane and used at once."""
    settled = settle(Moved(chat="-1008"), PACE, lane=make.lane(sent=(NOW,)))

    assert "-1008" == settled.lane.chat
    assert NOW == settled.lane.ready
    assert settled.delivery.owed


def test_a_plain_claim_is_sent() -> None:
    """Nothing speaks against a fresh promise."""
    assert retry.review(make.claim(), make.channel(), CHAT, NOW) is None


def test_a_withdrawn_entry_is_not_sent() -> None:
    """A promise whose entry was withdrawn before it was sent ends with a verdict."""
    settled = retry.review(make.claim(piece=None), make.channel(), CHAT, NOW)

    assert settled is not None
    assert "its source withdrew it before it was sent" == settled.delivery.dropped


def test_a_promise_ages_out_with_a_verdict() -> None:
    """A message that waited longer than max_age is dropped, and the verdict tells the last error."""
    claim = make.claim(delivery=make.delivery(made=NOW - hours(49), error="no network"))
    settled = retry.review(claim, make.channel(), CHAT, NOW)

    assert settled is not None
    assert "not sent within 48 hours: no network" == settled.delivery.dropped
    assert not settled.delivery.owed


def test_what_waited_behind_another_tells_why_its_chat_took_nothing() -> None:
    """It was never tried itself, so it has no error of its own; what is exactly as old as it may be still goes out."""
    made = NOW - hours(48)
    claim = make.claim(delivery=make.delivery(made=made), lane=make.lane(gone="blocked"))
    settled = retry.review(claim, make.channel(), CHAT, NOW + minutes(1))

    assert settled is not None
    assert "not sent within 48 hours: blocked" == settled.delivery.dropped
    assert retry.review(claim, make.channel(), CHAT, NOW) is None
    assert made == retry.expires(make.channel(), None, NOW).before


def test_short_ages_are_told_in_minutes() -> None:
    """A verdict speaks of minutes where the channel's max_age is under an hour."""
    claim = make.claim(delivery=make.delivery(made=NOW - hours(1)))
    settled = retry.review(claim, make.channel(max_age=minutes(30)), CHAT, NOW)

    assert settled is not None
    assert "not sent within 30 minutes" == settled.delivery.dropped


def test_an_edit_never_ages_out() -> None:
    """A message that stands is corrected however late that is."""
    delivery = make.delivery(made=NOW - hours(400), shown="old", standing=make.standing(7))

    assert retry.review(make.claim(delivery=delivery), make.channel(), CHAT, NOW) is None


def test_an_attempt_left_by_a_dead_process_is_unknown() -> None:
    """An attempt without an outcome may have arrived: counted, then owed again."""
    claim = make.claim(delivery=make.delivery(attempted=NOW - minutes(3), attempts=1))
    settled = retry.unanswered(make.tried(claim, pace=PACE), NOW)

    assert 1 == settled.delivery.unknowns
    assert settled.delivery.attempted is None
    assert settled.delivery.owed


def test_a_dead_attempt_counts_towards_the_pace() -> None:
    """A message that may have arrived takes its place in the window, as of when it was sent."""
    then = NOW - timedelta(seconds=30)
    claim = make.claim(delivery=make.delivery(attempted=then), lane=make.lane(sent=(then, then)))
    settled = retry.unanswered(make.tried(claim, pace=PACE), NOW)

    assert NOW + timedelta(seconds=30) == settled.lane.ready


def test_a_message_in_a_chat_that_was_left_is_not_edited() -> None:
    """The ids of another chat mean other messages here, so a correction leaves the old message as it is."""
    delivery = make.delivery(shown="old", standing=make.standing(7), chat="-999")
    settled = retry.review(make.claim(delivery=delivery), make.channel(), CHAT, NOW)

    assert settled is not None
    assert not settled.delivery.owed
    assert "its message stands in -999, which this channel has left; it is not edited there" == settled.delivery.error


def test_where_a_message_stands_is_kept() -> None:
    """The chat of a message is written down with its ids."""
    assert CHAT == settle(Sent(messages=(7,))).delivery.chat


OUTCOMES: st.SearchStrategy[Outcome] = st.one_of(
    st.builds(Sent, messages=st.just((1,))),
    st.builds(Later, reason=st.just("x"), after=st.none() | st.timedeltas(timedelta(0), hours(5)), fault=st.booleans()),
    st.builds(Unknown, reason=st.just("x")),
    st.builds(Refused, reason=st.just("x"), scope=st.sampled_from(["message", "topic", "chat", "bot"])),
    st.builds(Moved, chat=st.just("-100")),
)


@given(st.lists(OUTCOMES, max_size=12), st.sampled_from(["resend", "hold"]))
def test_no_outcome_loses_a_promise(outcomes: list[Outcome], on_unknown: str) -> None:
    """Whatever comes back, a promise ends shown or parked, or is still owed, and its lane is ours to settle."""
    claim, channel = make.claim(), make.channel(on_unknown=on_unknown)
    for outcome in outcomes:
        settled = retry.settle(make.tried(claim, channel, pace=PACE), outcome, NOW)
        delivery = settled.delivery
        assert delivery.owed or delivery.parked or delivery.shown == delivery.wanted
        assert delivery.dropped is None
        assert claim.lane.lease == settled.lane.lease
        assert delivery.attempted is None
        assert len(settled.lane.sent) <= 3
        claim = replace(claim, delivery=delivery, lane=settled.lane)


@given(st.lists(st.integers(0, 5), min_size=30, max_size=60))
def test_the_pace_is_never_broken(delays: list[int]) -> None:
    """However the worker is delayed, no window of the pace holds more sends than allowed."""
    lane, at, sends = make.lane(), NOW, []
    for delay in delays:
        at = max(at, lane.ready) + timedelta(seconds=delay)
        sends.append(at)
        claim = make.claim(lane=lane)
        lane = retry.settle(make.tried(claim, make.channel(), pace=PACE), Sent(messages=(1,)), at).lane

    assert all(later - earlier >= PACE.window for earlier, later in zip(sends, sends[3:], strict=False))
    assert all(later - earlier >= PACE.gap for earlier, later in pairwise(sends))
