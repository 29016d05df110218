"""Facts about what readers take for one character."""

import pytest
import regex  # type: ignore[import-untyped]  # it has no types of its own
from hypothesis import given
from hypothesis import strategies as st

from feedbot.text.clusters import FARTHEST, border, nearest

SIGNS = (
    "a ж\n\u0301\u0336\u200d\ufe0f\u20e31🏽👍👨👩😀🇺🇦🇵漢नि्का\u0e01\u0e33\u0600🏴\U000e0067\U000e007f"
    "\u1100\u1161\u11a8\uac00\uac01"
)


@pytest.mark.parametrize(
    "cluster",
    [
        "é",
        "е\u0301\u0336",
        "👨‍👩‍👧‍👦",
        "🇺🇦",
        "👍🏽",
        "1️⃣",
        "🏴\U000e0067\U000e0062\U000e007f",
        "각",
        "กำ",
        "\u06001",
        "क्ष",
    ],
)
def test_a_cluster_is_whole(cluster: str) -> None:
    """There is no border within it, and one on both of its sides."""
    text = f"x{cluster}x"

    assert [0, 1, len(text) - 1, len(text)] == [place for place in range(len(text) + 1) if border(text, place)]


@pytest.mark.parametrize(
    "cluster", ["\u1100\u1161\u11a8", "\u1100\uac00\u11a8", "\uac01\u11a8", "\uac00\u1161", "\u1100\u1100"]
)
def test_parts_of_hangul_make_a_syllable(cluster: str) -> None:
    """Its consonants and vowels are not parted."""
    assert 0 == sum(border(cluster, place) for place in range(1, len(cluster)))
    assert border("\uac01\u1161", 1)


def test_flags_come_in_pairs() -> None:
    """Of four indicators there are two flags, with one border."""
    assert [0, 2, 4] == [place for place in range(5) if border("🇺🇦🇵🇱", place)]


def test_a_cluster_without_end_is_parted() -> None:
    """A letter under hundreds of marks is no reason to search for ever."""
    text = "a" + "\u0301" * 300

    assert 200 == nearest(text, 0, 200)
    assert 1 == nearest("a" + "b\u0301" * 1, 0, 2)
    assert FARTHEST < 200


@given(st.text(alphabet=SIGNS, max_size=20))
def test_borders_are_those_of_the_standard(text: str) -> None:
    """A border of ours is one of Unicode's; where ours are fewer, something joins what Unicode parts."""
    theirs = {match.end() for match in regex.finditer(r"\X", text)} | {0}

    assert {place for place in range(len(text) + 1) if border(text, place)} <= theirs
