from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from feedbot.model import Origin
from feedbot.store import Tx, entries, feeds, outbox, stories, visits
from feedbot.web.entries import address
from tests import make
from tests.store import given
from tests.web.rooms import Place, room
from tests.web.shelled import tree

SCRIPT = "<script>alert(1)</script>"
FIRST = make.entry(1, title="The bridge fell")
SECOND = make.entry(2, title=f"Bridge down {SCRIPT}", origin=Origin(id="urn:b", title=f"Other {SCRIPT}"))
THIRD = make.entry(3, title="Chess cup")


def fill(tx: Tx) -> None:
    """A story of two entries that a channel tells, and one of one."""
    visits.enrol(tx, ["sample"], make.NOW)
    feeds.enrol(tx, ["main"], make.NOW, lambda: "urn:uuid:main")
    outbox.enrol(tx, ["console"], make.NOW)
    batch = given.of(FIRST, SECOND, THIRD)
    batch = replace(batch, stories=(given.story(FIRST.id, SECOND.id), given.story(THIRD.id)))
    entries.record(tx, batch, make.NOW)
    outbox.owe(tx, batch, make.NOW)


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    """The pages over a store with two stories."""
    async with room(tmp_path) as found:
        await found.desk.store.write(fill)
        yield found


def story(id: str) -> str:
    """The address of a story's page."""
    return address(id).replace("/entry?", "/story?")


async def member(place: Place, id: str) -> str | None:
    """The story that an entry belongs to."""
    return (await place.desk.store.read(stories.places, [id])).get(id)


async def test_the_largest_comes_first(place: Place) -> None:
    """Stories are listed with how many entries they have and who tells them, most entries first."""
    page = await place.browser.get("/stories")
    assert 200 == page.status
    rows = [[cell.text().strip() for cell in row.css("th, td")] for row in tree(page).css("tbody tr")]
    assert [("The bridge fell", "2"), ("Chess cup", "1")] == [(row[0], row[1]) for row in rows]
    assert "Other" in rows[0][2]
    assert SCRIPT.encode() not in page.body


async def test_a_story_shows_all_its_entries(place: Place) -> None:
    """The page of a story, asked for by any of its entries, has all of them and what was sent."""
    page = await place.browser.get(story(SECOND.id))
    assert 200 == page.status
    assert 2 == len(tree(page).css("article"))
    (row,) = (each.text() for each in tree(page).css("main li") if each.text().startswith("console:"))
    assert "waiting" in row
    assert "a message is owed" in row
    assert SCRIPT.encode() not in page.body


async def test_a_person_parts_a_story(place: Place) -> None:
    """The button beside an entry makes it a story of its own, and the loops are told."""
    await place.browser.get(story(FIRST.id))
    answer = await place.browser.send("/story/split", entry=SECOND.id)
    assert 303 == answer.status
    assert SECOND.id == await member(place, SECOND.id)
    assert [True] == place.woken


async def test_a_person_joins_stories(place: Place) -> None:
    """The form below a story takes another one by id or link, and theirs are one."""
    await place.browser.get(story(THIRD.id))
    answer = await place.browser.send("/story/join", entry=THIRD.id, other=FIRST.link or "")
    assert 303 == answer.status
    assert FIRST.id == await member(place, THIRD.id)


async def test_what_cannot_be_is_told(place: Place) -> None:
    """The first entry of a story cannot be parted from it; an unknown one cannot be joined; both are told."""
    await place.browser.get(story(FIRST.id))
    await place.browser.send("/story/split", entry=FIRST.id)
    assert "opened its story" in tree(await place.browser.get(story(FIRST.id))).css("#told")[0].text()
    await place.browser.send("/story/join", entry=FIRST.id, other="nobody")
    assert "nobody" in tree(await place.browser.get(story(FIRST.id))).css("#told")[0].text()
    assert [] == place.woken


async def test_forged_forms_are_refused(place: Place) -> None:
    """Without the token of our own page, and from another site, nothing is changed."""
    await place.browser.get(story(FIRST.id))
    assert 403 == (await place.browser.ask("POST", "/story/split", data={"entry": SECOND.id})).status
    elsewhere = {"Origin": "https://evil.example"}
    assert 403 == (await place.browser.send("/story/split", elsewhere, entry=SECOND.id)).status
    assert FIRST.id == await member(place, SECOND.id)


async def test_an_unknown_story_is_told(place: Place) -> None:
    """An id that nobody has gives a page that says so."""
    assert 404 == (await place.browser.get("/story?id=urn:nobody")).status
