from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.text.lengths import span


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "0 seconds"),
        (1, "1 second"),
        (59, "59 seconds"),
        (60, "1 minute"),
        (90, "2 minutes"),
        (1800, "30 minutes"),
        (3600, "1 hour"),
        (4500, "75 minutes"),
        (26 * 3600, "26 hours"),
        (86_400, "1 day"),
        (48 * 3600, "2 days"),
    ],
)
def test_the_unit_that_people_use(seconds: int, words: str) -> None:
    """Up to two of a unit, the smaller one is used, unless it is one exactly."""
    assert words == span(timedelta(seconds=seconds))


@given(st.timedeltas())
def test_any_length_has_words(length: timedelta) -> None:
    """One number and one unit, whatever the length."""
    number, unit = span(length).split(" ")

    assert int(number) >= 0
    assert unit.rstrip("s") in {"second", "minute", "hour", "day"}
