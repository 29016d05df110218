"""What goes out: editions, messages and their parts, deliveries, and what became of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from feedbot.model.config import Feed
from feedbot.model.decisions import Form
from feedbot.model.entries import Piece


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One document of a feed before it is written: pieces newest first, none retracted.

    `url` is the address of the site without a slash at the end, so a document's own address is
    `{url}/feeds/{stem}.{suffix}`; `stem` is the feed's name, for a private feed with its secret, and for a page of the
    archive with its number. `role` is "current" for what readers subscribe to, "archive" for a closed page and
    "complete" for a document that has all (RFC 5005). `previous`, `next` and `current` are stems: of the page of older
    pieces, of that of newer ones, and of the document with the newest. `gone` are pieces that readers may hold and that
    were withdrawn.
    """

    feed: Feed
    id: str
    url: str
    updated: datetime
    pieces: tuple[Piece, ...]
    stem: str = ""
    role: Literal["current", "archive", "complete"] = "current"
    previous: str | None = None
    next: str | None = None
    current: str | None = None
    gone: tuple["Tombstone", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """A piece that was withdrawn, and when: at:deleted-entry of RFC 6721."""

    id: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """One visit as the status pages tell it; `outcome` "unchanged" is a 304, "same" a document without news.

    `size` is in bytes, as they came; `because` is the reason of a failure.
    """

    at: datetime
    outcome: Literal["new", "same", "unchanged", "failed"]
    took: timedelta
    size: int = 0
    new: int = 0
    changed: int = 0
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """Who asked our own hub for a feed (WebSub, section 5.1).

    `topic` is the address of the document, `until` ends the lease. `wanted` is the digest of the publication until it
    is delivered, then, as `shown`, that of the document: it is owed while they differ. `pending` is what waits for the
    callback's word, as `leases.written` has it, with a secret in it; None for nothing.
    """

    callback: str
    topic: str
    feed: str
    format: str
    secret: str
    lease: timedelta
    due: datetime
    until: datetime | None = None
    pending: str | None = None
    wanted: str | None = None
    shown: str | None = None
    failures: int = 0
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ping:
    """A hub elsewhere that is told when a feed changes; owed while `wanted` and `shown` differ (WebSub, section 6)."""

    feed: str
    hub: str
    due: datetime
    wanted: str | None = None
    shown: str | None = None
    failures: int = 0
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """MessageEntity of the Bot API; `offset` and `length` in UTF-16 code units."""

    type: str
    offset: int
    length: int
    url: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Medium:
    """A picture, film, sound or file that goes with a message; `size` in bytes, `width` and `height` in pixels.

    What is not known is None. `type` is its media type.
    """

    kind: Literal["photo", "video", "animation", "audio", "document"]
    url: str
    type: str | None = None
    size: int | None = None
    width: int | None = None
    height: int | None = None
    duration: int | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """InlineKeyboardButton of the Bot API: opens `url`, copies the text `copy`, or tells the bot `data`; one of them.

    `data` has 64 bytes at most.
    """

    text: str
    url: str | None = None
    copy: str | None = None
    data: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One call: a new message for `chat`, or what the messages `edits` shall say from now on.

    With `media` the text is their caption, 1,024 units at most; one is a message with it, more are an album, which has
    no buttons. `form` is what stands already, for an edit, and `kept` says that it shows its medium. `link` is what a
    preview would show, `large` how and `above` where. `topic` is a topic of the chat: its number, or the name of one
    that we make. `reply` is the message it answers to. `rich` is the same as HTML for a Rich Message, None for a
    classic one.

    With `deletes` the messages `edits` go; where that cannot be, they get the text.
    """

    chat: str
    text: str
    entities: tuple[Entity, ...] = ()
    silent: bool = False
    preview: bool = True
    link: str | None = None
    large: bool | None = None
    above: bool = False
    media: tuple[Medium, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = ()
    topic: int | str | None = None
    reply: int | None = None
    rich: str | None = None
    edits: tuple[int, ...] = ()
    form: Form = "text"
    kept: bool = False
    deletes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What a channel shall see of its subjects; parts in order, at least one."""

    channel: str
    subjects: tuple[str, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """It stands there. `messages` are the ids, in ascending order, `form` is what it became.

    `number` is that of a chat which we called by its name, where the answer told it. `note` says what was out of the
    ordinary ("not modified", "sent without its pictures: ..."), `astray` why it is not in the topic that was wanted.
    """

    messages: tuple[int, ...]
    form: Form = "text"
    note: str | None = None
    number: str | None = None
    astray: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """The send did not happen; try again. `fault` is False for flood control: no failure of ours or theirs."""

    reason: str
    after: timedelta | None = None
    fault: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """No answer came back: the message may stand there or not."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """It will not be taken: this message, or what goes to this topic, this chat, or anything from this bot."""

    reason: str
    scope: Literal["message", "topic", "chat", "bot"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """The chat has a new id (ResponseParameters.migrate_to_chat_id)."""

    chat: str


Outcome = Sent | Later | Unknown | Refused | Moved


@dataclass(frozen=True, slots=True, kw_only=True)
class Absent:
    """A message whose answer was lost does not stand there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsure:
    """Nobody can tell whether a message stands there."""

    reason: str


Probe = Sent | Absent | Unsure | Later
"""What was found out about a message whose answer was lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Counts of one turn, for the log and for people."""

    new: int = 0
    changed: int = 0
    same: int = 0
    withdrawn: int = 0
    promised: int = 0
    failed: int = 0

    def __add__(self, other: "Report") -> "Report":
        return Report(
            new=self.new + other.new,
            changed=self.changed + other.changed,
            same=self.same + other.same,
            withdrawn=self.withdrawn + other.withdrawn,
            promised=self.promised + other.promised,
            failed=self.failed + other.failed,
        )
