"""Who works on a database on a server: what each program says of itself there, in the name of a connection."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from platform import node
from secrets import token_hex

from sqlalchemy import select, text

from feedbot.loops import PARTS
from feedbot.model import Lane
from feedbot.store import Tx
from feedbot.store.dialect import chunks
from feedbot.store.tables import visits

KEY = 7_309_454
"""The advisory lock that each program shares while it is there."""

NOWHERE = "-"
"""The place of a program that shows nowhere how it is."""

_LONGEST = 63  # bytes of a name; PostgreSQL cuts the rest
_UNSAID = "?"
_INITIALS = {part[0]: part for part in PARTS}
_CARD = re.compile(rf"feedbot ([{''.join(_INITIALS)}]+) (\S+) ([0-9a-f]{{8}})(?:[0-9a-f]{{4}})?")
_PRESENT = text(
    "SELECT DISTINCT pid, application_name, host(client_addr) FROM pg_locks LEFT JOIN pg_stat_activity USING (pid) "
    "WHERE locktype = 'advisory' AND granted AND classid = 0 AND objid = :key "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) ORDER BY 2, 1"
).bindparams(key=KEY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """One that works on the database: its parts, and the place, "HOST:PORT" or NOWHERE, where it shows how it is.

    Both are empty where it does not say. `here`: it has the same loopback as we. `address` is where the server sees it.
    """

    parts: tuple[str, ...] = ()
    place: str = ""
    here: bool = False
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Who visits a source, as `named` has it, or None where it does not say, and until when nobody else does.

    `ended` says that the program is not there any more: then one that runs takes the source over soon.
    """

    by: str | None
    until: datetime
    ended: bool


def mark() -> str:
    """Four digits by which a program is told from one that was there before it, or is there beside it."""
    return token_hex(2)


def card(parts: Collection[str], place: tuple[str, int] | None, own: str = "") -> str:
    """What a program says of itself, in at most 63 bytes: `feedbot iw 127.0.0.1:8080 1f0c9a7e04d2`.

    The parts by their initials, where it shows how it is, a mark of its machine and its `own`. A place that is too
    long, or whose port the system chooses, is left out.
    """
    initials = "".join(part[0] for part in PARTS if part in parts)
    shown = NOWHERE if place is None else spelt(*place) if place[1] else _UNSAID
    said = f"feedbot {initials} {shown} {machine()}{own}"
    fits = len(said) <= _LONGEST and said.isascii() and said.isprintable()
    return said if fits else f"feedbot {initials} {_UNSAID} {machine()}{own}"


def spelt(host: str, port: int) -> str:
    """A host and a port as one word."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def read(said: str | None, address: str | None) -> Program:
    """The program of a card, and of any other text one that says nothing."""
    match = _CARD.fullmatch(said or "")
    if match is None:
        return Program(address=address or "")
    return Program(
        parts=tuple(part for initial, part in _INITIALS.items() if initial in match[1]),
        place="" if match[2] == _UNSAID else match[2],
        here=match[3] == machine(),
        address=address or "",
    )


def programs(tx: Tx) -> tuple[Program, ...]:
    """All that work on a database on a server now; none for SQLite, whose program holds its folder."""
    if tx.dialect.name != "postgresql":
        return ()
    return tuple(read(said, address) for _, said, address in tx.execute(_PRESENT))


def named(card: str | None) -> str:
    """A program by its card, for people: its parts and its place, "ingest,deliver 127.0.0.1:8080"; "?" if unsaid."""
    program = read(card, None)
    place = "" if program.place == NOWHERE else program.place
    return " ".join(filter(None, (",".join(program.parts), place))) or "?"


def gone(tx: Tx, cards: Collection[str]) -> frozenset[str]:
    """Those of some programs, by their cards, that are not there; none on SQLite.

    One whose connection broke is not there either for some seconds, though it works.
    """
    if not cards or tx.dialect.name != "postgresql":
        return frozenset()
    return frozenset(cards).difference(said for _, said, _ in tx.execute(_PRESENT))


def left(tx: Tx, lanes: Iterable[Lane], now: datetime) -> Mapping[str, Lane]:
    """By chat, as `Lane.place` has it, the lanes that are still leased to a program that is not there any more.

    None on SQLite, whose next program takes them back as it starts. Lanes without a chat are by the name of theirs.
    """
    leased = [lane for lane in lanes if lane.lease is not None and lane.lease > now]
    absent = gone(tx, {lane.holder for lane in leased if lane.holder is not None})
    return {lane.place or lane.channel: lane for lane in leased if lane.holder in absent}


def holds(tx: Tx, now: datetime, names: Iterable[str] | None = None) -> Mapping[str, Hold]:
    """The sources that are held by a visit now, by their names: those named, or all."""
    query = select(visits.c.source, visits.c.holder, visits.c.lease).where(visits.c.lease > now)
    queries = [query] if names is None else [query.where(visits.c.source.in_(some)) for some in chunks(names)]
    rows = [row for each in queries for row in tx.execute(each.order_by(visits.c.source))]
    absent = gone(tx, {holder for _, holder, _ in rows if holder is not None})
    return {
        source: Hold(by=None if holder is None else named(holder), until=lease, ended=holder in absent)
        for source, holder, lease in rows
    }


@cache
def machine() -> str:
    """Eight digits that programs with the same loopback have in common, and no others."""
    try:
        # A container has a network of its own, on the same kernel.
        booted = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii")
        own = f"{booted} {Path('/proc/self/ns/net').readlink()}"
    except OSError:  # another system than Linux
        own = node()
    return sha256(own.encode()).hexdigest()[:8]
