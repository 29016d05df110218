"""Sentences of ours with gaps, by which what was said in English is said in another language.

A gap stands in braces. By its name it may be a `span` (a length of time), a `number` (digits and signs only) or a
`reason` (which may have a pattern itself); anything else is a name or a text, and taken over as it is.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from itertools import pairwise

GAP = re.compile(r"\{(\w+)\}")
SPAN = re.compile(r"([0-9]{1,9}) (second|minute|hour|day)s?")

_NUMBER = re.compile(r"[+-]?[0-9][0-9,]*(?:\.[0-9]+)?(?:e-?[0-9]+)?")


def gaps(pattern: str, text: str) -> Mapping[str, str] | None:
    """What stands in the gaps of a pattern where a text is made by it; None where it is not. Linear in the text.

    What stands between two gaps is looked for where it comes first, then where it comes last.
    """
    literals, names = _parted(pattern)
    for find in (_first, _last):
        texts = _between(text, literals, find)
        if texts is not None and all(map(_fits, names, texts)):
            return dict(zip(names, texts, strict=True))
    return None


def filled(pattern: str, texts: Mapping[str, str]) -> str:
    """A pattern with its gaps filled."""
    return GAP.sub(lambda gap: texts[gap[1]], pattern)


@lru_cache(maxsize=1_000)
def _parted(pattern: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What stands between the gaps, and their names."""
    return tuple(GAP.split(pattern)[::2]), tuple(GAP.findall(pattern))


_Find = Callable[[str, tuple[str, ...], int], list[tuple[int, int]] | None]


def _between(text: str, literals: tuple[str, ...], find: _Find) -> list[str] | None:
    """What stands between literals; None if one is missing, or nothing stands between two."""
    first, last = literals[0], literals[-1]
    if len(literals) == 1:
        return [] if text == first else None
    end = len(text) - len(last)
    if not text.startswith(first) or not text.endswith(last) or end < len(first):
        return None
    inner = find(text, literals, end)
    if inner is None:
        return None
    texts = [text[before[1] : after[0]] for before, after in pairwise([(0, len(first)), *inner, (end, len(text))])]
    return texts if all(texts) else None


def _first(text: str, literals: tuple[str, ...], end: int) -> list[tuple[int, int]] | None:
    """Where the inner literals stand, each as early as it can."""
    places, start = list[tuple[int, int]](), len(literals[0])
    for literal in literals[1:-1]:
        at = text.find(literal, start, end)
        if at < 0:
            return None
        start = at + len(literal)
        places.append((at, start))
    return places


def _last(text: str, literals: tuple[str, ...], end: int) -> list[tuple[int, int]] | None:
    """Where the inner literals stand, each as late as it can."""
    places, start = list[tuple[int, int]](), len(literals[0])
    for literal in reversed(literals[1:-1]):
        at = text.rfind(literal, start, end)
        if at < 0:
            return None
        places.append((at, at + len(literal)))
        end = at
    return places[::-1]


def _fits(name: str, text: str) -> bool:
    """Whether a text can be what a gap is for."""
    kind = name.rstrip("0123456789")
    pattern = {"span": SPAN, "number": _NUMBER}.get(kind)
    return pattern is None or pattern.fullmatch(text) is not None
