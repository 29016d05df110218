from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.text.when import formatted, words

KYIV = ZoneInfo("Europe/Kyiv")
MOMENT = datetime(2026, 11, 22, 12, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "22 ноября, 14:05"),
        ("uk", "22 листопада, 14:05"),
        ("en", "22 November, 14:05"),
        (None, "22 November, 14:05"),
        ("de", "22 November, 14:05"),
        ("ru-RU", "22 ноября, 14:05"),
    ],
)
def test_a_moment_in_words(language: str | None, text: str) -> None:
    """Day, month and time as they are in the zone, in the language."""
    assert text == words(MOMENT, KYIV, language)


def test_midnight_is_a_day() -> None:
    """A source that gives only a date is shown with no time; it is midnight of the zone that counts."""
    assert "13 августа" == words(datetime(2025, 8, 12, 21, 0, tzinfo=UTC), KYIV, "ru")
    assert "12 августа, 21:00" == words(datetime(2025, 8, 12, 21, 0, tzinfo=UTC), ZoneInfo("UTC"), "ru")


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("%d.%m.%Y %H:%M", "22.11.2026 14:05"),
        ("%-d %B %Y", "22 листопада 2026"),
        ("%a, %d %b %y", "нд, 22 лис 26"),
        ("%A", "неділя"),
        ("%I:%M %p %Z %z %j %S", "02:05 PM EET +0200 326 00"),
        ("%-m/%-H/%-I", "11/14/2"),
        ("100 %%", "100 %"),
        ("", ""),
    ],
)
def test_a_pattern(pattern: str, text: str) -> None:
    """Names of months and days are in the language, numbers with or without a zero in front."""
    assert text == formatted(MOMENT, KYIV, pattern, "uk")


def test_the_hour_that_comes_twice() -> None:
    """On the night when clocks go back, the same time is told for two moments, with two offsets."""
    first, second = (datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1))

    assert "03:30 +0300" == formatted(first, KYIV, "%H:%M %z", None)
    assert "03:30 +0200" == formatted(second, KYIV, "%H:%M %z", None)


@pytest.mark.parametrize("pattern", ["%Q", "%", "%-", "%-B", "%\n", "%s"])
def test_what_is_no_part_of_a_date(pattern: str) -> None:
    """The fault names what was written and what may be."""
    with pytest.raises(ValueError, match="is no part of a date; parts are %d"):
        formatted(MOMENT, KYIV, pattern, None)


def test_a_pattern_has_an_end() -> None:
    """A pattern of more than 100 characters is refused."""
    with pytest.raises(ValueError, match="100 characters at most"):
        formatted(MOMENT, KYIV, "%d" * 51, None)


@given(st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(9000, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - Hypothesis wants them naive
def test_any_moment_has_words(moment: datetime) -> None:
    """Whatever the moment and the language, there are words for it, on one line."""
    for language in ("en", "ru", "uk"):
        assert 1 == len(words(moment, KYIV, language).splitlines())
        assert formatted(moment, KYIV, "%d %B", language).isprintable()
