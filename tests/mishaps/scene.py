"""A place where something goes wrong: a folder with a config, a site on loopback, and what is printed there."""

import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

CONFIG = """[feedbot]
allow_private = ["127.0.0.1:PORT"]

[web]
enabled = false

[[sources]]
name = "kernel"
kind = "feed"
url = "http://127.0.0.1:PORT/feed.xml"

[[feeds]]
name = "main"

[[channels]]
name = "console"
kind = "console"
"""

TOKEN = "123456789:AAFmadeUpForTestsAndForNothingElse00"

_HIDDEN = (
    (re.compile(r"127\.0\.0\.1:(?!8080)\d+|localhost:\d+"), "127.0.0.1:PORT"),
    (re.compile(r"\bport \d+"), "port PORT"),
    (re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?( UTC)?"), "MOMENT"),
    (re.compile(r"process \d+"), "process NUMBER"),
    (re.compile(r"\b\d+ of \d+ MiB\b|\b\d+ MiB left\b"), "NUMBER MiB"),
    (re.compile(r"(\.py), line \d+"), r"\1, line NUMBER"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the site says to a request."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


class Site:
    """A server on loopback; a path of which it knows nothing is a 404."""

    def __init__(self) -> None:
        self.replies: dict[str, Reply] = {}
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.rfile.read(int(self.headers.get("content-length") or 0))
                reply = site.replies.get(self.path.partition("?")[0], Reply(status=404))
                self.send_response_only(reply.status)
                for name, value in (("Content-Length", str(len(reply.body))), *reply.headers.items()):
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(reply.body)

            do_POST = do_GET  # noqa: N815 - the name is the server's

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """The folder, the site, what is undone when it is over, and the patient way to set variables."""

    path: Path
    site: Site
    stack: ExitStack
    patch: pytest.MonkeyPatch

    def config(self, text: str) -> None:
        """Write a config; PORT stands for that of the site."""
        (self.path / "config.toml").write_text(text.replace("PORT", str(self.site.port)))

    def more(self, text: str) -> None:
        """Write the usual config, with more below it."""
        self.config(f"{CONFIG}\n{text}")

    def put(self, name: str, body: str | bytes) -> Path:
        """Write a file in the folder."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body.encode() if isinstance(body, str) else body)
        return path

    def tidy(self, text: str) -> str:
        """A text without what is different each time: this place, ports, moments and numbers of processes."""
        text = text.replace(str(self.path) + "/", "").replace(str(self.path), ".")
        for pattern, name in _HIDDEN:
            text = pattern.sub(name, text)
        return text


Prepare = Callable[[Scene], object]


def _nothing(_: Scene) -> None:
    """All is as it should be; the command itself is at fault."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mishap:
    """Something that goes wrong: the name of its snapshot, what it means to a person, the command that meets it.

    `prepare` brings it about. `stdin` is what the command reads. `line` is one of a shell in which {} stands for the
    command, which is a process of its own then.
    """

    name: str
    means: str
    command: str
    prepare: Prepare = _nothing
    stdin: str = ""
    line: str = ""


@contextmanager
def scene(path: Path, patch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """A place with the usual config, while the block lasts."""
    site = Site()
    thread = threading.Thread(target=site.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        with ExitStack() as stack:
            made = Scene(path=path, site=site, stack=stack, patch=patch)
            made.config(CONFIG)
            yield made
    finally:
        site.server.shutdown()
        site.server.server_close()
        thread.join()
