"""Searching: the entries that pass a rule, and why."""

from dataclasses import dataclass
from datetime import datetime

from feedbot.crew import Crew
from feedbot.model import Entry
from feedbot.rules import matching, searching
from feedbot.rules.filters import Filter
from feedbot.rules.matching import Hit, Panel
from feedbot.store import Store, Tx
from feedbot.store import search as index


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search found, newest first, each with why; `looked` is how many were looked at, if not all, else 0."""

    hits: tuple[tuple[Entry, Hit], ...]
    looked: int = 0


async def find(
    rule: Filter, *, store: Store, crew: Crew, now: datetime, since: datetime | None = None, limit: int = 50
) -> Found:
    """The newest entries that pass a rule. The first search loads dictionaries, outside the loop. Raises StoreError."""
    panel = await crew(matching.compile, {"": rule})
    return await store.read(matches, panel, now, since=since, limit=limit)


def matches(tx: Tx, panel: Panel, now: datetime, *, since: datetime | None, limit: int) -> Found:
    """The newest entries that pass the rule "" of a panel."""
    wanted = searching.asked(panel.rules, "")
    found: list[tuple[Entry, Hit]] = []
    looked = 0
    for looked, (entry, size) in enumerate(index.candidates(tx, wanted, since=since), 1):  # noqa: B007
        hit = panel.judge(entry, matching.read(entry), size=size, now=now)[""]
        if hit.passed:
            found.append((entry, hit))
            if len(found) == limit:
                break
    return Found(hits=tuple(found), looked=looked if looked == index.MOST else 0)
