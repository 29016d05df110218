"""Names out of the accusative."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.text.cases import Tongue, nominative


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Украинскую правду", "Украинская правда"),
        ("Вечернюю зарю", "Вечерняя заря"),
        ("Русскую службу Лесного радио", "Русская служба Лесного радио"),
        ("газету «Новую не читай»", "газета «Новую не читай»"),
        ("пресс-службу мэрии", "пресс-служба мэрии"),
        ("радиостанцию «Эхо Речного»", "радиостанция «Эхо Речного»"),
        ("Правду", "Правда"),
    ],
)
def test_russian(name: str, expected: str) -> None:
    """An adjective with its noun, or a noun that the dictionary knows as a feminine thing, is put right."""
    assert expected == nominative(name, "ru")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Українську правду", "Українська правда"),
        ("Національну поліцію", "Національна поліція"),
        ("Вечірню годину", "Вечірня година"),
        ("агенцію «Вісті»", "агенція «Вісті»"),
        ("пресслужбу мерії", "пресслужба мерії"),
    ],
)
def test_ukrainian(name: str, expected: str) -> None:
    """An adjective with its noun, or a noun that stands before names, is put right."""
    assert expected == nominative(name, "uk")


@pytest.mark.parametrize(
    ("tongue", "name"),
    [
        *(("ru", each) for each in ("Интерфакс", "ТАСС", "Reuters", "Известия", "Радио Волну", "агентство «Вести»")),
        *(("ru", each) for each in ("Анну Петрову", "главу МВД Ивана Петрова", "судью", "Медиазону", "", "«Правду»")),
        *(("ru", each) for each in ("Зюзютрую", "статую Свободы", "дому", " правду", "очень " * 12 + "правду")),
        *(("uk", each) for each in ("Укрінформ", "Ганну", "голову поліції", "Українську федерацію футболу", "Нову")),
    ],
)
def test_what_is_left_as_written(tongue: Tongue, name: str) -> None:
    """People, unknown words, names of several nouns and what has no ending of that case do not change."""
    assert name == nominative(name, tongue)


@given(st.text(alphabet="Анвськую «»-ї ю", max_size=60), st.sampled_from(["ru", "uk"]))
def test_only_endings_change(name: str, tongue: Tongue) -> None:
    """The number of words and their length stay."""
    told = nominative(name, tongue)

    assert [len(word) for word in name.split(" ")] == [len(word) for word in told.split(" ")]
