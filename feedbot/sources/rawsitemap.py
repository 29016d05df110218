"""One sitemap (sitemaps.org/protocol.html), packed or not, as XML or as text: what it says of each address.

It fetches nothing, builds no tree, and makes no items.
"""

import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from feedbot.errors import LimitError, ParseError
from feedbot.text import decode, urls

_LONGEST = 10 * 2**20
_MOST_READ = 60_000
_MOST_ELEMENTS = 600_000
_MOST_IMAGES = 10
_MOST_FIELDS = 50
_LONGEST_FIELD = 10_000
_ENTRIES = frozenset({"url", "sitemap"})
_ROOTS = frozenset({"urlset", "sitemapindex"})


@dataclass(frozen=True, slots=True)
class Entry:
    """What is said of one address, by the names of an element and the one around it ("url/loc", "news/title").

    `pictures` are addresses with their titles, at most ten.
    """

    said: dict[str, str]
    pictures: list[tuple[str, str]]


def read(body: bytes, charset: str | None) -> tuple[str, list[Entry], str]:
    """The name of the root, "urlset" or "sitemapindex", what it holds, and how its bytes were read and why.

    Raises ParseError for anything else.
    """
    decoded = decode.decode(_unpacked(body), charset=charset, kind="xml")
    text = decode.tidy(decoded.text).strip().removeprefix("\ufeff").lstrip()
    said = f"{decoded.encoding}: {decoded.because}"
    if not text:
        raise ParseError("not a sitemap: the document is empty")
    if text.startswith(("http://", "https://")):
        lines = islice((line.strip() for line in text.split("\n")), _MOST_READ)
        return "urlset", [Entry({"url/loc": line}, []) for line in lines if line], said
    if "<!ENTITY" in text:
        raise LimitError("not read: it declares entities of its own, which could unfold without bounds")
    from lxml import etree  # late, because it takes 20 ms, and every command knows of this module

    target = _Target()
    parser = etree.XMLParser(
        target=target,  # type: ignore[arg-type]  # the stubs ask for bytes and comments too
        resolve_entities=False,
        no_network=True,
        recover=True,
        huge_tree=False,
    )
    with suppress(etree.XMLSyntaxError, _EnoughError):
        for piece in _pieces(text.encode("utf-8", "replace")):
            parser.feed(piece)
        parser.close()
    if not target.root:
        raise ParseError(f'not a sitemap: text that begins with "{" ".join(text[:200].split())[:60]}"')
    return target.root, target.entries, said


def _pieces(body: bytes) -> Iterator[bytes]:
    yield from (body[start : start + 65536] for start in range(0, len(body), 65536))


def _unpacked(body: bytes) -> bytes:
    """The body of a file that is packed itself (.xml.gz), at most 10 MiB of it."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    stream = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        plain = stream.decompress(body, _LONGEST + 1)
    except zlib.error as error:
        raise ParseError(f"not a sitemap: it cannot be unpacked ({error})") from error
    if len(plain) > _LONGEST:
        raise LimitError(f"not read: unpacked it is longer than {_LONGEST:,} bytes")
    return plain


class _EnoughError(Exception):
    """There are as many addresses as are read."""


class _Target:
    """Takes a sitemap from the parser, element by element, without a tree."""

    def __init__(self) -> None:
        self.root = ""
        self.entries: list[Entry] = []
        self._elements = 0
        self._open: list[str] = []
        self._text: list[str] = []
        self._entry = Entry({}, [])
        self._picture: dict[str, str] = {}

    def start(self, tag: str, _: Mapping[str, str]) -> None:
        """An element begins. Raises ParseError when the first one is not a sitemap's, or there are too many."""
        self._elements += 1
        if self._elements > _MOST_ELEMENTS:
            raise LimitError(f"not read: it has more than {_MOST_ELEMENTS:,} elements")
        name = tag.rpartition("}")[2].rpartition(":")[2].lower()
        if not self.root:
            self.root = name if name in _ROOTS else _refuse(name)
        if len(self._open) == 1:
            self._entry = Entry({}, [])
        self._open.append(name)
        self._text.clear()

    def data(self, text: str) -> None:
        """Some text."""
        self._text.append(text)

    def end(self, _: str) -> None:
        """An element ends; raises _EnoughError when there is enough."""
        name = self._open.pop()
        key = f"{self._open[-1]}/{name}" if self._open else name
        text = " ".join("".join(self._text).split())[:_LONGEST_FIELD]
        self._text.clear()
        if key.startswith("image/"):
            self._picture.setdefault(name, text)
        elif name == "image":
            self._take_picture()
        elif text and len(self._entry.said) < _MOST_FIELDS:
            self._entry.said.setdefault(key, text)
        if len(self._open) == 1 and name in _ENTRIES:
            self.entries.append(self._entry)
            if len(self.entries) >= _MOST_READ:
                raise _EnoughError

    def close(self) -> None:
        """The document ends."""

    def _take_picture(self) -> None:
        href = urls.clean(self._picture.get("loc", ""))
        if href and len(self._entry.pictures) < _MOST_IMAGES:
            self._entry.pictures.append((href, self._picture.get("title") or self._picture.get("caption", "")))
        self._picture = {}


def _refuse(name: str) -> str:
    if name in {"rss", "feed", "rdf"}:
        raise ParseError('not a sitemap: a feed; say kind = "feed"')
    raise ParseError(f"not a sitemap: {'an HTML page' if name == 'html' else f'XML that begins with <{name[:60]}>'}")
