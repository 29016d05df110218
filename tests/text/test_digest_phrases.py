"""Our words in digests: numbers with the right form of their noun, in each language."""

import pytest

from feedbot.text.digest_phrases import counted, words


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["0 sources", "1 source", "2 sources", "5 sources", "11 sources", "21 sources", "101 sources"]),
        ("ru", ["0 источников", "1 источник", "2 источника", "5 источников", "11 источников", "21 источник"]),
        ("uk", ["0 джерел", "1 джерело", "2 джерела", "5 джерел", "11 джерел", "21 джерело", "101 джерело"]),
    ],
)
def test_numbers_have_their_form(language: str, said: list[str]) -> None:
    """One, few and many, as far as a language tells them apart."""
    assert said == [counted(number, words(language).sources) for number in (0, 1, 2, 5, 11, 21, 101)][: len(said)]


def test_the_teens_are_many() -> None:
    """11 to 14 take the form of many, in each hundred, and 22 to 24 do not."""
    forms = words("ru").articles

    assert {"новостей"} == {counted(number, forms).split()[1] for number in (11, 12, 13, 14, 111, 212, 1014)}
    assert {"новости"} == {counted(number, forms).split()[1] for number in (2, 3, 4, 22, 103, 1034)}


@pytest.mark.parametrize(("tag", "language"), [("uk-UA", "uk"), ("RU", "ru"), ("de", "en"), (None, "en"), ("", "en")])
def test_a_tag_chooses_the_words(tag: str | None, language: str) -> None:
    """The first part of a tag counts; English is for all that we do not speak."""
    assert language == words(tag).language


def test_every_language_has_every_word() -> None:
    """The same headings, and the places of a time and of a number."""
    for tag in ("en", "ru", "uk"):
        ours = words(tag)
        assert set(words("en").headings) == set(ours.headings)
        assert "{}" in ours.headings["daily"]
        assert "{}" in ours.more
