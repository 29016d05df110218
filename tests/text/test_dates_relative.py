from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.text import dates
from tests import make

KYIV = ZoneInfo("Europe/Kyiv")


def read(text: str) -> datetime | None:
    """What a text says in Kyiv, at the moment of every test."""
    return dates.read(text, zone=KYIV, now=make.NOW)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5 minutes ago", "2026-03-14T11:55:00"),
        ("5m ago", "2026-03-14T11:55:00"),
        ("5 минут назад", "2026-03-14T11:55:00"),
        ("5 мин. назад", "2026-03-14T11:55:00"),
        ("5 хв. тому", "2026-03-14T11:55:00"),
        ("минуту назад", "2026-03-14T11:59:00"),
        ("пів години тому", "2026-03-14T11:30:00"),
        ("полтора часа назад", "2026-03-14T10:30:00"),
        ("полчаса назад", "2026-03-14T11:30:00"),
        ("30 секунд тому", "2026-03-14T11:59:30"),
        ("2 години тому", "2026-03-14T10:00:00"),
        ("две недели назад", "2026-02-28T12:00:00"),
        ("час назад", "2026-03-14T11:00:00"),
        ("an hour ago", "2026-03-14T11:00:00"),
        ("Posted about an hour ago", "2026-03-14T11:00:00"),
        ("Опубликовано более 3 часов назад", "2026-03-14T09:00:00"),
        ("1 ч 20 мин назад", "2026-03-14T10:40:00"),
        ("1 hour and 20 minutes ago", "2026-03-14T10:40:00"),
        ("2 год тому", "2026-03-14T10:00:00"),
        ("год назад", "2025-03-14T12:00:00"),
        ("3 дні тому", "2026-03-11T12:00:00"),
        ("2 months ago", "2026-01-13T12:00:00"),
        ("0 minutes ago", "2026-03-14T12:00:00"),
        ("just now", "2026-03-14T12:00:00"),
        ("Только что", "2026-03-14T12:00:00"),
        ("щойно", "2026-03-14T12:00:00"),
        ("вчера, 14:05", "2026-03-13T12:05:00"),
        ("Вчера в 14:05", "2026-03-13T12:05:00"),
        ("учора о 14:05", "2026-03-13T12:05:00"),
        ("вчора о 14:05", "2026-03-13T12:05:00"),
        ("Yesterday at 2:05 pm", "2026-03-13T12:05:00"),
        ("позавчора, 14:05", "2026-03-12T12:05:00"),
        ("14:05, сегодня", "2026-03-14T12:05:00"),
        ("сегодня, 14:05 МСК", "2026-03-14T11:05:00"),
        ("Сьогодні, субота, 14:05", "2026-03-14T12:05:00"),
        ("Сьогодні, 14 березня, 14:05", "2026-03-14T12:05:00"),
        ("сегодня", "2026-03-13T22:00:00"),
        ("today", "2026-03-13T22:00:00"),
    ],
)
def test_words_that_count_from_now(text: str, expected: str) -> None:
    """Relative words of three languages name the moment that lies so far back, by the calendar of the zone."""
    moment = datetime.fromisoformat(expected).replace(tzinfo=UTC)

    assert moment == dates.relative(f" {text} ", zone=KYIV, now=make.NOW)
    assert moment == read(text)


def test_yesterday_is_a_day_of_the_zone() -> None:
    """An hour before midnight in UTC it is tomorrow in Kyiv already, and its yesterday is the day in UTC."""
    evening = datetime(2026, 3, 14, 23, 0, tzinfo=UTC)

    assert datetime(2026, 3, 14, 8, 0, tzinfo=UTC) == dates.relative("вчора, 10:00", zone=KYIV, now=evening)
    assert datetime(2026, 3, 13, 8, 0, tzinfo=UTC) == dates.relative("вчора, 08:00", zone=UTC, now=evening)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ago",
        "тому",
        "2 ago",
        "2 2 minutes ago",
        "2 minutes 2 ago",
        "5 minutes",
        "two long minutes ago",
        "999 years ago",
        "99 years 99 years ago",
        "2000 years ago",
        "2 minutes ago!",
        "сегодня вчера",
        "сегодня 5",
        "вчера май",
        "1 2 3 4 5 6 7 8 9 10 11 12 13 minutes ago",
        "x" * 121,
        "2026-03-14",
        "14 марта",
    ],
)
def test_what_does_not_count_from_now(text: str) -> None:
    """Texts that name no distance, or more than one day, do not count from now; nor do plain dates."""
    assert dates.relative(text, zone=KYIV, now=make.NOW) is None


relatives = "5 2 a час год дней hour ago тому назад сегодня yesterday щойно 14:05 , . о МСК 999 years 13.03.2026"


@given(st.lists(st.sampled_from(relatives.split()), max_size=9).map(" ".join))
def test_what_is_relative_is_read(text: str) -> None:
    """Whatever counts from now is read as the same moment, and lies not after the day of now."""
    found = dates.relative(text, zone=KYIV, now=make.NOW)

    assert found is None or (found == read(text) and found <= make.NOW + timedelta(days=1))
