"""Quiet hours and slots: how they are read, and what they mean on nights when clocks change."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from typing import Literal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.model import Channel, Quiet, Slot
from feedbot.rules import hours
from tests import make

MINUTE = timedelta(minutes=1)
CHANGES = {
    # Where clocks change, and the moment (UTC) at which they do.
    "Europe/Kyiv": ("2026-03-29T01:00", "2026-10-25T01:00"),
    "America/New_York": ("2026-03-08T07:00", "2026-11-01T06:00"),
    "Australia/Lord_Howe": ("2026-04-04T15:00", "2026-10-03T15:30"),
    "Pacific/Apia": ("2011-12-30T10:00",),
    "Pacific/Kwajalein": ("1993-08-21T12:00",),
    "America/Havana": ("2026-03-08T05:00", "2026-11-01T05:00"),
    "Asia/Beirut": ("2025-03-29T22:00", "2025-10-25T21:00"),
    "Africa/Cairo": ("2025-04-24T22:00", "2025-10-30T21:00"),
    "America/Nuuk": ("2025-03-30T01:00", "2025-10-26T01:00"),
    "Asia/Tokyo": ("2026-03-29T01:00",),
    "Asia/Kathmandu": ("2028-02-29T00:00",),
    "UTC": ("2027-12-31T23:59",),
}
NIGHTS = [(zone, utc) for zone, moments in CHANGES.items() for utc in moments]


def at(text: str) -> datetime:
    """A moment in UTC as ISO 8601 writes it."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def shows(zone: str, moment: datetime) -> datetime:
    """What a clock on the wall shows."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def within(quiet: Quiet, zone: str, moment: datetime) -> bool:
    """Whether the clock on the wall is within the hours, minute by minute."""
    day = [time(number // 60, number % 60) for number in range(1440)]
    start, end = day.index(quiet.start), day.index(quiet.end)
    hushed = day[start:end] if start < end else day[start:] + day[:end]
    return shows(zone, moment).time().replace(second=0, microsecond=0) in hushed


def channel(zone: str = "Europe/Kyiv", *, quiet: str = "", mode: Literal["hold", "silent"] = "hold") -> Channel:
    """A channel with quiet hours, if any."""
    return make.channel(timezone=zone, quiet=hours.quiet(quiet, mode) if quiet else None)


TIMES = st.times().map(lambda moment: moment.replace(second=0, microsecond=0))
WINDOWS = st.tuples(TIMES, TIMES).filter(lambda pair: pair[0] != pair[1])
QUIETS = WINDOWS.map(lambda pair: Quiet(start=pair[0], end=pair[1]))


@st.composite
def moments(draw: st.DrawFn) -> tuple[str, datetime]:
    """A zone, and a moment within two days of a change of its clock."""
    zone, utc = draw(st.sampled_from(NIGHTS))
    return zone, at(utc) + timedelta(minutes=draw(st.integers(-2880, 2880)))


@st.composite
def close(draw: st.DrawFn) -> tuple[Quiet, str, datetime]:
    """Quiet hours that begin and end near a change of a clock, and a moment near it."""
    zone, utc = draw(st.sampled_from(NIGHTS))
    near = st.integers(-150, 150).map(lambda number: timedelta(minutes=number))
    start, end = (shows(zone, at(utc) + draw(near)).time().replace(second=0) for _ in range(2))
    quiet = Quiet(start=start, end=end if end != start else (datetime.combine(at(utc), end) + MINUTE).time())
    return quiet, zone, at(utc) + draw(near)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("23:00-07:00", time(23), time(7)),
        ("23-7", time(23), time(7)),
        ("23:00–07:00", time(23), time(7)),
        (" 23:00 — 07:30 ", time(23), time(7, 30)),
        ("13.15-14.45", time(13, 15), time(14, 45)),
        ("22-24", time(22), time(0)),
        ("24:00-6", time(0), time(6)),
    ],
)
def test_quiet_hours_are_read_as_people_write_them(text: str, start: time, end: time) -> None:
    """Full hours, minutes, any dash, a point for a colon, midnight as 24."""
    assert Quiet(start=start, end=end, mode="silent") == hours.quiet(text, "silent")
    assert "hold" == hours.quiet(text).mode


@pytest.mark.parametrize(
    "text", ["", "23", "25-7", "23-24:01", "23:60-7", "23:00-", "1-2-3", "a-b", "-1-7", "٣-٧", "1" * 99]
)
def test_other_quiet_hours_are_refused(text: str) -> None:
    """The message shows how hours are written, and no more than 40 letters of what was."""
    with pytest.raises(ValueError, match='such as "23:00-07:00"') as caught:
        hours.quiet(text)

    assert 140 > len(str(caught.value))


def test_quiet_hours_without_a_length_are_refused() -> None:
    """Nobody can tell whether they mean all of the day or nothing; silent channels have a key of their own."""
    with pytest.raises(ValueError, match="silent = true"):
        hours.quiet("0-24")


@pytest.mark.parametrize(
    ("text", "weekday", "moment"),
    [
        ("08:00", None, time(8)),
        ("8", None, time(8)),
        ("23:59", None, time(23, 59)),
        ("mon 09:00", 0, time(9)),
        ("Monday 9:00", 0, time(9)),
        ("tues, 9.30", 1, time(9, 30)),
        ("пн 09:00", 0, time(9)),
        ("пн. 09:00", 0, time(9)),
        ("СРЕДУ 7", 2, time(7)),
        ("середу 7", 2, time(7)),
        ("пʼятниця 18:00", 4, time(18)),
        ("п'ятницю 18:00", 4, time(18)),
        ("сб 0:00", 5, time(0)),
        ("вс 10", 6, time(10)),
        ("нд 10", 6, time(10)),
    ],
)
def test_slots_are_read_as_people_write_them(text: str, weekday: int | None, moment: time) -> None:
    """A time of each day, or of one day of the week in three languages, short or in full."""
    assert Slot(at=moment, weekday=weekday) == hours.slot(text)


@pytest.mark.parametrize(
    "text", ["", "mon", "24:00", "8:60", "maanantai 9:00", "mon tue 9:00", "9:00 mon", "x" * 10**6]
)
def test_other_slots_are_refused(text: str) -> None:
    """The message shows how a slot is written."""
    with pytest.raises(ValueError, match='such as "08:00", on each day, or "mon 09:00"'):
        hours.slot(text)


@given(st.text(max_size=60))
def test_reading_raises_nothing_else(text: str) -> None:
    """Whatever is written, there is a value or a ValueError."""
    for read in (hours.quiet, hours.slot):
        try:
            read(text)
        except ValueError as error:
            assert str(error)


@pytest.mark.parametrize(
    ("zone", "quiet", "now", "end"),
    [
        # Plain nights: before, at the start, within, at the end.
        ("Europe/Kyiv", "23-7", "2026-11-22T20:59", None),
        ("Europe/Kyiv", "23-7", "2026-11-22T21:00", "2026-11-23T05:00"),
        ("Europe/Kyiv", "23-7", "2026-11-23T04:59", "2026-11-23T05:00"),
        ("Europe/Kyiv", "23-7", "2026-11-23T05:00", None),
        ("Europe/Kyiv", "13-15", "2026-11-23T11:30", "2026-11-23T13:00"),
        ("Asia/Kathmandu", "23-7", "2026-11-22T18:00", "2026-11-23T01:15"),
        # The end of a year, and of a February of a leap year and of another.
        ("UTC", "23-7", "2026-12-31T23:30", "2027-01-01T07:00"),
        ("UTC", "23-7", "2028-02-28T23:30", "2028-02-29T07:00"),
        ("UTC", "23-7", "2028-02-29T23:30", "2028-03-01T07:00"),
        ("UTC", "23-7", "2027-02-28T23:30", "2027-03-01T07:00"),
        # Spring: a night is an hour shorter; the end is in the gap, the start is, all of it is.
        ("Europe/Kyiv", "23-7", "2026-03-28T21:00", "2026-03-29T04:00"),
        ("Europe/Kyiv", "23-3:30", "2026-03-28T22:00", "2026-03-29T01:00"),
        ("Europe/Kyiv", "3:30-5", "2026-03-29T00:59", None),
        ("Europe/Kyiv", "3:30-5", "2026-03-29T01:00", "2026-03-29T02:00"),
        ("Europe/Kyiv", "3:10-3:50", "2026-03-29T00:59", None),
        ("Europe/Kyiv", "3:10-3:50", "2026-03-29T01:00", None),
        # Autumn: a night is an hour longer; an end that comes twice counts once, unless it is over.
        ("Europe/Kyiv", "23-7", "2026-10-24T20:00", "2026-10-25T05:00"),
        ("Europe/Kyiv", "23-3:30", "2026-10-24T22:00", "2026-10-25T00:30"),
        ("Europe/Kyiv", "23-3:30", "2026-10-25T00:45", None),
        ("Europe/Kyiv", "23-3:30", "2026-10-25T01:15", "2026-10-25T01:30"),
        ("Europe/Kyiv", "23-4", "2026-10-25T00:59", "2026-10-25T02:00"),
        ("Europe/Kyiv", "3:30-8", "2026-10-25T00:40", "2026-10-25T06:00"),
        # Half an hour forward on Lord Howe, at 02:00, and back again.
        ("Australia/Lord_Howe", "23-2:15", "2026-10-03T14:00", "2026-10-03T15:30"),
        ("Australia/Lord_Howe", "23-7", "2026-04-04T13:00", "2026-04-04T20:30"),
        # Samoa had no 30 December 2011: the night of the 29th ends on the 31st.
        ("Pacific/Apia", "23-7", "2011-12-30T09:30", "2011-12-30T17:00"),
        # Midnight itself is skipped in Havana, Beirut and Cairo, and the hour before it on Greenland.
        ("America/Havana", "22-0:30", "2026-03-08T04:00", "2026-03-08T05:00"),
        ("Asia/Beirut", "22-24", "2025-03-29T21:00", "2025-03-29T22:00"),
        ("Africa/Cairo", "0:10-0:50", "2025-04-24T22:00", None),
        ("America/Nuuk", "22-23:30", "2025-03-30T00:30", "2025-03-30T01:00"),
        # The hour before midnight comes twice in Cairo.
        ("Africa/Cairo", "22-23:30", "2025-10-30T20:00", "2025-10-30T20:30"),
        ("Africa/Cairo", "22-23:30", "2025-10-30T21:10", "2025-10-30T21:30"),
        ("Africa/Cairo", "23:30-7", "2025-10-30T20:45", "2025-10-31T05:00"),
    ],
)
def test_the_end_of_quiet_hours(zone: str, quiet: str, now: str, end: str | None) -> None:
    """The end is when the clock on the wall leaves them, whatever it does in that night."""
    assert (end and at(end)) == hours.ends(hours.quiet(quiet), zone, at(now))


@given(st.one_of(close(), st.tuples(QUIETS, moments()).map(lambda drawn: (drawn[0], *drawn[1]))))
def test_it_is_quiet_while_the_clock_says_so(drawn: tuple[Quiet, str, datetime]) -> None:
    """It is quiet exactly within the hours; their end is later, is not quiet, and what is just before it is."""
    quiet, zone, now = drawn
    end = hours.ends(quiet, zone, now)

    assert within(quiet, zone, now) == (end is not None)
    if end is not None:
        assert end > now
        assert not within(quiet, zone, end)
        assert within(quiet, zone, end - MINUTE)


@pytest.mark.parametrize(
    ("zone", "slots", "now", "next"),
    [
        ("Europe/Kyiv", "8:00", "2026-11-23T05:59", "2026-11-23T06:00"),
        ("Europe/Kyiv", "8:00", "2026-11-23T06:00", "2026-11-24T06:00"),
        ("Europe/Kyiv", "20:00 | 8:00", "2026-11-23T06:00", "2026-11-23T18:00"),
        ("Europe/Kyiv", "mon 9:00", "2026-11-23T06:59", "2026-11-23T07:00"),
        ("Europe/Kyiv", "mon 9:00", "2026-11-23T07:00", "2026-11-30T07:00"),
        ("Europe/Kyiv", "sun 9:00 | 8:00", "2026-11-29T06:00", "2026-11-29T07:00"),
        # The local day is another than that in UTC.
        ("Asia/Tokyo", "mon 0:30", "2026-11-22T15:00", "2026-11-22T15:30"),
        ("America/New_York", "sun 23:30", "2026-11-23T04:00", "2026-11-23T04:30"),
        # A year ends; 29 February is there and is not.
        ("UTC", "0:00", "2026-12-31T12:00", "2027-01-01T00:00"),
        ("UTC", "8:00", "2028-02-28T08:00", "2028-02-29T08:00"),
        ("UTC", "8:00", "2027-02-28T08:00", "2027-03-01T08:00"),
        ("UTC", "tue 8:00", "2028-02-23T00:00", "2028-02-29T08:00"),
        # In the gap of a spring night: the first moment after it, also for two slots, and then as ever.
        ("Europe/Kyiv", "3:30", "2026-03-28T12:00", "2026-03-29T01:00"),
        ("Europe/Kyiv", "3:15 | 3:45", "2026-03-28T12:00", "2026-03-29T01:00"),
        ("Europe/Kyiv", "3:15 | 3:45", "2026-03-29T01:00", "2026-03-30T00:15"),
        ("Australia/Lord_Howe", "2:10", "2026-10-03T12:00", "2026-10-03T15:30"),
        ("America/Havana", "0:00", "2026-03-08T02:00", "2026-03-08T05:00"),
        ("Asia/Beirut", "sun 0:30", "2025-03-29T12:00", "2025-03-29T22:00"),
        ("America/Nuuk", "sat 23:30", "2025-03-29T12:00", "2025-03-30T01:00"),
        ("America/Nuuk", "23:30", "2025-03-30T01:00", "2025-03-31T00:30"),
        # Twice in an autumn night: the first time counts, the second is none.
        ("Europe/Kyiv", "3:30", "2026-10-24T12:00", "2026-10-25T00:30"),
        ("Europe/Kyiv", "3:30", "2026-10-25T00:30", "2026-10-26T01:30"),
        ("Europe/Kyiv", "3:30", "2026-10-25T01:10", "2026-10-26T01:30"),
        ("Africa/Cairo", "23:15", "2025-10-30T20:15", "2025-10-31T21:15"),
        ("Australia/Lord_Howe", "1:45", "2026-04-04T12:00", "2026-04-04T14:45"),
        # A day that is skipped has no daily slot; the weekly one comes as soon as the clock goes on.
        ("Pacific/Apia", "8:00", "2011-12-29T18:00", "2011-12-30T18:00"),
        ("Pacific/Apia", "fri 8:00", "2011-12-29T18:00", "2011-12-30T10:00"),
        ("Pacific/Apia", "fri 8:00", "2011-12-30T10:00", "2012-01-05T18:00"),
    ],
)
def test_the_next_slot(zone: str, slots: str, now: str, next: str) -> None:
    """It is strictly after now, and once a day whatever the clock does."""
    read = [hours.slot(text.strip()) for text in slots.split("|")]

    assert at(next) == hours.following(read, zone, at(now))


def test_without_slots_none_follows() -> None:
    """Nothing is made up where nothing was asked for."""
    with pytest.raises(ValueError, match="no slots"):
        hours.following((), "UTC", make.NOW)


def told(slot: Slot, zone: str, now: datetime) -> Iterator[datetime]:
    """The next five moments of a slot, the first of them after now."""
    for _ in range(5):
        now = hours.following([slot], zone, now)
        yield now


@given(TIMES, moments())
def test_a_daily_slot_comes_once_a_day(moment: time, drawn: tuple[str, datetime]) -> None:
    """Slots are later than now, about a day apart, and the clock shows their time or has just skipped it."""
    zone, now = drawn
    come = list(told(Slot(at=moment), zone, now))

    assert now < come[0]
    for earlier, later in pairwise([now, *come]):
        assert timedelta(0) < later - earlier < timedelta(hours=26)
    for earlier, later in pairwise(come):
        assert timedelta(hours=22) <= later - earlier
    for each in come:
        if moment != shows(zone, each).time():
            before = datetime.combine(shows(zone, each - MINUTE), moment)
            skipped = before if before > shows(zone, each - MINUTE) else before + timedelta(days=1)
            assert shows(zone, each - MINUTE) < skipped < shows(zone, each)


@given(TIMES, st.integers(0, 6), moments())
def test_a_weekly_slot_comes_once_a_week(moment: time, weekday: int, drawn: tuple[str, datetime]) -> None:
    """Weekly slots are about a week apart, and on their weekday wherever the clock shows their time."""
    zone, now = drawn
    come = list(told(Slot(at=moment, weekday=weekday), zone, now))

    assert now < come[0] <= now + timedelta(days=7, hours=26)
    for earlier, later in pairwise(come):
        assert timedelta(days=5, hours=20) <= later - earlier <= timedelta(days=8, hours=2)
    for each in come:
        assert moment != shows(zone, each).time() or weekday == shows(zone, each).weekday()


def test_what_is_breaking_is_told_now() -> None:
    """Neither quiet hours nor digests hold it."""
    night = at("2026-11-22T22:00")
    held = make.channel(timezone="Europe/Kyiv", quiet=hours.quiet("23-7"), digest=(hours.slot("8:00"),))

    assert hours.When(due=night) == hours.when(held, night, breaking=True)


def test_what_comes_by_day_is_told_now() -> None:
    """Without a digest nothing waits while it is not quiet, nor where quiet hours only hush."""
    day, night = at("2026-11-23T12:00"), at("2026-11-22T22:00")

    assert hours.When(due=day) == hours.when(channel(), day, breaking=False)
    assert hours.When(due=day) == hours.when(channel(quiet="23-7"), day, breaking=False)
    assert hours.When(due=night) == hours.when(channel(quiet="23-7", mode="silent"), night, breaking=False)


def test_quiet_hours_gather_what_they_hold() -> None:
    """All that comes in one night is told when it ends, under the local time of that."""
    expected = hours.When(due=at("2026-11-23T05:00"), gather="quiet 2026-11-23T07:00")

    assert expected == hours.when(channel(quiet="23-7"), at("2026-11-22T21:00"), breaking=False)
    assert expected == hours.when(channel(quiet="23-7"), at("2026-11-23T04:59"), breaking=False)


def test_digests_gather_until_their_time() -> None:
    """With digests all waits for the next one, under its local time."""
    daily = make.channel(timezone="Europe/Kyiv", digest=(hours.slot("8:00"), hours.slot("20:00")))

    expected = hours.When(due=at("2026-11-23T18:00"), gather="digest 2026-11-23T20:00")
    assert expected == hours.when(daily, at("2026-11-23T06:00"), breaking=False)


@pytest.mark.parametrize(
    ("mode", "due", "gather"),
    [
        ("hold", "2026-11-23T05:00", "digest 2026-11-23T07:00"),
        ("silent", "2026-11-22T22:00", "digest 2026-11-23T00:00"),
    ],
)
def test_a_digest_in_the_night(mode: Literal["hold", "silent"], due: str, gather: str) -> None:
    """It waits for the morning where the night holds, and comes at its time where the night only hushes."""
    late = make.channel(timezone="Europe/Kyiv", quiet=hours.quiet("23-7", mode), digest=(hours.slot("0:00"),))

    assert hours.When(due=at(due), gather=gather) == hours.when(late, at("2026-11-22T12:00"), breaking=False)


@given(
    st.sampled_from(["", "23:00-07:00", "12-13"]),
    st.lists(TIMES, max_size=2),
    moments(),
    st.floats(0, 1, exclude_max=True),
)
def test_hours_that_did_not_change_move_nothing(
    quiet: str, times: list[time], drawn: tuple[str, datetime], share: float
) -> None:
    """Whenever it is asked while something waits, the channel that it waits for tells it when it was to."""
    zone, now = drawn
    daily = replace(channel(zone, quiet=quiet), digest=tuple(Slot(at=each) for each in times))
    waits = hours.when(daily, now, breaking=False)
    if waits.gather is None or (waits.due - now) > timedelta(hours=30):  # a clock that skips a day
        return

    assert hours.rearranged(daily, waits, now + share * (waits.due - now)) is None


@pytest.mark.parametrize(
    ("digest", "quiet", "due", "gather"),
    [
        ("10:00", "", "2026-01-15T10:00", "digest 2026-01-15T10:00"),
        ("07:00", "", "2026-01-16T07:00", "digest 2026-01-16T07:00"),
        ("18:00", "", "2026-01-15T18:00", "digest 2026-01-15T18:00"),
        ("", "", "2026-01-15T09:00", "digest 2026-01-15T20:00"),
        ("", "8-12", "2026-01-15T12:00", "quiet 2026-01-15T12:00"),
    ],
)
def test_changed_hours_move_what_waits(digest: str, quiet: str, due: str, gather: str) -> None:
    """What waits at nine for the digest of eight in the evening follows the hours that the channel has now.

    Without any it is told at once, as the digest that it was to be.
    """
    changed = replace(channel("UTC", quiet=quiet), digest=(hours.slot(digest),) if digest else ())
    waits = hours.When(due=at("2026-01-15T20:00"), gather="digest 2026-01-15T20:00")

    assert hours.When(due=at(due), gather=gather) == hours.rearranged(changed, waits, at("2026-01-15T09:00"))


def test_a_delay_moves_nothing_that_has_its_hour() -> None:
    """What waits for a morning that the channel has is told then, though what comes now would be told later."""
    waits = hours.When(due=at("2026-01-15T07:00"), gather="quiet 2026-01-15T07:00")

    assert hours.rearranged(channel("UTC", quiet="23-7"), waits, at("2026-01-15T07:05")) is None
    later = hours.rearranged(channel("UTC", quiet="23-8"), waits, at("2026-01-15T07:05"))
    assert hours.When(due=at("2026-01-15T08:00"), gather="quiet 2026-01-15T08:00") == later


def test_a_digest_moves_to_a_later_hour_unless_it_has_one() -> None:
    """A digest whose hour is no more waits for the next; one whose hour stands comes then, whatever comes later."""
    waits = hours.When(due=at("2026-01-15T09:30"), gather="digest 2026-01-15T09:30")
    ten, half = (replace(channel("UTC"), digest=(hours.slot(each),)) for each in ("10:00", "9:30"))
    later = hours.When(due=at("2026-01-15T10:00"), gather="digest 2026-01-15T10:00")

    assert later == hours.rearranged(ten, waits, at("2026-01-15T09:00"))
    assert hours.rearranged(half, waits, at("2026-01-15T09:35")) is None


def test_two_ends_on_one_clock_have_two_names() -> None:
    """What comes after the first end of a night that ends twice is not added to a digest that was told."""
    night = channel(quiet="23-3:30")
    first = hours.when(night, at("2026-10-24T22:00"), breaking=False)
    second = hours.when(night, at("2026-10-25T01:15"), breaking=False)

    assert hours.When(due=at("2026-10-25T00:30"), gather="quiet 2026-10-25T03:30") == first
    assert hours.When(due=at("2026-10-25T01:30"), gather="quiet 2026-10-25T03:30+0200") == second


@given(QUIETS, st.lists(TIMES, max_size=2), moments())
def test_what_is_gathered_under_one_name_is_due_together(
    quiet: Quiet, times: list[time], drawn: tuple[str, datetime]
) -> None:
    """A name has one moment, which is not past and in no hours that hold; without a name it is told now."""
    zone, now = drawn
    wanted = make.channel(timezone=zone, quiet=quiet, digest=tuple(Slot(at=each) for each in times))
    dues: dict[str | None, datetime] = {}
    for number in range(12):
        moment = now + timedelta(hours=number)
        when = hours.when(wanted, moment, breaking=False)
        assert moment <= when.due
        assert not within(quiet, zone, when.due)
        assert when.gather or when.due == moment
        assert when.gather is None or when.due == dues.setdefault(when.gather, when.due)


@pytest.mark.parametrize(
    ("quiet", "mode", "silent", "breaking", "hushed"),
    [
        ("", "hold", False, False, False),
        ("", "hold", True, False, True),
        ("", "hold", True, True, True),
        ("23-7", "silent", False, False, True),
        ("23-7", "silent", False, True, False),
        ("23-7", "hold", False, False, True),
        ("23-7", "hold", False, True, False),
        ("13-15", "silent", False, False, False),
        ("13-15", "silent", True, False, True),
    ],
)
def test_who_makes_a_sound_at_midnight(
    quiet: str, mode: Literal["hold", "silent"], *, silent: bool, breaking: bool, hushed: bool
) -> None:
    """A silent channel never does; in quiet hours only what is breaking does, even if it is late and was not held."""
    told = make.channel(timezone="Europe/Kyiv", silent=silent, quiet=hours.quiet(quiet, mode) if quiet else None)

    assert hushed == hours.hushed(told, at("2026-11-22T22:00"), breaking=breaking)
