"""What is said between people and the bot, as values: heard, answered, and by whom it may be said."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from feedbot.desk import Desk
from feedbot.model import Button, Part

Rank = Literal["admin", "chat", "reader", "known", "stranger"]
"""Who somebody is: an administrator of feedbot, one of the chat it is said in, a reader, or none of these.

Who may be no reader any more, but of whom something is kept, is "known": such people may leave and be forgotten.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file that somebody sent; `size` in bytes, None where Telegram does not say.

    `fetch` gets its bytes; None where it is too large or cannot be had.
    """

    name: str
    size: int | None
    fetch: Callable[[], Awaitable[bytes | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One thing that somebody said to the bot.

    `language` is the language_code of the Bot API. `command` is without slash and @botname, in small letters; `text`
    its arguments, the query, or the text. `data` is that of a button, or the offset of an inline query, which is heard
    in the person's own chat. `message` is the one it is said in, or that the button is on. `link` is where a forwarded
    post comes from, as https://t.me/s/NAME; of a text it is an address that hides in it. `topic` is the one it is said
    in, `reply` the message it answers to, `called` the public name of the chat ("@name"), "" where it has none. With
    `as_chat` it is said in the name of the chat, by an administrator whom nobody names: `user` is 0 then.

    Of a button, `text` is what stands as code in its message first, and `file` the one that its message answers to:
    so a button needs no memory of ours.
    """

    kind: Literal["command", "text", "button", "inline", "file", "forward"]
    chat: str
    private: bool
    user: int
    language: str | None = None
    command: str = ""
    text: str = ""
    data: str = ""
    message: int | None = None
    link: str | None = None
    file: File | None = None
    topic: int | None = None
    reply: int | None = None
    called: str = ""
    as_chat: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One result of inline mode: what the list shows, and the message that it becomes.

    `id` has 64 bytes at most; `picture` is the address of a thumbnail.
    """

    id: str
    title: str
    html: str
    about: str = ""
    url: str | None = None
    picture: str | None = None
    buttons: tuple[tuple[Button, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the bot answers; all parts are optional.

    `html` is small HTML, in which whoever makes it escapes what is not ours. With `edits` the message of the button
    says this from now on. `toast` is shown over the chat for a moment (answerCallbackQuery). `document` is a file's
    name and bytes. `parts` are messages as a channel would get them, sent to the chat it was asked in. `results` are
    those of inline mode, and `onward` the offset of the next ones, empty for none. `later` is work that takes a while:
    what it gives takes the place of this answer. With `answers` it hangs on the message it answers.
    """

    html: str = ""
    buttons: tuple[tuple[Button, ...], ...] = ()
    edits: bool = False
    toast: str = ""
    document: tuple[str, bytes] | None = None
    parts: tuple[Part, ...] = ()
    results: tuple[Result, ...] = ()
    onward: str = ""
    later: Callable[[], Awaitable["Reply | None"]] | None = None
    answers: bool = False


Reasons = Callable[[str, str, str], str]
"""What rules say, in a language as far as it is known there: reasons("ru", "verdict", "takes every source")."""


def as_said(language: str, area: str, text: str) -> str:  # noqa: ARG001 - as all of them are asked
    """What rules say, as they say it: in English."""
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What a handler gets beside what was heard.

    `t` gives a text in the person's `language`, `n` one of two by a number: n("%d source", "%d sources", 3); `reasons`
    gives what rules say.
    """

    desk: Desk
    rank: Rank
    t: Callable[[str], str]
    n: Callable[[str, str, int], str]
    language: str = "en"
    reasons: Reasons = as_said

    def clock(self, at: datetime, *, year: bool = False) -> str:
        """A moment in the config's zone, with its name: "14.03 16:00 Europe/Kyiv"."""
        zone = ZoneInfo(self.desk.config().settings.timezone)
        return f"{at.astimezone(zone):{'%d.%m.%Y' if year else '%d.%m'} %H:%M} {zone}"


Handler = Callable[[Heard, Room], Awaitable[Reply | None]]
"""Answers to one thing that was heard; None for silence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command: who may give it at least, and what it does, in a few English words that are a key of the texts."""

    name: str
    handler: Handler
    least: Rank
    help: str
