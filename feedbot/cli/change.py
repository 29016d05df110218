"""Commands that change the config file and keep its comments: add, remove, pause, resume, opml."""

import asyncio
import dataclasses
import functools
import os
import re
import stat
import tempfile
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

import click

from feedbot import __version__, edit
from feedbot.cli import desk
from feedbot.config import load
from feedbot.daemon import holder
from feedbot.errors import ConfigError, ParseError
from feedbot.ingest import Seen, harvest
from feedbot.model import Config, Cursor, Document, Failed, Harvest, Source
from feedbot.net import Web, open_web
from feedbot.rules import cadence, identity
from feedbot.sources import KINDS, discover
from feedbot.sources.opml import Outline, read, write
from feedbot.text import decode, urls

_LARGEST = 10 * 2**20
_MOST_TRIED = 20
_RELOAD = "`feedbot reload` tells a running daemon"


@click.command()
@click.argument("url")
@click.option("--name", help="Its name; made from the address if not given.")
@click.option("--force", is_flag=True, help="Add it even if it cannot be read now, or is watched already.")
@click.pass_context
def add(ctx: click.Context, url: str, name: str | None, *, force: bool) -> None:
    """Add the feed at URL, or a folder of articles, to the config; tries it first.

    URL may be a page: its feeds are looked for, and the first one that can be read is added.
    """
    path: Path = ctx.obj["path"]
    held, url = _held(path), _on_the_web(url)
    kind = "feed" if re.match(r"https?://", url, re.IGNORECASE) else "folder"
    wanted = edit.Addition(name=name or _name(url, {source.name for source in held}), url=url, kind=kind)
    _, config = _amended(path, _adding(path, wanted))
    source = next(each for each in config.sources if each.name == wanted.name)
    if not force:
        _refuse_twin(source, held)
    found = asyncio.run(_sought(config, source))
    if found is None and not force:
        raise click.ClickException("nothing was changed; --force adds it all the same")
    if found is not None and not force:
        _refuse_twin(found, held)
    place = found.url if found is not None and kind == "feed" else url
    text, _ = _amended(path, _adding(path, dataclasses.replace(wanted, url=place)))
    _put(path, text, like=path)
    click.echo(f'added source "{wanted.name}" to {path}; {_RELOAD}')


@click.command()
@click.argument("name")
@click.pass_context
def remove(ctx: click.Context, name: str) -> None:
    """Remove the source NAME from the config; its entries stay."""
    _change(ctx.obj["path"], name, edit.remove)
    click.echo(f'removed source "{name}" from {ctx.obj["path"]}; its entries stay. {_RELOAD}')


@click.command()
@click.argument("name")
@click.pass_context
def pause(ctx: click.Context, name: str) -> None:
    """Visit the source NAME no more until it is resumed; its entries stay."""
    if _change(ctx.obj["path"], name, functools.partial(edit.pause, paused=True)):
        click.echo(f'paused source "{name}"; `feedbot resume {name}` undoes it. {_RELOAD}')
    else:
        click.echo(f'source "{name}" is paused already')


@click.command()
@click.argument("name")
@click.pass_context
def resume(ctx: click.Context, name: str) -> None:
    """Visit the paused source NAME again."""
    if _change(ctx.obj["path"], name, functools.partial(edit.pause, paused=False)):
        click.echo(f'resumed source "{name}"; {_RELOAD}')
    else:
        click.echo(f'source "{name}" is not paused')


@click.group()
def opml() -> None:
    """Exchange lists of feeds with other readers."""


@opml.command("export")
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@click.option("--force", is_flag=True, help="Write over FILE if it is there.")
@click.pass_context
def export(ctx: click.Context, file: Path | None, *, force: bool) -> None:
    """Write the feeds of the config to FILE, or print them; addresses are written with the keys they carry."""
    sources = [source for source in desk.configured(ctx).sources if source.kind == "feed"]
    outlines = [Outline(url=each.url, title=each.title or each.name, categories=each.categories) for each in sources]
    text = write(sorted(outlines, key=lambda outline: outline.categories[:1]))
    if file is None or str(file) == "-":
        click.echo(text, nl=False)
        return
    if file.exists() and not force:
        raise click.ClickException(f"{file} is there already; --force writes over it")
    _put(file, text, like=ctx.obj["path"])
    click.echo(f"wrote {len(outlines)} feeds to {file}")


@opml.command("import")
@click.argument("file", type=click.File("rb"))
@click.pass_context
def take(ctx: click.Context, file: BinaryIO) -> None:
    """Add each feed of the OPML list FILE that is not in the config yet ("-" reads standard input).

    None of the entries that the new feeds have now is sent.
    """
    path: Path = ctx.obj["path"]
    body = file.read(_LARGEST + 1)
    if len(body) > _LARGEST:
        raise click.ClickException(f"{file.name} is larger than {_LARGEST >> 20} MiB; is it a list of feeds?")
    held = _held(path)
    additions, there, unusable = _sorted(read(body), held)
    text, config = _amended(path, _adding(path, *additions))
    if any(source.deliver_first for source in config.sources[len(held) :]):
        quiet = (dataclasses.replace(each, deliver_first=0) for each in additions)
        text, _ = _amended(path, _adding(path, *quiet))
    if additions:
        _put(path, text, like=path)
    for outline, reason in unusable:
        click.echo(f"not used: {outline.title or outline.url or 'a feed without a name'}: {reason}", err=True)
    told = f"; {_RELOAD}" if additions else ""
    click.echo(f"{len(additions)} added, {there} were there already, {len(unusable)} could not be used{told}")


# --- the file --------------------------------------------------------------------------------------------------------


def _held(path: Path) -> tuple[Source, ...]:
    """The sources of a config; none if it has faults, which `_amended` tells unless they are mended."""
    try:
        return load(path, os.environ).sources
    except ConfigError:
        return ()


def _amended(path: Path, amend: Callable[[str], str]) -> tuple[str, Config]:
    """The file's text after an edit, and the config it gives.

    Raises ConfigError if the file has faults, unless the edit mends them as a first source does, and if the edit makes
    one.
    """
    fault = None
    try:
        load(path, os.environ)
    except ConfigError as error:
        fault = error
    try:
        text = amend(path.read_bytes().decode("utf-8"))
        return text, _checked(text, path)
    except (ConfigError, OSError, UnicodeDecodeError) as error:
        raise fault or error from None


def _checked(text: str, path: Path) -> Config:
    """The config a text would give in the file's place. Raises ConfigError, with the file's own name."""
    trial = path.with_name(f".{path.name}.trial")
    try:
        _put(trial, text, like=path)
        return load(trial, os.environ)
    except ConfigError as error:
        raise ConfigError(*(dataclasses.replace(fault, file=str(path)) for fault in error.faults)) from None
    finally:
        trial.unlink(missing_ok=True)


def _put(path: Path, text: str, *, like: Path) -> None:
    """Put a text in a file's place as a whole, where a link leads, and readable to no more people than `like`."""
    target = path.resolve()
    try:
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(text.encode())
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).chmod(stat.S_IMODE(like.stat().st_mode))
            Path(temporary).replace(target)
        finally:
            Path(temporary).unlink(missing_ok=True)
    except OSError as error:
        raise click.ClickException(f"{target.parent} cannot be written to: {error.strerror or error}") from error


def _adding(path: Path, *additions: edit.Addition) -> Callable[[str], str]:
    return lambda text: edit.add_all(text, additions, file=str(path))


def _change(path: Path, name: str, change: Callable[..., str | None]) -> bool:
    """Change a source's table in the file; whether there was anything to change."""

    def amend(text: str) -> str:
        changed = change(text, name, file=str(path))
        if changed is None:
            raise click.ClickException(f'no source is called "{name}" in {path}; `feedbot sources` lists them')
        return changed

    text, _ = _amended(path, amend)
    if text.encode() == path.read_bytes():
        return False
    _put(path, text, like=path)
    return True


def _name(url: str, taken: set[str], title: str | None = None) -> str:
    """A name from a title in Latin letters, else from host or folder; with a number if it is taken."""
    try:
        host = urlsplit(url).hostname or Path(url).name
    except ValueError:  # brackets without an IPv6 address; the config says so
        host = ""
    titled = _slug(title) if title and title.isascii() else ""
    base = titled or _slug(host.removeprefix("www.")) or "source"
    names = (base if number == 1 else f"{base}-{number}" for number in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9._-]+", "-", text.lower()).strip("-._")[:50].strip("-._")


def _on_the_web(url: str) -> str:
    """An address without the scheme that some readers put before it or in its scheme's place."""
    return re.sub(r"\Afeed:(?=//)", "http:", re.sub(r"\Afeed:(?://)?(?=https?:)", "", url.strip()))


def _refuse_twin(source: Source, held: Sequence[Source]) -> None:
    """Raises ClickException if something watches the same place already."""
    place = _place(source)
    twin = next((each.name for each in held if _place(each) == place), None)
    if twin:
        raise click.ClickException(f'source "{twin}" watches {source.url} already; nothing was changed')


def _place(source: Source) -> str:
    return (urls.canonical(source.url) if source.kind == "feed" else None) or source.url


# --- looking for a feed ----------------------------------------------------------------------------------------------


async def _sought(config: Config, source: Source) -> Source | None:
    """As `seek`, with a client of its own."""
    settings = config.settings
    async with open_web(allow_private=settings.allow_private, contact=settings.contact, version=__version__) as web:
        return await seek(source, web, running=holder(settings.state) is not None)


async def seek(source: Source, web: Web, *, running: bool) -> Source | None:
    """A source that can be read: this one, else the same at the first address to which its page leads; None if none is.

    Tells what was found, the newest three entries, and when the next visit is. `running`: a daemon is at work.
    """
    found, page = await _look(source, web)
    if isinstance(found, Harvest):
        _show(source, found, running=running)
        return source
    click.echo(f"{source.url}: {found.reason}", err=True)
    candidates = _candidates(source, found, page)
    named = [each for each in candidates if not each.guess]
    if named:
        click.echo(f"it leads to {'this feed' if len(named) == 1 else f'these {len(named)} feeds'}:")
    for each in named:
        click.echo(f"  {each.url}" + (f"  {each.title}" if each.title else ""))
    first = await _first(source, candidates, web)
    if first is None:
        if candidates:
            click.echo("no feed that can be read was found" + " or guessed" * (len(named) < len(candidates)), err=True)
        return None
    there, harvested = first
    click.echo(f"took {there.url}" + ("; `feedbot add` takes others by their addresses" if len(named) > 1 else ""))
    _show(there, harvested, running=running)
    return there


async def _first(source: Source, candidates: Sequence[discover.Candidate], web: Web) -> tuple[Source, Harvest] | None:
    """The source at the first address that can be read, with what it brings; stops when a server asks for patience.

    Tells why named ones cannot be read. A guess counts only with entries: sites have empty feeds in usual places.
    """
    named = [each for each in candidates if not each.guess][:_MOST_TRIED]
    guessed = [each for each in candidates if each.guess]
    for number, each in enumerate([*named, *guessed]):
        if number == len(named):
            click.echo("looking where feeds usually lie", err=True)
        there = dataclasses.replace(source, url=each.url)
        found, _ = await _look(there, web)
        if isinstance(found, Harvest) and (found.finds or not each.guess):
            return there, found
        if isinstance(found, Failed) and not each.guess:
            click.echo(f"{each.url}: {found.reason}", err=True)
        if isinstance(found, Failed) and found.retry_after is not None:
            break
    return None


async def _look(source: Source, web: Web) -> tuple[Harvest | Failed, Document | None]:
    """What a visit brings home as if it were the first, and the document that was read or could not be."""
    now = desk.now()
    cursor, kind = Cursor(source=source.name, due=now), KINDS[source.kind]
    visit = await kind.fetch(source, cursor, web, now)
    if not isinstance(visit, Document):
        return (visit if isinstance(visit, Failed) else Failed(reason="it says that nothing is new")), None
    try:
        reading = kind.parse(visit, source)
    except ParseError as error:
        return Failed(reason=str(error)), visit
    named = identity.keyed(reading.items)
    return harvest(cursor, source, visit, reading, named, Seen(raws={}), now), visit


def _candidates(source: Source, failed: Failed, page: Document | None) -> tuple[discover.Candidate, ...]:
    """Where the feeds may be of an address that is none; each once."""
    if source.kind != "feed":
        return ()
    found = list[discover.Candidate]()
    if own := discover.known(source.url):
        found.append(discover.Candidate(url=own))
    if page is not None and failed.reason.startswith("not a feed"):
        text = decode.decode(page.body, charset=page.charset, kind="html").text
        found += discover.feeds(text, page.url)
    first = {urls.canonical(each.url): each for each in reversed(found)}
    return tuple(dict.fromkeys(first[urls.canonical(each.url)] for each in found))


def _show(source: Source, found: Harvest, *, running: bool) -> None:
    click.echo(f"{source.url}: {len(found.finds)} entries")
    for find in reversed(found.finds[-3:]):
        click.echo(f"  {desk.local(find.entry.published)}  {find.entry.title}")
    kind, now = KINDS[source.kind], desk.now()
    every = max(source.every or kind.every, kind.floor)
    wait = cadence.after(found, every, now).due - now
    length = _spoken(every) if wait <= every * 1.11 else f"{_spoken(wait)}, as the site asks"
    click.echo(f"next visit: {'on `feedbot reload`' if running else 'when `feedbot run` starts'}, then every {length}")


def _spoken(length: timedelta) -> str:
    """A length of time as people say it."""
    seconds = length.total_seconds()
    for name, size in (("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * size:
            return f"{round(seconds / size)} {name}"
    return f"{seconds:.0f} seconds"


# --- lists of feeds --------------------------------------------------------------------------------------------------


def _sorted(
    outlines: Sequence[Outline], held: Sequence[Source]
) -> tuple[list[edit.Addition], int, list[tuple[Outline, str]]]:
    """The outlines to be added, under names of their own; how many are there already; those of no use, and why."""
    taken = {source.name for source in held}
    places = {_place(source) for source in held}
    additions, there, unusable = list[edit.Addition](), 0, list[tuple[Outline, str]]()
    for outline in outlines:
        url = _on_the_web(outline.url)
        place = urls.canonical(url)
        if place is None or not _fits(url):
            unusable.append((outline, f"no address of a feed{f': {outline.url[:200]}' if outline.url else ''}"))
        elif place in places:
            there += 1
        else:
            name = _name(url, taken, outline.title)
            additions.append(edit.Addition(name=name, url=url, title=outline.title, categories=outline.categories))
            taken.add(name)
            places.add(place)
    return additions, there, unusable


def _fits(url: str) -> bool:
    """Whether the config would take an address."""
    try:
        KINDS["feed"].section.model_validate({"name": "a", "kind": "feed", "url": url})
    except ValueError:
        return False
    return True
