"""One file of a folder into the item it tells of: plain text, Markdown or HTML. Knows no folder and no disk."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from feedbot.errors import ParseError
from feedbot.model import File, Item
from feedbot.sources import front_matter, saved_page, tree
from feedbot.text import article, dates, html, labels
from feedbot.text.decode import Decoded, decode, tidy

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_CONTROLS = "".join(map(chr, range(32))).translate({9: None, 10: None, 12: None, 13: None, 27: None}) + "\x7f\ufffd"
_READABLE = 0.95
_TITLE = 300
_HEADING = re.compile(r" {0,3}#{1,2}[ \t]+(\S.*)")
_UNDERLINE = re.compile(r" {0,3}=+[ \t]*")
_MARKUP = re.compile(r"[-+*]\s|[>|#~`<=]|\d{1,3}[.)]\s|!?\[")
_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_DATE_KEY = re.compile(r"(?:date|дата)(?::|\s)\s*", re.IGNORECASE)


def read(file: File) -> tuple[Item, tuple[str, ...]]:
    """The item that a file tells of, and remarks on how it was read; the file's own time is only `modified`.

    Renaming, touching or saving it anew changes nothing in the item but `path` and `modified`. Raises ParseError, whose
    text completes "NAME: ...".
    """
    parse = _READERS[tree.suffix(file.path)]
    decoded = decode(file.body, kind="html" if parse is saved_page.read else "text")
    text = tidy(_readable(decoded))
    if not text.strip():
        raise ParseError("it is empty")
    item = parse(text)
    if not item.title and not html.plain(item.html or ""):
        raise ParseError("no text was found in it")
    return replace(item, path=file.path, modified=file.modified), _doubts(decoded)


def _readable(decoded: Decoded) -> str:
    strange = sum(map(decoded.text.count, _CONTROLS))
    if strange > len(decoded.text) * (1 - _READABLE):
        raise ParseError("it holds no text in an encoding we know; save it as UTF-8")
    return decoded.text


def _doubts(decoded: Decoded) -> tuple[str, ...]:
    bad = decoded.text.count("\ufffd")
    return (f"{bad} characters could not be read in {decoded.encoding}",) if bad else ()


def _plain(text: str) -> Item:
    said, body = front_matter.split(text)
    told = article.parse_article(body)
    if "title" in said and not told.date and html.plain(str(said["title"])) != told.title:
        told = article.parse_article(f"§\n{body}")  # its own first line is text then, and no title
    item = Item(
        title=told.title,
        html=told.html,
        lede=told.lede,
        summary=told.summary and html.escape(told.summary),
        published=told.date,
        attribution=front_matter.credited(told.credits),
        language=told.language,
    )
    return front_matter.declare(item, said)


def _markdown(text: str) -> Item:
    said, body = front_matter.split(text)
    title, date, rest = _headline(body, said)
    rendered = _renderer().render(rest)
    # A title of our own comes first, so that none of its lines is taken for one.
    told = article.parse_article(f"{date or ''} §\n{html.plain(rendered)}")
    item = Item(
        title=title,
        html=rendered,
        lede=told.lede,
        summary=told.summary and html.escape(told.summary),
        published=date,
        attribution=front_matter.credited(told.credits),
        language=told.language,
    )
    return front_matter.declare(item, said)


def _renderer() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # late, because it takes 50 ms, and every command knows of this module

    # Raw HTML passes, for `normalise` sanitises whatever a source says.
    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def _headline(body: str, said: front_matter.Declared) -> tuple[str | None, str | None, str]:
    """The title that a text begins with, the date beside it, and what is left; a declared title keeps the text whole.

    A heading, or a line of its own, is the title. A line below that is nothing but a date is the date.
    """
    lines = body.strip("\n").split("\n")
    title, used = _title_line(lines)
    if title is None or ("title" in said and html.plain(str(said["title"])) != title):
        return None, None, body
    lines = "\n".join(lines[used:]).strip("\n").split("\n")
    date, title = _dated(title)
    if date is None and (date := _date_line(lines[0])):
        lines = lines[1:]
    return title, date, "\n".join(lines)


def _title_line(lines: list[str]) -> tuple[str | None, int]:
    """The title in the first lines, without its marks, and how many lines it takes."""
    first, second = lines[0], (*lines, "")[1]
    if heading := _HEADING.fullmatch(first):
        return _inline(heading[1].rstrip("# \t")) or None, 1
    if first.strip() and _UNDERLINE.fullmatch(second):
        return _inline(first), 2
    keyed = _DATE_KEY.match(first.strip()) and _dated(first.strip())[0]
    alone = not second.strip() or _date_line(second)
    if first.strip() and (keyed or alone) and len(first) <= _TITLE and not _unfit(first.strip()):
        return _inline(first), 1
    return None, 0


def _unfit(line: str) -> bool:
    return bool(_MARKUP.match(line)) or labels.label(line) is not None or not any(map(str.isalnum, line))


def _inline(line: str) -> str:
    return html.plain(_renderer().renderInline(line.strip()))


def _dated(title: str) -> tuple[str | None, str]:
    """A date in front of a title, as in "date 2026-03-14 TITLE"; without the word, only one in figures counts."""
    keyed = _DATE_KEY.match(title)
    found = dates.leading(title[keyed.end() :] if keyed else title)
    if found and found[1] and (keyed or _ISO.match(title)):
        return found
    return None, title


def _date_line(line: str) -> str | None:
    """The date of a line that is nothing but a date."""
    bare = line.strip().strip("*_ \t")
    keyed = _DATE_KEY.match(bare)
    found = dates.leading(bare[keyed.end() :].strip("*_ ") if keyed else bare) if len(bare) <= 80 else None
    return found[0] if found and not found[1] else None


_READERS: Mapping[str, Callable[[str], Item]] = {
    "txt": _plain,
    "md": _markdown,
    "markdown": _markdown,
    "html": saved_page.read,
    "htm": saved_page.read,
}

SUFFIXES = frozenset(_READERS)
"""The suffixes of files that are articles, without a dot and in small letters."""
