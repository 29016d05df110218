"""Who somebody is to the bot, and what that allows."""

from collections import OrderedDict
from collections.abc import Callable

from telegram import Bot
from telegram.error import TelegramError

from feedbot.bot.spoken import Heard, Rank
from feedbot.model import Talk

FRESH = 600.0
"""Seconds for which the administrators of a chat are taken as known."""

_UNKNOWN = 60.0  # where Telegram did not tell them
_MOST = 1_000
_READERS: frozenset[Rank] = frozenset({"admin", "reader"})


def allowed(rank: Rank, least: Rank, talk: Talk) -> bool:
    """Whether somebody of a rank may do what needs another at least.

    Who administers a chat is a reader there only where anybody may be one.
    """
    match least:
        case "stranger":
            return True
        case "reader":
            return rank in _READERS or (rank == "chat" and talk.readers)
        case "known":
            return rank == "known" or allowed(rank, "reader", talk)
        case "chat":
            return rank in {"chat", "admin"}
        case "admin":
            return rank == "admin"


class Rights:
    """Tells the ranks of people; who administers a chat is asked of Telegram, and kept for ten minutes."""

    def __init__(self, bot: Bot, clock: Callable[[], float]) -> None:
        self._bot, self._clock = bot, clock
        self._known: OrderedDict[str, tuple[float, frozenset[int]]] = OrderedDict()

    async def rank(self, heard: Heard, talk: Talk, *, known: bool = False) -> Rank:
        """Who says this; `known` is somebody of whom something is kept.

        Never raises for a fault of Telegram: whom it does not name is none of its administrators.
        """
        if heard.user in talk.admins:
            return "admin"
        if heard.as_chat or (not heard.private and heard.user in await self._administrators(heard.chat)):
            return "chat"
        if talk.readers and (heard.private or heard.kind in {"button", "inline"}):
            return "reader"
        return "known" if known and heard.private else "stranger"

    async def _administrators(self, chat: str) -> frozenset[int]:
        until, held = self._known.get(chat, (0.0, frozenset[int]()))
        if self._clock() < until:
            return held
        try:
            found = await self._bot.get_chat_administrators(chat)
        except TelegramError:
            found, fresh = (), _UNKNOWN
        else:
            fresh = FRESH
        people = frozenset(each.user.id for each in found if not each.user.is_bot)
        self._known[chat] = self._clock() + fresh, people
        self._known.move_to_end(chat)
        if len(self._known) > _MOST:
            self._known.popitem(last=False)
        return people
