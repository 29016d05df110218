"""What became of a text: the words that stayed, went and came."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_MOST = 1_500  # words that are compared one by one; comparing costs the square of it


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words in a row that stayed, went, or came; never empty."""

    kind: Literal["same", "gone", "new"]
    text: str


def compare(old: str, new: str) -> tuple[Stretch, ...]:
    """How a text became another: stretches in order, with what went before what came in its place.

    Those that stayed and came, joined, are the new text; those that stayed and went the old one. Where more than 1,500
    words differ between a common beginning and end, they are told as one change.
    """
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    start = _alike(before, after)
    end = _alike(before[start:][::-1], after[start:][::-1])
    inner, outer = before[start : len(before) - end], after[start : len(after) - end]
    found = [Stretch("same", "".join(before[:start]))]
    if max(len(inner), len(outer)) > _MOST:
        found += [Stretch("gone", "".join(inner)), Stretch("new", "".join(outer))]
    else:
        found += _told(inner, outer)
    found.append(Stretch("same", "".join(before[len(before) - end :])))
    return tuple(each for each in found if each.text)


def _alike(one: list[str], other: list[str]) -> int:
    """With how many equal words two lists begin."""
    return next(
        (place for place, (left, right) in enumerate(zip(one, other, strict=False)) if left != right),
        min(len(one), len(other)),
    )


def _told(inner: list[str], outer: list[str]) -> Iterator[Stretch]:
    for kind, a, b, c, d in SequenceMatcher(None, inner, outer, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Stretch("same", "".join(inner[a:b]))
        else:
            yield Stretch("gone", "".join(inner[a:b]))
            yield Stretch("new", "".join(outer[c:d]))
