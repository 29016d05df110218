from datetime import datetime
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.model import Ailment, Alarm
from feedbot.rules import alarms
from tests import make
from tests.make import NOW, hours, minutes

CODES = (
    *("failing", "gone", "late", "fewer", "nothing", "encoding", "language", "certificate", "moved", "ids", "network"),
    *("unreachable", "parked", "dropped", "doubtful", "config"),
)
NAMELESS = {"network": "", "config": "#"}


def alarm(code: str = "failing", *, over: bool = False, **fields: Any) -> Alarm:
    """A source that has been ill for 26 hours."""
    known = {"source": "kernel", "since": NOW - hours(26), "because": "403 from example.org for 26 hours"}
    ailment = Ailment(**{**known, "code": code, "remedy": "Set headers = {...}.", **fields})
    return Alarm(ailment=ailment, at=NOW, over=over)


def test_an_alarm_is_told_with_its_remedy() -> None:
    """The title says who and what, the text what to do; it links to the source."""
    entry = alarms.story(alarm(), [make.source("kernel")])

    assert "kernel is failing: 403 from example.org for 26 hours" == entry.title
    assert "<p>403 from example.org for 26 hours.</p>\n<p>Set headers = {...}.</p>" == entry.content
    assert ("feedbot", "https://example.org/feed", NOW) == (entry.source, entry.link, entry.published)
    assert ["failing"] == [each.term for each in entry.categories]


def test_a_recovery_is_told_with_how_long_it_lasted() -> None:
    """It is an entry of its own, with what had been wrong."""
    began, over = alarms.story(alarm(), []), alarms.story(alarm(over=True), [])

    assert "kernel works again after 26 hours" == over.title
    assert "It was so from 2026-03-13 10:00 UTC to 2026-03-14 12:00 UTC: 403 from" in over.summary
    assert began.id != over.id
    assert began.id.startswith("urn:uuid:")


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("over", [False, True])
def test_every_ailment_has_its_words(code: str, *, over: bool) -> None:
    """No title is without the source's name, but for those of our own network and of the config."""
    entry = alarms.story(alarm(code, over=over, source=NAMELESS.get(code, "kernel")), [])

    assert ("kernel" in entry.title) != (code in NAMELESS)
    assert "{" not in entry.title
    assert "#" not in entry.title


def test_a_refused_config_is_told_in_full() -> None:
    """The title has the faults as far as it goes, the text has a line for each, as they were said."""
    told = alarm("config", source="#", because="config.toml:3: a\nconfig.toml:9: b")
    entry = alarms.story(told, [])

    assert "the config was refused: config.toml:3: a config.toml:9: b" == entry.title
    assert entry.content.startswith("<p>config.toml:3: a<br>config.toml:9: b</p>\n<p>")
    over = alarms.story(alarm("config", over=True, source="#", because="a\nb"), [])
    assert over.content.endswith("to 2026-03-14 12:00 UTC: a b.</p>")


def test_a_host_is_called_by_its_name() -> None:
    """What is told of a host names it as people know it."""
    assert "example.org works again after 26 hours" == alarms.story(alarm(over=True, source="@example.org"), []).title


@pytest.mark.parametrize(
    "url", ["https://user:s3cret@example.org/feed", "https://example.org/feed?key=s3cret", "/srv/s3cret"]
)
def test_no_secret_of_an_address_is_told(url: str) -> None:
    """An address with a user or a query is not linked to, nor is a place that is not on the web."""
    entry = alarms.story(alarm(), [make.source("kernel", url=url)])

    assert entry.link is None
    assert "s3cret" not in repr(entry)


@given(st.text(max_size=400), st.text(max_size=400))
def test_words_of_strangers_are_no_markup(because: str, remedy: str) -> None:
    """Whatever a server said, it is told as text, in a title of bounded length on one line."""
    entry = alarms.story(alarm(because=f"<script>{because}", remedy=f"<b>{remedy}"), [])

    assert "<script" not in entry.content
    assert "<b>" not in entry.content
    assert len(entry.title) <= 200


def test_alarms_go_where_alarms_are_wanted() -> None:
    """An entry each, in the feeds of alarms, owed at once to the channels that take them, with every verdict."""
    config = make.config(
        feeds=(make.feed(), make.feed("health", alarms=True)),
        channels=(make.channel(), make.channel("operator", alarms="only"), make.channel("all", alarms="also")),
    )
    batch = alarms.batch([alarm(), alarm("moved")], config, NOW)
    first, second = batch.opened

    assert ("feedbot", [("health", first.id), ("health", second.id)]) == (
        batch.source,
        [(each.feed, each.subject) for each in batch.memberships],
    )
    assert ["operator", "all", "operator", "all"] == [each.channel for each in batch.promises]
    assert {(first.digest, NOW), (second.digest, NOW)} == {(each.wanted, each.due) for each in batch.promises}
    assert 10 == len(batch.verdicts)
    assert [(first.id,), (second.id,)] == [each.entries for each in batch.stories]


def test_what_is_wrong_with_a_channel_is_not_told_through_itself() -> None:
    """It goes to the feed and to other channels; a reader's channel is not even asked."""
    config = make.config(
        feeds=(make.feed("health", alarms=True),),
        channels=(
            make.channel("operator", alarms="only"),
            make.channel("all", alarms="also"),
            make.channel("reader-7", reader=True),
        ),
    )
    told = [alarm("unreachable", source="#operator")]
    batch = alarms.batch(told, config, NOW, rounds=alarms.rounds(told, config, {}, NOW))

    assert ["all"] == [each.channel for each in batch.promises]
    assert ["health"] == [each.feed for each in batch.memberships]
    verdicts = {each.target: (each.passed, each.because) for each in batch.verdicts}
    assert (False, "it is about this channel itself") == verdicts["channel:operator"]
    assert {"feed:health", "channel:operator", "channel:all"} == set(verdicts)


def test_the_first_alarm_goes_out_at_once_and_more_are_gathered() -> None:
    """A message at once, and one ten minutes later with all that came meanwhile."""
    ops = make.channel("ops", timezone="Europe/Kyiv")
    first = alarms.paced(ops, None, 1, NOW)
    second = alarms.paced(ops, first.due, 1, NOW + minutes(3))
    third = alarms.paced(ops, second.due, 1, NOW + minutes(9))

    assert alarms.Round(due=NOW) == first
    assert alarms.Round(due=NOW + minutes(10), gather="alarms 2026-03-14T14:10:00") == second == third


def test_several_at_once_are_one_message() -> None:
    """A flood that begins now is told now, in one message."""
    assert alarms.Round(due=NOW, gather="alarms 2026-03-14T12:00:00") == alarms.paced(make.channel(), None, 500, NOW)


@pytest.mark.parametrize(
    ("last", "due"),
    [
        (NOW - minutes(10), NOW),
        (NOW - minutes(9), NOW + minutes(1)),
        (NOW, NOW + minutes(10)),
        (NOW + minutes(10), NOW + minutes(10)),
        (NOW + minutes(11), NOW),
    ],
)
def test_a_message_of_alarms_in_ten_minutes(last: datetime, due: datetime) -> None:
    """However the last was told; one that lies too far ahead was noted by a wrong clock."""
    assert due == alarms.paced(make.channel(), last, 1, NOW).due


def test_rounds_are_by_channel() -> None:
    """Each by what it takes and when it was told last; who takes nothing has none."""
    config = make.config(
        channels=(
            make.channel("news"),
            make.channel("a", alarms="only", options=["which has no hash"]),
            make.channel("b", alarms="also"),
            make.channel("c", alarms="also", asleep="no token"),
        )
    )
    told = [alarm(), alarm("parked", source="#a")]
    rounds = alarms.rounds(told, config, {"a": NOW - minutes(1)}, NOW)

    assert {"a": NOW + minutes(9), "b": NOW} == {name: each.due for name, each in rounds.items()}
    assert [True, True] == [each.gather is not None for each in rounds.values()]
    batch = alarms.batch(told, config, NOW, rounds=rounds)
    assert {(each.channel, each.due, each.gather) for each in batch.promises} == {
        (name, each.due, each.gather) for name, each in rounds.items()
    }


@given(st.lists(st.integers(0, 40), max_size=30))
def test_alarms_are_told_within_ten_minutes_and_no_oftener(gaps: list[int]) -> None:
    """Whenever they come, none waits for longer than ten minutes, and messages are ten minutes apart."""
    now, last, moments = NOW, None, set()
    for gap in gaps:
        now += minutes(gap)
        told = alarms.paced(make.channel(), last, 1, now)
        last = told.due
        moments.add(told.due)
        assert now <= told.due <= now + minutes(10)
    ordered = sorted(moments)
    assert all(later - sooner >= minutes(10) for sooner, later in pairwise(ordered))
