"""A page as a tree, and the repeated blocks in it that each tell of one article. It fetches nothing.

A block is looked for by what all lists of articles have in common: places of one kind (the same tag below the same path
of tags and classes), each with one link whose text reads like a headline. Every place counts for its headline (twice
for one in a heading), a date, a picture and a text beside it; places in menus, side columns and footers count a
quarter. Of all kinds of places the one with the highest sum wins, the outer one where two are equal. Leading stories
that stand alone are added, and what follows each block alike belongs to it. The time is linear in the size of the page,
and the same page gives the same blocks.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from feedbot.errors import LimitError
from feedbot.sources import outline
from feedbot.sources.outline import SHORT, Element
from feedbot.text import urls

LONGEST = 4 * 2**20
"""How many characters of a page are read."""

_MOST_TAGS = 150_000
_MOST_WORK = 30_000_000
_FEWEST = 3
_MOST_COUNTED = 40
_WHOLE_HEADLINE = 60

# A tag, a comment or another declaration as the HTML standard's tokenizer sees them; no way back in any loop.
_MARKUP = re.compile(
    r"""<!--(?:-?>|(?s:.*?)(?:--!?>|\Z))
      | <(?:[!?]|/(?![A-Za-z]))[^>]*+(?:>|\Z)
      | <(?P<end>/?)(?P<name>[A-Za-z][^\s/>]*+)
        (?P<attributes>(?:[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+|(?=>))|(?!\s*+=)))*+)
        [\s/]*+>""",
    re.VERBOSE,
)
_LONE = re.compile(r"<(?![A-Za-z/!?])")
_UNSEEN = "applet embed iframe math noembed noframes object script style svg template textarea xmp"
_EMPTY = "area base br col hr img input link meta source track wbr"
_LOOSE = "b big code em font i nobr s small strike strong tt u"
_DROPPED = frozenset(_UNSEEN.split())
_VOID = frozenset(_EMPTY.split())
_FORMATTING = frozenset(_LOOSE.split())
_SELF_CLOSING = frozenset({"dd", "dt", "li", "option", "p", "td", "th", "tr"})
_CLOSED = {name: re.compile(rf"</{name}[\s/>]", re.IGNORECASE) for name in (*_DROPPED, "title")}

_HIGHEST = 30
_LONGEST_TAIL = 12
_FEWEST_LETTERS = 15


def tree(text: str) -> LexborHTMLParser:
    """The tree of a page's first `LONGEST` characters, without scripts, styles, drawings and comments.

    Raises ParseError for a page that is built to exhaust its reader: the parser's time grows with the square of depth,
    of one element's attributes and of formatting that is left open.
    """
    text = _LONE.sub("&lt;", text[:LONGEST])
    parts: list[str] = []
    effort, position = _Effort(), 0
    while (start := text.find("<", position)) >= 0:
        parts.append(text[position:start])
        match = _MARKUP.match(text, start)
        # A tag that never ends takes the rest with it, as the HTML standard has it.
        position = _kept(match, text, parts, effort) if match else len(text)
    parts.append(text[position:])
    return LexborHTMLParser("".join(parts))


def _kept(match: re.Match[str], text: str, parts: list[str], effort: "_Effort") -> int:
    """Keep a piece of markup if it is a tag that shows something; where to read on."""
    name = (match["name"] or "").lower()
    if name in _CLOSED and not match["end"]:
        closed = _CLOSED[name].search(text, match.end())
        end = closed.start() if closed else len(text)
        if name == "title":
            parts.append(text[match.start() : end])
        return end
    if name and name not in _DROPPED:
        effort.tag(name, match["attributes"], closing=bool(match["end"]))
        parts.append(match[0])
    return match.end()


class _Effort:
    """What the tags so far may cost a parser."""

    def __init__(self) -> None:
        self.tags = self.deep = self.loose = self.work = 0

    def tag(self, name: str, attributes: str, *, closing: bool) -> None:
        """Count one more tag. Raises ParseError when it is too much."""
        step = -1 if closing else 1
        if name in _FORMATTING:
            self.loose = max(0, self.loose + step)
        if name not in _VOID and name not in _SELF_CLOSING:
            self.deep = max(0, self.deep + step)
        self.tags += 1
        many = len(attributes.split()) if len(attributes) > 400 else 0
        self.work += self.deep + many * many + 100 * self.loose
        if self.tags > _MOST_TAGS:
            raise LimitError(f"not read: the page has more than {_MOST_TAGS:,} tags")
        if self.work > _MOST_WORK:
            raise LimitError("not read: the elements of the page lie too deep, or are left open without end")


@dataclass(frozen=True, slots=True)
class Block:
    """The part of a page that tells of one article: a node, and what follows it up to the next, as in rows of two.

    `around` is the highest element that holds it and no other block; None where the node was chosen.
    """

    node: LexborNode
    tail: tuple[LexborNode, ...] = ()
    around: LexborNode | None = None

    def css(self, selector: str) -> list[LexborNode]:
        """What a selector matches in it, in the order of the page."""
        parts = (self.node, *(each for each in self.tail if each.is_element_node))
        return [found for each in parts for found in each.css(selector)]


def found(page: LexborHTMLParser, url: str) -> tuple[Block, ...]:
    """The blocks that tell of one article each, in the order of the page; empty when nothing looks like a list.

    Besides the list there are its leading stories, which look otherwise; `url` resolves addresses to tell them from
    what leads elsewhere.
    """
    every = outline.read(page)
    places: dict[tuple[int, str], list[int]] = {}
    for place, element in enumerate(every):
        if element.headline:
            places.setdefault((element.above, element.tag), []).append(place)
    best: list[int] = []
    most = 0.0
    for alike in places.values():
        blocks = {every[place].headline: every[place] for place in reversed(alike)}
        score = _score(list(reversed(blocks.values())))
        if len(blocks) >= _FEWEST and score > most:
            best, most = alike, score
    news = [place for place in best if not every[place].aside]
    best = news if len(news) >= _FEWEST else best
    nodes = [every[place].node for place in sorted((*best, *_leads(every, best, url)))]
    return tuple(replace(block, around=top) for block, top in zip(completed(nodes), _tops(nodes), strict=True))


def _score(alike: list[Element]) -> float:
    told = [_worth(element) for element in alike[:_MOST_COUNTED]]
    letters = [min(element.headline_letters, _WHOLE_HEADLINE) for element in alike[:_MOST_COUNTED]]
    return sum(told) * sum(letters) / (len(letters) * _WHOLE_HEADLINE)


def _worth(element: Element) -> float:
    worth = 1.0 + bool(element.strong) + element.dated + 0.5 * element.pictured + 0.5 * (element.beside >= SHORT)
    return worth / 4 if element.aside else worth


# --- leading stories -------------------------------------------------------------------------------------------------


def _leads(every: list[Element], best: list[int], url: str) -> list[int]:
    """Stories that stand alone, beside the list: with a heading, an address like those of the list, and more to them.

    Behind the list they must have a date too, if the list has dates: what is there may be old.
    """
    if not best:
        return []
    taken = {every[place].headline for place in best}
    usual = {_shape(address, url) for address in taken if address}
    covered, holds = _marked(every, best)
    dated = 2 * sum(every[place].dated for place in best) > len(best)
    leads: list[int] = []
    for place, element in enumerate(every):
        address = element.strong
        if not address or address in taken or covered[place] or holds[place] or element.aside:
            continue
        around = every[element.parent]
        if not holds[element.parent] and around.strong == address:
            continue  # the outer one of the two tells as much
        more = element.dated or (not (dated and place > best[-1]) and (element.pictured or element.beside >= SHORT))
        if (
            more
            and element.headline_letters >= _FEWEST_LETTERS
            and _fits(_shape(address, url), usual, dated=element.dated)
        ):
            leads.append(place)
            taken.add(address)
    return leads


def _marked(every: list[Element], best: list[int]) -> tuple[list[bool], list[bool]]:
    """For each element whether it lies in one of the best, and whether one of them lies in it."""
    chosen = set(best)
    covered = [False] * len(every)
    holds = [False] * len(every)
    for place, element in enumerate(every):
        covered[place] = place in chosen or (element.parent >= 0 and covered[element.parent])
    for place in range(len(every) - 1, 0, -1):
        if place in chosen or holds[place]:
            holds[every[place].parent] = True
    return covered, holds


def _shape(address: str, url: str) -> tuple[str, ...]:
    """What addresses of articles of one site have in common: host, the names in the query, the steps but the last."""
    parts = urlsplit(urls.clean(address, url) or "")
    steps = [step for step in parts.path.split("/") if step]
    names = "&".join(sorted(part.partition("=")[0] for part in parts.query.split("&")))
    return (parts.hostname or "", names, *(steps[:-1] if steps else ("",)))


def _fits(shape: tuple[str, ...], usual: set[tuple[str, ...]], *, dated: bool) -> bool:
    """Whether an address is like others: below the same step, or as far down where these lie below several.

    One with a date may lie below another step.
    """
    site, first = shape[:2], shape[2:3]
    alike = [each for each in usual if each[:2] == site]
    if any(each[2:3] == first for each in alike):
        return True
    return (dated or len({each[2:3] for each in alike}) > 1) and len(shape) in {len(each) for each in alike}


# --- rows of two -----------------------------------------------------------------------------------------------------


def completed(nodes: Sequence[LexborNode]) -> tuple[Block, ...]:
    """Blocks of these nodes, each with what follows it, if all of them are followed by the same.

    The last row of a list may be followed by more; what a heading begins belongs to what comes after it.
    """
    tops = _tops(nodes)
    inside = {ancestor.mem_id for top in tops for ancestor in (top, *_ancestors(top))}
    tails = [_tail(top, inside) for top in tops]
    alike = 0
    for row in zip(*tails, strict=False):
        if len({_likeness(each) for each in row}) > 1:
            break
        alike += 1
    return tuple(Block(node, tuple(tail[:alike])) for node, tail in zip(nodes, tails, strict=True))


def _tops(nodes: Sequence[LexborNode]) -> list[LexborNode]:
    """For each node the highest element that holds it and no other of them."""
    holds = Counter(each.mem_id for node in nodes for each in (node, *_ancestors(node)))
    tops = []
    for node in nodes:
        top = node
        for each in _ancestors(node):
            if holds[each.mem_id] > 1 or each.tag == "body":
                break
            top = each
        tops.append(top)
    return tops


def _ancestors(node: LexborNode) -> Iterator[LexborNode]:
    above = node.parent
    for _ in range(_HIGHEST):
        if above is None:
            return
        yield above
        above = above.parent


def _tail(top: LexborNode, inside: set[int]) -> list[LexborNode]:
    """What follows a node beside it, up to a heading or to what holds another of the nodes."""
    tail: list[LexborNode] = []
    each = top.next
    while each is not None and len(tail) < _LONGEST_TAIL:
        if each.mem_id in inside or each.tag in outline.HEADINGS:
            break
        if each.is_element_node or (each.text_content or "").strip():
            tail.append(each)
        each = each.next
    return tail


def _likeness(node: LexborNode) -> str:
    return outline.kind(node.tag or "", (node.attributes.get("class") or "") if node.is_element_node else "")
