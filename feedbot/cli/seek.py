"""Looking for a feed at an address that somebody gave, and telling what was found."""

import asyncio
import contextlib
import dataclasses
import re
from collections.abc import Sequence

import click

from feedbot import __version__
from feedbot.cli import desk, opened, trial
from feedbot.daemon import holder
from feedbot.errors import ParseError, StoreError
from feedbot.ingest import Seen, harvest
from feedbot.model import Config, Cursor, Document, Failed, Harvest, Source
from feedbot.net import Web, open_web
from feedbot.rules import cadence, identity, naming
from feedbot.sources import KINDS, discover
from feedbot.store import visits
from feedbot.text import decode, urls
from feedbot.text.lengths import span

_MOST_TRIED = 20
_LISTED = 3  # articles that a page must list to be one worth watching


def kind(url: str) -> str:
    """What kind of source an address is taken for, before it was looked at."""
    if not re.match(r"https?://", url, re.IGNORECASE):
        return "folder"
    found = discover.source(url)
    return "feed" if found is None else found.kind


def sought(config: Config, source: Source) -> Source | None:
    """As `seek`, with a client of its own."""
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
        return await seek(source, web, running=holder(settings.state) is not None, held=held)


async def seek(source: Source, web: Web, *, running: bool, held: Cursor | None = None) -> Source | None:
    """A source that can be read: this one, else the same at the first address to which its page leads; None if none is.

    Tells what was found, the newest three entries, and when the next visit is. `running`: a daemon is at work. `held`
    is what is known of a source of this name.
    """
    found, page = await _look(source, web, held)
    if isinstance(found, Harvest):
        _show(source, found, held, running=running)
        return source
    click.echo(f"{source.url}: {found.reason}", err=True)
    candidates = _candidates(source, found, page)
    named = [each for each in candidates if not each.guess]
    if named:
        click.echo(f"it leads to {'this feed' if len(named) == 1 else f'these {len(named)} feeds'}:")
    for each in named:
        click.echo(f"  {each.url}" + (f"  {each.title}" if each.title else ""))
    first = await _first(source, candidates, web, held)
    if first is None:
        if candidates:
            click.echo("no feed that can be read was found" + " or guessed" * (len(named) < len(candidates)), err=True)
        looks = found.reason.startswith("not a feed")
        return await _as_page(source, page, web, held, running=running) if looks else None
    there, harvested = first
    click.echo(f"took {there.url}" + ("; `feedbot add` takes others by their addresses" if len(named) > 1 else ""))
    _show(there, harvested, held, running=running)
    return there


async def _as_page(
    source: Source, page: Document | None, web: Web, held: Cursor | None, *, running: bool
) -> Source | None:
    """The source as a page that lists articles, if it is one; None if not."""
    if source.kind != "feed" or page is None:
        return None
    there = _other(source, "page", source.url)
    found, _ = await _look(there, web, held)
    if isinstance(found, Failed) or len(found.finds) < _LISTED:
        return None
    click.echo("it has no feed, but it lists articles: it is watched as a page")
    _show(there, found, held, running=running)
    return there


def _other(source: Source, kind: str, url: str) -> Source:
    """The same source as one of another kind, elsewhere."""
    key = "channel" if kind == "telegram_channel" else "url"
    section = KINDS[kind].section.model_validate({"name": source.name, "kind": kind, key: url})
    return dataclasses.replace(source, kind=kind, url=section.place, options=section)


async def _first(
    source: Source, candidates: Sequence[discover.Candidate], web: Web, held: Cursor | None
) -> tuple[Source, Harvest] | None:
    """The source at the first address that can be read, with what it brings; stops when a server asks for patience.

    Tells why named ones cannot be read. A guess counts only with entries: sites have empty feeds in usual places.
    """
    named = [each for each in candidates if not each.guess][:_MOST_TRIED]
    guessed = [each for each in candidates if each.guess]
    for number, each in enumerate([*named, *guessed]):
        if number == len(named):
            click.echo("looking where feeds usually lie", err=True)
        same = each.kind == source.kind
        there = dataclasses.replace(source, url=each.url) if same else _other(source, each.kind, each.url)
        found, _ = await _look(there, web, held)
        if isinstance(found, Harvest) and (found.finds or not each.guess):
            return there, found
        if isinstance(found, Failed) and not each.guess:
            click.echo(f"{each.url}: {found.reason}", err=True)
        if isinstance(found, Failed) and found.retry_after is not None:
            break
    return None


async def _look(source: Source, web: Web, held: Cursor | None) -> tuple[Harvest | Failed, Document | None]:
    """What a visit brings home if nothing is stored yet, and the document that was read or could not be."""
    now = desk.now()
    cursor, kind = trial.begun(held, source, now), KINDS[source.kind]
    visit = await kind.fetch(source, cursor, web, now)
    if not isinstance(visit, Document):
        return (visit if isinstance(visit, Failed) else Failed(reason="it says that nothing is new")), None
    try:
        reading = kind.parse(visit, source)
    except ParseError as error:
        return Failed(reason=str(error)), visit
    named = identity.keyed(reading.items, naming.decide(cursor, reading.items))
    return harvest(cursor, source, visit, reading, named, Seen(raws={}), now), visit


def _candidates(source: Source, failed: Failed, page: Document | None) -> tuple[discover.Candidate, ...]:
    """Where the feeds may be of an address that is none; each once."""
    if source.kind != "feed":
        return ()
    found = list[discover.Candidate]()
    if own := discover.source(source.url):
        found.append(own)
    if page is not None and failed.reason.startswith("not a feed"):
        text = decode.decode(page.body, charset=page.charset, kind="html").text
        found += discover.feeds(text, page.url)
    first = {urls.canonical(each.url): each for each in reversed(found)}
    return tuple(dict.fromkeys(first[urls.canonical(each.url)] for each in found))


def _show(source: Source, found: Harvest, held: Cursor | None, *, running: bool) -> None:
    click.echo(f"{source.url}: {len(found.finds)} entries")
    for find in reversed(found.finds[-3:]):
        click.echo(f"  {desk.local(find.entry.published)}  {find.entry.title}")
    kind, now = KINDS[source.kind], desk.now()
    interval = cadence.interval(source.every, kind.every, kind.floor, found.gap)
    wait = cadence.after(found, interval, now).due - now
    length = span(interval.every) if wait <= interval.every * 1.11 else f"{span(wait)}, as the site asks"
    click.echo(f"next visit: {_begins(source, held, running=running)}, then every {length}")


def _begins(source: Source, held: Cursor | None, *, running: bool) -> str:
    """When a source is visited first, once it is in the config."""
    if held is not None and held.address == source.url:
        if held.gone:
            return f"none until `feedbot poll {source.name}`, as it was gone for good (410) before"
        if held.due > desk.now():
            return f"{desk.local(held.due)}, as it was watched before"
    return "on `feedbot reload`" if running else "when `feedbot run` starts"
