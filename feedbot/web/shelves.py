"""What the API reads of the store beyond one function of it: a page of entries, a whole story, feeds with addresses."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from feedbot.feeds import FORMATS
from feedbot.model import Config, Entry, Feed, Member
from feedbot.rules import matching, searching
from feedbot.rules.matching import Panel
from feedbot.store import Tx, archive, entries, feeds, stories
from feedbot.store import search as index
from feedbot.store.archive import Shelf
from feedbot.web import answers

PATIENCE = 10.0
"""Seconds that one page may take; what was found by then is given."""

Place = tuple[datetime, str]
"""The place of an entry in the order of all: when it was published, and its id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Which entries are wanted: those that pass the rule "" of a panel, of a source, since a moment, after a place."""

    source: str | None
    since: datetime | None
    after: Place | None
    limit: int
    panel: Panel | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Entries, each with why it passes. `last` is the place after which the rest begins, None if there is no rest."""

    rows: tuple[tuple[Entry, str | None], ...]
    last: Place | None
    complete: bool


def page(tx: Tx, wish: Wish, now: datetime, clock: Callable[[], float]) -> Page:
    """A page of entries, newest first; `clock` counts seconds."""
    wanted = searching.asked(wish.panel.rules, "") if wish.panel else None
    rows: list[tuple[Entry, str | None]] = []
    last: Place | None = None
    looked, end = 0, clock() + PATIENCE
    for looked, (entry, size) in enumerate(index.candidates(tx, wanted, since=wish.since), 1):  # noqa: B007
        if wish.after is not None and not _behind(entry, wish.after):
            continue
        if len(rows) == wish.limit or clock() > end:
            return Page(rows=tuple(rows), last=last or wish.after, complete=True)
        last = (entry.published, entry.id)
        if wish.source is not None and entry.source != wish.source:
            continue
        if wish.panel is None:
            rows.append((entry, None))
            continue
        hit = wish.panel.judge(entry, matching.read(entry), size=size, now=now)[""]
        if hit.passed:
            rows.append((entry, hit.because))
    return Page(rows=tuple(rows), last=None, complete=looked < index.MOST)


def whole(tx: Tx, name: str) -> tuple[str, tuple[Member, ...]] | None:
    """The story of the entry whose id, link or key this is, and that story's entries; None if there is none."""
    entry = entries.find(tx, name)
    if entry is None:
        return None
    story = stories.places(tx, [entry.id]).get(entry.id, entry.id)
    return story, stories.members(tx, [story]).get(story, ())


def id_of(tx: Tx, name: str) -> str:
    """The id of the entry whose id, link or key this is; the name itself if there is none."""
    entry = entries.find(tx, name)
    return entry.id if entry else name


def publications(tx: Tx, config: Config) -> answers.Publications:
    """All feeds of the config with their addresses."""
    names = [feed.name for feed in config.feeds]
    held, counts, due = archive.shelves(tx, names), feeds.count(tx, names), feeds.pending(tx, names)
    return answers.Publications(
        feeds=tuple(
            answers.Publication(
                name=feed.name,
                title=feed.title,
                where=feed.where,
                sources=feed.sources,
                language=feed.language,
                private=feed.private,
                each=feed.each,
                entries=counts.get(feed.name, 0),
                pages=len(held[feed.name].pages) if feed.archive and feed.name in held else 0,
                written=feed.name in held and feed.name not in due,
                addresses=_addresses(feed, held.get(feed.name), config.settings.url),
            )
            for feed in config.feeds
        )
    )


def _behind(entry: Entry, after: Place) -> bool:
    return entry.published < after[0] or (entry.published == after[0] and entry.id > after[1])


def _addresses(feed: Feed, shelf: Shelf | None, url: str) -> dict[str, str]:
    """The address in each format; none while a private feed has no secret yet."""
    if shelf is None or (feed.private and shelf.stem == feed.name):
        return {}
    return {format: f"{url}/feeds/{shelf.stem}{FORMATS[format].suffix}" for format in feed.formats}
