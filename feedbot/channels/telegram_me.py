"""Which bot a token opens, as Telegram says; nothing is sent.

Importing this module costs 0.3 s, for python-telegram-bot.
"""

import asyncio

from telegram.error import TelegramError

from feedbot.channels.telegram import Check
from feedbot.channels.telegram_api import Bots
from feedbot.channels.telegram_faults import judge
from feedbot.model import Part, Refused, Telegram

_PASTE = "this token opens no bot ({why}); paste it whole: @BotFather shows it under /mybots, API Token"
_NETWORK = "see that this machine can reach Telegram, and try again"


async def me(bots: Bots, telegram: Telegram) -> Check:
    """The bot of a token as "@name" (Bot API, getMe), or in a sentence why there is none, and what to do.

    The token is in neither.
    """
    bot = bots.bot(telegram)
    if bot is None:
        return Check(well=False, text=_PASTE.format(why="it has not the form of a token"))
    try:
        async with asyncio.timeout(bots.deadline.total_seconds()):
            user = await bot.get_me()
    except TelegramError as error:
        outcome = judge(error, Part(chat="", text=""), secrets={telegram.token.value})
        if isinstance(outcome, Refused):
            return Check(well=False, text=_PASTE.format(why=f"Telegram says: {error.message}"))
        return Check(well=False, text=f"Telegram does not answer ({type(error).__name__}); {_NETWORK}")
    except TimeoutError:
        return Check(well=False, text=f"Telegram does not answer (a minute is over); {_NETWORK}")
    return Check(well=True, text=f"@{user.username}")
