"""Makes conditions of rules, and an index from the forms of their words to the atoms that these stand for."""

import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal, assert_never

from feedbot.rules.conditions import Condition, Count, Every, Old, Row, Some, Sought, Term, Value, Without, folded
from feedbot.rules.filters import Age, And, Field, Filter, Not, Or, Pattern, Phrase, Sign, Size, Word, show
from feedbot.rules.patterns import Search, program
from feedbot.rules.reading import Piece, Text, pieces
from feedbot.text.forms import Forms, is_acronym, stemmer

Mode = Literal["forms", "exact", "prefix"]
Lister = Callable[[Collection[str]], Mapping[str, Forms]]

_SHORTEST_PREFIX = 2
_LONGEST = 100  # characters; what is longer was never a word
_OPPOSITE: Mapping[Sign, tuple[Sign, ...]] = {">=": ("<",), ">": ("<=",), "<=": (">",), "<": (">=",), "=": ("<", ">")}


_NOTHING = Piece("", "\n", 0)  # a rule's word without a letter that counts; no text has it


Index = dict[str, tuple[int, ...]]
"""The goals that words stand for: an atom, or where capitals or a language are needed, what `_bound` makes of these."""

Found = dict[int, tuple[int, ...]]
"""Where atoms stand in a text."""

_CAPITALS, _TONGUE, _ATOM = 3, 2, 4  # the bits of a bound goal, and how far its language and its atom are shifted
_TONGUES = {"": 0, "ru": 1, "uk": 2}


@dataclass(slots=True)
class Atoms:
    """Every word of every rule once, numbered; rules share them."""

    numbers: dict[tuple[str, Mode], int] = field(default_factory=dict)
    asked: dict[tuple[str, Mode], Piece] = field(default_factory=dict)
    index: Index = field(default_factory=dict)
    prefixes: Index = field(default_factory=dict)
    heads: dict[str, set[int]] = field(default_factory=dict)
    stems: dict[str, "_Stems | None"] = field(default_factory=dict)

    def number(self, piece: Piece, mode: Mode) -> int:
        """The number of a word, a new one if no rule has asked for it before."""
        self.asked.setdefault((piece.raw, mode), piece)
        return self.numbers.setdefault((piece.raw, mode), len(self.numbers))

    def fill(self, lister: Lister) -> None:
        """List the forms of all words."""
        inflected = [piece.raw for (_, mode), piece in self.asked.items() if mode == "forms" and _inflects(piece)]
        listed = lister(inflected) if inflected else {}
        for (raw, mode), piece in self.asked.items():
            atom, capitals = self.numbers[raw, mode], _needed(piece)
            goal = (_bound(atom, capitals, ""),)
            if mode == "prefix":
                _lead(self.prefixes, piece.key, goal)
                self.heads.setdefault(piece.key[:_SHORTEST_PREFIX], set()).add(len(piece.key))
            elif mode == "exact" or raw not in listed:
                _lead(self.index, piece.key, goal)
            else:
                only = listed[raw].only
                for form in listed[raw].forms:
                    _lead(self.index, form, (_bound(atom, capitals, only[form]),) if form in only else goal)

    def hits(self, text: Text, language: str) -> tuple[Found, int]:
        """Give for each atom that is in a text where it stands, and how many words were looked up.

        Each different word is looked up once; its beginnings too, where some rule has a prefix with these two letters.
        """
        found: Found = {}
        looked = len(text.places)
        index, places = self.index, text.places
        for word in places.keys() & index.keys():
            _meet(found, index[word], text, places[word])
        if self.heads:
            looked += self._begin(found, text)
        stems = self._stems(language.lower().split("-")[0])
        if stems:
            looked += stems.meet(found, text)
        return found, looked

    def _begin(self, found: Found, text: Text) -> int:
        for word, places in text.places.items():
            for length in self.heads.get(word[:_SHORTEST_PREFIX], ()):
                _meet(found, self.prefixes.get(word[:length], ()), text, places)
        return len(text.places)

    def _stems(self, language: str) -> "_Stems | None":
        if language not in self.stems:
            self.stems[language] = _stemmed(language, self)
        return self.stems[language]


@dataclass(frozen=True, slots=True)
class _Stems:
    """The words of rules by their stems in one language, and the first letters that any of them has."""

    stem: Callable[[str], str]
    index: Index
    heads: frozenset[str]

    def meet(self, found: Found, text: Text) -> int:
        """Add the places of what has the stem of a rule's word; gives how many words were stemmed."""
        alike = [word for word in text.places if len(word) <= _LONGEST and _head(word[:2]) in self.heads]
        for word in alike:
            _meet(found, self.index.get(self.stem(word), ()), text, text.places[word])
        return len(alike)


@dataclass(frozen=True, slots=True)
class Compiled:
    """Conditions by the names of their rules, and the words that they share."""

    conditions: Mapping[str, Condition]
    atoms: Atoms


def compiled(rules: Mapping[str, Filter], lister: Lister) -> Compiled:
    """Make conditions of rules; `lister` is asked once, for the words of all."""
    compiler = _Compiler(Atoms())
    conditions = {name: compiler.condition(rule, title=False, negated=False) for name, rule in rules.items()}
    compiler.atoms.fill(lister)
    return Compiled(conditions, compiler.atoms)


@dataclass(slots=True)
class _Compiler:
    """Makes conditions: negations go down to the single parts, and so does "title:"."""

    atoms: Atoms
    searches: dict[Pattern, tuple[int, Search]] = field(default_factory=dict)

    def condition(self, rule: Filter, *, title: bool, negated: bool) -> Condition:
        match rule:
            case Not():
                return self.condition(rule.part, title=title, negated=not negated)
            case And() | Or():
                parts = tuple(self.condition(part, title=title, negated=negated) for part in rule.parts)
                return Every(parts) if isinstance(rule, And) != negated else Some(parts)
            case Field():
                if rule.rule is not None:
                    return self.condition(rule.rule, title=True, negated=negated)
                values = tuple(folded(rule.name, value) for value in rule.values)
                return _signed(Value(rule.name, values, show(rule)), negated=negated)
            case Size() | Age():
                return _compared(rule, negated=negated)
            case Word() | Phrase():
                return _signed(self._words(rule, title=title), negated=negated)
            case Pattern():
                return _signed(self._sought(rule, title=title), negated=negated)
            case _:
                assert_never(rule)

    def _words(self, rule: Word | Phrase, *, title: bool) -> Term | Row:
        shown = f"{'title:' if title else ''}{_quoted(rule)}"
        wanted = list(_wanted(rule))
        atoms = tuple(self.atoms.number(piece, mode) for piece, mode in wanted) or (
            self.atoms.number(_NOTHING, "exact"),
        )
        if len(atoms) == 1:
            return Term(atoms[0], shown, title)
        longest = max(range(len(atoms)), key=lambda number: len(wanted[number][0].key))
        english = all(mode == "forms" and piece.key.isascii() and piece.key.isalpha() for piece, mode in wanted)
        return Row(atoms, atoms[longest], shown, title, tuple(piece.key for piece, _ in wanted) if english else ())

    def _sought(self, rule: Pattern, *, title: bool) -> Sought:
        if rule not in self.searches:
            self.searches[rule] = len(self.searches), program(rule.text, cased=rule.cased)
        number, search = self.searches[rule]
        return Sought(2 * number + title, search, f"{'title:' if title else ''}{show(rule)}", title)


def _wanted(rule: Word | Phrase) -> Iterator[tuple[Piece, Mode]]:
    """Give the words that must follow one another, and how each may vary."""
    text = rule.text + "*" * (isinstance(rule, Word) and rule.prefix)
    for part in text.split():
        found = pieces(part)
        for number, piece in enumerate(found, 1):
            if part.endswith("*") and number == len(found) and len(piece.key) >= _SHORTEST_PREFIX:
                yield piece, "prefix"
            else:
                yield piece, "exact" if rule.exact else "forms"


def _signed(part: Term | Row | Sought | Value, *, negated: bool) -> Condition:
    return Without(part) if negated else part


def _compared(rule: Size | Age, *, negated: bool) -> Condition:
    signs = _OPPOSITE[rule.sign] if negated else (rule.sign,)
    parts: list[Condition] = []
    for sign in signs:
        said = replace(rule, sign=sign)
        if isinstance(said, Size):
            parts.append(Count(sign, said.number, show(said)))
        else:
            parts.append(Old(sign, said.length, show(said)))
    return parts[0] if len(parts) == 1 else Some(tuple(parts))


def _quoted(rule: Word | Phrase) -> str:
    return show(rule) if isinstance(rule, Phrase) or rule.exact else f'"{show(rule)}"'


def _inflects(piece: Piece) -> bool:
    return len(piece.key) > 1 and not piece.key[0].isdigit()


def _needed(piece: Piece) -> int:
    """The capitals that a word of a text needs: as the rule's; short acronyms need them all, others one."""
    if piece.capitals < 2:
        return piece.capitals if len(piece.key) > 1 else 0
    return 2 if is_acronym(piece.raw) and len(piece.raw) <= 3 else 1


def _lead(index: Index, word: str, goal: tuple[int]) -> None:
    """Let a word stand for one goal more; where it is the only one its tuple is shared by all forms of a word."""
    index[word] = index[word] + goal if word in index else goal


def _bound(atom: int, capitals: int, tongue: str) -> int:
    """A goal; those that need nothing are their atoms, the others are below zero."""
    needs = capitals | _TONGUES[tongue] << _TONGUE
    return ~(atom << _ATOM | needs) if needs else atom


def _meet(found: Found, goals: tuple[int, ...], text: Text, places: tuple[int, ...]) -> None:
    """Add the places of a word to those of the atoms that it stands for."""
    for goal in goals:
        if goal < 0:
            atom, fit = ~goal >> _ATOM, _fitting(~goal, text, places)
            if not fit:
                continue
        else:
            atom, fit = goal, places
        found[atom] = found[atom] + fit if atom in found else fit


def _fitting(needs: int, text: Text, places: tuple[int, ...]) -> tuple[int, ...]:
    """Those of a word's places where it has the capitals that are needed; none in a text of another language."""
    tongue, capitals = needs >> _TONGUE & _CAPITALS, needs & _CAPITALS
    if tongue and text.tongue and tongue != _TONGUES[text.tongue]:
        return ()
    return tuple([place for place in places if text.capitals[place] >= capitals])


def atoms(index: Index) -> Iterator[tuple[str, int]]:
    """Give every word of an index with each atom that it stands for."""
    for word, goals in index.items():
        for goal in goals:
            yield word, ~goal >> _ATOM if goal < 0 else goal


@lru_cache(maxsize=10_000)
def _head(beginning: str) -> str:
    """The first two letters of a word, without what a vowel may change in another form ("Haus", "Häuser")."""
    return "".join(unicodedata.normalize("NFD", letter)[0] for letter in beginning)


def _stemmed(language: str, atoms: Atoms) -> _Stems | None:
    stem = stemmer(language)
    if stem is None:
        return None
    asked = [(raw, mode, piece) for (raw, mode), piece in atoms.asked.items() if mode == "forms" and _inflects(piece)]
    index: Index = {}
    for raw, mode, piece in asked:
        _lead(index, stem(piece.key), (_bound(atoms.numbers[raw, mode], _needed(piece), ""),))
    heads = frozenset(_head(piece.key[:2]) for _, _, piece in asked)
    return _Stems(lru_cache(maxsize=8192)(stem), index, heads)
