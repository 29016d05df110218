"""Sanitised HTML read as rich text: its tags, its tables, and what nobody is shown."""

import re
import unicodedata
from dataclasses import dataclass, field, replace

from feedbot.text import embedded, grids
from feedbot.text.elements import Flow, decoded, linkable, number, read
from feedbot.text.marked import Rich, join

_GRID = frozenset({"table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th"})
# Nobody is shown what stands in these, if their end comes.
_UNSHOWN = frozenset({"script", "style", "audio", "video"})
# A tag, or text up to the next "<". Sanitised HTML needs no more; a parser's cost would grow with the square of depth.
_MARKUP = re.compile(
    r"""<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9-]*+)(?P<attributes>(?:[^"'<>]|"[^"]*+"|'[^']*+')*+)>|<[!?][^<>]*+>|(?P<text><?[^<]*+)"""
)
_EMPTY = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"})
_UNSEEN = frozenset("\u115f\u1160\u180e\u2800\u3164\uffa0\ufffc")
_MOST_TABLES = 3
_SOURCE = re.compile(r"<source\b([^<>]*+)", re.IGNORECASE)
_REVERSED = re.compile("reversed", re.IGNORECASE)


def rich(html: str, language: str | None = None) -> Rich:
    """Read sanitised HTML; `language` is its own, for the marks of `q`, where an element does not tell.

    Whitespace is folded; blocks and paragraphs are parted by at most one blank line; there is none at the ends, nor at
    the ends of a span. Code and pre hold no other span, no type is within itself, quotations are not nested, and only
    links that Telegram takes are kept (Bot API, formatting options). A quotation of over 6 lines or 500 units can be
    expanded, and so can what `details` hide. Tables are those of `grids`. Images, films and sounds are named. Empty if
    a reader would see nothing. Never raises; what is no tag is text. Time grows with the length.
    """
    reader = _Reader(html, language)
    for match in _MARKUP.finditer(html):
        if match.start() < reader.deaf:
            continue
        if match["text"]:
            reader.text(decoded(match["text"]))
        elif match["name"] and match["end"]:
            reader.close(match["name"].lower())
        elif match["name"]:
            reader.open(match["name"].lower(), match)
    found = reader.finish()
    return found if any(_seen(sign) for sign in found.text) else Rich(text="")


@dataclass(slots=True, kw_only=True)
class _Table:
    """A table whose end has not come: where it stands, its rows so far, and the cell or caption being read."""

    around: Flow
    rows: list[list[grids.Cell]] = field(default_factory=list)
    caption: list[Rich] = field(default_factory=list)
    inner: Flow | None = None
    head: bool = False
    cell: grids.Cell | None = None


class _Reader:
    """Leads what is read to where it belongs: the document, or a cell of the innermost table."""

    def __init__(self, html: str, language: str | None) -> None:
        self.html = html
        self.language = language
        self.base = Flow(language)
        self.items = _items(html) if _REVERSED.search(html) else {}
        self.tables: list[_Table] = []
        self.passed = 0
        self.deaf = 0
        self.endless: set[str] = set()

    @property
    def flow(self) -> Flow:
        """Where text goes now."""
        if not self.tables:
            return self.base
        return self.tables[-1].inner or self.tables[-1].around

    def text(self, text: str) -> None:
        """Take in text."""
        self.flow.text(text)

    def open(self, name: str, tag: re.Match[str]) -> None:
        """Take in the start of an element."""
        if name in _GRID:
            self._open_grid(name, tag["attributes"])
        elif name in _UNSHOWN:
            self._unshown(name, tag)
        else:
            self.flow.open(name, tag["attributes"], self.items.get(tag.start(), 0))

    def close(self, name: str) -> None:
        """Take in the end of an element."""
        if name in _GRID:
            self._close_grid(name)
        else:
            self.flow.close(name)

    def finish(self) -> Rich:
        """Give what was read, every element closed."""
        while self.tables:
            self._end_table()
        return self.base.finish()

    def _unshown(self, name: str, tag: re.Match[str]) -> None:
        """Pass over what only others are for; a film or a sound is named, if it has an address."""
        start = tag.end()
        stop = None
        if name not in self.endless:
            stop = re.compile(f"</{name}", re.IGNORECASE).search(self.html, start)
            self.endless |= set() if stop else {name}
        if name in ("audio", "video"):
            told = read(tag["attributes"])
            source = _SOURCE.search(self.html, start, stop.start()) if stop and "src" not in told else None
            address = (told if source is None else read(source[1])).get("src", "").strip()
            if not linkable(address):
                return
            self.flow.embed(embedded.clip(name, told, address), address)
        if stop:
            self.deaf = stop.start()

    def _open_grid(self, name: str, attributes: str) -> None:
        if name == "table" and (self.passed or len(self.tables) >= _MOST_TABLES or self.flow.names["pre"]):
            self.passed += 1
        if self.passed or (name != "table" and not self.tables):
            self._plain(name)
            return
        if name == "table":
            self.tables.append(_Table(around=self.flow))
            return
        table = self.tables[-1]
        self._end_cell(table)
        if name == "thead":
            table.head = True
        elif name in ("tbody", "tfoot"):
            table.head = False
        elif name == "tr":
            table.rows.append([])
        else:
            table.inner = Flow(self.language)
            table.cell = None if name == "caption" else _cell(name, attributes, head=table.head)
            if name == "caption":
                table.inner.open("caption", "")

    def _close_grid(self, name: str) -> None:
        if self.passed:
            self.passed -= name == "table"
            self._plain(name)
        elif self.tables and name == "table":
            self._end_table()
        elif self.tables:
            self._end_cell(self.tables[-1])
            self.tables[-1].head &= name != "thead"

    def _plain(self, name: str) -> None:
        """Part cells by a blank and rows by a line end, where there is no table of its own."""
        self.flow.parted(name)
        if name in ("td", "th"):
            self.flow.text(" ")

    def _end_cell(self, table: _Table) -> None:
        if not table.inner:
            return
        body = table.inner.finish()
        table.inner = None
        if table.cell is None:
            table.caption.append(body)
            return
        if not table.rows:
            table.rows.append([])
        table.rows[-1].append(replace(table.cell, body=body))

    def _end_table(self) -> None:
        table = self.tables.pop()
        self._end_cell(table)
        table.around.parted("table")
        table.around.insert(grids.drawn(table.rows, join(*table.caption)))
        table.around.parted("table")


def _cell(name: str, attributes: str, *, head: bool) -> grids.Cell:
    told = read(attributes)
    across, down = (number(told.get(key, "")) or 1 for key in ("colspan", "rowspan"))
    return grids.Cell(body=Rich(text=""), head=head or name == "th", across=across, down=down)


def _items(html: str) -> dict[int, int]:
    """How many items the numbered lists have, by where their tags begin."""
    found: dict[int, int] = {}
    open_lists: list[int] = []
    for match in _MARKUP.finditer(html):
        name = (match["name"] or "").lower()
        if name in ("ul", "ol") and match["end"]:
            open_lists[-1:] = []
        elif name in ("ul", "ol"):
            open_lists.append(match.start())
        elif name == "li" and open_lists and not match["end"]:
            found[open_lists[-1]] = found.get(open_lists[-1], 0) + 1
    return found


def _seen(sign: str) -> bool:
    """Whether a character shows anything."""
    return unicodedata.category(sign) not in _EMPTY and sign not in _UNSEEN
