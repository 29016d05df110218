"""Subscriptions at WebSub hubs: one row a source, by its name."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select

from feedbot.model import Push
from feedbot.store import Tx
from feedbot.store.dialect import chunks, put
from feedbot.store.tables import pushes


def every(tx: Tx) -> tuple[Push, ...]:
    """All subscriptions, by source."""
    return tuple(Push(**row._asdict()) for row in tx.execute(select(pushes).order_by(pushes.c.source)))


def due(tx: Tx, now: datetime, limit: int) -> tuple[Push, ...]:
    """Subscriptions whose hub is to be asked now, longest due first."""
    query = select(pushes).where(pushes.c.due <= now).order_by(pushes.c.due, pushes.c.source).limit(limit)
    return tuple(Push(**row._asdict()) for row in tx.execute(query))


def called(tx: Tx, token: str) -> Push | None:
    """The subscription of a callback."""
    row = tx.execute(select(pushes).where(pushes.c.token == token)).one_or_none()
    return Push(**row._asdict()) if row else None


def keep(tx: Tx, found: Sequence[Push]) -> None:
    """Write subscriptions down, new ones or as they are now."""
    names = [column.name for column in pushes.c]
    put(tx, pushes, [{name: getattr(each, name) for name in names} for each in found])


def drop(tx: Tx, names: Sequence[str]) -> None:
    """Forget the subscriptions of sources."""
    for some in chunks(names):
        tx.execute(delete(pushes).where(pushes.c.source.in_(some)))
