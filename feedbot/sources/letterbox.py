"""What a look into a mailbox may take, and what it brings, wherever the messages lie."""

from dataclasses import dataclass, field
from datetime import datetime

from feedbot.model import File
from feedbot.sources import mail, newsletter

_NOTES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How much a look takes: `body` bytes of a message, `total` bytes and `most` messages altogether.

    The very first look takes the `first` newest. `senders` are addresses and domains; empty means everybody. When the
    share `patience` of its time is over, a look begins with nothing more. Of a Maildir so many messages are
    `remembered`.
    """

    body: int
    senders: tuple[str, ...] = ()
    first: int = 50
    most: int = 200
    total: int = 32 * 2**20
    patience: float = 0.6
    remembered: int = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Messages, oldest first, each whole or, if it is too large, its fields alone; what to remember; remarks.

    `certificate` is when that of the server expires.
    """

    files: tuple[File, ...]
    memo: str
    notes: tuple[str, ...]
    certificate: datetime | None = None


@dataclass(slots=True)
class Basket:
    """What a look has gathered so far."""

    wanted: Wanted
    files: list[File] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    weight: int = 0
    strangers: int = 0

    def refuses(self, head: bytes) -> bool:
        """Whether a mail with these fields is of somebody whom nobody asked for; it counts as seen."""
        stranger = bool(self.wanted.senders) and not newsletter.is_from(head, self.wanted.senders)
        self.strangers += stranger
        return stranger

    def is_full(self, size: int) -> bool:
        """Whether a message of so many bytes no longer goes in; the first one always does."""
        many = len(self.files) + self.strangers >= self.wanted.most
        return many or (bool(self.files) and self.weight + min(size, self.wanted.body) > self.wanted.total)

    def put(self, name: str, body: bytes, size: int, arrived: datetime | None, received: datetime) -> None:
        """Take in a message; of one that is too large the fields alone."""
        if size > self.wanted.body or len(body) > self.wanted.body:
            fields, text = mail.split(memoryview(body[: mail.HEAD]))
            body = body[: min(len(body), mail.HEAD) - len(text)]
            title = mail.words(fields.get("subject", (b"",))[0]) or name
            self.notes.append(
                f'"{title[:80]}" is larger than {self.wanted.body:,} bytes (limits); its text is not read'
            )
        self.weight += len(body)
        self.files.append(File(path=name, body=body, modified=arrived or received))

    def look(self, memo: str, left: int) -> Look:
        """What was gathered, with `left` messages left for later looks."""
        notes = self.notes[:_NOTES]
        if len(self.notes) > _NOTES:
            notes.append(f"and {len(self.notes) - _NOTES:,} more notes")
        if self.strangers:
            notes.append(f"messages of others than senders names were left out: {self.strangers:,}")
        if left > 0:
            notes.append(f"{left:,} more messages are read at the next visits")
        return Look(files=tuple(self.files), memo=memo, notes=tuple(notes))
