"""The elements of a page in its order, each with what lies in it: what tells lists of articles from all else."""

import re
from bisect import bisect
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
SHORT = 60
"""A text this long says something."""

_ASIDE_TAGS = frozenset({"nav", "footer", "aside", "form"})
_ASIDE = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|menu|footer|breadcrumbs?|sidebar|aside|pagination|pager|share|social|cookies?|banner"
    r"|advert\w*|ads?|sponsor\w*|comments|related|popular|tags?)(?:$|[\s_-])",
    re.IGNORECASE,
)
# Headings of what is listed besides the news.
_OTHERS = re.compile(
    r"(?:most (?:read|popular|viewed|commented)|popular|trending|related|read also|see also|recommended|sponsored"
    r"|advertis\w+|partner\w*|from our partners|editor.?s.? (?:choice|picks)|самое (?:читаемое|обсуждаемое|популярное)"
    r"|популярн\w+|читайте также|читают|смотрите также|рекомендуем\w*|реклама|на правах рекламы|новости партн\w+"
    r"|найпопулярніш\w+|читайте також|дивіться також|рекомендован\w+|рекомендуємо|новини партн\w+|вибір редакції"
    r"|выбор редакции)(?:[\s:.!…].{0,20})?",
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
_ALTERNATE = re.compile(r"(?:^|[_-])(?:odd|even|alt|first|last|active|current|read|unread|new)$", re.IGNORECASE)
_ONWARD = re.compile(
    r"(?:read(?: on| more| the| full|$)|continue|more(?:$| \W| about)|learn more|details|view|see more|go to|full"
    r" (?:story|text)|last (?:post|message)|[0-9]{0,9} ?comments?\b|чита(?:ть|ти)|подробн|далее|далі|докладн|детальн"
    r"|перейти"
    r"|полный текст|повний текст|открыть|відкрити|последнее сообщение|останнє повідомлення|[0-9]{1,9} комм?ент)",
    re.IGNORECASE,
)
_NOWHERE = ("#", "javascript:", "mailto:", "tel:", "data:")


@dataclass(slots=True)
class Element:
    """An element and what lies in it.

    `parent` is the place of the element around it, -1 for the outermost. `above` names the path of tags and classes
    that leads to it, `path` the one that leads to what it holds. `strong` and `plain` are the address of the one
    headline in it, in a heading or not; "" when it has several. `onward` is that of "Read on", `any` of all links, and
    `named` the length of a heading, which may be no link.
    """

    node: LexborNode
    parent: int
    tag: str
    above: int
    path: int
    aside: bool
    titled: int
    strong: str | None = None
    plain: str | None = None
    onward: str | None = None
    any: str | None = None
    named: int = 0
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
        if self.strong is not None or self.plain is not None:
            return self.plain if self.strong is None else self.strong
        return (self.onward or self.any) if self.named >= 8 else None


def read(page: LexborHTMLParser) -> list[Element]:
    """All elements in the order of the page, each with what it holds."""
    root = page.root
    elements: list[Element] = []
    places: dict[int, int] = {}
    paths: dict[tuple[int, str], int] = {}
    for node in root.traverse(include_text=True) if root else ():
        above = places.get(node.parent.mem_id, -1) if node.parent else -1
        if node.tag == "-text":
            _say(elements[above], node.text_content or "")
        else:
            places[node.mem_id] = len(elements)
            elements.append(_element(node, above, elements, paths))
    for place in range(len(elements) - 1, 0, -1):
        _judge(elements[place])
        _hand_up(elements[place], elements[elements[place].parent])
    _set_aside(elements)
    return elements


def _element(node: LexborNode, place: int, elements: list[Element], paths: dict[tuple[int, str], int]) -> Element:
    tag = node.tag or ""
    classes = node.attributes.get("class") or ""
    parent = elements[place] if place >= 0 else None
    above = parent.path if parent else 0
    titled = 3 if tag in HEADINGS or _TITLED.search(classes) else max(0, parent.titled - 1 if parent else 0)
    return Element(
        node=node,
        parent=place,
        tag=tag,
        above=above,
        path=paths.setdefault((above, kind(tag, classes)), len(paths) + 1),
        aside=bool(parent and parent.aside) or tag in _ASIDE_TAGS or bool(_ASIDE.search(classes)),
        titled=titled,
        heading=titled == 3,
        dated=tag == "time" or bool(_DATED.search(classes)),
        pictured=tag in {"img", "amp-img"},
    )


def kind(tag: str, classes: str) -> str:
    """What elements that stand for the same have in common: their tag and first class, without numbers and turns."""
    plain = (_ALTERNATE.sub("", _NUMBER.sub("", each)) for each in classes.split())
    return f"{tag}.{next(filter(None, plain), '')}"


def _set_aside(elements: list[Element]) -> None:
    """Set aside what a heading calls popular, related or paid for: the box around it, if the box begins with it."""
    anchors = [place for place, element in enumerate(elements) if element.tag == "a" and element.headline]
    boxes: set[int] = set()
    for place, element in enumerate(elements):
        text = element.node.text(deep=True, separator=" ")[:200] if _is_label(element) else ""
        box = element.parent
        first = bisect(anchors, box)
        if text and _OTHERS.fullmatch(" ".join(text.split())) and (first == len(anchors) or anchors[first] > place):
            boxes.add(box)
    for place, element in enumerate(elements):
        element.aside = element.aside or place in boxes or (element.parent >= 0 and elements[element.parent].aside)


def _is_label(element: Element) -> bool:
    return (
        element.heading and element.headline is None and 4 <= element.letters <= 40 and element.tag not in {"a", "body"}
    )


def _say(element: Element, text: str) -> None:
    words = text.split()
    element.letters += sum(map(len, words)) + max(0, len(words) - 1)
    element.words += len(words)
    element.dated = element.dated or (len(text) <= SHORT + 40 and bool(_DATE_TEXT.search(text)))


def _judge(element: Element) -> None:
    """Whether a link reads like a headline, leads on, or is called the address of what it stands in."""
    if element.tag != "a":
        if element.titled == 3 and element.letters <= 300:
            element.named = element.headline_letters = max(element.headline_letters, element.letters)
        return
    attributes = element.node.attributes
    href, rel = (attributes.get("href") or "").strip(), (attributes.get("rel") or "").lower()
    if not href or "sponsored" in rel or href.lower().startswith(_NOWHERE):
        return
    own = "bookmark" in rel or "u-url" in (attributes.get("class") or "").split()
    element.any = href
    if own or (element.letters >= 8 and (element.titled > 0 or element.heading)):
        element.strong = href
        element.headline_letters = max(element.headline_letters, element.letters)
    elif element.letters <= 40 and leads_on(element.node.text(deep=True, separator=" ")):
        element.onward = href
    elif element.words >= 3 and 15 <= element.letters <= 300:
        element.plain, element.headline_letters = href, element.letters


def leads_on(text: str) -> bool:
    """Whether a link says no more than that there is more."""
    return bool(_ONWARD.match(" ".join(text.split())))


def _hand_up(element: Element, parent: Element) -> None:
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
    parent.onward = _one(parent.onward, element.onward)
    parent.any = _one(parent.any, element.any)
    parent.named = max(parent.named, element.named)


def _one(left: str | None, right: str | None) -> str | None:
    """One address if both are the same or one is missing; "" if they differ."""
    if left is None or right is None or left == right:
        return right if left is None else left
    return ""
