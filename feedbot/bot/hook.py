"""Updates that Telegram brings to us: where, how it proves that it is Telegram, and what is told of its trouble."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from telegram import Bot

from feedbot.bot.hearing import WANTED

PATH = "/telegram"
"""Where at our own address Telegram brings what is said to the bot."""

HEADER = "X-Telegram-Bot-Api-Secret-Token"
"""The header in which it says the secret (Bot API, setWebhook)."""

LONGEST = 2**20
"""Bytes that an update may have."""

_LATELY = 600  # seconds


def secret(token: str) -> str:
    """What Telegram says with each update: only who knows the token can know it, and it survives a restart."""
    return hmac.new(token.encode(), b"feedbot webhook", hashlib.sha256).hexdigest()


def genuine(said: str, token: str) -> bool:
    """Whether what came with an update is the secret of a token."""
    return hmac.compare_digest(said.encode(), secret(token).encode())


def read(body: bytes) -> Mapping[str, Any] | None:
    """The update of a body; None if it is none."""
    try:
        value = json.loads(body.decode()) if len(body) <= LONGEST else None
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) and type(value.get("update_id")) is int else None


async def settle(bot: Bot, url: str, now: datetime) -> str:
    """Let Telegram bring updates to our address, one at a time; what troubles it lately, "" for nothing.

    Raises TelegramError.
    """
    there = await bot.get_webhook_info()
    if there.url != f"{url}{PATH}" or set(there.allowed_updates) != set(WANTED):
        await bot.set_webhook(
            f"{url}{PATH}", secret_token=secret(bot.token), allowed_updates=list(WANTED), max_connections=1
        )
        return ""
    when = there.last_error_date
    if when is None or not there.pending_update_count or (now - when).total_seconds() > _LATELY:
        return ""
    return f"Telegram cannot bring {url}{PATH} what is said to the bot: {there.last_error_message}"
