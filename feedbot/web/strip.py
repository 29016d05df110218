"""The last visits of a source as a strip of bars: SVG that tells by height, colour and shape. Pure.

Nothing in it is styled by an attribute that the pages' policy forbids: colours are variables of their style sheet.
"""

import math
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from markupsafe import Markup, escape

from feedbot.model import Trip
from feedbot.web.reader import Reader

KEPT = 48
"""How many bars there is room for."""

OUTCOMES = ("new", "same", "unchanged", "failed")
"""What a visit may bring, in the order in which it is told."""

_COLOURS = {"new": "good", "same": "cool", "unchanged": "soft", "failed": "bad"}
_LONGEST = timedelta(seconds=30)  # a bar that is as high as can be
_SOON = timedelta(milliseconds=50)  # one that is hardly higher than none
_PITCH, _HEIGHT, _LOW = 4, 24, 6
_TOLD = 200  # characters of a reason


def draw(trips: Sequence[Trip], reader: Reader, *, large: bool = False) -> Markup:
    """The last visits, oldest first, in one picture with a title of its own; the newest bar is the rightmost.

    A bar is the higher the longer the visit took, up to 30 seconds. One with news is pointed, one without is flat, one
    that was not even sent (304) is thin, and one that failed is broken in two. Each bar tells of itself when pointed
    at. It is as wide as there is room if `large`, else 192 pixels.
    """
    last = trips[-KEPT:]
    first = KEPT - len(last)
    bars = "".join(_bar(trip, place, told(trip, reader), wide=large) for place, trip in enumerate(last, first))
    width, height = KEPT * _PITCH, _HEIGHT
    size = Markup(' class="plot"') if large else Markup(' width="{}" height="{}"').format(width, height)
    return Markup(
        '<svg role="img" viewBox="0 0 {} {}"{}><title>{}</title>'
        '<path fill="none" stroke="var(--line)" d="M0 {}h{}"/>{}</svg>'
    ).format(width, height, size, summary(last, reader), height - 0.5, width, Markup(bars))  # noqa: S704  # by _bar


def sample(outcome: str) -> Markup:
    """One bar of an outcome, to stand beside its name."""
    return Markup(
        '<svg aria-hidden="true" width="8" height="16" viewBox="0 8 4 16"><path fill="var(--{})" d="{}"/></svg>'
    ).format(_COLOURS[outcome], _shape(outcome, 0, 14))


def summary(trips: Sequence[Trip], reader: Reader) -> str:
    """What a strip shows, in a sentence for those who do not see it."""
    if not trips:
        return reader.t("sources.never")
    counts = Counter[str](trip.outcome for trip in trips)
    parts = [reader.tp(f"sources.strip_{outcome}", counts[outcome]) for outcome in OUTCOMES if counts[outcome]]
    last = reader.t(f"sources.trip_{trips[-1].outcome}")
    parts.append(reader.t("sources.strip_last", what=last, when=reader.distance(trips[-1].at)))
    return f"{reader.tp('sources.strip', len(trips))}: {', '.join(parts)}"


def told(trip: Trip, reader: Reader) -> str:
    """A visit in a line: when it was, what it brought, how long it took and how large it was, why it failed."""
    parts = [reader.t(f"sources.trip_{trip.outcome}")]
    if trip.new:
        parts.append(reader.tp("sources.trip_entries", trip.new))
    if trip.changed:
        parts.append(reader.tp("sources.trip_changed", trip.changed))
    parts.append(reader.t("sources.took", seconds=reader.number(trip.took.total_seconds(), 1)))
    if trip.size:
        parts.append(reader.t("sources.kib", size=reader.number(trip.size / 1024, 1)))
    line = f"{reader.moment(trip.at)}: {', '.join(parts)}"
    return f"{line}: {_short(trip.because)}" if trip.because else line


def _bar(trip: Trip, place: int, told: str, *, wide: bool) -> str:
    """A bar as markup in a plain string: a page has 4,800 of them, and `Markup.format` takes most of their time."""
    left = place * _PITCH
    title = f"<title>{escape(told)}</title>"
    bar = f'<path fill="var(--{_COLOURS[trip.outcome]})" d="{_shape(trip.outcome, left, height(trip.took))}">'
    if not wide:
        return f"{bar}{title}</path>"
    # Thin bars are hard to point at, so in a large strip each has room of its own around it.
    room = f'<path fill="none" pointer-events="all" d="M{left} 0h{_PITCH}v{_HEIGHT}h-{_PITCH}z"/>'
    return f"<g>{title}{bar}</path>{room}</g>"


def height(took: timedelta) -> int:
    """How high a bar is for a length of time, which counts by its logarithm; from 6 to 22 of 24."""
    share = math.log1p(max(took, timedelta(0)) / _SOON) / math.log1p(_LONGEST / _SOON)
    return _LOW + round((_HEIGHT - 2 - _LOW) * min(share, 1.0))


def _shape(outcome: str, left: int, high: int) -> str:
    """The outline of a bar whose left edge is there, standing on the ground."""
    match outcome:
        case "new":
            return f"M{left} {_HEIGHT}v-{high - 1}l1.5-3 1.5 3v{high - 1}z"
        case "failed":
            over = max(high, 10) - 5
            return f"M{left} {_HEIGHT}v-3h3v3zm0-5v-{over}h3v{over}z"
        case "unchanged":
            return f"M{left + 1} {_HEIGHT}v-{high}h1v{high}z"
        case _:
            return f"M{left} {_HEIGHT}v-{high}h3v{high}z"


def _short(text: str) -> str:
    return text if len(text) <= _TOLD else f"{text[: _TOLD - 1]}…"
