"""Commands that set up and run: init, check, run, render, reload, healthcheck."""

import asyncio
import http.client
import os
import signal
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import click

from feedbot import __version__, channels, edit, logs
from feedbot.cli import desk
from feedbot.config import load, remarks
from feedbot.daemon import alone, holder, serve
from feedbot.model import Config, Failed
from feedbot.net import open_web
from feedbot.publish import replace
from feedbot.store import Store, Tx, feeds, outbox, read
from feedbot.turns import Turns

PATIENCE = timedelta(seconds=65)
"""How long `run --once` waits for a channel's pace; a fault makes it end sooner."""


@click.command()
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@click.pass_context
def init(ctx: click.Context, *, force: bool) -> None:
    """Write a commented config.toml to start from, and an empty folder for articles."""
    path: Path = ctx.obj["path"]
    if path.exists() and not force:
        raise click.ClickException(f"{path} is there already; --force writes over it")
    folder = path.parent / "articles"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        replace(path, edit.sample().encode())
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}") from None
    click.echo(f"wrote {path} and the folder {folder}\nput an article into it, then: feedbot run")


@click.command()
@click.option("--fetch", is_flag=True, help="Also visit every source and ask every channel; nothing is stored or sent.")
@click.pass_context
def check(ctx: click.Context, *, fetch: bool) -> int:
    """Check the config: all faults at once, each with its line and what to do."""
    config = desk.configured(ctx)
    for remark in remarks(config):
        click.echo(f"note: {remark}")
    named = (("source", config.sources), ("feed", config.feeds), ("channel", config.channels))
    counts = ", ".join(desk.count(len(values), noun) for noun, values in named)
    click.echo(f"{config.settings.file}: no faults; {counts}")
    return 0 if not fetch or _fetched(config) else 1


def _fetched(config: Config) -> bool:
    """Whether every source can be read and every channel that is awake takes messages; each told in a line."""
    from feedbot.cli.explain import visit  # only here, because it brings half of the program with it

    well = True
    with desk.opened(config) as store:
        for source in config.sources:
            harvest, _ = asyncio.run(visit(config, source, store))
            failed = isinstance(harvest.visit, Failed)
            counts = desk.count(len(harvest.finds) + len(harvest.same), "entry")
            click.echo(
                f'source "{source.name}": {harvest.visit.reason if isinstance(harvest.visit, Failed) else counts}'
            )
            for note in harvest.notes:
                click.echo(f"  note: {note}")
            well = well and not failed
    for line, good in asyncio.run(_asked(config)):
        click.echo(line)
        well = well and good
    return well


async def _asked(config: Config) -> list[tuple[str, bool]]:
    senders, told = channels.Senders(), []
    try:
        for channel in config.channels:
            if channel.asleep:
                told.append((f'channel "{channel.name}" is asleep: {channel.asleep}', True))
                continue
            found = await senders.check(channel, config.settings.telegram)
            told.append((f'channel "{channel.name}": {found.text}', found.well))
    finally:
        await senders.close()
    return told


@click.command()
@click.option("--once", is_flag=True, help="Visit what is due, write feeds, send what is owed, and end.")
@click.option(
    "--log",
    "style",
    type=click.Choice(["human", "logfmt", "json"]),
    envvar="FEEDBOT_LOG",
    help="How the log is written: human on a terminal and logfmt elsewhere if not given.",
)
@click.pass_context
def run(ctx: click.Context, style: logs.Style | None, *, once: bool) -> int:
    """Run the daemon until SIGTERM or Ctrl-C; SIGHUP makes it read its config again."""
    logs.set_up(style, debug=ctx.obj["debug"])
    config = desk.configured(ctx)
    path: Path = ctx.obj["path"]
    with alone(config.settings.state), desk.opened(config) as store:
        return asyncio.run(_run(config, store, lambda: load(path, os.environ), once=once))


async def _run(config: Config, store: Store, reload: Callable[[], Config], *, once: bool) -> int:
    settings, stop = config.settings, asyncio.Event()
    async with open_web(allow_private=settings.allow_private, contact=settings.contact, version=__version__) as web:
        turns = Turns(config=config, store=store, web=web, now=desk.now, stop=stop)
        await turns.free()
        if once:
            return await _once(turns)
        await serve(turns, reload, stop)
    return 0


async def _once(turns: Turns) -> int:
    """One round of everything; 1 if a source failed, a feed could not be written or a message is still owed."""
    await turns.enrol()
    try:
        await turns.ingest()
        await turns.settle_visits()
        await turns.publish()
        while (wait := await turns.deliver()) is not None and wait <= PATIENCE.total_seconds():
            if wait and await turns.store.read(_blocked):
                break
            await asyncio.sleep(wait)
        counts = await turns.store.read(outbox.counts)
    finally:
        await turns.close()
    owed = sum(each.get("owed", 0) for name, each in counts.items() if name in turns.outlets)
    if owed:
        click.echo(f"{owed} messages are still owed; `feedbot outbox` says why", err=True)
    return 1 if owed or turns.problems else 0


def _blocked(tx: Tx) -> bool:
    """Whether a lane waits because of a fault, and not for its pace alone."""
    return any(lane.failures for lane in outbox.lanes(tx).values())


@click.command()
@click.pass_context
def render(ctx: click.Context) -> int:
    """Write every feed anew from what is stored."""
    config = desk.configured(ctx)
    logs.set_up(debug=ctx.obj["debug"])
    with desk.opened(config) as store:
        return asyncio.run(_render(config, store))


async def _render(config: Config, store: Store) -> int:
    settings = config.settings
    async with open_web(allow_private=settings.allow_private, contact=settings.contact, version=__version__) as web:
        turns = Turns(config=config, store=store, web=web, now=desk.now, stop=asyncio.Event())
        try:
            await turns.enrol()
            await turns.publish()
        finally:
            await turns.close()
    with read(store.engine) as tx:
        waiting = feeds.pending(tx, [feed.name for feed in config.feeds])
    click.echo(f"{desk.count(len(config.feeds) - len(waiting), 'feed')} written in {settings.output}")
    return 1 if waiting else 0


@click.command()
@click.pass_context
def reload(ctx: click.Context) -> None:
    """Make the running daemon read its config again; a faulty one is refused here already."""
    config = desk.configured(ctx)
    pid = holder(config.settings.state)
    if pid is None:
        raise click.ClickException(f"no daemon works in {config.settings.state}; `feedbot run` starts one")
    os.kill(pid, signal.SIGHUP)
    click.echo(f"process {pid} reads {config.settings.file} again; its log tells what changed")


@click.command()
@click.pass_context
def healthcheck(ctx: click.Context) -> int:
    """Ask the running daemon whether it is well; exit code 0 for yes."""
    settings = desk.configured(ctx).settings
    if not settings.web:
        raise click.ClickException("the web server is off, so nobody can be asked; set enabled = true under [web]")
    connection = http.client.HTTPConnection(settings.host, settings.port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        answer = connection.getresponse()
        text = answer.read(10_000).decode("utf-8", "replace").strip()
    except OSError as error:
        raise click.ClickException(f"nobody answers on {settings.host}:{settings.port}: {error}") from None
    finally:
        connection.close()
    click.echo(text)
    return 0 if answer.status == 200 else 1
