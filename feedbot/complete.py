"""Ask the pages behind links for whole articles, where a feed has teasers only: politely, bounded, each page once."""

import asyncio
import re
from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from urllib.parse import urldefrag, urlsplit
from zoneinfo import ZoneInfo

from feedbot.crew import Crew
from feedbot.errors import ParseError
from feedbot.model import Failed, Item, Link, Source
from feedbot.net import Answer, Web, robots
from feedbot.net.headers import content_type
from feedbot.sources import blocks, cover, http
from feedbot.text import dates, decode, html, urls

MOST = 50
"""How many pages are asked for at one visit of a source."""

WITHIN = timedelta(minutes=5)
"""How long the pages of one visit may take together."""

_AT_ONCE = 4
_TOLD = 5
_TEASER = 30
_SHARED = 3
_SHOWS = re.compile(r"image/(?!svg)", re.IGNORECASE)
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)(?:\?|#|\Z)", re.IGNORECASE)
_ACCEPT = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_READ = frozenset({HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION})
_PASSING = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})
_LATER = frozenset({"network", "busy"})

Wanted = tuple[str, Item]
"""The key of an item, and the item."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed:
    """What the pages gave: by key the HTML to be used instead of the item's own, and pictures for items without any.

    A picture that three pages of one visit share is the site's and no article's, and is left out. `pending` are the
    keys whose page could not be had for a reason that passes, or whose turn did not come: they are asked for again at
    the next visit. All others are done with, whatever their page said. `notes` tell the operator.
    """

    bodies: Mapping[str, str]
    pending: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()
    pictures: Mapping[str, Link] = field(default_factory=dict)

    def whole(self, key: str, item: Item) -> Item:
        """An item with the article of its page and the picture by which the page wants to be shown, if they were found.

        The picture is a preview, so that it makes no known entry a changed one (`rules/identity.py`).
        """
        picture = self.pictures.get(key)
        links = (*item.links, picture) if picture else item.links
        return replace(item, html=self.bodies.get(key, item.html), links=links)


NOTHING = Completed(bodies={})
"""What is known where no page was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    """What one page gave: bodies and pictures by key, or why it did not; `later` says that it may next time."""

    bodies: Mapping[str, str]
    why: str = ""
    later: bool = False
    pictures: Mapping[str, Link] = field(default_factory=dict)


async def complete(
    wanted: Sequence[Wanted], source: Source, *, web: Web, crew: Crew, now: datetime, within: timedelta = WITHIN
) -> Completed:
    """The articles behind the links of items that are new or changed; never raises for a fault of the world.

    Each page is asked for once, the newest items first, at most 50 pages and no longer than `within`. A site's
    robots.txt is obeyed. An article counts only if it is longer and better than the item's own text.
    """
    pages = _pages(wanted, source, now)
    left = deque(pages[:MOST])
    outcomes: dict[str, _Outcome] = {}

    async def work() -> None:
        while left:
            alike = left.popleft()
            outcomes[alike[0][0]] = await _page(alike, source, web, crew)

    try:
        async with asyncio.timeout(within.total_seconds()), asyncio.TaskGroup() as group:
            for _ in range(min(_AT_ONCE, len(left))):
                group.create_task(work())
    except TimeoutError:
        pass  # what has no outcome yet is pending
    return _completed(pages, outcomes)


def _pages(wanted: Sequence[Wanted], source: Source, now: datetime) -> list[list[Wanted]]:
    """Items with a link, those of one page together, the newest page first; those without a date count as new."""
    zone = ZoneInfo(source.timezone)
    pages: dict[str, list[Wanted]] = {}
    dated: dict[str, datetime] = {}
    for key, item in wanted:
        page = urls.canonical(item.link or "", item.base)
        if page:
            pages.setdefault(page, []).append((key, item))
            moment = dates.read(item.published or item.updated or "", zone=zone, now=now) or now
            dated[page] = max(moment, dated.get(page, datetime.min.replace(tzinfo=UTC)))
    return [pages[page] for page in sorted(pages, key=lambda page: dated[page], reverse=True)]


async def _page(alike: Sequence[Wanted], source: Source, web: Web, crew: Crew) -> _Outcome:
    """What one page gives to the items that link to it."""
    link = urls.clean(alike[0][1].link or "", alike[0][1].base) or ""
    asks = not isinstance(source.options, http.HttpSection) or source.options.robots
    refused = await robots.refusal(web, link, http.options(source)) if asks else None
    if refused:
        return _Outcome(bodies={}, why=refused.reason, later=refused.fault in _LATER)
    answer = await web.get(
        link,
        headers={"Accept": _ACCEPT, **http.headers(source, link)},
        limits=replace(source.limits, body=min(source.limits.body, blocks.LONGEST)),
        options=http.options(source),
        cut=True,
    )
    if isinstance(answer, Failed):
        return _Outcome(bodies={}, why=answer.reason, later=answer.fault in _LATER)
    refusal = _refused(answer)
    return refusal if refusal else await crew(_read, answer, alike)


def _refused(answer: Answer) -> _Outcome | None:
    """Why an answer has no page in it; None if it has one."""
    host = urlsplit(answer.url).hostname
    if answer.status not in _READ:
        return _Outcome(
            bodies={},
            why=f"{answer.status} from {host}",
            later=answer.status in _PASSING or answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR,
        )
    kind, _ = content_type(answer.headers)
    if kind in _PAGES or (kind is None and answer.body.lstrip()[:1] == b"<"):
        return None
    return _Outcome(bodies={}, why=f"it is {kind or 'no page'}")


def _read(answer: Answer, alike: Sequence[Wanted]) -> _Outcome:
    """The articles of a page that are better than what its items have."""
    from feedbot.sources import fulltext  # late: it takes 30 ms, and few sources want it

    _, charset = content_type(answer.headers)
    text = decode.decode(answer.body, charset=charset, kind="html").text
    bodies, pictures = {}, {}
    why = ""
    for key, item in alike:
        title = html.plain(item.title or "") if item.title_is_html else item.title or ""
        own = item.html or html.paragraphs(item.text or "") or item.summary or ""
        fragment = urlsplit(urls.clean(item.link or "", item.base) or "").fragment
        here = f"{urldefrag(answer.url).url}#{fragment}" if fragment else answer.url
        try:
            found = fulltext.extract(text, here, title=title, teaser=_teaser(item, own))
            picture = cover.find(text, answer.url, title=title)
        except ParseError as error:
            return _Outcome(bodies={}, why=str(error))
        if found is None:
            why = "no article was found there for certain"
        elif fulltext.better(own, found, title=title):
            bodies[key] = found
        if picture and not _is_pictured(item, bodies.get(key, own)):
            pictures[key] = picture
    return _Outcome(bodies=bodies, why="" if bodies else why, pictures=pictures)


def _is_pictured(item: Item, body: str) -> bool:
    """Whether an item has a picture already, beside its text or in it."""
    told = any(
        link.rel == "preview" or _SHOWS.match(link.type or "") or _PICTURE.search(link.href) for link in item.links
    )
    return told or "<img" in body.lower() or bool(item.episode and item.episode.image)


def _teaser(item: Item, own: str) -> str:
    """The first paragraph of what the feed has of an article."""
    if item.lede:
        return item.lede
    lines = html.plain(item.summary or own).split("\n")
    return next((line for line in lines if len(line) >= _TEASER), lines[0])


def _completed(pages: Sequence[Sequence[Wanted]], outcomes: Mapping[str, _Outcome]) -> Completed:
    bodies: dict[str, str] = {}
    pictures: dict[str, Link] = {}
    pending: list[str] = []
    failures = []
    waiting = 0
    for alike in pages:
        outcome = outcomes.get(alike[0][0])
        if outcome:
            bodies |= outcome.bodies
            pictures |= outcome.pictures
        if outcome is None or outcome.later:
            pending += [key for key, _ in alike]
        waiting += outcome is None
        if outcome and outcome.why:
            again = "; it is asked for again" if outcome.later else "; the feed's own text stays"
            failures.append(f'full text of "{_name(alike[0])}": {outcome.why}{again}')
    notes = failures[:_TOLD]
    if len(failures) > _TOLD:
        notes.append(f"full text: {len(failures) - _TOLD} more pages gave none")
    if waiting:
        notes.append(f"full text: {waiting} more pages are asked for at the next visit")
    return Completed(
        bodies=bodies, pending=frozenset(pending), notes=tuple(notes), pictures=_own(pictures, outcomes.values())
    )


def _own(pictures: Mapping[str, Link], outcomes: Iterable[_Outcome]) -> Mapping[str, Link]:
    """The pictures that belong to one page alone."""
    shown = Counter(href for each in outcomes for href in {link.href for link in each.pictures.values()})
    return {key: link for key, link in pictures.items() if shown[link.href] < _SHARED}


def _name(wanted: Wanted) -> str:
    key, item = wanted
    said = html.plain(item.title or "") if item.title_is_html else item.title or ""
    return " ".join((said or item.link or key).split())[:80]
