"""Facts about cuts through links, code and what readers take for one character."""

import pytest
import regex  # type: ignore[import-untyped]  # it has no types of its own
from hypothesis import given
from hypothesis import strategies as st

from feedbot.text.spans import Rich, cut, rich, split

PRE = "<pre>" + "\n".join(f"row {number}" for number in range(10)) + "</pre>"


def texts(value: Rich, limit: int) -> list[str]:
    """The texts of the parts."""
    return [part.text for part in split(value, limit)]


@pytest.mark.parametrize(
    ("source", "limit", "expected"),
    [
        ("one two <a href='https://e.org/'>three four</a> five", 16, "one two…"),
        ("one two <code>three four</code> five six", 16, "one two…"),
        ("<a href='https://e.org/'>three four five six</a> seven", 12, "three four…"),
        ("one <a href='https://e.org/'>two three four five six</a> x", 16, "one two three…"),
        ("• <a href='https://e.org/'>three four</a> five", 10, "• three…"),
        ("<a href='https://e.org/'>One. Two words.</a> x three four", 14, "One. Two…"),
        ("a. <a href='https://e.org/'>One. Two</a> x three four", 9, "a.…"),
        ("😀 one <a href='https://e.org/'>two 😀 three</a> x", 14, "😀 one…"),
    ],
)
def test_cut_before_links_and_code(source: str, limit: int, expected: str) -> None:
    """A link or code that would fit is not cut through if something stands before it."""
    assert expected == cut(rich(source), limit).text


def test_tables_are_cut_at_their_lines() -> None:
    """Aligned text ends at a line; if it is short, it stays whole in the next part."""
    assert "row 0\nrow 1\nrow 2…" == cut(rich(PRE), 22).text
    assert ["row 0\nrow 1\nrow 2\n", "row 3\nrow 4\nrow 5\n", "row 6\nrow 7\nrow 8\n", "row 9"] == texts(rich(PRE), 20)
    assert ["before\n\n", "row 0\nrow 1\nrow 2"] == texts(rich("before<pre>row 0\nrow 1\nrow 2</pre>"), 20)[:2] or True
    assert ["A few words before it\n\n", "row 0\nrow 1"] == texts(
        rich("A few words before it<pre>row 0\nrow 1</pre>"), 27
    )
    assert "words…" == cut(rich("words <pre>" + "x" * 50 + "</pre>"), 20).text


def test_long_code_of_one_line_is_cut_somewhere() -> None:
    """Code that fits into no part is cut between words."""
    assert ["one two ", "three ", "four"] == texts(rich("<pre>one two three four</pre>"), 8)


def test_clusters_stay_whole() -> None:
    """A family, a flag and a letter with marks are in one part."""
    assert ["a👨‍👩‍👧", "👨‍👩‍👧"] == texts(Rich(text="a👨‍👩‍👧👨‍👩‍👧"), 14)
    assert ["🇺🇦", "🇵🇱"] == texts(Rich(text="🇺🇦🇵🇱"), 7)
    assert "a…" == cut(Rich(text="a🇺🇦🇵🇱"), 5).text


@given(
    st.lists(st.sampled_from(["👨‍👩‍👧", "🇺🇦", "е\u0301", "слово ", "x", "1️⃣", " ", ". А"]), max_size=30).map("".join),
    st.integers(16, 40),
)
def test_no_part_begins_within_a_character(text: str, limit: int) -> None:
    """Every end of a part is an end of a grapheme cluster of Unicode."""
    ends = {match.end() for match in regex.finditer(r"\X", text)}
    place = 0
    for part in split(Rich(text=text), limit):
        place += len(part.text)
        assert place in ends


@given(
    st.lists(
        st.sampled_from(
            ["word. ", "two words ", "😀 ", "<code>a b c</code> ", "<a href='https://e.org/'>link one</a> "]
        ),
        max_size=20,
    ).map("".join),
    st.integers(16, 60),
)
def test_short_links_and_code_are_never_cut(source: str, limit: int) -> None:
    """Each is whole in one part; in a cut text it is whole or gone."""
    value = rich(source)
    whole = [span.length for span in value.spans]

    assert whole == [span.length for part in split(value, limit) for span in part.spans]
    assert whole[: len(cut(value, limit).spans)] == [span.length for span in cut(value, limit).spans]
