"""What came of earlier news: the story that an article takes up again, such as a verdict after an arrest.

The weights were fitted to made-up news (`bench/follows.py`); what they are worth is judged on others.
"""

import struct
from array import array
from binascii import a2b_base64, b2a_base64
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import islice
from math import exp, log
from operator import mul
from typing import NamedTuple
from zlib import crc32

from feedbot.model import Match, Signature
from feedbot.rules import postings
from feedbot.text import sounds, stems

KEPT = timedelta(days=8)
"""How long after its last article a story may be followed."""

MOST = 50_000
"""So many stories are remembered, the latest; some 600 bytes each."""

BAR = 0.60
"""How likely it must be that an article follows a story, 0 to 1."""

_SOONEST = timedelta(hours=2)
_TOPICS = 24
_WORDS = 6
_COMPARED = 64
_TEXTS = 300.0  # as how many stories the guess counts of how usual a word is
_TELLING = 0.5  # a name that more have ties nothing
_FEW = 0.3  # so much of a name that nobody knows keeps one common name from being all
_FIGURE = 0.01
_AGAIN = 64  # an article is read when it is noted and when it is placed: soon after, unless very many came at once

# For the rarest common name, the share of common names, the two rarest common topics, the share of the old title that
# is taken up, and last for what is known without any.
_WEIGHTS = (17.0, 6.5, 5.5, 1.5, 3.0, -25.4)


class Sequel(NamedTuple):
    """The story that an article follows, the article it is told by, how likely that is, and the words they share."""

    story: str
    entry: str
    score: float
    words: tuple[str, ...]


class _Gist(NamedTuple):
    """Hashes of what an article says: its names, of which the first `sure` are some, and its topics.

    The first `heads` topics stand in the title.
    """

    names: "array[int]"
    sure: int
    topics: "array[int]"
    heads: int


@dataclass(slots=True, kw_only=True, eq=False)
class _Told:
    """A story: the article that says most of it, when its first and last came out, and what that article says."""

    entry: str
    first: datetime
    last: datetime
    serial: bool
    template: str
    gist: _Gist


class _Said(NamedTuple):
    """What an article says: its names, of which the first `sure` are some, and its topics, by their hashes.

    Each has the word it stands for; the first `heads` topics stand in the title.
    """

    names: dict[int, str]
    sure: int
    topics: dict[int, str]
    heads: int


class Past:
    """The stories of the last days, found by their names. It belongs to one thread.

    It depends on the articles that were entered and not on their order, as long as there are no more than `MOST`.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._told: dict[str, _Told] = {}
        self._homes: dict[str, str] = {}
        # Most names are of one story: that alone stands there, as a dict for each would take most of the memory.
        self._named: dict[int, str | dict[str, None]] = {}
        self._spread: Counter[int] = Counter()
        # No story ended before; it is brought up to date when one may be too old.
        self._oldest: datetime | None = None

    def __len__(self) -> int:
        return len(self._told)

    def enter(self, signature: Signature, story: str, at: datetime) -> None:
        """Write down an article of a story, published at `at`; the one that says most stands for its story."""
        home = self._homes.get(signature.entry)
        if home is not None:
            self.leave(home)
        self._oldest = at if self._oldest is None else min(at, self._oldest)
        gist = _unpacked(signature.gist) or _hashed(_read(signature))
        old = self._told.get(story)
        first, last = (min(at, old.first), max(at, old.last)) if old else (at, at)
        if old is not None:
            old.first, old.last = first, last
            if (_size(old.gist), old.entry) >= (_size(gist), signature.entry):
                return
            self.leave(story)
        self._homes[signature.entry] = story
        self._told[story] = _Told(
            entry=signature.entry,
            first=first,
            last=last,
            serial=bool(signature.series),
            template=signature.template,
            gist=gist,
        )
        self._call(story, gist.names)
        self._spread.update(gist.topics)
        if len(self._told) > self._most:
            self.leave(next(iter(self._told)))

    def _call(self, story: str, names: Iterable[int]) -> None:
        """Write down the names of a story, which has none yet."""
        for name in names:
            held = self._named.setdefault(name, story)
            if held is story:
                continue
            if isinstance(held, str):
                held = self._named[name] = {held: None}
            held[story] = None

    def leave(self, story: str) -> None:
        """Forget a story, if it is there."""
        told = self._told.pop(story, None)
        if told is None:
            return
        del self._homes[told.entry]
        for name in told.gist.names:
            held = self._named[name]
            if not isinstance(held, str):
                del held[story]
            if isinstance(held, str) or not held:
                del self._named[name]
        for topic in told.gist.topics:
            self._spread[topic] -= 1
            if not self._spread[topic]:
                del self._spread[topic]

    def expire(self, now: datetime) -> None:
        """Forget the stories whose last article is too old."""
        if self._oldest is None or now - self._oldest <= KEPT:
            return
        for story in [story for story, told in self._told.items() if now - told.last > KEPT]:
            self.leave(story)
        self._oldest = min((told.last for told in self._told.values()), default=None)

    def followed(self, signature: Signature, *, taken: Collection[str] = ()) -> Sequel | None:
        """The story that an article, which opens one of its own, tells the outcome of; None if that is in doubt.

        It began two hours before at least. A series follows nothing and is never followed, nor are the stories `taken`.
        """
        if signature.series:
            return None
        said = _read(signature)
        names = {name: self._rarity(name, postings.share(word)) for name, word in said.names.items()}
        topics = {topic: self._usual(topic, word) for topic, word in said.topics.items()}
        found = (
            (self._likelihood(told, names, set(islice(names, said.sure)), topics), story, told)
            for story, told in self._candidates(names)
            if story not in taken
            and not told.serial
            and told.template != signature.template
            and signature.at - told.first >= _SOONEST
            and signature.at - told.last <= KEPT
        )
        score, story, told = max(found, key=lambda each: each[:2], default=(0.0, "", None))
        if told is None or score < BAR:
            return None
        words = [*_common(said.names, told.gist.names, names), *_common(said.topics, told.gist.topics, topics)]
        return Sequel(story=story, entry=told.entry, score=score, words=tuple(words[:_WORDS]))

    def _candidates(self, names: Mapping[int, float]) -> Iterator[tuple[str, _Told]]:
        """The stories that share a telling name, those with the rarest first, of equals the latest."""
        telling = sorted((name for name in names if names[name] >= _TELLING), key=lambda name: -names[name])
        found = dict.fromkeys(story for name in telling for story in reversed(self._called(name)))
        return ((story, self._told[story]) for story in islice(found, _COMPARED))

    def _called(self, name: int) -> dict[str, None]:
        """The stories that have a name, in the order in which they came."""
        held = self._named.get(name, {})
        return {held: None} if isinstance(held, str) else held

    def _likelihood(
        self, told: _Told, names: Mapping[int, float], sure: Collection[int], topics: Mapping[int, float]
    ) -> float:
        """How likely an article with these names and topics, each as rare as it is, tells what came of a story."""
        gist = told.gist
        safe = {*gist.names[: gist.sure]}
        shared = [names[name] for name in gist.names if name in names and (name in sure or name in safe)]
        fewer = min(sum(names.values()), sum(self._rarity(name, 0.0) for name in gist.names))
        common = sorted((topics[topic] for topic in gist.topics if topic in topics), reverse=True)
        first, second = (*common[:2], 0.0, 0.0)[:2]
        head = gist.topics[: gist.heads]
        evidence = (
            max(shared, default=0.0),
            sum(shared) / (fewer + _FEW),
            first,
            second,
            sum(topic in topics for topic in head) / (len(head) + 1),
        )
        return 1 / (1 + exp(-sum(map(mul, evidence, _WEIGHTS)) - _WEIGHTS[-1]))

    def _rarity(self, name: int, usual: float) -> float:
        return self._rare(len(self._called(name)), usual)

    def _usual(self, topic: int, word: str) -> float:
        return self._rare(self._spread[topic], _FIGURE if word.isdigit() and len(word) < 4 else stems.usual(word))

    def _rare(self, held: int, usual: float) -> float:
        """How telling a word is, 0 to 1, by how many stories have it."""
        rare = 1 - log(held + 1 + usual * _TEXTS) / _scale(len(self._told))
        return rare if rare > 0 else 0.0


def follow(match: Match, sequel: Sequel) -> Match:
    """A match of an entry that opens a story of its own and tells what came of another."""
    shares = ", ".join(sequel.words)
    because = f"it tells what came of {sequel.entry}: it shares {shares}; likelihood {sequel.score:.2f}"
    return replace(
        match, because=because, like=sequel.entry, score=sequel.score, words=sequel.words, follows=sequel.story
    )


def noted(signature: Signature) -> Signature:
    """A signature with its gist, which is what `Past` keeps of it."""
    gist = _hashed(_read(signature))
    numbers = (gist.sure, gist.heads, len(gist.names), *gist.names, *gist.topics)
    return replace(signature, gist=b2a_base64(struct.pack(f"<{len(numbers)}I", *numbers), newline=False).decode())


def _unpacked(text: str) -> _Gist | None:
    """The gist that was packed; None for any other text, such as none."""
    try:
        packed = a2b_base64(text)
        sure, heads, names, *found = struct.unpack(f"<{len(packed) // 4}I", packed)
    except (ValueError, struct.error):
        return None
    return _Gist(array("I", found[:names]), sure, array("I", found[names:]), heads)


def _hashed(said: _Said) -> _Gist:
    return _Gist(array("I", said.names), said.sure, array("I", said.topics), said.heads)


def _size(gist: _Gist) -> int:
    return len(gist.names) + len(gist.topics)


def _read(signature: Signature) -> _Said:
    return _said(signature.names, signature.doubtful, signature.terms, postings.heads(signature))


@lru_cache(maxsize=_AGAIN)
def _said(called: tuple[str, ...], doubtful: tuple[str, ...], terms: tuple[str, ...], heads: int) -> _Said:
    """The names and the topics of an article: of words in several languages what they mean, where that is known."""
    names = {_hash(name): name for name in called if not name[:1].isdigit()}
    sure = len(names)
    for name in doubtful:
        names.setdefault(_hash(name), name)
    starts = {name[:end] for name in names.values() for end in range(1, len(name) + 1)}
    bones = tuple(names.values())
    head, topics = 0, dict[int, str]()
    for place, word in enumerate(terms):
        if not _topical(word, bones, starts):
            continue
        topics.setdefault(_hash(stems.concept(word) or word), word)
        head = len(topics) if place < heads else head
        if len(topics) == _TOPICS:
            break
    return _Said(names=names, sure=sure, topics=topics, heads=head)


def _topical(word: str, names: tuple[str, ...], starts: Collection[str]) -> bool:
    """It tells what happened, not to whom: no name, no year, no single figure; `starts` are those of the names."""
    if word.isdigit():
        return len(word) > 1 and not (len(word) == 4 and word[:2] in {"19", "20"})
    if not names:
        return True
    bones = _bones(word)
    return not bones or not (bones in starts or bones.startswith(names))


@lru_cache(maxsize=2)
def _scale(stories: int) -> float:
    return log(stories + 1 + _TEXTS)


@lru_cache(maxsize=20_000)
def _bones(word: str) -> str:
    return sounds.skeleton(word)


def _common(mine: Mapping[int, str], theirs: Collection[int], rare: Mapping[int, float]) -> list[str]:
    """The words that both have, the rarest first."""
    return [mine[each] for each in sorted({*mine} & {*theirs}, key=lambda each: (-rare[each], mine[each]))]


def _hash(word: str) -> int:
    return crc32(word.encode(errors="replace"))
