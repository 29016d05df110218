"""What comes in: visits of sources, entries and their stories."""

from sqlalchemy import JSON, BigInteger, Boolean, Column, Index, Integer, PrimaryKeyConstraint, Table

from feedbot.model import Attribution, Category, Episode, Evidence, Habits, Hints, Link, Origin, Person, Signature
from feedbot.store.tables.base import metadata
from feedbot.store.values import Length, Moment, Packed, Plain, Text, Value, Values

visits = Table(
    "visits",
    metadata,
    Column("source", Text, primary_key=True),
    Column("due", Moment, nullable=False),
    Column("memo", Text, nullable=False),
    Column("lease", Moment),
    Column("failures", Integer, nullable=False),
    Column("error", Text),
    Column("visited", Moment),
    Column("tried", Moment),
    Column("moved", Text),
    Column("gone", Boolean, nullable=False),
    Column("notes", Plain, nullable=False),
    Column("address", Text, nullable=False),
    Column("moves", Integer, nullable=False),
    Column("since", Moment),
    Column("gap", Length),
    Column("decoded", Text, nullable=False),
    Column("hints", Value(Hints), nullable=False),
    Column("terms", Plain, nullable=False),
    Column("fault", Text),
    Column("failing", Moment),
    Column("naming", Text, nullable=False),
    Column("evidence", Value(Evidence), nullable=False),
    Column("habits", Value(Habits), nullable=False),
    Column("pushed", Moment),
    Column("languages", Plain, nullable=False),
    # Whether the config has it and does not pause it: a thousand names in a question would cost more than its answer.
    Column("watched", Boolean, nullable=False),
    # Of its address; "" where that names none.
    Column("host", Text, nullable=False),
    # The program that took the last lease, where there are several, as it calls itself.
    Column("holder", Text),
    Index("visits_due", "due"),
)

# Few are under way at any time, and each turn asks for them.
Index(
    "visits_lease",
    visits.c.lease,
    sqlite_where=visits.c.lease.is_not(None),
    postgresql_where=visits.c.lease.is_not(None),
)

# Where several programs visit: which of them speaks with a host, until when, and what the host asked for.
hosts = Table(
    "hosts",
    metadata,
    Column("name", Text, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("until", Moment, nullable=False),
    Column("delay", Length, nullable=False),
    Column("rest", Moment),
    Column("status", Integer),
    Column("place", Text, nullable=False),
)

# What another program had seen of a source that was taken over from it; gone with the first good visit.
carried = Table(
    "carried",
    metadata,
    Column("source", Text, primary_key=True),
    Column("checked", Moment),
    Column("seen", Plain, nullable=False),
)

ailments = Table(
    "ailments",
    metadata,
    Column("source", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("since", Moment, nullable=False),
    Column("because", Text, nullable=False),
    Column("remedy", Text, nullable=False),
    PrimaryKeyConstraint("source", "code"),
)

# The log of ailments that began and that were over.
alarms = Table(
    "alarms",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("source", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("since", Moment, nullable=False),
    Column("at", Moment, nullable=False),
    Column("over", Boolean, nullable=False),
    Column("because", Text, nullable=False),
    Column("remedy", Text, nullable=False),
    Index("alarms_source", "source", "number"),
)

pushes = Table(
    "pushes",
    metadata,
    Column("source", Text, primary_key=True),
    Column("hub", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("token", Text, nullable=False),
    Column("secret", Text, nullable=False),
    Column("due", Moment, nullable=False),
    Column("asked", Moment),
    Column("until", Moment),
    Column("ending", Boolean, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("error", Text),
    Index("pushes_token", "token", unique=True),
)

entries = Table(
    "entries",
    metadata,
    Column("id", Text, primary_key=True),
    Column("source", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("link", Text),
    Column("content", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("published", Moment, nullable=False),
    Column("updated", Moment, nullable=False),
    Column("origin", Value(Origin), nullable=False),
    Column("digest", Text, nullable=False),
    Column("authors", Values(Person), nullable=False),
    Column("categories", Values(Category), nullable=False),
    Column("attribution", Values(Attribution), nullable=False),
    Column("language", Text),
    Column("links", Values(Link), nullable=False),
    Column("episode", Value(Episode)),
    Column("story", Text),
    Column("recorded", Moment, nullable=False),
    # When its source withdrew it, and when it last brought it back.
    Column("retracted", Moment),
    Column("restored", Moment),
    Column("verdicts", Plain, nullable=False),
    Index("entries_own", "source", "key"),
    Index("entries_source", "source", "retracted", "published"),
    Index("entries_published", "published"),
    Index("entries_story", "story"),
    Index("entries_recorded", "recorded"),
    # A link may be longer than a B-tree of PostgreSQL takes.
    Index("entries_link", "link", postgresql_using="hash"),
)

# Entries as they were before they changed, each under the digest it had then.
revisions = Table(
    "revisions",
    metadata,
    Column("entry", Text, nullable=False),
    Column("digest", Text, nullable=False),
    # Until when it was the newest.
    Column("until", Moment, nullable=False),
    Column("held", JSON, nullable=False),
    PrimaryKeyConstraint("entry", "digest"),
)

# The last visits of each source, newest last (store/trails.py).
trails = Table(
    "trails",
    metadata,
    Column("source", Text, primary_key=True),
    Column("visits", Plain, nullable=False),
)

sightings = Table(
    "sightings",
    metadata,
    Column("source", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("entry", Text, nullable=False),
    Column("raw", Text, nullable=False),
    Column("seen", Moment, nullable=False),
    PrimaryKeyConstraint("source", "key"),
    Index("sightings_entry", "entry"),
)

stories = Table(
    "stories",
    metadata,
    Column("id", Text, primary_key=True),
    Column("entries", Plain, nullable=False),
    Column("opened", Moment, nullable=False),
    Column("updated", Moment, nullable=False),
    Column("follows", Text),
)

# What tells which story an entry belongs to. A row whose story or signature changed has a new number, so that whoever
# keeps a window of them reads only what has a higher one than what he read last.
signatures = Table(
    "signatures",
    metadata,
    Column("entry", Text, primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("story", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("signature", Packed(Signature), nullable=False),
    Index("signatures_number", "number", unique=True),
    Index("signatures_at", "at"),
)

# What an endpoint said when it was asked for a summary; `summary` is NULL where its answer was refused.
answers = Table(
    "answers",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("entry", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("summary", Text),
    Column("because", Text, nullable=False),
    Index("answers_at", "at"),
    Index("answers_entry", "entry"),
)

# The entries that can be searched, each with its number in the index of their words, which is made of no table: FTS5 of
# SQLite, tsvector of PostgreSQL (store/search.py).
searched = Table(
    "searched",
    metadata,
    Column("entry", Text, primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("digest", Text, nullable=False),
    Index("searched_number", "number", unique=True),
)
