"""An entry with all that is known of it: its versions, its story, what each target made of it, and what was sent."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from feedbot.model import JUMP, READERS, Config, Delivery, Entry, Lane, Member, Verdict
from feedbot.store import Tx, beside, entries, outbox, revisions, stories
from feedbot.text import changes, html
from feedbot.text.changes import Stretch


@dataclass(frozen=True, slots=True, kw_only=True)
class Portrait:
    """All about an entry. `story` is the id of its story, `members` are that story's entries, its own included.

    `follows` is the story that this one follows. `deliveries` are those of the entry, and of its story where a channel
    tells stories, also those that told of it again; those to readers of the bot are no one's business, and `readers`
    counts them. `older` are its former versions, oldest first, each with the moment until which it stood.
    """

    entry: Entry
    story: str
    verdicts: tuple[Verdict, ...]
    deliveries: tuple[Delivery, ...]
    members: tuple[Member, ...]
    older: tuple[tuple[Entry, datetime], ...]
    lanes: dict[str, Lane]
    follows: str | None = None
    readers: int = 0


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
    whole = {channel.name for channel in config.channels if channel.stories}
    subjects = [entry.id, *([story] if story != entry.id else [])]
    found = [each for subject in subjects for each in outbox.deliveries(tx, subject=subject)]
    found += outbox.deliveries(tx, subject=JUMP + story)
    deliveries = [each for each in found if each.subject == entry.id or each.channel in whole]
    readers = {each.channel for each in found if of_reader(each.channel, config) and each.dropped is None}
    verdicts = entries.verdicts(tx, entry.id)
    return Portrait(
        entry=entry,
        story=story,
        verdicts=tuple(each for each in verdicts if not of_reader(each.target.removeprefix("channel:"), config)),
        deliveries=tuple(each for each in deliveries if not of_reader(each.channel, config)),
        members=stories.members(tx, [story]).get(story, ()),
        older=revisions.history(tx, entry.id),
        lanes=dict(outbox.lanes(tx)),
        follows=beside.followed(tx, [story]).get(story),
        readers=len(readers),
    )


def of_reader(channel: str, config: Config) -> bool:
    """Whether a channel belongs to somebody who asked the bot for it; its name has their chat in it."""
    return channel.startswith(READERS) and not any(each.name == channel and not each.reader for each in config.channels)


def history(entry: Entry, older: Sequence[tuple[Entry, datetime]]) -> tuple[Revision, ...]:
    """What changed from version to version, the newest change first; pure."""
    versions = [*(held for held, _ in older), entry]
    moments = [until for _, until in older]
    told = [
        Revision(at=at, fields=_changed(before, after))
        for before, after, at in zip(versions, versions[1:], moments, strict=False)
    ]
    return tuple(reversed(told))


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """That a version became the next at a moment: its title alone, its title and more, or all but its title.

    `title` is the one before.
    """

    at: datetime
    kind: Literal["title", "both", "rest"]
    title: str


def turns(entry: Entry, older: Sequence[tuple[Entry, datetime]]) -> tuple[Turn, ...]:
    """What changed from version to version in short, the newest change first; pure."""
    versions = [*(held for held, _ in older), entry]
    found = []
    for (before, at), after in zip(older, versions[1:], strict=True):
        other = replace(before, title=after.title, updated=after.updated, digest=after.digest, key=after.key) != after
        kind: Literal["title", "both", "rest"] = "rest"
        if before.title != after.title:
            kind = "both" if other else "title"
        found.append(Turn(at=at, kind=kind, title=before.title))
    return tuple(reversed(found))


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
