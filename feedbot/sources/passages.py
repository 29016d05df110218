"""A page as passages in its order: paragraphs, headings, lists, tables, quotations, pictures. It judges none."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from selectolax.lexbor import LexborHTMLParser, LexborNode

Kind = Literal["paragraph", "heading", "list", "table", "quote", "code", "picture"]

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_PICTURES = frozenset({"img", "amp-img"})
_LISTS = frozenset({"ul", "ol", "dl"})
_BREAKING = (
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form header hgroup hr html legend li main menu nav ol p pre section summary table tbody td tfoot th thead "
    "tr ul"
)
_BLOCKS = frozenset(_BREAKING.split()) | HEADINGS
_SECTIONS = frozenset({"article", "section", "main", "figure", "table"}) | HEADINGS
_SPACED = _BLOCKS | {"br", "option", "button"}
_CUES = "class id itemprop"
_MOST = 5_000
_TINY = 40
_LONGEST_LIST = 6_000
_LONGEST_CELL = 800
_LONGEST_CAPTION = 1_500
_CASE = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_CUE = re.compile(r"[a-z0-9]+")


@dataclass(slots=True)
class Element:
    """An element or a text of a page; `end` is the place behind all that lies in it, `parent` is -1 for the outermost.

    `letters` counts characters of text in it, `linked` those in links; `blocks` says that it holds a block, `sections`
    that it holds what has parts of its own. `cues` are the words of its classes, its id and its itemprop.
    """

    node: LexborNode
    tag: str
    parent: int
    end: int
    text: str = ""
    letters: int = 0
    linked: int = 0
    in_link: bool = False
    blocks: bool = False
    sections: bool = False
    cues: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A piece of text, or a picture with its caption, from one place of a page.

    `at` is the place of its first element, `parent` that of the block it stands in; `tag` is that block's tag.
    `whole` is true where its one node is the block itself, as for a list.
    """

    kind: Kind
    at: int
    parent: int
    tag: str
    text: str
    linked: int
    nodes: tuple[LexborNode, ...]
    whole: bool = False

    @property
    def letters(self) -> int:
        """How many characters it has."""
        return len(self.text)

    @property
    def mostly_links(self) -> bool:
        """Whether seven tenths of it are links."""
        return self.linked >= 0.7 * max(1, self.letters)


def read(page: LexborHTMLParser) -> list[Element]:
    """All elements and texts below the body in the order of the page, each before what lies in it."""
    elements: list[Element] = []
    places: dict[int, int] = {}
    body = page.body
    for node in body.traverse(include_text=True) if body else ():
        parent = places.get(node.parent.mem_id, -1) if node.parent else -1
        place = len(elements)
        if node.tag == "-text":
            elements.append(_text(node, parent, elements))
        elif node.is_element_node:
            places[node.mem_id] = place
            elements.append(_element(node, parent, elements))
    _nest(elements)
    weigh(elements)
    return elements


def weigh(elements: list[Element], skip: frozenset[int] = frozenset()) -> None:
    """Count anew how much lies in each element, without what lies in those of `skip`."""
    for element in elements:
        if element.tag != "-text":
            element.letters = element.linked = 0
    for place in range(len(elements) - 1, 0, -1):
        element = elements[place]
        if element.letters and place not in skip:
            parent = elements[element.parent]
            parent.letters += element.letters
            parent.linked += element.linked


def _nest(elements: list[Element]) -> None:
    """Say of each element where it ends, and whether it holds blocks and sections."""
    for place in range(len(elements) - 1, 0, -1):
        element = elements[place]
        parent = elements[element.parent]
        parent.end = max(parent.end, element.end)
        if element.tag != "-text":
            parent.blocks = parent.blocks or element.blocks or is_block(element)
            parent.sections = parent.sections or element.sections or element.tag in _SECTIONS


def is_block(element: Element) -> bool:
    """Whether it stands by itself; a picture does if it is no sign within a line."""
    if element.tag not in _PICTURES:
        return element.tag in _BLOCKS
    attributes = element.node.attributes
    sizes = [attributes.get("width") or "", attributes.get("height") or ""]
    return not any(size.isdigit() and int(size[:6]) <= _TINY for size in sizes) and "emoji" not in element.cues


def passages(elements: Sequence[Element], skip: frozenset[int] = frozenset()) -> list[Passage]:
    """The first 5,000 passages of a page, without the elements of `skip` and what lies in them; none is blank."""
    return [*islice((each for each in _Walk(elements, skip).walk() if each.text or each.kind == "picture"), _MOST)]


class _Walk:
    """One way through a page; `run` has the places of a paragraph that is not yet complete."""

    def __init__(self, elements: Sequence[Element], skip: frozenset[int]) -> None:
        self.elements, self.skip = elements, skip
        self.run: list[int] = []
        self.around: list[int] = []

    def walk(self) -> Iterator[Passage]:
        place, elements = 0, self.elements
        while place < len(elements):
            while self.around and elements[self.around[-1]].end <= place:
                yield from self.flush()
                self.around.pop()
            element = elements[place]
            if place in self.skip:
                place = element.end
            elif kind := self.whole(place):
                yield from self.flush()
                yield self.passage(kind, [place], whole=True)
                place = element.end
            elif is_block(element) or element.blocks:
                yield from self.flush()
                self.around.append(place)
                place += 1
            else:
                if element.tag == "br" and self.run and elements[self.last()].tag == "br":
                    yield from self.flush()
                else:
                    self.run.append(place)
                place = element.end
        yield from self.flush()

    def last(self) -> int:
        """The last place of the run that is no blank text."""
        return next((each for each in reversed(self.run) if self.elements[each].text != " "), self.run[-1])

    def flush(self) -> Iterator[Passage]:
        run, self.run = self.run, []
        while run and self.elements[run[-1]].tag == "br":
            run.pop()
        if run:
            tag = self.elements[self.around[-1]].tag if self.around else "body"
            yield self.passage("heading" if tag in HEADINGS else "paragraph", run)

    def whole(self, place: int) -> Kind | None:
        """What kind of passage an element is by itself, None if it is a part of one or holds several."""
        element = self.elements[place]
        match element.tag:
            case tag if tag in _PICTURES:
                return "picture" if is_block(element) else None
            case "figure":
                simple = not element.sections and element.letters <= _LONGEST_CAPTION
                return "picture" if simple and _holds(self.elements, place, _PICTURES) else None
            case tag if tag in _LISTS:
                return "list" if not element.sections and element.letters <= _LONGEST_LIST else None
            case "blockquote":
                return "quote" if not element.sections and element.letters * 2 < self.elements[0].letters else None
            case "pre":
                return None if element.blocks else "code"
            case "table":
                return "table" if self.tabular(place) else None
            case _:
                return None

    def tabular(self, place: int) -> bool:
        """Whether a table has rows of several short cells, and is not there to lay out the page."""
        if self.elements[place].sections:
            return False
        rows: dict[int, int] = {}
        for each in range(place + 1, self.elements[place].end):
            element = self.elements[each]
            if element.tag in {"td", "th"}:
                if element.letters > _LONGEST_CELL:
                    return False
                rows[element.parent] = rows.get(element.parent, 0) + 1
        return len(rows) >= 2 and max(rows.values()) >= 2

    def passage(self, kind: Kind, places: list[int], *, whole: bool = False) -> Passage:
        elements = self.elements
        pieces: list[str] = []
        linked = 0
        for start in places:
            place = start
            while place < elements[start].end:
                element = elements[place]
                if place in self.skip:
                    place = element.end
                    continue
                if element.tag in _SPACED:
                    pieces.append(" ")
                pieces.append(element.text)
                linked += element.letters if element.tag == "-text" and element.in_link else 0
                place += 1
        parent = self.around[-1] if self.around else 0
        return Passage(
            kind=kind,
            at=places[0],
            parent=parent,
            tag=elements[places[0] if whole else parent].tag,
            text=" ".join("".join(pieces).split()),
            linked=linked,
            nodes=tuple(elements[place].node for place in places),
            whole=whole,
        )


def _holds(elements: Sequence[Element], place: int, tags: frozenset[str]) -> bool:
    return any(elements[each].tag in tags for each in range(place + 1, elements[place].end))


def _text(node: LexborNode, parent: int, elements: Sequence[Element]) -> Element:
    text = node.text_content or ""
    folded = " ".join(text.split())
    text = (" " if text[:1].isspace() else "") + folded + (" " if folded and text[-1:].isspace() else "")
    linked = parent >= 0 and elements[parent].in_link
    letters = len(folded)
    return Element(node, "-text", parent, len(elements) + 1, text, letters, letters if linked else 0, in_link=linked)


def _element(node: LexborNode, parent: int, elements: Sequence[Element]) -> Element:
    tag = node.tag or ""
    attributes = node.attributes
    linked = (tag == "a" and "href" in attributes) or (parent >= 0 and elements[parent].in_link)
    said = " ".join(attributes.get(name) or "" for name in _CUES.split())[:500] if attributes else ""
    cues = frozenset(_CUE.findall(_CASE.sub(" ", said).lower())) if said.strip() else frozenset[str]()
    return Element(node, tag, parent, len(elements) + 1, in_link=linked, cues=cues)
