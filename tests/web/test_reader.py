from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from feedbot.web import words
from feedbot.web.reader import Reader, markup
from tests import make


def reader(language: str = "en") -> Reader:
    """A reader in UTC."""
    return Reader(language=language, now=make.NOW)


@pytest.mark.parametrize(
    ("language", "numbers", "form"),
    [
        ("en", (1,), "second"),
        ("en", (0, 2, 5, 11, 21), "seconds"),
        ("ru", (1, 21, 101), "секунда"),
        ("ru", (2, 3, 4, 22, 104), "секунды"),
        ("ru", (0, 5, 11, 12, 14, 19, 20, 111, 112), "секунд"),
        ("uk", (1, 31), "секунда"),
        ("uk", (2, 24), "секунди"),
        ("uk", (0, 5, 11, 13, 30), "секунд"),
    ],
)
def test_words_go_with_numbers(language: str, numbers: tuple[int, ...], form: str) -> None:
    """Each number has the form that its language wants."""
    for number in numbers:
        assert f"{number} {form}" == reader(language).tp("shell.seconds", number)


@pytest.mark.parametrize(
    ("passed", "told"),
    [
        (timedelta(0), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(seconds=60), "1 minute ago"),
        (timedelta(seconds=119), "2 minutes ago"),
        (timedelta(minutes=56), "1 hour ago"),
        (timedelta(minutes=54), "54 minutes ago"),
        (timedelta(minutes=62), "1 hour ago"),
        (timedelta(minutes=89), "89 minutes ago"),
        (timedelta(minutes=90), "2 hours ago"),
        (timedelta(minutes=119), "2 hours ago"),
        (timedelta(hours=2), "2 hours ago"),
        (timedelta(hours=21), "21 hours ago"),
        (timedelta(hours=24), "1 day ago"),
        (timedelta(hours=30), "30 hours ago"),
        (timedelta(hours=47), "2 days ago"),
        (timedelta(hours=48), "2 days ago"),
        (timedelta(days=4000), "4,000 days ago"),
        (timedelta(seconds=-5), "in a moment"),
        (timedelta(minutes=-7), "in 7 minutes"),
        (timedelta(hours=-3), "in 3 hours"),
        (timedelta(days=-2), "in 2 days"),
    ],
)
def test_how_long_ago(passed: timedelta, told: str) -> None:
    """A moment is told as people would, in one unit and rounded, before now and after it."""
    assert told == reader().distance(make.NOW - passed)


@pytest.mark.parametrize(
    ("minutes", "told"),
    [
        (118, ("in 2 hours", "через 2 часа", "за 2 години")),
        (60, ("in 1 hour", "через 1 час", "за 1 годину")),
        (301, ("in 5 hours", "через 5 часов", "за 5 годин")),
        (1262, ("in 21 hours", "через 21 час", "за 21 годину")),
        (2870, ("in 2 days", "через 2 дня", "за 2 дні")),
    ],
)
def test_a_visit_to_come_in_each_language(minutes: int, told: tuple[str, str, str]) -> None:
    """When something comes is told in hours and days, in the form that the number wants."""
    moment = make.NOW + timedelta(minutes=minutes)

    assert told == tuple(reader(language).distance(moment) for language in words.LANGUAGES)


@pytest.mark.parametrize(
    ("length", "told"),
    [
        (timedelta(0), "0 секунд"),
        (timedelta(seconds=1.4), "1 секунда"),
        (timedelta(seconds=59), "59 секунд"),
        (timedelta(minutes=1), "1 минута"),
        (timedelta(minutes=90), "90 минут"),
        (timedelta(minutes=118), "2 часа"),
        (timedelta(hours=2), "2 часа"),
        (timedelta(hours=30), "30 часов"),
        (timedelta(days=21), "21 день"),
    ],
)
def test_how_long(length: timedelta, told: str) -> None:
    """A length of time is told in one unit."""
    assert told == reader("ru").length(length)


@pytest.mark.parametrize(
    ("language", "number", "digits", "told"),
    [
        ("en", 1234567, 0, "1,234,567"),
        ("en", 1234.56, 1, "1,234.6"),
        ("en", 0.5, 2, "0.50"),
        ("uk", 1234567, 2, "1 234 567"),
        ("ru", -1234.5, 1, "-1 234,5"),
    ],
)
def test_numbers_as_people_write_them(language: str, number: float, digits: int, told: str) -> None:
    """Thousands are apart, and the sign before decimals is the language's."""
    assert told == reader(language).number(number, digits).replace("\N{NO-BREAK SPACE}", " ")


def test_a_day_is_the_readers_own() -> None:
    """Near midnight the day is the one in the reader's zone."""
    there = Reader(language="uk", zone=ZoneInfo("Pacific/Auckland"), now=make.NOW)

    assert "15 березня 2026, 01:00" == there.moment(make.NOW)
    assert "15 березня 2026" == there.day(make.NOW)
    assert '<time datetime="2026-03-14T12:00:00+00:00">15 березня 2026, 01:00</time>' == there.when(make.NOW)
    assert make.NOW.tzinfo is UTC


def test_words_that_nobody_wrote() -> None:
    """A slip of the pen shows at once, in the area and in the key."""
    with pytest.raises(KeyError, match="nowhere"):
        reader().t("nowhere.at_all")
    with pytest.raises(KeyError, match="at_all"):
        reader().t("shell.at_all")
    assert words.translated("problems", "Nobody wrote this.", "uk") is None


@given(st.text(), st.sampled_from(words.LANGUAGES))
def test_what_stands_in_words_is_escaped(name: str, language: str) -> None:
    """A stranger's text stays text in our words: it is no markup, and no field."""
    told = markup(reader(language))("shell.signed_in_as", name=name)

    assert str(Markup.escape(name)) in told
    assert reader(language).t("shell.signed_in_as", name=name) == told.unescape() or "&" in name


def test_markup_in_words_stays_markup() -> None:
    """A moment that stands in our words is still an element."""
    told = markup(reader())("shell.signed_in_as", name=reader().when(make.NOW))

    assert "<time datetime=" in told


@given(st.integers(), st.sampled_from(words.LANGUAGES))
def test_every_number_has_a_form(number: int, language: str) -> None:
    """Any whole number stands in any sentence."""
    assert "|" not in reader(language).tp("shell.days", number)
    assert markup(reader(language))("shell.days", number) == reader(language).tp("shell.days", number)
