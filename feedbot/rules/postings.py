"""Which articles have a word, how rare it is, and how alike two articles are by their words."""

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest
from math import log, sqrt

from feedbot.model import Signature
from feedbot.rules import stories
from feedbot.text import meaning, sounds, stems
from feedbot.text.meaning import Vector

SCRIPTS = ("c:", "l:")
"""What stands before a name in the lists: the alphabet of the article that has it, Cyrillic or another."""

LISTED = 300
"""Of a word that more articles have, only the latest count."""

TOUCHED = 1_500
"""As many places in the lists are looked at for one article, and as many again in the other alphabet."""

OFTEN = tuple(sqrt(count) for count in range(stories.MOST + 1))
"""What a word weighs that stands so often in an article, against one that stands there once."""

_TITLES = bytes(range(stories.TITLE_COUNTS, stories.MOST + 1))
_CYRILLIC = frozenset(map(chr, range(0x400, 0x530)))
FIRST = 4
"""Whom a text is about it names at once: so many of its first names are looked for in another."""

_WORDS = 6
_TELLING = 1.0
_MEANT = 0.5
_SHARED = 0.06
_FIGURE = 0.01
_FAMOUS = 0.03
_KNOWN = "путин трамп зеленский россия украина киев москва европа америка китай нато кремль вашингтон iran israel"


class Term:
    """A stem, or the skeleton of a name in one alphabet: who has it, in the order in which they came.

    `held` counts the living of `slots`; `mass` is the logarithm of how many texts have it, with the guess from before.
    `number` says that it is a number in the place of a name; `concept` is what a stem means in any language, "" if that
    is not known.
    """

    __slots__ = ("concept", "held", "mass", "number", "prior", "slots", "word")

    def __init__(self, word: str, prior: float, slots: "array[int]") -> None:
        self.word = word
        self.number = word[2:3].isdigit()
        self.concept = "" if word[:2] in SCRIPTS else stems.concept(word)
        self.prior = prior
        self.slots = slots
        self.held = len(slots)
        self.mass = log(self.held + prior)


@dataclass(slots=True, kw_only=True, eq=False)
class Query:
    """An article as it is looked for: how weighty each term is in it, and in any other that has it once.

    `heads` are the terms of its title, `title` is what they weigh; `named` are its names and numbers in both alphabets
    and how rare each is, `doubts` those that may be none, and `mass` is what the others weigh. `leads` are the first of
    its names, and how rare each is. `concepts` are the terms by what they mean, `plain` those that are no names or
    numbers.
    """

    signature: Signature
    weights: dict[Term, float]
    rarities: dict[Term, float]
    norm: float
    heads: frozenset[Term]
    title: float
    named: dict[Term, float]
    doubts: frozenset[Term]
    mass: float
    leads: tuple[tuple[list[Term], float], ...]
    concepts: dict[str, Term]
    plain: frozenset[Term]
    alphabet: str
    meaning: Vector | None


class Postings:
    """The words of many articles, which are known by their slots: numbers that grow and never come again.

    `texts` counts articles; `prior` says as how many texts the guess counts of how usual a word is. `touched` counts
    the places that the last `near` looked at, and `abroad` after it. Of most words nobody ever asks, so a word has but
    its slots, or the only one, until somebody does, or until one of its articles goes: from then on it is a term.
    """

    def __init__(self, prior: float) -> None:
        self.texts = 0
        self.touched = 0
        self._prior = prior
        self._slots: dict[str, int | array[int]] = {}
        self._terms: dict[str, Term] = {}
        self._spare: dict[str, Term] = {}

    def __len__(self) -> int:
        return len(self._terms) + len(self._slots)

    def term(self, word: str) -> Term:
        """The term of a word; one that nobody has if it is in no list."""
        found = self._known(word) or self._spare.get(word)
        if found is None:
            found = self._spare[word] = Term(word, self._guess(word), array("I"))
        return found

    def _known(self, word: str) -> Term | None:
        """The term of a word that somebody has."""
        found = self._terms.get(word)
        if found is None and (slots := self._slots.pop(word, None)) is not None:
            slots = array("I", (slots,)) if isinstance(slots, int) else slots
            found = self._terms[word] = Term(word, self._guess(word), slots)
        return found

    def _guess(self, word: str) -> float:
        """As how many texts the guess counts of how usual a word is."""
        name = word[:2] in SCRIPTS
        prior = share(word[2:]) if name else stems.usual(word)
        if len(word) < 4 + 2 * name and word[2 * name :].isdigit():
            prior = max(prior, _FIGURE)
        return prior * self._prior

    def enter(self, words: Iterable[str], slot: int) -> None:
        """Write down that an article has these words, each once; slots come in ascending order."""
        known, terms = self._slots, self._terms
        for word in words:
            slots = known.get(word)
            if slots is None:
                term = terms.get(word)
                if term is None:
                    known[word] = slot
                    continue
                term.slots.append(slot)
                term.held += 1
                term.mass = log(term.held + term.prior)
            elif isinstance(slots, int):
                known[word] = array("I", (slots, slot))
            else:
                slots.append(slot)

    def order(self, words: Iterable[str]) -> None:
        """Put the slots of these words in order again, after one was entered that is lower than others."""
        for word in words:
            term = self.term(word)
            term.slots = array("I", sorted(term.slots))

    def leave(self, words: Iterable[str], slot: int, living: Collection[int]) -> None:
        """Forget who had these; the slot stays in a list until half of the list is of such that are not living."""
        for word in words:
            if isinstance(self._slots.get(word), int):
                del self._slots[word]
                continue
            term = self.term(word)
            term.held -= 1
            if not term.held:
                del self._terms[word]
                continue
            term.mass = log(term.held + term.prior)
            if term.slots[-1] == slot:
                term.slots.pop()
            elif len(term.slots) > 2 * term.held + 8:
                term.slots = array("I", (each for each in term.slots if each in living))

    def rarity(self, name: str) -> float:
        """How telling a name is, 0 to 1, by how many have it in any alphabet."""
        one, two = (self._known(script + name) for script in SCRIPTS)
        held = (one.held if one else 0) + (two.held if two else 0)
        prior = one.prior if one else two.prior if two else self._guess(SCRIPTS[0] + name)
        return max(0.0, 1 - log(held + 1 + prior) / self.scale)

    def query(self, signature: Signature, *, entered: bool = False) -> Query:
        """An article as it is looked for; `entered` says that it is in the lists itself."""
        self._spare.clear()
        scale, own = self.scale, 0 if entered else 1
        weights: dict[Term, float] = {}
        rarities: dict[Term, float] = {}
        for word, count in zip(dict.fromkeys(signature.terms), counts(signature), strict=False):
            term = self.term(word)
            rarities[term] = max(0.0, scale - log(term.held + own + term.prior))
            weights[term] = OFTEN[count] * rarities[term]
        first = tuple(rarities)[: heads(signature)]
        rare = {word: self.rarity(word) for word in called(signature)}
        terms = {word: [*filter(None, map(self._known, _both(word)))] for word in rare}
        sure = [word for word in signature.names if not word[:1].isdigit()]
        return Query(
            signature=signature,
            weights=weights,
            rarities=rarities,
            norm=sqrt(sum(weight * weight for weight in weights.values())),
            heads=frozenset(first),
            title=sum(rarities[term] for term in first),
            named={term: rare[word] for word, found in terms.items() for term in found},
            doubts=frozenset(term for word in {*rare} - {*signature.names} for term in terms[word]),
            mass=sum(rare[word] for word in sure),
            leads=tuple((terms[word], rare[word]) for word in sure[:FIRST]),
            concepts={term.concept or term.word: term for term in reversed(rarities)},
            plain=_plain(rarities, rare),
            alphabet=script(signature),
            meaning=meaning.unpack(signature.meaning) if signature.meaning else None,
        )

    def near(self, query: Query) -> list[int]:
        """The slots that share most with what is looked for, found by the rarest of its words; some may be dead."""
        sums: dict[int, float] = defaultdict(float)
        left = TOUCHED
        for term, weight in sorted(query.weights.items(), key=lambda pair: (pair[0].held, -pair[1], pair[0].word)):
            slots = term.slots[-min(LISTED, left) :]
            left -= len(slots)
            square = weight * weight
            for slot in slots:
                sums[slot] += square
            if left <= 0:
                break
        self.touched = TOUCHED - left
        least = _SHARED * query.norm * query.norm
        found = [(-weight, slot) for slot, weight in sums.items() if weight >= least]
        return [slot for _, slot in sorted(found)]

    def abroad(self, query: Query) -> list[int]:
        """The slots of the other alphabet that share most rare names, numbers and meanings with what is looked for."""
        scale = self.scale
        rare = {term: rarity for term, rarity in query.named.items() if not term.word.startswith(query.alphabet)}
        for meant, own in query.concepts.items():
            for word in stems.told(meant) if own.concept else ():
                term = self._known(word)
                if term is not None and term not in query.weights:
                    rare[term] = _MEANT * query.rarities[own] / scale
        sums: dict[int, float] = defaultdict(float)
        left = TOUCHED
        for term, rarity in sorted(rare.items(), key=lambda pair: (pair[0].held, -pair[1], pair[0].word)):
            slots = term.slots[-min(LISTED, left) :]
            left -= len(slots)
            for slot in slots:
                sums[slot] += rarity
            if left <= 0:
                break
        self.touched += TOUCHED - left
        found = [(-both, slot) for slot, both in sums.items() if both >= _TELLING]
        return [slot for _, slot in sorted(found)]

    @property
    def scale(self) -> float:
        """The logarithm of how many texts there are, with those of the guess and the one that is judged."""
        return log(self.texts + 1 + self._prior)


def alike(one: Query, two: Query) -> tuple[float, tuple[str, ...]]:
    """How alike two articles are, whether they are in the lists or not, and by which words, the weightiest first."""
    theirs = {term.word: weight for term, weight in two.weights.items()}
    both = [(weight * theirs[term.word], term.word) for term, weight in one.weights.items() if term.word in theirs]
    score = sum(weight for weight, _ in both) / (one.norm * two.norm) if one.norm and two.norm else 0.0
    return min(1.0, score), tuple(word for _, word in nlargest(_WORDS, both))


def shared(query: Query, terms: Sequence[Term], often: bytes) -> tuple[str, ...]:
    """The words that make two articles alike, the weightiest first."""
    pairs = ((term, count) for term, count in zip(terms, often, strict=False) if term in query.rarities)
    both = [(OFTEN[count] * query.rarities[term] * query.weights[term], term.word) for term, count in pairs]
    return tuple(word for _, word in nlargest(_WORDS, both))


def counts(signature: Signature) -> bytes:
    """How often each term of a signature counts, 9 at most."""
    if not signature.counts or (min(signature.counts) >= 0 and max(signature.counts) <= stories.MOST):
        return bytes(signature.counts)
    return bytes(max(0, min(count, stories.MOST)) for count in signature.counts)


def heads(signature: Signature) -> int:
    """How many of the terms of a signature are its title's: they come first, and count at least as a title does."""
    found = counts(signature)
    return len(found) - len(found.lstrip(_TITLES))


def called(signature: Signature) -> tuple[str, ...]:
    """All that may be names in it, and its numbers: the sure ones first, each once."""
    return tuple(dict.fromkeys((*signature.names, *signature.doubtful)))


def script(signature: Signature) -> str:
    """The alphabet that most of its words have."""
    firsts = "".join([word[:1] for word in signature.terms])
    cyrillic = 0 if firsts.isascii() else sum(map(_CYRILLIC.__contains__, firsts))
    return SCRIPTS[cyrillic * 2 < sum(map(str.isalpha, firsts))]


def share(name: str) -> float:
    """The share of texts with a name, by its skeleton, as a guess from before any was read."""
    return _famous().get(name, stems.usual(name))


def _plain(terms: Iterable[Term], names: Iterable[str]) -> frozenset[Term]:
    """The terms that are no numbers, and no names by how they begin: a stem lacks an ending that a name may have."""
    heard = " ".join(("", *names))
    words = ((term, sounds.skeleton(term.word)) for term in terms if not term.word[:1].isdigit())
    return frozenset(term for term, bones in words if not bones or f" {bones}" not in heard)


def _both(name: str) -> tuple[str, ...]:
    """What a name is called in the lists, in either alphabet."""
    return tuple(script + name for script in SCRIPTS)


@lru_cache(maxsize=1)
def _famous() -> dict[str, float]:
    """The share of texts with names that everybody knows, by their skeleton."""
    return {sounds.skeleton(word): _FAMOUS for word in _KNOWN.split()}
