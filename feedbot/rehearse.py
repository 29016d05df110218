"""Trying a rule on what came in before: what a channel, a feed or a search would take of the newest entries, and why.

Nothing is sent or kept. Entries are read at once, and judged on the crew a few at a time, so that nothing else waits.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal, TypeVar

from feedbot.crew import Crew
from feedbot.model import OURS, Channel, Config, Entry, Feed
from feedbot.rules import filters, matching, routing
from feedbot.rules.filters import Filter
from feedbot.rules.matching import Hit, Panel
from feedbot.store import Store, Tx, entries, stories
from feedbot.store import search as index

USUAL, MOST = 500, 5_000
"""How many entries a rule is tried on, if nobody says otherwise, and at most."""

LISTED = 100
"""How many entries each list of a rehearsal has at most."""

PATIENCE = timedelta(seconds=10)
"""How long judging may take; what was not judged by then is left out."""

Kind = Literal["channel", "feed", "search"]

KINDS: tuple[Kind, ...] = ("channel", "feed", "search")
"""What can have a rule, in the order in which they are listed."""

_SLICE = 50
_ROOM = 32_000_000  # characters of texts that are held at once
_NEW, _OLD = "new", "old"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a rule is for; `where` is the one in force, "" for none. `of` is None for a search, which takes anything."""

    kind: Kind
    name: str
    title: str
    where: str = ""
    of: Channel | Feed | None = None

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources it takes; all when empty."""
        return self.of.sources if self.of else ()

    @property
    def table(self) -> bool:
        """Whether its rule stands in a table of its own: feeds made by `each`, and that of alarms, have none."""
        return not isinstance(self.of, Feed) or not (self.of.each or self.of.alarms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """An entry, without its content, and why it passes or not."""

    entry: Entry
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What a rule would have taken of the newest entries.

    `looked` counts those that were judged, `oldest` is when the first of them was published. `passed` counts what would
    be taken, `told` the stories it is of. With `compared`, `added` counts what the rule in force does not take, `lost`
    what only that one takes. `hits`, `gains` and `losses` list the newest of each. `short` says that time or room ended
    before all were judged; `aged` and `sized` that the rule asks for an age, or for the size of stories.
    """

    looked: int
    oldest: datetime | None
    passed: int
    told: int
    compared: bool
    added: int
    lost: int
    hits: tuple[Tried, ...]
    gains: tuple[Tried, ...]
    losses: tuple[Tried, ...]
    short: bool
    aged: bool
    sized: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An entry to be judged: how many sources tell its story, which one that is, and when it came in."""

    entry: Entry
    size: int
    story: str
    came: datetime


def targets(config: Config) -> tuple[Target, ...]:
    """All that has a rule, or could have one: channels, feeds and saved searches, in the order of the config."""
    return (
        *(Target(kind="channel", name=each.name, title="", where=each.where, of=each) for each in config.channels),
        *(Target(kind="feed", name=each.name, title=each.title, where=each.where, of=each) for each in config.feeds),
        *(Target(kind="search", name=each.name, title=each.title, where=each.where) for each in config.searches),
    )


def target(config: Config, kind: str, name: str) -> Target | None:
    """What is called so; None if nothing is."""
    return next((each for each in targets(config) if (each.kind, each.name) == (kind, name)), None)


async def rehearse(
    rule: str,
    target: Target,
    *,
    store: Store,
    crew: Crew,
    newest: int = USUAL,
    clock: Callable[[], float] = time.monotonic,
) -> Rehearsal:
    """What a target with this rule would have taken of the newest entries that its sources brought.

    An empty rule takes all. `clock` counts seconds. The first one loads dictionaries, outside the loop. Raises
    RuleError and StoreError.
    """
    rules = {name: filters.parse(text) for name, text in ((_NEW, rule), (_OLD, target.where)) if text.strip()}
    aged = any(_asks(each, filters.Age) for each in rules.values())
    panel = await crew(matching.compile, rules) if rules else None
    cases, cut = await store.read(recent, target, min(newest, MOST), dated=aged)
    ledger = _Ledger(target=target, panel=panel, compared=target.of is not None or bool(target.where))
    end, done = clock() + PATIENCE.total_seconds(), 0
    while done < len(cases) and (clock() < end or not done):
        await crew(ledger.judge, cases[done : done + _SLICE])
        done += _SLICE
    return ledger.rehearsal(
        short=cut or done < len(cases),
        aged=_NEW in rules and _asks(rules[_NEW], filters.Age),
        sized=_NEW in rules and _asks(rules[_NEW], filters.Size),
    )


def recent(tx: Tx, target: Target, newest: int, *, dated: bool) -> tuple[tuple[Case, ...], bool]:
    """The newest entries of a target's sources, newest first; and whether there was no room for all that were wanted.

    With `dated` each has the moment at which it was first judged, else that at which it was published.
    """
    found: list[tuple[Entry, int]] = []
    room = _ROOM
    for entry, size in index.candidates(tx, None):
        if entry.source == OURS or (target.sources and entry.source not in target.sources):
            continue
        if len(found) == newest or room < 0:
            break
        room -= len(entry.content)
        found.append((entry, size))
    places = stories.places(tx, [entry.id for entry, _ in found])
    cases = tuple(
        Case(
            entry=entry,
            size=size,
            story=places.get(entry.id, entry.id),
            came=_came(tx, entry) if dated else entry.published,
        )
        for entry, size in found
    )
    return cases, room < 0 and len(cases) < newest


@dataclass(slots=True, kw_only=True)
class _Ledger:
    """What was found so far."""

    target: Target
    panel: Panel | None
    compared: bool
    looked: int = 0
    oldest: datetime | None = None
    told: set[str] = field(default_factory=set)
    hits: list[Tried] = field(default_factory=list)
    gains: list[Tried] = field(default_factory=list)
    losses: list[Tried] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: {"hits": 0, "gains": 0, "losses": 0})

    def judge(self, cases: Sequence[Case]) -> None:
        """Judge some entries."""
        for case in cases:
            hits = self._hits(case)
            passed, because = verdict(self.target, case.entry, case.came, hits.get(_NEW))
            before = self.compared and verdict(self.target, case.entry, case.came, hits.get(_OLD))[0]
            tried = Tried(entry=replace(case.entry, content=""), because=because)
            if passed:
                self._note("hits", self.hits, tried)
                self.told.add(case.story)
            if self.compared and passed != before:
                self._note(*(("gains", self.gains) if passed else ("losses", self.losses)), tried)
        self.looked += len(cases)
        self.oldest = min((case.entry.published for case in cases), default=self.oldest)

    def rehearsal(self, *, short: bool, aged: bool, sized: bool) -> Rehearsal:
        """All of it."""
        return Rehearsal(
            looked=self.looked,
            oldest=self.oldest,
            passed=self.counts["hits"],
            told=len(self.told),
            compared=self.compared,
            added=self.counts["gains"],
            lost=self.counts["losses"],
            hits=tuple(self.hits),
            gains=tuple(self.gains),
            losses=tuple(self.losses),
            short=short,
            aged=aged,
            sized=sized,
        )

    def _hits(self, case: Case) -> dict[str, Hit]:
        if self.panel is None:
            return {}
        said = self.panel.judge(case.entry, matching.read(case.entry), size=case.size, now=case.came)
        return {name: said[name] for name in said}

    def _note(self, name: str, listed: list[Tried], tried: Tried) -> None:
        self.counts[name] += 1
        if len(listed) < LISTED:
            listed.append(tried)


def verdict(target: Target, entry: Entry, now: datetime, hit: Hit | None) -> tuple[bool, str]:
    """Whether a target takes an entry that came in at `now`, and why; `hit` is what its rule says, None for no rule.

    A channel that is asleep is judged as if it were awake. Age, copies and what else holds a message back are left out.
    """
    if target.of is None:
        return (hit.passed, hit.because) if hit else (True, "takes every source")
    if isinstance(target.of, Channel):
        said = routing.to_channel(entry, replace(target.of, asleep=None), now, held=None, hit=hit)
    else:
        said = routing.to_feed(entry, target.of, now, hit=hit)
    return said.passed, said.because


_Part = TypeVar("_Part", filters.Age, filters.Size)


def _asks(rule: Filter, part: type[_Part]) -> bool:
    """Whether a rule has such a part anywhere; titles have neither age nor size."""
    match rule:
        case filters.And() | filters.Or():
            return any(_asks(each, part) for each in rule.parts)
        case filters.Not():
            return _asks(rule.part, part)
        case _:
            return isinstance(rule, part)


def _came(tx: Tx, entry: Entry) -> datetime:
    """When an entry was first judged; when it was published, if it never was."""
    return _first((each.at for each in entries.verdicts(tx, entry.id)), entry.published)


def _first(moments: Iterable[datetime], otherwise: datetime) -> datetime:
    return min(moments, default=otherwise)
