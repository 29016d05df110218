"""Buttons that readers press: below messages of channels and of their own, and below the bot's answers."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from html import escape

from feedbot.bot import readers_follow as followings
from feedbot.bot import readers_known as knowing
from feedbot.bot import readers_person as persons
from feedbot.bot import readers_search as searching
from feedbot.bot import texts, writing
from feedbot.bot.spoken import Heard, Reply, Room
from feedbot.channels import KINDS
from feedbot.channels.drawing import story_tag
from feedbot.store import Tx, mutes, people
from feedbot.store.people import Followed

MUTED = timedelta(days=7)
"""How long a source is muted by its button."""

_TAG = re.compile(r"[0-9a-f]{16}")
_PAGE = re.compile(r"[0-9]{1,3}")


async def press(heard: Heard, room: Room) -> Reply | None:
    """What a button does: "f:TAG" follows a story, "m:TAG" mutes a source, "u:NAME" follows something no more.

    "p:" turns pages and answers questions of ours. None for a button that nobody made.
    """
    kind, _, rest = heard.data.partition(":")
    match kind:
        case "f" if _TAG.fullmatch(rest):
            return await _follow(rest, heard, room)
        case "m" if _TAG.fullmatch(rest):
            return await _mute(rest, heard, room)
        case "u":
            return await _unfollow(rest, heard, room)
        case "p":
            return await _page(rest, heard, room)
        case _:
            return None


async def _follow(tag: str, heard: Heard, room: Room) -> Reply:
    """Follow a story for the person who pressed, in the chat that they have with us."""
    who = await knowing.known(heard, room)
    if (who is None or who.stopped is not None) and not heard.private:
        return Reply(toast=room.t("First open a chat with me and press Start: that is where I write to you."))
    found = await room.desk.store.read(people.tagged, tag, room.desk.now())
    if found is None:
        return Reply(toast=room.t("This story is over."))
    story, title = found
    wish = Followed(name=story_tag(story), title=writing.plain(title), story=story)
    taken = await followings.taking(wish, heard, room)
    match taken.outcome:
        case "new":
            return Reply(toast=room.t("You follow this story. I will tell you what comes of it."))
        case "known":
            return Reply(toast=room.t("You follow this story already."))
        case _:
            return Reply(toast=room.t("You follow as much as is possible. Remove something in our chat: /list"))


async def _mute(tag: str, heard: Heard, room: Room) -> Reply:
    """Mute a source: for a channel where its administrators press, for the person everywhere else."""
    source = next((each for each in room.desk.config().sources if story_tag(each.name) == tag), None)
    if source is None:
        return Reply(toast=room.t("There is no such source any more."))
    ours = not heard.private and room.rank in {"admin", "chat"}
    if not ours and await knowing.known(heard, room) is None:
        return Reply(toast=room.t("Only administrators of this chat can mute a source here."))
    names = _channels(heard, room) if ours else [people.channel_name(knowing.chat(heard))]
    if not names:
        return Reply(toast=room.t("I post nothing in this chat."))
    await room.desk.store.write(_muted, names, source.name, room.desk.now() + MUTED)
    said = room.t("{source} is muted here for a week.") if ours else room.t("{source} is muted for a week.")
    return Reply(toast=said.replace("{source}", (await knowing.titles(room))[source.name]))


async def _unfollow(rest: str, heard: Heard, room: Room) -> Reply:
    """Remove something: in the list, which shows the rest then, or where it was followed."""
    name, _, page = rest.partition(":")
    said = await followings.drop(name, heard, room) if _TAG.fullmatch(name) else None
    toast = room.t("You no longer follow that.") if said else room.t("You do not follow that.")
    if not page:
        return Reply(html=said or "", edits=said is not None, toast=toast)
    shown = await followings.listing(heard, room, _number(page))
    return replace(shown, edits=True, toast=toast)


async def _page(rest: str, heard: Heard, room: Room) -> Reply | None:
    name, _, value = rest.partition(":")
    match name:
        case "list":
            return replace(await followings.listing(heard, room, _number(value)), edits=True)
        case "s" if heard.text:
            return replace(await searching.results(heard.text, heard, room, _number(value)), edits=True)
        case "follow" if heard.text:
            return await followings.follow(replace(heard, text=heard.text), room)
        case "lang" if value in texts.LANGUAGES and heard.private:
            return await persons.speak(value, heard, room)
        case "forget" if value == "yes" and heard.private:
            return await persons.forgotten(heard, room)
        case "forget" if heard.private:
            return Reply(html=escape(room.t("Nothing was deleted.")), edits=True)
        case _:
            return None


def _number(text: str) -> int:
    return int(text) if _PAGE.fullmatch(text) else 1


def _channels(heard: Heard, room: Room) -> list[str]:
    """The channels of the config that lead to a chat."""
    config = room.desk.config()
    chats = {heard.chat, heard.called.lower()} - {""}
    found = (
        (each.name, KINDS[each.kind].chat(each, config.settings.telegram))
        for each in config.channels
        if each.kind == "telegram" and not each.reader
    )
    return [name for name, chat in found if chat and chat.lower() in chats]


def _muted(tx: Tx, names: Iterable[str], source: str, until: datetime) -> None:
    for name in names:
        mutes.mute(tx, name, source, until)
