"""Which story an article belongs to: what tells it from others, when it is a copy, and how alike is alike enough.

`window.py` keeps the articles of the last days and finds those that may tell of the same event.
"""

import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import blake2s
from heapq import nlargest
from itertools import accumulate
from typing import Literal, NamedTuple

from feedbot.model import Entry, Find, Match, Signature
from feedbot.rules import series
from feedbot.text import sounds, stems, words
from feedbot.text.parts import Parts
from feedbot.text.stems import Word


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuning:
    """How alike articles of one story are, and how long it lives; likeness is 0 to 1 (`rules/evidence.py`).

    Articles join at `text`, or at `title` where one of the two has nothing else; at `one_source` if the story has
    one of the same source already, unless they say that a number grew; at `across` if their alphabets differ. A story
    lives for `window` after its last article and for `longest` after its first. A copy has `copy` of the shingles of
    the shorter text. `prior` is as how many texts the guess counts of how usual a word is.
    """

    text: float = 0.66
    title: float = 0.66
    one_source: float = 0.80
    across: float = 0.66
    copy: float = 0.80
    window: timedelta = timedelta(hours=48)
    longest: timedelta = timedelta(days=7)
    short_copy: timedelta = timedelta(hours=1)
    prior: float = 50.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How like a story an article is, 0 to 1, and from which score on it would join; `like` is the nearest of it.

    `meaning` is how near the titles of the two are in meaning, 0 to 1; None where that is not known.
    """

    story: str
    like: str
    score: float
    bar: float
    words: tuple[str, ...]
    copy: bool = False
    meaning: float | None = None


class Barred(NamedTuple):
    """An article that another is like, and why the two are not of one story all the same."""

    like: str
    why: str


BODY = 600
"""As far as lede and details are read for terms, in characters."""

MEANT = 200
"""So many articles that come at once get a meaning; of a large archive the others open stories of their own anyway."""

LONG = 25
"""A text of so many shingles can be told from others by them."""

MOST = 9
"""A term counts so often at most."""

TITLE_COUNTS = 3
"""As often as that counts a term for standing in the title."""

_TERMS = 40
_NAMES = 20
_DOUBTFUL = 10
_NUMBERS = 40
_SHINGLES = 64
_HASHES = 0x3FFFFF
_COMPARED = 10
_LONGEST = 20_000
_TITLE = 160
_RARE = 0.003
_UNLIKE = 0.2

_YEAR = re.compile(r"(?:19|20)\d\d")


def sign(entry: Entry, parts: Parts) -> Signature:
    """Make the signature of an entry whose content was taken apart as `parts`.

    It reads the title, lede and details; quotation and background stand in other articles too, and count only where
    there is nothing else. Reads 20,000 characters at most. Never raises.
    """
    paragraphs = (*parts.lede, *parts.details) or parts.quotation or ((parts.summary,) if parts.summary else ())
    body = "\n".join(paragraphs)[:_LONGEST]
    tokens = words.tokens(body)
    language = entry.language.lower().partition("-")[0] if entry.language else None
    head = stems.read(entry.title[:_LONGEST], language)
    rest = stems.read(_opening(body), language)
    terms = _terms(head, rest)
    names, doubtful = _names(head, rest)
    shingles = _shingles(tokens)
    title = words.tokens(entry.title[:_LONGEST])
    others = "\n".join((*parts.quotation, *parts.background))[:_LONGEST]
    return Signature(
        entry=entry.id,
        source=entry.source,
        at=entry.published,
        language=language,
        title=entry.title[:_TITLE],
        terms=tuple(terms),
        counts=tuple(terms.values()),
        names=names,
        doubtful=doubtful,
        numbers=_distinct([word for word in (*title, *tokens) if word[0].isdigit()], _NUMBERS),
        shingles=tuple(sorted(shingles)[:_SHINGLES]),
        size=len(shingles),
        text=_digest(" ".join((*title, *tokens, *words.tokens(others)))),
        series=series.kind(entry.title),
        template=_digest(series.template(entry.title))[:8],
        figures=series.figures(entry.title),
    )


def meant(finds: Sequence[Find], read: Callable[[str], str], *, most: int = MEANT) -> tuple[Find, ...]:
    """The finds in their order, the newest `most` of them with the meanings of their titles in their signatures.

    `read` gives the meaning of a title as text, "" for none (`text/meaning.py`). A find without a signature stays.
    """
    newest = {id(find) for find in nlargest(most, finds, key=lambda find: find.entry.published)}
    return tuple(
        replace(find, signature=replace(find.signature, meaning=read(find.entry.title)))
        if find.signature and id(find) in newest
        else find
        for find in finds
    )


def copied(one: Signature, two: Signature, left: Sequence[int], right: Sequence[int], tuning: Tuning) -> bool:
    """Say whether two articles are one text, given their shingles apart, for nobody else keeps them.

    A copy is never told, so doubt says no: what has no text but a title is none, nor a text with other numbers. A short
    text must be equal but for a few words, come from another source and within the hour, for an alarm that sounds again
    is no copy.
    """
    size = min(one.size, two.size)
    if not size or series.apart(one, two) or _other_numbers(one, two):
        return False
    if size >= LONG:
        return one.text == two.text or _contained(one, two, left, right) >= tuning.copy
    if one.source == two.source or abs(one.at - two.at) > tuning.short_copy:
        return False
    return one.text == two.text or _jaccard(left, right) >= tuning.copy


def judge(signature: Signature, likenesses: Iterable[Likeness], *, refused: Barred | None = None) -> Match:
    """Decide which story an entry belongs to, given how like the stories of the window it is.

    A copy goes before what joins, the likest before others, and of equals the story that comes first by its id.
    `refused` says why the likest was not let in.
    """
    found = sorted(likenesses, key=lambda each: (not each.copy, each.score < each.bar, -each.score, each.story))
    best = found[0] if found else None
    if best is not None and (best.copy or best.score >= best.bar):
        because = f"a copy of {best.like}" if best.copy else f"like {best.like}: {_measured(best)}"
        return _match(signature, best, kind="copy" if best.copy else "joins", because=because)
    if refused is not None:
        because = f"like {refused.like}, but {refused.why}"
        return Match(entry=signature.entry, kind="opens", story=signature.entry, because=because, like=refused.like)
    if best is not None:
        return _match(signature, best, kind="opens", because=f"nearest is {best.like}: {_measured(best)}")
    return Match(entry=signature.entry, kind="opens", story=signature.entry, because="nothing like it was told")


def _match(signature: Signature, best: Likeness, *, kind: Literal["copy", "joins", "opens"], because: str) -> Match:
    return Match(
        entry=signature.entry,
        kind=kind,
        story=signature.entry if kind == "opens" else best.story,
        because=because,
        like=best.like,
        score=best.score,
        words=best.words,
    )


def _measured(best: Likeness) -> str:
    """What an article shares with a story, and how alike they are: to so many places that what is less looks less."""
    shares = f"it shares {', '.join(best.words)}" if best.words else "it shares no words"
    if best.meaning is not None:
        shares = f"{shares}; in meaning its title is {best.meaning:.2f} alike"
    told = [tuple(f"{each:.{places}f}" for each in (best.score, best.bar)) for places in (2, 3)]
    told.append((repr(best.score), repr(best.bar)))
    score, bar = next(pair for pair in told if best.score >= best.bar or pair[0] != pair[1])
    return f"{shares}; likeness {score} of at least {bar}"


def title_only(signature: Signature) -> bool:
    """It has no text worth the name besides its title."""
    return not signature.size


def _opening(body: str) -> str:
    """The beginning of a text, up to the last whole word."""
    if len(body) <= BODY:
        return body
    return body[: BODY + 1].rpartition(" ")[0] or body[:BODY]


def _terms(head: Sequence[Word], rest: Sequence[Word]) -> dict[str, int]:
    """The stems that count, with how often; those of the title first, then what comes often, early, or is a name."""
    titles = _distinct((word.stem for word in head), _TERMS)
    often = Counter(word.stem for word in rest)
    marked = {word.stem for word in rest if word.name or word.number}
    others = [each for each in often if each not in titles]
    others.sort(key=lambda each: -(often[each] + (each in marked)))
    heads = Counter(word.stem for word in head)
    found = {each: min(MOST, TITLE_COUNTS * heads[each] + often[each]) for each in titles}
    return found | {each: min(MOST, often[each]) for each in others[: _TERMS - len(found)]}


def _names(head: Sequence[Word], rest: Sequence[Word]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The skeletons of names, with the numbers, of the title first; and of what may be names as well.

    These are the words that open a sentence, and those of a title in which most words have capitals.
    """
    every = (*head, *rest)
    capitals = sum(word.name for word in head)
    shouts = capitals > 2 and capitals * 2 > sum(not word.number for word in head)
    latin = sum(word.plain.isascii() for word in every) * 2 > len(every)
    sure = {word.plain for word in rest if word.name}
    sure |= {word.plain for word in every if not latin and word.plain.isascii() and word.plain.isalpha()}
    sure |= {word.plain for word in head if word.name and not shouts}
    maybe = {word.plain for word in every if word.capital and stems.usual(word.stem) < _RARE} - sure
    names = (_mark(word) for word in every if word.plain in sure or word.number)
    return _distinct(names, _NAMES), _distinct((_mark(word) for word in every if word.plain in maybe), _DOUBTFUL)


def _mark(word: Word) -> str:
    """What a name or number is told by; "" for a year, which tells nothing."""
    if not word.number:
        return sounds.skeleton(word.plain)
    return "" if _YEAR.fullmatch(word.plain) else word.plain


def _distinct(found: Iterable[str], most: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, found)))[:most]


def _shingles(tokens: Sequence[str]) -> set[int]:
    """A hash for each three words in a row."""
    line = " ".join(tokens).encode(errors="replace")
    starts = [0]
    for end in accumulate(map(len, line.split(b" "))):
        starts.append(end + len(starts))
    rows = zip(starts, starts[3:], strict=False)
    return {zlib.crc32(line[start : end - 1]) & _HASHES for start, end in rows}


def _digest(text: str) -> str:
    return blake2s(text.encode(errors="replace"), digest_size=8).hexdigest()


def _contained(one: Signature, two: Signature, left: Sequence[int], right: Sequence[int]) -> float:
    """How much of the shorter text stands in the longer, 0 to 1; 0 if too little of both is kept to say.

    Of a long text only the least hashes are kept, so only those are compared that would be kept of either.
    """
    bound = min(_bound(one, left), _bound(two, right))
    some, other = ({each for each in kept if each <= bound} for kept in (left, right))
    fewer = min(len(some), len(other))
    return len(some & other) / fewer if fewer >= _COMPARED else 0.0


def _bound(signature: Signature, kept: Sequence[int]) -> int:
    return kept[-1] if signature.size > len(kept) > 0 else _HASHES


def _jaccard(left: Sequence[int], right: Sequence[int]) -> float:
    some, other = set(left), set(right)
    return len(some & other) / len(some | other) if some and other else 0.0


def _other_numbers(one: Signature, two: Signature) -> bool:
    """Neither text has the numbers of the other, but for one in five."""
    some, other = set(one.numbers), set(two.numbers)
    fewer = min(len(some), len(other))
    return min(len(some - other), len(other - some)) > _UNLIKE * fewer
