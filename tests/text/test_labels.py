import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.text.labels import Label, label


def test_a_label_and_the_rest_of_its_line() -> None:
    """A label tells its role and language, and what stands behind it."""
    assert Label(role="attribution", text="Источник", rest="A1: B2", language="ru") == label(" **Источник:** A1: B2 ")
    assert Label(role="background", text="Контекст", rest="", language=None, bare=True) == label("## Контекст")


def test_a_reminder_is_part_of_its_sentence() -> None:
    """Behind a comma the whole line is the rest, and there is no heading."""
    assert Label(role="background", text="", rest="Напомним, да.", language="ru") == label("Напомним, да.")


def test_a_quotation_may_name_its_speaker() -> None:
    """The name belongs to the label, if a quotation mark or the end of the line follows the colon."""
    assert Label(role="quotation", text="Цитата мэра", rest="«Да».", language=None, named=True) == label(
        "Цитата мэра: «Да»."
    )
    assert None is label("Цитата мэра: да.")


@pytest.mark.parametrize("line", ["", ":", "Источник", "источник: A1"])
def test_bare_and_small(line: str) -> None:
    """A label alone on its line is bare; a small letter makes it a word."""
    found = label(line)

    assert (line == "Источник") == (found is not None and found.bare)


@pytest.mark.parametrize(
    "line",
    [
        "Источник в мэрии рассказал: мост готов.",
        "источник: река.",
        "Source, he said, is clear.",
        "Контекстный поиск: как он устроен.",
        "Quote from him",
        "Quote of the day: be kind.",
        "Dırect quote: be kind.",
        "Context is all.",
    ],
)
def test_what_is_no_label(line: str) -> None:
    """A word of the table within a sentence, in small letters or with more behind it is text."""
    assert None is label(line)


@given(st.text() | st.text(alphabet='Источнк Source:,*#- «"\n', max_size=40))
def test_the_rest_is_the_end_of_the_line(line: str) -> None:
    """Whatever the line, nothing is raised, and what stands behind a label is the end of it."""
    found = label(line)

    assert found is None or line.strip().endswith(found.rest)
