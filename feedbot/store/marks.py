"""How far something is that happens once, by name: numbers that only grow."""

from sqlalchemy import select

from feedbot.store import Tx
from feedbot.store.dialect import put
from feedbot.store.tables import marks


def at(tx: Tx, name: str) -> int | None:
    """The number of a name; None before there is one."""
    return tx.execute(select(marks.c.number).where(marks.c.name == name)).scalar()


def set_to(tx: Tx, name: str, number: int) -> None:
    """Keep a number under a name, unless a higher one is there."""
    known = at(tx, name)
    if known is None or known < number:
        put(tx, marks, [{"name": name, "number": number}])
