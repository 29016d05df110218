"""One call of the Bot API each: a part as python-telegram-bot wants it, and the messages or ids that came of it.

All of them raise TelegramError.
"""

from dataclasses import dataclass
from typing import Literal, TypedDict

from telegram import (
    Bot,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    InputMediaAnimation,
    InputMediaAudio,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    LinkPreviewOptions,
    Message,
    MessageEntity,
    ReplyParameters,
)

from feedbot.channels.relay import Relayed
from feedbot.model import Button, Entity, Medium, Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A medium on its way: its place among those of its part, from 1, and its file, where it goes as an upload."""

    medium: Medium
    place: int
    kind: Literal["photo", "video", "animation", "audio", "document"]
    file: Relayed | None = None


class _Frame(TypedDict):
    chat_id: str
    disable_notification: bool
    message_thread_id: int | None
    reply_parameters: ReplyParameters | None


def frame(part: Part) -> _Frame:
    """Where a new message goes, and what it answers to. Raises ValueError for a topic that has no number yet."""
    if isinstance(part.topic, str):
        raise ValueError(f'topic "{part.topic}" has no number yet')  # noqa: TRY004 - right type, but too early
    reply = ReplyParameters(part.reply, allow_sending_without_reply=True) if part.reply is not None else None
    return _Frame(
        chat_id=part.chat,
        disable_notification=part.silent,
        message_thread_id=part.topic,
        reply_parameters=reply,
    )


def keyboard(part: Part) -> InlineKeyboardMarkup | None:
    """The buttons of a part; None where it has none, or is an album, which can have none."""
    album = part.form == "album" if part.edits else len(part.media) > 1
    if album or not any(part.buttons):
        return None
    return InlineKeyboardMarkup([[_button(button) for button in row] for row in part.buttons if row])


def _button(button: Button) -> InlineKeyboardButton:
    copy = CopyTextButton(button.copy) if button.copy is not None else None
    return InlineKeyboardButton(button.text, url=button.url, callback_data=button.data, copy_text=copy)


def _entities(part: Part) -> list[MessageEntity]:
    return [_entity(entity) for entity in part.entities]


def _entity(entity: Entity) -> MessageEntity:
    return MessageEntity(
        type=entity.type, offset=entity.offset, length=entity.length, url=entity.url, language=entity.language
    )


def _preview(part: Part) -> LinkPreviewOptions:
    if not part.preview or part.link is None:
        return LinkPreviewOptions(is_disabled=True)
    return LinkPreviewOptions(
        url=part.link,
        prefer_large_media=True if part.large is True else None,
        prefer_small_media=True if part.large is False else None,
        show_above_text=part.above or None,
    )


async def send_text(bot: Bot, part: Part) -> tuple[Message, ...]:
    """A new text (sendMessage)."""
    sent = await bot.send_message(
        text=part.text,
        entities=_entities(part),
        link_preview_options=_preview(part),
        reply_markup=keyboard(part),
        **frame(part),
    )
    return (sent,)


async def send_media(bot: Bot, part: Part, items: tuple[Item, ...]) -> tuple[Message, ...]:
    """A new medium with its caption (sendPhoto and its like), or several as an album (sendMediaGroup)."""
    if len(items) > 1:
        return await _send_album(bot, part, items)
    return (await _send_one(bot, part, items[0]),)


async def _send_one(bot: Bot, part: Part, item: Item) -> Message:
    where, entities, buttons, medium = frame(part), _entities(part), keyboard(part), item.medium
    what, text = _file(item), part.text or None
    width, height, duration = medium.width, medium.height, medium.duration
    match item.kind:
        case "photo":
            return await bot.send_photo(
                photo=what, caption=text, caption_entities=entities, reply_markup=buttons, **where
            )
        case "video":
            return await bot.send_video(
                video=what,
                caption=text,
                caption_entities=entities,
                reply_markup=buttons,
                width=width,
                height=height,
                duration=duration,
                supports_streaming=True,
                **where,
            )
        case "animation":
            return await bot.send_animation(
                animation=what, caption=text, caption_entities=entities, reply_markup=buttons, **where
            )
        case "audio":
            return await bot.send_audio(
                audio=what,
                caption=text,
                caption_entities=entities,
                reply_markup=buttons,
                duration=duration,
                title=medium.title,
                **where,
            )
        case "document":
            return await bot.send_document(
                document=what, caption=text, caption_entities=entities, reply_markup=buttons, **where
            )


async def _send_album(bot: Bot, part: Part, items: tuple[Item, ...]) -> tuple[Message, ...]:
    first, *others = items
    media = [_input(first, part), *(_input(item, None) for item in others)]
    # An animation among them is refused by Telegram, which is no worse than to refuse it here.
    return await bot.send_media_group(media=media, **frame(part))  # type: ignore[arg-type]


def _file(item: Item) -> str | InputFile:
    if item.file is None:
        return item.medium.url
    return InputFile(item.file.body, filename=item.file.name)


_Input = InputMediaPhoto | InputMediaVideo | InputMediaAnimation | InputMediaAudio | InputMediaDocument


def _input(item: Item, part: Part | None) -> _Input:
    """A medium of an album or an edit; with the caption of `part`."""
    medium = item.medium
    what = InputFile(item.file.body, filename=item.file.name, attach=True) if item.file else medium.url
    text = part.text or None if part else None
    entities = _entities(part) if part else None
    match item.kind:
        case "photo":
            return InputMediaPhoto(what, caption=text, caption_entities=entities)
        case "video":
            return InputMediaVideo(
                what,
                caption=text,
                caption_entities=entities,
                width=medium.width,
                height=medium.height,
                duration=medium.duration,
            )
        case "animation":
            return InputMediaAnimation(what, caption=text, caption_entities=entities)
        case "audio":
            return InputMediaAudio(
                what, caption=text, caption_entities=entities, duration=medium.duration, title=medium.title
            )
        case "document":
            return InputMediaDocument(what, caption=text, caption_entities=entities)


async def edit_text(bot: Bot, part: Part) -> tuple[int, ...]:
    """A new text for what stands (editMessageText)."""
    await bot.edit_message_text(
        part.text,
        chat_id=part.chat,
        message_id=part.edits[0],
        entities=_entities(part),
        link_preview_options=_preview(part),
        reply_markup=keyboard(part),
    )
    return part.edits


async def edit_caption(bot: Bot, part: Part) -> tuple[int, ...]:
    """A new caption for the medium that stands, the first one of an album (editMessageCaption)."""
    await bot.edit_message_caption(
        part.chat,
        part.edits[0],
        caption=part.text,
        caption_entities=_entities(part),
        reply_markup=keyboard(part),
    )
    return part.edits


async def edit_media(bot: Bot, part: Part, item: Item) -> tuple[int, ...]:
    """Another medium, with its caption, for the one that stands (editMessageMedia)."""
    await bot.edit_message_media(_input(item, part), part.chat, part.edits[0], reply_markup=keyboard(part))
    return part.edits


async def delete(bot: Bot, part: Part) -> tuple[int, ...]:
    """What stands goes (deleteMessage, deleteMessages); nothing is left of it."""
    if len(part.edits) == 1:
        await bot.delete_message(part.chat, part.edits[0])
    else:
        await bot.delete_messages(part.chat, part.edits)
    return ()


async def create_topic(bot: Bot, chat: str, name: str) -> tuple[int, ...]:
    """The number of a new topic (createForumTopic)."""
    made = await bot.create_forum_topic(chat, name)
    return (made.message_thread_id,)
