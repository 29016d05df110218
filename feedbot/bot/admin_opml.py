"""Lists of feeds as OPML files: out as a document, in as a plan that a button carries out."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from feedbot import lists, orders, phrasing
from feedbot.bot.admin_sources import done
from feedbot.bot.fetching import LARGEST
from feedbot.bot.spoken import File, Heard, Reply, Room
from feedbot.bot.writing import BLANK, bold, lines, listed, said
from feedbot.errors import ParseError
from feedbot.lists import Sorted
from feedbot.model import Button
from feedbot.sources.opml import read
from feedbot.store import glances

_SHOWN = 15


async def send(heard: Heard, room: Room) -> Reply:  # noqa: ARG001 - one signature for all
    """/opml: the feeds as a file that other readers take; addresses are written with the keys they carry."""
    sources = room.desk.config().sources
    if all(each.kind != "feed" for each in sources):
        return Reply(html=room.t("There are no feeds yet; send me an OPML file, and I add those in it."))
    own = await room.desk.store.read(glances.titles, sources)
    return Reply(document=("feedbot.opml", (await asyncio.to_thread(lists.written, sources, own)).encode()))


async def take(heard: Heard, room: Room) -> Reply:
    """A file that was sent: what it would add, with a button that adds it."""
    plan = await _planned(heard.file, room)
    if isinstance(plan, Reply):
        return plan
    more = room.t("… and {number} more.")
    there = room.n("{number} feed of it is there already.", "{number} feeds of it are there already.", plan.there)
    told = there.format(number=plan.there) if plan.there else ""
    useless = [f"✖ {said(each.title or each.url or '?', 100)}" for each, _ in plan.unusable[:_SHOWN]]
    if not plan.additions:
        return Reply(html=lines(room.t("There is nothing to add in this list."), told, *useless))
    count = len(plan.additions)
    head = room.n("This list would add {number} feed:", "This list would add {number} feeds:", count)
    rows = [f"• {bold(each.name)} {said(each.title or each.url, 80)}" for each in plan.additions]
    html = listed(head.format(number=count), [*rows[:_SHOWN], *_rest(rows, more)], more)
    button = Button(text=room.t("Add them"), data="ao:")
    note = room.t("Nothing that they have now is sent.")
    return Reply(html=lines(html, BLANK, told, *useless[:5], note), buttons=((button,),), answers=True)


async def taken(heard: Heard, room: Room) -> Reply:
    """The button that adds them: the file, to which the message answers, is read once more."""
    plan = await _planned(heard.file, room)
    if isinstance(plan, Reply):
        return plan
    if not plan.additions:
        return Reply(html=room.t("There is nothing to add in this list."), edits=True)
    # All that the feeds have now is old to whoever brings them: nothing of it is sent.
    faults = await orders.add(room.desk, *(replace(each, deliver_first=0) for each in plan.additions))
    count = len(plan.additions)
    text = room.n("Added {number} feed.", "Added {number} feeds.", count).format(number=count)
    return done(room, faults, text, "", edits=True)


async def _planned(file: File | None, room: Room) -> Sorted | Reply:
    if file is None:
        return Reply(toast=room.t("I do not see the file any more; send it again."))
    too_large = file.size is not None and file.size > LARGEST
    body = None if too_large else await file.fetch()
    if body is None:
        text = room.t("{name} could not be fetched; a list may have {size} MiB at most.")
        return Reply(html=text.format(name=bold(file.name, 60), size=LARGEST >> 20))
    try:
        outlines = await asyncio.to_thread(read, body)
    except ParseError as error:
        text = room.t("{name} is no list of feeds: {why}")
        return Reply(html=text.format(name=bold(file.name, 60), why=said(phrasing.say(str(error), room.language), 300)))
    return await asyncio.to_thread(lists.sorted_out, outlines, room.desk.config().sources)


def _rest(rows: Sequence[str], more: str) -> tuple[str, ...]:
    return (said(more.format(number=len(rows) - _SHOWN)),) if len(rows) > _SHOWN else ()
