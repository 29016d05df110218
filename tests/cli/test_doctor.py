import json
import threading
import time
from collections.abc import Callable, Iterator
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from feedbot.hold import alone
from feedbot.model import Ailment, Alarm
from feedbot.store import health, open_store, write
from tests import make
from tests.cli.conftest import CONFIG, Feedbot

TOKEN = "12345:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
ME = {"id": 1, "is_bot": True, "first_name": "F", "username": "samplebot"}
PERSON = {"id": 777, "type": "private", "first_name": "P", "accent_color_id": 0, "max_reaction_count": 1}
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
    """It is told how to put a backup back."""
    (place / "state").mkdir()
    (place / "state" / "feedbot.db").write_text("no database at all, and long enough to be looked at" * 99)
    said = findings(feedbot, "--offline")["database"]

    assert ("ill", True) == (said["level"], "feedbot restore" in said["do"])


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
