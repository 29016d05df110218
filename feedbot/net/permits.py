"""What a robots.txt lets us do (RFC 9309), read from its text. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from protego import Protego

from feedbot.model import Failed

OUR_NAME = "feedbot"
"""The product token by which a robots.txt names us (RFC 9309, section 2.2.1)."""

_MOST = 10_000
_EACH = 1024  # bytes that the library takes for a rule
_AGENT = re.compile(r"user[-\s]*agent\s*(?:[:\s]|$)\s*(.*)", re.IGNORECASE)
_OF_THE_SITE = re.compile(r"(?:site-?maps?|host)\s*(?:[:\s]|$)", re.IGNORECASE)
_PRODUCT = re.compile(r"[A-Za-z_-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """The rules for us that hold until then; no `rules` means that all is allowed. `weight` is about their bytes.

    `unread` says why the robots.txt could not be read, and then nothing is allowed.
    """

    until: datetime
    rules: Protego | None = None
    weight: int = 0
    unread: Failed | None = None

    def allows(self, url: str) -> bool:
        """Whether an address of the site may be visited."""
        return self.rules is None or bool(self.rules.can_fetch(url, OUR_NAME))

    @property
    def delay(self) -> timedelta:
        """The Crawl-delay asked of us, a day at most; nothing if none."""
        seconds = self.rules.crawl_delay(OUR_NAME) if self.rules else None
        return timedelta(seconds=min(seconds or 0, 86400))


def permit(body: bytes, until: datetime) -> Permit:
    """The rules of a robots.txt, ten thousand lines at most; what it says to others is left out.

    So neither a list of names nor one of rules can cost much time or memory: `weight` is about the bytes they take.
    """
    lines = list(islice(_ours(body.decode("utf-8-sig", "replace")), _MOST))
    rules = Protego.parse("\n".join(lines)) if lines else None
    return Permit(until=until, rules=rules, weight=sum(map(len, lines)) + _EACH * len(lines))


def _ours(text: str) -> Iterator[str]:
    """The lines of the groups that are for us or for everybody; a group has one line for each of the two at most."""
    names: set[str] = set()
    naming = False
    for raw in text.splitlines():
        line = raw.partition("#")[0].strip()
        agent = _AGENT.match(line)
        if agent:
            names, naming = names if naming else set(), True
            name = _name(agent[1])
            if name and name not in names:
                names.add(name)
                yield f"User-agent: {name}"
        elif line and not _OF_THE_SITE.match(line):
            naming = False
            if names:
                yield line


def _name(value: str) -> str | None:
    """Whom a line names: "feedbot", "*", or None for somebody else."""
    product = _PRODUCT.match(value)
    if product:
        return OUR_NAME if product[0].lower() == OUR_NAME else None
    return "*" if value.startswith("*") else None
