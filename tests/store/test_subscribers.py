from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from feedbot.model import Ping, Subscriber
from feedbot.store import feeds, read, subscribers, write
from tests.make import NOW, hours

TOPIC = "https://news.example/feeds/main.atom"
HUB = "https://hub.example/"


def row(number: int = 1, **fields: Any) -> Subscriber:
    """A subscription that is good for an hour; `number` makes its callback differ."""
    return Subscriber(
        **{
            "callback": f"https://reader.example/in/{number}",
            "topic": TOPIC,
            "feed": "main",
            "format": "atom",
            "secret": "s",
            "lease": hours(1),
            "due": NOW,
            "until": NOW + hours(1),
            **fields,
        }
    )


def keep(engine: Engine, *rows: Subscriber) -> None:
    """Write some subscriptions down."""
    with write(engine) as tx:
        for each in rows:
            subscribers.keep(tx, each)


def test_a_subscription_comes_back_as_it_was(bare: Engine) -> None:
    """Every field is kept; the same callback and topic are the same subscription."""
    full = row(pending="subscribe 300 0 x", wanted="two", shown="one", failures=3, error="no answer")
    keep(bare, row(), full, row(topic="https://news.example/feeds/main.rss", format="rss"))

    with read(bare) as tx:
        assert full == subscribers.find(tx, full.callback, TOPIC)
        assert subscribers.find(tx, full.callback, "https://news.example/") is None
        assert (TOPIC, TOPIC.replace("atom", "rss")) == subscribers.topics(tx)
    with write(bare) as tx:
        subscribers.drop(tx, full.callback, TOPIC)
        assert subscribers.find(tx, full.callback, TOPIC) is None


def test_a_publication_is_owed_to_those_who_wait_for_it(bare: Engine) -> None:
    """Whatever their format; another feed's subscribers, and who has not confirmed yet, get nothing."""
    rss = TOPIC.replace("atom", "rss")
    keep(bare, row(1), row(2, topic=rss, format="rss"), row(3, feed="other"), row(4, until=None, pending="subscribe"))
    with write(bare) as tx:
        subscribers.owe(tx, "main", "two", None)

    with read(bare) as tx:
        found = [subscribers.find(tx, row(1).callback, TOPIC), subscribers.find(tx, row(2).callback, rss)]
        others = [subscribers.find(tx, row(number).callback, TOPIC) for number in (3, 4)]
        assert ["two", "two"] == [each.wanted for each in found if each]
        assert [None, None] == [each.wanted for each in others if each]
        assert () == subscribers.hubs(tx)


def test_who_fails_is_not_called_sooner_for_news(bare: Engine) -> None:
    """A publication does not touch when somebody may be called."""
    keep(bare, row(due=NOW + hours(3), failures=5))
    with write(bare) as tx:
        subscribers.owe(tx, "main", "two", HUB)
        subscribers.keep_hub(tx, Ping(feed="main", hub=HUB, due=NOW + hours(2), wanted="x", failures=2))
        subscribers.owe(tx, "main", "three", HUB)

    with read(bare) as tx:
        found = subscribers.find(tx, row().callback, TOPIC)
        assert (NOW + hours(3), "three") == (found and found.due, found and found.wanted)
        assert (NOW + hours(2), "three") == ((ping := subscribers.hubs(tx)[0]).due, ping.wanted)


def test_a_hub_is_owed_with_its_publication_or_not_at_all(engine: Engine) -> None:
    """Both are one transaction: if the note fails, nothing is owed; and the same version is owed once."""
    with pytest.raises(RuntimeError, match="power cut"), write(engine) as tx:
        feeds.published(tx, "main", 1, "one")
        subscribers.owe(tx, "main", "one", HUB)
        raise RuntimeError("power cut")
    with read(engine) as tx:
        assert () == subscribers.hubs(tx)

    with write(engine) as tx:
        subscribers.owe(tx, "main", "one", HUB)
        (ping,) = subscribers.untold(tx, NOW)
        assert ("one", None) == (ping.wanted, ping.shown)
        subscribers.keep_hub(tx, Ping(feed="main", hub=HUB, due=NOW, wanted="one", shown="one"))
        subscribers.owe(tx, "main", "one", HUB)
        assert () == subscribers.untold(tx, NOW)
        assert subscribers.hub(tx, "main", HUB) == subscribers.hubs(tx)[0]
        assert subscribers.hub(tx, "main", "https://other.example/") is None


def test_what_is_due_comes_longest_due_first(bare: Engine) -> None:
    """What waits for a word, and what is owed within the lease; nothing else, and nothing before its time."""
    keep(
        bare,
        row(1, pending="subscribe", until=None, due=NOW - hours(1)),
        row(2, wanted="two", shown="one", due=NOW - hours(2)),
        row(3, wanted="two", shown="two"),
        row(4, wanted="two", until=NOW),
        row(5, wanted="two", due=NOW + hours(1), until=NOW + hours(9)),
        row(6),
        row(7, wanted=None, shown="one"),
    )

    with read(bare) as tx:
        assert [row(2).callback, row(1).callback] == [callback for callback, _ in subscribers.due(tx, NOW)]
        assert NOW + hours(1) == subscribers.next_due(tx, NOW)
        assert subscribers.next_due(tx, NOW + hours(2)) is None


def test_a_hub_that_rests_is_due_later(bare: Engine) -> None:
    """The next moment is the first of both kinds."""
    with write(bare) as tx:
        subscribers.keep_hub(tx, Ping(feed="main", hub=HUB, due=NOW + hours(1), wanted="two"))

        assert NOW + hours(1) == subscribers.next_due(tx, NOW)
        assert () == subscribers.untold(tx, NOW)


@pytest.mark.parametrize(
    ("callback", "there"),
    [
        ("https://Reader.example:8443/x", True),
        ("http://reader.example?x", True),
        ("http://reader.example", True),
        ("https://reader.example.org/", False),
        ("https://a.reader.example/", False),
        ("https://other.example/?https://reader.example/", False),
    ],
)
def test_a_host_is_counted_whatever_its_scheme_and_port(bare: Engine, callback: str, *, there: bool) -> None:
    """Letters in any case; a longer name is another host."""
    keep(bare, row(callback=callback), row(2, callback=f"{callback}2", until=None, pending="subscribe"))

    with read(bare) as tx:
        feed, host, waiting, _ = subscribers.crowd(tx, "main", "reader.example", NOW)
        assert (1, there, 1) == (feed, host, waiting)


def test_a_strange_host_counts_nobody_else(bare: Engine) -> None:
    """Wildcards of SQL in a name are letters like any other; IPv6 stands in brackets."""
    keep(bare, row(1), row(2, callback="https://[2001:db8::1]:81/x"))

    with read(bare) as tx:
        assert (2, 0, 0, 0) == subscribers.crowd(tx, "main", "%", NOW)
        assert (2, 0, 0, 0) == subscribers.crowd(tx, "main", "reader_example", NOW)
        assert (2, 1, 0, 0) == subscribers.crowd(tx, "main", "2001:db8::1", NOW)
        assert (0, 0, 0, 0) == subscribers.crowd(tx, "other", "reader.example", NOW)
        assert {"main": 2} == subscribers.active(tx, NOW)
        assert {} == subscribers.active(tx, NOW + hours(1))


def test_leases_end(bare: Engine) -> None:
    """What is over is forgotten, unless its subscriber has asked for more."""
    keep(bare, row(1), row(2, until=NOW), row(3, until=NOW, pending="subscribe"), row(4, until=None))
    with write(bare) as tx:
        assert 2 == subscribers.expire(tx, NOW)

        assert subscribers.find(tx, row(1).callback, TOPIC)
        assert subscribers.find(tx, row(3).callback, TOPIC)


def test_a_denial_takes_the_place_of_all_else_once(bare: Engine) -> None:
    """Nothing is owed any more; how often it was told is not forgotten."""
    keep(bare, row(1, wanted="two"), row(2, pending="subscribe 1 0 s"), row(3, pending="denied 1 2 ", due=NOW))
    keep(bare, row(4, topic="https://news.example/feeds/other.atom"))
    with write(bare) as tx:
        subscribers.deny(tx, [TOPIC], "denied 1 0 ", NOW + timedelta(minutes=5))
        subscribers.deny(tx, [], "denied 1 0 ", NOW)
        found = {number: subscribers.find(tx, row(number).callback, TOPIC) for number in (1, 2, 3)}

        assert ["denied 1 0 ", "denied 1 0 ", "denied 1 2 "] == [each.pending for each in found.values() if each]
        assert [None, None, None] == [each.wanted for each in found.values() if each]
        assert subscribers.find(tx, row(4).callback, "https://news.example/feeds/other.atom") == row(
            4, topic="https://news.example/feeds/other.atom"
        )


def test_hubs_that_nobody_names_are_forgotten(bare: Engine) -> None:
    """A feed that was removed or has another hub owes the old one nothing."""
    with write(bare) as tx:
        for feed in ("a", "b"):
            subscribers.keep_hub(tx, Ping(feed=feed, hub=HUB, due=NOW, wanted="x"))
        subscribers.leave_hubs(tx, {("a", HUB), ("b", "https://other.example/")})

        assert ["a"] == [each.feed for each in subscribers.hubs(tx)]
