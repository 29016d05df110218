"""Looking for a feed at an address that somebody gave, and telling what was found."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from feedbot.errors import ParseError
from feedbot.ingest import Seen, harvest
from feedbot.model import Cursor, Document, Failed, Harvest, Source
from feedbot.net import Web
from feedbot.rules import identity, naming
from feedbot.sources import KINDS, discover
from feedbot.text import decode, urls

_MOST_TRIED = 20
_LISTED = 3  # articles that a page must list to be one worth watching


def kind(url: str) -> str:
    """What kind of source an address is taken for, before it was looked at."""
    if not re.match(r"https?://", url, re.IGNORECASE):
        return "folder"
    found = discover.source(url)
    return "feed" if found is None else found.kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell:
    """Where the search says what it does: `say` what was found, `warn` what could not be read. Both take a line."""

    say: Callable[[str], None]
    warn: Callable[[str], None]


async def seek(
    source: Source, web: Web, now: datetime, *, tell: Tell, held: Cursor | None = None
) -> tuple[Source, Harvest] | None:
    """A source that can be read, with what it brings; None if none is.

    It is this one, else the same at the first address to which its page leads, or as a page that lists articles. `held`
    is what is known of a source of this name.
    """
    look = _Look(web=web, now=now, tell=tell, held=held)
    found, page = await look(source)
    if isinstance(found, Harvest):
        return source, found
    tell.warn(f"{source.url}: {found.reason}")
    candidates = _candidates(source, found, page)
    named = [each for each in candidates if not each.guess]
    if named:
        tell.say(f"it leads to {'this feed' if len(named) == 1 else f'these {len(named)} feeds'}:")
    for each in named:
        tell.say(f"  {each.url}" + (f"  {each.title}" if each.title else ""))
    first = await _first(source, candidates, look)
    if first is None:
        if candidates:
            tell.warn("no feed that can be read was found" + " or guessed" * (len(named) < len(candidates)))
        looks = found.reason.startswith("not a feed")
        return await _as_page(source, page, look) if looks else None
    tell.say(f"took {first[0].url}" + ("; `feedbot add` takes others by their addresses" if len(named) > 1 else ""))
    return first


async def _as_page(source: Source, page: Document | None, look: "_Look") -> tuple[Source, Harvest] | None:
    """The source as a page that lists articles, if it is one; None if not."""
    if source.kind != "feed" or page is None:
        return None
    there = _other(source, "page", source.url)
    found, _ = await look(there)
    if isinstance(found, Failed) or len(found.finds) < _LISTED:
        return None
    look.tell.say("it has no feed, but it lists articles: it is watched as a page")
    return there, found


def _other(source: Source, kind: str, url: str) -> Source:
    """The same source as one of another kind, elsewhere."""
    key = "channel" if kind == "telegram_channel" else "url"
    section = KINDS[kind].section.model_validate({"name": source.name, "kind": kind, key: url})
    return replace(source, kind=kind, url=section.place, options=section)


async def _first(
    source: Source, candidates: Sequence[discover.Candidate], look: "_Look"
) -> tuple[Source, Harvest] | None:
    """The source at the first address that can be read, with what it brings; stops when a server asks for patience.

    Tells why named ones cannot be read. A guess counts only with entries: sites have empty feeds in usual places.
    """
    named = [each for each in candidates if not each.guess][:_MOST_TRIED]
    guessed = [each for each in candidates if each.guess]
    for number, each in enumerate([*named, *guessed]):
        if number == len(named):
            look.tell.warn("looking where feeds usually lie")
        same = each.kind == source.kind
        there = replace(source, url=each.url) if same else _other(source, each.kind, each.url)
        found, _ = await look(there)
        if isinstance(found, Harvest) and (found.finds or not each.guess):
            return there, found
        if isinstance(found, Failed) and not each.guess:
            look.tell.warn(f"{each.url}: {found.reason}")
        if isinstance(found, Failed) and found.retry_after is not None:
            break
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """Visits an address as if nothing of it were stored."""

    web: Web
    now: datetime
    tell: Tell
    held: Cursor | None

    async def __call__(self, source: Source) -> tuple[Harvest | Failed, Document | None]:
        """What a visit brings home, and the document that was read or could not be."""
        cursor, kind = begun(self.held, source, self.now), KINDS[source.kind]
        visit = await kind.fetch(source, cursor, self.web, self.now)
        if not isinstance(visit, Document):
            return (visit if isinstance(visit, Failed) else Failed(reason="it says that nothing is new")), None
        try:
            reading = kind.parse(visit, source)
        except ParseError as error:
            return Failed(reason=str(error)), visit
        named = identity.keyed(reading.items, naming.decide(cursor, reading.items))
        return harvest(cursor, source, visit, reading, named, Seen(raws={}), self.now), visit


def begun(held: Cursor | None, source: Source, now: datetime) -> Cursor:
    """The cursor that a visit of a source begins with: `held` is what is known of it, if anything is.

    Without its memo, so that it is read even if nothing changed. At another address than before it begins anew.
    """
    if held is None or held.address not in ("", source.url):
        return Cursor(source=source.name, due=now, visited=held.visited if held else None)
    return replace(held, due=now, memo="", lease=None)


def _candidates(source: Source, failed: Failed, page: Document | None) -> tuple[discover.Candidate, ...]:
    """Where the feeds may be of an address that is none; each once."""
    if source.kind != "feed":
        return ()
    found = list[discover.Candidate]()
    if own := discover.source(source.url):
        found.append(own)
    if page is not None and failed.reason.startswith("not a feed"):
        text = decode.decode(page.body, charset=page.charset, kind="html").text
        found += discover.feeds(text, page.url)
    first = {urls.canonical(each.url): each for each in reversed(found)}
    return tuple(dict.fromkeys(first[urls.canonical(each.url)] for each in found))
