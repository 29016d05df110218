"""Sentences that stand in a text and are no part of it: a page that speaks of itself, or to its reader.

Knows no phrases. A sentence is weighed by what it shares with the title and the other sentences, by whether it speaks
to the reader, and by how much it is about reading, sending and selling texts where the news is not.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from operator import mul

from feedbot.text.pagewords import HEAD, HEADS, OTHERS, asks, is_page, reads, telling
from feedbot.text.words import fold

_SHORTEST = 4
_COMPARED = 2_000
_LONGEST = 250

_PIECES = re.compile(r"(?<=[.!?…])[»”\"')\]]*\s|\n")
_QUOTED = re.compile(r'"[^"]*"')
_WORD = re.compile(r"[^\W_]++(?:['-][^\W_]++)*+")
_CLAUSE = re.compile(
    r"(?:\A|[.!?…:;,]\s|\s-\s|\s(?:и|та|й|або|или|and|or|чтобы|щоб|to)\s)\W*([^\W\d_]++(?:'[^\W_]++)?)"
)
# Beginnings of many words that have nothing else in common: of these words more is compared.
_PREFIXES = frozenset(("пере", "пред", "inte", "over", "unde", "comp", "cont"))
_PREFIXED = 7
# An address on the web, a number to call.
_REACHED = re.compile(
    r"[\w.+-]{1,60}@[\w-]{1,60}\.\w|https?://|\bwww\.|\+\d[\d ()-]{8,20}\d|\b\d{3}[ -]\d{3}[ -]\d{4}\b"
    r"|\b\d{3}-\d\d-\d\d\b|\(\d{3,5}\) ?\d{2,3}[ -]\d"
)
# Every figure is one of these, which are found four times as fast.
_FIGURE = re.compile("[0-9\u0660-\u1fff\u3000-\U0010ffff]")
_THREE = re.compile(r"\d{3}")
_AMOUNT = re.compile(r"(?<!\w)\d\w*+(?:[:.,]\d++)*+")

_PAGED = 3
_CALLED = 2
_KIN = 2
_MOST_PAGED = 3
_ENOUGH = 2
_MOST_WORDS = 22
_FOLLOWING = 14
_FLEETING = 5
_SENTENCE = 6
_ROOTS = 2
_PREAMBLE = 30

# What `Around.odds` weighs: how many characters are read, where a label ends, words of a short sentence and of a full
# paragraph, and how many words there are to a figure in what is nearly nothing else.
_READ, _LABEL, _SHORT, _FULL, _DENSE = 500, 30, 9, 40, 4
BIAS = 4.94
WEIGHTS = {
    "titled": -0.86,  # has a word of the title
    "title": -1.57,  # how many
    "common": -0.13,  # how many of the news beside it
    "apart": 0.83,  # has neither
    "page": 1.27,  # words about pages
    "reader": 1.05,  # words for reader and writer
    "asks": 0.44,  # requests
    "label": 1.35,  # a colon behind a first few words
    "short": -0.92,  # how short its sentences are
    "words": -0.31,
    "figures": 1.02,  # nearly nothing but figures
    "past": -0.64,  # verbs of the past
    "other": -0.2,  # verbs of the present and future
    "says": -0.08,  # somebody says it
    "before": 0.79,  # stands before the news
    "first": 0.29,  # stands on top of all
}
"""What `Around.odds` weighs, from bench/odds.py, and how much; `BIAS` is added."""

_PAST = re.compile(
    r"[а-яіїє']{2,}(?:[аеиоуыяюіїє]л(?:[аои]|ось|ась|ись|ися)?(?:с[ья])?|[аеиіояую]в(?:ся|сь)?)"
    r"|[а-яіїє]*(?:шла|шло|шли|шел|шов)|[а-яіїє]{3,}(?:нес|ріс|мог|міг|гли|гла)|[a-z]{2,}ed"
    r"|was|were|had|said|says|told|took|won|lost|fell|rose|left|made|found|went|came|began|broke|beat|shut|cut|met|ran"
    r"|led|saw|held|sent|gave|kept|built|bought|sold|hit|became|grew|paid|drew|spent|stood|brought|caught|got|put|set"
)
_OTHER = re.compile(
    r"[а-яіїє]{3,}(?:ет|ит|ут|ют|ат|ят|є|ить|уть|ать|ять|ться|тся|ано|ено|ято|ито|уто|ан|ана|аны|ен|ена|ены)"
    r"|будет|будут|буде|будуть|will|would|has|have|is|are|may|can|could|must"
)
_SAYS = re.compile(
    r"сообщ|заяв|сказа|рассказ|объяв|уточн|добав|подчерк|отмет|поясн|назва|пообещ|повідом|розпов|оголос|зазнач|дода"
    r"|пояс|наголос|обіця|said|says|told|according|announc|added|officials|spokes|warned|confirm|report"
)

Words = Mapping[str, tuple[str, ...]]
"""Telling words by their stems; each of them once for a sentence that has it."""


@dataclass(frozen=True, slots=True)
class Around:
    """What sentences are compared with: the stems of a title, and in how many sentences of a text each stem is.

    `about` says that the title itself speaks of reading, sending and selling texts. `words` are those of the title,
    `core` those of the lines that tell what it says, for which they `need` so many of its words; of all lines where
    none does, and 0.
    """

    title: frozenset[str]
    spread: Counter[str]
    about: bool
    words: Words
    core: Words
    need: int

    @property
    def told(self) -> bool:
        """Whether any line tells what the title says."""
        return self.need > 0

    def strange(self, text: str) -> bool:
        """Say whether a sentence or a short line is no part of the text; it may be one that stands in it."""
        return len(text) <= _LONGEST and self._weighed(fold(text)) >= _ENOUGH

    def rooted(self, text: str) -> bool:
        """Say whether a sentence of some length is about what the text is about, more so if it speaks to the reader."""
        low = fold(text[:_LONGEST])
        if low.count(" ") < _SENTENCE or self._weighed(low) >= _ENOUGH:
            return False
        reader = any(map(reads, _WORD.findall(_unquoted(low))))
        return sum(self._known(low)) >= _ROOTS + reader

    def following(self, sentence: str) -> bool:
        """Say whether a sentence behind a strange one has nothing in common with the text either."""
        low = fold(sentence[:_LONGEST])
        return low.count(" ") < _FOLLOWING and not any(self._known(low))

    @staticmethod
    def refers(sentence: str) -> bool:
        """Say whether a sentence begins with a word for somebody who was named before it."""
        return not OTHERS.isdisjoint(fold(sentence[:_LABEL]).split()[:2])

    def detached(self, text: str) -> bool:
        """Say whether a short text has nothing in common with the title, nor with what else stands there."""
        low = fold(text[:_LONGEST])
        return bool(self.title) and low.count(" ") < _PREAMBLE and not any(self._known(low))

    def odds(self, paragraph: Sequence[str], *, first: bool = False, before: bool = False) -> float:
        """Give the logarithm of the odds that a paragraph, of one sentence at least, is no part of the text.

        Words in common with title and text speak against it, as do length and verbs; words about reading, sending and
        selling texts, you and us, requests, a colon behind a first few words and nearly nothing but figures speak for
        it. `first` and `before` as in `signs`.
        """
        return sum(map(mul, WEIGHTS.values(), self.signs(paragraph, first=first, before=before)), start=BIAS)

    def signs(self, paragraph: Sequence[str], *, first: bool = False, before: bool = False) -> tuple[float, ...]:
        """Give what is weighed of a paragraph of one sentence at least, in the order of `WEIGHTS`.

        `first` says that it stands on top of all, `before` that what tells the title stands below. Reads 500
        characters.
        """
        low = fold(" ".join(paragraph)[:_READ])
        bare = _unquoted(low)
        found = _WORD.findall(bare)
        titled, common = self._shared(low)
        paged = sum(_stem(word) not in self.title for word in found if word[:HEAD] in HEADS and is_page(word))
        figures = _DENSE * len(_AMOUNT.findall(bare))
        shapes = Counter(chain.from_iterable(map(_shapes, found)))
        return (
            *(titled > 0, min(titled, 3), min(common, 4), not titled and not common),
            *(min(paged, 3), min(shapes["reads"], 2), min(sum(map(asks, _CLAUSE.findall(bare))), 2)),
            *(": " in low[:_LABEL], max(0.0, 1 - len(found) / len(paragraph) / _SHORT), min(len(found), _FULL)),
            *(figures >= len(found), min(shapes["past"], 2), min(shapes["other"], 2)),
            *(shapes["says"] > 0, before and self.told, first),
        )

    def _shared(self, low: str) -> tuple[int, int]:
        """How many words of a folded paragraph the title has, and how many more the lines that tell the title."""
        mine: dict[str, str] = {}
        for piece in _PIECES.split(low):
            mine |= _telling(piece, self.title)
        titled = {stem for stem, word in mine.items() if any(_akin(word, other) for other in self.words.get(stem, ()))}
        own = len(titled) >= self.need
        rest = ((word, self.core.get(stem, ())) for stem, word in mine.items() if stem not in titled)
        return len(titled), sum(sum(_akin(word, other) for other in others) > own for word, others in rest)

    def anchored(self, text: str) -> bool:
        """Say whether a text has several words of the title."""
        return len(_stems(fold(text[:_LONGEST]), self.title) & self.title) >= min(_ROOTS, len(self.title))

    def _weighed(self, low: str) -> int:
        if low.count(" ") >= _MOST_WORDS:
            return 0
        bare = _unquoted(low)
        found = _WORD.findall(bare)
        paged = [word for word in found if word[:HEAD] in HEADS and is_page(word)]
        page = sum(_stem(word) not in self.title for word in paged) + 2 * _reached(low)
        called = int(any(map(reads, found)))
        if not page and called + low.endswith("?") + 1 < _CALLED:
            return 0
        called += any(map(asks, _CLAUSE.findall(bare)))
        if not page and called + low.endswith("?") < _CALLED:
            return 0
        known = [*self._known(low)]
        kin = sum(known)
        return (
            (1 if self.about else _PAGED) * min(page, _MOST_PAGED)
            + _CALLED * called
            + low.endswith(("!", "?"))
            + (called > 0 and low.endswith("?"))
            - _KIN * kin
            - (len(known) - kin)
        )

    def _known(self, low: str) -> Iterator[bool]:
        """For each telling stem of a folded sentence, whether the title or another sentence has it too."""
        spread = self.spread.get
        return (each in self.title or spread(each, 0) > count for each, count in _counted(low, self.title).items())


def around(title: str, lines: Iterable[str], idle: Callable[[str], bool] = lambda _: False) -> Around:
    """What is known of a text, from its title and its first 2,000 characters.

    A sentence that is `idle` has no part in telling what the title says.
    """
    low, left = fold(title), _COMPARED
    rows: list[frozenset[str]] = []
    for line in lines:
        rows.append(frozenset(_PIECES.split(fold(line[:left]))))
        left -= len(line)
        if left <= 0:
            break
    words = _WORD.findall(low)
    stems = frozenset(_stem(word) for word in words if telling(word))
    told, need = _tells(rows, stems, idle)
    return Around(
        title=stems,
        spread=Counter(chain.from_iterable([_stems(piece, stems) for piece in frozenset(chain.from_iterable(rows))])),
        about=any(map(is_page, words)),
        words=_by_stem([_telling(low, stems)]),
        core=_by_stem(_telling(piece, stems) for row in told or rows for piece in row),
        need=need,
    )


def _tells(
    rows: Sequence[frozenset[str]], title: frozenset[str], idle: Callable[[str], bool]
) -> tuple[list[frozenset[str]], int]:
    """The lines, as sentences, that have several words of a title and more, else those that have one; and how many."""
    stems = [frozenset(chain.from_iterable(_spoken(row, title, idle))) for row in rows]
    shared = [0 if own <= title else len(own & title) for own in stems]
    need = min(_ROOTS, max(shared, default=0))
    return [row for row, count in zip(rows, shared, strict=True) if count >= need > 0], need


def _spoken(row: frozenset[str], title: frozenset[str], idle: Callable[[str], bool]) -> Iterator[frozenset[str]]:
    """The telling stems of each sentence of a line, but for an idle one that has a word of the title."""
    for piece in row:
        found = _stems(piece, title)
        if title.isdisjoint(found) or not idle(piece):
            yield found


@lru_cache(maxsize=256)  # each sentence is looked at alone, in its paragraph and among the others
def _telling(piece: str, title: frozenset[str]) -> Mapping[str, str]:
    """The telling words of a folded sentence by their stems; of words about pages those whose stem a title has."""
    return {
        _stem(word): word
        for word in _WORD.findall(piece)
        if telling(word) and (word[:HEAD] not in HEADS or _stem(word) in title or not is_page(word))
    }


def _by_stem(sentences: Iterable[Mapping[str, str]]) -> Words:
    found: dict[str, list[str]] = {}
    for sentence in sentences:
        for stem, word in sentence.items():
            found.setdefault(stem, []).append(word)
    return {stem: tuple(words) for stem, words in found.items()}


def _akin(word: str, other: str) -> bool:
    """Whether two words of one stem may be forms of one: they have all but the last two letters of the shorter."""
    word, other = _bare(word), _bare(other)
    size = max(_SHORTEST, min(len(word), len(other)) - 2)
    return word[:size] == other[:size]


def _bare(word: str) -> str:
    """A short word without the vowel that its other forms lack: "рынок", "рынка"."""
    return word[:3] + word[4] if len(word) == _FLEETING and word[3] in "ое" and word[4] in "кц" else word


@lru_cache(maxsize=20_000)
def _shapes(word: str) -> tuple[str, ...]:
    """What a folded word may be by its form: a verb of the past or another, who says it, one for reader or writer."""
    past, other = _PAST.fullmatch(word), _OTHER.fullmatch(word)
    found = {"past": past, "other": other, "says": _SAYS.match(word), "reads": reads(word)}
    return tuple(name for name, has in found.items() if has)


def _stem(word: str) -> str:
    """What two forms of a word have in common."""
    head = _bare(word)[:_SHORTEST]
    return word[:_PREFIXED] if head in _PREFIXES else head


def _stems(piece: str, title: frozenset[str]) -> frozenset[str]:
    """The telling stems of a folded sentence; of words about pages those in the title."""
    return frozenset(_telling(piece, title))


def _counted(low: str, title: frozenset[str]) -> Mapping[str, int]:
    """The telling stems of a folded text, and in how many of its sentences each is."""
    pieces = _PIECES.split(low)
    found = [_stems(piece, title) for piece in (pieces if len(pieces) == 1 else set(pieces))]
    return dict.fromkeys(found[0], 1) if len(found) == 1 else Counter(chain.from_iterable(found))


def _unquoted(low: str) -> str:
    return _QUOTED.sub(" ", low) if '"' in low else low


def _reached(low: str) -> bool:
    """Whether a text has an address on the web or a number to call."""
    called = _FIGURE.search(low) is not None and _THREE.search(low) is not None
    if called or "@" in low or "+" in low or "://" in low or "www." in low:
        return _REACHED.search(low) is not None
    return False
