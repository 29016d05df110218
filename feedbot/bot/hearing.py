"""An update of the Bot API as what was said; what nobody said to us is nothing. Asks and answers nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from telegram import (
    CallbackQuery,
    Chat,
    Document,
    InlineQuery,
    Message,
    MessageEntity,
    MessageOriginChannel,
    Update,
)

from feedbot.bot.spoken import File, Heard

Fetch = Callable[[str, str, int | None], File]
"""A file by its id, name and size."""

WANTED = ("message", "channel_post", "callback_query", "inline_query", "my_chat_member")
"""The updates we ask for (Bot API, getUpdates): neither edits nor reactions."""

_LONGEST_NAME = 100
_PERSONS: frozenset[str] = frozenset({"private", "sender"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """The bot was let into a chat, or out of it: it may post there now, is there, or is not."""

    chat: str
    kind: Literal["person", "group", "channel"]
    title: str
    user: int
    language: str | None
    may: Literal["post", "stay", "nothing"]
    before: Literal["post", "stay", "nothing"]


def heard(update: Update, me: str, fetch: Fetch) -> Heard | Joined | None:
    """What an update says to the bot of this name; None for what is not said to it, or by nobody."""
    if update.callback_query is not None:
        return _pressed(update.callback_query, fetch)
    if update.inline_query is not None:
        return _asked(update.inline_query)
    if update.my_chat_member is not None:
        return _joined(update)
    message = update.message or update.channel_post
    return None if message is None else _said(message, me, fetch)


def _said(message: Message, me: str, fetch: Fetch) -> Heard | None:
    as_chat = message.sender_chat is not None and message.sender_chat.id == message.chat.id
    sender = message.from_user
    if message.via_bot is not None or (not as_chat and (sender is None or sender.is_bot)):
        return None
    user = 0 if as_chat or sender is None else sender.id
    language = sender.language_code if sender is not None and user else None
    command = _command(message, me)
    private = message.chat.type == "private"
    if command is None and (not private or (message.text or "").startswith("/")):
        return None
    text, link, kind = _words(message)
    if command is None and kind is None:
        return None
    return Heard(
        kind="command" if command is not None else kind or "text",
        chat=str(message.chat.id),
        private=private,
        user=user,
        language=language,
        command=command[0] if command else "",
        text=command[1] if command else text,
        message=message.message_id,
        link=link,
        file=None if command or message.document is None else _file(message.document, fetch),
        topic=message.message_thread_id if message.is_topic_message else None,
        reply=message.reply_to_message.message_id if message.reply_to_message else None,
        called=_called(message.chat),
        as_chat=as_chat,
    )


def _command(message: Message, me: str) -> tuple[str, str] | None:
    """A command that is ours, with its arguments; None for none, or for one to another bot."""
    first = message.entities[0] if message.entities else None
    if message.text is None or first is None or first.type != MessageEntity.BOT_COMMAND or first.offset:
        return None
    word = message.parse_entity(first)
    name, at, addressed = word[1:].partition("@")
    if at and addressed.lower() != me.lower():
        return None
    return name.lower(), message.text[len(word) :].strip()


def _words(message: Message) -> tuple[str, str | None, Literal["text", "forward", "file"] | None]:
    """What a message without a command says: its text, the address in it, and what it is."""
    text = message.text or message.caption or ""
    origin = message.forward_origin
    if isinstance(origin, MessageOriginChannel):
        name = origin.chat.username
        return text, f"https://t.me/s/{name}" if name else None, "forward"
    if message.document is not None:
        return text, None, "file"
    hidden = [each.url for each in (*message.entities, *message.caption_entities) if each.url]
    return text, hidden[0] if hidden else None, "text" if text else None


def _pressed(query: CallbackQuery, fetch: Fetch) -> Heard | None:
    if query.data is None or query.from_user.is_bot:
        return None
    message, person = query.message, query.from_user
    quoted, file, topic = "", None, None
    if isinstance(message, Message):
        codes = [each for each in message.entities if each.type == MessageEntity.CODE]
        quoted = message.parse_entity(codes[0]) if codes else ""
        answered = message.reply_to_message
        file = _file(answered.document, fetch) if answered and answered.document else None
        topic = message.message_thread_id if message.is_topic_message else None
    return Heard(
        kind="button",
        chat=str(message.chat.id if message else person.id),
        private=message is None or message.chat.type in _PERSONS,
        user=person.id,
        language=person.language_code,
        text=quoted,
        data=query.data,
        message=message.message_id if message else None,
        file=file,
        topic=topic,
        called=_called(message.chat) if message else "",
    )


def _asked(query: InlineQuery) -> Heard:
    person = query.from_user
    return Heard(
        kind="inline",
        chat=str(person.id),
        private=True,
        user=person.id,
        language=person.language_code,
        text=query.query,
        data=query.offset,
    )


def _joined(update: Update) -> Joined | None:
    change = update.my_chat_member
    if change is None:
        return None
    kind = change.chat.type
    return Joined(
        chat=str(change.chat.id),
        kind="person" if kind == "private" else "channel" if kind == "channel" else "group",
        title=change.chat.title or "",
        user=change.from_user.id,
        language=change.from_user.language_code,
        may=_may(change.new_chat_member.status, kind),
        before=_may(change.old_chat_member.status, kind),
    )


def _may(status: str, kind: str) -> Literal["post", "stay", "nothing"]:
    """What a ChatMember of this status may do: a member of a channel only reads it."""
    if status in {"left", "kicked"}:
        return "nothing"
    return "stay" if kind == "channel" and status not in {"administrator", "creator"} else "post"


def _file(document: Document, fetch: Fetch) -> File:
    return fetch(document.file_id, (document.file_name or "")[:_LONGEST_NAME], document.file_size)


def _called(chat: Chat) -> str:
    return f"@{chat.username}" if chat.username and chat.type not in _PERSONS else ""
