"""What people read when something goes wrong.

FEEDBOT_SNAPSHOTS=write pytest tests/test_errors.py writes the snapshots anew; then `python -m tools.errors` the page.
"""

import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot import errors
from feedbot.cli import group, main
from feedbot.errors import FeedbotError, Parts, StoreError, helped, parts
from tests.mishaps import configs, databases, files, ours, words, world
from tests.mishaps.scene import Mishap, Scene, scene
from tools.errors import SNAPSHOTS, page

HOUSE = Path(__file__).parent.parent
CASES = {each.name: each for part in (configs, databases, words, files, world, ours) for each in part.CASES}
WRITES = os.environ.get("FEEDBOT_SNAPSHOTS") == "write"

MET = {
    "ConfigError": "config-missing",
    "ParseError": "opml-page",
    "NothingError": "visit-empty",
    "LimitError": "opml-bounds",
    "StoreError": "database-no-sqlite",
    "SchemaError": "database-newer",
    "BusyError": "busy-run",
}
"""Each error of ours, and a mishap in which people meet it."""

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """A folder with the usual config, in which commands are called; nothing of this machine is in the environment."""
    for name in [name for name in os.environ if name.startswith("FEEDBOT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)
    with scene(tmp_path, monkeypatch) as made:
        yield made


def met(mishap: Mishap, place: Scene, capsys: Capture, *, debug: bool = False) -> tuple[int, str]:
    """The exit code of a mishap and what is printed."""
    mishap.prepare(place)
    arguments = shlex.split(mishap.command.replace("PORT", str(place.site.port)))
    arguments = ["--debug", *arguments] if debug else arguments
    if mishap.line:
        line = mishap.line.format(shlex.join([sys.executable, "-m", "feedbot", *arguments]))
        # A limit for files must not cut the bytecode that others will load.
        environment = {"PYTHONDONTWRITEBYTECODE": "1", "PATH": os.defpath, "PYTHONPATH": str(HOUSE), "COLUMNS": "200"}
        done = subprocess.run(["/bin/sh", "-c", line], env=environment, capture_output=True, text=True, check=False)
        return done.returncode, place.tidy(done.stdout + done.stderr)
    place.patch.setattr(sys, "stdin", StringIO(mishap.stdin))
    capsys.readouterr()
    code = main(arguments)
    captured = capsys.readouterr()
    return code, place.tidy(captured.out + captured.err)


@pytest.mark.parametrize("name", CASES)
def test_what_is_printed(name: str, place: Scene, capsys: Capture) -> None:
    """What went wrong is told as the snapshot has it, with what to do and an exit code, and never with a traceback."""
    mishap = CASES[name]
    code, printed = met(mishap, place, capsys)
    text = f"# {mishap.means}\n$ feedbot {mishap.command}\n{printed}[exit code {code}]\n"
    path = SNAPSHOTS / f"{name}.txt"
    if WRITES:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    assert path.read_text() == text
    assert "Traceback" not in text


def test_every_message_says_what_to_do() -> None:
    """No snapshot is without, none tells to look for the cause with --debug but that of a fault of ours."""
    texts = {path.stem: path.read_text() for path in SNAPSHOTS.glob("*.txt")}

    assert {"usage-no-command"} == {name for name, text in texts.items() if "\n  what to do: " not in text}
    assert {"ours"} == {name for name, text in texts.items() if "--debug" in text}


def test_a_snapshot_is_of_a_mishap() -> None:
    """None is left of one that is no more, and every exit code for failures occurs."""
    texts = {path.stem: path.read_text() for path in SNAPSHOTS.glob("*.txt")}

    assert set(CASES) == set(texts)
    assert {"1", "2", "75", "78"} == {text.rpartition("exit code ")[2].strip("]\n") for text in texts.values()}


def test_every_error_is_met() -> None:
    """Each class of `feedbot.errors` is in a mishap that has a snapshot."""
    found = {each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, FeedbotError)}

    assert set(MET) == {each.__name__ for each in found} - {"FeedbotError"}
    assert set(MET.values()) <= set(CASES)


@pytest.mark.parametrize("name", sorted(set(MET) - {"NothingError"}))
def test_debug_shows_where_an_error_comes_from(name: str, place: Scene, capsys: Capture) -> None:
    """--debug prints the traceback of any error, and behind it the same sentences, with the same exit code."""
    code, printed = met(CASES[MET[name]], place, capsys, debug=True)
    text = (SNAPSHOTS / f"{MET[name]}.txt").read_text()

    assert f"feedbot.errors.{name}: " in printed
    assert printed.endswith(text.split("\n", 2)[2].rpartition("[exit")[0])
    assert text.endswith(f"[exit code {code}]\n")


def commands(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words of every command that does something."""
    if not isinstance(command, click.Group):
        yield path
        return
    context = click.Context(command)
    for word in command.list_commands(context):
        found = command.get_command(context, word)
        assert found is not None
        yield from commands(found, (*path, word))


@pytest.mark.parametrize("words", tuple(commands(group)), ids=" ".join)
def test_what_nobody_foresaw(words: tuple[str, ...], place: Scene, capsys: Capture) -> None:
    """In any command it is told as a fault of ours, with its line; the traceback comes with --debug alone."""

    def fail() -> None:
        raise RuntimeError("a \x1b[31mbug\nof ours")

    command: click.Command | None = group
    for word in words:
        assert isinstance(command, click.Group)
        command = command.get_command(click.Context(command), word)
    place.patch.setattr(command, "callback", fail)
    place.patch.setattr(command, "params", [])
    code = main([*words])
    printed = capsys.readouterr().err

    assert 1 == code
    assert "a fault of feedbot itself ended this; it is not your doing" in printed
    assert "because: RuntimeError: a [31mbug of ours, in feedbot/" in printed
    assert "what to do: try again" in printed
    assert "Traceback" not in printed
    assert (1, True) == (main(["--debug", *words]), "Traceback" in capsys.readouterr().err)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (PermissionError(13, "Permission denied", "/x"), "/x cannot be used|permission denied|let this user read"),
        (OSError(28, "No space left on device", "/x"), "/x cannot be used|no space left on device|make room there"),
        (OSError(5, "Input/output error", "/x"), "/x cannot be used|input/output error|look at that place"),
        (OSError(28, "No space left on device"), "no room is left on a disk|make some"),
        (OSError(24, "Too many open files", "/x"), "more files are open than this user may have|raise `ulimit -n`"),
        (OSError(104, "Connection reset by peer"), "a fault of feedbot itself|ConnectionResetError|try again"),
        (click.Abort(), "stopped"),
        (click.UsageError("Name one of them."), "name one of them\n"),
    ],
)
def test_what_the_system_refuses(error: Exception, told: str, place: Scene, capsys: Capture) -> None:
    """What this machine does not let feedbot do is told with what helps there, as no fault of ours."""

    def fail() -> None:
        raise error

    command = group.get_command(click.Context(group), "status")
    place.patch.setattr(command, "callback", fail)
    place.patch.setattr(command, "params", [])
    code = main(["status"])
    printed = capsys.readouterr().err

    assert (2 if isinstance(error, click.UsageError) else 1) == code
    assert [] == [each for each in told.split("|") if each not in printed]
    assert "Traceback" not in printed


def test_one_of_several_errors_is_told(place: Scene, capsys: Capture) -> None:
    """Of tasks that failed together, the error that people can mend is told."""

    def fail() -> None:
        raise ExceptionGroup("tasks", [KeyError("x"), ExceptionGroup("more", [StoreError("it is gone; put it back")])])

    command = group.get_command(click.Context(group), "status")
    place.patch.setattr(command, "callback", fail)
    place.patch.setattr(command, "params", [])

    assert 75 == main(["status"])
    assert "feedbot: it is gone\n  what to do: put it back\n" == capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("it broke", Parts(what="it broke", because="", remedy="")),
        ("it broke; mend it", Parts(what="it broke", because="", remedy="mend it")),
        ("it broke (of age); mend it; go", Parts(what="it broke", because="of age", remedy="mend it; go")),
        ("it (a; b) broke; mend it", Parts(what="it (a; b) broke", because="", remedy="mend it")),
        ('"a; b" broke (of (old) age)', Parts(what='"a; b" broke', because="of (old) age", remedy="")),
        ("it broke (Forbidden); mend it", Parts(what="it broke (Forbidden)", because="", remedy="mend it")),
        ('a page ("A site")', Parts(what='a page ("A site")', because="", remedy="")),
        ('it has one " only; mend it', Parts(what='it has one " only', because="", remedy="mend it")),
        ("(of old age)", Parts(what="(of old age)", because="", remedy="")),
        ("broke) (so)", Parts(what="broke) (so)", because="", remedy="")),
        ("one; a\ntwo; b", Parts(what="one; a\ntwo; b", because="", remedy="")),
    ],
)
def test_a_sentence_is_taken_apart(text: str, found: Parts) -> None:
    """What happened, because of what, what to do: by brackets and the first semicolon."""
    assert found == parts(text)


@given(st.text("ab ;()\"'\n", max_size=40))
def test_nothing_is_lost_of_a_sentence(text: str) -> None:
    """All its letters come back, in their order."""
    found = parts(text)
    letters = [each for each in found.what + found.because + found.remedy if each in "ab"]

    assert [each for each in text if each in "ab"] == letters


@pytest.mark.parametrize("text", ["(" * 500_000, ")" * 500_000, '";' * 250_000, "(;)" * 200_000, " ()" * 200_000])
def test_a_sentence_of_a_stranger_is_taken_apart(text: str) -> None:
    """Brackets, quotes and semicolons without end are a sentence as any other."""
    assert parts(text).what


def test_help_is_added_where_there_is_none() -> None:
    """A sentence that says what to do keeps its own."""
    assert "it broke; mend it" == helped("it broke", "mend it")
    assert "it broke; burn it" == helped("it broke; burn it", "mend it")


def test_the_page_is_of_these_snapshots() -> None:
    """docs/errors.md has every message as it is printed now."""
    assert (HOUSE / "docs" / "errors.md").read_text(encoding="utf-8") == page()
