"""What speaks for two articles telling of one event: words, names, numbers and time, weighed against each other.

The weights were fitted to made-up news (`bench/replay.py`); what they are worth is judged on others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from heapq import nlargest
from math import exp
from operator import mul
from typing import Literal, NamedTuple

from feedbot.rules.postings import FIRST, OFTEN, Query, Term

# For each kind of evidence in its order, and last for what is known without any; where one of two is but a title, and
# across alphabets, others hold.
_TEXT = (1.0, 2.3, 3.4, 1.2, 4.4, 1.8, 0.1, 1.3, 3.5, -0.42, -2.6, 2.6, -7.8)
_TITLE = (0.1, 2.8, 3.4, 1.8, 1.1, 1.4, 0.1, 1.2, 2.2, -0.50, -3.6, 1.7, -4.4)
_FOREIGN_TEXT = (5.1, 1.3, 0.5, 1.2, 4.9, 4.6, -2.5, 1.0, 3.1, -0.45, -0.6, 0.0, -9.4)
_FOREIGN_TITLE = (0.0, 1.6, 1.8, 1.0, 1.7, 6.2, -1.1, 1.4, 4.4, -0.50, -0.8, 0.0, -6.1)
_KIN = {"text": 0.8, "title": 0.5}

# What nearness in meaning weighs; how near like events are in two languages; from where it is enough; what is remote.
_NEAR, _USUAL, _ALONE, _SAME, _REMOTE = 5.0, 0.36, 20.0, 0.72, 0.30

_FEW = 0.5  # so much of a name that nobody knows keeps one common name from being all
_COMPARABLE = 3.0  # the same for words that can be compared across alphabets
_SETTLED = 4.4  # the logarithm of how many texts there are at least, with those of the guess
_WORDS, _STEEP = 6, 4
_NUMBERS = 3.0
_APART, _HOUR = 12.0, timedelta(hours=1)  # what comes later than that may come at any time
_STEEPEST = 30.0

Kinship = Literal["same", "kin", "other"]
"""Whether two articles are in one language, in two that are compared as one, or in different alphabets."""


class Evidence(NamedTuple):
    """What two articles have in common, and what not; all but `telling`, `numbers` and `hours` are 0 to 1.

    `cosine` is how alike their words are; `ours` and `theirs` how much of the title of each stands in the other. `name`
    is how rare the rarest common name is, `kin` and `clan` what share of the names of the one with fewer, and of the
    one with more, are common; `nameless` is 1 where one has none. `telling` sums up how rare the rarest common words
    are, unless both have names and not one in common; `numbers` does the same of numbers. `hours` is how far the two
    are apart, half a day at most. `strange` is how rare a name is that is among the first of each and nowhere in the
    other; `serial` is 1 where both are of one series, such as exchange rates.
    """

    cosine: float
    ours: float
    theirs: float
    name: float
    kin: float
    clan: float
    nameless: float
    telling: float
    numbers: float
    hours: float
    strange: float
    serial: float


@dataclass(slots=True, kw_only=True, eq=False)
class Words:
    """The words and names of an article that is held; the first `heads` terms are its title's.

    The first `sure` of `names` are names; the others may be.
    """

    terms: tuple[Term, ...]
    counts: bytes
    heads: int
    names: tuple[Term, ...]
    sure: int


def weigh(
    query: Query, words: Words, distance: timedelta, scale: float, *, foreign: bool = False, serial: bool = False
) -> Evidence:
    """Compare an article that is looked for with one that is held; `scale` is that of the lists of both.

    Those of another alphabet, `foreign` ones, are compared by what their words mean; `serial` says that the two are of
    one series.
    """
    cosine, ours, theirs, telling = (_abroad if foreign else _compare)(query, words, scale)
    shared, numbers, mass = _named(query, words, scale)
    both, fewer, more = sum(shared), min(query.mass, mass), max(query.mass, mass)
    return Evidence(
        cosine=cosine,
        ours=ours,
        theirs=theirs,
        name=max(shared, default=0.0),
        kin=both / max(both, fewer + _FEW),
        clan=both / max(both, more + _FEW),
        nameless=float(fewer <= 0),
        telling=telling if shared or fewer <= 0 else 0.0,
        numbers=min(_NUMBERS, numbers),
        hours=min(_APART, distance / _HOUR),
        strange=_strange(query, words, scale),
        serial=float(serial),
    )


def likeness(evidence: Evidence, kinship: Kinship, *, title: bool, close: float | None = None) -> float:
    """How likely it is, 0 to 1, that the two tell of one event.

    `title` says that one of them has nothing else; `close` is how near the meanings of the titles are, if that is
    known. Across alphabets nearness speaks for them, and much of it does without words; else remoteness against them.
    """
    texts, titles = (_FOREIGN_TEXT, _FOREIGN_TITLE) if kinship == "other" else (_TEXT, _TITLE)
    weights = titles if title else texts
    total = sum(map(mul, evidence, weights)) + weights[-1]
    if kinship == "kin":
        total += _KIN["title" if title else "text"]
    if close is not None and kinship == "other":
        total = max(total + _NEAR * (close - _USUAL), _ALONE * (close - _SAME))
    elif close is not None:
        total += min(0.0, _NEAR * (close - _REMOTE))
    return 1 / (1 + exp(-max(-_STEEPEST, min(_STEEPEST, total))))


def _compare(query: Query, words: Words, scale: float) -> tuple[float, float, float, float]:
    """How alike the words of two articles are, and how much of each title stands in the other."""
    rarities, weights, heads = query.rarities, query.weights, query.heads
    norm = both = ours = theirs = title = 0.0
    shared: list[float] = []
    for place, (term, count) in enumerate(zip(words.terms, words.counts, strict=False)):
        rarity = rarities.get(term)
        if rarity is None:
            rarity = scale - term.mass
            weight = OFTEN[count] * rarity
        else:
            weight = OFTEN[count] * rarity
            both += weight * weights[term]
            shared.append(rarity)
            if term in heads:
                ours += rarity
            if place < words.heads:
                theirs += rarity
        norm += weight * weight
        if place < words.heads:
            title += rarity
    cosine = min(1.0, both / (norm**0.5 * query.norm)) if norm and query.norm else 0.0
    return cosine, ours / query.title if query.title else 0.0, theirs / title if title else 0.0, _telling(shared, scale)


def _abroad(query: Query, words: Words, scale: float) -> tuple[float, float, float, float]:
    """The same for two alphabets, of the words whose meaning is known, and of those that stand in both."""
    concepts, weights, rarities = query.concepts, query.weights, query.rarities
    common: set[Term] = set()
    norm = both = theirs = title = 0.0
    shared: list[float] = []
    for place, (term, count) in enumerate(zip(words.terms, words.counts, strict=False)):
        own = concepts.get(term.concept or term.word)
        if own is None and not term.concept:
            continue
        rarity = max(0.0, scale - term.mass)
        weight = OFTEN[count] * rarity
        norm += weight * weight
        if place < words.heads:
            title += rarity
        if own is not None:
            both += weight * weights[own]
            shared.append(rarity)
            theirs += rarity if place < words.heads else 0.0
            common.add(own)
    known = [term for term in weights if term.concept or term in common]
    square = sum(weights[term] ** 2 for term in known)
    least = _COMPARABLE * scale * scale
    mine = sum(rarities[term] for term in known if term in query.heads)
    ours = sum(rarities[term] for term in common if term in query.heads)
    cosine = both / max(both, ((norm + least) * (square + least)) ** 0.5)
    return cosine, ours / (mine + scale), theirs / (title + scale), _telling(shared, scale)


def _telling(shared: Sequence[float], scale: float) -> float:
    """How rare the six rarest common words are; in a window that fills no word is thought to be very rare."""
    return sum((each / max(scale, _SETTLED)) ** _STEEP for each in nlargest(_WORDS, shared))


def _named(query: Query, words: Words, scale: float) -> tuple[list[float], float, float]:
    """How rare each common name is, the same of numbers in all, and of the names of the one that is held."""
    named, doubts = query.named, query.doubts
    shared: list[float] = []
    numbers = mass = 0.0
    for place, term in enumerate(words.names):
        rarity = named.get(term)
        if term.number:
            numbers += rarity or 0.0
            continue
        sure = place < words.sure
        if rarity is not None and (sure or term not in doubts):
            shared.append(rarity)
        if sure:
            mass += max(0.0, 1 - term.mass / scale) if rarity is None else rarity
    return shared, numbers, mass


def _strange(query: Query, words: Words, scale: float) -> float:
    """How rare a name is that stands among the first of each and nowhere in the other: of two such the more usual."""
    mine = max((rarity for terms, rarity in query.leads if not any(term in words.names for term in terms)), default=0.0)
    if mine <= 0:
        return 0.0
    sure = [term for term in words.names[: words.sure] if not term.number][:FIRST]
    return min(mine, max((1 - term.mass / scale for term in sure if term not in query.named), default=0.0))
