"""Which passages of a page are the article, by trafilatura's judgement of where it is and ours of what in it is dirt.

The smallest element that holds three quarters of what trafilatura takes for the article is its place. What stands there
is the article, without what is dirt by its words, and what stands before its first sentence and behind its last.
"""

import logging
import re
from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser

from feedbot.sources import dirt, passages
from feedbot.sources.passages import Element, Passage
from feedbot.text import words

# Beyond these trafilatura takes seconds; its time grows with the depth of a page too.
_MOST_JUDGED = 8_000
_LONGEST_JUDGED = 2**19
_DEEPEST_JUDGED = 100
# With less than this from its fast mode, trafilatura is asked for its slow one.
_ENOUGH = 250
_MOST_HELD = 0.75
_SOLID = 25
_LONG = 120
_NEAR = 3
_LEAVES = frozenset({"p", "li", "ul", "ol", "dl", "dd", "dt", "blockquote", "pre", "span"})
_ABOUT = re.compile(
    r"(?:об авторе|про автора|про авторку|about the authors?|about (?:us|the company)|о компании|про компанію"
    r"|контакты|контакти|(?:media |press )?contacts?|notes to editors)\W{0,3}",
    re.IGNORECASE,
)


def _judged(tree: LexborHTMLParser, elements: Sequence[Element]) -> frozenset[str] | None:
    """How the lines of the article begin, as trafilatura has it; None for a page that is too much for it."""
    source = tree.html or ""
    if len(elements) > _MOST_JUDGED or len(source) > _LONGEST_JUDGED or _depth(elements) > _DEEPEST_JUDGED:
        return None
    import trafilatura  # half a second, which only sources with full text should pay

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    found = ""
    for fast in (True, False):
        try:
            found = trafilatura.extract(source, fast=fast, include_comments=False, include_tables=True) or found
        except Exception:  # noqa: BLE001 - a page that a library fails at is judged without it
            return None
        if len(found) >= _ENOUGH:
            break
    return frozenset(_beginning(line.lstrip("-| ")) for line in found.splitlines() if line.strip())


def _depth(elements: Sequence[Element]) -> int:
    depths: list[int] = []
    for element in elements:
        depths.append(depths[element.parent] + 1 if element.parent >= 0 else 0)
    return max(depths, default=0)


def _beginning(text: str) -> str:
    return words.fold(text[:80])[:20]


def chosen(
    tree: LexborHTMLParser, elements: Sequence[Element], own: Sequence[Passage], names: frozenset[str]
) -> tuple[list[Passage], int]:
    """Those passages of `own` that are the article, in their order, and the place of the element that holds them.

    `names` are the folded headlines of the page; `own` are passages of `elements`, which are those of `tree`. A picture
    between the headline and the text belongs to the article, and so does a line below it that names the source.
    """
    judged = _judged(tree, elements)
    agreed = {each.at for each in own if judged is None or _beginning(each.text) in judged}
    weights = [0.0] * len(elements)
    for each in own:
        clean = each.letters >= 40 and not each.mostly_links and each.kind != "picture" and not _is_dirt(each)
        weights[each.parent] += each.letters * clean * (1.0 if each.at in agreed else 0.5)
    for place in range(len(weights) - 1, 0, -1):
        weights[elements[place].parent] += weights[place]
    if not weights[0]:
        return [], 0
    root = max(place for place, weight in enumerate(weights) if weight >= _MOST_HELD * weights[0])
    root = _widened(elements, own, root)
    inside = [each for each in own if root <= each.at < elements[root].end]
    if sum(each.letters for each in inside if each.at in agreed) * 10 < sum(each.letters for each in inside):
        agreed = {each.at for each in inside}  # it looked elsewhere, as on pages that are laid out by tables
    heading = next((each.at for each in own if each.tag == "h1"), root)
    hero = [each for each in own if heading < each.at < root and each.kind == "picture"][-1:]
    return [*hero, *_clean(elements, inside, agreed, root, names), *_signed(elements, own, root)], root


def _signed(elements: Sequence[Element], own: Sequence[Passage], root: int) -> list[Passage]:
    """The line right below the article's place that names who told the news."""
    end = elements[max(0, elements[root].parent)].end
    below = [each for each in own if elements[root].end <= each.at < end][:_NEAR]
    return [each for each in below if each.kind == "paragraph" and dirt.attribution(each.text)][:1]


def _widened(elements: Sequence[Element], own: Sequence[Passage], root: int) -> int:
    """The element around a place that is no more than one paragraph."""
    while root > 0 and (elements[root].tag in _LEAVES or sum(root <= each.at < elements[root].end for each in own) < 2):
        root = elements[root].parent
    return root


def _clean(
    elements: Sequence[Element], inside: Sequence[Passage], agreed: set[int], root: int, names: frozenset[str]
) -> list[Passage]:
    """The passages without dirt; what leads to other articles takes the small box with it that it stands in."""
    kin = _kin(elements, [each for each in inside if each.at in agreed], root)
    boxed: set[int] = set()
    for each in inside:
        box = _around(elements, each)
        if (
            dirt.also(each.text, linked=each.mostly_links)
            and box != root
            and elements[box].letters * 4 < elements[root].letters
        ):
            boxed.update(range(box, elements[box].end))
    found = [
        each
        for each in inside
        if each.at not in boxed
        and not _is_dirt(each)
        and (each.at in agreed or _belongs(elements, each, kin) or dirt.attribution(each.text))
    ]
    return _headed(_trimmed(_unrepeated(_told(found)), names))


def _around(elements: Sequence[Element], passage: Passage) -> int:
    """The place of the element that a paragraph stands in beside others."""
    place = passage.parent
    return elements[place].parent if not passage.whole and elements[place].tag in _LEAVES | passages.HEADINGS else place


def _kin(elements: Sequence[Element], agreed: Sequence[Passage], root: int) -> frozenset[int]:
    """The places of elements in which trafilatura took something, and of those that look like them by their names."""
    own = {_around(elements, each) for each in agreed}
    above = {elements[place].parent for place in own}
    shapes = {_shape(elements[place]) for place in (*own, *above) if place > root and elements[place].cues}
    alike = (place for place in range(root, elements[root].end) if _shape(elements[place]) in shapes)
    return frozenset((*own, *alike))


def _shape(element: Element) -> tuple[str, frozenset[str]]:
    return element.tag, element.cues


def _belongs(elements: Sequence[Element], passage: Passage, kin: frozenset[int]) -> bool:
    """Whether a passage that trafilatura left out stands beside what it took, or where such things stand."""
    if passage.kind == "picture":
        return True
    lines = passage.kind in {"paragraph", "heading"}
    place = _around(elements, passage)
    if place in kin:
        return True
    if lines and not (dirt.ended(passage.text) and passage.letters >= 40):
        return False
    for _ in range(1 if lines else 3):
        place = max(0, elements[place].parent)
        if place in kin:
            return True
    return False


def _is_dirt(passage: Passage) -> bool:
    text, linked = passage.text, passage.linked * 3 >= max(1, passage.letters)
    if passage.kind == "picture":
        return False
    if passage.kind in {"list", "paragraph"} and passage.mostly_links and not (passage.linked < passage.letters - 40):
        return True
    if passage.kind in {"table", "code", "quote"}:
        return False
    if dirt.line(text, linked=linked):
        return True
    return not dirt.ended(text) and (dirt.byline(text) or (dirt.stamp(text) and passage.kind != "heading"))


def _unrepeated(found: Sequence[Passage]) -> list[Passage]:
    """Each text once; a quotation that is only set apart from the text is none."""
    said: set[str] = set()
    kept = []
    whole = words.fold("\n".join(each.text for each in found if each.kind == "paragraph")[: 2**18])
    for each in found:
        text = words.fold(each.text) if each.letters >= 20 else ""
        pulled = each.kind == "quote" and 20 <= each.letters <= 400 and text.strip('".') in whole
        if not (text and (text in said or pulled)):
            kept.append(each)
            said.add(text)
    return kept


def _trimmed(found: Sequence[Passage], names: frozenset[str]) -> list[Passage]:
    """Without what stands before the first whole sentence and behind the last one and says nothing."""
    solid = [place for place, each in enumerate(found) if _is_solid(each)]
    if not solid:
        return []
    first, last = solid[0], solid[-1]
    kept = []
    for place, each in enumerate(found):
        lines = each.kind in {"heading", "paragraph"}
        named = lines and (place <= first + 2 or each.kind == "heading") and words.fold(each.text) in names
        before = place < first and each.kind != "picture" and not (each.kind == "heading" and place == first - 1)
        behind = place > last and lines and not dirt.attribution(each.text)
        if not (named or before or behind):
            kept.append(each)
    return kept


def _is_solid(passage: Passage) -> bool:
    if passage.kind in {"table", "quote", "code"}:
        return True
    if passage.kind == "list":
        return passage.letters >= _SOLID
    return passage.kind == "paragraph" and passage.letters >= (_SOLID if dirt.ended(passage.text) else _LONG)


def _told(found: Sequence[Passage]) -> list[Passage]:
    """Without the chapters that tell of the author, or whom to call."""
    kept: list[Passage] = []
    about = False
    for each in found:
        if each.kind == "heading":
            about = _ABOUT.fullmatch(each.text) is not None
        if not about:
            kept.append(each)
    return kept


def _headed(found: Sequence[Passage]) -> list[Passage]:
    """Headings only where something follows them that is not of their own rank or above it."""
    kept: list[Passage] = []
    for each in reversed(found):
        lone = each.kind == "heading" and (not kept or (kept[-1].kind == "heading" and kept[-1].tag <= each.tag))
        if not lone:
            kept.append(each)
    return kept[::-1]
