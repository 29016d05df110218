import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from feedbot.model import Ailment, Alarm, Habits, Hints, Push, Trip
from feedbot.store import health, pushes, trails, visits
from feedbot.web import api_sources
from tests import make
from tests.cli.pages import FEED, alternate, page
from tests.sources.server import Reply, Server, serve
from tests.web.furnished import SOURCES, keep, many
from tests.web.rooms import Place, room
from tests.web.serving import Got
from tests.web.shelled import FAR

HERE = "/api/v1/sources"
JSON = {"Content-Type": "application/json", "Accept": "application/json"}


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """A server that may be visited."""
    async with serve() as running:
        yield running


async def send(place: Place, path: str, body: object = None, method: str = "POST") -> Got:
    """A request of a program."""
    return await place.browser.ask(method, path, JSON, data=b"" if body is None else json.dumps(body).encode())


def told(got: Got) -> Any:
    """The JSON of an answer."""
    return json.loads(got.body)


async def test_the_list(tmp_path: Path) -> None:
    """The list has each source with its state, moments in RFC 3339, and its last visits, as its type says."""
    async with room(tmp_path, text=SOURCES) as place:
        cursor = make.cursor("alpha", due=make.NOW + make.hours(1), habits=Habits(newest=make.NOW))
        await place.write(cursor)
        trip = Trip(at=make.NOW, outcome="new", took=timedelta(milliseconds=1500), size=9, new=2, changed=1)
        await place.desk.store.write(trails.leave, [("alpha", trip)])
        found = told(await place.browser.ask("GET", f"{HERE}?sort=name&q=alpha", JSON))
    (row,) = found.pop("sources")

    assert {
        "page": 1,
        "pages": 1,
        "found": 1,
        "total": 2,
        "counts": {"failing": 0, "gone": 0, "late": 0, "new": 1, "paused": 0, "ok": 1},
        "troubles": [],
    } == found
    assert set(api_sources.Row.__annotations__) == set(row)
    assert {
        "name": "alpha",
        "title": "Alpha",
        "kind": "feed",
        "address": "https://alpha.example/feed",
        "state": "ok",
        "next": "2026-03-14T13:00:00+00:00",
        "newest": "2026-03-14T12:00:00+00:00",
        "every": 1800.0,
        "failures": 0,
    }.items() <= row.items()
    assert [
        {
            "at": "2026-03-14T12:00:00+00:00",
            "outcome": "new",
            "took": 1.5,
            "size": 9,
            "new": 2,
            "changed": 1,
            "because": "",
        }
    ] == row["visits"]


async def test_the_list_has_pages(tmp_path: Path) -> None:
    """A hundred sources a page."""
    async with room(tmp_path, text=SOURCES, config=make.config(sources=many(205))) as place:
        found = told(await place.browser.ask("GET", f"{HERE}?page=3&sort=name", JSON))

    assert (3, 3, 205) == (found["page"], found["pages"], found["total"])
    assert [f"s{number:05}" for number in range(200, 205)] == [each["name"] for each in found["sources"]]


async def test_one_source(tmp_path: Path) -> None:
    """One source is told whole, as its type says, without what is secret in addresses."""
    lost = Ailment(source="alpha", code="failing", since=make.NOW, because="404", remedy="Correct url.")
    hub = "https://me:secret@hub.example/"
    push = Push(source="alpha", hub=hub, topic="t", token="t", secret="s", due=make.NOW, error="no")
    async with room(tmp_path, text=SOURCES) as place:
        cursor = make.cursor(
            "alpha", hints=Hints(hub=hub), moved="https://me:secret@new.example/", languages=(("uk", 3),)
        )
        await place.write(cursor)
        await place.desk.store.write(pushes.keep, [push])
        await place.desk.store.write(health.write, [Alarm(ailment=lost, at=make.NOW)], (), [lost])
        await place.desk.store.write(keep, [make.entry(source="alpha")])
        got = await place.browser.ask("GET", f"{HERE}/alpha", JSON)
    found = told(got)

    assert set(api_sources.Whole.__annotations__) == set(found)
    assert {"address": "https://hub.example/", "state": "refused", "until": None, "error": "no"} == found["hub"]
    assert "https://new.example/" == found["moved"]
    assert {"uk": 3} == found["languages"]
    assert ("failing", "Correct url.") == (found["state"], found["ailments"][0]["remedy"])
    assert ("failing", False) == (found["told"][0]["code"], found["told"][0]["over"])
    assert (1, "https://example.org/1") == (found["entries"], found["latest"][0]["id"])
    assert b"secret" not in got.body


async def test_a_source_that_nobody_has(tmp_path: Path) -> None:
    """A name without a source is a problem of its own, whatever is to be done with it."""
    async with room(tmp_path, text=SOURCES) as place:
        found = [await place.browser.ask("GET", f"{HERE}/nobody", JSON)]
        found += [await send(place, f"{HERE}/nobody/{deed}") for deed in ("pause", "resume", "visit")]
        found += [await send(place, f"{HERE}/nobody", method="DELETE")]

    assert [404] * 5 == [got.status for got in found]
    assert all(got.headers["content-type"].startswith("application/problem+json") for got in found)
    assert "No source has this name." == told(found[0])["detail"]


async def test_pause_resume_visit(tmp_path: Path) -> None:
    """Each answers with the source as it is then; what is paused is not visited."""
    async with room(tmp_path, text=SOURCES) as place:
        await place.write(make.cursor("alpha", due=make.NOW + make.hours(5), address="https://alpha.example/feed"))
        paused = await send(place, f"{HERE}/alpha/pause")
        again = await send(place, f"{HERE}/alpha/pause")
        refused = await send(place, f"{HERE}/alpha/visit")
        resumed = await send(place, f"{HERE}/alpha/resume")
        visited = await send(place, f"{HERE}/alpha/visit")
        due = (await place.desk.store.read(visits.cursors, ["alpha"]))["alpha"].due

    assert [200, 200, 409, 200, 202] == [each.status for each in (paused, again, refused, resumed, visited)]
    assert ("paused", None) == (told(paused)["state"], told(paused)["next"])
    assert "ok" == told(resumed)["state"]
    assert make.NOW == due
    assert [1] == place.woken


async def test_a_source_that_the_store_does_not_know(tmp_path: Path) -> None:
    """A source that was never enrolled is told with what nobody knows left empty, and not visited."""
    async with room(tmp_path, text=SOURCES) as place:
        await place.desk.store.write(lambda tx: tx.exec_driver_sql("DELETE FROM visits").rowcount)
        found = told(await place.browser.ask("GET", f"{HERE}/alpha", JSON))
        refused = await send(place, f"{HERE}/alpha/visit")

    assert ("new", None, None) == (found["state"], found["visited"], found["next"])
    assert 409 == refused.status


async def test_remove(tmp_path: Path) -> None:
    """DELETE takes a source out of the config; one that a feed names stays."""
    async with room(tmp_path, text=SOURCES) as place:
        removed = await send(place, f"{HERE}/alpha", method="DELETE")
        text = place.file.read_text()
        place.file.write_text(text + 'sources = ["beta"]\n')
        refused = await send(place, f"{HERE}/beta", method="DELETE")
        paused = place.file.write_text(text.replace('"beta"', '"gamma"')) and await send(place, f"{HERE}/beta/pause")

    assert (204, b"") == (removed.status, removed.body)
    assert "alpha" not in text
    assert 409 == refused.status
    assert '"beta" is named here; take it out first' in told(refused)["detail"]
    assert paused
    assert 409 == paused.status


async def test_add(tmp_path: Path, server: Server) -> None:
    """An address is looked at, and what is there is added: 201 with the source and its address."""
    url = server.says("/", page(alternate("/feed.xml")))
    server.says("/feed.xml", FEED)
    async with room(tmp_path, text=SOURCES, allowed=server.allowed) as place:
        got = await send(place, HERE, {"address": url, "category": "Town"})
        twin = await send(place, HERE, {"address": url, "name": "other"})
        source = place.desk.config().source("t")

    assert (201, f"{HERE}/t") == (got.status, got.headers["location"])
    assert ("t", f"{server.url}/feed.xml", ["Town"], "new") == tuple(
        told(got)[name] for name in ("name", "address", "categories", "state")
    )
    assert source is not None
    assert (409, 'The source "t" watches this place already.') == (twin.status, told(twin)["detail"])


@pytest.mark.parametrize(
    ("body", "status", "detail"),
    [
        (b"{", 400, "The body is no JSON."),
        (b"\xff", 400, "The body is no JSON."),
        (b"[" * 100_000, 400, "The body is no JSON."),
        (b"[]", 422, "The body is an object"),
        (b"{}", 422, "The body is an object"),
        (b'{"address": 1}', 422, "The body is an object"),
        (b'{"address": "https://a.example/", "url": ""}', 422, '"url" means nothing here'),
        (b'{"address": "https://a.example/", "name": null}', 422, "are texts"),
        (b'{"address": "https://a.example/", "name": "a\\u0000"}', 422, "control characters"),
        (b'{"address": "/srv"}', 422, "Only addresses on the web"),
        (b'{"address": "http://"}', 422, "This is no address"),
        (b'{"address": "http://127.0.0.1:9/"}', 422, "is a private address"),
        (b'{"address": "https://beta.example/feed"}', 409, '"beta" watches this place'),
    ],
)
async def test_what_is_not_added(tmp_path: Path, body: bytes, status: int, detail: str) -> None:
    """A body that means nothing, and an address that is not visited, are refused with the reason; nothing is stored."""
    async with room(tmp_path, text=SOURCES) as place:
        before = place.file.read_text()
        got = await place.browser.ask("POST", HERE, JSON, data=body)

        assert before == place.file.read_text()
    assert status == got.status
    assert detail in told(got)["detail"]


async def test_a_name_that_the_config_refuses(tmp_path: Path, server: Server) -> None:
    """What the config says of a name is what the program is told."""
    url = server.says("/feed", FEED)
    async with room(tmp_path, text=SOURCES, allowed=server.allowed) as place:
        got = await send(place, HERE, {"address": url, "name": "A B"})

    assert 422 == got.status
    assert "a name has small Latin letters" in told(got)["detail"]


async def test_one_look_at_a_time(tmp_path: Path, server: Server) -> None:
    """A second look while the first is under way is refused; a look that finds nothing in time ends."""
    began = asyncio.Event()

    async def never(response: web.StreamResponse) -> None:
        began.set()
        await asyncio.Event().wait()

    url = server.says("/never", Reply(play=never))
    async with room(tmp_path, text=SOURCES, allowed=server.allowed, patience=0.5) as place:
        first = asyncio.create_task(send(place, HERE, {"address": url}))
        await began.wait()
        second = await send(place, HERE, {"address": url})
        late = await first

    assert 429 == second.status
    assert (422, "Nothing was found in time.") == (late.status, told(late)["detail"])


async def test_only_for_those_inside(tmp_path: Path) -> None:
    """From elsewhere nothing is told, and a form of any page cannot do anything."""
    async with room(tmp_path, text=SOURCES) as place:
        far = await place.browser.ask("GET", HERE, {**JSON, **FAR})
        form = await place.browser.ask("POST", f"{HERE}/alpha/pause", {"Accept": "application/json"}, data={"a": "b"})

        assert (403, 403) == (far.status, form.status)
        assert b"alpha" not in far.body
        assert "paused" not in place.file.read_text()
