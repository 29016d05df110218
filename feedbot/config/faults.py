"""Everything wrong in a configuration, gathered with its line and told in sentences for people."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, time
from difflib import get_close_matches
from functools import cache
from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from feedbot.errors import ConfigError, Fault
from feedbot.sections import Section
from feedbot.text.toml import Path

S = TypeVar("S", bound=Section)

_WANTED = {
    "string_type": "a text in quotes",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "list_type": "a list in [ ]",
    "tuple_type": "a list in [ ]",
    "dict_type": "a table",
    "model_type": "a table",
    "time_delta_type": 'a duration such as "15m" or "2h"',
}
_SYNONYMS = {
    "address": ("url",),
    "atom": ("feed",),
    "bot": ("telegram",),
    "dir": (
        "path",
        "folder",
    ),
    "directory": (
        "path",
        "folder",
    ),
    "discord": ("apprise",),
    "enabled": ("paused",),
    "feed": ("url",),
    "filter": ("where",),
    "folder": ("path",),
    "format": ("formats",),
    "html": ("page",),
    "id": ("name",),
    "imap": ("mailbox",),
    "interval": ("every",),
    "json": ("feed",),
    "lang": ("language",),
    "limit": ("size",),
    "link": ("url",),
    "mail": ("email",),
    "ntfy": ("apprise",),
    "program": ("command",),
    "query": ("where",),
    "rss": ("feed",),
    "rule": ("where",),
    "rules": ("where",),
    "script": ("command",),
    "smtp": ("email",),
    "source": ("sources",),
    "stdout": ("console",),
    "tags": ("categories",),
    "type": ("kind",),
    "tz": ("timezone",),
    "website": ("page",),
    "zone": ("timezone",),
}


class Faults:
    """A list that grows while a configuration is read; `origins` name the variables that stand for keys.

    `lines` finds the line of each key, and is asked once, for the first fault: to find them costs as much as to read.
    """

    def __init__(self, file: str, lines: Callable[[], Mapping[Path, int]], origins: Mapping[Path, str]) -> None:
        self._file = file
        self._lines = cache(lines)
        self._origins = origins
        self._found: list[Fault] = []
        self._spoilt: set[Path] = set()
        self._secrets: dict[Path, dict[str, str]] = {}

    def hide(self, path: Path, name: str, secret: str) -> None:
        """Let no fault of a key show a piece of the secret that was put into it."""
        self._secrets.setdefault(path, {})[name] = secret

    def spoil(self, path: Path, message: str = "") -> None:
        """Note what is wrong with a key, once and for all: whatever else is found there comes of it."""
        if message:
            self.add(path, message)
        self._spoilt.add(path)

    def add(self, path: Path, message: str) -> None:
        """Note what is wrong with a key; its line is that of the nearest table when it is not in the file."""
        if any(_within(path, spoilt) for spoilt in self._spoilt):
            return
        for where, secrets in self._secrets.items():
            if _within(path, where) and any(_shows(message, secret) for secret in secrets.values()):
                message = f"does not fit with what {listed(secrets)} stands for"
        if path in self._origins:
            self.blame(self._origins[path], message)
            return
        self._found.append(Fault(file=self._file, line=self.line(path), place=place(path), message=message))

    def blame(self, variable: str, message: str) -> None:
        """Note what is wrong with a variable of the environment."""
        self._found.append(Fault(file="environment", line=None, place=variable, message=message))

    def line(self, path: Path) -> int | None:
        """The line of a key, or of what is nearest around it."""
        lines = self._lines()
        return next((lines[path[:length]] for length in range(len(path), 0, -1) if path[:length] in lines), None)

    def check(self) -> None:
        """Raise ConfigError with everything found, in the order of the file, the environment last."""
        if self._found:
            raise ConfigError(*sorted(self._found, key=_order))

    def section(self, model: type[S], table: object, path: Path, *, extra: bool = False) -> S | None:
        """Read a table, or note everything wrong with it and give None; `extra` lets unknown keys pass."""
        try:
            return model.model_validate(table)
        except ValidationError as error:
            details = [one for one in error.errors(include_url=False) if not (extra and _unknown(one))]
            for where, found in _by_place(details, table).items():
                self.add((*path, *where), _sentence(found, model))
            return None


def _within(path: Path, inner: Path) -> bool:
    """Whether one of two places lies in the other; a list of tables is no place."""
    length = min(len(path), len(inner))
    return length > 1 and path[:length] == inner[:length]


def _shows(message: str, secret: str) -> bool:
    """Whether a message has eight characters of a secret in a row, or all of a shorter one."""
    size = min(8, len(secret))
    return any(secret[start : start + size] in message for start in range(len(secret) - size + 1))


def _order(fault: Fault) -> tuple[bool, int, str]:
    return fault.file == "environment", fault.line or 0, fault.place


def place(path: Path) -> str:
    """A path as people write it: `sources[1].every`."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            text += ("." if text else "") + (step if re.fullmatch(r"[A-Za-z0-9_-]+", step) else f'"{step}"')
    return text


def shown(value: object) -> str:
    """A value of TOML in a sentence, cut at 60 characters."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'the text "{value}"' if len(value) <= 60 else f'the text "{value[:60]}…"'
    if isinstance(value, int | float):
        return f"the number {value}"
    if isinstance(value, date | time):
        return "a date"
    return "a list" if isinstance(value, list) else "a table"


def listed(names: Iterable[str], last: str = "and") -> str:
    """Names in quotes: `"a", "b" and "c"`."""
    quoted = [f'"{name}"' for name in names]
    return f" {last} ".join(filter(None, [", ".join(quoted[:-1]), quoted[-1] if quoted else ""]))


def suggestion(word: str, known: Sequence[str]) -> str:
    """The question ` Did you mean "every"?`, or nothing if no known word is near."""
    meant = {each: each for each in known}
    meant = {each: key for each, keys in _SYNONYMS.items() for key in keys if key in meant} | meant
    near = get_close_matches(word.casefold(), meant, n=1)
    return f' Did you mean "{meant[near[0]]}"?' if near else ""


def _unknown(error: ErrorDetails) -> bool:
    return error["type"] == "extra_forbidden"


def _by_place(errors: Iterable[ErrorDetails], table: object) -> dict[Path, list[ErrorDetails]]:
    """Errors by the key they blame: pydantic names each branch of a union, which is no place in the file."""
    found: dict[Path, list[ErrorDetails]] = {}
    for error in errors:
        path: Path = ()
        inner = table
        for step in error["loc"]:
            if isinstance(inner, dict):
                inner = inner.get(step)
            elif isinstance(inner, list) and isinstance(step, int):
                inner = inner[step]
            else:
                break
            path = (*path, step)
        found.setdefault(path, []).append(error)
    return found


def _sentence(errors: Sequence[ErrorDetails], model: type[Section]) -> str:
    error = errors[0]
    if _unknown(error):
        return _unknown_key(str(error["loc"][-1]), model)
    if error["type"] == "missing":
        return _missing(str(error["loc"][-1]), model)
    wanted = [phrase for phrase in map(_wanted, errors) if phrase]
    if wanted:
        return f"must be {' or '.join(dict.fromkeys(wanted))}, not {shown(error['input'])}"
    return next(text for text in map(_told, errors) if text)


def _unknown_key(key: str, model: type[Section]) -> str:
    if key == "token":
        return "a token does not belong in this file; set FEEDBOT_TELEGRAM_TOKEN or name a token_file"
    known = list(model.model_fields)
    return "unknown key." + (suggestion(key, known) or f" Known are {', '.join(known)}.")


def _missing(key: str, model: type[Section]) -> str:
    field = model.model_fields.get(key)
    return f"is missing: {field.description}" if field and field.description else "is missing"


def _wanted(error: ErrorDetails) -> str | None:
    if error["type"] == "literal_error":
        return str(error.get("ctx", {}).get("expected", "")).replace("'", '"')
    return _WANTED.get(error["type"])


def _told(error: ErrorDetails) -> str:
    context = error.get("ctx", {})
    match error["type"]:
        case "value_error":
            return str(context.get("error"))
        case "greater_than_equal":
            return f"must be {context['ge']} or more, not {shown(error['input'])}"
        case "less_than_equal":
            return f"must be {context['le']} or less, not {shown(error['input'])}"
        case "too_short" | "string_too_short":
            return "must not be empty"
        case _:
            return error["msg"][:1].lower() + error["msg"][1:]
