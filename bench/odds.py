"""Where the weights of `feedbot/text/belonging.py` come from, and what they cost lists of dirt they were not fitted to.

    python bench/odds.py

Logistic regression on the signs of each paragraph that may be told: what is no part of its article against what is. The
pages are our articles with five kinds of dirt at once (see `summaries.py`), eight choices an article and list, and the
first sentences of news about papers, sites and readers, which look like dirt and are none (`LEDES` and `TRAPS` of the
tests). A piece of dirt counts `DIRT`; a paragraph of an article by what it is worth, the ROUGE of its best sentence
against the push message, so that an idle opening may go and a lede may not; what stands behind the first `NEAR`
sentences hardly counts. Fitted by Newton's steps with a pull towards zero, the same each time.

Prints for each list what it costs in both modes, with the weights as they are in the code and with weights that were
fitted without it, then the weights fitted to all. Those of the code are these, rounded. The lists of `JUDGES` are in no
fit.
"""

import importlib
import math
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

HOUSE = Path(__file__).parent.parent
sys.path[:0] = [str(HOUSE), str(HOUSE / "bench")]

summaries = importlib.import_module("summaries")
belonging = importlib.import_module("feedbot.text.belonging")
summary = importlib.import_module("feedbot.text.summary")
LEDES = importlib.import_module("tests.text.ledes").LEDES
TRAPS = importlib.import_module("tests.text.traps").TRAPS

TURNS = 8
DIRT, TRAP = 2.5, 5.0
LEAST, IDLE, POINTS = 0.2, 15.0, 15.0
NEAR, FAR = 3, 0.2
PULL = 50.0
STEPS = 12
JUDGES = ("everyday.txt", "sealed.txt")
MODES = ("feedbot, lead", "feedbot, one")

Cases = Mapping[tuple[tuple[float, ...], bool], float]
"""How much paragraphs of equal signs weigh that are dirt, or not."""


def pages(name: str) -> Iterable[tuple[summaries.Told, str]]:
    """The articles with dirt of a list."""
    store = summaries.dirt(name)
    kinds = list(dict.fromkeys(piece.kind for piece in store))
    for number, told in enumerate(summaries.articles()):
        for turn in range(TURNS):
            yield told, summaries.soiled(told, summaries.pile(told, number + 5 * turn, kinds, store))


def cases(found: Iterable[tuple[summaries.Told, str]]) -> Cases:
    """The paragraphs of pages, as the model sees them."""
    weights: Counter[tuple[tuple[float, ...], bool]] = Counter()
    for told, page in found:
        before = 0
        for paragraph, signs in summary.weighed(told.title, summaries.of_text(page), language=told.language):
            own = [sentence for sentence in paragraph if sentence in told.text]
            best = max((summaries.mean_rouge(sentence, told) for sentence in own), default=0.0)
            worth = LEAST + max(0.0, best - IDLE) / POINTS if own else DIRT
            weights[tuple(map(float, signs)), not own] += worth * (1.0 if before < NEAR else FAR)
            before += len(own)
    return weights


def traps() -> Cases:
    """The first paragraphs of news that looks like dirt."""
    weights: Counter[tuple[tuple[float, ...], bool]] = Counter()
    for language, title, lede, rest in (*LEDES, *TRAPS):
        for gap in " \n":
            for paragraph, signs in summary.weighed(title, summaries.of_text(f"{lede}{gap}{rest}"), language=language):
                if lede.startswith(paragraph[0]):
                    weights[tuple(map(float, signs)), False] += TRAP
    return weights


def fitted(known: Sequence[Cases]) -> list[float]:
    """The bias and the weights under which what is dirt is likeliest."""
    rows: Counter[tuple[tuple[float, ...], bool]] = Counter()
    for each in known:
        rows.update(each)
    weights = [0.0] * (1 + len(belonging.WEIGHTS))
    for _ in range(STEPS):
        slope = [-PULL * weight * (place > 0) for place, weight in enumerate(weights)]
        bend = [[PULL * (one == other) for other in range(len(weights))] for one in range(len(weights))]
        for (signs, dirty), count in rows.items():
            row = (1.0, *signs)
            chance = 1 / (1 + math.exp(-sum(weight * value for weight, value in zip(weights, row, strict=True))))
            heft = count * chance * (1 - chance)
            for one, value in enumerate(row):
                if value:
                    slope[one] += count * (dirty - chance) * value
                    bent, push = bend[one], heft * value
                    for other, second in enumerate(row):
                        bent[other] += push * second
        weights = [weight + step for weight, step in zip(weights, solved(bend, slope), strict=True)]
    return weights


def solved(matrix: Sequence[Sequence[float]], values: Sequence[float]) -> list[float]:
    """The solution of linear equations, by elimination; of a matrix that has one."""
    rows = [[*row, value] for row, value in zip(matrix, values, strict=True)]
    for place, _ in enumerate(rows):
        best = max(range(place, len(rows)), key=lambda number, at=place: abs(rows[number][at]))
        rows[place], rows[best] = rows[best], rows[place]
        rows[place] = [value / rows[place][place] for value in rows[place]]
        for number, row in enumerate(rows):
            if number != place:
                rows[number] = [value - row[place] * own for value, own in zip(row, rows[place], strict=True)]
    return [row[-1] for row in rows]


def taken(weights: Sequence[float]) -> None:
    """Let the code weigh by these."""
    belonging.BIAS = weights[0]
    belonging.WEIGHTS = dict(zip(belonging.WEIGHTS, weights[1:], strict=True))


def costs(found: Sequence[tuple[summaries.Told, str]]) -> list[float]:
    """What dirt costs in each mode; the clean texts are summed up by the same weights."""
    means = []
    for name in MODES:
        system = summaries.SYSTEMS[name]
        clean = {told.title: summaries.mean_rouge(system(told, told.text), told) for told in summaries.articles()}
        losses = [clean[told.title] - summaries.mean_rouge(system(told, page), told) for told, page in found]
        means.append(sum(losses) / len(losses))
    return means


def main() -> None:
    before = (belonging.BIAS, *belonging.WEIGHTS.values())
    soiled = {name: [*pages(name)] for name in summaries.FILES}
    known = {name: cases(found) for name, found in soiled.items() if name not in JUDGES}
    print(f"{'':<16}{'as in the code':>20}{'without the list':>20}\n{'':<16}" + f"{'lead':>10}{'one':>10}" * 2)
    for name, found in soiled.items():
        taken(before)
        now = costs(found)
        taken(fitted([traps(), *(rows for other, rows in known.items() if other != name)]))
        print(f"{name:<16}" + "".join(f"{loss:10.2f}" for loss in (*now, *costs(found))), flush=True)
    weights = fitted([traps(), *known.values()])
    print()
    for name, weight in zip(("bias", *belonging.WEIGHTS), weights, strict=True):
        print(f"{name:<10}{weight:8.2f}")


if __name__ == "__main__":
    main()
