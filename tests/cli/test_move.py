import json
from pathlib import Path

import pytest

from feedbot.config import load
from feedbot.model import Carried, Source
from feedbot.store import moving, open_store, read
from tests import bases
from tests.cli.conftest import Feedbot, rows
from tests.sources.elsewhere import BOT, CACHE, FORWARDER, database, feed, item, remembered, sub, written

OPML = """<opml version="2.0"><body><outline text="Towns">
<outline type="rss" text="Gazette" xmlUrl="https://gazette.example/rss"/></outline>
<outline type="rss" text="Lost" xmlUrl=""/><outline type="rss" text="Old" xmlUrl="ftp://old.example/"/></body></opml>"""


@pytest.fixture
def bot(tmp_path: Path) -> Path:
    """A database of RSS-to-Telegram-Bot."""
    modified = "2026-03-13 10:00:00+00:00"
    return database(
        tmp_path / "db.sqlite3",
        BOT,
        user=[(-1001, 50, 0), (5, 1, 1)],
        feed=[
            feed(1, "https://gazette.example/rss", interval=90, hashes='["1a2b", "3c4d"]', modified=modified),
            feed(2, "https://harbour.example/feed", interval=1, state=0, title='The "Harbour"'),
            feed(3, "https://user:word@mill.example/feed"),
            feed(4, "nowhere"),
        ],
        sub=[sub(1, 1, -1001, tags="#local"), sub(2, 3, -1001), sub(3, 3, 5), sub(4, 4, 6)],
    )


def added(place: Path) -> dict[str, Source]:
    """The sources of a config after the first, by their names."""
    return {source.name: source for source in load(place / "config.toml", {}).sources[1:]}


def carried(place: Path, source: str) -> Carried | None:
    """What the store holds for a source."""
    store = open_store(bases.address(place / "state" / "feedbot.db"), check=False)
    try:
        with read(store.engine) as tx:
            return moving.carried(tx, source)
    finally:
        store.close()


def test_import_a_bot(place: Path, feedbot: Feedbot, bot: Path) -> None:
    """Sources are added with titles, tags, intervals and pauses, and their entries of now are not sent by number."""
    before = (place / "config.toml").read_text()
    code, out, err = feedbot("import", str(bot))
    found = added(place)

    assert 0 == code
    assert "RSS-to-Telegram-Bot: 3 added, 0 were there already, 1 left out; it counts from the next" in out
    assert "left out: Feed 4: no address of a feed: nowhere\n" == err
    assert ["feed-1", "the-harbour", "feed-3"] == list(found)
    assert (("local",), 5400.0, 0) == (
        found["feed-1"].categories,
        found["feed-1"].every.total_seconds() if found["feed-1"].every else None,
        found["feed-1"].deliver_first,
    )
    assert found["the-harbour"].paused
    assert 'name = "the-harbour"\nevery = "5m"\npaused = true\nkind = "feed"\n' in (place / "config.toml").read_text()
    assert all(line in (place / "config.toml").read_text() for line in before.splitlines())


def test_what_was_seen_is_in_the_store(place: Path, feedbot: Feedbot, bot: Path) -> None:
    """What the other program had sent stands in the store under the names that the sources have here."""
    feedbot("import", str(bot))
    gazette = carried(place, "feed-1")

    assert gazette is not None
    assert frozenset({"crc32:1a2b", "crc32:3c4d"}) == gazette.seen
    assert gazette.checked is not None
    assert "2026-03-13T10:00:00+00:00" == gazette.checked.isoformat()
    assert carried(place, "feed-3") is None


def test_chats_are_suggested(place: Path, feedbot: Feedbot, bot: Path) -> None:
    """Each chat is printed as a channel behind number signs; as it stands, it is a config."""
    _, out, _ = feedbot("import", str(bot))
    lines = [line.removeprefix("# ") for line in out.splitlines() if line.startswith("# ")][1:]
    (place / "config.toml").write_text((place / "config.toml").read_text() + "\n".join(lines) + "\n")
    chats = load(place / "config.toml", {}).channels[2:]

    assert [("chat-1", ("feed-1", "feed-3"), True), ("chat-2", ("feed-3",), False)] == [
        (each.name, each.sources, each.silent) for each in chats
    ]
    assert 'chat = "-1001"' in lines


def test_import_twice(place: Path, feedbot: Feedbot, bot: Path) -> None:
    """What the config has already is counted and left as it is; its name is used for the chats."""
    feedbot("import", str(bot))
    before = (place / "config.toml").read_bytes()
    code, out, _ = feedbot("import", str(bot))

    assert 0 == code
    assert "0 added, 3 were there already, 1 left out\n" in out
    assert '# sources = ["feed-1", "feed-3"]' in out
    assert before == (place / "config.toml").read_bytes()


def test_dry_run(place: Path, feedbot: Feedbot, bot: Path) -> None:
    """A dry run tells what would be added, without passwords, and changes neither config nor store."""
    before = (place / "config.toml").read_bytes()
    code, out, _ = feedbot("import", str(bot), "--dry-run")

    assert 0 == code
    assert "feed-1  https://gazette.example/rss  2 entries known as seen, last looked 2026-03-13" in out
    assert "feed-3  https://mill.example/feed  nothing it has now is sent" in out
    assert "3 would be added, 0 were there already, 1 left out; nothing was changed" in out
    assert before == (place / "config.toml").read_bytes()
    assert not (place / "state").exists()


def test_json(place: Path, feedbot: Feedbot, bot: Path) -> None:
    """The answer as JSON has all that is told."""
    answer = rows(feedbot("import", str(bot), "--json", "--dry-run"))

    assert ("RSS-to-Telegram-Bot", True, 0) == (answer["kind"], answer["dry_run"], answer["there"])
    assert {
        "name": "feed-1",
        "url": "https://gazette.example/rss",
        "paused": False,
        "seen": 2,
        "checked": "2026-03-13T10:00:00+00:00",
    } == answer["added"][0]
    assert [{"what": "Feed 4", "why": "no address of a feed: nowhere"}] == answer["left"]
    assert {"chat": "-1001", "silent": True, "sources": ["feed-1", "feed-3"]} == answer["channels"][0]
    assert [] == answer["programs"]
    assert not added(place)


def test_import_opml(place: Path, feedbot: Feedbot, tmp_path: Path) -> None:
    """A list in OPML is taken as `opml import` takes it, without opening the store."""
    code, out, err = feedbot("import", str(written(tmp_path, OPML)))

    assert 0 == code
    assert "OPML: 1 added, 0 were there already, 2 left out" in out
    assert "left out: Lost: no address of a feed\nleft out: Old: no address of a feed: ftp://old.example/\n" == err
    assert (("Towns",), 0) == (added(place)["gazette"].categories, added(place)["gazette"].deliver_first)
    assert not (place / "state").exists()


def test_import_newsboat(place: Path, feedbot: Feedbot, tmp_path: Path) -> None:
    """What newsboat's cache holds counts as seen; its programs are suggested, and none is set up."""
    url = "https://gazette.example/rss"
    cache = database(tmp_path / "cache.db", CACHE, rss_item=[item(1, url, "urn:1")])
    urls = written(tmp_path, f'{url}\n"exec:curl -s https://inn.example/" "~The Inn"\nexec:~/weather\n', "urls")
    _, out, err = feedbot("import", str(urls), "--cache", str(cache))
    found = carried(place, "gazette.example")

    assert found is not None
    assert frozenset({"urn:1"}) == found.seen
    assert ["gazette.example"] == list(added(place))
    assert '# command = ["curl", "-s", "https://inn.example/"]\n# title = "The Inn"\n' in out
    assert '# command = ["sh", "-c", "~/weather"]\n' in out
    assert "note:" not in err


def test_one_feed_twice_in_a_list(place: Path, feedbot: Feedbot, tmp_path: Path) -> None:
    """Addresses that lead to one place make one source; what was seen under either is seen."""
    plain, tracked = "https://gazette.example/rss", "https://gazette.example/rss?utm_source=x"
    cache = database(
        tmp_path / "cache.db", CACHE, rss_item=[item(1, plain, "urn:1"), item(2, tracked, "urn:2", at=1_772_000_009)]
    )
    _, out, _ = feedbot("import", str(written(tmp_path, f"{plain}\n{tracked}\n")), "--cache", str(cache))
    found = carried(place, "gazette.example")

    assert "1 added, 1 were there already" in out
    assert found is not None
    assert (frozenset({"urn:1", "urn:2"}), 1_772_000_009) == (found.seen, found.checked and found.checked.timestamp())


def test_import_feedforbot(place: Path, feedbot: Feedbot, tmp_path: Path) -> None:
    """A token is neither printed nor written."""
    path = written(tmp_path, FORWARDER)
    remembered(tmp_path, "https://gazette.example/rss", [{"id": "urn:1", "grabbed_at": "2026-03-01T10:00:00Z"}])
    _, out, err = feedbot("import", str(path), "--cache", str(tmp_path))

    assert "feedforbot: 2 added, 0 were there already, 2 left out" in out
    assert '# chat = "@news"' in out
    assert "SECRET" not in out + err + (place / "config.toml").read_text()
    assert carried(place, "gazette.example") is not None


def test_a_hint_where_more_could_be_known(feedbot: Feedbot, tmp_path: Path) -> None:
    """Without a cache, the command says how what was shown could be carried over."""
    _, _, err = feedbot("import", str(written(tmp_path, "https://gazette.example/rss\n")))

    assert "note: newsboat's cache.db tells what it has shown: give it with --cache" in err


def test_an_unknown_file(place: Path, feedbot: Feedbot, tmp_path: Path) -> None:
    """A file that is no store is refused with what can be read, and nothing is changed."""
    before = (place / "config.toml").read_bytes()
    code, _, err = feedbot("import", str(written(tmp_path, "Dear all,\n")))

    assert 1 == code
    assert "is of no program that is known here\n  what to do: name a list of feeds in OPML" in err
    assert before == (place / "config.toml").read_bytes()


def test_a_file_that_is_not_there(feedbot: Feedbot) -> None:
    """A file that is not there is wrong usage."""
    code, _, err = feedbot("import", "nothing.opml")

    assert 2 == code
    assert "'nothing.opml' does not exist" in err


def test_a_config_with_faults(place: Path, feedbot: Feedbot, bot: Path) -> None:
    """Nothing is added to a config with faults."""
    (place / "config.toml").write_text('[feedbot]\nwrong = 1\n[[sources]]\nname = "a"\nkind = "folder"\npath = "a"\n')
    code, _, err = feedbot("import", str(bot))

    assert 78 == code
    assert "feedbot.wrong" in err


def test_a_store_that_cannot_be_opened(place: Path, feedbot: Feedbot, bot: Path) -> None:
    """Where what was seen cannot be kept, no source is added: its first visit would not know what is owed."""
    (place / "state").write_text("in the way")
    before = (place / "config.toml").read_bytes()
    code, _, err = feedbot("import", str(bot))

    assert 75 == code
    assert "state folder" in err
    assert before == (place / "config.toml").read_bytes()


def test_newlines_of_windows_stay(place: Path, feedbot: Feedbot, bot: Path) -> None:
    """The lines that are added end as the others do."""
    (place / "config.toml").write_bytes((place / "config.toml").read_bytes().replace(b"\n", b"\r\n"))
    feedbot("import", str(bot))
    body = (place / "config.toml").read_bytes()

    assert body.count(b"\n") == body.count(b"\r\n")
    assert b'every = "90m"\r\n' in body


def test_the_answer_is_one_document(feedbot: Feedbot, bot: Path) -> None:
    """With --json standard output has JSON and nothing else, and the sources are added."""
    _, out, _ = feedbot("import", str(bot), "--json")

    assert not json.loads(out)["dry_run"]
