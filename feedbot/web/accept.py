"""What a client would rather have: Accept and Accept-Encoding (RFC 9110, section 12.5), pure and bounded."""

import re
from collections.abc import Mapping, Sequence

_SAME = {"x-gzip": "gzip"}  # RFC 9110, section 8.4.1.3
_MOST = 64  # a client that lists more has no preference worth reading
_LONGEST = 16_384
_MEMBER = re.compile(r'(?:[^",]|"(?:[^"\\]|\\.)*"?)+', re.DOTALL)  # a comma within quotes parts nothing
_PART = re.compile(r'(?:[^";]|"(?:[^"\\]|\\.)*"?)+', re.DOTALL)

Parameters = frozenset[tuple[str, str]]
"""The parameters of a media type: names in lower case, with their values."""

OURS: Parameters = frozenset({("charset", "utf-8"), ("type", "feed")})
"""What is so of all that is offered here (RFC 4287 has the type); a range that wants anything else is for others."""


def weights(header: str) -> tuple[tuple[str, float], ...]:
    """The members of a list header with their quality from 0 to 1, in the header's order, in lower case.

    What cannot be read is left out; a quality that cannot be read counts as 0.
    """
    return tuple((name, quality) for name, _, quality in _read(header))


def media_type(header: str, offers: Sequence[str], aliases: Mapping[str, str] | None = None) -> str | None:
    """The offered media type that suits an Accept header best; None if it refuses them all or has no word on any.

    The most exact range that fits an offer says its quality: one with parameters goes before one without, that before
    type/*, and that before */* (section 12.5.1). `aliases` are other names of offers: they are known where a client
    names them in full, and no range stands for them. Equal qualities go by the header's order, then by that of
    `offers`: readers name feed types first, browsers HTML.
    """
    wishes = _read(header)
    names: dict[str, tuple[str, ...]] = {
        offer: (offer, *(alias for alias, other in (aliases or {}).items() if other == offer)) for offer in offers
    }
    best: tuple[float, int, int] | None = None
    for place, offer in enumerate(offers):
        match = _most_specific(names[offer], wishes)
        if match and match[0] > 0:
            rank = (match[0], -match[1], -place)
            best = rank if best is None else max(best, rank)
    return None if best is None else offers[-best[2]]


def encoding(header: str | None, offers: Sequence[str]) -> str:
    """The offered content coding that suits an Accept-Encoding header best, else "identity", which is always there."""
    wishes = {_SAME.get(name, name): quality for name, quality in weights(header or "")}
    anything = wishes.get("*", 0.0)
    ranked = [(wishes.get(offer, anything), -place, offer) for place, offer in enumerate(offers)]
    plain = wishes.get("identity", 0.0)
    quality, _, name = max(ranked, default=(0.0, 0, "identity"))
    return name if quality > 0 and quality >= plain else "identity"


def _read(header: str) -> tuple[tuple[str, Parameters, float], ...]:
    """The members of a list header: name, parameters before the quality, and quality."""
    read = []
    for member, _ in zip(_MEMBER.finditer(header[:_LONGEST]), range(_MOST), strict=False):
        name, _, rest = member[0].partition(";")
        parts = (part[0].partition("=") for part in _PART.finditer(rest))
        pairs = [(key.strip().lower(), value.strip().strip('"').lower()) for key, _, value in parts]
        place = next((place for place, (key, _) in enumerate(pairs) if key == "q"), len(pairs))
        quality = _quality(pairs[place][1]) if place < len(pairs) else 1.0
        if name.strip():
            read.append((name.strip().lower(), frozenset(pair for pair in pairs[:place] if pair[0]), quality))
    return tuple(read)


def _most_specific(names: Sequence[str], wishes: Sequence[tuple[str, Parameters, float]]) -> tuple[float, int] | None:
    """Quality and place of the range that fits an offer most exactly."""
    found: tuple[int, int, int, float] | None = None
    for place, (name, parameters, quality) in enumerate(wishes):
        level = _level(name, names)
        if level and parameters <= OURS:
            rank = (level, len(parameters), -place, quality)
            found = rank if found is None else max(found, rank)
    return None if found is None else (found[3], -found[2])


def _level(name: str, names: Sequence[str]) -> int:
    """How exactly a range names an offer: 4 by its first name, 3 by another, 2 by its type, 1 as anything, 0 not."""
    if name in names:
        return 4 - bool(names.index(name))
    return 2 if name == names[0].partition("/")[0] + "/*" else 1 if name == "*/*" else 0


def _quality(text: str) -> float:
    """A qvalue (RFC 9110, section 12.4.2)."""
    digits = text[:5]
    if not digits.replace(".", "", 1).isdecimal() or not digits.isascii():
        return 0.0
    return min(float(digits), 1.0)
