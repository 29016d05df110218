import re
from string import ascii_letters

from hypothesis import given
from hypothesis import strategies as st

from feedbot.feeds import masthead

ANGLES = st.text(st.sampled_from("<>/!? abЖ&‹›"), max_size=40)


@given(st.text() | ANGLES)
def test_no_tag_and_nothing_else(text: str) -> None:
    """No tag begins in what is written; each letter keeps its place, and only brackets are turned."""
    written = masthead.tagless(text)

    assert not re.search(r"<[A-Za-z/!?]", written)
    assert text == "".join(
        {"‹": "<", "›": ">"}.get(now, now) if now != was else was for was, now in zip(text, written, strict=True)
    )
    assert written == masthead.tagless(written)


@given(ANGLES)
def test_a_closing_bracket_has_its_opening_one(text: str) -> None:
    """A bracket is closed only where one was opened right before it, with no bracket between."""
    before = masthead.tagless(text.translate({ord("‹"): None, ord("›"): None}))

    assert len(re.findall("›", before)) == len(re.findall("‹[^<>‹›]+›", before))


@given(st.from_regex(rf"[{ascii_letters}/!?][^<>]*", fullmatch=True).filter(lambda word: not word[-1].isspace()))
def test_both_brackets_are_turned(word: str) -> None:
    """What would be a tag has both brackets turned."""
    assert f"a ‹{word}› b" == masthead.tagless(f"a <{word}> b")


def test_long_rows_of_brackets() -> None:
    """A megabyte of brackets is no more work than its length."""
    for text in ("<a" * 500_000, "<a" + " " * 1_000_000, "<a>" * 300_000):
        assert len(text) == len(masthead.tagless(text))
