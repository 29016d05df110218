"""What this process did since it began, counted: fed by the verbs, the loops and the two clients, read by `/metrics`.

It holds numbers and knows no library; what each means stands in `web/measures.py`.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import get_args

from feedbot.deliver import Turn
from feedbot.model import (
    READERS,
    Absent,
    Document,
    Failed,
    Fault,
    Harvest,
    Later,
    Moved,
    Refused,
    Report,
    Sent,
    Unchanged,
    Unknown,
    Unsure,
)

BOUNDS = (0.01, 0.05, 0.25, 1.0, 5.0, 30.0, 120.0)
"""The upper bounds, in seconds, by which lengths of time are sorted."""

MOST = 100
"""How many values a label has at most that are names of an operator's own; what goes beyond is counted together."""

READERS_ALL, OTHERS = "(readers)", "(others)"
"""What stands for all channels of people, and for all names beyond MOST or that were removed. No name has brackets."""

Labels = tuple[str, ...]

_METHOD = re.compile(r"[a-z][A-Za-z]{0,39}")  # of the Bot API


@dataclass(slots=True)
class Spread:
    """Lengths of time: how many were at most each of BOUNDS and over the one before, then those over all; their sum."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    total: float = 0.0

    def add(self, seconds: float) -> None:
        """One more."""
        self.counts[bisect_left(BOUNDS, seconds)] += 1
        self.total += seconds


@dataclass(slots=True)
class Meter:
    """Counts by the name of a metric and its labels; for one thread.

    `spreads` are lengths of time, `moments` what was measured last.
    """

    counts: dict[str, Counter[Labels]] = field(default_factory=dict)
    spreads: dict[str, dict[Labels, Spread]] = field(default_factory=dict)
    moments: dict[str, dict[Labels, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # What is 0 from the start shows its first event as a rise; what begins at 1 does not.
        for name in ("new", "changed", "withdrawn"):
            self._add("entries_taken", name, by=0)
        for outcome in ("document", "unchanged", "failed"):
            self._add("visits", outcome, by=0)
        for fault in get_args(Fault):
            self._add("visit_failures", fault, by=0)
        for status in ("2xx", "3xx", "4xx", "5xx", "none"):
            self._add("fetches", status, by=0)
        for name in ("pushes", "files_written", "files_removed", "hub_calls"):
            self._add(name, by=0)

    def took_in(self, report: Report) -> None:
        """What one transaction of ingest took in."""
        for name, number in (("new", report.new), ("changed", report.changed), ("withdrawn", report.withdrawn)):
            self._add("entries_taken", name, by=number)

    def pushed(self, report: Report) -> None:
        """What a WebSub hub brought by itself."""
        self._add("pushes")
        self.took_in(report)

    def visited(self, harvest: Harvest) -> None:
        """One visit of a source."""
        match harvest.visit:
            case Failed(fault=fault):
                self._add("visits", "failed")
                self._add("visit_failures", fault)
            case Unchanged():
                self._add("visits", "unchanged")
            case Document():
                self._add("visits", "document")
        self._spread("visit_seconds", harvest.took.total_seconds())

    def fetched(self, status: int | None, seconds: float) -> None:
        """One request over HTTP, and the status of its answer; None if there was none."""
        self._add("fetches", "none" if status is None else f"{status // 100}xx")
        self._spread("fetch_seconds", seconds)

    def delivered(self, turn: Turn) -> None:
        """One turn of delivering."""
        if turn.delivery is None:
            return
        channel = READERS_ALL if turn.delivery.channel.startswith(READERS) else turn.delivery.channel
        if (what := _became(turn)) is not None:
            self._add("messages", channel, what)
        if turn.probe is not None:
            self._add("probe_answers", _ANSWERS[type(turn.probe)])

    def called(self, method: str, outcome: str) -> None:
        """One call of the Bot API, by its method and the status of its answer."""
        self._add("telegram_calls", method if _METHOD.fullmatch(method) else "other", outcome)

    def published(self, *, files: int, removed: int) -> None:
        """Documents that were written, and files that were taken away."""
        self._add("files_written", by=files)
        self._add("files_removed", by=removed)

    def announced(self, number: int) -> None:
        """Hubs, and subscribers of our own hub, that were told of news."""
        self._add("hub_calls", by=number)

    def expects(self, loops: Collection[str], at: float) -> None:
        """These loops are to come round from now on."""
        for name in loops:
            self._add("loop_failures", kind(name), by=0)
            self.moments.setdefault("loop", {}).setdefault((kind(name),), at)

    def turned(self, loop: str, seconds: float, *, failed: bool, at: float) -> None:
        """A loop came round after a turn of so many seconds; `at` is when, in seconds since 1970."""
        name = kind(loop)
        self._spread("loop_seconds", seconds, name)
        self._add("loop_failures", name, by=int(failed))
        self.moments.setdefault("loop", {})[(name,)] = at

    def _add(self, name: str, *labels: str, by: int = 1) -> None:
        self.counts.setdefault(name, Counter())[labels] += by

    def _spread(self, name: str, seconds: float, *labels: str) -> None:
        self.spreads.setdefault(name, {}).setdefault(labels, Spread()).add(max(0.0, seconds))


_OUTCOMES = {Sent: "sent", Later: "failed", Unknown: "unknown", Refused: "refused", Moved: "moved"}

_ANSWERS = {Sent: "stands", Absent: "absent", Unsure: "unsure", Later: "unsure"}


def _became(turn: Turn) -> str | None:
    """What became of a delivery in a word; None if nothing did."""
    if turn.outcome is None:
        return "dropped" if turn.delivery is not None and turn.delivery.dropped else None
    flood = isinstance(turn.outcome, Later) and not turn.outcome.fault
    return "flood" if flood else _OUTCOMES[type(turn.outcome)]


def kind(loop: str) -> str:
    """What a loop is called among metrics: all that deliver are one."""
    return loop.rstrip("0123456789").rstrip("-")


@dataclass(frozen=True, slots=True)
class Names:
    """Which names are told apart: the first MOST of the config's own, in its order."""

    known: frozenset[str]

    @classmethod
    def of(cls, names: Sequence[str]) -> "Names":
        """Those of a list."""
        return cls(frozenset(names[:MOST]))

    def fold(self, name: str) -> str:
        """The name, or what stands for it among others."""
        if name in self.known or name == READERS_ALL:
            return name
        return READERS_ALL if name.startswith(READERS) else OTHERS


def folded(counts: Mapping[Labels, int], names: Names) -> Counter[Labels]:
    """Counts whose first label is a name, with those of others together."""
    told: Counter[Labels] = Counter()
    for labels, number in counts.items():
        told[(names.fold(labels[0]), *labels[1:])] += number
    return told
