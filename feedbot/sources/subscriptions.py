"""What other programs had subscribed to, as values: feeds, what had been seen of them, and the chats that got them."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from feedbot.text import decode

MOST = 20_000
"""Feeds that one store may have."""

MOST_SEEN = 5_000
"""Names of entries that are carried over for a feed; the newest, where a store has more."""

LONGEST = 8_192
"""Characters of an address, or of an entry's name."""

_LONGEST_LINE = 1_000
_MOST_CATEGORIES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A feed that another program watched.

    `seen` names the entries it had dealt with, as that program names them: ids and links as the feed writes them, and
    "crc32:" with hexadecimal digits for the CRC-32 of such a name (RFC 1952, section 8). `checked` is a moment at which
    it had surely looked; None where its store does not tell. `interval` is None where that program's default held.
    """

    url: str
    title: str | None = None
    categories: tuple[str, ...] = ()
    interval: timedelta | None = None
    paused: bool = False
    seen: frozenset[str] = frozenset()
    checked: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """Something that was left out, and why."""

    what: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """A Telegram chat and the addresses of the feeds it got, each once; `silent` where all came without a sound."""

    chat: str
    urls: tuple[str, ...]
    silent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A program whose output is a feed: what newsboat calls `exec:`."""

    command: tuple[str, ...]
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What a store holds; `kind` says in words whose it is. `hint` is how more could be carried over, None if not."""

    kind: str
    subscriptions: tuple[Subscription, ...] = ()
    left: tuple[Left, ...] = ()
    chats: tuple[Chat, ...] = ()
    programs: tuple[Program, ...] = ()
    hint: str | None = None


def line(value: object, limit: int = _LONGEST_LINE) -> str:
    """A text on one line, without what no config may have; "" for what is no text."""
    return " ".join(decode.tidy(value[: 2 * limit]).split())[:limit].strip() if isinstance(value, str) else ""


def address(value: object) -> str:
    """An address as written, on one line; "" for what is none or too long."""
    text = line(value, LONGEST + 1)
    return text if len(text) <= LONGEST else ""


def names(values: list[str]) -> frozenset[str]:
    """The names of entries that are carried over; `values` has the newest first."""
    kept = dict.fromkeys(value for value in values if 0 < len(value) <= LONGEST)
    return frozenset(list(kept)[:MOST_SEEN])


def categories(values: list[str]) -> tuple[str, ...]:
    """Categories, each once."""
    folded = dict.fromkeys(line(value) for value in values)
    return tuple(each for each in folded if each)[:_MOST_CATEGORIES]


def hashtags(value: object) -> tuple[str, ...]:
    """The words of a text with or without number signs: "#linux #kernel", "linux kernel"."""
    text = line(value)
    return categories(re.findall(r"#([^\s#]+)", text) if "#" in text else text.split())


def moment(value: object) -> datetime | None:
    """A moment in ISO 8601, in UTC where it names no zone, or seconds since 1970; None for anything else."""
    try:
        if isinstance(value, str):
            said = datetime.fromisoformat(value.strip())
            return said.replace(tzinfo=said.tzinfo or UTC).astimezone(UTC)
        if isinstance(value, int | float) and value > 0:
            return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return None
