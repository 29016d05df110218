from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.text.amounts import amounts, closed, pairs, when, words


def found(text: str, *, point: bool = False) -> list[tuple[str, str]]:
    """The values and kinds of the numbers of a text."""
    return [(each.value, each.kind) for each in amounts(words(text), point=point)]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("3500000", "3,5 млн"),
        ("3500000", "3 500 000"),
        ("3500000", "3.500.000"),
        ("1.5", "1,5"),
        ("1500", "1.500"),
        ("1234.5", "1.234,5"),
        ("12000", "12 тысяч"),
        ("25", "двадцать пять"),
        ("25", "двадцяти п'яти"),
        ("120", "сто двадцать"),
        ("5", "пятеро"),
        ("5", "пятилетний"),
        ("5", "5-й"),
        ("2", "двох"),
        ("7", "сімох"),
        ("10:30", "10:30"),
        ("0", "000"),
        ("1.2.3", "1.2.3"),
        ("1" * 25, "1" * 25),
        ("13", "٣13"[1:]),
    ],
)
def test_a_number_is_one_however_it_is_spelt(value: str, text: str) -> None:
    """Digits with any separators, words, magnitudes and compounds give one value."""
    assert [(value, "")] == found(text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("1500", "1,500"),
        ("1.5", "1.500"),
        ("1500000000", "1.5bn"),
        ("500000", "five hundred thousand"),
        ("105", "one hundred and five"),
        ("25", "twenty-five"),
        ("12", "12th"),
        ("3000", "3k"),
    ],
)
def test_english_has_a_decimal_point(value: str, text: str) -> None:
    """A comma before three digits parts thousands there."""
    assert [(value, "")] == found(text, point=True)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("%", "5%"),
        ("%", "5 процентов"),
        ("%", "5 відсотків"),
        ("%", "5 per cent"),
        ("$", "$5"),
        ("$", "5 долларов"),
        ("€", "5 евро"),
        ("£", "£5"),
        ("₽", "5 руб"),
        ("₴", "5 гривень"),
        ("¥", "5 yuan"),
    ],
)
def test_shares_and_money_are_told(kind: str, text: str) -> None:
    """The sign or the word, before or behind."""
    assert [("5", kind)] == found(text)


def test_what_follows_a_number_is_another() -> None:
    """Numbers side by side stay two, and a family is no seven."""
    assert [("2025", ""), ("100", "")] == found("в 2025 100 человек")
    assert [("5", ""), ("5", "")] == found("five five")
    assert [] == found("его семью в среду")


@pytest.mark.parametrize(
    "text",
    ["13 августа 2025", "August 13, 2025", "13 серпня", "2025-08-13", "13.08.2025", "13/08/25", "13.08"],
)
def test_a_date_is_one_however_it_is_spelt(text: str) -> None:
    """Day and month are told together, and the month alone."""
    assert {"13.8", "month 8"} <= when(words(text))


def test_dates_in_digits_give_day_and_year() -> None:
    """So that "13 August 2025" is found in 2025-08-13; what is no date is a number."""
    assert [("13", ""), ("2025", "")] == found("2025-08-13")
    assert [("13", ""), ("2025", "")] == found("13.08.2025")
    assert [(8, 9), (9, 8)] == pairs("08/09/2025")
    assert [] == pairs("45.08.2025")
    assert [] == pairs("1.5")


def test_words_of_time_and_quantity_are_closed() -> None:
    """Names like Marta and the verb "may" are none of them."""
    assert {"day 1", "day 4"} == when(words("во вторник and Friday"))
    assert {"half", "double"} == when(words("половина, вдвое"))
    assert set() == when(words("Марта may march"))
    assert {"month 5"} == when(words("in May"))
    assert set() == when(words("12 тысяч"))
    assert [True, False, True] == [closed(word) for word in words("вчера мост март")]


@given(st.text(max_size=100), st.booleans())
def test_any_text_has_some_numbers_or_none(text: str, point: bool) -> None:  # noqa: FBT001 - drawn
    """It never raises, and each number takes words of its own, in order."""
    taken = words(text)
    numbers = amounts(taken, point=point)

    assert all(one.end <= other.start or one.start == other.start for one, other in pairwise(numbers))
    assert all(0 <= each.start < each.end <= len(taken) for each in numbers)
    assert when(taken) is not None


@given(st.integers(0, 10**12))
def test_digits_are_their_value(number: int) -> None:
    """With and without separators of thousands."""
    assert [(str(number), "")] == found(f"x {number} y")
    if number > 9_999:
        assert [(str(number), "")] == found(f"x {number:,} y".replace(",", " "))
        assert [(str(number), "")] == found(f"x {number:,} y", point=True)
