"""What is learnt of texts: languages, stories, answers of an endpoint, and an index of words."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("visits", sa.Column("languages", sa.JSON, nullable=False, server_default="[]"))
    op.create_index("entries_story", "entries", ["story"])
    op.create_index("entries_recorded", "entries", ["recorded"])
    # Nothing was ever written to these two.
    op.drop_table("bands")
    op.drop_table("signatures")
    op.create_table(
        "signatures",
        sa.Column("entry", sa.Text, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("story", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("signature", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("entry", name="signatures_key"),
    )
    op.create_index("signatures_number", "signatures", ["number"], unique=True)
    op.create_index("signatures_at", "signatures", ["at"])
    op.create_table(
        "answers",
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("entry", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("summary", sa.Text),
        sa.Column("because", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="answers_key"),
    )
    op.create_index("answers_at", "answers", ["at"])
    op.create_index("answers_entry", "answers", ["entry"])
    _search()


def _search() -> None:
    op.create_table(
        "searched",
        sa.Column("entry", sa.Text, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("entry", name="searched_key"),
    )
    op.create_index("searched_number", "searched", ["number"], unique=True)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE TABLE search (number BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)")
        op.execute("CREATE INDEX search_words ON search USING gin (words)")
    else:
        # The words come as keys, so the tokenizer has nothing to decide but where they part: at blanks.
        tokens = "ascii tokenchars '.,:'"
        op.execute(f"CREATE VIRTUAL TABLE search USING fts5(words, content='', detail=none, tokenize=\"{tokens}\")")
