"""Where things stand in a TOML text: which line a key is on, where a table begins and ends.

The standard library reads TOML and forgets positions; an editor that keeps every byte needs them. This scanner trusts
that the text is TOML (`tomllib` has read it) and does not judge values.
"""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

Path = tuple[str | int, ...]
"""The way to a value: keys, and indexes of arrays."""

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_KEY = re.compile(r"""[ \t]*(?:([A-Za-z0-9_-]+)|("(?:[^"\\\n]|\\.)*"|'[^'\n]*'))[ \t]*""")
_STRING = re.compile(
    r'''"""(?:[^"\\]|\\.|"{1,2}(?!"))*"{3,5}|"(?:[^"\\\n]|\\.)*"'''
    r"""|\'\'\'(?:[^\']|\'{1,2}(?!\'))*\'{3,5}|\'[^\'\n]*\'""",
    re.DOTALL,
)
_SCALAR = re.compile(r"[^,\]}#\n]*[^,\]}#\s]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A head of a table, a key or an item of an array.

    `line` counts from 1. `start` and `end` are offsets of its first character and after its last, which is the last of
    its value; for a head, of its closing bracket. `head` is True for `[table]` and `[[table]]`.
    """

    path: Path
    line: int
    start: int
    end: int
    head: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The lines of a head and its keys, up to and with the newline after the last; comments between them included."""

    path: Path
    line: int
    start: int
    end: int


def marks(text: str) -> tuple[Mark, ...]:
    """Every head, key and array item in the order of their first characters; an item of `[[x]]` is ("x", 0), ("x", 1).

    Raises ValueError if the text is not TOML in a way that hides where the next key is, and RecursionError if values
    are nested some hundred levels deep.
    """
    return tuple(sorted(_Scanner(text).statements(), key=lambda mark: (mark.start, -mark.end)))


def lines(text: str) -> dict[Path, int]:
    """The line on which each key, item and table is first named, those that a dotted key implies included.

    Raises what `marks` raises.
    """
    found: dict[Path, int] = {}
    for mark in marks(text):
        for length in range(1, len(mark.path) + 1):
            found.setdefault(mark.path[:length], mark.line)
    return found


def tables(text: str) -> tuple[Table, ...]:
    """The tables with a head, in the order of the text.

    Raises what `marks` raises.
    """
    found: list[Table] = []
    for mark in marks(text):
        end = _after_line(text, mark.end)
        if mark.head:
            found.append(Table(path=mark.path, line=mark.line, start=_line_start(text, mark.start), end=end))
        elif found:
            last = found[-1]
            found[-1] = Table(path=last.path, line=last.line, start=last.start, end=max(last.end, end))
    return tuple(found)


def _line_start(text: str, offset: int) -> int:
    return text.rfind("\n", 0, offset) + 1


def _after_line(text: str, offset: int) -> int:
    newline = text.find("\n", offset)
    return len(text) if newline < 0 else newline + 1


class _Scanner:
    """A cursor over the text; each method moves it past what it names."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.newlines = [match.start() for match in re.finditer("\n", text)]
        self.sizes: dict[Path, int] = {}

    def statements(self) -> Iterator[Mark]:
        table: Path = ()
        self.blank()
        while self.at < len(self.text):
            start = self.at
            if self.take("[["):
                table = self.element(self.keys())
                self.need("]]")
                yield self.mark(table, start, head=True)
            elif self.take("["):
                table = self.within(self.keys())
                self.need("]")
                yield self.mark(table, start, head=True)
            else:
                yield from self.pair(table)
            self.blank()

    def pair(self, table: Path) -> Iterator[Mark]:
        start = self.at
        path = table + self.keys()
        self.need("=")
        yield from self.value(path)
        yield self.mark(path, start)

    def value(self, path: Path) -> Iterator[Mark]:
        self.blank()
        if self.take("["):
            yield from self.array(path)
        elif self.take("{"):
            yield from self.inline(path)
        elif match := _STRING.match(self.text, self.at) or _SCALAR.match(self.text, self.at):
            self.at = match.end()
        else:
            raise self.lost()

    def array(self, path: Path) -> Iterator[Mark]:
        index = 0
        self.blank()
        while not self.take("]"):
            start = self.at
            yield from self.value((*path, index))
            yield self.mark((*path, index), start)
            index += 1
            self.separator("]")

    def inline(self, path: Path) -> Iterator[Mark]:
        self.blank()
        while not self.take("}"):
            yield from self.pair(path)
            self.separator("}")

    def separator(self, closing: str) -> None:
        self.blank()
        if not self.text.startswith(closing, self.at):
            self.need(",")
            self.blank()

    def keys(self) -> tuple[str, ...]:
        found = [self.key()]
        while self.take("."):
            found.append(self.key())
        return tuple(found)

    def key(self) -> str:
        match = _KEY.match(self.text, self.at)
        if not match:
            raise self.lost()
        self.at = match.end()
        quoted: str | None = match[2]
        return str(match[1]) if quoted is None else str(tomllib.loads(f"x={quoted}")["x"])

    def within(self, keys: tuple[str, ...]) -> Path:
        path: Path = ()
        for key in keys:
            path = (*path, key)
            if path in self.sizes:
                path = (*path, self.sizes[path] - 1)
        return path

    def element(self, keys: tuple[str, ...]) -> Path:
        array = (*self.within(keys[:-1]), keys[-1])
        self.sizes[array] = self.sizes.get(array, 0) + 1
        return (*array, self.sizes[array] - 1)

    def blank(self) -> None:
        match = _BLANK.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def take(self, token: str) -> bool:
        if not self.text.startswith(token, self.at):
            return False
        self.at += len(token)
        return True

    def need(self, token: str) -> None:
        if not self.take(token):
            raise self.lost()

    def lost(self) -> ValueError:
        return ValueError(f"no TOML in line {self.line(self.at)}")

    def line(self, offset: int) -> int:
        return bisect_right(self.newlines, offset - 1) + 1

    def mark(self, path: Path, start: int, *, head: bool = False) -> Mark:
        return Mark(path=path, line=self.line(start), start=start, end=self.at, head=head)
