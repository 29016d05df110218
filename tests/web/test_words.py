from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.catalogues import catalogue
from feedbot.text.alarm_help import HELP
from feedbot.web import words

AREAS = sorted(
    file.name.removesuffix(".py")
    for file in (resources.files("feedbot.web") / "words").iterdir()
    if file.name.endswith(".py") and file.name != "__init__.py"
)


def cldr(number: int, language: str) -> int:
    """Which form goes with a whole number, by the rules of CLDR for cardinals."""
    if language == "en":
        return int(number != 1)
    if number % 10 == 1 and number % 100 != 11:
        return 0
    return 1 if number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14) else 2


def test_what_is_asked_of_the_catalogues() -> None:
    """Each row of each area's table, by its area and key; what messages say too stands in tables of `text/`."""
    asked = dict(words.asked())

    assert len(asked) == len(list(words.asked()))
    assert set(AREAS) == {key.partition(".")[0] for key in asked} | {"remedies"}
    assert ("Status",) == asked["shell.status"]
    assert ("{n} hour ago", "{n} hours ago") == asked["shell.hours_ago"]
    assert words.area("remedies") == HELP


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_what_pages_say_is_what_the_catalogues_say(language: str) -> None:
    """A text is found by its key as context; one for numbers has the forms of gettext for all numbers."""
    found = catalogue(language, words.DOMAIN)
    for key, said in words.asked():
        told = words.find(key, language)
        if len(said) == 1:
            assert found.pgettext(key, said[0]) == told
        for number in (0, 1, 2, 5, 11, 21, 101) if len(said) == 2 else ():
            assert found.npgettext(key, said[0], said[1], number) == words.form(told, number, language)


@given(st.integers(min_value=0), st.sampled_from(words.LANGUAGES))
def test_forms_of_numbers(number: int, language: str) -> None:
    """English has two, Russian and Ukrainian three, by the rules of CLDR; those of a number below zero are the same."""
    text = words.find("shell.hours_ago", language)
    forms = text.split("|")

    assert (2 if language == "en" else 3) == len(forms)
    assert forms[cldr(number, language)] == words.form(text, number, language)
    assert words.form(text, number, language) == words.form(text, -number, language)


def test_a_text_that_has_one_form() -> None:
    """It is the same for each number."""
    assert {"Стан"} == {words.form(words.find("shell.status", "uk"), number, "uk") for number in range(20)}


@pytest.mark.parametrize("area", AREAS)
def test_an_english_sentence_in_another_language(area: str) -> None:
    """It is found by itself; where two texts are the same in English, the first is meant."""
    first = {row[0]: row for row in reversed(list(words.area(area).values()))}
    for sentence, row in first.items():
        assert row == tuple(words.translated(area, sentence, language) for language in words.LANGUAGES)
    assert words.translated(area, "Nobody wrote this.", "ru") is None


def test_an_area_that_nobody_wrote() -> None:
    """It is told by its name."""
    with pytest.raises(KeyError, match="nowhere"):
        words.translated("nowhere", "Status", "uk")
