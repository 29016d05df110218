"""Telling nothing of a source for a while: to the channels of a chat, or to all."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from feedbot.bot import scope
from feedbot.bot.spoken import Heard, Reply, Room
from feedbot.bot.writing import bold, lines, listed, plain, said
from feedbot.model import READERS, Source
from feedbot.store import Tx, mutes, outbox

USUAL = timedelta(days=1)
"""How long a source is muted if nobody says how long."""

_LONGEST = timedelta(days=365)
_LENGTH = re.compile(r"([0-9]{1,5})([mhdw])")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


async def mute(heard: Heard, room: Room) -> Reply:
    """/mute SOURCE [2h]: its news are told of no more for a while; without a source, what is muted."""
    where = await _where(heard, room)
    if not where:
        return Reply(html=room.t("No channel leads to this chat."))
    words = heard.text.split()
    if not words:
        return await _listed(where, room)
    length = duration(words[1]) if len(words) > 1 else USUAL
    if length is None or len(words) > 2:
        return Reply(html=room.t("How long? Say /mute SOURCE 2h, or 30m, 1d, 2w; a year at most."))
    source = await _source(words[0], heard, room)
    if source is None:
        return _unknown(words[0], room)
    until = room.desk.now() + length
    for channel in where:
        await room.desk.store.write(mutes.mute, channel, source.name, until)
    text = room.t("{name} is muted until {when}; /unmute ends that.")
    return Reply(html=text.format(name=bold(source.name), when=room.clock(until)))


async def unmute(heard: Heard, room: Room) -> Reply:
    """/unmute SOURCE: it is told of again."""
    where = await _where(heard, room)
    if not where:
        return Reply(html=room.t("No channel leads to this chat."))
    name = plain(heard.text, 100).lower()
    if not name:
        return await _listed(where, room)
    was = [await room.desk.store.write(mutes.unmute, channel, name) for channel in where]
    if any(was):
        return Reply(html=room.t("{name} is told of again.").format(name=bold(name)))
    return Reply(html=room.t("{name} was not muted.").format(name=bold(name)))


def duration(text: str) -> timedelta | None:
    """A length of time from "30m", "2h", "1d" or "2w"; None for all else, for none at all, and for over a year."""
    found = _LENGTH.fullmatch(text.lower())
    length = int(found[1]) * _UNITS[found[2]] if found else timedelta(0)
    return length if timedelta(0) < length <= _LONGEST else None


async def _where(heard: Heard, room: Room) -> tuple[str, ...]:
    """The channels that are meant: all, as "", in private; else those that lead to the chat."""
    if heard.private:
        return ("",) if room.rank == "admin" else ()
    lanes = await room.desk.store.read(outbox.lanes)
    return tuple(each.name for each in scope.of_chat(room.desk.config(), {heard.chat, heard.called}, lanes))


async def _source(name: str, heard: Heard, room: Room) -> Source | None:
    lanes = await room.desk.store.read(outbox.lanes)
    low = name.casefold()
    return next((each for each in scope.sources(heard, room, lanes) if each.name == low), None)


async def _listed(where: tuple[str, ...], room: Room) -> Reply:
    """What is muted now."""
    now, held = room.desk.now(), await room.desk.store.read(_every)
    rows = [
        f"• {bold(source)} → {said(channel) if channel else room.t('everywhere')}: {room.clock(until)}"
        for (channel, source), until in sorted(held.items(), key=lambda each: each[1])
        if until > now and (channel in where or where == ("",)) and not channel.startswith(READERS)
    ]
    if not rows:
        return Reply(html=lines(room.t("No source is muted."), room.t("/mute SOURCE 2h mutes one for two hours.")))
    return Reply(html=listed(room.t("Muted until:"), rows, room.t("… and {number} more.")))


def _unknown(name: str, room: Room) -> Reply:
    text = room.t("No source is called {name}.").format(name=bold(name, 100))
    return Reply(html=lines(text, room.t("/sources lists them.")))


def _every(tx: Tx) -> Mapping[tuple[str, str], datetime]:
    return mutes.every(tx)
