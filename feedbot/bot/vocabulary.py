"""All that can be said to the bot, put together: administrators' and readers' commands, buttons and queries."""

from feedbot.bot import admin, buttons, inline, readers, readers_person
from feedbot.bot.spoken import Command, Handler, Heard, Rank, Reply, Room
from feedbot.bot.table import Table
from feedbot.bot.writing import BLANK, lines, listed, said

_READERS: tuple[Rank, Handler] = ("reader", buttons.press)
_LEAVING: tuple[Rank, Handler] = ("known", buttons.press)


def table() -> Table:
    """Everything; what those who run feedbot may say comes first where readers have a command of the same name."""
    known = (
        *admin.COMMANDS,
        Command(name="start", handler=_start, least="chat", help="begin: what I do here, and how"),
        Command(name="help", handler=_help, least="chat", help="all commands"),
        *readers.COMMANDS,
    )
    pressed = {**dict.fromkeys(("f", "m", "u"), _READERS), "p": _LEAVING, **admin.BUTTONS}
    return Table(commands=known, buttons=pressed, inline=inline.inline, plain=admin.PLAIN)


async def _start(heard: Heard, room: Room) -> Reply:
    """/start of somebody who has more to say than readers: what a reader is told, and all commands."""
    offered = await _help(heard, room)
    if room.rank != "admin" or not heard.private:
        return offered
    begun = await readers_person.start(heard, room)
    if heard.text:
        return begun
    return Reply(html=lines(begun.html, BLANK, offered.html), buttons=begun.buttons)


async def _help(heard: Heard, room: Room) -> Reply:
    """/help: the commands that may be given here."""
    talk = room.desk.config().settings.talk
    mine = [each for each in table().offered(room.rank, talk) if heard.private or each.least not in {"reader", "known"}]
    rows = [f"/{each.name} – {said(room.t(each.help))}" for each in mine]
    told = listed(room.t("This is what you may ask of me:"), rows, room.t("… and {number} more."))
    note = room.t("Any link, a forwarded post of a public channel, or an OPML file adds sources.")
    return Reply(html=lines(told, note if room.rank == "admin" else ""))
