"""Who is signed in: one row a browser, by the digest of what it holds, so that the database itself lets nobody in."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from feedbot.store import Tx
from feedbot.store.tables import sessions

MOST = 200
"""How many browsers are signed in at once; beyond that the oldest must sign in again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A browser that is signed in; `name` is what it calls itself."""

    token: str
    name: str
    made: datetime
    until: datetime


def begin(tx: Tx, session: Session) -> None:
    """Write a session down; those that are over, and the oldest of too many, are let go."""
    tx.execute(delete(sessions).where(sessions.c.until <= session.made))
    newest = select(sessions.c.token).order_by(sessions.c.made.desc(), sessions.c.token).limit(MOST - 1)
    kept = tuple(tx.execute(newest).scalars())
    if len(kept) == MOST - 1:
        tx.execute(delete(sessions).where(sessions.c.token.not_in(kept)))
    values = {"token": session.token, "name": session.name, "made": session.made, "until": session.until}
    tx.execute(insert(sessions).values(values))


def find(tx: Tx, token: str, now: datetime) -> Session | None:
    """The session of a digest, unless it is over."""
    row = tx.execute(select(sessions).where(sessions.c.token == token, sessions.c.until > now)).one_or_none()
    return Session(token=row.token, name=row.name, made=row.made, until=row.until) if row else None


def renew(tx: Tx, token: str, until: datetime) -> None:
    """Let a session last longer; one that has ended meanwhile stays ended."""
    tx.execute(update(sessions).where(sessions.c.token == token).values(until=until))


def end(tx: Tx, token: str) -> None:
    """Forget a session."""
    tx.execute(delete(sessions).where(sessions.c.token == token))
