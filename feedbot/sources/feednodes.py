"""One element of a feed as lxml has it: its text, its markup, its address, and what it says by itself.

What is not sure to be read as `rawfeed.py` reads it raises UnsureError.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from feedbot.sources import namespaces
from feedbot.sources.namespaces import resolved
from feedbot.sources.raw import MARKUP, MOST_TERMS, XHTML

TYPES = {"text": "text/plain", "plain": "text/plain", "html": "text/html", "xhtml": XHTML}
_REFERENCE = re.compile(r"&([A-Za-z0-9_]++);")
_QUOTE = {'"': "&quot;"}

Said = dict[str, Any]
"""What a feed or an entry says, in the names of `rawfeed.Raw`."""


class UnsureError(Exception):
    """The reference may read this otherwise."""


class Node(NamedTuple):  # a tuple, because a dataclass takes twice as long to make, and there are hundreds in a feed
    """One element: its kind and name, its attributes, the xml:base and xml:lang that hold in it, and lxml's own."""

    kind: str
    name: str
    attributes: dict[str, str]
    base: str
    language: str | None
    element: Any


def split(name: str) -> tuple[str | None, str]:
    """The namespace and the local part of a name as lxml writes it."""
    if name[0] != "{":
        return None, name
    space, _, local = name[1:].partition("}")
    return space, local


def attributes_of(found: Iterable[tuple[str, str]]) -> dict[str, str]:
    """An element's attributes, as lxml has them, as `namespaces.attributes` names them."""
    pairs = []
    for key, value in found:
        # The parsers follow different editions of XML, which differ in the letters of names.
        if not key.isascii():
            raise UnsureError
        pairs.append((split(key), value))
    return namespaces.attributes(pairs)


def text_of(node: Node) -> str:
    """The text of an element that should have nothing else in it."""
    if len(node.element):
        raise UnsureError
    return (node.element.text or "").strip()


def own_text(element: Any) -> str:  # noqa: ANN401 - lxml has no types
    """An element's text without that of the elements inside it."""
    return "".join([element.text or "", *(inner.tail or "" for inner in element)]).strip()


def markup(element: Any, *, bare: bool) -> str:  # noqa: ANN401 - lxml has no types
    """What is inside an element, as markup; `bare` leaves out a single div around it all (RFC 4287, 3.1.1.3)."""
    if bare and len(element) == 1 and not own_text(element) and split(element[0].tag)[1].lower() == "div":
        element = element[0]
    return _inner(element).strip()


def _inner(element: Any) -> str:  # noqa: ANN401 - lxml has no types
    parts = [escape(element.text or "")]
    for inner in element:
        tag = split(inner.tag)[1].lower()
        if not tag.isascii():
            raise UnsureError
        written = "".join(f' {key}="{escape(value, _QUOTE)}"' for key, value in attributes_of(inner.items()).items())
        parts += (f"<{tag}{written}>", _inner(inner), f"</{tag}>", escape(inner.tail or ""))
    return "".join(parts)


def placed(node: Node) -> Said:
    """An element's attributes with the address that they name as `href`, resolved."""
    found = dict(node.attributes)
    if href := found.get("url", found.get("uri", found.get("href"))):
        found.pop("url", None)
        found.pop("uri", None)
        found["href"] = href
    if "href" in found:
        found["href"] = resolved(node.base, found["href"])
    return found


def link(said: Said, node: Node) -> None:
    """Adds a link, by its attributes or by its text; a link to a page, or by its text, is the link of the holder."""
    written, found = text_of(node), placed(node)
    found.setdefault("rel", "alternate")
    found.setdefault("type", "application/atom+xml" if found["rel"] == "self" else "text/html")
    said.setdefault("links", []).append(found)
    if "href" not in found:
        # Addresses in texts are often escaped twice.
        address = resolved(node.base, written.replace("&amp;", "&")) if written else ""
        said["link"] = _REFERENCE.sub(r"&\1", address.replace("&amp;", "&"))
        found.update({"href": said["link"]} if address else {})
    elif found["rel"] == "alternate" and TYPES.get(found["type"], found["type"]) in MARKUP:
        said["link"] = found["href"]


def _text(said: Said, node: Node) -> None:
    said[node.kind] = text_of(node)


def _guid(said: Said, node: Node) -> None:
    said["id"] = value = text_of(node)
    if value and node.attributes.get("ispermalink", "true") == "true":
        said.setdefault("permalink", resolved(node.base, value))


def _kept(said: Said, node: Node) -> None:
    if value := text_of(node):
        said.setdefault(node.name, value)


def _listed(said: Said, node: Node) -> None:
    said.setdefault(node.name, []).append(text_of(node))


def _category(said: Said, node: Node) -> None:
    found, value = node.attributes, text_of(node)
    term, scheme = found.get("term") or value, found.get("scheme", found.get("domain"))
    said.setdefault("tags", []).append({"term": term, "scheme": scheme, "label": found.get("label")})


def _keywords(said: Said, node: Node) -> None:
    scheme, terms = namespaces.SCHEMES.get(node.name), text_of(node).split(",", MOST_TERMS)[:MOST_TERMS]
    said.setdefault("tags", []).extend({"term": term.strip(), "scheme": scheme, "label": None} for term in terms)


def _enclosure(said: Said, node: Node) -> None:
    if len(node.element):
        raise UnsureError
    said.setdefault("links", []).append({**placed(node), "rel": "enclosure"})


def _beside(said: Said, node: Node) -> None:
    if len(node.element):
        raise UnsureError
    said.setdefault("beside", []).append({**placed(node), "name": node.name})


def _parent(said: Said, node: Node) -> None:
    if len(node.element):
        raise UnsureError
    if href := placed(node).get("href"):
        said.setdefault("parent", href)


LEAVES: dict[str, Callable[[Said, Node], None]] = {
    "beside": _beside,
    "category": _category,
    "created": _text,
    "enclosure": _enclosure,
    "guid": _guid,
    "kept": _kept,
    "keywords": _keywords,
    "language": _text,
    "link": link,
    "listed": _listed,
    "parent": _parent,
    "published": _text,
    "updated": _text,
}
"""How each kind that says something by itself says it."""
