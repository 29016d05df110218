"""Visit sources and take in what they say: the first of the three verbs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal, assert_never
from zoneinfo import ZoneInfo

from feedbot.complete import NOTHING, WITHIN, Completed, complete
from feedbot.crew import Crew
from feedbot.errors import ParseError, StoreError
from feedbot.model import (
    Batch,
    Config,
    Cursor,
    Document,
    Failed,
    Find,
    Harvest,
    Item,
    Known,
    Match,
    Reading,
    Report,
    Source,
    Trip,
    Unchanged,
    Visit,
)
from feedbot.net import Web, place
from feedbot.retell import rejoin, retell, retract
from feedbot.rules import cadence, health, identity, languages, lapse, naming, prompts
from feedbot.rules.languages import Decision
from feedbot.rules.matching import Panel
from feedbot.rules.normalise import made_up, normalise, provenance, remarks
from feedbot.rules.plan import News, plan, sort
from feedbot.rules.window import Window
from feedbot.rules.wording import worded
from feedbot.sources import KINDS
from feedbot.store import (
    Store,
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
from feedbot.text import dates

_NOTES = 10
_ARCHIVE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the store holds of a reading: raw digests by key, and for a complete reading the keys that stand."""

    raws: Mapping[str, str]
    standing: frozenset[str] | None = None


@dataclass(slots=True, kw_only=True)
class Mind:
    """What judging new entries needs besides the store: the rules by target, and the window of live stories.

    The window follows the store; it is only touched inside transactions that write, which come one after the other.
    `encoder` gives the meaning of a title (`text/meaning.py`), None where stories do without.
    """

    panel: Panel | None = None
    window: Window = field(default_factory=Window)
    encoder: Callable[[str], str] | None = None


async def ingest(
    cursor: Cursor, source: Source, *, web: Web, store: Store, crew: Crew, now: Callable[[], datetime]
) -> Harvest:
    """Visit one source and bring home what is new there.

    Never raises for a fault of the world: that becomes a harvest whose visit is Failed. Raises StoreError.
    """
    begun = now()
    source = replace(source, url=cadence.address(cursor, source.url, begun))
    visit = await KINDS[source.kind].fetch(source, cursor, web, begun)
    found = Harvest(cursor=cursor, source=source.name, visit=visit)
    if isinstance(visit, Document):
        found = await read(cursor, source, visit, web=web, store=store, crew=crew, now=now)
    return replace(found, took=max(now() - begun, timedelta(0)))


async def read(
    cursor: Cursor,
    source: Source,
    document: Document,
    *,
    web: Web,
    store: Store,
    crew: Crew,
    now: Callable[[], datetime],
    within: timedelta = WITHIN,
) -> Harvest:
    """What is new in a document that was fetched, or that came by itself. Raises StoreError.

    With `full_text` the pages behind new links are asked too, no longer than `within`; while one could not be had for a
    reason that passes, the document counts as unread, so that the next visit is not told that nothing changed.
    """
    try:
        reading = await crew(KINDS[source.kind].parse, document, source)
    except ParseError as error:
        return Harvest(cursor=cursor, source=source.name, visit=Failed(reason=str(error), fault=error.fault))
    named = await crew(identity.keyed, reading.items, naming.decide(cursor, reading.items))
    seen = await store.read(_seen, source.name, named, reading)
    fuller = NOTHING
    if source.full_text:
        fresh = [(key, item) for key, item in named if seen.raws.get(key) != identity.raw(item, source)]
        fuller = await complete(fresh, source, web=web, crew=crew, now=now(), within=within)
        document = replace(document, memo="") if fuller.pending else document
    return await crew(harvest, cursor, source, document, reading, named, seen, now(), fuller)


def harvest(
    cursor: Cursor,
    source: Source,
    visit: Document,
    reading: Reading,
    named: Sequence[identity.Keyed],
    seen: Seen,
    now: datetime,
    fuller: Completed = NOTHING,
) -> Harvest:
    """What is new or changed in a reading, normalised, oldest first; an item that we fail at becomes a note.

    `fuller` has whole articles for items that are teasers.
    """
    origin = provenance(reading.origin, source)
    known_by = naming.decide(cursor, reading.items)
    finds, same = [], []
    notes = [*visit.notes, *reading.notes, *fuller.notes, *naming.note(cursor, known_by)]
    spoken = dict(cursor.languages)
    moments = _moments(named, source, now)
    if stamped := len(moments) == len(named) and made_up(moments, now):
        notes.append("all its items are dated by the visit, so no date counts but when each was first seen")
    for key, item in named:
        said = identity.raw(item, source)
        if seen.raws.get(key) == said:
            same.append(key)
            continue
        try:
            find = normalise(fuller.whole(key, item), key, source, origin, now, history=spoken)
            # What the source said is what tells whether it changed; without its page an item counts as not seen yet.
            find = replace(find, raw="" if key in fuller.pending else said)
            notes += remarks(item, find, source, now)
            finds.append(replace(find, dated=False) if stamped else find)
        except Exception as error:  # noqa: BLE001 - one bad item must not stop a source; the note tells of it
            notes.append(_left_out(item.title or key, error))
    doubts = [Decision(language=find.entry.language, note=find.misdeclared) for find in finds]
    notes += filter(None, [languages.remark(doubts)])
    present = {key for key, _ in named}
    standing = present if seen.standing is None else seen.standing
    withdrawn = {identity.key(Item(id=each)) for each in reading.gone} if seen.standing is None else standing
    return Harvest(
        cursor=cursor,
        source=source.name,
        visit=visit,
        finds=_oldest_first(finds, newest_on_top=not visit.files),
        same=tuple(same),
        gone=tuple(sorted(withdrawn - present)),
        back=tuple(key for key in same if key not in standing),
        gap=cursor.gap if visit.partial else None if stamped else cadence.rhythm(moments, now),
        items=len(reading.items),
        decoded=reading.decoded,
        naming=known_by,
        evidence=naming.observe(cursor, known_by, reading.items),
        hints=reading.hints,
        languages=languages.learn(cursor.languages, (find.entry.language for find in finds)),
        notes=(*notes[:_NOTES], f"and {len(notes) - _NOTES:,} more notes like these")
        if len(notes) > _NOTES
        else tuple(notes),
    )


def absorb(tx: Tx, harvests: Sequence[Harvest], *, config: Config, now: datetime, mind: Mind | None = None) -> Report:
    """Take in what some visits brought, inside the caller's one transaction.

    A harvest whose lease was lost meanwhile is left out: somebody else visits that source now. Without a `mind` every
    entry is a story of its own and no rule is asked.
    """
    report = Report()
    cursors, trips = [], []
    if mind is not None:
        mind.window.settle(stories.after(tx, mind.window.settled), now)
    for each in harvests:
        if not visits.holds(tx, each.cursor):
            continue
        learnt, opened, brought = each, 0, Report()
        if isinstance(each.visit, Document):
            known = entries.known(tx, each)
            if known.first:
                known = replace(known, carried=moving.carried(tx, each.source))
            batch = decide(tx, each, known, config=config, now=now, mind=mind)
            learnt, opened = naming.learn(each, known, batch), len(batch.opened)
            brought = record(tx, batch, config=config, now=now)
            if mind is not None:
                brought += Report(promised=rejoin(tx, batch, mind.window, config, now))
            report += brought
            if known.carried is not None:
                moving.forget(tx, each.source)
        report += Report(failed=int(isinstance(each.visit, Failed)))
        trips.append((each.source, _trip(each, brought, now)))
        habits = health.learn(each.cursor, learnt, opened=opened, now=now)
        spoken = each.languages or each.cursor.languages
        after = cadence.after(learnt, _interval(each, config), now)
        cursors.append(replace(after, habits=habits, languages=spoken))
    visits.leave(tx, cursors)
    trails.leave(tx, trips)
    for each in harvests:
        _rest(tx, each.visit, config, now)
    return report


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


def decide(tx: Tx, harvest: Harvest, known: Known, *, config: Config, now: datetime, mind: Mind | None = None) -> Batch:
    """What a harvest changes, with the stories that its entries join; nothing is written."""
    harvest = _answered(tx, harvest, config)
    news = sort(harvest, known, now)
    matches: Mapping[str, Match] = {}
    if mind is not None:
        matches = _worded(tx, _placed(mind.window, news, now), news)
        joined = {match.story for match in matches.values() if match.kind != "opens"}
        known = replace(known, members=stories.members(tx, joined))
    panel, doubts = mind.panel if mind else None, lapse.doubts(harvest, lapses.found(tx), now)
    return plan(harvest, known, config, now, news=news, matches=matches, panel=panel, doubts=doubts)


def _worded(tx: Tx, matches: Mapping[str, Match], news: News) -> dict[str, Match]:
    """The matches with reasons that people understand."""
    fresh = {find.entry.id: find.entry for find in news.opened}
    titles = entries.titles(tx, (match.like for match in matches.values() if match.like and match.like not in fresh))
    titles = {**titles, **{id: entry.title for id, entry in fresh.items()}}
    return {id: worded(match, fresh[id], titles.get(match.like or "")) for id, match in matches.items()}


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


def record(tx: Tx, batch: Batch, *, config: Config, now: datetime) -> Report:
    """Write down a batch with all that follows from it: feeds, promises, and what is shown of stories."""
    away = set(stories.places(tx, batch.retracted).values())
    revisions.keep(tx, batch.changed, now)
    entries.record(tx, batch, now)
    stories.keep(tx, batch, now)
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
    return Report(
        new=len(batch.opened),
        changed=len(batch.changed),
        same=len(batch.same),
        withdrawn=len(batch.retracted),
        promised=promised,
    )


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


async def take_in(
    harvests: Sequence[Harvest],
    *,
    config: Config,
    store: Store,
    now: datetime,
    told: Callable[[str, Exception], None],
    mind: Mind | None = None,
) -> Report:
    """Absorb harvests in one transaction; if that fails, each alone, without what is to blame.

    One bad item costs neither its source nor the other sources: it is left out, with a note. `told` hears of each
    source whose harvest failed. Raises StoreError when the database is the cause.
    """
    try:
        return await store.write(absorb, harvests, config=config, now=now, mind=mind)
    except StoreError:
        raise
    except Exception as error:  # noqa: BLE001 - a fault of ours in one harvest must not cost the others
        if len(harvests) == 1:
            told(harvests[0].source, error)
            return await _salvage(harvests[0], config=config, store=store, now=now, mind=mind)
    report = Report()
    for each in harvests:
        report += await take_in([each], config=config, store=store, now=now, told=told, mind=mind)
    return report


async def _salvage(harvest: Harvest, *, config: Config, store: Store, now: datetime, mind: Mind | None) -> Report:
    """Absorb what can be absorbed of a harvest: each find is rehearsed alone, and those that fail are left out."""
    finds, notes = [], []
    for find in harvest.finds:
        try:
            alone = replace(harvest, finds=(find,), same=(), gone=(), back=())
            await store.write(_rehearse, alone, config=config, now=now, mind=mind)
            finds.append(find)
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it was, the note tells of it and the rest goes on
            notes.append(_left_out(find.entry.title, error))
    whole = replace(harvest, finds=tuple(finds), notes=(*harvest.notes, *notes))
    return await store.write(absorb, [whole], config=config, now=now, mind=mind)


def _rehearse(tx: Tx, harvest: Harvest, *, config: Config, now: datetime, mind: Mind | None) -> None:
    trial = tx.begin_nested()
    absorb(tx, [harvest], config=config, now=now, mind=mind)
    trial.rollback()


def _left_out(name: str | None, error: Exception) -> str:
    return f'"{(name or "")[:80]}" was left out ({type(error).__name__}: {error}); please report it'


def _seen(tx: Tx, source: str, named: Sequence[identity.Keyed], reading: Reading) -> Seen:
    standing = entries.keys(tx, source) if reading.complete else None
    return Seen(raws=entries.seen(tx, source, [key for key, _ in named]), standing=standing)


def _oldest_first(finds: Sequence[Find], *, newest_on_top: bool) -> tuple[Find, ...]:
    """By date of publication; of equal dates the lower in a feed is the older, as feeds list the newest on top."""
    listed = reversed(finds) if newest_on_top else finds
    return tuple(sorted(listed, key=lambda find: find.entry.published))


def _moments(named: Sequence[identity.Keyed], source: Source, now: datetime) -> list[datetime]:
    zone = ZoneInfo(source.timezone)
    found = (dates.read(item.published or item.updated or "", zone=zone, now=now) for _, item in named)
    return [moment for moment in found if moment is not None]


def _interval(harvest: Harvest, config: Config) -> cadence.Interval:
    source = config.source(harvest.source)
    if source is None:
        raise LookupError(f'"{harvest.source}" is no source of the config')
    kind = KINDS[source.kind]
    gap = harvest.gap if isinstance(harvest.visit, Document) else harvest.cursor.gap
    return cadence.interval(source.every, kind.every, kind.floor, gap)
