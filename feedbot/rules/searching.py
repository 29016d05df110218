"""Which words an entry must have to pass a rule at all: what an index of words is asked before the rule itself."""

from collections import defaultdict
from collections.abc import Mapping

from feedbot.model import AnyWord, Every, Some, Wanted
from feedbot.rules import compiling, conditions
from feedbot.rules.compiling import Atoms, Compiled, Lister
from feedbot.rules.conditions import Condition, Row, Term
from feedbot.rules.filters import Filter
from feedbot.text.forms import many, stemmer

STEMMED = (
    "ar", "ca", "cs", "da", "de", "el", "es", "et", "eu", "fi", "fr", "ga", "hi", "hu", "hy", "id", "it", "lt", "nb",
    "ne", "nl", "pl", "pt", "ro", "sr", "sv", "ta", "tr",
)  # fmt: skip
"""The languages whose words are found by their stems, one of those that share theirs."""


def wanted(rule: Filter, *, forms: Lister = many) -> Wanted | None:
    """The words without which an entry passes no rule, in all their forms; None where it can pass without any.

    Entries that have them may still fail the rule. With the forms of a word come its stems in `STEMMED` languages: the
    index has the stems of texts in these. `forms` lists the forms of all words at once, and loads dictionaries.
    """
    return asked(compiling.compiled({"": rule}, forms), "")


def asked(rules: Compiled, name: str) -> Wanted | None:
    """As `wanted`, of one of the rules that were compiled: nothing is listed or loaded again."""
    return _wanted(rules.conditions[name], _words(rules.atoms))


def _words(every: Atoms) -> Mapping[int, AnyWord]:
    """What lets each atom be found, by its number."""
    words: dict[int, set[str]] = defaultdict(set)
    starts: dict[int, set[str]] = defaultdict(set)
    for found, index in ((words, every.index), (starts, every.prefixes)):
        for word, atom in compiling.atoms(index):
            found[atom].add(word)
    stems = [stem for stem in map(stemmer, STEMMED) if stem is not None]
    for (raw, mode), piece in every.asked.items():
        if mode == "forms":
            words[every.numbers[raw, mode]].update(stem(piece.key) for stem in stems)
    return {atom: AnyWord(frozenset(words[atom]), frozenset(starts[atom])) for atom in every.numbers.values()}


def _wanted(condition: Condition, words: Mapping[int, AnyWord]) -> Wanted | None:
    match condition:
        case Term(atom):
            return words[atom]
        case Row(atoms):
            return Every(tuple(words[atom] for atom in dict.fromkeys(atoms)))
        case conditions.Every(parts):
            found = [each for each in (_wanted(part, words) for part in parts) if each is not None]
            return Every(tuple(found)) if len(found) > 1 else next(iter(found), None)
        case conditions.Some(parts):
            either = [_wanted(part, words) for part in parts]
            sure = [each for each in either if each is not None]
            return Some(tuple(sure)) if len(sure) == len(either) else None
        case _:
            return None
