"""Hearing what is said to the bot: updates are asked for, or brought to us, and each is answered once.

Importing this module costs 0.3 s, for python-telegram-bot.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

import structlog
from telegram import Bot, Update
from telegram.error import Conflict, EndPointNotFound, InvalidToken, RetryAfter, TelegramError
from telegram.ext import Application, ApplicationBuilder, TypeHandler

from feedbot.bot import audience, hook, menus
from feedbot.bot.answering import Mouth
from feedbot.bot.conversation import Conversation
from feedbot.bot.fetching import Download, download
from feedbot.bot.hearing import WANTED
from feedbot.bot.rights import Rights
from feedbot.bot.spoken import Reasons, as_said
from feedbot.bot.table import Table
from feedbot.channels import Senders
from feedbot.channels.telegram_exchange import FloodError
from feedbot.desk import Desk
from feedbot.errors import StoreError
from feedbot.model import Talk, Telegram
from feedbot.store import marks

log = structlog.get_logger()

T = TypeVar("T")

POLL = timedelta(seconds=25)
"""How long Telegram keeps a question open while nobody says anything."""

PATIENCE = timedelta(seconds=60)
"""How long one answer may take."""

_AGAIN = 300.0  # seconds between two looks at a webhook
_LONGEST = 300.0  # seconds that trouble is waited out at most
_TAKEN = 30.0
_MENUS = timedelta(hours=1)
_SLACK = 30  # seconds beyond those of the long poll
_ERA = timedelta(days=7)
_WIDTH = 40  # bits of a mark that hold the number of an update


@dataclass(slots=True)
class _Session:
    """A bot that is listened to: who it is, and what was settled for it."""

    telegram: Telegram
    bot: Bot
    application: Application[Any, Any, Any, Any, Any, Any]
    conversation: Conversation
    polling: bool = False
    menu: tuple[Talk, datetime] | None = None


class Listener:
    """Listens to the bot of the config in force, one update after the other.

    `problem` is a sentence for people as long as something is wrong, else "". When `stop` is set it listens no more.
    `clock` gives seconds and never goes back.
    """

    def __init__(
        self,
        desk: Desk,
        senders: Senders,
        table: Table,
        *,
        stop: asyncio.Event | None = None,
        clock: Callable[[], float] = time.monotonic,
        fetch: Download = download,
        reasons: Reasons = as_said,
    ) -> None:
        self.problem = ""
        self._reasons = reasons
        self._desk, self._senders, self._table = desk, senders, table
        self._stop, self._clock, self._fetch = stop or asyncio.Event(), clock, fetch
        self._session: _Session | None = None
        self._turn = asyncio.Lock()
        self._faults: list[Exception] = []
        self._failures = 0

    async def turn(self) -> float | None:
        """Hear what was said since, or wait for it, and answer; seconds to wait, None while nobody may talk to the bot.

        Never raises for a fault of Telegram, the network or the database: `problem` says so.
        """
        settings = self._desk.config().settings
        bot = self._senders.bots().bot(settings.telegram)
        try:
            if bot is None or not await audience.anybody(self._desk):
                self.problem = ""
                return None
            session = await self._known(bot, settings.telegram)
            hooked = settings.talk.webhook and settings.url.startswith("https://")
            wait = await (self._hooked(session) if hooked else self._poll(session))
        except (TelegramError, TimeoutError) as error:
            return self._trouble(error, settings.telegram.token.value)
        except StoreError as error:
            self.problem = str(error)
            return 5.0
        self._failures = 0
        if not hooked:
            self.problem = "" if not settings.talk.webhook else _NO_HTTPS
        return wait

    async def webhook(self, body: bytes, secret: str) -> int:
        """Take an update that somebody brought; the HTTP status to answer with.

        404 while nobody is to bring any, 403 for who is not Telegram, 400 for what is no update, 503 where Telegram
        shall bring it again.
        """
        settings = self._desk.config().settings
        if self._session is None or not settings.talk.webhook:
            return 404
        if not hook.genuine(secret, self._session.telegram.token.value):
            return 403
        raw = hook.read(body)
        if raw is None:
            return 400
        try:
            async with self._turn:
                if await self._is_new(self._session, raw["update_id"]):
                    await self._take(self._session, raw)
        except StoreError as error:
            self.problem = str(error)
            return 503
        return 200

    async def close(self) -> None:
        """Give up answers that take a while; the connections belong to the senders."""
        if self._session is not None:
            await self._session.conversation.close()
        self._session = None

    async def _known(self, bot: Bot, telegram: Telegram) -> _Session:
        """The session of a bot; a new one when the token changed. Raises TelegramError."""
        known = self._session
        if known is not None and known.bot is bot:
            return known
        await self.close()
        application = ApplicationBuilder().bot(bot).updater(None).job_queue(None).build()
        await application.initialize()
        mouth = Mouth(bot=bot, sender=self._senders.bots().sender(telegram, web=self._desk.web), clock=self._clock)
        conversation = Conversation(
            desk=self._desk,
            table=self._table,
            mouth=mouth,
            rights=Rights(bot, self._clock),
            clock=self._clock,
            fetch=lambda id: self._fetch(bot, telegram, id),
            reasons=self._reasons,
        )

        async def heard(update: Update, _: object) -> None:
            await conversation.hear(update)

        async def failed(_: object, context: Any) -> None:  # noqa: ANN401 - typed by six parameters of the library
            self._faults.append(context.error)

        application.add_handler(TypeHandler(Update, heard))
        application.add_error_handler(failed)
        self._session = _Session(telegram=telegram, bot=bot, application=application, conversation=conversation)
        log.info("the bot listens", bot=bot.username)
        return self._session

    async def _hooked(self, session: _Session) -> float:
        await self._offer(session)
        now = self._desk.now()
        self.problem = await hook.settle(session.bot, self._desk.config().settings.url, now)
        session.polling = False
        return _AGAIN

    async def _poll(self, session: _Session) -> float:
        """One long poll, and answers to all that it brought."""
        if not session.polling:
            await session.bot.delete_webhook()
            session.polling = True
        await self._offer(session)
        mark = await self._desk.store.read(marks.at, _name(session))
        found = await self._unless_stopped(self._asked(session.bot, mark))
        for raw in found or ():
            if self._stop.is_set():
                break
            async with self._turn:
                if await self._is_new(session, raw["update_id"]):
                    await self._take(session, raw)
        return 0

    async def _asked(self, bot: Bot, mark: int | None) -> list[Mapping[str, Any]]:
        """What was said since a mark. Raises TelegramError, TimeoutError."""
        seconds = int(POLL.total_seconds())
        wanted = {"timeout": seconds, "allowed_updates": list(WANTED)}
        offset = {} if mark is None else {"offset": _number(mark) + 1}
        async with asyncio.timeout(seconds + _SLACK):
            # Not Bot.get_updates: it reads all updates or none, and one that it cannot read would come back for ever.
            # Methods are the same in small letters (Bot API, Making requests).
            answer: object = await bot.do_api_request(
                "getupdates", api_kwargs={**wanted, **offset}, read_timeout=float(seconds + _SLACK)
            )
        found = answer if isinstance(answer, list) else []
        return [each for each in found if isinstance(each, dict) and type(each.get("update_id")) is int]

    async def _unless_stopped(self, asked: Awaitable[T]) -> T | None:
        """What was asked for; None when we are told to stop meanwhile."""
        asking, stopping = asyncio.ensure_future(asked), asyncio.ensure_future(self._stop.wait())
        try:
            await asyncio.wait({asking, stopping}, return_when=asyncio.FIRST_COMPLETED)
            return asking.result() if asking.done() else None
        finally:
            stopping.cancel()
            asking.cancel()
            await asyncio.gather(asking, stopping, return_exceptions=True)

    async def _is_new(self, session: _Session, number: int) -> bool:
        """Whether an update was not answered yet. After a week of silence Telegram may begin at another number."""
        mark = await self._desk.store.read(marks.at, _name(session))
        return mark is None or number > _number(mark) or _age(mark, self._desk.now()) >= _ERA

    async def _take(self, session: _Session, raw: Mapping[str, Any]) -> None:
        """Answer an update, and write down that it is done. Raises StoreError; it comes again then."""
        try:
            update = Update.de_json(dict(raw), session.bot)
        except Exception as error:  # noqa: BLE001 - whatever Telegram invents, the next update must be heard
            log.warning("update not understood", number=raw["update_id"], why=type(error).__name__)
        else:
            await self._answered(session, update)
        await self._desk.store.write(marks.set_to, _name(session), _mark(raw["update_id"], self._desk.now()))

    async def _answered(self, session: _Session, update: Update) -> None:
        self._faults.clear()
        try:
            async with asyncio.timeout(PATIENCE.total_seconds()):
                await session.application.process_update(update)
        except TimeoutError:
            log.error("an answer took too long", number=update.update_id)
        for fault in self._faults:
            if isinstance(fault, StoreError):
                raise fault
            log.error("an answer failed", number=update.update_id, exc_info=fault)
            await session.conversation.sorry(update)

    async def _offer(self, session: _Session) -> None:
        """Tell Telegram which commands there are, once, and again when that changed or did not work."""
        talk, now = self._desk.config().settings.talk, self._desk.now()
        if session.menu is not None and session.menu[0] == talk and now < session.menu[1]:
            return
        missing = await menus.offer(session.bot, self._table, talk)
        later = timedelta(days=3650) if not missing else _MENUS
        session.menu = talk, now + later
        if missing:
            log.info("commands not offered to all", why=missing)

    def _trouble(self, error: TelegramError | TimeoutError, token: str) -> float:
        """Keep in words what is wrong; seconds to wait."""
        self._failures += 1
        wait = min(_LONGEST, 2.0**self._failures)
        match error:
            case Conflict():
                self.problem, wait = _CONFLICT, _TAKEN
                if self._session is not None:
                    self._session.polling = False
            case InvalidToken() | EndPointNotFound():
                self.problem, wait = _STRANGER, _LONGEST
            case FloodError():
                wait = max(1.0, error.after.total_seconds())
            case RetryAfter():  # pragma: no cover - Exchange raises FloodError in its place
                wait = _LONGEST
            case _:
                why = str(error).replace(token, "***") or "no answer in time"
                self.problem = f"nothing is heard of what is said to the bot: {why}"
        return wait


_CONFLICT = (
    "somebody else takes what is said to the bot (409); stop the other program that uses its token, or give this one "
    "a bot of its own"
)
_STRANGER = "Telegram does not know the bot's token; get one from @BotFather and set FEEDBOT_TELEGRAM_TOKEN"
_NO_HTTPS = "bot.webhook is true, but web.url is no https address: Telegram is asked instead"


def _name(session: _Session) -> str:
    return f"bot:{session.bot.id}"


def _mark(update: int, now: datetime) -> int:
    """An update's number with the day on which it was answered before it: days only grow, numbers may begin anew."""
    return int(now.timestamp() // 86400) << _WIDTH | update


def _number(mark: int) -> int:
    return mark & ((1 << _WIDTH) - 1)


def _age(mark: int, now: datetime) -> timedelta:
    return timedelta(days=now.timestamp() // 86400 - (mark >> _WIDTH))
