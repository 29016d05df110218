"""What belongs to each feed, and whether its documents are up to date."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Row, Text, bindparam, cast, func, select, type_coerce, update

from feedbot.errors import StoreError
from feedbot.model import CANARY, OURS, Batch, Edition, Entry, Feed, Membership, Piece, Tombstone
from feedbot.store import Tx, addresses, archive
from feedbot.store import entries as articles
from feedbot.store.dialect import chunks
from feedbot.store.tables import entries, memberships, publications
from feedbot.store.values import moment

_LOOK = 5_000

WHOLE = 10_000
"""The pieces of a complete document, at most."""

# A number that no index is looked up by: the newest come first then, and no more is read than is wanted.
_numbered = memberships.c.number + 0

Look = str
"""All that tells how a piece looks: its id and digest, when it was published and changed last, and its links.

The digest leaves out some of these (`rules/identity.py`). One text, because it is looked up for each format.
"""

Known = Callable[[Look], Piece | None]
"""The piece of a look, as far as is needed where its fragments are held already; None where they are not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A document that changes: its edition with the look of each piece, and the count of changes it includes."""

    edition: Edition
    looks: tuple[Look, ...]
    changed: int


def enrol(tx: Tx, names: Sequence[str], now: datetime, make: Callable[[], str]) -> tuple[str, ...]:
    """Make feeds known, and give the names of those that are new.

    A new feed gets its id from `make`, once and for ever. Every feed counts as changed, for its config may have.
    """
    names = tuple(dict.fromkeys(names))
    _touch(tx, names)
    held = _among(tx, names)
    fresh = tuple(name for name in names if name not in held)
    rows = [{"feed": name, "id": make(), "changed": 1, "written": 0, "digest": None, "updated": now} for name in fresh]
    if rows:
        tx.execute(publications.insert(), rows)
    return fresh


def backfill(tx: Tx, feed: Feed, now: datetime, *, admits: Callable[[Entry], bool] | None = None) -> int:
    """Let a feed that is new have what its sources brought before; how many entries that are.

    With `admits`, which says whether its rule lets an entry pass, only as many of the newest as a document has.
    """
    mine = [entries.c.retracted.is_(None), entries.c.source == OURS if feed.alarms else entries.c.source != OURS]
    mine += [entries.c.key.not_like("report:%")] if feed.alarms else []  # those are for one channel alone
    if not feed.alarms:
        mine.append(entries.c.source.in_(feed.sources) if feed.sources else entries.c.source != CANARY)
    if admits is None:
        query = select(entries.c.id, entries.c.published).where(*mine)
        found = tx.execute(query.order_by(entries.c.published, entries.c.recorded, entries.c.id))
        joined = [Membership(feed=feed.name, subject=row.id, published=row.published) for row in found]
    else:
        joined = _admitted(tx, feed, mine, admits)
    fresh = _number(tx, joined)
    if fresh:
        _touch(tx, [feed.name], now)
    return fresh


def _admitted(
    tx: Tx, feed: Feed, mine: Sequence[ColumnElement[bool]], admits: Callable[[Entry], bool]
) -> list[Membership]:
    """The newest entries that a rule lets pass, oldest first; it looks at some thousands."""
    query = select(*articles.COLUMNS).where(*mine).order_by(entries.c.published.desc(), entries.c.id).limit(_LOOK)
    rows = tx.execute(query.execution_options(yield_per=200))
    passed = (each for each in map(articles.entry, rows) if admits(each))
    found = [
        Membership(feed=feed.name, subject=each.id, published=each.published) for each in islice(passed, feed.size)
    ]
    return found[::-1]


def admit(tx: Tx, batch: Batch, now: datetime) -> None:
    """Let a batch, after it was recorded, show in the feeds: every feed that has part in it counts as changed.

    Members are numbered on from the highest number of their feed, in the batch's order; those that stand otherwise in a
    page that is closed are numbered anew.
    """
    _number(tx, batch.memberships)
    _redate(tx, batch.changed)
    back = articles.returned(tx, batch, now)
    for some in chunks(back):
        tx.execute(update(memberships).where(memberships.c.subject.in_(some)).values(retracted=None))
    away = set(batch.retracted).difference(back)
    for some in chunks(away):
        mine = (memberships.c.subject.in_(some), memberships.c.retracted.is_(None))
        tx.execute(update(memberships).where(*mine).values(retracted=now))
    archive.renumber(tx, [*(each.id for each in batch.changed), *back, *sorted(away)])
    touched = [*(each.id for each in (*batch.opened, *batch.changed)), *back, *away]
    names: set[str] = set()
    for some in chunks(touched):
        query = select(memberships.c.feed).where(memberships.c.subject.in_(some)).distinct()
        names |= set(tx.execute(query).scalars())
    _touch(tx, sorted(names), now)


def pending(tx: Tx, names: Sequence[str]) -> tuple[str, ...]:
    """Those of the names, in their order, whose feed changed since it was last written."""
    found: set[str] = set()
    for some in chunks(names):
        query = select(publications.c.feed).where(publications.c.feed.in_(some))
        found |= set(tx.execute(query.where(publications.c.changed > publications.c.written)).scalars())
    return tuple(name for name in names if name in found)


def edition(tx: Tx, feed: Feed, url: str) -> tuple[Edition, int]:
    """The document that readers subscribe to, leading to no page; and the count of the feed's changes that it includes.

    Raises StoreError if the feed was not enrolled.
    """
    found = newest(tx, feed, url)
    return found.edition, found.changed


def newest(tx: Tx, feed: Feed, url: str, *, previous: int | None = None, known: Known | None = None) -> Sheet:
    """The document that readers subscribe to.

    It has all members that are in no page of the archive, and then the newest of the others. `previous` is the page
    that it leads to. For pieces that `known` knows nothing else is read. The count of changes is read first: a change
    that comes meanwhile is written again rather than missed. Raises StoreError if the feed was not enrolled.
    """
    row = _publication(tx, feed)
    base = addresses.stem(feed.name, row.token)
    last = archive.closed(tx, feed.name) if feed.archive else 0
    members = _members(tx, feed, feed.size, *((memberships.c.number > last,) if last else ()))
    if last:
        members += _members(tx, feed, feed.size - len(members), _numbered <= last)
        members.sort(reverse=True)
    looks = tuple(each.look for each in members)
    return Sheet(
        edition=Edition(
            feed=feed,
            id=row.id,
            url=url,
            updated=row.updated,
            pieces=_pieces(tx, members, known),
            stem=base,
            previous=f"{base}.{previous}" if previous else None,
            gone=_gone(tx, feed, last),
        ),
        looks=looks,
        changed=row.changed,
    )


def complete(tx: Tx, feed: Feed, url: str, *, known: Known | None = None) -> Sheet:
    """The document that has all members of a feed, 10,000 at most (RFC 5005, section 2); `known` as for `newest`.

    Those of pages that were dropped are left out, but for as many of the newest as the feed's first document has.
    Raises StoreError if the feed was not enrolled.
    """
    row = _publication(tx, feed)
    base = addresses.stem(feed.name, row.token)
    gone = archive.dropped(tx, feed.name) if feed.archive else 0
    members = _members(tx, feed, WHOLE, *((_numbered > gone,) if gone else ()))
    if gone and len(members) < feed.size:
        members += _members(tx, feed, feed.size - len(members), _numbered <= gone)
        members.sort(reverse=True)
    looks = tuple(each.look for each in members)
    return Sheet(
        edition=Edition(
            feed=feed,
            id=row.id,
            url=url,
            updated=row.updated,
            pieces=_pieces(tx, members, known),
            stem=f"{base}.all",
            role="complete",
            current=base,
        ),
        looks=looks,
        changed=row.changed,
    )


def count(tx: Tx, names: Sequence[str]) -> dict[str, int]:
    """How many entries stand in each of these feeds, pages and all."""
    found: dict[str, int] = {}
    for some in chunks(names):
        query = select(memberships.c.feed, func.count()).where(memberships.c.retracted.is_(None))
        query = query.where(memberships.c.feed.in_(some)).group_by(memberships.c.feed)
        found |= {name: number for name, number in tx.execute(query)}
    return found


def held(tx: Tx, feeds: Sequence[Feed]) -> dict[str, int]:
    """How many entries each of these feeds has for its readers, as `complete` has them without its bound.

    What stood in pages that were dropped is left out, but for as many of the newest as a document has.
    """
    found = count(tx, [feed.name for feed in feeds])
    for feed in feeds:
        gone = archive.dropped(tx, feed.name) if feed.archive else 0
        if gone:
            mine = (memberships.c.feed == feed.name, memberships.c.number > gone, memberships.c.retracted.is_(None))
            left = tx.execute(select(func.count()).select_from(memberships).where(*mine)).scalar_one()
            found[feed.name] = max(left, min(feed.size, found.get(feed.name, 0)))
    return found


def piece(lead: Entry) -> Piece:
    """An entry shown by itself."""
    return Piece(id=lead.id, lead=lead, digest=lead.digest, published=lead.published, updated=lead.updated)


def published(tx: Tx, name: str, changed: int, digest: str) -> None:
    """Note that a feed was written with the changes counted so far; changes that came meanwhile stay pending."""
    older = (publications.c.feed == name, publications.c.written <= changed)
    tx.execute(update(publications).where(*older).values(written=changed, digest=digest))


def _publication(tx: Tx, feed: Feed) -> Row[Any]:
    row = tx.execute(select(publications).where(publications.c.feed == feed.name)).first()
    if row is None:
        raise StoreError(f'feed "{feed.name}" was never enrolled in the store')
    return row


class _Outside(NamedTuple):
    """What is read of every member: its place, and how it looks; moments are microseconds."""

    placed: int
    number: int
    id: str
    updated: int
    look: Look


def _members(tx: Tx, feed: Feed, most: int, *where: ColumnElement[bool]) -> list[_Outside]:
    """The outside of a feed's newest members that stand, newest first."""
    here = memberships.c
    query = select(
        entries.c.id,
        entries.c.digest,
        here.number,
        type_coerce(here.published, BigInteger),
        type_coerce(entries.c.published, BigInteger),
        type_coerce(entries.c.updated, BigInteger),
        type_coerce(func.coalesce(entries.c.restored, 0), BigInteger),
        cast(entries.c.links, Text),
        cast(entries.c.episode, Text),
    ).join(memberships, here.subject == entries.c.id)
    query = query.where(here.feed == feed.name, here.retracted.is_(None), *where)
    found = tx.execute(query.order_by(here.published.desc(), here.number.desc()).limit(most)).all()
    return [
        _Outside(placed, number, id, last := max(updated, restored), f"{id} {digest} {dated} {last} {links} {episode}")
        for id, digest, number, placed, dated, updated, restored, links, episode in found
    ]


def _pieces(tx: Tx, members: Sequence[_Outside], known: Known | None) -> tuple[Piece, ...]:
    pieces: list[Piece | None] = [known(each.look) if known else None for each in members]
    lacking = {each.id: (place, each.updated) for place, each in enumerate(members) if pieces[place] is None}
    for some in chunks(lacking):
        for row in tx.execute(select(*articles.COLUMNS).where(entries.c.id.in_(some))):
            place, updated = lacking[row.id]
            pieces[place] = piece(replace(articles.entry(row), updated=moment(updated)))
    return tuple(each for each in pieces if each is not None)


def _gone(tx: Tx, feed: Feed, last: int) -> tuple[Tombstone, ...]:
    """What was withdrawn of the members that are in no page; without an archive, of those that came last."""
    if not feed.archive:
        top = tx.execute(select(func.max(memberships.c.number)).where(memberships.c.feed == feed.name)).scalar() or 0
        last = top - feed.size
    query = select(memberships.c.subject, memberships.c.retracted)
    query = query.where(memberships.c.feed == feed.name, memberships.c.number > last)
    query = query.where(memberships.c.retracted.is_not(None))
    found = tx.execute(query.order_by(memberships.c.retracted.desc(), memberships.c.number.desc()).limit(feed.size))
    return tuple(Tombstone(id=subject, at=at) for subject, at in found)


def _among(tx: Tx, names: Iterable[str]) -> frozenset[str]:
    found: set[str] = set()
    for some in chunks(names):
        query = select(publications.c.feed).where(publications.c.feed.in_(some))
        found |= set(tx.execute(query).scalars())
    return frozenset(found)


def _touch(tx: Tx, names: Sequence[str], now: datetime | None = None) -> None:
    """Count a change of feeds; with `now`, one that their readers see."""
    seen = {} if now is None else {"updated": now}
    for some in chunks(names):
        statement = update(publications).where(publications.c.feed.in_(some))
        tx.execute(statement.values(changed=publications.c.changed + 1, **seen))


def _number(tx: Tx, joined: Sequence[Membership]) -> int:
    """Write down memberships that are new, and give their number."""
    held: set[tuple[str, str]] = set()
    for some in chunks(each.subject for each in joined):
        query = select(memberships.c.feed, memberships.c.subject).where(memberships.c.subject.in_(some))
        held |= {(feed, subject) for feed, subject in tx.execute(query)}
    highest = select(func.max(memberships.c.number)).where(memberships.c.feed == publications.c.feed)
    last: dict[str, int] = {}
    for some in chunks(each.feed for each in joined):
        query = select(publications.c.feed, highest.scalar_subquery()).where(publications.c.feed.in_(some))
        last |= {feed: number or 0 for feed, number in tx.execute(query)}
    rows = []
    for each in joined:
        if (each.feed, each.subject) not in held:
            held.add((each.feed, each.subject))
            last[each.feed] = last.get(each.feed, 0) + 1
            row = {"feed": each.feed, "subject": each.subject, "published": each.published, "retracted": None}
            rows.append(row | {"number": last[each.feed]})
    if rows:
        tx.execute(memberships.insert(), rows)
    return len(rows)


def _redate(tx: Tx, changed: Sequence[Entry]) -> None:
    """Members keep the place that the date of their entry gives them."""
    if changed:
        mine = (memberships.c.subject == bindparam("held"), memberships.c.published != bindparam("date"))
        statement = update(memberships).where(*mine).values(published=bindparam("date"))
        tx.execute(statement, [{"held": each.id, "date": each.published} for each in changed])
