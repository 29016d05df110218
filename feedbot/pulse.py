"""Feels now and then whether the database takes writes, and whether the lanes move."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from feedbot.errors import FeedbotError
from feedbot.rules.wellness import STALLED
from feedbot.store import Store, health

REST = timedelta(seconds=10)
"""How old what was felt may be before it is felt anew: whoever asks more often costs nothing more."""

PATIENCE = timedelta(seconds=2)
"""How long who asks waits for what is felt at the moment, before he is told how long that takes already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Felt:
    """What was felt last: why a tiny write failed, and by lane for how long it could have sent and did not.

    `writing` is for how long the present try has been under way, if it takes longer than one waits for it.
    """

    written: str = ""
    writing: timedelta = timedelta(0)
    stalled: Mapping[str, timedelta] = field(default_factory=dict)


class Pulse:
    """Feels when somebody asks, one at a time; to be closed before the store.

    `lanes` names the channels that this program serves, `now` is the moment it is, and `clock` gives seconds and never
    goes back.
    """

    def __init__(
        self,
        store: Store,
        *,
        lanes: Callable[[], Sequence[str]],
        now: Callable[[], datetime],
        clock: Callable[[], float] = time.monotonic,
        patience: timedelta = PATIENCE,
    ) -> None:
        self._store, self._lanes, self._now, self._clock = store, lanes, now, clock
        self._patience = patience
        self._felt = Felt()
        self._began: float | None = None
        self._task: asyncio.Task[Felt] | None = None

    async def feel(self) -> Felt:
        """What is felt, at most REST old; one that asks the database waits PATIENCE at most. Never raises."""
        if self._task is None:
            if self._began is not None and self._clock() - self._began < REST.total_seconds():
                return self._felt
            self._began = self._clock()
            self._task = asyncio.create_task(self._try(), name="pulse")
        task = self._task
        await asyncio.wait({task}, timeout=self._patience.total_seconds())
        if not task.done():
            began = self._began or 0.0
            return Felt(stalled=self._felt.stalled, writing=timedelta(seconds=self._clock() - began))
        if not task.cancelled():
            self._felt = task.result()
        if self._task is task:
            self._task = None
        return self._felt

    async def close(self) -> None:
        """Let go of the database."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _try(self) -> Felt:
        now = self._now()
        try:
            await self._store.write(health.pulse, now)
        except FeedbotError as error:
            return Felt(written=str(error), stalled=self._felt.stalled)
        try:
            found = await self._store.read(health.stalled, list(self._lanes()), now - STALLED)
        except FeedbotError as error:
            return Felt(written=str(error), stalled=self._felt.stalled)
        return Felt(stalled={name: now - since for name, since in found.items()})
