"""Which channels and sources somebody speaks of: all of them to us, those of a chat to its administrators. Pure."""

from collections.abc import Collection, Mapping

from feedbot.bot.spoken import Heard, Room
from feedbot.channels import KINDS
from feedbot.model import Channel, Config, Lane, Source


def of_chat(config: Config, chats: Collection[str], lanes: Mapping[str, Lane] | None = None) -> tuple[Channel, ...]:
    """The channels of the config that lead to a chat, which has some names; `lanes` know where it moved to."""
    wanted, telegram = {each.lower() for each in chats if each}, config.settings.telegram
    moved = {name: lane.chat for name, lane in (lanes or {}).items() if lane.chat}
    return tuple(
        each
        for each in config.channels
        if each.kind == "telegram"
        and not each.reader
        and (moved.get(each.name) or KINDS[each.kind].chat(each, telegram) or "").lower() in wanted
    )


def channels(heard: Heard, room: Room, lanes: Mapping[str, Lane]) -> tuple[Channel, ...]:
    """The channels that somebody may ask about: all for one of ours, else those that lead to the chat."""
    config = room.desk.config()
    if room.rank == "admin":
        return tuple(each for each in config.channels if not each.reader)
    return of_chat(config, {heard.chat, heard.called}, lanes)


def sources(heard: Heard, room: Room, lanes: Mapping[str, Lane]) -> tuple[Source, ...]:
    """The sources that somebody may ask about: all for one of ours, else those of which the chat is told."""
    every = room.desk.config().sources
    if room.rank == "admin":
        return every
    mine = channels(heard, room, lanes)
    if any(not each.sources for each in mine):
        return every
    wanted = {name for each in mine for name in each.sources}
    return tuple(each for each in every if each.name in wanted)
