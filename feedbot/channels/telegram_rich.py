"""Rich Messages (Bot API 10.1, sendRichMessage), which python-telegram-bot does not know yet."""

import re

import structlog
from telegram import Bot, Message
from telegram.error import BadRequest, EndPointNotFound, InvalidToken

from feedbot.channels.telegram_calls import frame, keyboard
from feedbot.model import Part

_log = structlog.get_logger()

_LIMIT = 32_768  # characters (Bot API, "Rich message limits")
_UNKNOWN = re.compile("method not found|unknown method|rich messages? (?:is|are) not (?:supported|available|enabled)")


class Rich:
    """Whether a Bot API server takes Rich Messages: yes, until it says that it does not know them."""

    def __init__(self) -> None:
        self.absent = False

    def wants(self, part: Part) -> bool:
        """Whether a part is worth trying as a Rich Message."""
        return not self.absent and part.rich is not None and len(part.rich) <= _LIMIT

    async def send(self, bot: Bot, part: Part) -> tuple[Message, ...]:
        """A new Rich Message. Raises TelegramError; BadRequest where the server does not know the method."""
        asked = {**frame(part), "rich_message": {"html": part.rich}, "reply_markup": keyboard(part)}
        try:
            sent = await bot.do_api_request("sendRichMessage", api_kwargs=asked, return_type=Message)
        except (InvalidToken, EndPointNotFound) as error:
            # The library takes any 404 for a wrong token; if that is what it is, the classic message will say so.
            raise BadRequest(self._learn(str(error.__cause__ or error))) from error
        except BadRequest as error:
            self._learn(error.message)
            raise
        assert isinstance(sent, Message)  # noqa: S101 - Exchange lets nothing else pass
        return (sent,)

    async def edit(self, bot: Bot, part: Part) -> tuple[int, ...]:
        """Another content for a Rich Message that stands (editMessageText). Raises TelegramError."""
        asked = {"text": None, "rich_message": {"html": part.rich}}  # the library demands a text, and drops None
        try:
            await bot.edit_message_text("", part.chat, part.edits[0], reply_markup=keyboard(part), api_kwargs=asked)
        except BadRequest as error:
            self._learn(error.message)
            raise
        return part.edits

    def _learn(self, why: str) -> str:
        words = why.lower()
        if not self.absent and (_UNKNOWN.search(words) or words.startswith("not found")):
            self.absent = True
            _log.info("rich_messages_unknown", reason=why[:200])
        return why
