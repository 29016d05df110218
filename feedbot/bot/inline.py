"""Searching in any chat: what is typed behind the bot's name is looked for; what is chosen is sent as a message."""

import hashlib
from dataclasses import replace
from html import escape

from feedbot.bot import readers_known as knowing
from feedbot.bot import readers_search as searching
from feedbot.bot import writing
from feedbot.bot.spoken import Heard, Reply, Result, Room
from feedbot.channels.fields import clickable
from feedbot.model import Entry
from feedbot.rules import following
from feedbot.rules.filters import And, Filter, Or, Word
from feedbot.rules.following import Fault
from feedbot.store import Tx, entries, stories
from feedbot.store.people import Person

PAGE = 20
"""How many results are shown at once."""

MOST = 200
"""How many there are at most."""

_SHORTEST = 3
_SUMMARY = 300
_SPARE = 3
_DIGITS = 10


async def inline(heard: Heard, room: Room) -> Reply:
    """The newest entries that have the words of a query, or the newest stories where it is empty.

    The last word may be unfinished. A stranger, and a query that cannot be read, finds nothing.
    """
    if room.rank == "stranger":
        return Reply()
    first = int(heard.data) if heard.data.isdecimal() and len(heard.data) < _DIGITS else 0
    if first >= MOST:
        return Reply()
    limit = PAGE + 1
    if heard.text.strip():
        rule = _rule(heard.text)
        if rule is None:
            return Reply()
        found = await searching.hits(rule, room, first=first, limit=limit)
    else:
        found = await room.desk.store.read(_newest, first, limit)
    who = await knowing.known(heard, room)
    onward = str(first + PAGE) if len(found) > PAGE and first + PAGE < MOST else ""
    return Reply(results=tuple(_result(each, room, who) for each in found[:PAGE]), onward=onward)


def _rule(query: str) -> Filter | None:
    """What a query looks for, its last word finished or not; None where nothing can be made of it yet."""
    rule = following.sought(query)
    if isinstance(rule, Fault):
        rule = following.sought(" ".join(following.words(query[: following.LONGEST])))
    if isinstance(rule, Fault):
        return None
    return _begun(rule) if not query[-1:].isspace() else rule


def _begun(rule: Filter) -> Filter:
    """A rule whose last word may be the beginning of one."""
    if isinstance(rule, And):
        return replace(rule, parts=(*rule.parts[:-1], _begun(rule.parts[-1])))
    if isinstance(rule, Word) and not rule.exact and not rule.prefix and len(rule.text) >= _SHORTEST:
        return Or((rule, replace(rule, prefix=True)))
    return rule


def _newest(tx: Tx, first: int, limit: int) -> tuple[Entry, ...]:
    """The newest stories from a place on, each by its newest entry."""
    some = entries.latest(tx, limit=_SPARE * (first + limit))
    places = stories.places(tx, [each.id for each in some])
    by_story: dict[str, Entry] = {}
    for each in some:
        by_story.setdefault(places.get(each.id, each.id), each)
    return tuple(by_story.values())[first : first + limit]


def _result(entry: Entry, room: Room, who: Person | None) -> Result:
    link = entry.link if entry.link and clickable(entry.link) else None
    about = knowing.stamp(entry, room, who)
    picture = next((each.href for each in entry.links if each.rel == "preview" and clickable(each.href)), None)
    return Result(
        id=hashlib.sha256(entry.id.encode("utf-8", "surrogatepass")).hexdigest()[:32],
        title=writing.plain(entry.title) or "…",
        about=about,
        html=writing.lines(
            f"<b>{knowing.linked(entry)}</b>",
            writing.said(entry.summary, _SUMMARY),
            f"<i>{escape(about)}</i>",
        ),
        url=link,
        picture=picture,
    )
