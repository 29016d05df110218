import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import HTTPServer, SimpleHTTPRequestHandler
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = ROOT / "docs" / "tutorials"
NEW = re.compile(r"`((?:feedbot|tests)/[a-z_/]+\.py)`, new:\n\n```python\n(.*?)```", re.DOTALL)
ROW = re.compile(r"```diff\n--- a/(\S+)\n\+\+\+ b/\1\n(.*?)```", re.DOTALL)
CONFIG = re.compile(r"```toml\n(.*?)```", re.DOTALL)

BASE = """
[feedbot]
deliver_first = 3
allow_private = ["127.0.0.1"]
[web]
enabled = false
"""
FOLDER = '[[sources]]\nname = "articles"\nkind = "folder"\npath = "articles"\nsettle = "0s"\n'
FEED = '[[feeds]]\nname = "main"\n'
ARTICLE = "date 2026-03-14 12:00 The ferry runs again\nFrom Saturday it crosses the river every hour.\n"


class Quiet(SimpleHTTPRequestHandler):
    """A server of a folder that logs nothing."""

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder on this machine."""
    server = HTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def followed(name: str, tree: Path) -> tuple[list[str], str]:
    """Do in a copy of the program what a tutorial says; the files that it touched, and its config."""
    shutil.copytree(
        ROOT / "feedbot", tree / "feedbot", ignore=shutil.ignore_patterns("__pycache__"), copy_function=os.link
    )
    for needed in ("pyproject.toml", "tests/__init__.py", "tests/make.py"):
        (tree / needed).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / needed, tree / needed)
    page = (PAGES / f"{name}.md").read_text()
    touched = []
    for path, code in NEW.findall(page):
        assert not (tree / path).exists()
        (tree / path).parent.mkdir(exist_ok=True)
        (tree / path).write_text(code)
        touched.append(path)
    for path, diff in ROW.findall(page):
        text = changed((tree / path).read_text(), diff)
        (tree / path).unlink()  # it is the project's own file by another name
        (tree / path).write_text(text)
        touched.append(path)
    return touched, CONFIG.search(page).group(1)  # type: ignore[union-attr]  # a page without a config fails here


def changed(text: str, diff: str) -> str:
    """A text after a diff; what a part takes away or leans on stands there exactly once."""
    for part in diff.split("@@\n")[1:]:
        lines = part.splitlines(keepends=True)
        old = "".join(line[1:] for line in lines if line[0] in " -")
        assert 1 == text.count(old), f"stands there {text.count(old)} times:\n{old}"
        text = text.replace(old, "".join(line[1:] for line in lines if line[0] in " +"))
    return text


def run(tree: Path, *words: str) -> str:
    """What a program of Python's says in the copy; it must end well."""
    environment = {**os.environ, "PYTHONPATH": str(tree), "FEEDBOT_TELEGRAM_TOKEN": "", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-m", *words],
        check=False,
        cwd=tree,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert 0 == done.returncode, done.stdout + done.stderr
    return done.stdout


def checked(tree: Path, touched: list[str]) -> None:
    """What the tutorial wrote is formatted, without a fault, and its own tests pass."""
    run(tree, "ruff", "format", "--check", "--quiet", *touched)
    run(tree, "ruff", "check", "--quiet", *touched)
    tests = [path for path in touched if path.startswith("tests/")]
    assert 1 == len(tests)
    assert "passed" in run(tree, "pytest", "-p", "no:cacheprovider", "-n", "0", *tests, "-rN")


def test_a_source_is_a_file_a_row_and_a_test(tmp_path: Path) -> None:
    """Who follows the page on sources has a new kind that the config takes and a visit reads."""
    touched, config = followed("source", tmp_path)
    (tmp_path / "ferries.csv").write_text("title,link,date\nThe ferry runs again,https://example.org/f,2026-03-14\n")
    checked(tmp_path, touched)

    with served(tmp_path) as url:
        (tmp_path / "config.toml").write_text(BASE + config.replace("https://example.org", url) + FEED)
        run(tmp_path, "feedbot", "check")
        said = run(tmp_path, "feedbot", "poll", "ferries", "--dry-run")
    assert 3 == len(touched)
    assert "The ferry runs again" in said


def test_a_channel_is_a_file_a_row_and_a_test(tmp_path: Path) -> None:
    """Who follows the page on channels has a new kind that is told what comes."""
    touched, config = followed("channel", tmp_path)
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "ferry.txt").write_text(ARTICLE)
    checked(tmp_path, touched)

    (tmp_path / "config.toml").write_text(BASE + FOLDER + FEED + config)
    run(tmp_path, "feedbot", "check")
    run(tmp_path, "feedbot", "run", "--once")
    assert "The ferry runs again" in run(tmp_path, "feedbot", "preview", "script")
    assert 3 == len(touched)
    assert 1 == (tmp_path / "news.jsonl").read_text().count("The ferry runs again")


def test_a_format_is_a_file_a_row_and_a_test(tmp_path: Path) -> None:
    """Who follows the page on formats has a file of the new format beside the others."""
    touched, config = followed("format", tmp_path)
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "ferry.txt").write_text(ARTICLE)
    checked(tmp_path, touched)

    (tmp_path / "config.toml").write_text(BASE + FOLDER + config)
    run(tmp_path, "feedbot", "run", "--once")
    assert 3 == len(touched)
    assert "2026-03-14 12:00 The ferry runs again\n" in (tmp_path / "feeds" / "main.txt").read_text()


@pytest.mark.parametrize("text", ["", "a\na\n"])
def test_a_diff_that_does_not_fit_is_told(text: str) -> None:
    """A tutorial whose diff fits nowhere, or in two places, is no tutorial."""
    with pytest.raises(AssertionError, match="times"):
        changed(text, "@@\n-a\n+b\n")
