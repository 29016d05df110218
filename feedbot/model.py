"""The nouns of feedbot as frozen values: what the config names, what comes in, what we say, what goes out.

Every datetime is aware and in UTC. Tuples keep the order that their field names. `None` means "not known".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Literal

# --- what the config names -------------------------------------------------------------------------------------------


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

    With `semantic` stories are told by the meaning of titles too.
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


# --- what comes in ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What a server or its document says of its own rhythm, and who would push.

    Come back no sooner than `wait`, which `said` names as it was said ("max-age=3600", "ttl 60"), and not in
    `skip_hours` (0 to 23, UTC) or on `skip_days` (0 is Monday, UTC). `hub` is a WebSub hub and `topic` the address
    to subscribe to there (W3C WebSub, section 4). `validators` is False for an answer that no later request can be
    conditional on (RFC 9110, section 8.8).
    """

    wait: timedelta | None = None
    said: str = ""
    validators: bool = True
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()
    hub: str | None = None
    topic: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One redirect that was followed: the status and the address it led to."""

    status: int
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file of a folder; `path` is relative to the folder, with "/" between its parts."""

    path: str
    body: bytes
    modified: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What a source gave us, unread.

    `url` is the address after redirects. `memo` is for the next fetch of this source only, and opaque to all others.
    A folder has `files`, ordered by path, and an empty `body`. `waiting` has paths that are still being written.
    `pushed` is True for one that a WebSub hub sent; all else was asked for. `partial` says that it may have only what
    is new at the source. `certificate` is when the server's expires.
    """

    url: str
    received: datetime
    body: bytes = b""
    files: tuple[File, ...] = ()
    waiting: tuple[str, ...] = ()
    media_type: str | None = None
    charset: str | None = None
    content_location: str | None = None
    memo: str = ""
    hints: Hints = Hints()
    hops: tuple[Hop, ...] = ()
    certificate: datetime | None = None
    pushed: bool = False
    partial: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """The source says, or its bytes prove, that nothing is new. `certificate` is when the server's one expires."""

    memo: str
    hints: Hints = Hints()
    hops: tuple[Hop, ...] = ()
    certificate: datetime | None = None


Fault = Literal[
    "network", "tls", "private", "http", "login", "busy", "missing", "robots", "format", "empty", "limit", "ours"
]
"""What kind of fault a visit met: it decides which remedy is told.

No connection; TLS; an address we do not dial; another status; 401 or 403; 429 or 503; 404 or 410; robots.txt; not what
the kind reads; nothing matched; a bound of ours; an error of ours.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """The visit failed. `reason` is for people; `retry_after` is the server's wish; `gone` is a 410.

    `host` is named when the server asked all visits to that host to wait (429, 503).
    """

    reason: str
    fault: Fault = "format"
    retry_after: timedelta | None = None
    host: str | None = None
    gone: bool = False


Visit = Document | Unchanged | Failed


Naming = Literal["id", "link", "text"]
"""What names the items of a source: their own ids, or, where these proved to be bad, their links or their titles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a source's last readings showed of its ids: items seen, and among them ids missing, repeated, changed."""

    items: int = 0
    missing: int = 0
    repeated: int = 0
    changed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """What is usual for a source: learnt by each visit, used to notice what is not.

    `items` is the usual number of items of a document. `silences` has for each hour of the day (UTC) the longest time
    without a new entry that was ever seen at that hour, in seconds, 24 numbers or none. `newest` is when the last new
    entry came in. `encoding` and `language` are the usual ones; `strange` counts readings in a row with another.
    `readings` counts documents read. `certificate` is when the server's certificate expires. `traits` are more counts
    and moments, which `rules/habits.py` names.
    """

    readings: int = 0
    items: int = 0
    silences: tuple[int, ...] = ()
    newest: datetime | None = None
    encoding: str = ""
    language: str = ""
    strange: int = 0
    certificate: datetime | None = None
    traits: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """How far we are with a source.

    `visited` is the last visit that worked, None before the first; `tried` the last visit at all. `failures` counts
    since the last one that worked, and `error` is the reason of the last. `lease` is None when nobody visits it now.
    `address` is the source's url that all this was learnt of. `moved` is where permanent redirects led in the last
    `moves` visits, the first of them at `since`. `gap` is the mean time between its entries of the last week.
    `notes` are what the last reading had to say, `decoded` how its bytes were read and why, `hints` what its document
    said. `terms` are all that went into `due`, one sentence each. `fault` is the kind of the last failure, `failing`
    when the first since the last good visit was. `naming` and `evidence` tell how far its ids are trusted. `pushed` is
    until when a WebSub hub tells us of news. `languages` counts in which languages its entries are written, as bare
    tags ("uk"), the most frequent first.
    """

    source: str
    due: datetime
    memo: str = ""
    lease: datetime | None = None
    failures: int = 0
    error: str | None = None
    visited: datetime | None = None
    tried: datetime | None = None
    moved: str | None = None
    gone: bool = False
    notes: tuple[str, ...] = ()
    address: str = ""
    moves: int = 0
    since: datetime | None = None
    gap: timedelta | None = None
    decoded: str = ""
    hints: Hints = Hints()
    terms: tuple[str, ...] = ()
    fault: Fault | None = None
    failing: datetime | None = None
    naming: Naming = "id"
    evidence: Evidence = Evidence()
    habits: Habits = Habits()
    pushed: datetime | None = None
    languages: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """A subscription at a WebSub hub, so that it tells us of a source's news (W3C WebSub, section 5).

    `token` makes our callback's address, and `secret` the hub's signatures; nobody else knows either. We ask the hub
    again at `due`. `until` is the end of the lease that it confirmed, None before it did. With `ending` we asked it to
    stop. `failures` counts requests since the last confirmation.
    """

    source: str
    hub: str
    topic: str
    token: str
    secret: str
    due: datetime
    asked: datetime | None = None
    until: datetime | None = None
    ending: bool = False
    failures: int = 0
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link with more to it than an address.

    `rel` is RFC 4287's (enclosure, related, via), "replies" (RFC 4685) for comments, or "preview" (RFC 6903) for a
    picture that stands for the entry; `length` is in bytes, `width` and `height` in pixels, `duration` in seconds.
    """

    href: str
    rel: str = "enclosure"
    type: str | None = None
    length: int | None = None
    title: str | None = None
    width: int | None = None
    height: int | None = None
    duration: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """What a podcast says of an episode (the `itunes` namespace of RSS); `duration` is in seconds."""

    duration: int | None = None
    season: int | None = None
    number: int | None = None
    kind: str | None = None
    explicit: bool | None = None
    image: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """RFC 4287, section 3.2."""

    name: str
    uri: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """RFC 4287, section 4.2.2."""

    term: str
    scheme: str | None = None
    label: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Who told the news, as an article names it.

    `alias` is the short name given in parentheses ("KCNA"). `via` is True for one that others quote.
    """

    name: str
    alias: str | None = None
    via: bool = False

    @property
    def short(self) -> str:
        """The name to show where space is dear."""
        return self.alias or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What a source said, unchanged; every field may be missing, wrong or hostile.

    `id` is the source's own name for it. `path` is the file it lies in, for a folder. `html` is its body, `text` its
    body without markup where there is no `html`. `lede` is its first paragraph as plain text, where the form names
    one. Dates are as written; `modified` is what the medium says and only a guess. `base` resolves relative links.
    """

    id: str | None = None
    path: str | None = None
    link: str | None = None
    title: str | None = None
    title_is_html: bool = False
    html: str | None = None
    text: str | None = None
    lede: str | None = None
    summary: str | None = None
    published: str | None = None
    updated: str | None = None
    modified: datetime | None = None
    authors: tuple[Person, ...] = ()
    categories: tuple[Category, ...] = ()
    attribution: tuple[Attribution, ...] = ()
    language: str | None = None
    links: tuple[Link, ...] = ()
    episode: Episode | None = None
    base: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The feed or folder an entry came from; becomes atom:source (RFC 4287, section 4.2.11)."""

    id: str
    title: str
    link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a document says: its items in the document's order, and remarks for the operator.

    `gone` are own ids that the source withdrew. `complete` means that what is missing here is missing at the source.
    `decoded` says how its bytes were read and why ("windows-1251: it is declared, and the letters agree").
    """

    origin: Origin
    items: tuple[Item, ...] = ()
    gone: tuple[str, ...] = ()
    complete: bool = False
    decoded: str = ""
    hints: Hints = Hints()
    notes: tuple[str, ...] = ()


# --- what we say -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One article as we say it: clean, dated, with a permanent id (RFC 4287, section 4.2.6).

    `title` and `summary` are plain text on one line; `content` is sanitised HTML with absolute links. `digest`
    covers everything a reader can see except dates. `key` is the source's name for it.
    """

    id: str
    source: str
    key: str
    title: str
    link: str | None
    content: str
    summary: str
    published: datetime
    updated: datetime
    origin: Origin
    digest: str
    authors: tuple[Person, ...] = ()
    categories: tuple[Category, ...] = ()
    attribution: tuple[Attribution, ...] = ()
    language: str | None = None
    links: tuple[Link, ...] = ()
    episode: Episode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """What tells which story an entry belongs to, so that its text is never needed again (`rules/stories.py`).

    `at` is when the entry was published, `came` when we had it (None: then, too). `terms` are stems, those of the title
    first, and `counts` how often each counts. `names` read alike in several alphabets, and so do `doubtful` ones, which
    may be none. `numbers` are those of title, lede and details. `shingles` are the least hashes of three words in a row
    of lede and details, ascending, of `size` in all. `text` is a digest of the whole normalised text. `series` is a
    kind of which many come out ("weather"), `template` a digest of the title without numbers and dates, and `figures`
    are these. `meaning` is that of the title, as text (`text/meaning.py`); "" where none was read.
    """

    entry: str
    source: str
    at: datetime
    came: datetime | None = None
    language: str | None = None
    title: str = ""
    terms: tuple[str, ...] = ()
    counts: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    shingles: tuple[int, ...] = ()
    size: int = 0
    text: str = ""
    series: str = ""
    template: str = ""
    figures: tuple[str, ...] = ()
    meaning: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Which story an entry belongs to: it is a copy of another, joins it, or opens one of its own.

    `like` is the entry it is most like, `words` what they share, the weightiest first, `score` how alike they are, 0 to
    1. One that opens a story may follow another: what came of it later. `because` says all that for people.
    """

    entry: str
    kind: Literal["copy", "joins", "opens"]
    story: str
    because: str
    like: str | None = None
    score: float = 0.0
    words: tuple[str, ...] = ()
    follows: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Find:
    """An item that is new or changed: the entry it gives, the digest of what the source said, its other keys.

    `dated` is False when the source gave no date that can be read, so `published` is a guess. `text` is what rules
    read of the entry (`rules/matching.py`). `misdeclared` tells of a language that is declared and not written.
    """

    entry: Entry
    raw: str
    aliases: tuple[str, ...] = ()
    dated: bool = True
    signature: Signature | None = None
    text: object = None
    misdeclared: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Harvest:
    """What one visit brought home.

    `finds` are in the order of publication, oldest first; no two share a key. `same` are keys of items that the store
    holds unchanged. Only a complete reading has `gone`, keys that were there and are missing now, and `back`, keys of
    `same` whose entries had been withdrawn. `gap` is the mean time between entries of the last week. `items` is how
    many items the document has. `decoded`, `naming`, `evidence` and `languages` are the cursor's after this reading.
    For a Failed or Unchanged visit all are empty.
    """

    cursor: Cursor
    source: str
    visit: Visit
    finds: tuple[Find, ...] = ()
    same: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    back: tuple[str, ...] = ()
    gap: timedelta | None = None
    items: int = 0
    decoded: str = ""
    naming: Naming = "id"
    evidence: Evidence = Evidence()
    hints: Hints = Hints()
    languages: tuple[tuple[str, int], ...] = ()
    notes: tuple[str, ...] = ()
    took: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """The entries of one event, oldest first; its id is the id of the entry that opened it.

    It may follow another story: what came of that later.
    """

    id: str
    entries: tuple[str, ...]
    opened: datetime
    updated: datetime
    follows: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What is shown as one thing: an entry or a story; `digest` covers what a reader sees of it.

    `lead` is the entry that tells most, `also` are the story's others, oldest first.

    One that is `withdrawn` was shown and is so no more: what is left is to say so.
    """

    id: str
    lead: Entry
    digest: str
    published: datetime
    updated: datetime
    also: tuple[Entry, ...] = ()
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class AnyWord:
    """One of these words, or one that begins with one of the `starts`; both are keys (`rules/reading.py`)."""

    words: frozenset[str]
    starts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Every:
    """All parts; at least two."""

    parts: tuple["Wanted", ...]


@dataclass(frozen=True, slots=True)
class Some:
    """One of the parts; at least two."""

    parts: tuple["Wanted", ...]


Wanted = AnyWord | Every | Some
"""The words without which an entry passes no rule (`rules/searching.py`)."""


# --- what a decision looks like --------------------------------------------------------------------------------------


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

    `digest` is the part's (`rules/standing.py`); "" where nobody knows what it says.
    """

    messages: tuple[int, ...]
    form: Form = "text"
    digest: str = ""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A channel's queue: who works on it, when it may send again, and where it leads.

    `home` is the chat that the config named when the rest was learnt; `chat` is set when Telegram moved it. `gone` says
    why the chat takes nothing. `failures` counts faults in a row. `sent` are the times of the last sends, oldest first,
    as many as the pace needs. `last` is the highest id of a message that we know in its chat. `probes` counts how often
    it was asked whether a message stands there whose answer was lost, `found` how often it did. `stranger` is when we
    last saw by the ids that somebody else writes there.
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
    chat. `silent` says that it makes no sound now.
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
    silent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What an outcome made of a delivery and its lane."""

    delivery: Delivery
    lane: Lane


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """At least `gap` between two sends, and at most `most` within any `window`; no limit when `most` is 0."""

    gap: timedelta = timedelta(0)
    most: int = 0
    window: timedelta = timedelta(0)


# --- how sources are -------------------------------------------------------------------------------------------------


State = Literal["new", "ok", "late", "failing", "gone", "paused"]

READERS = "reader-"
"""How the names of readers' channels begin; no channel of the config has such a name."""

OURS = "feedbot"
"""The source of entries that tell of our sources' health; no source of the config has this name."""

CANARY = "feedbot-canary"
"""The name of the canary's source, feed and channel; none of the config has it."""

OWN = (OURS, CANARY)
"""The sources of entries that are no news."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ailment:
    """Something that is wrong with a source, a channel or the config, as long as it lasts.

    `source` is "" for what concerns all sources (our own network), "@HOST" for all of a host, "#CHANNEL" for a channel
    and "#" for the config. `code` names it: "failing", "gone", "late", "fewer", "nothing", "encoding", "language",
    "certificate", "moved", "ids", "network"; "unreachable", "parked", "dropped" and "doubtful" of a channel; "canary";
    "config". One of a code a source. `because` says what is seen, `remedy` what to do; both are sentences for people.
    """

    source: str
    code: str
    since: datetime
    because: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """An ailment that began, or one that is over: told once each."""

    ailment: Ailment
    at: datetime
    over: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """How far canaries came.

    The newest was made at `laid`, and is not yet where it `lacks`. The last one that arrived everywhere had been made
    at `arrived`, and its way `took` so long; `number` is its place in the feed. One is waited for from `since` on.
    """

    laid: datetime | None = None
    arrived: datetime | None = None
    took: timedelta | None = None
    since: datetime | None = None
    lacks: tuple[str, ...] = ()
    number: int = 0

    def age(self, now: datetime) -> timedelta | None:
        """How long ago the last one that arrived had been made; None while none did."""
        return None if self.arrived is None else max(now - self.arrived, timedelta(0))

    def overdue(self, now: datetime) -> timedelta:
        """For how long none came, as long as somebody was there to wait."""
        begun = [each for each in (self.arrived, self.since) if each is not None]
        return max(now - max(begun), timedelta(0)) if begun else timedelta(0)


# --- what goes out ---------------------------------------------------------------------------------------------------


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
    no buttons. `form` is what stands already, for an edit. `link` is what a preview would show, `large` how and `above`
    where. `topic` is a topic of the chat: its number, or the name of one that we make. `reply` is the message it
    answers to. `rich` is the same as HTML for a Rich Message, None for a classic one.

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

    `note` says what was out of the ordinary ("not modified", "sent without its pictures: ...").
    """

    messages: tuple[int, ...]
    form: Form = "text"
    note: str | None = None


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
