"""The command line in other languages: whether everything has a translation, and whether commands speak it."""

import ast
import importlib
import inspect
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import get_args

import click
import pytest
from babel.messages import Catalog, mofile, pofile

from feedbot import cli
from feedbot.catalogues import FOLDER
from feedbot.cli import COMMANDS, desk, group
from feedbot.doctor import Level
from feedbot.model import State
from tests.cli.conftest import CONFIG

HERE = Path(cli.__file__).parent
GUIDE = {"guide", "guide_text", "guide_tries", "demo", "telling", "phrases"}
"""Modules whose texts are in the domain "guide"."""

MODULES = sorted(path for path in HERE.glob("*.py") if path.stem not in {*GUIDE, "words"})
FIELD = re.compile(r"\{(\w*)\}")
SAID = {"echo", "ClickException", "UsageError", "BadParameter", "StoreError", "FeedbotError", "prompt", "style"}
"""What takes a text that people read."""

Keys = set[tuple[str, ...]]


def asked(path: Path) -> Iterator[tuple[str, ...]]:
    """The keys of texts in a module: one, or two for a number."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func).rpartition(".")[2]
            keys = [each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
            if name in {"t", "n"} and keys:
                yield tuple(keys[: 2 if name == "n" else 1])
            elif name == "lines":
                yield from labels(node)
        elif isinstance(node, ast.FunctionDef):
            yield from columns(node)


def labels(call: ast.Call) -> Iterator[tuple[str]]:
    """What stands before values that are listed."""
    for node in ast.walk(call):
        if isinstance(node, ast.Tuple) and isinstance(node.elts[0], ast.Constant):
            yield (str(node.elts[0].value),)


def columns(function: ast.FunctionDef) -> Iterator[tuple[str]]:
    """What stands over columns: the keys of rows, in a function that answers with a table."""
    calls = (ast.unparse(node.func) for node in ast.walk(function) if isinstance(node, ast.Call))
    if {"desk.answer", "desk.table"} & set(calls):
        for node in (each for line in function.body for each in ast.walk(line)):
            for key in node.keys if isinstance(node, ast.Dict) else ():
                if isinstance(key, ast.Constant) and key.value:
                    yield (str(key.value),)


def helps(command: click.Command) -> Iterator[str]:
    """What a command and those below it explain of themselves."""
    yield from map(inspect.cleandoc, filter(None, (command.help, command.short_help, command.epilog)))
    yield from (
        each.help for each in command.params if isinstance(each, click.Option) and each.help and each.name != "version"
    )
    if isinstance(command, click.Group) and command is not group:
        for other in command.commands.values():
            yield from helps(other)


def known() -> Keys:
    """All keys of the domain "cli"."""
    keys = {key for path in MODULES for key in asked(path)}
    keys |= {(line,) for _, line in COMMANDS.values()}
    mine = {name: module for name, (module, _) in COMMANDS.items() if module not in GUIDE}
    commands = [getattr(importlib.import_module(f"feedbot.cli.{module}"), name) for name, module in mine.items()]
    keys |= {(text,) for command in (group, *commands) for text in helps(command)}
    keys |= {(word,) for word in (*get_args(State), *get_args(Level), *desk.ABSENT.values())}
    return keys | set(desk.NOUNS.values())


def written(language: str, domain: str) -> Catalog:
    """A catalogue as it was written."""
    with (FOLDER / language / "LC_MESSAGES" / f"{domain}.po").open("rb") as file:
        return pofile.read_po(file, locale=language)


def told(catalogue: Catalog) -> Mapping[tuple[str, ...], tuple[str, ...]]:
    """All texts of a catalogue by their keys, each in all its forms."""
    return {whole(each.id): whole(each.string) for each in catalogue if each.id}


def whole(text: object) -> tuple[str, ...]:
    """A text, or all its forms."""
    return tuple(map(str, text)) if isinstance(text, list | tuple) else (str(text),)


LITERAL = {
    "--only: ": "the name of an option",
    "feedbot ": "our name",
    '\n\n[feedbot]\ndatabase = "': "lines for config.toml",
    "[web]\npassword = '": "lines for config.toml",
}
"""What is said in no language, and why."""


def untranslated(path: Path) -> Iterator[str]:
    """Words that go to people straight from a module, without a catalogue."""
    for call in ast.walk(ast.parse(path.read_text())):
        if isinstance(call, ast.Call) and call.args and ast.unparse(call.func).rpartition(".")[2] in SAID:
            yield from (text for text in literal(call.args[0]) if re.search("[A-Za-z]{2}", text))


def literal(node: ast.AST) -> Iterator[str]:
    """The pieces of a text that stand there as they are."""
    if isinstance(node, ast.Constant):
        yield str(node.value)
    elif not isinstance(node, ast.Call):
        for part in ast.iter_child_nodes(node):
            if not isinstance(part, ast.Name | ast.Attribute | ast.Subscript | ast.Compare):
                yield from literal(part)


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_every_text_is_translated(language: str) -> None:
    """Each key has a text in each language, in all forms of a number, and no catalogue has more than is asked for."""
    held = told(written(language, "cli"))

    assert known() == set(held)
    for key, forms in held.items():
        assert all(forms), key
        assert len(forms) == (3 if len(key) == 2 else 1), key
        assert all(set(FIELD.findall(key[-1])) == set(FIELD.findall(form)) for form in forms), key


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_what_guides_say_is_translated(language: str) -> None:
    """Each text of `init` and `demo` stands in a catalogue that commands speak by."""
    held = {key for domain in ("cli", "guide", "faults") for key in told(written(language, domain))}

    assert not {key for name in sorted(GUIDE) for key in asked(HERE / f"{name}.py")} - held


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_what_ships_is_what_was_written(language: str) -> None:
    """The compiled catalogue says what the written one says."""
    with (FOLDER / language / "LC_MESSAGES" / "cli.mo").open("rb") as compiled:
        assert told(written(language, "cli")) == told(mofile.read_mo(compiled))


def test_nothing_is_said_past_the_catalogues() -> None:
    """No command prints or raises words of its own that no catalogue is asked for."""
    said = {text for path in MODULES for text in untranslated(path)}

    assert set(LITERAL) == said


def spoken(place: Path, locale: str, *arguments: str) -> str:
    """What a command says on a terminal of a language."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("FEEDBOT_", "LC_", "LANG"))}
    command = [sys.executable, "-m", "feedbot", "-c", str(place / "config.toml"), *arguments]
    environ = bare | {"LANG": locale, "COLUMNS": "200", "PYTHONUTF8": "1"}
    done = subprocess.run(command, capture_output=True, text=True, env=environ, check=False, encoding="utf-8")
    return done.stdout + done.stderr


RU, UK = "ru_RU.UTF-8", "uk_UA.UTF-8"


@pytest.mark.parametrize(
    ("locale", "arguments", "words"),
    [
        (RU, ["--help"], ["Команды:", "Показать источники и как у них дела.", "Файл настроек."]),
        (UK, ["--help"], ["Команди:", "Показати джерела і як у них справи.", "Файл налаштувань."]),
        (RU, ["sources"], ["состояние", "новый"]),
        (UK, ["sources"], ["стан", "нове"]),
        (RU, ["status"], ["не работает", "0 записей", "источники", "отправлено 0, ожидает 0"]),
        (UK, ["status"], ["не працює", "0 записів", "джерела", "надіслано 0, очікує 0"]),
        (RU, ["outbox"], ["пусто: всё обещанное доставлено"]),
        (UK, ["outbox"], ["порожньо: усе обіцяне доставлено"]),
        (RU, ["poll", "nobody"], ["источника «nobody» нет", "есть: articles"]),
        (UK, ["import", "--help"], ["Перейняти підписки", "Відповісти в JSON."]),
    ],
)
def test_commands_speak(tmp_path: Path, locale: str, arguments: list[str], words: list[str]) -> None:
    """Help, tables and errors come in the language of the terminal."""
    (tmp_path / "config.toml").write_text(CONFIG)
    said = spoken(tmp_path, locale, *arguments)

    assert [] == [word for word in words if word not in said], said


@pytest.mark.parametrize(
    ("locale", "forms"),
    [
        (RU, {1: "1 источник,", 2: "2 источника,", 5: "5 источников,"}),
        (UK, {1: "1 джерело,", 2: "2 джерела,", 5: "5 джерел,"}),
    ],
)
def test_numbers_have_their_forms(tmp_path: Path, locale: str, forms: dict[int, str]) -> None:
    """One, two and five of something are said in three ways."""
    source = '[[sources]]\nname = "s{0}"\nkind = "feed"\nurl = "https://w.example/{0}"\n'
    for number, form in forms.items():
        (tmp_path / "config.toml").write_text('[[feeds]]\nname = "main"\n' + "".join(map(source.format, range(number))))
        assert form in spoken(tmp_path, locale, "check")


@pytest.mark.parametrize("arguments", [["sources"], ["status"], ["outbox"], ["feeds"], ["doctor", "--offline"]])
def test_programs_are_answered_in_english(tmp_path: Path, arguments: list[str]) -> None:
    """JSON is the same in every language, where it has words of commands."""
    (tmp_path / "config.toml").write_text(CONFIG)
    english, russian = (spoken(tmp_path, locale, *arguments, "--json") for locale in ("C.UTF-8", RU))

    assert scrubbed(english) == scrubbed(russian)


def scrubbed(text: str) -> str:
    """A text without its numbers, which may differ from one moment to the next."""
    return re.sub("[0-9]", "", text)
