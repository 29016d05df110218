"""When to visit a source again, and every term that went into it."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, assert_never

from feedbot.model import Cursor, Document, Failed, Harvest, Hints, Hop, Unchanged
from feedbot.text.lengths import span

_DAY = timedelta(hours=24)
_WEEK = timedelta(days=7)
_SILENT = 8
_HOUR = timedelta(hours=1)
_MINUTE = timedelta(minutes=1)
_OFTEN = timedelta(minutes=15)
_MOVES = 3
_DAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """How often a source is visited, and `because` of what; never more often than each `floor`.

    `free` is True where no config has named it, so that it may be made longer.
    """

    every: timedelta
    floor: timedelta
    because: str
    free: bool = True


def interval(explicit: timedelta | None, usual: timedelta, floor: timedelta, gap: timedelta | None) -> Interval:
    """How often a source is visited.

    What the config says; else half the mean gap between its entries, from 15 minutes to a day; else what is `usual` for
    its kind. Never less than the kind's `floor`. What is looked at every few seconds, a folder, has no rhythm.
    """
    if explicit is not None:
        every, because = explicit, f"the config says every {span(explicit)}"
    elif gap is not None and usual >= _MINUTE:
        every = min(max(gap / 2, _OFTEN), _DAY)
        because = f"{span(every)}: half the mean time between its entries of the last week, 15 minutes to a day"
    else:
        every, because = usual, f"{span(usual)} is usual for its kind"
    if every < floor:
        because += f", and its kind is never visited more often than every {span(floor)}"
    return Interval(every=max(every, floor), floor=floor, because=because, free=explicit is None)


def rhythm(published: Iterable[datetime], now: datetime) -> timedelta | None:
    """The mean time between entries of the last week, a week if all are older; None when no date is known.

    A document that does not reach back so far has room for what came since its oldest entry: that is what it tells of.
    """
    past = [moment for moment in published if moment <= now]
    count = sum(now - _WEEK < moment for moment in past)
    told = now - min(past) if 1 < len(past) == count else _WEEK
    return told / max(count, 1) if past else None


def slowed(gap: timedelta | None, newest: datetime | None, now: datetime) -> timedelta | None:
    """The mean time between entries of a source that has had no new one since `newest`: an eighth of that at least."""
    return gap if gap is None or newest is None else max(gap, (now - newest) / _SILENT)


def address(cursor: Cursor, url: str, now: datetime) -> str:
    """Where a source is visited: its url, or where it moved for good.

    A move counts after three visits in a row that permanent redirects led to one place, over a day or more.
    """
    settled = cursor.moves >= _MOVES and cursor.since is not None and now - cursor.since >= _DAY
    return cursor.moved if settled and cursor.moved else url


def after(harvest: Harvest, interval: Interval, now: datetime) -> Cursor:
    """The cursor a visit leaves behind: due again, no longer leased, with what was learnt and why it is due then.

    A visit that worked is repeated after `interval.every`, a tenth more or less so that sources do not move in step, or
    later if the server or the document asks so (up to a day, and never sooner than asked), outside their skipHours and
    skipDays. Without validators it is repeated hourly at most, while a hub pushes daily, unless the config says how
    often. A failed one is repeated after twice the time each, up to a day (a minute for what is visited more often than
    once a minute), and never sooner than the server's Retry-After; a move is forgotten after three of them in a row. A
    document that a hub pushed is a visit that worked, but as it may be a part it teaches nothing else.
    """
    cursor, visit = harvest.cursor, harvest.visit
    match visit:
        case Failed():
            learnt = _failed(cursor, visit, interval, now)
        case Document(pushed=False):
            # Its hub should have told us of what is new; until it tells of others, it is not relied on.
            cursor = replace(cursor, pushed=None) if harvest.finds else cursor
            learnt = _worked(cursor, visit, harvest.hints, interval, now) | _moving(cursor, visit.hops, now)
            learnt |= {name: getattr(harvest, name) for name in _READ}
        case Document():
            learnt = _worked(cursor, visit, cursor.hints, interval, now)
        case Unchanged():
            learnt = _worked(cursor, visit, cursor.hints, interval, now) | _moving(cursor, visit.hops, now)
        case _:
            assert_never(visit)
    return _kept_off(replace(cursor, lease=None, tried=now, **learnt))


_READ = ("notes", "gap", "decoded", "naming", "evidence")
"""What a document teaches that was read whole."""


def _failed(cursor: Cursor, visit: Failed, interval: Interval, now: datetime) -> dict[str, Any]:
    """What a visit that failed changes."""
    wait, terms = _retry(cursor, visit, interval)
    later = _varied(wait, cursor.source, now, up_only=True)
    failures = cursor.failures + 1
    forgotten = {"moved": None, "moves": 0, "since": None} if failures >= _MOVES else {}
    return forgotten | {
        "due": now + later,
        "terms": (*terms, *_chance(wait, later)),
        "error": visit.reason,
        "fault": visit.fault,
        "failing": cursor.failing or now,
        "failures": failures,
        "gone": visit.gone,
    }


def _worked(
    cursor: Cursor, visit: Document | Unchanged, said: Hints, interval: Interval, now: datetime
) -> dict[str, Any]:
    """What a visit that worked changes; the document, or the last that came, `said` how often to come."""
    due, terms = _next(cursor, interval, visit.hints, said, now)
    hub, topic = visit.hints.hub or said.hub, visit.hints.topic or said.topic
    return {
        "due": due,
        "terms": terms,
        "visited": now,
        "error": None,
        "fault": None,
        "failing": None,
        "failures": 0,
        "memo": visit.memo,
        "hints": said if (hub, topic) == (said.hub, said.topic) else replace(said, hub=hub, topic=topic),
    }


def _retry(cursor: Cursor, visit: Failed, interval: Interval) -> tuple[timedelta, tuple[str, ...]]:
    """How long to wait after a failure, at least, and the terms of it."""
    back = _backoff(interval.every, cursor.failures)
    times = "once" if cursor.failures == 0 else f"{cursor.failures + 1} times in a row"
    terms = [interval.because, f"it failed {times}: twice the time for each after the first, {span(back)}"]
    if visit.retry_after is not None:
        terms.append(f"its server asks to wait {span(visit.retry_after)} (Retry-After)")
    return max(back, visit.retry_after or timedelta(0)), tuple(terms)


def _next(
    cursor: Cursor, interval: Interval, served: Hints, said: Hints, now: datetime
) -> tuple[datetime, tuple[str, ...]]:
    """When to visit again after a good visit, and the terms of it."""
    every, floor, terms = interval.every, interval.floor, [interval.because]
    if interval.free and not served.validators and every >= _MINUTE:
        every, floor = max(every, _HOUR), max(floor, _HOUR)
        terms.append("its server sends neither ETag nor Last-Modified: hourly at most")
    if interval.free and cursor.pushed is not None and cursor.pushed > now:
        every = max(every, _DAY)
        terms.append(f"a hub tells us of its news until {cursor.pushed:%Y-%m-%d %H:%M} UTC: daily")
    own = min(max(_varied(every, cursor.source, now), floor), max(every, _DAY))
    terms += _chance(every, own)
    wait = own
    for who, hints in (("server", served), ("document", said)):
        if hints.wait is not None:
            asked = min(hints.wait, _DAY)
            wait = max(wait, _varied(asked, cursor.source, now, up_only=True))
            terms.append(f"its {who} asks for {span(asked)} ({hints.said or 'a hint'}), a day at most")
    return now + wait, tuple(terms)


def allowed(due: datetime, cursor: Cursor) -> datetime:
    """The first moment from `due` on that skipHours and skipDays allow (RSS 2.0); `due` itself if they allow none."""
    said, later = cursor.hints, due
    for _ in range(7 * 24):
        if later.hour not in said.skip_hours and later.weekday() not in said.skip_days:
            # Those that waited for the hour to end do not come all at once.
            return later if later == due else later + 10 * _MINUTE * _share(cursor.source, due)
        later = later.replace(minute=0, second=0, microsecond=0) + _HOUR
    return due


def _kept_off(cursor: Cursor) -> Cursor:
    """The cursor due only when its document allows a visit."""
    said = cursor.hints
    later = allowed(cursor.due, cursor) if said.skip_hours or said.skip_days else cursor.due
    if later == cursor.due:
        return cursor
    skipped = [f"{hour}:00" for hour in said.skip_hours] + [_DAYS[day] for day in said.skip_days]
    return replace(
        cursor, due=later, terms=(*cursor.terms, f"its document wants no visits at {', '.join(skipped)} UTC: later")
    )


def _moving(cursor: Cursor, hops: tuple[Hop, ...], now: datetime) -> dict[str, Any]:
    """What redirects say of a move; none at the place it moved to is as it should be."""
    if not hops and address(cursor, "", now):
        return {}
    if not hops or any(hop.status not in (301, 308) for hop in hops):
        return {"moved": None, "moves": 0, "since": None}
    if hops[-1].url == cursor.moved:
        return {"moves": cursor.moves + 1}
    return {"moved": hops[-1].url, "moves": 1, "since": now}


def _backoff(every: timedelta, failures: int) -> timedelta:
    ceiling = _DAY if every >= _MINUTE else _MINUTE
    return min(every * (1 << min(failures, 16)), max(ceiling, every))


def _varied(wait: timedelta, name: str, now: datetime, *, up_only: bool = False) -> timedelta:
    """A tenth more or less, by a number that differs for each source and visit but is no chance."""
    if wait < _MINUTE:
        return wait
    share = _share(name, now)
    return wait * (1 + share / 10 if up_only else 0.9 + share / 5)


def _share(name: str, now: datetime) -> float:
    return hashlib.sha256(f"{name} {now.isoformat()}".encode()).digest()[0] / 255


_LEAST = 0.005
"""A share of the wait that is not worth a word."""


def _chance(wait: timedelta, varied: timedelta) -> tuple[str, ...]:
    """The term that tells of the variation, if there is one."""
    if not wait or abs(varied / wait - 1) < _LEAST:
        return ()
    return (f"{varied / wait - 1:+.0%} so that sources do not move in step",)
