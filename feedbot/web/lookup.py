"""Looking at an address that somebody gave on a page or by the API, before anything is stored.

It takes 30 seconds at most, and a visitor has one look at a time.
"""

import asyncio
import re
from dataclasses import dataclass, field

from feedbot import adding
from feedbot.desk import Desk
from feedbot.model import Entry, Harvest, Settings, Source
from feedbot.seek import Tell, kind, seek
from feedbot.sources import KINDS
from feedbot.web import orders
from feedbot.web.guard import Visitor

PATIENCE = 30.0
"""Seconds that a look may take."""

SHOWN = 3
"""How many of its newest entries a found source is shown with."""

NOT_WEB = "Only addresses on the web are added here; folders, commands and mailboxes are named in config.toml."
NO_ADDRESS = "This is no address that can be visited."

_LONGEST = 2_000
_MOST_LINES, _LONGEST_LINE = 100, 500
_CHANNEL = re.compile(r"@(\w{4,32})", re.ASCII)
_BARE = re.compile(r"[^\s/@:]+\.[^\s/@:.]+(?::\d{1,5})?(?:[/?#]\S*)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What was found at an address.

    `lines` are what the search said, each with whether it is a fault. `found` is the source as it can be read, None if
    there is none; `entries` are its newest, newest first, of `count`. `twin` watches the same place already. `late`
    says that the time was over before anything was found.
    """

    lines: tuple[tuple[bool, str], ...] = ()
    found: Source | None = None
    title: str = ""
    entries: tuple[Entry, ...] = ()
    count: int = 0
    twin: Source | None = None
    late: bool = False


@dataclass(slots=True)
class _Notes:
    """The lines of a search; what is more than a page can show is left out."""

    lines: list[tuple[bool, str]] = field(default_factory=list)

    def say(self, line: str) -> None:
        self._add(line, fault=False)

    def warn(self, line: str) -> None:
        self._add(line, fault=True)

    def _add(self, line: str, *, fault: bool) -> None:
        if len(self.lines) < _MOST_LINES:
            self.lines.append((fault, line[:_LONGEST_LINE]))


class Looker:
    """Looks for sources, for each visitor one at a time."""

    def __init__(self, desk: Desk, patience: float = PATIENCE) -> None:
        self._desk, self._patience = desk, patience
        self._busy = set[str]()

    async def __call__(self, visitor: Visitor, url: str) -> Look | None:
        """What is at an address that `refused` has nothing against; None while this visitor has another look going.

        Raises ValueError for what is no address after all.
        """
        who = f"{visitor.how} {visitor.name or (visitor.secret if visitor.how == 'session' else '')}"
        if who in self._busy:
            return None
        self._busy.add(who)
        notes = _Notes()
        try:
            async with asyncio.timeout(self._patience):
                return await self._look(url, notes)
        except TimeoutError:
            return Look(lines=tuple(notes.lines), late=True)
        finally:
            self._busy.discard(who)

    async def _look(self, url: str, notes: _Notes) -> Look:
        config = self._desk.config()
        wanted = candidate(url, config.settings)
        if twin := await asyncio.to_thread(orders.twin, wanted, config.sources):
            return Look(twin=twin)
        tell = Tell(say=notes.say, warn=notes.warn)
        got = await seek(wanted, self._desk.web, self._desk.now(), tell=tell)
        if got is None:
            return Look(lines=tuple(notes.lines))
        source, found = got
        twin = await asyncio.to_thread(orders.twin, source, config.sources)
        return _shown(source, found, tuple(notes.lines), twin)


def address(text: str) -> str:
    """The address that somebody means: "example.org/news" is one on the web, "@name" a Telegram channel."""
    url = adding.on_the_web(text)
    if channel := _CHANNEL.fullmatch(url):
        return f"https://t.me/{channel[1]}"
    return f"https://{url}" if _BARE.fullmatch(url) else url


def refused(url: str) -> str | None:
    """Why an address is not looked at, in an English sentence; None if it may be."""
    if reason := adding.unfit(url):
        return f"{reason[:1].upper()}{reason[1:]}."
    if kind(url) == "folder":
        return NOT_WEB
    return NO_ADDRESS if len(url) > _LONGEST else None


def candidate(url: str, settings: Settings) -> Source:
    """A source that is to be tried. Raises ValueError if there can be none at this address."""
    name, found = "new", kind(url)
    key = "channel" if found == "telegram_channel" else "url"
    try:
        section = KINDS[found].section.model_validate({"name": name, "kind": found, key: url})
    except ValueError:
        raise ValueError(NO_ADDRESS) from None
    return Source(
        name=name, kind=found, url=section.place, limits=settings.limits, brief=settings.brief, options=section
    )


def _shown(source: Source, found: Harvest, lines: tuple[tuple[bool, str], ...], twin: Source | None) -> Look:
    entries = tuple(find.entry for find in reversed(found.finds[-SHOWN:]))
    return Look(
        lines=lines,
        found=source,
        title=entries[0].origin.title if entries else "",
        entries=entries,
        count=len(found.finds),
        twin=twin,
    )
