"""Makes feedbot/text/assets/cyrillic.xz: how much each piece of a word speaks for seven languages written in Cyrillic.

    python bench/languages_model.py FOLDER feedbot/text/assets/cyrillic.xz

FOLDER holds the language models of lingua-language-detector 1.4.2 (Apache-2.0), unpacked from its wheel: be/, bg/, kk/,
mk/, ru/, sr/ and uk/ with unigrams.json.br to fivegrams.json.br. They say how often one to five letters follow each
other in words of news. Needs brotli, numpy and scikit-learn, which the project does not. Five to ten minutes and 2 GB.

What is done: the shares say how often a piece begins and ends a word; words are drawn from that, "openings" of one to
eight words made of them (40,000 a language, the seed is the language's name), a logistic regression learns to tell
them apart by the pieces of their words, and the 12,000 pieces that tell most are kept, their weights as bytes. No text
and no list of words goes in or comes out.
"""

import bisect
import itertools
import json
import lzma
import random
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

LANGUAGES = ("ru", "uk", "be", "bg", "mk", "sr", "kk")
NAMES = ("unigrams", "bigrams", "trigrams", "quadrigrams", "fivegrams")
OPENINGS, KEPT, SCALE = 40_000, 12_000, 30


def masses(folder: Path) -> dict[str, float]:
    """How often each run of one to five letters is met, as a share of all letters."""
    import brotli

    found = {"": 1.0}
    for name in NAMES:
        shares = json.loads(brotli.decompress((folder / f"{name}.json.br").read_bytes()))["ngrams"]
        for share, runs in shares.items():
            count, total = map(int, share.split("/"))
            for run in runs.split(" "):
                found[run] = found.get(run[:-1], 0.0) * count / total
    del found[""]
    return found


def marked(found: dict[str, float]) -> dict[str, float]:
    """The same with "_" for the edge of a word: what no letter precedes begins one, what none follows ends one."""
    before, after, longer = defaultdict(float), defaultdict(float), defaultdict(float)
    for run, mass in found.items():
        after[run[:-1]] += mass
        before[run[1:]] += mass
    more, starts = dict(found), {}
    for run, mass in found.items():
        if len(run) <= 4:
            if (start := mass - before[run]) > mass / 1000:
                starts[run] = more["_" + run] = start
            if (end := mass - after[run]) > mass / 1000:
                more[run + "_"] = end
    for run, start in starts.items():
        longer[run[:-1]] += start
    for run, start in starts.items():
        if len(run) <= 3 and (whole := start - longer[run]) > start / 1000:
            more[f"_{run}_"] = whole
    return more


class Words:
    """Draws words, letter by letter, each by the up to four before it."""

    def __init__(self, found: dict[str, float], chance: random.Random) -> None:
        after: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for run, mass in found.items():
            if len(run) > 1 and run != "__":
                after[run[:-1]].append((run[-1], mass))
        self.after = {
            run: ([letter for letter, _ in each], list(itertools.accumulate(mass for _, mass in each)))
            for run, each in after.items()
        }
        self.chance = chance

    def draw(self) -> str:
        """The next word; empty if none begins."""
        word = "_"
        while len(word) < 25:
            run = next((word[-n:] for n in (4, 3, 2, 1) if len(word) >= n and word[-n:] in self.after), None)
            if run is None:
                break
            letters, heap = self.after[run]
            letter = letters[bisect.bisect_left(heap, self.chance.random() * heap[-1])]
            if letter == "_":
                break
            word += letter
        return word[1:]


def pieces(opening: str) -> Iterator[str]:
    """What feedbot.text.language looks up: single letters, and runs of two to five with the edges of words."""
    for word in opening.split():
        yield from word
        edged = f"_{word}_"
        for length in range(2, 6):
            yield from (edged[at : at + length] for at in range(len(edged) - length + 1))


def main(folder: Path, out: Path) -> None:
    import numpy as np
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.linear_model import LogisticRegression

    openings, classes = [], []
    for number, language in enumerate(LANGUAGES):
        chance = random.Random(language)
        words = Words(marked(masses(folder / language)), chance)
        for _ in range(OPENINGS):
            openings.append(" ".join(words.draw() for _ in range(chance.choice((1, 2, 3, 4, 5, 6, 8)))))
            classes.append(number)
    counter = CountVectorizer(analyzer=lambda text: list(pieces(text)), min_df=5, dtype=np.float32)
    counts = counter.fit_transform(openings)
    first = LogisticRegression(max_iter=60).fit(counts, classes).coef_
    telling = (first.max(0) - first.min(0)) * np.sqrt(np.asarray(counts.sum(0)).ravel())
    kept = np.sort(np.argsort(-telling)[:KEPT])
    weights = LogisticRegression(max_iter=100).fit(counts[:, kept], classes).coef_
    rows = np.clip(np.rint((weights - weights.mean(0)) * SCALE) + 128, 0, 255).astype(np.uint8).T
    every = counter.get_feature_names_out()
    write(out, [str(every[at]) for at in kept], rows.tobytes())


def write(out: Path, names: list[str], rows: bytes) -> None:
    """Line one: the languages; line two: the pieces; then a byte for each piece and language."""
    head = f"{' '.join(LANGUAGES)}\n{' '.join(names)}\n".encode()
    out.write_bytes(lzma.compress(head + rows, preset=9 | lzma.PRESET_EXTREME))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
