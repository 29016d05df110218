import ast
import dataclasses
import inspect
import json
import re
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path, PurePath
from typing import Any

import pytest

from feedbot import doctor
from feedbot.doctor import Finding, Secret
from feedbot.hold import alone
from feedbot.model import Ailment, Alarm, Failed, Push
from feedbot.net import Answer
from feedbot.phrasing import phrases
from feedbot.store import Tx, health, open_store, write
from tests import make
from tests.cli.conftest import CONFIG, Feedbot

TOKEN = "12345:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
ME = {"id": 1, "is_bot": True, "first_name": "F", "username": "samplebot"}
PERSON = {"id": 777, "type": "private", "first_name": "P", "accent_color_id": 0, "max_reaction_count": 1}
FULL = b'{"status": "failing", "problems": ["the database takes no writes: disk full"]}'
SECRET = "https://elsewhere.example/hook-of-another"


class Site:
    """A server of this machine: what it answers at a path, and how far its clock is ahead, in seconds."""

    def __init__(self) -> None:
        self.answers: dict[str, Callable[[], bytes]] = {}
        self.ahead = 0.0
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                length = int(self.headers.get("content-length") or 0)
                self.rfile.read(length)
                body = site.answers.get(self.path)
                self.send_response_only(200 if body else 404)
                said = body() if body else b""
                self.send_header("Date", formatdate(time.time() + site.ahead, usegmt=True))
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            do_POST = do_GET  # noqa: N815 - the name is the server's

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def telegram(self, method: str, result: object) -> None:
        """Let the Bot API answer so."""
        body = json.dumps({"ok": True, "result": result}).encode()
        self.answers[f"/bot{TOKEN}/{method}"] = lambda: body


@pytest.fixture
def site() -> Iterator[Site]:
    """A server that runs."""
    made = Site()
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()
    thread.join()


def told(feedbot: Feedbot) -> list[dict[str, str]]:
    """All that the doctor says, without the network."""
    return list(json.loads(feedbot("doctor", "--json", "--offline")[1]))


def findings(feedbot: Feedbot, *arguments: str) -> dict[str, dict[str, str]]:
    """What the doctor says, by what it is about."""
    code, out, err = feedbot("doctor", "--json", *arguments)
    found = json.loads(out)
    assert ("", any(each["level"] == "ill" for each in found)) == (err, code == 1)
    return {each["what"]: each for each in found}


def test_a_fresh_installation(place: Path, on_file: None, feedbot: Feedbot) -> None:
    """It is well but for what was not done yet, which is told with what to do."""
    code, out, _ = feedbot("doctor", "--offline")

    assert 0 == code
    assert "well  database: " in out
    assert "warn  backup: none was ever made" in out
    assert "warn  daemon: does not run here" in out
    assert "deploy/feedbot-backup.timer" in out
    assert out.rstrip().endswith("0 ill")


def test_the_size_of_a_young_database(place: Path, on_file: None, feedbot: Feedbot) -> None:
    """What the file takes on the disk is told, with its log, into which a young one is written first."""
    file = place / "state" / "feedbot.db"
    feedbot("run", "--once")
    with closing(sqlite3.connect(file)) as held:
        held.execute("CREATE TABLE filled AS SELECT randomblob(3000000) AS bytes")
        held.commit()
        assert file.stat().st_size < 2**20
        assert re.search(r"[34]\.\d MiB, sound, ", findings(feedbot, "--offline")["database"]["why"])


def test_a_server_that_is_away(place: Path, on_file: None, feedbot: Feedbot) -> None:
    """No backup of ours helps there."""
    (place / "config.toml").write_text(
        CONFIG.replace("[feedbot]", '[feedbot]\ndatabase = "postgresql://x@127.0.0.1:1/y"')
    )
    away = findings(feedbot, "--offline")["database"]

    assert ("ill", "") == (away["level"], away["do"])
    assert "see that it runs, can be reached" in away["why"]
    assert "restore" not in away["why"]


@pytest.mark.usefixtures("on_file")
def test_a_full_disk_is_felt(place: Path, feedbot: Feedbot, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row has to reach the disk before it is said that the database can be written."""
    feedbot("run", "--once")

    def full(tx: Tx, _: datetime) -> None:
        tx.exec_driver_sql("PRAGMA max_page_count = 1")
        tx.exec_driver_sql("CREATE TABLE filler AS SELECT randomblob(100000)")

    monkeypatch.setattr(health, "pulse", full)
    found = findings(feedbot, "--offline")["database"]

    assert "ill" == found["level"]
    assert "there is no room left on the disk" in found["why"]


@pytest.mark.usefixtures("on_file")
def test_a_database_that_others_may_read(place: Path, feedbot: Feedbot) -> None:
    """That of an older feedbot and the copies of it are told of in one command, a new one is not."""
    assert [] == [each for each in told(feedbot) if "may read" in each["why"]]
    files = [place / "state" / name for name in ("feedbot.db", "feedbot.db.before-0006")]
    for each in files:
        each.touch()
        each.chmod(0o644)
    (found,) = (each for each in told(feedbot) if "may read" in each["why"])

    assert "warn" == found["level"]
    assert f"chmod 600 {files[0]} {files[1]}" == found["do"]


def test_faults_of_the_config_are_findings(place: Path, feedbot: Feedbot) -> None:
    """All of them at once; nothing else can be looked at then."""
    (place / "config.toml").write_text("[[sources]]\nname = 'x'\nkind = 'feed'\n[nonsense]\n")
    code, out, _ = feedbot("doctor")

    assert (1, 3) == (code, out.count("ill   config: "))


def test_a_secret_that_everybody_may_read(place: Path, feedbot: Feedbot, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that the environment names, one that the config names, and the config itself if a secret stands in it."""
    token = place / "token"
    token.write_text(TOKEN)
    token.chmod(0o644)
    monkeypatch.setenv("FEEDBOT_TELEGRAM_TOKEN_FILE", str(token))
    monkeypatch.setenv("OTHER_FILE", str(place / "articles"))
    assert "ill" == findings(feedbot, "--offline")[f"secret in {token}"]["level"]
    assert f"secret in {place / 'config.toml'}" not in findings(feedbot, "--offline")

    monkeypatch.delenv("FEEDBOT_TELEGRAM_TOKEN_FILE")
    token.chmod(0o600)
    (place / "config.toml").write_text(
        CONFIG + '[telegram]\ntoken_file = "token"\n[[sources]]\nname = "shut"\n'
        'kind = "feed"\nurl = "https://me:pass@example.org/feed"\n'
    )
    found = findings(feedbot, "--offline")
    assert "well" == found[f"secret in {token}"]["level"]
    assert "ill" == found[f"secret in {place / 'config.toml'}"]["level"]


def test_a_broken_database(place: Path, on_file: None, feedbot: Feedbot) -> None:
    """It is told once how to put a backup back."""
    (place / "state").mkdir()
    file = place / "state" / "feedbot.db"
    file.write_text("no database at all, and long enough to be looked at" * 99)
    lost = findings(feedbot, "--offline")["database"]
    file.unlink()
    feedbot("run", "--once")
    body = bytearray(file.read_bytes())
    body[4096:] = b"\xff" * (len(body) - 4096)
    file.write_bytes(body)
    damaged = findings(feedbot, "--offline")["database"]

    assert ["ill", "ill"] == [each["level"] for each in (lost, damaged)]
    assert (0, 1) == (lost["why"].count("feedbot restore"), lost["do"].count("feedbot restore"))
    assert ("", 1) == (damaged["do"], damaged["why"].count("feedbot restore"))


def test_what_was_noted_is_told_once(place: Path, on_file: None, feedbot: Feedbot) -> None:
    """Ailments of sources and channels, with their remedies."""
    feedbot("run", "--once")
    store = open_store(f"sqlite:///{place / 'state' / 'feedbot.db'}")
    ill = [
        Ailment(source=source, code=code, since=make.NOW, because="why", remedy="do this")
        for source, code in (("articles", "failing"), ("#console", "parked"))
    ]
    with write(store.engine) as tx:
        health.write(tx, [Alarm(ailment=each, at=make.NOW) for each in ill], (), ill)
    store.close()
    found = findings(feedbot, "--offline")

    assert ("warn", "do this") == (found['source "articles"']["level"], found['source "articles"']["do"])
    assert "why" == found['channel "console"']["why"]


@pytest.mark.usefixtures("on_file")
def test_a_daemon_that_tells_of_trouble(place: Path, feedbot: Feedbot, site: Site) -> None:
    """What it says at /readyz is told; so is that nobody answers there."""
    (place / "config.toml").write_text(CONFIG.replace("enabled = false", f'listen = "127.0.0.1:{site.port}"'))
    with alone(place / "state"):
        site.answers["/readyz"] = lambda: b'{"status": "ok", "problems": ["bot: somebody else takes what is said"]}'
        assert "bot: somebody else takes what is said" == findings(feedbot, "--offline")["daemon"]["why"]
        site.answers["/readyz"] = lambda: b'{"status": "ok"}'
        assert "well" == findings(feedbot, "--offline")["daemon"]["level"]
        site.answers.clear()
        site.answers["/readyz"] = lambda: b"not JSON"
        assert "another program answers on" in findings(feedbot, "--offline")["daemon"]["why"]
        site.server.shutdown()
        site.server.server_close()
        assert "nobody answers on" in findings(feedbot, "--offline")["daemon"]["why"]


def test_what_others_say(place: Path, feedbot: Feedbot, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock by a server's date, feeds at their addresses, channels, the bot and who else uses it."""
    monkeypatch.setenv("FEEDBOT_TELEGRAM_TOKEN", TOKEN)
    (place / "config.toml").write_text(
        CONFIG.replace("[feedbot]", f'[feedbot]\nallow_private = ["127.0.0.1:{site.port}"]').replace(
            "enabled = false", f'enabled = false\nurl = "{site.url}"'
        )
        + f'chat = "777"\n[telegram]\nbase_url = "{site.url}"\n[bot]\nadmins = [777]\n'
        f'[[sources]]\nname = "web"\nkind = "feed"\nurl = "{site.url}/feed"\n'
    )
    site.ahead = 3600
    site.answers["/"] = lambda: b"hello"
    site.answers["/feeds/main.atom"] = lambda: b"<feed><id>urn:uuid:of-another</id></feed>"
    for method, result in {
        "getMe": ME,
        "getChat": PERSON,
        "sendChatAction": True,
        "getWebhookInfo": {"url": SECRET, "has_custom_certificate": False, "pending_update_count": 0},
    }.items():
        site.telegram(method, result)
    feedbot("render")
    found = findings(feedbot)

    assert "60 minutes behind, by the dates of 1 server" == found["clock"]["why"]
    assert "another feed answers than ours" == found[f"feed at {site.url}/feeds/main.atom"]["why"]
    assert "well" == found['channel "telegram"']["level"]
    assert "well" == found["operator 777"]["level"]
    assert ("ill", True) == (
        found["updates of the bot"]["level"],
        "elsewhere.example" in found["updates of the bot"]["why"],
    )

    site.answers.pop(f"/bot{TOKEN}/getWebhookInfo")
    assert "ill" == findings(feedbot)["bot"]["level"]
    assert TOKEN not in json.dumps(findings(feedbot))


def every() -> Iterator[Finding]:
    """Findings of every kind that the doctor has."""
    url, atom = "https://news.example.org/feeds/main.atom", b"<id>urn:one</id>"
    push = Push(source="s", hub="https://hub.example", topic="t", token="x", secret="y", due=make.NOW)
    yield from doctor.secrets(Secret(path="/a/key", mode=mode) for mode in (0o600, 0o640, 0o644))
    yield from (doctor.room("/", free * 2**20, 0) for free in (50, 500, 3000))
    skews = [[90], [-900, -901, -902], [5]]
    yield from filter(None, (doctor.clock([timedelta(seconds=each) for each in some]) for some in skews))
    yield from (doctor.backup(last, make.NOW) for last in (None, make.NOW - make.hours(50), make.NOW))
    yield from doctor.unread([make.cursor("s", failures=2, error="404 from news.example.org", visited=None)], ())
    for name in ("", "@news.example.org", "#c", "#", "s"):
        because, remedy = "404 from news.example.org", "Its log tells more."
        yield from doctor.ailing([Ailment(source=name, code="x", since=make.NOW, because=because, remedy=remedy)])
    yield from doctor.parked({"a": 1, "b": 7})
    who = "ingest 127.0.0.1:9101"
    yield from doctor.held({(who, "2026-03-14 10:20 UTC"): ["a"], (who, "2026-03-14 10:21 UTC"): ["b", "c"]})
    asked = ({"failures": 1}, {"failures": 3, "error": "404 from hub.example"})
    yield from doctor.hubs([dataclasses.replace(push, **each) for each in asked], make.NOW)
    yield doctor.address("http://127.0.0.1/main.atom", Failed(fault="private", reason="private"), None)
    said: list[Answer | Failed] = [
        Failed(fault="private", reason="private"),
        Failed(fault="network", reason="404 from news.example.org"),
    ]
    bodies = ((200, b""), (200, atom), (200, b"<id>urn:two</id>"), (404, b""))
    said += [Answer(status=status, url=url, headers={}, body=body) for status, body in bodies]
    yield from (doctor.address(url, each, atom) for each in said)
    places, config = {"the state": PurePath("/srv/state"), "here": PurePath("/home/me/x")}, PurePath("/etc/x.toml")
    for text in ("ExecStart=feedbot --config /y.toml", "ProtectSystem=strict", "ProtectHome=yes", ""):
        yield from doctor.unit(text, config, places, {})
    yield from doctor.unit("ProtectSystem=strict\nStateDirectory=feedbot", config, places, {})
    brought = [("a", "", ""), ("a", "https://b/", ""), ("", "https://b/", ""), ("", "", "404 from b"), ("", "", "")]
    yield from (doctor.webhook(*each) for each in (*brought, ("a", "a", "")))
    yield from map(doctor.programs, (0, 1, 3))
    states = [(200, b'{"status": "ok"}'), (503, b'{"status": "failing"}'), (404, b"")]
    answers = [*said[:2], *(Answer(status=status, url=url, headers={}, body=body) for status, body in states)]
    unasked: tuple[doctor.Unasked, ...] = ("unsaid", "nowhere", "elsewhere", "offline")
    for answer in (*answers, *unasked):
        yield from doctor.program(("ingest", "web"), "127.0.0.1:9101", answer)
        yield from doctor.program((), "", answer)
    yield from doctor.daemon(None)
    yield from doctor.daemon(7)
    for answer in answers[1:]:
        yield from doctor.daemon(7, answer, "127.0.0.1:9101")
    yield from doctor.daemon(7, Answer(status=503, url=url, headers={}, body=FULL))
    for mode in (0o640, 0o644):
        yield from doctor.open_files([Secret(path="/srv/state/feedbot.db", mode=mode)])


def test_the_table_has_every_finding() -> None:
    """Each text of two words or more in the code of the findings stands in one of the table."""
    tree = ast.parse(inspect.getsource(doctor))
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    texts = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in docs)
    said = [str(node.value) for node in texts if re.search("[a-z] [a-z]", str(node.value))]
    told = "\n".join(f"{each.what}\n{each.why}\n{each.do}" for each in every())

    assert 60 < len(said)
    assert [] == [text for text in said if text not in told]


@pytest.mark.parametrize("code", ["ru", "uk"])
def test_every_finding_is_translated(code: str) -> None:
    """What it is about, why it is so and what to do are in the other language, but for commands and what others say."""
    texts = {text for each in every() for text in (each.what, each.why, each.do) if text}
    bare = {text for text in texts if re.fullmatch(r"chmod 600 \S+|feedbot --config \S+ doctor|/", text)}
    told = {text: re.sub(r"`[^`]*`|\([^)]*\)|timedatectl.*", "", phrases(code).sentence(text)) for text in texts - bare}
    others = {"private", "no answer"}

    assert 60 < len(told)
    assert set() == {text for text, other in told.items() if not re.search("[а-яіїє]", other)} - others
    assert set() == {text for text, other in told.items() if re.search(r"\b[a-z]{2,} [a-z]{2,} [a-z]{2,}", other)}


def test_findings_are_told_in_the_language_of_the_terminal(
    place: Path, on_file: None, feedbot: Feedbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In Ukrainian no finding is in English, what the config is told of neither; a program reads English."""
    english = findings(feedbot, "--offline")
    monkeypatch.setattr("feedbot.cli.words.translate", lambda command: command)  # it would stay so
    monkeypatch.setattr("feedbot.cli.words.language", lambda: "uk")
    told = feedbot("doctor", "--offline")[1]
    (place / "config.toml").write_text('[[sources]]\nname = ""\nkind = "feed"\nurl = "https://news.example.org/"\n')
    faulty = feedbot("doctor", "--offline")[1]

    assert "резервна копія: `feedbot backup` ще не зробив жодної" in told
    assert "демон: тут не працює" in told
    assert not re.search(r"\b[a-z]{2,} [a-z]{2,} [a-z]{2,}", re.sub("`[^`]*`", "", told))
    assert "none was ever made by `feedbot backup`" == english["backup"]["why"]
    assert "config.toml: не названо ні стрі" in faulty
