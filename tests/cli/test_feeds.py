import json
import re
from pathlib import Path

import pytest

from tests.cli.conftest import Feedbot, rows

PRIVATE = """
[[feeds]]
name = "mine"
private = true
formats = ["json"]
"""


@pytest.fixture
def written(feedbot: Feedbot, place: Path) -> Feedbot:
    """A feedbot with an open and a private feed, both written."""
    with (place / "config.toml").open("a") as file:
        file.write(PRIVATE)
    assert 0 == feedbot("run", "--once")[0]
    return feedbot


def address(feedbot: Feedbot, name: str = "mine") -> str:
    """Where a feed lies."""
    return str(next(row["address"] for row in rows(feedbot("feeds", "--json")) if row["name"] == name))


def test_feeds_are_listed_with_their_addresses(written: Feedbot, place: Path) -> None:
    """Each feed has its entries and the address of its first format; of a private one it has the secret."""
    main, mine = rows(written("feeds", "--json"))[:2]

    assert ("main", 2, 0, False, True) == tuple(
        main[name] for name in ("name", "entries", "pages", "private", "written")
    )
    assert main["address"].endswith("/feeds/main.atom")
    assert re.search(r"/feeds/mine\.[A-Za-z0-9_-]{32}\.json$", mine["address"])
    assert (place / "feeds" / mine["address"].rpartition("/")[2]).exists()
    assert mine["address"] in written("feeds")[1]


def test_status_knows_a_private_feed_by_its_secret(written: Feedbot) -> None:
    """It is written where its secret says."""
    told = json.loads(written("status", "--json")[1])

    assert {"main": "written", "mine": "written", "health": "written"} == told["feeds"]


def test_feeds_before_the_first_run(feedbot: Feedbot, place: Path) -> None:
    """A feed that was never written is listed without an address, and so is a private one without its secret."""
    with (place / "config.toml").open("a") as file:
        file.write(PRIVATE)

    assert {None} == {row["address"] for row in rows(feedbot("feeds", "--json"))}
    assert (1, True) == ((told := feedbot("feeds", "renew", "mine"))[0], "`feedbot run` gives it one" in told[2])


def test_another_secret(written: Feedbot, place: Path) -> None:
    """A renewed feed has another address, told at once; after the next run only that one is there."""
    before = address(written)
    code, out, _ = written("feeds", "renew", "mine")
    after = address(written)
    written("run", "--once")

    assert (0, after) == (code, out.splitlines()[0])
    assert before != after
    assert [after.rpartition("/")[2]] == [path.name for path in (place / "feeds").glob("mine*.json")]


@pytest.mark.parametrize(("name", "why"), [("main", "is open to all"), ("none", 'no feed is called "none"')])
def test_only_private_feeds_are_renewed(written: Feedbot, name: str, why: str) -> None:
    """An open or unknown feed has no secret, and the sentence says so."""
    code, _, said = written("feeds", "renew", name)

    assert (1, True) == (code, why in said)
