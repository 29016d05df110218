"""What the bot answers becomes calls of the Bot API; faults of Telegram end an answer, never a turn."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

import structlog
from telegram import (
    Bot,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputFile,
    InputTextMessageContent,
    LinkPreviewOptions,
    MessageEntity,
    ReplyParameters,
)
from telegram.error import TelegramError

from feedbot.bot import writing
from feedbot.bot.spoken import Reply, Result
from feedbot.channels import Sender
from feedbot.channels.telegram_calls import keyboard
from feedbot.model import Entity, Later, Part, Refused, Sent
from feedbot.text.spans import Rich, bounded, cut, rich

log = structlog.get_logger()

PATIENCE = timedelta(seconds=3)
"""How long an answer waits where Telegram asks for it; what had to wait longer is not said."""

_TEXT = 4096  # units (Bot API, sendMessage)
_TOAST = 200  # characters (Bot API, answerCallbackQuery)
_RESULTS = 50  # Bot API, answerInlineQuery
_KEPT = 10  # seconds for which Telegram may give the same results to the same person
_MOST = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an answer goes: a chat and its topic, the message that was said, the one a button is on, or a query."""

    chat: str
    topic: int | None = None
    message: int | None = None
    button: str | None = None
    inline: str | None = None
    group: bool = False


@dataclass(slots=True)
class Mouth:
    """Says what is answered. `clock` gives seconds; `closed` are chats that Telegram asked to leave alone, and when."""

    bot: Bot
    sender: Sender
    clock: Callable[[], float]
    closed: OrderedDict[str, float] = field(default_factory=OrderedDict)

    async def say(self, reply: Reply | None, place: Place) -> int | None:
        """Answer in a place; the number of the message that says it, None where there is none.

        A button is answered even by silence, for its clock to stop. Never raises for a fault of Telegram.
        """
        reply = reply or Reply()
        if place.inline is not None:
            await self._results(reply, place.inline)
            return None
        if place.button is not None:
            await self._toast(reply.toast, place.button)
        elif reply.toast and not reply.html:
            reply = replace(reply, html=writing.said(reply.toast, _TOAST))
        said = await self._text(reply, place) if reply.html else None
        for part in reply.parts:
            await self._send(replace(part, chat=place.chat, topic=place.topic, reply=None, edits=(), silent=False))
        if reply.document is not None:
            await self._file(*reply.document, place)
        return said

    async def change(self, message: int, reply: Reply, place: Place) -> None:
        """Let a message that we said earlier say this."""
        await self.say(replace(reply, edits=True), replace(place, message=message, button=None))

    async def _text(self, reply: Reply, place: Place) -> int | None:
        text = bounded(cut(rich(reply.html), _TEXT))
        if not text.text:
            return None
        part = Part(
            chat=place.chat,
            text=text.text,
            entities=_entities(text),
            preview=False,
            buttons=reply.buttons,
            topic=place.topic,
            edits=(place.message,) if reply.edits and place.message is not None else (),
            reply=place.message if (reply.answers or place.group) and not reply.edits else None,
        )
        said = await self._send(part)
        if said is None and part.edits:
            return await self._send(replace(part, edits=()))
        return said

    async def _send(self, part: Part) -> int | None:
        """The number of what stands then; None where it was refused, or nobody knows."""
        if self.clock() < self.closed.get(part.chat, 0.0):
            return None
        outcome = await self.sender.send(part)
        if isinstance(outcome, Later) and outcome.after is not None and outcome.after <= PATIENCE:
            await asyncio.sleep(outcome.after.total_seconds())
            outcome = await self.sender.send(part)
        match outcome:
            case Sent(note=note) if part.edits and note is not None and "modified" not in note:
                return None  # what it would have changed is gone, or too old to be changed
            case Sent(messages=ids):
                return ids[0] if ids else None
            case Later(after=after, fault=False) if after is not None:
                self.closed[part.chat] = self.clock() + after.total_seconds()
                if len(self.closed) > _MOST:
                    self.closed.popitem(last=False)
            case _:
                pass
        reason = outcome.reason if isinstance(outcome, Refused | Later) else type(outcome).__name__.lower()
        log.info("answer not sent", chat=part.chat, why=reason)
        return None

    async def _toast(self, text: str, query: str) -> None:
        try:
            await self.bot.answer_callback_query(query, text=writing.plain(text, _TOAST) or None)
        except TelegramError as error:
            log.info("button not answered", why=str(error))

    async def _results(self, reply: Reply, query: str) -> None:
        results = [_article(each) for each in reply.results[:_RESULTS]]
        try:
            await self.bot.answer_inline_query(
                query, results, cache_time=_KEPT, is_personal=True, next_offset=reply.onward
            )
        except TelegramError as error:
            log.info("query not answered", why=str(error))

    async def _file(self, name: str, body: bytes, place: Place) -> None:
        answered = ReplyParameters(place.message, allow_sending_without_reply=True) if place.message else None
        try:
            await self.bot.send_document(
                place.chat,
                InputFile(body, filename=name),
                message_thread_id=place.topic,
                reply_parameters=answered if place.group else None,
            )
        except TelegramError as error:
            log.info("file not sent", chat=place.chat, why=str(error))


def _article(result: Result) -> InlineQueryResultArticle:
    text = bounded(cut(rich(result.html), _TEXT))
    entities = [
        MessageEntity(each.type, each.offset, each.length, url=each.url, language=each.language)
        for each in _entities(text)
    ]
    buttons: InlineKeyboardMarkup | None = keyboard(Part(chat="", text="", buttons=result.buttons))
    content = InputTextMessageContent(
        text.text or "…", entities=entities, link_preview_options=LinkPreviewOptions(is_disabled=result.url is None)
    )
    return InlineQueryResultArticle(
        result.id,
        writing.plain(result.title) or "…",
        content,
        reply_markup=buttons,
        url=result.url,
        description=writing.plain(result.about) or None,
        thumbnail_url=result.picture,
    )


def _entities(text: Rich) -> tuple[Entity, ...]:
    return tuple(
        Entity(type=span.type, offset=span.offset, length=span.length, url=span.url, language=span.language)
        for span in text.spans
    )
