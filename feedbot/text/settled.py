"""Whether sanitised HTML is so plain that to sanitise it again changes nothing, seen without a parser."""

import re

_LONGEST = 1 << 16
_DEEPEST = 20
_MOST = 600
_MARK = "\ufeff"  # a parser takes it for the mark of an encoding
_TAG = re.compile(r'<(/?)([a-z0-9]+)(?: [a-z]+="[^"]*")*+>')
# An address whose host is not plain letters and hyphens, or that is none of the web: a parser may see it otherwise.
_ADDRESS = re.compile(r' (?:href|src|cite|poster)="(?!https?://(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]{2,20}[/?#"])')
_EMPTY = frozenset({"br", "img", "wbr", "hr"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
# What ends a paragraph by its start.
_BLOCKS = _HEADINGS | {
    *("address", "article", "aside", "blockquote", "details", "div", "figcaption", "figure", "footer", "header"),
    *("hr", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "ul"),
}
# What a parser opens again behind what closed it, and never within itself.
_FORMATS = frozenset({"a", "b", "code", "em", "i", "s", "small", "strong", "u"})
_WORDS = frozenset({"abbr", "bdi", "bdo", "cite", "data", "del", "dfn", "ins", "kbd", "mark", "q"}) | {
    *("samp", "sub", "sup", "time", "var")
}
_KNOWN = _EMPTY | _BLOCKS | _FORMATS | _WORDS


def settled(html: str) -> bool:
    """Say whether a parser reads sanitised HTML as it is written: well nested, nothing implied, plain addresses.

    It has no tables, no lists but of items, no paragraph in a paragraph, no link in a link; False is no verdict.
    """
    if html.startswith(_MARK) or len(html) > _LONGEST or _ADDRESS.search(html):
        return False
    found = _TAG.findall(html)
    if len(found) > _MOST or len(found) != html.count("<"):
        return False
    opened: list[str] = []
    for end, name in found:
        if end:
            if not opened or opened.pop() != name:
                return False
        elif name not in _KNOWN or not _fits(name, opened):
            return False
        elif name not in _EMPTY:
            opened.append(name)
    return not opened


def _fits(name: str, opened: list[str]) -> bool:
    """Whether an element may begin where these are open, and none of them ends by that."""
    if name in _BLOCKS:
        if "p" in opened or len(opened) > _DEEPEST:
            return False
        if name == "li":
            return bool(opened) and opened[-1] in ("ul", "ol")
        return name not in _HEADINGS or _HEADINGS.isdisjoint(opened)
    return name not in opened or name in _EMPTY or name in _WORDS
