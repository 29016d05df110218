"""Where the weights of `feedbot/rules/evidence.py` come from: fits them again, and prints them as they stand there.

    python bench/weights.py [--seed=1,2,3] [--days=30]

Plays the made-up news of `replay.py` and the first half of the set of `stories.py`, and puts each article into its true
story. Of each article that the window compares with another it is known whether both tell of one event; the weights are
those of a logistic regression, drawn to 0 a little, one for texts, for titles, and for both of these across alphabets.
What an hour weighs is given: made-up news would have it weigh more than it does. Takes two to five
minutes. The bars of `stories.Tuning` were chosen on seeds 1 to 3 and 14 to 16 afterwards.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from math import exp
from operator import mul
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent))

import replay
import stories as sets

from feedbot.model import Signature
from feedbot.rules import evidence, series, stories
from feedbot.rules.evidence import Evidence, Kinship
from feedbot.rules.holding import Held
from feedbot.rules.postings import Query
from feedbot.rules.window import Window

HOURS = {"_TEXT": -0.42, "_TITLE": -0.50, "_FOREIGN_TEXT": -0.45, "_FOREIGN_TITLE": -0.50}
HOUR = Evidence._fields.index("hours")
PULL, FREE, ROUNDS, CLOSE = 1.0, 0.001, 12, 0.001
FAR = 0.0005  # what is less likely than that, and rightly so, teaches nothing

Row = tuple[bool, tuple[float, ...]]
"""Whether two articles tell of one event, and what is weighed: the signs, that they are kin, and 1."""


class Watched(Window):
    """A window that remembers what it compared the last article with, by the place of each."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: dict[int, tuple[str, str, tuple[float, ...]]] = {}

    def look(self, signature: Signature) -> None:
        """Compare an article with all that is near it, in any alphabet."""
        query = self._lists.query(signature)
        self._nearest(query, [*self._candidates(query), *self._namesakes(query)], ())

    def _alike(self, query: Query, held: Held, distance: timedelta | None = None) -> float:
        weighed: list[tuple[Evidence, Kinship, bool]] = []
        likely = evidence.likeness

        def watched(evidence: Evidence, kinship: Kinship, *, title: bool, close: float | None = None) -> float:
            weighed.append((evidence, kinship, title))
            return likely(evidence, kinship, title=title, close=close)

        evidence.likeness = watched
        try:
            score = super()._alike(query, held, distance)
        finally:
            evidence.likeness = likely
        for proof, kinship, title in weighed:
            if series.apart(query.signature, held.sketch) is None:
                name = f"{'_FOREIGN' * (kinship == 'other')}_{'TITLE' if title else 'TEXT'}"
                self.seen[held.slot] = (name, held.story, (*evidence.signs(proof), float(kinship == "kin"), 1.0))
        return score


def pairs(told: Sequence[tuple[int, Signature]]) -> Iterator[tuple[str, Row]]:
    """What each article was compared with, and whether rightly; each goes to the story of its event."""
    window = Watched()
    for number, (event, signature) in enumerate(told, 1):
        window.seen.clear()
        window.look(signature)
        window.settle([(number, signature, str(event))], signature.at)
        for name, story, row in window.seen.values():
            same = story == str(event)
            if same or 1 / (1 + exp(-sum(map(mul, row, _shipped(name))))) > FAR:
                yield name, (same, row)


def _shipped(name: str) -> tuple[float, ...]:
    *weights, last = getattr(evidence, name)
    return (*weights, 0.0, last)


def streams(seeds: Sequence[int], days: int) -> Iterator[list[tuple[int, Signature]]]:
    """The events of all that is learned from, with the signatures of their articles in order of time."""
    for seed in seeds:
        _, told = replay.month(seed, days)
        yield [(each.event, replay.signed(number, each, each.text)) for number, each in enumerate(told, 1)]
    for seed in (7, 8):
        for languages in (("ru", "uk", "en"), ("ru", "uk")):
            for text in (False, True):
                first, _ = sets.halves(sets.stream(languages=languages, text=text, seed=seed))
                signed = ((event, entry, stories.sign(entry, taken)) for event, entry, taken in first)
                yield [(event, replace(signature, came=entry.published)) for event, entry, signature in signed]


def fitted(rows: Sequence[Row], hour: float) -> list[float]:
    """The weights by which rows are told apart best, by Newton's steps; that of an hour is given."""
    size = len(rows[0][1])
    weights = [0.0] * size
    weights[HOUR] = hour
    for _ in range(ROUNDS):
        slope = [-PULL * weight for weight in weights]
        bend = [[0.0] * size for _ in range(size)]
        for same, row in rows:
            chance = 1 / (1 + exp(-max(-30.0, min(30.0, sum(map(mul, row, weights))))))
            wrong, sure = same - chance, chance * (1 - chance)
            for place, value in enumerate(row):
                if value:
                    slope[place] += wrong * value
                    line, part = bend[place], sure * value
                    for other in range(place, size):
                        line[other] += part * row[other]
        for place in range(size):
            bend[place][place] += PULL if place < size - 1 else FREE
            for other in range(place):
                bend[place][other] = bend[other][place]
        slope[-1] += (PULL - FREE) * weights[-1]
        slope[HOUR], bend[HOUR] = 0.0, [float(place == HOUR) for place in range(size)]
        steps = solved(bend, slope)
        weights = [weight + step for weight, step in zip(weights, steps, strict=True)]
        if max(map(abs, steps)) < CLOSE:
            break
    return weights


def solved(lines: Sequence[Sequence[float]], values: Sequence[float]) -> list[float]:
    """What the lines must be multiplied by to give the values: Gauss, with the largest in front."""
    left = [[*line, value] for line, value in zip(lines, values, strict=True)]
    for place in range(len(left)):
        best = max(range(place, len(left)), key=lambda other: abs(left[other][place]))
        left[place], left[best] = left[best], left[place]
        first = left[place]
        for other, line in enumerate(left):
            if other != place and line[place]:
                share = line[place] / first[place]
                left[other] = [one - share * two for one, two in zip(line, first, strict=True)]
    return [line[-1] / line[place] for place, line in enumerate(left)]


def main(wanted: Sequence[str]) -> None:
    values = dict(each.removeprefix("--").split("=", 1) for each in wanted if "=" in each)
    seeds = [int(seed) for seed in values.get("seed", "1,2,3").split(",")]
    rows: dict[str, list[Row]] = {name: [] for name in HOURS}
    for told in streams(seeds, int(values.get("days", "30"))):
        for name, row in pairs(told):
            rows[name].append(row)
        print(f"# {len(told)} articles; pairs so far: {sum(map(len, rows.values()))}", file=sys.stderr)
    for name, hour in HOURS.items():
        *weights, kin, last = fitted(rows[name], hour)
        line = ", ".join(f"{each:.2f}" for each in (*weights, last))
        print(f"{name} = ({line})" + ("" if name.startswith("_FOREIGN") else f"  # kin {kin:.2f}"), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
