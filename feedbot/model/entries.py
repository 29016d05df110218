"""What we say: entries, stories, and how they are shown."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from feedbot.model.inward import (
    Attribution,
    Category,
    Cursor,
    Episode,
    Evidence,
    Hints,
    Link,
    Naming,
    Origin,
    Person,
    Visit,
)


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
    are these. `meaning` is that of the title, as text (`text/meaning.py`); "" where none was read. `gist` are its names
    and topics, as text (`rules/sequels.py`), so that who reads many need not find them again; "" where nobody did.
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
    shingles: Sequence[int] = ()
    size: int = 0
    text: str = ""
    series: str = ""
    template: str = ""
    figures: tuple[str, ...] = ()
    meaning: str = ""
    gist: str = ""


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
    evidence: Evidence = field(default_factory=Evidence)
    hints: Hints = field(default_factory=Hints)
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
