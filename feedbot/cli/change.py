"""Commands that change the config file and keep its comments: add, remove, pause, resume, opml."""

import dataclasses
import functools
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

import click

from feedbot import adding, draft, edit
from feedbot.cli import desk
from feedbot.cli.words import n, t
from feedbot.errors import ConfigError, FeedbotError, ParseError, StoreError, helped
from feedbot.model import Config

_LARGEST = 10 * 2**20

# Each command imports what it works with when it is called: --help needs neither sources nor network.


@click.command()
@click.argument("url")
@click.option("--name", help="Its name; made from the address if not given.")
@click.option("--force", is_flag=True, help="Add it even if it cannot be read now, or is watched already.")
@click.pass_context
def add(ctx: click.Context, url: str, name: str | None, *, force: bool) -> None:
    """Add the feed at URL, a public Telegram channel, or a folder of articles, to the config; tries it first.

    URL may be a page: its feeds are looked for, and the first one that can be read is added. A page without a feed that
    lists articles is watched as a page.
    """
    from feedbot.cli import found as finding
    from feedbot.seek import kind as guessed

    path: Path = ctx.obj["path"]
    url = adding.on_the_web(url)
    for argument, reason in (("URL", adding.unfit(url)), ("--name", adding.unwritable(name or ""))):
        if reason:
            raise click.BadParameter(helped(reason, _write(argument)), ctx=ctx, param_hint=argument)
    held = draft.held(path, desk.load)
    kind = guessed(url)
    wanted = edit.Addition(name=name or adding.name(url, {source.name for source in held}), url=url, kind=kind)
    config = _with(ctx, wanted, number=len(held))
    source = next(each for each in config.sources if each.name == wanted.name)
    if not force:
        adding.refuse_twin(source, held)
    found = finding.sought(config, source)
    if found is None and not force:
        raise click.ClickException(
            t(
                "nothing that can be read was found there, so nothing was changed; see whether the address is right, "
                "or add it all the same with --force"
            )
        )
    if found is not None and not force:
        adding.refuse_twin(found, held)
    if found is not None and kind != "folder":
        wanted = dataclasses.replace(wanted, url=found.url, kind=found.kind)
    text, config = draft.amended(path, draft.adding(path, wanted), desk.load)
    draft.put(path, text, like=path)
    click.echo(t('added source "{name}" to {file}; {next}').format(name=wanted.name, file=path, next=takes(config)))


def takes(config: Config) -> str:
    """From when on a changed config counts."""
    from feedbot.cli import opened

    if opened.running(config):
        return t("`feedbot reload` tells the running daemon")
    return t("it counts from the next `feedbot run` on")


def _write(argument: str) -> str:
    """How an argument of `add` is written."""
    if argument == "URL":
        return t("write the address of a feed or page, which begins with https://, or a folder")
    return t('write one such as --name "my-blog"')


def _with(ctx: click.Context, wanted: edit.Addition, *, number: int) -> Config:
    """The config with a source more, the one of this number; its faults are told as those of the arguments.

    Raises ConfigError for any other fault.
    """
    arguments = {"name": "--name", "url": "URL", "path": "URL"}
    try:
        return draft.amended(ctx.obj["path"], draft.adding(ctx.obj["path"], wanted), desk.load)[1]
    except ConfigError as error:
        for fault in error.faults:
            source, _, key = fault.place.partition(".")
            if source == f"sources[{number}]" and key in arguments:
                hint = arguments[key]
                raise click.BadParameter(helped(fault.message, _write(hint)), ctx=ctx, param_hint=hint) from None
        raise


@click.command()
@click.argument("name")
@click.pass_context
def remove(ctx: click.Context, name: str) -> None:
    """Remove the source NAME from the config; its entries stay."""
    path: Path = ctx.obj["path"]
    draft.change(path, name, edit.remove, desk.load)
    told = t('removed source "{name}" from {file}; its entries stay; {next}')
    click.echo(told.format(name=name, file=path, next=takes(desk.load(path))))


@click.command()
@click.argument("name")
@click.pass_context
def pause(ctx: click.Context, name: str) -> None:
    """Visit the source NAME no more until it is resumed; its entries stay."""
    if draft.change(ctx.obj["path"], name, functools.partial(edit.pause, paused=True), desk.load):
        told = t('paused source "{name}"; `feedbot resume {name}` undoes it; {next}')
        click.echo(told.format(name=name, next=takes(desk.configured(ctx))))
    else:
        click.echo(t('source "{name}" is paused already').format(name=name))


@click.command()
@click.argument("name")
@click.pass_context
def resume(ctx: click.Context, name: str) -> None:
    """Visit the paused source NAME again."""
    if draft.change(ctx.obj["path"], name, functools.partial(edit.pause, paused=False), desk.load):
        told = t('resumed source "{name}"; {next}')
        click.echo(told.format(name=name, next=takes(desk.configured(ctx))))
    else:
        click.echo(t('source "{name}" is not paused').format(name=name))


@click.group()
def opml() -> None:
    """Exchange lists of feeds with other readers."""


@opml.command("export")
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@click.option("--force", is_flag=True, help="Write over FILE if it is there.")
@click.pass_context
def export(ctx: click.Context, file: Path | None, *, force: bool) -> None:
    """Write the feeds of the config to FILE, or print them; addresses are written with the keys they carry."""
    from feedbot import lists

    config = desk.configured(ctx)
    sources = config.sources
    text = lists.written(sources, _own(config))
    if file is None or str(file) == "-":
        click.echo(text, nl=False)
        return
    if file.exists() and not force:
        raise click.ClickException(t("{file} is there already; --force writes over it").format(file=file))
    if not file.parent.is_dir():
        told = t("there is no folder {folder}; make it, or name another place")
        raise click.ClickException(told.format(folder=file.parent))
    draft.put(file, text, like=ctx.obj["path"])
    count = sum(each.kind == "feed" for each in sources)
    told = n("wrote {number} feed to {file}", "wrote {number} feeds to {file}", count)
    click.echo(told.format(number=count, file=file))


def _own(config: Config) -> Mapping[str, str]:
    """What the feeds call themselves; nothing where no database was made yet, and one that fails is told of."""
    from feedbot.cli import opened
    from feedbot.store import backup as copies
    from feedbot.store import glances

    database = copies.sqlite_file(config.settings.database)
    if database is not None and not database.exists():
        return {}
    try:
        with opened.reading(config) as tx:
            return glances.titles(tx, config.sources)
    except StoreError as error:
        told = t("the titles that feeds give themselves are left out, for the database could not be asked: {why}")
        click.echo(told.format(why=desk.say(str(error))), err=True)
        return {}


@opml.command("import")
@click.argument("file", type=click.File("rb"))
@click.pass_context
def take(ctx: click.Context, file: BinaryIO) -> None:
    """Add each feed of the OPML list FILE that is not in the config yet ("-" reads standard input).

    None of the entries that the new feeds have now is sent.
    """
    from feedbot import lists
    from feedbot.sources.opml import read

    path: Path = ctx.obj["path"]
    name_a_list = t("name an OPML list, as other readers export it")
    body = file.read(_LARGEST + 1)
    if len(body) > _LARGEST:
        told = t("{file} is larger than {size} MiB, far more than a list of feeds; {remedy}")
        raise click.ClickException(told.format(file=file.name, size=_LARGEST >> 20, remedy=name_a_list))
    held = draft.held(path, desk.load)
    try:
        found = lists.sorted_out(read(body), held)
    except ParseError as error:
        raise FeedbotError(helped(f"{file.name}: {error}", name_a_list)) from error
    text, config = draft.amended(path, draft.adding(path, *found.additions), desk.load)
    if any(source.deliver_first for source in config.sources[len(held) :]):
        quiet = (dataclasses.replace(each, deliver_first=0) for each in found.additions)
        text, config = draft.amended(path, draft.adding(path, *quiet), desk.load)
    if found.additions:
        draft.put(path, text, like=path)
    for outline, reason in found.unusable:
        what = outline.title or outline.url or t("a feed without a name")
        click.echo(t("not used: {what}: {why}").format(what=what, why=desk.say(reason)), err=True)
    told = t("{added} added, {there} were there already, {unused} could not be used").format(
        added=len(found.additions), there=found.there, unused=len(found.unusable)
    )
    click.echo(f"{told}; {takes(config)}" if found.additions else told)
