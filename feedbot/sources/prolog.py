"""What stands before a feed's root element, and the references that need it: XML made fit for a parser without a DTD.

Nothing is ever loaded: an external DTD is passed over, an entity that points outside refused.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from html.entities import html5

from feedbot.errors import LimitError, ParseError
from feedbot.text import html

_ROOTS = frozenset({"rss", "rdf", "feed", "channel"})
_PAGES = frozenset({"html", "head", "body", "meta", "div", "script", "p", "br"})
_HEAD = '<?xml version="1.0" encoding="utf-8"?>'
_ROOT = re.compile(r"<([A-Za-z_][\w.\-]*+(?::[A-Za-z_][\w.\-]*+)?)")
_TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{0,200})", re.IGNORECASE)
_OUTSIDE = re.compile(r"[\"'\[>]")
_INSIDE = re.compile(r"[\"'\]]|<!--|<\?|<!ENTITY\b")
_BLOCKS = (("<!--", "-->"), ("<?", "?>"), ("<!", ">"), ("</", ">"))
_BEHIND = frozenset({">", " ", "\n", "\t"})
_ENDS = {'"': '"', "'": "'", "<!--": "-->", "<?": "?>"}
_ENTITY = re.compile(
    r"<!ENTITY\s++(%\s++)?([A-Za-z_][\w.\-]{0,99})\s++(?:(SYSTEM|PUBLIC)\s*+[\"']?([^\"'>]*+)[\"']?|\"([^\"]*+)\"|'([^']*+)')"
)
# The sets of HTML's names, which we know without loading them.
_HTML_SETS = "-//W3C//ENTITIES"
_NUMBER = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,8})|([0-9]{1,9}));")
# Those that may not stay as they are: all but those of 32 to 127 and of 160 to 49,999 as they are mostly written.
_ODD = re.compile(
    r"&#(?!(?:3[2-9]|[4-9]\d|1[01]\d|12[0-7]|1[6-9]\d|[2-9]\d\d|[1-9]\d{3}|[1-4]\d{4}|"
    r"x(?:[2-7][\da-fA-F]|[a-fA-F][\da-fA-F]|[1-9a-fA-F][\da-fA-F]{2}|[1-9a-cA-C][\da-fA-F]{3}));)"
    r"(?:[xX]([0-9a-fA-F]{1,8})|([0-9]{1,9}));",
    re.ASCII,
)
_NAME = re.compile(r"&([A-Za-z_][\w.\-]{0,99});")
_STRANGE = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z_][\w.\-]{0,99};")
_ANY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)")
_SURROGATE = re.compile("[\ud800-\udfff]")
_CDATA = "<![CDATA["
_OWN = frozenset({"amp", "lt", "gt", "quot", "apos"})
# A tag this long may have too many attributes for any reader.
_LONG = re.compile(r"<[^<]{30000}")
_TAG = re.compile(r"<(?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+')*+")
_MOST_ATTRIBUTES = 5_000
_LONGEST_TYPE = 2**18
_MOST_ENTITIES = 500
_LONGEST_ENTITY = 1_000
_MOST_UNFOLDED = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Framed:
    """A feed's root element alone behind a declaration of our own, and the local name of that element in small."""

    text: str
    root: str


def framed(text: str) -> Framed:
    """The root element of a feed, without document type and trailing junk, on the lines where it was.

    The plain entities that a document type defines, HTML's, and references that XML does not know become their
    characters. Takes time linear in the text. Raises ParseError for what is no feed, and for entities that could
    unfold without bounds or lie outside the document.
    """
    entities: dict[str, str] = {}
    start, name = _root(text, max(text.find("<?xml", 0, 8192), 0), entities)
    root = name.rpartition(":")[2].lower()
    if root not in _ROOTS:
        raise ParseError(f"not a feed: {_other(text, name)}")
    end = _end(text, name, start)
    lines = "\n" * text.count("\n", 0, start)
    _check_tags(text, start)
    whole = f"{_HEAD}{lines}{text[start:end]}"  # put together before it is changed: most texts are copied just once
    return Framed(text=_unfolded(_numbered(whole), entities) if _ANY.search(whole) else whole, root=root)


def _end(text: str, name: str, start: int) -> int:
    """Where the last end tag of this name ends; the end of the text where there is none."""
    last = len(text)
    while (last := text.rfind(f"</{name}", start, last)) >= 0:
        behind = last + len(name) + 2
        if text[behind : behind + 1] in _BEHIND:
            return _after(text, ">", behind)
    return len(text)


def _check_tags(text: str, position: int) -> None:
    """Raises ParseError for an element with more attributes than a reader should be given."""
    if text.count("=", position) <= _MOST_ATTRIBUTES:
        return
    for long in _LONG.finditer(text, position):
        tag = _TAG.match(text, long.start())
        if tag and tag[0].count("=") > _MOST_ATTRIBUTES:
            raise LimitError(f"not read: an element has more than {_MOST_ATTRIBUTES:,} attributes")


def _other(text: str, name: str) -> str:
    if name.lower() in _PAGES:
        title = _TITLE.search(text[:50_000])
        return f'an HTML page ("{html.plain(title[1])[:100]}")' if title else "an HTML page"
    return f"XML that begins with <{name[:60]}>"


# --- before the root -------------------------------------------------------------------------------------------------


def _root(text: str, position: int, entities: dict[str, str]) -> tuple[int, str]:
    """Where the root element begins, and its name; `entities` takes what is defined before it."""
    while (start := text.find("<", position)) >= 0:
        if match := _ROOT.match(text, start):
            return start, match[1]
        if text.startswith("<!DOCTYPE", start):
            position = _doctype(text, start, entities)
        else:
            closing = next((end for opening, end in _BLOCKS if text.startswith(opening, start)), "<")
            position = _after(text, closing, start)
    raise ParseError(f'not a feed: text that begins with "{" ".join(text[:200].split())[:60]}"')


def _doctype(text: str, position: int, entities: dict[str, str]) -> int:
    """Where a document type ends (XML 1.0, section 2.8)."""
    most = position + _LONGEST_TYPE
    while match := _OUTSIDE.search(text, position):
        position = match.end()
        if match[0] == ">":
            return position
        position = _subset(text, position, most, entities) if match[0] == "[" else _after(text, match[0], position)
    return len(text)


def _subset(text: str, position: int, most: int, entities: dict[str, str]) -> int:
    """Where the internal part of a document type ends."""
    while match := _INSIDE.search(text, position):
        if match.start() > most:
            raise ParseError("not read: its document type is longer than 256 KiB")
        if match[0] == "]":
            return match.end()
        if closing := _ENDS.get(match[0]):
            position = _after(text, closing, match.end())
        else:
            position = _defined(text, match.start(), entities)
    return len(text)


def _defined(text: str, start: int, entities: dict[str, str]) -> int:
    """Takes one definition, where it is harmless; the first of a name counts (XML 1.0, section 4.2)."""
    match = _ENTITY.match(text, start)
    if not match:
        raise ParseError("not read: it defines an entity in a way that cannot be understood")
    percent, name, outside, place, *values = match.groups()
    if percent and not (place or "").startswith(_HTML_SETS):
        raise ParseError(f'not read: it defines the parameter entity "{name}", which could unfold without bounds')
    if outside and not percent:
        raise ParseError(f'not read: its entity "{name}" points outside the document, and nothing there is ever loaded')
    if not outside and name not in _OWN:
        entities.setdefault(name, _value(name, values[0] or values[1] or ""))
    if len(entities) > _MOST_ENTITIES:
        raise ParseError(f"not read: it defines more than {_MOST_ENTITIES} entities")
    return match.end()


def _value(name: str, written: str) -> str:
    value = _NUMBER.sub(lambda match: chr(_number(match)), _numbered(written)).replace("\n", " ")
    if "<" in value or "&" in value:
        raise ParseError(
            f'not read: its entity "{name}" has markup or other entities in it, and could unfold without bounds'
        )
    if len(value) > _LONGEST_ENTITY:
        raise ParseError(f'not read: its entity "{name}" is longer than {_LONGEST_ENTITY:,} characters')
    return value


def _after(text: str, closing: str, position: int) -> int:
    end = text.find(closing, position)
    return len(text) if end < 0 else end + len(closing)


# --- references ------------------------------------------------------------------------------------------------------


def _numbered(text: str) -> str:
    """The text without references to characters that XML does not have; halves of a pair become their character.

    Numbers 128 to 159 mean what windows-1252 has there, as in HTML (HTML Standard, section 13.2.5.80).
    """
    text, odd = _ODD.subn(_character, text)
    if odd and _SURROGATE.search(text):
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _number(match: re.Match[str]) -> int:
    return int(match[1], 16) if match[1] else int(match[2])


def _character(match: re.Match[str]) -> str:
    number = _number(match)
    if 0xD800 <= number <= 0xDFFF:
        return chr(number)
    if 0x80 <= number <= 0x9F:
        return bytes([number]).decode("windows-1252", "ignore")
    fit = number in {9, 10, 13} or (0x20 <= number <= 0x10FFFF and number & 0xFFFE != 0xFFFE)
    return match[0].replace("X", "x") if fit else ""


def _unfolded(text: str, entities: dict[str, str]) -> str:
    """The text with its own entities and HTML's as characters, but for CDATA sections; others stay as written."""
    if not _STRANGE.search(text):
        return text
    put = _putter(entities)
    return "".join(part if part.startswith(_CDATA) else _NAME.sub(put, part) for part in _parts(text))


def _putter(entities: dict[str, str]) -> Callable[[re.Match[str]], str]:
    left = _MOST_UNFOLDED

    def put(match: re.Match[str]) -> str:
        nonlocal left
        name = match[1]
        if name in _OWN:
            return match[0]
        value = entities.get(name, html5.get(f"{name};"))
        if value is None:
            return match[0]
        left -= len(value)
        if left < 0:
            raise ParseError("not read: its entities unfold to more than 1 MiB")
        return escape(value)

    return put


def _parts(text: str) -> Iterator[str]:
    """The text in pieces: each CDATA section one of its own, and what lies between them."""
    position = 0
    while (start := text.find(_CDATA, position)) >= 0:
        yield text[position:start]
        position = _after(text, "]]>", start)
        yield text[start:position]
    yield text[position:]
