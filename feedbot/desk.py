"""What the doors get of the running program, its pages, its API and its bot: all they may ask and do."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from feedbot.crew import Crew
from feedbot.model import READERS, Config
from feedbot.net import Web
from feedbot.rules.matching import Panel
from feedbot.store import Store

SINGLE = ("source ", f"channel {READERS}")
"""How the names of problems begin that are no trouble yet: what a source, or a reader's chat, answered last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How we are: `alive` while the loops turn, `ready` while work gets done; `problems` are sentences for people."""

    alive: bool
    ready: bool
    problems: tuple[str, ...] = ()


async def _nothing() -> None:
    """Where nobody follows anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The running program as a door sees it.

    `change` edits the text of config.toml by a function such as those of `edit`, checks the whole, writes it and takes
    it over; it gives the faults as sentences, and nothing was changed where there are any. `wake` makes every loop look
    for work, `refresh` takes what readers follow anew.
    """

    config: Callable[[], Config]
    store: Store
    crew: Crew
    web: Web
    now: Callable[[], datetime]
    panel: Callable[[], Panel | None]
    health: Callable[[], Awaitable[Health]]
    problems: Callable[[], Mapping[str, str]]
    change: Callable[[Callable[[str], str]], Awaitable[tuple[str, ...]]]
    wake: Callable[[], None]
    refresh: Callable[[], Awaitable[None]] = _nothing
