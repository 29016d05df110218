from typing import Any

from sqlalchemy import Engine, func, select

from feedbot.store import read, sessions, tables, write
from feedbot.store.sessions import Session
from tests.make import NOW, hours, minutes


def session(token: str, **fields: Any) -> Session:
    """A session that lasts an hour."""
    return Session(**{"token": token, "name": "A browser", "made": NOW, "until": NOW + hours(1), **fields})


def test_a_session_comes_back_until_it_is_over(bare: Engine) -> None:
    """What was written is found by its digest, and no more from the moment at which it ends."""
    with write(bare) as tx:
        sessions.begin(tx, session("a"))

    with read(bare) as tx:
        assert session("a") == sessions.find(tx, "a", NOW + minutes(59))
        assert sessions.find(tx, "a", NOW + hours(1)) is None
        assert sessions.find(tx, "b", NOW) is None


def test_a_session_can_last_longer(bare: Engine) -> None:
    """A renewed session is found later; one that nobody has is not made by that."""
    with write(bare) as tx:
        sessions.begin(tx, session("a"))
        sessions.renew(tx, "a", NOW + hours(5))
        sessions.renew(tx, "b", NOW + hours(5))

    with read(bare) as tx:
        assert session("a", until=NOW + hours(5)) == sessions.find(tx, "a", NOW + hours(4))
        assert sessions.find(tx, "b", NOW) is None


def test_a_session_that_ended_is_forgotten(bare: Engine) -> None:
    """Ending one leaves the others; ending one that nobody has does nothing."""
    with write(bare) as tx:
        sessions.begin(tx, session("a"))
        sessions.begin(tx, session("b"))
        sessions.end(tx, "a")
        sessions.end(tx, "c")

    with read(bare) as tx:
        assert sessions.find(tx, "a", NOW) is None
        assert session("b") == sessions.find(tx, "b", NOW)


def test_sessions_that_are_over_are_let_go(bare: Engine) -> None:
    """A new session sweeps out what nobody can use any more."""
    with write(bare) as tx:
        sessions.begin(tx, session("old"))
        sessions.begin(tx, session("new", made=NOW + hours(2), until=NOW + hours(3)))

    with read(bare) as tx:
        assert ["new"] == list(tx.execute(select(tables.sessions.c.token)).scalars())


def test_sessions_are_bounded(bare: Engine) -> None:
    """Beyond a number the oldest session ends, so the table cannot grow for ever."""
    with write(bare) as tx:
        for number in range(sessions.MOST + 3):
            sessions.begin(tx, session(f"{number:04}", made=NOW + minutes(number / 100)))

    with read(bare) as tx:
        assert sessions.MOST == tx.execute(select(func.count()).select_from(tables.sessions)).scalar()
        assert sessions.find(tx, "0002", NOW) is None
        assert sessions.find(tx, "0003", NOW) is not None
