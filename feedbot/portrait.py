"""An entry with all that is known of it: its versions, its story, what each target made of it, and what was sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from feedbot.model import Config, Delivery, Entry, Lane, Member, Verdict
from feedbot.store import Tx, entries, outbox, revisions, stories
from feedbot.text import changes, html
from feedbot.text.changes import Stretch


@dataclass(frozen=True, slots=True, kw_only=True)
class Portrait:
    """All about an entry. `story` is the id of its story, `members` are that story's entries, its own included.

    `deliveries` are those of the entry, and of its story where a channel tells stories. `older` are its former
    versions, oldest first, each with the moment until which it stood.
    """

    entry: Entry
    story: str
    verdicts: tuple[Verdict, ...]
    deliveries: tuple[Delivery, ...]
    members: tuple[Member, ...]
    older: tuple[tuple[Entry, datetime], ...]
    lanes: dict[str, Lane]


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """How a version became the next at a moment, field by field; fields that stayed are left out."""

    at: datetime
    fields: tuple[tuple[str, tuple[Stretch, ...]], ...]


def portrait(tx: Tx, name: str, config: Config) -> Portrait | None:
    """All about the entry whose id, link or key this is; None if there is none."""
    entry = entries.find(tx, name)
    if entry is None:
        return None
    story = stories.places(tx, [entry.id]).get(entry.id, entry.id)
    deliveries = outbox.deliveries(tx, subject=entry.id)
    if story != entry.id:
        whole = {channel.name for channel in config.channels if channel.stories}
        deliveries += tuple(each for each in outbox.deliveries(tx, subject=story) if each.channel in whole)
    return Portrait(
        entry=entry,
        story=story,
        verdicts=entries.verdicts(tx, entry.id),
        deliveries=deliveries,
        members=stories.members(tx, [story]).get(story, ()),
        older=revisions.history(tx, entry.id),
        lanes=dict(outbox.lanes(tx)),
    )


def history(entry: Entry, older: Sequence[tuple[Entry, datetime]]) -> tuple[Revision, ...]:
    """What changed from version to version, the newest change first; pure."""
    versions = [*(held for held, _ in older), entry]
    moments = [until for _, until in older]
    told = [
        Revision(at=at, fields=_changed(before, after))
        for before, after, at in zip(versions, versions[1:], moments, strict=False)
    ]
    return tuple(reversed(told))


def _changed(before: Entry, after: Entry) -> tuple[tuple[str, tuple[Stretch, ...]], ...]:
    pairs = (
        ("title", before.title, after.title),
        ("link", before.link or "", after.link or ""),
        ("summary", before.summary, after.summary),
        ("content", html.plain(before.content), html.plain(after.content)),
        ("language", before.language or "", after.language or ""),
        ("authors", _names(before), _names(after)),
        ("categories", _terms(before), _terms(after)),
    )
    return tuple((name, changes.compare(old, new)) for name, old, new in pairs if old != new)


def _names(entry: Entry) -> str:
    return ", ".join(person.name for person in entry.authors)


def _terms(entry: Entry) -> str:
    return ", ".join(category.label or category.term for category in entry.categories)
