"""What commands share: the options and the config they read, and the ways of answering."""

import json
import os
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from feedbot.model import Config

Command = TypeVar("Command", bound=Callable[..., Any])

as_json = click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
"""The option that every list has."""


def limit(number: int) -> Callable[[Command], Command]:
    """The option for the length of a list, which is `number` if it is not given."""
    kind = click.IntRange(1, 100_000)
    return click.option("-n", "--limit", type=kind, default=number, show_default=True, help="How many.")


def now() -> datetime:
    """The moment it is."""
    return datetime.now(UTC)


def configured(ctx: click.Context) -> Config:
    """The config the command line names. Raises ConfigError."""
    return load(ctx.obj["path"])


def environ() -> Mapping[str, str]:
    """The variables that the config is read with."""
    return os.environ


def load(path: Path) -> Config:
    """The config in a file. Raises ConfigError."""
    from feedbot import config  # here, because it brings pydantic and all kinds of sources, and --help needs neither

    return config.load(path, environ())


def local(moment: datetime | None) -> str:
    """A moment as people read it, in this machine's zone; "never" for None."""
    return "never" if moment is None else f"{moment.astimezone():%Y-%m-%d %H:%M:%S}"


def known(noun: str, name: str | None, names: Iterable[str]) -> None:
    """Refuse the name of something that is not there, with the names there are. None is no name."""
    there = list(dict.fromkeys(names))
    if name is not None and name not in there:
        raise click.ClickException(f'no {noun} is called "{name}"; there are: {", ".join(there) or "none"}')


def answer(rows: Sequence[Mapping[str, Any]], *, as_json: bool, empty: str) -> None:
    """Print rows as a table, or as a JSON array; `empty` is the sentence for none."""
    if as_json:
        click.echo(json.dumps([dict(row) for row in rows], ensure_ascii=False, indent=1, default=_plain))
    elif rows:
        table(rows)
    else:
        click.echo(empty)


def table(rows: Sequence[Mapping[str, Any]]) -> None:
    """Print rows under their names; what does not fit the terminal is folded."""
    from rich.console import Console  # here, because rich takes a tenth of a second, and only tables need it
    from rich.table import Table

    console = Console(width=width(), highlight=False, markup=False, emoji=False)
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for name in rows[0]:
        shown.add_column(name, overflow="fold")
    for row in rows:
        shown.add_row(*(_cell(value) for value in row.values()))
    console.print(shown)


def width() -> int:
    """How many columns the terminal has; 200 where there is none."""
    return shutil.get_terminal_size((200, 24)).columns


def lines(pairs: Iterable[tuple[str, object]]) -> None:
    """Print names and values under each other, empty values left out."""
    for name, value in pairs:
        if value not in (None, "", ()):
            click.echo(f"{name + ':':<14} {_cell(value)}")


def count(number: int, noun: str) -> str:
    """A number with its noun: "1 source", "2 sources", "3 entries"."""
    many = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{number} {noun if number == 1 else many}"


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return local(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in str(value))


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else str(value)
