"""What lists of sources are made of, without reading all that is known of each."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import JSON, case, column, func, select, type_coerce, values

from feedbot.model import Ailment, Cursor, Habits, Push, Source
from feedbot.store import Tx
from feedbot.store.dialect import chunks
from feedbot.store.tables import ailments, entries, pushes, visits
from feedbot.store.values import Text, moment

# PostgreSQL would cast to integers of 32 bits, too short for microseconds; a float has them exactly.
_NEWEST = type_coerce(visits.c.habits, JSON)["newest"].as_float()


def cursors(tx: Tx) -> Mapping[str, Cursor]:
    """Every source that was ever enrolled, with so much of its cursor as a list needs: the rest is as at the start.

    That is `due`, `visited`, `failures`, `gone` and, of its habits, `newest`.
    """
    query = select(visits.c.source, visits.c.due, visits.c.visited, visits.c.failures, visits.c.gone, _NEWEST)
    return {
        source: Cursor(
            source=source,
            due=due,
            visited=visited,
            failures=failures,
            gone=gone,
            habits=_NONE if newest is None else Habits(newest=_moment(newest)),
        )
        for source, due, visited, failures, gone, newest in tx.execute(query)
    }


def ailing(tx: Tx, names: Iterable[str]) -> tuple[Ailment, ...]:
    """What is wrong now with these sources or hosts, "" being our own network, by name and code."""
    found: list[Ailment] = []
    for some in chunks(names):
        query = select(ailments).where(ailments.c.source.in_(some)).order_by(ailments.c.source, ailments.c.code)
        found += [Ailment(**row._asdict()) for row in tx.execute(query)]
    return tuple(found)


def count(tx: Tx, source: str) -> int:
    """How many entries of a source there are that it did not withdraw."""
    query = select(func.count()).where(entries.c.source == source, entries.c.retracted.is_(None))
    return int(tx.execute(query).scalar_one())


def newest(tx: Tx, names: Iterable[str]) -> Mapping[str, datetime]:
    """When the newest entry of each of some sources was published, never after it came; one without is left out."""
    moment = case((entries.c.published < entries.c.recorded, entries.c.published), else_=entries.c.recorded)
    found: dict[str, datetime] = {}
    for some in chunks(names):
        query = select(entries.c.source, func.max(moment)).where(entries.c.source.in_(some))
        rows = tx.execute(query.where(entries.c.retracted.is_(None)).group_by(entries.c.source))
        found |= {source: published for source, published in rows}
    return found


def titles(tx: Tx, sources: Iterable[Source]) -> Mapping[str, str]:
    """What sources without a title of the config call themselves, as their newest entry has it, by their names.

    A mailbox is left out, for its letters are called by their senders.
    """
    names = (each.name for each in sources if not each.title and each.kind != "mailbox")
    found: dict[str, str] = {}
    for some in chunks(names):
        each = values(column("name", Text), name="each").data([(name,) for name in some]).cte()
        mine = (entries.c.source == each.c.name, entries.c.retracted.is_(None))
        newest = select(entries.c.origin).where(*mine).order_by(entries.c.published.desc(), entries.c.id).limit(1)
        rows = tx.execute(select(each.c.name, newest.scalar_subquery()))
        found |= {name: origin.title for name, origin in rows if origin is not None and origin.title}
    return found


def push(tx: Tx, source: str) -> Push | None:
    """The subscription of a source at its hub; None if there is none."""
    row = tx.execute(select(pushes).where(pushes.c.source == source)).one_or_none()
    return Push(**row._asdict()) if row else None


_NONE = Habits()


def _moment(microseconds: float) -> datetime:
    return moment(int(microseconds))
