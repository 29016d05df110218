"""Spellings of one word have one key."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from feedbot.text.lookalikes import designation, key


@pytest.mark.parametrize(
    ("expected", "written"),
    [
        ("нато", "НАTО"),
        ("киев", "Киeв"),
        ("war", "Wаr"),
        ("ельцин", "Ёльцин"),
        ("грунт", "ґрунт"),
        ("обєкт", "об’єкт"),
        ("обєкт", "обʼєкт"),
        ("dont", "don't"),
        ("hato", "HATO"),
        ("cop", "cop"),
        ("сор", "сор"),
        ("wяr", "Wяr"),
        ("axx", "\u0430xx"),
        ("accc", "\u0430ccc"),
        ("асс", "\u0430\u0441c"),
        ("strasse", "Straße"),
        ("мир", "ми\u0301р"),
        ("год", "го\u00adд"),
    ],
)
def test_spellings_have_one_key(expected: str, written: str) -> None:
    """Case, ё, ґ, apostrophes, stress, hidden marks and letters of the other script make no difference."""
    assert expected == key(written)


@example("ґ\u0301")
@example("W\u0440\u0301")
@given(st.text(alphabet="аесорхАВЕabcehxyzWжщ'’ёґ́ іїé中1", max_size=12))
def test_a_key_is_its_own_key(text: str) -> None:
    """Nothing is left to fold in what was folded."""
    assert key(text) == key(key(text))


@given(st.from_regex(r"\A[a-zA-Z]{1,12}\Z"))
def test_latin_words_stay_latin(word: str) -> None:
    """A word of one script is never taken for another's, though all its letters look alike."""
    assert word.lower() == key(word)


def test_letters_of_weapons_are_written_in_both_scripts() -> None:
    """S, C and С before a number are one letter."""
    assert {"с"} == {designation(letter) for letter in ("S", "C", "С", "с")}
    assert "ж" == designation("Ж")
