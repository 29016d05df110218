from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from feedbot.cli import explain
from feedbot.cli.send import sentence
from feedbot.fate import Around
from feedbot.model import Later, Moved, Outcome, Refused, Sent, Unknown
from feedbot.rules import retry
from feedbot.store import entries, open_store, outbox, write
from tests import bases, make
from tests.cli.conftest import CONFIG, Feedbot, rows
from tests.store.given import batch, promise

STRANGE = Refused(reason="too strange", scope="message")
BLOCKED = Refused(reason="the bot was blocked", scope="chat")


def test_send_test(feedbot: Feedbot) -> None:
    """send --test prints a message to a channel that is awake, and says why not to one asleep."""
    code, out, _ = feedbot("send", "--test", "console")

    assert 0 == code
    assert 'channel "console" works' in out
    assert "asleep" in feedbot("send", "--test", "telegram")[2]
    assert "there are: console, telegram" in feedbot("send", "--test", "x")[2]


@pytest.mark.parametrize("arguments", [("send",), ("send", "--test")])
def test_send_names_the_channels_there_are(feedbot: Feedbot, arguments: tuple[str, ...]) -> None:
    """Without a channel it is told which there are, and the command to type."""
    told = (
        "feedbot: no channel is named\n"
        "  what to do: write `feedbot send --test console`; there are: console, telegram (asleep)\n"
    )

    assert (1, told) == feedbot(*arguments)[::2]


def test_send_without_any_channel(place: Path, feedbot: Feedbot) -> None:
    """A config without channels is told of as such."""
    (place / "config.toml").write_text(CONFIG.partition("[[channels]]")[0])

    assert "the config has none\n  what to do: add one" in feedbot("send")[2]


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        (Sent(messages=(4, 5)), "sent as message 4, 5"),
        (Later(reason="flood control", after=make.minutes(1)), "not sent: flood control; try again in 60 s"),
        (Later(reason="no network"), "not sent: no network"),
        (Unknown(reason="a timeout"), "no answer came back: a timeout"),
        (STRANGE, "refused: too strange"),
        (Moved(chat="-1001"), 'the chat has a new id; set chat = "-1001"'),
    ],
)
def test_outcomes_are_told(outcome: Outcome, told: str) -> None:
    """Whatever became of a test message is a sentence."""
    assert told == sentence(outcome)


def test_parked_messages_are_listed_and_sent_again(place: Path, feedbot: Feedbot) -> None:
    """outbox shows what was set aside, and retry owes it again."""
    feedbot("run", "--once")
    became(place, STRANGE)
    listed = rows(feedbot("outbox", "--json"))
    code, out, _ = feedbot("outbox", "retry")

    assert ["set aside: too strange; `feedbot outbox retry` sends it again"] == [row["became"] for row in listed]
    assert (0, "1 owed again; `feedbot run` sends them\n") == (code, out)
    assert "a message is owed" in rows(feedbot("outbox", "--json"))[0]["became"]


def test_chats_that_took_nothing_are_tried_again(place: Path, feedbot: Feedbot) -> None:
    """A refusal by the chat is told once, and retry says that the chat is tried again; another channel's is not."""
    feedbot("run", "--once")
    became(place, BLOCKED)
    (listed,) = rows(feedbot("outbox", "--json"))

    assert "a message is owed, after 1 attempt; the chat takes nothing: the bot was blocked" == listed["became"]
    assert feedbot("outbox", "--channel", "telegram", "retry")[1].startswith("0 owed again; ")
    assert feedbot("outbox", "retry")[1].startswith("0 owed again, 1 chat is tried again now; ")
    assert feedbot("outbox", "retry")[1].startswith("0 owed again; ")


HELD = "held: it may be old"


def held(place: Path, *numbers: int) -> None:
    """Entries that wait for somebody to say whether they shall be sent."""
    brought = batch(*numbers, promises=tuple(promise(make.entry(number), held=HELD) for number in numbers))
    with closing(open_store(bases.address(place / "state" / "feedbot.db"))) as store, write(store.engine) as tx:
        entries.record(tx, brought, make.NOW)
        outbox.owe(tx, brought, make.NOW)


def test_some_of_what_was_dropped_is_sent_again(place: Path, feedbot: Feedbot) -> None:
    """A limit takes those that were promised first, an entry what tells of it, and how many are left is told."""
    feedbot("run", "--once")
    held(place, *range(1, 6))

    told = "; `feedbot run` sends them\n"
    assert (0, f"2 owed again, 3 are left{told}") == feedbot("outbox", "retry", "console", "--dropped", "-n", "2")[:2]
    assert (0, f"1 owed again, 2 are left{told}") == feedbot("outbox", "retry", "--entry", make.entry(4).id)[:2]
    assert (0, f"0 owed again, 2 are left{told}") == feedbot("outbox", "retry", "--entry", make.entry(4).id)[:2]
    left = {row["title"] for row in rows(feedbot("outbox", "--state", "dropped", "--json"))}
    assert {make.entry(number).title for number in (3, 5)} == left
    assert 'no entry has the id, link or key "x"' in feedbot("outbox", "retry", "--entry", "x")[2]


def test_what_waits_says_when_it_was_promised_and_when_it_is_due(place: Path, feedbot: Feedbot) -> None:
    """Both with the zone; the promise is of now, however late it is due."""
    feedbot("run", "--once")
    due = make.NOW + make.hours(9)
    brought = batch(7, promises=(promise(make.entry(7), due=due, gather="digest 2026-03-14T21:00"),))
    with closing(open_store(bases.address(place / "state" / "feedbot.db"))) as store, write(store.engine) as tx:
        entries.record(tx, brought, make.NOW)
        outbox.owe(tx, brought, make.NOW)
    (row,) = rows(feedbot("outbox", "--json"))
    table = feedbot("outbox")[1]

    assert (make.NOW, due) == tuple(datetime.fromisoformat(row[name]) for name in ("made", "due"))
    assert [f"{moment.astimezone():%Y-%m-%d %H:%M %Z}" in table for moment in (make.NOW, due)] == [True, True]


def test_another_fault_is_told_beside_the_chat() -> None:
    """What went wrong with a message is told where it is not what the chat says of all."""
    delivery, known = make.delivery(error="a timeout", attempts=1), Around(now=make.NOW)
    gone = replace(known, lane=make.lane(gone="blocked"))

    assert "a message is owed, after 1 attempt: a timeout; the chat takes nothing: blocked" == (
        explain.became(delivery, gone)
    )
    assert "a message is owed, after 1 attempt: a timeout" == explain.became(delivery, known)


def test_an_unknown_channel_is_named(place: Path, feedbot: Feedbot) -> None:
    """A channel that is not there is answered with those that are; one that was removed still has its outbox."""
    for arguments in (("outbox", "--channel", "x"), ("outbox", "retry", "--channel", "x")):
        told = 'feedbot: no channel is called "x"\n  what to do: there are: console, telegram\n'
        assert (1, told) == feedbot(*arguments)[::2]

    feedbot("run", "--once")
    (place / "config.toml").write_text(CONFIG.replace('name = "console"', 'name = "other"'))
    assert 0 == feedbot("outbox", "--channel", "console")[0]
    assert 0 == feedbot("outbox", "retry", "--channel", "console")[0]
    assert "there are: other, telegram, console" in feedbot("outbox", "--channel", "x")[2]


def test_a_chat_that_moved_is_told(place: Path, feedbot: Feedbot) -> None:
    """status says where a chat went, and what to write in the config."""
    feedbot("run", "--once")
    became(place, Moved(chat="-1001234"))

    assert 'the chat moved to -1001234: set chat = "-1001234" in the config' in feedbot("status")[1]


def became(place: Path, outcome: Outcome) -> None:
    """Make of the one message that was sent what this outcome makes of one, as if it had never been shown."""
    store = open_store(bases.address(place / "state" / "feedbot.db"))
    try:
        with write(store.engine) as tx:
            (delivery,) = outbox.deliveries(tx, state="sent")
            lane = outbox.lanes(tx)["console"]
            claim = make.claim(delivery=make.delivery(subject=delivery.subject, wanted=delivery.wanted), lane=lane)
            outbox.settle(tx, retry.settle(make.tried(claim), outcome, make.NOW))
    finally:
        store.close()
