"""Who talks to the bot as a reader: they are known by their chat, from the first thing that they ask for."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from feedbot.bot import texts, writing
from feedbot.bot.spoken import Heard, Reply, Room
from feedbot.channels.fields import clickable
from feedbot.model import Entry
from feedbot.store import Tx, glances, people
from feedbot.store.people import Person
from feedbot.text import when

_TITLE = 200
_NAME = 60


def chat(heard: Heard) -> str:
    """The chat in which a person is told what they follow: that with the bot, wherever they speak."""
    return heard.chat if heard.private else str(heard.user)


async def known(heard: Heard, room: Room) -> Person | None:
    """The person who speaks; None for one who never began to talk to the bot."""
    return await room.desk.store.read(people.person, chat(heard))


async def met(heard: Heard, room: Room) -> Person:
    """The person who speaks, known from now on."""
    return await room.desk.store.write(meet, chat(heard), room.language, room.desk.now())


def meet(tx: Tx, chat: str, language: str, now: datetime) -> Person:
    """The person of a chat, known from now on; the language is that of their Telegram."""
    found = people.person(tx, chat)
    if found is None:
        found = Person(chat=chat, made=now, language=language)
        people.keep(tx, found)
    return found


def elsewhere(room: Room) -> Reply:
    """What is said to somebody who speaks as a reader in a group."""
    return Reply(html=escape(room.t("This works in a private chat with me: open one and say /start there.")))


def speaking(room: Room, language: str) -> Room:
    """The same room in another language."""
    t, n = texts.translator(language)
    return replace(room, t=t, n=n, language=language)


def clock(person: Person | None, room: Room) -> str:
    """The name of a person's zone; that of the config where they named none."""
    return person.timezone if person and person.timezone else room.desk.config().settings.timezone


def zone(person: Person | None, room: Room) -> ZoneInfo:
    """A person's zone; that of the config where they named none."""
    return ZoneInfo(clock(person, room))


async def titles(room: Room) -> Mapping[str, str]:
    """The title of each source by its name, as messages show it: that of the config, else its own, else its name."""
    sources = room.desk.config().sources
    own = await room.desk.store.read(glances.titles, sources)
    return {each.name: writing.plain(each.title or own.get(each.name) or "", _NAME) or each.name for each in sources}


def source(entry: Entry, room: Room) -> str:
    """What an entry's source is called."""
    found = room.desk.config().source(entry.source)
    return writing.plain((found.title if found else None) or entry.origin.title or entry.source, _NAME)


def stamp(entry: Entry, room: Room, person: Person | None) -> str:
    """An entry's source and when it was published, on the person's clock: "Example · 14 March, 12:05"."""
    return f"{source(entry, room)} · {when.words(entry.published, zone(person, room), room.language)}"


def linked(entry: Entry, most: int = _TITLE) -> str:
    """An entry's title as small HTML, a link where it has one that Telegram keeps."""
    title = writing.said(entry.title, most) or "…"
    if entry.link and clickable(entry.link):
        return f'<a href="{escape(entry.link)}">{title}</a>'
    return title
