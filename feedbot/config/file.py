"""The configuration file as text and as plain tables; its faults as sentences."""

import ast
import re
import tomllib
from contextlib import suppress
from pathlib import Path
from typing import Any

from feedbot.config.faults import place
from feedbot.errors import ConfigError, Fault
from feedbot.text import toml

_LIMIT = 4 * 1024 * 1024  # bytes; tomllib is slow, and nobody writes more by hand
_READABLE = "see whether its path is right, and let this user read it"
_OVERWRITTEN, _DECLARED = "Cannot overwrite a value", re.compile(r"Cannot declare (\(.*\)) twice", re.DOTALL)
_SENTENCES = {
    "Invalid value": 'no value can be read here; a text needs quotes, as in "15m"',
    "Expected newline or end of document after a statement": "something is left over here; a text needs quotes",
    "Expected '=' after a key in a key/value pair": 'a key stands here without "="',
    "Invalid statement": "this is neither a key nor a [table]",
    _OVERWRITTEN: "a key is said twice",
    "Unescaped '\\' in a string": "a backslash is written twice, or the text stands in 'single quotes'",
    "Illegal character '\\n'": "a text is not closed by a quote before the line ends",
    "Unterminated string": "a text is not closed by a quote",
    "Unclosed array": "a list is not closed by ]",
    "Unclosed inline table": "a table is not closed by }",
}


def read(path: Path) -> str:
    """The text of a configuration file, with its newlines as they are, without a byte order mark.

    Raises ConfigError if there is none, or none that can be read.
    """
    try:
        with path.open("rb") as file:
            body = file.read(_LIMIT + 1)
    except FileNotFoundError:
        folder = path.parent
        where = "here" if folder == Path() else f"in {folder}"
        raise _error(
            path,
            None,
            f"there is no {path.name} {where}; `feedbot init` writes one, `feedbot --config FILE` takes another",
        ) from None
    except IsADirectoryError:
        raise _error(path, None, f"this is a folder; give the file in it, such as {path / 'config.toml'}") from None
    except OSError as error:
        raise _error(
            path, None, f"this file cannot be read ({(error.strerror or str(error)).lower()}); {_READABLE}"
        ) from error
    if len(body) > _LIMIT:
        raise _error(path, None, "this file is larger than 4 MiB, so it is no config; name the right one with --config")
    return _decoded(path, body)


def tables(path: Path, text: str) -> dict[str, Any]:
    """The plain tables of a text. Raises ConfigError with the line if it is not TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _syntax(path, text, str(error)) from error
    except RecursionError:
        raise _error(path, None, "lists or tables are nested too deeply; write it with fewer brackets") from None


def _decoded(path: Path, body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise _error(path, line, "this file is not in UTF-8; save it as UTF-8") from error


def _syntax(path: Path, text: str, message: str) -> ConfigError:
    match = re.fullmatch(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", message, re.DOTALL)
    said, line, column = match.groups() if match else (message, None, None)
    lines = text.rstrip().count("\n") + 1
    sentence = _twice(text, said, line, column) or _SENTENCES.get(said, said[:1].lower() + said[1:])
    where = f"column {column}" if column else "by the end of the file"
    return _error(path, min(int(line or lines), lines), f"{where}: {sentence}")


def _twice(text: str, said: str, line: str | None, column: str | None) -> str:
    """What to say of a key or a table that is there already, by its name; "" where that is not it, or it has none."""
    if table := _DECLARED.fullmatch(said):
        return f"the table [{place(tuple(ast.literal_eval(table[1])))}] is there twice"
    if said != _OVERWRITTEN:
        return ""
    # The error stands right after the value.
    before = text.split("\n")[: int(line) - 1] if line is not None else []
    end = sum(len(each) + 1 for each in before) + int(column) - 1 if column is not None else len(text)
    with suppress(ValueError, RecursionError):
        found = [mark for mark in toml.marks(text[:end]) if mark.end == end]
        if found and isinstance(found[0].path[-1], str):
            return f"the key {place(found[0].path[-1:])} is said twice"
    return ""


def _error(path: Path, line: int | None, message: str) -> ConfigError:
    return ConfigError(Fault(file=str(path), line=line, place="", message=message))
