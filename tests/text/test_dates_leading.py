from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.text import dates
from tests import make

KYIV = ZoneInfo("Europe/Kyiv")
MORNING = datetime(2026, 3, 14, 8, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        ("2026-03-14 10:20", MORNING),
        ("2026-03-14 10:20:00", MORNING),
        ("2026-03-14 10:20 EET", MORNING),
        ("2026-03-14 11:20 MSK", MORNING),
        ("2026-03-14 11:20 МСК", MORNING),
        ("2026-03-14 10:20 KYIV", MORNING),
        ("2026-03-14 08:20Z", MORNING),
        ("2026-03-14T10:20:00+02:00", MORNING),
        ("2026-03-14 10:20 +0200", MORNING),
        ("14.03.2026 10:20", MORNING),
        ("14.03.2026, 10:20", MORNING),
        ("14 марта 2026, 10:20", MORNING),
        ("14 марта 2026 г., 10:20", MORNING),
        ("14 березня 2026, 10:20", MORNING),
        ("14 березня 2026 року о 10:20", MORNING),
        ("Субота, 14 березня 2026, 10:20", MORNING),
        ("March 14, 2026 10:20 am", MORNING),
        ("14 March 2026 at 10:20", MORNING),
        ("2026-03-14", datetime(2026, 3, 13, 22, 0, tzinfo=UTC)),
        ("14.03.2026", datetime(2026, 3, 13, 22, 0, tzinfo=UTC)),
        ("14 марта 2026", datetime(2026, 3, 13, 22, 0, tzinfo=UTC)),
        ("14 марта 2026 года", datetime(2026, 3, 13, 22, 0, tzinfo=UTC)),
        ("14 березня 2026", datetime(2026, 3, 13, 22, 0, tzinfo=UTC)),
        ("March 14, 2026", datetime(2026, 3, 13, 22, 0, tzinfo=UTC)),
        ("14 March 2026", datetime(2026, 3, 13, 22, 0, tzinfo=UTC)),
        ("14th March 2026", datetime(2026, 3, 13, 22, 0, tzinfo=UTC)),
    ],
)
@pytest.mark.parametrize(
    ("mark", "title"),
    [(" ", "Новый мост открыт"), (": ", "10 лет спустя"), (" — ", "EU agrees"), (" ", ""), (" ", "-5 градусов в мае")],
)
def test_date_leads_a_line(date: str, moment: datetime, mark: str, title: str) -> None:
    """A line is split into the date it begins with, which can be read, and the title after it."""
    assert (date, title) == dates.leading(f"\ufeff {date}{mark}{title}\n")
    assert moment == dates.read(date, zone=KYIV, now=make.NOW)


def test_title_keeps_what_is_no_time() -> None:
    """A number, a zone without a time or a small word after the date belongs to the title."""
    assert ("2026-03-14", "10 лет спустя") == dates.leading("2026-03-14 10 лет спустя")
    assert ("2026-03-14", "EST: a tree") == dates.leading("2026-03-14 EST: a tree")
    assert ("2026-03-14", "В городе праздник") == dates.leading("2026-03-14 В городе праздник")
    assert ("2026-03-14 10:20", "Kyiv wakes up") == dates.leading("2026-03-14 10:20 Kyiv wakes up")


@pytest.mark.parametrize(
    "line",
    [
        "",
        "A title",
        "2026-03-14Title",
        "2026-03-14-slug",
        "2026-02-30 Title",
        "2026-03-14 25:61 Title",
        "14 марта Title",
    ],
)
def test_no_date_leads(line: str) -> None:
    """A line that begins with no date, a wrong one or one without a year is not split."""
    assert dates.leading(line) is None


@given(title=st.text(st.characters(categories=["L", "N", "Z"])))
def test_leading_loses_nothing(title: str) -> None:
    """Date and title have all words of the line."""
    line = f"14 марта 2026, 10:20 {title}"

    split = dates.leading(line)

    assert split is None or line.split() == " ".join(split).split()
