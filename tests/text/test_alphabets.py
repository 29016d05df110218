"""Scripts and letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.text.alphabets import ALPHABETS, CYRILLIC, LATIN, strangers, words


@pytest.mark.parametrize(
    ("word", "fitting"),
    [
        ("ёлка", {"ru", "be", "kk", "ky", "tt", "ba", "cv", "mn", "tg", "ce", "av", "lez", "krc"}),
        ("їжак", {"uk"}),
        ("ґанак", {"uk", "be"}),
        ("ўчора", {"be", "krc"}),
        ("яго", set(ALPHABETS) - {"mk", "sr"}),
        ("съезд", {"ru", "bg", "kk", "ky", "tt", "ba", "cv", "mn", "tg", "ce", "av", "lez", "krc"}),
        ("ќе", {"mk"}),
        ("ће", {"sr"}),
        ("њима", {"mk", "sr"}),
        ("қала", {"kk", "tg"}),
        ("ұлт", {"kk"}),
        ("на", set(ALPHABETS)),
        ("\u04cfала", {"ce", "av", "lez"}),
        ("соьлжа", {"tt", "ba", "cv", "mn", "ce", "av", "lez", "krc"}),
        ("къала", {"bg", "kk", "ky", "tt", "ba", "cv", "mn", "tg", "ce", "av", "lez", "krc"}),
        ("п'ять", set(ALPHABETS) - {"mk", "sr", "tg"}),
    ],
)
def test_a_letter_rules_languages_out(word: str, fitting: set[str]) -> None:
    """A word fits the languages that have all of its letters, and apostrophes are none."""
    assert fitting == {language for language, count in strangers([word]).items() if count == 0}


def test_strangers_are_counted_by_word() -> None:
    """A quotation costs a language as many words as it cannot write."""
    counts = strangers(["він", "сказав", "мы", "вернёмся", "и", "это", "всё"])

    assert 4 == counts["uk"]
    assert 1 == counts["ru"]


@pytest.mark.parametrize(
    ("text", "script", "found"),
    [
        ("", "other", ()),
        ("2026 — 100 %", "other", ()),
        ("东京 news", "Latin", ("news",)),
        ("東京の新しい空港が開港した bbc", "other", ()),
        ("κυβέρνηση", "other", ()),
        ("привет, мир", "Cyrillic", ("привет", "мир")),
        ("microsoft показала windows 12", "Cyrillic", ("показала",)),
        ("the word «правда» means truth in russian", "Latin", ("the", "word", "means", "truth", "in", "russian")),
        ("п'ятнадцять інтернет-видань", "Cyrillic", ("п'ятнадцять", "інтернет-видань")),
        ("façade naïve", "Latin", ("façade", "naïve")),
    ],
)
def test_the_script_of_a_text(text: str, script: str, found: tuple[str, ...]) -> None:
    """Latin names do not make a Cyrillic text Latin, and a quoted word does not make a Latin text Cyrillic."""
    assert (script, found) == words(text)


def test_tables_agree() -> None:
    """No language has two scripts, and every alphabet is of a Cyrillic one, in small letters."""
    assert not CYRILLIC & LATIN
    assert ALPHABETS.keys() <= CYRILLIC
    assert all(letter == letter.lower() and len(letter) == 1 for each in ALPHABETS.values() for letter in each)


@given(st.text(alphabet=st.sampled_from("абвгіїўыёqwerty'-’ 1.日"), max_size=60))
def test_words_stand_in_the_text(text: str) -> None:
    """Words come in the text's order, and no language can miss more of them than there are."""
    script, found = words(text)

    at = 0
    for word in found:
        at = text.index(word, at) + len(word)
    assert script != "other" or found == ()
    assert all(0 <= count <= len(found) for count in strangers(found).values())
