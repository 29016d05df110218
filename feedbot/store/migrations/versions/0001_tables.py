"""All tables of the walking skeleton, with those that later steps fill."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _visits()
    _entries()
    _stories()
    _feeds()
    _outbox()
    op.create_table(
        "subscriptions",
        sa.Column("chat", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("options", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("chat", "name", name="subscriptions_key"),
    )


def _visits() -> None:
    op.create_table(
        "visits",
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("due", sa.BigInteger, nullable=False),
        sa.Column("memo", sa.Text, nullable=False),
        sa.Column("lease", sa.BigInteger),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("error", sa.Text),
        sa.Column("visited", sa.BigInteger),
        sa.Column("tried", sa.BigInteger),
        sa.Column("moved", sa.Text),
        sa.Column("gone", sa.Boolean, nullable=False),
        sa.Column("notes", sa.JSON, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("moves", sa.Integer, nullable=False),
        sa.Column("since", sa.BigInteger),
        sa.Column("gap", sa.BigInteger),
        sa.PrimaryKeyConstraint("source", name="visits_key"),
    )
    op.create_index("visits_due", "visits", ["due"])


def _entries() -> None:
    op.create_table(
        "entries",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("link", sa.Text),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("summary", sa.Text, nullable=False),
        sa.Column("published", sa.BigInteger, nullable=False),
        sa.Column("updated", sa.BigInteger, nullable=False),
        sa.Column("origin", sa.JSON, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("authors", sa.JSON, nullable=False),
        sa.Column("categories", sa.JSON, nullable=False),
        sa.Column("attribution", sa.JSON, nullable=False),
        sa.Column("language", sa.Text),
        sa.Column("links", sa.JSON, nullable=False),
        sa.Column("story", sa.Text),
        sa.Column("recorded", sa.BigInteger, nullable=False),
        sa.Column("retracted", sa.BigInteger),
        sa.Column("restored", sa.BigInteger),
        sa.Column("verdicts", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="entries_key"),
    )
    op.create_index("entries_own", "entries", ["source", "key"])
    op.create_index("entries_source", "entries", ["source", "retracted", "published"])
    op.create_index("entries_published", "entries", ["published"])
    op.create_index("entries_link", "entries", ["link"], postgresql_using="hash")
    op.create_table(
        "sightings",
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("entry", sa.Text, nullable=False),
        sa.Column("raw", sa.Text, nullable=False),
        sa.Column("seen", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("source", "key", name="sightings_key"),
    )
    op.create_index("sightings_entry", "sightings", ["entry"])


def _stories() -> None:
    op.create_table(
        "stories",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("entries", sa.JSON, nullable=False),
        sa.Column("opened", sa.BigInteger, nullable=False),
        sa.Column("updated", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="stories_key"),
    )
    op.create_table(
        "signatures",
        sa.Column("entry", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("language", sa.Text),
        sa.Column("terms", sa.JSON, nullable=False),
        sa.Column("shingles", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("entry", name="signatures_key"),
    )
    op.create_index("signatures_at", "signatures", ["at"])
    op.create_table(
        "bands",
        sa.Column("band", sa.BigInteger, nullable=False),
        sa.Column("entry", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("band", "entry", name="bands_key"),
        sa.ForeignKeyConstraint(["entry"], ["signatures.entry"], name="bands_entry_exists", ondelete="CASCADE"),
    )
    op.create_index("bands_entry", "bands", ["entry"])


def _feeds() -> None:
    op.create_table(
        "publications",
        sa.Column("feed", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("changed", sa.BigInteger, nullable=False),
        sa.Column("written", sa.BigInteger, nullable=False),
        sa.Column("digest", sa.Text),
        sa.Column("updated", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("feed", name="publications_key"),
    )
    op.create_table(
        "memberships",
        sa.Column("feed", sa.Text, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("published", sa.BigInteger, nullable=False),
        sa.Column("retracted", sa.BigInteger),
        sa.PrimaryKeyConstraint("feed", "number", name="memberships_key"),
        sa.ForeignKeyConstraint(["feed"], ["publications.feed"], name="memberships_feed_exists"),
    )
    op.create_index("memberships_subject", "memberships", ["subject", "feed"], unique=True)
    op.create_index("memberships_published", "memberships", ["feed", "published", "number"])


def _outbox() -> None:
    op.create_table(
        "lanes",
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("ready", sa.BigInteger, nullable=False),
        sa.Column("lease", sa.BigInteger),
        sa.Column("home", sa.Text),
        sa.Column("chat", sa.Text),
        sa.Column("gone", sa.Text),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("sent", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("channel", name="lanes_key"),
    )
    op.create_table(
        "outbox",
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("wanted", sa.Text, nullable=False),
        sa.Column("shown", sa.Text),
        sa.Column("due", sa.BigInteger, nullable=False),
        sa.Column("made", sa.BigInteger, nullable=False),
        sa.Column("messages", sa.JSON, nullable=False),
        sa.Column("chat", sa.Text),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("attempted", sa.BigInteger),
        sa.Column("unknowns", sa.Integer, nullable=False),
        sa.Column("error", sa.Text),
        sa.Column("parked", sa.Text),
        sa.Column("dropped", sa.Text),
        sa.Column("settled", sa.BigInteger),
        sa.PrimaryKeyConstraint("channel", "subject", name="outbox_key"),
        sa.ForeignKeyConstraint(["channel"], ["lanes.channel"], name="outbox_channel_exists"),
    )
    op.create_index("outbox_number", "outbox", ["channel", "number"], unique=True)
    op.create_index("outbox_subject", "outbox", ["subject"])
    parked: sa.ColumnClause[str] = sa.column("parked")
    dropped: sa.ColumnClause[str] = sa.column("dropped")
    wanted: sa.ColumnClause[str] = sa.column("wanted")
    owed = sa.and_(parked.is_(None), dropped.is_(None), wanted.is_distinct_from(sa.column("shown")))
    op.create_index("outbox_owed", "outbox", ["channel", "number", "due"], sqlite_where=owed, postgresql_where=owed)
    op.create_table(
        "paces",
        sa.Column("bot", sa.Text, nullable=False),
        sa.Column("free", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("bot", name="paces_key"),
    )
