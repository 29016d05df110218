from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.model import Ailment, Alarm, Canary, Channel, Lane, Walk
from feedbot.rules import troubles
from feedbot.rules.troubles import Fate
from tests import make
from tests.make import NOW, hours, minutes

WELL = Fate()
PARKED = Fate(parked={"Bad Request: too long": 2, "Bad Request: no rights": 1})
GONE = make.lane("news", gone="Forbidden: bot was kicked")
NEWS = (make.channel("news"),)


def ailment(code: str = "unreachable", source: str = "#news", **fields: Any) -> Ailment:
    """Something that has been wrong with a channel for an hour."""
    return Ailment(**{"source": source, "code": code, "since": NOW - hours(1), "because": "x", "remedy": "y", **fields})


def reviewed(
    fate: Fate = WELL,
    *standing: Ailment,
    lane: Lane | None = None,
    channels: tuple[Channel, ...] = NEWS,
    **fields: Any,
) -> tuple[list[tuple[str, bool]], list[str]]:
    """The codes of what began and what is over with "news", and of what stands after it."""
    lanes: Mapping[str, Lane] = {lane.channel: lane} if lane else {}
    flips, after = troubles.review(channels, lanes, {"news": fate}, standing, NOW, **fields)
    return [(each.ailment.code, each.over) for each in flips], [each.code for each in after]


def test_a_channel_that_is_well_has_no_ailments() -> None:
    """Nor has one that was never sent anything."""
    assert () == troubles.examine(NEWS[0], None, WELL, NOW)
    assert () == troubles.examine(NEWS[0], make.lane("news"), Fate(unknown=5), NOW)


def test_what_is_parked_is_counted_with_the_commonest_reason() -> None:
    """How many, mostly why, and the commands that list it and send it."""
    (found,) = troubles.examine(NEWS[0], None, PARKED, NOW)

    assert ("#news", "parked") == (found.source, found.code)
    assert "3 messages set aside, 2 of them because: Bad Request: too long" == found.because
    assert "`feedbot outbox --channel news --state parked`" in found.remedy
    assert "`feedbot outbox retry --channel news`" in found.remedy


def test_one_reason_is_told_alone() -> None:
    """Where all were refused for one reason, none is said to be commonest."""
    (found,) = troubles.examine(NEWS[0], None, Fate(parked={"why\nnot " + "x" * 400: 1}), NOW)

    assert found.because.startswith("1 message set aside, why not xxx")
    assert found.because.endswith("…")
    assert len(found.because) < 340


def test_a_chat_that_takes_nothing_explains_the_rest() -> None:
    """While it lasts nothing else begins, and what stood stays."""
    many = Fate(parked={"r": 1}, dropped=3, unknown=9)

    assert ([("unreachable", False)], ["unreachable"]) == reviewed(many, lane=GONE)
    (flips, after) = reviewed(many, ailment("parked"), lane=GONE)
    assert [("unreachable", False)] == flips
    assert {"unreachable", "parked"} == set(after)
    codes = ["parked", "dropped", "doubtful"]
    assert codes == [each.code for each in troubles.examine(NEWS[0], None, many, NOW)]


def test_a_channel_is_reached_again_once_something_arrived() -> None:
    """A reload lets it be tried again, and proves nothing."""
    assert ([], ["unreachable"]) == reviewed(WELL, ailment())
    assert ([("unreachable", True)], []) == reviewed(WELL, ailment(), reached={"news"})
    assert ([], ["unreachable"]) == reviewed(WELL, ailment(), reached={"news"}, lane=GONE)


@pytest.mark.parametrize(("unknown", "before", "after"), [(5, 0, 0), (6, 0, 1), (3, 1, 1), (2, 1, 0), (0, 1, 0)])
def test_a_handful_of_unanswered_sends_is_no_ailment(unknown: int, before: int, after: int) -> None:
    """More than five within a day begin it, and it is over with two."""
    _, left = reviewed(Fate(unknown=unknown), *[ailment("doubtful")] * before)

    assert ["doubtful"] * after == left


@pytest.mark.parametrize(
    ("way", "said"), [("resend", "stand there twice"), ("hold", "set aside"), ("probe", "could not be found out")]
)
def test_what_was_done_with_unanswered_sends_is_told(way: str, said: str) -> None:
    """The remedy is by what the channel does with them."""
    (found,) = troubles.examine(make.channel("news", on_unknown=way), None, Fate(unknown=6), NOW)

    assert said in found.remedy


def test_what_stands_keeps_its_words_and_its_moment() -> None:
    """More of the same is not told again."""
    flips, after = troubles.review(NEWS, {}, {"news": PARKED}, [ailment("parked")], NOW)

    assert ((), (ailment("parked"),)) == (flips, after)


def test_what_comes_and_goes_is_told_once_a_day() -> None:
    """What began within a day does not begin again; what began before that does."""
    lately = Alarm(ailment=ailment("parked"), at=NOW - hours(23))
    before = Alarm(ailment=ailment("parked"), at=NOW - hours(24))
    over = Alarm(ailment=ailment("parked"), at=NOW - hours(1), over=True)

    assert ([], []) == reviewed(PARKED, recent=[lately, over])
    assert ([("parked", False)], ["parked"]) == reviewed(PARKED, recent=[before, over])


@pytest.mark.parametrize("fields", [{"asleep": "no token"}, {"reader": True}, {"name": "other"}])
def test_channels_that_are_not_watched_end_their_ailments_in_silence(fields: dict[str, Any]) -> None:
    """Those that sleep, belong to a reader, or are in the config no more."""
    changed = (make.channel(**{"name": "news", **fields}),)

    assert ([], []) == reviewed(WELL, ailment("parked"), channels=changed)
    assert () == troubles.examine(make.channel(asleep="no token"), GONE, PARKED, NOW)


def test_ailments_of_sources_and_of_the_config_are_not_touched() -> None:
    """The first are reviewed elsewhere, the other lasts until a config is taken over."""
    faults = ailment("config", "#")
    flips, after = troubles.review(NEWS, {}, {}, [faults, ailment("failing", "kernel")], NOW)

    assert ((), (faults,)) == (flips, after)
    assert [True, True, False] == [troubles.ours(each) for each in (faults, ailment(), ailment("failing", "kernel"))]


def test_a_refused_config_is_told_with_every_fault() -> None:
    """All faults, a line each; the same ones once, others anew, and when it is over."""
    flips, (held,) = troubles.config(["config.toml:3: a\nb", "config.toml:9: c"], [], NOW)

    assert [("config", False)] == [(each.ailment.code, each.over) for each in flips]
    assert "config.toml:3: a b\nconfig.toml:9: c" == held.because
    assert ((), (held,)) == troubles.config(["config.toml:3: a b", "config.toml:9: c"], [ailment(), held], NOW)
    (other,), (left,) = troubles.config(["config.toml:9: c"], [held], NOW + minutes(5))
    assert ("config.toml:9: c", NOW, NOW + minutes(5)) == (left.because, left.since, other.at)
    (over,), nothing = troubles.config([], [left], NOW + minutes(9))
    assert (True, ()) == (over.over, nothing)
    assert ((), ()) == troubles.config([], [], NOW)


def test_of_very_many_faults_the_first_are_told() -> None:
    """A file of another kind has a fault in each line."""
    _, (held,) = troubles.config([f"fault {number}" for number in range(200)], [], NOW)

    assert 51 == held.because.count("\n") + 1
    assert held.because.endswith("\nand 150 more")


@given(
    st.lists(
        st.tuples(
            st.dictionaries(st.text(max_size=5), st.integers(1, 9), max_size=2),
            st.integers(0, 3),
            st.integers(0, 9),
            st.booleans(),
            st.booleans(),
        ),
        max_size=12,
    )
)
def test_every_history_of_a_channel_alternates(history: list[tuple[dict[str, int], int, int, bool, bool]]) -> None:
    """Whatever happens, each ailment begins and is over in turn, and a second look says nothing."""
    standing: tuple[Ailment, ...] = ()
    told: dict[str, bool] = {}
    for number, (parked, dropped, unknown, gone, arrived) in enumerate(history):
        now = NOW + number * hours(7)
        fates = {"news": Fate(parked=parked, dropped=dropped, unknown=unknown)}
        lanes = {"news": make.lane("news", gone="kicked" if gone else None)}
        reached = ["news"] if arrived else []
        flips, standing = troubles.review(NEWS, lanes, fates, standing, now, reached=reached)
        assert ((), standing) == troubles.review(NEWS, lanes, fates, standing, now, reached=reached)
        for each in flips:
            assert each.over is told.get(each.ailment.code, False)
            told[each.ailment.code] = not each.over
        assert {code for code, ill in told.items() if ill} == {each.code for each in standing}


def way(**fields: Any) -> Canary:
    """A canary each quarter of an hour."""
    return Canary(every=minutes(15), source=make.source(), feed=make.feed(), channel=make.channel(**fields))


LATE = ailment("canary", "#feedbot-canary")


def test_a_canary_is_late_after_three_that_did_not_come() -> None:
    """One or two may fail; after the third an alarm says where the newest is held up."""
    walk = Walk(laid=NOW - minutes(1), arrived=NOW - minutes(45), lacks=("chat",), since=NOW - hours(9))
    soon = replace(walk, arrived=NOW - minutes(44))

    assert ((), ()) == troubles.canary(way(), soon, (), NOW)
    (flip,), (standing,) = troubles.canary(way(), walk, (), NOW)
    assert standing == flip.ailment
    assert "the last one that came through was made 45 minutes ago, and the newest is not in the chat" == (
        standing.because
    )
    assert "feedbot check --fetch" in standing.remedy


@pytest.mark.parametrize(
    ("walk", "said", "do"),
    [
        (Walk(since=NOW - hours(1)), "none ever came through, and none was made", "sources are not visited"),
        (Walk(since=NOW - hours(1), laid=NOW, lacks=("feed",)), "the newest is not in the feed", "has room"),
        (Walk(since=NOW - hours(1), laid=NOW, lacks=("feed", "chat")), "in the feed and the chat", "at fault"),
        (Walk(arrived=NOW - hours(1), laid=NOW - hours(1)), "made 1 hour ago, and no other was made", "not visited"),
    ],
)
def test_where_a_canary_is_held_up(walk: Walk, said: str, do: str) -> None:
    """What is told names the place, and what to look at there."""
    (flip,), _ = troubles.canary(way(), walk, (), NOW)

    assert said in flip.ailment.because
    assert do in flip.ailment.remedy


def test_a_canary_that_comes_again_is_told_once() -> None:
    """What stands ends when one came through of late, and not because somebody began to wait anew."""
    again = Walk(laid=NOW, arrived=NOW - minutes(3))
    restarted = Walk(laid=NOW, arrived=NOW - hours(9), since=NOW, lacks=("chat",))

    assert ((Alarm(ailment=LATE, at=NOW, over=True),), ()) == troubles.canary(way(), again, (LATE,), NOW)
    assert ((), (LATE,)) == troubles.canary(way(), restarted, (LATE,), NOW)


def test_a_canary_that_is_off_or_asleep_ends_in_silence() -> None:
    """Nobody is told that something is well which nobody looks at."""
    walk = Walk(since=NOW - hours(9))

    assert ((), ()) == troubles.canary(None, walk, (LATE,), NOW)
    assert ((), ()) == troubles.canary(way(asleep="no token"), walk, (LATE,), NOW)


@pytest.mark.parametrize(
    ("walk", "fields", "said"),
    [
        (Walk(), {"asleep": "no token"}, "asleep: no token"),
        (Walk(), {}, "none ever came through, and none was made"),
        (
            Walk(laid=NOW, arrived=NOW - minutes(4), took=minutes(1)),
            {},
            "the last one that came through was made 4 minutes ago, 1 minute on its way",
        ),
        (Walk(laid=NOW, since=NOW - hours(2), lacks=("chat",)), {}, "late: none ever came through, and the newest is"),
    ],
)
def test_how_the_canary_is_in_a_sentence(walk: Walk, fields: dict[str, Any], said: str) -> None:
    """The status tells it as it is, whether it is late or not."""
    assert troubles.walked(way(**fields), walk, NOW).startswith(said)
