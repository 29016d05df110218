"""What every reader of feeds gives, and within which bounds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MOST_ATTRIBUTES = 5_000
MOST_ELEMENTS = 150_000
MOST_PREFIXES = 1_000
MOST_TERMS = 1_000
DEEPEST = 200
MARKUP = frozenset({"text/html", "application/xhtml+xml"})
XHTML = "application/xhtml+xml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """A feed and its finished entries, by names that are mostly feedparser's.

    `atom` is True for a feed in Atom. `gone` are references of RFC 6721. `more` is True when items were left out
    because there are too many. `fault` says where the XML breaks, None if it does not.
    """

    atom: bool
    feed: Mapping[str, Any]
    entries: tuple[Mapping[str, Any], ...]
    gone: tuple[str, ...] = ()
    more: bool = False
    fault: str | None = None
