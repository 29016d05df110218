"""The Bot API through python-telegram-bot: one call for one part, and its faults as values.

Importing this module costs 0.3 s, so only `channels.Senders` does, when a Telegram channel is first opened.
A token never leaves it: neither in a reason, nor in a log of a library, nor in a `repr`.
"""

import asyncio
import json
import logging
import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import httpx
from telegram import (
    Bot,
    ChatMember,
    ChatMemberAdministrator,
    ChatMemberOwner,
    ChatMemberRestricted,
    LinkPreviewOptions,
    Message,
    MessageEntity,
)
from telegram.constants import ChatAction
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, TelegramError
from telegram.request import BaseRequest, HTTPXRequest, RequestData

from feedbot.channels.scrub import Scrub, scrub
from feedbot.channels.telegram import Check
from feedbot.model import Entity, Later, Moved, Outcome, Part, Refused, Sent, Telegram, Unknown

DEADLINE = timedelta(seconds=60)
"""For a whole call: httpx counts each read alone, so a slow answer could last for ever."""

_LONGEST_WAIT = 86400
_FLOOD = timedelta(seconds=60)  # where Telegram does not say how long
_TOKEN = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]+")
_LOGGERS = ("httpx", "telegram.Bot", "telegram.request.BaseRequest", "telegram.request.HTTPXRequest")

_UNSENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)
"""Faults that prove that no byte of the call has left us."""

# Parts of descriptions, in small letters, as the Bot API server words them; those with underscores are MTProto's.
_CHAT = re.compile(
    "chat not found|chat_id is empty|need administrator rights|not enough rights|have no rights|thread not found"
    "|group chat was|user not found|user is deactivated|bot was|bot is not a member|peer_id_invalid|channel_private"
    "|chat_write_forbidden|chat_admin_required|chat_restricted|chat_send_|user_banned_in_channel"
    "|topic_closed|topic_deleted"
)
_SETTLED = re.compile("message to edit not found|message can't be edited|message_id_invalid|message is not modified")
_ADVICE = {
    "chat not found": "check chat in the config, and that the bot was added to it",
    "need administrator rights": "make the bot an administrator that may post messages",
    "thread not found": "check topic in the config",
}
_NO_BOT = (
    "Telegram does not know this bot ({why}): FEEDBOT_TELEGRAM_TOKEN must be the token that @BotFather gave,"
    " and [telegram] base_url the address of a Bot API server"
)


class FloodError(TelegramError):
    """Too many messages. python-telegram-bot's own RetryAfter warns of its deprecation whenever one is made."""

    def __init__(self, after: timedelta) -> None:
        super().__init__(f"Telegram asks to wait {after.total_seconds():.0f} s")
        self.after = after


class StrangerError(TelegramError):
    """An answer that no Bot API server gives, such as a proxy's page or half of a document."""

    def __init__(self, status: int) -> None:
        super().__init__(f"the answer (HTTP status {status}) is not one of the Bot API")
        self.status = status


class Exchange(BaseRequest):
    """HTTP for a Bot: every answer is checked before python-telegram-bot reads it.

    So no odd answer raises anything but a TelegramError, none is logged with its text, and what Telegram may add to
    its messages one day cannot break a send.
    """

    def __init__(self, request: BaseRequest) -> None:
        self._request = request

    @property
    def read_timeout(self) -> float | None:
        """That of the request it stands before."""
        return self._request.read_timeout

    async def initialize(self) -> None:
        """Open the request it stands before."""
        await self._request.initialize()

    async def shutdown(self) -> None:
        """Close the request it stands before."""
        await self._request.shutdown()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *args: Any,  # noqa: ANN401 - the four timeouts are typed by a private module of the library
        **kwargs: Any,  # noqa: ANN401 - as above
    ) -> tuple[int, bytes]:
        """Status and body of an answer that can be read. Raises FloodError and StrangerError."""
        status, body = await self._request.do_request(url, method, request_data, *args, **kwargs)
        answer = _object(body)
        if 200 <= status <= 299:
            shows = url.endswith(("/sendMessage", "/editMessageText"))
            result = _result(answer, shows=shows)
            if result is None:
                raise StrangerError(status)
            return status, json.dumps({"ok": True, "result": result}).encode()
        parameters = _parameters(answer)
        if status == 429:
            raise FloodError(timedelta(seconds=parameters["retry_after"]) if "retry_after" in parameters else _FLOOD)
        description = answer.get("description") if answer else None
        if not isinstance(description, str):
            raise StrangerError(status)
        moved = {key: value for key, value in parameters.items() if key == "migrate_to_chat_id"}
        return status, json.dumps({"ok": False, "description": description, "parameters": moved}).encode()


def _object(body: bytes) -> dict[str, Any] | None:
    """The JSON object a body holds; None if it holds none."""
    try:
        value = json.loads(body.decode())
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _result(answer: Mapping[str, Any] | None, *, shows: bool) -> object:
    """What a call gave; None if the answer is no success. `shows`: of a message, no more than names it."""
    if answer is None or answer.get("ok") is not True:
        return None
    match answer.get("result"):
        case {"message_id": int(number), "date": int(date), "chat": {"id": int(chat), "type": str(kind)}} if shows:
            return {"message_id": number, "date": date, "chat": {"id": chat, "type": kind}}
        case (dict() | True) as result if not shows:
            return result
        case _:
            return None


def _parameters(answer: Mapping[str, Any] | None) -> dict[str, int]:
    """ResponseParameters of the Bot API, as far as they make sense."""
    found = answer.get("parameters") if answer else None
    if not isinstance(found, dict):
        return {}
    numbers = {key: value for key, value in found.items() if type(value) is int}
    if "retry_after" in numbers:
        numbers["retry_after"] = min(max(numbers["retry_after"], 1), _LONGEST_WAIT)
    return numbers


class _Bot(Bot):
    """A Bot whose `repr` keeps its token for itself."""

    def __repr__(self) -> str:
        return "Bot[***]"


def transport() -> BaseRequest:
    """HTTP with time limits that fit a small text; the pool's is short because a full pool is a fault of ours."""
    return HTTPXRequest(
        connection_pool_size=16, connect_timeout=10.0, read_timeout=30.0, write_timeout=30.0, pool_timeout=1.0
    )


class Bots:
    """The bots of one process, one for each token and address; their channels share its connections."""

    def __init__(self, request: Callable[[], BaseRequest] = transport, *, deadline: timedelta = DEADLINE) -> None:
        self.deadline = deadline
        self._request = request
        self._bots: dict[tuple[str, str], Bot] = {}
        self._scrub = Scrub()

    def bot(self, telegram: Telegram) -> Bot | None:
        """The bot of a token, made when first asked for; None where the token cannot be one."""
        token = telegram.token.value
        if not _TOKEN.fullmatch(token):
            return None
        key = token, telegram.base_url
        if key not in self._bots:
            self._watch(token)
            exchange = Exchange(self._request())
            self._bots[key] = _Bot(
                token, base_url=f"{telegram.base_url}/bot", request=exchange, get_updates_request=exchange
            )
        return self._bots[key]

    def sender(self, telegram: Telegram, *, topic: int | None = None, alone: bool = False) -> "BotSender":
        """A sender for one chat or topic; `alone`: closing it closes these bots."""
        return BotSender(self, telegram, topic=topic, alone=alone)

    async def close(self) -> None:
        """Close all connections; senders of these bots must not be used any more."""
        for bot in self._bots.values():
            await bot.request.shutdown()  # Bot.shutdown does nothing for a bot that was never initialised
        self._bots.clear()
        for name in _LOGGERS:
            logging.getLogger(name).removeFilter(self._scrub)

    def _watch(self, token: str) -> None:
        self._scrub.secrets.add(token)
        for name in _LOGGERS:
            logging.getLogger(name).addFilter(self._scrub)


class BotSender:
    """Sends the parts of one channel. What cannot be a token refuses everything."""

    def __init__(self, bots: Bots, telegram: Telegram, *, topic: int | None, alone: bool) -> None:
        self._bots = bots
        self._bot = bots.bot(telegram)
        self._secrets = {telegram.token.value}
        self._topic = topic
        self._alone = alone

    async def send(self, part: Part) -> Outcome:
        """What became of a part; never raises for a fault of Telegram or of the network."""
        if self._bot is None:
            return Refused(reason=_NO_BOT.format(why="the token has not the form of one"), scope="bot")
        try:
            async with asyncio.timeout(self._bots.deadline.total_seconds()):
                if part.deletes and part.edits is not None and await self._deleted(self._bot, part):
                    return Sent(messages=())
                answer = await self._call(self._bot, part)
        except TelegramError as error:
            return judge(error, part, secrets=self._secrets)
        except TimeoutError:
            return _unknown(f"no whole answer within {self._bots.deadline.total_seconds():.0f} s", part)
        return Sent(messages=(answer.message_id,))

    async def close(self) -> None:
        """Close the connections if they are this sender's own; those of shared bots stay open."""
        if self._alone:
            await self._bots.close()

    async def _deleted(self, bot: Bot, part: Part) -> bool:
        """Whether the message is gone now; False where Telegram lets nobody delete it any more (deleteMessage)."""
        try:
            return await bot.delete_message(part.chat, part.edits or 0)
        except BadRequest as error:
            if "to delete not found" in error.message.lower():
                return True
            if "can't be deleted" in error.message.lower():
                return False
            raise

    async def _call(self, bot: Bot, part: Part) -> Message:
        entities = [_entity(entity) for entity in part.entities]
        shown = part.preview and part.link is not None
        preview = LinkPreviewOptions(url=part.link) if shown else LinkPreviewOptions(is_disabled=True)
        if part.edits is None:
            return await bot.send_message(
                part.chat,
                part.text,
                entities=entities,
                link_preview_options=preview,
                disable_notification=part.silent,
                message_thread_id=self._topic,
            )
        answer = await bot.edit_message_text(
            part.text, chat_id=part.chat, message_id=part.edits, entities=entities, link_preview_options=preview
        )
        assert isinstance(answer, Message)  # noqa: S101 - Exchange lets nothing else pass
        return answer


def _entity(entity: Entity) -> MessageEntity:
    return MessageEntity(
        type=entity.type, offset=entity.offset, length=entity.length, url=entity.url, language=entity.language
    )


def judge(error: TelegramError, part: Part, *, secrets: set[str]) -> Outcome:
    """What a fault means for a part (Bot API, "Making requests"; architecture, "Unknown").

    Only a fault before the first byte, or an answer that says no, proves that nothing was accepted. A status of 500
    and more proves nothing: a gateway says so too when the answer behind it came too late. An edit may be repeated,
    so what is unknown of it is only late.
    """
    why = " ".join(scrub(error.message, secrets).split())[:300].removeprefix("Forbidden: ").rstrip(": ")
    match error:
        case FloodError():
            return Later(reason=why, after=error.after, fault=False)
        case ChatMigrated():
            return Moved(chat=str(error.new_chat_id))
        case Forbidden():
            return Refused(reason=f"Telegram refuses chat {part.chat}: {why}", scope="chat")
        case BadRequest():
            return _bad_request(why, part)
        case InvalidToken():
            return Refused(reason=_NO_BOT.format(why=why), scope="bot")
        case StrangerError() if error.status in range(300, 500):
            return Later(reason=f"{why}; check [telegram] base_url and any proxy")
        case NetworkError() if isinstance(error.__cause__, _UNSENT):
            return Later(reason=f"Telegram cannot be reached: {why}")
        case _:
            return _unknown(why, part)


def _bad_request(why: str, part: Part) -> Outcome:
    """An answer with status 400, sorted by its description: the only thing that tells one from another."""
    words = why.lower()
    if part.edits is not None and _SETTLED.search(words):
        return Sent(messages=(part.edits,), note=why)
    if "logged out" in words:
        return Refused(reason=f"this bot works with another Bot API server: {why}", scope="bot")
    if _CHAT.search(words):
        advice = "".join(f"; {text}" for phrase, text in _ADVICE.items() if phrase in words)
        return Refused(reason=f"Telegram refuses chat {part.chat}: {why}{advice}", scope="chat")
    return Refused(reason=f"Telegram refuses this message: {why}", scope="message")


def _unknown(why: str, part: Part) -> Outcome:
    if part.edits is not None:
        return Later(reason=f"the edit may stand there or not: {why}")
    return Unknown(reason=f"the message may stand there or not: {why}")


async def check(bots: Bots, telegram: Telegram, chat: str) -> Check:
    """Whether the bot may write to a chat. No message is sent; in groups and to persons it shows as typing."""
    bot = bots.bot(telegram)
    if bot is None:
        return Check(well=False, text=_NO_BOT.format(why="the token has not the form of one"))
    try:
        async with asyncio.timeout(bots.deadline.total_seconds()):
            me = await bot.get_me()
            place = await bot.get_chat(chat)
            whole = f'the {place.type} chat "{place.effective_name or ""}" ({place.id})'
            channel = place.type == place.CHANNEL
            if not channel:
                await bot.send_chat_action(chat, ChatAction.TYPING)  # fails where a send would, as nothing else does
            member = None if place.type == place.PRIVATE else await bot.get_chat_member(chat, me.id)
    except TelegramError as error:
        return Check(well=False, text=_sentence(judge(error, Part(chat=chat, text=""), secrets={telegram.token.value})))
    except TimeoutError:
        return Check(well=False, text=f"Telegram: no whole answer within {bots.deadline.total_seconds():.0f} s")
    problem = _closed(member, channel=channel) if member else ""
    if problem:
        return Check(well=False, text=f"@{me.username} may not write to {whole}: {problem}")
    return Check(well=True, text=f"@{me.username} may write to {whole}")


def _closed(member: ChatMember, *, channel: bool) -> str:
    """Why a member of a channel or group may not write there; empty if it may."""
    match member:
        case ChatMemberRestricted(can_send_messages=False):
            return "it is restricted there"
        case ChatMemberOwner() | ChatMemberAdministrator(can_post_messages=True):
            return ""
        case ChatMemberAdministrator() if channel:
            return "it is an administrator, but without the right to post messages"
        case _:
            return "it is not one of its administrators" if channel else ""


def _sentence(outcome: Outcome) -> str:
    match outcome:
        case Moved():
            return f"the group has a new number: {outcome.chat}"
        case Refused() | Later() | Unknown():
            return outcome.reason
        case Sent():
            return outcome.note or "done"
