"""What concerns readers themselves: a greeting, their language, a pause, and being forgotten."""

from dataclasses import replace
from datetime import datetime
from html import escape

from feedbot.bot import readers_known as knowing
from feedbot.bot import texts, writing
from feedbot.bot.readers_follow import story
from feedbot.bot.spoken import Heard, Reply, Room
from feedbot.model import Button, Source
from feedbot.rules import remedies
from feedbot.sources import opml
from feedbot.store import Tx, people
from feedbot.store.people import Followed

NAMES = {"en": "English", "ru": "Русский", "uk": "Українська"}
"""The languages of the bot, as those who speak them call them."""

_SAID = {
    "en": ("english", "английский", "англійська", "eng"),
    "ru": ("russian", "русский", "російська", "рус"),
    "uk": ("ukrainian", "українська", "украинский", "ua", "укр"),
}


async def start(heard: Heard, room: Room) -> Reply:
    """/start: a greeting; whoever had paused is told things again. A link of a story's button leads here, too."""
    if not heard.private:
        return knowing.elsewhere(room)
    paused = await room.desk.store.write(_arrive, heard.chat, room.language, room.desk.now())
    if paused:
        await room.desk.refresh()
    if heard.text.startswith("f-"):
        found = await room.desk.store.read(people.tagged, heard.text[2:18], room.desk.now())
        if found is not None:
            return await story(*found, heard, room)
    return greeting(room, again=paused)


def greeting(room: Room, *, again: bool = False) -> Reply:
    """What the bot is, and what one can do."""
    first = room.t("Welcome back! I send you what you follow again.") if again else room.t("Hello!")
    told = room.t(
        "I read many news sources and send you only what you ask for: words in all their forms, whole sources, or a "
        "story that goes on. Each story is one message, however many sources tell it."
    )
    return Reply(
        html=writing.lines(
            writing.bold(first),
            escape(told),
            writing.BLANK,
            _line("follow", room.t("be told of words, a source or a story")),
            _line("search", room.t("search what was told before")),
            _line("digest", room.t("get it all in one message, at times you choose")),
            _line("help", room.t("all that I can do")),
        ),
        buttons=_languages(),
    )


async def assist(heard: Heard, room: Room) -> Reply:  # noqa: ARG001 - one signature for all commands
    """/help: all commands of readers, and how wishes are written."""
    t = room.t
    told = (
        ("follow", t("be told of words, a source or a story")),
        ("list", t("see what you follow, and remove it")),
        ("unfollow", t("no longer be told of something")),
        ("search", t("search what was told before")),
        ("digest", t("get it all in one message, at times you choose") + ": 8:00, mon 9:00, off"),
        ("quiet", t("hours in which I write nothing") + ": 23-7, off"),
        ("zone", t("your time zone or city")),
        ("lang", t("the language in which I speak with you")),
        ("opml", t("the sources you follow, as a file for other programs")),
        ("stop", t("a pause until you say /start")),
        ("forget", t("delete everything I keep about you")),
    )
    rules = (
        (t("Ukraine energy"), t("all these words, in every form")),
        (f'"{t("air raid")}"', t("these words side by side")),
        (t("flood or storm"), t("one of these words")),
        (t("flood -sport"), t("without a word")),
        (t("title:flood lang:en"), t("in the title; in one language")),
        (t("flood story >= 3"), t("once three sources tell it")),
    )
    return Reply(
        html=writing.lines(
            *(_line(name, about) for name, about in told),
            writing.BLANK,
            escape(t("What you may write after /follow and /search:")),
            *(f"{writing.code(rule)} — {escape(about)}" for rule, about in rules),
        )
    )


async def lang(heard: Heard, room: Room) -> Reply:
    """/lang: the language in which the bot speaks with somebody."""
    if not heard.private:
        return knowing.elsewhere(room)
    said = heard.text.strip().lower()
    if not said:
        return Reply(html=escape(room.t("In which language shall I speak with you?")), buttons=_languages())
    chosen = next((code for code, names in _SAID.items() if said == code or said in names), None)
    if chosen is None:
        html = escape(room.t("I speak English, Russian and Ukrainian."))
        return Reply(html=html, buttons=_languages())
    return await speak(chosen, heard, room)


async def speak(language: str, heard: Heard, room: Room) -> Reply:
    """Speak with somebody in a language from now on."""
    who = await knowing.met(heard, room)
    await room.desk.store.write(people.keep, replace(who, language=language))
    await room.desk.refresh()
    return Reply(html=escape(knowing.speaking(room, language).t("I speak English with you from now on.")))


async def stop(heard: Heard, room: Room) -> Reply:
    """/stop: nothing is sent until somebody comes back."""
    if not heard.private:
        return knowing.elsewhere(room)
    await knowing.met(heard, room)
    await room.desk.store.write(people.stop, heard.chat, room.desk.now())
    await room.desk.refresh()
    if room.rank == "known":
        return Reply(html=escape(room.t("I send you nothing any more. I keep what you follow; /forget deletes it.")))
    html = room.t("I will send you nothing until you say /start. I keep what you follow; /forget deletes it.")
    return Reply(html=escape(html))


async def forget(heard: Heard, room: Room) -> Reply:
    """/forget: asks whether all that is kept of somebody shall be deleted."""
    if not heard.private:
        return knowing.elsewhere(room)
    if await knowing.known(heard, room) is None:
        return Reply(html=escape(room.t("I keep nothing about you.")))
    html = room.t(
        "Shall I delete everything I keep about you: what you follow, your hours, your language and what I sent you?"
    )
    yes = Button(text=room.t("Delete it all"), data="p:forget:yes")
    no = Button(text=room.t("Keep it"), data="p:forget:no")
    return Reply(html=escape(html), buttons=((yes, no),))


async def forgotten(heard: Heard, room: Room) -> Reply:
    """Delete all that is kept of somebody."""
    chat = knowing.chat(heard)
    # First nobody writes to their lane any more, then it goes.
    await room.desk.store.write(people.stop, chat, room.desk.now())
    await room.desk.refresh()
    await room.desk.store.write(people.forget, chat)
    if room.rank == "known":
        return Reply(html=escape(room.t("Deleted: I no longer know you.")), edits=True)
    return Reply(html=escape(room.t("Deleted: I no longer know you. /start begins anew.")), edits=True)


async def outlines(heard: Heard, room: Room) -> Reply:
    """/opml: the sources that somebody follows, as a list for other readers."""
    if not heard.private:
        return knowing.elsewhere(room)
    held = await room.desk.store.read(people.followed, heard.chat)
    followed = [(each, room.desk.config().source(each.source)) for each in held if each.source]
    found = [_outline(each, source) for each, source in followed if source is not None]
    public = [each for each in found if each is not None]
    if not public:
        told = room.t("You follow no source whose address may be shown. Words and stories have no place in OPML.")
        return Reply(html=escape(told))
    return Reply(document=("feedbot.opml", opml.write(public).encode()))


def _outline(wish: Followed, source: Source) -> opml.Outline | None:
    """A source as a list has it; None for one that is no feed, or whose address may hold a secret."""
    url = remedies.whole(source.url)
    return opml.Outline(url=url, title=wish.title) if url and source.kind == "feed" else None


def _arrive(tx: Tx, chat: str, language: str, now: datetime) -> bool:
    """Know a person, who may be written to from now on; whether they had paused."""
    who = knowing.meet(tx, chat, language, now)
    people.resume(tx, chat, now)
    return who.stopped is not None


def _languages() -> tuple[tuple[Button, ...], ...]:
    return (tuple(Button(text=NAMES[code], data=f"p:lang:{code}") for code in texts.LANGUAGES),)


def _line(command: str, about: str) -> str:
    return f"/{command} — {escape(about, quote=False)}"
