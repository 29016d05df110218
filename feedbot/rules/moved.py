"""Which entries of a source's first visit are still owed, when another program showed the ones before."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zlib import crc32

from feedbot.model import Find, Item
from feedbot.rules import identity

LATE = timedelta(days=2)
"""How far before the other program's last look an entry may be dated that it cannot have seen: some appear late."""


def undelivered(finds: Sequence[Find], seen: frozenset[str], checked: datetime | None) -> frozenset[str]:
    """The keys of finds that the other program had not delivered.

    `seen` names entries as that program does: ids and links, and "crc32:" with hexadecimal digits for the CRC-32 of an
    id or else a link or title. Where some finds are known by these names, the names decide: what is not known is owed,
    unless it is older than all that is, or dated more than `LATE` before `checked`; for programs forget what is old.
    Where none is, dates decide: what is dated after `checked` is owed. Where nothing is known at all, nothing is.
    """
    names = _names(seen)
    there = {find.entry.key: find.entry.published for find in finds if _called(find) & names}
    if there:
        floor = min(there.values())
        floor = max(floor, checked - LATE) if checked is not None else floor
        others = (find.entry for find in finds if find.entry.key not in there)
        return frozenset(entry.key for entry in others if entry.published >= floor)
    if checked is None:
        return frozenset()
    return frozenset(find.entry.key for find in finds if find.dated and find.entry.published > checked)


def _names(seen: frozenset[str]) -> frozenset[str]:
    """The names as ours: an id becomes a key, and an address the alias that a link gives, too."""
    found = set[str]()
    for name in seen:
        found |= {name, identity.key(Item(id=name)), *identity.aliases(Item(link=name))}
    return frozenset(found)


def _called(find: Find) -> set[str]:
    """All names under which another program may know a find."""
    entry = find.entry
    plain = {entry.key, entry.id, entry.link or "", entry.title} - {""}
    return {entry.key, *find.aliases, *(f"crc32:{crc32(name.encode('utf-8', 'replace')):x}" for name in plain)}
