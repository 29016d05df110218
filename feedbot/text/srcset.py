"""Which of a picture's addresses is shown where only one can be: the largest sensible one. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from feedbot.text import urls

WIDEST = 2_560
"""How wide, in pixels, a picture should be at most."""

_UNTOLD = 640  # pixels: how wide a picture counts whose width nobody says
_LONGEST = 1 << 14
_MOST = 40
_TRIES = 6
_LAZY = ("data-src", "data-lazy-src", "data-original")
_SETS = ("data-srcset", "data-lazy-srcset", "srcset")
_ADDRESS = re.compile(r"[\s,]*+(\S++)")
_DESCRIPTOR = re.compile(r"[^,]*+")
_SIZE = re.compile(r"\s*([0-9]{1,5})w(?:\s|\Z)|\s*([0-9]{1,2}(?:\.[0-9]{1,3})?)x(?:\s|\Z)")
_SCREEN = re.compile(r"(?:min|max)-width:\s?([0-9]{2,4})px")
# Formats that many readers, and Telegram as a photo, do not show.
_ODD = re.compile(r"(?:\.|image/)(?:avif|hei[cf]s?|jxl|jp2|svg|svgz)(?:\Z|[?#+])", re.IGNORECASE)

CLUES = (*_LAZY, *_SETS)
"""The attributes of an image that name other addresses than `src` does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    address: str
    width: float
    odd: bool

    def rank(self) -> tuple[bool, bool, float]:
        """The higher the better."""
        fits = self.width <= WIDEST
        return not self.odd, fits, self.width if fits else -self.width


def best(image: Mapping[str, str], sources: Sequence[Mapping[str, str]], base: str | None) -> str | None:
    """The address that serves best of an `img` and the `source` elements before it in its `picture`, by attributes.

    The widest up to 2,560 pixels, http(s), resolved against `base`; in a format that all show, if there is one. What
    `src` says does not count beside an address for scripts that load late. None if no address can be used. Reads 16,384
    characters of a list and 40 addresses of it.
    """
    known = [candidate for each in (*sources, image) for candidate in _listed(each, image)]
    widths = {each.address: each.width for each in known}
    for name in _LAZY:
        known += _said(image, name, widths)
    own = [*_said(image, "src", widths)]
    if not any(image.get(name) for name in CLUES if name.startswith("data-")):
        known += own
    ranked = sorted(known, key=_Candidate.rank, reverse=True)[:_TRIES]
    return next((fit for each in (*ranked, *own) if (fit := urls.clean(each.address, base))), None)


def _said(image: Mapping[str, str], name: str, widths: Mapping[str, float]) -> Iterator[_Candidate]:
    """What an attribute with one address offers; lists tell how wide it is, if they have it too."""
    if address := image.get(name, "").strip():
        yield _Candidate(address=address, width=widths.get(address, _told(image)), odd=bool(_ODD.search(address)))


def _listed(element: Mapping[str, str], image: Mapping[str, str]) -> Iterator[_Candidate]:
    """What the lists of an `img` or a `source` offer."""
    screen = _SCREEN.search(element.get("media", "")[:_LONGEST])
    told = float(screen[1]) if screen else _told(image)
    foreign = bool(_ODD.search(element.get("type", "")[:_LONGEST]))
    for name in _SETS:
        for address, said in _parted(element.get(name, "")[:_LONGEST]):
            size = _SIZE.match(said)
            if said.strip() and not size:
                continue
            width = float(size[1]) if size and size[1] else told * float(size[2] if size else 1)
            if width > 2:
                yield _Candidate(address=address, width=width, odd=foreign or bool(_ODD.search(address)))


def _parted(text: str) -> Iterator[tuple[str, str]]:
    """Addresses and their descriptors (HTML standard, "parse a srcset attribute")."""
    place = 0
    for _ in range(_MOST):
        found = _ADDRESS.match(text, place)
        if not found:
            return
        place, said = found.end(), ""
        if not found[1].endswith(","):
            behind = _DESCRIPTOR.match(text, place)
            said = behind[0] if behind else ""
            place += len(said)
        yield found[1].rstrip(","), said


def _told(image: Mapping[str, str]) -> float:
    """How wide an image says it is."""
    text = image.get("width", "").strip().removesuffix("px")
    return float(text) if text.isascii() and text.isdigit() and 0 < len(text) < 6 else _UNTOLD
