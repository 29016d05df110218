"""A database of an older feedbot goes on where it was: nothing is sent again, edits go to the messages that stand."""

import json
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select, text

from feedbot.model import Delivery, Lane, Standing
from feedbot.rules import standing
from feedbot.store import claims, open_store, outbox, read, schema, write
from feedbot.store import engine as engines
from feedbot.store.tables import entries
from feedbot.store.values import microseconds
from tests import make
from tests.make import NOW
from tests.store.given import LEASE

LANE = "INSERT INTO lanes (channel, ready, failures, sent, home, chat) VALUES (:channel, :now, 0, '[]', :home, :chat)"
ROW = """INSERT INTO outbox (channel, subject, number, wanted, shown, due, made, messages, chat, attempts, attempted,
unknowns, error, parked, dropped, settled) VALUES (:channel, :subject, :number, :wanted, :shown, :now, :now, :messages,
:chat, :attempts, :attempted, :unknowns, :error, :parked, :dropped, :now)"""
NEWER = ("0005*", "0006*", "0007*", "0008*", "0009*")
PLAIN = {
    "channel": "news",
    "wanted": "v1",
    "shown": None,
    "messages": "[]",
    "chat": None,
    "attempts": 0,
    "attempted": None,
    "unknowns": 0,
    "error": None,
    "parked": None,
    "dropped": None,
    "now": microseconds(NOW),
}


def row(number: int, *messages: int, **fields: Any) -> dict[str, Any]:
    """A row of the outbox as it was before."""
    told = {"subject": make.entry(number).id, "number": number, "messages": json.dumps(messages)}
    return {**PLAIN, **told, **fields}


SENT = {"shown": "v1", "chat": "-100", "attempts": 1}
ROWS = (
    row(1, 11, **SENT),
    row(2, 12, 13, **SENT),
    row(3, 14, **{**SENT, "wanted": "v2"}),
    row(4, parked="too strange", error="too strange", attempts=1),
    row(5, dropped="not sent within 48 hours"),
    row(6, attempts=1, attempted=microseconds(NOW)),
    row(7),
    row(8, 900, **{**SENT, "chat": "-999"}),
    row(9, 10, **{**SENT, "chat": None}),
    row(1, 70, **{**SENT, "channel": "moved", "chat": "-300"}),
    row(2, 80, **{**SENT, "channel": "moved", "chat": "-200"}),
)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """A store that was made by the schema before, and is opened by this program."""
    older = tmp_path / "older"
    shutil.copytree(schema.MIGRATIONS.folder, older, ignore=shutil.ignore_patterns("__pycache__", *NEWER))
    address = f"sqlite:///{tmp_path / 'feedbot.db'}"
    before = engines.connect(address, patience=LEASE)
    schema.prepare(before, schema.Migrations(folder=older, revisions=schema.MIGRATIONS.revisions[:4]))
    with write(before) as tx:
        for name, home, chat in (("news", "-100", None), ("moved", "-200", "-300"), ("empty", None, None)):
            tx.execute(text(LANE), {"channel": name, "home": home, "chat": chat, "now": microseconds(NOW)})
        tx.execute(text(ROW), ROWS)
    before.dispose()
    with closing(open_store(address)) as store:
        yield store.engine


def held(engine: Engine, channel: str = "news") -> dict[int, Delivery]:
    """What a channel was promised, by number."""
    with read(engine) as tx:
        return {each.number: each for each in outbox.deliveries(tx, channel=channel)}


def lanes(engine: Engine) -> dict[str, Lane]:
    """All lanes."""
    with read(engine) as tx:
        return dict(outbox.lanes(tx))


def test_what_was_sent_stands_and_is_not_owed(engine: Engine) -> None:
    """A message that was sent stands under its ids, as a text of which nobody knows what it says."""
    found = held(engine)

    assert (Standing(messages=(11,)),) == found[1].standing
    assert (12, 13) == found[2].messages
    assert not found[1].owed
    assert not found[2].owed
    assert ("text", "") == (found[1].standing[0].form, found[1].standing[0].digest)


def test_only_what_was_owed_is_owed(engine: Engine) -> None:
    """An edit, an open attempt and what waits; what was parked or dropped stays so."""
    found = held(engine)

    assert {3, 6, 7} == {number for number, each in found.items() if each.owed}
    assert ("too strange", "not sent within 48 hours") == (found[4].parked, found[5].dropped)
    with read(engine) as tx:
        counts = outbox.counts(tx)
    assert {"owed": 3, "parked": 1, "dropped": 1, "sent": 4, "unknown": 0} == counts["news"]


def test_an_edit_goes_to_the_message_that_stands(engine: Engine) -> None:
    """What is owed of a sent message is an edit of it, never a new message."""
    with write(engine) as tx:
        claim = claims.claim(tx, ["news"], NOW, LEASE)

    assert claim is not None
    assert 3 == claim.delivery.number
    step = standing.step(claim.delivery.standing, (make.part(),))
    assert step is not None
    assert ("edit", (14,)) == (step.kind, step.part.edits)


def test_an_open_attempt_is_of_the_first_part(engine: Engine) -> None:
    """Nobody wrote down what it said: there was one part then."""
    attempt = held(engine)[6]

    assert (NOW, None, ()) == (attempt.attempted, attempt.trial, attempt.standing)


@pytest.mark.parametrize(("channel", "last"), [("news", 14), ("moved", 70), ("empty", None)])
def test_the_last_message_of_a_chat_is_known(engine: Engine, channel: str, last: int | None) -> None:
    """The highest id in the chat where the lane leads now, whatever ids there are elsewhere."""
    assert last == lanes(engine)[channel].last


def test_the_rest_begins_empty(engine: Engine) -> None:
    """No digest, no doubt, no stranger; and the tables take new rows."""
    found = held(engine)[7]
    lane = lanes(engine)["news"]

    assert (None, None, False) == (found.gather, found.folded, found.breaking)
    assert (0, 0, None) == (lane.probes, lane.found, lane.stranger)
    with write(engine) as tx:
        claims.place(tx, "-100", "Wire", 5)
        assert [] == tx.execute(select(entries)).all()


def test_thousands_are_moved(tmp_path: Path) -> None:
    """More messages than are read at once all stand afterwards."""
    older = tmp_path / "older"
    shutil.copytree(schema.MIGRATIONS.folder, older, ignore=shutil.ignore_patterns("__pycache__", *NEWER))
    address = f"sqlite:///{tmp_path / 'feedbot.db'}"
    before = engines.connect(address, patience=LEASE)
    schema.prepare(before, schema.Migrations(folder=older, revisions=schema.MIGRATIONS.revisions[:4]))
    with write(before) as tx:
        tx.execute(text(LANE), {"channel": "news", "home": "-100", "chat": None, "now": microseconds(NOW)})
        tx.execute(text(ROW), [row(number, number, **SENT) for number in range(1, 2_502)])
    before.dispose()
    with closing(open_store(address)) as store, read(store.engine) as tx:
        found = outbox.deliveries(tx, channel="news", limit=9_999)
        assert 2_501 == outbox.lanes(tx)["news"].last
    assert {(number, (number,)) for number in range(1, 2_502)} == {(each.number, each.messages) for each in found}
