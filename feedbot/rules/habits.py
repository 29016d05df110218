"""What is usual for a source: learnt by each visit, and how far it must be left before somebody is told."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from feedbot.model import Cursor, Document, Failed, Find, Habits, Harvest, Unchanged

DAY = timedelta(days=1)

MANY = 5
"""An encoding or a language is told as changed after so many readings in a row."""

_USUAL = 20
"""What was read so many times in a row is taken as usual."""

_HOURS = 24
_TIMES = 3
_ABOVE_ALL = 2
_SHORTEST = timedelta(hours=6)
_RIPE = ((20, 14 * DAY), (10, 300 * DAY))
_NEAR = timedelta(days=7)
_LATE = timedelta(hours=1)
_ADOPTED = 14 * DAY


class Traits(NamedTuple):
    """What is learnt besides: counts, and moments in seconds since 1970, 0 for none.

    `began` is when learning did, `arrivals` counts visits that brought something new after the first. `last` is the
    number of items of the last document; `lean` counts visits in a row with far fewer than usual, from `thin` on;
    `refilled` how often none became some by itself. `strange` readings began at `odd`. `tongue` counts readings in a
    row in another language, from `spoken` on, and `sure` those that agreed on the usual one. `issued` is when the
    certificate was first seen.
    """

    began: int = 0
    arrivals: int = 0
    last: int = 0
    lean: int = 0
    thin: int = 0
    refilled: int = 0
    odd: int = 0
    tongue: int = 0
    spoken: int = 0
    sure: int = 0
    issued: int = 0


def traits(habits: Habits) -> Traits:
    """What a source's habits tell besides their other fields."""
    return Traits(*habits.traits[: len(Traits._fields)])


def moment(seconds: int) -> datetime:
    """The moment so many seconds after 1970 began."""
    return datetime.fromtimestamp(seconds, UTC)


def learn(cursor: Cursor, harvest: Harvest, *, opened: int, now: datetime) -> Habits:
    """The habits of a source after a visit that opened so many entries; one that failed teaches nothing.

    What the first visit finds had been there before, so it tells nothing of the rhythm. A document that a hub pushed
    may be a part, so it tells of the rhythm only. A document that is still the same counts as another visit with as
    few items as it has.
    """
    habits, visit = cursor.habits, harvest.visit
    if isinstance(visit, Failed):
        return habits
    more = traits(habits)
    first = more.began == 0
    if first:
        more = more._replace(began=_seconds(now))
    if visit.certificate is not None and visit.certificate != habits.certificate:
        habits = replace(habits, certificate=visit.certificate)
        more = more._replace(issued=_seconds(now))
    match visit:
        case Document(pushed=False):
            habits, more = _read(habits, more, harvest, now)
        case Unchanged() if more.lean:
            more = more._replace(lean=more.lean + 1)
    if not habits.silences or habits.traits != more:
        habits = replace(habits, silences=_hours(habits), traits=tuple(more))
    return _arrived(habits, harvest, now) if opened and not first else habits


def patience(habits: Habits, at: datetime) -> timedelta | None:
    """How long a source may be silent at that hour of the day; None while too little is known.

    Three times the longest silence that was ever seen at that hour, and twice the longest of all, but at least six
    hours. Known is a rhythm of 20 visits that brought something new in 14 days or more, so two weekends are part of it;
    or, for what is seldom, of 10 in 300 days.

    Of 60 simulated sources of each rhythm none was late in a year, but for one of those that come by mere chance once
    a day; a stop was told after a day (hourly news, 14 hours where it is busy), 3.5 days (daily), 5.5 to 8.5 days
    (weekdays), 24 days (weekly) and 100 days (monthly).
    """
    more = traits(habits)
    age = at - moment(more.began)
    if not any(more.arrivals >= count and age >= length for count, length in _RIPE):
        return None
    silences = _hours(habits)
    longest = max(_TIMES * silences[at.astimezone(UTC).hour], _ABOVE_ALL * max(silences))
    return max(timedelta(seconds=longest), _SHORTEST)


def notice(habits: Habits) -> timedelta:
    """How long before its end a certificate should have been renewed: a week, or a third of a short one's life."""
    issued = traits(habits).issued
    if habits.certificate is None or not issued:
        return _NEAR
    return min(_NEAR, (habits.certificate - moment(issued)) / 3)


def _read(habits: Habits, more: Traits, harvest: Harvest, now: datetime) -> tuple[Habits, Traits]:
    """What a whole document teaches: its number of items, its encoding, its language."""
    if not (isinstance(harvest.visit, Document) and harvest.visit.partial):
        habits, more = _counted(habits, more, harvest.items, now)
    habits, more = _decoded(habits, more, harvest.decoded, now)
    habits, more = _spoken(habits, more, harvest.finds, now)
    return replace(habits, readings=habits.readings + 1), more._replace(last=harvest.items)


def _counted(habits: Habits, more: Traits, items: int, now: datetime) -> tuple[Habits, Traits]:
    usual = habits.items
    if (usual >= 10 and items * 5 < usual) or (usual >= 3 and items == 0):
        thin = more.thin or _seconds(now)
        if items == 0 or _seconds(now) - thin < _ADOPTED.total_seconds():
            return habits, more._replace(lean=more.lean + 1, thin=thin)
        usual = items
    elif habits.readings == 0:
        usual = items
    else:
        apart = items - usual
        usual += (abs(apart) + 7) // 8 * (1 if apart > 0 else -1)
    refilled = more.refilled + bool(more.lean and not more.last)
    return replace(habits, items=usual), more._replace(lean=0, thin=0, refilled=refilled)


def _decoded(habits: Habits, more: Traits, decoded: str, now: datetime) -> tuple[Habits, Traits]:
    encoding = decoded.partition(":")[0].strip()
    if not encoding:
        return habits, more
    if encoding == habits.encoding or not habits.encoding or habits.strange + 1 >= _USUAL:
        return replace(habits, encoding=encoding, strange=0), more._replace(odd=0)
    return replace(habits, strange=habits.strange + 1), more._replace(odd=more.odd or _seconds(now))


def _spoken(habits: Habits, more: Traits, finds: tuple[Find, ...], now: datetime) -> tuple[Habits, Traits]:
    """The usual language is settled by many readings that agree; a source that mixes two never has one for long."""
    language = _language(finds)
    if not language:
        return habits, more
    if language == habits.language:
        sure = more.sure // 2 if more.tongue else min(more.sure, _USUAL * 2)
        return habits, more._replace(sure=sure + 1, tongue=0, spoken=0)
    if more.sure >= _USUAL and more.tongue + 1 < _USUAL:
        return habits, more._replace(tongue=more.tongue + 1, spoken=more.spoken or _seconds(now))
    if more.sure > 1 and more.sure < _USUAL:
        return habits, more._replace(sure=more.sure // 2)
    sure = _USUAL if more.tongue else 1
    return replace(habits, language=language), more._replace(sure=sure, tongue=0, spoken=0)


def _language(finds: tuple[Find, ...]) -> str:
    """The language that most of the entries are in, as a bare tag ("uk"); empty if none is."""
    tags = Counter((find.entry.language or "").lower().partition("-")[0] for find in finds)
    language, count = tags.most_common(1)[0] if tags else ("", 0)
    return language if count * 2 > len(finds) else ""


def _arrived(habits: Habits, harvest: Harvest, now: datetime) -> Habits:
    """A silence ended; how long it was at each of the last 24 hours is remembered.

    It lasted until the visit before, if this one was late or others failed meanwhile: nobody knows more. A silence that
    was too long already teaches as much as was allowed, so one standstill does not make the next one go unnoticed.
    """
    more = traits(habits)
    silences = list(_hours(habits))
    if habits.newest is not None:
        before = harvest.cursor
        punctual = before.failures == 0 and now - before.due <= _LATE
        end = now if punctual else min(before.visited or now, now)
        allowed = patience(habits, end) or now - habits.newest
        for back in range(_HOURS):
            at = end - timedelta(hours=back)
            if at <= habits.newest:
                break
            hour = at.astimezone(UTC).hour
            silences[hour] = max(silences[hour], int(min(at - habits.newest, allowed).total_seconds()))
    return replace(
        habits, silences=tuple(silences), traits=tuple(more._replace(arrivals=more.arrivals + 1)), newest=now
    )


def _hours(habits: Habits) -> tuple[int, ...]:
    return habits.silences or (0,) * _HOURS


def _seconds(at: datetime) -> int:
    return int(at.timestamp())
