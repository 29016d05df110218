"""What comes in: visits, documents, items, and how far we are with a source."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal


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
    `publisher` is who brings it out where the source is a place of many: the sender of a letter.
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
    publisher: str | None = None


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
