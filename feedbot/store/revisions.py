"""Entries as they were before they changed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, tuple_

from feedbot.model import Entry
from feedbot.store import Tx
from feedbot.store.dialect import add, chunks
from feedbot.store.entries import COLUMNS, entry
from feedbot.store.tables import entries, revisions
from feedbot.store.values import Moment, Text, Value, Values

_READ = (Moment, Value, Values)
_DECORATED = (*_READ, Text)


def keep(tx: Tx, changed: Sequence[Entry], now: datetime) -> None:
    """Put away the entries as they are in the store, before these newer versions take their place."""
    digests = {each.id: each.digest for each in changed}
    rows: list[dict[str, Any]] = []
    for some in chunks(digests):
        for row in tx.execute(select(*COLUMNS).where(entries.c.id.in_(some))):
            held = entry(row)
            if held.digest != digests[held.id]:
                rows.append({"entry": held.id, "digest": held.digest, "until": now, "held": _plain(tx, held)})
    add(tx, revisions, rows)


def history(tx: Tx, id: str) -> tuple[tuple[Entry, datetime], ...]:
    """The older versions of an entry, oldest first, each with the moment until which it was the newest."""
    query = select(revisions.c.held, revisions.c.until).where(revisions.c.entry == id).order_by(revisions.c.until)
    return tuple((_entry(tx, held), until) for held, until in tx.execute(query))


def versions(tx: Tx, wanted: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], Entry]:
    """The entries with these ids as they were under these digests, by both; what is not kept is left out."""
    pairs = list(dict.fromkeys(wanted))
    found: dict[tuple[str, str], Entry] = {}
    for some in chunks(pairs):
        current = select(*COLUMNS).where(tuple_(entries.c.id, entries.c.digest).in_(some))
        found |= {(row.id, row.digest): entry(row) for row in tx.execute(current)}
        older = select(revisions).where(tuple_(revisions.c.entry, revisions.c.digest).in_(some))
        for row in tx.execute(older):
            found.setdefault((row.entry, row.digest), _entry(tx, row.held))
    return found


def _plain(tx: Tx, held: Entry) -> dict[str, Any]:
    """An entry as JSON takes it: each field as its column would write it."""
    plain: dict[str, Any] = {}
    for column in COLUMNS:
        kind: Any = column.type
        value = getattr(held, column.name)
        plain[column.name] = kind.process_bind_param(value, tx.dialect) if isinstance(kind, _DECORATED) else value
    return plain


def _entry(tx: Tx, held: Mapping[str, Any]) -> Entry:
    told: dict[str, Any] = {}
    for column in COLUMNS:
        kind: Any = column.type
        value = held.get(column.name)
        told[column.name] = kind.process_result_value(value, tx.dialect) if isinstance(kind, _READ) else value
    return Entry(**told)
