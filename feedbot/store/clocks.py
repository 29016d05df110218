"""What becomes of the moments that are written down when the clock of the machine is set back.

What is due was written by a clock that went ahead, so all of it would wait for as long as that one had been ahead. A
clock that is set forward needs nothing: what is due is due earlier, once. Several programs go by their server's clock.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import BigInteger, Column, delete, select, type_coerce, update

from feedbot.store import Tx, marks
from feedbot.store.dialect import put
from feedbot.store.tables import hosts, lanes, outbox, owed, paces, pings, pushes, subscribers, visits
from feedbot.store.tables import marks as table
from feedbot.store.values import microseconds, moment

SLACK = timedelta(minutes=2)
"""By how much a clock may go back without a word: so much the clocks of several machines may differ."""

_NAME = "clock"

_MOMENTS = (
    visits.c.due,
    visits.c.lease,
    lanes.c.ready,
    lanes.c.lease,
    paces.c.free,
    hosts.c.until,
    pushes.c.due,
    subscribers.c.due,
    pings.c.due,
)
"""Moments until which something waits, whose tables are moved whole."""

_WITNESS = {visits.c.due: visits.c.tried}
"""What tells by which clock such a moment was written, better than itself does."""


def _seconds() -> float:
    """Seconds by a clock that nobody sets, and that goes on while the machine sleeps, where there is such."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class Common:
    """The clock of a server, which all programs on it go by: what is wrong with one machine's clock ends no lease.

    Between two looks at it, time goes on by one that nobody sets. Our `own` clock is in force until the first look.
    """

    def __init__(self, own: Callable[[], datetime], seconds: Callable[[], float] = _seconds) -> None:
        self._own, self._seconds = own, seconds
        self._looked: tuple[datetime, float] | None = None

    def __call__(self) -> datetime:
        """The moment it is."""
        if self._looked is None:
            return self._own()
        at, when = self._looked
        return at + timedelta(seconds=self._seconds() - when)

    def look(self, at: datetime) -> None:
        """Learn what the server's clock says now."""
        self._looked = (at.astimezone(UTC), self._seconds())


def heed(tx: Tx, now: datetime) -> timedelta:
    """Note the moment it is; if it was later before, let nothing wait for longer than it would have: by how much.

    To be asked each minute, by one program of several. Gives zero where the clock was not set back. Of several programs
    each learns at a moment of its own that the clock was set, so what some still wrote by the old one follows when this
    is asked next.
    """
    last = marks.at(tx, _NAME)
    put(tx, table, [{"name": _NAME, "number": microseconds(now)}])
    by = moment(last) - now if last is not None else timedelta(0)
    back = by if by > SLACK else timedelta(0)
    if back:
        _move(tx, back, now)
    _follow(tx, back, now)
    return back


def _follow(tx: Tx, back: timedelta, now: datetime) -> None:
    """Move what was written by the clock before the last time that it was set back, and note by how much it is now.

    What was moved then may lie as far ahead. Where the table tells, it stays: visits have the moment at which they were
    tried, and what waits for a digest or the morning does so for a time of day.
    """
    by, since = (marks.at(tx, f"{_NAME}: {each}") for each in ("by", "since"))
    if by is not None and since is not None:
        _move(tx, timedelta(microseconds=by), now, moment(since + by) - back)
    tx.execute(delete(table).where(table.c.name.startswith(f"{_NAME}: ")))
    if back:
        noted = {"by": microseconds(back), "since": microseconds(now)}
        put(tx, table, [{"name": f"{_NAME}: {each}", "number": number} for each, number in noted.items()])


def _move(tx: Tx, by: timedelta, now: datetime, since: datetime | None = None) -> None:
    """Let moments come earlier: all until which something waits, or only those from `since` on."""
    for column in _MOMENTS:
        late = [_WITNESS.get(column, column) >= since] if since is not None else []
        tx.execute(update(column.table).where(*late).values({column.name: _earlier(column, by)}))
    waits = {name: _earlier(outbox.c[name], by) for name in ("due", "made")}
    late = [outbox.c.gather.is_(None)] if since is not None else []
    tx.execute(update(outbox).where(owed, outbox.c.due > max(now, since or now), *late).values(waits))
    for channel, sent in tx.execute(select(lanes.c.channel, lanes.c.sent)).all():
        if any(each > now for each in sent):
            earlier = tuple(each - by for each in sent)
            tx.execute(update(lanes).where(lanes.c.channel == channel).values(sent=earlier))


def _earlier(column: Column[datetime], by: timedelta) -> object:
    return type_coerce(type_coerce(column, BigInteger) - microseconds(by), BigInteger)
