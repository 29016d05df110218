"""A message whose answer was lost, a chat with others in it, and messages of several parts."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.model import Absent, Later, Pace, Probe, Refused, Sent, Settled, Trial, Unknown, Unsure
from feedbot.rules import retry, standing
from feedbot.rules.standing import Step
from tests import make
from tests.make import NOW, hours, minutes

PACE = Pace(gap=timedelta(seconds=1), most=3, window=timedelta(seconds=60))
FREE = Pace()
CHAT = "-100"


def settled_by(outcome: Any, **fields: Any) -> Settled:
    """The settlement of a plain claim."""
    return retry.settle(make.tried(make.claim(**fields), pace=FREE), outcome, NOW)


# --- a message whose answer was lost ---------------------------------------------------------------------------------

PROBE = make.channel(on_unknown="probe")
PART = make.part()


def doubtful(**fields: Any) -> retry.Try:
    """A new part that was sent five seconds ago, of which nobody knows more."""
    known = {"attempted": NOW - timedelta(seconds=5), "trial": retry.trial(Step(kind="send", part=PART, index=0))}
    claim = make.claim(delivery=make.delivery(**{**known, **fields}), lane=make.lane(last=6))
    return make.tried(claim, PROBE, pace=FREE)


def test_a_lost_answer_is_asked_for() -> None:
    """With on_unknown = probe the attempt stays open, with what was sent, and nothing counts as doubtful yet."""
    step = Step(kind="send", part=make.part(text="second"), index=1)
    claim = make.claim(delivery=make.delivery(standing=make.standing(6)))
    settled = retry.settle(make.tried(claim, PROBE, pace=FREE, step=step), Unknown(reason="timed out"), NOW)

    assert NOW == settled.delivery.attempted
    assert Trial(index=1, digest=standing.digest(step.part), text="second") == settled.delivery.trial
    assert (0, "timed out") == (settled.delivery.unknowns, settled.delivery.error)
    assert NOW < settled.lane.ready


def test_a_lost_edit_is_repeated_without_asking() -> None:
    """An edit is written down without a trial, for it may be made again."""
    claim = make.claim(delivery=make.delivery(standing=make.standing(6), shown="old"))
    tried = make.tried(claim, PROBE, pace=FREE)

    assert retry.trial(tried.step) is None
    assert retry.settle(tried, Unknown(reason="timed out"), NOW).delivery.attempted is None


def test_what_is_in_doubt() -> None:
    """A new part whose attempt is open: the one that was tried, or the first. An edit is not, nor what was answered."""
    parts = (PART, make.part(text="second"))
    second = Trial(index=1, digest="d", text="second")
    there = make.standing(6)

    assert retry.doubted(make.delivery(), parts) is None
    assert retry.doubted(make.delivery(attempted=NOW, standing=there, shown="old"), parts) is None
    assert retry.doubted(make.delivery(attempted=NOW), ()) is None
    assert Step(kind="send", part=PART, index=0) == retry.doubted(make.delivery(attempted=NOW), parts)
    found = retry.doubted(make.delivery(attempted=NOW, standing=there, trial=second), parts)
    assert Step(kind="send", part=parts[1], index=1) == found


def test_a_part_in_doubt_may_not_be_wanted_any_more() -> None:
    """If the message has become shorter meanwhile, the part in doubt is still looked for, in its own place."""
    delivery = make.delivery(attempted=NOW, standing=make.standing(6), trial=Trial(index=1, digest="d", text="old"))

    found = retry.doubted(delivery, (PART,))

    assert found is not None
    assert 1 == found.index


def test_a_version_sent_again_may_be_in_doubt() -> None:
    """Where a kind sends each version anew, that of what stands already may have arrived too."""
    delivery = make.delivery(attempted=NOW, standing=make.standing(6), trial=Trial(index=0, digest="d"))

    assert Step(kind="send", part=PART, index=0) == retry.doubted(delivery, (PART,))


def test_who_may_be_asked() -> None:
    """The ids tell where one of ours is known, and nobody else wrote for a month; else forwarded messages."""
    stranger = make.lane(last=6, stranger=NOW - hours(24 * 29))

    assert not retry.may_ask(make.lane(), NOW, logged=True)
    assert retry.may_ask(make.lane(last=6), NOW, logged=False)
    assert not retry.may_ask(stranger, NOW, logged=False)
    assert retry.may_ask(stranger, NOW, logged=True)
    assert retry.may_ask(replace(stranger, stranger=NOW - hours(24 * 31)), NOW, logged=False)


def test_nobody_is_asked_too_soon() -> None:
    """A message may be on its way for some seconds after the attempt."""
    late = retry.soon(doubtful(attempted=NOW - timedelta(seconds=2)), NOW)

    assert late is not None
    assert NOW + timedelta(seconds=3) == late.lane.ready
    assert retry.soon(doubtful(), NOW) is None


def test_a_message_that_was_found_is_shown() -> None:
    """What stands there is not sent again: its ids are kept, and counted as found."""
    settled = retry.probed(doubtful(), Sent(messages=(7,)), NOW)

    assert ("digest-1", (7,), None, 0) == (
        settled.delivery.shown,
        settled.delivery.messages,
        settled.delivery.attempted,
        settled.delivery.unknowns,
    )
    assert (1, 1, 7, None) == (settled.lane.probes, settled.lane.found, settled.lane.last, settled.lane.stranger)


def test_a_message_that_was_found_and_has_changed_since_is_edited() -> None:
    """What was sent is known by its digest, so another version of it is still owed."""
    settled = retry.probed(doubtful(trial=Trial(index=0, digest="other", text="old")), Sent(messages=(7,)), NOW)

    assert settled.delivery.owed
    assert "other" == settled.delivery.standing[0].digest


def test_of_what_an_older_feedbot_sent_nobody_knows_what_it_says() -> None:
    """An attempt without a trial is found without a digest, and edited."""
    settled = retry.probed(doubtful(trial=None), Sent(messages=(7,)), NOW)

    assert "" == settled.delivery.standing[0].digest
    assert settled.delivery.owed


def test_a_message_that_is_not_there_is_sent() -> None:
    """Where nothing stands, the send is made at once, and nothing was doubtful."""
    settled = retry.probed(doubtful(), Absent(), NOW)

    assert (None, 0, None) == (settled.delivery.attempted, settled.delivery.unknowns, settled.delivery.error)
    assert (1, 0, NOW) == (settled.lane.probes, settled.lane.found, settled.lane.ready)
    assert settled.delivery.owed


def test_where_nobody_can_tell_it_is_sent_again_and_counted() -> None:
    """Whether it stands twice then is for people to see."""
    settled = retry.probed(doubtful(), Unsure(reason="others write there"), NOW)

    assert (None, 1) == (settled.delivery.attempted, settled.delivery.unknowns)
    assert "no answer was recorded; others write there" == settled.delivery.error
    assert 1 == settled.lane.probes


def test_a_question_without_an_answer_is_asked_again() -> None:
    """A fault while asking makes the lane wait, and the doubt stays; a flood is no fault."""
    fault = retry.probed(doubtful(), Later(reason="no network"), NOW)
    flood = retry.probed(doubtful(), Later(reason="flood", after=minutes(5), fault=False), NOW)

    assert (NOW - timedelta(seconds=5), 0) == (fault.delivery.attempted, fault.delivery.unknowns)
    assert (NOW + timedelta(seconds=2), 1, 0) == (fault.lane.ready, fault.lane.failures, fault.lane.probes)
    assert (NOW + minutes(5), 0) == (flood.lane.ready, flood.lane.failures)


def test_a_doubt_about_an_edit_costs_nothing() -> None:
    """An edit that may have been made is owed again, and counted nowhere."""
    claim = make.claim(delivery=make.delivery(attempted=NOW, standing=make.standing(7), shown="old"))
    settled = retry.unanswered(make.tried(claim, PROBE, pace=FREE), NOW)

    assert (None, 0) == (settled.delivery.attempted, settled.delivery.unknowns)


# --- others in the chat ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("first", "stranger"), [(7, None), (8, NOW)])
def test_others_are_seen_by_the_ids(first: int, stranger: object) -> None:
    """Where our ids follow each other, nobody else wrote in between."""
    lane = settled_by(Sent(messages=(first,)), lane=make.lane(last=6)).lane

    assert (first, stranger) == (lane.last, lane.stranger)


def test_an_album_needs_room_for_all_of_it() -> None:
    """An album waits until the window of its chat takes all its messages, and counts as many."""
    sent = tuple(NOW - timedelta(seconds=50 - each) for each in range(2))
    tried = replace(make.tried(make.claim(lane=make.lane(sent=sent)), pace=PACE), weight=2)

    waits = retry.crowded(tried, PACE, NOW)

    assert waits is not None
    assert sent[0] + PACE.window == waits.lane.ready
    assert make.delivery() == waits.delivery
    assert retry.crowded(tried, PACE, waits.lane.ready) is None
    assert (sent[1], NOW, NOW) == retry.settle(tried, Sent(messages=(1, 2)), NOW).lane.sent


def test_more_than_a_window_takes_waits_for_an_empty_one() -> None:
    """Ten pictures where three messages are allowed go when nothing else was sent for so long."""
    alone = replace(make.tried(make.claim(), pace=PACE), weight=10)
    after = replace(make.tried(make.claim(lane=make.lane(sent=(NOW,))), pace=PACE), weight=10)

    waits = retry.crowded(after, PACE, NOW)

    assert retry.crowded(alone, PACE, NOW) is None
    assert waits is not None
    assert NOW + PACE.window == waits.lane.ready


def test_channels_of_one_chat_keep_its_pace_together() -> None:
    """What another channel sent there counts as ours does: the gap, and the window."""
    gap = make.tried(make.claim(crowd=(NOW,)), pace=PACE)
    full = tuple(NOW - timedelta(seconds=each) for each in (40, 30, 20))
    window = make.tried(make.claim(crowd=full), pace=PACE)

    assert [NOW + PACE.gap, full[0] + PACE.window] == [
        waits.lane.ready for each in (gap, window) if (waits := retry.crowded(each, PACE, NOW))
    ]
    assert retry.crowded(make.tried(make.claim(), pace=FREE), FREE, NOW) is None


# --- a chat that was left --------------------------------------------------------------------------------------------


def test_a_message_of_which_only_a_part_stands_elsewhere_is_sent_whole() -> None:
    """Where the chat changed in the middle of a message, readers of the new one get all of it."""
    begun = make.delivery(standing=make.standing(7), chat="-999", attempted=NOW, trial=Trial(index=1, digest="d"))

    assert retry.review(make.claim(delivery=begun), make.channel(), CHAT, NOW) is None
    here = retry.here(make.claim(delivery=begun), CHAT).delivery
    assert ((), None, None) == (here.standing, here.attempted, here.trial)
    assert begun == retry.here(make.claim(delivery=begun), "-999").delivery


def test_a_story_is_told_again_only_after_it_was_told() -> None:
    """A jump before the first message is dropped, as that tells all; once it was told, the jump needs no reply."""
    early = retry.review(make.claim(jumped=True, told=False), make.channel(), CHAT, NOW)

    assert early is not None
    assert "its story was not told yet, so the first message tells all of it" == early.delivery.dropped
    assert retry.review(make.claim(jumped=True), make.channel(), CHAT, NOW) is None


def test_what_was_withdrawn_after_a_part_of_it_was_sent_says_so() -> None:
    """The verdict does not say that nothing was sent."""
    begun = make.claim(piece=None, delivery=make.delivery(standing=make.standing(7)))
    settled = retry.review(begun, make.channel(), CHAT, NOW)

    assert settled is not None
    assert "its source withdrew it; what was sent of it stays" == settled.delivery.dropped


def test_a_digest_is_sent_though_it_has_no_piece() -> None:
    """It has many."""
    assert retry.review(make.claim(piece=None, digest=(make.piece(1),)), make.channel(), CHAT, NOW) is None


def test_what_stands_already_is_shown_without_a_send() -> None:
    """Where nothing is left to do, the version counts as shown."""
    claim = make.claim(delivery=make.delivery(standing=make.standing(7), shown="old", error="x", attempted=NOW))
    settled = retry.same(claim, CHAT, NOW)

    assert not settled.delivery.owed
    assert (None, None, CHAT) == (settled.delivery.error, settled.delivery.attempted, settled.delivery.chat)
    assert claim.lane == settled.lane


def test_a_message_of_parts_is_shown_when_all_of_them_stand() -> None:
    """After the first of two parts it is still owed; the ids of both are kept."""
    parts = (PART, make.part(text="second"))
    first = make.tried(make.claim(), pace=FREE, parts=parts, step=Step(kind="send", part=PART, index=0))
    begun = retry.settle(first, Sent(messages=(7,)), NOW)
    claim = make.claim(delivery=begun.delivery)
    second = make.tried(claim, pace=FREE, parts=parts, step=Step(kind="send", part=parts[1], index=1))

    assert begun.delivery.owed
    whole = retry.settle(second, Sent(messages=(8,)), NOW).delivery
    assert ((7, 8), False) == (whole.messages, whole.owed)


def test_a_topic_that_is_refused_is_tried_again() -> None:
    """A topic that is gone is made anew, so its message waits only a little."""
    settled = settled_by(Refused(reason="message thread not found", scope="topic"))

    assert settled.delivery.owed
    assert (None, 1) == (settled.lane.gone, settled.lane.failures)


def test_flood_control_ends_a_row_of_faults() -> None:
    """Who asks to wait is there: a reload must not cut that wait short as it does after faults."""
    assert 0 == settled_by(Later(reason="flood", fault=False), lane=make.lane(failures=4)).lane.failures


PROBES: st.SearchStrategy[Probe] = st.one_of(
    st.just(Absent()),
    st.builds(Sent, messages=st.just((7,))),
    st.builds(Unsure, reason=st.just("x")),
    st.builds(Later, reason=st.just("x"), fault=st.booleans()),
)


@given(st.lists(PROBES, max_size=8), st.sampled_from(["resend", "hold", "probe"]))
def test_no_probe_loses_a_promise(probes: list[Probe], on_unknown: str) -> None:
    """Whatever is found out, a promise ends shown or parked, or is owed, and what is lost is counted."""
    tried = replace(doubtful(), channel=make.channel(on_unknown=on_unknown))
    for said in probes:
        delivery = retry.probed(tried, said, NOW).delivery
        assert delivery.owed or delivery.parked or delivery.shown == delivery.wanted
        assert delivery.attempted is not None or not isinstance(said, Later)
        assert int(isinstance(said, Unsure)) == delivery.unknowns
