"""The clock that knocks at the loops, and what systemd is told of us."""

import asyncio
import contextlib
import os
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.schedulers.base import BaseScheduler

from feedbot.loops import Loop, first, knock, silent
from feedbot.rules import wellness


@dataclass(slots=True)
class Tick:
    """When the clock knocked last, by a clock that is never set."""

    at: float = field(default_factory=time.monotonic)


def start(loops: Sequence[Loop], last: Tick) -> AsyncIOScheduler:
    """Knock at each loop as often as it wants, and tell the watchdog that they go round; runs in the loop at hand.

    APScheduler's jobs do nothing but knock; what is due is a column in the database.
    """

    async def tick(every: float) -> None:
        last.at = time.monotonic()
        knock(loop for loop in loops if loop.every == every)

    async def watchdog() -> None:
        if not wellness.stuck(silent(loops)):
            notify("WATCHDOG=1")

    scheduler = AsyncIOScheduler(timezone=UTC)
    rules = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    for every in sorted({loop.every for loop in loops}):
        scheduler.add_job(tick, "interval", seconds=every, args=[every], **rules)
    scheduler.add_job(watchdog, "interval", seconds=10, **rules)
    scheduler.start()
    return scheduler


async def keep_time(
    scheduler: BaseScheduler, stop: asyncio.Event, now: Callable[[], datetime], *, every: float = 5
) -> None:
    """Until stop, let all jobs begin anew when the clock was set back: they would wait for the old time to come round.

    That is looked at `every` so many seconds.
    """
    last = now()
    while not stop.is_set():
        await first(stop.wait(), wait=every)
        if now() < last:
            for job in scheduler.get_jobs():
                job.reschedule("interval", seconds=job.trigger.interval.total_seconds())
        last = now()


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
