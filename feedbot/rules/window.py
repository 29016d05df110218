"""The articles of the last days in memory, found by the words they share: what a new article is compared with.

The store keeps their signatures, and the window follows it: it has nothing that could not be read there again.
"""

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from heapq import heappop, heappush, nlargest
from math import sqrt
from sys import intern

from feedbot.model import Match, Signature
from feedbot.rules import postings, series, stories
from feedbot.rules.meanings import Meanings
from feedbot.rules.postings import LISTED, SCRIPTS, Postings, Query, Term
from feedbot.rules.stories import Likeness, Tuning
from feedbot.text.meaning import closeness

Row = tuple[int, Signature, str]
"""The number of a signature in the store, the signature, and the story that its entry belongs to."""

_COMPARED = 16
_MEMBERS = 12
_JUDGED = 60
_STORIES = 6
_WORDS = 6
_NEAR = 0.7
_NAMED = 32  # three, of which two are no numbers: a name counts 11, a number 10
_TELLING = 1.6
_FAMILIAR = 0.35
_DOUBT = 0.7
_ACROSS = timedelta(hours=24)


@dataclass(slots=True, kw_only=True, eq=False)
class _Held:
    """An article of the window; `sketch` is its signature without what is kept better here.

    The first `sure` of `names` are names; the others may be.
    """

    slot: int
    sketch: Signature
    story: str
    alphabet: str
    terms: tuple[Term, ...]
    counts: bytes
    names: tuple[Term, ...]
    sure: int
    shingles: Sequence[int]


@dataclass(slots=True, kw_only=True, eq=False)
class _Story:
    """The members of a story, when its first and last article were published, and when the first and last came."""

    first: datetime
    last: datetime
    began: datetime
    grew: datetime
    slots: set[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How alike two articles are by their words, 0 to 1, and the stems that make them so, the weightiest first.

    `meaning` is how near their titles are in meaning, 0 to 1; None where that is not known.
    """

    score: float
    words: tuple[str, ...] = ()
    meaning: float | None = None


class Window:
    """The articles that a new one may be of one story with.

    It belongs to one thread. What it decides depends on the signatures that were settled and not on their order, but
    for words that over 300 articles have: of these the latest 300 count. `touched` counts the places in the lists that
    the last decision looked at, 1,500 at most.
    """

    def __init__(self, tuning: Tuning = Tuning()) -> None:  # noqa: B008 - frozen
        self.settled = 0
        self._tuning = tuning
        self._next = 0
        self._lists = Postings(tuning.prior)
        self._meanings = Meanings()
        self._held: dict[int, _Held] = {}
        self._slots: dict[str, int] = {}
        self._stories: dict[str, _Story] = {}
        self._ends: list[tuple[datetime, str]] = []
        self._tentative: list[int] = []

    def __len__(self) -> int:
        return len(self._held)

    @property
    def words(self) -> int:
        """How many stems and names its articles have."""
        return len(self._lists)

    @property
    def touched(self) -> int:
        """How many places in the lists the last decision looked at."""
        return self._lists.touched

    def settle(self, rows: Iterable[Row], now: datetime) -> None:
        """Take in what the store has, and forget what was placed since the last time: it is among the rows, or undone.

        Rows come in any order; those that are not newer than `settled` are ignored. The row of an entry that is there
        replaces it. What is too old is forgotten.
        """
        for slot in reversed(self._tentative):
            if slot in self._held:
                self._drop(self._held[slot])
        self._tentative.clear()
        fresh = sorted((row for row in rows if row[0] > self.settled), key=lambda row: row[0])
        latest = {signature.entry: (signature, story) for _, signature, story in fresh}
        for entry in latest:
            if entry in self._slots:
                self._drop(self._held[self._slots[entry]])
        lasts = {id: self._stories[id].grew for _, id in latest.values() if id in self._stories}
        for signature, id in latest.values():
            lasts[id] = max(lasts.get(id, _came(signature)), _came(signature))
        for signature, id in latest.values():
            if now - lasts[id] < self._tuning.window:
                self._add(signature, id, now)
        if fresh:
            self.settled = fresh[-1][0]
        self._expire(now)

    def place(self, signature: Signature, now: datetime, *, taken: Collection[str] = ()) -> Match:
        """Decide which story an entry belongs to, and keep it until the next `settle`, so that others can join it.

        It joins none of the stories `taken`. An entry that is there already stays in its story.
        """
        self._expire(now)
        slot = self._slots.get(signature.entry)
        if slot is not None:
            story = self._held[slot].story
            opens = story == signature.entry
            return Match(
                entry=signature.entry, kind="opens" if opens else "joins", story=story, because="it was placed before"
            )
        found, refused = self._likenesses(signature, taken)
        match = stories.judge(signature, found, refused=refused)
        self._tentative.append(self._add(signature, match.story, now))
        return match

    def explain(self, one: Signature, two: Signature) -> Comparison:
        """Compare two articles, whether they are there or not, by how usual their words are now."""
        left, right = (self._lists.query(each, entered=each.entry in self._slots) for each in (one, two))
        score, words = postings.alike(left, right)
        both = left.meaning and right.meaning and closeness(left.meaning, right.meaning)
        return Comparison(score=score, words=words, meaning=both)

    # --- what it holds -----------------------------------------------------------------------------------------------

    def _add(self, signature: Signature, story: str, now: datetime) -> int:
        slot = self._next
        self._next += 1
        alphabet, at = postings.script(signature), min(signature.at, now)
        self._held[slot] = _Held(
            slot=slot,
            sketch=_sketch(signature, at),
            story=story,
            alphabet=alphabet,
            terms=tuple(self._lists.enter(word, slot) for word in dict.fromkeys(signature.terms)),
            counts=postings.counts(signature),
            names=tuple(self._lists.enter(alphabet + word, slot) for word in _named(signature)),
            sure=len(signature.names),
            shingles=array("I", (each & 0xFFFFFFFF for each in signature.shingles)),
        )
        self._slots[signature.entry] = slot
        self._meanings.enter(slot, signature.meaning)
        self._lists.texts += 1
        came = min(_came(signature), now)
        place = self._stories.setdefault(story, _Story(first=at, last=at, began=came, grew=came, slots=set()))
        place.first, place.last = min(place.first, at), max(place.last, at)
        place.began, place.grew = min(place.began, came), max(place.grew, came)
        place.slots.add(slot)
        heappush(self._ends, (self._end(place), story))
        return slot

    def _drop(self, held: _Held) -> None:
        """Forget an article; it stays in the lists of its words until half of a list is of such."""
        del self._held[held.slot]
        del self._slots[held.sketch.entry]
        self._meanings.leave(held.slot)
        self._lists.texts -= 1
        self._lists.leave((*held.terms, *held.names), held.slot, self._held.keys())
        story = self._stories.get(held.story)
        if story is None:
            return
        story.slots.discard(held.slot)
        if not story.slots:
            del self._stories[held.story]
            return
        left = [self._held[slot].sketch for slot in story.slots]
        story.first, story.last = min(each.at for each in left), max(each.at for each in left)
        story.began, story.grew = min(map(_came, left)), max(map(_came, left))

    def _end(self, story: _Story) -> datetime:
        return min(story.grew + self._tuning.window, story.began + self._tuning.longest)

    def _expire(self, now: datetime) -> None:
        """Forget the stories that nobody added to for long, and those that are too old."""
        while self._ends and self._ends[0][0] <= now:
            id = heappop(self._ends)[1]
            story = self._stories.get(id)
            if story is None:
                continue
            if self._end(story) <= now:
                del self._stories[id]
                for slot in sorted(story.slots):
                    self._drop(self._held[slot])
            else:
                heappush(self._ends, (self._end(story), id))

    # --- what is like another ----------------------------------------------------------------------------------------

    def _likenesses(self, signature: Signature, taken: Collection[str]) -> tuple[list[Likeness], str | None]:
        """How like the nearest stories an article is; and if one was barred that was like it, why."""
        query, tuning = self._lists.query(signature), self._tuning
        near = [(self._alike(query, held), held) for held in self._candidates(query)]
        least = _NEAR * min(tuning.text, tuning.title)
        found, refused = self._nearest(query, [(score, held) for score, held in near if score >= least], taken)
        if not any(each.copy or each.score >= each.bar for each in found):
            more, why = self._nearest(query, self._namesakes(query), taken, across=True)
            found, refused = [*found, *more], refused or why
        return found, refused

    def _alike(self, query: Query, held: _Held) -> float:
        """How alike two articles are, 0 to 1: by words, half by the meaning of titles where both have one.

        In two languages the meanings may do without the words.
        """
        close = self._meanings.closeness(query.meaning, held.slot)
        words = self._lists.cosine(query, held.terms, held.counts)
        if close is None:
            return words
        both = (words + close) / 2
        return max(both, close * self._tuning.meant / self._tuning.abroad) if _foreign(query, held) else both

    def _nearest(
        self, query: Query, near: Sequence[tuple[float, _Held]], taken: Collection[str], *, across: bool = False
    ) -> tuple[list[Likeness], str | None]:
        """How like an article the stories are that its nearest belong to."""
        best: dict[str, tuple[float, _Held]] = {}
        for score, held in sorted(near, key=lambda pair: (-pair[0], pair[1].sketch.entry)):
            story = self._stories[held.story]
            if held.story not in taken and self._lives(story, query.signature.at):
                best.setdefault(held.story, (score, held))
        found: list[Likeness] = []
        refused = None
        for score, held in list(best.values())[:_STORIES]:
            members = self._members(self._stories[held.story])
            why = next(filter(None, (series.apart(query.signature, each.sketch) for each in members)), None)
            if why is None:
                found.append(self._likeness(query, score, held, members[:_MEMBERS], across=across))
            else:
                refused = refused or f"like {held.sketch.entry}, but {why}"
        return found, refused

    def _likeness(self, query: Query, best: float, near: _Held, members: Sequence[_Held], *, across: bool) -> Likeness:
        """How like a story an article is: half the mean over its members, half the nearest; across alphabets that."""
        signature, tuning = query.signature, self._tuning
        scores = [] if across else [self._alike(query, each) for each in members]
        copy = next((each for each in members if self._copied(signature, each)), None)
        return Likeness(
            story=near.story,
            like=(copy or near).sketch.entry,
            score=(sum(scores) / len(scores) + best) / 2 if scores else best,
            bar=tuning.across if across else self._bar(query, near, members),
            words=self._shared(query, near),
            copy=copy is not None,
            meaning=self._meanings.closeness(query.meaning, near.slot),
        )

    def _bar(self, query: Query, near: _Held, members: Sequence[_Held]) -> float:
        signature, tuning = query.signature, self._tuning
        short = stories.title_only(signature) or stories.title_only(near.sketch)
        meant = self._meanings.closeness(query.meaning, near.slot) is not None
        bar = tuning.meant if meant else tuning.title if short else tuning.text
        if meant and _foreign(query, near) and not self._shared(query, near):
            bar *= tuning.alone / tuning.abroad
        if any(each.sketch.source == signature.source for each in members):
            bar = max(bar, tuning.meant_source if meant else tuning.one_source)
        strangers = tuning.meant_strangers if meant else tuning.strangers_title if short else tuning.strangers
        bar += max(0.0, strangers - bar) * self._strangeness(signature, near)
        return bar

    def _strangeness(self, signature: Signature, held: _Held) -> float:
        """How little the names of two articles have in common, 0 to 1; less where one has none that are sure."""
        every = [term.word[2:] for term in held.names]
        mine = [word for word in signature.names if not word[0].isdigit()]
        theirs = [word for word in every[: held.sure] if not word[0].isdigit()]
        doubt = 1.0
        if not mine or not theirs:
            doubt = _DOUBT
            mine, theirs = [*mine, *signature.doubtful], [word for word in every if not word[0].isdigit()]
        least = min(sum(map(self._lists.rarity, mine)), sum(map(self._lists.rarity, theirs)))
        both = {*mine}.intersection(every) | {*theirs}.intersection(signature.doubtful)
        return doubt * max(0.0, 1 - sum(map(self._lists.rarity, both)) / (_FAMILIAR * least)) if least > 0 else 0.0

    def _copied(self, signature: Signature, held: _Held) -> bool:
        return stories.copied(signature, held.sketch, signature.shingles, held.shingles, self._tuning)

    def _lives(self, story: _Story, at: datetime) -> bool:
        """An article of that time may join the story."""
        window = self._tuning.window
        return story.first - at <= window and at - story.last <= window and at - story.first <= self._tuning.longest

    def _members(self, story: _Story) -> list[_Held]:
        """The latest articles of a story, the newest first."""
        members = (self._held[slot] for slot in story.slots)
        return nlargest(_JUDGED, members, key=lambda each: (each.sketch.at, each.sketch.entry))

    def _candidates(self, query: Query) -> list[_Held]:
        """The living articles that share most with what is looked for."""
        living = [slot for slot in self._lists.near(query) if slot in self._held][:_COMPARED]
        return [self._held[slot] for slot in dict.fromkeys((*living, *self._meanings.near(query.meaning)))]

    def _namesakes(self, query: Query) -> list[tuple[float, _Held]]:
        """The articles in the other alphabet that share several rare names and numbers with one, near in time."""
        signature, alphabet = query.signature, query.alphabet
        weights = {word: self._lists.rarity(word) for word in _named(signature)}
        sums: dict[int, float] = defaultdict(float)
        names: dict[int, int] = defaultdict(int)
        for word, weight in weights.items():
            for other in SCRIPTS:
                for slot in self._lists.term(other + word).slots[-LISTED:] if other != alphabet else ():
                    sums[slot] += weight
                    names[slot] += 10 if word[0].isdigit() else 11
        found = []
        for slot, both in sums.items():
            held = self._held.get(slot)
            if held is None or both < _TELLING or names[slot] < _NAMED:
                continue
            if abs(held.sketch.at - signature.at) <= _ACROSS:
                theirs = sum(self._lists.rarity(term.word[2:]) for term in held.names)
                found.append((both / sqrt(theirs * sum(weights.values())), held))
        return found

    def _shared(self, query: Query, held: _Held) -> tuple[str, ...]:
        """The words that two articles share, the weightiest first; the names if their alphabets differ."""
        if held.alphabet == query.alphabet:
            return postings.shared(query, held.terms, held.counts)
        words = {term.word[2:] for term in held.names}
        return tuple(word for word in _named(query.signature) if word in words)[:_WORDS]


def _foreign(query: Query, held: _Held) -> bool:
    """Two articles are in different languages, as far as that is known, or in different alphabets."""
    mine, theirs = query.signature.language, held.sketch.language
    return query.alphabet != held.alphabet or (None not in {mine, theirs} and mine != theirs)


def _named(signature: Signature) -> tuple[str, ...]:
    """All that may be names in it, the sure ones first, each once."""
    return tuple(dict.fromkeys((*signature.names, *signature.doubtful)))


def _came(signature: Signature) -> datetime:
    """When an article came: it stays as long as others may come, however old it was."""
    return signature.came or signature.at


def _sketch(signature: Signature, at: datetime) -> Signature:
    """A signature without words and shingles, whose texts are kept once."""
    return replace(
        signature,
        at=at,
        source=intern(signature.source),
        series=intern(signature.series),
        title="",
        terms=(),
        counts=(),
        names=(),
        doubtful=(),
        numbers=tuple(intern(number) for number in signature.numbers),
        figures=tuple(intern(figure) for figure in signature.figures),
        shingles=(),
        meaning="",
    )
