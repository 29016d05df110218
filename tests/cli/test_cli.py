import json
import os
import socket
import socketserver
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from feedbot.cli import COMMANDS, main
from feedbot.hold import alone
from tests import bases
from tests.cli.conftest import CONFIG, Feedbot, rows

HEAVY = {
    "aiohttp",
    "apscheduler",
    "feedgen",
    "feedparser",
    "jinja2",
    "lxml",
    "pydantic",
    "rich",
    "sqlalchemy",
    "telegram",
}
"""What takes long to import; no --help needs it."""

UNWRITTEN = """feedbot: the answer cannot be written
  because: no space left on device
  what to do: look where its output goes: a full disk, or a program that has ended
"""


def test_help_lists_every_command_and_imports_none() -> None:
    """--help names each command, and is answered before any heavy part of the program is loaded."""
    script = f"""
import sys
import click
from feedbot.cli import group, main

def paths(command, path):
    yield path
    if isinstance(command, click.Group):
        for word in command.list_commands(click.Context(command)):
            yield from paths(command.get_command(click.Context(command), word), [*path, word])

found = list(paths(group, []))
assert [0] * len(found) == [main([*path, "--help"]) for path in found]
print(sorted({{name.split(".")[0] for name in sys.modules}} & {HEAVY}))
"""
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout

    assert "[]" == told.splitlines()[-1]
    assert all(f"Usage: feedbot {name} " in told for name in (*COMMANDS, "opml import", "export entries"))
    assert all(name in told.partition("Usage: feedbot init")[0] for name in COMMANDS)


def test_a_config_is_read_without_what_reads_the_world() -> None:
    """`feedbot check` loads no network, no reader of feeds and no database: every other command begins with it."""
    heavy = {"aiohttp", "yarl", "feedparser", "lxml", "markdown_it", "sqlalchemy", "trafilatura", "telegram"}
    script = f"""
import sys
from feedbot.cli import main

assert 0 == main(["-c", sys.argv[1], "check"])
print(sorted({{name.split(".")[0] for name in sys.modules}} & {heavy}))
"""
    shipped = Path(__file__).parent.parent.parent / "config.toml"
    command = [sys.executable, "-c", script, str(shipped)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert "[]" == told.splitlines()[-1]


def test_an_unknown_command_is_wrong_usage(feedbot: Feedbot) -> None:
    """A command that is not there gives exit code 2."""
    assert 2 == feedbot("dance")[0]


def test_init_writes_a_config_that_works(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The config that init writes has no faults; it is not written over."""
    path = str(tmp_path / "new" / "config.toml")
    Path(path).parent.mkdir()

    assert 0 == main(["-c", path, "init"])
    assert 0 == main(["-c", path, "check"])
    assert 1 == main(["-c", path, "init"])
    assert "is there already" in capsys.readouterr().err
    assert 0 == main(["-c", path, "init", "--force"])


def test_init_tells_where_it_cannot_write(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A place that cannot be written gives a sentence."""
    (tmp_path / "file").write_text("")

    assert 1 == main(["-c", str(tmp_path / "file" / "config.toml"), "init"])
    assert "cannot be written" in capsys.readouterr().err
    (tmp_path / "articles").write_text("")
    assert 1 == main(["-c", str(tmp_path / "config.toml"), "init"])
    assert (
        "articles is no folder, and articles go into one of this name\n  what to do: move it away"
        in capsys.readouterr().err
    )


def test_a_state_folder_that_cannot_be_made(place: Path, feedbot: Feedbot) -> None:
    """A file in the state folder's place gives a sentence and exit code 75, not a traceback."""
    (place / "state").write_text("")

    told = (
        f"feedbot: the state folder {place / 'state'} is a file\n  what to do: move that away, or set another state\n"
    )
    assert (75, told) == feedbot("sources")[::2]


def test_an_answer_that_cannot_be_written(place: Path, feedbot: Feedbot, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full device gives a sentence and exit code 1."""
    with Path("/dev/full").open("w") as full:
        monkeypatch.setattr(sys, "stdout", full)
        code, _, err = feedbot("entries")

    assert (1, UNWRITTEN) == (code, err)


def test_standard_output_at_the_end_of_the_program() -> None:
    """A full device gets one sentence, a reader that went away none, and 1 is the code of both."""
    reading, writing = os.pipe()
    os.close(reading)
    answers = []
    for descriptor in (os.open("/dev/full", os.O_WRONLY), writing):
        command = [sys.executable, "-m", "feedbot", "--help"]
        done = subprocess.run(command, stdout=descriptor, stderr=subprocess.PIPE, text=True, check=False)
        answers.append((done.returncode, done.stderr))
        os.close(descriptor)

    assert [(1, UNWRITTEN), (1, "")] == answers


def test_a_faulty_config_ends_with_78(place: Path, feedbot: Feedbot) -> None:
    """Every fault is told with its line, and the exit code says that the config is to blame."""
    (place / "config.toml").write_text(CONFIG.replace("settle", "setle").replace("title", "titel"))
    code, _, err = feedbot("check")

    assert 78 == code
    assert 'config.toml:12: sources[0].setle: unknown key. Did you mean "settle"?' in err
    assert 'Did you mean "title"?' in err


def test_check_fetches(feedbot: Feedbot) -> None:
    """check --fetch reads every source and asks every channel that is awake."""
    code, out, _ = feedbot("check", "--fetch")

    assert 0 == code
    assert 'source "articles": 2 entries' in out
    assert 'channel "telegram" is asleep' in out
    assert 'channel "console": ' in out


def test_check_tells_of_a_source_that_fails(place: Path, feedbot: Feedbot) -> None:
    """A source that cannot be read makes check fail, with the reason."""
    (place / "articles").rename(place / "away")
    code, out, _ = feedbot("check", "--fetch")

    assert 1 == code
    assert "does not exist" in out


def test_one_round_does_everything(place: Path, feedbot: Feedbot) -> None:
    """run --once visits, writes, sends and ends with 0; the second round has nothing to do."""
    code, out, _ = feedbot("run", "--once")
    again = feedbot("run", "--once")

    assert 0 == code
    assert "Headline of day 2" in out
    assert "Headline of day 1" not in out
    assert "Headline of day 1" in (place / "feeds" / "main.atom").read_text()
    assert (0, "") == again[:2]


def test_one_round_tells_of_trouble(place: Path, feedbot: Feedbot) -> None:
    """A source that fails makes run --once end with 1."""
    (place / "articles").rename(place / "away")

    assert 1 == feedbot("run", "--once")[0]


def test_lists_answer_as_tables_and_as_json(feedbot: Feedbot) -> None:
    """sources, entries and outbox list what there is, for people and for programs."""
    feedbot("run", "--once")

    assert [("articles", "ok", 2)] == [
        (row["name"], row["state"], row["entries"]) for row in rows(feedbot("sources", "--json"))
    ]
    assert ["Headline of day 2", "Headline of day 1"] == [row["title"] for row in rows(feedbot("entries", "--json"))]
    assert "Headline of day 2" in feedbot("entries", "articles")[1]
    assert "articles" in feedbot("sources")[1]
    assert "every promise is kept" in feedbot("outbox")[1]
    assert ["Headline of day 2"] == [row["title"] for row in rows(feedbot("outbox", "--state", "sent", "--json"))]


def test_ids_are_there_where_they_are_wanted(feedbot: Feedbot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists have ids with --ids and in JSON; else an entry without a link has its id in the place of one."""
    feedbot("run", "--once")
    first = rows(feedbot("entries", "--json"))[0]
    plain, asked = feedbot("entries")[1].splitlines(), feedbot("entries", "--ids")[1].splitlines()
    found = feedbot("search", "headline", "--ids")[1].splitlines()
    monkeypatch.setenv("COLUMNS", "80")
    narrow = feedbot("entries")[1]

    assert first["link"] is None
    assert ["link"] == plain[0].split()[3:]
    assert ["link", "id"] == asked[0].split()[3:] == found[0].split()[-2:]
    assert first["id"] in plain[1]
    assert 2 == asked[1].count(first["id"])
    assert 80 >= max(map(len, narrow.splitlines()))
    assert "urn:" not in narrow
    assert first["title"] in feedbot("show", plain[1].split()[-1])[1]


def test_lists_have_a_length(feedbot: Feedbot) -> None:
    """A list has at least one row and at most a hundred thousand; other numbers are wrong usage."""
    for command in ("entries", "outbox"):
        for number in ("0", "-1", "100001", "99999999999999999999"):
            assert 2 == feedbot(command, "-n", number)[0]
        assert 0 == feedbot(command, "-n", "100000")[0]


def test_empty_lists_say_what_to_do(feedbot: Feedbot) -> None:
    """Before the first round there are no entries, and the answer says how to get some."""
    assert "feedbot run" in feedbot("entries")[1]
    assert [] == rows(feedbot("entries", "--json"))
    assert "new" == rows(feedbot("sources", "--json"))[0]["state"]


def test_an_unknown_source_is_named(feedbot: Feedbot) -> None:
    """A source that is not there is answered with those that are."""
    for arguments in (("entries", "x"), ("export", "entries", "--source", "x"), ("poll", "x")):
        code, _, err = feedbot(*arguments)
        assert 1 == code
        assert 'no source is called "x"\n  what to do: there are: articles' in err


def test_show_prints_an_entry(feedbot: Feedbot) -> None:
    """show finds an entry by its id or key and prints all of it."""
    feedbot("run", "--once")
    entry = rows(feedbot("entries", "--json"))[0]

    assert "Northern Wire" in feedbot("show", entry["id"])[1]
    assert ["Northern Wire"] == rows(feedbot("show", entry["id"], "--json"))["attribution"]
    assert 1 == feedbot("show", "nothing")[0]


def test_export_writes_json_lines(feedbot: Feedbot) -> None:
    """export entries gives a line an entry, oldest first, with the six fields."""
    feedbot("run", "--once")
    lines = [json.loads(line) for line in feedbot("export", "entries")[1].splitlines()]

    assert ["Headline of day 1", "Headline of day 2"] == [line["title"] for line in lines]
    assert {"source", "url", "id", "title", "link", "published"} == set(lines[0])


def test_why_tells_every_verdict_and_delivery(feedbot: Feedbot) -> None:
    """why says for each feed and channel what became of an entry, and because of what."""
    feedbot("run", "--once")
    newest, oldest = (row["id"] for row in rows(feedbot("entries", "--json")))
    told, held = feedbot("why", newest)[1], feedbot("why", oldest)[1]

    assert "channel console: sent" in told
    assert "takes every source" in told
    assert "the channel is asleep" in told
    assert "deliver_first is 1" in held
    assert ["console"] == [row["channel"] for row in rows(feedbot("why", newest, "--json"))["deliveries"]]
    assert 1 == feedbot("why", "nothing")[0]


def test_a_dry_run_stores_nothing(feedbot: Feedbot) -> None:
    """poll --dry-run shows what would come of a visit, and leaves no trace."""
    code, out, _ = feedbot("poll", "articles", "--dry-run")

    assert 0 == code
    assert '"articles": 2 new, 0 changed, 0 the same, 0 withdrawn; nothing was stored' in out
    assert "channel console: would be told" in out
    assert [] == rows(feedbot("entries", "--json"))


def test_a_dry_run_tells_why_it_failed(place: Path, feedbot: Feedbot) -> None:
    """poll --dry-run on a source that cannot be read gives the reason and 1."""
    (place / "articles").rename(place / "away")
    code, _, err = feedbot("poll", "articles", "--dry-run")

    assert 1 == code
    assert "does not exist" in err


def test_poll_makes_a_source_due(feedbot: Feedbot) -> None:
    """poll without --dry-run leaves the visit to whoever runs next."""
    assert "is due now" in feedbot("poll", "articles")[1]


def test_status_is_one_page(place: Path, feedbot: Feedbot) -> None:
    """status names sources, feeds and channels with how they are."""
    feedbot("run", "--once")
    (place / "state" / "feedbot.pid").write_text("42\n")
    page = feedbot("status")[1]
    with alone(place / "state"):
        running = feedbot("status")[1]

    assert "not running" in page
    assert "1 sent, 0 owed, 0 parked, 0 dropped" in page
    # On a server nobody holds the folder: there programs tell of themselves, as tests/cli/test_programs.py has it.
    assert (f"running as process {os.getpid()}" if bases.SERVER is None else "not running") in running
    assert {"main": "written", "health": "written"} == rows(feedbot("status", "--json"))["feeds"]


def test_add_and_remove_keep_comments(place: Path, feedbot: Feedbot) -> None:
    """A source comes and goes without touching the rest of the file."""
    (place / "more").mkdir()
    (place / "more" / "a.txt").write_text("date 2026-03-01 More\nMore text of this article.")
    os.utime(place / "more" / "a.txt", (1_772_000_000, 1_772_000_000))
    before = (place / "config.toml").read_text()
    code, out, _ = feedbot("add", "more")
    added = (place / "config.toml").read_text()
    removed = feedbot("remove", "more")[0]

    assert (0, 0) == (code, removed)
    assert "More" in out
    assert 'name = "articles"  # the folder' in added
    assert 'name = "more"' in added
    assert before.rstrip() == (place / "config.toml").read_text().rstrip()
    assert not (place / ".config.toml.trial").exists()


def test_add_refuses_what_cannot_be_read(place: Path, feedbot: Feedbot) -> None:
    """A source that fails is not added unless it is forced."""
    before = (place / "config.toml").read_text()
    code, _, err = feedbot("add", "nowhere")
    unchanged = (place / "config.toml").read_text()
    forced = feedbot("add", "nowhere", "--force")[0]

    assert 1 == code
    assert "does not exist" in err
    assert before == unchanged
    assert 0 == forced
    assert 2 == feedbot("add", "http://", "--force", "--name", "x")[0]
    assert 1 == feedbot("remove", "stranger")[0]


def test_render_writes_anew(place: Path, feedbot: Feedbot) -> None:
    """render brings back feed files that were removed."""
    feedbot("run", "--once")
    for path in (place / "feeds").iterdir():
        path.unlink()
    code, out, _ = feedbot("render")

    assert 0 == code
    assert "2 feeds written in" in out
    assert "Headline of day 1" in (place / "feeds" / "main.rss").read_text()


def test_without_a_daemon_there_is_nobody_to_ask(place: Path, on_file: None, feedbot: Feedbot) -> None:
    """reload and healthcheck say that no daemon runs, or that its web server is off."""
    assert "no daemon works in" in feedbot("reload")[2]
    assert "the web server is off" in feedbot("healthcheck")[2]
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        listen = f'listen = "127.0.0.1:{silent.getsockname()[1]}"'
    (place / "config.toml").write_text(CONFIG.replace("enabled = false", listen))
    assert "nobody answers" in feedbot("healthcheck")[2]


ANSWERS = {
    "well": (200, b'{"status": "ok", "problems": []}', 0, "feedbot is well\n"),
    "one thing": (200, b'{"status": "ok", "problems": ["a x"]}', 0, "feedbot works; 1 thing is wrong\n  a x\n"),
    "two things": (200, b'{"status": "ok", "problems": ["a", "b"]}', 0, "2 things are wrong\n  a\n  b\n"),
    "ill": (503, b'{"status": "failing", "problems": ["a"]}', 1, "feedbot does not get its work done\n  a\n"),
    "nobody is told why": (503, b'{"status": "failing"}', 1, "feedbot does not get its work done\n"),
    "another": (200, b"<html>hello</html>", 1, "is not feedbot\n  what to do: see which program listens there\n"),
    "another's JSON": (200, b"[]", 1, "is not feedbot"),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_how_the_daemon_is(name: str, place: Path, feedbot: Feedbot) -> None:
    """Its answer is told as sentences, or as it came with --json; the exit code says whether work gets done."""
    status, body, code, told = ANSWERS[name]
    with answering(status, body) as port:
        (place / "config.toml").write_text(CONFIG.replace("enabled = false", f'listen = "127.0.0.1:{port}"'))
        said = feedbot("healthcheck")
        plain = feedbot("healthcheck", "--json")

    assert code == said[0] == plain[0]
    assert told in said[1] + said[2]
    assert plain[1] == ("" if "another" in name else f"{body.decode()}\n")


def test_what_speaks_no_http_is_not_feedbot(place: Path, feedbot: Feedbot) -> None:
    """An answer that is none is told in a sentence, too."""
    with answering(0, b"220 mail ready\r\n") as port:
        (place / "config.toml").write_text(CONFIG.replace("enabled = false", f'listen = "127.0.0.1:{port}"'))
        assert "is not feedbot" in feedbot("healthcheck")[2]


@contextmanager
def answering(status: int, body: bytes) -> Iterator[int]:
    """A server that gives this answer to everybody, and nothing else where there is no status; its port."""
    head = f"HTTP/1.1 {status} Some\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n" if status else ""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            while self.rfile.readline().strip():
                pass
            self.wfile.write(head.encode() + body)

    with socketserver.TCPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def test_check_names_the_config_as_it_was_named(
    place: Path, feedbot: Feedbot, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that is named by a relative path, or lies where it is looked for, is told by that path."""
    assert feedbot("check")[1].splitlines()[-1].startswith(f"{place}/config.toml: no faults; ")
    monkeypatch.chdir(place)
    for named in ([], ["-c", "./config.toml"]):
        assert 0 == main([*named, "check"])
        assert capsys.readouterr().out.splitlines()[-1].startswith("config.toml: no faults; ")


def test_a_damaged_database_is_told_in_a_sentence(place: Path, on_file: None, feedbot: Feedbot) -> None:
    """A file that is no database gives a sentence and exit code 75, not a traceback."""
    (place / "state").mkdir()
    (place / "state" / "feedbot.db").write_bytes(b"this is no database" * 100)
    code, _, err = feedbot("sources")

    assert 75 == code
    assert "is no SQLite database" in err
    assert "Traceback" not in err
