import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from feedbot import config as configs
from feedbot.store import stories
from tests import make
from tests.web import furnished
from tests.web.furnished import AGAIN, BRIDGE, EVIL, HELD, RATES, RULES, fill
from tests.web.rooms import Place, room
from tests.web.shelled import FAR


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    """The API over four entries."""
    async with room(tmp_path, fill=fill, text=RULES) as found:
        yield found


def ids(answer: Any) -> list[str]:
    """The ids of the entries of an answer."""
    return [each["id"] for each in answer["entries"]]


async def test_entries_come_newest_first(place: Place) -> None:
    """Without a rule all entries come, newest first, and none says why."""
    status, found = await place.ask("GET", "/entries")
    assert 200 == status
    assert [each.id for each in reversed(HELD)] == ids(found)
    assert {None} == {each["because"] for each in found["entries"]}
    assert (None, True) == (found["next"], found["complete"])


@pytest.mark.parametrize("query", ["", "&q=мост or курс or evil"])
async def test_pages_follow_each_other(place: Place, query: str) -> None:
    """Each page leads to the next by its cursor, until all entries came, each once."""
    seen, cursor = [], ""
    for _ in range(9):
        status, found = await place.ask("GET", f"/entries?limit=1{query}{cursor}")
        assert 200 == status
        seen += ids(found)
        if found["next"] is None:
            break
        cursor = f"&cursor={found['next']}"
    assert [each.id for each in reversed(HELD)] == seen


async def test_entries_of_one_moment_come_once_each(tmp_path: Path) -> None:
    """Pages do not lose or repeat entries that were published at the same moment."""
    held = [make.entry(number, published=make.NOW) for number in range(7)]
    async with room(tmp_path, text=RULES) as place:
        await place.desk.store.write(furnished.write, *held)
        _, first = await place.ask("GET", "/entries?limit=3")
        _, second = await place.ask("GET", f"/entries?limit=9&cursor={first['next']}")
    assert sorted(each.id for each in held) == ids(first) + ids(second)


async def test_entries_are_searched(place: Place) -> None:
    """A rule finds words in all their forms and says why; source and moment narrow it."""
    _, found = await place.ask("GET", "/entries?q=мосты")
    assert [AGAIN.id, BRIDGE.id] == ids(found)
    assert "мосты" in found["entries"][0]["because"]
    _, other = await place.ask("GET", "/entries?q=мосты&source=other")
    assert [AGAIN.id] == ids(other)
    since = AGAIN.published.isoformat().replace("+00:00", "Z")
    _, late = await place.ask("GET", f"/entries?since={since}")
    assert [AGAIN.id] == ids(late)


@pytest.mark.parametrize(
    "query",
    [
        "/entries?limit=0",
        "/entries?limit=201",
        "/entries?limit=99999999999999999999999",
        "/entries?limit=x",
        "/entries?limit=1&limit=2",
        "/entries?since=yesterday",
        "/entries?since=2026-03-14",
        "/entries?cursor=x",
        "/entries?cursor=OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTkgeA",
        "/entries?cursor=%D1%8F",
        "/entries?q=(",
        "/entries?sorce=a",
        "/entries?source=%00",
        "/entry",
        "/entry?id=",
        "/stories?days=31",
        "/outbox?state=lost",
    ],
)
async def test_what_cannot_be_asked_is_told(place: Place, query: str) -> None:
    """A parameter that is wrong, or means nothing, gives 422 with a sentence that names it."""
    got = await place.raw("GET", query)
    told = json.loads(got.body)
    assert (422, 422) == (got.status, told["status"])
    assert "application/problem+json; charset=utf-8" == got.headers["content-type"]
    assert told["detail"]


async def test_an_entry_is_told_whole(place: Place) -> None:
    """An entry has its text, verdicts, deliveries, story, and what changed in it."""
    newer = make.entry(1, title="В Харькове обрушился старый мост", digest="digest-1b", language="ru")
    await place.desk.store.write(furnished.revise, newer)
    status, found = await place.ask("GET", f"/entry?id={BRIDGE.id}")
    assert 200 == status
    assert ("<p>Body 1.</p>", BRIDGE.id) == (found["entry"]["content"], found["story"])
    assert [BRIDGE.id, AGAIN.id] == [each["id"] for each in found["members"]]
    assert ["console"] == [each["channel"] for each in found["deliveries"]]
    assert ["new"] == [each["kind"] for each in found["revisions"][0]["fields"]["title"] if "старый" in each["text"]]


@pytest.mark.parametrize("path", ["/entry?id=urn:nobody", "/story?id=urn:nobody", "/outbox?channel=nobody"])
async def test_what_is_not_there(place: Place, path: str) -> None:
    """What nobody has gives 404."""
    assert 404 == (await place.ask("GET", path))[0]


async def test_stories_largest_first(place: Place) -> None:
    """Stories of the last days come with their entries, largest first."""
    _, found = await place.ask("GET", "/stories?days=2&limit=2")
    assert [2, 1] == [len(each["entries"]) for each in found["stories"]]
    assert 2 == found["stories"][0]["sources"]


async def test_a_story_is_parted_and_joined(place: Place) -> None:
    """An entry becomes a story of its own, and part of another again; the loops are told."""
    status, found = await place.ask("POST", "/story/split", {"entry": AGAIN.id})
    assert (200, AGAIN.id) == (status, found["id"])
    status, found = await place.ask("POST", "/story/join", {"entry": AGAIN.id, "other": BRIDGE.link})
    assert (200, BRIDGE.id) == (status, found["id"])
    assert {AGAIN.id: BRIDGE.id} == await place.desk.store.read(stories.places, [AGAIN.id])
    assert [1, 1] == place.woken


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/story/split", {"entry": BRIDGE.id}, 409),
        ("/story/split", {"entry": "urn:nobody"}, 404),
        ("/story/join", {"entry": AGAIN.id, "other": BRIDGE.id}, 409),
        ("/story/join", {"entry": AGAIN.id, "other": "urn:nobody"}, 404),
        ("/story/join", {"entry": AGAIN.id}, 422),
        ("/story/split", {"entry": 1}, 422),
        ("/story/split", {"entry": ""}, 422),
        ("/story/split", {"entry": "\ud800"}, 422),
        ("/story/split", [], 422),
        ("/story/split", b"{", 400),
        ("/story/split", b"[" * 100_000, 400),
        ("/story/split", b"\xff", 400),
        ("/outbox/retry", {"channel": "nobody"}, 404),
        ("/outbox/retry", {"dropped": 1}, 422),
        ("/rules/try", {"rule": "("}, 422),
        ("/rules/try", {"rule": "мост", "newest": 5001}, 422),
        ("/rules/try", {"rule": "мост", "newest": True}, 422),
        ("/rules/try", {"rule": "мост", "target": "channel:nobody"}, 404),
        ("/rules/try", {"rule": "мост", "x" * 300: 1}, 422),
    ],
)
async def test_what_cannot_be_done_is_told(place: Place, path: str, body: object, status: int) -> None:
    """A body that is wrong, or asks for what cannot be, changes nothing."""
    assert status == (await place.ask("POST", path, body))[0]
    assert [] == place.woken


async def test_bodies_are_json(place: Place) -> None:
    """A form is refused as what any page could send, all else that is no JSON as of the wrong kind."""
    body = b'{"entry": "x"}'
    assert 403 == (await place.ask("POST", "/story/split", body, Content_Type="text/plain"))[0]
    assert 415 == (await place.ask("POST", "/story/split", body, Content_Type="application/xml"))[0]
    assert 413 == (await place.ask("POST", "/story/split", b'"' + b"x" * 2_000_000 + b'"'))[0]
    assert 403 == (await place.ask("POST", "/story/split", body, Origin="https://evil.example"))[0]
    assert 400 == (await place.ask("POST", "/story/split", body, Content_Type="application/json; charset=klingon"))[0]


@pytest.mark.parametrize("path", ["/entries", "/feeds", "/outbox", "/rules", "=/api/openapi.json"])
async def test_strangers_are_refused(place: Place, path: str) -> None:
    """From elsewhere nothing is told without a password."""
    assert 403 == (await place.ask("GET", path, **FAR))[0]


async def test_feeds_tell_their_addresses(place: Place) -> None:
    """Each feed has an address a format; that of a private one has its secret."""
    _, found = await place.ask("GET", "/feeds")
    told = {each["name"]: each for each in found["feeds"]}
    assert ["main", "secret", "every-sample", "every-other"] == list(told)
    assert told["main"]["addresses"]["atom"].endswith("/feeds/main.atom")
    assert 22 <= len(told["secret"]["addresses"]["rss"].rsplit("/", 1)[1].split(".")[1])
    assert ("every", True) == (told["every-other"]["each"], told["secret"]["private"])


async def test_the_outbox_is_told_and_retried(place: Place) -> None:
    """Deliveries come by channel and state with counts; what was parked is owed again, and the loops are told."""
    await place.desk.store.write(furnished.park, RATES)
    _, found = await place.ask("GET", "/outbox?channel=console&state=parked")
    assert ["chat not found"] == [each["parked"] for each in found["deliveries"]]
    assert (1, 3) == (found["counts"]["console"]["parked"], found["counts"]["console"]["owed"])
    assert (200, {"owed": 1}) == await place.ask("POST", "/outbox/retry", {"channel": "console", "dropped": True})
    assert [1] == place.woken


async def test_rules_are_listed(place: Place) -> None:
    """All that has a rule, or could have one, is told with it."""
    _, found = await place.ask("GET", "/rules")
    told = {(each["kind"], each["name"]): (each["where"], each["editable"]) for each in found["rules"]}
    assert ("мост", True) == told["channel", "console"]
    assert ("", False) == told["feed", "every-other"]
    assert ("курс or валюта", True) == told["search", "rates"]


async def test_a_rule_is_tried(place: Place) -> None:
    """What a rule would have taken is told, compared with the one in force, with what is assumed; nothing is kept."""
    before = place.file.read_bytes()
    body = {"rule": "курс or\nstory >= 2 and age < 3h", "target": "channel:console", "newest": 3}
    status, found = await place.ask("POST", "/rules/try", body)
    assert 200 == status
    assert (3, 2, 1, 0) == (found["looked"], found["passed"], found["added"], found["lost"])
    assert [RATES.id] == [each["id"] for each in found["gains"]]
    assert 3 == len(found["assumed"])
    _, alone = await place.ask("POST", "/rules/try", {"rule": "evil"})
    assert ([EVIL.id], None) == ([each["id"] for each in alone["hits"]], alone["added"])
    assert before == place.file.read_bytes()


async def test_a_rule_is_set(place: Place) -> None:
    """A rule is written where it stands, comments stay, and it is in force; a search that is not there is made."""
    status, found = await place.ask("PUT", "/rules/channel/console", {"where": 'курс or "it\'s"'})
    assert (200, 'курс or "it\'s"') == (status, found["where"])
    assert "# only bridges" in place.file.read_text()
    assert place.desk.config().channels[0].where == configs.load(place.file, {}).channels[0].where == found["where"]
    assert 201 == (await place.ask("PUT", "/rules/search/fresh", {"where": "погода"}))[0]
    assert 200 == (await place.ask("PUT", "/rules/search/fresh", {"where": "снег"}))[0]
    assert 200 == (await place.ask("PUT", "/rules/channel/console", {"where": ""}))[0]
    assert "" == place.desk.config().channels[0].where


@pytest.mark.parametrize(
    ("path", "where", "status"),
    [
        ("channel/console", "(", 422),
        ("channel/console", "source:nobody", 422),
        ("channel/nobody", "мост", 404),
        ("feed/every", "мост", 404),
        ("feed/every-other", "мост", 409),
        ("search/Not A Name", "мост", 422),
        ("search/empty", "", 422),
        ("star/console", "мост", 422),
    ],
)
async def test_a_rule_that_cannot_be(place: Place, path: str, where: str, status: int) -> None:
    """What cannot be set leaves the file byte for byte as it was."""
    before = place.file.read_bytes()
    assert status == (await place.ask("PUT", f"/rules/{path}", {"where": where}))[0]
    assert before == place.file.read_bytes()


async def test_an_empty_store_has_answers(tmp_path: Path) -> None:
    """Where nothing came in yet, lists are empty, and a rule can be tried all the same."""
    async with room(tmp_path, text=RULES) as place:
        assert [] == (await place.ask("GET", "/entries?q=мост"))[1]["entries"]
        assert [] == (await place.ask("GET", "/stories"))[1]["stories"]
        _, found = await place.ask("POST", "/rules/try", {"rule": ""})
    assert (0, None) == (found["looked"], found["oldest"])
