"""A page as a tree, and the repeated blocks in it that each tell of one article. It fetches nothing.

A block is looked for by what all lists of articles have in common: places of one kind (the same tag below the same path
of tags and classes), each with one link whose text reads like a headline. Every place counts for its headline (twice
for one in a heading), a date, a picture and a text beside it; places in menus, side columns and footers count a
quarter. Of all kinds of places the one with the highest sum wins, the outer one where two are equal. The time is linear
in the size of the page, and the same page gives the same blocks.
"""

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from feedbot.errors import ParseError

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

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_ASIDE_TAGS = frozenset({"nav", "footer", "aside", "form"})
_ASIDE = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|menu|footer|breadcrumbs?|sidebar|aside|pagination|pager|share|social|cookies?|banner"
    r"|advert\w*|comments|related|popular|tags?)(?:$|[\s_-])",
    re.IGNORECASE,
)
_TITLED = re.compile(r"(?<!sub)(?:title|headline|heading|zagolovok)(?!s)", re.IGNORECASE)
_DATED = re.compile(r"date|time|published|(?:^|[\s_-])ago", re.IGNORECASE)
_DATE_TEXT = re.compile(
    r"[0-9]{1,2}:[0-9]{2}|[0-9]{1,2}[./][0-9]{1,2}[./][0-9]{2}|[0-9]{4}-[0-9]{2}-[0-9]{2}|\b(?:ago|назад|тому|today"
    r"|yesterday|вчера|вчора|сегодня|сьогодні)\b|[0-9]{1,2}\s[^\W\d_]{3,12}\.?,?\s[0-9]{4}|[A-Z][a-z]{2,8}\s[0-9]{1,2},",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[0-9]+")
_SHORT = 60
_NOWHERE = ("#", "javascript:", "mailto:", "tel:", "data:")


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
            raise ParseError(f"not read: the page has more than {_MOST_TAGS:,} tags")
        if self.work > _MOST_WORK:
            raise ParseError("not read: the elements of the page lie too deep, or are left open without end")


def found(page: LexborHTMLParser) -> tuple[LexborNode, ...]:
    """The blocks that tell of one article each, in the order of the page; empty when nothing looks like a list."""
    places: dict[tuple[int, str], list[_Element]] = {}
    for element in _elements(page):
        if element.headline:
            places.setdefault((element.above, element.tag), []).append(element)
    best: tuple[LexborNode, ...] = ()
    most = 0.0
    for alike in places.values():
        blocks = {element.headline: element for element in reversed(alike)}
        score = _score(list(reversed(blocks.values())))
        if len(blocks) >= _FEWEST and score > most:
            best, most = tuple(element.node for element in alike), score
    return best


@dataclass(slots=True)
class _Element:
    """An element and what lies in it.

    `above` names the path of tags and classes that leads to it, `path` the one that leads to what it holds. `strong`
    and `plain` are the address of the one headline in it, in a heading or not; "" when it has several.
    """

    node: LexborNode
    tag: str
    above: int
    path: int
    aside: bool
    titled: int
    strong: str | None = None
    plain: str | None = None
    letters: int = 0
    words: int = 0
    headline_letters: int = 0
    beside: int = 0
    heading: bool = False
    dated: bool = False
    pictured: bool = False

    @property
    def headline(self) -> str | None:
        """The address of the one article it tells of."""
        return self.plain if self.strong is None else self.strong


def _score(elements: list[_Element]) -> float:
    told = [_worth(element) for element in elements[:_MOST_COUNTED]]
    letters = [min(element.headline_letters, _WHOLE_HEADLINE) for element in elements[:_MOST_COUNTED]]
    return sum(told) * sum(letters) / (len(letters) * _WHOLE_HEADLINE)


def _worth(element: _Element) -> float:
    worth = 1.0 + bool(element.strong) + element.dated + 0.5 * element.pictured + 0.5 * (element.beside >= _SHORT)
    return worth / 4 if element.aside else worth


def _elements(page: LexborHTMLParser) -> list[_Element]:
    """All elements in the order of the page, each with what it holds."""
    root = page.root
    elements: list[_Element] = []
    places: dict[int, int] = {}
    paths: dict[tuple[int, str], int] = {}
    parents: list[int] = []
    for node in root.traverse(include_text=True) if root else ():
        above = places.get(node.parent.mem_id, -1) if node.parent else -1
        if node.tag == "-text":
            _say(elements[above], node.text_content or "")
        else:
            places[node.mem_id] = len(elements)
            parents.append(above)
            elements.append(_element(node, elements[above] if above >= 0 else None, paths))
    for place in range(len(elements) - 1, 0, -1):
        _judge(elements[place])
        _hand_up(elements[place], elements[parents[place]])
    return elements


def _element(node: LexborNode, parent: _Element | None, paths: dict[tuple[int, str], int]) -> _Element:
    tag = node.tag or ""
    attributes = node.attributes
    classes = attributes.get("class") or ""
    first = _NUMBER.sub("", next(iter(classes.split()), ""))
    above = parent.path if parent else 0
    titled = 3 if tag in _HEADINGS or _TITLED.search(classes) else max(0, parent.titled - 1 if parent else 0)
    return _Element(
        node=node,
        tag=tag,
        above=above,
        path=paths.setdefault((above, f"{tag}.{first}"), len(paths) + 1),
        aside=bool(parent and parent.aside) or tag in _ASIDE_TAGS or bool(_ASIDE.search(classes)),
        titled=titled,
        heading=titled == 3,
        dated=tag == "time" or bool(_DATED.search(classes)),
        pictured=tag == "img",
    )


def _say(element: _Element, text: str) -> None:
    words = text.split()
    element.letters += sum(map(len, words)) + max(0, len(words) - 1)
    element.words += len(words)
    element.dated = element.dated or (len(text) <= _SHORT + 40 and bool(_DATE_TEXT.search(text)))


def _judge(element: _Element) -> None:
    """Whether a link reads like a headline; of texts outside of links, how long they are."""
    if element.tag != "a":
        return
    href = (element.node.attributes.get("href") or "").strip()
    if href and not href.lower().startswith(_NOWHERE):
        strong = element.titled > 0 or element.heading
        if strong and element.letters >= 8:
            element.strong, element.headline_letters = href, element.letters
        elif element.words >= 3 and 15 <= element.letters <= 300:
            element.plain, element.headline_letters = href, element.letters


def _hand_up(element: _Element, parent: _Element) -> None:
    """Tell the parent what an element holds."""
    parent.letters += element.letters
    parent.words += element.words
    parent.beside += element.beside if element.tag != "p" else max(element.beside, element.letters)
    parent.heading = parent.heading or element.heading
    parent.dated = parent.dated or element.dated
    parent.pictured = parent.pictured or element.pictured
    parent.headline_letters = max(parent.headline_letters, element.headline_letters)
    parent.strong = _one(parent.strong, element.strong)
    parent.plain = _one(parent.plain, element.plain)


def _one(left: str | None, right: str | None) -> str | None:
    """One address if both are the same or one is missing; "" if they differ."""
    if left is None or right is None or left == right:
        return right if left is None else left
    return ""
