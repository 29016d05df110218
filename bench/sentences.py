"""How well sentences are parted, and how fast: ours, razdel, tokenize_uk, sentencex and a plain regex, in one run.

    python bench/sentences.py

For each language: F1 of the ends in our labelled news, hard cases of which the whole text is right, and microseconds of
CPU per 1,000 characters (one thread, best of five rounds). The news and cases were written for feedbot, and its rules
were made with them at hand: they flatter it. Packages that are not installed are left out.
"""

import gc
import importlib
import importlib.util
import re
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from feedbot.text.sentences import sentences
from tests.text.test_sentences import borders, paragraphs
from tests.text.test_sentences_hard import cases

LANGUAGES = ("ru", "uk", "en")
PLAIN = re.compile(r"(?<=[.!?…])\s+(?=[^\W\d_a-zа-яёіїєґ])")
ROUNDS = 5
Splitter = Callable[[str, str], Iterable[str]]


def splitters() -> dict[str, Splitter]:
    """Ours, and the packages that happen to be installed."""
    found: dict[str, Splitter] = {
        "feedbot": sentences,
        "feedbot, language unknown": lambda text, _: sentences(text),
        "plain regex": lambda text, _: PLAIN.split(text),
    }
    if importlib.util.find_spec("razdel"):
        razdel = importlib.import_module("razdel")
        found["razdel"] = lambda text, _: [part.text for part in razdel.sentenize(text)]
    if importlib.util.find_spec("tokenize_uk"):
        tokenize_uk = importlib.import_module("tokenize_uk")
        found["tokenize_uk"] = lambda text, _: tokenize_uk.tokenize_sents(text)
    if importlib.util.find_spec("sentencex"):
        sentencex = importlib.import_module("sentencex")
        found["sentencex"] = lambda text, language: sentencex.segment(language, text)
    return found


def f1(split: Splitter, language: str) -> float:
    """F1 of the ends of sentences in the labelled news, in per cent."""
    right = found = true = 0
    for text, parts in paragraphs(language):
        ours, labelled = borders(split(text, language)), borders(parts)
        right, found, true = right + len(ours & labelled), found + len(ours), true + len(labelled)
    return 200 * right / (found + true)


def passed(split: Splitter, name: str) -> str:
    """How many hard cases are parted rightly from end to end."""
    tried = cases(name)
    right = sum(borders(split(text, language)) == borders(parts) for language, text, parts in tried)
    return f"{right}/{len(tried)}"


def cost(split: Splitter, language: str) -> float:
    """Microseconds per 1,000 characters, best of some rounds over the news."""
    texts = [text for text, _ in paragraphs(language)]
    times = []
    for _ in range(ROUNDS):
        gc.collect()
        start = time.process_time()
        for text in texts:
            split(text, language)
        times.append(time.process_time() - start)
    return 1e9 * min(times) / sum(map(len, texts))


def main() -> None:
    head = [f"F1 {name}" for name in LANGUAGES] + [f"hard {name}" for name in (*LANGUAGES, "other")]
    print("|".join(["", f"{'':26}", *head, *(f"µs {name}" for name in LANGUAGES), ""]))
    print("|---" * (len(head) + 1 + len(LANGUAGES)) + "|")
    for name, split in splitters().items():
        shares = [f"{f1(split, language):5.2f}" for language in LANGUAGES]
        hard = [f"{passed(split, language):>7}" for language in (*LANGUAGES, "other")]
        costs = [f"{cost(split, language):5.0f}" for language in LANGUAGES]
        print("|".join(["", f"{name:26}", *shares, *hard, *costs, ""]))


if __name__ == "__main__":
    main()
