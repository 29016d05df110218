"""The tokens of a rule: words, phrases, patterns, fields, comparisons, operators, parentheses, and their columns."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Literal

Kind = Literal["(", ")", "and", "or", "not", "word", "phrase", "pattern", "field", "title", "story", "age"]

LISTS = ("source", "category", "language", "author", "link")
"""The fields that take values; `title` takes a rule of its own."""

NAMES = {**{name: name for name in LISTS}, "lang": "language", "title": "title"}
OPERATORS: dict[str, Kind] = {
    **dict.fromkeys(("and", "и", "і", "й", "та", "&", "&&"), "and"),
    **dict.fromkeys(("or", "или", "або", "|", "||"), "or"),
    **dict.fromkeys(("not", "не", "кроме", "крім"), "not"),
}
_CLOSING = {'"': '"”“', "«": "»", "“": '”"', "„": '“”"', "‟": '”"', "”": '”"'}
_DASHES = "-‐‑‒–—−"
_RUN = re.compile(r'(?:[^\s()"«»“”„‟,|]|(?<=\d),(?=\d))+|\|+')
_NAME = re.compile(r"([^\W\d_]+):")
_PATTERN = re.compile(r"/((?:[^/\\\n]|\\.)*)/(\w*)")
_COMPARISON = re.compile(r"(story|age)\s*(>=|<=|≥|≤|>|<|=(?=\s*\d))\s*([^\s()]*)", re.IGNORECASE)
_VALUE = re.compile(r'[^\s()"«»“”„‟,]+')
_SPACE = re.compile(r"\s*")


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing wrong in a rule: where (a column from 1), what, and what to do."""

    column: int
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"column {self.column}: {self.problem}; {self.remedy}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A piece of a rule. `text` is what it says without its marks; `sign` is the comparison, `name` the field's.

    `exact` is set for "=", `prefix` for "*", `cased` for a pattern in which case counts.
    """

    kind: Kind
    column: int
    text: str = ""
    name: str = ""
    sign: str = ""
    values: tuple[str, ...] = ()
    exact: bool = False
    prefix: bool = False
    cased: bool = False


@dataclass(slots=True)
class Scanner:
    """Reads a rule from left to right; what it cannot read is a flaw, and it goes on behind it."""

    text: str
    place: int = 0
    flaws: list[Flaw] = field(default_factory=list)

    def tokens(self) -> Iterator[Token]:
        """Give the tokens in order. Never raises: `flaws` has what is wrong."""
        while True:
            self._take(_SPACE)
            if self.place >= len(self.text):
                return
            start = self.place
            token = self._next()
            if token is not None:
                yield token
            self.place = max(self.place, start + 1)

    def _next(self) -> Token | None:
        mark, column = self.text[self.place], self.place + 1
        if mark in "()":
            self.place += 1
            return Token(kind="(" if mark == "(" else ")", column=column)
        if mark in _CLOSING:
            return self._phrase(exact=False)
        if mark == "/":
            return self._pattern()
        if mark == "=":
            return self._exact()
        if mark in _DASHES or (mark == "!" and self.text[self.place + 1 : self.place + 2] != "="):
            return self._minus()
        if mark == ",":
            self._flaw(column, "a comma joins nothing here", 'write "or" or "and" between words')
            return None
        if mark == "»":
            self._flaw(column, "a quotation mark closes nothing", "open it before the words, or remove it")
            return None
        return self._comparison() or self._run(exact=False)

    def _take(self, pattern: re.Pattern[str]) -> str:
        """What stands here, gone past; empty if it is not of the pattern."""
        match = pattern.match(self.text, self.place)
        self.place = match.end() if match else self.place
        return match[0] if match else ""

    def _flaw(self, column: int, problem: str, remedy: str) -> None:
        self.flaws.append(Flaw(column, problem, remedy))

    def _void(self, column: int, problem: str, remedy: str) -> Token:
        """A flaw, and a word in its place, so that what stands around it can be judged by itself."""
        self._flaw(column, problem, remedy)
        return Token(kind="word", column=column, text="x")

    def _phrase(self, *, exact: bool) -> Token:
        """A text between quotation marks; a backslash lets one stand inside it."""
        column, partners = self.place + 1, _CLOSING[self.text[self.place]]
        stop = self.place + 1
        while stop < len(self.text) and self.text[stop] not in partners:
            stop += 2 if self.text[stop] == "\\" else 1
        if stop >= len(self.text):
            self.place = len(self.text)
            return self._void(column, "a quotation is not closed", f"write {partners[0]} behind its last word")
        inside = re.sub(r"\\(.)", r"\1", self.text[self.place + 1 : stop], flags=re.DOTALL)
        self.place = stop + 1
        return self._worded(Token(kind="phrase", column=column, text=inside, exact=exact))

    def _worded(self, token: Token) -> Token:
        if any(letter.isalnum() for letter in token.text):
            return token
        return self._void(token.column, "there is no letter or digit to look for", "write a word, or remove it")

    def _pattern(self) -> Token:
        column = self.place + 1
        match = _PATTERN.match(self.text, self.place)
        if not match:
            self.place = len(self.text)
            return self._void(column, "a pattern is not closed", r"write / behind it, and \/ for a slash inside it")
        self.place = match.end()
        if not match[1].strip():
            return self._void(column, "a pattern is empty", "write what to look for between the slashes, or remove it")
        flags = match[2].lower()
        if flags.strip("ic"):
            return self._void(
                match.start(2) + 1, f'unknown flag "{match[2][:20]}"', "write c where case counts, or nothing"
            )
        return Token(kind="pattern", column=column, text=match[1].replace(r"\/", "/"), cased="c" in flags)

    def _exact(self) -> Token:
        self.place += 1
        column, mark = self.place, self.text[self.place : self.place + 1]
        if mark and mark in _CLOSING:
            return replace(self._phrase(exact=True), column=column)
        if not _RUN.match(self.text, self.place):
            return self._void(column, 'nothing stands behind "="', 'write =Word or ="some words"')
        return replace(self._run(exact=True), column=column)

    def _minus(self) -> Token | None:
        column = self.place + 1
        behind = self.text[column : column + 1]
        self.place += 1
        if behind.strip() and behind not in _DASHES + ")":
            return Token(kind="not", column=column)
        self._flaw(column, "a dash stands alone", 'write -word without a space for "not", or remove it')
        return None

    def _comparison(self) -> Token | None:
        match = _COMPARISON.match(self.text, self.place)
        if not match:
            return None
        column, self.place = self.place + 1, match.end()
        sign = {"≥": ">=", "≤": "<="}.get(match[2], match[2])
        kind: Kind = "story" if match[1].lower() == "story" else "age"
        return Token(kind=kind, column=column, sign=sign, text=match[3])

    def _run(self, *, exact: bool) -> Token:
        """A word, an operator or a field."""
        column = self.place + 1
        if not exact and (named := self._take(_NAME)):
            return self._field(named[:-1], column)
        run = self._take(_RUN)
        if not exact and run.lower() in OPERATORS:
            return Token(kind=OPERATORS[run.lower()], column=column)
        if run.startswith(":"):
            return self._void(column, "a colon stands before a word", "write the field's name before it: title:word")
        bare = run.rstrip("*")
        return self._worded(Token(kind="word", column=column, text=bare, exact=exact, prefix=bare != run))

    def _field(self, written: str, column: int) -> Token:
        """A field: `title` alone, as a rule follows it; the others with their values."""
        name = NAMES.get(written.lower())
        self._take(_SPACE)
        if name == "title":
            return Token(kind="title", column=column)
        values = tuple(self._values())
        if name is None:
            return self._unknown(written, column)
        if not values:
            return self._void(column, f'"{name}:" has no value', f"write {name}:value, or several with commas between")
        return Token(kind="field", column=column, name=name, values=values)

    def _values(self) -> Iterator[str]:
        while self.place < len(self.text):
            if self.text[self.place] in _CLOSING:
                yield self._phrase(exact=False).text
            elif value := self._take(_VALUE):
                yield value
            if self.text[self.place : self.place + 1] != ",":
                return
            self.place += 1
            self._take(_SPACE)

    def _unknown(self, written: str, column: int) -> Token:
        if written.lower() in {"http", "https"}:
            remedy = "to look for an address, write link: before it"
        elif close := get_close_matches(written.lower(), NAMES, 1):
            remedy = f'did you mean "{close[0]}:"?'
        else:
            remedy = f"fields are {', '.join(NAMES)}; put words with a colon into quotation marks"
        return self._void(column, f'unknown field "{written[:40]}:"', remedy)
