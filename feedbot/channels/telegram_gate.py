"""The last gate before Telegram: however late a process comes to its sends, they do not go out all at once.

Slots in the database (`store/outbox.attempt`) share a bot's 30 messages a second between programs; but where a machine
is busy, many sends whose moment has passed begin together, and the answers of the bot have no slots.
"""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

MOST = 30
"""Messages within a second, as Telegram counts them."""

_SECOND = 1.002  # our clock may go a little faster than Telegram's
_COUNTED = ("send", "edit", "forward", "copy")


class Gate:
    """Lets calls that make or change messages out in the order in which they came, `MOST` within any second at most.

    Telegram counts a call at a moment that we do not know, but which lies between our sending it and its answer. So a
    call holds its place until a second after its answer: those that are counted within one second all hold places at
    the moment when the last of them goes out. `clock` gives seconds and never goes back; `nap` waits so many.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], float] = time.monotonic,
        nap: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._clock, self._nap = clock, nap
        self._taken = 0
        self._answered: deque[tuple[float, int]] = deque()
        self._turn, self._heard = asyncio.Lock(), asyncio.Event()

    @asynccontextmanager
    async def passing(self, method: str, messages: int = 1) -> AsyncIterator[None]:
        """The block makes a call of this method of the Bot API, for so many messages, and has its answer at its end.

        One that shows nothing does not wait.
        """
        if not method.startswith(_COUNTED) or method == "sendChatAction":
            yield
            return
        places = min(max(messages, 1), MOST)
        async with self._turn:
            await self._room(places)
            self._taken += places
        try:
            yield
        finally:
            self._answered.append((self._clock(), places))
            self._heard.set()

    async def _room(self, places: int) -> None:
        """Wait until so many places are free."""
        while True:
            self._heard.clear()
            now = self._clock()
            while self._answered and self._answered[0][0] + _SECOND <= now:
                self._taken -= self._answered.popleft()[1]
            if self._taken + places <= MOST:
                return
            if self._answered:
                await self._nap(self._answered[0][0] + _SECOND - now)
            else:
                await self._heard.wait()
