"""The SQLite databases of other programs: RSS-to-Telegram-Bot's, and newsboat's cache.

Whatever a file holds, reading it ends: it is opened to be read only, rows, sizes and steps are bounded, and only real
tables are asked, never views.
"""

import json
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from urllib.parse import quote

from feedbot.errors import ParseError
from feedbot.sources.subscriptions import MOST, Chat, Left, Move, Subscription, address, hashtags, line, moment, names

MAGIC = b"SQLite format 3\0"
"""How each such file begins (SQLite file format, section 1.3)."""

LARGEST = 2**30
"""Bytes of a database."""

_MOST_ROWS = 500_000
_LONGEST_HASHES = 2**20
_MOST_CHARACTERS = 200_000_000
_STEPS, _MOST_STEPS = 10_000, 5_000  # of SQLite's machine: 50 million in all, some seconds
_LONGEST_INTERVAL = 60 * 24 * 365
_DEFAULT = -100
_HASH = re.compile(r"[0-9a-f]{1,8}")

Row = Mapping[str, object]


@dataclass(slots=True)
class _Taken:
    """What the subscriptions to one feed say together."""

    titles: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    active: int = 0
    asleep: int = 0


def read(path: Path) -> Move:
    """What the database of RSS-to-Telegram-Bot holds. Raises ParseError for any other file."""
    with _opened(path) as database:
        tables = _tables(database)
        if {"feed", "sub"} <= tables:
            return _bot(database, tables)
    if {"rss_feed", "rss_item"} <= tables:
        raise ParseError(
            "this is newsboat's cache, which does not say to what you subscribe: import its file urls, and give this "
            "file with --cache"
        )
    found = ", ".join(line(name, 40) for name in sorted(tables)[:10]) or "none"
    raise ParseError(f"this SQLite database is of no program that is known here; its tables are: {found}")


def cached(path: Path, now: datetime) -> Mapping[str, tuple[frozenset[str], datetime | None]]:
    """By a feed's address, the entries that newsboat's cache holds and the date of the newest that is not to come.

    Raises ParseError.
    """
    with _opened(path) as database:
        if not {"rss_feed", "rss_item"} <= _tables(database):
            raise ParseError(f"{path} is not newsboat's cache.db")
        found: dict[str, list[str]] = {}
        newest: dict[str, datetime] = {}
        for row in _rows(database, "rss_item", ("feedurl", "guid", "url", "pubDate"), last_first=True):
            feed, guid, link = (row[name] if isinstance(row[name], str) else "" for name in ("feedurl", "guid", "url"))
            seen = found.setdefault(str(feed), [])
            seen.append(str(guid))
            if link and str(guid) != link and str(guid).startswith(str(link)):
                seen.append(str(link))  # newsboat names an entry that has no id by its link and its date
            at = moment(row["pubDate"])
            if at is not None and at <= now:
                newest[str(feed)] = max(at, newest.get(str(feed), at))
    return {feed: (names(seen), newest.get(feed)) for feed, seen in found.items()}


# --- RSS-to-Telegram-Bot ---------------------------------------------------------------------------------------------


def _bot(database: sqlite3.Connection, tables: frozenset[str]) -> Move:
    users = {row["id"]: row for row in _rows(database, "user", ("id", "state", "notify"))} if "user" in tables else {}
    urls: dict[object, str] = {}
    taken: dict[object, _Taken] = {}
    chats: dict[str, dict[str, bool]] = {}
    columns = ("id", "link", "title", "state", "interval", "entry_hashes", "last_modified")
    feeds = _rows(database, "feed", columns, most=MOST)
    for row in feeds:
        urls[row["id"]] = address(row["link"])
        taken[row["id"]] = _Taken()
    for sub in _rows(database, "sub", ("id", "user_id", "feed_id", "state", "title", "tags", "notify")):
        if sub["feed_id"] not in taken:
            continue
        _take(sub, taken[sub["feed_id"]])
        user = users.get(sub["user_id"], {})
        if isinstance(sub["user_id"], int) and sub["state"] != 0 and user.get("state") != -1:
            loud = sub["notify"] if sub["notify"] != _DEFAULT else user.get("notify")
            chats.setdefault(str(sub["user_id"]), {}).setdefault(urls[sub["feed_id"]], loud == 0)
    usable = [row for row in feeds if urls[row["id"]]]
    placeless = [row for row in feeds if not urls[row["id"]]]
    return Move(
        kind="RSS-to-Telegram-Bot",
        subscriptions=tuple(_subscription(row, taken[row["id"]]) for row in usable),
        left=tuple(Left(what=line(row["title"]) or "a feed", why="it has no address") for row in placeless),
        chats=tuple(Chat(chat=chat, urls=tuple(got), silent=all(got.values())) for chat, got in sorted(chats.items())),
    )


def _take(sub: Row, taken: _Taken) -> None:
    taken.titles.append(line(sub["title"]))
    taken.tags += hashtags(sub["tags"])
    taken.active += sub["state"] != 0
    taken.asleep += sub["state"] == 0


def _subscription(row: Row, taken: _Taken) -> Subscription:
    own = next((title for title in taken.titles if title), "")
    minutes = row["interval"]
    lasting = isinstance(minutes, int) and 0 < minutes <= _LONGEST_INTERVAL
    return Subscription(
        url=address(row["link"]),
        title=own or line(row["title"]) or None,
        categories=tuple(dict.fromkeys(taken.tags)),
        interval=timedelta(minutes=minutes) if lasting and isinstance(minutes, int) else None,
        paused=row["state"] == 0 or bool(taken.asleep and not taken.active),
        seen=_hashes(row["entry_hashes"]),
        checked=moment(row["last_modified"]),
    )


def _hashes(value: object) -> frozenset[str]:
    """The CRC-32 of each entry's id, or else link, title or summary; newest first."""
    try:
        found = json.loads(value) if isinstance(value, str) and len(value) <= _LONGEST_HASHES else None
    except (ValueError, RecursionError):
        found = None
    told = (
        [each for each in found if isinstance(each, str) and _HASH.fullmatch(each)] if isinstance(found, list) else []
    )
    return names([f"crc32:{each}" for each in told])


# --- SQLite ----------------------------------------------------------------------------------------------------------


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A database that is only read, as it lies there; its faults, and those of our reading, are ParseErrors."""
    log = path.with_name(f"{path.name}-wal")
    if log.exists() and log.stat().st_size:
        raise ParseError(
            f"{path} is in use, or its program was killed: the newest changes are still in {log.name}. Stop the "
            f"program; if {log.name} stays: sqlite3 {path.name} 'PRAGMA wal_checkpoint(TRUNCATE)'"
        )
    steps = count()
    if path.stat().st_size > LARGEST:
        raise ParseError(f"{path} is larger than {LARGEST >> 30} GiB")
    try:
        database = sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1", uri=True)
        try:
            database.text_factory = _text
            database.row_factory = sqlite3.Row
            database.set_progress_handler(lambda: int(next(steps) > _MOST_STEPS), _STEPS)
            database.execute("PRAGMA trusted_schema = OFF")
            yield database
        finally:
            database.close()
    except (sqlite3.Error, UnicodeDecodeError) as error:  # the second where not even SQLite's complaint is a text
        raise ParseError(f"{path} cannot be read as an SQLite database: {error}") from error


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace")


def _tables(database: sqlite3.Connection) -> frozenset[str]:
    """The names of real tables; views and virtual tables have no page of their own."""
    found = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0 LIMIT 1000")
    return frozenset(row["name"] for row in found)


def _rows(
    database: sqlite3.Connection,
    table: str,
    columns: Sequence[str],
    *,
    most: int = _MOST_ROWS,
    last_first: bool = False,
) -> list[Row]:
    """The rows of a table; a column that it lacks is None, for its program had other versions. Raises ParseError."""
    there = {row["name"] for row in database.execute(f'PRAGMA table_info("{table}")')}
    listed = ", ".join(f'"{name}"' if name in there else f'NULL AS "{name}"' for name in columns)
    order = "DESC" if last_first else "ASC"
    query = f'SELECT {listed} FROM "{table}" ORDER BY rowid {order}'  # noqa: S608 - of names that stand in this file
    found, characters = list[Row](), 0
    for row in database.execute(query):
        characters += sum(len(value) for value in row if isinstance(value, str | bytes))
        if len(found) >= most or characters > _MOST_CHARACTERS:
            raise ParseError(
                f"not read: its table {table} has more than {most:,} rows, or {_MOST_CHARACTERS:,} letters"
            )
        found.append(dict(row))
    return found
