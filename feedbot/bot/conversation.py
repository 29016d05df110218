"""What is said is weighed and answered: how often somebody speaks, who it is, and which handler that leads to."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import assert_never

import structlog
from telegram import Update

from feedbot.bot import arrivals, texts
from feedbot.bot.answering import Mouth, Place
from feedbot.bot.flood import Flood
from feedbot.bot.hearing import Joined, heard
from feedbot.bot.rights import Rights
from feedbot.bot.spoken import File, Heard, Rank, Reasons, Reply, Room, as_said
from feedbot.bot.table import Table
from feedbot.desk import Desk
from feedbot.store import people
from feedbot.store.people import Person

log = structlog.get_logger()

WORK = 20
"""How many answers that take a while may be under way."""

_TYPING = 3  # an inline query comes with each letter that is typed


class Conversation:
    """Answers what one bot hears."""

    def __init__(
        self,
        *,
        desk: Desk,
        table: Table,
        mouth: Mouth,
        rights: Rights,
        clock: Callable[[], float],
        fetch: Callable[[str], Awaitable[bytes | None]],
        reasons: Reasons = as_said,
    ) -> None:
        self._desk, self._table, self._mouth, self._rights, self._fetch = desk, table, mouth, rights, fetch
        self._reasons = reasons
        self._heard, self._refused = Flood(clock), Flood(clock)
        self._work: set[asyncio.Task[None]] = set()

    async def hear(self, update: Update) -> None:
        """Answer an update, if it says anything to us. Raises StoreError."""
        said = heard(update, self._mouth.bot.username, self._file)
        if isinstance(said, Joined):
            await self._met(said)
        elif said is not None and self._table.knows(said):
            await self._answer(said, _place(said, update))

    async def sorry(self, update: Update) -> None:
        """Say that an answer failed through a fault of ours."""
        said = heard(update, self._mouth.bot.username, self._file)
        if not isinstance(said, Heard):
            return
        t, _ = texts.translator(texts.language(said.language))
        html = t("Something went wrong here. What it was stands in the log of feedbot.")
        await self._mouth.say(Reply(toast=html), _place(said, update))

    async def close(self) -> None:
        """Give up answers that take a while."""
        for task in self._work:
            task.cancel()
        await asyncio.gather(*self._work, return_exceptions=True)

    async def _answer(self, said: Heard, place: Place) -> None:
        talk = self._desk.config().settings.talk
        who = str(said.user or said.chat)
        typing = said.kind == "inline"
        verdict = self._heard(f"inline {who}" if typing else who, talk.pace * _TYPING if typing else talk.pace)
        if verdict == "silence" or (typing and verdict == "slow"):
            await self._quiet(place)
            return
        known = await self._desk.store.read(people.person, str(said.user)) if said.user else None
        room = self._room(said, known, "stranger")
        if verdict == "slow":
            await self._mouth.say(
                Reply(toast=room.t("Slow down, please: I take only so many commands a minute.")), place
            )
            return
        rank = await self._rights.rank(said, talk, known=known is not None)
        handler = self._table.handler(said, rank, talk)
        if handler is None:
            await self._decline(said, rank, place, room)
            return
        room = self._room(said, known, rank)
        reply = await handler(said, room)
        number = await self._mouth.say(reply, place) if reply is not None or place.button or place.inline else None
        if reply is not None and reply.later is not None:
            self._go_on(reply.later, number, place, room)

    def _room(self, said: Heard, known: Person | None, rank: Rank) -> Room:
        """Where an answer is made, in the language that a person chose, else in that of their Telegram."""
        language = texts.language((known.language if known else None) or said.language)
        t, n = texts.translator(language)
        return Room(desk=self._desk, rank=rank, t=t, n=n, language=language, reasons=self._reasons)

    async def _decline(self, said: Heard, rank: Rank, place: Place, room: Room) -> None:
        """Say once a minute that somebody may not say this; an unknown command is told of where it may be given."""
        if place.inline is not None or self._refused(str(said.user or said.chat), 1) != "go":
            await self._quiet(place)
        elif rank == "known":
            text = room.t("Sorry, I have no readers any more. /forget deletes everything I keep about you.")
            await self._mouth.say(Reply(toast=text), place)
        elif (
            rank != "stranger"
            and said.kind == "command"
            and all(each.name != said.command for each in self._table.commands)
        ):
            await self._mouth.say(Reply(toast=room.t("I do not know this command; /help lists those I do.")), place)
        else:
            await self._mouth.say(
                Reply(toast=room.t("Sorry, this is not for you to ask of me: only those who run me may.")), place
            )

    async def _quiet(self, place: Place) -> None:
        """Say nothing; the clock of a button stops, and a query has no results."""
        if place.button is not None or place.inline is not None:
            await self._mouth.say(None, place)

    def _go_on(
        self, later: Callable[[], Awaitable[Reply | None]], number: int | None, place: Place, room: Room
    ) -> None:
        """Do what takes a while beside the conversation; what it gives takes the place of the answer."""

        async def work() -> None:
            try:
                reply = await later()
            except Exception:  # whatever it was, the message must not promise for ever
                log.exception("an answer failed")
                reply = Reply(html=room.t("Something went wrong here. What it was stands in the log of feedbot."))
            if reply is not None and number is not None:
                await self._mouth.change(number, reply, place)

        if len(self._work) >= WORK:
            return
        task = asyncio.create_task(work(), name="an answer that takes a while")
        self._work.add(task)
        task.add_done_callback(self._work.discard)

    async def _met(self, joined: Joined) -> None:
        """The bot was let into a chat or out of it: those who run it are told, a person is sent nothing any more."""
        config = self._desk.config()
        if joined.kind == "person":
            if joined.may == "nothing":
                await self._desk.store.write(people.stop, joined.chat, self._desk.now())
                await self._desk.refresh()
            return
        if self._refused(f"met {joined.user}", 2) != "go":
            return
        for admin in sorted(config.settings.talk.admins):
            known = await self._desk.store.read(people.person, str(admin))
            native = joined.language if joined.user == admin else None
            t, _ = texts.translator(texts.language((known.language if known else None) or native))
            html = arrivals.told(joined, config, t)
            if html:
                await self._mouth.say(Reply(html=html), Place(chat=str(admin)))

    def _file(self, id: str, name: str, size: int | None) -> File:
        return File(name=name, size=size, fetch=lambda: self._fetch(id))


def _place(said: Heard, update: Update) -> Place:
    """Where to answer."""
    place = Place(chat=said.chat, topic=said.topic, message=said.message, group=not said.private)
    match said.kind:
        case "button":
            query = update.callback_query
            return Place(
                chat=said.chat,
                topic=said.topic,
                message=said.message,
                button=query.id if query else None,
                group=not said.private,
            )
        case "inline":
            return Place(chat=said.chat, inline=update.inline_query.id if update.inline_query else None)
        case "command" | "text" | "file" | "forward":
            return place
        case _:
            assert_never(said.kind)
