"""One chat that some channels name and others number."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine, select, update

from feedbot.model import Claim, Lane, Settled
from feedbot.store import chats, claims, outbox, read, tables, write
from feedbot.store.tables import topics
from tests import make
from tests.make import NOW, hours, minutes
from tests.store.given import LEASE, batch, claimed, delivery, held, sure


def led(engine: Engine, **homes: str) -> None:
    """Channels with a delivery each, and the chats that the config names for them."""
    held(engine, *(batch(number, channel=name) for number, name in enumerate(homes, 1)))
    with write(engine) as tx:
        chats.place(tx, homes, NOW)


def lanes(engine: Engine) -> dict[str, Lane]:
    """The lanes of our channels."""
    with read(engine) as tx:
        return {name: lane for name, lane in outbox.lanes(tx).items() if name != "console"}


def answered(engine: Engine, claim: Claim, number: str | None, **lane: Any) -> None:
    """Settle a claim as sent into the chat of this number."""
    sent = replace(claim.delivery, shown=claim.delivery.wanted, standing=make.standing(7), attempted=None)
    there = replace(sent, chat=claim.lane.home)
    with write(engine) as tx:
        outbox.settle(tx, Settled(delivery=there, lane=replace(claim.lane, sent=(NOW,), **lane), number=number))


def test_a_name_and_a_number_are_one_chat_once_that_is_known(engine: Engine) -> None:
    """After an answer told the number, all lanes that have it wait for each other, and know what the others sent."""
    led(engine, a="@News", b="-100", c="@news", d="@other")
    first = sure(claimed(engine, "a"))
    assert "b" == sure(claimed(engine, "b", "c")).lane.channel  # not known yet
    with write(engine) as tx:
        outbox.free(tx)

    answered(engine, replace(first, lane=replace(first.lane, lease=None)), "-100")

    assert ["-100", None, "-100", None] == [each.number for each in lanes(engine).values()]
    second = sure(claimed(engine, "a", "b", "c"))
    assert ("b", (NOW,), {"a", "c"}) == (second.lane.channel, second.crowd, set(second.beside))
    assert claimed(engine, "a", "b", "c") is None
    assert "d" == sure(claimed(engine, "a", "b", "c", "d")).lane.channel


def test_a_name_in_other_letters_is_the_same(engine: Engine) -> None:
    """Telegram does not mind the case of a name, so its lanes are one before any number is known."""
    led(engine, a="@News", b="@news")

    assert sure(claimed(engine, "a")).beside == {"b"}
    assert claimed(engine, "b") is None


def test_nobody_asks_in_vain_while_another_lane_of_the_chat_is_at_work(engine: Engine) -> None:
    """What waits for another lane of its chat is due when that one's lease is over, and what leads elsewhere now."""
    led(engine, a="@News", b="@news", c="@other")
    lease = NOW + LEASE
    assert lease == sure(claimed(engine, "a")).lane.lease

    with read(engine) as tx:
        assert [lease, NOW] == [claims.next_due(tx, ["b"]), claims.next_due(tx, ["b", "c"])]
    assert claimed(engine, "b", now=lease - minutes(1)) is None
    assert "b" == sure(claimed(engine, "b", now=lease)).lane.channel


def test_a_flood_of_a_name_holds_its_number(engine: Engine) -> None:
    """What Telegram asks of the chat under one of its names holds under the other."""
    led(engine, a="@News", b="-100")
    answered(engine, sure(claimed(engine, "a")), "-100")

    with write(engine) as tx:
        claims.hush(tx, make.lane("b", home="-100", ready=NOW + hours(1)))

    assert NOW + hours(1) == lanes(engine)["a"].ready


def test_what_was_learnt_stays(engine: Engine) -> None:
    """An answer that tells nothing, a lane that was lost, and a start with the same config leave the number alone."""
    led(engine, a="@News", b="-100")
    claim = sure(claimed(engine, "a"))
    answered(engine, claim, "-100")
    held(engine, batch(3, channel="a"))
    answered(engine, sure(claimed(engine, "a", now=NOW + hours(1))), None)
    with write(engine) as tx:
        chats.place(tx, {"a": "@News", "b": "-100"}, NOW)

    assert "-100" == lanes(engine)["a"].number


def test_a_new_channel_of_a_known_name(engine: Engine) -> None:
    """A channel that comes later, with the name in other letters, leads into the chat that is known by now."""
    led(engine, a="@News")
    answered(engine, sure(claimed(engine, "a")), "-100")

    held(engine, batch(2, channel="late"))
    with write(engine) as tx:
        chats.place(tx, {"a": "@News", "late": "@NEWS"}, NOW)

    assert "-100" == lanes(engine)["late"].place


def test_a_name_that_is_another_chats_now(engine: Engine) -> None:
    """A name that was given to another chat is that one's from its next answer on."""
    led(engine, a="@News", b="-100")
    answered(engine, sure(claimed(engine, "a")), "-100")
    held(engine, batch(3, channel="a"))

    answered(engine, sure(claimed(engine, "a", now=NOW + hours(1))), "-200")

    assert {"a": "-200", "b": "-100"} == {name: lane.place for name, lane in lanes(engine).items()}


@pytest.mark.parametrize(("before", "after"), [("@News", "-100"), ("@News", "@news"), ("-100", "@News")])
def test_a_config_that_calls_its_chat_otherwise(engine: Engine, before: str, after: str) -> None:
    """Where name and number are known to be one, what was sent stands there still, and its pace is kept."""
    led(engine, a=before, other="@News")
    answered(engine, sure(claimed(engine, "other")), "-100")
    answered(engine, sure(claimed(engine, "a")), "-100" if before.startswith("@") else None, last=7)

    with write(engine) as tx:
        chats.place(tx, {"a": after, "other": "@News"}, NOW)

    lane = lanes(engine)["a"]
    assert (after, "-100", 7, (NOW,)) == (lane.home, lane.place, lane.last, lane.sent)
    assert (after, "@News") == (delivery(engine, 1, "a").chat, delivery(engine, 2, "other").chat)


def test_a_config_that_names_another_chat(engine: Engine) -> None:
    """Nothing of the old chat counts in a new one; what stands in the old one is known to stand there."""
    led(engine, a="@News")
    answered(engine, sure(claimed(engine, "a")), "-100", last=7)

    with write(engine) as tx:
        chats.place(tx, {"a": "@other"}, NOW)

    lane = lanes(engine)["a"]
    assert ("@other", "@other", None, ()) == (lane.home, lane.place, lane.last, lane.sent)
    assert "@News" == delivery(engine, 1, "a").chat


@pytest.mark.parametrize(
    ("failures", "after", "waits"),
    [(2, "@News", False), (2, "@other", False), (0, "@News", True), (0, "@other", False)],
)
def test_what_a_start_lets_go_on(engine: Engine, failures: int, after: str, waits: bool) -> None:  # noqa: FBT001 - a table
    """A fault may be mended by now, and another chat asked for no wait; what Telegram asked for in this one stays."""
    led(engine, a="@News")
    with write(engine) as tx:
        tx.execute(
            update(tables.lanes).values(ready=NOW + hours(1), failures=failures, gone="kicked" if failures else None)
        )
        chats.place(tx, {"a": after}, NOW)

    lane = lanes(engine)["a"]
    assert (NOW + hours(1) if waits else NOW, 0, None) == (lane.ready, lane.failures, lane.gone)


def test_topics_follow_the_number(engine: Engine) -> None:
    """A topic that was made under the name is there under the number, and gone under both when it is gone."""
    led(engine, a="@News", b="-100")
    claim = sure(claimed(engine, "a"))
    with write(engine) as tx:
        claims.place(tx, claim.lane.place, "Wire", 5)
        claims.place(tx, "@NEWS", "Old", 4)  # as an older feedbot wrote it
    answered(engine, claim, "-100")

    assert {"Wire": 5, "Old": 4} == sure(claimed(engine, "b")).topics
    with write(engine) as tx:
        claims.displace(tx, "-100", 5)
        assert [("-100", "Old")] == [(row.chat, row.name) for row in tx.execute(select(topics))]


def test_a_lane_without_a_chat_leads_nowhere(engine: Engine) -> None:
    """What goes to no chat is beside nothing, whatever an answer says."""
    held(engine, batch(1, channel="a"), batch(2, channel="b"))
    claim = sure(claimed(engine, "a"))
    with write(engine) as tx:
        chats.learn(tx, claim.lane, "-100")

    assert (frozenset(), "") == (claim.beside, claim.lane.place)
    assert [None, None] == [each.number for each in lanes(engine).values()]
