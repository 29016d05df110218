"""A chat that one channel names and another numbers is one chat; and who of several programs sends there is known."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("lanes", sa.Column("number", sa.Text))
    op.add_column("lanes", sa.Column("holder", sa.Text))
