"""Faults of Telegram and of the network as values: what an error means for a part."""

import re

import httpx
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, TelegramError

from feedbot.channels.scrub import scrub
from feedbot.channels.telegram_exchange import FloodError, StrangerError
from feedbot.model import Later, Moved, Outcome, Part, Refused, Sent, Unknown

NO_BOT = (
    "Telegram does not know this bot ({why}); FEEDBOT_TELEGRAM_TOKEN must be the token that @BotFather gave,"
    " and [telegram] base_url the address of a Bot API server"
)

ADMIT = "make the bot an administrator that may post messages"
"""What helps where a channel does not let the bot in."""

_UNSENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)
"""Faults that prove that no byte of the call has left us."""

# Parts of descriptions, in small letters, as the Bot API server words them; those with underscores are MTProto's.
_CHAT = re.compile(
    "chat not found|chat_id is empty|need administrator rights|not enough rights|have no rights|thread not found"
    "|group chat was|user not found|user is deactivated|bot was|bot is not a member|peer_id_invalid|channel_private"
    "|chat_write_forbidden|chat_admin_required|chat_restricted|chat_send_|user_banned_in_channel"
    "|topic_closed|topic_deleted|topic_id_invalid"
)
_TOPIC = re.compile("thread not found|topic_closed|topic_deleted|topic_id_invalid")
_SETTLED = re.compile(
    "message to edit not found|message can't be edited|message_id_invalid|message is not modified|message_not_modified"
)
_UNFIT = re.compile(
    "wrong file identifier|http url|failed to get http|wrong type of the web ?page|webpage_|wrong remote file"
    "|photo_|image_process_failed|video_|audio_|document_invalid|media_(?:empty|invalid)|external_url_invalid"
    "|file is too big|file must be non-empty|file_parts|file_reference|request entity too large"
    "|failed to send message #|group send failed|can't be mixed|can't be used in sendmediagroup"
    "|unsupported url protocol|url host is empty"
)
_BARRED = re.compile(
    "not enough rights to send (?!text)|chat_send_(?:media|photos|videos|gifs|docs|audios|roundvideos|voices)_forbidden"
)
_BUTTON = re.compile("button|keyboard|reply.?markup")
_OTHER_FORM = re.compile("there is no (?:text|caption|media) in the message to edit|message media can't be edited")
_NUMBER = re.compile(r"failed to send message #([0-9]{1,2})")
_ADVICE = {
    "chat not found": "check chat in the config, and that the bot was added to it",
    "need administrator rights": ADMIT,
    "thread not found": "check topic in the config",
    "bot was kicked": "add the bot to that chat again, to a channel as an administrator",
    "bot is not a member": "add the bot to that chat, to a channel as an administrator",
    "bot was blocked": "that person has to unblock the bot",
    "bot can't initiate": "that person has to write /start to the bot first",
    "user is deactivated": "that person is no longer on Telegram; correct chat in the config",
}


def judge(error: TelegramError, part: Part, *, secrets: set[str]) -> Outcome:
    """What a fault means for a part (Bot API, "Making requests"; architecture, "Unknown").

    Only a fault before the first byte, or an answer that says no, proves that nothing was accepted. A status of 500
    and more proves nothing: a gateway says so too when the answer behind it came too late. An edit may be repeated,
    so what is unknown of it is only late.
    """
    why = " ".join(scrub(error.message, secrets).split())[:300].removeprefix("Forbidden: ").rstrip(": ")
    match error:
        case FloodError():
            return Later(reason=why, after=error.after, fault=False)
        case ChatMigrated():
            return Moved(chat=str(error.new_chat_id))
        case Forbidden():
            return Refused(reason=f"Telegram refuses chat {part.chat}: {why}{_advice(why)}", scope="chat")
        case BadRequest():
            return _bad_request(why, part)
        case InvalidToken():
            return _not_found(why)
        case StrangerError() if error.status in range(300, 500):
            return Later(reason=f"{why}; check [telegram] base_url and any proxy")
        case NetworkError() if isinstance(error.__cause__, _UNSENT):
            return Later(reason=f"Telegram cannot be reached: {why.removeprefix('httpx.')}")
        case _:
            return unknown(why, part)


def unknown(why: str, part: Part) -> Outcome:
    """What a lost answer means for a part."""
    if part.edits:
        return Later(reason=f"the edit may stand there or not: {why}")
    return Unknown(reason=f"the message may stand there or not: {why}")


def unfit(reason: str) -> bool:
    """Whether a refusal is about a medium, not about the message's words."""
    return bool(_UNFIT.search(reason.lower())) and not unpressable(reason)


def barred(reason: str) -> bool:
    """Whether a refusal says that the chat takes no such media at all."""
    return bool(_BARRED.search(reason.lower()))


def blamed(reason: str) -> int | None:
    """Which message of an album a refusal names, the first is 1; None if it names none."""
    found = _NUMBER.search(reason.lower())
    return int(found[1]) if found else None


def unpressable(reason: str) -> bool:
    """Whether a refusal is about a button."""
    return bool(_BUTTON.search(reason.lower()))


def other_form(reason: str) -> bool:
    """Whether a refusal says that what stands there is a text where a medium was thought to be, or the other way."""
    return bool(_OTHER_FORM.search(reason.lower()))


def _advice(why: str) -> str:
    """What helps, behind a semicolon; empty where nobody knows."""
    return next((f"; {text}" for phrase, text in _ADVICE.items() if phrase in why.lower()), "")


def _not_found(why: str) -> Refused:
    """An answer with status 401 or 404: a wrong token, unless it names the method."""
    if "method not found" in why.lower():
        return Refused(reason=f"this Bot API server cannot do that: {why}", scope="message")
    return Refused(reason=NO_BOT.format(why=why), scope="bot")


def _bad_request(why: str, part: Part) -> Outcome:
    """An answer with status 400, sorted by its description: the only thing that tells one from another."""
    words = why.lower()
    if part.edits and _SETTLED.search(words):
        return Sent(messages=part.edits, form=part.form, note=why)
    if "logged out" in words:
        return Refused(reason=f"this bot works with another Bot API server: {why}", scope="bot")
    if _CHAT.search(words):
        advice = _advice(words)
        if part.topic is not None and _TOPIC.search(words):
            return Refused(
                reason=f"Telegram refuses topic {part.topic} of chat {part.chat}: {why}{advice}", scope="topic"
            )
        return Refused(reason=f"Telegram refuses chat {part.chat}: {why}{advice}", scope="chat")
    return Refused(reason=f"Telegram refuses this message: {why}", scope="message")
