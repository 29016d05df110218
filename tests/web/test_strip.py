from datetime import timedelta
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from feedbot.model import Trip
from feedbot.web import strip, words
from feedbot.web.parted import parted
from feedbot.web.reader import Reader
from tests import make

READER = Reader(language="en", now=make.NOW)
OUTCOMES = st.sampled_from(strip.OUTCOMES)
TRIPS = st.lists(
    st.builds(
        Trip,
        at=st.just(make.NOW),
        outcome=OUTCOMES,
        took=st.timedeltas(timedelta(0), timedelta(hours=1)),
        size=st.integers(0, 10**8),
        new=st.integers(0, 100),
        changed=st.integers(0, 100),
        because=st.text(
            st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff")
        ),
    ),
    max_size=60,
)


def trip(outcome: str = "same", **fields: object) -> Trip:
    """A visit an hour ago that took a second."""
    known = {"at": make.NOW - make.hours(1), "outcome": outcome, "took": timedelta(seconds=1)}
    return Trip(**{**known, **fields})  # type: ignore[arg-type]  # the builder passes them on


def bars(drawing: str) -> list[ElementTree.Element]:
    """What has a title in a drawing, but the drawing itself."""
    return [each for each in ElementTree.fromstring(drawing).iter() if each.find("title") is not None][1:]  # noqa: S314 - our own


@given(TRIPS, st.booleans(), st.sampled_from(words.LANGUAGES))
def test_a_strip_is_sound_whatever_failed(trips: list[Trip], large: bool, language: str) -> None:  # noqa: FBT001 - a case
    """Any visits give well-formed SVG without styles of its own: one bar each, the newest 48, each with its title."""
    drawing = strip.draw(trips, Reader(language=language, now=make.NOW), large=large)
    told = [each.findtext("title") for each in bars(drawing)]

    assert [strip.told(each, Reader(language=language, now=make.NOW)) for each in trips[-48:]] == told
    assert all("style" not in each.attrib for each in ElementTree.fromstring(drawing).iter())  # noqa: S314 - our own


def test_the_newest_is_on_the_right() -> None:
    """Bars stand in the order of the visits, and the last one at the right edge, however few there are."""
    drawing = strip.draw([trip(), trip("new")], READER)

    assert ["M184 24", "M188 24"] == [each.attrib["d"].partition("v")[0] for each in bars(drawing)]


def test_outcomes_differ_by_shape() -> None:
    """The outline alone tells an outcome, without its colour."""
    shapes = {each.attrib["d"] for each in (bars(strip.draw([trip(what)], READER))[0] for what in strip.OUTCOMES)}
    colours = {each.attrib["fill"] for each in (bars(strip.draw([trip(what)], READER))[0] for what in strip.OUTCOMES)}

    assert 4 == len(shapes)
    assert {"var(--good)", "var(--cool)", "var(--soft)", "var(--bad)"} == colours


@given(st.lists(st.timedeltas(timedelta(-1), timedelta(days=1)), min_size=2, max_size=2).map(sorted))
def test_slower_is_higher(lengths: list[timedelta]) -> None:
    """A visit that took longer never has a lower bar, and none is higher than the strip."""
    low, high = (strip.height(each) for each in lengths)

    assert 6 <= low <= high <= 22


def test_a_visit_is_told_whole() -> None:
    """A bar says when it was, what came of it, how long it took and how large it was."""
    told = strip.told(trip("new", new=3, changed=1, size=2048), READER)

    assert "14 March 2026, 11:00\N{NO-BREAK SPACE}UTC: news, 3 new entries, 1 changed, 1.0 s, 2.0 KiB" == told


def test_a_failure_is_told_with_its_reason() -> None:
    """The reason of a failure stands in its bar, cut where it is endless, and its markup is text."""
    failed = trip("failed", because="<script>alert(1)</script>" + "x" * 500)

    assert strip.told(failed, READER).endswith("x…")
    assert len(strip.told(failed, READER)) < 300
    assert "<script" not in strip.draw([failed], READER)


def test_a_strip_is_told_in_a_sentence() -> None:
    """Who does not see the picture hears how many visits brought what, and how the last one was."""
    told = strip.summary([trip(), trip("new"), trip("failed"), trip("failed")], READER)

    assert "The last 4 visits: 1 with news, 1 without news, 2 failed, the last 1 hour ago: failed" == told
    assert "It was not visited yet." == strip.summary([], READER)


@pytest.mark.parametrize("outcome", strip.OUTCOMES)
def test_a_legend_has_no_voice(outcome: str) -> None:
    """The sample beside a word is not read out: the word says it."""
    assert 'aria-hidden="true"' in strip.sample(outcome)


@given(st.text())
def test_parted_words_say_the_same(text: str) -> None:
    """Marks for breaking change nothing of a text, and its markup stays text."""
    assert str(escape(text)) == str(parted(text)).replace("<wbr>", "")


def test_long_words_may_be_broken() -> None:
    """An address may be broken after its joints, a short word not at all."""
    assert "https://<wbr>feeds.<wbr>example.<wbr>org/<wbr>a" == parted("https://feeds.example.org/a")
    assert "a/b" == parted("a/b")


def test_endless_words_take_no_time() -> None:
    """A long row of joints is parted in one pass."""
    assert 50_000 == parted("a/" * 50_000).count("/")
