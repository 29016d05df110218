"""Which part of a page is the article of an address, where the page shows several: posts, or story after story."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from urllib.parse import urlsplit

from feedbot.sources.declared import Declared, share
from feedbot.sources.passages import HEADINGS, Element
from feedbot.text import urls

_FEWEST_LETTERS = 200
_SHORTEST = 50
_NUMBERED = re.compile(r"[0-9]\Z")
_MOST = 200
_ADDRESSES = ("data-url", "data-href", "data-permalink", "data-link", "data-canonical", "data-share-url", "data-post")
_POSTS = frozenset({"post", "message", "reply", "answer", "forum-post", "topic-post", "tgme_widget_message", "cPost"})
_POST_ID = re.compile(r"(?:post|p|message|msg|entry|answer)[-_]?[0-9]{1,12}")
_TITLE_FITS = 0.6


def others(elements: Sequence[Element], url: str, title: str, teaser: str, said: Declared) -> frozenset[int]:
    """The places of articles and posts that are not those of `url`; empty where there is one, or no telling."""
    named = _named(elements, url)
    if named is not None:
        return _all_but(elements, named)
    stories = _stories(elements, 0)
    if len(stories) == 1 and said.forum:
        stories = _stories(elements, stories[0] + 1)
    for several in (stories, _below_headings(elements, title)):
        if len(several) < 2 or max(map(_unlinked, map(elements.__getitem__, several))) < _FEWEST_LETTERS:
            continue
        mine = _addressed(elements, several, url)
        if mine is None:
            mine = _titled(elements, several, title)
        if mine is None and said.forum:
            mine = max(several, key=lambda place: (share(teaser, text(elements, place)), -place))
        if mine is not None:
            return frozenset(several) - {mine}
    return frozenset()


def _unlinked(element: Element) -> int:
    return element.letters - element.linked


def _named(elements: Sequence[Element], url: str) -> int | None:
    """The post that the number behind an address's # names."""
    name = urlsplit(url).fragment
    if not _NUMBERED.search(name):
        return None
    for place, element in enumerate(elements):
        if element.tag != "-text" and _unlinked(element) >= _SHORTEST and element.node.attributes.get("id") == name:
            return place
    return None


def _all_but(elements: Sequence[Element], mine: int) -> frozenset[int]:
    """Everything that neither lies in an element nor holds it."""
    holding = set(_upwards(elements, mine))
    found = []
    place = 0
    while place < len(elements):
        if place == mine:
            place = elements[place].end
        elif place in holding:
            place += 1
        else:
            found.append(place)
            place = elements[place].end
    return frozenset(found)


def text(elements: Sequence[Element], place: int, most: int = 5_000) -> str:
    """The beginning of what an element says."""
    parts: list[str] = []
    length = 0
    for each in range(place, elements[place].end):
        parts.append(elements[each].text or " ")
        length += len(elements[each].text)
        if length > most:
            break
    return " ".join("".join(parts).split())


def _stories(elements: Sequence[Element], start: int) -> list[int]:
    """The outermost elements behind a place that are marked as an article or a post, and say something."""
    found: list[int] = []
    place = start
    while place < len(elements) and len(found) < _MOST:
        element = elements[place]
        if _is_story(element) and _unlinked(element) >= _SHORTEST:
            found.append(place)
            place = element.end
        else:
            place += 1
    return found


def _is_story(element: Element) -> bool:
    if element.tag in {"-text", "body", "a", "button"}:
        return False
    if element.tag == "article":
        return True
    attributes = element.node.attributes
    kind = attributes.get("itemtype") or ""
    if kind.endswith(("Article", "Posting")):
        return True
    if element.tag not in {"div", "section", "li", "table", "tr"}:
        return False
    classes = (attributes.get("class") or "")[:500].split()
    return (
        not _POSTS.isdisjoint(classes)
        or _POST_ID.fullmatch((attributes.get("id") or "")[:40]) is not None
        or any(attributes.get(name) for name in _ADDRESSES)
    )


def _below_headings(elements: Sequence[Element], title: str) -> list[int]:
    """Of each main heading the highest element that holds it and no other one; none if that is no more than itself."""
    headings = [place for place, element in enumerate(elements) if element.tag == "h1"][:_MOST]
    if len(headings) < 2 or not any(share(title, text(elements, each)) >= _TITLE_FITS for each in headings):
        return []
    holds: dict[int, int] = {}
    for heading in headings:
        for place in _upwards(elements, heading):
            holds[place] = holds.get(place, 0) + 1
    tops = []
    for heading in headings:
        top = heading
        for place in _upwards(elements, heading):
            if holds[place] > 1:
                break
            top = place
        tops.append(top)
    return [top for top in tops if _unlinked(elements[top]) >= _FEWEST_LETTERS]


def _upwards(elements: Sequence[Element], place: int) -> Iterator[int]:
    while place >= 0:
        yield place
        place = elements[place].parent


def _addressed(elements: Sequence[Element], several: Sequence[int], url: str) -> int | None:
    """The one that has the address of the page."""
    here = urls.twin(url)
    for place in several:
        if here and any(here == urls.twin(each, url) for each in islice(_own(elements, place), 20)):
            return place
    return None


def _own(elements: Sequence[Element], place: int) -> Iterator[str]:
    """Addresses that an article calls its own: of its element, of its heading, of its permanent link."""
    attributes = elements[place].node.attributes
    yield from (value for value in map(attributes.get, _ADDRESSES) if value)
    heading = 0
    for each in range(place, elements[place].end):
        element = elements[each]
        if element.tag in HEADINGS:
            heading = max(heading, element.end)
        if element.tag != "a":
            continue
        own = element.node.attributes
        marked = {"bookmark", "canonical"} & set((own.get("rel") or "").split()) or own.get("itemprop") == "url"
        if each < heading or marked or element.cues & {"permalink", "date", "time"}:
            yield own.get("href") or ""


def _titled(elements: Sequence[Element], several: Sequence[int], title: str) -> int | None:
    """The one whose heading is most like the title."""
    found = {place: share(title, _heading(elements, place)) for place in several}
    best = max(several, key=lambda place: (found[place], -place))
    return best if found[best] >= _TITLE_FITS else None


def _heading(elements: Sequence[Element], place: int) -> str:
    for each in range(place, elements[place].end):
        if elements[each].tag in HEADINGS:
            return text(elements, each, 500)
    return ""
