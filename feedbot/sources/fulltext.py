"""The article of a page as HTML, and whether it is better than what the feed had of it. It fetches nothing.

The page is read as passages. What surrounds an article by its names is taken out, and so are other articles; `body`
finds the article in the rest; before it comes the paragraph that the feed or the head of the page quotes, if it stands
elsewhere on the page.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from feedbot.sources import blocks, body, declared, dirt, passages, region, walls
from feedbot.sources.declared import Declared, share
from feedbot.sources.passages import Element, Passage
from feedbot.text import decode, html, language, urls, words

_FEWEST_LETTERS = 200
_SHORT_NEWS = 80
_FITS = 0.6
_TOUCHES = 0.2
_LONGER = 1.1
_FEWEST_WORDS = 8
_SURE = 0.99
_MUCH_MORE = 0.6
_SAME = 0.7
_TEASER_WORDS = 80
_HEAD = 20
_TAIL = 600
_COMPARED = 2**18
_LONGEST_TEASER = 2_000
_DATED = re.compile(r"\d:\d\d|\b20\d\d")
_LEDES = frozenset(
    {"lead", "lede", "standfirst", "dek", "intro", "announce", "anons", "perex", "summary", "excerpt", "subtitle"}
    | {"subheadline", "subheading", "subhead", "description", "leadin", "preamble", "deck", "introduction", "abstract"}
)
_SOURCES = ("data-src", "data-original", "data-lazy-src", "data-lazy", "src", "data-srcset", "srcset")
_NO_PICTURES = frozenset({"avatar", "logo", "icon", "emoji", "pixel", "counter", "userpic", "gravatar"})
_SIGN = re.compile(r"/(?:logo|spacer|pixel|counter|blank|avatar|1x1)[^/]*\Z", re.IGNORECASE)
_CUT = re.compile(r"\s*(?:\[?(?:\.\.\.|…)\]?|\[…\])\s*\Z")
_ONWARD = re.compile(
    r"(?:\s|\A)(?:читать (?:далее|дальше|полностью)|читати (?:далі|повністю)|подробнее|детальніше|докладніше|continue"
    r" reading|read (?:more|on)|the post .{1,300} appeared first on .{1,200})\W{0,5}\Z",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """A page that was read: what it shows, what it declares, and what is asked of it."""

    tree: LexborHTMLParser
    elements: list[Element]
    shown: list[Passage]
    said: Declared
    title: str
    teaser: str


def extract(text: str, url: str, *, title: str, teaser: str) -> str | None:
    """The article of the page at `url` as safe HTML with absolute addresses; None if none is there for certain.

    `title` and `teaser` are what the feed says of it as plain text, each "" if it says nothing: they tell the article
    from others on the page, and from what is shown in its stead. Every word stands in the page. Reads 4 MiB characters
    at most. Raises ParseError for a page that is built to exhaust its reader, and nothing else.
    """
    text = decode.tidy(text[: blocks.LONGEST])
    tree = blocks.tree(text)
    elements = passages.read(tree)
    if not elements:
        return None
    unseen = frozenset(place for place, element in enumerate(elements) if dirt.hidden(element))
    page = _Page(
        tree=tree,
        elements=elements,
        shown=passages.passages(elements, unseen),
        said=declared.read(tree, text, url, title),
        title=title,
        teaser=_bare(teaser),
    )
    if not _may_have_one(page, url):
        return None
    own = _own_part(page, unseen, url)
    chosen, root = body.chosen(tree, elements, own, _names(page))
    if _is_walled(page, chosen, root):
        return None
    return _safe(page, _written(page, chosen))


def better(own: str, found: str, *, title: str) -> bool:
    """Whether `found` is longer than the feed's `own` text, about the same, and in its language; both are HTML.

    Most words of the own text stand in it; where that is a teaser or nothing at all, words of the title are enough.
    What ends at a paywall, or is made of notices, is never better.
    """
    mine, theirs = _bare(html.plain(own)), html.plain(found)
    few, many = words.tokens(mine), words.tokens(theirs)
    if not many or len(many) <= _LONGER * len(few):
        return False
    if _is_hollow(theirs.split("\n")) or _is_foreign(f"{title}. {mine}", theirs):
        return False
    if few and share(mine, theirs) >= _SAME:
        return True
    if len(few) > _TEASER_WORDS:
        return False
    return share(title, theirs, shortest=4) >= _TOUCHES or not (few or title.strip())


def _is_hollow(lines: Sequence[str]) -> bool:
    """Whether a text breaks off at a wall, or most of it is none of an article's own."""
    if any(walls.wall(each) for each in lines[-2:]):
        return True
    notices = sum(len(each) for each in lines if dirt.line(each, linked=False) or walls.wall(each))
    return notices * 2 > sum(map(len, lines))


def _is_foreign(own: str, found: str) -> bool:
    """Whether two texts are in two languages for certain: a site may show a translation instead."""
    if len(words.tokens(own[:_COMPARED])) < _FEWEST_WORDS:
        return False
    one, other = language.detect(own), language.detect(found)
    certain = min(one.sure, other.sure) >= _SURE
    return certain and None not in (one.language, other.language) and one.language != other.language


def _bare(teaser: str) -> str:
    """A teaser without the sign that it was cut, and without what leads on."""
    folded = " ".join(teaser.split())
    return folded[:-_TAIL] + _CUT.sub("", _ONWARD.sub("", folded[-_TAIL:]))


# --- what is the article ---------------------------------------------------------------------------------------------


def _may_have_one(page: _Page, url: str) -> bool:
    """Whether a page is called what the article is called; if not, whether it tells it and does not just list it."""
    headings = [each.text for each in page.shown if each.kind == "heading" and not _leads_away(page, each, url)][:_HEAD]
    if not page.title.strip() or any(share(page.title, each) >= _FITS for each in (*headings, *page.said.titles)):
        names = [each.text for each in page.shown if each.tag == "h1"] or headings[:1]
        return not any(walls.missing(each) and share(page.title, each) < _FITS for each in (*names, *page.said.titles))
    told = " ".join(each.text for each in page.shown)[:_COMPARED]
    if share(page.title, told) < _FITS or not (page.said.body or (page.teaser and share(page.teaser, told) >= _SAME)):
        return False
    return not any(_leads_away(page, each, url) and share(page.title, each.text) >= _SAME for each in page.shown)


def _leads_away(page: _Page, passage: Passage, url: str) -> bool:
    """Whether a passage is a link to another page than that at `url`."""
    if not passage.mostly_links:
        return False
    anchor = next(_links(page.elements, passage), None)
    return anchor is not None and urls.twin(anchor, url) != urls.twin(url)


def _links(elements: Sequence[Element], passage: Passage) -> Iterator[str]:
    """The addresses of links in a passage and around it."""
    places = [*range(passage.at, elements[passage.at].end)]
    place = elements[passage.at].parent
    while place >= 0 and elements[place].in_link:
        places.append(place)
        place = elements[place].parent
    yield from (elements[each].node.attributes.get("href") or "" for each in places if elements[each].tag == "a")


def _own_part(page: _Page, unseen: frozenset[int], url: str) -> list[Passage]:
    """The passages left when all that surrounds the article, and all other articles, are taken out of the tree."""
    elements = page.elements
    others = region.others(elements, url, page.title, page.teaser, page.said)
    passages.weigh(elements, others | unseen)
    skip = others | unseen | dirt.dirty(elements, _kept(page, others))
    place = 0
    while place < len(elements):
        if place in skip:
            elements[place].node.decompose()
            place = elements[place].end
        else:
            place += 1
    passages.weigh(elements, skip)
    return passages.passages(elements, skip)


def _kept(page: _Page, others: frozenset[int]) -> frozenset[int]:
    """What is never taken out: the body, what holds the headline, and what is marked as the text of the article."""
    elements = page.elements
    found = {0}
    headings = [place for place, element in enumerate(elements) if element.tag == "h1"]
    named = [place for place in headings if share(page.title, region.text(elements, place)) >= _FITS] or headings[:1]
    marked = [place for place, element in enumerate(elements) if "articlebody" in _joined(element)]
    for start in (*named[:5], *marked[:5]):
        place = start
        while place >= 0:
            found.add(place)
            place = elements[place].parent
    return frozenset(found) - others


def _joined(element: Element) -> str:
    return (element.node.attributes.get("itemprop") or "").lower() if "body" in element.cues else ""


def _is_walled(page: _Page, chosen: Sequence[Passage], root: int) -> bool:
    """Whether the rest of the article must be paid for: the page says so where the text ends."""
    letters = sum(each.letters for each in chosen)
    if page.said.paid and letters < 4 * _FEWEST_LETTERS:
        return True
    near = max(0, page.elements[max(0, page.elements[root].parent)].parent)
    end = page.elements[near].end
    last = max((each.at for each in page.shown if near <= each.at < end and walls.wall(each.text)), default=None)
    return last is not None and sum(each.letters for each in chosen if each.at > last) * 4 <= letters


# --- what is written -------------------------------------------------------------------------------------------------


def _written(page: _Page, chosen: list[Passage]) -> list[str]:
    """The passages as HTML, behind the lede if it stands elsewhere; what the page declares if that is much more."""
    texts = [each.text for each in chosen]
    letters = sum(map(len, texts))
    declared_text = html.plain(page.said.body)
    if len(declared_text) * _MUCH_MORE > letters:
        lines = [line for line in declared_text.split("\n") if not dirt.line(line, linked=False)]
        return [f"<p>{html.escape(line)}</p>" for line in lines] if sum(map(len, lines)) >= _FEWEST_LETTERS else []
    if letters < (_SHORT_NEWS if _is_certain(page, texts) else _FEWEST_LETTERS):
        return []
    if sum(len(each) for each in texts if walls.consent(each)) * 2 > letters:
        return []
    lede = _lede(page, chosen)
    gallery = _is_gallery(chosen)
    seen: set[str] = set()
    parts = [_markup(page, each, seen, captions=gallery) for each in chosen]
    return [*([f"<p>{html.escape(lede)}</p>"] if lede else []), *filter(None, parts)]


def _is_certain(page: _Page, texts: Sequence[str]) -> bool:
    """Whether even a short text is the article: the page is called so, or its text has the teaser."""
    told = " ".join(texts)[:_COMPARED]
    names = (*page.said.titles, *(each.text for each in page.shown if each.kind == "heading"))
    fits = bool(page.title.strip()) and any(share(page.title, each) >= _FITS for each in names)
    return fits or (len(page.teaser) >= _SHORT_NEWS and share(page.teaser, told) >= _SAME)


def _lede(page: _Page, chosen: Sequence[Passage]) -> str | None:
    """The paragraph that the feed or the page quotes, or that is named as the lede, if the text does not have it."""
    told = words.fold(" ".join(each.text for each in chosen)[:_COMPARED])
    first = chosen[0].at if chosen else 0
    quoted = [words.fold(_CUT.sub("", each)) for each in (page.teaser, *page.said.descriptions) if len(each) >= 30]
    heading = next((each.at for each in page.shown if each.tag == "h1"), 0)
    names = _names(page)
    for each in page.shown:
        text = words.fold(each.text) if _may_be_lede(each) else ""
        if not text or text in told or text in names:
            continue
        named = heading <= each.at < first and _is_lede(page.elements, each)
        if named or any(_same(text, other) for other in quoted):
            return each.text
    return None


def _may_be_lede(passage: Passage) -> bool:
    if passage.kind not in {"paragraph", "heading", "quote"} or passage.mostly_links or passage.letters < 30:
        return False
    whole = dirt.ended(passage.text) or not _DATED.search(passage.text[:_LONGEST_TEASER])
    return whole and passage.letters <= _LONGEST_TEASER and not dirt.line(passage.text, linked=True)


def _names(page: _Page) -> frozenset[str]:
    """The headlines of the page and of the feed, folded."""
    headings = [each.text for each in page.shown if each.tag == "h1"]
    own = [*headings[:1], *(each for each in headings if share(page.title, each) >= _FITS)]
    return frozenset(words.fold(each[:1_000]) for each in (page.title, *page.said.titles, *own))


def _is_lede(elements: Sequence[Element], passage: Passage) -> bool:
    place = passage.at
    for _ in range(4):
        if place < 0:
            return False
        if elements[place].cues & _LEDES and elements[place].letters <= 2 * passage.letters + 100:
            return True
        place = elements[place].parent
    return False


def _same(text: str, quoted: str) -> bool:
    """Whether a paragraph is what is quoted, which may be cut at its end."""
    if text == quoted or (len(quoted) >= 60 and text.startswith(quoted[:-10]) and len(text) <= 4 * len(quoted)):
        return True
    return len(text) <= 2 * len(quoted) <= 4 * len(text) and words.overlap(text, quoted) >= _FITS


def _is_gallery(chosen: Sequence[Passage]) -> bool:
    """Whether the captions are the text."""
    captions = [each.letters for each in chosen if each.kind == "picture" and each.letters >= 40]
    return len(captions) >= 3 and sum(captions) * 2 >= sum(each.letters for each in chosen if each.kind != "picture")


def _markup(page: _Page, passage: Passage, seen: set[str], *, captions: bool) -> str:
    if passage.kind == "picture":
        return _picture(passage.nodes[0], passage.text, page.said.base, seen, captions=captions)
    inner = "".join(node.html or "" for node in passage.nodes)
    if passage.whole:
        return inner
    name = "p" if passage.kind != "heading" else passage.tag if passage.tag != "h1" else "h2"
    return f"<{name}>{inner.strip()}</{name}>"


def _picture(node: LexborNode, caption: str, base: str, seen: set[str], *, captions: bool) -> str:
    """A picture under its address, once; its caption says what it shows where nothing else does."""
    image = node if node.tag != "figure" else next(iter(node.css("img, amp-img")), node)
    attributes = image.attributes
    cues = " ".join(attributes.get(name) or "" for name in ("class", "id"))[:200].lower()
    said = (next(iter((attributes.get(name) or "").split()), "").rstrip(",") for name in _SOURCES)
    address = next((href for each in said if not each.startswith("data:") and (href := urls.clean(each, base))), None)
    if not address or address in seen or any(each in cues for each in _NO_PICTURES) or _SIGN.search(address):
        return ""
    seen.add(address)
    shown = (attributes.get("alt") or "").strip() or ("" if captions else caption)
    shown = f'<img src="{html.escape(address)}" alt="{html.escape(shown)}">'
    return (
        f"<figure>{shown}{f'<figcaption>{html.escape(caption)}</figcaption>' if captions and caption else ''}</figure>"
    )


def _safe(page: _Page, parts: Sequence[str]) -> str | None:
    text = html.sanitise("\n".join(parts), page.said.base)
    return text if html.plain(text) else None
