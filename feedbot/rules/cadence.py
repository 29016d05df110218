"""When to visit a source again."""

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from feedbot.model import Cursor, Document, Failed, Harvest, Unchanged

_DAY = timedelta(hours=24)
_MINUTE = timedelta(minutes=1)


def after(harvest: Harvest, every: timedelta, now: datetime) -> Cursor:
    """The cursor a visit leaves behind: due again, no longer leased, with what was learnt.

    A visit that worked is repeated after `every`, or later if the server asks so, up to a day. A failed one is repeated
    after twice the time each, up to a day (a minute for what is visited more often than once a minute), and never
    sooner than the server's Retry-After. Times vary by a tenth, so that sources do not move in step.
    """
    cursor = harvest.cursor
    match harvest.visit:
        case Failed(gone=True) as visit:
            return replace(cursor, lease=None, tried=now, error=visit.reason, failures=cursor.failures + 1, gone=True)
        case Failed() as visit:
            wait = max(_backoff(every, cursor.failures), visit.retry_after or timedelta(0))
            due = now + _varied(wait, cursor.source, now)
            return replace(cursor, lease=None, due=due, tried=now, error=visit.reason, failures=cursor.failures + 1)
        case Document() | Unchanged() as visit:
            hints = (visit.hints.wait, harvest.hints.wait)
            wait = max(every, *(min(hint, _DAY) for hint in hints if hint is not None), timedelta(0))
            return replace(
                cursor,
                lease=None,
                due=now + _varied(wait, cursor.source, now),
                tried=now,
                visited=now,
                error=None,
                failures=0,
                memo=visit.memo,
                notes=cursor.notes if isinstance(visit, Unchanged) else harvest.notes,
            )
        case _:
            assert_never(harvest.visit)


def _backoff(every: timedelta, failures: int) -> timedelta:
    ceiling = _DAY if every >= _MINUTE else _MINUTE
    return min(every * (1 << min(failures, 16)), max(ceiling, every))


def _varied(wait: timedelta, name: str, now: datetime) -> timedelta:
    """Up to a tenth longer, by a number that differs for each source and visit but is no chance."""
    if wait < _MINUTE:
        return wait
    seed = hashlib.sha256(f"{name} {now.isoformat()}".encode()).digest()[0]
    return wait * (1 + seed / 2550)
