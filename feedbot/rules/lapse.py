"""After a copy of the database took its place: which new entries were perhaps sent before it did."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Protocol

from feedbot.model import Document, Harvest

_WATCHFUL = timedelta(days=3)
"""How long after that also later visits are looked at: a hub may push single entries before the first whole visit."""


class Lapse(Protocol):
    """What nobody remembers, because a copy was put back."""

    @property
    def at(self) -> datetime:
        """When the copy was put back."""

    @property
    def sent(self) -> datetime:
        """Until when what was lost with that may have sent; not after `at`."""


def doubts(harvest: Harvest, lapse: Lapse | None, now: datetime) -> Mapping[str, str]:
    """Why some finds are not to be told before somebody says so, by their keys, should they be new.

    Doubted is what is dated before the lost database sent last; and at a source's first visit since also what has no
    date, but for files that were written after that. A source that the copy had never visited is as any new one.
    """
    visited = harvest.cursor.visited
    if lapse is None or visited is None:
        return {}
    first = visited <= lapse.at
    if not first and now > lapse.at + _WATCHFUL:
        return {}
    files = harvest.visit.files if isinstance(harvest.visit, Document) else ()
    fresh = {f"path:{each.path}" for each in files if each.modified > lapse.sent}
    because = f"held: it may have been sent before a copy of the database was put back on {_words(lapse.at)}"
    return {
        find.entry.key: because
        for find in harvest.finds
        if (find.entry.published <= lapse.sent if find.dated else first and fresh.isdisjoint(find.aliases))
    }


def _words(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
