"""What rules read of an entry: its words as keys, where each stands, and which begin with a capital."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
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
# Of these no word has a mark or a letter that looks like another's.
_EASY = re.compile("[\\t -_a-~\u00a0А-яЁёІіЇїЄєҐґ№…«»“”„’–—]*+")
_APART = re.compile(r"[^\W\d_]++(?:['’][^\W\d_]++)++")
_WORD = re.compile(r"[^\W\d_]++|\d++(?:[.,:]\d++)*+")
_ACRONYM = re.compile(r"[A-Z]\.[A-Z]\.")
_LATIN = re.compile("[a-z]")
_MIXED = re.compile("[a-z][а-яёіїєґ]|[а-яёіїєґ][a-z]")
_PART = re.compile(rf"[^{_APOSTROPHES}]+")
_NUMBERED = re.compile(r"[-‐‑‒–—−]?\d")
_DESIGNED = re.compile(r"\d(?:(?<=[^\W\d_]\d)|(?<=\w[-‐‑‒–—−]\d))")
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_USUAL = 40  # characters; what is longer is hardly ever seen again
_RUSSIAN, _UKRAINIAN = "ыэъёЫЭЪЁ", "іїєґІЇЄҐ"
# Most words stand in one place, and a thousand texts are held at once: they share these.
_PLACES = tuple((place,) for place in range(2_000))


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


def read(entry: Entry, plain: str | None = None) -> Text:
    """Read an entry's title, the text of its content, and its summary where this is not part of that. Never raises.

    `plain` is the text of the content (`html.plain`), where it is known.
    """
    plain = html.plain(entry.content) if plain is None else plain
    if entry.summary.rstrip("…") not in " ".join(plain.split()):
        plain = f"{plain}\n{entry.summary}"
    lines = (entry.title, *plain.split("\n"))
    first: dict[str, int] = {}
    again: dict[str, list[int]] = defaultdict(list)
    capitals, heading = bytearray(), 0
    for number, line in enumerate(lines):
        keys, written = _easy(line) or _hard(line)
        for place, word in enumerate(keys, len(capitals)):
            if first.setdefault(word, place) != place:
                again[word].append(place)
        capitals += written
        capitals.append(0)
        heading = heading if number else len(capitals)
    tongue = _tongue(entry.title + plain, entry.language or "")
    alone = _PLACES if len(capitals) <= len(_PLACES) else [(place,) for place in range(len(capitals))]
    places: dict[str, tuple[int, ...]] = {word: alone[place] for word, place in first.items()}
    for word, more in again.items():
        places[word] = (first[word], *more)
    return Text(entry.title, plain, places, bytes(capitals), heading, tongue)


def pieces(text: str) -> tuple[Piece, ...]:
    """The words and numbers of a text in order. A hyphen parts words, letters part from digits, "'s" is left out."""
    return tuple(_pieces(text))


def _easy(line: str) -> tuple[list[str], bytes] | None:
    """The keys and the capitals of a line, found all at once; None of a line with a word that needs a closer look."""
    if not _EASY.fullmatch(line) or _DESIGNED.search(line) or _ACRONYM.search(line):
        return None
    if "'" not in line and "’" not in line:
        return _bare(line)
    keys, written, start = list[str](), bytearray(), 0
    for apart in _APART.finditer(line):
        found = _bare(line[start : apart.start()])
        if found is None:
            return None
        some = _each(apart[0])
        keys += (*found[0], *[piece.key for piece in some])
        written += bytes((*found[1], *[piece.capitals for piece in some]))
        start = apart.end()
    rest = _bare(line[start:])
    return None if rest is None else ([*keys, *rest[0]], bytes(written + rest[1]))


def _bare(line: str) -> tuple[list[str], bytes] | None:
    """The same of an easy line, or of a piece of one, in which no word has an apostrophe."""
    found = _WORD.findall(line)
    low = " ".join(found).lower()
    if not low.isascii():
        if _LATIN.search(low) and _MIXED.search(low):
            return None
        low = low.replace("ё", "е").replace("ґ", "г")
    return low.split(), bytes(map(_capitals, found))


def _hard(line: str) -> tuple[list[str], bytes]:
    found = pieces(line)
    return [piece.key for piece in found], bytes(piece.capitals for piece in found)


def _pieces(text: str) -> Iterable[Piece]:
    if _DESIGNED.search(text):
        return _designated(text)
    return chain.from_iterable(map(_each, _TOKEN.findall(text)))


def _designated(text: str) -> Iterator[Piece]:
    """The pieces of a text in which a letter may stand beside a number."""
    for match in _TOKEN.finditer(text):
        token = match[0]
        if len(token) == 1 and _NUMBERED.match(text, match.end()):
            yield Piece(token, designation(token), int(token.isupper()))
        else:
            yield from _each(token)


def _each(token: str) -> tuple[Piece, ...]:
    return _kept(token) if len(token) <= _USUAL else tuple(_parted(token))


@lru_cache(maxsize=5_000)
def _kept(token: str) -> tuple[Piece, ...]:
    """The pieces of a token that is short enough to be remembered: most words of a text stood in the last ones."""
    if token.isalpha() and "ʼ" not in token and "ʹ" not in token:
        return (Piece(token, key(token), _capitals(token)),)
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
