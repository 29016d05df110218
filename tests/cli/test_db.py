from pathlib import Path

import pytest

from feedbot.hold import alone
from tests import bases
from tests.cli.conftest import Feedbot, rows


@pytest.fixture
def other(tmp_path: Path) -> str:
    """The address of an empty database."""
    return bases.address(tmp_path / "other" / "feedbot.db")


def test_move(other: str, feedbot: Feedbot, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a move all is there: what was sent is not sent again, and what is stored is found by its words."""
    feedbot("run", "--once")
    before = rows(feedbot("outbox", "--json", "--state", "sent"))
    code, out, err = feedbot("db", "copy", "--to", other)

    assert (0, "") == (code, err)
    assert "numbers and digests of all" in out
    assert "2 entries can be searched there" in out
    assert f'[feedbot]\ndatabase = "{other}"\n' in out
    monkeypatch.setenv("FEEDBOT_DATABASE", other)
    assert 0 == feedbot("run", "--once")[0]
    assert before == rows(feedbot("outbox", "--json", "--state", "sent"))
    assert ["Headline of day 2", "Headline of day 1"] == [
        each["title"] for each in rows(feedbot("search", "headline", "--json"))
    ]


def test_a_place_beside_the_config(place: Path, feedbot: Feedbot) -> None:
    """A file is looked for where the config would look for it."""
    feedbot("run", "--once")
    code, out, _ = feedbot("db", "copy", "--to", "sqlite:///new/second.db")

    assert 0 == code
    assert f'database = "sqlite:///{place}/new/second.db"' in out
    assert (place / "new" / "second.db").exists()


def test_not_twice(other: str, feedbot: Feedbot) -> None:
    """What holds something already is refused by name, and so is an address of nothing, a copy of nothing."""
    assert (1, True) == (
        (told := feedbot("db", "copy", "--to", other))[0],
        "there is nothing in the database" in told[2],
    )
    feedbot("run", "--once")
    feedbot("db", "copy", "--to", other)
    code, out, err = feedbot("db", "copy", "--to", other)

    assert (1, "") == (code, out)
    assert "is not empty, it has rows in entries, " in err
    code, _, err = feedbot("db", "copy", "--to", "mysql://x/y")
    assert (2, True) == (code, "is no address of a database that feedbot knows" in err)
    assert "is only in memory" in feedbot("db", "copy", "--to", "sqlite://")[2]


def test_not_onto_itself(place: Path, on_file: None, feedbot: Feedbot) -> None:
    """However its file is written."""
    feedbot("run", "--once")
    for address in ("sqlite:///state/feedbot.db", f"sqlite:///{place}/state/../state/feedbot.db"):
        code, out, err = feedbot("db", "copy", "--to", address)

        assert (1, "") == (code, out)
        assert "is the same database that the config has" in err


def test_nobody_there(feedbot: Feedbot) -> None:
    """A server that cannot be reached is told of by its address, and not as a fault of feedbot itself."""
    feedbot("run", "--once")
    code, out, err = feedbot("db", "copy", "--to", "postgresql://nobody@127.0.0.1:1/none")

    assert (75, "") == (code, out)
    assert "postgresql+psycopg://nobody@127.0.0.1:1/none failed" in err
    assert "see that it runs, can be reached" in err


def test_not_while_a_daemon_runs(place: Path, on_file: None, other: str, feedbot: Feedbot) -> None:
    """What a daemon does meanwhile would not be in the copy."""
    feedbot("run", "--once")
    with alone(place / "state"):
        code, _, err = feedbot("db", "copy", "--to", other)

    assert 75 == code
    assert "another feedbot" in err
