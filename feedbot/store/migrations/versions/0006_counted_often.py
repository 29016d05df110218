"""What a scrape counts again and again: deliveries set aside, and those that may have come twice."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    aside = sa.text("parked IS NOT NULL AND dropped IS NULL")
    lost, doubted = sa.text("dropped IS NOT NULL"), sa.text("unknowns > 0")
    op.create_index("outbox_parked", "outbox", ["channel"], sqlite_where=aside, postgresql_where=aside)
    op.create_index("outbox_dropped", "outbox", ["channel"], sqlite_where=lost, postgresql_where=lost)
    op.create_index("outbox_doubted", "outbox", ["channel", "unknowns"], sqlite_where=doubted, postgresql_where=doubted)
