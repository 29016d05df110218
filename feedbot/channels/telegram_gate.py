"""The last gate before Telegram: however late a process comes to its sends, they do not go out all at once.

Slots in the database (`store/outbox.attempt`) share a bot's 30 messages a second between programs; but where a machine
is busy, many sends whose moment has passed begin together, and the answers of the bot have no slots.
"""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable

MOST = 28
"""Calls within a second. Telegram takes 30; what lies between our sending and its counting is not ours."""

_SECOND = 1.05
_COUNTED = ("send", "edit", "forward", "copy")


class Gate:
    """Lets at most `MOST` calls that make or change messages out within any second, in the order in which they came.

    `clock` gives seconds and never goes back; `nap` waits so many.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], float] = time.monotonic,
        nap: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._clock, self._nap = clock, nap
        self._last: deque[float] = deque(maxlen=MOST)
        self._turn = asyncio.Lock()

    async def wait(self, method: str) -> None:
        """Return when a call of this method of the Bot API may go out; one that shows nothing may at once."""
        if not method.startswith(_COUNTED) or method == "sendChatAction":
            return
        async with self._turn:
            while len(self._last) == MOST and (left := self._last[0] + _SECOND - self._clock()) > 0:
                await self._nap(left)
            self._last.append(self._clock())
