"""Whether random feeds are valid: a thousand editions of everything, in every format, against the rules in tests/.

    python bench/valid.py [--feeds 1000] [--seed 0] [--keep FOLDER]

Prints for each format how many documents were checked, their bytes, and the faults by kind, the most frequent first.
Atom is held against the RELAX NG of RFC 4287, JSON Feed against its schema, RSS against `tests/feeds/checker.py`, and
all but JSON against feedparser, which must find nothing to complain of. `--keep` writes the documents into a folder,
numbered, so that validators of others can look at them: `ruby bench/valid.rb FOLDER` is one.
"""

import argparse
import random
import sys
import warnings
from collections import Counter
from io import BytesIO
from pathlib import Path

import feedparser
from hypothesis import HealthCheck, Phase, given, seed, settings

sys.path.insert(0, str(Path(__file__).parent.parent))

from feedbot.feeds import FORMATS, render
from feedbot.model import Edition
from tests.feeds import anything, checker


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--feeds", type=int, default=1_000)
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--keep", type=Path, default=None)
    chosen = options.parse_args()
    if chosen.keep is not None:
        chosen.keep.mkdir(parents=True, exist_ok=True)
    faults: dict[str, Counter[str]] = {format: Counter() for format in FORMATS}
    sizes: dict[str, list[int]] = {format: [] for format in FORMATS}
    pieces: list[int] = []

    @seed(chosen.seed)
    @settings(
        max_examples=chosen.feeds,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(anything.editions())
    def check(edition: Edition) -> None:
        pieces.append(len(edition.pieces))
        for format in FORMATS:
            document = render(edition, format)
            sizes[format].append(len(document))
            if chosen.keep is not None:
                (chosen.keep / f"{len(pieces):04d}{FORMATS[format].suffix}").write_bytes(document)
            if format in checker.CHECKS:
                faults[format].update(fault.partition(":")[0] for fault in checker.CHECKS[format](document))
            if format in {"atom", "rss"} and (read := feedparser.parse(BytesIO(document))).bozo:
                faults[format][f"feedparser: {read.bozo_exception}"] += 1

    warnings.simplefilter("ignore")
    random.seed(chosen.seed)
    check()
    print(f"{len(pieces)} feeds with {sum(pieces)} entries")
    print(f"{'format':8}{'documents':>10}{'bytes':>12}{'faults':>8}")
    for format, found in faults.items():
        print(f"{format:8}{len(sizes[format]):10}{sum(sizes[format]):12}{sum(found.values()):8}")
        for fault, times in found.most_common(10):
            print(f"    {times:6} {fault}")


if __name__ == "__main__":
    main()
