"""Visits and messages that leave no trace, for people who want to see what would happen."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime

from feedbot import __version__, channels
from feedbot.cli import desk
from feedbot.cli.desk import t
from feedbot.crew import Crew
from feedbot.enrol import panel
from feedbot.ingest import Mind, decide, ingest
from feedbot.model import Batch, Channel, Config, Failed, Harvest, Known, Outcome, Part, Source, Unchanged
from feedbot.net import open_web
from feedbot.rules import naming
from feedbot.seek import begun
from feedbot.store import Store, Tx, entries, moving, stories, visits


def visit(config: Config, source: Source, store: Store) -> tuple[Harvest, Batch | None]:
    """Visit a source as its next visit would, but without its memo, and plan what would come of it.

    Rules and stories count as they would then. Nothing is stored. No plan where the visit failed or brought nothing.
    Raises StoreError.
    """
    return asyncio.run(_visit(config, source, store))


async def _visit(config: Config, source: Source, store: Store) -> tuple[Harvest, Batch | None]:
    held = await store.read(visits.cursors, [source.name])
    cursor = begun(held.get(source.name), source, desk.now())
    settings, crew = config.settings, Crew("reader")
    try:
        async with open_web(allow_private=settings.allow_private, contact=settings.contact, version=__version__) as web:
            harvest = await ingest(cursor, source, web=web, store=store, crew=crew, now=desk.now)
    finally:
        crew.close()
    if isinstance(harvest.visit, Failed | Unchanged):
        return harvest, None
    return await store.read(_planned, harvest, config, desk.now())


def _planned(tx: Tx, harvest: Harvest, config: Config, now: datetime) -> tuple[Harvest, Batch]:
    known, mind = _known(tx, harvest), Mind(panel=panel(config))
    mind.window.read(stories.after(tx, 0), now)
    batch = decide(tx, harvest, known, config=config, now=now, mind=mind)
    return naming.learn(harvest, known, batch), batch


def _known(tx: Tx, harvest: Harvest) -> Known:
    """What is held of a harvest, and before the first good visit what another program had seen of its source."""
    known = entries.known(tx, harvest)
    return replace(known, carried=moving.carried(tx, harvest.source)) if known.first else known


def ask(config: Config) -> list[tuple[str, bool]]:
    """Ask every channel that is awake whether it takes messages: a sentence each, and whether all is well."""
    return asyncio.run(_ask(config))


async def _ask(config: Config) -> list[tuple[str, bool]]:
    told = []
    async with _senders(config) as senders:
        for channel in config.channels:
            if channel.asleep:
                asleep = t('channel "{name}" is asleep: {why}').format(name=channel.name, why=desk.say(channel.asleep))
                told.append((asleep, True))
                continue
            found = await senders.check(channel, config.settings.telegram)
            told.append(
                (t('channel "{name}": {text}').format(name=channel.name, text=desk.say(found.text)), found.well)
            )
    return told


def send(config: Config, channel: Channel) -> Outcome:
    """Send a test message to a channel."""
    return asyncio.run(_send(config, channel))


async def _send(config: Config, channel: Channel) -> Outcome:
    kind, telegram = channels.KINDS[channel.kind], config.settings.telegram
    text = t('A test by feedbot: channel "{name}" works.').format(name=channel.name)
    async with _senders(config) as senders:
        sender = senders.get(channel, telegram)
        return await sender.send(Part(chat=kind.chat(channel, telegram) or "", text=text, silent=channel.silent))


@contextlib.asynccontextmanager
async def _senders(config: Config) -> AsyncIterator[channels.Senders]:
    """The senders of one process, and what they reach the web with, while the block lasts."""
    settings = config.settings
    async with open_web(allow_private=settings.allow_private, contact=settings.contact, version=__version__) as web:
        senders = channels.Senders(web=web)
        try:
            yield senders
        finally:
            await senders.close()
