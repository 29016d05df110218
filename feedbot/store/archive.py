"""The pages of archives: when one closes, what stands in it for ever, and when it is dropped (RFC 5005, section 4).

Members of a feed are numbered in the order of their admission. A page takes the oldest that are in no page yet, once
there are twice as many as it holds: so the newest stay in the document that readers subscribe to, and what is corrected
soon is corrected there. What changes after its page closed is numbered anew and stands in a later page once more; the
old page stays as it was, and a reader takes the newest version (section 4.2).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, select, update

from feedbot.model import Edition, Entry, Feed, Piece, Tombstone
from feedbot.store import Tx, addresses, revisions
from feedbot.store.dialect import chunks
from feedbot.store.tables import entries, memberships, pages, publications
from feedbot.store.values import microseconds, moment

MOST = 2_000
"""Members that one transaction puts into pages, at least a page of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """What a feed has published: the stem of its newest pieces, and its first and last page that stand (0: none)."""

    stem: str
    first: int = 0
    last: int = 0

    @property
    def pages(self) -> range:
        """The numbers of its pages, oldest first."""
        return range(self.first, self.last + 1) if self.last else range(0)


def page_size(feed: Feed) -> int:
    """How many members a page takes: half a document, so that a document has all that are in no page yet."""
    return max(1, feed.size // 2)


def shelves(tx: Tx, names: Iterable[str]) -> Mapping[str, Shelf]:
    """What each of these feeds has published; names that were never enrolled are left out."""
    found: dict[str, Shelf] = {}
    bounds = (func.min(pages.c.number), func.max(pages.c.number))
    for some in chunks(names):
        standing = select(pages.c.feed, *bounds).where(pages.c.feed.in_(some), pages.c.dropped.is_(None))
        numbers = {name: (first, last) for name, first, last in tx.execute(standing.group_by(pages.c.feed))}
        placed = select(publications.c.feed, publications.c.token).where(publications.c.feed.in_(some))
        for name, token in tx.execute(placed):
            first, last = numbers.get(name, (0, 0))
            found[name] = Shelf(stem=addresses.stem(name, token), first=first, last=last)
    return found


def closed(tx: Tx, name: str) -> int:
    """The highest number of a member that stands in a page of a feed; 0 while it has none."""
    query = select(pages.c.last).where(pages.c.feed == name).order_by(pages.c.number.desc()).limit(1)
    return tx.execute(query).scalar() or 0


def ripe(tx: Tx, feeds: Iterable[Feed], now: datetime) -> tuple[str, ...]:
    """The names of those feeds that have a page to close or to drop."""
    return tuple(feed.name for feed in feeds if feed.archive and (_open(tx, feed) or _fading(tx, feed, now)))


def tend(tx: Tx, feed: Feed, now: datetime) -> bool:
    """Close the pages that are full, some at once, and drop those that are too old or too many; True if more are full.

    Pages are dropped whole, oldest first; `keep` counts from when a page closed.
    """
    if not feed.archive:
        return False
    ready = _open(tx, feed)
    some = min(ready, max(1, MOST // page_size(feed)))
    if some:
        _close(tx, feed, some, now)
    for few in chunks(_fading(tx, feed, now)):
        tx.execute(update(pages).where(pages.c.feed == feed.name, pages.c.number.in_(few)).values(dropped=now))
    return ready > some


def page(tx: Tx, feed: Feed, number: int, url: str) -> Edition | None:
    """A closed page as it was when it closed; None if there is none of that number, or it was dropped.

    It leads to no page that was dropped by then. What is no longer held of it is left out.
    """
    standing = (pages.c.feed == feed.name, pages.c.number == number, pages.c.dropped.is_(None))
    where = pages.join(publications, publications.c.feed == pages.c.feed)
    query = select(pages.c.members, pages.c.closed, publications.c.id, publications.c.token).select_from(where)
    row = tx.execute(query.where(*standing)).first()
    if row is None:
        return None
    texts = revisions.versions(tx, [(each[0], each[1]) for each in row.members if each[1] is not None])
    base = addresses.stem(feed.name, row.token)
    return Edition(
        feed=feed,
        id=row.id,
        url=url,
        updated=row.closed,
        pieces=tuple(_piece(each, texts) for each in row.members if (each[0], each[1]) in texts),
        gone=tuple(Tombstone(id=each[0], at=moment(each[2])) for each in row.members if each[1] is None),
        stem=f"{base}.{number}",
        role="archive",
        previous=f"{base}.{number - 1}" if _led(tx, feed, number - 1, row.closed) else None,
        next=f"{base}.{number + 1}",
        current=base,
    )


def dropped(tx: Tx, name: str) -> int:
    """The highest number of a member that stood in a page which was dropped; 0 while there is none."""
    query = select(func.max(pages.c.last)).where(pages.c.feed == name, pages.c.dropped.is_not(None))
    return tx.execute(query).scalar() or 0


def renumber(tx: Tx, subjects: Iterable[str]) -> None:
    """Let members that changed after their page closed have a new number, in the order given."""
    newest = select(pages.c.last).where(pages.c.feed == memberships.c.feed).order_by(pages.c.number.desc()).limit(1)
    last = newest.correlate(memberships).scalar_subquery().label("last")
    for some in chunks(subjects):
        place = {subject: at for at, subject in enumerate(some)}
        mine = select(memberships.c.feed, memberships.c.number, memberships.c.subject, last)
        found = tx.execute(mine.where(memberships.c.subject.in_(some))).all()
        stale = sorted((row for row in found if row.number <= (row.last or 0)), key=lambda row: place[row.subject])
        _renumber(tx, stale)


def _renumber(tx: Tx, stale: Sequence[Row[*tuple[Any, ...]]]) -> None:
    if not stale:
        return
    tops: Counter[str] = Counter()
    for some in chunks(row.feed for row in stale):
        highest = select(memberships.c.feed, func.max(memberships.c.number)).where(memberships.c.feed.in_(some))
        tops.update({name: number for name, number in tx.execute(highest.group_by(memberships.c.feed))})
    moves = []
    for row in stale:
        tops[row.feed] += 1
        moves.append({"of": row.feed, "held": row.number, "anew": tops[row.feed]})
    mine = (memberships.c.feed == bindparam("of"), memberships.c.number == bindparam("held"))
    tx.execute(update(memberships).where(*mine).values(number=bindparam("anew")), moves)


def _led(tx: Tx, feed: Feed, number: int, moment: datetime) -> bool:
    """Whether a page of this number stood after a moment."""
    query = select(func.count()).select_from(pages).where(pages.c.feed == feed.name, pages.c.number == number)
    return bool(tx.execute(query.where(pages.c.dropped.is_(None) | (pages.c.dropped > moment))).scalar())


def _open(tx: Tx, feed: Feed) -> int:
    """How many pages are full: each but the last stays open, so that a page closes with another one behind it."""
    mine = (memberships.c.feed == feed.name, memberships.c.number > closed(tx, feed.name))
    members = tx.execute(select(func.count()).select_from(memberships).where(*mine)).scalar_one()
    return max(0, members // page_size(feed) - 1)


def _close(tx: Tx, feed: Feed, count: int, now: datetime) -> None:
    size, last = page_size(feed), closed(tx, feed.name)
    before = select(func.max(pages.c.number)).where(pages.c.feed == feed.name)
    number = tx.execute(before).scalar() or 0
    columns = (memberships.c.number, memberships.c.subject, memberships.c.published.label("placed"))
    told = (entries.c.digest, entries.c.published, entries.c.updated, entries.c.restored, memberships.c.retracted)
    where = memberships.outerjoin(entries, entries.c.id == memberships.c.subject)
    query = select(*columns, *told).select_from(where)
    query = query.where(memberships.c.feed == feed.name, memberships.c.number > last).order_by(memberships.c.number)
    found = tx.execute(query.limit(count * size)).all()
    rows = []
    for start in range(0, len(found), size):
        some = found[start : start + size]
        shown = sorted(some, key=lambda row: (row.placed, row.number), reverse=True)
        number += 1
        members = [_member(row, now) for row in shown]
        rows.append({"feed": feed.name, "number": number, "last": some[-1].number, "members": members})
    tx.execute(pages.insert(), [{**row, "closed": now, "dropped": None} for row in rows])


def _member(row: Row[*tuple[Any, ...]], now: datetime) -> tuple[object, ...]:
    """What a page keeps of a member: all by which it can be written again as it was."""
    if row.retracted is not None or row.digest is None:
        return row.subject, None, microseconds(row.retracted or now)
    return row.subject, row.digest, microseconds(row.published), microseconds(latest(row.updated, row.restored))


def latest(updated: datetime, restored: datetime | None) -> datetime:
    """When an entry last changed for whoever reads it: one that was brought back is newer than its tombstone.

    RFC 6721, section 3, and RFC 5005, section 4.2, let the later moment win.
    """
    return updated if restored is None else max(updated, restored)


def _piece(member: Sequence[Any], texts: Mapping[tuple[str, str], Entry]) -> Piece:
    id, digest, published, updated = member
    lead = replace(texts[(id, digest)], published=moment(published), updated=moment(updated))
    return Piece(id=id, lead=lead, digest=digest, published=lead.published, updated=lead.updated)


def _fading(tx: Tx, feed: Feed, now: datetime) -> list[int]:
    """The pages that are older than a feed keeps them, or that hold what is beyond the newest that it keeps."""
    if feed.keep is None and feed.keep_entries is None:
        return []
    size = func.json_array_length(pages.c.members)
    query = select(pages.c.number, pages.c.closed, size).where(pages.c.feed == feed.name, pages.c.dropped.is_(None))
    newer, fading = 0, []
    for number, at, members in tx.execute(query.order_by(pages.c.number.desc())):
        old = feed.keep is not None and at < now - feed.keep
        if old or (feed.keep_entries is not None and newer >= feed.keep_entries):
            fading.append(number)
        newer += members
    return fading
