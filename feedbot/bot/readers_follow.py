"""Following and not following: words, rules, sources and stories."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from typing import Literal

from feedbot.bot import readers_known as knowing
from feedbot.bot import readers_search as searching
from feedbot.bot import writing
from feedbot.bot.readers_words import refusal
from feedbot.bot.spoken import Heard, Reply, Room
from feedbot.channels.drawing import story_tag
from feedbot.model import DIGEST, JUMP, Button
from feedbot.rules import filters, following
from feedbot.rules.following import Fault
from feedbot.store import Tx, entries, outbox, people
from feedbot.store.people import Followed
from feedbot.text import urls
from feedbot.text.words import fold

PAGE = 8
"""How many things a page of the list has."""

_WEEK = timedelta(days=7)
_COUNTED = 200
_MUCH = 100
_LABEL = 40
_SHOWN = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What came of a wish: it is followed from now on, was before, or there is no room; and what is followed then."""

    outcome: Literal["new", "known", "full", "large"]
    held: int


async def follow(heard: Heard, room: Room) -> Reply:
    """/follow: words, a rule, a source, a link to an entry; or, as an answer to a message, its story."""
    if not heard.private:
        return knowing.elsewhere(room)
    text = heard.text
    if not text.strip():
        return await _answered(heard, room) if heard.reply is not None else Reply(html=_how(room))
    link = following.address(text)
    if link is not None:
        return await _linked(link, heard, room)
    wish = following.wish(text, await knowing.titles(room))
    if isinstance(wish, Fault):
        return Reply(html=refusal(wish, room))
    return await take(Followed(name=wish.name, title=wish.title, rule=wish.rule, source=wish.source), heard, room)


async def take(wish: Followed, heard: Heard, room: Room) -> Reply:
    """Let whoever speaks follow something; then, as that takes a moment, tell what they would have been sent of it."""
    taken = await taking(wish, heard, room)
    if taken.outcome not in {"new", "known"}:
        mine = Button(text=room.t("What I follow"), data="p:list:1")
        return Reply(html=_refused(taken, wish, room), buttons=((mine,),))
    buttons = ((Button(text=room.t("Unfollow"), data=f"u:{wish.name}"),),)
    if taken.outcome == "known":
        return Reply(html=_refused(taken, wish, room), buttons=buttons)
    html = escape(room.t("You now follow {title}")).replace("{title}", _titled(wish, room))
    if not wish.rule:
        told = room.t("I will tell you what is added to this story and what comes of it.")
        return Reply(html=writing.lines(html, writing.BLANK, escape(told)), buttons=buttons)

    async def tried() -> Reply:
        return Reply(html=writing.lines(html, writing.BLANK, *await _expected(wish, room)), buttons=buttons)

    return Reply(html=html, buttons=buttons, later=tried)


async def taking(wish: Followed, heard: Heard, room: Room) -> Taken:
    """Let whoever speaks follow something, if there is room."""
    desk = room.desk
    most = desk.config().settings.talk.most
    taken = await desk.store.write(_take, knowing.chat(heard), room.language, wish, desk.now(), most)
    if taken.outcome == "new":
        await desk.refresh()
    return taken


async def unfollow(heard: Heard, room: Room) -> Reply:
    """/unfollow: what is named, by its words or its number in the list; the list itself if nothing is."""
    if not heard.private:
        return knowing.elsewhere(room)
    held = await room.desk.store.read(people.followed, knowing.chat(heard))
    said = heard.text.strip()
    if not said or not held:
        return await listing(heard, room)
    chosen = _named(said, held, await knowing.titles(room))
    if chosen is None:
        shown = await listing(heard, room)
        return Reply(
            html=writing.lines(escape(room.t("You do not follow that.")), writing.BLANK, shown.html),
            buttons=shown.buttons,
        )
    return Reply(html=await drop(chosen.name, heard, room) or escape(room.t("You do not follow that.")))


async def drop(name: str, heard: Heard, room: Room) -> str | None:
    """Let whoever speaks follow something no more; what is said of it, None if they did not follow it."""
    gone = await room.desk.store.write(people.unfollow, knowing.chat(heard), name)
    if gone is None:
        return None
    await room.desk.refresh()
    return escape(room.t("You no longer follow {title}")).replace("{title}", _titled(gone, room))


async def listing(heard: Heard, room: Room, page: int = 1) -> Reply:
    """/list: what somebody follows, with a button to remove each, in pages."""
    if not heard.private:
        return knowing.elsewhere(room)
    held = await room.desk.store.read(people.followed, knowing.chat(heard))
    if not held:
        return Reply(html=writing.lines(escape(room.t("You follow nothing yet.")), writing.BLANK, _how(room)))
    pages = -(-len(held) // PAGE)
    page = min(max(page, 1), pages)
    first = (page - 1) * PAGE
    shown = held[first : first + PAGE]
    head = room.n("You follow %d thing:", "You follow %d things:", len(held)) % len(held)
    rows = [f"{number}. {_titled(each, room)}" for number, each in enumerate(shown, first + 1)]
    foot = room.t("Press a button to remove what it names.")
    buttons = tuple(
        (Button(text=f"✕ {writing.plain(each.title, _LABEL)}", data=f"u:{each.name}:{page}"),) for each in shown
    )
    turning = writing.turner("p:list:", page, pages)
    return Reply(
        html=writing.lines(escape(head), *rows, writing.BLANK, escape(foot)),
        buttons=(*buttons, turning) if turning else buttons,
    )


async def story(id: str, title: str, heard: Heard, room: Room) -> Reply:
    """Let whoever speaks follow a story."""
    return await take(Followed(name=story_tag(id), title=writing.plain(title), story=id), heard, room)


async def _linked(link: str, heard: Heard, room: Room) -> Reply:
    found = await room.desk.store.read(_entry, link)
    if found is None:
        return Reply(
            html=escape(
                room.t("I know no article with this address. Only stories that my sources told can be followed.")
            )
        )
    return await story(*found, heard, room)


async def _answered(heard: Heard, room: Room) -> Reply:
    """Follow the story of the message that is answered."""
    subject = await room.desk.store.read(_subject, people.channel_name(heard.chat), heard.reply or 0)
    found = await room.desk.store.read(_story, subject) if subject else None
    if found is None:
        told = room.t("I cannot tell which story this message is about. Use its button, or send me /follow and a link.")
        return Reply(html=escape(told))
    return await story(*found, heard, room)


async def _expected(wish: Followed, room: Room) -> list[str]:
    """What would have been sent of it in the last week."""
    since = room.desk.now() - _WEEK
    found = await searching.hits(filters.parse(wish.rule), room, since=since, limit=_COUNTED + 1)
    if not found:
        return [escape(room.t("In the past week you would have got nothing. I look for words in all their forms."))]
    number = min(len(found), _COUNTED)
    if len(found) > _COUNTED:
        said = room.t("In the past week you would have got over %d articles, such as:") % number
    else:
        said = room.n(
            "In the past week you would have got %d article:",
            "In the past week you would have got %d articles, such as:",
            number,
        )
        said %= number
    some = {fold(entry.title): f"• {knowing.linked(entry)}" for entry in reversed(found)}
    told = [escape(said), *list(reversed(some.values()))[:_SHOWN]]
    if number >= _MUCH:
        much = room.t("That is a lot. Add a word, or get it all in one message a day: /digest 8:00")
        told += [writing.BLANK, escape(much)]
    return told


def _refused(taken: Taken, wish: Followed, room: Room) -> str:
    match taken.outcome:
        case "full":
            said = room.n(
                "You follow %d thing, and more is not possible. Remove something first: /list",
                "You follow %d things, and more is not possible. Remove something first: /list",
                taken.held,
            )
            return escape(said % taken.held)
        case "large":
            return escape(room.t("All that you follow is too long together. Remove something first: /list"))
        case _:
            return escape(room.t("You already follow {title}")).replace("{title}", _titled(wish, room))


def _titled(wish: Followed, room: Room) -> str:
    """What is followed, as small HTML, with what kind of thing it is."""
    title = writing.bold(wish.title)
    if wish.story:
        return escape(room.t("story {title}")).replace("{title}", title)
    return escape(room.t("source {title}")).replace("{title}", title) if wish.source else title


def _how(room: Room) -> str:
    return writing.lines(
        escape(room.t("Write what you want to follow:")),
        f"<code>/follow {escape(room.t('Ukraine energy'))}</code> — {escape(room.t('all these words, in every form'))}",
        f"<code>/follow &quot;{escape(room.t('air raid'))}&quot;</code> — {escape(room.t('these words side by side'))}",
        f"<code>/follow {escape(room.t('flood or storm'))}</code> — {escape(room.t('one of these words'))}",
        f"<code>/follow source {escape(room.t('NAME'))}</code> — {escape(room.t('all of one source'))}",
        f"<code>/follow https://…</code> — {escape(room.t('the story that an article belongs to'))}",
    )


def _named(said: str, held: Sequence[Followed], titles: Mapping[str, str]) -> Followed | None:
    """What is meant by a number of the list, by words in any spelling, or by a title."""
    if said.isdecimal() and len(said) < 6 and 0 < int(said) <= len(held):
        return held[int(said) - 1]
    wish = following.wish(said, titles)
    name = None if isinstance(wish, Fault) else wish.name
    by_name = (each for each in held if each.name == name)
    return next(by_name, next((each for each in held if fold(each.title) == fold(said)), None))


def _take(tx: Tx, chat: str, language: str, wish: Followed, now: datetime, most: int) -> Taken:
    knowing.meet(tx, chat, language, now)
    held = people.followed(tx, chat)
    rules = [each.rule for each in held if each.rule]
    if wish.rule and all(each.name != wish.name for each in held) and not following.fits([*rules, wish.rule]):
        return Taken(outcome="large", held=len(held))
    return Taken(outcome=people.follow(tx, chat, wish, now, most=most), held=len(held))


def _entry(tx: Tx, link: str) -> tuple[str, str] | None:
    """The story of the entry with an address, and the entry's title; None if there is no such entry."""
    for address in dict.fromkeys((link, urls.canonical(link), urls.clean(link))):
        found = entries.find(tx, address) if address else None
        if found is not None:
            return entries.story_of(tx, found.id) or found.id, found.title
    return None


def _subject(tx: Tx, channel: str, message: int) -> str | None:
    """What a message in a person's chat tells of; None for a digest, and for one that is not ours."""
    for each in outbox.deliveries(tx, channel=channel):
        if message in each.messages:
            return None if each.subject.startswith(DIGEST) else each.subject.removeprefix(JUMP)
    return None


def _story(tx: Tx, subject: str) -> tuple[str, str] | None:
    found = entries.find(tx, subject)
    return (entries.story_of(tx, subject) or subject, found.title) if found else None
