"""What is known of a copy of the database that was put back: two of the numbers in `marks`."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete

from feedbot.store import Tx, marks
from feedbot.store.tables import marks as table
from feedbot.store.values import microseconds, moment

_AT, _SENT = "restored", "restored:sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapse:
    """What nobody remembers: a copy was put back `at` a moment, and what was lost with that may have `sent` until then.

    `sent` is not after `at`.
    """

    at: datetime
    sent: datetime


def found(tx: Tx) -> Lapse | None:
    """The last time that a copy was put back; None if that never happened, or was to be forgotten."""
    at = marks.at(tx, _AT)
    sent = None if at is None else marks.at(tx, _SENT)
    return None if at is None or sent is None else Lapse(at=moment(at), sent=moment(sent))


def note(tx: Tx, lapse: Lapse | None) -> None:
    """Keep that a copy was put back, instead of what was kept before; None forgets it."""
    tx.execute(delete(table).where(table.c.name.in_((_AT, _SENT))))
    if lapse is not None:
        marks.set_to(tx, _AT, microseconds(lapse.at))
        marks.set_to(tx, _SENT, microseconds(lapse.sent))


def last_backup(tx: Tx) -> datetime | None:
    """When the database was copied last by `feedbot backup`; None if it never was."""
    number = marks.at(tx, "backup")
    return None if number is None else moment(number)


def note_backup(tx: Tx, at: datetime) -> None:
    """Keep that the database was copied."""
    marks.set_to(tx, "backup", microseconds(at))
