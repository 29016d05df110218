"""A bot as its readers meet it: a real store with a week of news, and what they say to it."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from feedbot.bot import readers_known as knowing
from feedbot.bot import texts
from feedbot.bot.buttons import press
from feedbot.bot.inline import inline
from feedbot.bot.readers import COMMANDS
from feedbot.bot.spoken import Heard, Rank, Reply, Room
from feedbot.bot.table import Table
from feedbot.channels.telegram import TelegramSection
from feedbot.crew import Crew
from feedbot.desk import Desk, Health
from feedbot.model import Channel, Config, Entry, Secret, Talk, Telegram
from feedbot.net import open_web
from feedbot.rules import following, matching
from feedbot.store import Store, Tx, entries, people, search
from feedbot.store.engine import connect
from feedbot.store.people import Followed
from tests import bases, make
from tests.store import given

ANNA = 7
"""A reader."""

BRIDGE = make.entry(1, title="В Полтаве открыли мост", summary="Мост строили год.", language="ru")
MARKET = make.entry(2, title="Grain market grows", summary="Prices of grain rise.", language="en", source="other")
AGAIN = make.entry(3, title="Мост в Полтаве: что известно", language="ru", source="other")
STORM = make.entry(4, title="Storm <b>warning</b> & more", summary="A storm comes.", language="en", link=None)
OLD = make.entry(5, title="Old bridge in Poltava", language="en", published=make.NOW - make.hours(24 * 9))
NEWS = (BRIDGE, MARKET, AGAIN, STORM, OLD)

TABLE = Table(
    commands=COMMANDS,
    buttons={prefix: ("reader", press) for prefix in ("f", "m", "u", "p")},
    inline=inline,
)


@dataclass(slots=True)
class Readership:
    """What a test holds: `config` is in force, `refreshed` counts how often the channels of readers were taken anew."""

    store: Store
    desk: Desk = field(init=False)
    config: Config = field(default_factory=make.config)
    now: datetime = make.NOW
    refreshed: int = 0

    async def say(self, text: str, *, user: int = ANNA, rank: Rank = "reader", **fields: Any) -> Reply:
        """What somebody is answered who says this, a command or a query that begins with "@"."""
        command, _, rest = text[1:].partition(" ")
        known = {"kind": "inline", "text": text[1:]} if text.startswith("@") else {"kind": "command", "text": rest}
        heard = Heard(**{"chat": str(user), "private": True, "user": user, "command": command, **known, **fields})
        return await self._answer(heard, rank)

    async def press(self, data: str, *, user: int = ANNA, rank: Rank = "reader", **fields: Any) -> Reply:
        """What somebody is answered who presses a button."""
        heard = Heard(**{"kind": "button", "chat": str(user), "private": True, "user": user, "data": data, **fields})
        return await self._answer(heard, rank)

    async def followed(self, user: int = ANNA) -> list[str]:
        """The titles of what somebody follows."""
        return [each.title for each in await self.store.read(people.followed, str(user))]

    async def fill(self, *words: str, user: int = ANNA) -> None:
        """Let somebody follow words, one a minute, without a word said."""
        await self.store.write(knowing.meet, str(user), "en", self.now)
        for said in words:
            wish = following.wish(said, {})
            assert isinstance(wish, following.Wish)
            kept = Followed(name=wish.name, title=wish.title, rule=wish.rule)
            await self.store.write(people.follow, str(user), kept, self.now, most=1_000)
            self.now += make.minutes(1)

    async def channels(self) -> tuple[Channel, ...]:
        """The channels of all readers."""
        return await self.store.read(people.channels, self.config, options)

    async def _answer(self, heard: Heard, rank: Rank) -> Reply:
        who = await self.store.read(people.person, str(heard.user))
        language = who.language if who and who.language else texts.language(heard.language)
        t, n = texts.translator(language)
        handler = TABLE.handler(heard, rank, self.config.settings.talk)
        if handler is None:
            return Reply(html="no")
        reply = await handler(heard, Room(desk=self.desk, rank=rank, t=t, n=n, language=language)) or Reply()
        return (await reply.later() if reply.later else None) or reply


@asynccontextmanager
async def readership(folder: Path, **talk: Any) -> AsyncIterator[Readership]:
    """A bot that anybody may talk to."""
    settings = make.settings(talk=Talk(**{"readers": True, **talk}), telegram=Telegram(token=Secret("1:a")))
    options = TelegramSection(name="board", kind="telegram", chat="-100")
    config = make.config(
        settings=settings,
        sources=(make.source("sample", title="Sample News"), make.source("other", title="Other Voices", kind="page")),
        channels=(make.channel("board", kind="telegram", options=options), make.channel()),
    )
    crew = Crew("readers")
    with closing(Store(connect(bases.address(folder / "feedbot.db"), patience=make.minutes(1)))) as store:
        await store.write(told, *NEWS)
        place = Readership(store=store, config=config)
        async with open_web(allow_private=(), version="1") as net:

            async def refresh() -> None:
                place.refreshed += 1

            async def health() -> Health:
                return Health(alive=True, ready=True)

            async def change(_: object) -> tuple[str, ...]:
                return ()

            place.desk = Desk(
                config=lambda: place.config, store=store, crew=crew, web=net, now=lambda: place.now,
                panel=lambda: None, health=health, problems=dict, change=change, wake=lambda: None, refresh=refresh,
            )  # fmt: skip
            yield place
    crew.close()


def told(tx: Tx, *held: Entry) -> None:
    """Write down entries that can be searched; the bridge and what is told of it again are one story."""
    batch = given.of(*held)
    stories = tuple(each for each in batch.stories if each.id not in {BRIDGE.id, AGAIN.id})
    if BRIDGE in held:
        stories = (*stories, given.story(BRIDGE.id, AGAIN.id))
    entries.record(tx, replace(batch, stories=stories or batch.stories), make.NOW)
    search.keep(tx, {each.id: tuple(matching.read(each).places) for each in held}, {e.id: e.digest for e in held})


def options(name: str, chat: str) -> TelegramSection:
    """The options of a reader's channel."""
    return TelegramSection(name=name, kind="telegram", chat=chat, buttons=["read", "follow", "mute"])


def labels(reply: Reply) -> Iterator[tuple[str, str]]:
    """The buttons of an answer: what each says, and what it tells the bot."""
    return ((button.text, button.data or "") for row in reply.buttons for button in row)
