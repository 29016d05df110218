"""How commands open the store: beside an older feedbot that works, and when they read a whole file."""

import os
import re
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from feedbot.cli import desk
from feedbot.hold import alone, held
from feedbot.store import engine as engines
from feedbot.store import schema
from tests.cli.conftest import Feedbot

pytestmark = pytest.mark.usefixtures("on_file")
"""On a server the other programs are seen by it: tests/store/test_schema.py."""

BEFORE, NEWEST = schema.MIGRATIONS.revisions[-2:]


@pytest.fixture
def older(place: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of the place as the feedbot before this one made it, an SQLite file."""
    folder = tmp_path_factory.mktemp("older") / "migrations"
    shutil.copytree(schema.MIGRATIONS.folder, folder, ignore=shutil.ignore_patterns("__pycache__", f"{NEWEST}_*"))
    path = place / "state" / "feedbot.db"
    engine = engines.connect(f"sqlite:///{path}", patience=timedelta(seconds=1))
    schema.prepare(engine, schema.Migrations(folder=folder, revisions=schema.MIGRATIONS.revisions[:-1]))
    engine.dispose()
    return path


def revision(path: Path) -> str:
    """The schema of a database."""
    with closing(sqlite3.connect(path)) as held_open:
        return str(held_open.execute("SELECT version_num FROM alembic_version").fetchone()[0])


@pytest.mark.parametrize("command", [("entries",), ("status",), ("outbox", "retry"), ("render",)])
def test_nothing_is_changed_under_a_feedbot_that_works(
    older: Path, place: Path, feedbot: Feedbot, command: tuple[str, ...]
) -> None:
    """It is told what to do, and both go on as they are; once it was stopped, the same command changes the tables."""
    with alone(place / "state"):
        code, _, told = feedbot(*command)
        assert (75, BEFORE) == (code, revision(older))
    assert "is of an older feedbot, and one works on it now\n" in told
    assert f"its schema is {BEFORE}, and this one needs {NEWEST}\n" in told
    assert "stop every feedbot that works on it, then start this one" in told
    assert [older.name] == [each.name for each in older.parent.glob("feedbot.db*") if "-" not in each.name]

    assert 0 == feedbot(*command)[0]
    assert (NEWEST, BEFORE) == (revision(older), revision(older.with_name(f"{older.name}.before-{NEWEST}")))


def test_a_start_tells_that_it_changed_the_database(older: Path, feedbot: Feedbot) -> None:
    """`run` does it, which holds the folder itself, and logs one line: from which schema to which, and the copy."""
    first, second = (feedbot("run", "--once", "--log", "logfmt")[2] for _ in range(2))
    copy = older.with_name(f"{older.name}.before-{NEWEST}")

    (line,) = [each for each in first.splitlines() if "database updated" in each]
    assert re.search(rf"before=.?{BEFORE}.? after=.?{NEWEST}.? copy=.*{re.escape(copy.name)}", line)
    assert "database updated" not in second


@pytest.mark.parametrize("command", [("restore", "--already"), ("db", "copy", "--to", "sqlite:///other.db")])
def test_who_holds_the_folder_may_change_it(older: Path, feedbot: Feedbot, command: tuple[str, ...]) -> None:
    """Commands that hold it themselves are not kept off by their own lock."""
    feedbot(*command)

    assert NEWEST == revision(older)


def test_a_folder_is_held_without_a_number(tmp_path: Path) -> None:
    """Where a full disk took no number of the process, the lock counts."""
    assert not held(tmp_path)
    with alone(tmp_path):
        (tmp_path / "feedbot.pid").unlink()
        assert held(tmp_path)
    assert not held(tmp_path)


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """One for each time that a file was read as a whole."""
    found, check = list[str](), schema.check

    def counted(engine: Engine) -> None:
        found.append("read")
        check(engine)

    monkeypatch.setattr(schema, "check", counted)
    return found


def test_a_file_that_lies_as_it_was_left_is_read_once_a_day(
    place: Path, feedbot: Feedbot, reads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rounds that follow each other read it once; a day later, or with the clock set back, it is read again."""
    now = desk.now()
    for later, expected in [(0, 1), (1, 1), (23, 1), (25, 2), (26, 2), (-1, 3)]:
        monkeypatch.setattr(desk, "now", lambda later=later: now + timedelta(hours=later))
        assert 0 == feedbot("run", "--once")[0]
        assert expected == len(reads)
    assert (place / "state" / "read-whole").is_file()


def test_a_file_that_somebody_else_wrote_is_read(place: Path, feedbot: Feedbot, reads: list[str]) -> None:
    """What changed it otherwise, and a mark that says nothing, let it be read at once; what is broken is refused."""
    path, mark = place / "state" / "feedbot.db", place / "state" / "read-whole"
    feedbot("run", "--once")
    for change in (lambda: os.utime(path, (1, 1)), mark.unlink, lambda: mark.write_bytes(b"\xff nonsense")):
        before = len(reads)
        change()
        assert 0 == feedbot("status")[0]
        assert before + 1 == len(reads)

    body = bytearray(path.read_bytes())
    body[8192:16384] = bytes(8192)
    path.write_bytes(body)
    code, _, told = feedbot("run", "--once")

    assert 75 == code
    assert "is damaged" in told


def test_doctor_reads_the_file_and_others_do_not_beside_one_that_works(
    place: Path, feedbot: Feedbot, reads: list[str]
) -> None:
    """Who works on it read it at its start; whoever asks for all to be checked gets that."""
    feedbot("run", "--once")
    with alone(place / "state"):
        os.utime(place / "state" / "feedbot.db", (1, 1))
        feedbot("status")
        assert 1 == len(reads)
        feedbot("doctor")
        assert 2 == len(reads)
