"""How sources, channels and the canary are, and what is told of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

State = Literal["new", "ok", "late", "failing", "gone", "paused"]

READERS = "reader-"
"""How the names of readers' channels begin; no channel of the config has such a name."""

OURS = "feedbot"
"""The source of entries that tell of our sources' health; no source of the config has this name."""

CANARY = "feedbot-canary"
"""The name of the canary's source, feed and channel; none of the config has it."""

OWN = (OURS, CANARY)
"""The sources of entries that are no news."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ailment:
    """Something that is wrong with a source, a channel or the config, as long as it lasts.

    `source` is "" for what concerns all sources (our own network), "@HOST" for all of a host, "#CHANNEL" for a channel
    and "#" for the config. `code` names it: "failing", "gone", "late", "fewer", "nothing", "encoding", "language",
    "certificate", "moved", "ids", "network"; "unreachable", "parked", "dropped" and "doubtful" of a channel; "canary";
    "config". One of a code a source. `because` says what is seen, `remedy` what to do; both are sentences for people.
    """

    source: str
    code: str
    since: datetime
    because: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """An ailment that began, or one that is over: told once each."""

    ailment: Ailment
    at: datetime
    over: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """How far canaries came.

    The newest was made at `laid`, and is not yet where it `lacks`. The last one that arrived everywhere had been made
    at `arrived`, and its way `took` so long; `number` is its place in the feed. One is waited for from `since` on.
    """

    laid: datetime | None = None
    arrived: datetime | None = None
    took: timedelta | None = None
    since: datetime | None = None
    lacks: tuple[str, ...] = ()
    number: int = 0

    def age(self, now: datetime) -> timedelta | None:
        """How long ago the last one that arrived had been made; None while none did."""
        return None if self.arrived is None else max(now - self.arrived, timedelta(0))

    def overdue(self, now: datetime) -> timedelta:
        """For how long none came, as long as somebody was there to wait."""
        begun = [each for each in (self.arrived, self.since) if each is not None]
        return max(now - max(begun), timedelta(0)) if begun else timedelta(0)
