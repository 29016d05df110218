"""Several programs that visit take turns at each host."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("visits", sa.Column("host", sa.Text, nullable=False, server_default=""))
    op.create_table(
        "hosts",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("until", sa.BigInteger, nullable=False),
        sa.Column("delay", sa.BigInteger, nullable=False),
        sa.Column("rest", sa.BigInteger),
        sa.Column("status", sa.Integer),
        sa.Column("place", sa.Text, nullable=False),
    )
