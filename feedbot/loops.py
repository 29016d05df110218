"""A loop: turns until stop, with what wakes it and what is known of how it goes."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import structlog

log = structlog.get_logger()

PARTS = ("ingest", "publish", "deliver", "web", "bot")
"""The parts of the work, as several programs on one database share them."""


def clock() -> datetime:
    """The moment it is; everything below gets it as an argument."""
    return datetime.now(UTC)


Turn = Callable[[], Awaitable[float | None]]

Turned = Callable[[str, float, bool], None]
"""Is told which loop came round, after how many seconds, and whether its turn failed."""


@dataclass(slots=True)
class Loop:
    """One of the loops: what it does in a turn, and what wakes it.

    `turn` gives the seconds until it knows of more to do: 0 for at once, None for not before somebody knocks. The clock
    knocks `every` so many seconds. `alive` is when it came round last, by a clock that is never set.
    """

    name: str
    turn: Turn
    every: float = 60
    knock: asyncio.Event = field(default_factory=asyncio.Event)
    alive: float = field(default_factory=time.monotonic)
    problem: str | None = None


async def go_round(
    loop: Loop, stop: asyncio.Event, turned: Turned = lambda *_: None, *, loops: Sequence[Loop] = ()
) -> None:
    """Turns until stop: all the supervision there is.

    A problem that some `loops` have is logged once, by the first that has it, and its end once, by the last.
    """

    def shared(problem: str) -> bool:
        return any(each.problem == problem for each in loops if each is not loop)

    while not stop.is_set():
        loop.knock.clear()
        wait, began = None, time.monotonic()
        try:
            wait = await loop.turn()
            if loop.problem and not shared(loop.problem):
                log.info("turn works again", loop=loop.name, after=loop.problem)
            loop.problem = None
        except Exception as error:  # a fault of ours in one turn must not stop the daemon
            problem = str(error) or type(error).__name__
            if problem != loop.problem:
                if not shared(problem):
                    log.error("turn failed", loop=loop.name, why=problem)
                log.debug("turn failed", loop=loop.name, exc_info=True)
            loop.problem = problem
        loop.alive = time.monotonic()
        turned(loop.name, loop.alive - began, loop.problem is not None)
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


def led(name: str, turn: Turn, leads: Callable[[str], Awaitable[bool]], *, again: float = 5) -> Turn:
    """A turn that only the program that leads takes; whoever does not asks `again` after so many seconds."""

    async def taken() -> float | None:
        return await turn() if await leads(name) else again

    return taken


def knock(loops: Iterable[Loop]) -> None:
    """Wake some loops."""
    for loop in loops:
        loop.knock.set()


def silent(loops: Iterable[Loop]) -> Mapping[str, timedelta]:
    """How long ago each loop came round last."""
    now = time.monotonic()
    return {loop.name: timedelta(seconds=now - loop.alive) for loop in loops}
