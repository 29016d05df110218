"""HTML as the lines that a reader sees, without captions, tables, scripts and what stands beside the text. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from itertools import pairwise
from typing import Literal

from feedbot.text.decode import tidy
from feedbot.text.labels import Label, label
from feedbot.text.paragraphs import ended, starts

_LONGEST = 1 << 20
_MOST = 5_000
# A tag, a comment, or text up to the next "<". A parser's cost would grow with the square of hostile depth.
_MARKUP = re.compile(
    r"""<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*+)(?:[^"'<>]|"[^"]*+"|'[^']*+')*+>|<[!?][^<>]*+>|(?P<text><?[^<]*+)"""
)
# int() refuses thousands of digits.
_ENDLESS = re.compile(r"&#[xX]?[0-9a-fA-F]{9,}+;?")
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt"}
    | {"figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li"}
    | {
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    }
)
_SKIPPED = frozenset(
    {"aside", "button", "caption", "figcaption", "footer", "form", "head", "iframe", "map", "math", "nav", "noscript"}
    | {"object", "script", "select", "style", "svg", "template", "textarea", "title"}
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BOLD = frozenset({"b", "strong"})
_PICTURES = frozenset({"img", "video", "audio", "picture", "figure"})
_LONGEST_CELL = 200
_MOSTLY = 0.6
# They stand for the bold tags; no text has them once it is tidy.
_ON, _OFF = "\x02", "\x03"
_MARKS = re.compile(f"[{_ON}{_OFF}]")
_BOLDLY = re.compile(rf"{_ON}\s?([^{_ON}{_OFF}]{{2,60}}){_OFF}")

Shape = Literal["p", "ul", "ol", "heading"]
Near = Literal["", "in", "below"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A paragraph, an item or a heading: text on one line, never blank.

    `quote` numbers the outermost blockquote that it stands in, 0 for none. `linked` says that most of it is a link.
    `picture` says whether one stands in its paragraph before it ("in"), or it stands right below one or a table.
    """

    text: str
    shape: Shape = "p"
    quote: int = 0
    linked: bool = False
    picture: Near = ""


def lines(html: str) -> tuple[Line, ...]:
    """The lines of sanitised HTML in their order.

    A line break parts lines where one of them has a label or a mark, or a sentence ends; elsewhere it is a space. A
    label in bold type opens a line of its own, with or without its colon. Reads 1 MiB characters, until there are 5,000
    lines. Never raises.
    """
    reader = _Reader()
    for match in _MARKUP.finditer(tidy(html[:_LONGEST])):
        if len(reader.lines) >= _MOST:
            break
        if match["text"]:
            reader.write(unescape(_ENDLESS.sub("", match["text"])) if "&" in match["text"] else match["text"])
        elif match["name"]:
            (reader.close if match["end"] else reader.open)(match["name"].lower())
    reader.flush()
    return tuple(reader.lines[:_MOST])


@dataclass(slots=True)
class _Row:
    """What stands between two line breaks, and how many of its letters are in links."""

    pieces: list[str] = field(default_factory=list)
    letters: int = 0
    linked: int = 0


@dataclass(slots=True)
class _Table:
    """An open table: where its lines begin, and what tells whether it holds data or lays out a page."""

    start: int
    rows: int = 0
    cells: int = 0
    widest: int = 0
    longest: int = 0
    opened: int = 0


class _Reader:
    """Goes through the tags of a document once."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.rows = [_Row()]
        self.lists: list[Shape] = []
        self.tables: list[_Table] = []
        self.skipping = ""
        self.depth = self.bold = self.links = self.pre = self.heading = 0
        self.quote = self.quotes = self.letters = self.began = 0
        self.picture: Near = ""

    def write(self, text: str) -> None:
        if self.skipping:
            return
        first, *more = text.split("\n") if self.pre else [text]
        self.add(first)
        for each in more:
            self.rows.append(_Row())
            self.add(each)

    def add(self, text: str) -> None:
        row = self.rows[-1]
        row.pieces.append(text)
        letters = len(text) - text.count(" ")
        row.letters += letters
        self.letters += letters
        row.linked += letters if self.links else 0

    def open(self, name: str) -> None:
        if self.skipping:
            self.depth += name == self.skipping
            return
        if name in _PICTURES and self.letters == self.began:
            self.picture = "in"
        if name in _BLOCKS:
            self.flush()
        if name in _SKIPPED:
            self.skipping, self.depth = name, 1
        elif name == "br":
            self.rows.append(_Row())
        elif name in _BOLD:
            self.bold += 1
            self.rows[-1].pieces += [_ON] if self.bold == 1 else []
        else:
            self.enter(name)

    def enter(self, name: str) -> None:
        if name == "a":
            self.links += 1
        elif name == "pre":
            self.pre += 1
        elif name in _HEADINGS:
            self.heading += 1
        elif name in {"ul", "ol"}:
            self.lists.append("ol" if name == "ol" else "ul")
        elif name == "blockquote":
            self.quote += 1
            self.quotes += self.quote == 1
        elif name == "table":
            self.tables.append(_Table(start=len(self.lines)))
        elif name in {"tr", "td", "th"} and self.tables:
            self.cell(name)

    def close(self, name: str) -> None:
        if self.skipping:
            self.depth -= name == self.skipping
            self.skipping = self.skipping if self.depth else ""
            return
        if name in _BLOCKS:
            self.flush()
        if name in _BOLD:
            self.bold = max(0, self.bold - 1)
            self.rows[-1].pieces += [] if self.bold else [_OFF]
        elif name == "a":
            self.links = max(0, self.links - 1)
        elif name == "pre":
            self.pre = max(0, self.pre - 1)
        elif name in _HEADINGS:
            self.heading = max(0, self.heading - 1)
        elif name in {"ul", "ol"} and self.lists:
            self.lists.pop()
        elif name == "blockquote":
            self.quote = max(0, self.quote - 1)
        elif name == "table" and self.tables:
            self.cell("tr")
            self.settle(self.tables.pop())

    def cell(self, name: str) -> None:
        """A row or a cell begins: what was before it is measured."""
        table = self.tables[-1]
        table.longest = max(table.longest, self.letters - table.opened) if table.cells else table.longest
        table.opened = self.letters
        table.rows += name == "tr"
        table.cells = 0 if name == "tr" else table.cells + 1
        table.widest = max(table.widest, table.cells)

    def settle(self, table: _Table) -> None:
        """Leave out a table that has several rows of several short cells; any other only lays out a page."""
        if table.rows > 2 and table.widest > 1 and table.longest <= _LONGEST_CELL:  # its end counts as a row
            del self.lines[table.start :]
            self.picture = "below"

    def flush(self) -> None:
        """Write the paragraph that is over."""
        if not self.rows[0].pieces and len(self.rows) == 1:
            self.picture = self.picture and "below"
            return
        rows, self.rows, self.began = self.rows, [_Row()], self.letters
        shape: Shape = "heading" if self.heading else self.lists[-1] if self.lists else "p"
        quote = self.quotes if self.quote else 0
        written = False
        for row in _joined(rows):
            for text in _labelled(" ".join("".join(row.pieces).split())):
                linked = row.linked >= _MOSTLY * max(1, row.letters)
                line = Line(text=text, shape=shape, quote=quote, linked=linked, picture=self.picture)
                self.lines.append(line)
                self.picture, written = "", True
        if not written and self.picture == "in":
            self.picture = "below"


def _joined(rows: Sequence[_Row]) -> Iterator[_Row]:
    """Rows of a paragraph put together where a line break is none that means something."""
    if len(rows) == 1:
        yield rows[0]
        return
    texts = [_bare("".join(row.pieces)) for row in rows]
    parted = any(label(text) for text in texts)
    held = rows[0]
    for (before, after), row in zip(pairwise(texts), rows[1:], strict=True):
        if parted or not before or not after or ended(before) or starts(after):
            yield held
            held = row
        else:
            held.pieces += [" ", *row.pieces]
            held.letters += row.letters
            held.linked += row.linked
    yield held


def _labelled(text: str) -> Iterator[str]:
    """Part a line before each label in bold type that has a colon; one that the line begins with is given its own."""
    if _ON not in text and _OFF not in text:
        yield from [text] if text else []
        return
    opening = _BOLDLY.match(text)
    found = _in_bold(opening[1]) if opening and not _has_colon(text, opening) else None
    if opening and found and found.role != "attribution" and text[opening.end() :].lstrip()[:1].isupper():
        text = f"{opening[1].strip(' .')}: {text[opening.end() :]}"
    places = [match.start() for match in _BOLDLY.finditer(text) if _in_bold(match[1]) and _has_colon(text, match)]
    for start, stop in pairwise([0, *places, len(text)]):
        bare = _bare(text[start:stop])
        if bare:
            yield bare


def _in_bold(word: str) -> Label | None:
    return label(f"{word.strip().rstrip('.:').rstrip()}:")


def _has_colon(text: str, bold: re.Match[str]) -> bool:
    return bold[1].rstrip().endswith(":") or text[bold.end() : bold.end() + 9].lstrip(f" {_ON}{_OFF}").startswith(":")


def _bare(text: str) -> str:
    return " ".join(_MARKS.sub("", text).split())
