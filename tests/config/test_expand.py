from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.config.expand import slug
from feedbot.model import Feed, Search
from tests.config.test_config import faults, load

SOURCES = """\
[[sources]]
name = "wire"
kind = "feed"
url = "https://wire.example.org/feed"
title = "The Wire"
categories = ["Війна", "World"]

[[sources]]
name = "herald"
kind = "feed"
url = "https://herald.example.org/feed"
categories = ["world", "Sport"]

[[searches]]
name = "missiles"
title = "Missiles"
where = "ракета or missile"
"""


def feeds(folder: Path, text: str) -> dict[str, Feed]:
    """The feeds of a config, without that of our own health, by name."""
    return {feed.name: feed for feed in load(folder, SOURCES + text).feeds if not feed.alarms}


def test_a_feed_for_each_source(tmp_path: Path) -> None:
    """`each = "source"` makes a feed of every source, named and titled after it, with all else of the table."""
    made = feeds(tmp_path, '[[feeds]]\nname = "by"\neach = "source"\nsize = 7\nlanguage = "uk"\nprivate = true')
    assert ["by-wire", "by-herald"] == list(made)
    assert ("The Wire", ("wire",), 7, "uk", True, "by") == (
        made["by-wire"].title,
        made["by-wire"].sources,
        made["by-wire"].size,
        made["by-wire"].language,
        made["by-wire"].private,
        made["by-wire"].each,
    )
    assert "herald" == made["by-herald"].title


def test_a_feed_for_each_category(tmp_path: Path) -> None:
    """Categories are those that the config gives to sources; spelled in two ways they are one, and addresses Latin."""
    made = feeds(tmp_path, '[[feeds]]\nname = "on"\ntitle = "On"\neach = "category"')
    assert {"on-viina": ("wire",), "on-world": ("wire", "herald"), "on-sport": ("herald",)} == {
        name: feed.sources for name, feed in made.items()
    }
    assert ["On: Війна", "On: World", "On: Sport"] == [feed.title for feed in made.values()]


def test_a_feed_for_each_search(tmp_path: Path) -> None:
    """A feed of a saved search has its rule, beside the rule of the table."""
    made = feeds(tmp_path, '[[feeds]]\nname = "find"\neach = "search"\nwhere = "language:uk"')
    assert {"find-missiles": "(language:uk) and (ракета or missile)"} == {
        name: feed.where for name, feed in made.items()
    }
    assert (Search(name="missiles", title="Missiles", where="ракета or missile"),) == load(
        tmp_path, SOURCES + '[[feeds]]\nname = "x"'
    ).searches


def test_only_the_sources_it_takes(tmp_path: Path) -> None:
    """A table that names sources makes feeds of these, and of their categories."""
    assert ["by-herald"] == list(feeds(tmp_path, '[[feeds]]\nname = "by"\neach = "source"\nsources = ["herald"]'))
    made = feeds(tmp_path, '[[feeds]]\nname = "on"\neach = "category"\nsources = ["wire"]')
    assert ["on-viina", "on-world"] == list(made)


def test_a_long_name_stays_one(tmp_path: Path) -> None:
    """The name of a feed has 64 characters at most, and stays unique."""
    made = feeds(tmp_path, f'[[feeds]]\nname = "{"n" * 60}"\neach = "source"')
    assert 2 == len(made)
    assert {64} == {len(name) for name in made}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            '[[feeds]]\nname = "by"\neach = "source"\n\n[[feeds]]\nname = "by-wire"',
            'feeds[1].name: "by-wire" is a feed of [[feeds]] "by" too; choose another name',
        ),
        (
            '[[feeds]]\nname = "news.ua"',
            "feeds[0].name: the name of a feed has no dots: they set the pages of its archive apart",
        ),
    ],
)
def test_addresses_that_clash(tmp_path: Path, text: str, fault: str) -> None:
    """Two feeds whose documents would lie in one place are a fault."""
    assert [fault] == [line.split(": ", 1)[1] for line in faults(tmp_path, SOURCES + text)]


@pytest.mark.parametrize(
    ("each", "fault"),
    [
        ("category", 'no source that it takes has categories; give some: categories = ["…"]'),
        ("search", "there is no saved search; add [[searches]] with name and where"),
    ],
)
def test_nothing_to_take(tmp_path: Path, each: str, fault: str) -> None:
    """`each` of what is not there is a fault that says what to add."""
    text = '[[sources]]\nname = "wire"\nkind = "feed"\nurl = "https://wire.example.org/feed"\n'
    text += f'[[feeds]]\nname = "x"\neach = "{each}"'
    assert [f"feeds[0].each: {fault}"] == [line.split(": ", 1)[1] for line in faults(tmp_path, text)]


@given(st.text())
def test_any_category_has_an_address(text: str) -> None:
    """Small Latin letters, digits and dashes; never empty, never long, the same for the same word."""
    found = slug(text)
    assert 1 <= len(found) <= 40
    assert set(found) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert found == slug(text)
    assert not found.startswith("-")
    assert not found.endswith("-")


def test_categories_in_other_scripts_stay_apart() -> None:
    """What has no Latin letters at all is told apart by a digest."""
    assert slug("戦争") != slug("平和")
    assert "obyekt-5" == slug("Об'єкт 5")
