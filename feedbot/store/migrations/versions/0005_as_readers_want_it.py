"""Telegram as its readers want it: parts of messages, digests, topics, stories that follow others, people, mutes."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_OWED = "parked IS NULL AND dropped IS NULL AND folded IS NULL AND wanted IS {} shown"
_SOME = 1_000


def upgrade() -> None:
    op.add_column("outbox", sa.Column("standing", sa.JSON, nullable=False, server_default="[]"))
    op.add_column("outbox", sa.Column("trial", sa.JSON))
    op.add_column("outbox", sa.Column("gather", sa.Text))
    op.add_column("outbox", sa.Column("folded", sa.Text))
    op.add_column("outbox", sa.Column("breaking", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("lanes", sa.Column("last", sa.BigInteger))
    op.add_column("lanes", sa.Column("probes", sa.Integer, nullable=False, server_default="0"))
    op.add_column("lanes", sa.Column("found", sa.Integer, nullable=False, server_default="0"))
    op.add_column("lanes", sa.Column("stranger", sa.BigInteger))
    op.add_column("stories", sa.Column("follows", sa.Text))
    _stand()
    op.drop_column("outbox", "messages")
    _indexes()
    _new()


def _stand() -> None:
    """What was sent before stands as one text each, of which nobody knows the digest."""
    link = op.get_bind()
    outbox = sa.table("outbox", *(sa.column(name) for name in ("channel", "subject", "number")))
    columns = (outbox.c.channel, outbox.c.number, outbox.c.subject)
    held = sa.column("messages", sa.JSON)
    seen: tuple[object, ...] = ("", -1)
    while True:
        query = sa.select(*columns, held).select_from(outbox).where(sa.tuple_(*columns[:2]) > sa.tuple_(*seen))
        rows = link.execute(query.order_by(*columns[:2]).limit(_SOME)).all()
        if not rows:
            break
        seen = (rows[-1].channel, rows[-1].number)
        told = [{"c": row.channel, "s": row.subject, "v": _text(row.messages)} for row in rows if row.messages]
        if told:
            words = "CAST(:v AS JSON)" if link.dialect.name == "postgresql" else ":v"
            link.execute(sa.text(f"UPDATE outbox SET standing = {words} WHERE channel = :c AND subject = :s"), told)  # noqa: S608 - one of two constants
    highest = "SELECT max(CAST({} AS BIGINT)) FROM {} WHERE outbox.channel = lanes.channel"
    if link.dialect.name == "postgresql":
        ids = highest.format("m.value", "outbox, json_array_elements_text(outbox.messages) AS m")
    else:
        ids = highest.format("m.value", "outbox, json_each(outbox.messages) AS m")
    here = " AND (outbox.chat IS NULL OR outbox.chat = coalesce(lanes.chat, lanes.home))"
    link.execute(sa.text(f"UPDATE lanes SET last = ({ids}{here})"))  # noqa: S608 - of constants


def _text(messages: list[int]) -> str:
    return json.dumps([{"messages": messages, "form": "text", "digest": ""}])


def _indexes() -> None:
    lite, post = sa.text(_OWED.format("NOT")), sa.text(_OWED.format("DISTINCT FROM"))
    op.drop_index("outbox_owed", "outbox")
    op.create_index("outbox_owed", "outbox", ["channel", "number", "due"], sqlite_where=lite, postgresql_where=post)
    told = sa.text("folded IS NOT NULL")
    op.create_index("outbox_folded", "outbox", ["channel", "folded"], sqlite_where=told, postgresql_where=told)


def _new() -> None:
    op.create_table(
        "topics",
        sa.Column("chat", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("topic", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("chat", "name", name="topics_key"),
    )
    op.create_table(
        "people",
        sa.Column("chat", sa.Text, nullable=False),
        sa.Column("language", sa.Text),
        sa.Column("timezone", sa.Text),
        sa.Column("quiet", sa.Text),
        sa.Column("digest", sa.JSON, nullable=False),
        sa.Column("made", sa.BigInteger, nullable=False),
        sa.Column("stopped", sa.BigInteger),
        sa.PrimaryKeyConstraint("chat", name="people_key"),
    )
    op.create_table(
        "mutes",
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("until", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("channel", "source", name="mutes_key"),
    )
    op.create_table(
        "marks",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("name", name="marks_key"),
    )
