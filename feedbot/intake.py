"""Take in what visits brought, all in one transaction: decide about each in turn, and write what is news together."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal, assert_never

from feedbot.heap import Heap
from feedbot.model import (
    Batch,
    Config,
    Cursor,
    Document,
    Entry,
    Failed,
    Harvest,
    Known,
    Match,
    Member,
    Report,
    Signature,
    Story,
    Trip,
    Unchanged,
    Verdict,
    Visit,
)
from feedbot.net import place
from feedbot.retell import rejoin, retell, retract
from feedbot.rules import cadence, health, identity, lapse, naming, prompts
from feedbot.rules.matching import Panel
from feedbot.rules.plan import News, plan, sort
from feedbot.rules.window import Window
from feedbot.rules.wording import worded
from feedbot.sources import KINDS
from feedbot.store import (
    Tx,
    answers,
    entries,
    feeds,
    lapses,
    moving,
    outbox,
    revisions,
    search,
    stories,
    trails,
    visits,
)

_ARCHIVE = 200


@dataclass(slots=True, kw_only=True)
class Mind:
    """What judging new entries needs besides the store: the rules by target, and the window of live stories.

    The window follows the store, and is read when something new came for the first time (`remember`); after that it is
    only touched inside transactions that write, which come one after the other. `written` are signatures by the text
    under which the store has them, so that the window need not read those again. `encoder` gives the meaning of a title
    (`text/meaning.py`), None where stories do without. `heap` is what all this takes in memory.
    """

    panel: Panel | None = None
    window: Window = field(default_factory=Window)
    encoder: Callable[[str], str] | None = None
    written: dict[str, Signature] = field(default_factory=dict)
    heap: Heap = field(default_factory=Heap)


def absorb(tx: Tx, harvests: Sequence[Harvest], *, config: Config, now: datetime, mind: Mind | None = None) -> Report:
    """Take in what some visits brought, inside the caller's one transaction.

    A harvest whose lease was lost meanwhile is left out: somebody else visits that source now. Without a `mind` every
    entry is a story of its own and no rule is asked.
    """
    held = visits.held(tx, [each.cursor for each in harvests])
    ours = [each for each in harvests if (each.source, each.cursor.lease) in held]
    intake = _Intake(tx, config, now, mind)
    intake.know(ours)
    left = [intake.take(each) for each in ours]
    intake.flush()
    visits.leave(tx, [cursor for cursor, _ in left], before={each.source: each.cursor for each in ours})
    trails.leave(tx, [(cursor.source, trip) for cursor, trip in left])
    for each in harvests:
        _rest(tx, each.visit, config, now)
    return intake.report


def remember(tx: Tx, mind: Mind, now: datetime) -> None:
    """Read all live stories into the window of a program that has just begun.

    To be done in a transaction that only reads, before the first that absorbs: of 20,000 articles it takes a second or
    more, for which nobody else could write.
    """
    with mind.heap.still():
        mind.window.read(stories.after(tx, 0), now)


def decide(tx: Tx, harvest: Harvest, known: Known, *, config: Config, now: datetime, mind: Mind | None = None) -> Batch:
    """What a harvest changes, with the stories that its entries join; nothing is written."""
    return _Intake(tx, config, now, mind).decide(harvest, known)


def record(
    tx: Tx, batch: Batch, *, config: Config, now: datetime, written: dict[str, Signature] | None = None
) -> Report:
    """Write down a batch with all that follows from it: feeds, promises, and what is shown of stories.

    `written` takes its signatures, by the text under which they stand.
    """
    away = set(stories.places(tx, batch.retracted).values())
    revisions.keep(tx, batch.changed, now)
    entries.record(tx, batch, now)
    texts = stories.keep(tx, batch, now)
    if written is not None:
        written |= texts
    search.keep(tx, dict(batch.words), {entry.id: entry.digest for entry in (*batch.opened, *batch.changed)})
    feeds.admit(tx, batch, now)
    back = entries.returned(tx, batch, now)
    held = (*(entry.id for entry in batch.changed), *back)
    grown = {story.id for story in batch.stories if len(story.entries) > 1}
    touched = grown | away | set(stories.places(tx, held).values())
    promised = outbox.owe(tx, batch, now)
    promised += retell(tx, touched, config, now, news={entry.id for entry in batch.opened})
    if away or back:
        standing = entries.standing(tx, back)
        promised += retract(tx, set(batch.retracted).difference(back), standing, config, now)
    return replace(_counted(batch), promised=promised)


@dataclass(slots=True)
class _Intake:
    """One transaction's worth of harvests.

    `known` is what the store had of each source before. Batches that only bring what is new wait in `pending`, to be
    written together before anything is asked that they bear on. Of what they bring `opened` has the entries, `grown`
    the stories, and `fresh` the members of those stories that they opened. `seen` has every entry as this transaction
    leaves it.
    """

    tx: Tx
    config: Config
    now: datetime
    mind: Mind | None
    report: Report = field(default_factory=Report)
    known: dict[str, Known] = field(default_factory=dict)
    carried: frozenset[str] = frozenset()
    lapse: lapses.Lapse | None = None
    pending: list[Batch] = field(default_factory=list)
    opened: set[str] = field(default_factory=set)
    grown: set[str] = field(default_factory=set)
    fresh: dict[str, tuple[Member, ...]] = field(default_factory=dict)
    seen: dict[str, Entry] = field(default_factory=dict)
    settled: bool = False
    asked: bool = False

    def know(self, harvests: Sequence[Harvest]) -> None:
        """Ask the store once for all that it has of these harvests; of several of a source for the first."""
        read = {each.source: each for each in reversed(harvests) if isinstance(each.visit, Document)}
        if not read:
            return
        self.known = dict(zip(read, entries.all_known(self.tx, tuple(read.values())), strict=True))
        if any(each.first for each in self.known.values()):
            self.carried = moving.sources(self.tx)

    def take(self, harvest: Harvest) -> tuple[Cursor, Trip]:
        """Take in one harvest; the cursor and the trip that its visit leaves."""
        learnt, opened, brought = harvest, 0, Report(failed=int(isinstance(harvest.visit, Failed)))
        if isinstance(harvest.visit, Document):
            known = self.acquainted(harvest)
            batch = self.decide(harvest, known)
            learnt, opened, brought = naming.learn(harvest, known, batch), len(batch.opened), _counted(batch)
            self.add(batch)
            if known.carried is not None:
                moving.forget(self.tx, harvest.source)
        self.report += brought
        habits = health.learn(harvest.cursor, learnt, opened=opened, now=self.now)
        languages = harvest.languages or harvest.cursor.languages
        after = cadence.after(learnt, _interval(harvest, self.config, self.now), self.now)
        if habits is not after.habits or languages is not after.languages:
            after = replace(after, habits=habits, languages=languages)
        return after, _trip(harvest, brought, self.now)

    def acquainted(self, harvest: Harvest) -> Known:
        """What is known of a harvest by now."""
        known = self.known.pop(harvest.source, None)
        if known is None:
            self.flush()
            known = entries.known(self.tx, harvest)
        ids = {find.entry.id for find in harvest.finds}
        if common := ids & self.seen.keys():
            known = replace(known, entries={**known.entries, **{id: self.seen[id] for id in common}})
        if known.first and harvest.source in self.carried:
            known = replace(known, carried=moving.carried(self.tx, harvest.source))
        return known

    def decide(self, harvest: Harvest, known: Known) -> Batch:
        """What a harvest changes, with the stories that its entries join; nothing is written of it."""
        if not self.asked:
            self.lapse, self.asked = lapses.found(self.tx), True
        harvest = _answered(self.tx, harvest, self.config)
        news = sort(harvest, known, self.now)
        matches: Mapping[str, Match] = {}
        if self.mind is not None and news.opened:
            matches = self._worded(_placed(self.window(self.mind), news, self.now), news)
            joined = {match.story for match in matches.values() if match.kind != "opens"}
            known = replace(known, members=self._members(joined))
        panel, doubts = self.mind.panel if self.mind else None, lapse.doubts(harvest, self.lapse, self.now)
        return plan(harvest, known, self.config, self.now, news=news, matches=matches, panel=panel, doubts=doubts)

    def window(self, mind: Mind) -> Window:
        """The window, as the store was when the transaction began."""
        if not self.settled:
            mind.window.settle(stories.after(self.tx, mind.window.settled, known=mind.written), self.now)
            mind.written.clear()
            self.settled = True
        return mind.window

    def add(self, batch: Batch) -> None:
        """Write a batch, at once or later; one that changes what is held is written at once."""
        fresh = {each.id for each in batch.opened}
        judged = {each.subject for each in batch.verdicts}.difference(fresh)
        held = (batch.changed, batch.renamed, batch.retracted, batch.restored)
        plain = not any(held) and all(each.entry in fresh for each in batch.sightings)
        if plain and not judged & self.opened:
            self._wait(batch, fresh)
        else:
            if self.mind is not None and batch.signatures:
                self.window(self.mind)
            self.flush()
            self._record(batch)
        self.seen |= {each.id: each for each in (*batch.opened, *batch.changed, *batch.renamed)}

    def flush(self) -> None:
        """Write what waits."""
        some, self.pending = self.pending, []
        if not some:
            return
        entries.meet(self.tx, ((each.source, key) for each in some for key in each.same), self.now)
        if self.opened:
            self._record(_together(some))
        self.opened, self.grown, self.fresh = set(), set(), {}

    def _record(self, batch: Batch) -> None:
        mind = self.mind
        told = record(self.tx, batch, config=self.config, now=self.now, written=mind.written if mind else None)
        self.report += Report(promised=told.promised)
        if mind is not None and batch.changed:
            joined = rejoin(self.tx, batch, self.window(mind), self.config, self.now)
            self.report += Report(promised=joined)

    def _wait(self, batch: Batch, fresh: Collection[str]) -> None:
        said: dict[str, dict[str, Verdict]] = {each: {} for each in fresh}
        for verdict in batch.verdicts:
            if verdict.subject in said:
                said[verdict.subject][verdict.target] = verdict
        new = {each.id: Member(entry=each, verdicts=said[each.id]) for each in batch.opened}
        for story in batch.stories:
            if story.id in fresh or story.id in self.fresh:
                members = (*self.fresh.get(story.id, ()), *(new[each] for each in story.entries if each in new))
                self.fresh[story.id] = tuple(sorted(members, key=lambda each: _place(each, story.id)))
        self.pending.append(batch)
        self.opened.update(fresh)
        self.grown.update(story.id for story in batch.stories)

    def _members(self, joined: Collection[str]) -> Mapping[str, tuple[Member, ...]]:
        """The members of stories, those that wait among them."""
        fresh = {story: self.fresh[story] for story in joined if story in self.fresh}
        others = set(joined).difference(fresh)
        if others & self.grown:
            self.flush()
            fresh, others = {}, set(joined)
        return {**stories.members(self.tx, others), **fresh}

    def _worded(self, matches: Mapping[str, Match], news: News) -> dict[str, Match]:
        """The matches with reasons that people understand."""
        fresh = {find.entry.id: find.entry for find in news.opened}
        titles = {match.like: "" for match in matches.values() if match.like}
        titles = {id: entry.title for id in titles if (entry := fresh.get(id) or self.seen.get(id))}
        others = (match.like for match in matches.values() if match.like and match.like not in titles)
        titles |= entries.titles(self.tx, others)
        return {id: worded(match, fresh[id], titles.get(match.like or "")) for id, match in matches.items()}


def _together(batches: Sequence[Batch]) -> Batch:
    """What several batches bring that only have what is new; what they saw again is left out."""
    if len(batches) == 1:
        return replace(batches[0], same=())
    grown: dict[str, Story] = {}
    for each in (story for batch in batches for story in batch.stories):
        before = grown.get(each.id)
        grown[each.id] = replace(each, follows=each.follows or before.follows) if before else each
    return Batch(
        source="",
        opened=tuple(each for batch in batches for each in batch.opened),
        sightings=tuple(each for batch in batches for each in batch.sightings),
        stories=tuple(grown.values()),
        signatures=tuple(each for batch in batches for each in batch.signatures),
        words=tuple(each for batch in batches for each in batch.words),
        memberships=tuple(each for batch in batches for each in batch.memberships),
        promises=tuple(each for batch in batches for each in batch.promises),
        hastened=tuple(each for batch in batches for each in batch.hastened),
        verdicts=tuple(each for batch in batches for each in batch.verdicts),
    )


def _place(member: Member, story: str) -> tuple[bool, datetime, str]:
    """The place of a member among those that came at the same moment, as the store has it."""
    return member.entry.id != story, member.entry.published, member.entry.id


def _counted(batch: Batch) -> Report:
    return Report(
        new=len(batch.opened), changed=len(batch.changed), same=len(batch.same), withdrawn=len(batch.retracted)
    )


def _trip(harvest: Harvest, brought: Report, now: datetime) -> Trip:
    """A visit as the status pages tell it."""
    match harvest.visit:
        case Failed(reason=reason):
            return Trip(at=now, outcome="failed", took=harvest.took, because=reason)
        case Unchanged():
            return Trip(at=now, outcome="unchanged", took=harvest.took)
        case Document() as document:
            size = len(document.body) + sum(len(file.body) for file in document.files)
            told: Literal["new", "same"] = "new" if brought.new or brought.changed else "same"
            return Trip(at=now, outcome=told, took=harvest.took, size=size, new=brought.new, changed=brought.changed)
        case _:
            assert_never(harvest.visit)


def _answered(tx: Tx, harvest: Harvest, config: Config) -> Harvest:
    """The harvest with the summaries that an endpoint gave for the same texts before: nothing is edited to and fro."""
    endpoint, source = config.settings.endpoint, config.source(harvest.source)
    if endpoint is None or source is None:
        return harvest
    finds = []
    for find in harvest.finds:
        answer = answers.find(tx, prompts.digest(find.entry, endpoint, source.brief))
        if answer is not None and answer.summary is not None:
            entry = replace(find.entry, summary=answer.summary)
            find = replace(find, entry=replace(entry, digest=identity.digest(entry)))  # noqa: PLW2901 - the same find
        finds.append(find)
    return replace(harvest, finds=tuple(finds))


def _placed(window: Window, news: News, now: datetime) -> dict[str, Match]:
    """The story of each new entry; of an archive that comes at once, the oldest open their own without a word."""
    fresh = sum(find.entry.published >= now - stories.KEPT for find in news.opened)
    placed = news.opened[max(0, len(news.opened) - max(fresh, _ARCHIVE)) :]
    return {find.entry.id: window.place(find.signature, now) for find in placed if find.signature is not None}


def _rest(tx: Tx, visit: Visit, config: Config, now: datetime) -> None:
    """What a host asked of one source (429, 503) holds for all its sources, and outlives this process."""
    if isinstance(visit, Failed) and visit.host and visit.retry_after:
        names = [source.name for source in config.sources if place(source.url) == visit.host]
        until = now + visit.retry_after
        visits.rest(tx, names, until, f"{visit.host} asked all visits to wait until {until:%Y-%m-%d %H:%M} UTC")


def _interval(harvest: Harvest, config: Config, now: datetime) -> cadence.Interval:
    source = config.source(harvest.source)
    if source is None:
        raise LookupError(f'"{harvest.source}" is no source of the config')
    kind = KINDS[source.kind]
    old = cadence.slowed(harvest.cursor.gap, harvest.cursor.habits.newest, now)
    gap = harvest.gap if isinstance(harvest.visit, Document) else old
    return cadence.interval(source.every, kind.every, kind.floor, gap)
