"""Adding a source by its address, a forwarded post, or any link: what is there is shown, and a button adds it."""

import asyncio

from feedbot import adding, edit, lookup, orders, phrasing
from feedbot.bot import looking
from feedbot.bot.admin_opml import take
from feedbot.bot.admin_sources import done
from feedbot.bot.spoken import Heard, Reply, Room
from feedbot.bot.writing import BLANK, bold, code, lines, said
from feedbot.lookup import Look
from feedbot.model import Button, Source


async def add(heard: Heard, room: Room) -> Reply:
    """/add URL: looks at it, and shows what it found."""
    if not heard.text:
        return Reply(html=room.t("What shall I add? Send /add with an address, or forward a post of a public channel."))
    return _looked(looking.in_text(heard.text) or lookup.address(heard.text.split()[0]), room)


async def plain(heard: Heard, room: Room) -> Reply:
    """What is no command: a list of feeds, a forwarded post, or a text with an address."""
    if heard.kind == "file":
        return await take(heard, room)
    if heard.kind == "forward" and heard.link is None and looking.in_text(heard.text) is None:
        return Reply(html=room.t("That channel is not public: only public ones can be read."))
    url = heard.link or looking.in_text(heard.text)
    if url is None:
        return Reply(html=room.t("Send me the address of a site, a forwarded post, or a command; /help lists them."))
    return _looked(lookup.address(url), room)


async def added(heard: Heard, room: Room) -> Reply:
    """The button that adds what was found; its address stands in the message, and is checked as if typed."""
    url, kind = heard.text, heard.data.partition(":")[2]
    if not url or lookup.refused(url) or not lookup.fits(url, kind):
        return Reply(toast=room.t("I do not see the address any more; send it again."))
    held = room.desk.config().sources
    source = Source(name="new", kind=kind, url=url)
    if twin := await asyncio.to_thread(adding.twin, source, held):
        return _watched(twin, room, edits=True)
    name = adding.name(url, {each.name for each in held})
    faults = await orders.add(room.desk, edit.Addition(name=name, url=url, kind=kind))
    return done(room, faults, room.t("Added {name}; it is visited now."), name, edits=True)


def _looked(url: str, room: Room) -> Reply:
    """That it is being looked at; what was found comes later."""
    if lookup.refused(url):
        return Reply(html=room.t("This is no address on the web that I can visit: {url}").format(url=said(url, 200)))

    async def later() -> Reply:
        try:
            return _found(await lookup.look(room.desk, url), room)
        except ValueError:
            text = room.t("This is no address on the web that I can visit: {url}")
            return Reply(html=text.format(url=said(url, 200)))

    return Reply(html=room.t("Looking at {url} …").format(url=said(url, 200)), later=later)


def _found(look: Look, room: Room) -> Reply:
    if look.twin is not None:
        return _watched(look.twin, room)
    said_so = [said(phrasing.say(line, room.language), 200) for _, line in look.lines[:5]]
    source = look.found
    if source is None:
        late = room.t("It took too long.") if look.late else ""
        return Reply(html=lines(room.t("Nothing that I can read was found there."), late, *said_so))
    taken = {each.name for each in room.desk.config().sources}
    name, kind = adding.name(source.url, taken), room.t(KINDS.get(source.kind, source.kind))
    title = look.title if look.entries else source.url
    count = room.n("{number} entry", "{number} entries", look.count).format(number=look.count)
    button = Button(text=room.t("Add"), data=f"aa:{source.kind}")
    return Reply(
        html=lines(
            bold(title, 100),
            f"{kind} · {count}",
            code(source.url),
            BLANK,
            *(f"• {said(each.title, 120)}" for each in look.entries),
            BLANK,
            room.t("It would be called {name}.").format(name=bold(name)),
        ),
        buttons=((button,),),
    )


def _watched(twin: Source, room: Room, *, edits: bool = False) -> Reply:
    text = room.t("{name} watches that already.")
    return Reply(html=text.format(name=bold(twin.name)), edits=edits)


KINDS = {
    "feed": "a feed",
    "page": "a page that lists articles",
    "sitemap": "a sitemap",
    "telegram_channel": "a Telegram channel",
}
"""What a kind is called; these are keys of the texts."""
