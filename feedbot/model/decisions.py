"""What a decision looks like before it is written down."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from feedbot.model.entries import Entry, Piece, Signature, Story


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """(source, key) names an entry; `raw` is the digest of what the source said; `seen` when it last said so."""

    source: str
    key: str
    entry: str
    raw: str
    seen: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Why an entry was sent to a target, or why not. `target` is "feed:NAME", "channel:NAME", or "story".

    `waits` means that it would pass if its story had more entries.
    """

    target: str
    subject: str
    passed: bool
    because: str
    at: datetime
    waits: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An entry of a story, and the verdicts on it by target."""

    entry: Entry
    verdicts: Mapping[str, Verdict]


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What another program had seen of a source that was taken over from it.

    `seen` has names of entries that it had dealt with; `checked` is a moment at which it had surely looked, None where
    nobody knows.
    """

    seen: frozenset[str] = frozenset()
    checked: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the store holds already of a harvest.

    `sightings`, by key, of its finds' keys and aliases, of `gone` and of `back`; `entries`, by id, that these name, and
    those that have the id of a find, whoever brought them. `first` is True before the source's first good visit.
    `carried` is what another program had seen of the source before that. `members` are those of the stories that finds
    join, by story, in the order in which they joined it. `muted` says until when a channel ("" is each) is told nothing
    of a source, by both names.
    """

    sightings: Mapping[str, Sighting]
    entries: Mapping[str, Entry]
    first: bool
    carried: Carried | None = None
    members: Mapping[str, tuple[Member, ...]] = field(default_factory=dict)
    muted: Mapping[tuple[str, str], datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """A subject belongs to a feed; the store numbers it for ever."""

    feed: str
    subject: str
    published: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A channel shall show a version of a subject from `due` on: what `outbox.owe` writes down.

    `held` says why it is not sent until somebody asks for it (`feedbot outbox retry --dropped`). What has one `gather`
    is told in one message (a digest), named by it. What is `breaking` makes a sound at any hour.
    """

    channel: str
    subject: str
    wanted: str
    due: datetime
    held: str | None = None
    gather: str | None = None
    breaking: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Everything one harvest changes, recorded in one transaction.

    `opened` are new entries, `changed` known ones with new content, both oldest first; what was promised of a changed
    entry is owed anew by its digest. `renamed` are known entries under a new key, otherwise as they were. `promises`
    are new deliveries, in the order in which they shall be sent; `hastened` are such, by channel and subject, as shall
    not wait any more if they were promised before. `retracted` are ids of entries that their source
    withdrew, `restored` of those it brought back. `stories` are those that began or have another entry now, and
    `signatures` those of the entries that are new or have another text; `words` has the words of these, by entry, for
    the search.
    """

    source: str
    opened: tuple[Entry, ...] = ()
    changed: tuple[Entry, ...] = ()
    renamed: tuple[Entry, ...] = ()
    sightings: tuple[Sighting, ...] = ()
    same: tuple[str, ...] = ()
    stories: tuple[Story, ...] = ()
    signatures: tuple[Signature, ...] = ()
    words: tuple[tuple[str, tuple[str, ...]], ...] = ()
    memberships: tuple[Membership, ...] = ()
    promises: tuple[Promise, ...] = ()
    hastened: tuple[tuple[str, str], ...] = ()
    retracted: tuple[str, ...] = ()
    restored: tuple[str, ...] = ()
    verdicts: tuple[Verdict, ...] = ()


Form = Literal["text", "media", "album", "rich"]
"""What a message is to the Bot API: a text, one medium with a caption, several of them, or a Rich Message."""


Edits = Literal["edits", "again", "never"]
"""What becomes of a sent message that shall say something else: it is edited, sent once more, or left as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A part of a message as it stands in a chat: the ids it has there (an album has several), and what was sent.

    `digest` is the part's and `medium` that of the medium it shows (`rules/standing.py`); "" where nobody knows.
    `astray` is why it stands outside the topic that it was meant for, None where it does not.
    """

    messages: tuple[int, ...]
    form: Form = "text"
    digest: str = ""
    medium: str = ""
    astray: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """The part of a message that is being sent: which one it is, its digest (`rules/standing.py`), and its text.

    By these it is known again if its answer is lost, whatever it shall say by then.
    """

    index: int
    digest: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A promise: `channel` shall show version `wanted` of `subject`; it is owed while `shown` differs.

    `number` is its place in the lane, `made` the moment from which on it could be sent. `standing` are its parts that
    stand in `chat`, which may be another than the channel has now; it may be less than all while it is being sent.
    `attempted` is set while an answer is out, and `trial` says to what (None: an edit). `unknowns` counts sends that
    may have arrived twice. `parked` is the error that set it aside, `dropped` the verdict that ended it; both are None
    while it may still be sent. What has a `gather` is told in a digest of that name, and `folded` is the subject of the
    delivery that tells it. What is `breaking` makes a sound at any hour.
    """

    channel: str
    subject: str
    number: int
    wanted: str
    shown: str | None
    due: datetime
    made: datetime
    standing: tuple[Standing, ...] = ()
    chat: str | None = None
    attempts: int = 0
    attempted: datetime | None = None
    trial: Trial | None = None
    unknowns: int = 0
    error: str | None = None
    parked: str | None = None
    dropped: str | None = None
    settled: datetime | None = None
    gather: str | None = None
    folded: str | None = None
    breaking: bool = False

    @property
    def owed(self) -> bool:
        """Something has still to be sent, edited or deleted."""
        return self.wanted != self.shown and self.parked is None and self.dropped is None and self.folded is None

    @property
    def messages(self) -> tuple[int, ...]:
        """The ids of all that stands."""
        return tuple(id for each in self.standing for id in each.messages)

    @property
    def astray(self) -> str | None:
        """Why some of it stands outside the topic that it was meant for; None where nothing does."""
        return next((each.astray for each in self.standing if each.astray is not None), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A channel's queue: who works on it, when it may send again, and where it leads.

    `home` is the chat that the config named when the rest was learnt, and `number` its number where that is a name and
    Telegram told it; `chat` is set when Telegram moved it. `gone` says why the chat takes nothing. `failures` counts
    faults in a row. `sent` are the times of the last sends, oldest first, as many as the pace needs. `last` is the
    highest id of a message that we know in its chat. `probes` counts how often it was asked whether a message stands
    there whose answer was lost, `found` how often it did. `stranger` is when we last saw by the ids that somebody else
    writes there. `holder` is the program that took the last lease, where there are several, as it calls itself.
    """

    channel: str
    ready: datetime
    lease: datetime | None = None
    home: str | None = None
    chat: str | None = None
    gone: str | None = None
    failures: int = 0
    sent: tuple[datetime, ...] = ()
    last: int | None = None
    probes: int = 0
    found: int = 0
    stranger: datetime | None = None
    number: str | None = None
    holder: str | None = None

    @property
    def place(self) -> str:
        """What all lanes that lead into one chat have in common, whatever the config calls it; "" if it has none."""
        if self.chat or self.number:
            return self.chat or self.number or ""
        home = self.home or ""
        return home.lower() if home.startswith("@") else home


DIGEST = "digest of "
"""How the subject of a delivery begins that tells many others in one message; no id of an entry has a blank."""

JUMP = "jump of "
"""How the subject of a delivery begins that tells of a story again."""

WITHDRAWN = "withdrawn"
"""What a delivery wants shown of an entry that its source withdrew: a note in the message."""

DELETED = "deleted"
"""What it wants shown where the channel would rather have no message: none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A lane that is ours until its lease ends, with its next delivery and the piece to show (None: withdrawn).

    For a digest `piece` is None and `digest` has what it tells, oldest first. With `jumped` the piece was told before,
    and is told of again because it grew, if it was `told` by now. `reply` is the message it answers to. `topics` are
    the topics of the chat that we made, by name. `crowd` are the times of the last sends of other channels into this
    chat, and `beside` the names of those channels. `silent` says that it makes no sound now.
    """

    lane: Lane
    delivery: Delivery
    piece: Piece | None
    digest: tuple[Piece, ...] = ()
    jumped: bool = False
    told: bool = True
    reply: int | None = None
    topics: Mapping[str, int] = field(default_factory=dict)
    crowd: tuple[datetime, ...] = ()
    beside: frozenset[str] = frozenset()
    silent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What an outcome made of a delivery and its lane; `number` is that of a chat which has a name, if it was told."""

    delivery: Delivery
    lane: Lane
    number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """At least `gap` between two sends, and at most `most` within any `window`; no limit when `most` is 0."""

    gap: timedelta = timedelta(0)
    most: int = 0
    window: timedelta = timedelta(0)
