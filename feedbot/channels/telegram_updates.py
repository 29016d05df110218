"""Where Telegram brings what is said to a bot, as the Bot API tells it (getWebhookInfo).

Importing this module costs 0.3 s, for python-telegram-bot.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from telegram.error import TelegramError

from feedbot.channels.telegram_api import Bots
from feedbot.channels.telegram_faults import NO_BOT
from feedbot.model import Telegram

_LATELY = 600  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Updates:
    """The address to which updates are brought, "" where they have to be asked for, and what went wrong of late."""

    url: str
    error: str


async def updates(bots: Bots, telegram: Telegram, now: datetime) -> Updates | str:
    """Where Telegram brings updates, or in a sentence why it does not say; the token is in neither."""
    bot = bots.bot(telegram)
    if bot is None:
        return NO_BOT.format(why="the token has not the form of one")
    try:
        async with asyncio.timeout(bots.deadline.total_seconds()):
            there = await bot.get_webhook_info()
    except TelegramError as error:
        return f"Telegram: {str(error).replace(telegram.token.value, '***')}"
    except TimeoutError:
        return f"Telegram: no whole answer within {bots.deadline.total_seconds():.0f} s"
    when = there.last_error_date
    late = when is not None and (now - when).total_seconds() <= _LATELY
    return Updates(url=there.url, error=(there.last_error_message or "an error") if late else "")
