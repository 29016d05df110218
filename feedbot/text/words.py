"""Words and likeness of texts: one form for what is written in several ways."""

import re
import unicodedata
from functools import lru_cache

_TOKEN = re.compile(r"\d++(?:[.,:]\d++)++|[^\W_]++(?:'[^\W_]++)*+")

_UNIFY: dict[int, str | None] = {
    **dict.fromkeys(map(ord, "«»“”„‟″"), '"'),
    **dict.fromkeys(map(ord, "‘’‚‛ʼʹ′`´"), "'"),
    **dict.fromkeys(map(ord, "‐‑‒–—―−"), "-"),
    **dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff")),
}
# Of these nothing is composed and small letters are one each, so little is to be done; most texts have no others.
_USUAL = re.compile("[\\t\\n -_a-~\u00a0А-яЁёІіЇїЄєҐґ№…«»“”„’–—]*+")
_MARKS = (("ё", "е"), *((mark, '"') for mark in "«»“”„"), ("’", "'"), ("–", "-"), ("—", "-"))
_SENTENCE = 1_000
_ACCENTED = re.compile(r"([аеиоуыэюяєі])([\u0300-\u036f]+)")


def fold(text: str) -> str:
    """Give a text fit for comparison: no case, ё, stress or invisible marks; one kind of quote, dash and space.

    Folding what is folded changes nothing. The result is in NFC.
    """
    return _remembered(text) if len(text) <= _SENTENCE else folded(text)


def folded(text: str) -> str:
    """Give the same, for who remembers it himself or never asks again."""
    if _USUAL.fullmatch(text):
        low = text.lower()
        if low.isalpha():
            return low.replace("ё", "е")
        for mark, plain in _MARKS:
            low = low.replace(mark, plain)
        return " ".join(low.split())
    decomposed = unicodedata.normalize("NFD", unicodedata.normalize("NFD", text).casefold())
    bare = _ACCENTED.sub(_unaccented, decomposed.translate(_UNIFY))
    return " ".join(unicodedata.normalize("NFC", bare).split())


# What judges sentences asks for the same ones again and again.
_remembered = lru_cache(maxsize=512)(folded)


def tokens(text: str) -> tuple[str, ...]:
    """Give the folded words and numbers of a text in order; an apostrophe within a word stays, a hyphen parts."""
    return _kept(text) if len(text) <= _SENTENCE else _tokens(text)


def _tokens(text: str) -> tuple[str, ...]:
    return tuple(_TOKEN.findall(fold(text)))


_kept = lru_cache(maxsize=128)(_tokens)


def overlap(left: str, right: str) -> float:
    """Give how much of the smaller text stands in the other, 0 to 1, by shingles of three words.

    A text of fewer than three words is like (1) only what equals it after folding.
    """
    one, two = _shingles(left), _shingles(right)
    if not one or not two:
        return float(fold(left) == fold(right))
    return len(one & two) / min(len(one), len(two))


def _unaccented(match: re.Match[str]) -> str:
    marks = match[2].replace("\u0301", "")
    return match[1] + (marks.replace("\u0308", "") if match[1] == "е" else marks)


def _shingles(text: str) -> frozenset[tuple[str, str, str]]:
    words = tokens(text)
    return frozenset(zip(words, words[1:], words[2:], strict=False))
