import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, update

from feedbot.desk import Health
from feedbot.model import Ailment, Config, Trip
from feedbot.store import health, tables, trails, visits, write
from feedbot.web import status, words
from feedbot.web.reader import Reader
from tests import make
from tests.make import NOW, hours, minutes
from tests.store.given import Statements, held, of, promise, sure
from tests.store.given import claimed as claim
from tests.store.given import sent as send
from tests.web.rooms import room
from tests.web.serving import Got
from tests.web.shelled import HERE, PASSWORD, config, tree

HOSTILE = "</title><script>alert(1)</script><img src=x onerror=alert(1)>\"'&"
UNDER = "{{ 7 * 7 }}"


def settings(**fields: Any) -> Config:
    """A config with a site on this machine."""
    return make.config(settings=make.settings(url=HERE), **fields)


def news(engine: Engine, *numbers: int, **fields: Any) -> None:
    """Entries of these numbers that came an hour ago, the first of which was sent to the console."""
    entries = [make.entry(number, **{"published": NOW - hours(1) - minutes(number), **fields}) for number in numbers]
    promises = tuple(promise(each, due=NOW - hours(1)) for each in entries)
    with write(engine) as tx:
        visits.enrol(tx, ["sample"], NOW)
    held(engine, of(*entries, memberships=(), promises=promises), now=NOW - hours(1))
    send(engine, sure(claim(engine, now=NOW)))


def ill(*sources: str, **fields: Any) -> Callable[[Engine], None]:
    """What fills a store with ailments of sources."""

    def fill(engine: Engine) -> None:
        with write(engine) as tx:
            visits.leave(tx, [make.cursor(name, failures=3, fault="login") for name in sources])
            known = {"code": "failing", "since": NOW - hours(30), "because": "403 for 30 hours", "remedy": "Wait."}
            health.write(tx, (), (), [Ailment(source=name, **{**known, **fields}) for name in sources])

    return fill


def trip(**fields: Any) -> Trip:
    """A visit just now."""
    return Trip(**{"at": NOW, "outcome": "new", "took": timedelta(seconds=1), "size": 2048, "new": 3, **fields})


def texts(page: Any, selector: str) -> list[str]:
    """The texts of elements, their spaces as one, and none before a comma or colon or where a word may be broken."""
    page = tree(Got(status=200, headers={}, body=page.html.replace("<wbr>", "").encode()))
    return [re.sub(" ([,:)])", r"\1", " ".join(each.text(separator=" ").split())) for each in page.css(selector)]


async def test_nothing_yet(tmp_path: Path) -> None:
    """A feedbot that has just begun says so: all is well, nothing came, and the way to a first source."""
    async with room(tmp_path, settings(sources=())) as place:
        page = tree(await place.browser.get("/status"))

    assert ["Status"] == texts(page, "h1")
    assert (
        "well All is well. 0 entries came in within the last 24 hours, 0 messages went out." == texts(page, ".lead")[0]
    )
    assert ["add"] == [each.attributes["href"] for each in page.css("#now a")]
    assert 5 == len(texts(page, ".empty"))
    assert [] == page.css("svg")


async def test_what_came_and_went(tmp_path: Path) -> None:
    """The page has the numbers of the day, drawings with their tables, stories, and the last visits."""

    def fill(engine: Engine) -> None:
        news(engine, 1, 2)
        with write(engine) as tx:
            visits.leave(tx, [make.cursor(tried=NOW)])
            trails.leave(
                tx, [("sample", trip(at=NOW - hours(2))), ("sample", trip(outcome="unchanged", size=0, new=0))]
            )

    async with room(tmp_path, settings(), fill) as place:
        page = tree(await place.browser.get("/status"))
    figures = {
        label: value for value, label in zip(texts(page, ".figure strong"), texts(page, ".figure span"), strict=True)
    }

    assert ["2", "1", "1 hour", "1 hour"] == list(figures.values())[:4]
    assert ["50 %", "2.0 KiB", "1", "0", "0"] == list(figures.values())[4:]
    assert ["entries-title", "messages-title", "lateness-title"] == [
        each.attributes["id"] for each in page.css("svg.plot > title")
    ]
    assert 2 * 72 == len(page.css("details tbody tr"))
    assert ["sample"] == texts(page, "#lately tbody th")
    assert "unchanged" in texts(page, "#lately tbody td")[0]
    assert "1 source well" in texts(page, "#now .tags")[0]


async def test_what_is_ill_leads_to_its_page(tmp_path: Path) -> None:
    """What wants attention is told with what to do, and leads to its source; the program's own has no page."""
    async with room(tmp_path, settings(), ill("sample")) as place:
        place.health = Health(alive=True, ready=False, problems=("deliver-1: the disk is full",))
        page = tree(await place.browser.get("/status"))
    matters = texts(page, "#attention ~ ul > li")

    assert texts(page, ".lead")[0].startswith("trouble feedbot cannot do its work now.")
    assert "feedbot itself: deliver-1: the disk is full" in matters[0]
    assert "sample: 403 for 30 hours (since 13 March 2026, 06:00 UTC) Wait." == matters[1].replace(
        "\N{NO-BREAK SPACE}", " "
    )
    assert ["sources/sample"] == [each.attributes["href"] for each in page.css("#attention ~ ul a")]


async def test_remedies_in_the_readers_language(tmp_path: Path) -> None:
    """What to do is told in the reader's language, what was seen in English, and both say which."""
    async with room(tmp_path, settings(), ill("sample")) as place:
        page = tree(await place.browser.get("/status", Accept_Language="uk"))

    assert ["en"] == [each.attributes["lang"] for each in page.css("#attention ~ ul span[lang]")]
    assert ["uk"] == [each.attributes["lang"] for each in page.css("#attention ~ ul div.meta")]
    assert "headers" in texts(page, "#attention ~ ul div.meta")[0]


async def test_channels_that_want_attention(tmp_path: Path) -> None:
    """A channel whose chat takes nothing, and one that has something set aside, are told of and lead to themselves."""

    def fill(engine: Engine) -> None:
        news(engine, 1, 2)
        with write(engine) as tx:
            tx.execute(update(tables.outbox).where(tables.outbox.c.shown.is_(None)).values(parked="too long"))
            tx.execute(update(tables.lanes).values(gone="the bot was kicked"))

    async with room(tmp_path, settings(), fill) as place:
        page = tree(await place.browser.get("/status"))
    matters = texts(page, "#attention ~ ul > li")

    assert "warn" in (page.css(".lead .badge")[0].attributes["class"] or "")
    assert matters[0].startswith("Channel console: the bot was kicked Let the bot into the chat again")
    assert "Channel console: 1 message is set aside The page of channels says why, and sends them again." == matters[1]
    assert {"channels?channel=console"} == {each.attributes["href"] for each in page.css("#attention ~ ul a")}


def troubled(place: Any, **problems: str) -> None:
    """The program tells these problems."""
    place.problems = {name.replace("_", " "): why for name, why in problems.items()}
    told = tuple(f"{what}: {why}" for what, why in place.problems.items())
    place.health = Health(alive=True, ready=True, problems=told)


async def test_one_bad_visit_is_not_told(tmp_path: Path) -> None:
    """The last answer of a source wants no attention, and a channel that takes nothing stands there once."""

    def fill(engine: Engine) -> None:
        news(engine, 1, 2)
        with write(engine) as tx:
            tx.execute(update(tables.lanes).values(gone="bot was kicked"))

    async with room(tmp_path, settings(), fill) as place:
        troubled(place, source_sample="503 from example.org", channel_console="bot was kicked", hubs="none answers")
        place.problems["channel reader-5"] = "blocked"
        place.health = replace(place.health, problems=(*place.health.problems, "channel reader-5: blocked"))
        page = tree(await place.browser.get("/status"))
        told = json.loads((await place.browser.get("/api/v1/status")).body)
    matters = texts(page, "#attention ~ ul > li")

    assert ["feedbot itself: hubs: none answers", "Channel console: bot was kicked"] == [
        each.partition(" Its log")[0].partition(" Let the bot")[0] for each in matters
    ]
    assert (["hubs: none answers"], 2) == (told["problems"], told["matters"])


async def test_a_channel_that_cannot_send(tmp_path: Path) -> None:
    """What cannot be sent for now is told of the channel, with its page, and in the reader's language."""
    async with room(tmp_path, settings()) as place:
        troubled(place, channel_console="503 Service Unavailable from example.org")
        page = tree(await place.browser.get("/status", Accept_Language="uk"))

    matters = texts(page, "#attention ~ ul > li")
    assert 1 == len(matters)
    assert matters[0].startswith("Канал console: example.org відповідає 503 Service Unavailable Спроба повториться")
    assert ["channels?channel=console"] == [each.attributes["href"] for each in page.css("#attention ~ ul a")]


async def test_a_folder_spares_nothing(tmp_path: Path) -> None:
    """Only visits over HTTP are counted as answered by 304; another kind that brings nothing has no such word."""
    sources = (make.source(url="articles", kind="folder"), make.source("far"))

    def fill(engine: Engine) -> None:
        with write(engine) as tx:
            visits.leave(tx, [make.cursor(tried=NOW), make.cursor("far", tried=NOW)])
            trails.leave(
                tx, [("sample", trip(at=NOW - hours(2))), ("sample", trip(outcome="unchanged", size=0, new=0))]
            )
            trails.leave(tx, [("far", trip(at=NOW - hours(2)))])

    async with room(tmp_path, settings(sources=sources), fill) as place:
        page = tree(await place.browser.get("/status"))
        folder, feed = [(await place.browser.get(f"/sources/{name}")).body.decode() for name in ("sample", "far")]

    assert ["0 %", "0 B"] == texts(page, ".figure strong")[4:6]
    assert ["unchanged", "news 3 entries"] == sorted(texts(page, "#lately tbody td[data-label=Outcome]"), reverse=True)
    assert "answered with 304" not in folder
    assert "answered with 304" in feed


async def test_hosts_and_the_network(tmp_path: Path) -> None:
    """A whole host and our own network stand for themselves and lead to the sources."""
    async with room(tmp_path, settings(), ill("", "@example.org")) as place:
        page = tree(await place.browser.get("/status"))

    assert ["Our own network", "The host example.org"] == texts(page, "#attention ~ ul a")
    assert ["sources", "sources?state=failing"] == [each.attributes["href"] for each in page.css("#attention ~ ul a")]


async def test_many_are_ill(tmp_path: Path) -> None:
    """Of many ailments the first stand on the page; how many more there are is told, and leads to the sources."""
    names = [f"s{number:02d}" for number in range(status.LISTED + 3)]
    async with room(tmp_path, settings(sources=tuple(make.source(name) for name in names)), ill(*names)) as place:
        page = tree(await place.browser.get("/status"))

    assert status.LISTED == len(page.css("#attention ~ ul > li"))
    assert ["and 3 more"] == texts(page, "#attention ~ p")
    assert "23 things want attention" in texts(page, ".lead")[0]


async def test_hostile_words_stay_words(tmp_path: Path) -> None:
    """Titles, errors and names that would be scripts are shown as they are, wherever they stand."""

    def fill(engine: Engine) -> None:
        news(engine, *range(1, 4), title=HOSTILE + UNDER)
        ill("sample", because=HOSTILE + UNDER, remedy=HOSTILE)(engine)
        with write(engine) as tx:
            visits.leave(tx, [make.cursor("evil", tried=NOW)])
            trails.leave(tx, [("evil", trip(outcome="failed", because=HOSTILE + UNDER))])

    async with room(tmp_path, settings(sources=(make.source(title=HOSTILE),)), fill) as place:
        place.health = Health(alive=True, ready=True, problems=(HOSTILE,))
        got = await place.browser.get("/status")
        told = await place.browser.get("/api/v1/status")
    page = tree(got)

    assert 2 == len(page.css("script"))
    assert [] == page.css("main img, [onerror], [style]")
    assert "49" not in texts(page, "main")[0]
    assert UNDER in texts(page, "main")[0]
    assert "application/json; charset=utf-8" == told.headers["content-type"]
    assert HOSTILE == json.loads(told.body)["problems"][0]


async def test_the_changing_parts_are_asked_for_again(tmp_path: Path) -> None:
    """Every 30 seconds the same address is asked for the parts that change; each part is there, and no table closes."""
    async with room(tmp_path, settings()) as place:
        page = tree(await place.browser.get("/status"))
        part = tree(await place.browser.get("/status", HX_Request="true"))
    asks = page.css("[hx-trigger]")[0].attributes

    assert ("status", "every 30s", "none") == (asks["hx-get"], asks["hx-trigger"], asks["hx-swap"])
    for name in (asks["hx-select-oob"] or "").split(","):
        assert 1 == len(page.css(name)) == len(part.css(name))
        assert [] == page.css(f"{name} details")
    assert [] == part.css("header, nav, footer")


async def test_the_days_are_counted_once_a_minute(tmp_path: Path) -> None:
    """The numbers of the last days are kept for a minute, those of visits for ten; all else is asked for each time."""
    async with room(tmp_path, settings(), lambda engine: news(engine, 1)) as place:

        async def asked() -> list[str]:
            with Statements(place.engine) as statements:
                await place.browser.get("/status")
            return [each for each in statements.seen if each.startswith(("SELECT", "WITH"))]

        first, again = await asked(), await asked()
        place.clock.pass_by(minutes(1))
        later = await asked()
        place.clock.pass_by(minutes(-30))
        back = await asked()

    assert [11, 5, 10, 11] == [len(each) for each in (first, again, later, back)]
    assert ["trails" in " ".join(each) for each in (first, again, later, back)] == [True, False, False, True]


async def test_what_takes_long_is_counted_seldom(tmp_path: Path) -> None:
    """Where counting takes a second, what was counted is good for 100 seconds instead of 60."""
    async with room(tmp_path, settings()) as place:

        async def counted() -> str:
            found: dict[str, str] = json.loads((await place.browser.get("/api/v1/status")).body)
            return found["counted"]

        place.clock.step = timedelta(seconds=1)
        first = await counted()
        place.clock.step = timedelta(0)
        place.clock.pass_by(timedelta(seconds=80))
        again = await counted()
        place.clock.pass_by(timedelta(seconds=20))
        later = await counted()

    assert first == again
    assert again != later


async def test_as_json(tmp_path: Path) -> None:
    """A program gets the same as JSON, with each name of the value that it is."""
    async with room(tmp_path, settings(), lambda engine: news(engine, 1, 2)) as place:
        found = json.loads((await place.browser.get("/api/v1/status")).body)

    assert ("well", 0, 2, 1) == (found["level"], found["matters"], found["entries"]["day"], found["deliveries"]["day"])
    assert {"at": "2026-03-14T11:00:00Z", "counts": [2], "others": 0} == found["entries"]["hours"][-2]
    assert ["sample"] == found["entries"]["sources"]
    assert {"name": "console", "mode": "ready", "owed": 1} == {
        name: found["channels"][0][name] for name in ("name", "mode", "owed")
    }
    assert 3660.0 == found["deliveries"]["half"]


async def test_strangers_learn_nothing(tmp_path: Path) -> None:
    """From elsewhere neither page nor JSON is given without the password."""
    async with room(tmp_path, config(PASSWORD)) as place:
        page = await place.browser.get("/status", X_Forwarded_For="203.0.113.7")
        told = await place.browser.get("/api/v1/status", X_Forwarded_For="203.0.113.7", Accept="application/json")

    assert [303, 401] == [page.status, told.status]


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (0, ("0 B", "0 Б", "0 Б")),
        (1023, ("1,023 B", "1\N{NO-BREAK SPACE}023 Б", "1\N{NO-BREAK SPACE}023 Б")),
        (1024, ("1.0 KiB", "1,0 КиБ", "1,0 КіБ")),
        (1536, ("1.5 KiB", "1,5 КиБ", "1,5 КіБ")),
        (5 * 2**20, ("5.0 MiB", "5,0 МиБ", "5,0 МіБ")),
        (2**31, ("2.0 GiB", "2,0 ГиБ", "2,0 ГіБ")),
        (2**50, ("1,024.0 TiB", "1\N{NO-BREAK SPACE}024,0 ТиБ", "1\N{NO-BREAK SPACE}024,0 ТіБ")),
    ],
)
def test_sizes(number: int, told: tuple[str, ...]) -> None:
    """A size is told in the unit that leaves few digits, in the reader's words."""
    readers = (Reader(language=language, now=NOW) for language in words.LANGUAGES)

    assert told == tuple(status.size(number, reader) for reader in readers)


def test_words_for_all_that_may_be() -> None:
    """Each level and outcome has its words."""
    keys = [f"status.level_{each}" for each in ("well", "warn", "bad")]
    keys += [f"status.trip_{each}" for each in ("new", "same", "unchanged", "failed")]

    assert all(words.find(key, language) for key in keys for language in words.LANGUAGES)
