"""Looking at an address that somebody gave to a door, before anything is stored; it takes 30 seconds at most."""

import asyncio
import re
from dataclasses import dataclass, field

from feedbot import adding
from feedbot.desk import Desk
from feedbot.model import Entry, Harvest, Settings, Source
from feedbot.seek import Tell, kind, seek
from feedbot.sources import KINDS

PATIENCE = 30.0
"""Seconds that a look may take."""

SHOWN = 3
"""How many of its newest entries a found source is shown with."""

NOT_WEB = "Only addresses on the web are added here; folders, commands and mailboxes are named in config.toml."
NO_ADDRESS = "This is no address that can be visited."

_LONGEST = 2_000
_MOST_LINES, _LONGEST_LINE = 100, 500
_CHANNEL = re.compile(r"@(\w{4,32})", re.ASCII)
_BARE = re.compile(r"(?:[^\s/@:]+\.[^\s/@:.]{2,}|(?:\d{1,3}\.){3}\d{1,3})(?::\d{1,5})?(?:[/?#]\S*)?")


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
    """The lines of a search; what is more than anybody would read is left out."""

    lines: list[tuple[bool, str]] = field(default_factory=list)

    def say(self, line: str) -> None:
        self._add(line, fault=False)

    def warn(self, line: str) -> None:
        self._add(line, fault=True)

    def _add(self, line: str, *, fault: bool) -> None:
        if len(self.lines) < _MOST_LINES:
            self.lines.append((fault, line[:_LONGEST_LINE]))


async def look(desk: Desk, url: str, patience: float = PATIENCE) -> Look:
    """What is at an address that `refused` has nothing against. Raises ValueError for what is no address after all."""
    notes = _Notes()
    try:
        async with asyncio.timeout(patience):
            return await _look(desk, url, notes)
    except TimeoutError:
        return Look(lines=tuple(notes.lines), late=True)


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
    if kind(url) not in adding.ON_THE_WEB:
        return NOT_WEB
    return NO_ADDRESS if len(url) > _LONGEST else None


def fits(url: str, wanted: str) -> bool:
    """Whether a source of a kind may be added at an address: a Telegram channel has addresses of its own."""
    channel = "telegram_channel"
    return wanted in adding.ON_THE_WEB and (wanted == channel) == (kind(url) == channel)


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


async def _look(desk: Desk, url: str, notes: _Notes) -> Look:
    config = desk.config()
    wanted = candidate(url, config.settings)
    if twin := await asyncio.to_thread(adding.twin, wanted, config.sources):
        return Look(twin=twin)
    got = await seek(wanted, desk.web, desk.now(), tell=Tell(say=notes.say, warn=notes.warn))
    if got is None:
        return Look(lines=tuple(notes.lines))
    source, found = got
    twin = await asyncio.to_thread(adding.twin, source, config.sources)
    return _shown(source, found, tuple(notes.lines), twin)


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
