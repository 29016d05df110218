"""What a rule wants, part by part: whether an entry has it, what can bring it about, and how that is told to people."""

import operator
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from feedbot.model import Entry
from feedbot.rules.filters import Sign
from feedbot.rules.patterns import Search
from feedbot.rules.reading import Text, pieces
from feedbot.text.lengths import span
from feedbot.text.words import fold

_COMPARED: Mapping[Sign, Callable[[Any, Any], bool]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
    "=": operator.eq,
}
_NONE: Mapping[str, str] = {
    "source": "it has no source",
    "language": "its language is not known",
    "category": "it has no category",
    "author": "it has no author",
    "link": "it has no link",
}
_PLURAL = ("s", "men", "people", "children")
_FEW = 5
_LONGEST = 300

Spark = int | str
"""What may let a rule pass: the number of an atom, "source:NAME" or "language:TAG"."""


@dataclass(slots=True)
class Facts:
    """What is known of an entry while rules judge it.

    `size` counts the sources that tell its story, its own included; `hits` has for each atom where it stands.
    """

    entry: Entry
    text: Text
    size: int
    now: datetime
    hits: Mapping[int, Sequence[int]]
    found: dict[int, str | None] = field(default_factory=dict)
    values: dict[str, tuple[str, ...]] = field(default_factory=dict)
    words: dict[int, str] = field(default_factory=dict)
    sets: dict[int, frozenset[int]] = field(default_factory=dict)

    def places(self, atom: int) -> frozenset[int]:
        """Where an atom stands."""
        if atom not in self.sets:
            self.sets[atom] = frozenset(self.hits.get(atom, ()))
        return self.sets[atom]

    def word(self, place: int) -> str:
        """The word at a place, folded but for its capitals."""
        if not self.words:
            self.words.update((each, word) for word, places in self.text.places.items() for each in places)
        word, capitals = self.words[place], self.text.capitals[place]
        return (word, word.capitalize(), word.upper())[capitals]

    def known(self, name: str) -> tuple[str, ...]:
        """The values of a field, folded; each of several words has a space on both sides."""
        values = self.values.get(name)
        if values is None:
            values = self.values[name] = _VALUES[name](self.entry)
        return values


@dataclass(frozen=True, slots=True)
class Term:
    """A word. `shown` is how the rule writes it."""

    atom: int
    shown: str
    title: bool

    def holds(self, facts: Facts) -> bool:
        """Whether it stands in the entry, or in its title."""
        places = facts.hits.get(self.atom)
        if not places:
            return False
        return not self.title or min(places) < facts.text.heading

    def sparks(self) -> Collection[Spark] | None:
        """What can bring it about: at least one of these; None if nothing needs to be there."""
        return (self.atom,)

    def told(self, facts: Facts, *, holds: bool) -> str:
        """Why it holds, or why not."""
        return _found(self.shown, facts, min(facts.hits[self.atom]), 1) if holds else f"no word of {self.shown}"


@dataclass(frozen=True, slots=True)
class Row:
    """Words one behind the other.

    `english` has the keys of English ones as the rule writes them. Of those only a plural may end what is inflected
    before its end too: "air raid" is not found in "airs raided".
    """

    atoms: tuple[int, ...]
    spark: int
    shown: str
    title: bool
    english: tuple[str, ...] = ()

    def holds(self, facts: Facts) -> bool:
        """Whether they stand so in the entry, or in its title."""
        return self._place(facts) is not None

    def sparks(self) -> Collection[Spark] | None:
        """Its rarest word."""
        return (self.spark,)

    def told(self, facts: Facts, *, holds: bool) -> str:
        """Why it holds, or why not."""
        place = self._place(facts)
        return f"no {self.shown}" if place is None or not holds else _found(self.shown, facts, place, len(self.atoms))

    def _place(self, facts: Facts) -> int | None:
        for atom in self.atoms:
            if atom not in facts.hits:
                return None
        every = [facts.places(atom) for atom in self.atoms]
        number = min(range(len(every)), key=lambda number: len(every[number]))
        starts = [place - number for place in every[number]]
        for shift, places in enumerate(every):
            starts = [start for start in starts if start + shift in places]
        if self.english and _is_english(facts.entry):
            starts = [start for start in starts if self._agrees(facts, start)]
        first = min(starts, default=facts.text.heading if self.title else None)
        return None if self.title and first is not None and first >= facts.text.heading else first

    def _agrees(self, facts: Facts, start: int) -> bool:
        *before, last = (facts.word(start + shift).lower() for shift in range(len(self.english)))
        return last == self.english[-1] or last.endswith(_PLURAL) or tuple(before) == self.english[:-1]


@dataclass(frozen=True, slots=True)
class Sought:
    """A pattern; `number` tells it from others."""

    number: int
    search: Search
    shown: str
    title: bool

    def holds(self, facts: Facts) -> bool:
        """Whether it is found in the title or, line by line, in the text."""
        return self._said(facts) is not None

    def sparks(self) -> Collection[Spark] | None:
        """Nothing in particular."""
        return None

    def told(self, facts: Facts, *, holds: bool) -> str:
        """Why it holds, or why not."""
        return f'{self.shown} ("{_cut(self._said(facts) or "", 60)}")' if holds else f"nothing like {self.shown}"

    def _said(self, facts: Facts) -> str | None:
        if self.number not in facts.found:
            texts = (facts.text.title,) if self.title else (facts.text.title, facts.text.plain)
            every = (self.search(text) for text in texts)
            facts.found[self.number] = next((match.group() for match in every if match is not None), None)
        return facts.found[self.number]


@dataclass(frozen=True, slots=True)
class Value:
    """A field of the entry, folded: `name` and the values of which it must have one."""

    name: str
    values: tuple[str, ...]
    shown: str

    def holds(self, facts: Facts) -> bool:
        """Whether the entry has one of them."""
        known = facts.known(self.name)
        return any(_agrees(self.name, wanted, each) for wanted in self.values for each in known)

    def sparks(self) -> Collection[Spark] | None:
        """The values of a source or language."""
        return [f"{self.name}:{value}" for value in self.values] if self.name in {"source", "language"} else None

    def told(self, facts: Facts, *, holds: bool) -> str:
        """Why it holds, or why not."""
        values = ", ".join(each.strip() for each in facts.known(self.name))
        said = f"its {self.name} is {_cut(values, 100)}" if values else _NONE[self.name]
        return said if holds else f"{said}, {self.shown} is wanted"


@dataclass(frozen=True, slots=True)
class Count:
    """How many sources tell the entry's story."""

    sign: Sign
    number: int
    shown: str

    def holds(self, facts: Facts) -> bool:
        """Whether it is as wanted."""
        return _COMPARED[self.sign](facts.size, self.number)

    def sparks(self) -> Collection[Spark] | None:
        """Nothing in particular."""
        return None

    def told(self, facts: Facts, *, holds: bool) -> str:
        """Why it holds, or why not."""
        said = f"{facts.size} {'source tells' if facts.size == 1 else 'sources tell'} its story"
        return said if holds else f"{said}, {self.shown} is wanted"


@dataclass(frozen=True, slots=True)
class Old:
    """How long ago the entry was published."""

    sign: Sign
    length: timedelta
    shown: str

    def holds(self, facts: Facts) -> bool:
        """Whether it is as wanted."""
        return _COMPARED[self.sign](facts.now - facts.entry.published, self.length)

    def sparks(self) -> Collection[Spark] | None:
        """Nothing in particular."""
        return None

    def told(self, facts: Facts, *, holds: bool) -> str:
        """Why it holds, or why not."""
        said = f"it is {span(max(timedelta(), facts.now - facts.entry.published))} old"
        return said if holds else f"{said}, {self.shown} is wanted"


@dataclass(frozen=True, slots=True)
class Every:
    """All parts."""

    parts: tuple["Condition", ...]

    def holds(self, facts: Facts) -> bool:
        """Whether all hold."""
        for part in self.parts:  # noqa: SIM110 - all() with a generator takes twice as long, and this is asked most
            if not part.holds(facts):
                return False
        return True

    def sparks(self) -> Collection[Spark] | None:
        """Those of the part that has the fewest; words before sources and languages."""
        known = [sparks for part in self.parts if (sparks := part.sparks()) is not None]
        return min(
            known, key=lambda sparks: (any(isinstance(spark, str) for spark in sparks), len(sparks)), default=None
        )

    def told(self, facts: Facts, *, holds: bool) -> str:
        """Why all hold, or the first that do not."""
        these = [part.told(facts, holds=holds) for part in self.parts if part.holds(facts) == holds]
        return _cut((", " if holds else "; ").join(these[:_FEW]), _LONGEST)


@dataclass(frozen=True, slots=True)
class Some:
    """Any of the parts."""

    parts: tuple["Condition", ...]

    def holds(self, facts: Facts) -> bool:
        """Whether one holds."""
        for part in self.parts:  # noqa: SIM110 - as in Every
            if part.holds(facts):
                return True
        return False

    def sparks(self) -> Collection[Spark] | None:
        """Those of all parts."""
        every: list[Spark] = []
        for part in self.parts:
            sparks = part.sparks()
            if sparks is None:
                return None
            every.extend(sparks)
        return every

    def told(self, facts: Facts, *, holds: bool) -> str:
        """Why some hold, or what none has."""
        words = [part.shown for part in self.parts if isinstance(part, Term | Row)]
        if not holds and len(words) == len(self.parts):
            more = f" and {len(words) - _FEW} more" if len(words) > _FEW else ""
            return _cut(f"no word of {', '.join(words[:_FEW])}{more}", _LONGEST)
        these = [part.told(facts, holds=holds) for part in self.parts if part.holds(facts) == holds]
        return _cut((", " if holds else "; ").join(these[:_FEW]), _LONGEST)


@dataclass(frozen=True, slots=True)
class Without:
    """Anything but this one part."""

    part: Term | Row | Sought | Value

    def holds(self, facts: Facts) -> bool:
        """Whether the part does not hold."""
        return not self.part.holds(facts)

    def sparks(self) -> Collection[Spark] | None:
        """Nothing in particular."""
        return None

    def told(self, facts: Facts, *, holds: bool) -> str:
        """Why it holds, or why not."""
        if isinstance(self.part, Value):
            return self.part.told(facts, holds=True) + ("" if holds else f", not {self.part.shown} is wanted")
        return f"no {self.part.shown}" if holds else f"{self.part.told(facts, holds=True)} is there"


Condition = Term | Row | Sought | Value | Count | Old | Every | Some | Without


def folded(name: str, value: str) -> str:
    """A value of a field as `Value` has it."""
    if name in {"category", "author"}:
        return _spaced(value)
    return fold(value).replace("_", "-") if name == "language" else fold(value)


def _spaced(text: str) -> str:
    return f" {' '.join(piece.key for piece in pieces(text))} "


_VALUES: Mapping[str, Callable[[Entry], tuple[str, ...]]] = {
    "source": lambda entry: (fold(entry.source),),
    "language": lambda entry: (folded("language", entry.language),) if entry.language else (),
    "link": lambda entry: (fold(entry.link),) if entry.link else (),
    "author": lambda entry: tuple(_spaced(person.name) for person in entry.authors),
    "category": lambda entry: tuple(
        _spaced(text) for each in entry.categories for text in dict.fromkeys((each.label or each.term, each.term))
    ),
}


def _is_english(entry: Entry) -> bool:
    """Whether an entry may be English."""
    return not entry.language or entry.language.lower().startswith("en")


def _agrees(name: str, wanted: str, known: str) -> bool:
    if name == "source":
        return wanted == known
    if name == "language":
        return wanted == known or known.startswith(f"{wanted}-")
    return wanted in known


def _found(shown: str, facts: Facts, place: int, count: int) -> str:
    """What was looked for, and as what it was found where that is another."""
    words = (facts.word(number) for number in range(place, place + count))
    said = _cut(" ".join(words), 100)
    return shown if said.lower() == shown.removeprefix("title:").strip('="').lower() else f"{shown} ({said})"


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"
