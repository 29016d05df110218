import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from feedbot.text import words

WRITING = st.text(alphabet="абвЯЇієЁ Xyz.!?…«»“”\"()—-\n\t 5І'\u0301", max_size=120)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Ёлка", "елка"),
        ("«Сад»", '"сад"'),
        ("п’ять", "п'ять"),
        ("Киев — Львов", "киев - львов"),
        ("за\u0301мок", "замок"),
        ("e\u0301", "é"),
        ("ko\u00adnik", "konik"),
        (" a \u00a0\n b ", "a b"),
    ],
)
def test_fold_unifies(left: str, right: str) -> None:
    """Case, ё, quotation marks, apostrophes, dashes, stress, soft hyphens and spaces make no difference."""
    assert right == words.fold(left)


def test_fold_keeps_letters_apart() -> None:
    """й and ї are letters of their own."""
    assert "край їжа" == words.fold("Край їжа")


@given(st.text() | WRITING)
@example("е\u0327\u0308\u0308")
@example("ͅΑ")
def test_fold_is_idempotent(text: str) -> None:
    """What is folded stays, and is in NFC."""
    folded = words.fold(text)

    assert folded == words.fold(folded)
    assert unicodedata.is_normalized("NFC", folded)


def test_tokens() -> None:
    """Words keep their apostrophes and numbers their marks; hyphens and signs part."""
    assert ("п'ять", "нью", "йорк", "3,14", "14:05", "5g") == words.tokens("П’ять, Нью-Йорк: 3,14 (14:05) 5G!")


@given(st.text() | WRITING)
def test_tokens_are_in_the_text(text: str) -> None:
    """Every token stands in the folded text."""
    assert all(token in words.fold(text) for token in words.tokens(text))


def test_overlap_sees_what_is_contained() -> None:
    """A text within a longer one counts in full, whatever its case; another does not count."""
    assert 1.0 == words.overlap("кот спит на печи", "Вчера КОТ спит на печи, как всегда")
    assert 0.5 == words.overlap("кот спит на печи", "кот спит на крыше и дышит")
    assert 0.0 == words.overlap("кот спит на печи", "собака бежит по двору")


def test_overlap_of_short_texts() -> None:
    """Fewer than three words are alike only when they are equal."""
    assert 1.0 == words.overlap("Кот спит", "кот  спит")
    assert 0.0 == words.overlap("Кот спит", "кот спит на печи")


@given(WRITING, WRITING)
def test_overlap_is_a_share_and_symmetric(left: str, right: str) -> None:
    """The share lies between 0 and 1 and does not depend on the order; a text is like itself."""
    assert 0 <= words.overlap(left, right) == words.overlap(right, left) <= 1
    assert 1 == words.overlap(left, left)


@pytest.mark.parametrize("piece", ["а'", "1.", "е\u0301", "\n", "\u0301"])
def test_cost_grows_with_the_length_only(piece: str) -> None:
    """Hostile repetitions of 40,000 characters are read to their end."""
    text = piece * (40_000 // len(piece))

    assert len(words.fold(text)) <= len(text)
    assert len(words.tokens(text)) <= len(text)
