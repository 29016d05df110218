"""How our documents are called, in the output folder and in addresses alike, and how long each may be kept.

    NAME.atom           the newest pieces; .rss, .json and .html likewise, and the bare NAME means any of them
    NAME.2.atom         an archive page, closed for good (RFC 5005, section 4)
    NAME.all.atom       the complete feed (RFC 5005, section 2)
    NAME.TOKEN.atom     a private feed; its archive pages are NAME.TOKEN.2.atom

A feed's name has no dot and a token is longer than any number, so a file is read in one way only.
"""

import re
from dataclasses import dataclass
from typing import Literal

from feedbot.feeds import FORMATS

_FILE = re.compile(
    r"(?P<feed>[a-z0-9][a-z0-9_-]{0,63})"
    r"(?:\.(?P<token>[A-Za-z0-9_-]{22,128}))?"
    r"(?:\.(?P<page>[1-9][0-9]{0,8}|all))?"
    r"(?P<suffix>\.(?:atom|rss|json|html))?"
)
_BY_SUFFIX = {kind.suffix: format for format, kind in FORMATS.items()}
_STALE = "stale-while-revalidate=3600, stale-if-error=86400"
_AGE = {"html": 0}  # people reload a page to see what is new


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """What the name of a document says. `format` is None for a name without a suffix: whichever suits the client."""

    feed: str
    token: str | None = None
    page: int | Literal["all"] | None = None
    format: str | None = None

    @property
    def stem(self) -> str:
        """The file's name without the suffix of its format."""
        return self.base if self.page is None else f"{self.base}.{self.page}"

    @property
    def base(self) -> str:
        """The stem of the feed's newest pieces, whatever page this is."""
        return self.feed if self.token is None else f"{self.feed}.{self.token}"

    @property
    def archive(self) -> bool:
        """It is an archive page, which never changes again."""
        return isinstance(self.page, int)


def read(file: str) -> Address | None:
    """What a name means, with or without the suffix of a format; None for what is no name of a document."""
    found = _FILE.fullmatch(file)
    if found is None:
        return None
    page, suffix = found["page"], found["suffix"]
    return Address(
        feed=found["feed"],
        token=found["token"],
        page=int(page) if page and page.isdecimal() else "all" if page else None,
        format=_BY_SUFFIX[suffix] if suffix else None,
    )


def keep(address: Address, format: str) -> str:
    """The Cache-Control of a document in a format (RFC 9111, RFC 5861, RFC 8246)."""
    who = "public" if address.token is None else "private"
    if address.archive:
        return f"{who}, max-age=31536000, immutable"
    return f"{who}, max-age={_AGE.get(format, 300)}, {_STALE}"
