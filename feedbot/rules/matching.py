"""Judges entries by many rules at once: a word of an entry is looked up once, however many rules there are.

Rules are inflected, not texts: each word of a rule is listed in all its forms when rules are compiled.
"""

from bisect import bisect
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from feedbot.model import Entry
from feedbot.rules.compiling import Compiled, compiled
from feedbot.rules.conditions import Condition, Count, Every, Facts, Some, Spark
from feedbot.rules.filters import Filter
from feedbot.rules.reading import Text, read
from feedbot.text.forms import Forms, many

__all__ = ["Hit", "Judgement", "Panel", "Text", "compile", "read"]


@dataclass(frozen=True, slots=True)
class Hit:
    """What a rule says of an entry. `because` is for people; `waits` says that with more sources it would pass."""

    passed: bool
    because: str
    waits: bool = False


def compile(rules: Mapping[str, Filter], *, forms: Callable[[Collection[str]], Mapping[str, Forms]] = many) -> "Panel":
    """Make a panel of rules by name; `forms` lists the forms of all their words at once."""
    return Panel(compiled(rules, forms))


class Panel:
    """Many rules, numbered, and an index of what can let each pass."""

    def __init__(self, rules: Compiled) -> None:
        self.rules = rules
        self._numbers = {name: number for number, name in enumerate(rules.conditions)}
        self._ordered = tuple(rules.conditions.items())
        sizes = {name: tuple(_sizes(condition)) for name, condition in self._ordered}
        self._sizes = {name: each for name, each in sizes.items() if each}
        self._sparked: dict[Spark, list[int]] = defaultdict(list)
        self._always: list[int] = []
        for number, (_, condition) in enumerate(self._ordered):
            sparks = condition.sparks()
            if sparks is None:
                self._always.append(number)
            for spark in set(sparks or ()):
                self._sparked[spark].append(number)

    def sized(self, name: str) -> bool:
        """Whether a rule asks for the size of the story."""
        return name in self._sizes

    def judge(
        self, entry: Entry, text: object, *, size: int, now: datetime, only: Collection[str] | None = None
    ) -> "Judgement":
        """What every rule, or those of `only`, says of an entry whose story `size` sources tell, its own included.

        `text` is what `read` gave of the entry; anything else and it is read here. Never raises.
        """
        known = text if isinstance(text, Text) else read(entry)
        hits, looked = self.rules.atoms.hits(known, entry.language or "")
        facts = Facts(entry=entry, text=known, size=size, now=now, hits=hits)
        numbers, conditions = self._candidates(facts), self.rules.conditions
        if only is not None:
            conditions = {name: conditions[name] for name in only if name in conditions}
            numbers.intersection_update([self._numbers[name] for name in conditions])
        candidates = [self._ordered[number] for number in sorted(numbers)]
        return Judgement(conditions, candidates, facts, self._sizes, looked)

    def passing(
        self, entry: Entry, text: object, *, size: int, now: datetime, only: Collection[str] | None = None
    ) -> Mapping[str, Hit]:
        """What `judge` says for the rules that pass."""
        judgement = self.judge(entry, text, size=size, now=now, only=only)
        return {name: judgement[name] for name in judgement.passing}

    def _candidates(self, facts: Facts) -> set[int]:
        """The rules that may pass: the others surely fail, whatever the size of the story."""
        sparks: list[Spark] = [*facts.hits, *(f"source:{source}" for source in facts.known("source"))]
        for tag in facts.known("language"):
            parts = tag.split("-")
            sparks.extend(f"language:{'-'.join(parts[:count])}" for count in range(1, len(parts) + 1))
        found = set(self._always)
        for spark in sparks:
            if spark in self._sparked:
                found.update(self._sparked[spark])
        return found


class Judgement(Mapping[str, Hit]):
    """What rules say of one entry, by name; why is put into words when asked for.

    `looked` counts the words of the entry that were looked up, `judged` the rules that were weighed. `passing` and
    `waiting` name the rules that pass, and those that would if more sources told the story.
    """

    def __init__(
        self,
        conditions: Mapping[str, Condition],
        candidates: Sequence[tuple[str, Condition]],
        facts: Facts,
        sizes: Mapping[str, tuple[int, ...]],
        looked: int,
    ) -> None:
        self._conditions, self._facts, self._sizes = conditions, facts, sizes
        self.looked, self.judged = looked, len(candidates)
        self.passing = tuple([name for name, condition in candidates if condition.holds(facts)])
        self._passing = set(self.passing)
        self.waiting: tuple[str, ...] = ()
        if sizes:
            failing = [name for name, _ in candidates if name in sizes and name not in self._passing]
            self.waiting = tuple(name for name in failing if self._grows(name))
        self._waiting = set(self.waiting)

    def __getitem__(self, name: str) -> Hit:
        passed = name in self._passing
        because = self._conditions[name].told(self._facts, holds=passed)
        return Hit(passed, because, waits=name in self._waiting)

    def __iter__(self) -> Iterator[str]:
        return iter(self._conditions)

    def __len__(self) -> int:
        return len(self._conditions)

    def _grows(self, name: str) -> bool:
        """Whether the rule would pass if more sources told the story."""
        sizes = sorted({size + more for size in self._sizes[name] for more in (0, 1)})
        bigger = sizes[bisect(sizes, self._facts.size) :]
        return any(self._conditions[name].holds(replace(self._facts, size=size)) for size in bigger)


def _sizes(condition: Condition) -> Iterable[int]:
    """Give the numbers with which a condition compares the size of a story."""
    if isinstance(condition, Count):
        yield condition.number
    elif isinstance(condition, Every | Some):
        for part in condition.parts:
            yield from _sizes(part)
