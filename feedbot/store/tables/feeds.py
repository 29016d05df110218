"""What is published, and who is told of it; and who is signed in to the pages."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, PrimaryKeyConstraint, Table

from feedbot.store.tables.base import metadata
from feedbot.store.values import Length, Moment, Plain, Text

publications = Table(
    "publications",
    metadata,
    Column("feed", Text, primary_key=True),
    Column("id", Text, nullable=False),
    Column("changed", BigInteger, nullable=False),
    Column("written", BigInteger, nullable=False),
    Column("digest", Text),
    Column("updated", Moment, nullable=False),
    # The secret in the address of a private feed.
    Column("token", Text),
)

# Addresses under which something was published once and is no more: a removed feed, a secret that was taken back, a
# page that was dropped.
farewells = Table(
    "farewells",
    metadata,
    Column("stem", Text, primary_key=True),
    Column("at", Moment, nullable=False),
)

# The pages of archives that are closed for good. Of each member they have the id, and digest, published and updated as
# these were when the page closed; or the id, null and when it was withdrawn.
pages = Table(
    "pages",
    metadata,
    Column("feed", Text, ForeignKey(publications.c.feed), nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("closed", Moment, nullable=False),
    # The highest number of a member in it.
    Column("last", BigInteger, nullable=False),
    Column("members", Plain, nullable=False),
    Column("dropped", Moment),
    PrimaryKeyConstraint("feed", "number"),
)

# Who asked our own hub for a feed, and hubs elsewhere that are told when a feed changes.
subscribers = Table(
    "subscribers",
    metadata,
    Column("callback", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("feed", Text, nullable=False),
    Column("format", Text, nullable=False),
    Column("secret", Text, nullable=False),
    Column("lease", Length, nullable=False),
    Column("due", Moment, nullable=False),
    Column("until", Moment),
    Column("pending", Text),
    Column("wanted", Text),
    Column("shown", Text),
    Column("failures", Integer, nullable=False),
    Column("error", Text),
    PrimaryKeyConstraint("callback", "topic"),
    Index("subscribers_due", "due"),
)

pings = Table(
    "pings",
    metadata,
    Column("feed", Text, nullable=False),
    Column("hub", Text, nullable=False),
    Column("due", Moment, nullable=False),
    Column("wanted", Text),
    Column("shown", Text),
    Column("failures", Integer, nullable=False),
    Column("error", Text),
    PrimaryKeyConstraint("feed", "hub"),
)

# Who is signed in; `token` is the digest of what the browser holds.
sessions = Table(
    "sessions",
    metadata,
    Column("token", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("made", Moment, nullable=False),
    Column("until", Moment, nullable=False),
)

memberships = Table(
    "memberships",
    metadata,
    Column("feed", Text, ForeignKey(publications.c.feed), nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("subject", Text, nullable=False),
    Column("published", Moment, nullable=False),
    Column("retracted", Moment),
    PrimaryKeyConstraint("feed", "number"),
    Index("memberships_subject", "subject", "feed", unique=True),
    Index("memberships_published", "feed", "published", "number"),
)
