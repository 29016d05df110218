"""Harvest and what is known make a batch: everything one visit changes, decided before anything is written."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from feedbot.model import Batch, Config, Entry, Find, Harvest, Known, Match, Sighting, Signature
from feedbot.rules import identity, twins
from feedbot.rules.matching import Panel
from feedbot.rules.reading import Text
from feedbot.rules.telling import tell


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What a harvest has that the store has not: new finds, held entries as they are now, a sighting for every key.

    `taken` are the ids of all of them.
    """

    opened: tuple[Find, ...]
    held: tuple[Entry, ...]
    sightings: tuple[Sighting, ...]
    taken: frozenset[str]


def plan(
    harvest: Harvest,
    known: Known,
    config: Config,
    now: datetime,
    *,
    news: News | None = None,
    matches: Mapping[str, Match] | None = None,
    panel: Panel | None = None,
    doubts: Mapping[str, str] | None = None,
) -> Batch:
    """What a harvest changes in the store: one batch for one transaction.

    `news` is what `sort` made of it, if that is known already, `matches` tell the stories of its new entries by id, and
    `panel` has the rules of feeds and channels by target; `doubts` say by key of a find why it is not to be told before
    somebody says so. Planning a visit again after its batch was recorded gives a
    batch that opens, changes and promises nothing.
    """
    source = config.source(harvest.source)
    if source is None:
        raise LookupError(f'"{harvest.source}" is no source of the config')
    if news is None:
        news = sort(harvest, known, now)
    doubts = {**twins.doubts(harvest, known, source, news.opened, now), **(doubts or {})}
    told = tell(news.opened, source, config, now, known=known, doubts=doubts, matches=matches or {}, panel=panel)
    changed = tuple(each for each in news.held if each.digest != known.entries[each.id].digest)
    return Batch(
        source=harvest.source,
        opened=tuple(find.entry for find in news.opened),
        changed=changed,
        renamed=tuple(each for each in news.held if each.digest == known.entries[each.id].digest),
        sightings=news.sightings,
        same=harvest.same,
        stories=told.stories,
        signatures=_signatures(harvest, news, changed),
        words=_words(harvest, news, changed),
        memberships=told.memberships,
        promises=told.promises,
        hastened=told.hastened,
        retracted=_entries(harvest.gone, known, but=news.taken),
        restored=_entries(harvest.back, known, but=frozenset()),
        verdicts=told.verdicts,
    )


def sort(harvest: Harvest, known: Known, now: datetime) -> News:
    """The finds as new and as altered entries, under the ids they have or get."""
    opened, altered = [], []
    sightings: dict[str, Sighting] = {}
    matches = twins.match(harvest, known)
    taken = {held.id for held in matches.values()}
    steady = twins.steady(harvest, known, matches)
    for find in harvest.finds:
        held = matches.get(find.entry.key)
        if held is None:
            find = _named(find, known, taken, now)  # noqa: PLW2901 - the same find under its final id
            opened.append(find)
            entry = find.entry
        else:
            entry = _merged(held, _linked(held, find) if find.entry.key in steady else find.entry, now)
            if entry.digest != held.digest or entry.key != held.key:
                altered.append(entry)
        taken.add(entry.id)
        for key in (find.entry.key, *find.aliases[:1]):
            # Of items that share an alias, the first has it; a key of its own is never taken for an alias.
            sighting = Sighting(source=harvest.source, key=key, entry=entry.id, raw=find.raw, seen=now)
            if key == find.entry.key or key not in sightings:
                sightings[key] = sighting
    return News(opened=tuple(opened), held=tuple(altered), sightings=tuple(sightings.values()), taken=frozenset(taken))


def _signatures(harvest: Harvest, news: News, changed: tuple[Entry, ...]) -> tuple[Signature, ...]:
    """The signatures of entries that are new or have another text, under their final ids."""
    ids = _ids(news, changed)
    found = ((find.signature, ids.get(find.entry.key)) for find in harvest.finds)
    known = ((each, id) for each, id in found if each is not None and id is not None)
    return tuple(each if each.entry == id else replace(each, entry=id) for each, id in known)


def _words(harvest: Harvest, news: News, changed: tuple[Entry, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The words of entries that are new or have another text, by their final ids."""
    ids = _ids(news, changed)
    found = ((find.text, ids.get(find.entry.key)) for find in harvest.finds)
    return tuple((id, tuple(text.places)) for text, id in found if isinstance(text, Text) and id is not None)


def _ids(news: News, changed: tuple[Entry, ...]) -> dict[str, str]:
    """The ids of entries that are new or have another text, by key."""
    return {entry.key: entry.id for entry in changed} | {find.entry.key: find.entry.id for find in news.opened}


def _linked(held: Entry, find: Find) -> Entry:
    """What was found, at the link we know."""
    if held.link == find.entry.link:
        return find.entry
    entry = replace(find.entry, link=held.link)
    return replace(entry, digest=identity.digest(entry))


def _named(find: Find, known: Known, taken: set[str], now: datetime) -> Find:
    """A new find under an id that names nothing else: another source, or another item, may claim the same one."""
    if find.entry.id not in known.entries and find.entry.id not in taken:
        return find
    id = identity.unclaimed(find.entry, now)
    return replace(
        find,
        entry=replace(find.entry, id=id),
        signature=replace(find.signature, entry=id) if find.signature else None,
    )


def _merged(held: Entry, new: Entry, now: datetime) -> Entry:
    """The entry we hold with what is new of it: id and first date stay, `updated` moves only with the content."""
    if new.digest == held.digest:
        return replace(held, key=new.key)
    updated = new.updated if new.updated > held.updated else now
    return replace(new, id=held.id, published=held.published, updated=max(updated, held.published))


def _entries(keys: tuple[str, ...], known: Known, *, but: frozenset[str]) -> tuple[str, ...]:
    """The ids that keys name, each once, without those that are still there under another key."""
    named = (known.sightings[key].entry for key in keys if key in known.sightings)
    return tuple(dict.fromkeys(each for each in named if each not in but))
