"""Searching as readers do: the newest entries that have some words, in pages."""

from datetime import datetime
from functools import lru_cache
from html import escape

from feedbot import find
from feedbot.bot import readers_known as knowing
from feedbot.bot import writing
from feedbot.bot.readers_words import refusal
from feedbot.bot.spoken import Heard, Reply, Room
from feedbot.model import Button, Entry
from feedbot.rules import filters, following, matching
from feedbot.rules.filters import Filter
from feedbot.rules.following import Fault
from feedbot.rules.matching import Panel

PAGE = 10
"""How many entries a page of results has."""

PAGES = 20
"""How many pages there are at most."""


async def search(heard: Heard, room: Room) -> Reply:
    """/search: the newest entries that have these words, or pass this rule."""
    return await results(heard.text, heard, room)


async def results(query: str, heard: Heard, room: Room, page: int = 1) -> Reply:
    """A page of what is found; the message has the query as code, so that its buttons know it."""
    said = " ".join(query.split())
    if not said:
        told = room.t("Write what to look for:")
        return Reply(html=writing.lines(escape(told), f"<code>/search {escape(room.t('flood or storm'))}</code>"))
    rule = following.sought(said)
    if isinstance(rule, Fault):
        return Reply(html=refusal(rule, room))
    page = min(max(page, 1), PAGES)
    found = await hits(rule, room, first=(page - 1) * PAGE, limit=PAGE + 1)
    asked = writing.code(said, following.LONGEST)
    follow = (Button(text=room.t("Follow these words"), data="p:follow"),)
    if not found:
        none = room.t("Nothing found. I look for words in all their forms.")
        return Reply(html=writing.lines(asked, escape(none)), buttons=(follow,))
    who = await knowing.known(heard, room)
    more = len(found) > PAGE and page < PAGES
    rows = [f"{knowing.linked(each)}<br><i>{escape(knowing.stamp(each, room, who))}</i>" for each in found[:PAGE]]
    head = [asked] if page == 1 else [asked, escape(room.t("Page {page}").format(page=page))]
    turning = writing.turner("p:s:", page, page + 1 if more else page)
    return Reply(
        html=writing.lines(*head, *(part for row in rows for part in (writing.BLANK, row))),
        buttons=(turning, follow) if turning else (follow,),
    )


async def hits(
    rule: Filter, room: Room, *, limit: int, first: int = 0, since: datetime | None = None
) -> tuple[Entry, ...]:
    """The newest entries that pass a rule, from a place on."""
    found = await room.desk.store.read(
        find.matches, await compiled(rule, room), room.desk.now(), since=since, limit=first + limit
    )
    return tuple(entry for entry, _ in found.hits[first:])


async def compiled(rule: Filter, room: Room) -> Panel:
    """A rule in all forms of its words; the last ones are remembered, for pages, and for queries as they are typed."""
    return await room.desk.crew(_compiled, filters.show(rule))


@lru_cache(maxsize=200)
def _compiled(rule: str) -> Panel:
    return matching.compile({"": filters.parse(rule)})
