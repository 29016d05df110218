"""Where feeds lie: stems of their documents, secrets in these, and addresses that were given up.

A stem is a file's name without the suffix of its format: `NAME`, for a private feed `NAME.TOKEN`, for a page of the
archive `NAME.3` or `NAME.TOKEN.3`, for the complete feed `NAME.all`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update

from feedbot.model import Feed
from feedbot.store import Tx
from feedbot.store.dialect import add, chunks
from feedbot.store.tables import farewells, pages, publications


def stem(name: str, token: str | None) -> str:
    """The stem of a feed's newest pieces."""
    return name if token is None else f"{name}.{token}"


def settle(tx: Tx, feeds: Sequence[Feed], now: datetime, make: Callable[[], str]) -> None:
    """Let the feeds of the config, all of them enrolled, be the ones that are published.

    A private one without a secret gets one from `make`: at least 22 characters, none of them a dot. The stems of feeds
    that left the config are given up, and so is the old stem of one that became private or open. What was given up and
    is there again is no longer gone.
    """
    here = {feed.name: feed for feed in feeds}
    given_up: list[str] = []
    query = select(publications.c.feed, publications.c.token, publications.c.written).order_by(publications.c.feed)
    for name, secret, written in tx.execute(query).all():
        feed, before = here.get(name), stem(name, secret)
        if feed is not None and feed.private != (secret is not None):
            _place(tx, name, make() if feed.private else None)
        elif feed is not None:
            continue
        if written:
            given_up.append(before)
    part(tx, given_up, now)
    _return(tx, here)


def renew(tx: Tx, name: str, now: datetime, make: Callable[[], str]) -> str | None:
    """Give a private feed another secret, and give up the address with the old one; None if it has none."""
    before = token(tx, name)
    if before is None:
        return None
    after = make()
    part(tx, [stem(name, before)], now)
    _place(tx, name, after)
    return after


def token(tx: Tx, feed: str) -> str | None:
    """The secret in the address of a private feed; None for an open or unknown one."""
    found: str | None = tx.execute(select(publications.c.token).where(publications.c.feed == feed)).scalar()
    return found


def stems(tx: Tx) -> Mapping[str, str]:
    """The stem of the newest pieces of every feed that was ever published, by its name."""
    return {name: stem(name, secret) for name, secret in tx.execute(select(publications.c.feed, publications.c.token))}


def part(tx: Tx, stems: Iterable[str], now: datetime) -> None:
    """Give up addresses for good: whoever asks there shall be told so (410)."""
    add(tx, farewells, [{"stem": each, "at": now} for each in dict.fromkeys(stems)])


def gone(tx: Tx, stem: str) -> bool:
    """Whether a document of this stem, or of this whole file name, was published once and is no more.

    With the stem of a feed its pages are gone too. A page that was dropped is gone even if it was never written: the
    one after it leads there.
    """
    base, _, last = stem.rpartition(".")
    found = {each for each in tx.execute(select(farewells.c.stem).where(farewells.c.stem.in_([stem, base]))).scalars()}
    if stem in found or not (last.isascii() and last.isdecimal() and len(last) < 10):
        return stem in found
    mine = pages.c.feed.in_([base, base.rpartition(".")[0]])
    if base not in found:
        dropped = select(pages.c.number).where(mine, pages.c.number == int(last), pages.c.dropped.is_not(None))
        return tx.execute(dropped).first() is not None
    return 1 <= int(last) <= (tx.execute(select(func.max(pages.c.number)).where(mine)).scalar() or 0)


def given_up(tx: Tx, stems: Iterable[str]) -> frozenset[str]:
    """Those of the stems that were given up."""
    found: set[str] = set()
    for some in chunks(stems):
        found |= set(tx.execute(select(farewells.c.stem).where(farewells.c.stem.in_(some))).scalars())
    return frozenset(found)


def _place(tx: Tx, name: str, secret: str | None) -> None:
    mine = publications.c.feed == name
    tx.execute(update(publications).where(mine).values(token=secret, changed=publications.c.changed + 1))


def _return(tx: Tx, here: Mapping[str, Feed]) -> None:
    """Take back the farewells of what is published again."""
    parted = frozenset(tx.execute(select(farewells.c.stem)).scalars())
    back: list[str] = []
    for name, base in stems(tx).items() if parted else ():
        feed = here.get(name)
        if feed is None:
            continue
        back += [base, *(f"{base}.{format}" for format in feed.formats), *([f"{base}.all"] if feed.complete else ())]
        if feed.archive:
            standing = select(pages.c.number).where(pages.c.feed == name, pages.c.dropped.is_(None))
            back += [f"{base}.{number}" for number in tx.execute(standing).scalars()]
    for some in chunks(each for each in back if each in parted):
        tx.execute(delete(farewells).where(farewells.c.stem.in_(some)))
