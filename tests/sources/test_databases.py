import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zlib import crc32

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedbot.errors import ParseError
from feedbot.sources import databases, subscriptions
from feedbot.sources.stores import read
from feedbot.sources.subscriptions import MOST, Chat, Left, Subscription
from tests.sources.elsewhere import BOT, CACHE, NOW, URLS, database, feed, item, reason, sub, written

# --- RSS-to-Telegram-Bot ---------------------------------------------------------------------------------------------


def test_a_bot_s_feeds(tmp_path: Path) -> None:
    """Titles, tags, intervals, pauses, hashes and the last change are read; a subscriber's title goes first."""
    path = database(
        tmp_path / "db.sqlite3",
        BOT,
        feed=[
            feed(
                1,
                "https://gazette.example/rss",
                interval=15,
                hashes=json.dumps(["1a2b", "ffffffff", "no hash", 7]),
                modified="2026-03-13 10:00:00.5+00:00",
            ),
            feed(2, "https://harbour.example/feed", state=0),
            feed(3, "https://mill.example/feed", interval=0),
        ],
        sub=[
            sub(1, 1, 5, title="My\nGazette", tags="#local #daily news"),
            sub(2, 1, 6, tags="local print"),
            sub(3, 3, 5, state=0),
            sub(4, 99, 5),
        ],
    )
    gazette, harbour, mill = read(path, now=NOW).subscriptions

    assert (
        Subscription(
            url="https://gazette.example/rss",
            title="My Gazette",
            categories=("local", "daily", "print"),
            interval=timedelta(minutes=15),
            seen=frozenset({"crc32:1a2b", "crc32:ffffffff"}),
            checked=datetime(2026, 3, 13, 10, 0, 0, 500_000, tzinfo=UTC),
        )
        == gazette
    )
    assert Subscription(url="https://harbour.example/feed", title="Feed 2", paused=True) == harbour
    assert Subscription(url="https://mill.example/feed", title="Feed 3", paused=True) == mill


def test_a_bot_s_chats(tmp_path: Path) -> None:
    """Each chat has the feeds it got; one is silent if all its feeds were, and a banned or sleeping one is left out."""
    path = database(
        tmp_path / "db",
        BOT,
        user=[(-1001, 50, 0), (5, 1, 1), (6, -1, 1), (7, 1, 1)],
        feed=[feed(1, "https://a.example/"), feed(2, "https://b.example/")],
        sub=[
            sub(1, 1, -1001),
            sub(2, 2, -1001, notify=0),
            sub(3, 1, 5, notify=0),
            sub(4, 2, 5),
            sub(5, 1, 6),
            sub(6, 1, 7, state=0),
            sub(7, 1, "x"),
        ],
    )
    both = ("https://a.example/", "https://b.example/")

    assert (Chat(chat="-1001", urls=both, silent=True), Chat(chat="5", urls=both)) == read(path, now=NOW).chats


def test_an_old_bot(tmp_path: Path) -> None:
    """Columns and tables that an older version has not are taken as unknown."""
    script = "CREATE TABLE feed (id INTEGER PRIMARY KEY, link TEXT); CREATE TABLE sub (user_id INT, feed_id INT);"
    path = database(tmp_path / "db", script, feed=[(1, "https://a.example/")], sub=[(5, 1)])
    move = read(path, now=NOW)

    assert (Subscription(url="https://a.example/"),) == move.subscriptions
    assert (Chat(chat="5", urls=("https://a.example/",)),) == move.chats


@pytest.mark.parametrize("hashes", ["[", '["1a"' + " " * 2**20 + "]", "[" * 100_000, '{"a": 1}', b"\xff\xfe", 7, "[1]"])
def test_hashes_that_are_none(tmp_path: Path, hashes: object) -> None:
    """Where the hashes are broken, nothing counts as seen."""
    path = database(tmp_path / "db", BOT, feed=[feed(1, "https://a.example/", hashes=hashes, modified="soon")])

    assert (Subscription(url="https://a.example/", title="Feed 1"),) == read(path, now=NOW).subscriptions


def test_a_feed_without_an_address(tmp_path: Path) -> None:
    """A row whose address is missing or endless is left out, by its title."""
    path = database(tmp_path / "db", BOT, feed=[feed(1, None), feed(2, "https://a.example/" + "a" * 9_000, title=b"x")])
    move = read(path, now=NOW)

    assert () == move.subscriptions
    assert (Left(what="Feed 1", why="it has no address"), Left(what="a feed", why="it has no address")) == move.left


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    """Text that is not UTF-8 is read with marks in its place."""
    path = database(tmp_path / "db", BOT, feed=[feed(1, "https://a.example/")])
    with closing(sqlite3.connect(path)) as made, made:
        made.execute("UPDATE feed SET title = CAST(x'41ff42' AS TEXT)")

    assert "A\ufffdB" == read(path, now=NOW).subscriptions[0].title


def test_too_many_feeds(tmp_path: Path) -> None:
    """A database with more feeds than one config should have is refused with the number."""
    path = database(tmp_path / "db", BOT, feed=(feed(number, "https://a.example/") for number in range(1, MOST + 2)))

    assert "its table feed has more than 20,000 rows" in reason(path)


def test_a_database_in_use(tmp_path: Path) -> None:
    """Changes that are still beside the database are not ignored: they would be sent twice."""
    path = tmp_path / "db"
    with closing(sqlite3.connect(path)) as made:
        made.execute("PRAGMA journal_mode = WAL")
        made.executescript(BOT)

        assert "is in use, or its program was killed: the newest changes are still in db-wal" in reason(path)


def test_reading_changes_nothing(tmp_path: Path) -> None:
    """The other program's file stays as it is, and no file appears beside it."""
    path = database(tmp_path / "db", BOT, feed=[feed(1, "https://a.example/")])
    before = path.read_bytes()
    read(path, now=NOW)

    assert (before, ["db"]) == (path.read_bytes(), [each.name for each in tmp_path.iterdir()])


def test_a_name_with_signs(tmp_path: Path) -> None:
    """The file's name is no part of the database's address."""
    path = database(tmp_path / "a?mode=rwc#%41.db", BOT, feed=[feed(1, "https://a.example/")])

    assert 1 == len(read(path, now=NOW).subscriptions)


# --- hostile databases -----------------------------------------------------------------------------------------------


def test_views_are_not_asked(tmp_path: Path) -> None:
    """A view with a table's name, which could count for ever, is no table."""
    script = """CREATE VIEW feed AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n) SELECT id FROM n;
                CREATE TABLE sub (feed_id INT)"""

    assert "is of no program that is known here; its tables are: sub" in reason(database(tmp_path / "db", script))


def test_a_table_that_is_slow_to_read(tmp_path: Path) -> None:
    """Reading ends after a number of steps, or letters, whatever the rows hold."""
    rows = [feed(number, "https://a.example/", hashes="[" + "1" * 12_000_000 + "]") for number in range(1, 19)]

    assert "200,000,000 letters" in reason(database(tmp_path / "db", BOT, feed=rows))


def test_a_database_that_is_too_large(tmp_path: Path) -> None:
    """A database larger than any such program's is not opened."""
    path = written(tmp_path, databases.MAGIC)
    with path.open("r+b") as file:
        file.truncate(databases.LARGEST + 1)

    assert "is larger than 1 GiB" in reason(path)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 20_479), st.binary(min_size=1, max_size=8)), max_size=20), st.integers(0, 20_480)
)
def test_a_damaged_database(tmp_path: Path, patches: list[tuple[int, bytes]], length: int) -> None:
    """Whatever bytes a database has, reading it gives a move or a ParseError, and nothing else."""
    path = tmp_path / "db"
    if not path.exists():
        database(path, BOT, feed=[feed(1, "https://a.example/")], sub=[sub(1, 1, 5)])
    body = bytearray(path.read_bytes())
    for place, patch in patches:
        body[max(place, 16) : max(place, 16) + len(patch)] = patch
    broken = written(tmp_path, bytes(body[: max(length, 16)]), "broken")
    try:
        assert read(broken, now=NOW).kind
    except ParseError as error:
        assert str(error)


def test_another_program_s_database(tmp_path: Path) -> None:
    """A database of nobody we know is refused with the names of its tables; newsboat's cache tells what to do."""
    assert "its tables are: none" in reason(database(tmp_path / "empty", "PRAGMA user_version = 1"))
    assert "its tables are: songs" in reason(database(tmp_path / "songs", "CREATE TABLE songs (a)"))
    assert "import its file urls, and give this file with --cache" in reason(database(tmp_path / "cache", CACHE))


# --- newsboat --------------------------------------------------------------------------------------------------------


def test_newsboat_s_cache(tmp_path: Path) -> None:
    """What the cache holds counts as seen, up to the newest date that is not to come."""
    cache = database(
        tmp_path / "cache.db",
        CACHE,
        rss_item=[
            item(1, "https://gazette.example/rss", "urn:1"),
            item(2, "https://gazette.example/rss", "https://gazette.example/2Sun, 01 Mar 2026"),
            item(3, "https://gazette.example/rss", "urn:3", at=9_999_999_999),
            item(4, "http://harbour.example/feed", "urn:4", at=0),
        ],
    )
    move = read(written(tmp_path, URLS), cache, now=NOW)
    gazette, harbour = move.subscriptions

    assert {
        "urn:1",
        "urn:3",
        "https://gazette.example/2Sun, 01 Mar 2026",
        "https://gazette.example/2",
    } == gazette.seen
    assert datetime.fromtimestamp(1_772_000_002, UTC) == gazette.checked
    assert (frozenset({"urn:4"}), None) == (harbour.seen, harbour.checked)
    assert move.hint is None


def test_a_cache_that_is_none(tmp_path: Path) -> None:
    """A cache of another program, or none at all, is told by its name."""
    urls = written(tmp_path, URLS, "urls")

    assert "bot is not newsboat's cache.db" in reason(urls, database(tmp_path / "bot", BOT))
    assert "cannot be read as an SQLite database" in reason(urls, urls)


def test_only_the_newest_of_a_long_cache(tmp_path: Path) -> None:
    """Of an endless list of entries the newest are carried over."""
    rows = (item(number, "https://a.example/", f"urn:{number}") for number in range(1, subscriptions.MOST_SEEN + 3))
    cache = database(tmp_path / "cache.db", CACHE, rss_item=rows)
    (only,) = read(written(tmp_path, "https://a.example/\n"), cache, now=NOW).subscriptions

    assert subscriptions.MOST_SEEN == len(only.seen)
    assert not {"urn:1", "urn:2"} & only.seen


# --- values ----------------------------------------------------------------------------------------------------------


def test_the_hash_is_the_one_of_zlib() -> None:
    """A hash of RSS-to-Telegram-Bot is the CRC-32 of an id in hexadecimal digits, without zeros before it."""
    assert "d87f7e0c" == f"{crc32(b'test'):x}"


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2026-03-01 10:00:00", datetime(2026, 3, 1, 10, tzinfo=UTC)),
        ("2026-03-01T12:00:00+02:00", datetime(2026, 3, 1, 10, tzinfo=UTC)),
        (1_772_000_000.5, datetime(2026, 2, 25, 6, 13, 20, 500_000, tzinfo=UTC)),
        (10**30, None),
        (float("nan"), None),
        ("0001-01-01T00:00:00+23:59", None),
        ("today", None),
        (-5, None),
        (None, None),
    ],
)
def test_moments(value: object, moment: datetime | None) -> None:
    """Moments are read in the forms that databases have; others are not known."""
    assert moment == subscriptions.moment(value)
