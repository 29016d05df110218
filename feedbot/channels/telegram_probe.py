"""Whether a message stands there whose answer was lost: asked without a reader noticing.

In a channel that only our bot writes to, ids grow by one, and `editMessageReplyMarkup` with the buttons that a message
has already says "not modified". With a log chat, messages are forwarded there, and their words are compared.
"""

from collections.abc import Callable

import structlog
from telegram import Bot, Chat, ChatMember, ChatMemberAdministrator, Message
from telegram.error import BadRequest, TelegramError

from feedbot.channels.scrub import scrub
from feedbot.channels.telegram_calls import keyboard
from feedbot.channels.telegram_faults import judge
from feedbot.model import Absent, Form, Later, Part, Probe, Refused, Sent, Unknown, Unsure

_log = structlog.get_logger()

_GAPS = 3  # ids in a row that may be nobody's: those of service messages, and of what was deleted
_FAR = 20  # ids that are looked at where others write
_FRESH = 3600.0  # seconds for which a chat's administrators are taken to be the same


class Owners:
    """Who may write to channels, learnt once an hour; `clock` gives seconds and never goes back."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._known: dict[str, tuple[float, str]] = {}

    async def others(self, bot: Bot, chat: str) -> str:
        """Who may write to a chat besides the bot and the chat's creator, for people; empty if nobody.

        What the library cannot read of the answers counts as somebody. Raises TelegramError.
        """
        known = self._known.get(chat)
        if known is not None and self._clock() - known[0] < _FRESH:
            return known[1]
        try:
            found = await _others(bot, chat)
        except (TypeError, KeyError, ValueError):  # the library's, where a server leaves out what it counts on
            found = "nobody can tell who may write there"
        self._known[chat] = (self._clock(), found)
        return found


async def _others(bot: Bot, chat: str) -> str:
    if (await bot.get_chat(chat)).type != Chat.CHANNEL:
        return "others write there too"
    ours = int(bot.token.partition(":")[0])
    if any(_posts(member) for member in await bot.get_chat_administrators(chat) if member.user.id != ours):
        return "another administrator may post there"
    return ""


def _posts(member: ChatMember) -> bool:
    # Not the creator: every channel has one, so nothing could ever be probed.
    return isinstance(member, ChatMemberAdministrator) and member.can_post_messages is not False


async def probe(bot: Bot, part: Part, *, last: int, form: Form, owners: Owners, log_chat: str | None) -> Probe:
    """Whether a part, sent after the message `last`, stands there; a single message is taken to be of `form`.

    Raises TelegramError.
    """
    if log_chat is not None:
        return await _Forwards(bot, part, log_chat).found(last)
    others = await owners.others(bot, part.chat)
    if others:
        return Unsure(reason=f"whether the message stands cannot be seen: {others}, and there is no log_chat")
    return await _marked(bot, part, last, form)


def unseen(error: TelegramError, part: Part, *, log_chat: str | None, secrets: set[str]) -> Later | Unsure:
    """What a fault means for the question whether a part stands: it is asked again later, or nobody can tell."""
    outcome = judge(error, part, secrets=secrets)
    if isinstance(outcome, Later):
        return outcome
    if isinstance(outcome, Unknown):
        return Later(reason=outcome.reason)
    why = outcome.reason if isinstance(outcome, Refused) else scrub(error.message, secrets)
    where = f" (log_chat is {log_chat})" if log_chat is not None else ""
    return Unsure(reason=f"whether the message stands cannot be seen: {why}{where}")


async def _marked(bot: Bot, part: Part, last: int, form: Form) -> Probe:
    """By its buttons, where only we write."""
    for start in range(last + 1, last + 1 + _GAPS):
        seen = await _seen(bot, part, start)
        if isinstance(seen, Unsure):
            return seen
        if seen:
            return await _marked_whole(bot, part, start, form)
    return Absent()


async def _marked_whole(bot: Bot, part: Part, start: int, form: Form) -> Probe:
    """All of a part whose first message stands: of an album fewer may have been taken, or its text alone."""
    messages = [start]
    for number in range(start + 1, start + len(part.media)):
        seen = await _seen(bot, part, number)
        if isinstance(seen, Unsure):
            return seen
        if not seen:
            break
        messages.append(number)
    shape = "album" if len(messages) > 1 else form
    return Sent(messages=tuple(messages), form=shape, note="its answer was lost, but it stands there")


async def _seen(bot: Bot, part: Part, number: int) -> bool | Unsure:
    """Whether a message of this number stands with these buttons; what does not say the same is none of ours.

    Raises TelegramError for whatever is not about this message.
    """
    try:
        answer = await bot.edit_message_reply_markup(part.chat, number, reply_markup=keyboard(part))
    except BadRequest as error:
        words = error.message.lower()
        if "not modified" in words or "not_modified" in words:
            return True
        if "to edit not found" in words:
            return False
        raise
    said = _words(answer) if isinstance(answer, Message) else ""
    if part.rich is not None or not said or said == part.text.strip():
        return True
    # Only another's message has other buttons and other words. It had none, most likely: take ours off it again.
    await bot.edit_message_reply_markup(part.chat, number, reply_markup=None)
    return Unsure(reason=f"somebody else wrote message {number}, and there is no log_chat")


def _words(message: Message) -> str:
    return (message.text or message.caption or "").strip()


class _Forwards:
    """By its words: messages are forwarded to a log chat, and the copies deleted again."""

    def __init__(self, bot: Bot, part: Part, log_chat: str) -> None:
        self._bot = bot
        self._part = part
        self._chat = log_chat
        self._copies: list[int] = []

    async def found(self, last: int) -> Probe:
        """The part among the messages after `last`. Raises TelegramError."""
        if self._part.rich is not None or not self._part.text.strip():
            return Unsure(reason="whether the message stands cannot be seen: it has no plain words to compare")
        try:
            return await self._search(last)
        finally:
            await self._tidy()

    async def _search(self, last: int) -> Probe:
        gaps = 0
        for number in range(last + 1, last + 1 + _FAR):
            copy = await self._copy(number)
            gaps = gaps + 1 if copy is None else 0
            if copy is not None and _words(copy) == self._part.text.strip():
                return await self._whole(number, copy)
            if gaps == _GAPS and self._counted:
                return Absent()
        return Unsure(reason=f"it is not among the {_FAR} messages after {last}")

    @property
    def _counted(self) -> bool:
        """Whether messages of this chat have numbers of their own; persons and basic groups share the bot's."""
        return self._part.chat.startswith(("-100", "@"))

    async def _whole(self, start: int, first: Message) -> Probe:
        messages = [start]
        if first.text is None:
            for number in range(start + 1, start + len(self._part.media)):
                copy = await self._copy(number)
                if copy is None or _words(copy):
                    break
                messages.append(number)
        form: Form = "text" if first.text is not None else "album" if len(messages) > 1 else "media"
        return Sent(messages=tuple(messages), form=form, note="its answer was lost, but it stands there")

    async def _copy(self, number: int) -> Message | None:
        """A message as it stands in the log chat now; None where there is none that can be forwarded."""
        try:
            copy = await self._bot.forward_message(self._chat, self._part.chat, number, disable_notification=True)
        except BadRequest as error:
            words = error.message.lower()
            if "to forward not found" in words or "message can't be forwarded" in words:
                return None
            raise
        self._copies.append(copy.message_id)
        return copy

    async def _tidy(self) -> None:
        if not self._copies:
            return
        try:
            await self._bot.delete_messages(self._chat, self._copies)
        except TelegramError as error:
            _log.info("copies_left", chat=self._chat, reason=type(error).__name__)
