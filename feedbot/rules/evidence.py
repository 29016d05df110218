"""What speaks for two articles telling of one event: words, names, numbers and time, weighed against each other.

The weights were fitted to made-up news (`bench/replay.py`); what they are worth is judged on others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from heapq import nlargest
from math import exp, log1p
from operator import mul
from typing import Literal, NamedTuple

from feedbot.rules import series
from feedbot.rules.postings import FIRST, OFTEN, Query, Term

# For each of `signs` in its order, and last for what is known without any; where one of two is but a title, and across
# alphabets, others hold. `bench/weights.py` fits them.
_TEXT = (
    2.84, 0.67, 1.96, 0.58, 1.85, 2.12, 0.95, 0.35, 3.34,
    -0.42, -3.40, 3.32, -0.75, 1.33, -0.86,
    -2.29, 3.76, 2.75, 0.56, -0.45, -5.75,
)  # fmt: skip
_TITLE = (
    1.22, -0.79, 1.40, 0.58, 1.11, 1.23, -0.31, -0.01, 2.78,
    -0.50, -4.95, 1.66, -0.39, 2.70, -0.98,
    -1.99, 5.10, 3.92, 1.28, -0.66, -3.37,
)  # fmt: skip
_FOREIGN_TEXT = (
    4.73, 1.31, 0.67, 1.15, 3.43, 3.90, 1.26, 0.90, 3.74,
    -0.45, -1.62, 2.42, -0.66, 0.00, -1.22,
    0.54, 1.44, 1.46, 0.99, -1.04, -7.52,
)  # fmt: skip
_FOREIGN_TITLE = (
    0.19, 0.66, 2.22, -0.23, 0.93, 2.36, 0.15, 0.12, 2.84,
    -0.50, -3.57, 3.20, 1.23, 0.00, -1.48,
    1.71, 0.31, 1.92, -0.36, -0.54, -2.89,
)  # fmt: skip
_KIN = {"text": 0.5, "title": 0.5}

# What nearness in meaning weighs; how near like events are in two languages; from where it is enough; what remoteness
# weighs, and from where.
_NEAR, _USUAL, _ALONE, _SAME, _FAR, _REMOTE = 5.0, 0.36, 20.0, 0.72, 7.0, 0.30

_FEW = 0.5  # so much of a name that nobody knows keeps one common name from being all
_COMPARABLE = 3.0  # the same for words that can be compared across alphabets
_SETTLED = 4.4  # the logarithm of how many texts there are at least, with those of the guess
_WORDS, _STEEP = 6, 4
_NUMBERS, _PLAIN, _OTHERS = 3.0, 6.0, 3
_APART, _HOUR = 12.0, timedelta(hours=1)  # what comes later than that may come at any time
_STEEPEST = 30.0

Kinship = Literal["same", "kin", "other"]
"""Whether two articles are in one language, in two that are compared as one, or in different alphabets."""


class Evidence(NamedTuple):
    """What two articles have in common, and what not.

    All but `telling`, `numbers`, `hours`, `plain`, `akin` and `others` are 0 to 1.

    `cosine` is how alike their words are; `ours` and `theirs` how much of the title of each stands in the other. `name`
    is how rare the rarest common name is, `kin` and `clan` what share of the names of the one with fewer, and of the
    one with more, are common; `nameless` is 1 where one has none. `telling` sums up how rare the rarest common words
    are, unless both have names and not one in common; `numbers` does the same of numbers. `hours` is how far the two
    are apart, half a day at most. `strange` is how rare a name is that is among the first of each and nowhere in the
    other; `serial` is 1 where both are of one series, such as exchange rates. `plain` sums up how rare the common words
    are that are no names, six at most, and `akin` of those that have but their meaning in common, in one alphabet.
    `others` counts the numbers that either has and the other has not, of the one with fewer, three at most; none where
    the new one says that a number grew.
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
    plain: float
    akin: float
    others: float


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
    cosine, ours, theirs, telling, plain, akin = (_abroad if foreign else _compare)(query, words, scale)
    shared, numbers, others, mass = _named(query, words, scale)
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
        plain=min(_PLAIN, plain),
        akin=akin,
        others=0.0 if series.grew(query.signature) else float(min(_OTHERS, others)),
    )


def likeness(evidence: Evidence, kinship: Kinship, *, title: bool, close: float | None = None) -> float:
    """How likely it is, 0 to 1, that the two tell of one event.

    `title` says that one of them has nothing else; `close` is how near the meanings of the titles are, if that is
    known. Across alphabets nearness speaks for them, and much of it does without words; else remoteness against them.
    """
    texts, titles = (_FOREIGN_TEXT, _FOREIGN_TITLE) if kinship == "other" else (_TEXT, _TITLE)
    weights = titles if title else texts
    total = sum(map(mul, signs(evidence), weights)) + weights[-1]
    if kinship == "kin":
        total += _KIN["title" if title else "text"]
    if close is not None and kinship == "other":
        total = max(total + _NEAR * (close - _USUAL), _ALONE * (close - _SAME))
    elif close is not None:
        total += min(0.0, _FAR * (close - _REMOTE))
    return 1 / (1 + exp(-max(-_STEEPEST, min(_STEEPEST, total))))


def signs(evidence: Evidence) -> tuple[float, ...]:
    """What is weighed: each kind of evidence, and what says more, or less, together with another than alone.

    These are: how much both titles stand in the other text at once, and how much the better of them does; common words
    beside a common name, and where there is none; other numbers where there is none. Of common words each says less
    than the one before.
    """
    plain, nobody = log1p(evidence.plain), float(not evidence.name)
    return (
        *evidence._replace(plain=plain),
        evidence.ours * evidence.theirs,
        max(evidence.ours, evidence.theirs),
        evidence.name * plain,
        nobody * plain,
        nobody * evidence.others,
    )


def _compare(query: Query, words: Words, scale: float) -> tuple[float, float, float, float, float, float]:
    """How alike the words of two articles are, how much of each title stands in the other, how rare what is common.

    Last, how rare the words are whose meaning is common, and they are not.
    """
    rarities, weights, heads, concepts = query.rarities, query.weights, query.heads, query.concepts
    norm = both = ours = theirs = title = plain = 0.0
    shared: list[float] = []
    akin: dict[Term, float] = {}
    for place, (term, count) in enumerate(zip(words.terms, words.counts, strict=False)):
        rarity = rarities.get(term)
        if rarity is None:
            rarity = scale - term.mass
            weight = OFTEN[count] * rarity
            own = concepts.get(term.concept) if term.concept else None
            if own is not None:
                akin.setdefault(own, max(0.0, min(rarity, rarities[own])))
        else:
            weight = OFTEN[count] * rarity
            both += weight * weights[term]
            shared.append(rarity)
            if term in query.plain:
                plain += rarity
            if term in heads:
                ours += rarity
            if place < words.heads:
                theirs += rarity
        norm += weight * weight
        if place < words.heads:
            title += rarity
    cosine = min(1.0, both / (norm**0.5 * query.norm)) if norm and query.norm else 0.0
    ours, theirs = ours / query.title if query.title else 0.0, theirs / title if title else 0.0
    meant = sum(rarity for own, rarity in akin.items() if own not in words.terms)
    return cosine, ours, theirs, _telling(shared, scale), plain / scale, meant / scale


def _abroad(query: Query, words: Words, scale: float) -> tuple[float, float, float, float, float, float]:
    """The same for two alphabets, of the words whose meaning is known, and of those that stand in both."""
    concepts, weights, rarities = query.concepts, query.weights, query.rarities
    common: set[Term] = set()
    norm = both = theirs = title = plain = 0.0
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
            plain += rarity if own in query.plain else 0.0
            common.add(own)
    known = [term for term in weights if term.concept or term in common]
    square = sum(weights[term] ** 2 for term in known)
    least = _COMPARABLE * scale * scale
    mine = sum(rarities[term] for term in known if term in query.heads)
    ours = sum(rarities[term] for term in common if term in query.heads)
    cosine = both / max(both, ((norm + least) * (square + least)) ** 0.5)
    return cosine, ours / (mine + scale), theirs / (title + scale), _telling(shared, scale), plain / scale, 0.0


def _telling(shared: Sequence[float], scale: float) -> float:
    """How rare the six rarest common words are; in a window that fills no word is thought to be very rare."""
    return sum((each / max(scale, _SETTLED)) ** _STEEP for each in nlargest(_WORDS, shared))


def _named(query: Query, words: Words, scale: float) -> tuple[list[float], float, int, float]:
    """How rare each common name is, the same of numbers in all, and of the names of the one that is held.

    Before the last, how many numbers each has that the other has not.
    """
    named, doubts = query.named, query.doubts
    shared: list[float] = []
    numbers = mass = 0.0
    mine, theirs = sum(name[:1].isdigit() for name in query.signature.names), 0
    for place, term in enumerate(words.names):
        rarity = named.get(term)
        if term.number:
            numbers += rarity or 0.0
            theirs += rarity is None
            mine -= rarity is not None
            continue
        sure = place < words.sure
        if rarity is not None and (sure or term not in doubts):
            shared.append(rarity)
        if sure:
            mass += max(0.0, 1 - term.mass / scale) if rarity is None else rarity
    return shared, numbers, max(0, min(mine, theirs)), mass


def _strange(query: Query, words: Words, scale: float) -> float:
    """How rare a name is that stands among the first of each and nowhere in the other: of two such the more usual."""
    mine = max((rarity for terms, rarity in query.leads if not any(term in words.names for term in terms)), default=0.0)
    if mine <= 0:
        return 0.0
    sure = [term for term in words.names[: words.sure] if not term.number][:FIRST]
    return min(mine, max((1 - term.mass / scale for term in sure if term not in query.named), default=0.0))
