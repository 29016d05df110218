import json
import os
from pathlib import Path

import pytest

from tests.cli.conftest import Feedbot

BRIDGE = "Two people were hurt when the bridge over the Alder fell in Northford, said Mayor Ada Penn."
AGAIN = "The bridge over the Alder in Northford fell and hurt two people, Mayor Ada Penn says."


@pytest.fixture
def told(feedbot: Feedbot, place: Path) -> Feedbot:
    """A feedbot that has three articles, two of them on the same event from two sources."""
    more = (
        '\n[[sources]]\nname = "{0}"\nkind = "folder"\npath = "{0}"\nsettle = "0s"\nevery = "1h"\ndeliver_first = 5\n'
    )
    with (place / "config.toml").open("a") as file:
        for name, title, text in (
            ("one", "Bridge over the Alder falls in Northford, two hurt", BRIDGE),
            ("two", "Two hurt as Northford bridge over the Alder falls", AGAIN),
        ):
            file.write(more.format(name))
            (place / name).mkdir()
            path = place / name / "1.txt"
            path.write_text(f"date 2026-03-01 {title}\n{text}\n")
            os.utime(path, (1_772_400_000, 1_772_400_000))
    assert 0 == feedbot("run", "--once")[0]
    return feedbot


def ids(told: Feedbot) -> dict[str, str]:
    """The ids of entries by source; of several, of the newest."""
    return {entry["source"]: entry["id"] for entry in reversed(json.loads(told("entries", "--json")[1]))}


def test_search_finds_words_in_all_their_forms(told: Feedbot) -> None:
    """A rule finds entries in any form of its words, and says which words of each let it pass."""
    found = json.loads(told("search", "fell and mayor -sport", "--json")[1])

    assert {"one", "two"} == {entry["source"] for entry in found}
    assert {"one", "two"} == {entry["source"] for entry in json.loads(told("search", "bridges", "--json")[1])}
    assert "bridge" in told("search", "title:bridges", "-n", "1")[1]
    assert "there may be more" in told("search", "bridges", "-n", "1")[1]


def test_search_within_the_last_days(told: Feedbot) -> None:
    """Only entries of the length of time that was asked for are found."""
    code, answer, _ = told("search", "bridges", "--since", "1m")

    assert (0, "no entry passes bridges\n") == (code, answer)


def test_search_for_what_is_not_there(told: Feedbot) -> None:
    """An honest nothing is told with the rule as it was understood."""
    assert "no entry passes unicorn and not bridge" in told("search", "unicorn -bridge")[1]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [(["(a"], "column"), (["a", "--since", "long"], '"long" is no length of time\n')],
)
def test_search_refuses_what_it_cannot_read(told: Feedbot, arguments: list[str], sentence: str) -> None:
    """A rule or a length that cannot be read is wrong usage, and the sentence says why."""
    code, _, said = told("search", *arguments)

    assert 2 == code
    assert sentence in said


def test_person_joins_and_splits(told: Feedbot) -> None:
    """The story of an entry is shown, split and joined by hand, and why says so."""
    named = ids(told)
    first, other = named["one"], named["two"]
    if told("story", "split", other)[0]:  # it is the one that opened the story: which does is chance
        first, other = other, first
        assert 0 == told("story", "split", other)[0]
    assert [other] == [each["id"] for each in json.loads(told("story", "show", other, "--json")[1])]

    assert "joined 1 entry to" in told("story", "join", other, first)[1]
    both = {each["id"]: each["because"] for each in json.loads(told("story", "show", other, "--json")[1])}
    assert {first, other} == set(both)
    assert "by hand" in both[other]
    assert "story of 2 entries" in told("why", other)[1]


def test_stories_are_listed(told: Feedbot) -> None:
    """Stories that began or grew in the last days are listed with their number of entries."""
    assert "no stories" in told("stories")[1] or "title" in told("stories")[1]


def test_unknown_entries_are_refused(told: Feedbot) -> None:
    """An entry that is not there is told as such by each command."""
    for command in (("show", "x"), ("split", "x"), ("join", "x", "y")):
        code, _, said = told("story", *command)
        assert (1, True) == (code, 'no entry has the id, link or key "x"' in said)
