"""The fast reader of feeds: well-formed documents by lxml, told apart just as `rawfeed.py` tells them.

Wherever it cannot be sure to say the same, it declines, and the reference reads.
"""

from collections.abc import Iterator
from typing import Any

from feedparser.urls import make_safe_absolute_uri
from lxml import etree

from feedbot.sources import namespaces
from feedbot.sources.feednodes import (
    LEAVES,
    TYPES,
    Node,
    Said,
    UnsureError,
    attributes_of,
    link,
    markup,
    own_text,
    placed,
    split,
    text_of,
)
from feedbot.sources.namespaces import resolved
from feedbot.sources.raw import DEEPEST, MARKUP, MOST_ATTRIBUTES, MOST_ELEMENTS, MOST_PREFIXES, XHTML, Raw

_TOO_DEEP = etree.XPath("boolean(" + "/*" * (DEEPEST + 1) + ")")
_CROWDED = etree.XPath(f"count(//*) > {MOST_ELEMENTS} or boolean(//*[@*[{MOST_ATTRIBUTES + 1}]])")
_TEXTS = frozenset({*MARKUP, "text/plain"})
_DESCRIPTIONS = {"description": "text/html", "summary": "text/plain"}
_CONTENTS = {"content": "text/plain", "fullitem": "text/html", "body": XHTML}
_OF_FEED = frozenset({"guid", "kept", "language", "link", "listed"})
# What may have elements inside that say nothing of the feed.
_OPEN = frozenset({"source", *_DESCRIPTIONS, *_CONTENTS})
# Attributes of Microsoft's channels, which were feeds once.
_CHANNELS = frozenset({"href", "lastmod"})


def read(text: str, base: str, most: int) -> Raw | None:
    """What a well-formed document says, or None for one that is better left to the reference. Never raises.

    Relative links are resolved against `base` and xml:base; ids stay as written. At most `most` entries.
    """
    body = text.encode("utf-8", "replace")
    if body.count(b"<") > 2 * MOST_ELEMENTS or body.count(b"xmlns") > MOST_PREFIXES:
        return None
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(body, parser)
        if _TOO_DEEP(root) or _CROWDED(root):
            return None
        return _Document(most).read(root, make_safe_absolute_uri(base, base) or base)
    except (etree.XMLSyntaxError, UnsureError):
        return None


class _Document:
    """A document that is being read.

    `_names` remembers the kinds and names of its tags, with the prefix where that counts.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._names: dict[str | tuple[str, str | None], tuple[str, str]] = {}
        self._feed: Said = {}
        self._entries: list[Said] = []
        self._gone: list[str] = []
        self._atom = False

    def read(self, element: Any, base: str) -> Raw:  # noqa: ANN401 - lxml has no types
        root = self._see(element, base, None)
        self._atom = root.name == "feed"
        if root.language and root.name in {"feed", "rss"}:
            self._feed["language"] = root.language.replace("_", "-")
        whole = self._channel(root) if root.kind in {"feed", "channel"} else self._level(root, outside=True)
        return Raw(
            atom=self._atom, feed=self._feed, entries=tuple(self._entries), gone=tuple(self._gone), more=not whole
        )

    # --- elements ----------------------------------------------------------------------------------------------------

    def _see(self, element: Any, base: str, language: str | None) -> Node:  # noqa: ANN401 - lxml has no types
        tag, found = element.tag, element.items()
        kind, name = self._names.get(tag) or self._named(tag, element.prefix)
        if not found:
            return Node(kind, name, {}, base, language, element)
        attributes = attributes_of(found)
        if said := attributes.get("xml:base", attributes.get("base")):
            base = make_safe_absolute_uri(base, said) or base
        language = attributes.get("xml:lang", attributes.get("lang", language)) or None
        return Node(kind, name, attributes, base, language, element)

    def _named(self, tag: str, prefix: str | None) -> tuple[str, str]:
        """The kind and name of a tag, remembered by the tag alone where the prefix says nothing."""
        if known := self._names.get(tag) or self._names.get((tag, prefix)):
            return known
        space, local = split(tag)
        if not local.isascii() or (space and not namespaces.sure(space, prefix)):
            raise UnsureError
        name = namespaces.named(space, local, prefix)
        found = namespaces.kind(name), name
        self._names[tag if not space or namespaces.sure(space, None) else (tag, prefix)] = found
        return found

    def _inside(self, outer: Node) -> Iterator[Node]:
        base, language = outer.base, outer.language
        for element in outer.element:
            yield self._see(element, base, language)

    def _pass(self, node: Node) -> None:
        """Passes over an unknown element, which may still have known ones in it."""
        if any(
            self._named(inner.tag, inner.prefix)[0] not in {"aside", "skipped"}
            for inner in node.element.iterdescendants()
        ):
            raise UnsureError

    # --- the feed ----------------------------------------------------------------------------------------------------

    def _channel(self, outer: Node) -> bool:
        if not _CHANNELS.isdisjoint(outer.attributes):
            raise UnsureError
        return self._level(outer, outside=False)

    def _level(self, outer: Node, *, outside: bool) -> bool:
        """Reads what lies in a feed or, `outside`, beside its channel; False when there are too many items to go on."""
        for node in self._inside(outer):
            if node.kind == "item":
                if len(self._entries) >= self._most:
                    return False
                self._entries.append(self._entry(node))
            elif node.kind == "channel" and outside:
                if not self._channel(node):
                    return False
            elif node.kind == "deleted":
                found = node.element.items()
                self._gone += [value for key, value in found if split(key)[1] == "ref" and value]
            elif node.kind != "skipped":
                if outside:
                    raise UnsureError
                self._say_of_feed(node)
        return True

    def _say_of_feed(self, node: Node) -> None:
        if node.kind in _OF_FEED:
            LEAVES[node.kind](self._feed, node)
        elif node.kind == "title":
            self._title(self._feed, node)
        elif node.kind == "author":
            self._author(self._feed, node)
        elif node.kind == "list":
            self._list(node)
        elif node.kind == "aside":
            self._pass(node)
        elif node.kind in {"rss", "feed", "channel"} or (len(node.element) and node.kind not in _OPEN):
            raise UnsureError

    def _list(self, outer: Node) -> None:
        for node in self._inside(outer):
            if node.kind != "listed":
                raise UnsureError
            LEAVES["listed"](self._feed, node)

    # --- an entry ----------------------------------------------------------------------------------------------------

    def _entry(self, outer: Node) -> Said:
        entry: Said = {}
        if not _CHANNELS.isdisjoint(outer.attributes):
            raise UnsureError
        if about := outer.attributes.get("rdf:about"):
            entry["id"] = about
        for node in self._inside(outer):
            if node.kind != "skipped":
                self._say(entry, node)
        return entry

    def _say(self, entry: Said, node: Node) -> None:
        if leaf := LEAVES.get(node.kind):
            leaf(entry, node)
            return
        match node.kind:
            case "title":
                self._title(entry, node)
            case "description" | "summary":
                self._describe(entry, node)
            case "content" | "fullitem" | "body":
                self._content(entry, node, _CONTENTS[node.kind])
            case "author":
                self._author(entry, node)
            case "source":
                self._source(entry, node)
            case "medium" | "group":
                self._medium(entry, node)
            case "aside":
                self._pass(node)
            case _:
                raise UnsureError

    def _construct(self, node: Node, default: str) -> Said:
        """A text with its media type, language and base."""
        kind = node.attributes.get("type", default)
        kind = TYPES.get(kind, kind)
        value = markup(node.element, bare=self._atom) if kind == XHTML else text_of(node)
        plain = kind.startswith("text/") or kind.endswith(("+xml", "/xml"))
        if value and (node.attributes.get("mode") == "base64" or not plain):
            raise UnsureError
        language = node.language.replace("_", "-") if node.language else None
        return {"type": kind, "language": language, "base": node.base, "value": value}

    def _title(self, said: Said, node: Node) -> None:
        """The first title that is not empty counts."""
        construct = self._construct(node, "text/plain")
        if not said.get("title"):
            said["title"], said["title_detail"] = construct["value"], construct

    def _describe(self, entry: Said, node: Node) -> None:
        """A second description is the content, unless there is one."""
        if "summary" in entry and "content" not in entry:
            self._content(entry, node, "text/plain")
            return
        construct = self._construct(node, _DESCRIPTIONS[node.kind])
        entry["summary"], entry["summary_detail"] = construct["value"], construct

    def _content(self, entry: Said, node: Node, default: str) -> None:
        construct = self._construct(node, default)
        if node.kind not in {"fullitem", "body"} and (lies := node.attributes.get("src")):
            construct["src"] = lies
        entry.setdefault("content", []).append(construct)
        if construct["type"] in _TEXTS:
            entry.setdefault("summary", construct["value"])

    def _author(self, said: Said, node: Node) -> None:
        person: dict[str, str] = {}
        for inner in self._inside(node):
            match namespaces.AUTHOR.get(inner.name):
                case "uri":
                    uri = text_of(inner)
                    person["href"] = resolved(inner.base, uri) if uri else ""
                case str(key):
                    person[key] = text_of(inner)
        person["text"] = own_text(node.element)
        said.setdefault("authors", []).append(person)

    def _source(self, entry: Said, node: Node) -> None:
        found: Said = {"href": node.attributes["url"]} if "url" in node.attributes else {}
        for inner in self._inside(node):
            if inner.kind == "title":
                self._title(found, inner)
            elif inner.kind == "link":
                link(found, inner)
            elif inner.kind == "author":
                self._author(found, inner)
        if own := own_text(node.element):
            found["title"] = own
        entry["source"] = found

    def _medium(self, entry: Said, node: Node) -> None:
        """One medium, or the media of a group; what stands inside a medium tells of it alone."""
        if node.kind == "medium":
            entry.setdefault("media", []).append(placed(node))
        for inner in self._inside(node):
            if inner.kind == "skipped" or (node.kind == "medium" and inner.kind == "kept"):
                continue
            if not inner.name.startswith("media:"):
                raise UnsureError
            self._say(entry, inner)
