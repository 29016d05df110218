"""Broken XML into well-formed XML, as far as one pass over its tags can tell. It knows no feed but its `item`s."""

import re
from collections.abc import Iterator
from html import unescape
from html.entities import html5

_NAME = r"[A-Za-z_][A-Za-z0-9_.\-]*+(?::[A-Za-z_][A-Za-z0-9_.\-]*+)?"
# "<" is excluded everywhere inside, so each attempt ends at the next one: the whole scan stays linear.
_TAG = re.compile(rf"<(/?)({_NAME})((?:[\s/](?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+')*+)?)>")
_ATTRIBUTE = re.compile(rf"(?<![\w.:\-])({_NAME})\s*+=\s*+(\"[^\"]*+\"|'[^']*+'|[^\s\"'<>]++)")
_AMPERSAND = re.compile(r"&(?:(#[0-9]{1,7}|#x[0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos);|([A-Za-z][A-Za-z0-9]{1,31};)?)")
_CDATA = "<![CDATA["
_BLOCKS = (("<!--", "-->"), (_CDATA, "]]>"), ("<?", "?>"), ("<!", ">"))
_VOID = frozenset({"br", "hr", "img", "wbr"})
_ITEMS = frozenset({"item", "entry"})
_SPACES = {
    "admin": "http://webns.net/mvcb/",
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "wfw": "http://wellformedweb.org/CommentAPI/",
}


def repair(text: str) -> str:
    """A well-formed document from one whose root element begins at the first tag.

    Bare ampersands and angle brackets are escaped, HTML's entities replaced, unclosed elements closed where an outer
    one ends, stray end tags and what follows the root dropped, prefixes declared. An item without an end, because the
    document was cut, is dropped. Takes time linear in the text; never raises.
    """
    return _Repair().run(text)


class _Repair:
    def __init__(self) -> None:
        self._out: list[str] = []
        self._open: list[str] = []
        self._begun: list[tuple[int, int]] = []
        self._prefixes: set[str] = set()
        self._declared: set[str] = {"xml", "xmlns"}

    def run(self, text: str) -> str:
        root = -1
        for token in _tokens(text):
            if isinstance(token, str):
                self._text(token)
            else:
                self._tag(token)
                root = len(self._out) - 1 if root < 0 and self._open else root
            if root >= 0 and not self._open:
                break
        self._drop_unfinished()
        self._close(0)
        if root >= 0:
            self._declare(root)
        return "".join(self._out)

    def _text(self, token: str) -> None:
        if self._open and token.startswith(_CDATA):
            self._out.append(token)
        elif self._open:
            self._out.append(_escaped(token).replace("<", "&lt;").replace(">", "&gt;"))

    def _tag(self, match: re.Match[str]) -> None:
        closing, name, rest = match[1], match[2], match[3]
        if closing:
            self._end(name)
            return
        local = name.rpartition(":")[2].lower()
        if local in _ITEMS:
            self._end_open_item(name)
        empty = rest.rstrip().endswith("/") or name.lower() in _VOID
        self._prefixes.add(name.partition(":")[0] if ":" in name else "xml")
        if not empty:
            if local in _ITEMS and self._open:
                self._begun.append((len(self._out), len(self._open)))
            self._open.append(name)
        self._out.append(f"<{name}{self._attributes(rest)}{'/' if empty else ''}>")

    def _attributes(self, rest: str) -> str:
        found: dict[str, str] = {}
        for name, value in _ATTRIBUTE.findall(rest):
            prefix, _, local = name.rpartition(":")
            if prefix == "xmlns":
                self._declared.add(local)
            elif prefix:
                self._prefixes.add(prefix)
            bare = value[1:-1] if value[:1] in {'"', "'"} else value.removesuffix("/")
            found.setdefault(name, _escaped(bare).replace("<", "&lt;").replace('"', "&quot;"))
        return "".join(f' {name}="{value}"' for name, value in found.items())

    def _end(self, name: str) -> None:
        """Closes an element and all that is open inside it; an end without a beginning is dropped."""
        for depth in range(len(self._open) - 1, max(-1, len(self._open) - 200), -1):
            if self._open[depth] == name:
                self._close(depth)
                return

    def _end_open_item(self, name: str) -> None:
        """An item begins inside another of its name only because that one was never closed."""
        if self._begun and self._open[self._begun[-1][1]] == name:
            self._close(self._begun[-1][1])

    def _close(self, depth: int) -> None:
        while len(self._open) > depth:
            self._out.append(f"</{self._open.pop()}>")
        while self._begun and self._begun[-1][1] >= depth:
            self._begun.pop()

    def _drop_unfinished(self) -> None:
        if self._begun:
            place, depth = self._begun[0]
            del self._out[place:], self._open[depth:]
            self._begun.clear()

    def _declare(self, root: int) -> None:
        missing = sorted(self._prefixes - self._declared)
        spaces = "".join(f' xmlns:{name}="{_SPACES.get(name, f"urn:feedbot:prefix:{name}")}"' for name in missing)
        tag = self._out[root]
        head = tag.removesuffix(">").removesuffix("/")
        self._out[root] = head + spaces + tag[len(head) :]


def _escaped(text: str) -> str:
    return _AMPERSAND.sub(_reference, text)


def _reference(match: re.Match[str]) -> str:
    """A reference that XML knows as it is, one of HTML as its character, and any other ampersand as text."""
    if match[1]:
        return match[0]
    if match[2] in html5:
        return unescape(match[0]).replace("&", "&amp;").replace("<", "&lt;")
    return "&amp;" + match[0][1:]


def _tokens(text: str) -> Iterator[str | re.Match[str]]:
    """The tags of a document, and its text and CDATA sections between them, in order; what cannot be a tag is text."""
    position, unclosed = 0, len(text)
    while (start := text.find("<", position)) >= 0:
        yield text[position:start]
        opening, closing = next((each for each in _BLOCKS if text.startswith(each[0], start)), ("", ""))
        if opening:
            end = text.find(closing, start + len(opening)) if start < unclosed else -1
            if end < 0 and opening == _CDATA:
                # What follows may be whole items: better markup in a text than all of them lost in it.
                unclosed, position = min(unclosed, start), start + len(opening)
                continue
            if end < 0:
                return
            position = end + len(closing)
            if opening == _CDATA:
                yield text[start:position]
        elif match := _TAG.match(text, start):
            position = match.end()
            yield match
        else:
            position = start + 1
            yield "<"
    yield text[position:]
