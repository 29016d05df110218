"""Visit sources and take in what they say: the first of the three verbs."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from feedbot.complete import NOTHING, WITHIN, Completed, complete
from feedbot.crew import Crew
from feedbot.errors import ParseError, StoreError
from feedbot.intake import Mind, absorb, decide, record, remember
from feedbot.model import Config, Cursor, Document, Failed, Find, Harvest, Item, Origin, Reading, Report, Source
from feedbot.net import Web
from feedbot.rules import cadence, identity, languages, naming
from feedbot.rules.languages import Decision
from feedbot.sources import KINDS
from feedbot.store import Store, Tx, entries
from feedbot.text import dates

__all__ = ["Mind", "Seen", "absorb", "decide", "harvest", "ingest", "read", "record", "take_in"]

_NOTES = 10
_AT_ONCE = 32
_TOGETHER = 320


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the store holds of a reading: raw digests by key, and for a complete reading the keys that stand."""

    raws: Mapping[str, str]
    standing: frozenset[str] | None = None


async def ingest(
    cursor: Cursor, source: Source, *, web: Web, store: Store, crew: Crew, now: Callable[[], datetime]
) -> Harvest:
    """Visit one source and bring home what is new there.

    Never raises for a fault of the world: that becomes a harvest whose visit is Failed. Raises StoreError.
    """
    begun = now()
    url = cadence.address(cursor, source.url, begun)
    source = source if url == source.url else replace(source, url=url)
    visit = await KINDS[source.kind].fetch(source, cursor, web, begun)
    if not isinstance(visit, Document):
        return Harvest(cursor=cursor, source=source.name, visit=visit, took=_since(begun, now))
    found = await read(cursor, source, visit, web=web, store=store, crew=crew, now=now)
    return replace(found, took=_since(begun, now))


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
    from feedbot.rules.normalise import compared_since, made_up, provenance  # late: it takes 80 ms, for news alone

    known_by = naming.decide(cursor, reading.items)
    notes = [*visit.notes, *reading.notes, *fuller.notes, *naming.note(cursor, known_by)]
    moments = _moments(named, source, now)
    if stamped := len(moments) == len(named) and made_up(moments, now):
        notes.append("all its items are dated by the visit, so no date counts but when each was first seen")
    fresh, same = _sorted(named, source, seen, fuller)
    normalised = partial(
        _normalised,
        fuller=fuller,
        source=source,
        origin=provenance(reading.origin, source),
        now=now,
        history=dict(cursor.languages),
        since=compared_since(moments, source, now) if cursor.visited is None else None,
    )
    finds = list[Find]()
    for start in range(0, len(fresh), _AT_ONCE):
        found, told = _each(fresh[start : start + _AT_ONCE], normalised)
        finds += [replace(find, dated=False) for find in found] if stamped else found
        notes += told
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
        same=same,
        gone=tuple(sorted(withdrawn - present)),
        back=tuple(key for key in same if key not in standing),
        gap=cursor.gap if visit.partial else None if stamped else cadence.rhythm(moments, now),
        items=len(reading.items),
        decoded=reading.decoded,
        naming=known_by,
        evidence=naming.observe(cursor, known_by, reading.items),
        hints=reading.hints,
        languages=languages.learn(cursor.languages, (find.entry.language for find in finds)),
        notes=_few(notes),
    )


async def take_in(
    harvests: Sequence[Harvest],
    *,
    config: Config,
    store: Store,
    now: datetime,
    told: Callable[[str, Exception], None],
    mind: Mind | None = None,
) -> Report:
    """Absorb harvests, some hundred finds in a transaction; if one fails, each harvest alone, without what is to blame.

    One bad item costs neither its source nor the other sources: it is left out, with a note. `told` hears of each
    source whose harvest failed. Raises StoreError when the database is the cause; what was absorbed until then is left
    out the next time, as its leases are given back.
    """
    if mind is not None and not mind.window.settled and any(each.finds for each in harvests):
        await store.read(remember, mind, now)
    report = Report()
    for some in _portions(harvests):
        report += await _take_in(some, config=config, store=store, now=now, told=told, mind=mind)
    return report


def _portions(harvests: Sequence[Harvest]) -> Iterator[list[Harvest]]:
    """The harvests in their order, so many together as have few finds: others can write in between."""
    some, finds = list[Harvest](), 0
    for each in harvests:
        if some and finds + len(each.finds) > _TOGETHER:
            yield some
            some, finds = [], 0
        some.append(each)
        finds += len(each.finds)
    if some:
        yield some


async def _take_in(
    harvests: Sequence[Harvest],
    *,
    config: Config,
    store: Store,
    now: datetime,
    told: Callable[[str, Exception], None],
    mind: Mind | None,
) -> Report:
    try:
        report = await store.write(absorb, harvests, config=config, now=now, mind=mind)
    except StoreError:
        raise
    except Exception as error:  # noqa: BLE001 - a fault of ours in one harvest must not cost the others
        if len(harvests) == 1:
            told(harvests[0].source, error)
            return await _salvage(harvests[0], config=config, store=store, now=now, mind=mind)
    else:
        if mind is not None:
            mind.heap.grew(report.new)
        return report
    report = Report()
    for each in harvests:
        report += await _take_in([each], config=config, store=store, now=now, told=told, mind=mind)
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


def _sorted(
    named: Sequence[identity.Keyed], source: Source, seen: Seen, fuller: Completed
) -> tuple[list[tuple[str, Item, str]], tuple[str, ...]]:
    """The items that are new or changed, each with its key and raw digest; and the keys of the others."""
    fresh, same = list[tuple[str, Item, str]](), list[str]()
    for key, item in named:
        raw = identity.raw(item, source)
        if seen.raws.get(key) == raw:
            same.append(key)
        else:
            # What the source said is what tells whether it changed; without its page an item counts as not seen yet.
            fresh.append((key, item, "" if key in fuller.pending else raw))
    return fresh, tuple(same)


_Normalise = Callable[[Sequence[tuple[str, Item, str]]], tuple[list[Find], list[str]]]


def _normalised(
    fresh: Sequence[tuple[str, Item, str]],
    *,
    fuller: Completed,
    source: Source,
    origin: Origin,
    now: datetime,
    history: Mapping[str, int],
    since: datetime | None,
) -> tuple[list[Find], list[str]]:
    """The finds of items, each given with its key and raw digest, and what there is to note of them."""
    from feedbot.rules.normalise import Given, every, remarks  # late, as above

    given = [Given(key, fuller.whole(key, item), raw) for key, item, raw in fresh]
    finds = every(given, source, origin, now, history=history, since=since)
    pairs = zip(fresh, finds, strict=True)
    return list(finds), [note for (_, item, _), find in pairs for note in remarks(item, find, source, now)]


def _each(fresh: Sequence[tuple[str, Item, str]], normalised: _Normalise) -> tuple[list[Find], list[str]]:
    """What `normalised` gives of some items; an item that we fail at becomes a note."""
    try:
        return normalised(fresh)
    except Exception as error:  # noqa: BLE001 - one bad item must not stop a source; the note tells of it
        if len(fresh) == 1:
            ((key, item, _),) = fresh
            return [], [_left_out(item.title or key, error)]
    found = [_each([each], normalised) for each in fresh]
    return [find for finds, _ in found for find in finds], [note for _, notes in found for note in notes]


def _since(begun: datetime, now: Callable[[], datetime]) -> timedelta:
    """How long something took that began then; nothing where the clock was set back."""
    return max(now() - begun, timedelta(0))


def _few(notes: Sequence[str]) -> tuple[str, ...]:
    rest = len(notes) - _NOTES
    return (*notes[:_NOTES], f"and {rest:,} more notes like these") if rest > 0 else tuple(notes)


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
