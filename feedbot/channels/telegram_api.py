"""The Bot API through python-telegram-bot: what becomes of the parts of one channel, with faults as values.

Importing this module costs 0.3 s, so only `channels.Senders` does, when a Telegram channel is first opened.
A token never leaves it: neither in a reason, nor in a log of a library, nor in a `repr`.
"""

import asyncio
import logging
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeGuard

import structlog
from telegram import Bot, ChatMember, ChatMemberAdministrator, ChatMemberOwner, ChatMemberRestricted, Message
from telegram.constants import ChatAction
from telegram.error import TelegramError
from telegram.request import BaseRequest

from feedbot.channels import telegram_calls, telegram_media, telegram_probe
from feedbot.channels.relay import Relayed, relay
from feedbot.channels.scrub import Scrub
from feedbot.channels.telegram import Check
from feedbot.channels.telegram_calls import Item
from feedbot.channels.telegram_exchange import Exchange, Heard, transport
from feedbot.channels.telegram_faults import ADMIT, NO_BOT, judge, other_form, unfit, unknown, unpressable
from feedbot.channels.telegram_probe import Owners, unseen
from feedbot.channels.telegram_rich import Rich
from feedbot.model import (
    Form,
    Later,
    Medium,
    Moved,
    Outcome,
    Part,
    Probe,
    Refused,
    Sent,
    Telegram,
    Unknown,
    Unsure,
)
from feedbot.net import Web

_log = structlog.get_logger()

DEADLINE = timedelta(seconds=60)
"""For a whole call: httpx counts each read alone, so a slow answer could last for ever."""

_TOKEN = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]+")
_LOGGERS = ("httpx", "telegram.Bot", "telegram.request.BaseRequest", "telegram.request.HTTPXRequest")
_TOPIC = 128  # units of a topic's name (Bot API, createForumTopic)


class _Bot(Bot):
    """A Bot whose `repr` keeps its token for itself."""

    def __repr__(self) -> str:
        return "Bot[***]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A bot, and what this process has found out about its server and its chats."""

    bot: Bot
    rich: Rich
    owners: Owners


class Bots:
    """The bots of one process, one for each token and address; their channels share its connections.

    `heard` is told of each call. A call has `deadline` at most; `clock` gives seconds and never goes back.
    """

    def __init__(
        self,
        request: Callable[[], BaseRequest] = transport,
        *,
        heard: Heard | None = None,
        deadline: timedelta = DEADLINE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.deadline, self.clock = deadline, clock
        self._request, self._heard = request, heard
        self._bots: dict[tuple[str, str], Known] = {}
        self._scrub = Scrub()

    def bot(self, telegram: Telegram) -> Bot | None:
        """The bot of a token, made when first asked for; None where the token cannot be one."""
        known = self.known(telegram)
        return None if known is None else known.bot

    def known(self, telegram: Telegram) -> Known | None:
        """The bot of a token with what is known of it; None where the token cannot be one."""
        token = telegram.token.value
        if not _TOKEN.fullmatch(token):
            return None
        key = token, telegram.base_url
        if key not in self._bots:
            self._watch(token)
            exchange = Exchange(self._request(), self._heard)
            bot = _Bot(token, base_url=f"{telegram.base_url}/bot", request=exchange, get_updates_request=exchange)
            self._bots[key] = Known(bot=bot, rich=Rich(), owners=Owners(self.clock))
        return self._bots[key]

    def sender(
        self, telegram: Telegram, *, web: Web | None = None, log_chat: str | None = None, alone: bool = False
    ) -> "BotSender":
        """A sender for the parts of one channel.

        `web` fetches media that Telegram cannot, `log_chat` is where messages are forwarded to, to find out whether
        they stand. `alone`: closing it closes these bots.
        """
        return BotSender(self, telegram, web=web, log_chat=log_chat, alone=alone)

    async def close(self) -> None:
        """Close all connections; senders of these bots must not be used any more."""
        for known in self._bots.values():
            await known.bot.request.shutdown()  # Bot.shutdown does nothing for a bot that was never initialised
        self._bots.clear()
        for name in _LOGGERS:
            logging.getLogger(name).removeFilter(self._scrub)

    def _watch(self, token: str) -> None:
        self._scrub.secrets.add(token)
        for name in _LOGGERS:
            logging.getLogger(name).addFilter(self._scrub)


class BotSender:
    """Sends the parts of one channel. What cannot be a token refuses everything."""

    def __init__(self, bots: Bots, telegram: Telegram, *, web: Web | None, log_chat: str | None, alone: bool) -> None:
        self._bots = bots
        self._known = bots.known(telegram)
        self._secrets = {telegram.token.value}
        self._web = web
        self._log_chat = log_chat
        self._alone = alone

    async def send(self, part: Part) -> Outcome:
        """What became of a part; never raises for a fault of Telegram or of the network.

        Raises ValueError for a new message to a topic without a number.
        """
        if self._known is None:
            return _no_bot()
        if part.edits:
            return await self._changed(self._known, part)
        telegram_calls.frame(part)
        if not self._known.rich.wants(part):
            return await self._new(self._known.bot, part)
        outcome = await self._try(part, "rich", self._known.rich.send(self._known.bot, part))
        if not _declined(outcome):
            return outcome
        _log.info("rich_message_refused", chat=part.chat, reason=outcome.reason)
        return await self._new(self._known.bot, part)

    async def probe(self, part: Part, *, last: int) -> Probe:
        """Whether a part stands there whose answer was lost; `last` is the highest id known before it was sent.

        In a channel that only the bot and its creator write to, and where there is a log chat. Never raises for a fault
        of Telegram or of the network.
        """
        if self._known is None:
            return Unsure(reason=_no_bot().reason)
        form: Form = "rich" if self._known.rich.wants(part) else "media" if part.media else "text"
        try:
            async with asyncio.timeout(self._bots.deadline.total_seconds()):
                return await telegram_probe.probe(
                    self._known.bot,
                    part,
                    last=last,
                    form=form,
                    owners=self._known.owners,
                    log_chat=self._log_chat,
                )
        except TelegramError as error:
            return unseen(error, part, log_chat=self._log_chat, secrets=self._secrets)
        except TimeoutError:
            return Later(reason=self._late())

    async def topic(self, chat: str, name: str) -> int | Refused | Later:
        """The number of a new topic of a chat; its name is cut at 128 units (createForumTopic).

        After a lost answer it is tried again later, and may then be there twice. Never raises for a fault of Telegram.
        """
        if self._known is None:
            return _no_bot()
        short = name.encode("utf-16-le", "ignore")[: 2 * _TOPIC].decode("utf-16-le", "ignore")
        part = Part(chat=chat, text="", topic=name)
        outcome = await self._try(part, "text", telegram_calls.create_topic(self._known.bot, chat, short))
        if isinstance(outcome, Moved):
            again = telegram_calls.create_topic(self._known.bot, outcome.chat, short)
            outcome = await self._try(part, "text", again)
        match outcome:
            case Sent():
                return outcome.messages[0]
            case Refused(scope="bot") | Later():
                return outcome
            case Refused():
                return replace(outcome, scope="topic")
            case Unknown():
                return Later(reason=f"the topic may have been made or not: {outcome.reason}")
            case Moved():
                return Refused(reason=f"the group moved again, to {outcome.chat}", scope="topic")

    async def close(self) -> None:
        """Close the connections if they are this sender's own; those of shared bots stay open."""
        if self._alone:
            await self._bots.close()

    async def _new(self, bot: Bot, part: Part) -> Outcome:
        """A new classic message; without its buttons where it is refused for them."""
        outcome = await self._classic(bot, part)
        if not (part.buttons and _declined(outcome) and unpressable(outcome.reason)):
            return outcome
        _log.info("buttons_refused", chat=part.chat, reason=outcome.reason)
        bare = await self._classic(bot, replace(part, buttons=()))
        return _noted(bare, f"sent without its buttons: {outcome.reason}")

    async def _classic(self, bot: Bot, part: Part) -> Outcome:
        async def attempt(items: tuple[Item, ...]) -> Outcome:
            if not items:
                return await self._try(part, "text", telegram_calls.send_text(bot, part))
            form: Form = "album" if len(items) > 1 else "media"
            return await self._try(part, form, telegram_calls.send_media(bot, part, items))

        return await telegram_media.climb(part, attempt, self._fetch, clock=self._bots.clock)

    async def _changed(self, known: Known, part: Part) -> Outcome:
        """What became of a message that stands already."""
        if part.deletes:
            outcome = await self._gone(known.bot, part)
            if outcome is not None:
                return outcome
        if part.form == "rich" and known.rich.wants(part):
            outcome = await self._try(part, "rich", known.rich.edit(known.bot, part))
            if not _declined(outcome):
                return outcome
            _log.info("rich_message_refused", chat=part.chat, reason=outcome.reason)
        outcome = await self._edited(known.bot, part)
        if isinstance(outcome, Refused) and other_form(outcome.reason):
            return await self._as_other(known.bot, part)
        return outcome

    async def _gone(self, bot: Bot, part: Part) -> Outcome | None:
        """The outcome of a deletion; None where it cannot be deleted any more, and has a text to say instead."""
        outcome = await self._try(part, "text", telegram_calls.delete(bot, part))
        if not _declined(outcome):
            return outcome
        words = outcome.reason.lower()
        if "can't be deleted" in words:
            return None if part.text else Sent(messages=(), note=outcome.reason)
        return Sent(messages=()) if "to delete not found" in words else outcome

    async def _edited(self, bot: Bot, part: Part) -> Outcome:
        if part.form in ("text", "rich"):
            return await self._try(part, "text", telegram_calls.edit_text(bot, part))
        if part.form == "album" or not part.media or part.kept or part.deletes:
            return await self._try(part, part.form, telegram_calls.edit_caption(bot, part))
        return await self._exchanged(bot, part, part.media[0])

    async def _exchanged(self, bot: Bot, part: Part, medium: Medium) -> Outcome:
        """A medium with its caption in the place of another: by address, by upload, then the caption alone."""
        why = ""
        for upload in (False, True):
            item = await telegram_media.first(medium, self._fetch, upload=upload)
            if isinstance(item, str):
                why = item
                break
            outcome = await self._try(part, "media", telegram_calls.edit_media(bot, part, item))
            if not (_declined(outcome) and unfit(outcome.reason)):
                return outcome
            why = outcome.reason
            _log.info("media_refused", chat=part.chat, reason=why, items=1)
            if item.file is not None:
                break
        outcome = await self._try(part, "media", telegram_calls.edit_caption(bot, part))
        return _noted(outcome, f"the {medium.kind} stayed as it was: {why}")

    async def _as_other(self, bot: Bot, part: Part) -> Outcome:
        """The edit of a message that is not of the form that was thought: a text is a medium, or the other way."""
        if part.form in ("text", "rich"):
            return await self._try(part, "media", telegram_calls.edit_caption(bot, part))
        return await self._try(part, "text", telegram_calls.edit_text(bot, part))

    async def _try(self, part: Part, form: Form, call: Awaitable[tuple[Message | int, ...]]) -> Outcome:
        """The outcome of one call, which gives what stands then: new messages, or the ids of old ones."""
        try:
            async with asyncio.timeout(self._bots.deadline.total_seconds()):
                return _stands(part, form, await call)
        except TelegramError as error:
            return judge(error, part, secrets=self._secrets)
        except TimeoutError:
            return unknown(self._late(), part)

    async def _fetch(self, medium: Medium) -> Relayed | str:
        return await relay(medium, self._web) if self._web is not None else "nothing can be fetched for an upload"

    def _late(self) -> str:
        return f"no whole answer within {self._bots.deadline.total_seconds():.0f} s"


def _no_bot() -> Refused:
    return Refused(reason=NO_BOT.format(why="the token has not the form of one"), scope="bot")


def _declined(outcome: Outcome) -> TypeGuard[Refused]:
    """Whether Telegram said no to this message for its own sake, so that it may be said in another way."""
    return isinstance(outcome, Refused) and outcome.scope == "message"


def _stands(part: Part, form: Form, sent: tuple[Message | int, ...]) -> Sent:
    ids = tuple(sorted(each if isinstance(each, int) else each.message_id for each in sent))
    numbers = (str(each.chat.id) for each in sent if isinstance(each, Message))
    return Sent(messages=ids, form=form, number=next(numbers, None) if part.chat.startswith("@") else None)


def _noted(outcome: Outcome, note: str) -> Outcome:
    if not isinstance(outcome, Sent):
        return outcome
    return replace(outcome, note="; ".join(each for each in (note, outcome.note) if each)[:600])


async def check(bots: Bots, telegram: Telegram, chat: str) -> Check:
    """Whether the bot may write to a chat. No message is sent; in groups and to persons it shows as typing."""
    bot = bots.bot(telegram)
    if bot is None:
        return Check(well=False, text=NO_BOT.format(why="the token has not the form of one"))
    try:
        async with asyncio.timeout(bots.deadline.total_seconds()):
            me = await bot.get_me()
            place = await bot.get_chat(chat)
            name = place.effective_name or ""
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
        said = f'@{me.username} may not write to the {place.type} chat "{name}" ({place.id}): {problem}'
        return Check(well=False, text=said)
    return Check(well=True, text=f'@{me.username} may write to the {place.type} chat "{name}" ({place.id})')


def _closed(member: ChatMember, *, channel: bool) -> str:
    """Why a member of a channel or group may not write there, and what to do; empty if it may."""
    match member:
        case ChatMemberRestricted(can_send_messages=False):
            return "it is restricted there; let it send messages"
        case ChatMemberOwner() | ChatMemberAdministrator(can_post_messages=True):
            return ""
        case ChatMemberAdministrator() if channel:
            return "it is an administrator, but without the right to post messages; give it that right"
        case _:
            return f"it is not one of its administrators; {ADMIT}" if channel else ""


def _sentence(outcome: Outcome) -> str:
    match outcome:
        case Moved():
            return f"the group has a new number: {outcome.chat}; write it as `chat` in the config"
        case Refused() | Later() | Unknown():
            return outcome.reason
        case Sent():
            return outcome.note or "done"
