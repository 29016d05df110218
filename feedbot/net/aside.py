"""Work that blocks, on a thread of its own, so that neither the event loop nor any other work waits for it."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

T = TypeVar("T")

_GRACE = 1.0


async def aside(work: Callable[[], T], stop: Callable[[], None], seconds: float) -> T | None:
    """What `work` gives; None when it has given nothing `seconds` from now, and nothing a second after it was stopped.

    `stop` is called when the time is over, when the caller is cancelled, and once more when all is done; it shall make
    `work` end soon, and never block. Raises what `work` raises.
    """
    future: Future[T] = Future()
    future.set_running_or_notify_cancel()
    # A daemon: should it hang where nothing can stop it, in a look-up of a name, the program ends without it.
    Thread(target=_run, args=(work, future), name="aside", daemon=True).start()
    waiting = asyncio.wrap_future(future)
    waiting.add_done_callback(lambda done: done.cancelled() or done.exception())
    try:
        await asyncio.wait([waiting], timeout=seconds)
    finally:
        stop()
        await asyncio.wait([waiting], timeout=_GRACE)
    return waiting.result() if waiting.done() else None


def _run(work: Callable[[], T], future: Future[T]) -> None:
    try:
        result = work()
    except BaseException as error:  # noqa: BLE001 - it belongs to whoever awaits the future
        future.set_exception(error)
    else:
        future.set_result(result)
