import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedbot import status
from feedbot.model import Ailment, Trip
from feedbot.status import History, Snapshot
from feedbot.store.numbers import HOUR, Arrival, Departure, Lateness, Outline, Queue, Tale, Thrift
from tests import make
from tests.make import NOW, hours, minutes


def ailment(source: str = "sample", code: str = "failing", **fields: Any) -> Ailment:
    """An ailment."""
    return Ailment(**{"source": source, "code": code, "since": NOW, "because": "x", "remedy": "y", **fields})


def snapshot(**fields: Any) -> Snapshot:
    """A store with one source that is well and a channel that is ready."""
    known = {
        "outlines": {"sample": Outline(visited=True)},
        "ailments": (),
        "lanes": {"console": make.lane(lease=None)},
        "queues": {},
        "visits": (),
    }
    return Snapshot(**{**known, **fields})


def history(**fields: Any) -> History:
    """Days in which nothing was."""
    known = {"at": NOW, "arrivals": (), "departures": (), "lateness": (), "tales": (), "thrift": Thrift()}
    return History(**{**known, **fields})


def told(**fields: Any) -> status.Status:
    """How we are, all being well."""
    known = {
        "snapshot": snapshot(),
        "history": history(),
        "alive": True,
        "ready": True,
        "problems": (),
        "chats": {},
        "now": NOW,
    }
    return status.status(fields.pop("config", make.config()), **{**known, **fields})


def post(lane: dict[str, Any] | None = None, **fields: Any) -> status.Post:
    """A channel as it is told."""
    lanes = {} if lane is None else {"console": make.lane(**{"lease": None, **lane})}
    config = make.config(channels=(make.channel(**fields.pop("channel", {})),))
    (found,) = status.channels(config, lanes, fields.get("queues", {}), fields.get("chats", {}), NOW)
    return found


def test_all_is_well() -> None:
    """Without anything to tell of, all is well, and each state and hour is there all the same."""
    found = told()

    assert ("well", 0) == (found.level, found.matters)
    assert {"new": 0, "ok": 1, "late": 0, "failing": 0, "gone": 0, "paused": 0} == found.sources
    assert [status.HOURS] * 2 == [len(found.entries.hours), len(found.deliveries.hours)]
    assert (0, 0, None) == (found.entries.day, found.deliveries.day, found.deliveries.half)


@pytest.mark.parametrize(
    ("fields", "level", "matters"),
    [
        ({"alive": False}, "bad", 0),
        ({"ready": False, "problems": ("a", "b")}, "bad", 2),
        ({"problems": ("a",)}, "warn", 1),
        ({"snapshot": snapshot(ailments=[ailment("", "network")])}, "bad", 1),
        ({"snapshot": snapshot(ailments=[ailment(), ailment(code="ids")])}, "warn", 2),
        ({"snapshot": snapshot(lanes={"console": make.lane(gone="kicked")})}, "warn", 1),
        ({"snapshot": snapshot(queues={"console": Queue(parked=3, owed=4, unknown=2)})}, "warn", 1),
        ({"snapshot": snapshot(queues={"removed": Queue(parked=3)})}, "well", 0),
        ({"snapshot": snapshot(ailments=[ailment("removed")])}, "well", 0),
    ],
)
def test_what_wants_attention(fields: dict[str, Any], level: str, matters: int) -> None:
    """Bad is what stops our work, a warning what somebody should look at; what was removed is neither."""
    found = told(**fields)

    assert (level, matters) == (found.level, found.matters)


def test_sources_are_counted_by_state() -> None:
    """A source is counted once, by what health says of its outline and its ailments."""
    names = ("a", "b", "c", "d", "e", "f", "g")
    sources = (*(make.source(name) for name in names), make.source("p", paused=True))
    well = Outline(visited=True)
    outlines = {"b": Outline(), "c": well, "d": well, "e": replace(well, gone=True), "f": replace(well, failing=True)}
    found = status.states(sources, {**outlines, "g": well}, [ailment("c", "late"), ailment("d"), ailment("x")], NOW)

    assert {"new": 2, "ok": 2, "late": 1, "failing": 1, "gone": 1, "paused": 1} == found


def test_our_own_network_fails_sources() -> None:
    """While nothing can be reached, a source whose last visit failed counts as failing, another does not."""
    outlines = {"a": Outline(visited=True, failing=True), "b": Outline(visited=True)}
    found = status.states((make.source("a"), make.source("b")), outlines, [ailment("", "network")], NOW)

    assert (1, 1) == (found["failing"], found["ok"])


def test_what_concerns_most_is_told_first() -> None:
    """The network comes first, then whole hosts, then sources by how much it hurts and how long it lasts."""
    sources = tuple(make.source(name, url=f"https://{name}.example.org/") for name in "abc")
    held = [
        ailment("a", "language"),
        ailment("b", "failing"),
        ailment("c", "failing", since=NOW - hours(1)),
        ailment("c", "unheard-of"),
        ailment("@other.example.org"),
        ailment("", "network"),
    ]

    assert [held[5], held[4], held[2], held[1], held[0], held[3]] == list(status.told(held, sources))


def test_a_host_stands_for_its_sources() -> None:
    """Where a whole host fails, its sources are not told of one by one, but for what else ails them."""
    sources = (make.source("a"), make.source("b", url="https://example.net/"), make.source("p", paused=True))
    held = [ailment("@example.org"), ailment("a"), ailment("a", "ids"), ailment("b"), ailment("p")]

    assert [held[0], held[3], held[2]] == list(status.told(held, sources))


def test_entries_by_the_hour() -> None:
    """The busiest source comes first, hours without entries are there, and the last day is the last 24 hours."""
    arrivals = [
        Arrival(at=NOW - 24 * HOUR, source="a", entries=3),
        Arrival(at=NOW - 23 * HOUR, source="b", entries=5),
        Arrival(at=NOW, source=None, entries=2),
        Arrival(at=NOW, source="a", entries=1),
    ]
    found = status.entries(arrivals, NOW + minutes(59))

    assert ("b", "a") == found.sources
    assert (NOW, (0, 1), 2, 3) == (
        found.hours[-1].at,
        *(getattr(found.hours[-1], n) for n in ("counts", "others", "total")),
    )
    assert [(0, 3), (5, 0), (0, 0)] == [each.counts for each in found.hours[-25:-22]]
    assert 8 == found.day
    assert status.first(NOW + minutes(59)) == found.hours[0].at


@settings(max_examples=60)
@given(st.integers(0, 2**32), st.integers(-14 * 60, 14 * 60))
def test_hours_are_whole(seconds: int, offset: int) -> None:
    """Hours follow each other, begin whole in UTC, and the last has the moment in it, whatever the zone."""
    now = datetime.fromtimestamp(seconds, timezone(timedelta(minutes=offset)))
    found = [each.at for each in status.entries((), now).hours]

    assert status.HOURS == len(found)
    assert {HOUR} == {later - earlier for earlier, later in pairwise(found)}
    assert timedelta(0) <= now - found[-1] < HOUR
    assert all(each.minute == each.second == each.microsecond == 0 and each.tzinfo is UTC for each in found)


def test_deliveries_by_the_hour() -> None:
    """Messages and their lateness stand in their hours, that of all together apart."""
    found = status.deliveries(
        [Departure(at=NOW, sent=4, edited=1), Departure(at=NOW - 30 * HOUR, sent=2, edited=0)],
        [Lateness(at=NOW, half=minutes(1), most=minutes(2)), Lateness(at=None, half=minutes(3), most=minutes(4))],
        NOW,
    )

    assert status.Sendings(at=NOW, sent=4, edited=1, half=minutes(1), most=minutes(2)) == found.hours[-1]
    assert status.Sendings(at=NOW - HOUR, sent=0, edited=0) == found.hours[-2]
    assert (5, minutes(3), minutes(4)) == (found.day, found.half, found.most)


@pytest.mark.parametrize(
    ("lane", "channel", "mode", "why"),
    [
        (None, {}, "ready", ""),
        ({}, {}, "ready", ""),
        ({"ready": NOW + minutes(1)}, {}, "waiting", ""),
        ({"lease": NOW + minutes(1)}, {}, "sending", ""),
        ({"lease": NOW - minutes(1)}, {}, "ready", ""),
        ({"gone": "kicked", "ready": NOW + minutes(1)}, {}, "gone", "kicked"),
        ({"gone": "kicked"}, {"asleep": "no token"}, "asleep", "no token"),
    ],
)
def test_how_a_channel_is(lane: dict[str, Any] | None, channel: dict[str, Any], mode: str, why: str) -> None:
    """A channel sleeps, or its chat takes nothing, or it waits, or it sends, or it is ready."""
    found = post(lane, channel=channel)

    assert (mode, why) == (found.mode, found.why)


def test_where_a_channel_leads() -> None:
    """A chat that moved is told, until the config names it."""
    assert (None, False) == (post(None).chat, post(None).moved)
    assert ("-1", False) == (post({}, chats={"console": "-1"}).chat, post({}, chats={"console": "-1"}).moved)
    moved = post({"chat": "-2"}, chats={"console": "-1"})
    named = post({"chat": "-2"}, chats={"console": "-2"})
    assert [("-2", True), ("-2", False)] == [(each.chat, each.moved) for each in (moved, named)]


def test_a_lane_that_is_ready_tells_no_moment() -> None:
    """When it may send again is told only of a lane that may not now."""
    assert None is post({"ready": NOW}).ready
    assert NOW + minutes(1) == post({"ready": NOW + minutes(1)}).ready


def test_json_has_every_field() -> None:
    """As JSON each value is an object of its fields, a moment RFC 3339, a length of time seconds."""
    trip = Trip(at=NOW, outcome="failed", took=timedelta(milliseconds=1500), because="</script>")
    whole = told(
        snapshot=snapshot(visits=[("sample", trip)], ailments=[ailment()]),
        history=history(tales=(Tale(id="a", title="b", entries=2, sources=1),)),
    )
    found = json.loads(json.dumps(status.plain(whole)))

    assert "2026-03-14T12:00:00Z" == found["at"]
    assert {"source": "sample", "trip": {**found["visits"][0]["trip"], "took": 1.5}} == found["visits"][0]
    assert [{"id": "a", "title": "b", "entries": 2, "sources": 1}] == found["stories"]
    assert {"at": "2026-03-14T12:00:00Z", "counts": [], "others": 0} == found["entries"]["hours"][-1]
    assert "failing" == found["ailments"][0]["code"]
    assert [1, "a", None, [True]] == status.plain([1, "a", None, (True,)])
