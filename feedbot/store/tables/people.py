"""Those who talk to the bot, and what they asked for."""

from sqlalchemy import JSON, BigInteger, Column, PrimaryKeyConstraint, Table

from feedbot.store.tables.base import metadata
from feedbot.store.values import Moment, Plain, Text

# Those who talk to the bot and want to be told what they asked for (store/people.py).
people = Table(
    "people",
    metadata,
    Column("chat", Text, primary_key=True),
    Column("language", Text),
    Column("timezone", Text),
    Column("quiet", Text),
    Column("digest", Plain, nullable=False),
    Column("made", Moment, nullable=False),
    # Since when nothing can be sent there, because it was stopped or blocked.
    Column("stopped", Moment),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("chat", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("options", JSON, nullable=False),
    PrimaryKeyConstraint("chat", "name"),
)

# Sources of which a channel is told nothing for a while; "" means every channel.
mutes = Table(
    "mutes",
    metadata,
    Column("channel", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("until", Moment, nullable=False),
    PrimaryKeyConstraint("channel", "source"),
)

# How far something is that happens once: the last update of a bot, the last weekly report of a channel.
marks = Table(
    "marks",
    metadata,
    Column("name", Text, primary_key=True),
    Column("number", BigInteger, nullable=False),
)
