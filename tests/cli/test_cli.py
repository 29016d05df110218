import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from feedbot.cli import COMMANDS, main
from feedbot.daemon import alone
from feedbot.model import Refused, Settled
from feedbot.rules import retry
from feedbot.store import open_store, outbox, write
from tests import make

CONFIG = """# my feedbot
[feedbot]
deliver_first = 1

[web]
enabled = false

[[sources]]
name = "articles"  # the folder
kind = "folder"
path = "articles"
settle = "0s"

[[feeds]]
name = "main"
title = "Main"

[[channels]]
name = "console"
kind = "console"

[[channels]]
name = "telegram"
kind = "telegram"
"""

Answer = tuple[int, str, str]
Feedbot = Callable[..., Answer]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a config and two articles."""
    for name in [name for name in os.environ if name.startswith("FEEDBOT_")]:
        monkeypatch.delenv(name)
    (tmp_path / "config.toml").write_text(CONFIG)
    (tmp_path / "articles").mkdir()
    for day in (1, 2):
        text = f"date 2026-03-0{day} Headline of day {day}\nThe text of that day {day}.\nSource: Northern Wire\n"
        path = tmp_path / "articles" / f"{day}.txt"
        path.write_text(text)
        os.utime(path, (1_772_000_000, 1_772_000_000))
    return tmp_path


@pytest.fixture
def feedbot(place: Path, capsys: pytest.CaptureFixture[str]) -> Feedbot:
    """Runs a command: its exit code, what it answered, what it told."""

    def call(*arguments: str) -> Answer:
        code = main(["-c", str(place / "config.toml"), *arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def rows(answer: Answer) -> Any:
    """The JSON of an answer that went well."""
    code, out, _ = answer
    assert 0 == code
    return json.loads(out)


def test_help_lists_every_command_and_imports_none() -> None:
    """--help names each command, and is answered before any heavy part of the program is loaded."""
    script = (
        "import sys; from feedbot.cli import main; main(['--help']);"
        "print(sorted({m.split('.')[0] for m in sys.modules} & "
        "{'sqlalchemy', 'telegram', 'aiohttp', 'rich', 'feedgen', 'feedparser', 'pydantic', 'lxml', 'jinja2'}))"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout

    assert "[]" == told.splitlines()[-1]
    assert all(name in told for name in COMMANDS)


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "export"])
def test_every_command_explains_itself(feedbot: Feedbot, name: str) -> None:
    """Each command has help, and its first line begins like the one in the list."""
    code, out, _ = feedbot(name, "--help")

    assert 0 == code
    assert "Usage: feedbot" in out


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
        assert 'no source is called "x"; there are: articles' in err


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
    assert f"running as process {os.getpid()}" in running
    assert {"main": "written"} == rows(feedbot("status", "--json"))["feeds"]


def test_add_and_remove_keep_comments(place: Path, feedbot: Feedbot) -> None:
    """A source comes and goes without touching the rest of the file."""
    (place / "more").mkdir()
    (place / "more" / "a.txt").write_text("date 2026-03-01 More\nMore text of this article.")
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
    assert 78 == feedbot("add", "http://", "--force", "--name", "x")[0]
    assert 1 == feedbot("remove", "stranger")[0]


def test_send_test(feedbot: Feedbot) -> None:
    """send --test prints a message to a channel that is awake, and says why not to one asleep."""
    code, out, _ = feedbot("send", "--test", "console")

    assert 0 == code
    assert 'channel "console" works' in out
    assert "asleep" in feedbot("send", "--test", "telegram")[2]
    assert "there are: console, telegram" in feedbot("send", "--test", "x")[2]


def test_parked_messages_are_listed_and_sent_again(place: Path, feedbot: Feedbot) -> None:
    """outbox shows what was set aside, and retry owes it again."""
    feedbot("run", "--once")
    with_store(place)
    listed = rows(feedbot("outbox", "--json"))
    code, out, _ = feedbot("outbox", "retry")

    assert ["set aside: too strange; `feedbot outbox retry` sends it again"] == [row["became"] for row in listed]
    assert (0, True) == (code, out.startswith("1 owed again"))
    assert "a message is owed" in rows(feedbot("outbox", "--json"))[0]["became"]


def with_store(place: Path) -> None:
    """Refuse the one message that was sent, as if it had never been shown."""
    store = open_store(f"sqlite:///{place / 'state' / 'feedbot.db'}")
    try:
        with write(store.engine) as tx:
            (delivery,) = outbox.deliveries(tx, state="sent")
            lane = outbox.lanes(tx)["console"]
            claim = make.claim(delivery=make.delivery(subject=delivery.subject, wanted=delivery.wanted), lane=lane)
            settled: Settled = retry.settle(
                claim, make.channel(), "", Refused(reason="too strange", scope="message"), make.pace(), make.NOW
            )
            outbox.settle(tx, settled)
    finally:
        store.close()


def test_render_writes_anew(place: Path, feedbot: Feedbot) -> None:
    """render brings back feed files that were removed."""
    feedbot("run", "--once")
    for path in (place / "feeds").iterdir():
        path.unlink()
    code, out, _ = feedbot("render")

    assert 0 == code
    assert "1 feed written in" in out
    assert "Headline of day 1" in (place / "feeds" / "main.rss").read_text()


def test_without_a_daemon_there_is_nobody_to_ask(place: Path, feedbot: Feedbot) -> None:
    """reload and healthcheck say that no daemon runs, or that its web server is off."""
    assert "no daemon works in" in feedbot("reload")[2]
    assert "the web server is off" in feedbot("healthcheck")[2]
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        listen = f'listen = "127.0.0.1:{silent.getsockname()[1]}"'
    (place / "config.toml").write_text(CONFIG.replace("enabled = false", listen))
    assert "nobody answers" in feedbot("healthcheck")[2]


def test_a_damaged_database_is_told_in_a_sentence(place: Path, feedbot: Feedbot) -> None:
    """A file that is no database gives a sentence and exit code 75, not a traceback."""
    (place / "state").mkdir()
    (place / "state" / "feedbot.db").write_bytes(b"this is no database" * 100)
    code, _, err = feedbot("sources")

    assert 75 == code
    assert "is no SQLite database" in err
    assert "Traceback" not in err
