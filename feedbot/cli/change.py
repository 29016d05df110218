"""Commands that change the config file and keep its comments: add, remove."""

import asyncio
import dataclasses
import os
import re
from pathlib import Path
from urllib.parse import urlsplit

import click

from feedbot import edit
from feedbot.cli import desk, explain
from feedbot.config import load
from feedbot.errors import ConfigError
from feedbot.model import Config, Failed
from feedbot.publish import replace


@click.command()
@click.argument("url")
@click.option("--name", help="Its name; made from the address if not given.")
@click.option("--force", is_flag=True, help="Add it even if it cannot be read now.")
@click.pass_context
def add(ctx: click.Context, url: str, name: str | None, *, force: bool) -> None:
    """Add the feed at URL, or a folder of articles, to the config; tries it first."""
    path: Path = ctx.obj["path"]
    config = desk.configured(ctx)
    kind = "feed" if re.match(r"https?://", url, re.IGNORECASE) else "folder"
    name = name or _name(url, {source.name for source in config.sources})
    text = edit.add(_text(path), name=name, url=url, kind=kind, file=str(path))
    wanted = _checked(text, path)
    found = _tried(wanted, name)
    if found is None and not force:
        raise click.ClickException("nothing was changed; --force adds it all the same")
    replace(path, text.encode())
    click.echo(f'added source "{name}" to {path}; `feedbot reload` tells a running daemon')


@click.command()
@click.argument("name")
@click.pass_context
def remove(ctx: click.Context, name: str) -> None:
    """Remove the source NAME from the config; its entries stay."""
    path: Path = ctx.obj["path"]
    text = edit.remove(_text(path), name, file=str(path))
    if text is None:
        raise click.ClickException(f'no source is called "{name}" in {path}; `feedbot sources` lists them')
    _checked(text, path)
    replace(path, text.encode())
    click.echo(f'removed source "{name}" from {path}; its entries stay. `feedbot reload` tells a running daemon')


def _text(path: Path) -> str:
    """The file's text with its newlines as they are. Raises ConfigError if the file cannot be used at all."""
    load(path, os.environ)
    return path.read_bytes().decode("utf-8")


def _checked(text: str, path: Path) -> Config:
    """The config a text would give in the file's place. Raises ConfigError, with the file's own name."""
    trial = path.with_name(f".{path.name}.trial")
    try:
        replace(trial, text.encode())
        return load(trial, os.environ)
    except ConfigError as error:
        raise ConfigError(*(dataclasses.replace(fault, file=str(path)) for fault in error.faults)) from None
    finally:
        trial.unlink(missing_ok=True)


def _tried(config: Config, name: str) -> int | None:
    """The number of items a source has now, told with the newest three; None, told with the reason, if it fails."""
    source = next(each for each in config.sources if each.name == name)
    with desk.opened(config) as store:
        harvest, _ = asyncio.run(explain.visit(config, source, store))
    if isinstance(harvest.visit, Failed):
        click.echo(f"{source.url}: {harvest.visit.reason}", err=True)
        return None
    click.echo(f"{source.url}: {len(harvest.finds) + len(harvest.same)} entries")
    for find in reversed(harvest.finds[-3:]):
        click.echo(f"  {desk.local(find.entry.published)}  {find.entry.title}")
    return len(harvest.finds)


def _name(url: str, taken: set[str]) -> str:
    """A name from an address: the host without www, or the folder's name; with a number if it is taken."""
    host = urlsplit(url).hostname or Path(url).name
    base = re.sub(r"[^a-z0-9._-]+", "-", host.removeprefix("www.").lower()).strip("-._")[:50] or "source"
    names = (base if number == 1 else f"{base}-{number}" for number in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)
