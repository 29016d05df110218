"""What the API takes and gives, by name: `status.plain` makes JSON of it, and the document describes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, NotRequired, TypedDict

from feedbot.channels.templates import LONGEST
from feedbot.fate import State
from feedbot.model import Delivery, Entry, Verdict
from feedbot.rehearse import MOST, Kind
from feedbot.text.changes import Stretch
from feedbot.web.looks import Look as Look

Rule = Annotated[str, {"maxLength": 4_000, "description": "A rule, as docs/filters.md has it."}]
Template = Annotated[str, {"minLength": 1, "maxLength": LONGEST, "description": "See docs/templates.md."}]
Name = Annotated[str, {"minLength": 1, "maxLength": 2_000}]


# --- what is sent to us ----------------------------------------------------------------------------------------------


class Splitting(TypedDict):
    """An entry that shall be a story of its own, by its id, link or key."""

    entry: Name


class Joining(TypedDict):
    """An entry whose story shall be part of the story of `other`; both by id, link or key."""

    entry: Name
    other: Name


class Retrying(TypedDict):
    """What shall be owed again: of one channel, or of all; with `dropped` also what was dropped."""

    channel: NotRequired[Name]
    dropped: NotRequired[bool]


class Trying(TypedDict):
    """A rule to be tried on the newest entries; `target` is "channel:NAME", "feed:NAME" or "search:NAME".

    Without a target all sources are taken, and nothing is compared.
    """

    rule: Rule
    target: NotRequired[Name]
    newest: NotRequired[Annotated[int, {"minimum": 1, "maximum": MOST, "default": 500}]]


class Setting(TypedDict):
    """The rule that shall be in force; an empty one takes the key away, so that all passes."""

    where: Rule


class Drawing(TypedDict):
    """What is to be drawn: so many of the newest messages, with this template in the place of the channel's."""

    template: NotRequired[Template]
    count: NotRequired[Annotated[int, {"minimum": 1, "maximum": 20, "default": 3}]]


class Templating(TypedDict):
    """The template that shall be in force: a preset's name, or a text."""

    template: Template


# --- what we give ----------------------------------------------------------------------------------------------------


class Problem(TypedDict):
    """What went wrong (RFC 9457); `detail` is a sentence for people."""

    type: str
    title: str
    status: int
    detail: str
    instance: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRow:
    """An entry in a list; `because` says why it passes the rule that was asked for, null without one."""

    id: str
    source: str
    title: str
    link: str | None
    summary: str
    language: str | None
    published: datetime
    updated: datetime
    because: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Entries, newest first. `next` is the cursor of the rest, null if there is none.

    `complete` is false if older entries may fit that are beyond those which one search looks at.
    """

    entries: tuple[EntryRow, ...]
    next: str | None
    complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How an entry changed at a moment: the fields that did, each in stretches that stayed, went or came."""

    at: datetime
    fields: Mapping[str, tuple[Stretch, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class FateTold:
    """What became of a delivery, in a word, and all there is to say of it, in sentences."""

    state: State
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Portrait:
    """All about an entry: its story with that story's entries, what each target made of it, and what was sent.

    `follows` is the story that its story follows; `fates` says what became of each delivery, in order. `readers` counts
    those who asked the bot for it. `revisions` are its changes, newest first.
    """

    entry: Entry
    story: str
    members: tuple[EntryRow, ...]
    verdicts: tuple[Verdict, ...]
    deliveries: tuple[Delivery, ...]
    follows: str | None
    readers: int
    fates: tuple[FateTold, ...]
    revisions: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryTold:
    """A story: its entries, in the order in which they joined, and how many sources tell it.

    `follows` is the id of the story that it follows, `followed` are those of the stories that follow it.
    """

    id: str
    entries: tuple[EntryRow, ...]
    sources: int
    follows: str | None
    followed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stories:
    """The stories with the most entries of the last days, largest first."""

    stories: tuple[StoryTold, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """A feed of ours. `addresses` has one for each format it is written in, the secret of a private feed included.

    They are empty before the feed was first enrolled. `pages` counts those of its archive, `written` says whether its
    documents have all that is in it. `each` names the table that made it one of many.
    """

    name: str
    title: str
    where: str
    sources: tuple[str, ...]
    language: str | None
    private: bool
    each: str | None
    entries: int
    pages: int
    written: bool
    addresses: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Publications:
    """All feeds, in the order of the config."""

    feeds: tuple[Publication, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbox:
    """Deliveries: what is owed in the order in which it goes out, all else newest first.

    `fates` says what became of each, in the same order; `counts` is by channel.
    """

    deliveries: tuple[Delivery, ...]
    fates: tuple[FateTold, ...]
    counts: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Retried:
    """How many deliveries are owed again."""

    owed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleOf:
    """What has a rule or could have one. `editable` is false for feeds made by `each`, and for that of alarms."""

    kind: Kind
    name: str
    title: str
    where: str
    sources: tuple[str, ...]
    editable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The rules in force: of channels, feeds and saved searches."""

    rules: tuple[RuleOf, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tryout:
    """What a rule would have taken of the `looked` newest entries; lists have the newest 100 at most, and why.

    `passed` counts what it takes, of `told` stories. `added` counts what the rule in force does not take, `lost` what
    only that one takes; both are null where there is none to compare with. `short` is true if time or room ended
    before all were judged. `assumed` says what was taken for granted, in sentences.
    """

    target: str | None
    rule: str
    looked: int
    oldest: datetime | None
    passed: int
    told: int
    added: int | None
    lost: int | None
    hits: tuple[EntryRow, ...]
    gains: tuple[EntryRow, ...]
    losses: tuple[EntryRow, ...]
    short: bool
    assumed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Templated:
    """The template in force: a preset's name, or a text."""

    channel: str
    template: str
