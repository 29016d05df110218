"""The daemon, and single rounds of what it does, with the config and the store open."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click
import structlog

from feedbot import __version__, heap, late
from feedbot.channels import Senders
from feedbot.cli import desk, opened
from feedbot.cli.words import n, t
from feedbot.hold import alone
from feedbot.loops import PARTS
from feedbot.metrics import Meter
from feedbot.model import Config
from feedbot.net import open_web
from feedbot.publish import Press
from feedbot.seals import Seals
from feedbot.store import Store, Tx, feeds, numbers, outbox, read, visits, workers
from feedbot.store.present import Program, card, mark, programs
from feedbot.turns import MOST, Turns

if TYPE_CHECKING:
    from feedbot.channels.telegram_api import Bots

log = structlog.get_logger()

PATIENCE = timedelta(seconds=65)
"""How long `run --once` waits for a channel's pace; a fault makes it end sooner."""

_LOOKS = 3
"""How often `run --once` looks again for files that were still being written."""

_PAUSE = 2.0
"""Seconds until it looks again: as long as a file lies untouched before it is read, if the config says nothing.

So long it also waits for a source that is not due yet."""

_SWITCH = 0.0005
"""Seconds that a thread computes while others wait, a tenth of Python's.

The event loop needs the interpreter anew after each wait for the network, and beside the threads of an import it waits
as long each time: an answer of the web server took 80 ms in one of a hundred cases, and takes 45.
"""

Nap = Callable[[float], Awaitable[object]]


def run(
    config: Config,
    load: Callable[[Path], Config],
    *,
    once: bool,
    parts: Sequence[str] = PARTS,
    instruments: tuple[str, int] | None = None,
) -> int:
    """Run the daemon until it is told to stop, or `once` through; the exit code.

    Of several programs on one database on a server each does some `parts` of the work; an SQLite file has one program,
    which does all. `instruments` is where one without pages shows how it is. Raises BusyError and StoreError.
    """
    with contextlib.ExitStack() as stack:
        if on_file(config):
            stack.enter_context(alone(config.settings.state))
        store = stack.enter_context(opened.store(config, alone=True, anew=not once))
        if (updated := store.updated) is not None:
            log.info("database updated", before=updated.before, after=updated.after, copy=str(updated.copy or "none"))
        if not once:
            late.settle()
        heap.begin()
        if not once:  # then nobody asks us anything
            sys.setswitchinterval(_SWITCH)
        return asyncio.run(_run(config, store, load, once=once, parts=parts, instruments=instruments))


def present(config: Config) -> tuple[Program, ...]:
    """The programs that work on a database on a server. Raises StoreError."""
    with opened.reading(config) as tx:
        return programs(tx)


def rung(config: Config) -> int:
    """Let all programs on a database on a server read their config again; how many there are. Raises StoreError."""
    with opened.store(config) as store:
        there = workers.count(store.engine)
        workers.ring(store.engine, "reload")
    return there


def on_file(config: Config) -> bool:
    """Whether the database is an SQLite file, on which one program works."""
    return config.settings.database.startswith("sqlite:")


async def _run(
    config: Config,
    store: Store,
    load: Callable[[Path], Config],
    *,
    once: bool,
    parts: Sequence[str],
    instruments: tuple[str, int] | None,
) -> int:
    settings = config.settings
    place = (settings.host, settings.port) if settings.web and "web" in parts else instruments
    said = card(parts, None if once else place, mark())
    here = workers.Workers(store, said)
    try:
        async with _turns(config, store) as turns:
            turns.card = said if store.several else ""
            await here.arrive(turns.free)
            if once:
                return await round_of(turns)
            from feedbot.daemon import serve  # late: a single round needs no web server, no bot and no scheduler

            await serve(turns, load, turns.stop, workers=here, parts=parts, instruments=instruments)
    finally:
        await here.close()
    return 0


async def round_of(turns: Turns, *, nap: Nap = asyncio.sleep) -> int:
    """One round of everything; 1 if a source failed, a feed could not be written or a message is overdue.

    What waits for its hour (a digest, the end of quiet hours) is told and is no fault. `nap` waits so many seconds. The
    turns are closed.
    """
    await turns.enrol()
    try:
        await _visit(turns, nap)
        await turns.watch()
        while await turns.publish() == 0:
            pass
        while await turns.mirror() == 0:
            pass
        while (wait := await turns.deliver()) is not None and wait <= PATIENCE.total_seconds():
            if wait and await turns.store.read(_blocked):
                break
            await nap(wait)
        overdue, waiting, until = await turns.store.read(numbers.owing, turns.outlets, turns.now())
    finally:
        await turns.close()
    if waiting and until:
        told = n(
            "{number} message waits for {when} UTC or later, as channels wish",
            "{number} messages wait for {when} UTC or later, as channels wish",
            waiting,
        )
        click.echo(told.format(number=waiting, when=f"{until:%Y-%m-%d %H:%M}"), err=True)
    if overdue:
        told = n(
            "{number} message is still owed; `feedbot outbox` says why",
            "{number} messages are still owed; `feedbot outbox` says why",
            overdue,
        )
        click.echo(told.format(number=overdue), err=True)
    return 1 if overdue or turns.problems else 0


async def _visit(turns: Turns, nap: Nap) -> None:
    """Visit what is due, or will be in a moment, and those again whose files were still being written."""
    for _ in range(1 + len(turns.config.sources) // MOST):
        soon = await turns.ingest()
        if soon is not None and soon <= _PAUSE:  # a folder that the round before this one visited, say
            await nap(soon)
            await turns.ingest()
        await turns.settle_visits()
    for _ in range(_LOOKS):
        if not turns.waiting:
            return
        await nap(_PAUSE)
        await turns.store.write(_hurry, turns)
        await turns.ingest()
        await turns.settle_visits()
    for name in sorted(turns.waiting):
        told = t('source "{name}" has files that are still being written; the next run takes them in')
        click.echo(told.format(name=name), err=True)


def _hurry(tx: Tx, turns: Turns) -> None:
    for name in turns.waiting:
        visits.hurry(tx, name, turns.now())


def _blocked(tx: Tx) -> bool:
    """Whether a lane waits because of a fault, and not for its pace alone."""
    return any(lane.failures for lane in outbox.lanes(tx).values())


def render(config: Config) -> tuple[int, int]:
    """Write every feed anew: how many were written, and how many could not be. Raises StoreError."""
    with opened.store(config) as store:
        asyncio.run(_render(config, store))
        with read(store.engine) as tx:
            waiting = len(feeds.pending(tx, [feed.name for feed in config.feeds]))
    return len(config.feeds) - waiting, waiting


async def _render(config: Config, store: Store) -> None:
    async with _turns(config, store) as turns:
        turns.press = Press()  # every document is made, whatever lies there
        try:
            await turns.enrol()
            while await turns.publish() == 0:
                pass
        finally:
            await turns.close()


@asynccontextmanager
async def _turns(config: Config, store: Store) -> AsyncIterator[Turns]:
    """Turns with connections of their own; whoever takes them closes them."""
    settings = config.settings
    async with open_web(allow_private=settings.allow_private, contact=settings.contact, version=__version__) as web:
        meter = Meter()
        web.heard = meter.fetched
        senders = Senders(bots=lambda: _bots(meter))
        yield Turns(
            config=config,
            store=store,
            web=web,
            now=desk.now,
            stop=asyncio.Event(),
            senders=senders,
            press=Press(seals=Seals(settings.state / "seals.json")),
            meter=meter,
        )


def _bots(meter: Meter) -> "Bots":
    """The bots of this process, whose calls are counted."""
    # Late, because python-telegram-bot takes 0.3 s to import, and without a channel there nobody needs it.
    from feedbot.channels.telegram_api import Bots

    return Bots(heard=meter.called)
