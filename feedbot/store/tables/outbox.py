"""What channels are owed."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    and_,
    literal_column,
)

from feedbot.model import Standing, Trial
from feedbot.store.tables.base import metadata
from feedbot.store.values import Moment, Moments, Text, Value, Values

lanes = Table(
    "lanes",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("ready", Moment, nullable=False),
    Column("lease", Moment),
    Column("home", Text),
    Column("chat", Text),
    Column("gone", Text),
    Column("failures", Integer, nullable=False),
    Column("sent", Moments, nullable=False),
    Column("last", BigInteger),
    Column("probes", Integer, nullable=False),
    Column("found", Integer, nullable=False),
    Column("stranger", Moment),
    Column("number", Text),
    Column("holder", Text),
)

outbox = Table(
    "outbox",
    metadata,
    Column("channel", Text, ForeignKey(lanes.c.channel), nullable=False),
    Column("subject", Text, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("wanted", Text, nullable=False),
    Column("shown", Text),
    Column("due", Moment, nullable=False),
    Column("made", Moment, nullable=False),
    Column("standing", Values(Standing), nullable=False),
    Column("chat", Text),
    Column("attempts", Integer, nullable=False),
    Column("attempted", Moment),
    Column("trial", Value(Trial)),
    Column("unknowns", Integer, nullable=False),
    Column("error", Text),
    Column("parked", Text),
    Column("dropped", Text),
    Column("settled", Moment),
    Column("gather", Text),
    Column("folded", Text),
    Column("breaking", Boolean, nullable=False),
    PrimaryKeyConstraint("channel", "subject"),
    Index("outbox_number", "channel", "number", unique=True),
    Index("outbox_subject", "subject"),
    Index("outbox_settled", "settled"),
)

owed = and_(
    outbox.c.parked.is_(None),
    outbox.c.dropped.is_(None),
    outbox.c.folded.is_(None),
    outbox.c.wanted.is_distinct_from(outbox.c.shown),
)
"""`Delivery.owed`, in the database's words."""

# What was sent stays for ever; a claim looks only at the few that are owed.
Index("outbox_owed", outbox.c.channel, outbox.c.number, outbox.c.due, sqlite_where=owed, postgresql_where=owed)

# What is told in a digest, by the delivery that tells it.
_told = outbox.c.folded.is_not(None)
Index("outbox_folded", outbox.c.channel, outbox.c.folded, sqlite_where=_told, postgresql_where=_told)

# What was set aside, and what may have come twice, is counted again and again.
_aside = and_(outbox.c.parked.is_not(None), outbox.c.dropped.is_(None))
_lost = outbox.c.dropped.is_not(None)
_doubted = outbox.c.unknowns > literal_column("0")
Index("outbox_parked", outbox.c.channel, sqlite_where=_aside, postgresql_where=_aside)
Index("outbox_dropped", outbox.c.channel, sqlite_where=_lost, postgresql_where=_lost)
Index("outbox_doubted", outbox.c.channel, outbox.c.unknowns, sqlite_where=_doubted, postgresql_where=_doubted)

# The topics that we made in chats, by name.
topics = Table(
    "topics",
    metadata,
    Column("chat", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("topic", BigInteger, nullable=False),
    PrimaryKeyConstraint("chat", "name"),
)

paces = Table(
    "paces",
    metadata,
    Column("bot", Text, primary_key=True),
    Column("free", Moment, nullable=False),
)
