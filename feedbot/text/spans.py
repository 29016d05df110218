"""Rich text as Telegram takes it: plain text and the spans of its markup, measured in UTF-16 code units."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html import unescape

from feedbot.text.decode import tidy
from feedbot.text.sentences import ends

_TYPES = {
    **{"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline"},
    **{"s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "code": "code", "pre": "pre"},
    **{"a": "text_link", "blockquote": "blockquote"},
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "bold"),
}
# Line ends before and after an element.
_BREAKS = {
    **dict.fromkeys(("p", "div", "pre", "blockquote", "ul", "ol", "dl", "table", "figure", "section", "article"), 2),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6", "hr"), 2),
    **dict.fromkeys(("li", "dt", "dd", "tr", "figcaption"), 1),
}
_CODE = frozenset({"code", "pre"})
_WHOLE = frozenset({"code", "pre", "blockquote"})
_STYLES = frozenset({"bold", "italic", "underline", "strikethrough"})
# A tag, or text up to the next "<". Sanitised HTML needs no more; a parser's cost would grow with the square of depth.
_MARKUP = re.compile(
    r"""<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*+)(?P<attributes>(?:[^"'<>]|"[^"]*+"|'[^']*+')*+)>|<[!?][^<>]*+>|(?P<text><?[^<]*+)"""
)
_HREF = re.compile(r"""\shref\s*+=\s*+(?:"([^"]*+)"|'([^']*+)')""", re.IGNORECASE)
_LANGUAGE = re.compile(r"""\sclass\s*+=\s*+["'](?:[^"']*?\s)?language-([\w+#.-]{1,40})""", re.IGNORECASE)
# Telegram drops other links, and those whose host has no dot.
_LINK = re.compile(r"https?://[^\s/?#]+\.[^\s/?#]|tg://\S", re.IGNORECASE)
# int() refuses thousands of digits.
_ENDLESS = re.compile(r"&#[xX]?[0-9a-fA-F]{9,}+;?")
# Telegram removes them, which would move every span behind them.
_REMOVED: dict[int, str | None] = {0x2028: " ", 0x2029: " ", **dict.fromkeys(range(0x202A, 0x202F))}
_PRE = re.compile(r"\n|[^\S\n]+|\S+")
_BULLET = "• "
_DEEPEST = 5
_ELLIPSIS = "…"
_LOST = " ,;:—–-("
_JOINING = frozenset("\u200d\ufe0f\u20e3🏻🏼🏽🏾🏿")
_AHEAD = 200
_LONGEST_CLUSTER = 16
_WIDEST_INDENT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Markup of a stretch of text (Bot API, MessageEntity); `offset` and `length` in UTF-16 code units."""

    type: str
    offset: int
    length: int
    url: str | None = None
    language: str | None = None

    @property
    def end(self) -> int:
        """The offset behind the stretch."""
        return self.offset + self.length


@dataclass(frozen=True, slots=True, kw_only=True)
class Rich:
    """A text and its spans, ordered by offset, the longer first; two of them are apart or one holds the other."""

    text: str
    spans: tuple[Span, ...] = ()


def units(text: str) -> int:
    """Give the length of a text in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def rich(html: str) -> Rich:
    """Read sanitised HTML.

    Whitespace is folded; blocks and paragraphs are parted by at most one blank line; there is none at the ends, nor at
    the ends of a span. Code and pre hold no other span, no type is within itself, and only links that Telegram takes
    are kept (Bot API, formatting options). Never raises; what is no tag is text.
    """
    writer = _Writer()
    for match in _MARKUP.finditer(html):
        if match["text"]:
            writer.write(_decoded(match["text"]))
        elif match["name"] and match["end"]:
            writer.close(match["name"].lower())
        elif match["name"]:
            writer.open(match["name"].lower(), match["attributes"])
    return writer.finish()


def join(*parts: Rich, separator: str = "\n") -> Rich:
    """Put rich texts one behind the other; those without text are left out."""
    filled = [part for part in parts if part.text]
    offset = 0
    spans: list[Span] = []
    for part in filled:
        spans += (replace(span, offset=span.offset + offset) for span in part.spans)
        offset += units(part.text) + units(separator)
    return Rich(text=separator.join(part.text for part in filled), spans=tuple(spans))


def cut(rich: Rich, limit: int) -> Rich:
    """Shorten a rich text to at most `limit` UTF-16 code units, with "…" at the end; unchanged when it fits.

    The cut is at the end of a sentence if one ends in the second half, else between words, else between characters.
    Spans are clipped. Empty if `limit` is below 1.
    """
    if units(rich.text) <= limit:
        return rich
    if limit < 1:
        return Rich(text="")
    most = _fitting(rich.text, 0, limit - 1)
    place = _sentence(rich.text, 0, _fitting(rich.text, 0, limit - 2))
    if place:
        text, mark = rich.text[:place].rstrip(), f" {_ELLIPSIS}"
    else:
        place = _word(rich.text, 0, most) or _character(rich.text, 0, most)
        text, mark = rich.text[:place].rstrip().rstrip(_LOST).rstrip(), _ELLIPSIS
    return Rich(text=text + mark, spans=tuple(_clipped(rich.spans, 0, units(text))))


def split(rich: Rich, limit: int) -> tuple[Rich, ...]:
    """Cut a rich text into parts of at most `limit` UTF-16 code units.

    Parts come in order, none is empty; joined, they give the text back. Cuts fall between sentences, else words, else
    characters, never inside a surrogate pair. A span over a cut goes on in the next part (Bot API, MessageEntity).

    Raises ValueError if `limit` is below 2.
    """
    if limit < 2:
        raise ValueError(f"a part of {limit} code units cannot hold every character")
    parts = []
    place = offset = taken = 0
    carried: list[Span] = []
    while place < len(rich.text):
        stop = _stop(rich.text, place, limit)
        text = rich.text[place:stop]
        behind = offset + units(text)
        while taken < len(rich.spans) and rich.spans[taken].offset < behind:
            carried.append(rich.spans[taken])
            taken += 1
        parts.append(Rich(text=text, spans=tuple(_clipped(carried, offset, behind))))
        carried = [span for span in carried if span.end > behind]
        place, offset = stop, behind
    return tuple(parts)


def _stop(text: str, start: int, limit: int) -> int:
    """Give where the part that begins at `start` ends, the whitespace behind it included."""
    most = _fitting(text, start, limit)
    if most == len(text):
        return most
    stop = _sentence(text, start, most) or _word(text, start, most)
    while start < stop < most and text[stop].isspace():
        stop += 1
    return stop or _character(text, start, most)


def _fitting(text: str, start: int, limit: int) -> int:
    """Give the furthest place up to which a text has at most `limit` code units from `start` on."""
    place, left = start, limit
    while place < len(text) and left > 0:
        left -= 2 if text[place] > "\uffff" else 1
        place += left >= 0
    return place


def _sentence(text: str, start: int, most: int) -> int:
    """Give the last end of a sentence in the second half of a stretch; 0 if there is none."""
    places = ends(text[start : most + min(_AHEAD, most - start)])[:-1]
    return next((start + end for end in reversed(places) if (most - start) / 2 < end <= most - start), 0)


def _word(text: str, start: int, most: int) -> int:
    """Give the last end of a word that is not beyond `most`; 0 if the first word is longer."""
    head = text[start : most + 1]
    words = head.rstrip() if head[-1:].isspace() else "".join(head.rsplit(None, 1)[:-1])
    return start + len(words) if words else 0


def _character(text: str, start: int, most: int) -> int:
    """Give the last place up to `most` that does not part a letter from its marks, if there is one near."""
    for place in range(most, max(start, most - _LONGEST_CLUSTER), -1):
        behind = text[place]
        if not unicodedata.combining(behind) and behind not in _JOINING and text[place - 1] != "\u200d":
            return place
    return most


def _clipped(spans: Sequence[Span], start: int, stop: int) -> Iterator[Span]:
    """Give what of the spans lies between two offsets, told from the first of them; none may end before it."""
    for span in spans:
        if span.offset >= stop:
            return
        offset, end = max(span.offset, start), min(span.end, stop)
        yield replace(span, offset=offset - start, length=end - offset)


def _decoded(text: str) -> str:
    if "&" in text:
        text = unescape(_ENDLESS.sub("\ufffd", text))
    return tidy(text).translate(_REMOVED)


@dataclass(slots=True, kw_only=True)
class _Open:
    """An element whose end has not come; `start` is None before its first character."""

    type: str
    url: str | None = None
    language: str | None = None
    start: int | None = None


class _Writer:
    """Writes text with its whitespace folded, and notes the spans; whitespace waits until a word follows."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.length = 0
        self.newlines = 0
        self.spaces = ""
        self.mark = ""
        self.lists: list[int | None] = []
        self.elements: list[tuple[str, _Open | None]] = []
        self.names: Counter[str] = Counter()
        self.open_spans: list[_Open] = []
        self.spans: list[Span] = []

    def open(self, name: str, attributes: str) -> None:
        """Take in the start of an element."""
        self._break(name)
        if name == "br":
            self.newlines = min(self.newlines + 1, 2)
            self.spaces = ""
        elif name in ("ul", "ol"):
            self.lists.append(0 if name == "ol" else None)
        elif name == "li":
            self.mark = self._item()
        elif name in _TYPES:
            span = self._span(name, attributes)
            self.elements.append((name, span))
            self.names[name] += 1
            if span:
                self.open_spans.append(span)

    def close(self, name: str) -> None:
        """Take in the end of an element, and of all that are open within it; an end without a start has no effect."""
        if name in ("ul", "ol") and self.lists:
            self.lists.pop()
        elif name == "li":
            self.mark = ""
        while self.names[name]:
            inner, span = self.elements.pop()
            self.names[inner] -= 1
            if span:
                self.open_spans.remove(span)
                self._note(span)
                if span.type in _WHOLE:
                    self._interrupt()
            if inner == name:
                break
        self._break(name)

    def write(self, text: str) -> None:
        """Take in text."""
        if self.names["pre"]:
            for piece in _PRE.findall(text):
                if piece == "\n":
                    self.newlines, self.spaces = min(self.newlines + 1, 2), ""
                elif piece.isspace():
                    self.spaces = (self.spaces + piece)[:_WIDEST_INDENT]
                else:
                    self._put(piece)
            return
        words = " ".join(text.split())
        if text[:1].isspace():
            self.spaces = self.spaces or " "
        if words:
            self._put(words)
        if text[-1:].isspace():
            self.spaces = self.spaces or " "

    def finish(self) -> Rich:
        """Give what was written, every element closed."""
        for span in self.open_spans:
            self._note(span)
        spans = sorted(self.spans, key=lambda span: (span.offset, -span.length))
        return Rich(text="".join(self.pieces), spans=tuple(spans))

    def _put(self, words: str) -> None:
        before = "\n" * self.newlines
        if not before or self.names["pre"]:
            before += self.spaces
        self._append((before if self.pieces else "") + self.mark)
        self.newlines, self.spaces, self.mark = 0, "", ""
        coded = self._coded()
        for span in self.open_spans:
            if span.start is None and not (coded and span.type in _STYLES):
                span.start = self.length
        self._append(words)

    def _append(self, text: str) -> None:
        if text:
            self.pieces.append(text)
            self.length += units(text)

    def _break(self, name: str) -> None:
        if name in _BREAKS:
            self.newlines = max(self.newlines, 1 if self.lists else _BREAKS[name])
            self.spaces = ""

    def _item(self) -> str:
        indent = "  " * min(len(self.lists) - 1, _DEEPEST)
        number = self.lists[-1] if self.lists else None
        if number is None:
            return indent + _BULLET
        self.lists[-1] = number + 1
        return f"{indent}{number + 1}. "

    def _coded(self) -> bool:
        return any(span.type in _CODE for span in self.open_spans)

    def _span(self, name: str, attributes: str) -> _Open | None:
        """Give the span that an element opens, None if none may stand here."""
        kind, types = _TYPES[name], {span.type for span in self.open_spans}
        if name == "code" and types >= {"pre"}:
            self._tongue(attributes)
        if kind in types or types & _CODE or (kind in _WHOLE and "text_link" in types):
            return None
        if kind == "text_link":
            found = _HREF.search(attributes)
            url = _decoded(found[1] or found[2] or "").strip() if found else ""
            return _Open(type=kind, url=url) if _LINK.match(url) else None
        if kind in _WHOLE:
            self._interrupt()
        return _Open(type=kind)

    def _tongue(self, attributes: str) -> None:
        found = _LANGUAGE.search(attributes)
        for span in self.open_spans:
            if span.type == "pre" and found:
                span.language = found[1]

    def _interrupt(self) -> None:
        """End the styles here; they go on with the next word, so that none reaches over an end of code or quotation."""
        for span in self.open_spans:
            if span.type in _STYLES:
                self._note(span)

    def _note(self, span: _Open) -> None:
        """Write down a span as far as it has come."""
        if span.start is not None:
            length = self.length - span.start
            noted = Span(type=span.type, offset=span.start, length=length, url=span.url, language=span.language)
            self.spans.append(noted)
            span.start = None
