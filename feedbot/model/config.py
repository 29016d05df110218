"""What the config names: sources, feeds, channels, settings."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import time, timedelta
from pathlib import Path
from typing import Literal

from feedbot.model.troubles import CANARY


@dataclass(frozen=True, slots=True)
class Secret:
    """A text that must not be seen; prints as ***."""

    value: str = field(repr=False)

    def __bool__(self) -> bool:
        return bool(self.value)

    def __str__(self) -> str:
        return "***" if self.value else ""

    __repr__ = __str__


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one visit may cost: `body` in decoded bytes, `deadline` for all its hops, `items` of a document.

    `item` is the length of one item's text in bytes, `title` that of its title in characters.
    """

    body: int = 10 * 2**20
    deadline: timedelta = timedelta(seconds=30)
    redirects: int = 5
    items: int = 5_000
    item: int = 2**20
    title: int = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """How summaries are made: at most `length` characters and `sentences`; "one" picks the one that says most."""

    length: int = 300
    sentences: int = 3
    mode: Literal["lead", "one"] = "lead"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Something we watch.

    `url` is the address of a feed or the folder as written in the config. `every` None means that the kind decides.
    `max_age` None sends however old an entry is when first seen. With `full_text` the articles behind its links are
    fetched. `websub` None lets a hub push if hubs can reach us. Its new entries are sent after `delay`, so that what it
    mends at once is sent mended. `options` is the kind's own config section.
    """

    name: str
    kind: str
    url: str
    title: str | None = None
    language: str | None = None
    timezone: str = "UTC"
    categories: tuple[str, ...] = ()
    every: timedelta | None = None
    deliver_first: int = 0
    max_age: timedelta | None = None
    delay: timedelta = timedelta(0)
    paused: bool = False
    full_text: bool = False
    websub: bool | None = None
    limits: Limits = Limits()
    brief: Brief = Brief()
    options: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed we publish. `sources` empty means all of them; `size` is the number of pieces in a document.

    `where` is a rule (`rules/filters.py`) that its entries must pass, empty for none. With `alarms` it has what is
    wrong with sources, and nothing else. A `private` one lies under a secret address only. With `archive` what is older
    stands in pages that are closed for good (RFC 5005, section 4), as long as `keep` says and `keep_entries` at most,
    None for ever; with `complete` there is also a document with all of it (section 2). `each` is the name of the
    `[[feeds]]` table that it is one of many of, if that says `each`.

    Of a podcast, `podcast_category` is one of Apple's, with its part after " > ", `podcast_owner` the name and the
    e-mail address that directories write to; its episodes say whether it is explicit where `podcast_explicit` is None.
    """

    name: str
    title: str
    subtitle: str | None = None
    author: str | None = None
    language: str | None = None
    formats: tuple[str, ...] = ("atom", "rss", "json", "html")
    sources: tuple[str, ...] = ()
    where: str = ""
    size: int = 50
    hub: str | None = None
    alarms: bool = False
    private: bool = False
    archive: bool = True
    complete: bool = False
    keep: timedelta | None = None
    keep_entries: int | None = None
    icon: str | None = None
    logo: str | None = None
    rights: str | None = None
    each: str | None = None
    podcast_category: str | None = None
    podcast_owner: tuple[str, str] | None = None
    podcast_explicit: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A rule that was saved under a name."""

    name: str
    title: str
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """Hours, in the channel's zone, in which it makes no sound; over midnight where `start` is later than `end`.

    "hold" sends what came meanwhile when they are over, "silent" sends it at once without a sound.
    """

    start: time
    end: time
    mode: Literal["hold", "silent"] = "hold"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A time of day, in the channel's zone, on each day or on one `weekday` (0 is Monday)."""

    at: time
    weekday: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Jump:
    """When a story that was told is worth a second notification.

    When so many `sources` told it `within` a time (0: never for that), or one of its entries passes the rule `where`.
    """

    sources: int = 0
    within: timedelta = timedelta(hours=1)
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A place where we send messages.

    `sources` empty means all of them. `where` is a rule (`rules/filters.py`) that entries must pass, empty for none.
    With `stories` the entries of one story are one message; `jump` says when it is told of again. With `replies` a
    story that follows another answers to its message. `alarms` says whether it is told what is wrong with sources;
    `report` when it is told how the week was. `asleep` says why nothing is sent or owed ("no token"), None when awake.
    `max_age` is how long a promise waits at most before it is dropped with a verdict. `timezone` is an IANA name.

    `template` is a preset's name or the text of a template. In `quiet` hours only what passes the rule `breaking` makes
    a sound. With `digest` all is told at these times, in one message. Of what one visit brings, `burst` entries have
    messages of their own, the newest, 0 for all; the rest is told in one. `pace` is messages a minute, 0 for what the
    kind allows. `followed` are ids of stories that are told whatever `where` says. One of a `reader` belongs to a
    person, who asked the bot for it.
    """

    name: str
    kind: str
    sources: tuple[str, ...] = ()
    where: str = ""
    stories: bool = True
    jump: Jump | None = None
    replies: bool = True
    alarms: Literal["no", "also", "only"] = "no"
    report: tuple[Slot, ...] = ()
    template: str = "brief"
    quiet: Quiet | None = None
    breaking: str = ""
    digest: tuple[Slot, ...] = ()
    burst: int = 0
    pace: int = 0
    silent: bool = False
    preview: bool = True
    max_age: timedelta = timedelta(hours=48)
    on_unknown: Literal["probe", "resend", "hold"] = "resend"
    on_retract: Literal["note", "delete", "keep"] = "note"
    language: str | None = None
    timezone: str = "UTC"
    followed: tuple[str, ...] = ()
    reader: bool = False
    asleep: str | None = None
    options: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Telegram:
    """How to reach the Bot API. `base_url` ends before "/bot<token>", without a slash."""

    token: Secret = Secret("")
    base_url: str = "https://api.telegram.org"


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """Who may talk to the bot: `admins` by their numbers, and anybody as a reader if `readers`.

    A reader follows `most` things; of one person `pace` commands a minute are heard. With `webhook` Telegram calls us.
    """

    admins: frozenset[int] = frozenset()
    readers: bool = False
    webhook: bool = False
    most: int = 30
    pace: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Who is asked for summaries: an OpenAI-compatible `url` that ends before "/chat/completions", and a model there.

    At most `daily` questions a day (UTC).
    """

    url: str
    model: str
    key: Secret = Secret("")
    daily: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Who may come to the pages that tell how we are, and change that.

    `password` is an argon2 hash or the plain one, empty for none. `user_header` is the header in which one of the
    `proxies` names who signed in there.
    """

    password: Secret = Secret("")
    proxies: tuple[str, ...] = ()
    user_header: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mirror:
    """A bucket of an S3-compatible store into which the feeds are copied; `prefix` begins the keys there."""

    endpoint: str
    bucket: str
    region: str = "us-east-1"
    prefix: str = ""
    key: Secret = Secret("")
    secret: Secret = Secret("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Canary:
    """The way of a synthetic entry, made `every` so often, that shows whether what comes in still goes out."""

    every: timedelta
    source: Source
    feed: Feed
    channel: Channel

    @property
    def patience(self) -> timedelta:
        """After how long without one that came through it is late: two may fail, the third may not."""
        return 3 * self.every


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What is said once for the whole program. `allow_private` has addresses, networks, with or without a port.

    With `semantic` stories are told by the meaning of titles too. `timezone` is the clock of the bot's readers who
    named none, an IANA name.
    """

    file: Path
    state: Path
    output: Path
    database: str
    host: str = "127.0.0.1"
    port: int = 8080
    web: bool = True
    url: str = "http://127.0.0.1:8080"
    contact: str | None = None
    allow_private: tuple[str, ...] = ()
    limits: Limits = Limits()
    semantic: bool = False
    brief: Brief = Brief()
    endpoint: Endpoint | None = None
    telegram: Telegram = Telegram()
    access: Access = Access()
    web_language: str | None = None
    timezone: str = "UTC"
    hub: bool = True
    mirror: Mirror | None = None
    talk: Talk = Talk()
    canary: Canary | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """A whole configuration, checked; names are unique within each tuple, which keeps the order of the file.

    What the canary walks through is in none of them before `rigged` puts it there.
    """

    settings: Settings
    sources: tuple[Source, ...] = ()
    feeds: tuple[Feed, ...] = ()
    channels: tuple[Channel, ...] = ()
    searches: tuple[Search, ...] = ()
    _named: Mapping[str, Source] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_named", {source.name: source for source in self.sources})

    def source(self, name: str) -> Source | None:
        """The source of a name, found at once among thousands; None if there is none."""
        return self._named.get(name)

    @property
    def public(self) -> "Config":
        """The same without the channels of readers and the way of the canary, which are nobody else's business."""
        bare = self.unrigged
        if not any(channel.reader for channel in bare.channels):
            return bare
        return replace(bare, channels=tuple(channel for channel in bare.channels if not channel.reader))

    @property
    def unrigged(self) -> "Config":
        """The same without the way of the canary."""
        if self.source(CANARY) is None:
            return self
        return replace(
            self,
            sources=tuple(source for source in self.sources if source.name != CANARY),
            feeds=tuple(feed for feed in self.feeds if feed.name != CANARY),
            channels=tuple(channel for channel in self.channels if channel.name != CANARY),
        )

    @property
    def rigged(self) -> "Config":
        """The same with the source, the feed and the channel of the canary, if there is one; however often asked."""
        way = self.settings.canary
        if way is None or self.source(CANARY) is not None:
            return self
        return replace(
            self,
            sources=(*self.sources, way.source),
            feeds=(*self.feeds, way.feed),
            channels=(*self.channels, way.channel),
        )
