import pytest

from feedbot.text import phrases

LANGUAGES = ("en", "ru", "uk")


@pytest.mark.parametrize(
    ("count", "en", "ru", "uk"),
    [
        (1, "1 source tells it now", "Об этом сообщил уже 1 источник", "Про це повідомило вже 1 джерело"),
        (2, "2 sources tell it now", "Об этом сообщили уже 2 источника", "Про це повідомили вже 2 джерела"),
        (5, "5 sources tell it now", "Об этом сообщили уже 5 источников", "Про це повідомили вже 5 джерел"),
        (11, "11 sources tell it now", "Об этом сообщили уже 11 источников", "Про це повідомили вже 11 джерел"),
        (21, "21 sources tell it now", "Об этом сообщил уже 21 источник", "Про це повідомило вже 21 джерело"),
        (113, "113 sources tell it now", "Об этом сообщили уже 113 источников", "Про це повідомили вже 113 джерел"),
    ],
)
def test_a_jump_is_told_in_the_right_plural(count: int, en: str, ru: str, uk: str) -> None:
    """One, few and many have their own forms of noun and verb."""
    assert [en, ru, uk] == [phrases.jumped(count, language) for language in LANGUAGES]


def test_sources_are_counted_in_the_right_plural() -> None:
    """Five sources are many in Russian and Ukrainian, three are few."""
    assert ["3 sources", "3 источника", "3 джерела"] == [phrases.sources(3, language) for language in LANGUAGES]
    assert ["5 sources", "5 источников", "5 джерел"] == [phrases.sources(5, language) for language in LANGUAGES]


@pytest.mark.parametrize("language", [None, "", "de", "xx-YY"])
def test_another_language_is_told_in_english(language: str | None) -> None:
    """Where we do not have the language, or do not know it, we speak English."""
    assert "Read" == phrases.words(language).read
    assert "Withdrawn by its source" == phrases.withdrawn(language)
    assert "Also:" == phrases.words(language).also


def test_a_region_does_not_matter() -> None:
    """A tag with a region is read by its language."""
    assert "Читать" == phrases.words("ru-BY").read
    assert "Джерело зняло публікацію" == phrases.withdrawn("UK-ua")


@pytest.mark.parametrize("language", LANGUAGES)
def test_buttons_are_short(language: str) -> None:
    """A label fits half of a row on a phone."""
    words = phrases.words(language)

    assert max(map(len, (words.read, words.comments, words.copy, words.follow, words.mute))) <= 22
