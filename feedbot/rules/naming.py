"""What names the items of a source: their ids, or, once these proved to be bad, their links or their titles."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from feedbot.model import Batch, Cursor, Evidence, Harvest, Item, Known, Naming
from feedbot.rules import twins
from feedbot.rules.likeness import later
from feedbot.text import urls, words

_MANY = 10
_MEMORY = 1_000
_CALLED: dict[Naming, str] = {"id": "ids", "link": "links", "text": "titles and dates"}


def decide(cursor: Cursor, items: Sequence[Item]) -> Naming:
    """What names the items of a reading.

    Ids are given up when over a quarter of those seen lately were bad, and ten at least. A good source has none, and
    one whose ids all change once, as it moves, has seldom so many among the last thousand; where it has, nothing is
    lost by going by its links. Of links and titles the first is taken that over three quarters of the items have for
    themselves; where neither is so, all stays as it is.

    Ids that were given up are never trusted again, for the links that took their place are no worse. So nothing goes
    back and forth. A source that is given another address begins anew.
    """
    evidence, naming = cursor.evidence, cursor.naming
    bad = evidence.missing + evidence.repeated + evidence.changed
    if naming == "id" and (bad < _MANY or bad * 4 <= evidence.items):
        return naming
    different = set(items)
    if naming == "text" or len(different) < (_MANY if naming == "link" else 1):
        return naming
    if _own([urls.twin(item.link or "", item.base) for item in different]):
        return "link"
    if _own([f"{words.fold(item.title)} {item.published}" if item.title else None for item in different]):
        return "text"
    return naming


def note(cursor: Cursor, naming: Naming) -> tuple[str, ...]:
    """What to tell the operator when the items of a source are named otherwise than before; else nothing."""
    if naming == cursor.naming:
        return ()
    if cursor.naming == "link":
        return (f"its links are missing or shared too: items are known by their {_CALLED[naming]} now",)
    seen = cursor.evidence
    return (f"of its last {seen.items} ids {_figures(seen)}: items are known by their {_CALLED[naming]} now",)


def reason(naming: Naming, seen: Evidence) -> str:
    """What names the items of a source, and why, for people.

    The figures are of the ids seen lately as long as ids are trusted, and after that those that led to giving them up.
    """
    said, called = _figures(seen), f"their {_CALLED[naming]}"
    if not said:
        return called
    if naming == "id":
        return f"{called}, although of the last {seen.items} {said}"
    return f"{called}, for its ids were given up: of {seen.items} that were counted until then {said}"


def observe(cursor: Cursor, naming: Naming, items: Sequence[Item]) -> Evidence:
    """The evidence with what a reading by itself shows: ids that are missing, and ids of several items that differ.

    Where no item has an id, none is missing: that source has no ids. Files have none either. What led to giving ids up
    is kept as it was then. Older evidence counts less and less.
    """
    if naming != "id":
        return cursor.evidence
    ids = [(item.id or "").strip() for item in set(items) if item.path is None]
    named = Counter(filter(None, ids))
    return _faded(
        replace(
            cursor.evidence,
            items=cursor.evidence.items + len(ids),
            missing=cursor.evidence.missing + (len(ids) - named.total() if named else 0),
            repeated=cursor.evidence.repeated + named.total() - len(named),
        )
    )


def learn(harvest: Harvest, known: Known, batch: Batch) -> Harvest:
    """The harvest with what planning it showed: ids that changed or were used again, and a note when many were new.

    Links that change too are given up for titles at the next visit.
    """
    opened = {entry.id for entry in batch.opened}
    named = {sighting.key: sighting.entry for sighting in batch.sightings}
    crowd = twins.crowd(harvest, known)
    changed = sum(named[find.entry.key] not in opened for find in crowd.unseen)
    before = ((each.key, each.entry) for each in known.sightings.values() if each.entry in known.entries)
    keys = {find.entry.key for find in harvest.finds}
    used = sum(key in keys and named[key] != entry for key, entry in before)
    start = f"held: {crowd.told}"  # as `twins.doubts` says; others hold promises too
    held = {each.subject for each in batch.promises if (each.held or "").startswith(start)}
    told = _told(crowd, changed, len(held))
    meant = ((known.entries.get(named[find.entry.key]), find) for find in crowd.unseen)
    again = sum(entry is not None and later(entry, find) for entry, find in meant)
    harvest = replace(harvest, notes=(*harvest.notes, *told, *_again(again, crowd.total)))
    if harvest.naming == harvest.cursor.naming == "link" and crowd.many and changed * 2 > crowd.total:
        why = f"its links change too: items are known by their {_CALLED['text']} from now on"
        return replace(harvest, naming="text", notes=(*harvest.notes, why))
    if harvest.naming != "id":
        return harvest
    seen = harvest.evidence
    return replace(harvest, evidence=replace(seen, changed=seen.changed + changed, repeated=seen.repeated + used))


def _told(crowd: twins.Crowd, changed: int, held: int) -> tuple[str, ...]:
    """One sentence when many ids were new at once, though not all of what they name is."""
    if not crowd.many or not (changed or held):
        return ()
    said = [crowd.told]
    if changed:
        said.append(f"{changed} of them name articles that were here before, by their links, titles or texts")
    if held:
        said.append(f"{held} are held back as they may be old; `feedbot outbox retry CHANNEL --dropped` sends them")
    return ("; ".join(said),)


def _again(count: int, total: int) -> tuple[str, ...]:
    """One sentence about items that are put in anew; for what was sent of them it changes nothing."""
    if not count:
        return ()
    return (f"{count} of {total} items came again with another id and a later date; what was sent of them stands",)


def _figures(seen: Evidence) -> str:
    """What was bad about ids, in numbers: "12 changed while links or titles stayed, 3 were missing"; may be empty."""
    counts = ((seen.changed, "changed while links or titles stayed"), (seen.repeated, "named two articles or more"))
    return ", ".join(f"{count} {what}" for count, what in (*counts, (seen.missing, "were missing")) if count)


def _own(names: Sequence[str | None]) -> bool:
    """Over three quarters of the items have a name of their own."""
    counts = Counter(filter(None, names))
    return sum(count == 1 for count in counts.values()) * 4 > len(names) * 3


def _faded(evidence: Evidence) -> Evidence:
    if evidence.items <= _MEMORY:
        return evidence
    return _faded(
        Evidence(
            items=evidence.items // 2,
            missing=evidence.missing // 2,
            repeated=evidence.repeated // 2,
            changed=evidence.changed // 2,
        )
    )
