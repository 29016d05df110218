"""What an endpoint said when it was asked for summaries: by the digest of the question, never asked twice."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, or_, select

from feedbot.model import OWN, Entry, Sighting
from feedbot.store import Tx
from feedbot.store import entries as articles
from feedbot.store.dialect import put
from feedbot.store.tables import answers, entries, memberships, outbox, sightings


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of a question about an entry; `summary` is None if none was taken, `because` says why, or "taken"."""

    digest: str
    entry: str
    at: datetime
    summary: str | None
    because: str


def recent(tx: Tx, since: datetime, limit: int) -> tuple[tuple[str, str], ...]:
    """Id and digest of entries that were recorded since then and that somebody sees, newest first.

    They stand in a feed, or they or their story are promised to a channel; ours and withdrawn ones are left out.
    """
    shown = exists().where(memberships.c.subject == entries.c.id, memberships.c.retracted.is_(None))
    mine = or_(outbox.c.subject == entries.c.id, outbox.c.subject == entries.c.story)
    promised = exists().where(mine, outbox.c.dropped.is_(None))
    query = select(entries.c.id, entries.c.digest).where(
        entries.c.recorded >= since, entries.c.source.not_in(OWN), entries.c.retracted.is_(None), or_(shown, promised)
    )
    rows = tx.execute(query.order_by(entries.c.recorded.desc(), entries.c.published.desc(), entries.c.id).limit(limit))
    return tuple((row.id, row.digest) for row in rows)


def held(tx: Tx, id: str) -> tuple[Entry, tuple[Sighting, ...]] | None:
    """An entry that is not withdrawn, and the keys under which it was seen."""
    query = select(*articles.COLUMNS).where(entries.c.id == id, entries.c.retracted.is_(None))
    row = tx.execute(query).first()
    if row is None:
        return None
    found = tx.execute(select(sightings).where(sightings.c.entry == id).order_by(sightings.c.source, sightings.c.key))
    return articles.entry(row), tuple(Sighting(**each._asdict()) for each in found)


def find(tx: Tx, digest: str) -> Answer | None:
    """What came of a question, None if it was never asked."""
    row = tx.execute(select(answers).where(answers.c.digest == digest)).first()
    return None if row is None else Answer(**row._asdict())


def keep(tx: Tx, answer: Answer) -> None:
    """Write down what came of a question."""
    names = [column.name for column in answers.c]
    put(tx, answers, [{name: getattr(answer, name) for name in names}])


def count(tx: Tx, since: datetime) -> int:
    """How many questions were asked since then."""
    return tx.execute(select(func.count()).where(answers.c.at >= since)).scalar() or 0
