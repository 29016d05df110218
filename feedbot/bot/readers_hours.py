"""When a reader is told: in digests, not in quiet hours, on the clock of their zone."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from html import escape
from zoneinfo import available_timezones

from feedbot.bot import readers_known as knowing
from feedbot.bot import writing
from feedbot.bot.spoken import Heard, Reply, Room
from feedbot.model import Slot
from feedbot.rules import hours
from feedbot.store import people
from feedbot.store.people import Person
from feedbot.text import when
from feedbot.text.words import fold

MOST = 6
"""Digests that one person may have, a week or a day."""

_NEVER = "off no none never stop 0 - выкл выключить отключить нет стоп никогда вимк вимкнути відключити ні ніколи"
_OFF = frozenset(_NEVER.split())
_PIECE = re.compile(r"(?:[^\W\d_]+(?:['’][^\W\d_]+)?[.,]? )?[0-9]{1,2}(?:[:.][0-9]{2})?(?= |$)")
_OFFSET = re.compile(r"(?:utc|gmt)? ?([+-])([0-9]{1,2})(?::00)?")
_LONGEST = 100

# Cities as people call them; those of the zone database are known by their English names anyway.
_CITIES = {
    "Europe/Kyiv": "київ киев kiev харків харьков львів львов дніпро днепр одеса одесса запоріжжя запорожье україна",
    "Europe/Moscow": "москва петербург санкт-петербург спб",
    "Europe/Minsk": "минск мінськ",
    "Europe/Warsaw": "варшава краков краків вроцлав",
    "Europe/Berlin": "берлин берлін мюнхен гамбург",
    "Europe/Prague": "прага",
    "Europe/London": "лондон",
    "Europe/Paris": "париж",
    "Europe/Madrid": "мадрид",
    "Europe/Rome": "рим",
    "Europe/Vienna": "вена відень",
    "Europe/Vilnius": "вильнюс вільнюс",
    "Europe/Riga": "рига",
    "Europe/Tallinn": "таллин таллінн таллинн",
    "Europe/Chisinau": "кишинев кишинів",
    "Europe/Istanbul": "стамбул",
    "Asia/Tbilisi": "тбилиси тбілісі",
    "Asia/Yerevan": "ереван єреван",
    "Asia/Baku": "баку",
    "Asia/Almaty": "алматы алмати",
    "Asia/Tashkent": "ташкент",
    "Asia/Yekaterinburg": "екатеринбург",
    "Asia/Novosibirsk": "новосибирск",
    "Asia/Jerusalem": "тель-авив тель-авів иерусалим єрусалим",
    "America/New_York": "нью-йорк",
}


async def digest(heard: Heard, room: Room) -> Reply:
    """/digest: at which times all is told in one message; "off" tells each at once."""
    if not heard.private:
        return knowing.elsewhere(room)
    who = await knowing.met(heard, room)
    said = " ".join(heard.text.split())
    if not said:
        return Reply(html=_digest(who, room))
    slots = () if _off(said) else _slots(said)
    if slots is None:
        told = room.t("Write a time such as 8:00, several, or a day and a time such as mon 9:00; off ends it.")
        return Reply(html=writing.lines(escape(told), _example("digest 8:00 20:00")))
    if len(slots) > MOST:
        return Reply(html=escape(room.n("%d digest is the most.", "%d digests are the most.", MOST) % MOST))
    return Reply(html=_digest(await _kept(replace(who, digest=slots), room), room))


async def quiet(heard: Heard, room: Room) -> Reply:
    """/quiet: the hours in which nothing is sent; "off" ends them."""
    if not heard.private:
        return knowing.elsewhere(room)
    who = await knowing.met(heard, room)
    said = " ".join(heard.text.split())
    if not said:
        return Reply(html=_quiet(who, room))
    try:
        found = None if _off(said) else hours.quiet(said)
    except ValueError:
        told = room.t("Write from when to when it shall be quiet, such as 23-7 or 22:30-6:45; off ends it.")
        return Reply(html=writing.lines(escape(told), _example("quiet 23-7")))
    return Reply(html=_quiet(await _kept(replace(who, quiet=found), room), room))


async def zone(heard: Heard, room: Room) -> Reply:
    """/zone: on which clock the times are meant."""
    if not heard.private:
        return knowing.elsewhere(room)
    who = await knowing.met(heard, room)
    said = " ".join(heard.text.split())
    if not said:
        return Reply(html=writing.lines(_clock(who, room), _example("zone Europe/Kyiv")))
    found = named(said)
    if found is None:
        told = room.t("I know no zone “{about}”. Write a zone or its city, or the difference to UTC:")
        examples = (_example("zone Europe/Kyiv"), _example("zone Berlin"), _example("zone +3"))
        return Reply(html=writing.lines(escape(told).replace("{about}", writing.said(said, 60)), *examples))
    return Reply(html=_clock(await _kept(replace(who, timezone=found), room), room))


def named(text: str) -> str | None:
    """The IANA name of a zone, given by that name, a city, or a difference to UTC such as "+3"; None for no zone."""
    if len(text) > _LONGEST:
        return None
    said = fold(text)
    match = _OFFSET.fullmatch(said)
    if match and int(match[2]) <= (14 if match[1] == "+" else 12):
        # In these names of the zone database the signs are the other way round.
        return f"Etc/GMT{'-' if match[1] == '+' else '+'}{int(match[2])}" if int(match[2]) else "UTC"
    return _zones().get(said.replace(" ", "_"))


@cache
def _zones() -> dict[str, str]:
    """Zones by their names and their cities, folded."""
    every = sorted(available_timezones())
    found = {fold(name): name for name in every}
    for name in every:
        if "/" in name and not name.startswith("Etc/"):
            found.setdefault(fold(name.rpartition("/")[2]), name)
    return found | {fold(city): name for name, cities in _CITIES.items() for city in cities.split()}


async def _kept(who: Person, room: Room) -> Person:
    await room.desk.store.write(people.keep, who)
    await room.desk.refresh()
    return who


def _off(said: str) -> bool:
    return fold(said) in _OFF


def _slots(said: str) -> tuple[Slot, ...] | None:
    """Times, with commas between or without; None where something is none."""
    if len(said) > _LONGEST:
        return None
    rest = " ".join(re.sub(r"[,;]", " ", said).split())
    if _PIECE.sub("", rest).strip():
        return None
    try:
        found = dict.fromkeys(hours.slot(match[0]) for match in _PIECE.finditer(rest))
    except ValueError:
        return None
    return tuple(sorted(found, key=lambda slot: (-1 if slot.weekday is None else slot.weekday, slot.at))) or None


def _digest(who: Person, room: Room) -> str:
    if not who.digest:
        return escape(room.t("No digest: I tell you each story as it comes."))
    told = room.t("I tell you everything in one message: {times}.")
    return writing.lines(
        escape(told).replace("{times}", writing.bold(_times(who.digest, room))), _next(who, room), _zone_hint(who, room)
    )


def _next(who: Person, room: Room) -> str:
    due = hours.following(who.digest, knowing.clock(who, room), room.desk.now())
    return escape(room.t("The next one comes on {moment}.")).replace(
        "{moment}", escape(when.words(due, knowing.zone(who, room), room.language))
    )


def _times(slots: Sequence[Slot], room: Room) -> str:
    """The times in the person's language: "each day at 08:00, on Mondays at 09:00"."""
    t = room.t
    days = (t("on Mondays"), t("on Tuesdays"), t("on Wednesdays"), t("on Thursdays"))
    week = (*days, t("on Fridays"), t("on Saturdays"), t("on Sundays"))
    said = ((t("each day") if slot.weekday is None else week[slot.weekday], f"{slot.at:%H:%M}") for slot in slots)
    return ", ".join(f"{day} {t('at {time}').replace('{time}', at)}" for day, at in said)


def _quiet(who: Person, room: Room) -> str:
    if who.quiet is None:
        return escape(room.t("No quiet hours: I write at any time."))
    told = room.t("From {start} to {end} I write nothing; what comes meanwhile I tell in one message after that.")
    hours_ = told.format(start=f"{who.quiet.start:%H:%M}", end=f"{who.quiet.end:%H:%M}")
    return writing.lines(escape(hours_), _zone_hint(who, room))


def _zone_hint(who: Person, room: Room) -> str:
    name = knowing.clock(who, room)
    if who.timezone is not None:
        told = room.t("The clock is that of {zone}: /zone")
    elif name == "UTC":
        told = room.t("The clock is UTC. Tell me yours: /zone Europe/Kyiv")
    else:
        told = room.t("The clock is that of {zone}, as for all who name none. Is yours another? /zone Berlin")
    return escape(told).replace("{zone}", escape(_shown(name)))


def _clock(who: Person, room: Room) -> str:
    here = room.desk.now().astimezone(knowing.zone(who, room))
    told = room.t("Your zone is {zone}; it is {time} there now.")
    shown = _shown(knowing.clock(who, room))
    return escape(told).replace("{zone}", writing.bold(shown)).replace("{time}", f"{here:%H:%M}")


def _shown(name: str) -> str:
    """A zone as people write it: "Europe/Kyiv", "UTC+3"."""
    if not name.startswith("Etc/GMT"):
        return name
    offset = name.removeprefix("Etc/GMT")
    return f"UTC{'+' if offset.startswith('-') else '-'}{offset[1:]}"


def _example(command: str) -> str:
    return f"<code>/{escape(command)}</code>"
