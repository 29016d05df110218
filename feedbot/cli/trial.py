"""Visits and messages that leave no trace, for people who want to see what would happen."""

import asyncio

from feedbot import __version__, channels
from feedbot.cli import desk
from feedbot.crew import Crew
from feedbot.ingest import ingest
from feedbot.model import Batch, Channel, Config, Cursor, Failed, Harvest, Outcome, Part, Source, Unchanged
from feedbot.net import open_web
from feedbot.rules.plan import plan
from feedbot.store import Store, entries, read, visits


def visit(config: Config, source: Source, store: Store) -> tuple[Harvest, Batch | None]:
    """Visit a source without its memo, and plan what would come of it; nothing is stored. Raises StoreError.

    No plan where the visit failed or brought nothing.
    """
    return asyncio.run(_visit(config, source, store))


async def _visit(config: Config, source: Source, store: Store) -> tuple[Harvest, Batch | None]:
    with read(store.engine) as tx:
        held = visits.cursors(tx).get(source.name)
    cursor = Cursor(source=source.name, due=desk.now(), visited=held.visited if held else None)
    settings, crew = config.settings, Crew("reader")
    try:
        async with open_web(allow_private=settings.allow_private, contact=settings.contact, version=__version__) as web:
            harvest = await ingest(cursor, source, web=web, store=store, crew=crew, now=desk.now)
    finally:
        crew.close()
    if isinstance(harvest.visit, Failed | Unchanged):
        return harvest, None
    known = await store.read(entries.known, harvest)
    return harvest, plan(harvest, known, config, desk.now())


def ask(config: Config) -> list[tuple[str, bool]]:
    """Ask every channel that is awake whether it takes messages: a sentence each, and whether all is well."""
    return asyncio.run(_ask(config))


async def _ask(config: Config) -> list[tuple[str, bool]]:
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


def send(config: Config, channel: Channel) -> Outcome:
    """Send a test message to a channel."""
    return asyncio.run(_send(config, channel))


async def _send(config: Config, channel: Channel) -> Outcome:
    kind, telegram = channels.KINDS[channel.kind], config.settings.telegram
    sender = kind.open(channel, telegram)
    text = f'A test by feedbot: channel "{channel.name}" works.'
    try:
        return await sender.send(Part(chat=kind.chat(channel, telegram) or "", text=text, silent=channel.silent))
    finally:
        await sender.close()
