import re
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from feedbot.model import Ailment, Alarm, Batch, Cursor, Evidence, Habits, Hints, Push, Trip
from feedbot.store import entries, health, pushes, trails, visits
from feedbot.store.present import card as told_by
from feedbot.web import roll
from tests import bases, make
from tests.web.furnished import SOURCES, keep, many
from tests.web.rooms import Place, room
from tests.web.shelled import FAR, tree

SERVER = pytest.mark.skipif(bases.SERVER is None, reason="several programs need a database on a server")
CARD = told_by(["ingest"], ("127.0.0.1", 9101), "04d2")
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
LOST = Ailment(source="alpha", code="failing", since=make.NOW, because=f"404 {EVIL}", remedy="Correct url.")


async def ail(place: Place, *ailments: Ailment) -> None:
    """Let these be wrong."""
    alarms = [Alarm(ailment=each, at=make.NOW) for each in ailments]
    await place.desk.store.write(health.write, alarms, (), ailments)


def known(name: str = "alpha", **fields: Any) -> Cursor:
    """A cursor of a source that is due in an hour."""
    return make.cursor(name, due=make.NOW + make.hours(1), address=f"https://{name}.example/feed", **fields)


def listed(body: bytes) -> list[str]:
    """The names of the sources on a page, in its order."""
    return re.findall(r'id="s-([a-z0-9-]+)"', body.decode())


async def test_all_sources_are_listed(tmp_path: Path) -> None:
    """Each source stands there with its state, last visits, rhythm, last news and next visit."""
    async with room(tmp_path, text=SOURCES) as place:
        await place.write(known(gap=make.hours(8), habits=Habits(newest=make.NOW - make.hours(5))))
        trips = [("alpha", Trip(at=make.NOW, outcome="new", took=timedelta(seconds=1), new=2))]
        await place.desk.store.write(trails.leave, trips)
        page = tree(await place.browser.get("/sources"))
        row = page.css("tbody tr")[1].text(separator=" ")

    assert ["Sources"] == [each.text() for each in page.css("h1")]
    assert "Alpha alpha · https:// alpha. example/ feed well" in " ".join(row.split())
    assert "5 hours ago in 1 hour about every 4 hours" in " ".join(row.split())
    assert "The last visit: 1 with news" in page.css("tbody svg title")[0].text()
    assert "beta" == page.css("tbody tr")[0].css("a")[0].text()


async def test_a_first_visit_that_brought_all_its_entries(tmp_path: Path) -> None:
    """As the last new entry the newest is told, by when it was published, and latest news first counts it."""
    old = make.entry(1, source="alpha", published=make.NOW - make.hours(50))
    later = make.entry(2, source="alpha", published=make.NOW + make.hours(9))
    async with room(tmp_path, text=SOURCES) as place:
        await place.write(known("alpha"), known("beta", habits=Habits(newest=make.NOW - make.hours(70))))
        await place.desk.store.write(entries.record, Batch(source="alpha", opened=(old,)), make.NOW)
        row = tree(await place.browser.get("/sources?q=alpha")).css("tbody tr")[0].text(separator=" ")
        page = tree(await place.browser.get("/sources/alpha")).text(separator=" ")
        order = listed((await place.browser.get("/sources?sort=news")).body)
        await place.desk.store.write(entries.record, Batch(source="alpha", opened=(later,)), make.NOW)
        ahead = tree(await place.browser.get("/sources?q=alpha")).css("tbody tr")[0].text(separator=" ")

    assert "2 days ago" in " ".join(row.split())
    assert "Last new entry 12 March 2026, 10:00 UTC ( 2 days ago )" in " ".join(page.split())
    assert ["alpha", "beta"] == order
    assert "now" in ahead


async def test_no_sources(tmp_path: Path) -> None:
    """Where there are none, the page says so and leads to where one is added."""
    async with room(tmp_path, text=SOURCES, config=make.config(sources=())) as place:
        page = tree(await place.browser.get("/sources"))

    assert "There are no sources yet. Add the first one." == page.css(".empty")[0].text()
    assert "add" == page.css(".actions a")[0].attributes["href"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["beta", "gamma", "alpha"]),
        ("?sort=name", ["alpha", "beta", "gamma"]),
        ("?sort=news", ["alpha", "gamma", "beta"]),
        ("?sort=next", ["gamma", "alpha", "beta"]),
        ("?state=failing", ["beta"]),
        ("?state=ok&sort=name", ["alpha"]),
        ("?q=GAM", ["gamma"]),
        ("?q=example+feed&sort=name", ["alpha", "beta", "gamma"]),
        ("?q=the+first", ["alpha"]),
        ("?q=nothing", []),
        ("?state=%3Cx%3E&sort=%3Cx%3E&page=-7", ["beta", "gamma", "alpha"]),
        ("?page=99999999999999999999", ["beta", "gamma", "alpha"]),
        ("?page=99", ["beta", "gamma", "alpha"]),
    ],
)
async def test_sources_are_found_and_put_in_order(tmp_path: Path, query: str, names: list[str]) -> None:
    """Text, state and order are in the address; what cannot be meant there is left out."""
    held = [make.source(name, url=f"https://{name}.example/feed") for name in ("alpha", "beta", "gamma")]
    config = make.config(sources=(replace(held[0], title="The First"), *held[1:]))
    async with room(tmp_path, text=SOURCES, config=config) as place:
        await place.write(
            known("alpha", habits=Habits(newest=make.NOW)),
            replace(known("beta", failures=3, error="x"), due=make.NOW + make.hours(9)),
            replace(
                known("gamma", visited=None, habits=Habits(newest=make.NOW - make.hours(1))),
                due=make.NOW,
            ),
        )
        await ail(place, replace(LOST, source="beta"))
        got = await place.browser.get(f"/sources{query}")

    assert 200 == got.status
    assert names == listed(got.body)
    assert b"<x>" not in got.body


@pytest.mark.parametrize("card", ["", pytest.param(CARD, marks=SERVER)])
async def test_a_source_that_is_being_visited(tmp_path: Path, card: str) -> None:
    """Instead of when it is visited next, it is told who visits it, where that is known, and until when."""
    async with room(tmp_path, text=SOURCES) as place:
        await place.write(make.cursor("alpha", due=make.NOW - make.minutes(1)))
        held = partial(visits.claim, card=card)
        await place.desk.store.write(held, make.NOW, make.minutes(20), 9)
        pages = [tree(await place.browser.get(path)).body for path in ("/sources?q=alpha", "/sources/alpha")]

    told = "it is being visited, until 14 March 2026, 12:20 UTC at the latest"
    if card:
        told = "a program that ended (ingest 127.0.0.1:9101) holds it until 14 March 2026, 12:20 UTC; one that"
    assert [True, True] == [told in " ".join(each.text().split()) for each in pages if each is not None]


async def test_thousands_of_sources_cost_five_questions(tmp_path: Path) -> None:
    """A page has a hundred sources; whatever their number, the database is asked five times, and never for all JSON."""
    async with room(tmp_path, text=SOURCES, config=make.config(sources=many(1_250))) as place:
        told = place.statements()
        got = await place.browser.get("/sources?sort=name&page=13")
        asked = [each for each in told if each.startswith("SELECT")]
        profile = place.statements()
        await place.browser.get("/sources/s00007")
        page = tree(got)

    assert 5 == len(asked)
    assert 8 == len([each for each in profile if each.startswith("SELECT")])
    assert [f"s{number:05}" for number in range(1_200, 1_250)] == listed(got.body)
    assert "Page 13 of 13" in page.css(".pager")[0].text()
    assert ["sources?sort=name&page=12"] == [each.attributes["href"] for each in page.css(".pager a")]


async def test_a_host_is_told_once(tmp_path: Path) -> None:
    """What is wrong with a host or our own network stands on top; its sources refer to that."""
    place_of = Ailment(source="@alpha.example", code="failing", since=make.NOW, because="503", remedy="Wait.")
    down = Ailment(source="", code="network", since=make.NOW, because="nothing answers", remedy="Look at the cable.")
    async with room(tmp_path, text=SOURCES) as place:
        await place.write(known(failures=3, error="503", fault="busy"), known("beta"))
        await ail(place, LOST, place_of, down)
        page = tree(await place.browser.get("/sources"))
        one = tree(await place.browser.get("/sources/alpha"))
    above = [" ".join(each.text().split()) for each in page.css("#above p")]

    assert "Our own network (since 14 March 2026, 12:00 UTC): nothing answers." in above[0]
    assert above[0].endswith("What to do: Look at the cable.")
    assert above[1].startswith("The host alpha.example")
    assert "See above" in page.css("tbody tr")[0].text()
    assert "Correct url." not in page.css("tbody")[0].text()
    assert 3 == len(one.css("#now .told"))


async def test_the_filter_gets_rows_alone(tmp_path: Path) -> None:
    """A request of htmx for the rows gets them without the form, so that who types keeps the field."""
    async with room(tmp_path, text=SOURCES) as place:
        got = await place.browser.get("/sources?q=alpha", HX_Request="true", HX_Target="rows")
        whole = await place.browser.get("/sources?q=alpha", HX_Request="true")
        one = await place.browser.get("/sources/alpha", HX_Request="true", HX_Target="now", X_Depth="1")

    assert ["alpha"] == listed(got.body)
    assert b"<form" not in got.body
    assert b'hx-get="sources?q=alpha" hx-trigger="every 30s"' in got.body
    assert b"<form" in whole.body
    assert b"<h1" not in one.body
    assert b'hx-get="../sources/alpha"' in one.body


async def test_strangers_text_is_text(tmp_path: Path) -> None:
    """Titles, addresses, errors, notes, terms, entries and hubs of sources are shown as they are, and do nothing."""
    hostile = make.source("evil", url=f"https://evil.example/{EVIL}", title=EVIL, categories=(EVIL,))
    cursor = known(
        "evil",
        error=EVIL,
        failures=2,
        decoded=EVIL,
        notes=(EVIL,),
        terms=(EVIL,),
        moved=f"https://x.example/{EVIL}",
        moves=1,
        hints=Hints(hub=f"https://hub.example/{EVIL}", wait=make.hours(1), said=EVIL),
        languages=((EVIL, 3),),
    )
    trip = Trip(at=make.NOW, outcome="failed", took=timedelta(0), because=EVIL)
    async with room(tmp_path, text=SOURCES, config=make.config(sources=(hostile,))) as place:
        await place.write(cursor)
        await ail(
            place, replace(LOST, source="evil", because=EVIL, remedy=EVIL), replace(LOST, source="", because=EVIL)
        )
        await place.desk.store.write(trails.leave, [("evil", trip)])
        await place.desk.store.write(keep, [make.entry(source="evil", title=EVIL, id=f"urn:{EVIL}", language=EVIL)])
        found = [
            await place.browser.get(path, Accept_Language=language)
            for path in ("/sources", "/sources/evil", "/sources/evil/remove", f"/sources?q={'%3Cscript%3E'}")
            for language in ("en", "ru", "uk")
        ]

    for got in found:
        page = tree(got)
        assert 200 == got.status
        assert 2 == len(page.css("script"))
        assert all("alert" not in (each.attributes.get("src") or "") for each in page.css("script"))
        assert [] == page.css("[onerror]") + page.css('img[src="x"]')


async def test_one_source_is_told_whole(tmp_path: Path) -> None:
    """The page of a source has all that `feedbot why` tells: its next visit and why then, how it is read, its hub."""
    cursor = known(
        decoded="windows-1251: it is declared",
        naming="link",
        evidence=Evidence(items=50, changed=40),
        habits=Habits(items=30, certificate=make.NOW, newest=make.NOW),
        moved="https://me:secret@new.example/feed",
        moves=2,
        notes=("one item was cut",),
        terms=("1 hour: the config says so",),
        hints=Hints(
            hub="https://me:secret@hub.example/", wait=make.hours(2), said="ttl 120", skip_hours=(3,), skip_days=(0,)
        ),
        languages=(("uk", 12),),
        pushed=make.NOW + make.hours(2),
        error=None,
    )
    async with room(tmp_path, text=SOURCES) as place:
        await place.write(cursor)
        await place.desk.store.write(keep, [make.entry(number, source="alpha") for number in range(1, 24)])
        page = tree(await place.browser.get("/sources/alpha"))
    told = " ".join(page.css("main")[0].text().split())

    for said in (
        "Next visit 14 March 2026, 13:00 UTC (in 1 hour)",
        "1 hour: the config says so",
        "windows-1251: it is declared",
        "their links, for its ids were given up: of 50 that were counted until then 40",
        "Usual number of items 30",
        "uk (12)",
        "https://new.example/feed (permanent redirects in 2 visits)",
        "2 hours between visits (ttl 120)",
        "no visits at 3 UTC",
        "no visits on Mondays",
        "tells us of news until then: 14 March 2026, 14:00",
        "one item was cut",
        "Certificate is good until 14 March 2026",
        "Entries 23",
    ):
        assert said in told
    assert "secret" not in told
    assert 20 == len(page.css('a[href^="../entry?id="]'))
    assert "../entry?id=https%3A//example.org/23" == page.css('a[href^="../entry?id="]')[0].attributes["href"]


@pytest.mark.parametrize(
    ("push", "told"),
    [
        (None, "is not asked to tell us of news"),
        ({"until": make.NOW + make.hours(1)}, "did not tell us of the last news"),
        ({"error": "it <b>refused</b>"}, "was asked to tell us of news: it <b>refused</b>"),
        ({}, "is being asked to tell us of news"),
    ],
)
async def test_a_hub_is_told(tmp_path: Path, push: dict[str, Any] | None, told: str) -> None:
    """What a hub does for us stands beside its address."""
    given = {"source": "alpha", "hub": "h", "topic": "t", "token": "t", "secret": "s", "due": make.NOW}
    async with room(tmp_path, text=SOURCES) as place:
        await place.write(known(hints=Hints(hub="https://hub.example/")))
        if push is not None:
            await place.desk.store.write(pushes.keep, [Push(**{**given, **push})])
        page = tree(await place.browser.get("/sources/alpha"))

    assert told in " ".join(page.css("main")[0].text().split())


async def test_a_source_that_fails_is_told(tmp_path: Path) -> None:
    """What is wrong stands first, with what helps; below are its last failures and what was told of it."""
    async with room(tmp_path, text=SOURCES) as place:
        await place.write(known(failures=3, error="404 Not Found", fault="missing", visited=None))
        trip = Trip(at=make.NOW, outcome="failed", took=timedelta(0), because="404 Not Found")
        await place.desk.store.write(trails.leave, [("alpha", trip)])
        before = tree(await place.browser.get("/sources/alpha"))
        await ail(place, replace(LOST, because="404 Not Found for 2 days"))
        page = tree(await place.browser.get("/sources/alpha"))
        russian = tree(await place.browser.get("/sources/alpha", Accept_Language="ru"))
    told = " ".join(page.css("main")[0].text().split())

    assert "3 failures in a row: 404 Not Found. What to do: Look for its new address and correct url" in (
        " ".join(before.css(".told")[0].text().split())
    )
    assert page.css("#now .told")[0].text().endswith("What to do: Correct url.")
    assert "it failed: 404 Not Found" in told
    assert "Last visit that worked none yet" in told
    assert "began failing: 404 Not Found for 2 days" in told
    assert "Try again now" == page.css(".actions button")[0].text()
    assert "Найдите новый адрес и исправьте url" in russian.css("#now .told")[0].text()
    assert ["en", "ru"] == [each.attributes["lang"] for each in russian.css("#now .told span")]


async def test_a_source_that_nobody_has(tmp_path: Path) -> None:
    """A name without a source is 404, in the reader's language, on every way to it."""
    async with room(tmp_path, text=SOURCES) as place:
        await place.browser.get("/sources/alpha")
        found = [await place.browser.get(f"/sources/{name}") for name in ("nobody", "nobody/remove", "%3Cscript%3E")]
        found += [
            await place.browser.send(f"/sources/nobody/{deed}") for deed in ("pause", "resume", "visit", "remove")
        ]
        ukrainian = await place.browser.get("/sources/nobody", Accept_Language="uk")

    assert [404] * 7 == [got.status for got in found]
    assert "Джерела з такою назвою немає" in ukrainian.body.decode()


async def test_pause_and_resume(tmp_path: Path) -> None:
    """Pause writes it into the config, keeping all else; resume takes it out again."""
    async with room(tmp_path, text=SOURCES) as place:
        before = place.file.read_text()
        await place.browser.get("/sources/alpha")
        paused = await place.browser.send("/sources/alpha/pause")
        text = place.file.read_text()
        page = tree(await place.browser.get("/sources/alpha"))
        visited = await place.browser.send("/sources/alpha/visit")
        refusal = tree(await place.browser.get("/sources/alpha")).css(".told.fault")[0].text()
        await place.browser.send("/sources/alpha/resume")

        assert (303, "../../sources/alpha") == (paused.status, paused.headers["location"])
        assert 'name = "alpha"\npaused = true\n' in text
        assert "It is paused." == page.css("#told p")[0].text()
        assert "paused" == page.css("#now .badge")[0].text()
        assert ["Resume", "Remove"] == [each.text() for each in page.css(".actions button")]
        assert 303 == visited.status
        assert "It is paused. Resume it, then it is visited." == refusal
        assert before == place.file.read_text()


async def test_visit_now(tmp_path: Path) -> None:
    """A source that is gone is due at once, and the loops are woken."""
    async with room(tmp_path, text=SOURCES) as place:
        await place.write(known(gone=True, error="410 Gone", fault="missing"))
        page = tree(await place.browser.get("/sources/alpha"))
        await place.browser.send("/sources/alpha/visit")
        cursors = await place.desk.store.read(visits.cursors, ["alpha"])

        assert "none, it is gone for good" in page.css("#now table")[0].text()
        assert "It is not visited any more. Remove it (`feedbot remove alpha`)" in page.css("#now .told")[0].text()
        assert (make.NOW, False) == (cursors["alpha"].due, cursors["alpha"].gone)
        assert [1] == place.woken


async def test_a_source_that_the_store_does_not_know(tmp_path: Path) -> None:
    """A source that was never enrolled can be looked at, and a visit of it says why there is none."""
    async with room(tmp_path, text=SOURCES) as place:
        await place.desk.store.write(lambda tx: tx.exec_driver_sql("DELETE FROM visits").rowcount)
        got = await place.browser.get("/sources/alpha")
        listed_too = await place.browser.get("/sources")
        await place.browser.send("/sources/alpha/visit")
        told = tree(await place.browser.get("/sources/alpha")).css(".told.fault")[0].text()

    assert (200, 200) == (got.status, listed_too.status)
    assert "It is not in the database yet. Try again in a moment." == told


async def test_remove_asks_first(tmp_path: Path) -> None:
    """Remove leads to a page that asks; only its form takes the source out of the config."""
    async with room(tmp_path, text=SOURCES) as place:
        asked = tree(await place.browser.get("/sources/alpha/remove"))
        there = place.file.read_text()
        removed = await place.browser.send("/sources/alpha/remove")
        told = tree(await place.browser.get("/sources")).css("#told p")[0].text()

        assert "Remove “alpha”?" == asked.css("h1")[0].text()
        assert 'name = "alpha"' in there
        assert (303, "../../sources") == (removed.status, removed.headers["location"])
        assert "“alpha” was removed. Its entries stay." == told
        assert "alpha" not in place.file.read_text()
        assert place.desk.config().source("alpha") is None


async def test_what_the_config_refuses_is_told(tmp_path: Path) -> None:
    """A source that a feed names stays, and one that somebody took out of the file meanwhile cannot be paused."""
    async with room(tmp_path, text=SOURCES) as place:
        text = place.file.read_text()
        place.file.write_text(text + 'sources = ["alpha"]\n')
        await place.browser.get("/sources/alpha/remove")
        await place.browser.send("/sources/alpha/remove")
        named = tree(await place.browser.get("/sources/alpha")).css(".told.fault")[0].text()
        place.file.write_text(text.replace('name = "alpha"', 'name = "omega"'))
        await place.browser.send("/sources/alpha/pause")
        lost = tree(await place.browser.get("/sources/alpha")).css(".told.fault")[0].text()

    assert '"alpha" is named here; take it out first' in named
    assert 'no source is called "alpha"' in lost


async def test_forms_are_ours(tmp_path: Path) -> None:
    """Without the token of a page nothing is done, and from elsewhere nothing is shown."""
    async with room(tmp_path, text=SOURCES) as place:
        forged = [await place.browser.send(f"/sources/alpha/{deed}") for deed in ("pause", "remove", "visit")]
        far = await place.browser.ask("GET", "/sources", FAR)

        assert [403] * 3 == [got.status for got in forged]
        assert 403 == far.status
        assert b"alpha" not in far.body
        assert [] == place.woken
        assert "paused" not in place.file.read_text()


def test_who_says_how_often() -> None:
    """The rhythm is the config's, learnt from its entries, or usual for its kind."""
    row = roll.Row(source=make.source(), state="ok", cursor=make.cursor())

    assert ("usual", make.minutes(30)) == (row.rhythm, row.every.every)
    learnt = replace(row, cursor=make.cursor(gap=make.hours(8)))
    assert ("learnt", make.hours(4)) == (learnt.rhythm, learnt.every.every)
    assert "config" == replace(learnt, source=make.source(every=make.hours(1))).rhythm
