"""Who of several programs visits a source is known, so that another takes over from one that died."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("visits", sa.Column("holder", sa.Text))
