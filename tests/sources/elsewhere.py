"""The stores of other programs, as tests make them."""

import hashlib
import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest

from feedbot.errors import ParseError
from feedbot.sources.stores import read
from tests import make

NOW = make.NOW
BOT = """
CREATE TABLE "user" (id INTEGER PRIMARY KEY, state INT, notify INT);
CREATE TABLE feed (updated_at TIMESTAMP, id INTEGER PRIMARY KEY, state INT, link TEXT, title TEXT, interval INT,
                   entry_hashes JSON, etag TEXT, last_modified TIMESTAMP, error_count INT, next_check_time TIMESTAMP);
CREATE TABLE sub (id INTEGER PRIMARY KEY, state INT, title TEXT, tags TEXT, interval INT, notify INT, feed_id INT,
                  user_id INT);
CREATE TABLE option (id INTEGER PRIMARY KEY, key TEXT, value TEXT);
"""
CACHE = """
CREATE TABLE rss_feed (rssurl TEXT PRIMARY KEY, url TEXT, title TEXT, lastmodified INT);
CREATE TABLE rss_item (id INTEGER PRIMARY KEY, guid TEXT, title TEXT, author TEXT, url TEXT, feedurl TEXT, pubDate INT,
                       content TEXT, unread INT);
"""

URLS = """\
# my feeds

https://gazette.example/rss local "daily print" "~The \\"Gazette\\"" # the best
  http://harbour.example/feed !
"query:Unread:unread = \\"yes\\""
filter:~/bin/tidy:https://mill.example/rss
exec:~/bin/weather --town Harrowmere "~Weather"
"exec:curl -s https://inn.example/"
"exec:/opt/weather 'two words'" "~Weather"
"exec:echo 'one"
file:///srv/feed.xml
gopher://inn.example/
#"https://gone.example/rss"
"""

FORWARDER = """\
---
cache:
  type: 'files'
schedulers:
  - rule: '*/15 * * * *'
    listener: {type: rss, params: {url: 'https://gazette.example/rss'}}
    transport: &bot
      type: telegram_bot
      params: {token: '1:SECRET', to: '@news', disable_notification: yes}
  - listener: {type: rss, params: {url: 'https://harbour.example/feed'}}
    transport: *bot
  - listener: {type: rss, params: {url: 'https://harbour.example/feed'}}
    transport: {type: telegram_bot, params: {token: '1:SECRET', to: -100123}}
  - listener: {type: mail}
  - nothing
"""


def database(path: Path, script: str, **rows: Iterable[tuple[object, ...]]) -> Path:
    """An SQLite file; the rows of each table in the order of its columns."""
    with closing(sqlite3.connect(path)) as made, made:
        made.executescript(script)
        for table, values in rows.items():
            for row in values:
                made.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)  # noqa: S608 - ours
    return path


def feed(number: int, link: object, **fields: object) -> tuple[object, ...]:
    """A row of RSS-to-Telegram-Bot's table `feed`."""
    row = {"state": 1, "title": f"Feed {number}", "interval": None, "hashes": None, "modified": None, **fields}
    told = (row["interval"], row["hashes"], None, row["modified"], 0, None)
    return (None, number, row["state"], link, row["title"], *told)


def sub(number: int, feed: int, user: object, **fields: object) -> tuple[object, ...]:
    """A row of its table `sub`."""
    row = {"state": 1, "title": None, "tags": None, "notify": -100, **fields}
    return (number, row["state"], row["title"], row["tags"], None, row["notify"], feed, user)


def item(number: int, feed: str, guid: str, **fields: object) -> tuple[object, ...]:
    """A row of newsboat's table `rss_item`."""
    row = {"url": f"https://gazette.example/{number}", "at": 1_772_000_000 + number, **fields}
    return (number, guid, "A title", "", row["url"], feed, row["at"], "A long text", 1)


def written(folder: Path, text: str | bytes, name: str = "file") -> Path:
    """A file with a text."""
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def reason(path: Path, cache: Path | None = None) -> str:
    """Why a store cannot be read."""
    with pytest.raises(ParseError) as caught:
        read(path, cache, now=NOW)
    return str(caught.value)


def remembered(folder: Path, key: str, rows: object) -> None:
    """What feedforbot writes for a listener and a transport."""
    (folder / f"{hashlib.sha256(key.encode()).hexdigest()}.json").write_text(json.dumps(rows))
