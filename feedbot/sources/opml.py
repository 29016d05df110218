"""OPML: lists of feeds that readers exchange, in and out. It fetches nothing and knows no config."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from xml.parsers import expat

from feedbot.errors import LimitError, ParseError
from feedbot.sources import repair
from feedbot.text import decode, html

MOST = 20_000
"""Feeds that one list may have."""

_MOST_ELEMENTS = 50_000
_MOST_ATTRIBUTES = 1_000
_MOST_MARKS = 500_000
_DEEPEST = 100
_LONGEST_TITLE = 1_000
_LONGEST_URL = 8_192
_MOST_CATEGORIES = 50
_FEEDS = frozenset({"atom", "feed", "json", "jsonfeed", "rdf", "rss", "rss1", "rss2"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A feed in a list.

    `url` is its address as written, and empty where the list has none that a feed reader could use. `html_url` is its
    home page. `categories` are the folders it lies in, outermost first, then those it names itself, each once.
    """

    url: str
    title: str | None = None
    html_url: str | None = None
    categories: tuple[str, ...] = ()


def read(document: str | bytes) -> tuple[Outline, ...]:
    """The feeds of an OPML document (1.0, 1.1 or 2.0), in its order, each address once with all its categories.

    Names of elements and attributes may be in any case. Broken XML is mended as far as possible. What is scraped from
    a page ("HTML+XPath") has no address here. Raises ParseError for what is not OPML, and for a document that is built
    to exhaust its reader.
    """
    if isinstance(document, bytes):
        document = decode.decode(document, kind="xml").text
    text = decode.tidy(document).strip().removeprefix("\ufeff").lstrip()
    if not text.startswith("<"):
        raise ParseError("not OPML: " + (f'text that begins with "{_folded(text[:60])}"' if text else "it is empty"))
    try:
        found = _parsed(text)
    except expat.ExpatError as error:
        found = _mended(text, error)
    return _merged(found)


def write(outlines: Iterable[Outline], *, title: str = "feedbot") -> str:
    """An OPML 2.0 document that gives the outlines back when it is read.

    The first category is a folder around neighbours that share it; the others are the `category` attribute, or folders
    where a name has a comma or a slash, which separate there. Texts come out with whitespace folded.
    """
    head = f"<head><title>{html.escape(_folded(title))}</title></head>"
    rows = "\n".join(_rows([(_folders(outline), outline) for outline in outlines], 1))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n{head}\n<body>\n{rows}\n</body>\n</opml>\n'


# --- in --------------------------------------------------------------------------------------------------------------


def _parsed(text: str) -> list[Outline]:
    """The outlines of well-formed XML. Raises expat's error for any other, and ParseError."""
    parser, reader = expat.ParserCreate("utf-8"), _Reader()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.EntityDeclHandler = _refuse
    parser.Parse(text.encode("utf-8", "replace"), True)  # noqa: FBT003 - expat takes no names
    return reader.outlines


def _mended(text: str, error: expat.ExpatError) -> list[Outline]:
    fault = f"its XML is broken (line {error.lineno}: {expat.ErrorString(error.code)})"
    if text.count("<") > _MOST_MARKS:
        raise ParseError(f"not OPML: {fault}") from error
    try:
        found = _parsed(repair.repair(text))
    except expat.ExpatError:
        found = []
    if not found:
        raise ParseError(f"not OPML: {fault}, and no feed could be read") from error
    return found


def _refuse(*_: object) -> None:
    raise LimitError("not read: it declares entities of its own, which could unfold without bounds")


@dataclass(slots=True)
class _Open:
    """An element that is open: the folder it makes, and whether it is a feed without an address unless it has parts."""

    folder: str | None = None
    lost: Outline | None = None


class _Reader:
    """Takes what expat reports and keeps the outlines."""

    def __init__(self) -> None:
        self.outlines: list[Outline] = []
        self._open: list[_Open] = []
        self._elements = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2].lower()
        self._count(local, attributes)
        opened = _Open()
        if local == "outline":
            self._open[-1].lost = None
            said = {key.rpartition(":")[2].lower(): value for key, value in attributes.items()}
            opened = self._outline(said)
        self._open.append(opened)

    def end(self, _: str) -> None:
        lost = self._open.pop().lost
        if lost is not None:
            self._keep(lost)

    def _count(self, name: str, attributes: dict[str, str]) -> None:
        if not self._open and name != "opml":
            raise ParseError(f"not OPML: {'an HTML page' if name == 'html' else f'XML that begins with <{name[:60]}>'}")
        self._elements += 1
        if self._elements > _MOST_ELEMENTS:
            raise LimitError(f"not read: it has more than {_MOST_ELEMENTS:,} elements")
        if len(self._open) >= _DEEPEST:
            raise LimitError(f"not read: its elements lie more than {_DEEPEST} deep")
        if len(attributes) > _MOST_ATTRIBUTES:
            raise LimitError(f"not read: an element has more than {_MOST_ATTRIBUTES:,} attributes")

    def _outline(self, said: dict[str, str]) -> _Open:
        kind = said.get("type", "").strip().lower()
        address = said.get("xmlurl") or (said.get("url") if kind in {"", *_FEEDS} else None)
        url = "" if "+" in kind else _line(address or "")
        title = _folded(said.get("title") or "") or _folded(said.get("text") or "")
        outline = Outline(
            url=url,
            title=title if title not in {"", url} else None,
            html_url=_line(said.get("htmlurl", ""))[:_LONGEST_URL] or None,
            categories=self._categories(said.get("category", "")),
        )
        if url:
            self._keep(outline)
            return _Open()
        return _Open(folder=title or None, lost=outline if address or kind in _FEEDS or "xmlurl" in said else None)

    def _categories(self, named: str) -> tuple[str, ...]:
        folders = [each.folder for each in self._open if each.folder]
        own = [_folded(part) for part in named[:_LONGEST_URL].replace("/", ",").split(",")]
        return tuple(dict.fromkeys(each for each in (*folders, *own) if each))[:_MOST_CATEGORIES]

    def _keep(self, outline: Outline) -> None:
        if len(self.outlines) >= MOST:
            raise LimitError(f"not read: it has more than {MOST:,} feeds")
        self.outlines.append(outline if len(outline.url) <= _LONGEST_URL else replace(outline, url=""))


def _merged(outlines: Iterable[Outline]) -> tuple[Outline, ...]:
    """Each address once, where it stands first; readers repeat a feed in each folder it lies in."""
    found: dict[object, Outline] = {}
    for number, outline in enumerate(outlines):
        first = found.setdefault(outline.url or number, outline)
        if first is not outline:
            categories = tuple(dict.fromkeys((*first.categories, *outline.categories)))[:_MOST_CATEGORIES]
            found[outline.url] = replace(first, categories=categories)
    return tuple(found.values())


# --- out -------------------------------------------------------------------------------------------------------------


def _folders(outline: Outline) -> tuple[str, ...]:
    """The categories that are written as folders: the first, and all up to the last one that no list can hold."""
    places = (place for place, name in enumerate(outline.categories, 1) if "," in name or "/" in name)
    return outline.categories[: max((1, *places))]


def _rows(filed: Sequence[tuple[tuple[str, ...], Outline]], depth: int) -> Iterator[str]:
    """The lines of outlines that share their first `depth - 1` folders."""
    indent = "  " * depth
    for folder, group in groupby(filed, key=lambda each: each[0][depth - 1 : depth]):
        members = list(group)
        if folder:
            name = html.escape(_folded(folder[0]))
            yield f'{indent}<outline text="{name}" title="{name}">'
            yield from _rows(members, depth + 1)
            yield f"{indent}</outline>"
        else:
            yield from (f"{indent}{_row(outline, len(folders))}" for folders, outline in members)


def _row(outline: Outline, folders: int) -> str:
    title = _folded(outline.title or "")
    pairs = (
        ("type", "rss"),
        ("text", title or outline.url),
        ("title", title),
        ("xmlUrl", outline.url),
        ("htmlUrl", outline.html_url or ""),
        ("category", ",".join(outline.categories[folders:])),
    )
    kept = (f'{name}="{html.escape(decode.tidy(value))}"' for name, value in pairs if value or name == "xmlUrl")
    return f"<outline {' '.join(kept)}/>"


def _folded(text: str) -> str:
    """A text on one line, no longer than a title may be."""
    return _line(text)[:_LONGEST_TITLE].strip()


def _line(text: str) -> str:
    return " ".join(decode.tidy(text).split())
