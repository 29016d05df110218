from zoneinfo import ZoneInfo

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from feedbot.sources.stamps import Stamps
from tests import make

KYIV = ZoneInfo("Europe/Kyiv")  # 14:00 there at the moment of every test


def block(body: str) -> LexborNode:
    """The last article of a page."""
    return LexborHTMLParser(body).css("article")[-1]


def found(body: str) -> str | None:
    """The date of the last article of a page."""
    return Stamps(KYIV, make.NOW).found(block(body))


@pytest.mark.parametrize(
    ("inside", "date"),
    [
        ("<time datetime='2026-03-14T10:00:00Z'>2 hours ago</time>", "2026-03-14T10:00:00Z"),
        ("<time datetime='2026-03-14'>10:20</time>", "2026-03-14 10:20"),
        ("<time datetime='soon'>13.03.2026</time>", "13.03.2026"),
        ("<time>13 березня 2026, 10:20</time>", "13 березня 2026, 10:20"),
        ("<i itemprop=datePublished content='2026-03-13'></i>", "2026-03-13"),
        ("<i data-timestamp=1773480000>1 h</i>", "2026-03-14T09:20:00+00:00"),
        ("<i data-time=1773480000123>1 h</i>", "2026-03-14T09:20:00+00:00"),
        ("<i data-time=9999999999>13.03.2026</i>", "13.03.2026"),
        ("<i class=age title='2026-03-14T09:00:00'>3 hours ago</i>", "2026-03-14T09:00:00+00:00"),
        ("<i class=date>3 години тому</i>", "2026-03-14T09:00:00+00:00"),
        ("<i class=date>вчора о 10:20</i>", "2026-03-13T08:20:00+00:00"),
        ("<i class=date>Сегодня</i> <i class=time>10:20</i>", "2026-03-14T08:20:00+00:00"),
        ("<i class=time>10:20</i> <i class=date>13.03.2026</i>", "13.03.2026 10:20"),
        ("<i class=date>2 дня назад</i> <i class=time>10:20</i>", "2026-03-12T12:00:00+00:00"),
        ("<i class=date>13.03</i>", "13.03.2026"),
        ("<i class=date>31.12, 10:20</i>", "31.12.2025 10:20"),
        ("<i class=date>31.31</i>", None),
        ("<i class=date>Ann Field | March 3, 2026 | Roads</i>", "March 3, 2026"),
        ("<i class=date>Опубліковано в газеті 3 березня 2026, 10:20 Степаном</i>", "3 березня 2026, 10:20"),
        ("<i class=update-row>" + "Long words " * 30 + "3 March 2026</i>", None),
        ("<p>Roads · 13.03.2026 · 12 words</p>", "13.03.2026"),
        ("<p>· 13 марта, 10:20</p>", "13 марта, 10:20"),
        ("<p>13.03, 10:20</p>", "13.03.2026 10:20"),
        ("<p>Rated 4.12</p><p>4.12</p>", None),
        ("<p>10:20</p>", "2026-03-14T08:20:00+00:00"),
        ("<p>в 23:20</p>", "2026-03-13T21:20:00+00:00"),
        ("<p>25:99</p>", None),
        ("<p>" + "<b>x</b>" * 100 + "13.03.2026</p>", None),
        ("", None),
    ],
)
def test_the_date_of_a_block(inside: str, date: str | None) -> None:
    """A date is found in what is marked as one, else in short texts; one that counts from now becomes a moment."""
    assert date == found(f"<article>{inside}</article>")


@pytest.mark.parametrize(
    ("body", "date"),
    [
        ("<h3>13 марта 2026</h3><article>10:20</article>", "13 марта 2026 10:20"),
        ("<h3>13 марта 2026</h3><article>x</article><article>y</article>", "13 марта 2026"),
        ("<h3>Вчера</h3><div><article>x</article><article>10:20</article></div>", "2026-03-13T08:20:00+00:00"),
        ("<h3><time datetime=2026-03-13>Friday</time></h3><article>10:20</article>", "2026-03-13 10:20"),
        ("<h3>12 марта 2026</h3><article>x</article><h3>13 марта 2026</h3><article>y</article>", "13 марта 2026"),
        ("<h3>13 марта 2026 <a href=/>all</a></h3><article>x</article>", None),
        ("<h3>10:20</h3><article>x</article>", None),
        ("<h3>13 марта 2026</h3>" + "<i>x</i>" * 50 + "<article>x</article>", None),
        ("<h3>13 марта 2026</h3><div><div><article>x</article></div></div>", None),
    ],
)
def test_a_date_above_the_block(body: str, date: str | None) -> None:
    """A heading that is a date dates what stands below it, beside the block or beside what holds it, and no farther."""
    stamps = Stamps(KYIV, make.NOW)
    found = [stamps.found(each) for each in LexborHTMLParser(body).css("article")]

    assert date == found[-1]


def test_a_block_that_stands_alone() -> None:
    """A block without anything around it has no heading."""
    tree = LexborHTMLParser("<p>x").root
    outer = tree.parent if tree else None

    assert outer is not None
    assert Stamps(KYIV, make.NOW).above(outer, "") is None


def test_days() -> None:
    """A day is that of the page's zone; what is no date has none."""
    stamps = Stamps(KYIV, make.NOW)

    assert "2026-03-15" == stamps.day("2026-03-14T22:30:00Z")
    assert "" == stamps.day("soon")
