from typing import Any

from sqlalchemy import Engine

from feedbot.model import Push
from feedbot.store import pushes, read, write
from tests.make import NOW, hours


def push(name: str, **fields: Any) -> Push:
    """A subscription for a source."""
    dull = {"hub": "https://hub.example/", "topic": "https://a.example/", "token": f"token-{name}", "secret": "s"}
    return Push(**{"source": name, "due": NOW, **dull, **fields})


def test_a_subscription_comes_back_as_it_was(bare: Engine) -> None:
    """Every field is kept, and a second writing takes the place of the first."""
    full = push("a", asked=NOW, until=NOW + hours(3), ending=True, failures=2, error="no answer")
    with write(bare) as tx:
        pushes.keep(tx, [push("a"), push("b")])
        pushes.keep(tx, [full])

    with read(bare) as tx:
        assert (full, push("b")) == pushes.every(tx)
        assert full == pushes.called(tx, "token-a")
        assert pushes.called(tx, "token-z") is None


def test_those_that_are_due_come_first_due_first(bare: Engine) -> None:
    """Only what is due, the longest due first, no more than asked for."""
    with write(bare) as tx:
        pushes.keep(tx, [push("a"), push("b", due=NOW - hours(1)), push("c", due=NOW + hours(1))])

    with read(bare) as tx:
        assert ["b", "a"] == [each.source for each in pushes.due(tx, NOW, 5)]
        assert ["b"] == [each.source for each in pushes.due(tx, NOW, 1)]


def test_what_is_dropped_is_forgotten(bare: Engine) -> None:
    """A dropped subscription's callback is nobody's."""
    with write(bare) as tx:
        pushes.keep(tx, [push("a"), push("b")])
        pushes.drop(tx, ["a", "nobody"])

    with read(bare) as tx:
        assert ["b"] == [each.source for each in pushes.every(tx)]
        assert pushes.called(tx, "token-a") is None
