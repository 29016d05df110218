"""Visit sources and take in what they say: the first of the three verbs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from feedbot.crew import Crew
from feedbot.errors import ParseError, StoreError
from feedbot.model import Config, Cursor, Document, Failed, Find, Harvest, Reading, Report, Source
from feedbot.net import Web
from feedbot.rules import cadence, identity
from feedbot.rules.normalise import normalise, provenance
from feedbot.rules.plan import plan
from feedbot.sources import KINDS
from feedbot.store import Store, Tx, entries, feeds, outbox, visits
from feedbot.text import dates


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
    source = replace(source, url=cadence.address(cursor, source.url, now()))
    visit = await KINDS[source.kind].fetch(source, cursor, web, now())
    if not isinstance(visit, Document):
        return Harvest(cursor=cursor, source=source.name, visit=visit)
    try:
        reading = await crew(KINDS[source.kind].parse, visit, source)
    except ParseError as error:
        return Harvest(cursor=cursor, source=source.name, visit=Failed(reason=str(error)))
    named = await crew(identity.keyed, reading.items)
    seen = await store.read(_seen, source.name, named, reading)
    return await crew(harvest, cursor, source, visit, reading, named, seen, now())


def harvest(
    cursor: Cursor,
    source: Source,
    visit: Document,
    reading: Reading,
    named: Sequence[identity.Keyed],
    seen: Seen,
    now: datetime,
) -> Harvest:
    """What is new or changed in a reading, normalised, oldest first; an item that we fail at becomes a note."""
    origin = provenance(reading.origin, source)
    finds, same, notes = [], [], [*visit.notes, *reading.notes]
    for key, item in named:
        if seen.raws.get(key) == identity.raw(item, source):
            same.append(key)
            continue
        try:
            find = normalise(item, key, source, origin, now)
            finds.append(find)
            if item.published and not find.dated:
                notes.append(
                    f'"{find.entry.title[:80]}": "{item.published[:40]}" is no date to go by; it counts as new'
                )
        except Exception as error:  # noqa: BLE001 - one bad item must not stop a source; the note tells of it
            notes.append(_left_out(item.title or key, error))
    present = {key for key, _ in named}
    standing = present if seen.standing is None else seen.standing
    return Harvest(
        cursor=cursor,
        source=source.name,
        visit=visit,
        finds=_oldest_first(finds, newest_on_top=not visit.files),
        same=tuple(same),
        gone=tuple(sorted(standing - present)),
        back=tuple(key for key in same if key not in standing),
        gap=_gap(named, source, now),
        hints=reading.hints,
        notes=tuple(notes),
    )


def absorb(tx: Tx, harvests: Sequence[Harvest], *, config: Config, now: datetime) -> Report:
    """Take in what some visits brought, inside the caller's one transaction.

    A harvest whose lease was lost meanwhile is left out: somebody else visits that source now.
    """
    report = Report()
    cursors = []
    for each in harvests:
        if not visits.holds(tx, each.cursor):
            continue
        if isinstance(each.visit, Document):
            batch = plan(each, entries.known(tx, each), config, now)
            entries.record(tx, batch, now)
            feeds.admit(tx, batch, now)
            report += Report(
                new=len(batch.opened),
                changed=len(batch.changed),
                same=len(batch.same),
                withdrawn=len(batch.retracted),
                promised=outbox.owe(tx, batch, now),
            )
        report += Report(failed=int(isinstance(each.visit, Failed)))
        cursors.append(cadence.after(each, _interval(each, config), now))
    visits.leave(tx, cursors)
    return report


async def take_in(
    harvests: Sequence[Harvest], *, config: Config, store: Store, now: datetime, told: Callable[[str, Exception], None]
) -> Report:
    """Absorb harvests in one transaction; if that fails, each alone, without what is to blame.

    One bad item costs neither its source nor the other sources: it is left out, with a note. `told` hears of each
    source whose harvest failed. Raises StoreError when the database is the cause.
    """
    try:
        return await store.write(absorb, harvests, config=config, now=now)
    except StoreError:
        raise
    except Exception as error:  # noqa: BLE001 - a fault of ours in one harvest must not cost the others
        if len(harvests) == 1:
            told(harvests[0].source, error)
            return await _salvage(harvests[0], config=config, store=store, now=now)
    report = Report()
    for each in harvests:
        report += await take_in([each], config=config, store=store, now=now, told=told)
    return report


async def _salvage(harvest: Harvest, *, config: Config, store: Store, now: datetime) -> Report:
    """Absorb what can be absorbed of a harvest: each find is rehearsed alone, and those that fail are left out."""
    finds, notes = [], []
    for find in harvest.finds:
        try:
            alone = replace(harvest, finds=(find,), same=(), gone=(), back=())
            await store.write(_rehearse, alone, config=config, now=now)
            finds.append(find)
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it was, the note tells of it and the rest goes on
            notes.append(_left_out(find.entry.title, error))
    whole = replace(harvest, finds=tuple(finds), notes=(*harvest.notes, *notes))
    return await store.write(absorb, [whole], config=config, now=now)


def _rehearse(tx: Tx, harvest: Harvest, *, config: Config, now: datetime) -> None:
    trial = tx.begin_nested()
    absorb(tx, [harvest], config=config, now=now)
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


def _gap(named: Sequence[identity.Keyed], source: Source, now: datetime) -> timedelta | None:
    zone = ZoneInfo(source.timezone)
    found = (dates.read(item.published or item.updated or "", zone=zone, now=now) for _, item in named)
    return cadence.rhythm((moment for moment in found if moment is not None), now)


def _interval(harvest: Harvest, config: Config) -> cadence.Interval:
    source = next(each for each in config.sources if each.name == harvest.source)
    kind = KINDS[source.kind]
    gap = harvest.gap if isinstance(harvest.visit, Document) else harvest.cursor.gap
    return cadence.interval(source.every, kind.every, kind.floor, gap)
