"""A small Telegram on the other side of python-telegram-bot: people say something there, and see what they are told."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from telegram import Bot
from telegram.request import BaseRequest, RequestData

from feedbot.bot.listening import Listener
from feedbot.bot.spoken import Reasons, as_said
from feedbot.bot.table import Table
from feedbot.bot.vocabulary import table
from feedbot.channels import Senders
from feedbot.channels.telegram import TelegramSection
from feedbot.channels.telegram_api import Bots
from feedbot.crew import Crew
from feedbot.desk import Desk, Health
from feedbot.errors import ConfigError
from feedbot.model import Channel, Config, Secret, Talk, Telegram
from feedbot.net import open_web
from feedbot.store import Store, Tx, entries, outbox, visits
from feedbot.store.engine import connect
from tests import bases, make
from tests.channels.chats import ME
from tests.channels.script import TOKEN
from tests.store import given

BOSS, ANNA, OLHA = 11, 22, 33
"""Who runs the bot, somebody else, and who administers the group."""

WELL = Health(alive=True, ready=True)
GROUP = -100500
NEWS = (make.entry(1, title="First", source="alpha"), make.entry(2, title="Second <i>one</i>", source="alpha"))


@dataclass(slots=True)
class Call:
    """What the bot asked of Telegram."""

    method: str
    fields: dict[str, Any]


class Server(BaseRequest):
    """Keeps what people say until it is asked for, and what the bot says; `faults` are given instead, one a poll."""

    def __init__(self) -> None:
        self.updates: list[dict[str, Any]] = []
        self.calls: list[Call] = []
        self.faults: list[Exception | tuple[int, bytes]] = []
        self.refusals: dict[str, tuple[int, bytes]] = {}
        self.administrators: list[int] = [OLHA]
        self.hook: dict[str, Any] = {"url": "", "has_custom_certificate": False, "pending_update_count": 0}
        self.asked = asyncio.Event()
        self.hangs = False
        self._message = 100
        self._number = 1000

    @property
    def read_timeout(self) -> float | None:
        """None: nothing is waited for."""
        return None

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self,
        url: str,
        method: str,  # noqa: ARG002 - the library's signature
        request_data: RequestData | None = None,
        *args: Any,  # noqa: ARG002 - as above
        **kwargs: Any,  # noqa: ARG002 - as above
    ) -> tuple[int, bytes]:
        """The answer of Telegram."""
        name = url.rpartition("/")[2].lower()
        fields = dict(request_data.parameters) if request_data else {}
        self.calls.append(Call(name, fields))
        if name in self.refusals:
            return self.refusals[name]
        if name == "getupdates":
            return await self._given(fields)
        return 200, json.dumps({"ok": True, "result": self._result(name, fields)}).encode()

    async def _given(self, fields: dict[str, Any]) -> tuple[int, bytes]:
        self.asked.set()
        if self.faults:
            fault = self.faults.pop(0)
            if isinstance(fault, tuple):
                return fault
            raise fault
        if self.hangs:
            await asyncio.Event().wait()
        self.updates = [each for each in self.updates if each["update_id"] >= fields.get("offset", 0)]
        return 200, json.dumps({"ok": True, "result": self.updates}).encode()

    def _result(self, name: str, fields: dict[str, Any]) -> object:
        match name:
            case "getme":
                return ME
            case "getwebhookinfo":
                return self.hook
            case "getchatadministrators":
                people = [{"id": each, "is_bot": False, "first_name": "A"} for each in self.administrators]
                return [{"user": each, "status": "creator", "is_anonymous": False} for each in people]
            case "getfile":
                return {"file_id": fields["file_id"], "file_unique_id": "u", "file_path": "documents/1.opml"}
            case "sendmessage" | "sendphoto" | "senddocument" | "editmessagetext":
                self._message += 1
                chat = {"id": int(fields["chat_id"]), "type": "private"}
                return {"message_id": self._message, "date": 1773489600, "chat": chat, "text": "x"}
            case _:
                return True

    def say(
        self, text: str, user: int = BOSS, chat: int | None = None, by: dict[str, Any] | None = None, **fields: Any
    ) -> None:
        """Somebody writes in a chat, their own one if none is named; `by` is who, if more is to be said of them."""
        there = chat or user
        kind = "private" if there > 0 else "supergroup"
        command = text.split()[0] if text.startswith("/") else ""
        mark = [{"type": "bot_command", "offset": 0, "length": len(command)}] if command else []
        self.tell(
            "message",
            **{
                "message_id": self._number,
                "date": 1773489600,
                "chat": {"id": there, "type": kind, "title": "Chat"},
                "from": by or person(user),
                **({"text": text, "entities": mark} if text else {}),
                **fields,
            },
        )

    def press(self, data: str, user: int = BOSS, chat: int | None = None, **fields: Any) -> None:
        """Somebody presses a button; `fields` are those of its message."""
        there = {"id": chat or user, "type": "private" if (chat or user) > 0 else "supergroup"}
        message = {"message_id": 50, "date": 1773489600, "chat": there, "text": "x", **fields}
        self.tell("callback_query", id="q", chat_instance="1", data=data, message=message, **{"from": person(user)})

    def tell(self, kind: str, **fields: Any) -> None:
        """Any update."""
        self.updates.append({"update_id": self._number, kind: fields})
        self._number += 1

    def begin(self, number: int) -> None:
        """Let the next update have another number."""
        self._number = number

    def texts(self, chat: int | None = None) -> list[str]:
        """What the bot said, new or in the place of something, in order."""
        return [
            each.fields["text"]
            for each in self.calls
            if each.method in {"sendmessage", "editmessagetext"} and chat in (None, int(each.fields["chat_id"]))
        ]

    def named(self, *methods: str) -> list[Call]:
        """The calls of some methods, in order."""
        return [each for each in self.calls if each.method in methods]

    def buttons(self) -> list[str]:
        """What the buttons of the last message tell the bot."""
        said = self.named("sendmessage", "editmessagetext")[-1]
        markup = said.fields.get("reply_markup", {"inline_keyboard": []})
        rows = (json.loads(markup) if isinstance(markup, str) else markup)["inline_keyboard"]
        return [button["callback_data"] for row in rows for button in row]


def person(user: int, language: str = "en") -> dict[str, Any]:
    """Somebody, as the Bot API has it."""
    return {"id": user, "is_bot": False, "first_name": "A", "language_code": language}


@dataclass(slots=True)
class Hall:
    """What a test holds: Telegram, the listener, and the program it is the door of; `config` is in force."""

    file: Path
    store: Store
    config: Config
    server: Server = field(default_factory=Server)
    now: datetime = make.NOW
    seconds: float = 0.0
    woken: int = 0
    refreshed: int = 0
    health: Health = WELL
    problems: dict[str, str] = field(default_factory=dict)
    broken: tuple[str, ...] = ()
    files: dict[str, bytes] = field(default_factory=dict)
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    desk: Desk = field(init=False)
    listener: Listener = field(init=False)
    senders: Senders = field(init=False)

    async def hear(self, text: str, user: int = BOSS, chat: int | None = None, **fields: Any) -> list[str]:
        """What is said to somebody who says this."""
        before = len(self.server.calls)
        self.server.say(text, user, chat, **fields)
        return await self.turn(before)

    async def pressed(self, data: str, user: int = BOSS, chat: int | None = None, **fields: Any) -> list[str]:
        """What is said after somebody pressed a button, the words over the chat first."""
        before = len(self.server.calls)
        self.server.press(data, user, chat, **fields)
        return await self.turn(before)

    async def turn(self, before: int | None = None) -> list[str]:
        """One turn of the listener, and all that was said in it."""
        start = len(self.server.calls) if before is None else before
        await self.listener.turn()
        for _ in range(500):
            if not any(task.get_name() == "an answer that takes a while" for task in asyncio.all_tasks()):
                break
            await asyncio.sleep(0.01)
        said = [
            each.fields.get("text", "")
            for each in self.server.calls[start:]
            if each.method in {"sendmessage", "editmessagetext", "answercallbackquery"}
        ]
        return [each for each in said if each]

    def again(self, words: Table | None = None, reasons: Reasons = as_said) -> None:
        """Another process begins to listen."""
        self.senders = Senders(bots=lambda: Bots(lambda: self.server))
        self.listener = Listener(
            self.desk,
            self.senders,
            words or table(),
            stop=self.stop,
            clock=lambda: self.seconds,
            fetch=self._fetch,
            reasons=reasons,
        )

    def settle(self, **talk: Any) -> None:
        """Change who may talk to the bot."""
        settings = replace(self.config.settings, talk=replace(self.config.settings.talk, **talk))
        self.config = replace(self.config, settings=settings)

    async def change(self, amend: Callable[[str], str]) -> tuple[str, ...]:
        """Edit config.toml: its text alone is looked at here; `broken` are faults that it has whatever is changed."""
        if self.broken:
            return self.broken
        try:
            text = amend(self.file.read_text())
        except ConfigError as error:
            return tuple(str(fault) for fault in error.faults)
        self.file.write_text(text)
        return ()

    async def _fetch(self, bot: Bot, telegram: Telegram, id: str) -> bytes | None:  # noqa: ARG002 - its signature
        return self.files.get(id)


@asynccontextmanager
async def hall(folder: Path, *, allow: tuple[str, ...] = (), **fields: Any) -> AsyncIterator[Hall]:
    """A program with two sources and a channel in a group, which listens; `fields` are those of `model.Talk`."""
    (folder / "config.toml").write_text(TEXT)
    settings = make.settings(
        file=folder / "config.toml",
        talk=Talk(**{"admins": frozenset({BOSS}), "pace": 1_000, **fields}),
        telegram=Telegram(token=Secret(TOKEN), base_url="https://bots.example.org"),
        url="https://news.example.org",
    )
    sources = (make.source("alpha", title="Alpha News", url="https://alpha.example/feed"), make.source("beta"))
    config = make.config(settings=settings, sources=sources, channels=(board(), make.channel()))
    crew = Crew("hall")
    with closing(Store(connect(bases.address(folder / "feedbot.db"), patience=make.minutes(1)))) as store:
        place = Hall(file=folder / "config.toml", store=store, config=config)
        await store.write(_furnish, config)
        async with open_web(allow_private=allow, version="1", gap=timedelta(0)) as net:

            async def health() -> Health:
                return place.health

            async def refresh() -> None:
                place.refreshed += 1

            def wake() -> None:
                place.woken += 1

            place.desk = Desk(
                config=lambda: place.config, store=store, crew=crew, web=net, now=lambda: place.now,
                panel=lambda: None, health=health, problems=lambda: place.problems,
                change=place.change, wake=wake, refresh=refresh,
            )  # fmt: skip
            place.again()
            yield place
            await place.listener.close()
    crew.close()


def board(name: str = "board", chat: int = GROUP, **fields: Any) -> Channel:
    """A channel that leads to a chat of Telegram."""
    options = TelegramSection(name=name, kind="telegram", chat=chat, media="none")
    return make.channel(name, kind="telegram", options=options, **fields)


def _furnish(tx: Tx, config: Config) -> None:
    visits.enrol(tx, [each.name for each in config.sources], make.NOW)
    batch = given.of(*NEWS, channel="board")
    entries.record(tx, batch, make.NOW)
    outbox.enrol(tx, [each.name for each in config.channels], make.NOW)
    outbox.owe(tx, batch, make.NOW)


TEXT = """[feedbot]
timezone = "UTC"

[[sources]]
name = "alpha"
kind = "feed"
url = "https://alpha.example/feed"

[[sources]]
name = "beta"
kind = "feed"
url = "https://beta.example/feed"
"""
