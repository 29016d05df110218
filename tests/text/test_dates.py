from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from feedbot.text import dates
from tests import make
from tests.effort import calls

KYIV = ZoneInfo("Europe/Kyiv")
AFTERNOON = datetime(2025, 8, 13, 11, 5, tzinfo=UTC)  # 14:05 in Kyiv and in Moscow
MIDNIGHT = datetime(2025, 8, 12, 21, 0, tzinfo=UTC)


def read(text: str) -> datetime | None:
    """What a text says in Kyiv, at the moment of every test."""
    return dates.read(text, zone=KYIV, now=make.NOW)


@pytest.mark.parametrize(
    "text",
    [
        "2025-08-13 14:05",
        "2025-08-13T14:05",
        "2025-08-13t14:05:00",
        "2025-08-13T11:05:00Z",
        "2025-08-13T11:05:00.000Z",
        "2025-08-13T11:05:00,000+00:00",
        "2025-08-13T14:05:00+03:00",
        "2025-08-13T14:05:00+0300",
        "2025-08-13 14:05:00 +0300",
        "2025-08-13 14:05:00 +03",
        "2025-08-13 14:05:00 UTC+3",
        "2025-08-13 08:05:00 −03:00",
        "2025-08-13 11:05 UTC",
        "20250813T110500Z",
        "2025/08/13 14:05",
        "2025.08.13 14:05",
        "2025-8-13 14:05",
        "2025-08-13 14:05 KYIV",
        "2025-08-13 14:05 Kiev",
        "2025-08-13 14:05 EEST",
        "2025-08-13 13:05 CEST",
        "2025-08-13 12:05 CET",
        "2025-08-13 12:05 BST",
        "2025-08-13 07:05 EDT",
        "2025-08-13 06:05 EST",
        "2025-08-13 04:05 PDT",
        "2025-08-13 14:05 MSK",
        "2025-08-13 14:05 МСК",
        "Wed, 13 Aug 2025 11:05:00 GMT",
        "Wed, 13 Aug 2025 11:05:00 UT",
        "Wed, 13 Aug 2025 06:05:00 EST",
        "Wed, 13 Aug 2025 14:05:00 +0300",
        "Wed, 13 Aug 2025 14:05:00 +0300 (EEST)",
        "Wed, 13 Aug 2025 14:05 +0300",
        "13 Aug 25 14:05:00 +0300",
        "Wednesday, 13-Aug-25 11:05:00 GMT",
        "Wed Aug 13 14:05:00 2025",
        "Wed Aug 13 07:05:00 EDT 2025",
        "Wed Aug 13 2025 14:05:00 GMT+0300 (Eastern European Summer Time)",
        "13-Aug-2025 14:05",
        "Aug-13-2025 14:05",
        "August 13, 2025 2:05 pm",
        "August 13, 2025 at 2:05 PM",
        "Aug. 13, 2025, 2:05 p.m.",
        "Aug 13th, 2025 7:05 am ET",
        "13 August 2025, 14:05",
        "13th of August 2025 14:05",
        "Published on August 13, 2025 | 14:05",
        "Updated: 2025-08-13 14:05",
        "13.08.2025 14:05",
        "13.08.2025, 14:05",
        "13.08.2025 в 14:05",
        "13.08.25 14:05",
        "13.08.2025 14:05:00",
        "13.08.2025 14:05 МСК",
        "14:05 13.08.2025",
        "14:05, 13 августа 2025",
        "13/08/2025 14:05",
        "08/13/2025 14:05",
        "13 августа 2025 14:05",
        "13 августа 2025, 14:05",
        "13 августа 2025 г., 14:05",
        "13 августа 2025 года в 14:05",
        "13 августа 2025 в 14:05 по московскому времени",
        "13 августа 2025, 14:05 МСК",
        "13 авг. 2025, 14:05",
        "13 августа 2025 г., 14:05 (МСК)",
        "Wed, 13 Aug 2025 11:05:00 (GMT)",
        "13 августа 2025, 14:05 (обновлено)",
        "13 августа 2025, 14:05 (среда утром)",
        "Срд, 13 Авг 2025 14:05:00 +0300",
        "Ср, 13 сер 2025 14:05:00 +0300",
        "1755083100",
        "1755083100000",
        "среда, 13 августа 2025, 14:05",
        "Ср, 13 авг 2025 14:05:00 +0300",
        "Опубликовано: 13 августа 2025, 14:05",
        "13 серпня 2025, 14:05",
        "13 серпня 2025 р. о 14:05",
        "13 серпня 2025 року, 14:05",
        "середа, 13 серпня 2025, 14:05",
        "13 серп. 2025 14:05",
        "13 серпня 2025 14:05 за київським часом",
        "13 серпня, 14:05",
        "13\u00a0серпня\u00a02025,\u202f14:05",
        "  2025-08-13 14:05\n",
    ],
)
def test_one_moment_in_many_forms(text: str) -> None:
    """ISO 8601, RFC 822 and its relatives, and what people write in three languages, name the same moment."""
    assert AFTERNOON == read(text)


@pytest.mark.parametrize(
    "text",
    [
        "2025-08-13",
        "20250813",
        "13.08.2025",
        "13.08.25",
        "13/08/2025",
        "08/13/2025",
        "13 августа 2025",
        "13 августа 2025 г.",
        "середа, 13 серпня 2025",
        "August 13, 2025",
        "Aug 13 2025",
        "13 August 2025",
        "2025 Aug 13",
        "13 августа",
        "Wed, 13 Aug 2025",
        "2025-08-13 00:00",
        "2025-08-13 12:00 am",
        "2025-08-12T24:00:00",
        "2025-08-12 24:00",
    ],
)
def test_date_alone_is_midnight(text: str) -> None:
    """A date without a time is its midnight in the zone that is given."""
    assert MIDNIGHT == read(text)


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_in_three_languages(month: int) -> None:
    """All twelve months are known in Russian, Ukrainian and English, in full and short."""
    russian = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
    ukrainian = "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня"
    english = "January February March April May June July August September October November December"
    short = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
    expected = datetime(2024, month, 5, 9, 30, tzinfo=UTC)

    for names in (russian, ukrainian, english, short):
        assert expected == read(f"5 {names.split()[month - 1]} 2024 09:30 UTC")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("31 декабря, 10:00", datetime(2025, 12, 31, 8, 0, tzinfo=UTC)),
        ("14 марта, 10:00", datetime(2026, 3, 14, 8, 0, tzinfo=UTC)),
        ("15 March 10:00", datetime(2026, 3, 15, 8, 0, tzinfo=UTC)),
        ("16 березня 10:00", datetime(2025, 3, 16, 8, 0, tzinfo=UTC)),
        ("29 февраля", None),
    ],
)
def test_year_that_is_not_said(text: str, expected: datetime | None) -> None:
    """A date without a year is the last one that lies no more than a day ahead."""
    assert expected == read(text)


def test_new_year_ahead() -> None:
    """On the last evening of a year, the first of January is tomorrow."""
    evening = datetime(2025, 12, 31, 20, 0, tzinfo=UTC)

    assert datetime(2026, 1, 1, tzinfo=UTC) == dates.read("1 января", zone=UTC, now=evening)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12:30 am 3 March 2026", "2026-03-03T00:30:00"),
        ("12:30 pm 3 March 2026", "2026-03-03T12:30:00"),
        ("March 3, 2026 5 pm", "2026-03-03T17:00:00"),
        ("March 3, 2026 17:04 pm", "2026-03-03T17:04:00"),
        ("3 March 95", "1995-03-03T00:00:00"),
        ("2026-03-03 10:20:60", "2026-03-03T10:20:59"),
        ("3.03.2026 10:20:30.5", "2026-03-03T10:20:30.500000"),
        ("2026-03-03 10:20:30.1234567 UTC", "2026-03-03T10:20:30.123456"),
        ("п’ятниця, 13 березня 2026", "2026-03-13T00:00:00"),
        ("2026-03-03 10:20 XYZ", "2026-03-03T10:20:00"),
    ],
)
def test_odd_forms(text: str, expected: str) -> None:
    """Halves of the day, leap seconds, long fractions, years of two digits and unknown zones are understood."""
    assert datetime.fromisoformat(expected).replace(tzinfo=UTC) == dates.read(text, zone=UTC, now=make.NOW)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "hello",
        "UTC",
        "14:05",
        "2025",
        "август 2025",
        "13",
        "13 14 августа 2025",
        "13 августа 2025 2026",
        "13 августа июля 2025",
        "13 августа 2025 13.08.2025",
        "13.08.2025 2025",
        "13.08.2025 14.08.2025",
        "1 2 3 4 августа",
        "14:05 15:06 13.08.2025",
        "14:05 13.08.2025 +0300 +0300",
        "2025-02-30",
        "30 лютого 2025",
        "2025-08-13 25:00",
        "2025-08-13 10:61",
        "13.13.2025",
        "0000-00-00",
        "1989-12-31",
        "2101-01-01",
        "1 января 1989",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "2025-08-13 пожар на складе",
        "2025-08-13 14:05 Kharkiv",
        "UTC 2025-08-13",
        "13 августа 2025 <b>",
        "(2025-08-13)",
        "2025-08-13" + " " * 200 + "x",
        "٢٠٢٥-٠٨-١٣",
    ],
)
def test_what_is_no_date(text: str) -> None:
    """Texts that name no day, name two, or say more than a date are not dates; nor are years out of range."""
    assert read(text) is None


FIRST, LAST = datetime.fromisoformat("1990-01-01"), datetime.fromisoformat("2100-12-31T23:59:59.999999")
offsets = st.timedeltas(timedelta(hours=-14), timedelta(hours=14)).map(timezone)
moments = st.datetimes(FIRST, LAST) | st.datetimes(FIRST, LAST, timezones=st.just(UTC) | offsets)


@given(moment=moments)
def test_isoformat_round_trip(moment: datetime) -> None:
    """Whatever moment is written by isoformat is read back as the same moment, in UTC."""
    expected = moment if moment.tzinfo else moment.replace(tzinfo=UTC)

    found = dates.read(moment.isoformat(), zone=UTC, now=make.NOW)

    assert expected == found
    assert found.tzinfo is UTC


WORDS = (
    "13 2025 08 31 99 14:05 24:00 25:61 5pm 13.08.2025 2025-08-13 99.99.9999 августа May серпня Wed в at г. р. EST "
    "МСК KYIV Z +0300 -1400 +99 T - , . ( ) ' ’ th го x"
)
words = st.sampled_from(WORDS.split())


@given(st.text() | st.lists(words, max_size=9).map(" ".join) | st.lists(words, max_size=9).map("".join))
@example("2025-08-13T14:05+03:00[Europe/Kyiv]")
@example("2025-08-13T14:05:00+24:00")
def test_never_raises(text: str) -> None:
    """Whatever the text, there is a moment in UTC within the years, or nothing."""
    found = read(text)

    assert found is None or (found.tzinfo is UTC and 1989 <= found.year <= 2101)
    dates.leading(text)


@pytest.mark.parametrize(
    "unit", [" ", "2026-03-14 ", "-", "1", "13 августа ", "(", "14:05:", "2026-03-14 ,;", "5 ago "]
)
def test_long_text_takes_few_steps(unit: str) -> None:
    """A megabyte is no date, and that is seen at once."""
    text = unit * (1_000_000 // len(unit)) + "x"

    def every() -> None:
        dates.leading(text)
        dates.leading("2026-03-14" + text)
        assert read(text) is None
        assert dates.relative(text, zone=KYIV, now=make.NOW) is None

    assert 200 > calls(every)


@pytest.mark.parametrize("sign", ["+", "-", "−"])
@pytest.mark.parametrize("written", ["{}0430", "{}04:30", " {}0430", " {}04:30", " GMT{}0430"])
@pytest.mark.parametrize(
    "day", ["Sun, 22 Nov 2026 10:00:00", "22 Nov 2026 10:00", "2026-11-22 10:00:00", "22.11.2026 10:00"]
)
def test_offsets_on_both_sides_of_greenwich(day: str, written: str, sign: str) -> None:
    """An offset is read with either sign, with and without a space or colon before it, after every form of date."""
    expected = datetime(2026, 11, 22, 5, 30, tzinfo=UTC) if sign == "+" else datetime(2026, 11, 22, 14, 30, tzinfo=UTC)

    assert expected == dates.read(day + written.format(sign), zone=UTC, now=make.NOW)


@given(st.integers(800_000_000, 2_500_000_000), st.integers(-12 * 4, 14 * 4))
def test_every_rfc_822_date_is_read(seconds: int, quarters: int) -> None:
    """Whatever the zone, what Python's own library writes is read as it was meant."""
    aware = datetime.fromtimestamp(seconds, timezone(timedelta(minutes=15 * quarters)))

    assert aware == dates.read(format_datetime(aware), zone=UTC, now=make.NOW)
    assert aware.replace(tzinfo=UTC) == dates.read(format_datetime(aware.replace(tzinfo=None)), zone=UTC, now=make.NOW)
