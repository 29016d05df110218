from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from feedbot.bot import hearing
from feedbot.bot.spoken import Heard
from feedbot.channels import telegram_me
from feedbot.channels.telegram_api import Bots, BotSender, check
from feedbot.demo.chats import CHANNEL, DESK, KEPT, READER, Chats, NotDoneError
from feedbot.demo.telegram import TOKEN, StandIn, application
from feedbot.model import Absent, Button, Entity, Medium, Part, Refused, Secret, Sent, Telegram
from tests.make import NOW

TEXT = Part(chat=str(CHANNEL), text="Ferry returns", entities=(Entity(type="bold", offset=0, length=5),))
PHOTO = Medium(kind="photo", url="http://127.0.0.1:9/a.png")
KEYS = ((Button(text="Read", url="https://w.example/1"), Button(text="Follow", data="f:1")),)


class Hall:
    """A stand-in that listens, and the bots that talk to it."""

    def __init__(self, stand_in: StandIn, url: str) -> None:
        self.stand_in, self.url = stand_in, url
        self.reach = Telegram(token=Secret(TOKEN), base_url=url)
        self.bots = Bots(deadline=timedelta(seconds=5))

    @property
    def sender(self) -> BotSender:
        """A sender as a channel has one."""
        return self.bots.sender(self.reach)

    def parts(self, room: int = CHANNEL) -> list[Part]:
        """What stands in a chat."""
        return [each.part for each in self.stand_in.chats.messages(room)]

    async def call(self, method: str, token: str = TOKEN, **fields: Any) -> tuple[int, Any]:
        """Status and body of a call by hand."""
        async with aiohttp.ClientSession() as client:
            async with client.post(f"{self.url}/bot{token}/{method}", json=fields) as answer:
                return answer.status, await answer.json()


@asynccontextmanager
async def opened() -> AsyncIterator[Hall]:
    """A stand-in while the block lasts."""
    stand_in = StandIn(Chats(now=lambda: NOW))
    runner = web.AppRunner(application(stand_in), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hall = Hall(stand_in, f"http://127.0.0.1:{runner.addresses[0][1]}")
    try:
        yield hall
    finally:
        await hall.bots.close()
        await runner.cleanup()


@pytest.fixture
async def hall() -> AsyncIterator[Hall]:
    """A stand-in for one test."""
    async with opened() as made:
        yield made


async def test_messages_are_sent_changed_and_deleted(hall: Hall) -> None:
    """What feedbot sends through python-telegram-bot stands there as it was meant, changes, and goes."""
    sent = await hall.sender.send(replace(TEXT, buttons=KEYS, link="https://w.example/1", large=True, silent=True))
    assert Sent(messages=(1,), form="text") == sent
    (stands,) = hall.parts()
    assert (TEXT.text, TEXT.entities, KEYS) == (stands.text, stands.entities, stands.buttons)
    assert ("https://w.example/1", True, True) == (stands.link, stands.large, stands.silent)

    await hall.sender.send(replace(TEXT, text="Ferry is back", entities=(), edits=(1,)))
    (said,) = hall.stand_in.chats.messages(CHANNEL)
    assert ("Ferry is back", 1, ()) == (said.part.text, said.edits, said.part.buttons)
    same = await hall.sender.send(replace(TEXT, text="Ferry is back", entities=(), edits=(1,)))
    assert isinstance(same, Sent)
    assert "not modified" in (same.note or "")

    assert Sent(messages=()) == await hall.sender.send(replace(TEXT, text="", edits=(1,), deletes=True))
    assert [] == hall.parts()


async def test_media_by_address_and_by_upload(hall: Hall) -> None:
    """Pictures come by their addresses, alone and in albums, or as files, which are kept; captions change."""
    await hall.sender.send(replace(TEXT, media=(PHOTO,)))
    await hall.sender.send(replace(TEXT, media=(PHOTO, PHOTO)))
    assert [PHOTO.url] * 3 == [each.media[0].url for each in hall.parts()]
    assert [TEXT.text, TEXT.text, ""] == [each.text for each in hall.parts()]
    await hall.sender.send(replace(TEXT, text="Other words", entities=(), edits=(1,), form="media"))
    assert "Other words" == hall.parts()[0].text

    bot = hall.bots.bot(hall.reach)
    assert bot is not None
    await bot.send_document(CHANNEL, b"%PDF-1", filename="plan.pdf")
    (name,) = hall.stand_in.files
    assert f"/chat/files/{name}" == hall.parts()[-1].media[0].url
    assert b"%PDF-1" == hall.stand_in.files[name]


async def test_what_telegram_refuses_is_refused(hall: Hall) -> None:
    """A wrong token, chat, message or method is refused in the Bot API's words, so that feedbot's remedies fit."""
    wrong = Telegram(token=Secret("1:x"), base_url=hall.url)
    assert "opens no bot (Telegram says: Unauthorized); paste it whole" in (await telegram_me.me(hall.bots, wrong)).text
    shapeless = replace(wrong, token=Secret("nonsense"))
    assert "has not the form of a token" in (await telegram_me.me(hall.bots, shapeless)).text
    nowhere = Telegram(token=Secret(TOKEN), base_url="http://127.0.0.1:9")
    assert "see that this machine can reach Telegram" in (await telegram_me.me(hall.bots, nowhere)).text
    elsewhere = await hall.sender.send(replace(TEXT, chat="@nobody"))
    assert isinstance(elsewhere, Refused)
    assert "Chat not found; check chat in the config" in elsewhere.reason
    assert (404, "Not Found: method not found") == ((told := await hall.call("sendDice"))[0], told[1]["description"])
    assert 400 == (await hall.call("sendMessage", chat_id=CHANNEL))[0]
    assert 400 == (await hall.call("sendMessage", chat_id=CHANNEL, text=" "))[0]
    assert 400 == (await hall.call("editMessageText", chat_id=CHANNEL, message_id=9, text="x"))[0]
    for media in ([{"type": "sticker", "media": "x"}], [3]):
        assert 400 == (await hall.call("sendMediaGroup", chat_id=CHANNEL, media=media))[0]


async def test_a_bot_and_its_rights(hall: Hall) -> None:
    """The stand-in answers what `feedbot init`, `check` and `doctor` ask."""
    assert "@velmora_demo_bot" == (await telegram_me.me(hall.bots, hall.reach)).text
    for room in (CHANNEL, DESK, READER):
        assert (await check(hall.bots, hall.reach, str(room))).well
    assert Absent() == await hall.sender.probe(TEXT, last=0)


async def test_a_lost_answer_is_found(hall: Hall) -> None:
    """A message whose answer was lost is seen, in a channel as in a chat whose messages are forwarded."""
    await hall.sender.send(replace(TEXT, buttons=KEYS))

    assert isinstance(await hall.sender.probe(replace(TEXT, buttons=KEYS), last=0), Sent)
    forwards = hall.bots.sender(hall.reach, log_chat=str(DESK))
    assert isinstance(await forwards.probe(TEXT, last=0), Sent)
    assert [] == hall.parts(DESK)


async def test_what_people_say_is_heard(hall: Hall) -> None:
    """What the reader says and presses comes as updates that the bot understands, until they are taken."""
    hall.stand_in.hear("/follow ferry")
    said = hall.stand_in.chats.say(hall.stand_in.chats.room(str(READER)), replace(TEXT, buttons=KEYS))
    assert hall.stand_in.press(READER, said.id, (0, 1))
    assert not hall.stand_in.press(READER, said.id, (0, 0))
    assert not hall.stand_in.press(READER, said.id, (3, 0))
    assert not hall.stand_in.press(READER, 99, (0, 0))

    bot = hall.bots.bot(hall.reach)
    assert bot is not None
    heard = [hearing.heard(each, "velmora_demo_bot", lambda *_: pytest.fail()) for each in await bot.get_updates()]
    first, second = heard
    assert isinstance(first, Heard)
    assert isinstance(second, Heard)
    assert ("follow", "ferry", str(READER)) == (first.command, first.text, first.chat)
    assert ("button", "f:1", said.id) == (second.kind, second.data, second.message)
    assert [] == (await hall.call("getUpdates", offset=3))[1]["result"]
    await bot.answer_callback_query("2", text="You follow it")
    assert "You follow it" == hall.stand_in.chats.told


def test_a_chat_keeps_what_anybody_looks_at() -> None:
    """A demo that runs for days holds no more messages than a bound; what is gone cannot be changed."""
    chats = Chats(now=lambda: NOW)
    room = chats.room(str(CHANNEL))
    for _ in range(KEPT + 3):
        chats.say(room, TEXT)

    assert KEPT == len(chats.messages(CHANNEL))
    with pytest.raises(NotDoneError, match="message to edit not found"):
        chats.message(CHANNEL, 1)
