"""What visits learn of a source: how it is read, named and due; its health, and who pushes."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in (
        sa.Column("decoded", sa.Text, nullable=False, server_default=""),
        sa.Column("hints", sa.JSON, nullable=False, server_default="{}"),
        sa.Column("terms", sa.JSON, nullable=False, server_default="[]"),
        sa.Column("fault", sa.Text),
        sa.Column("failing", sa.BigInteger),
        sa.Column("naming", sa.Text, nullable=False, server_default="id"),
        sa.Column("evidence", sa.JSON, nullable=False, server_default="{}"),
        sa.Column("habits", sa.JSON, nullable=False, server_default="{}"),
        sa.Column("pushed", sa.BigInteger),
        sa.Column("watched", sa.Boolean, nullable=False, server_default=sa.true()),
    ):
        op.add_column("visits", column)
    leased = sa.column("lease").is_not(None)
    op.create_index("visits_lease", "visits", ["lease"], sqlite_where=leased, postgresql_where=leased)
    op.create_table(
        "carried",
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("checked", sa.BigInteger),
        sa.Column("seen", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("source", name="carried_key"),
    )
    _health()
    op.create_table(
        "pushes",
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("hub", sa.Text, nullable=False),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("token", sa.Text, nullable=False),
        sa.Column("secret", sa.Text, nullable=False),
        sa.Column("due", sa.BigInteger, nullable=False),
        sa.Column("asked", sa.BigInteger),
        sa.Column("until", sa.BigInteger),
        sa.Column("ending", sa.Boolean, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("error", sa.Text),
        sa.PrimaryKeyConstraint("source", name="pushes_key"),
    )
    op.create_index("pushes_token", "pushes", ["token"], unique=True)


def _health() -> None:
    op.create_table(
        "ailments",
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("because", sa.Text, nullable=False),
        sa.Column("remedy", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("source", "code", name="ailments_key"),
    )
    op.create_table(
        "alarms",
        sa.Column("number", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("over", sa.Boolean, nullable=False),
        sa.Column("because", sa.Text, nullable=False),
        sa.Column("remedy", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="alarms_key"),
    )
    op.create_index("alarms_source", "alarms", ["source", "number"])
