from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.model import Signature
from feedbot.rules import series, stories
from feedbot.text.parts import Parts
from tests import make
from tests.make import NOW, hours, minutes

LONG = " ".join(f"слово{number}" for number in range(40))


def told(title: str, source: str = "vesti", after: timedelta = timedelta(), text: str = "") -> Signature:
    """The signature of an article with that title."""
    entry = make.entry(1, title=title, source=source, published=NOW + after, language="ru")
    return stories.sign(entry, Parts(lede=(text,) if text else ()))


@pytest.mark.parametrize(
    ("expected", "title"),
    [
        ("alarm", "Воздушная тревога в Киевской области"),
        ("alarm", "У Харкові оголошено повітряну тривогу"),
        ("alarm", "Air raid alert in Kyiv"),
        ("clear", "Отбой воздушной тревоги"),
        ("clear", "Відбій тривоги на Сумщині"),
        ("clear", "All clear given in Kyiv"),
        ("losses", "Потери врага на 14 марта"),
        ("losses", "Втрати ворога станом на ранок"),
        ("losses", "Russian losses over the past day"),
        ("rates", "Курс доллара на 14 марта"),
        ("rates", "Ціни на бензин: що показують АЗС"),
        ("weather", "Прогноз погоды на завтра"),
        ("weather", "Погода 30 марта: где пройдут дожди"),
        ("weather", "Weather forecast for Saturday"),
        ("horoscope", "Гороскоп на неделю"),
        ("outages", "Графики отключений света на завтра"),
        ("outages", "Відключення електрики 17 березня: черги"),
        ("live", "Война, день 1114: текстовая трансляция"),
        ("live", "1114-й день войны"),
        ("digest", "Главное за день"),
        ("digest", "Morning briefing"),
        ("", "Курс молодого бойца прошли сто студентов"),
        ("", "Мэр потерял доверие избирателей"),
    ],
)
def test_series_are_known_by_their_titles(expected: str, title: str) -> None:
    """Alarms, losses, rates, weather, horoscopes, outages, live pages and digests are series in three languages."""
    assert expected == series.kind(title)


def test_a_template_is_what_does_not_vary() -> None:
    """Numbers, months and weekdays are taken out, however many stand in a row."""
    assert "потери врага на 0" == series.template("Потери врага на 14 марта 2026")
    assert "rates for 0" == series.template("Rates for Monday")


def test_figures_are_what_varies() -> None:
    """Numbers stay as they are, months and weekdays become the same in all languages, a short date two."""
    assert ("14", "m3") == series.figures("Курс на 14 марта") == series.figures("Курс на 14.03.2026")
    assert ("d1", "5") == series.figures("Понеділок: 5 новин")
    assert ("7", "+") == series.figures("Число погибших выросло до 7")
    assert 13 >= len(series.figures("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15"))


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (told("Отбой тревоги"), told("Отбой тревоги", after=hours(5))),
        (told("Отбой тревоги"), told("Отбой тревоги", "gazeta", minutes(61))),
        (told("Тревога в Киеве"), told("Отбой тревоги в Киеве", "gazeta", minutes(20))),
        (told("Курс доллара на сегодня"), told("Курс доллара на сегодня", after=hours(1))),
        (told("Курс доллара на 14 марта"), told("Курс доллара на 15 марта", "gazeta", hours(2))),
        (told("Потери врага на 14 марта"), told("Потери врага на 15 марта", after=hours(13))),
        (told("Прогноз погоды"), told("Прогноз погоды на среду", after=hours(1))),
        (told("Гороскоп на завтра"), told("Гороскоп на день", "gazeta")),
        (told("Главное за день"), told("Мост открыт", "gazeta")),
        (told("Прогноз погоды на 14 марта"), told("Курс доллара на 14 марта", "gazeta")),
        (told("Парк закрыт"), told("Парк закрыт", after=hours(1))),
        (told("Матч 1:0"), told("Матч 2:0", after=hours(1))),
        (told("Матч 1:0"), told("Матч 2:0", "gazeta", hours(13))),
        (told("Что посмотреть в понедельник"), told("Что посмотреть в среду", "gazeta", hours(5))),
    ],
)
def test_two_of_a_series_are_apart(one: Signature, two: Signature) -> None:
    """The same words of another hour or day are another piece of news, for people in words."""
    assert series.apart(one, two)
    assert series.apart(one, two) == series.apart(two, one)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (told("Отбой тревоги"), told("Отбой тревоги", "gazeta", minutes(5))),
        (told("Потери врага на 14 марта"), told("Потери врага: 900 человек", "gazeta", hours(2))),
        (told("Потери врага на 14 марта"), told("Потери врага на 14.03", "gazeta", hours(2))),
        (told("Погибли 3 моряка"), told("Погибли 4 моряка", "gazeta", hours(2))),
        (told("Число погибших выросло до 3"), told("Число погибших выросло до 5", after=hours(2))),
        (told("Парк закрыт"), told("Парк закрыт", "gazeta", hours(5))),
        (told("Парк закрыт", text=LONG), told("Парк закрыт", after=hours(1), text=LONG)),
        (told("Главное за день"), told("Главное за день", "gazeta")),
        (told("Мост открыт"), told("Парк закрыт", after=hours(1))),
        (told(""), told("", "gazeta")),
    ],
)
def test_others_may_be_one_story(one: Signature, two: Signature) -> None:
    """Several sources tell one day of a series, numbers grow, and long texts speak for themselves."""
    assert series.apart(one, two) is None


def test_each_country_has_its_own_weather() -> None:
    """The weather of one day in English and in Russian is of two countries; in Russian and Ukrainian it may be one."""
    ours = told("Прогноз погоды на 30 марта")
    theirs = replace(told("Weather forecast for 30 March", "wire"), language="en")
    near = replace(told("Прогноз погоди на 30 березня", "visti"), language="uk")

    assert "two of a series, for readers in other countries" == series.apart(ours, theirs)
    assert series.apart(ours, near) is None
    assert series.apart(ours, replace(theirs, language=None)) is None


def test_a_flash_and_the_text_that_its_source_gives_to_it_are_one() -> None:
    """A bare title and the same title with its text, soon; with another text, or a day later, it is a repetition."""
    flash, title = told("В Зоринске запустили метро"), "В Зоринске запустили метро"
    text = "Поезда пошли в шесть утра по трем станциям."

    assert series.apart(flash, told(title, after=hours(2), text=text)) is None
    repeats = "a short text that its source repeats"
    assert repeats == series.apart(flash, told(title, after=hours(20), text=text))
    assert repeats == series.apart(told(title, text=text), told(title, after=hours(2), text="Утром пустили поезда."))


@given(st.text(max_size=400), st.text("Курсна 14.03 марта:", max_size=60))
def test_any_title_will_do(one: str, two: str) -> None:
    """No title breaks it; a template has no digits but zero, and is its own template."""
    for title in (one, two):
        series.kind(title)
        template = series.template(title)
        assert template == series.template(template)
    assert series.apart(told(one), told(two)) == series.apart(told(two), told(one))
