"""Quiet hours and times of digests: what a channel's own clock says, as moments in UTC.

The clock decides. A time that it skips in spring is the first moment after the gap; of one that it shows twice in
autumn, the first counts.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from feedbot.model import Channel, Quiet, Slot
from feedbot.text.words import fold

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_HOUR = timedelta(hours=1)
_FARTHEST = 9  # days from today on: a week later today, and one day that the clock may skip
_SHOWN = 40
_CLOCK = r"([0-9]{1,2})(?:[:.]([0-9]{2}))?"
_QUIET = re.compile(rf"{_CLOCK} ?- ?{_CLOCK}")
_SLOT = re.compile(rf"(?:([^\W\d_]+(?:['’][^\W\d_]+)?)[.,]? )?{_CLOCK}")
_NAMES = (
    "mon monday пн понедельник понеділок",
    "tue tues tuesday вт вторник вівторок",
    "wed wednesday ср среда среду середа середу",
    "thu thur thurs thursday чт четверг четвер",
    "fri friday пт пятница пятницу п'ятниця п'ятницю",
    "sat saturday сб суббота субботу субота суботу",
    "sun sunday вс воскресенье нд неділя неділю",
)
_WEEKDAYS = {fold(name): day for day, names in enumerate(_NAMES) for name in names.split()}


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """When something is told. What has the same `gather` is told in one message; None for one of its own.

    It begins with "digest" or "quiet" and ends with the time on the channel's clock: "digest 2026-11-23T08:00".
    """

    due: datetime
    gather: str | None = None


def quiet(text: str, mode: Literal["hold", "silent"] = "hold") -> Quiet:
    """Hours such as "23:00-07:00" or "23-7"; "24:00" is midnight. Raises ValueError, for people, for anything else."""
    match = _QUIET.fullmatch(fold(text)) if len(text) <= _SHOWN else None
    start = _time(match[1], match[2], most=24) if match else None
    end = _time(match[3], match[4], most=24) if match else None
    if start is None or end is None:
        raise ValueError(f'quiet hours are two times of day such as "23:00-07:00" or "23-7", not "{_short(text)}"')
    if start == end:
        raise ValueError(
            f'quiet hours begin and end at different times, unlike "{_short(text)}"; for a channel that never makes a '
            "sound, say silent = true"
        )
    return Quiet(start=start, end=end, mode=mode)


def slot(text: str) -> Slot:
    """A time such as "08:00", on one day of the week as in "mon 09:00", in English, Russian or Ukrainian.

    Raises ValueError, for people, for anything else.
    """
    match = _SLOT.fullmatch(fold(text)) if len(text) <= _SHOWN else None
    at = _time(match[2], match[3], most=23) if match else None
    weekday = _WEEKDAYS.get(match[1]) if match and match[1] else None
    if match is None or at is None or (match[1] and weekday is None):
        raise ValueError(
            f'a time is one such as "08:00", on each day, or "mon 09:00", on one day of the week, not "{_short(text)}"'
        )
    return Slot(at=at, weekday=weekday)


def _time(hour: str, minute: str | None, *, most: int) -> time | None:
    """A time of day up to `most` hours; None for one that no clock shows."""
    hours, minutes = int(hour), int(minute or 0)
    if hours > most or minutes > 59 or (hours == 24 and minutes):
        return None
    return time(hours % 24, minutes)


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def ends(quiet: Quiet, zone: str, now: datetime) -> datetime | None:
    """The moment at which the quiet hours that hold now are over; None if there are none now.

    They hold while the clock of `zone`, an IANA name, shows a time within them. Where it shows their end twice, that is
    the first time that is after now.
    """
    clock = ZoneInfo(zone)
    end, moment = None, now
    while _within(quiet, shown := moment.astimezone(clock).replace(tzinfo=None)):
        later = quiet.start > quiet.end and shown.time() >= quiet.start
        day = shown.date() + (_DAY if later else timedelta(0))
        first = _moment(clock, day, quiet.end)
        end = moment = first if first > moment else _second(clock, day, quiet.end)
    return end


def _within(quiet: Quiet, shown: datetime) -> bool:
    """Whether a clock that shows this is within the hours: from the start on, before the end."""
    if quiet.start < quiet.end:
        return quiet.start <= shown.time() < quiet.end
    return shown.time() >= quiet.start or shown.time() < quiet.end


def following(slots: Sequence[Slot], zone: str, now: datetime) -> datetime:
    """The next moment after now at which the clock of `zone` shows one of the slots; each comes once a day.

    On a day that the clock skips wholly, a daily slot is left out; a weekly one comes when the next day begins. Raises
    ValueError if there are no slots.
    """
    clock = ZoneInfo(zone)
    today = now.astimezone(clock).date()
    for number in range(_FARTHEST):
        day = today + number * _DAY
        moments = [_moment(clock, day, slot.at) for slot in slots if _comes(slot, clock, day)]
        if later := [moment for moment in moments if moment > now]:
            return min(later)
    raise ValueError("there are no slots, so none follows")


def _comes(slot: Slot, clock: ZoneInfo, day: date) -> bool:
    """Whether a slot comes on a day; a daily one does unless the clock skips the day to cross the date line."""
    if slot.weekday is not None:
        return slot.weekday == day.weekday()
    return day == _moment(clock, day, time(0)).astimezone(clock).date()


def _moment(clock: ZoneInfo, day: date, at: time) -> datetime:
    """The first moment at which a clock shows a time of a day, or, where it never does, a later one."""
    wanted = datetime.combine(day, at.replace(fold=0))
    late = wanted.replace(tzinfo=clock).astimezone(UTC)
    if _shows(clock, late) == wanted:
        return late
    # In a gap (PEP 495): fold 0 reckons with the offset before it, fold 1 with the one after, and it is between them.
    early = _second(clock, day, at)
    while late - early > _SECOND:
        middle = early + (late - early) // 2 // _SECOND * _SECOND
        early, late = (middle, late) if _shows(clock, middle) < wanted else (early, middle)
    return late


def _second(clock: ZoneInfo, day: date, at: time) -> datetime:
    """The second moment at which a clock shows a time of a day; the only one where it does so once."""
    return datetime.combine(day, at, tzinfo=clock).replace(fold=1).astimezone(UTC)


def _shows(clock: ZoneInfo, moment: datetime) -> datetime:
    return moment.astimezone(clock).replace(tzinfo=None)


def when(channel: Channel, now: datetime, *, breaking: bool) -> When:
    """When a channel is told what came now, and in which digest.

    What is breaking is told now. With times for digests all else waits for the next of them, and in quiet hours that
    hold for their end. A digest that falls into such hours comes at their end.
    """
    if breaking:
        return When(due=now)
    due = following(channel.digest, channel.timezone, now) if channel.digest else now
    over = ends(channel.quiet, channel.timezone, due) if channel.quiet and channel.quiet.mode == "hold" else None
    if channel.digest:
        return When(due=over or due, gather=_gather("digest", channel, over or due))
    return When(due=over, gather=_gather("quiet", channel, over)) if over else When(due=now)


def rearranged(channel: Channel, waits: When, now: datetime) -> When | None:
    """When a channel whose hours were changed is told what waits for a digest or a morning; None where that stays.

    It waits for the next moment that the channel has now. Where it has none any more it is told at once, still in one
    message.
    """
    fresh = when(channel, now, breaking=False)
    fresh = replace(fresh, gather=fresh.gather or waits.gather)
    return None if fresh == waits or (fresh.due > waits.due and _comes_then(channel, waits)) else fresh


def _comes_then(channel: Channel, waits: When) -> bool:
    """Whether what waits does so for hours that a channel has."""
    if not channel.digest:
        return when(channel, waits.due - _SECOND, breaking=False) == waits
    # A digest that falls into quiet hours comes at their end, up to a day after its own time.
    moment = waits.due - _DAY - _HOUR
    while moment < waits.due:
        if when(channel, moment, breaking=False) == waits:
            return True
        moment = following(channel.digest, channel.timezone, moment)
    return False


def _gather(kind: str, channel: Channel, due: datetime) -> str:
    """A name that no other moment of the channel has: a time that the clock shows again has its offset with it."""
    local = due.astimezone(ZoneInfo(channel.timezone))
    return f"{kind} {local:%Y-%m-%dT%H:%M}{local.strftime('%z') if local.fold else ''}"


def hushed(channel: Channel, now: datetime, *, breaking: bool) -> bool:
    """Whether a message sent now makes no sound: the channel never does, or it is quiet, but for what is breaking."""
    if channel.silent or breaking or channel.quiet is None:
        return channel.silent
    return ends(channel.quiet, channel.timezone, now) is not None
