import asyncio
import json
import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from feedbot.errors import ParseError
from feedbot.model import Document, Failed, Limits, Reading, Source, Unchanged, Visit
from feedbot.net import Web
from feedbot.sources import command
from tests import make

NOBODY = cast("Web", None)
"""A program is asked over no network."""

LIMITS = Limits()
FEED = '{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "7", "content_text": "Words."}]}'
RSS = "<rss version='2.0'><channel><title>T</title><item><guid>7</guid><title>One</title></item></channel></rss>"
ARTICLE = "date 2026-03-10 A title\nA lede of one sentence.\nSource: Example Wire\nDetails: More of it.\n"


def section(*words: str, **fields: Any) -> command.Command:
    """A section as the config has it."""
    return command.Command.model_validate({"name": "made", "kind": "command", "command": [*words], **fields})


def source(*words: str, limits: Limits = LIMITS, **fields: Any) -> Source:
    """A source of such a section."""
    made = section(*words, **fields)
    return make.source("made", kind="command", url=made.place, options=made, limits=limits, timezone="Europe/Kyiv")


async def visit(place: Source, memo: str = "") -> Visit:
    """One visit, now."""
    return await command.fetch(place, make.cursor("made", memo=memo), NOBODY, make.NOW)


def python(code: str, **fields: Any) -> Source:
    """A source that runs Python."""
    return source(sys.executable, "-c", code, **fields)


async def body(place: Source) -> str:
    """What a program printed."""
    found = await visit(place)
    assert isinstance(found, Document), found
    return found.body.decode()


async def failure(place: Source) -> Failed:
    """Why a program gave nothing."""
    found = await visit(place)
    assert isinstance(found, Failed)
    return found


def parsed(text: str | bytes, **limits: Any) -> Reading:
    """What an output says."""
    raw = text.encode() if isinstance(text, str) else text
    document = make.document(raw, url="urn:feedbot:source:made")
    return command.parse(document, source("x", limits=Limits(**limits)))


# --- running ---------------------------------------------------------------------------------------------------------


async def test_what_a_program_prints_is_the_document() -> None:
    """Its output is the document; the same output again is no news."""
    place = python("print('words')")
    first = await visit(place)
    assert isinstance(first, Document)

    assert ("words\n", "urn:feedbot:source:made") == (first.body.decode(), first.url)
    assert Unchanged(memo=first.memo) == await visit(place, first.memo)


async def test_no_shell_reads_the_words() -> None:
    """Arguments come to the program as they are written."""
    words = ["$HOME", "a b", "*", "; echo x", "`id`"]

    assert words == json.loads(
        await body(source(sys.executable, "-c", "import sys, json; print(json.dumps(sys.argv[1:]))", *words))
    )


async def test_a_program_gets_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its environment has what programs need and what the config gives, and nothing else of ours."""
    monkeypatch.setenv("FEEDBOT_TELEGRAM_TOKEN", "123:secret")
    monkeypatch.setenv("HOME", "/somewhere")
    code = "import os, json; print(json.dumps(dict(os.environ)))"
    given = json.loads(await body(python(code, environment={"CITY": "Kyiv", "LANG": "uk_UA.UTF-8"})))
    given.pop("LC_CTYPE", None)  # Python sets it by itself

    expected = {
        "PATH": os.environ["PATH"],
        "HOME": "/somewhere",
        "LANG": "uk_UA.UTF-8",
        "TZ": "Europe/Kyiv",
        "CITY": "Kyiv",
    }
    assert expected == given


async def test_a_program_runs_in_its_folder(tmp_path: Path) -> None:
    """A relative program is that of the folder, and so are the files it reads; it has no input."""
    program = tmp_path / "say"
    program.write_text("#!/bin/sh\ncat; cat words\n")
    program.chmod(0o755)
    (tmp_path / "words").write_text("here")

    assert "here" == await body(source("./say", directory=str(tmp_path)))


async def test_a_folder_is_made_absolute() -> None:
    """Whoever reads the config says where relative folders begin."""
    located = section("x", directory="programs").located(lambda text: Path("/etc/feedbot") / text)

    assert "/etc/feedbot/programs" == located.directory
    assert "." == section("x").directory


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("import sys; sys.exit('first\\n\\x1b[31m no  city \\x1b[0m\\n')", "ended with code 1: no city"),
        ("import sys; sys.exit(3)", "ended with code 3; it did not say why"),
        ("import sys; sys.stderr.write('x' * 9_000); sys.exit(2)", "ended with code 2: " + "x" * 300),
        ("import os; os.kill(os.getpid(), 15)", "was ended by SIGTERM; it did not say why"),
        ("import os; os.kill(os.getpid(), 40)", "was ended by signal 40; it did not say why"),
    ],
)
async def test_a_program_that_fails_is_told(code: str, reason: str) -> None:
    """Another code than 0 is a failure, whatever was printed, with the last line of the complaint."""
    found = await failure(python(f"print('words', flush=True); {code}"))

    assert f'"{sys.executable}" {reason}' == found.reason


async def test_a_program_that_cannot_be_run_is_told(tmp_path: Path) -> None:
    """Each reason says what to do."""
    for name, mode in (("plain", 0o644), ("text", 0o755)):
        (tmp_path / name).write_text("words")
        (tmp_path / name).chmod(mode)
    here = str(tmp_path)
    missing = await failure(source("./none", directory=here))
    nowhere = await failure(source("true", directory=f"{here}/none"))

    assert ('there is no program "./none"; correct command', "missing") == (missing.reason, missing.fault)
    assert f'the folder {here}/none, in which "true" shall run, is none; correct directory' == nowhere.reason
    assert "missing" == nowhere.fault
    assert (
        '"./plain" may not be run; make it executable (chmod +x)'
        == (await failure(source("./plain", directory=here))).reason
    )
    assert (
        '"./text" cannot be run: exec format error; correct command'
        == (await failure(source("./text", directory=here))).reason
    )
    assert "is none" in (await failure(source("true", directory=f"{here}/text"))).reason


async def test_too_much_output_is_cut_off() -> None:
    """A program that prints without end is killed at the bound."""
    found = await failure(python("while True: print('x' * 1000)", limits=Limits(body=100_000)))

    assert ("limit", "printed more than 100,000 bytes") == (found.fault, found.reason[len(sys.executable) + 3 :][:31])


class Family:
    """A program and its child, which both hold a pipe open as long as they live."""

    def __init__(self, folder: Path) -> None:
        self.pipe = folder / "alive"
        os.mkfifo(self.pipe)
        self._end: int | None = None

    def source(self, rest: str, seconds: float) -> Source:
        """The program; `rest` is what it does besides."""
        script = f"exec 3>{self.pipe}; sleep 60 >&3 2>&3 & echo begun >&3; {rest}"
        return source("sh", "-c", script, timeout=timedelta(seconds=seconds))

    async def begun(self) -> bool:
        """Wait until both live."""
        self._end = await asyncio.to_thread(os.open, self.pipe, os.O_RDONLY)
        return b"begun\n" == await asyncio.to_thread(os.read, self._end, 6)

    async def gone(self) -> bool:
        """Wait until both are dead."""
        assert self._end is not None
        try:
            return b"" == await asyncio.wait_for(asyncio.to_thread(os.read, self._end, 1), 20)
        finally:
            os.close(self._end)


@pytest.mark.parametrize("rest", ["sleep 60", "exec 1>&- 2>&-; sleep 60"])
async def test_a_program_that_takes_too_long_is_killed_with_all_it_started(tmp_path: Path, rest: str) -> None:
    """At the deadline nothing of it is left, whether it waits or has closed its output."""
    family = Family(tmp_path)
    found, begun = await asyncio.gather(failure(family.source(rest, 0.5)), family.begun())

    assert begun
    assert ("limit", True) == (found.fault, "did not end within 0.5 s and was killed" in found.reason)
    assert await family.gone()


async def test_what_a_program_leaves_behind_is_ended(tmp_path: Path) -> None:
    """A program that ends well, and leaves another one behind, gives its output."""
    family = Family(tmp_path)
    words, begun = await asyncio.gather(body(family.source("echo words", 60)), family.begun())

    assert (True, "words\n") == (begun, words)
    assert await family.gone()


async def test_a_program_is_killed_with_its_visit(tmp_path: Path) -> None:
    """When the visit is cancelled, as when the daemon stops, nothing goes on."""
    family = Family(tmp_path)
    task = asyncio.create_task(visit(family.source("sleep 60", 60)))
    assert await family.begun()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert await family.gone()


# --- reading ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [FEED, RSS, f"\ufeff\n {FEED}", f"<?xml version='1.0'?>\n{RSS}"])
def test_feeds_are_known_by_their_content(text: str) -> None:
    """JSON Feed and XML feeds are read as feeds, whatever the program calls them."""
    assert ["7"] == [item.id for item in parsed(text).items]


def test_a_broken_feed_is_refused() -> None:
    """What begins like a feed and is none is no article."""
    with pytest.raises(ParseError, match="not a feed"):
        parsed("{broken")
    with pytest.raises(ParseError, match="HTML page"):
        parsed("<html><title>Oops</title></html>")


def test_an_article_is_read() -> None:
    """Plain text is an article in its form, without anything of the medium."""
    (item,) = parsed(ARTICLE).items

    assert ("A title", "2026-03-10", "A lede of one sentence.") == (item.title, item.published, item.lede)
    assert (None, None) == (item.path, item.modified)


@pytest.mark.parametrize(
    "between", ["=====\n", "\n===\n\n", "\n  ========  \n===\n", "\f", "\n\f\n", "\r\n===\r\n", "\n\f===\n"]
)
def test_articles_are_parted(between: str) -> None:
    """A line of "=" or a form feed stands between two articles; empty ones do not count."""
    text = f"{between}{ARTICLE}{between}{ARTICLE.replace('A title', 'Another')}{between}"

    assert ["A title", "Another"] == [item.title for item in parsed(text).items]


def test_an_underlined_title_parts_nothing() -> None:
    """A line of "=" right below the first line belongs to the title."""
    underlined = "A title\n=======\n\nA lede of one sentence.\n"
    reading = parsed(underlined + "===\n" + underlined.replace("A title", "Another"))

    assert ["A title", "Another"] == [item.title for item in reading.items]


def test_an_article_may_declare_itself() -> None:
    """Front matter is understood; what cannot be read becomes a note beside what can."""
    reading = parsed(
        f"---\nid: a7\nlink: https://example.org/7\n---\n{ARTICLE}\n===\n---\ndraft: true\n---\nNot yet.\n"
    )

    assert [("a7", "https://example.org/7")] == [(item.id, item.link) for item in reading.items]
    assert ("article 2: it is marked as a draft",) == reading.notes


def test_an_article_in_another_encoding_is_read() -> None:
    """Bytes become text as everywhere, and it is said how."""
    reading = parsed("Новини тижня\n\nМіст закрито до п'ятниці через ремонт.\n".encode("windows-1251"))

    assert ["Новини тижня"] == [item.title for item in reading.items]
    assert reading.decoded.startswith("windows-1251: ")


@pytest.mark.parametrize("text", ["", " \n\f\n", "===\n"])
def test_nothing_is_no_news(text: str) -> None:
    """A program that prints nothing has nothing to tell."""
    reading = parsed(text)

    assert ((), ("it printed nothing",)) == (reading.items, reading.notes)


def test_what_has_no_article_is_refused() -> None:
    """Where no article can be read the visit fails, with the first reason."""
    with pytest.raises(ParseError, match="no article was found in what it printed; article 1: it is marked as a draft"):
        parsed("---\ndraft: true\n---\nNot yet.\n\n===\n---\ndraft: yes\n---\nNor this.\n")


def test_articles_are_bounded() -> None:
    """So many articles are read as the limits say."""
    reading = parsed("\n\f".join(ARTICLE.replace("A title", f"T{n}") for n in range(5)), items=3)

    assert ["T0", "T1", "T2"] == [item.title for item in reading.items]
    assert "only the first 3 of 5 articles are read (limits.items)" in reading.notes


@given(st.one_of(st.binary(), st.text("=\n\f\r -+{<a:").map(str.encode)))
def test_any_output_is_read_or_refused(output: bytes) -> None:
    """Whatever a program prints, there is a reading or a ParseError."""
    try:
        reading = parsed(output)
    except ParseError as error:
        assert str(error)
    else:
        assert reading.items or reading.notes or output.strip()[:1] in {b"{", b"<"}


# --- the section -----------------------------------------------------------------------------------------------------


def test_arguments_and_variables_are_not_shown() -> None:
    """Keys that stand in arguments and variables are in nothing that people are shown."""
    made = section("./weather", "--key=secret", environment={"KEY": "secret"})

    assert "./weather" == made.place
    assert "secret" not in repr(made)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"command": []}, "at least 1 item"),
        ({"command": [" "]}, "the first text names the program"),
        ({"command": ["a", "b\0"]}, "a character that no command may carry"),
        ({"command": "ls"}, "list"),
        ({"command": ["a"], "environment": {"A=B": "c"}}, '"A=B" is no name of a variable'),
        ({"command": ["a"], "environment": {"A": "\0"}}, 'the value of "A" has a character'),
        ({"command": ["a"], "timeout": "0s"}, "greater than"),
    ],
)
def test_what_cannot_be_run_is_refused(fields: dict[str, Any], message: str) -> None:
    """A section that can never work is a fault of the config."""
    with pytest.raises(ValidationError, match=message):
        command.Command.model_validate({"name": "made", "kind": "command", **fields})
