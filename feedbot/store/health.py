"""What is wrong with sources now, and the log of what began and what was over."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, select

from feedbot.model import Ailment, Alarm
from feedbot.store import Tx, dialect
from feedbot.store.tables import ailments, alarms


def standing(tx: Tx, *, alone: bool = False) -> tuple[Ailment, ...]:
    """All that is wrong now, by source and code; `alone` keeps other writers out until the transaction ends."""
    if alone:
        dialect.alone(tx)
    rows = tx.execute(select(ailments).order_by(ailments.c.source, ailments.c.code))
    return tuple(Ailment(**row._asdict()) for row in rows)


def write(tx: Tx, flips: Sequence[Alarm], before: Iterable[Ailment], after: Iterable[Ailment]) -> None:
    """Note what began and what is over, and let `after` stand where `before` stood."""
    held = {(each.source, each.code): each for each in before}
    now = {(each.source, each.code): each for each in after}
    gone = [{"whose": source, "what": code} for source, code in held if (source, code) not in now]
    if gone:
        mine = (ailments.c.source == bindparam("whose"), ailments.c.code == bindparam("what"))
        tx.execute(delete(ailments).where(*mine), gone)
    dialect.put(tx, ailments, [_fields(each) for key, each in now.items() if held.get(key) != each])
    if flips:
        last = tx.execute(select(func.max(alarms.c.number))).scalar() or 0
        rows = [
            {**_fields(each.ailment), "number": number, "at": each.at, "over": each.over}
            for number, each in enumerate(flips, last + 1)
        ]
        tx.execute(alarms.insert(), rows)


def log(tx: Tx, source: str | None = None, limit: int = 50) -> tuple[Alarm, ...]:
    """The last alarms, of one source if it is named, newest first."""
    query = select(alarms).order_by(alarms.c.number.desc()).limit(limit)
    if source is not None:
        query = query.where(alarms.c.source == source)
    return tuple(_alarm(row._asdict()) for row in tx.execute(query))


def since(tx: Tx, sources: Iterable[str], moment: datetime) -> tuple[Alarm, ...]:
    """The alarms of some sources from a moment on, oldest first."""
    found: list[tuple[int, Alarm]] = []
    for some in dialect.chunks(sources):
        query = select(alarms).where(alarms.c.source.in_(some), alarms.c.at >= moment)
        found += [(row.number, _alarm(row._asdict())) for row in tx.execute(query)]
    return tuple(alarm for _, alarm in sorted(found, key=lambda each: each[0]))


def prune(tx: Tx, before: datetime) -> int:
    """Forget alarms that are older; how many there were."""
    return tx.execute(delete(alarms).where(alarms.c.at < before)).rowcount


def _fields(each: Ailment) -> dict[str, Any]:
    return {column.name: getattr(each, column.name) for column in ailments.c}


def _alarm(row: dict[str, Any]) -> Alarm:
    row.pop("number")
    at, over = row.pop("at"), row.pop("over")
    return Alarm(ailment=Ailment(**row), at=at, over=over)
