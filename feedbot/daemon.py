"""The loops, the web server, the signals: all that keeps feedbot running."""

import asyncio
import contextlib
import signal
import time
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import structlog
from aiohttp import web as aio

from feedbot import draft, ticks, web
from feedbot.desk import Desk, Health
from feedbot.errors import ConfigError, FeedbotError, StoreError
from feedbot.loops import PARTS, Loop, first, go_round, knock, led, silent
from feedbot.model import Config
from feedbot.pulse import Felt, Pulse
from feedbot.reception import Reception
from feedbot.rules import wellness
from feedbot.rules.differences import differences
from feedbot.store.workers import News, Workers
from feedbot.turns import Turns

log = structlog.get_logger()

GRACE = 4.0
"""Seconds that loops have to end their turn once we are told to stop; the whole stop takes less than 5."""

_LOOPS: Mapping[str, Mapping[str, float]] = {
    "ingest": {"ingest": 1, "watch": 60, "subscribe": 60, "index": 60, "condense": 60},
    "publish": {"publish": 1, "announce": 60, "mirror": 5},
}
"""The loops of a part, each with the seconds after which the clock knocks at it; those of other parts are not alike."""

_SHARED = ("ingest", "deliver", "readers")
"""Loops that may go round in several programs at once; of all others only one does."""


async def serve(
    turns: Turns,
    load: Callable[[Path], Config],
    stop: asyncio.Event,
    *,
    workers: Workers,
    parts: Collection[str] = PARTS,
    instruments: tuple[str, int] | None = None,
) -> None:
    """Run until told to stop: the loops, the clock that knocks at them, the web server, the signals.

    `load` reads and checks the config file anew. Of several programs on one database each does some `parts`; one
    without pages shows its `instruments` at this host and port: how it is, and its metrics.
    """
    turns.now = turns.web.now = await workers.common(turns.now)
    await turns.enrol()
    await turns.refused(())
    turns.mind.heap.settle()
    loops: list[Loop] = []
    tick = ticks.Tick()
    pulse = Pulse(turns.store, lanes=lambda: list(turns.outlets) if "deliver" in parts else [], now=turns.now)
    desk = _desk(turns, loops, load, workers, lambda felt: _health(turns, loops, felt, tick), pulse)
    reception = Reception(turns, desk, stop, lambda problem: turns.tell("bot", problem))
    loops += _loops(turns, reception, workers, parts)
    hangup = asyncio.Event()

    def turned(name: str, seconds: float, failed: bool) -> None:  # noqa: FBT001  # as loops.Turned has it
        turns.meter.turned(name, seconds, failed=failed, at=time.time())

    _pass_on(turns, loops, workers)
    _listen_to_signals(stop, hangup)
    scheduler = ticks.start(loops, tick)
    turns.meter.expects([loop.name for loop in loops], time.time())
    settings = turns.config.settings
    place = (settings.host, settings.port) if settings.web and "web" in parts else None
    shown = _pages(turns, desk, reception) if place else web.instruments(desk, turns.meter)
    async with _web(turns, shown, place or instruments) as door:
        tasks = [asyncio.create_task(go_round(loop, stop, turned, loops=loops), name=loop.name) for loop in loops]
        tasks.append(asyncio.create_task(_reloads(turns, load, hangup, stop, loops), name="reload"))
        tasks.append(asyncio.create_task(ticks.keep_time(scheduler, stop, turns.now), name="time"))
        tasks.append(asyncio.create_task(workers.listen(partial(_heard, loops, hangup), stop), name="others"))
        log.info("ready", sources=len(turns.config.sources), channels=len(turns.outlets), web=door)
        ticks.notify("READY=1")
        await stop.wait()
        log.info("stopping")
        ticks.notify("STOPPING=1")
        scheduler.shutdown(wait=False)
        _, late = await asyncio.wait(tasks, timeout=GRACE)
        for task in late:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    await reception.close()
    await pulse.close()
    await turns.close()


def _loops(turns: Turns, reception: Reception, workers: Workers, parts: Collection[str]) -> Iterator[Loop]:
    """The loops of some parts of the work."""
    work = {name: every for part in parts for name, every in _LOOPS.get(part, {}).items()}
    for name, every in work.items():
        turn = getattr(turns, name)
        yield Loop(name, turn if name in _SHARED else led(name, turn, workers.leads), every=every)
    if "deliver" in parts:
        for number in range(1, _deliverers(turns.config) + 1):
            yield Loop(f"deliver-{number}", turns.deliver, every=5)
    if "bot" in parts:
        yield Loop("listen", led("listen", reception.turn, workers.leads), every=60)
    if workers.several:
        yield Loop("readers", turns.refresh, every=60)


def _pass_on(turns: Turns, loops: Sequence[Loop], workers: Workers) -> None:
    """Let news knock at our loops, and let other programs hear of it."""
    under_way: set[asyncio.Task[None]] = set()

    def tell(what: News) -> None:
        _knock(loops, what)
        if workers.several:
            under_way.add(task := asyncio.create_task(workers.ring(what)))
            task.add_done_callback(under_way.discard)

    turns.news, turns.told = partial(tell, "news"), partial(tell, "told")


def _heard(loops: Sequence[Loop], hangup: asyncio.Event, what: News) -> None:
    """Do what another program rings for."""
    if what == "reload":
        hangup.set()
    else:
        _knock(loops, what)


def _knock(loops: Sequence[Loop], what: News) -> None:
    """Wake those whom some news concern."""
    whom = {"told": ["announce"], "readers": ["readers"]}.get(what)
    knock(loop for loop in loops if whom is None or loop.name in whom)


def _deliverers(config: Config) -> int:
    """As many loops as channels, so that one that hangs holds up no other; 4 at least, for a reload, and 32 at most."""
    return min(max(4, len(config.channels)), 32)


def _listen_to_signals(stop: asyncio.Event, hangup: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    loop.add_signal_handler(signal.SIGHUP, hangup.set)


async def _reloads(
    turns: Turns, load: Callable[[Path], Config], hangup: asyncio.Event, stop: asyncio.Event, loops: Sequence[Loop]
) -> None:
    """Take a new config whole at each SIGHUP, or keep the old one and say what is wrong with the new."""
    while True:
        await first(hangup.wait(), stop.wait())
        if stop.is_set():
            return
        hangup.clear()
        ticks.notify(f"RELOADING=1\nMONOTONIC_USEC={time.monotonic_ns() // 1000}")
        try:
            config = load(turns.config.settings.file)
        except ConfigError as error:
            faults = [str(fault) for fault in error.faults]
            for fault in faults:
                log.error("config refused, the old one stays", fault=fault)
        else:
            faults = []
            await _take_over(turns, config)
        with contextlib.suppress(StoreError):  # it is told by the log, and by every other turn
            await turns.refused(faults)
        ticks.notify("READY=1")
        knock(loops)


async def _take_over(turns: Turns, config: Config) -> None:
    """Let a config that was checked take the place of the one in force."""
    _remind(turns.config, config)
    told = differences(turns.config, config)
    turns.config = config
    try:
        await turns.enrol()
        log.info("config reloaded", sources=len(config.sources), channels=len(turns.outlets), **told)
    except StoreError as error:
        log.error("config reloaded, but the database failed", why=str(error))


def _desk(
    turns: Turns,
    loops: Sequence[Loop],
    load: Callable[[Path], Config],
    workers: Workers,
    judged: Callable[[Felt], Health],
    pulse: Pulse,
) -> Desk:
    """What the pages for people, and the bot, may ask and do."""
    one = asyncio.Lock()  # two edits at once would lose one

    async def change(amend: Callable[[str], str]) -> tuple[str, ...]:
        path = turns.config.settings.file
        async with one:
            try:
                text, config = await asyncio.to_thread(draft.amended, path, amend, load)
                await asyncio.to_thread(draft.put, path, text, like=path)
            except ConfigError as error:
                return tuple(str(fault) for fault in error.faults)
            except FeedbotError as error:
                return (str(error),)
            await _take_over(turns, replace(config, settings=replace(config.settings, file=path)))
            with contextlib.suppress(StoreError):
                await turns.refused(())
        knock(loops)
        await workers.ring("reload")
        return ()

    async def refresh() -> None:
        await turns.refresh()
        await workers.ring("readers")

    async def health() -> Health:
        return judged(await pulse.feel())

    return Desk(
        config=lambda: turns.config.public,
        store=turns.store,
        crew=turns.crew,
        web=turns.web,
        now=turns.now,
        panel=lambda: turns.mind.panel,
        health=health,
        problems=lambda: turns.problems,
        change=change,
        wake=turns.news,
        refresh=refresh,
    )


def _remind(old: Config, new: Config) -> None:
    """What a reload cannot change is told."""
    for name in ("state", "database", "host", "port", "allow_private", "contact"):
        if getattr(old.settings, name) != getattr(new.settings, name):
            log.warning("this setting needs a restart", setting=name)


def _pages(turns: Turns, desk: Desk, reception: Reception) -> aio.Application:
    """The whole web side."""
    return web.application(
        output=turns.config.settings.output,
        config=desk.config,
        health=desk.health,
        ear=turns.ears(),
        desk=desk,
        registry=turns.hub(),
        heard=reception.heard,
        meter=turns.meter,
    )


@contextlib.asynccontextmanager
async def _web(turns: Turns, shown: aio.Application, place: tuple[str, int] | None) -> AsyncIterator[str]:
    """The web server, while the block lasts; yields its address. If it cannot listen, the rest goes on without it."""
    if place is None:
        yield "off"
        return
    host, port = place
    runner = aio.AppRunner(shown, access_log=None, shutdown_timeout=1)
    await runner.setup()
    settings = turns.config.settings
    ours = place == (settings.host, settings.port)
    try:
        await aio.TCPSite(runner, host, port).start()
    except OSError as error:
        remedy = "set another web.listen" if ours else "name another with --listen"
        why = f"cannot listen on {host}:{port}: {error.strerror}; free it, or {remedy}; all else goes on"
        log.error("no web server", why=why)
        turns.problems["web"] = why
        place = None
    try:
        yield "off" if place is None else settings.url if ours else f"http://{host}:{port}"
    finally:
        await runner.cleanup()


def _health(turns: Turns, loops: Sequence[Loop], felt: Felt, tick: ticks.Tick) -> Health:
    """How we are, by the signs that the daemon has."""
    found = wellness.judge(
        wellness.Signs(
            silent=silent(loops),
            failed={loop.name: loop.problem for loop in loops if loop.problem},
            tick=timedelta(seconds=time.monotonic() - tick.at),
            written=felt.written,
            writing=felt.writing,
            stalled=felt.stalled,
            told=turns.problems,
        )
    )
    return Health(alive=found.alive, ready=found.ready, problems=found.problems)
