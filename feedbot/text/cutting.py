"""Rich texts made shorter: cut to a limit, or split into parts; at sentences, and not through a link or code."""

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate

from feedbot.text import clusters
from feedbot.text.marked import CODE, Rich, Span, clipped, units
from feedbot.text.sentences import ends

_ELLIPSIS = "…"
_LOST = " ,;:—–-(•🖼"
_AHEAD = 200
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"})
_FILLERS = frozenset("\u115f\u1160\u180e\u2800\u3164\uffa0\ufffc")


def cut(rich: Rich, limit: int) -> Rich:
    """Shorten a rich text to at most `limit` UTF-16 code units, with "…" at the end; unchanged when it fits.

    The cut is at the end of a sentence if one ends in the second half, else between words, else between characters as
    a reader counts them (UAX #29); not within a link or code that would fit, if anything stands before it, and within
    `pre` at the end of a line. Spans are clipped. Empty if `limit` is below 1.
    """
    if units(rich.text) <= limit:
        return rich
    if limit < 1:
        return Rich(text="")
    text = rich.text
    whole = _Whole(rich, limit)
    most = _fitting(text, 0, limit - 1)
    place = _sentence(text, 0, _fitting(text, 0, limit - 2), whole)
    if place:
        head, mark = text[:place].rstrip(), f" {_ELLIPSIS}"
    else:
        place = whole.before(text, 0, _word(text, 0, most) or clusters.nearest(text, 0, most))
        head, mark = _trimmed(text[:place]), _ELLIPSIS
    return Rich(text=head + mark, spans=tuple(clipped(rich.spans, 0, units(head))))


def split(rich: Rich, limit: int) -> tuple[Rich, ...]:
    """Cut a rich text into parts of at most `limit` UTF-16 code units.

    Parts come in order, none is empty; joined, they give the text back, without those parts that would show nothing,
    which Telegram refuses; where all are such, the first stays. Cuts fall where those of `cut` do, never inside a
    surrogate pair. A span over a cut goes on in the next part (Bot API, MessageEntity).

    Raises ValueError if `limit` is below 2.
    """
    if limit < 2:
        raise ValueError(f"a part of {limit} code units cannot hold every character")
    whole = _Whole(rich, limit)
    parts = []
    place = offset = taken = 0
    carried: list[Span] = []
    while place < len(rich.text):
        stop = _stop(rich.text, place, limit, whole)
        text = rich.text[place:stop]
        behind = offset + units(text)
        while taken < len(rich.spans) and rich.spans[taken].offset < behind:
            carried.append(rich.spans[taken])
            taken += 1
        parts.append(Rich(text=text, spans=tuple(clipped(carried, offset, behind))))
        carried = [span for span in carried if span.end > behind]
        place, offset = stop, behind
    return tuple(part for part in parts if _shows(part.text)) or tuple(parts[:1])


class _Whole:
    """The stretches that should stay whole, as places in the text: links and code, ascending, none in another."""

    def __init__(self, rich: Rich, limit: int) -> None:
        spans = [span for span in rich.spans if span.type in CODE or span.type == "text_link"]
        places = _places(rich.text, [offset for span in spans for offset in (span.offset, span.end)]) if spans else []
        self.starts = places[::2]
        self.ends = places[1::2]
        self.lined = [span.type == "pre" for span in spans]
        self.fit = [span.length * (2 if span.type == "pre" else 1) <= limit for span in spans]

    def around(self, place: int) -> int | None:
        """Give the number of the stretch that a place lies in, None if it is in none or at an end of one."""
        number = bisect_left(self.starts, place) - 1
        return number if number >= 0 and place < self.ends[number] else None

    def before(self, text: str, start: int, place: int) -> int:
        """Give a place behind `start` and not beyond `place` that parts no stretch, if there is one."""
        number = self.around(place)
        if number is None:
            return place
        opening = self.starts[number]
        first = not _trimmed(text[start:opening])
        if self.fit[number] and not first:
            return opening
        line = text.rfind("\n", max(start, opening) + 1, place + 1) if self.lined[number] else -1
        if line > 0:
            return line
        return place if first or not self.lined[number] else opening


def _places(text: str, offsets: Sequence[int]) -> list[int]:
    """Give where in a text the characters at the offsets stand; offsets are in UTF-16 code units."""
    if units(text) == len(text):
        return list(offsets)
    before = [0, *accumulate(2 if sign > "\uffff" else 1 for sign in text)]
    return [bisect_right(before, offset) - 1 for offset in offsets]


def _stop(text: str, start: int, limit: int, whole: _Whole) -> int:
    """Give where the part that begins at `start` ends, the whitespace behind it included."""
    most = _fitting(text, start, limit)
    if most == len(text):
        return most
    stop = _sentence(text, start, most, whole)
    stop = stop or whole.before(text, start, _word(text, start, most) or clusters.nearest(text, start, most))
    while stop < most and text[stop].isspace():
        stop += 1
    return stop if clusters.border(text, stop) or stop - 1 <= start else stop - 1


def _fitting(text: str, start: int, limit: int) -> int:
    """Give the furthest place up to which a text has at most `limit` code units from `start` on."""
    place, left = start, limit
    while place < len(text) and left > 0:
        left -= 2 if text[place] > "\uffff" else 1
        place += left >= 0
    return place


def _sentence(text: str, start: int, most: int, whole: _Whole) -> int:
    """Give the last end of a sentence in the second half of a stretch that parts nothing; 0 if there is none."""
    for end in reversed(ends(text[start : most + min(_AHEAD, most - start)])[:-1]):
        if end <= (most - start) / 2:
            break
        place = start + end
        if place > most or not clusters.border(text, place):
            continue
        number = whole.around(place)
        if number is None or (whole.lined[number] and not whole.fit[number] and text[place] == "\n"):
            return place
    return 0


def _word(text: str, start: int, most: int) -> int:
    """Give the last end of a word that is not beyond `most`; 0 if the first word is longer."""
    head = text[start : most + 1]
    words = head.rstrip() if head[-1:].isspace() else "".join(head.rsplit(None, 1)[:-1])
    return start + len(words) if words else 0


def _shows(text: str) -> bool:
    """Whether a reader sees anything of a text."""
    return any(unicodedata.category(sign) not in _UNSEEN and sign not in _FILLERS for sign in text)


def _trimmed(text: str) -> str:
    """A text without the blanks and signs at its end that would lead on to something."""
    return text.rstrip().rstrip(_LOST).rstrip()
