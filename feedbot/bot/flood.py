"""How often one person is heard: a bounded number of times a minute, and one word when it is too often."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Literal

MINUTE = 60.0
MOST = 10_000
"""How many persons are remembered; the one heard longest ago is forgotten first."""


class Flood:
    """Counts what each person said within the last minute; `clock` gives seconds and never goes back."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._heard: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._heard)

    def __call__(self, who: str, pace: int) -> Literal["go", "slow", "silence"]:
        """Whether somebody is heard who says something now: at most `pace` times a minute, then told once to wait."""
        now = self._clock()
        since, count = self._heard.pop(who, (now, 0))
        if now - since >= MINUTE:
            since, count = now, 0
        self._heard[who] = since, count + 1
        if len(self._heard) > MOST:
            self._heard.popitem(last=False)
        return "go" if count < pace else "slow" if count == pace else "silence"
