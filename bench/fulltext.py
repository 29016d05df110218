"""How well the article of a page is found: ours against trafilatura alone, on the pages of tests/data/articles.

    python bench/fulltext.py [--worst]

Words count as a multiset; precision, recall and F1 are means over the pages that have an article. "lede" is the number
of ledes kept, "dirt" that of known pieces of dirt left, "none" that of pages without an article (paywalls, logins,
errors) which gave none, each of how many. Pages marked as held out were written when the algorithm was done, and what
they taught went into it afterwards: their figures from before that are in docs/decisions/0012.
"""

import importlib
import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import trafilatura

HOUSE = Path(__file__).parent.parent
sys.path.insert(0, str(HOUSE))

fulltext = importlib.import_module("feedbot.sources.fulltext")
decode, html, words = (importlib.import_module(f"feedbot.text.{name}") for name in ("decode", "html", "words"))

PAGES = HOUSE / "tests" / "data" / "articles"
Reader = Callable[[str, dict[str, Any]], str]


def ours(text: str, page: dict[str, Any]) -> str:
    return str(html.plain(fulltext.extract(text, page["url"], title=page["title"], teaser=page["teaser"]) or ""))


def alone(*, fast: bool = False, precision: bool = False, recall: bool = False) -> Reader:
    def read(text: str, page: dict[str, Any]) -> str:
        said = trafilatura.extract(
            text, url=page["url"], include_comments=False, fast=fast, favor_precision=precision, favor_recall=recall
        )
        return said or ""

    return read


READERS: dict[str, Reader] = {
    "feedbot": ours,
    "trafilatura": alone(),
    "  fast": alone(fast=True),
    "  precision": alone(precision=True),
    "  recall": alone(recall=True),
}


def quality(said: str, page: dict[str, Any]) -> tuple[float, float, float]:
    """Precision, recall and F1 of the words."""
    wanted, got = Counter(words.tokens(" ".join(page["paragraphs"]))), Counter(words.tokens(said))
    both = (wanted & got).total()
    precision, recall = both / max(1, got.total()), both / wanted.total()
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def row(name: str, read: Reader, pages: dict[str, dict[str, Any]], *, worst: bool) -> None:
    scores, spent = {}, 0.0
    kept = ledes = dirt = none = empty = 0
    for page, wanted in pages.items():
        text = decode.decode((PAGES / f"{page}.html").read_bytes(), kind="html").text
        began = time.process_time()
        said = read(text, wanted)
        spent += time.process_time() - began
        if wanted["paragraphs"] is None:
            empty += 1
            none += not said
            continue
        folded = words.fold(said)
        scores[page] = quality(said, wanted)
        dirt += sum(words.fold(each) in folded for each in wanted["dirt"])
        if wanted["lede"]:
            ledes += 1
            kept += words.fold(wanted["lede"]) in folded
    means = [sum(each) / len(scores) for each in zip(*scores.values(), strict=True)]
    print(
        f"{name:14} {means[0]:.3f} {means[1]:.3f} {means[2]:.3f}  {kept:3}/{ledes:<3} {dirt:5}   {none:2}/{empty:<2}"
        f" {1000 * spent / len(pages):7.1f}"
    )
    if worst:
        for page, score in sorted(scores.items(), key=lambda each: each[1][2])[:5]:
            print(f"    {score[2]:.3f} {page}")


def main() -> None:
    every: dict[str, dict[str, Any]] = json.loads((PAGES / "expected.json").read_text())
    for title, held_out in (("written before", False), ("held out", True)):
        pages = {name: page for name, page in every.items() if page["held_out"] == held_out}
        print(f"\n{len(pages)} pages {title}\n{'':14} prec. recall F1       lede   dirt   none  ms/page")
        for name, read in READERS.items():
            row(name, read, pages, worst="--worst" in sys.argv)


if __name__ == "__main__":
    main()
