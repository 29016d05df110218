from hypothesis import given
from hypothesis import strategies as st

from feedbot.text.changes import Stretch, compare

PHRASES = st.lists(st.sampled_from(["мост", "bridge", " ", ".", "5", "\n", "п'ять", "\0"]), max_size=40).map("".join)


@given(PHRASES | st.text(max_size=200), PHRASES | st.text(max_size=200))
def test_both_texts_come_back(old: str, new: str) -> None:
    """What stayed and went is the old text, what stayed and came the new one; no stretch is empty."""
    found = compare(old, new)
    assert old == "".join(each.text for each in found if each.kind != "new")
    assert new == "".join(each.text for each in found if each.kind != "gone")
    assert all(each.text for each in found)


def test_a_word_that_changed() -> None:
    """Only the word that is another one is marked, with what was there before it."""
    assert (
        Stretch("same", "Пять человек "),
        Stretch("gone", "ранены"),
        Stretch("new", "погибли"),
        Stretch("same", " в центре."),
    ) == compare("Пять человек ранены в центре.", "Пять человек погибли в центре.")


def test_the_same_text() -> None:
    """A text that stayed is one stretch, and none at all where it is empty."""
    assert (Stretch("same", "a b"),) == compare("a b", "a b")
    assert () == compare("", "")


def test_what_differs_much_is_told_as_one_change() -> None:
    """Beyond some thousand words nothing is compared word by word: that would cost the square of their number."""
    old, new = "x " + "a b " * 2_000 + "y", "x " + "b c " * 2_000 + "y"
    assert ["same", "gone", "new", "same"] == [each.kind for each in compare(old, new)]
