"""Runs pure functions on a thread of its own, so that the event loop never waits for computing.

The loop's default executor also resolves names and reads files; work for minutes there would hold those up.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Crew:
    """A thread for pure work. One, because feedgen sets the process's locale while it writes dates."""

    def __init__(self, name: str) -> None:
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    async def __call__(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The function's result; raises what it raises."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._executor, lambda: function(*args, **kwargs))

    def close(self) -> None:
        """Let the work in hand end, and take no more."""
        self._executor.shutdown(wait=True, cancel_futures=True)
