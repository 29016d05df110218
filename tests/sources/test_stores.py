import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedbot.errors import ParseError
from feedbot.sources.stores import LARGEST, read
from feedbot.sources.subscriptions import MOST, Chat, Left, Program, Subscription
from tests.sources.elsewhere import FORWARDER, NOW, URLS, reason, remembered, written

# --- newsboat --------------------------------------------------------------------------------------------------------


def test_newsboat_s_list(tmp_path: Path) -> None:
    """Titles and tags are read, comments are not, and a feed that is only hidden is no other feed."""
    move = read(written(tmp_path, URLS), now=NOW)

    assert "newsboat" == move.kind
    assert (
        Subscription(url="https://gazette.example/rss", title='The "Gazette"', categories=("local", "daily print")),
        Subscription(url="http://harbour.example/feed"),
    ) == move.subscriptions
    assert move.hint


def test_what_newsboat_has_beside_feeds(tmp_path: Path) -> None:
    """Searches, filters, programs and files are left out, each with its reason."""
    left = {each.what: each.why for each in read(written(tmp_path, URLS), now=NOW).left}

    assert "a search in other feeds, and no feed of its own" == left['query:Unread:unread = "yes"']
    assert "`feedbot add` takes https://mill.example/rss as it is" in left["filter:~/bin/tidy:https://mill.example/rss"]
    assert "it runs a program, and an import sets up none" in left["exec:curl -s https://inn.example/"]
    assert "a file on this machine" in left["file:///srv/feed.xml"]
    assert "no address of a feed" == left["gopher://inn.example/"]


def test_newsboat_s_programs(tmp_path: Path) -> None:
    """A program is suggested with its arguments, and with a shell only where the line needs one."""
    assert (
        Program(command=("sh", "-c", "~/bin/weather"), title="Weather"),
        Program(command=("curl", "-s", "https://inn.example/")),
        Program(command=("/opt/weather", "two words"), title="Weather"),
        Program(command=("sh", "-c", "echo 'one")),
    ) == read(written(tmp_path, URLS), now=NOW).programs


def test_a_list_that_is_too_long(tmp_path: Path) -> None:
    """A list with more lines than one config should have feeds is refused."""
    assert "more than 20,000 lines" in reason(written(tmp_path, "https://a.example/\n" * (MOST + 1)))


def test_a_list_of_addresses(tmp_path: Path) -> None:
    """Addresses alone, one a line, are a list too, whatever the end of a line and the encoding is."""
    text = "https://a.example/rss\r\nfeed://b.example/\r\n"

    for body in (text.encode(), text.encode("utf-8-sig"), text.encode("utf-16")):
        found = read(written(tmp_path, body), now=NOW).subscriptions
        assert ["https://a.example/rss", "feed://b.example/"] == [each.url for each in found]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(st.sampled_from('ab" \\~!#:/\n\t\u2028\x00'), max_size=60))
def test_any_list(tmp_path: Path, text: str) -> None:
    """Whatever stands in a list, each line gives a source on one line, or is left out with its reason."""
    move = read(written(tmp_path, "https://a.example/\n" + text.replace("\0", "")), now=NOW)

    assert all(each.url.isprintable() and (each.title or "a").isprintable() for each in move.subscriptions)
    assert all(each.why for each in move.left)


@pytest.mark.parametrize("line", ['"' + "\\" * 10**6, '"' * 10**6, "a" * 10**6, "\\a" * 10**6, " " * 10**6 + "x"])
def test_a_long_line(tmp_path: Path, line: str) -> None:
    """A line without end is no feed, and costs no more than its length."""
    move = read(written(tmp_path, f"https://a.example/\n{line}\n"), now=NOW)

    assert [Subscription(url="https://a.example/")] == list(move.subscriptions)


# --- feedforbot ------------------------------------------------------------------------------------------------------


def test_feedforbot_s_schedulers(tmp_path: Path) -> None:
    """Each listener is a feed, each transport a chat; one without an address is left out, and no token is read."""
    move = read(written(tmp_path, FORWARDER), now=NOW)

    assert (
        Subscription(url="https://gazette.example/rss", interval=timedelta(minutes=15)),
        Subscription(url="https://harbour.example/feed"),
    ) == move.subscriptions
    assert (
        Chat(chat="@news", urls=("https://gazette.example/rss", "https://harbour.example/feed"), silent=True),
        Chat(chat="-100123", urls=("https://harbour.example/feed",)),
    ) == move.chats
    assert (Left(what="a scheduler", why="its listener names no feed"),) * 2 == move.left
    assert "SECRET" not in repr(move)
    assert move.hint


def test_feedforbot_s_newer_form(tmp_path: Path) -> None:
    """Later versions have the list of schedulers alone."""
    text = "- listener:\n    type: rss\n    params:\n      url: https://a.example/\n  transport: {}\n"
    move = read(written(tmp_path, text), now=NOW)

    assert ((Subscription(url="https://a.example/"),), ()) == (move.subscriptions, move.chats)


@pytest.mark.parametrize(
    ("rule", "interval"),
    [
        ("* * * * *", None),
        ("*/10  * * * *", timedelta(minutes=10)),
        ("*/0 * * * *", None),
        ("30 * * * *", timedelta(hours=1)),
        ("0 */6 * * *", timedelta(hours=6)),
        ("*/5 */2 * * *", None),
        ("0 8 * * 1", None),
    ],
)
def test_rules(tmp_path: Path, rule: str, interval: timedelta | None) -> None:
    """A rule that comes round evenly becomes an interval; any other is left to the kind of source."""
    text = f"schedulers:\n- rule: '{rule}'\n  listener: {{type: rss, params: {{url: 'https://a.example/'}}}}\n"

    assert interval == read(written(tmp_path, text), now=NOW).subscriptions[0].interval


@pytest.mark.parametrize(
    "key",
    [
        "rss:https://gazette.example/rss|telegram_bot:@news",
        "<feedforbot.TelegramBotTransport: @news>-<feedforbot.RSSListener: https://gazette.example/rss>",
        "<FeedForBot.TelegramBotTransport: @news>-<FeedForBot.RSSListener: https://gazette.example/rss>",
        "https://gazette.example/rss",
    ],
)
def test_feedforbot_s_memory(tmp_path: Path, key: str) -> None:
    """What it had sent is found under the names that its versions gave the file."""
    row = {"id": "urn:1", "grabbed_at": "2026-03-01T10:00:00+00:00", "title": "One", "url": "https://gazette.example/1"}
    remembered(tmp_path, key, [row, {"id": "urn:2", "grabbed_at": "2026-03-02T12:00:00+02:00"}, {"id": 3}, "x"])
    gazette, harbour = read(written(tmp_path, FORWARDER), tmp_path, now=NOW).subscriptions

    assert (frozenset({"urn:1", "urn:2"}), datetime(2026, 3, 2, 10, 0, tzinfo=UTC)) == (gazette.seen, gazette.checked)
    assert (frozenset(), None) == (harbour.seen, harbour.checked)


def test_one_feed_for_two_chats(tmp_path: Path) -> None:
    """What one of two chats had got is seen: better once too few than twice."""
    for number, chat in enumerate(("@news", "-100123"), 1):
        row = {"id": f"urn:{number}", "grabbed_at": f"2026-03-0{number}T10:00:00Z"}
        remembered(tmp_path, f"rss:https://harbour.example/feed|telegram_bot:{chat}", [row])
    harbour = read(written(tmp_path, FORWARDER), tmp_path, now=NOW).subscriptions[1]

    assert (frozenset({"urn:1", "urn:2"}), datetime(2026, 3, 2, 10, 0, tzinfo=UTC)) == (harbour.seen, harbour.checked)


@pytest.mark.parametrize("body", [b"{", b"{}", b"[" * 100_000, b"\xff" * 20, b"[" + b" " * LARGEST + b"]"])
def test_a_broken_memory(tmp_path: Path, body: bytes) -> None:
    """A broken memory stops the move: without it, what was sent would be sent again."""
    name = hashlib.sha256(b"https://gazette.example/rss").hexdigest()
    (tmp_path / f"{name}.json").write_bytes(body)

    assert "is not what feedforbot writes" in reason(written(tmp_path, FORWARDER), tmp_path)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("schedulers: {a: b}", "this YAML has no schedulers"),
        ("schedulers: [a\nb: c]:", "this is not YAML: line 2"),
        ("schedulers: *nobody", "this is not YAML"),
        ("schedulers: \x01", "this is not YAML"),
        ("schedulers: " + "[" * 30_000, "lies more than 20 deep"),
        ("schedulers:\n" + "- a\n" * (MOST + 1), "more than 20,000 schedulers"),
        ("schedulers: " + "a" * 2**20, "as YAML it is larger than 1 MiB"),
        ("schedulers: {{a: b}: c}", "this is not YAML"),
    ],
)
def test_yaml_that_is_no_store(tmp_path: Path, text: str, why: str) -> None:
    """YAML of another make, or built to exhaust its reader, is refused with the reason."""
    assert why in reason(written(tmp_path, text))


def test_yaml_that_doubles_itself(tmp_path: Path) -> None:
    """Anchors that multiply cost nothing: only what a scheduler names is looked at."""
    rows = "".join(f"a{number}: &a{number} [{', '.join([f'*a{number - 1}'] * 9)}]\n" for number in range(1, 19))
    text = f"a0: &a0 [x]\n{rows}schedulers:\n- listener: {{type: rss, params: {{url: *a18}}}}\n"

    assert (Left(what="a scheduler", why="its listener names no feed"),) == read(written(tmp_path, text), now=NOW).left


def test_a_memory_that_is_no_folder(tmp_path: Path) -> None:
    """feedforbot remembers in a folder; a file is refused."""
    assert "feedforbot remembers in one" in reason(written(tmp_path, FORWARDER), written(tmp_path, "x", "cache"))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["rule", "listener", "transport", "params", "url", "type", "to"]), inner, max_size=4
            )
        ),
        max_leaves=12,
    )
)
def test_any_schedulers(tmp_path: Path, value: object) -> None:
    """Whatever the YAML holds, reading it gives a move or a ParseError."""
    path = written(tmp_path, yaml.safe_dump({"schedulers": value, "cache": {}}))
    try:
        assert "feedforbot" == read(path, now=NOW).kind
    except ParseError as error:
        assert "this YAML has no schedulers" in str(error)


# --- which it is -----------------------------------------------------------------------------------------------------


def test_opml(tmp_path: Path) -> None:
    """A list in OPML is read as `opml import` reads it; what has no address is left out."""
    text = """<opml><body><outline text="Towns"><outline type="rss" text="Gazette" xmlUrl="https://a.example/"/></outline>
              <outline type="rss" text="Lost" xmlUrl=""/><outline type="rss" xmlUrl=""/></body></opml>"""
    move = read(written(tmp_path, text), now=NOW)

    assert "OPML" == move.kind
    assert (Subscription(url="https://a.example/", title="Gazette", categories=("Towns",)),) == move.subscriptions
    assert ["Lost", "a feed without a name"] == [each.what for each in move.left]


@pytest.mark.parametrize("name", ["urls", "feeds.opml", "db.sqlite3", "config.yml"])
def test_the_name_does_not_count(tmp_path: Path, name: str) -> None:
    """What a file is shows from what is in it."""
    assert "newsboat" == read(written(tmp_path, URLS, name), now=NOW).kind


@pytest.mark.parametrize(
    "body", [b"", b"\n\n# only comments\n", b"Dear all,\n", b"\0\1\2https://a.example/", b"GIF89a", b'""']
)
def test_an_unknown_file(tmp_path: Path, body: bytes) -> None:
    """A file of nobody we know is refused with what can be read."""
    assert "name a list of feeds in OPML, newsboat's file urls" in reason(written(tmp_path, body))


def test_a_page_is_no_list(tmp_path: Path) -> None:
    """XML that is no OPML is told as what it is."""
    assert "not OPML: an HTML page" == reason(written(tmp_path, "<html><body>Hello</body></html>"))


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    """A list larger than any list is not read."""
    assert "is larger than 10 MiB; is it a list of feeds?" in reason(written(tmp_path, b"#" * (LARGEST + 1)))


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    """What cannot be opened is told with the system's reason."""
    assert "nothing cannot be read: No such file or directory" in reason(tmp_path / "nothing")


def test_a_cache_where_none_belongs(tmp_path: Path) -> None:
    """A cache that would be ignored is refused."""
    path = written(tmp_path, "<opml><body/></opml>")

    assert "--cache is for newsboat and feedforbot, OPML has no such file; leave it out" == reason(path, path)
