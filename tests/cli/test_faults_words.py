"""What went wrong is told in the language of the terminal."""

import ast
import errno
import gettext
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

import feedbot
from feedbot.catalogues import FOLDER
from feedbot.cli import group, telling, words
from feedbot.cli.phrases import sentence
from feedbot.errors import ConfigError, Fault, FeedbotError
from feedbot.phrasing import Phrases, pattern, phrases, say
from tools.errors import SNAPSHOTS
from tools.words import held, read

LANGUAGES = ("ru", "uk")
FOREIGN = {
    "config-template": "jinja2 says what it expected",
    "database-away": "the server of the database says it",
    "database-damaged": "SQLite says it",
    "database-disk": "SQLite says it",
    "database-not-opened": "SQLite says it",
    "database-password": "the server of the database says it",
    "ours": "the name and the text of an error of Python's",
    "restore-cut": "Python's tarfile says it",
    "restore-other-archive": "Python's tarfile says it",
    "restore-other-file": "Python's gzip says it",
    "send-away": "httpx says it",
    "send-kicked": "Telegram says it",
    "send-rights": "Telegram says it",
    "template-flaws": "jinja2 says what it expected",
    "usage-choice": "click says it, and translates it itself",
    "usage-no-command": "it is a page of help",
    "usage-number": "click says it, and translates it itself",
    "visit-no-tls": "OpenSSL says it",
}
"""Snapshots with a line that holds the words of somebody else, and whose these are."""

_LABEL = re.compile(r"feedbot: |  because: |  what to do: |  |\S+?(?::\d+)?: (?:[A-Za-z_\[\]0-9.]+: )?")
_HELPS = re.compile(r"; (`[^`]+ --help` tells all .*|`feedbot check` looks again, .*)")
_QUOTED = re.compile(r'`[^`]*`|"[^"]*"|«[^»]*»|\([^)]*\)')
_FIELD = re.compile(r"\{\w+\}")
_SEAM = re.compile(
    r"is missing: |(?<=kind of )(?:source|channel)| on the database |(?<=leads to )|(?= or guessed)|(?=, and name)|: ?$"
    r"|(?<=compared with the )|(?<=at most)|(?<=missing before )"
    r"|(?<=MiB free)|(?<= asked )once|(?<=times )|(?<=serving\.md\))|(?<=, or )|(?<=Write )|(?<=one program works )"
    r"|(?<=programs work )|(?<=came through)|(?<= ago)|(?<=not in )| and (?=the chat)|(?<=\" )"
    r"|(?=, so that feed|, by the dates|, which means nothing)"
)  # where the code puts a sentence together
_ENGLISH = re.compile(r"\b[a-z]{2,} [a-z]{2,} [a-z]{2,}")

Speak = Callable[[str], None]
Capture = pytest.CaptureFixture[str]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_with_a_capital_and_a_stop(language: str) -> None:
    """What is known without them is told with them; what is not known stays as it was."""
    scheme = say("Feeds are read over http and https, not over ftp.", language)

    assert re.fullmatch("[А-ЯІ].* ftp\\.", scheme)
    assert "Nobody ever said this." == say("Nobody ever said this.", language)


@pytest.fixture
def speak(monkeypatch: pytest.MonkeyPatch) -> Iterator[Speak]:
    """Sets the language of the terminal."""

    def chosen(locale: str) -> None:
        for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("LANG", locale)
        words.language.cache_clear()

    yield chosen
    monkeypatch.undo()
    words.language.cache_clear()


def lines(text: str) -> Iterator[tuple[str, str]]:
    """The labels and pieces of what is printed, each piece as it is looked up."""
    for line in text.replace("process NUMBER", "process 7").splitlines()[2:-1]:
        if line.startswith("  usage: "):
            continue
        label = _LABEL.match(line)
        assert label is not None, line
        said = line[label.end() :]
        helps = _HELPS.search(said)
        yield label[0], said[: helps.start()] if helps else said
        if helps:
            yield label[0], helps[1]


def spoken(code: str, label: str, piece: str) -> str:
    """A piece as it is printed in a language."""
    known = phrases(code)
    return known.told(piece) if label.startswith(("  because", "  what")) else known.sentence(piece)


def is_english(text: str) -> bool:
    """Whether three words of a text are English ones, or none is in Cyrillic letters."""
    return bool(_ENGLISH.search(_QUOTED.sub("", text))) or not re.search("[а-яіїєґ]", text, re.IGNORECASE)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_message_is_translated(code: str) -> None:
    """Each line of each snapshot is in the other language, but those that others say."""
    texts = {path.stem: path.read_text(encoding="utf-8") for path in SNAPSHOTS.glob("*.txt")}
    pieces = [(name, *piece) for name, text in texts.items() if name != "usage-no-command" for piece in lines(text)]
    left = {name for name, label, piece in pieces if is_english(spoken(code, label, piece))}

    assert 250 < len(pieces)
    assert set(FOREIGN) - {"usage-no-command"} == left


REMARKS = [
    "3 of 20 items came again with another id and a later date; what was sent of them stands",
    "the database is only in memory: after a restart, everything is new again",
    "the web server listens on 192.0.2.1, where others can reach it",
    "feeds will name http://0.0.0.0 as their address, which no reader can visit; set url under [web]",
    "the bot's token travels unencrypted to http://bot.example; https would hide it",
    'sources "a" and "b" both watch https://news.example/',
    'source "a" is in no feed and no channel',
    'source "a" does not check certificates (verify_tls = false), so anybody on the way can change what it says',
    'source "a" does not ask robots.txt (robots = false), which is for sites of your own',
    'source "a" sends its login unencrypted to news.example; https would hide it',
    'source "a" is at a private address, 10.0.0.1; name it in allow_private',
    'source "a" has a proxy at a private address, 10.0.0.1; name it in allow_private',
    'feed "a" has keep (line 3), which means nothing without pages of an archive; leave it out, or archive = false',
    'feed "a" has keep, which means nothing without pages of an archive; leave it out, or archive = false',
    'channel "a" is asleep: no chat; set FEEDBOT_TELEGRAM_CHAT, or chat in config.toml',
]
"""What is said of a config that may be so and probably should not."""


@pytest.mark.parametrize("code", LANGUAGES)
def test_remarks_are_translated(code: str) -> None:
    """Each is told in the other language, with its names and numbers."""
    told = {text: phrases(code).sentence(text) for text in REMARKS}

    assert [] == [text for text, other in told.items() if is_english(other)]
    assert all(set(re.findall("[0-9]+", text)) == set(re.findall("[0-9]+", other)) for text, other in told.items())


def constants() -> Iterator[str]:
    """The texts in the code, and what the system says."""
    for path in Path(feedbot.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
    yield from (os.strerror(number).lower() for number in errno.errorcode)


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_pattern_is_left_over(code: str) -> None:
    """What can be translated stands in the code or in a snapshot."""
    whole = "\n".join([*constants(), *(path.read_text(encoding="utf-8") for path in SNAPSHOTS.glob("*.txt"))])
    texts = [forms[0] for _, forms in held(read(FOLDER / code / "LC_MESSAGES" / "faults.po"))]
    pieces = {text: [part.strip() for each in _FIELD.split(text) for part in _SEAM.split(each)] for text in texts}

    assert 300 < len(texts)
    assert [] == [text for text, found in pieces.items() if not all(each in whole for each in found)]


def marked() -> Iterator[tuple[str, ...]]:
    """What click marks as to be translated."""
    for path in Path(click.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            count = {"_": 1, "ngettext": 2}.get(ast.unparse(node.func), 0) if isinstance(node, ast.Call) else 0
            if isinstance(node, ast.Call) and count:
                texts = [each.value for each in node.args[:count] if isinstance(each, ast.Constant)]
                yield tuple(map(str, texts)) or ("required",)


@pytest.mark.parametrize("code", LANGUAGES)
def test_all_that_click_says_is_translated(code: str) -> None:
    """Each text of click's is in the catalogue, in all forms, and none that click does not say."""
    assert set(marked()) == {forms for _, forms in held(read(FOLDER / code / "LC_MESSAGES" / "messages.po"))}


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "uk_UA.UTF-8"}, "uk"),
        ({"LANG": "uk_UA.UTF-8", "LC_MESSAGES": "ru_RU.UTF-8"}, "ru"),
        ({"LANG": "uk_UA.UTF-8", "LC_ALL": "ru"}, "ru"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "de:uk:ru"}, "uk"),
        ({"LANG": "uk_UA.UTF-8", "LANGUAGE": "en:ru"}, "en"),
        ({"LANG": "uk_UA.UTF-8", "LANGUAGE": "de"}, "en"),
        ({"LANG": "C.UTF-8", "LANGUAGE": "uk"}, "en"),
        ({"LANG": "uk_UA.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "uk_UA.UTF-8", "LC_ALL": ""}, "uk"),
        ({"LANG": "de_DE"}, "en"),
        ({}, "en"),
    ],
)
def test_click_speaks_the_same_language(
    environment: dict[str, str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """LANGUAGE goes first, but for C; where we speak no English, gettext finds click's words in the same language."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert language == words.chosen(environment)
    if language != "en":
        found = gettext.find("messages", str(FOLDER))
        assert isinstance(found, str)
        assert language == Path(found).parts[-3]


def test_a_sentence_is_told_in_the_language_of_the_terminal(speak: Speak, capsys: Capture) -> None:
    """The labels, the cause and what to do are translated; names and numbers stay as they are."""
    speak("uk_UA.UTF-8")
    error = FeedbotError(
        "the database x.db was made by a newer feedbot (schema 9, this one knows 6); update feedbot first"
    )

    assert 1 == telling.tell(error, debug=False)
    assert (
        "feedbot: базу x.db створив новіший feedbot\n"
        "  причина: схема 9, цей знає 6\n"
        "  що робити: спершу оновіть feedbot\n"
    ) == capsys.readouterr().err


def test_faults_of_a_config_are_told_so(speak: Speak, capsys: Capture) -> None:
    """File, line and key stay; the sentence behind them and the hint are translated."""
    speak("ru_RU.UTF-8")
    missing = Fault(file="x.toml", line=3, place="feeds[0].title", message="must not be empty")
    other = Fault(file="x.toml", line=4, place="a", message='unknown key. Did you mean "b"?')
    single = Fault(
        file="x.toml", line=None, place="", message="this file cannot be read (is a directory); save it as UTF-8"
    )

    assert 78 == telling.tell(ConfigError(missing, other), debug=False)
    assert (
        "x.toml:3: feeds[0].title: не должно быть пустым\n"
        'x.toml:4: a: неизвестный ключ. Может быть, "b"?\n'
        "  что делать: исправьте эти ошибки; `feedbot check` проверит снова, все ключи — в docs/configuration.md\n"
    ) == capsys.readouterr().err
    assert 78 == telling.tell(ConfigError(single), debug=False)
    assert "x.toml: этот файл не читается (это папка)\n  что делать: сохраните его в UTF-8\n" == capsys.readouterr().err


def test_wrong_usage_is_told_so(speak: Speak, capsys: Capture) -> None:
    """The hint of click's usage errors and the bounds of a number are translated."""
    speak("uk_UA.UTF-8")
    context = click.Context(click.Command("x"), info_name="x")
    bounds = click.BadParameter("0 is not in the range 1<=x<=1000.", ctx=context, param_hint="-n / --limit")
    least = click.BadParameter("0 is not in the range x>=3.", ctx=context, param_hint="-n")

    assert [2, 2] == [telling.tell(each, debug=False) for each in (bounds, least)]
    printed = capsys.readouterr().err
    assert "feedbot: -n або --limit: 0 is not in the range від 1 до 1\xa0000\n" in printed
    assert "  як викликати: x [OPTIONS]\n  що робити: усі параметри покаже `x --help`\n" in printed
    assert "не менше 3" in printed


def test_the_whole_program_speaks(tmp_path: Path) -> None:
    """A program that is called with a language has help, usage errors and faults in it; in English nothing changes."""
    found = {}
    for locale in ("uk_UA.UTF-8", "ru_RU.UTF-8", "C"):
        environment = {"PATH": os.defpath, "PYTHONPATH": str(Path(feedbot.__file__).parent.parent), "LANG": locale}
        calls = [["--help"], ["outbox", "--state", "lost"], ["run"]]
        done = [
            subprocess.run(
                [sys.executable, "-X", "utf8", "-m", "feedbot", *call],
                env=environment, cwd=tmp_path, capture_output=True, text=True, check=False, encoding="utf-8",
            )
            for call in calls
        ]  # fmt: skip
        found[locale] = [each.stdout + each.stderr for each in done]

    assert ["Використання:", "Использование:", "Usage:"] == [each[0].split()[0] for each in found.values()]
    assert "Показати версію та вийти." in found["uk_UA.UTF-8"][0]
    assert "'lost' — не зі списку: 'owed'" in found["uk_UA.UTF-8"][1]
    assert "config.toml здесь нет\n  что делать: " in found["ru_RU.UTF-8"][2]
    assert "there is no config.toml here\n  what to do: " in found["C"][2]


def test_fields() -> None:
    """The pattern that says most is taken, fields of words are translated too, and what is not known stays."""
    made = Phrases(
        {
            "{name} is {why}": "{why} есть {name}",
            "{name} is gone": "нет {name}",
            "red": "красный",
            "line {number}": "строка {number}",
            "one of {names}": "одно из {names}",
            "or": "или",
        }
    )

    assert "красный есть apple" == made.told("apple is red")
    assert "нет apple" == made.told("apple is gone")
    assert "x: нет apple" == made.told("x: apple is gone")
    assert "строка 7, line x" == f"{made.told('line 7')}, {made.told('line x')}"
    assert 'одно из "a", "b" или "c"' == made.told('one of "a", "b" or "c"')
    assert "красный" == made.told("Red")
    assert " is red" == made.told(" is red")
    assert "no such words" == made.sentence("no such words")
    assert "красный\nнет apple; красный" == made.told("red\napple is gone; red")


def test_lengths_and_words() -> None:
    """A length of time is told anew, and only such a one fits its field; a word has no blanks."""
    made = Phrases({"{span} old": "давность: {span}", "at {word}": "на {word}"}, "ru")

    assert ["давность: 2 часа", "давность: 5 дней"] == [made.told("2 hours old"), made.told("5 days old")]
    assert "years old" == made.told("years old")
    assert ["на x", "at x y"] == [made.told("at x"), made.told("at x y")]


def test_what_is_english_stays(speak: Speak) -> None:
    """In English a sentence is what it was, letter by letter."""
    speak("en_GB.UTF-8")

    assert "must not be empty" == sentence("must not be empty")


@given(st.text("ab{} :;()\n", max_size=60))
def test_any_text_is_told(text: str) -> None:
    """Whatever is said, something is told, and what is no pattern stays as it was."""
    assert bool(text) == bool(phrases("uk").sentence(text))


@pytest.mark.parametrize("text", ["a" * 1_000_000, ": " * 500_000, '" watches ' * 100_000, "(" * 1_000_000])
def test_long_texts(text: str) -> None:
    """A text beyond any sentence stays as it is."""
    assert text.strip() == phrases("ru").told(text).strip()


@given(first=st.text("ab", min_size=1), second=st.text("ab", min_size=1))
def test_a_pattern_finds_its_fields(first: str, second: str) -> None:
    """What is put into the fields comes out again, if it has nothing of what stands between them."""
    assert {"x": first, "y": second} == pattern("({x}|{y})", "").match(f"({first}|{second})")
    assert None is pattern("({x}|{y})", "").match(f"({first}{second})")
    assert None is pattern("({x}|{y})", "").match("(|)")


def test_group_is_not_touched_in_english() -> None:
    """In English the help of a command is what its code says."""
    assert group is words.translate(group)
