from datetime import timedelta
from typing import Literal

import pytest

from feedbot.model import Verdict
from feedbot.rules import routing
from tests import make
from tests.make import NOW, hours, minutes

ALARM = make.entry(source="feedbot")


def said(verdict: Verdict) -> tuple[bool, str]:
    """A verdict and its words."""
    return verdict.passed, verdict.because


def test_a_feed_without_sources_takes_all() -> None:
    """No list of sources means every source."""
    verdict = routing.to_feed(make.entry(), make.feed(), NOW)

    assert (True, "takes every source", "feed:main") == (verdict.passed, verdict.because, verdict.target)


def test_a_feed_takes_the_sources_it_names() -> None:
    """A list of sources lets in those, and the verdict names the source."""
    assert routing.to_feed(make.entry(), make.feed(sources=("sample",)), NOW).passed
    assert 'does not take source "sample"' == routing.to_feed(make.entry(), make.feed(sources=("x",)), NOW).because


def test_a_feed_of_alarms_has_alarms_only() -> None:
    """News never get into a feed of alarms, and alarms into no other feed."""
    health = make.feed("health", alarms=True)

    assert (True, "takes alarms only") == said(routing.to_feed(ALARM, health, NOW))
    assert (False, "takes alarms only") == said(routing.to_feed(make.entry(), health, NOW))
    assert (False, "takes no alarms") == said(routing.to_feed(ALARM, make.feed(), NOW))


@pytest.mark.parametrize(
    ("alarms", "alarm", "news"),
    [
        ("no", (False, "takes no alarms"), (True, "takes every source")),
        ("also", (True, "takes alarms"), (True, "takes every source")),
        ("only", (True, "takes alarms only"), (False, "takes alarms only")),
    ],
)
def test_a_channel_says_whether_it_takes_alarms(
    alarms: Literal["no", "also", "only"], alarm: tuple[bool, str], news: tuple[bool, str]
) -> None:
    """A channel takes no alarms, alarms besides news, or alarms only."""
    channel = make.channel(alarms=alarms)

    assert alarm == said(routing.to_channel(ALARM, channel, NOW, held=None))
    assert news == said(routing.to_channel(make.entry(), channel, NOW, held=None))


def test_alarms_ask_for_no_source() -> None:
    """A channel that names the sources of its news takes alarms all the same, but none while it is asleep."""
    awake = make.channel(alarms="also", sources=("x",))
    asleep = make.channel(alarms="only", asleep="no token")

    assert routing.to_channel(ALARM, awake, NOW, held=None).passed
    assert "the channel is asleep: no token" == routing.to_channel(ALARM, asleep, NOW, held=None).because


def test_a_sleeping_channel_is_promised_nothing() -> None:
    """A channel without a token is owed nothing, and the verdict says so."""
    verdict = routing.to_channel(make.entry(), make.channel(asleep="no token"), NOW, held=None)

    assert (False, "the channel is asleep: no token") == said(verdict)


def test_what_is_held_back_is_held_for_every_channel() -> None:
    """A reason that concerns the entry comes before the channel's own state."""
    verdict = routing.to_channel(make.entry(), make.channel(asleep="no token"), NOW, held="too old")

    assert (False, "too old") == said(verdict)


def test_a_channel_awake_is_promised_what_it_takes() -> None:
    """An entry that nothing holds back goes to the channel."""
    assert routing.to_channel(make.entry(), make.channel(), NOW, held=None).passed
    assert not routing.to_channel(make.entry(), make.channel(sources=("x",)), NOW, held=None).passed


def test_old_news_is_held_back() -> None:
    """An entry older than the source's max_age when first seen is not sent; the verdict says both ages."""
    old = make.entry(published=NOW - timedelta(days=30))
    held = routing.held_back(old, make.source(max_age=hours(48)), dated=True, now=NOW)

    assert "it was 30 days old when first seen, and max_age is 2 days" == held


def test_no_limit_and_no_date_hold_nothing_back() -> None:
    """Without max_age, or without a date to judge by, an entry counts as new."""
    old = make.entry(published=NOW - timedelta(days=30))

    assert routing.held_back(old, make.source(), dated=True, now=NOW) is None
    assert routing.held_back(old, make.source(max_age=hours(48)), dated=False, now=NOW) is None
    assert routing.held_back(make.entry(), make.source(max_age=hours(48)), dated=True, now=NOW) is None


def test_spans_are_told_in_fitting_units() -> None:
    """Ages are told in hours, minutes or seconds where days would be wrong."""

    def held(age: timedelta, limit: timedelta) -> str | None:
        entry = make.entry(published=NOW - age)
        return routing.held_back(entry, make.source(max_age=limit), dated=True, now=NOW)

    assert "it was 5 hours old when first seen, and max_age is 90 minutes" == held(hours(5), minutes(90))
    assert "it was 1 minute old when first seen, and max_age is 30 seconds" == held(minutes(1), timedelta(seconds=30))
