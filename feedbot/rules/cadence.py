"""When to visit a source again."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from feedbot.model import Cursor, Document, Failed, Harvest, Hop, Unchanged

_DAY = timedelta(hours=24)
_WEEK = timedelta(days=7)
_MINUTE = timedelta(minutes=1)
_OFTEN = timedelta(minutes=15)
_MOVES = 3


def interval(explicit: timedelta | None, usual: timedelta, floor: timedelta, gap: timedelta | None) -> timedelta:
    """How often a source is visited.

    What the config says; else half the mean gap between its entries, from 15 minutes to a day; else what is `usual` for
    its kind. Never less than the kind's `floor`. What is looked at every few seconds, a folder, has no rhythm.
    """
    if explicit is None and gap is not None and usual >= _MINUTE:
        return max(min(max(gap / 2, _OFTEN), _DAY), floor)
    return max(explicit or usual, floor)


def rhythm(published: Iterable[datetime], now: datetime) -> timedelta | None:
    """The mean time between entries of the last week; None when there were none, so that nothing is known."""
    count = sum(now - _WEEK < moment <= now for moment in published)
    return _WEEK / count if count else None


def address(cursor: Cursor, url: str, now: datetime) -> str:
    """Where a source is visited: its url, or where it moved for good.

    A move counts after three visits in a row that permanent redirects led to one place, over a day or more.
    """
    settled = cursor.moves >= _MOVES and cursor.since is not None and now - cursor.since >= _DAY
    return cursor.moved if settled and cursor.moved else url


def after(harvest: Harvest, every: timedelta, now: datetime) -> Cursor:
    """The cursor a visit leaves behind: due again, no longer leased, with what was learnt.

    A visit that worked is repeated after `every`, or later if the server asks so, up to a day. A failed one is repeated
    after twice the time each, up to a day (a minute for what is visited more often than once a minute), and never
    sooner than the server's Retry-After; a move is forgotten then. Times vary by a tenth, so that sources do not move
    in step.
    """
    cursor = replace(harvest.cursor, lease=None, tried=now)
    match harvest.visit:
        case Failed() as visit:
            wait = max(_backoff(every, cursor.failures), visit.retry_after or timedelta(0))
            return replace(
                cursor,
                due=now + _varied(wait, cursor.source, now),
                error=visit.reason,
                failures=cursor.failures + 1,
                gone=visit.gone,
                moved=None,
                moves=0,
                since=None,
            )
        case Document() | Unchanged() as visit:
            hints = (visit.hints.wait, harvest.hints.wait)
            wait = max(every, *(min(hint, _DAY) for hint in hints if hint is not None), timedelta(0))
            read = isinstance(visit, Document)
            return replace(
                _moving(cursor, visit.hops, now),
                due=now + _varied(wait, cursor.source, now),
                visited=now,
                error=None,
                failures=0,
                memo=visit.memo,
                notes=harvest.notes if read else cursor.notes,
                gap=harvest.gap if read else cursor.gap,
            )
        case _:
            assert_never(harvest.visit)


def _moving(cursor: Cursor, hops: tuple[Hop, ...], now: datetime) -> Cursor:
    """The cursor with what redirects say of a move; none at the place it moved to is as it should be."""
    if not hops and address(cursor, "", now):
        return cursor
    if not hops or any(hop.status not in (301, 308) for hop in hops):
        return replace(cursor, moved=None, moves=0, since=None)
    if hops[-1].url == cursor.moved:
        return replace(cursor, moves=cursor.moves + 1)
    return replace(cursor, moved=hops[-1].url, moves=1, since=now)


def _backoff(every: timedelta, failures: int) -> timedelta:
    ceiling = _DAY if every >= _MINUTE else _MINUTE
    return min(every * (1 << min(failures, 16)), max(ceiling, every))


def _varied(wait: timedelta, name: str, now: datetime) -> timedelta:
    """Up to a tenth longer, by a number that differs for each source and visit but is no chance."""
    if wait < _MINUTE:
        return wait
    seed = hashlib.sha256(f"{name} {now.isoformat()}".encode()).digest()[0]
    return wait * (1 + seed / 2550)
