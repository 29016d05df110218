from dataclasses import replace
from typing import Any

import pytest

from feedbot.model import Entry, File, Find
from feedbot.rules import twins
from tests import make
from tests.make import NOW, hours
from tests.rules.meaning import NEW, OTHER, TEXT, found, held, known, matches, moved


def test_one_article_of_a_moved_site() -> None:
    """On another host path, title and date make an article; without a date nothing may differ."""
    assert [True] == matches(moved(1))
    assert [True] == matches(moved(1, content=OTHER))
    assert [True] == matches(moved(1, dated=False))
    assert [False] == matches(moved(1, dated=False, content=OTHER))
    assert [True] == matches(moved(1, link=f"{NEW}/slug"))
    assert [False] == matches(moved(1, link=f"{NEW}/slug", content=OTHER))
    assert [False] == matches(moved(1, link=f"{NEW}/", content=OTHER))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"link": NEW + "/slug"}, True),
        ({"link": NEW + "/slug", "content": ""}, True),
        ({"link": NEW + "/slug", "content": OTHER}, False),
        ({"link": NEW + "/slug", "dated": False}, True),
        ({"link": NEW + "/slug", "dated": False, "content": OTHER}, False),
        ({"dated": False, "content": OTHER}, True),
        ({"published": NOW, "content": OTHER}, False),
        ({"published": NOW, "link": NEW + "/slug"}, True),
        ({"title": "Another", "link": NEW + "/slug"}, True),
        ({"title": "Another", "link": NEW + "/slug", "dated": False}, True),
        ({"title": "Another", "link": NEW + "/slug", "published": NOW - hours(20)}, True),
        ({"title": "Another", "link": NEW + "/slug", "published": NOW}, False),
        ({"title": "Another", "link": NEW + "/slug", "content": OTHER}, False),
        ({"title": "Another", "link": NEW + "/slug", "content": TEXT + OTHER * 3}, False),
    ],
)
def test_an_article_of_a_site_that_moved_whole(fields: dict[str, Any], expected: bool) -> None:  # noqa: FBT001 - a case
    """When most items have new ids at once, title or text make an article, and a later date asks for more."""
    assert [expected, True] == matches(moved(1, **fields), moved(2))


def test_a_title_that_several_entries_have() -> None:
    """A title that is not an entry's own needs a date."""
    pairs = [moved(each, title="Weather", link=f"{NEW}/slug{each}", dated=False, content="") for each in (1, 2)]
    pairs = [(replace(entry, title="Weather", content=""), find) for entry, find in pairs]

    assert [False, False] == matches(*pairs)


def test_titles_that_are_the_names() -> None:
    """Where even links are bad, a title that is an entry's own is enough, if the text is alike."""
    short = "<p>The bridge is open.</p>"
    one, two = moved(1, published=NOW, content=short), moved(2)
    one = (replace(one[0], content=short), one[1])
    for naming, expected in (("id", False), ("text", True)):
        find = replace(one[1], entry=replace(one[1].entry, link=f"{NEW}/slug"), aliases=())
        assert [expected, True] == matches((one[0], find), two, naming=naming)


def alias(number: int, **fields: Any) -> tuple[Entry, Find]:
    """An entry, and an item at the same link under a new id."""
    return held(number), found(number, **{"title": "Another", **fields})


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"dated": False}, True),
        ({"dated": False, "content": OTHER}, False),
        ({"published": NOW - hours(20)}, True),
        ({"published": NOW}, False),
        ({"published": NOW, "title": "Title 1"}, True),
        ({"published": NOW, "title": "Title 1", "content": OTHER}, False),
    ],
)
def test_many_new_ids_at_links_we_know(fields: dict[str, Any], expected: bool) -> None:  # noqa: FBT001 - a case
    """When most items have new ids, dates and headlines may differ, unless the item is dated after our last visit."""
    assert [expected, True] == matches(alias(1, **fields), alias(2))


def test_many_new_ids_at_one_link() -> None:
    """At a link that items share no more is believed than ever."""
    home = "https://example.org/"
    pairs = [alias(each, dated=False, link=home) for each in (1, 2)]

    assert [False, False] == matches(*((replace(entry, link=home), find) for entry, find in pairs))


def test_what_lies_in_a_folder_is_called_by_its_owner() -> None:
    """Files are not matched by titles and texts."""
    visit = make.document(files=(File(path="a.txt", body=b"", modified=NOW),))

    assert [False, False] == matches(moved(1), moved(2), visit=visit)


def test_a_source_never_visited_has_no_past() -> None:
    """Without a last visit every date is new."""
    pair = moved(1, title="Another", link=f"{NEW}/slug", published=NOW - hours(20))

    assert [False, True] == matches(pair, moved(2), cursor=make.cursor(visited=None))


def test_many_texts_are_not_all_read() -> None:
    """The text alone is looked at for a few hundred items, for that takes time."""
    pairs = [moved(each, title=f"Another {each}", link=f"{NEW}/slug{each}") for each in range(400)]
    harvest = make.harvest(finds=tuple(find for _, find in pairs))
    matched = twins.match(harvest, known(*(entry for entry, _ in pairs)))

    assert len(matched) <= 300
