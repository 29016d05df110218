import re
from pathlib import Path

import pytest

from tests.cli.conftest import Feedbot, rows


def test_the_newest_message(feedbot: Feedbot) -> None:
    """preview draws what the channel was promised last; --count draws more; nothing is sent."""
    feedbot("run", "--once")
    code, out, _ = feedbot("preview", "console")
    several = feedbot("preview", "console", "--count", "2")[1]

    assert 0 == code
    assert "Headline of day 2" in out
    assert 1 == out.count("┌─")
    assert 1 <= several.count("┌─") <= 2
    assert list(map(str, range(1, several.count("┌─") + 1))) == re.findall(r"· message (\d+)", several)
    assert [] == rows(feedbot("outbox", "--json"))


def test_one_entry_by_its_id(feedbot: Feedbot) -> None:
    """--entry draws this one; one that is not there is told."""
    feedbot("run", "--once")
    (first,) = (each for each in rows(feedbot("entries", "--json")) if "day 1" in each["title"])

    assert "Headline of day 1" in feedbot("preview", "console", "--entry", first["id"])[1]
    assert 'no entry has the id, link or key "nobody"' in feedbot("preview", "console", "--entry", "nobody")[2]


def test_another_template(place: Path, feedbot: Feedbot) -> None:
    """A template can be tried, from the command line or a file; a flawed one is told with its line."""
    feedbot("run", "--once")
    (place / "own.txt").write_text("{{ title }}\n{{ wrong }}")

    assert "SEEN Headline" in feedbot("preview", "console", "--template", "SEEN {{ title }}")[1]
    assert "because: line 2: " in feedbot("preview", "console", "--template-file", str(place / "own.txt"))[2]
    assert 1 == feedbot("preview", "console", "--template", "{{ wrong }}")[0]


@pytest.mark.parametrize("name", ["x", ""])
def test_an_unknown_channel_is_told(feedbot: Feedbot, name: str) -> None:
    """The channels that are there are named."""
    assert "there are: console, telegram" in feedbot("preview", name)[2]


def test_before_anything_came(feedbot: Feedbot) -> None:
    """Before the first visit made-up pieces are drawn, with what goes with a message of the chat."""
    feedbot("run", "--once", "--help")
    out = feedbot("preview", "telegram")[1]

    assert "The new bridge is open" in out
