from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.model import Ailment, Channel, Slot
from feedbot.rules import report
from feedbot.rules.report import Facts, Slice
from tests import make
from tests.make import NOW, hours, minutes

MONDAY = Slot(at=time(9), weekday=0)
WEEK = Slice(since=NOW - timedelta(days=7), until=NOW)
FULL = Facts(
    arrivals={"wire": 1200, "leaf": 34},
    before={"ray": 5, "leaf": 1, "moss": 7},
    departures={"news": (400, 20), "ops": (3, 0)},
    outlets={1: 200, 2: 30, 5: 3},
    widest=("The bridge is open", 5),
    judged={"news": (400, 1234), "idle": (0, 0)},
    began=2,
    over=1,
    standing=(
        Ailment(source="leaf", code="late", since=NOW, because="x", remedy="y"),
        Ailment(source="", code="network", since=NOW, because="x", remedy="y"),
        Ailment(source="#news", code="parked", since=NOW, because="x", remedy="y"),
    ),
    parked=2,
    dropped=1,
    unknown=4,
    asked=3,
    found=2,
    slowest=(("wire", timedelta(seconds=4.25)), ("leaf", timedelta(milliseconds=300)), ("ray", timedelta(0))),
)


def ops(*slots: Slot, **fields: Any) -> Channel:
    """A channel that wants reports."""
    return make.channel("ops", report=slots, **fields)


def at(day: int, hour: int, minute: int = 0, zone: str = "UTC") -> datetime:
    """A moment of March 2026, by a clock; the 16th is a Monday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def said(facts: Facts = FULL, **fields: Any) -> list[str]:
    """The title of a report and its lines."""
    entry = report.story(ops(MONDAY, **fields), WEEK, facts)
    return [entry.title, *entry.summary.split("\n")]


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (at(16, 8, 59), None),
        (at(16, 9), at(16, 9)),
        (at(17, 8, 59), at(16, 9)),
        (at(17, 9), None),
        (at(18, 12), None),
    ],
)
def test_a_slot_is_told_of_for_a_day(now: datetime, until: datetime | None) -> None:
    """From the slot on, and no more once it was a day ago."""
    found = report.due(ops(MONDAY), now)

    assert until == (found.until if found else None)
    assert found is None or at(9, 9) == found.since


def test_a_report_tells_of_the_time_since_the_last_slot() -> None:
    """Of several slots each tells from the one before; of several that were missed the last is told."""
    twice = ops(MONDAY, Slot(at=time(18), weekday=3))

    assert Slice(since=at(9, 9), until=at(12, 18)) == report.due(twice, at(12, 19))
    assert Slice(since=at(12, 18), until=at(16, 9)) == report.due(twice, at(16, 9, 1))
    daily = ops(Slot(at=time(8)), Slot(at=time(20)))
    assert Slice(since=at(15, 20), until=at(16, 8)) == report.due(daily, at(16, 19, 59))


def test_slots_are_by_the_clock_of_the_channel() -> None:
    """Nine in the morning is nine in the morning, before and after the clock was put forward."""
    there = ops(MONDAY, timezone="Europe/Kyiv")
    told = report.due(there, at(30, 12))

    assert Slice(since=at(23, 9, zone="Europe/Kyiv"), until=at(30, 9, zone="Europe/Kyiv")) == told
    assert told is not None
    assert timedelta(days=7) - hours(1) == told.until - told.since


def test_without_slots_nothing_is_due() -> None:
    """A channel that wants no report gets none."""
    assert report.due(ops(), NOW) is None


def test_a_slot_that_the_calendar_skipped_leaves_a_bounded_report() -> None:
    """Samoa had no 30 December 2011: the report of a slot on Fridays tells of eight days at most."""
    there = ops(Slot(at=time(9), weekday=4), timezone="Pacific/Apia")
    now = datetime(2012, 1, 5, 20, tzinfo=UTC)
    told = report.due(there, now)

    assert told is not None
    assert told.until - told.since <= timedelta(days=8)


def test_a_report_has_all_that_happened_in_a_few_lines() -> None:
    """Read in half a minute: what came, what fell silent, what went out, how well."""
    assert [
        "Report 2026-03-07 to 2026-03-14: 1,234 articles in, 403 messages out, 3 things are wrong",
        "In: 1,234 articles from 2 sources. Most: wire 1,200, leaf 34.",
        "Fell silent: moss, ray.",
        "Out: 403 messages, 20 edits: news 400, ops 3.",
        "Stories: 233, 33 of them told by several outlets. The widest: “The bridge is open” (5 outlets).",
        "Filters: news took 400 of 1,234 (32 %).",
        "Troubles: 2 began and 1 is over. Still there: leaf (late), network, news (parked).",
        "Deliveries: 2 set aside, 1 dropped as too old, 4 without an answer. Asked 3 times whether a message stands, "
        "2 did.",
        "Slowest: wire 4.2 s, leaf 0.3 s.",
    ] == said()


def test_a_quiet_week_is_told_in_less() -> None:
    """Nothing is said of what there was nothing of."""
    assert [
        "Report 2026-03-07 to 2026-03-14: 0 articles in, 0 messages out, all well",
        "Troubles: none.",
        "Deliveries: 0 set aside, 0 dropped as too old, 0 without an answer.",
    ] == said(Facts())
    over = said(Facts(over=1, outlets={1: 2}))
    assert ["Stories: 2, each told by one outlet.", "Troubles: 0 began and 1 is over."] == over[1:3]


def test_it_speaks_the_language_of_the_channel() -> None:
    """Russian and Ukrainian, each with its numbers and forms; English for all others."""
    russian, ukrainian = said(language="ru"), said(language="uk-UA")

    assert "Отчёт 07.03.2026 – 14.03.2026: пришло 1\u00a0234 новости, ушло 403 сообщения, 3 неполадки" == russian[0]
    assert "Пришло: 1 234 новости; 2 источника. Больше всего: wire 1 200, leaf 34." == russian[1]
    assert "Медленнее всех: wire 4,2 с, leaf 0,3 с." == russian[-1]
    assert ukrainian[0].startswith("Звіт 07.03.2026 – 14.03.2026: надійшло 1\u00a0234 новини, пішло 403 повідомлення")
    assert "Негаразди: 2 почалися, 1 минув. Лишилися: leaf (late), network, news (parked)." == ukrainian[6]
    assert said(language="fr") == said()


def test_of_very_many_the_first_are_named() -> None:
    """Ten sources, five that fell silent; a title that is too long is cut."""
    many = {f"s{number:02}": 1 for number in range(40)}
    lines = said(Facts(arrivals=many, before={f"x{name}": 1 for name in many}, outlets={2: 1}, widest=("y" * 300, 2)))

    assert "s08 1, s09 1, 30 more." in lines[1]
    assert "Fell silent: xs00, xs01, xs02, xs03, xs04, 35 more." == lines[2]
    assert "y" * 99 + "…" in lines[3]


def test_a_report_is_owed_to_its_channel_alone() -> None:
    """No feed has it, no other channel; its verdict says why."""
    batch = report.batch(ops(MONDAY), WEEK, FULL, NOW + minutes(1))
    (entry,) = batch.opened

    assert ((), ("ops",)) == (batch.memberships, tuple(each.channel for each in batch.promises))
    assert ("feedbot", entry.id, entry.digest, NOW + minutes(1), None) == (
        entry.source,
        batch.promises[0].subject,
        batch.promises[0].wanted,
        batch.promises[0].due,
        batch.promises[0].gather,
    )
    assert [("channel:ops", True)] == [(each.target, each.passed) for each in batch.verdicts]
    assert [(entry.id,)] == [each.entries for each in batch.stories]
    assert entry.key.startswith("report:ops:")


def test_a_report_has_one_id() -> None:
    """Made again it is the same entry; another channel's and another slot's are others."""
    later = Slice(since=WEEK.until, until=WEEK.until + hours(1))
    stories = [
        report.story(ops(), WEEK, FULL),
        report.story(ops(), WEEK, Facts()),
        report.story(make.channel("other"), WEEK, FULL),
        report.story(ops(), later, FULL),
    ]

    assert [0, 0, 2, 3] == [[each.id for each in stories].index(each.id) for each in stories]


@given(st.dictionaries(st.text(max_size=20), st.integers(1, 10**9), max_size=30), st.text(max_size=300))
def test_words_of_strangers_are_no_markup(names: dict[str, int], title: str) -> None:
    """Whatever a title says, it is told as text."""
    entry = report.story(ops(), WEEK, Facts(arrivals=names, outlets={2: 1}, widest=(f"<script>{title}", 2)))

    assert "<script" not in entry.content
    assert len(entry.summary) < 4_000
