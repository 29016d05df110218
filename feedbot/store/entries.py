"""What was seen, what was made of it, and why it went where it went.

An entry that its source withdrew stays here, marked; `latest`, `every`, `count` and `keys` leave it out.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, select, tuple_, update

from feedbot.model import CANARY, Batch, Document, Entry, Harvest, Known, Sighting, Verdict
from feedbot.store import Tx, mutes
from feedbot.store.dialect import SIZE, chunks, put
from feedbot.store.tables import entries, sightings, stories, visits
from feedbot.store.values import clean, microseconds, moment

NAMES = tuple(each.name for each in fields(Entry))

COLUMNS = tuple(entries.c[name] for name in NAMES)
"""What `entry` reads, in its order."""


def entry(row: Sequence[Any]) -> Entry:
    """An entry from a row that begins with `COLUMNS`."""
    return Entry(**dict(zip(NAMES, row, strict=False)))


def seen(tx: Tx, source: str, keys: Iterable[str]) -> dict[str, str]:
    """The raw digest of each key that was seen before; "" for a key whose entry changed under another key since."""
    asked = {clean(key): key for key in keys}
    found: dict[str, str] = {}
    for some in chunks(asked):
        query = select(sightings.c.key, sightings.c.raw).where(sightings.c.source == source, sightings.c.key.in_(some))
        found |= {asked[key]: raw for key, raw in tx.execute(query)}
    return found


def keys(tx: Tx, source: str) -> frozenset[str]:
    """The key of every entry of a source that is not withdrawn; what a complete reading should have."""
    return frozenset(tx.execute(select(entries.c.key).where(*_standing(source))).scalars())


def known(tx: Tx, harvest: Harvest) -> Known:
    """What is held already of a harvest, as `all_known` says."""
    return all_known(tx, [harvest])[0]


def all_known(tx: Tx, harvests: Sequence[Harvest]) -> tuple[Known, ...]:
    """What is held already of each of some harvests of different sources, read with no other writer in between.

    With them, for items under keys that were never seen, or that named what has another title, entries of the source
    with the same titles; and if most keys were never seen, the source's newest entries. Not for files, whose names are
    their owner's.
    """
    found = _sightings(tx, ((each.source, key) for each in harvests for key in _named(each)))
    visited = _visited(tx, [each.source for each in harvests])
    finds = [find.entry.id for each in harvests for find in each.finds]
    ids = dict.fromkeys([*(each.entry for some in found.values() for each in some.values()), *finds])
    held = _held(tx, ids)
    muted = mutes.every(tx)
    mine = [_held_of(each, found.get(each.source, {}), held) for each in harvests]
    for each, own in zip(harvests, mine, strict=True):
        if each.source in visited and not (isinstance(each.visit, Document) and each.visit.files):
            seen = found.get(each.source, {})
            alike = _lookalikes(tx, each, {key: own.get(sighting.entry) for key, sighting in seen.items()})
            own.update(_held(tx, (id for id in alike if id not in own)))
    same = {each.source: frozenset(each.same) for each in harvests}
    pairs = zip(harvests, mine, strict=True)
    keys = ((each.source, held.key) for each, own in pairs for held in own.values() if held.key in same[each.source])
    for source, some in _sightings(tx, keys).items():
        found[source] = found.get(source, {}) | some
    return tuple(
        Known(sightings=found.get(each.source, {}), entries=own, first=each.source not in visited, muted=muted)
        for each, own in zip(harvests, mine, strict=True)
    )


def record(tx: Tx, batch: Batch, now: datetime) -> None:
    """Write down what a visit brought.

    An entry that its source names again is restored if it had been withdrawn, whether `batch.restored` has it or not:
    what is there is never lost. An id that is taken is refused, which ends the transaction.
    """
    places = {each: story.id for story in batch.stories for each in story.entries}
    _open(tx, batch, places, now)
    _change(tx, batch)
    _sight(tx, batch, now)
    _tell(tx, batch, places, now)
    _withdraw(tx, batch, now)
    fresh = {each.id for each in batch.opened}
    explain(tx, (each for each in batch.verdicts if each.subject not in fresh))


def find(tx: Tx, text: str) -> Entry | None:
    """The entry whose id, link or key this is, in that order; the newest of those that stand comes first."""
    for column in (entries.c.id, entries.c.link, entries.c.key):
        query = select(*COLUMNS).where(column == text)
        row = tx.execute(query.order_by(entries.c.retracted.is_not(None), entries.c.published.desc()).limit(1)).first()
        if row is not None:
            return entry(row)
    return None


def latest(tx: Tx, *, source: str | None = None, limit: int = 50) -> tuple[Entry, ...]:
    """The newest entries, newest first."""
    order = (entries.c.published.desc(), entries.c.id)
    query = select(*COLUMNS).where(*_standing(source)).order_by(*order).limit(limit)
    return tuple(entry(row) for row in tx.execute(query))


def every(tx: Tx, *, source: str | None = None) -> Iterator[Entry]:
    """All entries, oldest first, read as they are asked for; to be used up inside the transaction."""
    query = select(*COLUMNS).where(*_standing(source)).order_by(entries.c.published, entries.c.id)
    for row in tx.execute(query.execution_options(yield_per=500)):
        yield entry(row)


def verdicts(tx: Tx, id: str) -> tuple[Verdict, ...]:
    """The last verdict of each target on an entry, in the order in which the targets first judged it."""
    row = tx.execute(select(entries.c.id, entries.c.verdicts).where(entries.c.id == id)).first()
    return said(row.id, row.verdicts) if row else ()


def titles(tx: Tx, ids: Iterable[str]) -> dict[str, str]:
    """The title of each of these entries."""
    found: dict[str, str] = {}
    for some in chunks(ids):
        found |= {
            id: title for id, title in tx.execute(select(entries.c.id, entries.c.title).where(entries.c.id.in_(some)))
        }
    return found


def standing(tx: Tx, ids: Iterable[str]) -> tuple[Entry, ...]:
    """Those of these entries that are not withdrawn."""
    found = [select(*COLUMNS).where(entries.c.id.in_(some), entries.c.retracted.is_(None)) for some in chunks(ids)]
    return tuple(entry(row) for query in found for row in tx.execute(query))


def said(id: str, facts: Iterable[Mapping[str, Any]]) -> tuple[Verdict, ...]:
    """The verdicts on an entry from its column `verdicts`."""
    return tuple(_verdict(id, each) for each in facts)


def story_of(tx: Tx, id: str) -> str | None:
    """The id of the story an entry belongs to."""
    return tx.execute(select(entries.c.story).where(entries.c.id == id)).scalar()


def explain(tx: Tx, verdicts: Iterable[Verdict]) -> None:
    """On entries held before, a target's newer verdict takes the place of its older one."""
    later = list(verdicts)
    said: dict[str, dict[str, dict[str, Any]]] = {}
    for some in chunks(each.subject for each in later):
        query = select(entries.c.id, entries.c.verdicts).where(entries.c.id.in_(some))
        said |= {row.id: {each["target"]: each for each in row.verdicts} for row in tx.execute(query)}
    for each in later:
        if each.subject in said:
            said[each.subject][each.target] = _fact(each)
    if said:
        statement = update(entries).where(entries.c.id == bindparam("held")).values(verdicts=bindparam("said"))
        tx.execute(statement, [{"held": id, "said": list(facts.values())} for id, facts in said.items()])


def count(tx: Tx) -> Mapping[str, int]:
    """How many entries each source has; sources without any are left out."""
    query = select(entries.c.source, func.count()).where(*_standing(None)).group_by(entries.c.source)
    return {source: number for source, number in tx.execute(query)}


def returned(tx: Tx, batch: Batch, now: datetime) -> tuple[str, ...]:
    """The ids of withdrawn entries that recording this batch at `now` restored."""
    query = select(entries.c.id).where(entries.c.restored == now, entries.c.retracted.is_(None))
    found = (tx.execute(query.where(entries.c.id.in_(some))).scalars() for some in chunks(_present(batch)))
    return tuple(each for some in found for each in some)


def _held(tx: Tx, ids: Iterable[str]) -> dict[str, Entry]:
    held: dict[str, Entry] = {}
    for some in chunks(ids):
        held |= {row.id: entry(row) for row in tx.execute(select(*COLUMNS).where(entries.c.id.in_(some)))}
    return held


def _lookalikes(tx: Tx, harvest: Harvest, named: Mapping[str, Entry | None]) -> list[str]:
    """The ids of entries that finds may mean which keys do not tell; `named` has what keys do."""
    unseen = sum(find.entry.key not in named for find in harvest.finds)
    most = unseen * 2 > len(harvest.finds) + len(harvest.same)
    told = ((find.entry.title, named.get(find.entry.key)) for find in harvest.finds)
    lost = (title for title, held in told if held is None or held.title != title)
    ids = _titled(tx, harvest.source, lost, _FAR if most else _NEAR)
    return ids + (_near(tx, harvest.source) if most else [])


_NEAR = 200
_FAR = 5_000
_TITLES = 1_000
_newest = (
    select(entries.c.id, entries.c.title)
    .where(entries.c.source == bindparam("of"), entries.c.retracted.is_(None))
    .order_by(entries.c.published.desc())
    .limit(bindparam("most"))
    .subquery()
)
# What is longer is not looked through in search of old acquaintances.
_NEWEST = (
    select(entries.c.id)
    .join(_newest, _newest.c.id == entries.c.id)
    .where(func.length(entries.c.content) <= 32_768)
    .limit(SIZE)
)
_TITLED = _NEWEST.where(_newest.c.title.in_(bindparam("titles", expanding=True)))


def _near(tx: Tx, source: str) -> list[str]:
    """The ids of a source's newest entries."""
    return list(tx.execute(_NEWEST, {"of": source, "most": _NEAR}).scalars())


def _titled(tx: Tx, source: str, titles: Iterable[str], most: int) -> list[str]:
    """The ids of those of a source's newest entries that have one of these titles."""
    found: list[str] = []
    for some in chunks(islice(titles, _TITLES)):
        found += tx.execute(_TITLED, {"of": source, "most": most, "titles": some}).scalars()
    return found


def _standing(source: str | None) -> list[ColumnElement[bool]]:
    here = [entries.c.source != CANARY if source is None else entries.c.source == source]
    return [*here, entries.c.retracted.is_(None)]


def _named(harvest: Harvest) -> Iterator[str]:
    """The keys by which a harvest may name what is held."""
    yield from harvest.gone
    yield from harvest.back
    for find in harvest.finds:
        yield find.entry.key
        yield from find.aliases


def _held_of(harvest: Harvest, seen: Mapping[str, Sighting], held: Mapping[str, Entry]) -> dict[str, Entry]:
    """Of the entries that are held, those that a harvest names by a key or by their id."""
    ids = dict.fromkeys((*(each.entry for each in seen.values()), *(find.entry.id for find in harvest.finds)))
    return {id: held[id] for id in ids if id in held}


def _visited(tx: Tx, sources: Iterable[str]) -> frozenset[str]:
    """Those of the sources that were visited once."""
    queries = (
        select(visits.c.source).where(visits.c.source.in_(some), visits.c.visited.is_not(None))
        for some in chunks(sources)
    )
    return frozenset(source for query in queries for source in tx.execute(query).scalars())


def _sightings(tx: Tx, named: Iterable[tuple[str, str]]) -> dict[str, dict[str, Sighting]]:
    """What is known under these keys, each with its source: by source, then by key."""
    asked = {(source, clean(key)): key for source, key in named}
    found: dict[str, dict[str, Sighting]] = {}
    for some in chunks(asked, SIZE // 2):
        query = select(sightings).where(tuple_(sightings.c.source, sightings.c.key).in_(some))
        for row in tx.execute(query):
            found.setdefault(row.source, {})[asked[row.source, row.key]] = Sighting(**row._asdict())
    return found


def _present(batch: Batch) -> list[str]:
    """The ids of entries held before that this visit found at their source."""
    named = [
        *batch.restored,
        *(each.id for each in (*batch.changed, *batch.renamed)),
        *(each.entry for each in batch.sightings),
    ]
    fresh = {each.id for each in batch.opened}
    return [each for each in named if each not in fresh]


def _fields(each: Entry) -> dict[str, Any]:
    return {name: getattr(each, name) for name in NAMES}


def _open(tx: Tx, batch: Batch, places: Mapping[str, str], now: datetime) -> None:
    said: dict[str, list[dict[str, Any]]] = {each.id: [] for each in batch.opened}
    for verdict in batch.verdicts:
        if verdict.subject in said:
            said[verdict.subject].append(_fact(verdict))
    fresh = {"recorded": now, "retracted": None, "restored": None}
    rows = [_fields(each) | fresh | {"story": places.get(each.id), "verdicts": said[each.id]} for each in batch.opened]
    if rows:
        tx.execute(entries.insert(), rows)


def _change(tx: Tx, batch: Batch) -> None:
    """Only the source that brought an entry may change it."""
    known = (*batch.changed, *batch.renamed)
    if not known:
        return
    mine = (entries.c.id == bindparam("held_id"), entries.c.source == bindparam("held_source"))
    names = [name for name in NAMES if name not in {"id", "source"}]
    statement = update(entries).where(*mine).values({name: bindparam(name) for name in names})
    rows = [_fields(each) | {"held_id": each.id, "held_source": each.source} for each in known]
    tx.execute(statement, rows)


def meet(tx: Tx, same: Iterable[tuple[str, str]], now: datetime) -> None:
    """Note that items were there again, each by its source and key; once a day is enough."""
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    for some in chunks(same, SIZE // 2):
        mine = (tuple_(sightings.c.source, sightings.c.key).in_(some), sightings.c.seen < today)
        tx.execute(update(sightings).where(*mine).values(seen=now))


def _sight(tx: Tx, batch: Batch, now: datetime) -> None:
    """Keys under which a changed entry was seen before stand for an older text now, so they count as changed."""
    if known := (*batch.changed, *batch.renamed):
        stale = (sightings.c.entry == bindparam("held"), sightings.c.source == batch.source)
        tx.execute(update(sightings).where(*stale).values(raw=""), [{"held": each.id} for each in known])
    names = [column.name for column in sightings.c]
    put(tx, sightings, [{name: getattr(each, name) for name in names} for each in batch.sightings])
    meet(tx, ((batch.source, key) for key in batch.same), now)


def _tell(tx: Tx, batch: Batch, places: Mapping[str, str], now: datetime) -> None:
    put(
        tx,
        stories,
        [{"id": each.id, "entries": each.entries, "updated": each.updated} for each in batch.stories],
        fresh={"opened": now},
    )
    for each in batch.stories:
        if each.follows is not None:
            tx.execute(update(stories).where(stories.c.id == each.id).values(follows=each.follows))
    fresh = {each.id for each in batch.opened}
    joined = [{"held": each, "place": story} for each, story in places.items() if each not in fresh]
    if joined:
        tx.execute(update(entries).where(entries.c.id == bindparam("held")).values(story=bindparam("place")), joined)


def _withdraw(tx: Tx, batch: Batch, now: datetime) -> None:
    mine = entries.c.source == batch.source
    present = _present(batch)
    for some in chunks(present):
        back = (mine, entries.c.id.in_(some), entries.c.retracted.is_not(None))
        tx.execute(update(entries).where(*back).values(retracted=None, restored=now))
    for some in chunks(set(batch.retracted).difference(present)):
        away = (mine, entries.c.id.in_(some), entries.c.retracted.is_(None))
        tx.execute(update(entries).where(*away).values(retracted=now))
        # When its source names it again it is looked at anew, though it says the same as before.
        tx.execute(update(sightings).where(sightings.c.entry.in_(some)).values(raw=""))


def _fact(each: Verdict) -> dict[str, Any]:
    fact = {"target": each.target, "passed": each.passed, "because": each.because, "at": microseconds(each.at)}
    return fact | ({"waits": True} if each.waits else {})


def _verdict(subject: str, fact: Mapping[str, Any]) -> Verdict:
    return Verdict(
        target=fact["target"],
        subject=subject,
        passed=fact["passed"],
        because=fact["because"],
        at=moment(fact["at"]),
        waits=fact.get("waits", False),
    )
