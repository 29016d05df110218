r"""The language of filters: what a rule says as frozen values, read from a text and printed as one.

    (ракета or "air raid" or /\bS-?300\b/) and not title:спорт and source:pravda,bbc and lang:uk and story >= 3

Words side by side must all be there; "-" before something, like `not`, forbids it. `rules/matching.py` judges entries.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, assert_never

from feedbot.rules.patterns import program
from feedbot.rules.scanner import Flaw, Kind, Scanner, Token
from feedbot.text.lookalikes import key

Sign = Literal[">=", ">", "<=", "<", "="]
FieldName = Literal["source", "category", "language", "author", "link", "title"]

_LONGEST = 4_000
_DEEPEST = 30
_MOST = 500
_SHORTEST_PREFIX = 2

_UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
_LENGTH = re.compile("".join(rf"(?:(?P<{unit}>[0-9]{{1,6}}){unit})?" for unit in _UNITS), re.IGNORECASE)
_ESCAPED = re.compile(r'["”“\\\\]')
_BARE = re.compile(r'[^\s()"«»“”„‟,]+')
_NOUN = {"story": "count of sources that tell a story", "age": "age of an entry"}


class RuleError(ValueError):
    """A text is no rule; `flaws` has every reason, by column, and the other attributes are the first one's."""

    def __init__(self, *flaws: Flaw) -> None:
        self.flaws = tuple(sorted(flaws, key=lambda flaw: flaw.column))
        self.column, self.problem, self.remedy = self.flaws[0].column, self.flaws[0].problem, self.flaws[0].remedy
        super().__init__("\n".join(map(str, self.flaws)))


@dataclass(frozen=True, slots=True)
class Word:
    """A word in all its forms; with `exact` in this one, with `prefix` whatever begins so."""

    text: str
    exact: bool = False
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words one behind the other, each in all its forms, or with `exact` in these."""

    text: str
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression of RE2 that is found anywhere; case counts only with `cased`."""

    text: str
    cased: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """What a field of the entry is: one of the `values`, or, for the title alone, what `rule` wants."""

    name: FieldName
    values: tuple[str, ...] = ()
    rule: "Filter | None" = None


@dataclass(frozen=True, slots=True)
class Size:
    """How many sources tell the entry's story, its own included."""

    sign: Sign
    number: int


@dataclass(frozen=True, slots=True)
class Age:
    """How long ago the entry was published."""

    sign: Sign
    length: timedelta


@dataclass(frozen=True, slots=True)
class And:
    """All parts; at least two."""

    parts: tuple["Filter", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of the parts; at least two."""

    parts: tuple["Filter", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Everything but this."""

    part: "Filter"


Filter = Word | Phrase | Pattern | Field | Size | Age | And | Or | Not

_VOID = Word("x")
_SIGNS: dict[str, Sign] = {">=": ">=", ">": ">", "<=": "<=", "<": "<", "=": "="}
_FIELDS: dict[str, FieldName] = {
    "source": "source",
    "category": "category",
    "language": "language",
    "author": "author",
    "link": "link",
}


def parse(text: str) -> Filter:
    """Read a rule. Operators may be and/or/not, и/или/не or і/або/не in any case; "or" binds less than "and".

    Raises RuleError for a text that is no rule, that has over 4,000 characters or 500 parts, or is nested over 30 deep.
    """
    if len(text) > _LONGEST:
        raise RuleError(
            Flaw(_LONGEST + 1, f"the rule has {len(text):,} characters", f"a rule has at most {_LONGEST:,}; divide it")
        )
    scanner = Scanner(text)
    tokens = tuple(scanner.tokens())
    if len(tokens) > _MOST:
        column = tokens[_MOST].column
        raise RuleError(Flaw(column, f"the rule has {len(tokens)} parts", f"a rule has at most {_MOST}; divide it"))
    parser = _Parser(tokens, len(text) + 1, scanner.flaws)
    rule = parser.whole()
    if rule is None or parser.flaws:
        raise RuleError(*parser.flaws)
    return rule


def show(rule: Filter) -> str:
    """The text of a rule as this program writes it; reading it gives the rule back."""
    match rule:
        case And():
            return " and ".join(map(_grouped, rule.parts))
        case Or():
            return " or ".join(show(part) if isinstance(part, And) else _grouped(part) for part in rule.parts)
        case Not():
            return f"not {_grouped(rule.part)}"
        case _:
            return _shown(rule)


def _shown(rule: Word | Phrase | Pattern | Field | Size | Age) -> str:
    match rule:
        case Word():
            return f"{'=' if rule.exact else ''}{rule.text}{'*' if rule.prefix else ''}"
        case Phrase():
            return f"{'=' if rule.exact else ''}{_quoted(rule.text)}"
        case Pattern():
            return f"/{_slashed(rule.text)}/{'c' if rule.cased else ''}"
        case Field():
            return f"{rule.name}:{_titled(rule.rule) if rule.rule else ','.join(map(_value, rule.values))}"
        case Size():
            return f"story {rule.sign} {rule.number}"
        case Age():
            return f"age {rule.sign} {_length(rule.length)}"
        case _:
            assert_never(rule)


class _Parser:
    """Reads tokens by recursive descent; what is wrong is noted, and reading goes on where it can."""

    def __init__(self, tokens: Sequence[Token], end: int, flaws: list[Flaw]) -> None:
        self.tokens, self.end, self.flaws = tokens, end, flaws
        self.place, self.depth, self.title = 0, 0, False

    def whole(self) -> Filter | None:
        """The rule; None if there is none, which is a flaw."""
        if not self.tokens:
            if not self.flaws:
                self._flaw("the rule is empty", "write a word to look for, or leave the rule out")
            return None
        rule = self._any()
        while self._kind() == ")":
            self._flaw('")" closes nothing', 'remove it, or write "(" before it')
            self.place += 1
            if self.place < len(self.tokens):
                rule = self._any()
        return rule

    def _kind(self) -> Kind | None:
        return self.tokens[self.place].kind if self.place < len(self.tokens) else None

    def _column(self) -> int:
        return self.tokens[self.place].column if self.place < len(self.tokens) else self.end

    def _flaw(self, problem: str, remedy: str) -> None:
        self.flaws.append(Flaw(self._column(), problem, remedy))

    def _any(self) -> Filter:
        parts = [self._all()]
        while self._kind() == "or":
            self.place += 1
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _all(self) -> Filter:
        parts = [self._one()]
        while self._kind() not in (None, "or", ")"):
            self.place += self._kind() == "and"
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _one(self) -> Filter:
        """A part with what stands before it. What is nested too deep is refused at once (RuleError)."""
        kind = self._kind()
        if kind is None or kind in ("and", "or", ")"):
            said = f'"{kind}"' if kind else "the end of the rule"
            self._flaw(f"a word is missing before {said}", "write what to look for there, or remove the operator")
            return _VOID
        self.depth += 1
        if self.depth > _DEEPEST:
            raise RuleError(Flaw(self._column(), f"the rule is nested over {_DEEPEST} deep", "divide it"))
        token = self.tokens[self.place]
        self.place += 1
        try:
            return self._part(token)
        finally:
            self.depth -= 1

    def _part(self, token: Token) -> Filter:
        match token.kind:
            case "(":
                return self._group(token)
            case "not":
                return Not(self._one())
            case "title":
                return self._titled(token)
            case "phrase":
                return Phrase(token.text, token.exact)
            case "word":
                return self._word(token)
            case "pattern":
                return self._pattern(token)
            case _:
                return self._said(token)

    def _group(self, opened: Token) -> Filter:
        rule = self._any()
        if self._kind() == ")":
            self.place += 1
        else:
            self._flaw('missing ")"', f'close the "(" of column {opened.column}')
        return rule

    def _titled(self, token: Token) -> Filter:
        if self.title:
            self.flaws.append(Flaw(token.column, '"title:" stands within "title:"', "remove it"))
        if self._kind() not in ("(", "not", "word", "phrase", "pattern"):
            self._flaw('"title:" has no value', 'write title:word, title:"some words" or title:(one or another)')
            return _VOID
        before, self.title = self.title, True
        rule = self._one()
        self.title = before
        return Field("title", rule=rule)

    def _word(self, token: Token) -> Filter:
        if token.prefix and len(key(token.text)) < _SHORTEST_PREFIX:
            remedy = f"write {_SHORTEST_PREFIX} letters or more before the *"
            self.flaws.append(Flaw(token.column, f'"{token.text}*" is the beginning of too many words', remedy))
        if "*" in token.text:
            self.flaws.append(Flaw(token.column, "a * stands before or within a word", "write it behind a beginning"))
        if token.exact and token.prefix:
            self.flaws.append(Flaw(token.column, '"=" and "*" contradict each other', "write one of them"))
        return Word(token.text, token.exact, token.prefix)

    def _pattern(self, token: Token) -> Filter:
        try:
            program(token.text, cased=token.cased)
        except ValueError as error:
            remedy = "see github.com/google/re2/wiki/Syntax"
            self.flaws.append(Flaw(token.column, f"this is no pattern that can be used: {error}", remedy))
        return Pattern(token.text, token.cased)

    def _said(self, token: Token) -> Filter:
        """What the entry's fields, its story or its age must be."""
        if self.title:
            name = token.name or token.kind
            self.flaws.append(Flaw(token.column, f'"{name}" stands within "title:"', "move it out of the parentheses"))
        if token.kind == "field":
            return Field(_FIELDS[token.name], token.values)
        if token.kind == "story":
            if token.text.isdecimal() and len(token.text) <= 6:
                return Size(_SIGNS[token.sign], int(token.text))
            remedy = "write a number, as in story >= 3"
        else:
            length = _read_length(token.text)
            if length is not None:
                return Age(_SIGNS[token.sign], length)
            remedy = "write a length of time with its unit: age < 30m, age < 2h, age < 7d"
        self.flaws.append(
            Flaw(token.column, f'"{token.text[:40]}" cannot be compared with the {_NOUN[token.kind]}', remedy)
        )
        return _VOID


def _titled(rule: Filter) -> str:
    return f"({show(rule)})" if isinstance(rule, Not) else _grouped(rule)


def _grouped(rule: Filter) -> str:
    return f"({show(rule)})" if isinstance(rule, And | Or) else show(rule)


def _quoted(text: str) -> str:
    return '"' + _ESCAPED.sub(r"\\\g<0>", text) + '"'


def _slashed(pattern: str) -> str:
    return pattern.replace("/", r"\/")


def _value(text: str) -> str:
    return text if _BARE.fullmatch(text) else _quoted(text)


def _read_length(text: str) -> timedelta | None:
    match = _LENGTH.fullmatch(text)
    if not text or not match:
        return None
    return timedelta(**{unit: int(match[letter] or 0) for letter, unit in _UNITS.items()})


def _length(length: timedelta) -> str:
    """A length of time in the largest units that fit, as rules have it ("1d12h")."""
    rest, said = int(length.total_seconds()), ""
    for letter, unit in _UNITS.items():
        count, rest = divmod(rest, int(timedelta(**{unit: 1}).total_seconds()))
        said += f"{count}{letter}" if count else ""
    return said or "0s"
