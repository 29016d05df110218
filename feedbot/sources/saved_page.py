"""An article in a file of HTML: what its head declares, and its body. It fetches nothing."""

import re
from collections.abc import Iterable

from selectolax.lexbor import LexborHTMLParser, LexborNode

from feedbot.model import Item, Person
from feedbot.sources import front_matter
from feedbot.text import article, html, urls, words

# The parser's time grows with the square of hostile depth, so it sees no more than this of what is not yet safe.
_HEAD = 128 * 1024
_BODY = re.compile(r"<body[\s>]", re.IGNORECASE)
_CHROME = ("nav", "form", "aside", "footer", "button", "select")
_ROOTS = frozenset({"article", "main", "body"})
_PUBLISHED = ("article:published_time", "date", "datepublished", "dc.date", "dcterms.created", "pubdate")
_UPDATED = ("article:modified_time", "og:updated_time", "last-modified", "datemodified", "dcterms.modified")


def read(text: str) -> Item:
    """The item that a page tells of; never raises.

    The body is its `<article>`, else `<main>`, else all of it, without navigation and forms. A headline or a date that
    the item has as a field is not repeated in it.
    """
    body = _BODY.search(text, 0, _HEAD)
    head = LexborHTMLParser(text[: body.start() if body else _HEAD])
    meta = _meta(head)
    link = _attribute(head, "link[rel~=canonical]", "href") or _first(meta, "og:url")
    base = _attribute(head, "base", "href")
    safe = html.sanitise(_without_chrome(text), urls.clean(base or "", link) or link)
    root = _root(safe)
    title = _title(head, root, meta)
    date = _date(root)
    content = root.inner_html or ""
    told = article.parse_article(f"§\n{html.plain(content)}")
    summary = _first(meta, "og:description", "description")
    image = _first(meta, "og:image")
    return Item(
        title=title,
        html=content,
        lede=None if summary else told.lede,
        summary=summary and html.escape(summary),
        link=link,
        base=base,
        published=_first(meta, *_PUBLISHED) or date,
        updated=_first(meta, *_UPDATED),
        authors=_authors(meta),
        categories=front_matter.terms(",".join((*meta.get("keywords", ()), *meta.get("article:tag", ())))),
        attribution=front_matter.credited(told.credits),
        language=_attribute(head, "html", "lang") or told.language,
        links=(front_matter.image(image),) if image else (),
    )


def _meta(head: LexborHTMLParser) -> dict[str, list[str]]:
    """What the meta elements say, by name or property in small letters."""
    found: dict[str, list[str]] = {}
    for node in head.css("meta[content]"):
        attributes = node.attributes
        key = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
        content = " ".join((attributes.get("content") or "").split())
        if key and content:
            found.setdefault(key.strip().casefold(), []).append(content)
    return found


def _first(meta: dict[str, list[str]], *keys: str) -> str | None:
    return next((meta[key][0] for key in keys if key in meta), None)


def _attribute(tree: LexborHTMLParser, selector: str, name: str) -> str | None:
    node = tree.css_first(selector)
    value = ((node.attributes.get(name) if node else None) or "").strip()
    return value or None


def _without_chrome(text: str) -> str:
    """The page without the elements that surround an article."""
    for name in _CHROME:
        parts, position = [], 0
        opening, closing = re.compile(rf"<{name}[\s>]", re.IGNORECASE), re.compile(rf"</{name}[\s>]", re.IGNORECASE)
        while (start := opening.search(text, position)) and (end := closing.search(text, start.end())):
            parts.append(text[position : start.start()])
            position = text.find(">", end.start()) + 1 or len(text)
        text = "".join((*parts, text[position:]))
    return text


def _root(safe: str) -> LexborNode:
    tree = LexborHTMLParser(f"<body>{safe}")
    articles = tree.css("article")
    root = articles[0] if len(articles) == 1 else tree.css_first("main") or next(iter(articles), tree.body)
    return root or LexborHTMLParser("<body></body>").css("body")[0]


def _title(head: LexborHTMLParser, root: LexborNode, meta: dict[str, list[str]]) -> str | None:
    """The headline; it is taken out of the body if it stands there."""
    heading = root.css_first("h1")
    headline = _folded(heading)
    node = head.css_first("title")
    page = _folded(node) if node else ""
    # "Headline - Name of the site" is what a page calls itself.
    title = _first(meta, "og:title") or (headline if page.startswith(headline) or root.tag != "body" else "") or page
    if heading and headline and words.fold(headline) == words.fold(title or headline):
        _drop(heading)
    return title or headline or None


def _date(root: LexborNode) -> str | None:
    """The first time that the body names, and out of the body if it stands there by itself."""
    for node in root.css("time"):
        date = " ".join((node.attributes.get("datetime") or _folded(node)).split())
        if date:
            parent = node.parent
            if parent is not None and _folded(parent) == _folded(node):
                _drop(node)
            return date
    return None


def _drop(node: LexborNode) -> None:
    """Take out an element, and what held nothing else."""
    while node.parent is not None and node.parent.tag not in _ROOTS and _folded(node.parent) == _folded(node):
        node = node.parent
    node.decompose()


def _authors(meta: dict[str, list[str]]) -> tuple[Person, ...]:
    said: Iterable[str] = (*meta.get("author", ()), *meta.get("article:author", ()))
    found = (name for text in said if not text.startswith(("http://", "https://")) for name in front_matter.names(text))
    return tuple(Person(name=name) for name in dict.fromkeys(found))


def _folded(node: LexborNode | None) -> str:
    return " ".join(node.text(deep=True).split()) if node else ""
