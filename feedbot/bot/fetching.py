"""The bytes of a file that somebody sent to the bot."""

from collections.abc import Awaitable, Callable

import structlog
from telegram import Bot
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from feedbot.model import Telegram

log = structlog.get_logger()

LARGEST = 5 * 2**20
"""Bytes that a file may have to be looked at."""

Download = Callable[[Bot, Telegram, str], Awaitable[bytes | None]]
"""The bytes of a file by its id; None where it is too large, or cannot be had."""


async def download(bot: Bot, telegram: Telegram, id: str) -> bytes | None:
    """The bytes of a file (Bot API, getFile); None where it is too large, or cannot be had."""
    try:
        found = await bot.get_file(id)
        if found.file_path is None or (found.file_size or 0) > LARGEST:
            return None
        path = found.file_path.removeprefix(f"{bot.base_file_url}/")
        # A request of its own: that of the bot takes nothing but answers of the Bot API.
        async with HTTPXRequest(connect_timeout=10.0, read_timeout=20.0) as request:
            body = await request.retrieve(f"{telegram.base_url}/file/bot{telegram.token.value}/{path}")
    except TelegramError as error:
        log.info("file not fetched", why=str(error).replace(telegram.token.value, "***"))
        return None
    return body if len(body) <= LARGEST else None
