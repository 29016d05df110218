"""What `show`, `check` and `status` print, and what they leave out."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from feedbot.cli import look
from tests import make
from tests.cli.conftest import CONFIG, Feedbot, rows


def test_show_says_nothing_twice(place: Path, feedbot: Feedbot) -> None:
    """A summary that is the beginning of the content is left out; another one has a label."""
    parts = [f"Sentence {number} of it tells of something else that happened there." for number in range(40)]
    (place / "articles" / "3.txt").write_text("date 2026-03-03 A long one\n" + "\n\n".join(parts))
    feedbot("run", "--once")
    told = {row["title"]: feedbot("show", row["id"])[1] for row in rows(feedbot("entries", "--json"))}

    assert 1 == told["Headline of day 1"].count("The text of that day 1.")
    assert "summary:" not in told["Headline of day 1"]
    assert all(1 == told["A long one"].count(part) for part in parts)


@pytest.mark.usefixtures("on_file")
def test_show_labels_a_summary(place: Path, feedbot: Feedbot) -> None:
    """A summary in words of its own is told from the content."""
    feedbot("run", "--once")
    with closing(sqlite3.connect(place / "state" / "feedbot.db")) as database, database:
        database.execute("UPDATE entries SET summary = 'In short.'")
    told = feedbot("show", rows(feedbot("entries", "--json"))[0]["id"])[1]

    assert told.endswith("\nsummary: In short.\n\nThe text of that day 2.\nSource: Northern Wire\n")


def test_check_tells_of_a_folder_that_is_not_there(place: Path, feedbot: Feedbot) -> None:
    """It may come yet, so it is a note and no fault."""
    assert "the folder" not in feedbot("check")[1]
    config = (place / "config.toml").read_text()
    (place / "config.toml").write_text(config.replace('path = "articles"', 'path = "later"'))
    code, out, _ = feedbot("check")

    assert 0 == code
    assert f'note: source "articles": the folder {place / "later"} is not there yet\n' in out


def test_status_has_no_heading_without_lines(place: Path, feedbot: Feedbot) -> None:
    """Where nothing of a kind is in the config, its heading is left out."""
    assert "\nchannels\n" in feedbot("status")[1]
    (place / "config.toml").write_text(CONFIG.partition("[[channels]]")[0])
    said = feedbot("status")[1]

    assert "channels" not in said
    assert "\nfeeds\n" in said


def test_troubles_come_one_by_one() -> None:
    """Of what is odd about a source three are told, and how many more there are; a cell has all of it in one."""
    source, notes = make.source(), ("one", "two", "three", "four", "five")

    assert ["one", "two", "three; and 2 more"] == look.troubles(source, make.cursor(notes=notes), ())
    assert ["one", "two", "three"] == look.troubles(source, make.cursor(notes=notes[:3]), ())
    assert "one; two" == look.trouble(source, make.cursor(notes=notes[:2]), ())
    assert ([], "") == (look.troubles(source, None, ()), look.trouble(source, None, ()))
