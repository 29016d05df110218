"""The clock, the loops, the signals: all that keeps feedbot running."""

import asyncio
import contextlib
import gc
import os
import signal
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog
from aiohttp import web as aio
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from filelock import FileLock, Timeout

from feedbot import draft
from feedbot.desk import Desk, Health
from feedbot.errors import BusyError, ConfigError, FeedbotError, StoreError
from feedbot.model import Config
from feedbot.reception import Reception
from feedbot.turns import Turns
from feedbot.web import application

log = structlog.get_logger()

GRACE = 4.0
"""Seconds that loops have to end their turn once we are told to stop; the whole stop takes less than 5."""

STUCK = timedelta(minutes=4)
"""A loop that did not come round for so long is stuck. Those that deliver may wait longer: for the database, to write
down what was sent; to end them then would be to send it twice."""


def clock() -> datetime:
    """The moment it is; everything below gets it as an argument."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Loop:
    """One of the loops: what it does in a turn, and what wakes it.

    `turn` gives the seconds until it knows of more to do: 0 for at once, None for not before somebody knocks.
    """

    name: str
    turn: Callable[[], Awaitable[float | None]]
    knock: asyncio.Event = field(default_factory=asyncio.Event)
    alive: datetime = field(default_factory=clock)
    problem: str | None = None


async def go_round(loop: Loop, stop: asyncio.Event) -> None:
    """Turns until stop: all the supervision there is. The same problem is logged once, and its end too."""
    while not stop.is_set():
        loop.knock.clear()
        wait: float | None = None
        try:
            wait = await loop.turn()
            if loop.problem:
                log.info("turn works again", loop=loop.name)
            loop.problem = None
        except Exception as error:  # a fault of ours in one turn must not stop the daemon
            if str(error) != loop.problem:
                log.error("turn failed", loop=loop.name, why=str(error) or type(error).__name__)
                log.debug("turn failed", loop=loop.name, exc_info=True)
            loop.problem = str(error) or type(error).__name__
        loop.alive = clock()
        if wait != 0:
            await first(loop.knock.wait(), stop.wait(), wait=wait)


async def first(*waits: Awaitable[object], wait: float | None = None) -> None:
    """Wait until one of some waits is over, or `wait` seconds; what is left is given up."""
    tasks = [asyncio.ensure_future(each) for each in waits]
    try:
        await asyncio.wait(tasks, timeout=wait, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def notify(state: str) -> None:
    """Tell systemd how we are (sd_notify(3)); without NOTIFY_SOCKET nothing happens."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    if address.startswith("@"):
        address = "\0" + address[1:]
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as door:
        door.connect(address)
        door.sendall(state.encode())


@contextlib.contextmanager
def alone(state: Path) -> Iterator[None]:
    """Hold a state folder for this process. Raises BusyError if another feedbot works there."""
    pid = state / "feedbot.pid"
    try:
        state.mkdir(parents=True, exist_ok=True)
        # A second, because whoever asks who is there (`holder`) has the lock for a moment.
        lock = FileLock(state / "feedbot.lock", timeout=1)
        lock.acquire()
    except Timeout:
        who = holder(state) or "unknown"
        raise BusyError(
            f"another feedbot (process {who}) works in {state}; stop it first, or give this one another state folder"
        ) from None
    except OSError as error:
        why = error.strerror or str(error)
        raise BusyError(f"the state folder {state} cannot be used: {why}; make it writable for this user") from None
    try:
        # The number is a courtesy to whoever is refused; a full disk may do without it.
        with contextlib.suppress(OSError):
            pid.write_text(f"{os.getpid()}\n")
        yield
    finally:
        with contextlib.suppress(OSError):
            pid.unlink(missing_ok=True)
        lock.release()


def holder(state: Path) -> int | None:
    """The process that holds a state folder, or None. A number left behind by one that was killed does not count."""
    lock = FileLock(state / "feedbot.lock", timeout=0)
    if not Path(lock.lock_file).exists():
        return None
    try:
        with lock:
            return None
    except Timeout:
        pass
    try:
        return int((state / "feedbot.pid").read_text())
    except (OSError, ValueError):
        return None


async def serve(turns: Turns, load: Callable[[Path], Config], stop: asyncio.Event) -> None:
    """Run until told to stop: the loops, the clock that knocks at them, the web server, the signals.

    `load` reads and checks the config file anew.
    """
    await turns.enrol()
    await turns.refused(())
    # What is here now stays: a collection that looks through all of it takes a tenth of a second and more.
    gc.collect()
    gc.freeze()
    loops = [
        Loop("ingest", turns.ingest),
        Loop("publish", turns.publish),
        Loop("watch", turns.watch),
        Loop("subscribe", turns.subscribe),
        Loop("index", turns.index),
        Loop("condense", turns.condense),
        Loop("announce", turns.announce),
        Loop("mirror", turns.mirror),
        *(Loop(f"deliver-{number}", turns.deliver) for number in range(1, _deliverers(turns.config) + 1)),
    ]
    desk = _desk(turns, loops, load)
    reception = Reception(turns, desk, stop, lambda problem: turns.tell("bot", problem))
    loops.append(Loop("listen", reception.turn))
    turns.news = lambda: _knock(loops)
    turns.told = lambda: _knock([loop for loop in loops if loop.name == "announce"])
    hangup = asyncio.Event()
    _listen_to_signals(stop, hangup)
    scheduler = _clock_that_knocks(loops)
    async with _web(turns, desk, reception) as door:
        tasks = [asyncio.create_task(go_round(loop, stop), name=loop.name) for loop in loops]
        tasks.append(asyncio.create_task(_reloads(turns, load, hangup, stop, loops), name="reload"))
        log.info("ready", sources=len(turns.config.sources), channels=len(turns.outlets), web=door)
        notify("READY=1")
        await stop.wait()
        log.info("stopping")
        notify("STOPPING=1")
        scheduler.shutdown(wait=False)
        _, late = await asyncio.wait(tasks, timeout=GRACE)
        for task in late:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    await reception.close()
    await turns.close()


def _deliverers(config: Config) -> int:
    """As many loops as channels, so that one that hangs holds up no other; 4 at least, for a reload, and 32 at most."""
    return min(max(4, len(config.channels)), 32)


def _listen_to_signals(stop: asyncio.Event, hangup: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    loop.add_signal_handler(signal.SIGHUP, hangup.set)


def _knock(loops: Sequence[Loop]) -> None:
    for loop in loops:
        loop.knock.set()


def _clock_that_knocks(loops: Sequence[Loop]) -> AsyncIOScheduler:
    """APScheduler's jobs do nothing but knock; what is due is a column in the database."""

    async def knock(prefix: str) -> None:
        _knock([loop for loop in loops if loop.name.startswith(prefix)])

    async def watchdog() -> None:
        if not stuck(loops, clock()):
            notify("WATCHDOG=1")

    scheduler = AsyncIOScheduler(timezone=UTC)
    rules = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    scheduler.add_job(knock, "interval", seconds=1, args=["ingest"], **rules)
    scheduler.add_job(knock, "interval", seconds=1, args=["publish"], **rules)
    scheduler.add_job(knock, "interval", seconds=5, args=["deliver"], **rules)
    scheduler.add_job(knock, "interval", seconds=60, args=["watch"], **rules)
    scheduler.add_job(knock, "interval", seconds=60, args=["subscribe"], **rules)
    scheduler.add_job(knock, "interval", seconds=60, args=["index"], **rules)
    scheduler.add_job(knock, "interval", seconds=60, args=["condense"], **rules)
    scheduler.add_job(knock, "interval", seconds=60, args=["announce"], **rules)
    scheduler.add_job(knock, "interval", seconds=60, args=["listen"], **rules)
    scheduler.add_job(knock, "interval", seconds=5, args=["mirror"], **rules)
    scheduler.add_job(watchdog, "interval", seconds=10, **rules)
    scheduler.start()
    return scheduler


async def _reloads(
    turns: Turns, load: Callable[[Path], Config], hangup: asyncio.Event, stop: asyncio.Event, loops: Sequence[Loop]
) -> None:
    """Take a new config whole at each SIGHUP, or keep the old one and say what is wrong with the new."""
    while True:
        await first(hangup.wait(), stop.wait())
        if stop.is_set():
            return
        hangup.clear()
        notify(f"RELOADING=1\nMONOTONIC_USEC={time.monotonic_ns() // 1000}")
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
        notify("READY=1")
        _knock(loops)


async def _take_over(turns: Turns, config: Config) -> None:
    """Let a config that was checked take the place of the one in force."""
    _remind(turns.config, config)
    turns.config = config
    try:
        await turns.enrol()
        log.info("config reloaded", sources=len(config.sources), channels=len(turns.outlets))
    except StoreError as error:
        log.error("config reloaded, but the database failed", why=str(error))


def _desk(turns: Turns, loops: Sequence[Loop], load: Callable[[Path], Config]) -> Desk:
    """What the pages for people may ask and do."""
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
        _knock(loops)
        return ()

    async def health() -> Health:
        return _health(turns, loops)

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
        wake=lambda: _knock(loops),
        refresh=turns.refresh,
    )


def _remind(old: Config, new: Config) -> None:
    """What a reload cannot change is told."""
    for name in ("state", "database", "host", "port", "allow_private", "contact"):
        if getattr(old.settings, name) != getattr(new.settings, name):
            log.warning("this setting needs a restart", setting=name)


@contextlib.asynccontextmanager
async def _web(turns: Turns, desk: Desk, reception: Reception) -> AsyncIterator[str]:
    """The web server, while the block lasts; yields its address. If it cannot listen, the rest goes on without it."""
    settings = turns.config.settings
    if not settings.web:
        yield "off"
        return
    runner = aio.AppRunner(
        application(
            output=settings.output,
            config=desk.config,
            health=desk.health,
            ear=turns.ears(),
            desk=desk,
            registry=turns.hub(),
            heard=reception.heard,
        ),
        access_log=None,
        shutdown_timeout=1,
    )
    await runner.setup()
    try:
        await aio.TCPSite(runner, settings.host, settings.port).start()
    except OSError as error:
        where = f"{settings.host}:{settings.port}"
        why = f"cannot listen on {where}: {error.strerror}; free it, or set another web.listen; all else goes on"
        log.error("no web server", why=why)
        turns.problems["web"] = why
    try:
        yield settings.url
    finally:
        await runner.cleanup()


def _health(turns: Turns, loops: Sequence[Loop]) -> Health:
    """Alive: no loop is stuck. Ready: alive, and none of them failed at its last turn."""
    still = tuple(f"loop {name} has not come round" for name in stuck(loops, clock()))
    failed = tuple(f"{loop.name}: {loop.problem}" for loop in loops if loop.problem)
    told = tuple(f"{what}: {why}" for what, why in sorted(turns.problems.items()))
    return Health(alive=not still, ready=not still and not failed, problems=(*still, *failed, *told))


def stuck(loops: Sequence[Loop], now: datetime) -> tuple[str, ...]:
    """The names of loops that have not come round for too long; those that deliver may wait."""
    return tuple(loop.name for loop in loops if not loop.name.startswith("deliver") and now - loop.alive >= STUCK)
