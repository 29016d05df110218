import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from feedbot.cli import main
from tests import bases

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
every = "1h"

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
    monkeypatch.setenv("COLUMNS", "200")
    if bases.SERVER is not None:
        monkeypatch.setenv("FEEDBOT_DATABASE", bases.address(tmp_path / "state" / "feedbot.db"))
    (tmp_path / "config.toml").write_text(CONFIG)
    (tmp_path / "articles").mkdir()
    for day in (1, 2):
        text = f"date 2026-03-0{day} Headline of day {day}\nThe text of that day {day}.\nSource: Northern Wire\n"
        path = tmp_path / "articles" / f"{day}.txt"
        path.write_text(text)
        os.utime(path, (1_772_000_000, 1_772_000_000))
    return tmp_path


@pytest.fixture
def on_file(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database is the SQLite file of the state folder, also where other tests use a server."""
    monkeypatch.delenv("FEEDBOT_DATABASE", raising=False)


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
