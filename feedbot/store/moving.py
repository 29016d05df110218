"""What another program had seen of a source that was taken over from it: the table `carried`, one row a source.

`source` names it, `checked` is a moment at which that program had surely looked (or NULL), and `seen` a JSON array with
the names of the entries it had dealt with. A row is of use until the source's first good visit.
"""

from datetime import datetime
from typing import Protocol

from sqlalchemy import delete, select

from feedbot.model import Carried
from feedbot.store import Tx
from feedbot.store.dialect import put
from feedbot.store.tables import carried as table


class Subscription(Protocol):
    """What a subscription of another program says of its entries."""

    @property
    def seen(self) -> frozenset[str]:
        """The names of entries that program had dealt with."""

    @property
    def checked(self) -> datetime | None:
        """A moment at which it had surely looked."""


def carry_over(tx: Tx, name: str, subscription: Subscription, now: datetime) -> bool:
    """Write down what another program had seen of a source, instead of what was written before.

    False where it tells nothing, so that nothing is written. A moment after `now` counts as now: clocks differ.
    """
    if not subscription.seen and subscription.checked is None:
        forget(tx, name)
        return False
    checked = min(subscription.checked, now) if subscription.checked is not None else None
    put(tx, table, [{"source": name, "checked": checked, "seen": tuple(sorted(subscription.seen))}])
    return True


def carried(tx: Tx, source: str) -> Carried | None:
    """What was carried over for a source; None if nothing was."""
    row = tx.execute(select(table.c.checked, table.c.seen).where(table.c.source == source)).first()
    return Carried(checked=row.checked, seen=frozenset(row.seen)) if row is not None else None


def sources(tx: Tx) -> frozenset[str]:
    """The sources for which something was carried over."""
    return frozenset(tx.execute(select(table.c.source)).scalars())


def forget(tx: Tx, source: str) -> None:
    """Let go of what was carried over for a source."""
    tx.execute(delete(table).where(table.c.source == source))
