import re
from zoneinfo import ZoneInfo

import pytest
from lxml import html as trees

from feedbot import status
from feedbot.store.numbers import HOUR, Arrival, Departure, Lateness
from feedbot.web import charts, words
from feedbot.web.reader import Reader
from tests.make import NOW, minutes
from tests.test_status import history, told

READER = Reader(language="en", now=NOW)


def drawn(reader: Reader = READER) -> charts.Drawn:
    """The drawings of two hours in which something was."""
    held = history(
        arrivals=[
            Arrival(at=NOW, source="a<b>", entries=1200),
            Arrival(at=NOW, source=None, entries=34),
            Arrival(at=NOW - HOUR, source="c", entries=5),
        ],
        departures=[Departure(at=NOW, sent=7, edited=2)],
        lateness=[Lateness(at=NOW, half=minutes(5), most=minutes(50))],
    )
    return charts.draw(told(history=held), reader)


def test_a_table_has_what_the_drawing_has() -> None:
    """Each hour is a row with the numbers of its column; the sums of the legend are those of the table."""
    found = drawn()
    last = found.came.rows[-1]

    assert ("Hour", "a<b>", "c", "others", "together") == found.came.head
    assert ("14 March 2026, 12:00\N{NO-BREAK SPACE}UTC", "1,200", "0", "34", "1,234") == last
    assert status.HOURS == len(found.came.rows) == len(found.went.rows)
    assert [("a<b>", "1,200"), ("c", "5"), ("others", "34")] == [
        (name, count) for _, name, count in found.entries.legend
    ]
    assert ("7", "2", "5 minutes", "50 minutes") == found.went.rows[-1][1:]
    assert ("0", "0", "—", "—") == found.went.rows[0][1:]
    assert [("sent", "7"), ("edited", "2")] == [(name, count) for _, name, count in found.messages.legend]


def test_titles_tell_an_hour() -> None:
    """A column's title has its hour and its numbers."""
    found = drawn()
    titles = [each.text for each in trees.fromstring(str(found.entries.svg)).iterfind(".//g/title")]
    late = [each.text for each in trees.fromstring(str(found.lateness.svg)).iterfind(".//g/title")]

    assert "14 March 2026, 12:00\N{NO-BREAK SPACE}UTC: a<b> 1,200, others 34, together 1,234" == titles[-1]
    assert "14 March 2026, 11:00\N{NO-BREAK SPACE}UTC: c 5" == titles[0]
    assert "14 March 2026, 12:00\N{NO-BREAK SPACE}UTC: Median 5 minutes, 95 % 50 minutes" == late[-1]


def test_a_source_keeps_its_pattern() -> None:
    """What is together is drawn as such, however few sources are named."""
    svg = str(drawn().entries.svg)

    assert {"url(#entries-0)", "url(#entries-1)", "url(#entries-7)"} == set(re.findall(r"url\(#entries-\d\)", svg))


def test_nothing_is_drawn_of_nothing() -> None:
    """Without numbers there is no drawing, and the tables are full of nothing."""
    found = charts.draw(told(), READER)

    assert (None, None, None) == (found.entries.svg, found.messages.svg, found.lateness.svg)
    assert {"0"} == {cell for row in found.came.rows for cell in row[1:]}


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_days_begin_where_the_reader_is(language: str) -> None:
    """Days are marked where they begin in the reader's zone, even one that is off by half an hour, without a year."""
    hours = [NOW + number * HOUR for number in range(48)]
    for zone, places in (("Europe/Kyiv", [10, 34]), ("Asia/Kolkata", [7, 31]), ("UTC", [12, 36])):
        found = charts.marks(hours, Reader(language=language, zone=ZoneInfo(zone), now=NOW))

        assert places == [number for number, _ in found]
        assert all(re.fullmatch(r"1[56] \w+", text) for _, text in found)


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_all_languages_can_draw(language: str) -> None:
    """The same is drawn in each language, in its words."""
    found = drawn(Reader(language=language, now=NOW))

    assert words.find("status.entries", language) == found.entries.title
    assert found.entries.title in str(found.entries.svg)


def test_series_of_any_length() -> None:
    """A whole set of sources, and none, can be drawn."""
    names = [Arrival(at=NOW, source=f"s{number}", entries=number + 1) for number in range(status.NAMED)]
    whole = charts.draw(told(history=history(arrivals=names)), READER)
    others = charts.draw(told(history=history(arrivals=[Arrival(at=NOW, source=None, entries=3)])), READER)

    assert status.NAMED == len(whole.entries.legend)
    assert ["others"] == [name for _, name, _ in others.entries.legend]
