import asyncio
from threading import Event

import pytest

from feedbot.net.aside import aside


async def test_work_is_done_aside() -> None:
    """The result of blocking work comes back, and the work is told that all is over."""
    over = Event()

    assert "done" == await aside(lambda: "done", over.set, 10)
    assert over.is_set()


async def test_what_work_raises_is_raised() -> None:
    """A fault of ours in the work comes to whoever asked for it."""

    def work() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await aside(work, Event().set, 10)


async def test_work_that_takes_too_long_is_stopped() -> None:
    """When the time is over the work is stopped, and may still say how far it came."""
    over = Event()

    def work() -> str:
        over.wait()
        return "half"

    assert "half" == await aside(work, over.set, 0.01)


async def test_work_that_cannot_be_stopped_is_left_behind() -> None:
    """Nobody waits for work that does not listen."""
    never = Event()
    try:
        assert await aside(never.wait, lambda: None, 0.01) is None
    finally:
        never.set()


async def test_work_is_stopped_with_its_caller() -> None:
    """Who is cancelled leaves no work behind."""
    begun, over = Event(), Event()

    def work() -> None:
        begun.set()
        over.wait()

    task = asyncio.create_task(aside(work, over.set, 60))
    await asyncio.to_thread(begun.wait)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert over.is_set()
