"""Feeds that last: closed pages, withdrawn pieces, secret addresses, hubs; and what the status pages tell."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("entries", sa.Column("episode", sa.JSON))
    op.add_column("publications", sa.Column("token", sa.Text))
    op.create_index("outbox_settled", "outbox", ["settled"])
    _told()
    _published()
    _hubs()


def _told() -> None:
    op.create_table(
        "revisions",
        sa.Column("entry", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("until", sa.BigInteger, nullable=False),
        sa.Column("held", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("entry", "digest", name="revisions_key"),
    )
    op.create_table(
        "trails",
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("visits", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("source", name="trails_key"),
    )
    op.create_table(
        "sessions",
        sa.Column("token", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("made", sa.BigInteger, nullable=False),
        sa.Column("until", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("token", name="sessions_key"),
    )


def _published() -> None:
    op.create_table(
        "farewells",
        sa.Column("stem", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("stem", name="farewells_key"),
    )
    op.create_table(
        "pages",
        sa.Column("feed", sa.Text, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("closed", sa.BigInteger, nullable=False),
        sa.Column("last", sa.BigInteger, nullable=False),
        sa.Column("members", sa.JSON, nullable=False),
        sa.Column("dropped", sa.BigInteger),
        sa.ForeignKeyConstraint(["feed"], ["publications.feed"], name="pages_feed_exists"),
        sa.PrimaryKeyConstraint("feed", "number", name="pages_key"),
    )


def _hubs() -> None:
    op.create_table(
        "subscribers",
        sa.Column("callback", sa.Text, nullable=False),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("feed", sa.Text, nullable=False),
        sa.Column("format", sa.Text, nullable=False),
        sa.Column("secret", sa.Text, nullable=False),
        sa.Column("lease", sa.BigInteger, nullable=False),
        sa.Column("due", sa.BigInteger, nullable=False),
        sa.Column("until", sa.BigInteger),
        sa.Column("pending", sa.Text),
        sa.Column("wanted", sa.Text),
        sa.Column("shown", sa.Text),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("error", sa.Text),
        sa.PrimaryKeyConstraint("callback", "topic", name="subscribers_key"),
    )
    op.create_index("subscribers_due", "subscribers", ["due"])
    op.create_table(
        "pings",
        sa.Column("feed", sa.Text, nullable=False),
        sa.Column("hub", sa.Text, nullable=False),
        sa.Column("due", sa.BigInteger, nullable=False),
        sa.Column("wanted", sa.Text),
        sa.Column("shown", sa.Text),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("error", sa.Text),
        sa.PrimaryKeyConstraint("feed", "hub", name="pings_key"),
    )
