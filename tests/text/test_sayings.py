import re

from hypothesis import given
from hypothesis import strategies as st

from feedbot.text import sayings

NAMES = ("text", "text1", "reason", "number", "span")
PATTERNS = st.lists(st.sampled_from(["a", "b ", "; ", " for ", "{text}", "{text1}", "{number}", "{span}"]), max_size=7)


@given(PATTERNS.map("".join), st.text("abc 1;", min_size=1, max_size=9), st.integers(0, 999))
def test_what_fills_a_pattern_is_found_in_it(pattern: str, text: str, number: int) -> None:
    """A filled pattern is taken for itself, and its gaps, filled again, give the same text."""
    fields = {"text": text, "text1": "z", "number": str(number), "span": "3 days", "reason": "x"}
    whole = sayings.filled(pattern, fields)
    found = sayings.gaps(pattern, whole)

    assert whole == re.sub(r"\{(\w+)\}", lambda gap: fields[gap[1]], pattern)
    names = sayings.GAP.findall(pattern)
    if found is not None and len(set(names)) == len(names):
        assert whole == sayings.filled(pattern, found)
        assert set(names) == set(found)


def test_a_gap_takes_what_it_is_for() -> None:
    """Numbers and lengths of time are themselves, a gap is never empty, and all of the text is looked at."""
    pattern = "{reason} for {span}, {number} times"

    assert {"reason": "no answer for 30 s", "span": "3 days", "number": "1,200"} == sayings.gaps(
        pattern, "no answer for 30 s for 3 days, 1,200 times"
    )
    for text in ("x for long, 3 times", " for 3 days, 3 times", "x for 3 days, many times", "x for 3 days, 3 times."):
        assert sayings.gaps(pattern, text) is None
    assert {} == sayings.gaps("plain", "plain")
    assert sayings.gaps("plain", "plainer") is None
    assert sayings.gaps("ab{text}ba", "aba") is None


def test_endless_texts_take_no_time() -> None:
    """A megabyte is looked at once for each part of a pattern."""
    for text in (" for " * 200_000, "x" * 1_000_000, "; " * 500_000):
        assert sayings.gaps("{reason} for {span}, {number} times", text) is None
