"""Searching in any chat."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from feedbot.bot import texts
from feedbot.bot.inline import inline
from feedbot.bot.spoken import Heard, Reply, Room
from tests import make
from tests.bot.readership import Readership, readership, told


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Readership]:
    """A bot that anybody may talk to."""
    async with readership(tmp_path) as found:
        yield found


def titles(reply: Reply) -> list[str]:
    """The titles of the results, in order."""
    return [each.title for each in reply.results]


async def test_results_are_articles_with_source_and_date(place: Readership) -> None:
    """What is chosen is sent as a message with a link."""
    (found,) = (await place.say("@grain")).results

    assert ("Grain market grows", "Other Voices · 14 March, 10:02") == (found.title, found.about)
    assert "https://example.org/2" == found.url
    assert (
        '<b><a href="https://example.org/2">Grain market grows</a></b><br>Prices of grain rise.'
        "<br><i>Other Voices · 14 March, 10:02</i>"
    ) == found.html
    assert len(found.id.encode()) <= 64


@pytest.mark.parametrize("query", ["grain", "prices", "mark", "Grain mark", '"grain', "(grain", "grain,"])
async def test_what_is_half_typed_finds_already(place: Readership, query: str) -> None:
    """In every form of the words, and by the beginning of the last; a parenthesis may still be open."""
    assert ["Grain market grows"] == titles(await place.say(f"@{query}"))


async def test_a_finished_word_is_no_beginning(place: Readership) -> None:
    """With a space behind it the last word is whole."""
    assert [] == titles(await place.say("@mark "))


async def test_nothing_typed_shows_the_newest_stories(place: Readership) -> None:
    """Each story once, by its newest article."""
    assert ["Storm <b>warning</b> & more", "Мост в Полтаве: что известно", "Grain market grows"] == titles(
        await place.say("@")
    )[:3]
    assert "В Полтаве открыли мост" not in titles(await place.say("@"))


async def test_results_come_in_pages(place: Readership) -> None:
    """Twenty at once, up to two hundred; the offset of the next comes with them."""
    await place.store.write(told, *(make.entry(number, title=f"Rain {number}") for number in range(100, 350)))
    first = await place.say("@rain")
    assert (20, "20") == (len(first.results), first.onward)
    second = await place.say("@rain", data="20")
    assert not set(titles(first)) & set(titles(second))
    last = await place.say("@rain", data="180")
    assert (20, "") == (len(last.results), last.onward)
    for offset in ("200", "99999", "x"):
        assert (offset == "x") == bool((await place.say("@rain", data=offset)).results)
    assert "20" == (await place.say("@")).onward


@pytest.mark.parametrize("query", ["/x+/", "(((", "w " * 60, "x" * 250])
async def test_what_cannot_be_read_finds_nothing(place: Readership, query: str) -> None:
    """A query is never a fault: it may not be finished."""
    assert [] == titles(await place.say(f"@{query}"))


async def test_strangers_find_nothing(place: Readership) -> None:
    """Who may not be a reader is given no results."""
    heard = Heard(kind="inline", chat="9", private=True, user=9, text="grain")
    t, n = texts.translator("en")
    room = Room(desk=place.desk, rank="stranger", t=t, n=n)

    assert Reply() == await inline(heard, room)
