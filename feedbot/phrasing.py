"""What went wrong, as every room says it in English, in another language: found by the words around its fields.

The catalogue `faults` has what can be said, with names, numbers and places as fields in braces. A field whose name is
one of `SPOKEN` holds words of ours, which are translated as well. Whatever is not found stays as it was said.
"""

import re
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from feedbot.catalogues import FOLDER, grouped
from feedbot.errors import parts
from feedbot.text.alarm_phrases import lasting
from feedbot.text.sayings import SPAN

SPOKEN = frozenset({"why", "wanted", "value", "question"})
"""Fields that are translated by themselves."""

LISTED = "names"
"""The field with names in quotes, before whose last one stands a word."""

NUMBERS = {"number": 1, "seconds": 1, "size": 1, "line": 1, "port": 1, "least": 1, "most": 1, "status": 3}
"""Fields that begin with so many digits."""

LASTING = frozenset({"span", "span2"})
"""Fields that are a length of time, which is told anew."""

WORD = "word"
"""The field without blanks."""

_FIELD = re.compile(r"\{(\w+)\}")
_LAST = re.compile(r'(?<=" )(?:and|or)(?= ")')
_LONGEST = 2_000
_DEEPEST = 4
_TAILS = 4


@dataclass(frozen=True, slots=True)
class Pattern:
    """A text with fields: what stands around them, their names, and how another language says it."""

    around: tuple[str, ...]
    fields: tuple[str, ...]
    other: str

    def match(self, text: str) -> dict[str, str] | None:
        """What a text has in the fields, each as short as can be and none empty; None if it is another text.

        Each piece is taken where it stands first, which finds a match wherever there is one, in one pass. A field at
        the beginning has no colon: what stands before one is looked at by itself.
        """
        first, *middle, last = self.around
        end = len(text) - len(last)
        if end < len(first) or not text.startswith(first) or not text.endswith(last):
            return None
        at, found = len(first), []
        for piece in middle:
            begins = text.find(piece, at + 1, end)
            if begins < 0:
                return None
            found.append(text[at:begins])
            at = begins + len(piece)
        fields = dict(zip(self.fields, [*found, text[at:end]], strict=True))
        fits = at < end and all(map(_fits, fields, fields.values()))
        fits = fits and (bool(first) or ": " not in next(iter(fields.values())))
        return fields if fits else None


class Phrases:
    """What can be said, and how another language says it."""

    def __init__(self, held: Mapping[str, str], code: str = "en") -> None:
        self._code = code
        self._plain = {text: other for text, other in held.items() if not _FIELD.search(text)}
        made = [pattern(text, other) for text, other in held.items() if _FIELD.search(text)]
        # What says most by itself is meant, where several fit.
        self._patterns = sorted(made, key=lambda each: -sum(map(len, each.around)))

    def plain(self, text: str) -> str | None:
        """A text without fields in the other language, also where it begins with a capital; None if it is unknown."""
        return self._plain.get(text) or self._plain.get(text[:1].lower() + text[1:])

    def find(self, text: str, depth: int = _DEEPEST) -> str | None:
        """A text in the other language; None if it is not known."""
        if (plain := self.plain(text)) is not None:
            return plain
        if len(text) > _LONGEST or not depth:
            return None
        for each in self._patterns:
            if (found := each.match(text)) is not None:
                spoken = {name: self._spoken(name, value, depth - 1) for name, value in found.items()}
                return _FIELD.sub(lambda field, spoken=spoken: spoken[field[1]], each.other)  # type: ignore[misc]
        return None

    def _spoken(self, name: str, value: str, depth: int) -> str:
        if name == LISTED:
            return _LAST.sub(lambda word: self.plain(word[0]) or word[0], value)
        if name in LASTING:
            return lasting(value, self._code)
        if name in NUMBERS:
            return grouped(value, self._code)
        return self.told(value, depth) if name in SPOKEN else value

    def sentence(self, text: str) -> str:
        """A sentence of `feedbot.errors` in the other language: each part by itself."""
        if (whole := self.plain(text)) is not None:
            return whole
        said = parts(text)
        because = f" ({self.told(said.because)})" if said.because else ""
        return self.told(said.what) + because + (f"; {self.told(said.remedy)}" if said.remedy else "") or text

    def told(self, text: str, depth: int = _DEEPEST) -> str:
        """A text in the other language as far as it is known: whole, or what stands behind its first colons.

        Lines are sentences each.
        """
        if "\n" in text:
            return "\n".join(map(self.sentence, text.split("\n")))
        if (found := self.find(text, depth)) is not None:
            return found
        for at in _colons(text):
            if (found := self.find(text[at:], depth)) is not None:
                return text[:at] + found
        return text


def pattern(text: str, other: str) -> Pattern:
    """A text with fields in braces as a pattern."""
    pieces = _FIELD.split(text)
    return Pattern(tuple(pieces[::2]), tuple(pieces[1::2]), other)


def say(text: str, code: str) -> str:
    """A sentence of `feedbot.errors` in a language of ours, as far as it is known; also one with capital and stop."""
    if code == "en":
        return text
    said = phrases(code).sentence(text)
    if said == text and text.endswith(".") and text[:1].isupper():
        bare = f"{text[0].lower()}{text[1:-1]}"
        if (other := phrases(code).sentence(bare)) != bare:
            return f"{other[:1].upper()}{other[1:]}."
    return said


@cache
def phrases(code: str) -> Phrases:
    """What can be said in a language that is not English."""
    return Phrases(dict(_read((FOLDER / code / "LC_MESSAGES" / "faults.mo").read_bytes())), code)


def _read(data: bytes) -> Iterable[tuple[str, str]]:
    """The texts of a compiled catalogue (gettext's manual, "The Format of GNU MO Files"); its head has no key."""
    _, _, count, ours, theirs = struct.unpack_from("<5I", data)
    for number in range(count):
        texts = []
        for table in (ours, theirs):
            length, at = struct.unpack_from("<2I", data, table + 8 * number)
            texts.append(data[at : at + length].decode("utf-8"))
        if texts[0]:
            yield texts[0], texts[1]


def _fits(name: str, value: str) -> bool:
    """Whether a text can be what a field is for."""
    if name in LASTING:
        return SPAN.fullmatch(value) is not None
    if name == WORD:
        return " " not in value
    return value[: NUMBERS[name]].isdigit() if name in NUMBERS else True


def _colons(text: str) -> Iterator[int]:
    """Where a text goes on behind its first colons."""
    at = 0
    for _ in range(_TAILS):
        at = text.find(": ", at) + 2
        if at < 2:
            return
        yield at
