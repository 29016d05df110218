"""Which entries belong together, and the signatures by which that was told."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from sqlalchemy import Text, cast, delete, func, select, update

from feedbot.model import Batch, Entry, Member, Signature, Story
from feedbot.store import Tx
from feedbot.store import entries as articles
from feedbot.store.dialect import chunks, put
from feedbot.store.tables import entries, signatures, stories
from feedbot.store.values import Packed

KEPT = timedelta(days=8)
"""How long a signature is kept: a day longer than any story lives."""

_SIGNED = Packed(Signature)

# Of entries that came together, the one that opened the story is the first.
_JOINED = (entries.c.recorded, entries.c.id != entries.c.story, entries.c.published, entries.c.id)


def keep(tx: Tx, batch: Batch, now: datetime) -> Mapping[str, Signature]:
    """Write down the signatures of a batch that was recorded; those that are too old for any story are let go.

    A signature of a changed entry takes the place of the one it had, and is numbered anew. Gives those that were
    written, by the text under which they stand.
    """
    tx.execute(delete(signatures).where(signatures.c.at < now - KEPT))
    if not batch.signatures:
        return {}
    places = {each: story.id for story in batch.stories for each in story.entries}
    known = {each.entry for each in batch.signatures} - set(places)
    for some in chunks(known):
        query = select(signatures.c.entry, signatures.c.story).where(signatures.c.entry.in_(some))
        places |= {entry: story for entry, story in tx.execute(query)}
    last = _last(tx)
    texts: dict[str, Signature] = {
        _SIGNED.written(each): each
        for each in batch.signatures
        if each.entry in places and (each.came or each.at) >= now - KEPT
    }
    rows = [
        {"entry": each.entry, "story": places[each.entry], "at": each.came or each.at, "signature": text}
        for text, each in texts.items()
    ]
    put(tx, signatures, [row | {"number": last + place} for place, row in enumerate(rows, 1)])
    return texts


def after(
    tx: Tx, number: int, *, known: Mapping[str, Signature] = MappingProxyType({})
) -> Iterator[tuple[int, Signature, str]]:
    """The signatures with a number above this one, with number and story, in the order of their numbers.

    Those that are `known` by their text are given as they are.
    """
    query = select(signatures.c.number, cast(signatures.c.signature, Text), signatures.c.story)
    for place, text, story in tx.execute(query.where(signatures.c.number > number).order_by(signatures.c.number)):
        yield place, known.get(text) or _SIGNED.read(text), story


def members(tx: Tx, ids: Iterable[str]) -> Mapping[str, tuple[Member, ...]]:
    """The entries of stories that are not withdrawn, by story, in the order in which they joined, with their verdicts.

    A story without such entries is left out.
    """
    found: dict[str, list[Member]] = {}
    columns = (*articles.COLUMNS, entries.c.story, entries.c.verdicts)
    for some in chunks(ids):
        query = select(*columns).where(entries.c.story.in_(some), entries.c.retracted.is_(None))
        for row in tx.execute(query.order_by(*_JOINED)):
            said = {each.target: each for each in articles.said(row.id, row.verdicts)}
            found.setdefault(row.story, []).append(Member(entry=articles.entry(row), verdicts=said))
    return {story: tuple(held) for story, held in found.items()}


def places(tx: Tx, ids: Iterable[str]) -> Mapping[str, str]:
    """The story of each of these entries that has one."""
    found: dict[str, str] = {}
    for some in chunks(ids):
        query = select(entries.c.id, entries.c.story).where(entries.c.id.in_(some), entries.c.story.is_not(None))
        found |= {id: story for id, story in tx.execute(query)}
    return found


def move(tx: Tx, entry: str, story: str, now: datetime) -> None:
    """Let an entry belong to another story, as a person wants it; a window that is open learns of it."""
    old = tx.execute(select(entries.c.story).where(entries.c.id == entry)).scalar()
    tx.execute(update(entries).where(entries.c.id == entry).values(story=story))
    tx.execute(update(signatures).where(signatures.c.entry == entry).values(story=story, number=_last(tx) + 1))
    for each in dict.fromkeys((old, story)):
        if each is not None:
            _count(tx, each, now)


def largest(tx: Tx, since: datetime, limit: int) -> tuple[tuple[Story, Entry], ...]:
    """The stories with the most entries of those that grew since a moment, each with its first entry; largest first."""
    size = func.count().label("size")
    query = select(entries.c.story, size).where(entries.c.story.is_not(None), entries.c.retracted.is_(None))
    query = query.where(entries.c.recorded >= since).group_by(entries.c.story)
    rows = tx.execute(query.order_by(size.desc(), entries.c.story).limit(limit)).all()
    held = members(tx, [row.story for row in rows])
    return tuple(
        (
            Story(
                id=row.story,
                entries=tuple(each.entry.id for each in held[row.story]),
                opened=held[row.story][0].entry.published,
                updated=max(each.entry.published for each in held[row.story]),
            ),
            held[row.story][0].entry,
        )
        for row in rows
        if row.story in held
    )


def _count(tx: Tx, story: str, now: datetime) -> None:
    """Write down anew which entries a story has; one without any is forgotten."""
    query = select(entries.c.id).where(entries.c.story == story)
    ids = tuple(tx.execute(query.order_by(*_JOINED)).scalars())
    if not ids:
        tx.execute(delete(stories).where(stories.c.id == story))
        return
    known = tx.execute(select(stories.c.opened).where(stories.c.id == story)).scalar()
    put(tx, stories, [{"id": story, "entries": ids, "opened": known or now, "updated": now}])


def _last(tx: Tx) -> int:
    return tx.execute(select(func.max(signatures.c.number))).scalar() or 0
