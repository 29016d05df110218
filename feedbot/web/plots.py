"""Numbers as drawings: SVG that needs no script and no style of its own, fits any width, and has a title for each hour.

Across they measure in hundredths of the width, down in pixels, so that texts keep their size on a narrow screen. What
a colour says a pattern says too. Pure.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from markupsafe import Markup

COLOURS = ("#3a80c9", "#c06c1c", "#2f9060", "#b5559b", "#8a7f1f", "#cf5b4f", "#1f8b99", "#7d7d7d")
"""What series are drawn in, the last for all the rest: each stands out from paper both light and dark."""

_PATTERNS = (
    "",
    "M0 6L6 0M-1 1L1 -1M5 7L7 5",
    "M0 1.5H6M0 4.5H6",
    "M1.5 0V6M4.5 0V6",
    "M0 0L6 6M-1 5L1 7M5 -1L7 1",
    "M2 3H4M3 2V4",
    "M0 3H6M3 0V6",
    "M0 3L1.5 0L4.5 6L6 3",
)
_LEFT = 7.0  # hundredths of the width that texts beside the drawing have
_TOP, _BOTTOM, _HEIGHT = 16, 146, 166  # pixels
_RIGHT = 0.75  # of the columns, behind which a text would not fit on a narrow screen
_NARROW = 300  # pixels of a drawing on the narrowest screen
_LETTER = 6.5  # pixels, and hardly more, of the letters of a text
_SPARE = Markup(' class="spare"')
_GAP = 0.2  # of the room of a column
_COUNTS = (10, 20, 30, 40, 50, 60, 80)
_LENGTHS = (10, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 14_400, 28_800, 57_600, 86_400)  # seconds

_NOTHING = Markup("")
_FRAME = Markup(
    '<svg class="plot" role="img" width="100%" height="{height}" aria-labelledby="{id}-title {id}-about">'
    '<title id="{id}-title">{title}</title><desc id="{id}-about">{about}</desc>{body}</svg>'
)
_SWATCH = Markup(
    '<svg class="swatch" width="14" height="14" aria-hidden="true"><rect width="14" height="14" fill="{}"/></svg>'
)
_RECT = Markup('<rect x="{:.3f}%" y="{:.1f}" width="{:.3f}%" height="{:.1f}" fill="{}"/>')
_HOUR = Markup(
    '<g><title>{title}</title><rect x="{x:.3f}%" y="0" width="{width:.3f}%" height="{height}" fill="none" '
    'pointer-events="all"/>{body}</g>'
)
_LINE = Markup('<line x1="{:.3f}%" x2="{:.3f}%" y1="{:.1f}" y2="{:.1f}" stroke="{}" stroke-width="{}"/>')
_TEXT = Markup(
    '<text{} x="{:.3f}%" y="{:.1f}" dx="{}" text-anchor="{}" stroke="var(--paper)" stroke-width="3" '
    'paint-order="stroke">{}</text>'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a drawing: its values from the bottom up, and what its title says."""

    values: tuple[float, ...]
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What stands on a drawing: `id` is its own on the page, `title` its name, `about` what it shows in a sentence.

    `marks` are texts below columns, by their number; `scale` tells a value at the side.
    """

    id: str
    title: str
    about: str
    marks: Sequence[tuple[int, str]]
    scale: Callable[[float], str]


@dataclass(frozen=True, slots=True)
class _Mark:
    """A text below a drawing, right of its line or `left` of it; in hundredths of the width of a narrow one."""

    at: float
    text: str
    left: bool

    @property
    def start(self) -> float:
        """Where it begins."""
        return self.at - self._width if self.left else self.at

    @property
    def end(self) -> float:
        """Where it ends."""
        return self.at if self.left else self.at + self._width

    @property
    def _width(self) -> float:
        return 100 * (len(self.text) + 1) * _LETTER / _NARROW

    def drawn(self, *, spare: bool) -> Markup:
        """The text."""
        place = (self.at, _HEIGHT - 5, -3, "end") if self.left else (self.at, _HEIGHT - 5, 3, "start")
        return _TEXT.format(_SPARE if spare else _NOTHING, *place, self.text)


def stacks(columns: Sequence[Column], words: Words) -> Markup:
    """Columns of values that stand on each other, in the order of `COLOURS`; the last colour is for the eighth."""
    top = ceiling(max((sum(each.values) for each in columns), default=0))
    series = max((len(each.values) for each in columns), default=0)
    shown = [
        _hour(number, len(columns), each, _stack(number, columns, top, words.id)) for number, each in _listed(columns)
    ]
    return _frame(
        words, [_patterns(words.id, series), _grid(len(columns), words, top), *shown, *_marks(columns, words, top)]
    )


def spans(columns: Sequence[Column], words: Words) -> Markup:
    """Columns with two values: a dot at the first and a line from there up to the second; none where there are none."""
    top = longest(max((max(each.values, default=0) for each in columns), default=0))
    shown = [_hour(number, len(columns), each, _span(number, columns, top)) for number, each in _listed(columns)]
    return _frame(words, [_grid(len(columns), words, top), *shown, *_marks(columns, words, top)])


def swatch(id: str, number: int) -> Markup:
    """The colour and pattern of a series of the drawing with this id, to stand beside its name."""
    return _SWATCH.format(_fill(id, number))


def ceiling(number: float) -> int:
    """Where the scale of a count ends: the next of 2, 4, 6, 8, 10, 20, 30, 40, 50, 60, 80, 100, 200 ... and so on."""
    size = 1
    while number > 8 * size:
        size *= 10
    return next(each * size // 10 for each in _COUNTS if each * size // 10 >= number and each * size % 20 == 0)


def longest(seconds: float) -> int:
    """Where the scale of a length of time ends, in seconds: the next length that people name; whole days at last."""
    day = _LENGTHS[-1]
    return next((each for each in _LENGTHS if each >= seconds), -int(-seconds // day) * day)


def seconds(length: timedelta | None) -> tuple[float, ...]:
    """A length of time as a value of a column; none where it is not known."""
    return () if length is None else (length.total_seconds(),)


def _listed(columns: Sequence[Column]) -> list[tuple[int, Column]]:
    """The columns that have anything to show."""
    return [(number, each) for number, each in enumerate(columns) if any(each.values)]


def _frame(words: Words, body: Iterable[Markup]) -> Markup:
    return _FRAME.format(height=_HEIGHT, id=words.id, title=words.title, about=words.about, body=_NOTHING.join(body))


def _room(number: int, of: int) -> tuple[float, float]:
    """Where a column begins, and how wide it is with its gap, in hundredths of the width."""
    width = (100 - _LEFT) / of
    return _LEFT + number * width, width


def _level(value: float, top: float) -> float:
    """How far down a value stands, in pixels."""
    return _BOTTOM - (_BOTTOM - _TOP) * value / top


def _hour(number: int, of: int, column: Column, body: Markup) -> Markup:
    x, width = _room(number, of)
    return _HOUR.format(title=column.title, x=x, width=width, height=_BOTTOM, body=body)


def _stack(number: int, columns: Sequence[Column], top: float, id: str) -> Markup:
    x, width = _room(number, len(columns))
    below, shown = 0.0, []
    for place, value in enumerate(columns[number].values):
        if value:
            upper, lower = _level(below + value, top), _level(below, top)
            shown.append(_RECT.format(x, upper, width * (1 - _GAP), lower - upper, _fill(id, place)))
        below += value
    return _NOTHING.join(shown)


def _span(number: int, columns: Sequence[Column], top: float) -> Markup:
    x, width = _room(number, len(columns))
    values = columns[number].values
    middle, edge = x + width * (1 - _GAP) / 2, width * (1 - _GAP) / 2
    low, high = _level(values[0], top), _level(values[-1], top)
    dot = Markup('<circle cx="{:.3f}%" cy="{:.1f}" r="2.5" fill="{}"/>').format(middle, low, COLOURS[0])
    rise = _LINE.format(middle, middle, low, high, COLOURS[0], 1)
    return rise + _LINE.format(middle - edge, middle + edge, high, high, COLOURS[1], 2) + dot


def _grid(of: int, words: Words, top: float) -> Markup:
    lines = (_LINE.format(0, 100, _level(each, top), _level(each, top), "var(--line)", 1) for each in (top, top / 2, 0))
    marks = (
        _LINE.format(x, x, _BOTTOM, _BOTTOM + 5, "var(--edge)", 1)
        for x in (_room(number, of)[0] for number, _ in words.marks)
    )
    return _NOTHING.join((*lines, *marks))


def _marks(columns: Sequence[Column], words: Words, top: float) -> list[Markup]:
    """The texts, which lie above all else; a mark near the right edge stands left of its line.

    One that would run into the next on a narrow drawing is "spare": the style of the page leaves it out there.
    """
    side = [_TEXT.format("", 0, _level(each, top) - 3, 0, "start", words.scale(each)) for each in (top, top / 2)]
    placed = [
        _Mark(_room(number, len(columns))[0], text, number > len(columns) * _RIGHT) for number, text in words.marks
    ]
    below: list[Markup] = []
    ahead: _Mark | None = None
    for each in reversed(placed):
        spare = ahead is not None and each.end > ahead.start
        below.append(each.drawn(spare=spare))
        ahead = ahead if spare else each
    return [*side, *reversed(below)]


def _fill(id: str, number: int) -> str:
    return f"url(#{id}-{min(number, len(COLOURS) - 1)})"


def _patterns(id: str, series: int) -> Markup:
    """What `_fill` names."""
    tile = Markup(
        '<pattern id="{}-{}" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" fill="{}"/>'
        '<path d="{}" stroke="var(--paper)" stroke-width="1" fill="none"/></pattern>'
    )
    tiles = (tile.format(id, number, COLOURS[number], _PATTERNS[number]) for number in range(min(series, len(COLOURS))))
    return Markup("<defs>{}</defs>").format(_NOTHING.join(tiles))
