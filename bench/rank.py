"""Where the weights of `feedbot/text/ranker.py` come from, and what they are worth on texts they were not fitted to.

    python bench/rank.py

A ranker by softmax over the first eight clean sentences of an article, fitted to the ROUGE of each against the push
message, with a pull towards zero. **The texts are ours** (see `summaries.py`), and two thirds of them open awkwardly;
in a day's news few do, so plain reports (agency, labelled) count six times in the fit. Prints the mean ROUGE of the
first clean sentence and of the chosen one, under three kinds of cross-validation (by articles, each language left out,
each style left out): of all, of plain reports, of the others, of a day with four plain reports in five, and how often
the choice is worse than the first; then the weights fitted to all. Those of the ranker lie between them and what texts
with dirt fit, which is less for the first and for numbers, and more for the title.
"""

import importlib
import math
import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

HOUSE = Path(__file__).parent.parent
sys.path[:0] = [str(HOUSE), str(HOUSE / "bench")]

summaries = importlib.import_module("summaries")
ranker = importlib.import_module("feedbot.text.ranker")
summary = importlib.import_module("feedbot.text.summary")

PLAIN = ("agency", "labelled")
FIRST = ranker.FEATURES.index("first")
WORTH = 6.0
SHARP = 6.0
PULL = 0.02
STEPS = 600
PACE = 0.5
FOLDS = 10
ROUNDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An article as the ranker sees it: what is known of each sentence, and how good it would be."""

    told: summaries.Told
    rows: tuple[tuple[float, ...], ...]
    scores: tuple[float, ...]

    @property
    def worth(self) -> float:
        """How often it counts in the fit."""
        return WORTH if self.told.style in PLAIN else 1.0


def cases() -> list[Case]:
    """All articles of more than one sentence that may be chosen."""
    found = []
    for told in summaries.articles():
        clean = summary.candidates(told.title, summaries.of_text(told.text), language=told.language)
        rows = ranker.features(told.title, clean)
        scores = tuple(summaries.mean_rouge(sentence, told) for sentence in clean)
        found.append(Case(told=told, rows=rows, scores=scores))
    return found


def softmax(values: Sequence[float]) -> list[float]:
    top = max(values)
    powers = [math.exp(value - top) for value in values]
    return [power / sum(powers) for power in powers]


def fitted(known: Sequence[Case]) -> list[float]:
    """The weights that make the chances of the sentences like their scores."""
    weights = [0.0] * len(ranker.FEATURES)
    total = sum(case.worth for case in known)
    wished = [softmax([score / SHARP for score in case.scores]) for case in known]
    for _ in range(STEPS):
        slope = [-PULL * weight for weight in weights]
        for case, wish in zip(known, wished, strict=True):
            chances = softmax([ranker.score(weights, row) for row in case.rows])
            for row, chance, hope in zip(case.rows, chances, wish, strict=True):
                for place, value in enumerate(row):
                    slope[place] += case.worth * (hope - chance) * value / total
        weights = [weight + PACE * step for weight, step in zip(weights, slope, strict=True)]
    return weights


def chosen(weights: Sequence[float], case: Case) -> float:
    """The score of the sentence that the weights choose; the first has a margin where it has a word of the title."""
    values = [ranker.score(weights, row) for row in case.rows]
    best = max(range(len(values)), key=lambda number: (values[number], -number))
    margin = ranker.MARGIN if case.rows[0][FIRST] else 0.0
    return case.scores[best if values[best] - values[0] > margin else 0]


def folds(all_cases: Sequence[Case], group: Callable[[int, Case], object]) -> list[float]:
    """The score of each article by weights that were fitted without its group."""
    names = [group(number, case) for number, case in enumerate(all_cases)]
    weights = {
        name: fitted([case for case, other in zip(all_cases, names, strict=True) if other != name])
        for name in dict.fromkeys(names)
    }
    return [chosen(weights[name], case) for case, name in zip(all_cases, names, strict=True)]


def shown(name: str, all_cases: Sequence[Case], scores: Sequence[float]) -> None:
    """A row: the mean of all, of plain reports, of the others, and how often it is under the first sentence."""
    plain = [score for score, case in zip(scores, all_cases, strict=True) if case.told.style in PLAIN]
    other = [score for score, case in zip(scores, all_cases, strict=True) if case.told.style not in PLAIN]
    worse = sum(score < case.scores[0] for score, case in zip(scores, all_cases, strict=True))
    day = 0.8 * mean(plain) + 0.2 * mean(other)
    print(f"{name:<28}{mean(scores):8.1f}{mean(plain):8.1f}{mean(other):8.1f}{day:8.1f}{worse:8}")


def mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def main() -> None:
    everything = cases()
    print(f"{'':<28}{'all':>8}{'plain':>8}{'other':>8}{'4 in 5':>8}{'worse':>8}")
    shown("first clean sentence", everything, [case.scores[0] for case in everything])
    for turn in range(ROUNDS):
        order = random.Random(turn).sample(range(len(everything)), len(everything))
        places = {number: place % FOLDS for place, number in enumerate(order)}
        shown(f"{FOLDS} folds, shuffle {turn}", everything, folds(everything, lambda number, _, of=places: of[number]))
    shown("each language left out", everything, folds(everything, lambda _, case: case.told.language))
    shown("each style left out", everything, folds(everything, lambda _, case: case.told.style))
    weights = fitted(everything)
    shown("fitted to all", everything, [chosen(weights, case) for case in everything])
    shown("as in ranker.py", everything, [chosen(ranker.WEIGHTS, case) for case in everything])
    shown("best sentence (oracle)", everything, [max(case.scores) for case in everything])
    print()
    for name, weight in zip(ranker.FEATURES, weights, strict=True):
        print(f"{name:<10}{weight:8.2f}")


if __name__ == "__main__":
    main()
