"""What a client would rather have: Accept and Accept-Encoding (RFC 9110, section 12.5), pure and bounded."""

from collections.abc import Sequence

_SAME = {"x-gzip": "gzip"}  # RFC 9110, section 8.4.1.3
_MOST = 64  # a client that lists more has no preference worth reading


def weights(header: str) -> tuple[tuple[str, float], ...]:
    """The members of a list header with their quality from 0 to 1, in the header's order, in lower case.

    What cannot be read is left out; a quality that cannot be read counts as 0.
    """
    read = []
    for member in header.split(",", _MOST)[:_MOST]:
        name, *parameters = (part.strip().lower() for part in member.split(";"))
        quality = next((part[2:] for part in parameters if part.startswith("q=")), "1")
        if name:
            read.append((name, _quality(quality)))
    return tuple(read)


def media_type(header: str, offers: Sequence[str]) -> str | None:
    """The offered media type that suits an Accept header best; None if it refuses them all or has no word on any.

    Equal qualities go by the header's order, then by that of `offers`: readers name feed types first, browsers HTML.
    """
    wishes = weights(header)
    best: tuple[float, int, int] | None = None
    for place, offer in enumerate(offers):
        match = _most_specific(offer, wishes)
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


def _most_specific(offer: str, wishes: Sequence[tuple[str, float]]) -> tuple[float, int] | None:
    """Quality and place of the range that names an offer most exactly."""
    for pattern in (offer, offer.partition("/")[0] + "/*", "*/*"):
        for place, (name, quality) in enumerate(wishes):
            if name == pattern:
                return quality, place
    return None


def _quality(text: str) -> float:
    """A qvalue (RFC 9110, section 12.4.2)."""
    digits = text[:5]
    if not digits.replace(".", "", 1).isdecimal() or not digits.isascii():
        return 0.0
    return min(float(digits), 1.0)
