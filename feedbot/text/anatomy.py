"""The HTML of a news text divided into the HTML of its parts: lede, details, background. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from feedbot.text import flow, noise, parts
from feedbot.text.html import escape
from feedbot.text.labels import Label, label
from feedbot.text.parts import Parts

_MARKUP = re.compile(
    r"""<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*+)(?:[^"'<>]|"[^"]*+"|'[^']*+')*+>|<[!?][^<>]*+>|(?P<text><?[^<]*+)"""
)
_VOID = frozenset({"br", "col", "hr", "img", "source", "wbr"})
_AROUND = frozenset({"article", "div", "header", "main", "section"})
_STANDING = "address aside audio blockquote details dl figure footer h1 h2 h3 h4 h5 h6 hr nav ol p pre table ul video"
_BLOCKS = frozenset(_STANDING.split())
_LONGEST = 1 << 17
_FEW = 8  # words; a longer line is never left out
_SHOWN = re.compile(r"<(?:img|audio|video|picture|iframe)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?…](?:\W|\Z)")
_OURS = re.compile(r"\A[^,]*\b(?i:our|us|наш\w{0,4}|нас)\b[^,]*\Z")
_LONGEST_MARK = 12  # what may stand around a label: a sign before it, emphasis, a colon


@dataclass(frozen=True, slots=True, kw_only=True)
class Anatomy:
    """Parts of a text as safe HTML, "" for those it has not.

    `details` has what is neither lede nor background nor a line that tells the source. Labels are left out, and so are
    short lines that ask for readers or lead to other articles, and a date before the lede; `heading` is that of the
    background as it is written, "" where it has none.
    """

    lede: str = ""
    details: str = ""
    background: str = ""
    heading: str = ""


def of_html(html: str) -> Anatomy:
    """The parts of an entry's sanitised content, which are those that `parts.of_html` finds.

    Reads 131,072 characters; what is longer ends with "…". Never raises.
    """
    if len(html) > _LONGEST:
        html = f"{html[: html.rfind('<', 0, _LONGEST)]} …"
    return _Sorter(parts.of_html(html)).sort(html)


class _Sorter:
    """Goes through the blocks of a text once."""

    def __init__(self, told: Parts) -> None:
        self.told = told
        self.lede_keys = _keys(told.lede)
        self.details_keys = _keys((*told.details, *told.quotation))
        self.background_keys = _keys(told.background)
        self.lede = self.heading = ""
        self.details: list[str] = []
        self.background: list[str] = []
        self.behind = self.naming = False

    def sort(self, html: str) -> Anatomy:
        for block in _blocks(html):
            self.take(block)
        return Anatomy(
            lede=self.lede,
            details="\n".join(self.details),
            background="\n".join(self.background),
            heading=self.heading if self.background else "",
        )

    def take(self, block: str) -> None:
        """Put a block where it belongs."""
        lines = [line.text for line in flow.lines(block)]
        named = label(lines[0]) if lines else None
        naming, self.naming = self.naming, False
        if named and len(lines) == 1 and not named.rest and self.opens(named):
            return
        keys = _keys(lines)
        if named and named.rest:
            keys |= _keys((named.rest,))
        if keys & self.background_keys:
            self.behind = True
            if named and named.role == "background" and named.rest:
                self.heading = self.heading or named.text
                block = _without(block, lines, named)
        elif keys & (self.lede_keys | self.details_keys) or block.startswith("<h"):
            self.behind = False
        elif (naming and keys) or self.tells(named):
            return
        if named is None and len(lines) == 1 and self.is_noise(block, lines[0], keys):
            return
        if len(lines) == 1 and not self.lede and keys & self.lede_keys:
            self.lede = block
        else:
            if named and named.role == "details" and named.rest:
                block = _without(block, lines, named)
            (self.background if self.behind else self.details).append(block)

    def is_noise(self, block: str, line: str, keys: set[str]) -> bool:
        """Whether a block is a short line that asks for readers, leads to other articles or, before the lede, dates it.

        A sentence, which may be news, is one only where it is none of the parts and speaks of ours.
        """
        if not block.startswith("<p") or _SHOWN.search(block) or len(line.split()) > _FEW or keys & self.lede_keys:
            return False
        if _SENTENCE.search(line) and (keys & (self.details_keys | self.background_keys) or not _OURS.search(line)):
            return False
        dates = not self.lede and any(map(str.isdigit, line))
        return (dates or noise.calls(line) or noise.leads_on(line)) and not noise.news(line)

    def opens(self, named: Label) -> bool:
        """Whether a label by itself is left out, because what follows is known by it."""
        if named.role == "background" and self.background_keys:
            self.behind, self.heading = True, self.heading or named.text
            return True
        if named.role == "attribution" and self.told.credits:
            self.naming = True
            return True
        if named.role == "details" and self.details_keys:
            self.behind = False
            return True
        return False

    def tells(self, named: Label | None) -> bool:
        """Whether a block is a line that tells the source, and nothing else."""
        if not named or named.role != "attribution" or not self.told.credits:
            return False
        rest = _key(named.rest)
        return not any(rest.endswith(known) for known in self.lede_keys | self.details_keys | self.background_keys)


def _key(text: str) -> str:
    return "".join(text.split())


def _keys(texts: tuple[str, ...] | list[str]) -> set[str]:
    return {_key(text) for text in texts} - {""}


def _blocks(html: str) -> Iterator[str]:
    """The outermost blocks; what stands between them is a paragraph, and so is each labelled line of one."""
    for block in _outermost(html):
        rows = _rows(block)
        if len(rows) > 1 and any(label(text) for row in rows for text in _texts(row)[:1]):
            yield from (f"<p>{row}</p>" for row in rows)
        else:
            yield block


def _texts(html: str) -> list[str]:
    return [line.text for line in flow.lines(html)]


def _outermost(html: str) -> Iterator[str]:
    held: list[str] = []
    depth, block = 0, False
    for match in _MARKUP.finditer(html):
        name, end = (match["name"] or "").lower(), bool(match["end"])
        outside = depth == 0
        if outside and (name in _AROUND or name == "br" or (name in _BLOCKS and not end)):
            yield from _paragraph(held)
            held, block = [], name in _BLOCKS
            if not block:
                continue
        if outside and end:
            continue
        if name and name not in _VOID:
            depth += -1 if end else 1
        held.append(match[0])
        if block and depth == 0:
            yield "".join(held)
            held, block = [], False
    yield from ["".join(held)] if block else _paragraph(held)


def _paragraph(held: list[str]) -> Iterator[str]:
    text = "".join(held).strip()
    if text:
        yield f"<p>{text}</p>"


def _rows(block: str) -> list[str]:
    """What stands between the line breaks of a paragraph; all of it where a break is inside of something else."""
    if not block.startswith("<p") or "<br" not in block:
        return [block]
    tokens = [*_MARKUP.finditer(block)][1:]
    rows: list[list[str]] = [[]]
    depth = 1
    for match in tokens:
        name = (match["name"] or "").lower()
        if name == "br" and depth == 1:
            rows.append([])
            continue
        if name and name not in _VOID:
            depth += -1 if match["end"] else 1
        if depth:
            rows[-1].append(match[0])
    return [row for row in map("".join, rows) if row.strip()]


def _without(block: str, lines: list[str], named: Label) -> str:
    """A block without the label that it begins with; as it is where that cannot be told from the text."""
    texts = [unescape(match["text"]) for match in _MARKUP.finditer(block) if match["text"]]
    behind = sum(len(_key(text)) for text in (named.rest, *lines[1:]))
    left = len(_key("".join(texts))) - behind
    if not len(_key(named.text)) <= left <= len(_key(named.text)) + _LONGEST_MARK:
        return block
    written = []
    for match in _MARKUP.finditer(block):
        text = match["text"]
        if text and left >= 0:
            text, left = _behind(unescape(text), left)
            written.append(escape(text))
        else:
            written.append(match[0])
    return "".join(written)


def _behind(text: str, count: int) -> tuple[str, int]:
    """A text without its first `count` letters and the blanks around them, and how many are still to be taken.

    That is -1 when the text goes on behind them.
    """
    for place, letter in enumerate(text):
        if letter.isspace():
            continue
        if count == 0:
            return text[place:], -1
        count -= 1
    return "", count
