"""Searching as readers do."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests import make
from tests.bot.readership import Readership, labels, readership, told


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Readership]:
    """A bot that anybody may talk to."""
    async with readership(tmp_path) as found:
        yield found


async def test_what_is_found_has_link_source_and_date(place: Readership) -> None:
    """In any form of the word, newest first, on the reader's clock; nothing is kept of who searches."""
    said = await place.say("/search полтава")

    assert (
        "<code>полтава</code>"
        '<br><br><a href="https://example.org/3">Мост в Полтаве: что известно</a>'
        "<br><i>Other Voices · 14 March, 10:03</i>"
        '<br><br><a href="https://example.org/1">В Полтаве открыли мост</a>'
        "<br><i>Sample News · 14 March, 10:01</i>"
    ) == said.html
    assert [("Follow these words", "p:follow")] == list(labels(said))
    assert [] == await place.followed()


async def test_the_words_of_a_search_can_be_followed(place: Readership) -> None:
    """The button below does it; the message has the words."""
    said = await place.press("p:follow", text="grain market")

    assert "You now follow <b>grain market</b>" in said.html
    assert ["grain market"] == await place.followed()


async def test_results_have_pages(place: Readership) -> None:
    """Ten a page; the message is edited, and keeps its query."""
    await place.store.write(told, *(make.entry(number, title=f"Rain {number}") for number in range(100, 125)))
    first = await place.say("/search rain")
    assert ("▶", "p:s:2") == next(labels(first))
    assert 10 == first.html.count("Sample News")

    second = await place.press("p:s:2", text="rain")
    assert second.edits
    assert second.html.startswith("<code>rain</code><br>Page 2<br>")
    assert ["p:s:1", "p:s:3", "p:follow"] == [data for _, data in labels(second)]
    last = await place.press("p:s:3", text="rain")
    assert 5 == last.html.count("Sample News")
    assert ["p:s:2", "p:follow"] == [data for _, data in labels(last)]
    assert "Nothing found." in (await place.press("p:s:4", text="rain")).html


async def test_a_search_in_a_group_is_answered_there(place: Readership) -> None:
    """Whoever may be a reader may search where they are."""
    assert "Storm" in (await place.say("/search storm", chat="-100", private=False, rank="chat")).html


async def test_nothing_to_look_for_shows_an_example(place: Readership) -> None:
    """/search alone says how it is used, and what cannot be read says why."""
    assert "<code>/search flood or storm</code>" in (await place.say("/search")).html
    assert "A parenthesis has no partner" in (await place.say("/search (x")).html
    assert "Nothing found." in (await place.say("/search zeppelin")).html
