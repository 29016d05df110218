"""Visit sources and take in what they say: the first of the three verbs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from feedbot.complete import NOTHING, WITHIN, Completed, complete
from feedbot.crew import Crew
from feedbot.errors import ParseError, StoreError
from feedbot.intake import Mind, absorb, decide, record, remember
from feedbot.model import Config, Cursor, Document, Failed, Find, Harvest, Item, Reading, Report, Source
from feedbot.net import Web
from feedbot.rules import cadence, identity, languages, naming
from feedbot.rules.languages import Decision
from feedbot.sources import KINDS
from feedbot.store import Store, Tx, entries
from feedbot.text import dates

__all__ = ["Mind", "Seen", "absorb", "decide", "harvest", "ingest", "read", "record", "take_in"]

_NOTES = 10


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
    from feedbot.rules.normalise import made_up, normalise, provenance, remarks  # late: it takes 80 ms, for news alone

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
            # What the source said is what tells whether it changed; without its page an item counts as not seen yet.
            told = "" if key in fuller.pending else said
            find = normalise(fuller.whole(key, item), key, source, origin, now, history=spoken, raw=told)
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
    """Absorb harvests in one transaction; if that fails, each alone, without what is to blame.

    One bad item costs neither its source nor the other sources: it is left out, with a note. `told` hears of each
    source whose harvest failed. Raises StoreError when the database is the cause.
    """
    if mind is not None and not mind.window.settled and any(each.finds for each in harvests):
        await store.read(remember, mind, now)
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
