"""The articles of the last days in memory, found by the words they share: what a new article is compared with.

The store keeps their signatures, and the window follows it: it has nothing that could not be read there again.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heappop, heappush, nlargest
from itertools import islice

from feedbot.model import Match, Signature
from feedbot.rules import evidence, holding, postings, sequels, series, stories
from feedbot.rules.holding import Held, hold
from feedbot.rules.meanings import Meanings
from feedbot.rules.postings import Postings, Query
from feedbot.rules.sequels import Past
from feedbot.rules.stories import Barred, Likeness, Tuning
from feedbot.text.meaning import closeness

Row = tuple[int, Signature, str]
"""The number of a signature in the store, the signature, and the story that its entry belongs to."""

_COMPARED = 16
_MEMBERS = 12
_JUDGED = 60
_STORIES = 6
_WORDS = 6
_LEAST = 0.01
_NEAREST = 0.7  # what the nearest member of a story counts; the others are of few words, or told something else of it
_ACROSS = timedelta(hours=24)


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
    the last decision looked at, 3,000 at most.
    """

    def __init__(self, tuning: Tuning = Tuning()) -> None:  # noqa: B008 - frozen
        self.settled = 0
        self._tuning = tuning
        self._next = 0
        self._lists = Postings(tuning.prior)
        self._meanings = Meanings()
        self._held: dict[int, Held] = {}
        self._slots: dict[str, int] = {}
        self._stories: dict[str, _Story] = {}
        self._ends: list[tuple[datetime, str]] = []
        self._tentative: dict[int, Signature] = {}
        self._past = Past()

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

    def read(self, rows: Iterable[Row], now: datetime) -> None:
        """Take in all that the store has, as `settle` does, into a window that has nothing yet but what was placed.

        Rows come in the order of their numbers, no entry twice. Each is let go before the next is asked for: thousands
        of signatures at once would take more memory than all that is kept of them, and the time to reach it.
        """
        self.settle((), now)
        late: list[tuple[int, Signature, str]] = []
        for number, signature, story in rows:
            self.settled = number
            self._past.enter(signature, story, min(signature.at, now))
            if now - holding.came(signature) < self._tuning.window:
                self._add(signature, story, now)
            else:  # it is there only if others of its story came later; its place among the others is kept
                late.append((self._next, signature, story))
                self._next += 1
        end = self._next
        for slot, signature, story in late:
            if story in self._stories:
                self._next = slot
                self._add(signature, story, now)
                self._lists.order(self._held[slot].every())
        self._next = end
        self._past.expire(now)
        self._expire(now)

    def settle(self, rows: Iterable[Row], now: datetime) -> None:
        """Take in what the store has, and forget what was placed since the last time: it is among the rows, or undone.

        Rows come in any order; those that are not newer than `settled` are ignored. The row of an entry that is there
        replaces it, unless it has the very signature that was placed. What is too old is forgotten.
        """
        fresh = sorted((row for row in rows if row[0] > self.settled), key=lambda row: row[0])
        latest = {signature.entry: (signature, story) for _, signature, story in fresh}
        kept = {self._held[slot].sketch.entry for slot in self._tentative if self._stays(slot, latest)}
        for slot in reversed(self._tentative):
            if slot in self._held and self._held[slot].sketch.entry not in kept:
                self._drop(self._held[slot])
        self._tentative.clear()
        for entry in latest:
            if entry in self._slots and entry not in kept:
                self._drop(self._held[self._slots[entry]])
        lasts = {id: self._stories[id].grew for _, id in latest.values() if id in self._stories}
        for signature, id in latest.values():
            lasts[id] = max(lasts.get(id, holding.came(signature)), holding.came(signature))
        for signature, id in latest.values():
            self._past.enter(signature, id, min(signature.at, now))
            if signature.entry not in kept and now - lasts[id] < self._tuning.window:
                self._add(signature, id, now)
        if fresh:
            self.settled = fresh[-1][0]
            self._past.expire(now)
        self._expire(now)

    def place(self, signature: Signature, now: datetime, *, taken: Collection[str] = ()) -> Match:
        """Decide which story an entry belongs to, and keep it until the next `settle`, so that others can join it.

        It joins and follows none of the stories `taken`. An entry that is there already stays in its story.
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
        sequel = self._past.followed(signature, taken=taken) if match.kind == "opens" and refused is None else None
        if sequel is not None:
            match = sequels.follow(match, sequel)
        self._tentative[self._add(signature, match.story, now)] = signature
        return match

    def again(self, signature: Signature, now: datetime, *, taken: Collection[str] = ()) -> Match | None:
        """Judge an entry again that opened a story and is alone in it, as its text has come; nothing is kept.

        Gives the story that it joins now, none of `taken`; None if it stays where it is.
        """
        self._expire(now)
        slot = self._slots.get(signature.entry)
        if slot is None or len(self._stories[self._held[slot].story].slots) > 1:
            return None
        found, refused = self._likenesses(signature, {self._held[slot].story, *taken}, entered=True)
        match = stories.judge(signature, found, refused=refused)
        return match if match.kind != "opens" else None

    def explain(self, one: Signature, two: Signature) -> Comparison:
        """Compare two articles, whether they are there or not, by how usual their words are now."""
        left, right = (self._lists.query(each, entered=each.entry in self._slots) for each in (one, two))
        score, words = postings.alike(left, right)
        both = left.meaning and right.meaning and closeness(left.meaning, right.meaning)
        return Comparison(score=score, words=words, meaning=both)

    # --- what it holds -----------------------------------------------------------------------------------------------

    def _stays(self, slot: int, rows: Mapping[str, tuple[Signature, str]]) -> bool:
        """Whether an article that was placed is among the rows, by entry, as it was placed."""
        held, placed = self._held.get(slot), self._tentative[slot]
        signature, story = rows.get(placed.entry, (None, ""))
        # What was dated ahead when it was placed may have another date now.
        return held is not None and signature is placed and story == held.story and held.sketch.at == placed.at

    def _add(self, signature: Signature, story: str, now: datetime) -> int:
        slot = self._next
        self._next += 1
        at = min(signature.at, now)
        words, held = hold(signature, slot, story, at)
        self._lists.enter(words, slot)
        self._held[slot] = held
        self._slots[signature.entry] = slot
        self._meanings.enter(slot, signature.meaning)
        self._lists.texts += 1
        came = min(holding.came(signature), now)
        place = self._stories.setdefault(story, _Story(first=at, last=at, began=came, grew=came, slots=set()))
        place.first, place.last = min(place.first, at), max(place.last, at)
        place.began, place.grew = min(place.began, came), max(place.grew, came)
        place.slots.add(slot)
        heappush(self._ends, (self._end(place), story))
        return slot

    def _drop(self, held: Held) -> None:
        """Forget an article; it stays in the lists of its words until half of a list is of such."""
        del self._held[held.slot]
        del self._slots[held.sketch.entry]
        self._meanings.leave(held.slot)
        self._lists.texts -= 1
        self._lists.leave(held.every(), held.slot, self._held.keys())
        story = self._stories.get(held.story)
        if story is None:
            return
        story.slots.discard(held.slot)
        if not story.slots:
            del self._stories[held.story]
            return
        left = [self._held[slot].sketch for slot in story.slots]
        story.first, story.last = min(each.at for each in left), max(each.at for each in left)
        story.began, story.grew = min(map(holding.came, left)), max(map(holding.came, left))

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

    def _likenesses(
        self, signature: Signature, taken: Collection[str], *, entered: bool = False
    ) -> tuple[list[Likeness], Barred | None]:
        """How like the nearest stories an article is; and if one was barred that was like it, why.

        `entered` says that it is in the lists itself.
        """
        query = self._lists.query(signature, entered=entered)
        found, refused = self._nearest(query, self._candidates(query), taken)
        if not any(each.copy or each.score >= each.bar for each in found):
            more, why = self._nearest(query, self._namesakes(query), taken)
            found, refused = [*found, *more], refused or why
        return found, refused

    def _alike(self, query: Query, held: Held, distance: timedelta | None = None) -> float:
        """How likely two articles tell of one event, 0 to 1; `distance` is in place of the time between them."""
        signature, kinship = query.signature, holding.kinship(query, held)
        apart = abs(signature.at - held.sketch.at)
        if kinship == "other" and apart > _ACROSS:
            return 0.0
        hours = apart if distance is None else distance
        held.wake(self._lists.term)
        serial = bool(signature.series) and signature.series == held.sketch.series
        proof = evidence.weigh(query, held, hours, self._lists.scale, foreign=kinship == "other", serial=serial)
        short = stories.title_only(signature) or stories.title_only(held.sketch)
        plain = evidence.likeness(proof, kinship, title=short)
        if query.meaning is None or (kinship != "other" and plain < _LEAST):  # there meaning can but take away
            return plain
        close = self._meanings.closeness(query.meaning, held.slot)
        return evidence.likeness(proof, kinship, title=short, close=close)

    def _nearest(
        self, query: Query, near: Sequence[Held], taken: Collection[str]
    ) -> tuple[list[Likeness], Barred | None]:
        """How like an article the stories are that its nearest belong to."""
        at = query.signature.at
        open_ = (each for each in near if each.story not in taken and self._lives(self._stories[each.story], at))
        scores = ((self._alike(query, held), held) for held in open_)
        best: dict[str, tuple[float, Held]] = {}
        for score, held in sorted(scores, key=lambda pair: (-pair[0], pair[1].sketch.entry)):
            if score >= _LEAST:
                best.setdefault(held.story, (score, held))
        found: list[Likeness] = []
        refused = None
        for score, held in list(best.values())[:_STORIES]:
            members = self._members(self._stories[held.story])
            why = next(filter(None, (series.apart(query.signature, each.sketch) for each in members)), None)
            if why is None:
                found.append(self._likeness(query, score, held, members[:_MEMBERS]))
            else:
                refused = refused or Barred(like=held.sketch.entry, why=why)
        return found, refused

    def _likeness(self, query: Query, best: float, near: Held, members: Sequence[Held]) -> Likeness:
        """How like a story an article is: most of it the nearest of its members, the rest the mean over them."""
        distance = min(abs(query.signature.at - each.sketch.at) for each in members)
        scores = [self._alike(query, each, distance) for each in members]
        copy = next((each for each in members if self._copied(query.signature, each)), None)
        return Likeness(
            story=near.story,
            like=(copy or near).sketch.entry,
            score=_NEAREST * max(best, *scores) + (1 - _NEAREST) * sum(scores) / len(scores),
            bar=self._bar(query, near, members),
            words=self._shared(query, near),
            copy=copy is not None,
            meaning=self._meanings.closeness(query.meaning, near.slot),
        )

    def _bar(self, query: Query, near: Held, members: Sequence[Held]) -> float:
        tuning = self._tuning
        told = any(each.sketch.source == query.signature.source for each in members)
        if told and not series.grew(query.signature):
            return tuning.one_source
        if query.alphabet != near.alphabet:
            return tuning.across
        return tuning.title if stories.title_only(query.signature) or stories.title_only(near.sketch) else tuning.text

    def _copied(self, signature: Signature, held: Held) -> bool:
        return stories.copied(signature, held.sketch, signature.shingles, held.shingles, self._tuning)

    def _lives(self, story: _Story, at: datetime) -> bool:
        """An article of that time may join the story."""
        window = self._tuning.window
        return story.first - at <= window and at - story.last <= window and at - story.first <= self._tuning.longest

    def _members(self, story: _Story) -> list[Held]:
        """The latest articles of a story, the newest first."""
        members = (self._held[slot] for slot in story.slots)
        return nlargest(_JUDGED, members, key=lambda each: (each.sketch.at, each.sketch.entry))

    def _candidates(self, query: Query) -> list[Held]:
        """The living articles that share most with what is looked for."""
        living = [slot for slot in self._lists.near(query) if slot in self._held][:_COMPARED]
        return [self._held[slot] for slot in dict.fromkeys((*living, *self._meanings.near(query.meaning)))]

    def _namesakes(self, query: Query) -> list[Held]:
        """The articles in the other alphabet that share names, numbers and meanings with one, near in time."""
        found = (self._held[slot] for slot in self._lists.abroad(query) if slot in self._held)
        near = (each for each in found if abs(each.sketch.at - query.signature.at) <= _ACROSS)
        return list(islice(near, _COMPARED))

    def _shared(self, query: Query, held: Held) -> tuple[str, ...]:
        """The words that two articles share, the weightiest first; of two alphabets names and what means the same."""
        if held.alphabet == query.alphabet:
            return postings.shared(query, held.terms, held.counts)
        names = {term.word[2:] for term in held.names}
        meant = {term.concept for term in held.terms}
        common = [word for word in postings.called(query.signature) if word in names]
        common += [term.word for term in query.weights if term.concept and term.concept in meant]
        return tuple(common[:_WORDS])
