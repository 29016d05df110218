"""What a source is called that somebody adds, and which place it watches."""

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from feedbot.errors import FeedbotError
from feedbot.model import Source
from feedbot.text import urls

ON_THE_WEB = ("feed", "page", "sitemap", "telegram_channel")
"""Kinds that may be added from a page or by a message: a folder or a command would let its writer read or run what
lies here.
"""


def name(url: str, taken: set[str], title: str | None = None) -> str:
    """A name from a title in Latin letters, else from host or folder; with a number if it is taken."""
    try:
        host = urlsplit(url).hostname or Path(url).name
    except ValueError:  # brackets without an IPv6 address; the config says so
        host = ""
    titled = _slug(title) if title and title.isascii() else ""
    base = titled or _slug(host.removeprefix("www.")) or "source"
    names = (base if number == 1 else f"{base}-{number}" for number in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9._-]+", "-", text.lower()).strip("-._")[:50].strip("-._")


def on_the_web(url: str) -> str:
    """An address without the scheme that some readers put before it or in its scheme's place."""
    return re.sub(r"\Afeed:(?=//)", "http:", re.sub(r"\Afeed:(?://)?(?=https?:)", "", url.strip()))


def unfit(url: str) -> str | None:
    """Why an address or folder can never be a source's; None if it may be one."""
    if not url:
        return "nothing is named; give the address of a feed or page, or a folder"
    if reason := unwritable(url):
        return reason
    scheme = re.match(r"([a-z][a-z0-9+.-]*)://", url, re.IGNORECASE)
    if scheme and scheme[1].lower() not in {"http", "https"}:
        return f"feeds are read over http and https, not over {scheme[1]}"
    return None


def unwritable(text: str) -> str | None:
    """Why a text cannot stand in the config; None if it can."""
    if any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in text):
        return "it has control characters, or bytes that are no text; type it anew"
    return None


def refuse_twin(source: Source, held: Sequence[Source]) -> None:
    """Raises FeedbotError if something watches the same place already."""
    if found := twin(source, held):
        raise FeedbotError(
            f'source "{found.name}" watches {source.url} already, so nothing was changed; `feedbot poll {found.name}` '
            "visits it now"
        )


def twin(source: Source, held: Sequence[Source]) -> Source | None:
    """The source that watches the same place already; None if none does."""
    where = place(source)
    return next((each for each in held if place(each) == where), None)


def place(source: Source) -> str:
    """Where a source watches, in the form by which it is known."""
    return urls.canonical(source.url) or source.url
