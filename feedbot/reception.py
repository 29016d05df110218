"""The bot's door in the running program: opened when somebody may talk to it, and not before."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from feedbot import phrasing
from feedbot.bot import audience
from feedbot.desk import Desk
from feedbot.turns import Turns

if TYPE_CHECKING:
    from feedbot.bot.listening import Listener


def reasons(language: str, area: str, text: str) -> str:
    """What rules say under an area of `web.words.reasons`, as the pages tell it, or what went wrong, as commands do.

    English where it is not known.
    """
    from feedbot.web import reader, reasons  # here, because without the pages nothing else needs them

    whom = reader.Reader(language=language, now=datetime.now(UTC))
    told = reasons.told(area, text, whom)
    return "".join(phrasing.say(each.text, language) if each.english else each.text for each in told)


class Reception:
    """Listens to the bot as long as there is somebody who may talk to it.

    `stop` ends listening at once; `told` hears what is wrong with it, "" for nothing.
    """

    def __init__(self, turns: Turns, desk: Desk, stop: asyncio.Event, told: Callable[[str], None]) -> None:
        self._turns, self._desk, self._stop, self._told = turns, desk, stop, told
        self._listener: Listener | None = None

    async def turn(self) -> float | None:
        """Hear and answer what was said; seconds until the next turn, None while nobody may talk to the bot."""
        if self._listener is None:
            if not await audience.anybody(self._desk):
                return None
            # Late, because python-telegram-bot takes 0.3 s to import.
            from feedbot.bot.listening import Listener
            from feedbot.bot.vocabulary import table

            self._listener = Listener(self._desk, self._turns.senders, table(), stop=self._stop, reasons=reasons)
        wait = await self._listener.turn()
        self._told(self._listener.problem)
        return wait

    async def heard(self, body: bytes, secret: str) -> int:
        """Take an update that Telegram brought; the status to answer with."""
        return 404 if self._listener is None else await self._listener.webhook(body, secret)

    async def close(self) -> None:
        """Give up what is being answered."""
        if self._listener is not None:
            await self._listener.close()
