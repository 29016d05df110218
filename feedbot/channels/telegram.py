"""What a Telegram channel may say in the config, and what can be told of a chat without asking; imports no library."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from pydantic import Field, field_validator

from feedbot.model import Channel, Pace, Telegram
from feedbot.sections import ChannelSection

_CHAT = re.compile(r"-?[0-9]{1,19}|@[A-Za-z][A-Za-z0-9_]{3,63}")


class TelegramSection(ChannelSection):
    """A Telegram chat: a channel, a group, a topic of a group, or a person."""

    kind: Literal["telegram"]
    chat: str | int = Field(
        default="",
        description='The chat: its number, such as -1001234567890, or "@name". FEEDBOT_TELEGRAM_CHAT where not given.',
    )
    topic: int | str | None = Field(
        default=None,
        description=(
            "A topic in a group that has topics: its number, or a name under which one is made. For topics by a rule, "
            "name several channels with the same chat."
        ),
    )
    topics: Literal["source", "category"] | None = Field(
        default=None, description="A topic for each source, or each first category of an entry; made when first needed."
    )
    media: Literal["none", "photo", "all"] = Field(
        default="photo", description="What goes with a message: nothing, pictures, or videos, sounds and files too."
    )
    long: Literal["cut", "split"] = Field(
        default="cut", description="What is too long for a message is cut at a sentence, or sent in several."
    )
    buttons: list[Literal["read", "comments", "copy", "follow", "mute"]] = Field(
        default=[],
        description=(
            "Buttons below a message: to read it, read its comments, copy its link, follow its story, mute its source."
        ),
    )
    preview_size: Literal["large", "small"] | None = Field(
        default=None, description="How large the picture of a link is; Telegram decides if not given."
    )
    preview_above: bool = Field(default=False, description="True: the preview of a link stands above the text.")
    log_chat: str | int = Field(
        default="",
        description=(
            "A private chat of the bot's own, into which a message is forwarded for a moment when it is not known "
            "whether it arrived; needed for that only where others write too."
        ),
    )
    style: Literal["classic", "rich"] = Field(
        default="classic", description="Rich: Rich Messages of the Bot API 10.1, where the server has them."
    )

    @classmethod
    def of_reader(cls, name: str, chat: str) -> "TelegramSection":
        """The section of somebody who asked the bot for something."""
        return cls(name=name, kind="telegram", chat=chat, buttons=["read", "follow", "mute"])

    @field_validator("chat", "log_chat")
    @classmethod
    def _chat(cls, value: str | int) -> str | int:
        text = str(value).strip()
        if text and not _CHAT.fullmatch(text):
            raise ValueError('a chat is a number such as -1001234567890, or "@name"')
        return text if isinstance(value, str) else value

    @field_validator("topic")
    @classmethod
    def _topic(cls, value: str | int | None) -> str | int | None:
        if isinstance(value, int) and value < 1:
            raise ValueError("the number of a topic is 1 or more")
        if isinstance(value, str) and not 0 < len(value.strip()) <= 128:
            raise ValueError("the name of a topic has 1 to 128 characters")
        if isinstance(value, str) and value.strip().lstrip("+-").isdigit():
            raise ValueError("the number of a topic stands without quotes")
        return value.strip() if isinstance(value, str) else value


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Whether a channel would take a message now, and a sentence about it."""

    well: bool
    text: str


def section(channel: Channel) -> TelegramSection:
    """The options of a Telegram channel. Raises TypeError for a channel of another kind."""
    if not isinstance(channel.options, TelegramSection):
        raise TypeError(f'channel "{channel.name}" has no options of kind telegram')
    return channel.options


def chat(channel: Channel, telegram: Telegram) -> str | None:  # noqa: ARG001 - one signature for every kind
    """The chat as the config names it; None while it names none."""
    return str(section(channel).chat) or None


def asleep(options: ChannelSection, telegram: Telegram) -> str | None:
    """Why nothing can be sent yet, for people; None when there are a token and a chat."""
    if not telegram.token:
        return "no token; get one from @BotFather and set FEEDBOT_TELEGRAM_TOKEN"
    if isinstance(options, TelegramSection) and not str(options.chat):
        return "no chat; set FEEDBOT_TELEGRAM_CHAT, or chat in config.toml"
    return None


def pace(chat: str) -> Pace:
    """How fast a chat may be written to: about one message a second, and 20 a minute in a group or channel.

    Edits count too. Both count from the answers, which come after the moments that Telegram counts; the rest is for its
    clock, which may be slower than ours.
    """
    gap = timedelta(seconds=1.01)
    if chat.startswith(("-", "@")):
        return Pace(gap=gap, most=20, window=timedelta(seconds=61))
    return Pace(gap=gap)
