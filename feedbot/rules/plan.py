"""Harvest and what is known make a batch: everything one visit changes, decided before anything is written."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from feedbot.model import (
    Batch,
    Config,
    Entry,
    Find,
    Harvest,
    Known,
    Membership,
    Promise,
    Sighting,
    Source,
    Story,
    Verdict,
)
from feedbot.rules import identity, moved, routing, twins


def plan(harvest: Harvest, known: Known, config: Config, now: datetime) -> Batch:
    """What a harvest changes in the store: one batch for one transaction.

    Planning a visit again after its batch was recorded gives a batch that opens, changes and promises nothing.
    """
    source = config.source(harvest.source)
    if source is None:
        raise LookupError(f'"{harvest.source}" is no source of the config')
    opened, held, sightings, taken = _sort(harvest, known, now)
    doubts = twins.doubts(harvest, known, source, opened, now)
    verdicts, promises = _promise(opened, source, config, now, doubts=doubts, known=known)
    entries = tuple(find.entry for find in opened)
    return Batch(
        source=harvest.source,
        opened=entries,
        changed=tuple(each for each in held if each.digest != known.entries[each.id].digest),
        renamed=tuple(each for each in held if each.digest == known.entries[each.id].digest),
        sightings=sightings,
        same=harvest.same,
        stories=tuple(Story(id=each.id, entries=(each.id,), opened=now, updated=now) for each in entries),
        memberships=tuple(
            Membership(feed=verdict.target.removeprefix("feed:"), subject=entry.id, published=entry.published)
            for entry in entries
            for verdict in verdicts
            if verdict.subject == entry.id and verdict.target.startswith("feed:") and verdict.passed
        ),
        promises=promises,
        retracted=_entries(harvest.gone, known, but=taken),
        restored=_entries(harvest.back, known, but=frozenset()),
        verdicts=verdicts,
    )


def _sort(
    harvest: Harvest, known: Known, now: datetime
) -> tuple[tuple[Find, ...], tuple[Entry, ...], tuple[Sighting, ...], frozenset[str]]:
    """The finds as new and as altered entries, with a sighting for every key, and the ids they have."""
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
    return tuple(opened), tuple(altered), tuple(sightings.values()), frozenset(taken)


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
    return replace(find, entry=replace(find.entry, id=identity.unclaimed(find.entry, now)))


def _merged(held: Entry, new: Entry, now: datetime) -> Entry:
    """The entry we hold with what is new of it: id and first date stay, `updated` moves only with the content."""
    if new.digest == held.digest:
        return replace(held, key=new.key)
    updated = new.updated if new.updated > held.updated else now
    return replace(new, id=held.id, published=held.published, updated=max(updated, held.published))


def _promise(
    opened: tuple[Find, ...],
    source: Source,
    config: Config,
    now: datetime,
    *,
    doubts: Mapping[str, str],
    known: Known,
) -> tuple[tuple[Verdict, ...], tuple[Promise, ...]]:
    """A verdict for each new entry and each feed and channel, and the promises that follow, oldest entry first.

    What is doubted is promised too, but held, and its verdict says why.
    """
    verdicts, promises = [], []
    baseline = _baseline(opened, source, known)
    for find in opened:
        entry = find.entry
        verdicts += [routing.to_feed(entry, feed, now) for feed in config.feeds if not feed.alarms]
        if known.first and known.carried is None:
            held = baseline.get(entry.key)
        else:
            held = baseline.get(entry.key) or routing.held_back(entry, source, dated=find.dated, now=now)
        doubt = doubts.get(entry.key)
        for channel in config.channels:
            verdict = routing.to_channel(entry, channel, now, held=held)
            if verdict.passed:
                promises.append(
                    Promise(channel=channel.name, subject=entry.id, wanted=entry.digest, due=now, held=doubt)
                )
            if verdict.passed and doubt:
                verdict = replace(verdict, passed=False, because=doubt)
            verdicts.append(verdict)
    return tuple(verdicts), tuple(promises)


def _baseline(opened: tuple[Find, ...], source: Source, known: Known) -> Mapping[str, str]:
    """Of the entries that the first visit found, those that are not sent, by key, and why."""
    if not known.first:
        return {}
    if known.carried is not None:
        owed = moved.undelivered(opened, known.carried.seen, known.carried.checked)
        because = "the program from which the source was taken over had seen it"
        return {find.entry.key: because for find in opened if find.entry.key not in owed}
    because = f"it was there at the first visit of the source, and deliver_first is {source.deliver_first}"
    return {find.entry.key: because for find in opened[: max(0, len(opened) - source.deliver_first)]}


def _entries(keys: tuple[str, ...], known: Known, *, but: frozenset[str]) -> tuple[str, ...]:
    """The ids that keys name, each once, without those that are still there under another key."""
    named = (known.sightings[key].entry for key in keys if key in known.sightings)
    return tuple(dict.fromkeys(each for each in named if each not in but))
