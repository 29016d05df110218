"""Tables as a message can show them: aligned text where it is narrow enough for a phone, else a line for each value."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from feedbot.text.cutting import cut
from feedbot.text.marked import QUOTES, Rich, Span, join, units

WIDEST = 40
"""Columns of a line of a grid; a phone shows about so many in one line."""

_MOST_COLUMNS = 12
_GAP = "  "
_LINE = "─"
_EMPTY = "—"
_CORNER = "·"
_LABEL = 40
_PROSE = 300
_FARTHEST_ACROSS = 10
_FARTHEST_HELD = 20
_FIGURE = re.compile(r"[+−–-]?[$€£₴₽]?\d[\d\s.,:%/−–-]{0,20}[^\W\d_]{0,3}[%$€£₴₽°]?")
_BLOCKY = re.compile(r"\n\n|\n *(?:•|\d+\.) |^(?:•|\d+\.) ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What stands in a cell, whether it is a heading, and how many columns and rows it takes."""

    body: Rich
    head: bool = False
    across: int = 1
    down: int = 1


_NOTHING = Cell(body=Rich(text=""))


def drawn(rows: Iterable[Sequence[Cell]], caption: Rich) -> Rich:
    """A table as rich text, its caption above it; empty if nothing stands in it.

    It is a grid in one `pre` span, at most 40 columns wide as characters are shown, without any other span; a wide one
    has lines such as "Heading: value", with the spans of its cells. A table that only arranges paragraphs gives these.
    A heading that would stand in many lines is cut to 40 units there; no other text is lost. Time grows with the text.
    """
    placed = [row for row in _placed(rows) if any(cell.body.text for cell in row)]
    columns = max(map(len, placed), default=0)
    if columns < 2 or _arranges(placed):
        body = join(*(cell.body for row in placed for cell in row), separator="\n\n" if columns > 1 else "\n")
    else:
        body = _grid(placed, columns) or _lines(placed)
    return join(caption, body)


def width(text: str) -> int:
    """How many columns a text takes in a font of one width: ideographs and emoji two, marks none."""
    if text.isascii():
        return len(text)
    return sum(_columns(sign) for sign in text)


def _columns(sign: str) -> int:
    if unicodedata.category(sign) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in ("W", "F") else 1


def _placed(rows: Iterable[Sequence[Cell]]) -> list[list[Cell]]:
    """The rows with an empty cell wherever one reaches over; they may differ in length."""
    held: dict[int, int] = {}
    placed = []
    for row in rows:
        cells: list[Cell] = []
        for cell in row:
            while held.get(len(cells)):
                cells.append(_NOTHING)
            across = min(max(cell.across, 1), _FARTHEST_ACROSS)
            for column in range(len(cells), min(len(cells) + across, _FARTHEST_HELD)):
                held[column] = max(cell.down, 1)
            cells.append(cell)
            cells += [_NOTHING] * (across - 1)
        held = {column: left - 1 for column, left in held.items() if left > 1}
        placed.append(cells)
    return placed


def _arranges(rows: Sequence[Sequence[Cell]]) -> bool:
    """Say whether a table has no data but prose: no headings, and blocks or much text in a cell."""
    cells = [cell for row in rows for cell in row]
    return not any(cell.head for cell in cells) and any(
        len(cell.body.text) > _PROSE or "\n\n" in cell.body.text for cell in cells
    )


def _grid(rows: Sequence[Sequence[Cell]], columns: int) -> Rich | None:
    """The rows as aligned text; None if it would be too wide, or if there are blocks in a cell."""
    if columns > _MOST_COLUMNS:
        return None
    texts: list[list[str]] = []
    widths = [0] * columns
    for row in rows:
        if any(len(cell.body.text) > WIDEST or _BLOCKY.search(cell.body.text) for cell in row):
            return None
        texts.append([cell.body.text.replace("\n", " ") for cell in row])
        measured = [] if _spans_all(row) else map(width, texts[-1])
        widths = [max(pair) for pair in zip_longest(widths, measured, fillvalue=0)]
    total = sum(widths) + len(_GAP) * (columns - 1)
    if total > WIDEST or not any(widths):
        return None
    heads = next((number for number, row in enumerate(rows) if not _heading(row)), len(rows))
    right = [column > 0 and _figures(texts[heads:], column) for column in range(columns)]
    lines = [
        row[0] if _spans_all(cells) else _aligned(row, widths, right) for row, cells in zip(texts, rows, strict=True)
    ]
    if 0 < heads < len(rows):
        lines.insert(heads, _LINE * total)
    if lines[0][:1].isspace():
        lines[0] = _CORNER + lines[0][1:]
    text = "\n".join(lines)
    return Rich(text=text, spans=(Span(type="pre", offset=0, length=units(text)),))


def _aligned(row: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    cells = []
    for text, wide, pushed in zip(row, widths, right, strict=False):
        blanks = " " * (wide - width(text))
        cells.append(blanks + text if pushed else text + blanks)
    return _GAP.join(cells).rstrip()


def _figures(texts: Sequence[Sequence[str]], column: int) -> bool:
    """Say whether a column has nothing but numbers."""
    found = [row[column] for row in texts if len(row) > column and row[column]]
    return bool(found) and all(_FIGURE.fullmatch(text) for text in found)


def _heading(row: Sequence[Cell]) -> bool:
    return all(cell.head or not cell.body.text for cell in row)


def _spans_all(row: Sequence[Cell]) -> bool:
    """Say whether a row is one cell over many columns: a heading of the rows below."""
    return row[0].across > 1 and bool(row[0].body.text) and not any(cell.body.text for cell in row[1:])


def _lines(rows: Sequence[Sequence[Cell]]) -> Rich:
    if len(rows) < 2 or not _heading(rows[0]) or _heading(rows[1]) or _spans_all(rows[0]):
        return join(*(_line(row) for row in rows))
    labels = [_label(cell) for cell in rows[0]]
    filled = {column for row in rows[1:] for column, cell in enumerate(row) if cell.body.text}
    blocks = []
    for number, row in enumerate(rows[1:]):
        never = set(range(len(labels))) - filled if number == 0 else set()
        blocks.append(_line(row) if _spans_all(row) else _labelled(row, labels, never))
    return join(*blocks, separator="\n\n")


def _label(cell: Cell) -> Rich:
    return cut(Rich(text=cell.body.text.replace("\n", " ").rstrip(":")), _LABEL)


def _labelled(row: Sequence[Cell], labels: Sequence[Rich], never: set[int]) -> Rich:
    """A line for each value of a row; a column that is empty in all rows is in `never` and says so."""
    lines = []
    for column in range(max(len(row), len(labels) if never else 0)):
        body = row[column].body if column < len(row) else _NOTHING.body
        label = labels[column] if column < len(labels) else _NOTHING.body
        if body.text:
            lines.append(_pair(label, body))
        elif label.text and column in never:
            lines.append(_pair(label, Rich(text=_EMPTY)))
    return join(*lines)


def _line(row: Sequence[Cell]) -> Rich:
    """A row without headings: "name: value" of two cells, or of more if the first is a heading."""
    first, *others = [cell.body for cell in row if cell.body.text]
    rest = join(*others, separator=" · ")
    if len(others) == 1 or (row[0].head and row[0].body.text and others):
        return _pair(replace(first, text=first.text), rest)
    if _spans_all(row):
        bold = Span(type="bold", offset=0, length=units(first.text))
        return first if first.spans else replace(first, spans=(bold,))
    return join(first, rest, separator=" · ")


def _pair(label: Rich, value: Rich) -> Rich:
    """A label, a colon and a value; a value that is a block of its own stands below."""
    if any(span.type in QUOTES or span.type == "pre" for span in value.spans):
        return join(label, value)
    return join(label, value, separator=" " if label.text.endswith((":", "?", ".", "!", "…")) else ": ")
