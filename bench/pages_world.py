"""The world of `pages.py`: a running feedbot in a folder of its own, a site with a feed, a Bot API that can refuse."""

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import tomllib
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

HOUSE = Path(__file__).parent.parent
sys.path.insert(0, str(HOUSE))

from feedbot.web.passwords import hashed  # noqa: E402  # found by the line above

PASSWORD = "nine dry lighthouses"


def port() -> int:
    """A port that is free now."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


@dataclass(slots=True)
class World:
    """A running feedbot in a folder, and the world outside: a site with a feed, and a Bot API that can refuse."""

    folder: Path
    base: str
    site: str
    refusing: bool = True
    sent: int = 100

    def rows(self, sql: str, *values: str) -> list[tuple[Any, ...]]:
        """What the store says."""
        with closing(sqlite3.connect(self.folder / "state" / "feedbot.db", timeout=10)) as store:
            return store.execute(sql, values).fetchall()

    def table(self, kind: str, name: str) -> dict[str, Any]:
        """A table of config.toml by its name; empty if there is none."""
        told = tomllib.loads((self.folder / "config.toml").read_text(encoding="utf-8"))
        return next((each for each in told.get(kind, ()) if each["name"] == name), {})

    def source(self, name: str) -> dict[str, Any]:
        """A source of config.toml."""
        return self.table("sources", name)

    def write(self, name: str) -> None:
        """Put an article into the folder that is watched."""
        text = (
            f"The lighthouse keeper {name}\n\nThe lamp of the {name} lighthouse was lit again after nine dark years.\n"
        )
        (self.folder / "articles" / f"{name}.txt").write_text(text, encoding="utf-8")

    def until(self, so: Callable[[], bool], seconds: float = 30) -> bool:
        """Wait until something is so; whether it became so."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if so():
                return True
            time.sleep(0.3)
        return False

    def answer(self, path: str) -> tuple[int, str, bytes]:
        """What the world outside says to a request: status, media type, body."""
        if path.startswith("/bot"):
            return self._telegram(path)
        if path.endswith("/feed"):
            return 200, "application/rss+xml", _feed(self.site + path).encode()
        if path.endswith("/"):
            link = f'<link rel="alternate" type="application/rss+xml" href="{path}feed">'
            return 200, "text/html", f"<!DOCTYPE html><html><head><title>Ferries</title>{link}</head></html>".encode()
        return 404, "text/plain", b""

    def _telegram(self, path: str) -> tuple[int, str, bytes]:
        if path.endswith("/getMe"):
            told: dict[str, Any] = {"id": 1, "is_bot": True, "first_name": "Bot", "username": "pages_bot"}
        elif self.refusing:
            refused = {"ok": False, "error_code": 400, "description": "Bad Request: BUTTON_DATA_INVALID"}
            return 400, "application/json", json.dumps(refused).encode()
        else:
            self.sent += 1
            chat = {"id": -1001000000001, "type": "channel", "title": "News"}
            told = {"message_id": self.sent, "date": 1_700_000_000, "chat": chat, "text": "sent"}
        return 200, "application/json", json.dumps({"ok": True, "result": told}).encode()


def _feed(place: str) -> str:
    items = "".join(
        f"<item><title>Ferry {number}</title><link>{place}/{number}</link><guid>{place}/{number}</guid>"
        f"<description>Ferry {number} sails at {number} o'clock.</description></item>"
        for number in (1, 2, 3)
    )
    return f'<rss version="2.0"><channel><title>Ferries</title><link>{place}</link>{items}</channel></rss>'


@contextmanager
def outside(world: World) -> Iterator[None]:
    """The world outside, on the port that `world.site` names."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, kind, body = world.answer(self.path)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815  # the standard library's name

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", urlsplit(world.site).port or 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield
        server.shutdown()


@contextmanager
def running(world: World) -> Iterator[None]:
    """feedbot on its shipped articles, a source that cannot be reached, and a chat."""
    folder, listen = world.folder, urlsplit(world.base).netloc
    shutil.copytree(HOUSE / "articles", folder / "articles")
    text = (HOUSE / "config.toml").read_text(encoding="utf-8").replace("127.0.0.1:8080", listen)
    text += f'\n[[sources]]\nname = "away"\nkind = "feed"\nurl = "http://127.0.0.1:{port()}/feed"\n'
    text += f'\n[telegram]\nbase_url = "{world.site}"\n'
    text = text.replace("[feedbot]\n", '[feedbot]\nallow_private = ["127.0.0.1"]\n', 1)
    (folder / "config.toml").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "feedbot", "--config", str(folder / "config.toml"), "run"]
    environ = {
        **os.environ,
        "PYTHONPATH": str(HOUSE),
        "FEEDBOT_TELEGRAM_TOKEN": "123456789:PAGES-TOKEN-of-the-bench-000000000",
        "FEEDBOT_TELEGRAM_CHAT": "-1001000000001",
        "FEEDBOT_WEB_PASSWORD": hashed(PASSWORD),
    }
    with (folder / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log, env=environ) as process:
        try:
            well = world.until(lambda: (folder / "feeds" / "main.html").exists() and _answers(world.base))
            if not well:
                print((folder / "log").read_text(encoding="utf-8")[-3_000:])
            time.sleep(3)
            yield
        finally:
            process.terminate()


def _answers(base: str) -> bool:
    try:
        with urllib.request.urlopen(f"{base}/api/v1/status", timeout=5) as answer:
            return len(json.load(answer)) > 0
    except OSError:
        return False
