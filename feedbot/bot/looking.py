"""Looking at an address that somebody sent, before anything is stored; it takes 30 seconds at most."""

import asyncio
import re
from dataclasses import dataclass, field

from feedbot import adding
from feedbot.bot import orders
from feedbot.desk import Desk
from feedbot.model import Entry, Harvest, Settings, Source
from feedbot.seek import Tell, kind, seek
from feedbot.sources import KINDS

PATIENCE = 30.0
"""Seconds that a look may take."""

SHOWN = 3
"""How many of its newest entries a found source is shown with."""

_LONGEST = 2_000
_MOST_LINES, _LONGEST_LINE = 20, 300
_TOKENS = 100
_CHANNEL = re.compile(r"@(\w{4,32})", re.ASCII)
_BARE = re.compile(r"[^\s/@:]+\.[^\s/@:.]{2,}(?::\d{1,5})?(?:[/?#]\S*)?")
_MARKS = ".,;:!?\"'()[]<>«»“”„"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What was found at an address.

    `lines` are what the search said. `found` is the source as it can be read, None if there is none; `entries` are its
    newest, newest first, of `count`. `twin` watches the same place already. `late` says that the time was over.
    """

    lines: tuple[str, ...] = ()
    found: Source | None = None
    entries: tuple[Entry, ...] = ()
    count: int = 0
    twin: Source | None = None
    late: bool = False


@dataclass(slots=True)
class _Notes:
    lines: list[str] = field(default_factory=list)

    def say(self, line: str) -> None:
        if len(self.lines) < _MOST_LINES:
            self.lines.append(line[:_LONGEST_LINE])


async def look(desk: Desk, url: str, patience: float = PATIENCE) -> Look:
    """What is at an address that `unfit` has nothing against. Raises ValueError for what is no address after all."""
    notes = _Notes()
    try:
        async with asyncio.timeout(patience):
            return await _look(desk, url, notes)
    except TimeoutError:
        return Look(lines=tuple(notes.lines), late=True)


async def _look(desk: Desk, url: str, notes: _Notes) -> Look:
    config = desk.config()
    wanted = candidate(url, config.settings)
    if twin := await asyncio.to_thread(orders.twin, wanted, config.sources):
        return Look(twin=twin)
    got = await seek(wanted, desk.web, desk.now(), tell=Tell(say=notes.say, warn=notes.say))
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


def in_text(text: str) -> str | None:
    """The first address in a text, which may also be the whole of it in a short form; None if there is none."""
    words = text[: _TOKENS * 100].split()[:_TOKENS]
    for word in words:
        bare = word.strip(_MARKS)
        if re.match(r"(?:https?://|t\.me/)[^\s]", bare, re.IGNORECASE):
            return address(bare)
    if len(words) == 1 and address(words[0]) != words[0]:
        return address(words[0])
    return None


def unfit(url: str) -> bool:
    """Whether there can be no source at an address, or none that may be added by a message."""
    return adding.unfit(url) is not None or len(url) > _LONGEST or kind(url) not in orders.ON_THE_WEB


def candidate(url: str, settings: Settings) -> Source:
    """A source that is to be tried. Raises ValueError if there can be none at this address."""
    name, found = "new", kind(url)
    key = "channel" if found == "telegram_channel" else "url"
    section = KINDS[found].section.model_validate({"name": name, "kind": found, key: url})
    return Source(
        name=name, kind=found, url=section.place, limits=settings.limits, brief=settings.brief, options=section
    )


def _shown(source: Source, found: Harvest, lines: tuple[str, ...], twin: Source | None) -> Look:
    entries = tuple(find.entry for find in reversed(found.finds[-SHOWN:]))
    return Look(lines=lines, found=source, entries=entries, count=len(found.finds), twin=twin)
