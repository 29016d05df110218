"""What each element of HTML becomes in a message that has no elements."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from html import unescape

from feedbot.text import embedded
from feedbot.text.decode import tidy
from feedbot.text.marked import Rich
from feedbot.text.writing import Open, Writer

_TYPES = {
    **dict.fromkeys(("b", "strong", "mark", "summary", "caption", "dt", "h1", "h2", "h3", "h4", "h5", "h6"), "bold"),
    **dict.fromkeys(("i", "em", "cite", "dfn", "var", "figcaption"), "italic"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    **dict.fromkeys(("tg-spoiler", "spoiler"), "spoiler"),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), "code"),
    **{"pre": "pre", "a": "text_link", "blockquote": "blockquote", "details": "expandable_blockquote"},
}
_KEPT = frozenset({*_TYPES, "span", "q", "sub", "sup", "figure"})
# Line ends before and after an element.
_BREAKS = {
    **dict.fromkeys(("p", "div", "pre", "blockquote", "ul", "ol", "dl", "table", "figure", "section", "article"), 2),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6", "hr", "details", "header", "footer", "main", "aside"), 2),
    **dict.fromkeys(("nav", "address", "caption"), 2),
    **dict.fromkeys(("li", "dt", "dd", "tr", "figcaption", "summary"), 1),
}
_SPOILERS = frozenset({"tg-spoiler", "spoiler", "spoilers", "spoiler-text", "md-spoiler-text", "bb-spoiler"})
_ATTRIBUTE = re.compile(r"""([^\s"'=/<>]++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'<>]++)))?+""")
_LANGUAGE = re.compile(r"(?:^|\s)(?:language|lang|brush:)-?\s?([\w+#.-]{1,40})", re.IGNORECASE)
# Telegram drops other links, and those whose host has no dot.
_LINK = re.compile(r"https?://[\w-]++(?:\.[\w-]++)++\.?(?::0*+([1-9]\d{0,4}))?+(?:[/?#]\S*+)?", re.IGNORECASE)
_INSIDE = re.compile(r"tg://(?!user\b)[\w-]++(?:[/?]\S*+)?", re.IGNORECASE)
_LONGEST_LINK = 2000
_LAST_PORT = 65_535
# int() refuses thousands of digits.
_ENDLESS = re.compile(r"&#[xX]?[0-9a-fA-F]{9,}+;?")
# Telegram removes these, which would move every span behind them; isolates turn what stands behind a message.
_SPOILT = re.compile("[\u2028-\u202e\u2066-\u2069\u030a\u0333\u033f]|[\u200e\u200f]{2}")
_REMOVED: dict[int, str | None] = {
    **{0x2028: " ", 0x2029: " "},
    **dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x030A, 0x0333, 0x033F]),
}
_TURNS = re.compile("[\u200e\u200f]+([\u200e\u200f])")
_NUMBER = re.compile(r"-?[0-9]{1,6}")
_BULLET = "• "
_DEEPEST = 5
_RAISED = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
_LOWERED = str.maketrans("0123456789+-−=()nix", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₙᵢₓ")
# Quotation marks, outer and inner, by language.
_MARKS = {
    **dict.fromkeys(("ru", "be", "kk", "hy"), ("«»", "„“")),
    **dict.fromkeys(("uk", "fr", "it", "es", "pt", "el", "no", "nb"), ("«»", "“”")),
    **dict.fromkeys(("de", "cs", "sk", "sl", "bg", "lt", "ka"), ("„“", "‚‘")),
    **dict.fromkeys(("pl", "ro", "hu"), ("„”", "«»")),
    **dict.fromkeys(("ja", "zh"), ("「」", "『』")),
}
_ENGLISH = ("“”", "‘’")


@dataclass(slots=True, kw_only=True)
class _Element:
    """An element whose end has not come, its span if it has one, and the marks around its words."""

    name: str
    span: Open | None = None
    opening: str = ""
    closing: str = ""
    length: int = 0


@dataclass(slots=True, kw_only=True)
class _List:
    """A list: the number of the next item, None without numbers, and how it goes on."""

    number: int | None = None
    step: int = 1


class Flow(Writer):
    """A writer that takes in elements: a whole document, or what stands in a cell."""

    def __init__(self, language: str | None) -> None:
        super().__init__()
        self.language = language
        self.lists: list[_List] = []
        self.elements: list[_Element] = []
        self.names: Counter[str] = Counter()
        self.raw: list[str] = []
        self.pictures: list[str] = []
        self.detail: Open | None = None

    def text(self, text: str) -> None:
        """Take in text."""
        for name, table in (("sup", _RAISED), ("sub", _LOWERED)):
            if self.names[name] and all(ord(sign) in table for sign in text.strip()):
                text = text.translate(table)
        if self.names["pre"]:
            self.raw.append(text)
            return
        if self.pictures and text.strip():
            self._pictured()
        self.write(text)

    def open(self, name: str, attributes: str, items: int = 0) -> None:
        """Take in the start of an element; `items` are those of a list that counts down."""
        if name in ("dt", "dd"):
            self._pop("dt")
        self.parted(name)
        match name:
            case "br":
                self._line()
            case "hr":
                self.rule = self.rule or not self.names["pre"]
            case "ul" | "ol":
                self.lists.append(_list(name, attributes, items))
            case "li" if not self.names["pre"]:
                self.mark = self._item(attributes)
            case "img":
                self._image(read(attributes))
            case _ if name in _KEPT:
                self._enter(name, attributes)

    def close(self, name: str) -> None:
        """Take in the end of an element, and of all that are open within it; an end without a start has no effect."""
        if name in ("ul", "ol") and self.lists:
            self.lists.pop()
        elif name == "li":
            self.mark = ""
        self._pop(name)
        self.parted(name)

    def parted(self, name: str) -> None:
        """Begin a new line or paragraph where an element wants one."""
        if name in _BREAKS and self.names["pre"]:
            self.raw.append("\n")
        elif name in _BREAKS:
            self.gap(1 if self.lists else _BREAKS[name])

    def embed(self, named: embedded.Named, url: str | None = None) -> None:
        """Write the words for something embedded, linked if it has an address; within the line, or on its own."""
        if self.names["pre"]:
            self.raw.append(named.text)
            return
        if not named.inline:
            self.gap(1)
        link = self.begin("text_link", url) if url else None
        self.write(named.text)
        if link:
            self.end(link)
        if not named.inline:
            self.gap(1)

    def finish(self) -> Rich:
        """Give what was written, every element closed."""
        while self.elements:
            self._pop(self.elements[-1].name)
        return super().finish()

    def _line(self) -> None:
        if self.names["pre"]:
            self.raw.append("\n")
        else:
            self.feed()

    def _enter(self, name: str, attributes: str) -> None:
        element = _Element(name=name, length=self.length)
        if name == "pre" and not self.names["pre"]:
            self.raw = []
        if name == "q":
            element.opening, element.closing = self._quotes(attributes)
            self.mark += element.opening
        elif name == "summary" and self.detail and self.names["details"] == 1 and not self.names["summary"]:
            self.hold(self.detail)
            element.span = self.begin("bold")
        else:
            element.span = self._span(name, attributes)
        if name == "details" and element.span:
            self.detail = element.span
        self.elements.append(element)
        self.names[name] += 1

    def _pop(self, name: str) -> None:
        while self.names[name]:
            element = self.elements.pop()
            self._leave(element)
            if element.name == name:
                break

    def _leave(self, element: _Element) -> None:
        name = element.name
        if name == "pre" and self.names["pre"] == 1:
            self.names[name] = 0
            self._pictured()
            self.lines("".join(self.raw))
            self.names[name] = 1
        if name == "figure" and self.names["figure"] == 1:
            self._pictured()
        self.names[name] -= 1
        if element.closing:
            self._suffix(element)
        if element.span:
            self.end(element.span)
        if element.span and element.span is self.detail:
            self.detail = None
        elif name == "summary" and self.detail and not self.names["summary"]:
            self.resume(self.detail)

    def _span(self, name: str, attributes: str) -> Open | None:
        """Open the span of an element, if one may stand here."""
        if name == "a":
            url = read(attributes).get("href", "").strip()
            return self.begin("text_link", url) if linkable(url) else None
        if name == "span":
            hidden = _SPOILERS & set(read(attributes).get("class", "").lower().split())
            return self.begin("spoiler") if hidden else None
        if name == "blockquote" and "expandable" in read(attributes):
            return self.begin("expandable_blockquote")
        if name in ("pre", "code"):
            return self._coded(name, attributes)
        return self.begin(_TYPES[name]) if name in _TYPES else None

    def _coded(self, name: str, attributes: str) -> Open | None:
        found = _LANGUAGE.search(read(attributes).get("class", "")[:200])
        outer = next((span for span in self.open_spans if span.type == "pre"), None)
        span = outer or self.begin(name)
        if span and span.type == "pre" and found:
            span.language = found[1]
        return None if outer else span

    def _item(self, attributes: str) -> str:
        indent = "  " * min(len(self.lists) - 1, _DEEPEST)
        if not self.lists or self.lists[-1].number is None:
            return indent + _BULLET
        counted = self.lists[-1]
        told = number(read(attributes).get("value", ""))
        shown = (counted.number or 0) if told is None else told
        counted.number = shown + counted.step
        return f"{indent}{shown}. "

    def _quotes(self, attributes: str) -> tuple[str, str]:
        if self.names["pre"] or self.names["q"] >= _DEEPEST:
            return "", ""
        language = read(attributes).get("lang") or self.language or ""
        pair = _MARKS.get(language.lower()[:2], _ENGLISH)[self.names["q"] % 2]
        return pair[0], pair[1]

    def _suffix(self, element: _Element) -> None:
        """Close quotation marks behind the words in them; without words there are none."""
        if self.length > element.length:
            self.glue(element.closing)
        else:
            self.mark = self.mark.removesuffix(element.opening)

    def _image(self, attributes: dict[str, str]) -> None:
        named = embedded.picture(attributes)
        if named and not named.inline and self.names["figure"] and not self.names["pre"]:
            self.pictures.append(named.text)
        elif named:
            self.embed(named)

    def _pictured(self) -> None:
        """Write the names of a figure's images, unless a caption follows, which says it better."""
        pictures, self.pictures = self.pictures, []
        if self.names["figcaption"]:
            self.mark += "🖼 " if pictures else ""
            return
        for text in pictures:
            self.embed(embedded.Named(text=text))


def read(attributes: str) -> dict[str, str]:
    """The attributes of a tag, decoded, by their names in small letters; of two with one name the first."""
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(attributes):
        found.setdefault(match[1].lower(), decoded(match[2] or match[3] or match[4] or ""))
    return found


def decoded(text: str) -> str:
    """Text with its references decoded, and without what Telegram would remove or what turns the text behind it."""
    if "&" in text:
        text = unescape(_ENDLESS.sub("\ufffd", text))
    text = tidy(text)
    if not _SPOILT.search(text):
        return text
    if "\u030a" in text:
        text = unicodedata.normalize("NFC", text)
    return _TURNS.sub(r"\1", text.translate(_REMOVED))


def linkable(url: str) -> bool:
    """Whether Telegram keeps a link to an address: it is http or https, with a dot in its host, and not endless."""
    if len(url.encode("utf-8", "replace")) > _LONGEST_LINK:
        return False
    found = _LINK.fullmatch(url)
    return bool(_INSIDE.fullmatch(url)) if not found else int(found[1] or 0) <= _LAST_PORT


def number(text: str) -> int | None:
    """The whole number that an attribute gives, None if it is none of at most six digits."""
    return int(text) if _NUMBER.fullmatch(text.strip()) else None


def _list(name: str, attributes: str, items: int) -> _List:
    if name == "ul":
        return _List()
    told = read(attributes)
    start = number(told.get("start", ""))
    if "reversed" in told:
        return _List(number=items if start is None else start, step=-1)
    return _List(number=1 if start is None else start)
