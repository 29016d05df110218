"""How much markup Telegram takes in one message, and what of it gives way."""

import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from feedbot.text.marked import QUOTES, STYLES, Rich, Span, units

MOST = 100
"""Entities of a message; the server ignores those behind them (Bot API, messages)."""
MOST_BYTES = 9_000
"""Bytes of all entities of a message as JSON; somewhat above, the server refuses the message."""

# What the server marks by itself: addresses, hashtags, mentions, commands, sums. A guess that is rather too high.
_OWN = re.compile(r"[#@$/][^\W\d_]\w{0,256}|\w://|\w\.[^\W\d_]{2}")
_RANKS = {"text_link": 0, "pre": 1, "code": 1, "spoiler": 2}
_LAST = 4


def bounded(rich: Rich) -> Rich:
    """Give a rich text with no more spans than a message may have: 100, with 9,000 bytes as JSON in all.

    Those that matter least are dropped: links stay before code, quotations, spoilers and other styles; of the same kind
    the earlier stays. The server cuts a style at every link, code, quotation, hashtag and address within it, and
    counts the pieces; so do we. The text stays as it is.
    """
    if len(rich.spans) * 12 < MOST and _weight(rich.spans) * 4 < MOST_BYTES and not _OWN.search(rich.text):
        return rich
    kept: list[Span] = []
    room, space = MOST, MOST_BYTES
    wholes = sorted((span for span in rich.spans if span.type not in STYLES | QUOTES), key=_rank)
    for span in (*wholes, *(span for span in rich.spans if span.type in QUOTES)):
        size = _size(span)
        if room >= 1 and size <= space:
            kept.append(span)
            room, space = room - 1, space - size
    own = _own(rich.text)
    borders = sorted({place for span in kept for place in (span.offset, span.end)} | set(own))
    room -= min(room, len(own) // 2)
    for span in sorted((span for span in rich.spans if span.type in STYLES), key=_rank):
        pieces = 1 + bisect_left(borders, span.end) - bisect_right(borders, span.offset)
        size = _size(span) * pieces
        if pieces <= room and size <= space:
            kept.append(span)
            room, space = room - pieces, space - size
    chosen = {id(span) for span in kept}
    return Rich(text=rich.text, spans=tuple(span for span in rich.spans if id(span) in chosen))


def _rank(span: Span) -> tuple[int, int]:
    return _RANKS.get(span.type, _LAST), span.offset


def _weight(spans: Iterable[Span]) -> int:
    return sum(map(_size, spans))


def _size(span: Span) -> int:
    """The bytes of a span as JSON, with what parts it from the next."""
    fields = {
        "type": span.type,
        "offset": span.offset,
        "length": span.length,
        "url": span.url,
        "language": span.language,
    }
    told = {name: value for name, value in fields.items() if value is not None}
    return len(json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")) + 2


def _own(text: str) -> Sequence[int]:
    """Give the offsets where what the server marks by itself may begin and end."""
    places: list[int] = []
    offset = last = 0
    for match in _OWN.finditer(text):
        start = offset + units(text[last : match.start()])
        offset, last = start + units(match[0]), match.end()
        places += (start, offset)
    return places
