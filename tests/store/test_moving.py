from datetime import timedelta

from feedbot.model import Carried
from feedbot.sources.subscriptions import Subscription
from feedbot.store import Store, moving, read, write
from tests import make

NOW = make.NOW
SUBSCRIPTION = Subscription(
    url="https://a.example/", seen=frozenset({"urn:1", "Ї 1"}), checked=NOW - timedelta(hours=1)
)


def test_what_is_carried_over_is_there(store: Store) -> None:
    """What another program had seen is kept for its source alone, until it is forgotten."""
    with write(store.engine) as tx:
        assert moving.carry_over(tx, "a", SUBSCRIPTION, NOW)
    with read(store.engine) as tx:
        found = moving.carried(tx, "a")
        assert Carried(seen=frozenset({"urn:1", "Ї 1"}), checked=NOW - timedelta(hours=1)) == found
        assert moving.carried(tx, "b") is None
    with write(store.engine) as tx:
        moving.forget(tx, "a")
        moving.forget(tx, "b")
        assert moving.carried(tx, "a") is None


def test_it_is_replaced(store: Store) -> None:
    """A second move of a source replaces the first, and one that tells nothing takes it away."""
    with write(store.engine) as tx:
        moving.carry_over(tx, "a", SUBSCRIPTION, NOW)
        moving.carry_over(tx, "a", Subscription(url="", seen=frozenset({"urn:2"})), NOW)
        assert Carried(seen=frozenset({"urn:2"})) == moving.carried(tx, "a")
        assert not moving.carry_over(tx, "a", Subscription(url=""), NOW)
        assert moving.carried(tx, "a") is None


def test_a_clock_that_is_ahead(store: Store) -> None:
    """Nobody can have looked in the future."""
    with write(store.engine) as tx:
        moving.carry_over(tx, "a", Subscription(url="", checked=NOW + timedelta(days=9)), NOW)
        assert Carried(checked=NOW) == moving.carried(tx, "a")
