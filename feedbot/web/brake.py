"""Holds back who guesses passwords: each client by itself and all together, twice as long with each wrong guess."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """How much is let pass at once, how long a wait becomes at most, and after what quiet all is forgotten."""

    free: int
    most: timedelta
    quiet: timedelta

    def pause(self, failures: int) -> timedelta:
        """How long to wait after so many failures: nothing for the first ones, then 1 second, 2, 4 ..."""
        if failures < self.free:
            return timedelta(0)
        return min(self.most, timedelta(seconds=2 ** min(failures - self.free, 30)))


CLIENT = Measure(free=4, most=timedelta(hours=1), quiet=timedelta(days=1))
"""For one client: a person may mistype a few times."""

ALL = Measure(free=40, most=timedelta(seconds=15), quiet=timedelta(minutes=30))
"""For all together: an army of clients gets some thousand guesses a day, and a person still comes through."""


@dataclass(slots=True)
class _Tally:
    failures: int = 0
    last: datetime = _NEVER

    def wait(self, measure: Measure, now: datetime) -> timedelta:
        return max(timedelta(0), self.last + measure.pause(self.failures) - now) if self.failures else timedelta(0)

    def count(self, measure: Measure, now: datetime) -> None:
        self.failures = 1 if self.last + measure.quiet < now else self.failures + 1
        self.last = now


class Brake:
    """Counts attempts. An attempt counts as failed from its beginning, so that many at once gain nothing."""

    def __init__(self, *, most: int = 4_096, client: Measure = CLIENT, everybody: Measure = ALL) -> None:
        self._most = most
        self._client = client
        self._everybody = everybody
        self._tallies: OrderedDict[str, _Tally] = OrderedDict()
        self._all = _Tally()
        self._friends: OrderedDict[str, None] = OrderedDict()

    def wait(self, client: str, now: datetime) -> timedelta:
        """How long a client must wait before it may try; nothing if it may now.

        Who gave the right password before waits for its own failures only, so that strangers cannot lock it out.
        """
        own = self._tallies[client].wait(self._client, now) if client in self._tallies else timedelta(0)
        return own if client in self._friends else max(own, self._all.wait(self._everybody, now))

    def tried(self, client: str, now: datetime) -> None:
        """Count an attempt as failed; the longest unseen clients are forgotten."""
        self._tallies.setdefault(client, _Tally()).count(self._client, now)
        self._tallies.move_to_end(client)
        if client not in self._friends:
            self._all.count(self._everybody, now)
        if len(self._tallies) > self._most:
            self._tallies.popitem(last=False)

    def right(self, client: str) -> None:
        """Forgive a client: it had the password."""
        self._tallies.pop(client, None)
        if client not in self._friends:
            self._all.failures = max(0, self._all.failures - 1)
        self._friends[client] = None
        self._friends.move_to_end(client)
        if len(self._friends) > self._most:
            self._friends.popitem(last=False)
