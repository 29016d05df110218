"""How we behave towards a host: whose turn it is there, and which hosts asked to be left alone."""

import asyncio
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from weakref import WeakValueDictionary

from feedbot.net.kept import Kept

BUSY = timedelta(hours=4)
"""How long a host is left alone that answered 429 or 503 and did not say for how long."""

SLOWEST = timedelta(seconds=60)
"""The longest gap between two requests that a host's Crawl-delay can make."""

_AT_ONCE = 2
_REMEMBERED = 10_000  # hosts asked last, whose gap is kept; and hosts that are left alone


class Host:
    """A host's turn: at most two requests at once, and their beginnings a gap apart; `lock` is for its robots.txt."""

    def __init__(self, gap: timedelta) -> None:
        self.places = asyncio.Semaphore(_AT_ONCE)
        self.lock = asyncio.Lock()
        self.delay = timedelta(0)
        self._gap, self._free = gap, 0.0

    async def turn(self) -> None:
        """Wait until another request may begin."""
        now = asyncio.get_running_loop().time()
        begins = max(now, self._free)
        self._free = begins + max(self._gap, min(self.delay, SLOWEST)).total_seconds()
        if begins > now:
            await asyncio.sleep(begins - now)

    @property
    def left(self) -> float:
        """The seconds until another request may begin."""
        return max(0.0, self._free - asyncio.get_running_loop().time())


class Hosts:
    """Every host that was asked lately, by name."""

    def __init__(self, gap: timedelta) -> None:
        self._gap = gap
        self._hosts = WeakValueDictionary[str, Host]()
        self._recent = deque[Host](maxlen=_REMEMBERED)

    def at(self, name: str) -> Host:
        """The host of this name; its gap is remembered as long as it is among the last ones."""
        host = self._hosts.get(name)
        if host is None:
            host = self._hosts[name] = Host(self._gap)
        self._recent.append(host)
        return host


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """A host is left alone `until` then, because it answered with `status`."""

    until: datetime
    status: int


class Resting:
    """Hosts that asked for rest (429, 503), by name; at most ten thousand."""

    def __init__(self) -> None:
        self._rests = Kept[Rest](most=_REMEMBERED, weight=0)

    def at(self, name: str, now: datetime) -> Rest | None:
        """The rest that a host has still before it, None if it may be asked."""
        rest = self._rests.get(name)
        if rest and rest.until <= now:
            self._rests.drop(name)
            return None
        return rest

    def learn(self, name: str, rest: Rest) -> None:
        """Leave a host alone as long as another program was told to."""
        self._rests.keep(name, rest)

    def heard(self, name: str, status: int, wait: timedelta | None, now: datetime) -> None:
        """Learn from a status of a host and its Retry-After.

        A success ends no rest: nobody is asked while it lasts, so what answers well was asked before.
        """
        if status in {429, 503}:
            self._rests.keep(name, Rest(until=now + (BUSY if wait is None else wait), status=status))
