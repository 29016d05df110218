"""A page that lists articles: bytes into a Reading by CSS selectors, or by blocks found on it. It fetches nothing."""

import re
from collections.abc import Iterator, Sequence
from datetime import tzinfo
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field
from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from feedbot.errors import NothingError, ParseError
from feedbot.model import Document, Item, Origin, Reading, Source
from feedbot.sections import Duration
from feedbot.sources import blocks, front_matter, json_ld, outline
from feedbot.sources.blocks import Block
from feedbot.sources.http import HttpSection
from feedbot.sources.stamps import Stamps
from feedbot.text import decode, html, urls, words

_LONGEST_SELECTOR = 1_000
_LONGEST_TITLE = 1_000
_LONGEST_SUMMARY = 5_000
_LONGEST_PART = 20_000
_FEWEST_LETTERS = 40
_OTHER = re.compile(r"\s*+(?:<\?xml[^>]{0,200}>\s*+)?<(rss|feed|rdf:RDF|urlset|sitemapindex)\b")
_FEED_LINK = (
    'link[rel~="alternate"][type="application/rss+xml"], link[rel~="alternate"][type="application/atom+xml"], '
    'link[rel~="alternate"][type="application/feed+json"]'
)
_HEADING = "h1, h2, h3, h4, h5, h6"
_TITLED = '[itemprop="headline"], [class*="title" i], [class*="headline" i], [class*="heading" i]'
_OWN = 'a.u-url[href], a[rel~="bookmark"][href], a[itemprop="url"][href]'
_SUMMED = ", ".join(
    f'[class*="{word}" i]'
    for word in ("summary", "excerpt", "descr", "lead", "intro", "teaser", "snippet", "anons", "announce", "subtitle")
)
_IMAGE_SOURCES = ("data-src", "data-original", "data-lazy-src", "src", "data-srcset", "srcset")
_BACKGROUND = re.compile(r"""url\(\s*["']?([^"')\s]{1,2000})""")
_PLAIN = re.compile(r"[A-Za-z][\w-]{0,80}")
_CLOCK = re.compile(r"[0-9]{1,2}:[0-9]{2}(?![0-9:])")


def _selector(value: str) -> str:
    try:
        LexborHTMLParser("<p>").css(value[:_LONGEST_SELECTOR])
    except SelectolaxError:
        fit = False
    else:
        fit = len(value) <= _LONGEST_SELECTOR
    if not fit:
        raise ValueError(f'"{value[:80]}" is no CSS selector such as "div.news > a"')
    return value


Selector = Annotated[str, AfterValidator(_selector)]
"""A CSS selector that can be read."""


class Page(HttpSection):
    """A page on the web that lists articles, for sites without a feed.

    The blocks of the page that tell of one article each are found without help; selectors (CSS) say what is meant
    where that goes wrong.
    """

    kind: Literal["page"] = Field(description="A page that lists articles.")
    item: Selector | None = Field(
        None,
        description='The block of one article, such as "div.news-item"; the repeated blocks of the page if not given.',
    )
    headline: Selector | None = Field(
        None, description="Its headline, within the block; a heading, a title or the longest link if not given."
    )
    link: Selector | None = Field(None, description="Its link, within the block; that of the headline if not given.")
    date: Selector | None = Field(
        None, description="Its date, within the block; whatever reads as a date there or above it if not given."
    )
    summary: Selector | None = Field(
        None, description="Its summary, within the block; the first paragraph or teaser if not given."
    )
    image: Selector | None = Field(None, description="Its picture, within the block; the first one if not given.")
    max_age: Duration | None = Field(
        None, description="Entries that were older than this when first seen are published but not sent."
    )


def parse(document: Document, source: Source) -> Reading:
    """What a page lists, in its order, each article once; an article has a headline and mostly a link.

    Dates stay as written; those that count from now ("2 hours ago", "14:05") become what they meant when the page was
    received. Raises ParseError when there is no list of articles, or when a selector finds nothing where it must: then
    the page has changed, and silence would look like no news.
    """
    chosen = source.options if isinstance(source.options, Page) else Page.model_validate(_ANYTHING)
    decoded = decode.decode(document.body, charset=document.charset, kind="html")
    text, said = decode.tidy(decoded.text), f"{decoded.encoding}: {decoded.because}"
    _judge(text)
    page = blocks.tree(text)
    reader = _Reader(page, document, ZoneInfo(source.timezone), chosen)
    found = blocks.completed(page.css(chosen.item)) if chosen.item else blocks.found(page, document.url)
    if not found:
        listed = () if chosen.item else json_ld.articles(text, document.url, reader.language)
        if not listed:
            raise NothingError(_nothing(chosen, page, document.url))
        return Reading(origin=_origin(page, document, source), items=listed, decoded=said)
    items: dict[str, Item] = {}
    most = source.limits.items
    for block in found[:most]:
        item = reader.item(block)
        if item:
            items.setdefault(urls.canonical(item.link or "") or item.id or "", item)
    reader.check(len(found), [*items.values()])
    notes = [*reader.notes()]
    if len(found) > most:
        notes.append(f"only the first {most:,} of {len(found):,} blocks are read (limits.items)")
    if len(text) > blocks.LONGEST:
        notes.append(f"only the first {blocks.LONGEST:,} characters of the page are read")
    return Reading(
        origin=_origin(page, document, source), items=tuple(items.values()), decoded=said, notes=tuple(notes)
    )


_ANYTHING = {"name": "page", "kind": "page", "url": "https://example.org/"}


def _judge(text: str) -> None:
    if not text.strip():
        raise ParseError("not a page: the document is empty")
    other = _OTHER.match(text)
    if other:
        kind = "sitemap" if other[1] in {"urlset", "sitemapindex"} else "feed"
        raise ParseError(f'not a page: it is a {kind}; say kind = "{kind}"')


def _nothing(chosen: Page, page: LexborHTMLParser, url: str) -> str:
    """Why no block was found: the selector is wrong, the page was rebuilt, or it is no list at all."""
    if not chosen.item:
        return (
            "no list of articles was found on this page; if there is one, name the block of one article, such as "
            'item = "div.news-item"; if the page is made by scripts, look for its feed or sitemap'
        )
    others = blocks.found(page, url)
    if others:
        likely = _selects(others[0].node)
        return (
            f'the selector item = "{chosen.item}" matches nothing on this page, but {len(others)} articles are found '
            f'without it, the first in "{likely}": the page was rebuilt; leave item out, or say item = "{likely}"'
        )
    return (
        f'the selector item = "{chosen.item}" matches nothing on this page, and no list of articles is found without '
        "it either: open the address in a browser; if it shows no articles (a notice, a login), correct url, else "
        "correct item; if the page is made by scripts, look for its feed or sitemap"
    )


def _selects(node: LexborNode) -> str:
    """A selector that matches a node."""
    name = next((each for each in (node.attributes.get("class") or "").split() if _PLAIN.fullmatch(each)), None)
    return f"{node.tag}.{name}" if name else f"{node.tag}"


def _origin(page: LexborHTMLParser, document: Document, source: Source) -> Origin:
    named = page.css_first('meta[property="og:site_name"]')
    title = page.css_first("title")
    name = (named.attributes.get("content") if named else None) or (_folded(title) if title else "")
    return Origin(id=f"urn:feedbot:source:{source.name}", title=html.escape(name), link=document.url)


# --- one block -------------------------------------------------------------------------------------------------------


class _Reader:
    """Reads the blocks of one page, and remembers which selectors found something."""

    def __init__(self, page: LexborHTMLParser, document: Document, zone: tzinfo, chosen: Page) -> None:
        base = page.css_first("base[href]")
        self._base = urls.clean((base.attributes.get("href") if base else None) or "", document.url) or document.url
        root = page.css_first("html")
        self.language = (root.attributes.get("lang") if root else None) or None
        self._feed = page.css_first(_FEED_LINK)
        self._chosen = chosen
        self._dates = Stamps(zone, document.received)
        self._hits: dict[str, int] = {}
        self._unread: str | None = None

    def item(self, block: Block) -> Item | None:
        """The item that a block tells of; None if it has neither headline nor link."""
        headline = self._selected(block, "headline", self._chosen.headline) or _headline(block.node)
        link = self._link(block, headline)
        date = self._date(block)
        title = _untimed(_text(headline)) if headline else ""
        if not title:
            return None
        summary = self._summary(block, title)
        picture = self._image(block)
        return Item(
            # A page may word the date anew each day, so without a link the day is what counts.
            id=None if link else f"{words.fold(title)} {self._dates.day(date or '')}".strip(),
            link=link,
            title=title[:_LONGEST_TITLE],
            summary=html.escape(summary) if summary else None,
            published=date,
            language=self.language,
            links=(front_matter.image(picture),) if picture else (),
            base=self._base,
        )

    def check(self, found: int, items: Sequence[Item]) -> None:
        """Raise NothingError where what every article must have was found in none of the blocks."""
        for name in ("headline", "link"):
            selector = getattr(self._chosen, name)
            if selector and not self._hits.get(name):
                having = [item for item in items if getattr(item, "title" if name == "headline" else name)]
                without = f'without it {len(having)} of them have one, the first "{having[0].title}"' if having else ""
                raise NothingError(
                    f'the selector {name} = "{selector}" matches nothing in any of the {found} blocks of this page; '
                    f"{without or 'without it none of them has one either'}: the page was rebuilt; leave {name} out, "
                    "or look at the source of the page and correct it"
                )
        if not items:
            where = f'item = "{self._chosen.item}"' if self._chosen.item else "what looks like a list"
            raise NothingError(f"none of the {found} blocks of {where} has a headline; correct item or headline")

    def notes(self) -> Iterator[str]:
        """Remarks on what was not found and what would be better."""
        for name in ("date", "summary", "image"):
            selector = getattr(self._chosen, name)
            if selector and not self._hits.get(name):
                yield f'the selector {name} = "{selector}" matches nothing on this page; correct it or leave it out'
        if self._unread:
            yield f'"{self._unread}" is no date that can be read; correct the selector date'
        feed = urls.clean((self._feed.attributes.get("href") if self._feed else None) or "", self._base)
        if feed:
            yield f'the page names a feed, {feed}; kind = "feed" with that url says more and breaks less'

    def _selected(self, block: Block, name: str, selector: str | None) -> LexborNode | None:
        node = next(iter(block.css(selector)), None) if selector else None
        if node is not None:
            self._hits[name] = self._hits.get(name, 0) + 1
        return node

    def _link(self, block: Block, headline: LexborNode | None) -> str | None:
        chosen = self._selected(block, "link", self._chosen.link)
        starts = [chosen] if chosen else [headline, *block.node.css(_OWN)[:1], *_onward(block.node), block.node]
        for node in (anchor for start in starts if start for anchor in _anchors(start)):
            href = (node.attributes.get("href") or "").strip()
            link = None if href.startswith("#") else urls.clean(href, self._base)
            if link:
                return link
        return None

    def _date(self, block: Block) -> str | None:
        if not self._chosen.date:
            said = self._dates.found(block.node, *block.tail)
            return said if said or block.around is None else self._dates.found(block.around)
        node = self._selected(block, "date", self._chosen.date)
        if node is None:
            return None
        said = self._dates.said(node) or self._dates.above(block.node, _folded(node))
        if said is None:
            self._unread = _folded(node)[:100] or None
        return said

    def _summary(self, block: Block, title: str) -> str:
        if self._chosen.summary:
            node = self._selected(block, "summary", self._chosen.summary)
            return _text(node)[:_LONGEST_SUMMARY] if node else ""
        for selector in ("p", _SUMMED, "dd"):
            for node in block.css(selector)[:10]:
                text = _text(node)
                last = node.css("a[href]")[-1:]
                if len(text) >= _FEWEST_LETTERS and last:  # "Read on", which often ends in the headline
                    text = text.removesuffix(_text(last[0])).rstrip()
                if len(text) >= _FEWEST_LETTERS and not text.startswith(title) and text not in title:
                    return text[:_LONGEST_SUMMARY]
        return ""

    def _image(self, block: Block) -> str | None:
        if self._chosen.image:
            node = self._selected(block, "image", self._chosen.image)
            nodes = [node] if node else []
        else:
            nodes = [*block.css("img, amp-img"), *block.css('[style*="url("]')][:10]
        inner = (each for node in nodes for each in (node, *node.css("img, amp-img")))
        return next((href for node in inner if (href := _picture(node, self._base))), None)


def _headline(block: LexborNode) -> LexborNode | None:
    """The node that has the headline of a block: a heading, what is called a title, else the longest link."""
    for selector in (_HEADING, _TITLED):
        for node in block.css(selector)[:10]:
            if node.mem_id != block.mem_id and len(_folded(node)) >= 4 and not _is_subtitle(node):
                return node
    links = [node for node in block.css("a[href]")[:50] if _folded(node)]
    longest = max(links, key=lambda node: len(_folded(node)), default=None)
    return _first_line(longest) if longest else block if _folded(block) else None


def _first_line(link: LexborNode) -> LexborNode:
    """The part of a link that is the headline, if it holds a text besides."""
    parts = [each for each in link.css("p, div, span, b, strong")[:30] if len(_folded(each)) >= _FEWEST_LETTERS // 3]
    inner = [each for each in parts if not any(child.tag in {"p", "div"} for child in each.iter())]
    strong = (each for each in inner if each.tag in {"b", "strong"} or "bold" in (each.attributes.get("class") or ""))
    return next(strong, inner[0]) if len(inner) > 1 else link


def _onward(block: LexborNode) -> list[LexborNode]:
    """The link of a block that leads on, if it has one."""
    return [each for each in block.css("a[href]")[:20] if outline.leads_on(_folded(each)[:100])][:1]


def _is_subtitle(node: LexborNode) -> bool:
    return "subtitle" in (node.attributes.get("class") or "").lower()


def _anchors(start: LexborNode) -> Iterator[LexborNode]:
    """Links at a node, in it, and around it, in this order."""
    yield from start.css("a[href]")[:20]
    node = start.parent
    for _ in range(5):
        if node is None:
            return
        if node.tag == "a":
            yield node
        node = node.parent


def _picture(node: LexborNode, base: str) -> str | None:
    """The address of a picture that is worth showing."""
    attributes = node.attributes
    sizes = [attributes.get("width") or "", attributes.get("height") or ""]
    if any(size.isdigit() and int(size[:6]) <= 32 for size in sizes):
        return None
    said = [attributes.get(name) or "" for name in _IMAGE_SOURCES]
    background = _BACKGROUND.search((attributes.get("style") or "")[:5_000])
    for text in (*said, background[1] if background else ""):
        first = next(iter(text.split()), "").rstrip(",")
        if first and not first.startswith("data:") and (href := urls.clean(first, base)):
            return href
    return None


def _folded(node: LexborNode) -> str:
    return " ".join(node.text(deep=True, separator=" ").split())


def _text(node: LexborNode) -> str:
    """What a reader sees of a node, on one line."""
    return " ".join(html.plain((node.inner_html or "")[:_LONGEST_PART]).split())


def _untimed(title: str) -> str:
    """A headline without the time that some lists put before it, inside the same link."""
    clock = _CLOCK.match(title)
    rest = title[clock.end() :].lstrip(" -–—|•·,") if clock else title
    return rest if len(rest) >= 4 else title
