"""What rules read of an entry: its words as keys, where each stands, and which begin with a capital."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from feedbot.model import Entry
from feedbot.text import html
from feedbot.text.lookalikes import designation, key

_MARKS = "\u00ad\u0300-\u036f\u200b-\u200d\u2060\ufeff"
_APOSTROPHES = "'’‘ʼ`′´ʹ"
_ALONE = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff"  # scripts without spaces: each letter is a word
_LETTER = rf"[^\W\d_{_ALONE}]"
_TOKEN = re.compile(
    rf"(?<![\w.])(?:[A-Z]\.){{2,5}}|\d++(?:[.,:]\d++)*+|[{_ALONE}]"
    rf"|{_LETTER}++(?:[{_MARKS}]++{_LETTER}*+|[{_APOSTROPHES}]{_LETTER}++)*+"
)
_PART = re.compile(rf"[^{_APOSTROPHES}]+")
_NUMBERED = re.compile(r"[-‐‑‒–—−]?\d")
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_USUAL = 40  # characters; what is longer is hardly ever seen again
_RUSSIAN, _UKRAINIAN = "ыэъёЫЭЪЁ", "іїєґІЇЄҐ"


class Piece(NamedTuple):
    """A word or number: as written, its key, and its capitals: none, the first letter, or the first two (0, 1, 2)."""

    raw: str
    key: str
    capitals: int


@dataclass(frozen=True, slots=True)
class Text:
    """The words of an entry: `places` has for each key where it stands, ascending; those below `heading` are its title.

    Between two lines a place is free. `capitals` has for each place how its word is written (`Piece`). `tongue` is "ru"
    or "uk" where letters or, without a telling one, the entry's language say so. `title` and `plain` are for patterns.
    """

    title: str = ""
    plain: str = ""
    places: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    capitals: bytes = b""
    heading: int = 0
    tongue: str = ""


def read(entry: Entry) -> Text:
    """Read an entry's title, the text of its content, and its summary where this is not part of that. Never raises."""
    plain = html.plain(entry.content)
    if entry.summary.rstrip("…") not in " ".join(plain.split()):
        plain = f"{plain}\n{entry.summary}"
    lines = (entry.title, *plain.split("\n"))
    places: dict[str, list[int]] = defaultdict(list)
    capitals, heading = bytearray(), 0
    for number, line in enumerate(lines):
        for _, word, capital in _pieces(line):
            places[word].append(len(capitals))
            capitals.append(capital)
        capitals.append(0)
        heading = heading if number else len(capitals)
    tongue = _tongue(entry.title + plain, entry.language or "")
    fixed = {word: tuple(found) for word, found in places.items()}
    return Text(entry.title, plain, fixed, bytes(capitals), heading, tongue)


def pieces(text: str) -> tuple[Piece, ...]:
    """The words and numbers of a text in order. A hyphen parts words, letters part from digits, "'s" is left out."""
    return tuple(_pieces(text))


def _pieces(text: str) -> Iterator[Piece]:
    for match in _TOKEN.finditer(text):
        token = match[0]
        if len(token) == 1 and _NUMBERED.match(text, match.end()):
            yield Piece(token, designation(token), int(token.isupper()))
        else:
            yield from _kept(token) if len(token) <= _USUAL else _parted(token)


@lru_cache(maxsize=20_000)
def _kept(token: str) -> tuple[Piece, ...]:
    """The pieces of a token that is short enough to be remembered: most words of a text stood in the last ones."""
    return tuple(_parted(token))


def _parted(token: str) -> Iterator[Piece]:
    """Give the pieces of a token: it is one, but for Latin words with an apostrophe ("l'Ukraine", "Putin's")."""
    if "." in token and token[0].isalpha():
        token = token.replace(".", "")
    folded = key(token)
    if _CYRILLIC.search(folded):
        yield Piece(token, folded, _capitals(token))
        return
    parts = _PART.findall(token)
    if len(parts) > 1 and parts[-1] in "sS":
        parts = parts[:-1]
    for part in parts:
        yield Piece(part, key(part), _capitals(part))


def _capitals(token: str) -> int:
    if not token[0].isupper():
        return 0
    return 2 if token[1:2].isupper() else 1


def _tongue(text: str, language: str) -> str:
    ours, theirs = (sum(map(text.count, letters)) for letters in (_RUSSIAN, _UKRAINIAN))
    if ours > 10 * theirs:
        return "ru"
    if theirs > 10 * ours:
        return "uk"
    tag = language.lower().split("-")[0]
    return tag if tag in {"ru", "uk"} and not (ours or theirs) else ""
