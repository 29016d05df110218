"""What the API reads of the store beyond one function of it: a page of entries, a whole story, feeds with addresses."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from feedbot import fate
from feedbot import portrait as portraits
from feedbot.feeds import FORMATS
from feedbot.model import Config, Delivery, Entry, Feed, Member
from feedbot.rules import matching, searching
from feedbot.rules.matching import Panel
from feedbot.store import Tx, archive, beside, entries, feeds, stories
from feedbot.store import outbox as queue
from feedbot.store import search as index
from feedbot.store.archive import Shelf
from feedbot.web import answers
from feedbot.web.channels import listed

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


def whole(tx: Tx, name: str) -> answers.StoryTold | None:
    """The story of the entry whose id, link or key this is; None if there is none."""
    entry = entries.find(tx, name)
    if entry is None:
        return None
    story = stories.places(tx, [entry.id]).get(entry.id, entry.id)
    follows, later = beside.followed(tx, [story]).get(story), beside.followers(tx, [story]).get(story, ())
    return _tale(story, stories.members(tx, [story]).get(story, ()), follows, later)


def largest(tx: Tx, since: datetime, limit: int) -> answers.Stories:
    """The stories with the most entries of those that grew since a moment."""
    found = [story.id for story, _ in stories.largest(tx, since, limit)]
    held, followed, later = stories.members(tx, found), beside.followed(tx, found), beside.followers(tx, found)
    tales = (_tale(each, held.get(each, ()), followed.get(each), later.get(each, ())) for each in found)
    return answers.Stories(stories=tuple(tales))


def portrait(
    tx: Tx, name: str, config: Config, now: datetime
) -> tuple[portraits.Portrait, tuple[answers.FateTold, ...]] | None:
    """All about an entry, and what became of its deliveries; None if there is none."""
    known = portraits.portrait(tx, name, config)
    return None if known is None else (known, _fates(tx, config, known.deliveries, now))


def outbox(
    tx: Tx, config: Config, channel: str | None, state: queue.State | None, limit: int, now: datetime
) -> answers.Outbox:
    """Deliveries of the channels of the config, or of one of them, and what became of each."""
    names = [channel] if channel else [each.name for each in config.channels]
    found = listed(tx, names, state, limit)
    counts = {name: each for name, each in queue.counts(tx).items() if name in names}
    return answers.Outbox(deliveries=found, fates=_fates(tx, config, found, now), counts=counts)


def _fates(tx: Tx, config: Config, found: Sequence[Delivery], now: datetime) -> tuple[answers.FateTold, ...]:
    known = fate.around(tx, config, found, now)
    told = [fate.fate(each, known[each.channel, each.subject]) for each in found]
    return tuple(
        answers.FateTold(state=each.state, says=tuple(fate.english(fact, _moment) for fact in each.facts))
        for each in told
    )


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _tale(story: str, members: tuple[Member, ...], follows: str | None, later: tuple[str, ...]) -> answers.StoryTold:
    rows = tuple(row(each.entry) for each in members)
    sources = len({each.source for each in rows})
    return answers.StoryTold(id=story, entries=rows, sources=sources, follows=follows, followed=later)


def row(entry: Entry, because: str | None = None) -> answers.EntryRow:
    """An entry in a list."""
    return answers.EntryRow(
        id=entry.id,
        source=entry.source,
        title=entry.title,
        link=entry.link,
        summary=entry.summary,
        language=entry.language,
        published=entry.published,
        updated=entry.updated,
        because=because,
    )


def id_of(tx: Tx, name: str) -> str:
    """The id of the entry whose id, link or key this is; the name itself if there is none."""
    entry = entries.find(tx, name)
    return entry.id if entry else name


def publications(tx: Tx, config: Config) -> answers.Publications:
    """All feeds of the config with their addresses."""
    names = [feed.name for feed in config.feeds]
    held, counts, due = archive.shelves(tx, names), feeds.held(tx, config.feeds), feeds.pending(tx, names)
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
