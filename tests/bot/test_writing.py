from hypothesis import given
from hypothesis import strategies as st

from feedbot.bot import writing
from feedbot.text.spans import rich, units

NASTY = st.text(alphabet=st.characters() | st.sampled_from("<>&\"'\n\t\u202e\u200b\x00\u2066"), max_size=400)


@given(NASTY)
def test_what_comes_from_elsewhere_is_harmless(text: str) -> None:
    """Shown, it is the text again on one line, without markup or signs that turn the writing."""
    shown = rich(f"a{writing.said(text, 50)}b")

    assert () == shown.spans
    assert "\u202e" not in shown.text
    assert "\n" not in shown.text
    assert len(writing.plain(text, 50)) <= 50


@given(st.lists(NASTY, max_size=60), st.integers(100, 2_000))
def test_a_list_is_no_longer_than_it_may_be(items: list[str], limit: int) -> None:
    """What is left out is counted."""
    made = writing.listed("Head", [writing.said(each) for each in items], "… and {number} more.", limit)

    assert units(rich(made).text) <= limit + 20


@given(st.text(max_size=80))
def test_a_tag_stands_for_a_name(name: str) -> None:
    """In eleven letters, whatever the name is; of another name it is another."""
    assert 11 == len(writing.tag(name))
    assert name == writing.named(writing.tag(name), ["other", name])
    assert None is writing.named("0", [name])


def test_a_megabyte_is_cut_at_once() -> None:
    """Work is bounded by what may be shown."""
    assert "x" * 9 + "…" == writing.plain("x" * 2**20, 10)
    assert "" == writing.plain("\u200b" * 2**20, 10)


def test_pages_are_turned_by_buttons() -> None:
    """Back and onward, where there is such a page."""
    assert ["a1", "a3"] == [each.data for each in writing.turner("a", 2, 3)]
    assert ["a2"] == [each.data for each in writing.turner("a", 1, 3)]
    assert ["a2"] == [each.data for each in writing.turner("a", 3, 3)]
    assert () == writing.turner("a", 1, 1)


def test_lines() -> None:
    """Empty ones are left out, but for a blank one that is wanted."""
    assert "a<br><br>b" == writing.lines("a", "", writing.BLANK, "b")
