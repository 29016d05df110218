import re

from hypothesis import given
from hypothesis import strategies as st

from feedbot.text.decode import tidy

FORBIDDEN = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010fffd]")


@given(st.text(st.characters(codec=None) | st.sampled_from("\r\n\x00\x85\ufffe\ufdd0\ud800\U0001ffff\U0010ffff")))
def test_tidy_leaves_what_feeds_may_carry(text: str) -> None:
    """No control character, lone surrogate or non-character is left, and what is left stays when tidied again."""
    clean = tidy(text)

    assert not FORBIDDEN.search(clean)
    assert not re.search("[\ufffe\uffff\U0001fffe\U0001ffff]", clean)
    assert clean == tidy(clean)


def test_tidy_keeps_the_rest() -> None:
    """Tabs, emoji, combining and bidirectional marks are kept; line ends get one form."""
    assert "a\tb\nc\nd\n\ne" == tidy("a\tb\r\nc\rd\x85\re")
    assert "е\u0301 \u200f \ufeff\U0001f600" == tidy("е\u0301 \u200f \ufeff\U0001f600")
    assert "ab" == tidy("a\x00\x1b\x7f\x9f\ud83d\ufffe\ufdd0b")
