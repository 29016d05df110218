"""What somebody asks to follow, as they type it: words, a rule, a source or a link; what is wrong is told by a code."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal, assert_never

from feedbot.rules import checking, filters
from feedbot.rules.conditions import folded
from feedbot.rules.filters import Age, And, Field, Filter, Not, Or, Pattern, Phrase, RuleError, Size, Word
from feedbot.rules.reading import pieces
from feedbot.text.words import fold

LONGEST = 200
"""Characters of what somebody may ask for."""

MOST = 20
"""Words, and values of fields, that one wish may have."""

_SHORTEST_PREFIX = 3
_SHOWN = 40
_FARTHEST = 2_048
_SOURCE = re.compile(r"(?:source|источник|джерело)(\s*[:\s]\s*)(.+)", re.IGNORECASE)
_STORY = re.compile(r"(?:(?:story|история|историю|історія|історію)\s*[:\s]\s*)?(https?://\S+)", re.IGNORECASE)
_RULED = re.compile(
    r"""[()|/=*]|&&|(?<!\S)[-‐‑‒–—−!][^\s\d]|\b[^\W\d_]+:\S|\b(?:story|age)\s*[<>=≤≥]"""
    r"""|(?<!\S)(?:and|or|not|или|або)(?!\S)""",
    re.IGNORECASE,
)
_EDGES = ":;,.!?…-‐‑‒–—−»«\"“”„‟'"
_MARKS = re.compile(r"[()«»\"“”„‟|/=*:,<>]")
_QUOTED = re.compile(r'[«"“„”‟]([^«»"“”„‟]+)[»"“”]')

Wrong = Literal[
    "empty", "long", "many", "pattern", "everything", "short", "comma", "quote", "parenthesis", "operator",
    "field", "source", "language", "unreadable",
]  # fmt: skip
"""What is wrong with a wish.

Nothing is asked for; too long; too many words; a regular expression; nearly all news would pass; a single letter; a
comma between words; a quotation or a parenthesis that is not closed; an operator without words beside it; a field, a
source or a language that does not exist; anything else.
"""

_PROBLEMS: Sequence[tuple[str, Wrong]] = (
    ("a comma", "comma"),
    ("a quotation", "quote"),
    ('missing ")"', "parenthesis"),
    ('")" closes', "parenthesis"),
    ("a word is missing", "operator"),
    ("unknown field", "field"),
    ("no source", "source"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Something to follow. `name` is the same for every spelling of it; `source` is set where it is a whole source."""

    name: str
    title: str
    rule: str
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Why something cannot be followed; `about` is the place or the word in question, `instead` what to write."""

    wrong: Wrong
    about: str = ""
    instead: tuple[str, ...] = ()


def wish(text: str, sources: Mapping[str, str]) -> Wish | Fault:
    """What is asked for. `sources` has the title of each source by its name.

    The name or the title of a source, alone or behind "source", is the source. What has operators, fields or the like
    is a rule, and a fault where it cannot be read. All else is plain text, of which all words, and what stands in
    quotation marks as a phrase, must be found. Never raises.
    """
    said = " ".join(text.split())
    if not any(letter.isalnum() for letter in said):
        return Fault(wrong="empty")
    if len(said) > LONGEST:
        return Fault(wrong="long", about=str(len(said)))
    found = _source(said, sources)
    if isinstance(found, Fault):
        return found
    if found is not None:
        return Wish(name=_name(Field("source", (found,))), title=sources[found], rule=of_source(found), source=found)
    rule = _rule(said)
    if isinstance(rule, Fault):
        return rule
    fault = _strange(rule, sources) or _dear(rule)
    if fault:
        return fault
    only = rule.values[0] if isinstance(rule, Field) and rule.name == "source" and len(rule.values) == 1 else None
    source = next((name for name in sources if only is not None and fold(name) == fold(only)), None)
    title = sources[source] if source else said
    return Wish(name=_name(rule), title=title, rule=filters.show(rule), source=source)


def sought(text: str) -> Filter | Fault:
    """What to search for: the same language, bounded alike, but any source may be named."""
    said = " ".join(text.split())
    if not any(letter.isalnum() for letter in said):
        return Fault(wrong="empty")
    if len(said) > LONGEST:
        return Fault(wrong="long", about=str(len(said)))
    rule = _rule(said)
    if isinstance(rule, Fault):
        return rule
    parts = list(_parts(rule))
    if any(isinstance(part, Pattern) for part in parts):
        return Fault(wrong="pattern")
    return Fault(wrong="many", about=str(_weight(parts))) if _weight(parts) > MOST else rule


def words(text: str) -> tuple[str, ...]:
    """The words of a text without anything of the language of rules; none is an operator. Never raises."""
    found = (word.strip(_EDGES) for word in _MARKS.sub(" ", text).split())
    return tuple(word for word in found if pieces(word) and not _RULED.search(word))


def address(text: str) -> str | None:
    """The link of an entry, where the text is one, alone or behind "story"; None if it is not."""
    match = _STORY.fullmatch(text.strip()) if len(text) <= _FARTHEST else None
    return match[1] if match else None


def of_source(name: str) -> str:
    """The rule that a source's entries pass."""
    return filters.show(Field("source", (name,)))


def fits(rules: Sequence[str]) -> bool:
    """Whether a channel can have all these rules as one: they may be too long or too many (`filters.parse`)."""
    try:
        filters.parse(" or ".join(f"({rule})" for rule in rules) or "x")
    except RuleError:
        return False
    return True


def _source(said: str, sources: Mapping[str, str]) -> str | Fault | None:
    """The source that is meant; None where none is."""
    known = {fold(name): name for name in sources}
    for name, title in sources.items():
        known.setdefault(fold(title), name)
    if fold(said) in known:
        return known[fold(said)]
    match = _SOURCE.fullmatch(said)
    if match is None:
        return None
    asked = fold(match[2].strip('«»"“”„ '))
    if asked in known:
        return known[asked]
    close = [] if ":" in match[1] else get_close_matches(asked, known, 3)
    if close or said.lower().startswith("source "):
        instead = tuple(dict.fromkeys(sources[known[each]] for each in close))
        return Fault(wrong="source", about=match[2][:_SHOWN], instead=instead)
    return None


def _rule(said: str) -> Filter | Fault:
    """A text as a rule, or as plain words where it has nothing of a rule in it."""
    try:
        return filters.parse(said)
    except RuleError as error:
        if _RULED.search(said) or "," in said or error.problem.startswith("a quotation"):
            return _fault(said, error)
        return _plain(said) or _fault(said, error)


def _fault(said: str, error: RuleError) -> Fault:
    known = (wrong for start, wrong in _PROBLEMS if error.problem.startswith(start))
    wrong: Wrong = next(known, "unreadable")
    if wrong == "comma":
        words = [part.strip() for part in said.split(",") if part.strip()]
        if not _RULED.search(said) and all(not isinstance(_rule(word), Fault) for word in words):
            return Fault(wrong="comma", instead=(" or ".join(map(_one, words)), " ".join(words)))
        return Fault(wrong="comma")
    return Fault(wrong=wrong, about=said[error.column - 1 :][:_SHOWN])


def _one(words: str) -> str:
    return f"({words})" if " " in words else words


def _plain(said: str) -> Filter | None:
    """All words of a text, and the phrases that stand in quotation marks; None where it has none."""
    phrases = [Phrase(match[1]) for match in _QUOTED.finditer(said)]
    words = [Word(word.strip(_EDGES)) for word in _QUOTED.sub(" ", said).split() if pieces(word)]
    parts: list[Filter] = [*words, *(phrase for phrase in phrases if pieces(phrase.text))]
    try:
        return filters.parse(" ".join(map(filters.show, parts)))
    except RuleError:
        return None


def _strange(rule: Filter, sources: Mapping[str, str]) -> Fault | None:
    """What is asked for that does not exist."""
    for part in _parts(rule):
        if not isinstance(part, Field) or part.name not in {"source", "language"}:
            continue
        for value in part.values:
            shown = filters.show(Field(part.name, (value,)))
            if checking.flaws(shown, sources=sources):
                names = {fold(name): name for name in sources}
                close = get_close_matches(fold(value), names, 3) if part.name == "source" else []
                wrong: Wrong = "source" if part.name == "source" else "language"
                return Fault(wrong=wrong, about=value[:_SHOWN], instead=tuple(names[each] for each in close))
    return None


def _dear(rule: Filter) -> Fault | None:
    """What would cost too much, or find nearly everything."""
    parts = list(_parts(rule))
    if any(isinstance(part, Pattern) for part in parts):
        return Fault(wrong="pattern")
    if _weight(parts) > MOST:
        return Fault(wrong="many", about=str(_weight(parts)))
    if _bounded(rule):
        return None
    short = next((part.text for part in parts if isinstance(part, Word | Phrase) and _short(part)), None)
    return Fault(wrong="short", about=short) if short else Fault(wrong="everything")


def _short(said: Word | Phrase) -> bool:
    """Whether a word is one letter, or the beginning of too many words."""
    letters = sum(len(piece.key) for piece in pieces(said.text))
    if isinstance(said, Word) and said.prefix:
        return letters < _SHORTEST_PREFIX
    return letters < 2 and not said.text.isdigit()


def _bounded(rule: Filter) -> bool:
    """Whether something must be there for an entry to pass: words, a source, a large story."""
    match rule:
        case And():
            return any(map(_bounded, rule.parts))
        case Or():
            return all(map(_bounded, rule.parts))
        case Field():
            return rule.name != "language" and (rule.rule is None or _bounded(rule.rule))
        case Size():
            return rule.sign in {">=", ">", "="} and rule.number + (rule.sign == ">") >= 2
        case Word() | Phrase():
            return not _short(rule)
        case Not() | Age() | Pattern():
            return False
        case _:
            assert_never(rule)


def _parts(rule: Filter) -> Iterator[Filter]:
    """Give all that a rule is made of, but what only joins."""
    match rule:
        case And() | Or():
            for part in rule.parts:
                yield from _parts(part)
        case Not():
            yield from _parts(rule.part)
        case Field() if rule.rule is not None:
            yield from _parts(rule.rule)
        case _:
            yield rule


def _weight(parts: Sequence[Filter]) -> int:
    """How many words and values are asked for."""
    weight = 0
    for part in parts:
        match part:
            case Word() | Phrase():
                weight += max(len(pieces(part.text)), 1)
            case Field():
                weight += len(part.values)
            case _:
                weight += 1
    return weight


def _name(rule: Filter) -> str:
    return hashlib.sha256(repr(_canonical(rule)).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _canonical(rule: Filter) -> tuple[object, ...]:
    """What a rule asks for, whichever way it is spelled: capitals, order and repetition make no difference."""
    match rule:
        case Word() | Phrase():
            keys = tuple(piece.key for piece in pieces(rule.text))
            return ("words", keys, rule.exact, isinstance(rule, Word) and rule.prefix)
        case And() | Or():
            parts = sorted({repr(each): each for each in _joined(rule)}.items())
            same = [each for _, each in parts]
            return same[0] if len(same) == 1 else (type(rule).__name__, *same)
        case Not():
            inner = rule.part
            return _canonical(inner.part) if isinstance(inner, Not) else ("not", _canonical(inner))
        case Field():
            values = tuple(sorted({folded(rule.name, value) for value in rule.values}))
            return (rule.name, values, _canonical(rule.rule) if rule.rule else None)
        case Size():
            return ("story", ">=", rule.number + 1) if rule.sign == ">" else ("story", rule.sign, rule.number)
        case Age() | Pattern():
            return (filters.show(rule),)
        case _:
            assert_never(rule)


def _joined(rule: And | Or) -> Iterator[tuple[object, ...]]:
    """Give the parts of a rule, those of parts of its kind among them."""
    for part in rule.parts:
        if isinstance(part, type(rule)):
            yield from _joined(part)
        else:
            yield _canonical(part)
