"""Looks at what feedbot says to the world as browsers and feed readers would, for script in it."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from feedbot.channels import KINDS
from feedbot.feeds import htmlpage
from feedbot.model import Channel, Entry, Piece
from tests import make
from tests.hostile.cases import words

_ELEMENTS = words(
    "applet base basefont bgsound button dialog embed fencedframe form frame frameset iframe image input isindex link",
    "map marquee math meta noembed noframes noscript object param plaintext portal script select slot style svg",
    "template textarea title xmp",
)
_SHELL = frozenset({"html", "head", "body"})
_ADDRESSED = words(
    "action archive background cite classid code codebase data dynsrc formaction href icon longdesc lowsrc manifest",
    "ping poster profile src srcset usemap xlink:href",
)
_HELD = words("autofocus class content contenteditable form http-equiv id is name popover slot srcdoc style tabindex")
_SCHEME = re.compile(r"[\s\x00-\x20]*([a-z][a-z0-9+.\-\s\x00-\x20]*):", re.IGNORECASE)
_SCHEMES = frozenset({"http", "https", "mailto", "tel", "sms", "geo", "xmpp"})
_OURS = re.compile(r'<(p|a|span|div|ul) class="(?:meta|origin|dot|lead|credit|content|extra|tags|empty)"')
_ATOM = "{http://www.w3.org/2005/Atom}"
_TEXTS = tuple(f"{_ATOM}{name}" for name in ("title", "subtitle", "summary", "content", "rights"))
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_TURNING = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(9), *range(11, 32))))


@cache
def scripts(html: str) -> tuple[str, ...]:
    """What in a piece of HTML could run, or send a reader somewhere strange; also once it was written out anew."""
    tree = LexborHTMLParser(html)
    again = LexborHTMLParser(tree.html or "")
    simple = _Simple()
    simple.feed(html)
    return tuple(sorted({*_found(_elements(tree)), *_found(_elements(again)), *_found(simple.seen)}))


def page(html: str) -> list[str]:
    """What in a whole page of ours could run; outside its entries it may have nothing but what we put there."""
    head, there, rest = html.partition("<main>\n")
    body, end, _ = rest.rpartition("</main>\n")
    style = f"<style>{htmlpage.style()}</style>"
    found = [] if there and end and 1 == head.count(style) else ["the page is not as it should be"]
    tree = LexborHTMLParser(html)
    most = {"script": 0, "style": 1, "title": 1, "base": 0, "iframe": 0, "main": 1, "header": 1, "footer": 1}
    found += [f"<{name}> in the page" for name, number in most.items() if len(tree.css(name)) > number]
    return [*found, *scripts(_OURS.sub(r"<\1", body))]


def files(folder: Path) -> Iterator[tuple[str, str]]:
    """What could run in each feed file of a folder: the file's name, and what."""
    readers: Mapping[str, Callable[[bytes], list[str]]] = {".atom": _atom, ".rss": _rss, ".json": _json, ".html": _html}
    for path in sorted(folder.iterdir()):
        if path.suffix in readers:
            for found in readers[path.suffix](path.read_bytes()):
                yield path.name, found


def titles(path: Path) -> list[str]:
    """What could run in the titles of an RSS file where a reader takes them for HTML, as it takes descriptions."""
    return [found for each in etree.fromstring(path.read_bytes()).iter("title") for found in scripts(each.text or "")]


def messages(entries: Iterable[Entry], channel: Channel) -> Iterator[str]:
    """What in the messages that show these entries a click could run, or would turn the text around it."""
    for entry in entries:
        piece = Piece(id=entry.id, lead=entry, digest="", published=entry.published, updated=entry.updated)
        for part in KINDS["telegram"].compose(channel, make.claim(piece=piece), "-100", make.NOW).parts:
            yield from _addresses(each.url or "" for each in part.entities)
            yield from _addresses([part.link or ""])
            yield from turning(part.text)


def turning(text: str) -> set[str]:
    """Characters in a text that command a terminal, or turn the direction of what follows."""
    return {f"U+{ord(letter):04X}" for letter in text if letter in _TURNING}


def _html(text: bytes) -> list[str]:
    return page(text.decode())


def _atom(text: bytes) -> list[str]:
    root = etree.fromstring(text)
    found = _addresses(each.get(name, "") for each in root.iter() for name in ("href", "src", "scheme"))
    found += _addresses(each.text or "" for each in root.iter(f"{_ATOM}uri"))
    for each in root.iter(*_TEXTS):
        kind = each.get("type", "text")
        if kind == "html":
            found += scripts(each.text or "")
        elif kind != "text" or len(each):
            found.append(f"{each.tag} of type {kind}")
    return found


def _rss(text: bytes) -> list[str]:
    root = etree.fromstring(text)
    found = _addresses(each.text or "" for each in root.iter("link", "comments", "url"))
    found += _addresses(each.get("url", "") for each in root.iter("enclosure", "source"))
    for each in root.iter("description", _CONTENT):
        found += scripts(each.text or "")
    return found


def _json(text: bytes) -> list[str]:
    found = list[str]()
    for item in json.loads(text)["items"]:
        found += scripts(item.get("content_html", ""))
        found += _addresses(item.get(key) or "" for key in ("url", "external_url", "image", "banner_image"))
        found += _addresses(each.get("url") or "" for each in (*item.get("attachments", ()), *item.get("authors", ())))
    return found


def _addresses(texts: Iterable[str]) -> list[str]:
    return [f"address {text[:80]}" for text in texts if not _harmless(text)]


def _harmless(address: str) -> bool:
    """Whether an address is relative, or of a scheme that runs nothing."""
    match = _SCHEME.match(address)
    return match is None or match[1].lower() in _SCHEMES


_Element = tuple[str, Mapping[str, str | None]]


def _found(elements: Iterable[_Element]) -> Iterator[str]:
    for tag, attributes in elements:
        if tag in _ELEMENTS:
            yield f"<{tag}>"
        for name, value in attributes.items():
            if name.startswith("on") or name in _HELD or (name in _ADDRESSED and not _harmless(value or "")):
                yield f"<{tag} {name}>"


def _elements(tree: LexborHTMLParser) -> Iterator[_Element]:
    for node in tree.css("*"):
        if node.tag and node.tag not in _SHELL:
            yield node.tag, {name.lower(): value for name, value in node.attributes.items()}


class _Simple(HTMLParser):
    """Start tags as a simple parser sees them, without a tree."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[_Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
