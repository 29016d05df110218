from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedbot.phrasing import say
from feedbot.rules.wellness import SLOW, STALLED, STUCK, Signs, judge, stuck

SECOND = timedelta(seconds=1)
LENGTHS = st.integers(0, 20_000).map(lambda seconds: timedelta(seconds=seconds))
NAMES = st.text(min_size=1, max_size=9)


@pytest.mark.parametrize(
    ("signs", "alive", "ready", "said"),
    [
        ({}, True, True, []),
        ({"silent": {"ingest": STUCK - SECOND, "publish": SECOND}}, True, True, []),
        ({"silent": {"ingest": STUCK}}, False, False, ["loop ingest has not come round for 4 minutes; restart"]),
        ({"silent": {"deliver-1": timedelta(hours=3)}}, True, True, []),
        ({"tick": STUCK - SECOND}, True, True, []),
        ({"tick": timedelta(hours=2)}, False, False, ["the clock has not knocked for 2 hours"]),
        ({"failed": {"publish": "the disk is full"}}, True, False, ["publish: the disk is full"]),
        (
            {"failed": {"ingest": "x", "publish": "y", "deliver-1": "x", "deliver-2": "x", "deliver-10": "x"}},
            True,
            False,
            ["ingest, deliver-1 and 2 more like it: x", "publish: y"],
        ),
        ({"failed": {"ingest": "no room"}, "written": "no room", "writing": SLOW}, True, False, ["ingest: no room"]),
        ({"written": "no room"}, True, False, ["the database takes no writes: no room"]),
        ({"writing": SLOW - SECOND}, True, True, []),
        ({"writing": SLOW}, True, False, ["the database has not taken a tiny write for 30 seconds"]),
        ({"written": "no room", "writing": SLOW}, True, False, ["the database takes no writes: no room"]),
        ({"stalled": {"news": STALLED - SECOND}}, True, True, []),
        (
            {"stalled": {"news": STALLED}},
            True,
            False,
            ["channel news has something to send and has sent nothing for 15"],
        ),
        ({"told": {"channel a": "403", "bot": "no token"}}, True, True, ["bot: no token", "channel a: 403"]),
    ],
)
def test_signs_and_what_they_mean(signs: dict[str, Any], alive: bool, ready: bool, said: list[str]) -> None:  # noqa: FBT001  # a table
    """What a restart may mend is not alive, what keeps work from being done is not ready; the world is neither."""
    found = judge(Signs(**signs))

    assert (alive, ready) == (found.alive, found.ready)
    assert len(said) == len(found.problems)
    assert all(problem.startswith(start) for problem, start in zip(found.problems, said, strict=True))


def test_what_a_restart_mends_is_told_first() -> None:
    """Problems come in the order in which they are to be looked at."""
    found = judge(Signs(silent={"watch": STUCK}, failed={"index": "x"}, told={"web": "y"}, stalled={"a": STALLED}))

    assert ["loop watch", "index: x", "channel a", "web: y"] == [
        problem[: len(start)]
        for problem, start in zip(found.problems, ("loop watch", "index: x", "channel a", "web: y"), strict=True)
    ]


def test_of_many_lanes_a_few_are_named() -> None:
    """The lanes that stand still the longest are named, the others counted."""
    found = judge(Signs(stalled={f"c{number}": STALLED + number * SECOND for number in range(8)}))

    assert ["c7", "c6", "c5", "c4", "c3"] == [problem.split()[1] for problem in found.problems[:5]]
    assert "3 more channels stand still as well" == found.problems[5]


def test_loops_that_deliver_may_wait() -> None:
    """A loop that delivers is never stuck: to end it would be to send again what it sent."""
    assert ("b",) == stuck({"a": SECOND, "b": STUCK, "deliver-7": 9 * STUCK})


@given(
    st.builds(
        Signs,
        silent=st.dictionaries(NAMES, LENGTHS, max_size=4),
        failed=st.dictionaries(NAMES, NAMES, max_size=3),
        tick=LENGTHS,
        written=st.sampled_from(["", "no room"]),
        writing=LENGTHS,
        stalled=st.dictionaries(NAMES, LENGTHS, max_size=9),
        told=st.dictionaries(NAMES, NAMES, max_size=3),
    )
)
@settings(max_examples=150)
def test_a_verdict_always_has_its_reason(signs: Signs) -> None:
    """Who is ready is alive; who is not has at least one sentence that is none of the world's; none is empty."""
    found = judge(signs)

    assert found.alive or not found.ready
    assert (len(found.problems) == len(signs.told)) is found.ready
    assert all(found.problems)


@pytest.mark.parametrize("code", ["ru", "uk"])
def test_a_trouble_of_many_loops_is_translated(code: str) -> None:
    """With how many have it, whatever it is."""
    why = "the database takes no writes: x"
    (told,) = judge(Signs(failed={"ingest": why, "deliver-1": why, "deliver-2": why})).problems

    assert "ingest, deliver-1 and 1 more like it: the database takes no writes: x" == told
    assert "more like it" not in say(told, code)
    assert "the database" not in say(told, code)
