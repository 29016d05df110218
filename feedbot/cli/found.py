"""Telling on the command line what was found at an address that somebody gave."""

import asyncio
import contextlib

import click

from feedbot import __version__
from feedbot.cli import desk, opened
from feedbot.cli.phrases import sentence
from feedbot.cli.words import n, t
from feedbot.errors import StoreError
from feedbot.model import Config, Cursor, Document, Harvest, Source
from feedbot.net import open_web
from feedbot.rules import cadence
from feedbot.seek import Tell, seek
from feedbot.sources import KINDS
from feedbot.store import visits

_BARE = "; correct url"
"""What helps with an address in a config; somebody who gave one just now is told better at the end."""

TELL = Tell(
    say=lambda line: click.echo(sentence(line)),
    warn=lambda line: click.echo(sentence(line.removesuffix(_BARE)), err=True),
)
"""Says what is looked for and found."""


def sought(config: Config, source: Source) -> Source | None:
    """A source that can be read, as `seek` finds it; tells what was found, and when the next visit is."""
    return asyncio.run(_sought(config, source))


def _held(config: Config, source: Source) -> Cursor | None:
    """What is known of a source of this name that was watched before; None also where no database can tell."""
    if config.settings.state.is_dir():
        with contextlib.suppress(StoreError), opened.reading(config) as tx:
            return visits.cursors(tx, [source.name]).get(source.name)
    return None


async def _sought(config: Config, source: Source) -> Source | None:
    settings, held = config.settings, _held(config, source)
    async with open_web(allow_private=settings.allow_private, contact=settings.contact, version=__version__) as web:
        found = await seek(source, web, desk.now(), tell=TELL, held=held)
    if found is None:
        return None
    show(*found, held, running=opened.running(config))
    return found[0]


def show(source: Source, found: Harvest, held: Cursor | None, *, running: bool) -> None:
    """Tell the newest three entries, and when the next visit is. `running`: a daemon is at work."""
    count = len(found.finds)
    told = n("{address}: {number} entry", "{address}: {number} entries", count)
    click.echo(told.format(address=source.url, number=count))
    for find in reversed(found.finds[-3:]):
        click.echo(f"  {desk.local(find.entry.published)}  {find.entry.title}")
    kind, now = KINDS[source.kind], desk.now()
    interval = cadence.interval(source.every, kind.every, kind.floor, found.gap)
    wait = cadence.after(found, interval, now).due - now
    length = desk.span(interval.every)
    if wait > interval.every * 1.11:
        asks = found.hints.wait or (isinstance(found.visit, Document) and found.visit.hints.wait)
        told = t("{length}, as the site asks") if asks else t("{length}, as the site does not say what is new")
        length = told.format(length=desk.span(wait))
    told = t("next visit: {when}, then every {length}")
    click.echo(told.format(when=_begins(source, held, running=running), length=length))


def _begins(source: Source, held: Cursor | None, *, running: bool) -> str:
    """When a source is visited first, once it is in the config."""
    if held is not None and held.address == source.url:
        if held.gone:
            told = t("none until `feedbot poll {name}`, as it was gone for good (410) before")
            return told.format(name=source.name)
        if held.due > desk.now():
            return t("{when}, as it was watched before").format(when=desk.local(held.due))
    return t("on `feedbot reload`") if running else t("when `feedbot run` starts")
