from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from feedbot.model import Category, Entry, Origin, Verdict
from feedbot.rules import matching
from feedbot.store import Tx, entries, feeds, outbox, revisions, search, visits
from feedbot.web.entries import address
from tests import make
from tests.store import given
from tests.web.rooms import Place, room
from tests.web.shelled import tree

SCRIPT = "<script>alert(1)</script>"
BRIDGE = make.entry(1, title="В Харькове обрушился мост", summary="Мост через Лопань рухнул утром.", language="ru")
RATES = make.entry(2, title="Курс валют на среду", language="ru", published=make.NOW - timedelta(days=9))
EVIL = make.entry(
    3,
    title=f"Evil {SCRIPT}",
    summary=SCRIPT,
    content=f"<p>{SCRIPT.replace('<', '&lt;')}</p>",
    link="javascript:alert(1)",
    categories=(Category(term=SCRIPT),),
    origin=Origin(id="urn:x", title=SCRIPT),
)


def fill(tx: Tx) -> None:
    """Three entries that can be searched, one of them promised to a channel."""
    enrolled = given.of(BRIDGE, RATES, EVIL)
    visits.enrol(tx, ["sample"], make.NOW)
    feeds.enrol(tx, ["main"], make.NOW, lambda: "urn:uuid:main")
    outbox.enrol(tx, ["console"], make.NOW)
    entries.record(tx, enrolled, make.NOW)
    held = (BRIDGE, RATES, EVIL)
    search.keep(tx, {each.id: tuple(matching.read(each).places) for each in held}, {e.id: e.digest for e in held})
    outbox.owe(tx, enrolled, make.NOW)
    passed = Verdict(
        target="channel:console", subject=BRIDGE.id, passed=True, because="takes every source", at=make.NOW
    )
    refused = Verdict(target="channel:night", subject=BRIDGE.id, passed=False, because=f"no {SCRIPT}", at=make.NOW)
    entries.explain(tx, (passed, refused))


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    """The pages over a store with three entries."""
    async with room(tmp_path) as found:
        await found.desk.store.write(fill)
        yield found


async def test_newest_come_first(place: Place) -> None:
    """Without a rule all entries are listed, newest first, each with a link to its page."""
    page = await place.browser.get("/entries")
    assert 200 == page.status
    links = [each.attributes["href"] for each in tree(page).css("tbody th a")]
    assert address(RATES.id).removeprefix("/") == links[-1]
    assert 3 == len(links)


async def test_search_knows_forms(place: Place) -> None:
    """A rule finds words in all their forms and says why; what it does not find is not listed."""
    page = await place.browser.get("/entries?q=мосту")
    (row,) = tree(page).css("tbody tr")
    assert BRIDGE.title in row.text()
    assert "мост" in row.css("td")[-1].text()


async def test_search_by_source_and_time(place: Place) -> None:
    """The list can be of one source, and of the last days alone."""
    assert 0 == len(tree(await place.browser.get("/entries?q=курс&days=1")).css("tbody tr"))
    assert 1 == len(tree(await place.browser.get("/entries?q=курс")).css("tbody tr"))
    assert 0 == len(tree(await place.browser.get("/entries?q=курс&source=nobody")).css("tbody tr"))


async def test_a_faulty_rule_is_told(place: Place) -> None:
    """What is wrong with a rule is told with its column, and nothing else breaks."""
    page = await place.browser.get("/entries?q=(мост")
    assert 400 == page.status
    assert "column" in tree(page).css("#flaws")[0].text()


async def test_an_entry_tells_why(place: Place) -> None:
    """The page of an entry says for each target what became of it, and why."""
    page = await place.browser.get(address(BRIDGE.id))
    rows = [row.text(separator=" ") for row in tree(page).css("table tbody tr")]
    (sent,) = (row for row in rows if "console" in row)
    (kept,) = (row for row in rows if "night" in row)
    assert "waiting" in sent
    assert "takes every source" in sent
    assert "not sent" in kept


async def test_an_entry_tells_its_history(place: Place) -> None:
    """Words that went and came are marked, field by field; what stayed is not told."""
    changed = replace(BRIDGE, title="В Харькове рухнул мост", digest="another")
    await place.desk.store.write(change, changed)
    page = tree(await place.browser.get(address(BRIDGE.id)))
    assert ["обрушился"] == [each.text() for each in page.css("del")]
    assert ["рухнул"] == [each.text() for each in page.css("ins")]
    assert 1 == len(page.css("dl dt"))


def change(tx: Tx, new: Entry) -> None:
    """Let a newer version take an entry's place."""
    revisions.keep(tx, (new,), make.NOW)
    entries.record(tx, replace(given.edited(1), changed=(new,)), make.NOW)


async def test_nothing_hostile_gets_through(place: Place) -> None:
    """Titles, texts, names and links of strangers are text on every page; no link leads to a script."""
    for page in (await place.browser.get("/entries"), await place.browser.get(address(EVIL.id))):
        assert 200 == page.status
        assert SCRIPT.encode() not in page.body
        assert b"javascript:" not in page.body.lower()
    assert SCRIPT.encode() not in (await place.browser.get(f"/entries?q={SCRIPT}&source={SCRIPT}")).body
    assert SCRIPT.encode() not in (await place.browser.get(address(BRIDGE.id))).body


async def test_an_unknown_entry_is_told(place: Place) -> None:
    """An id that nobody has gives a page that says so."""
    assert 404 == (await place.browser.get("/entry?id=urn:nobody")).status
    assert 404 == (await place.browser.get("/entry")).status


async def test_strangers_do_not_come_in(place: Place) -> None:
    """From elsewhere the pages are closed."""
    for path in ("/entries", address(BRIDGE.id), "/stories", "/story?id=x"):
        assert 403 == (await place.browser.get(path, X_Forwarded_For="203.0.113.7")).status
