from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.model import Ailment, Alarm
from feedbot.rules import alarms
from tests import make
from tests.make import NOW, hours

CODES = (
    *("failing", "gone", "late", "fewer", "nothing", "encoding", "language", "certificate", "moved", "ids", "network"),
)


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
    """No title is without the source's name, but for our own network's."""
    entry = alarms.story(alarm(code, over=over, source="" if code == "network" else "kernel"), [])

    assert ("kernel" in entry.title) != (code == "network")
    assert "{" not in entry.title


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
