"""`${NAME}` in the tables of sources and channels: secrets that do not stand in the file."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from feedbot.config import environment
from feedbot.config.faults import Faults
from feedbot.text import toml

_SIGN = re.compile(r"\$\$\{|\$\{([^{}]*)\}|\$\{")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def fill(data: Mapping[str, Any], environ: Mapping[str, str], faults: Faults) -> None:
    """Put secrets into every text of sources and channels, in place; `$${` becomes `${`.

    A secret is the variable of that name, else the text of the file that NAME_FILE names, else systemd's credential.
    One that nobody knows is a fault, and nothing else that is wrong with its text is told. What a secret says is never
    told.
    """
    for name in ("sources", "channels"):
        tables = data.get(name)
        for table, key, path in _texts(tables, (name,)) if isinstance(tables, list) else ():
            table[key] = _filled(table[key], path, environ, faults)


def _texts(inner: Any, path: toml.Path) -> Iterator[tuple[Any, Any, toml.Path]]:  # noqa: ANN401 - plain TOML
    """Every text below a table or a list: what it stands in, under which key, and its place."""
    pairs = list(inner.items()) if isinstance(inner, dict) else list(enumerate(inner))
    for key, value in pairs:
        if isinstance(value, str):
            yield inner, key, (*path, key)
        elif isinstance(value, dict | list):
            yield from _texts(value, (*path, key))


def _filled(text: str, path: toml.Path, environ: Mapping[str, str], faults: Faults) -> str:
    def secret(match: re.Match[str]) -> str:
        name = match[1]
        if match[0] == "$${":
            return "${"
        if name is None or not _NAME.fullmatch(name):
            faults.spoil(path, '"${" begins the name of a secret, as in "${PASSWORD}"; write "$${" for the two signs')
            return ""
        value, known = environment.secret(environ, name, name, faults)
        if value:
            faults.hide(path, name, value)
        elif known:  # told already, of the file
            faults.spoil(path)
        else:
            faults.spoil(path, f'no secret is called "{name}"; set the variable {name}, or {name}_FILE to name a file')
        return value

    return _SIGN.sub(secret, text)
