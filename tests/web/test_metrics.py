import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from prometheus_client.metrics_core import Metric
from prometheus_client.openmetrics import parser as openmetrics
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Engine, event, text

from feedbot.desk import Health
from feedbot.metrics import Meter
from feedbot.model import CANARY, READERS, Config
from feedbot.store import outbox, write
from feedbot.web import metrics
from feedbot.web.measures import MEASURES
from tests import bases, make
from tests.make import NOW, minutes
from tests.web.measured import LOCKED, fed, fill, settings, turn
from tests.web.rooms import Place, room
from tests.web.shelled import FAR, PASSWORD

Samples = dict[tuple[str, tuple[str, ...]], float]
OPEN = "application/openmetrics-text"
PROMETHEUS = (
    "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;"
    "q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2"
)

Ask = Callable[..., Awaitable[tuple[str, str]]]


@asynccontextmanager
async def scraped(
    folder: Path, meter: Meter, config: Config | None = None, fill: Callable[[Engine], None] = fill
) -> AsyncIterator[tuple[Place, Ask]]:
    """A feedbot, and what asks its /metrics alone: gives the media type and the text."""
    config = config or settings()
    here = replace(config, settings=replace(config.settings, state=folder, output=folder))
    async with room(folder, here, fill) as place:
        app = web.Application()
        app.add_routes(metrics.routes(place.desk, meter))
        async with TestServer(app) as server, ClientSession() as session:

            async def ask(accept: str = "") -> tuple[str, str]:
                async with session.get(server.make_url("/metrics"), headers={"Accept": accept}) as answer:
                    assert 200 == answer.status
                    return answer.headers["Content-Type"], await answer.text()

            yield place, ask


def parsed(told: str) -> Iterator[Metric]:
    """The families of a document of OpenMetrics, by the strict parser of the library."""
    read: Callable[[str], Iterator[Metric]] = openmetrics.text_string_to_metric_families
    return read(told)


def samples(told: str) -> Samples:
    """Every number of a document by its name and the values of its labels in the order of the table."""
    found: Samples = {}
    for family in text_string_to_metric_families(told):
        for sample in family.samples:
            order = sorted(sample.labels, key=lambda label: (label == "le", label))
            order = list(MEASURES[sample.name].labels) if sample.name in MEASURES else order
            found[sample.name, tuple(sample.labels[label] for label in order)] = sample.value
    return found


def families(names: Iterable[str]) -> set[str]:
    """The metrics that samples belong to."""
    spreads = {name for name, measure in MEASURES.items() if measure.kind == "histogram"}
    return {base if (base := re.sub(r"_(bucket|sum|count|created)$", "", name)) in spreads else name for name in names}


async def test_each_documented_metric_is_scraped_and_no_other(tmp_path: Path) -> None:
    """What docs/metrics.md lists has a number in a scrape in either format, and nothing else has."""
    async with scraped(tmp_path, fed()) as (_, ask):
        plain, opened = await ask(), await ask(OPEN)
    strict = [family.samples for family in parsed(opened[1])]

    assert set(MEASURES) == families(name for name, _ in samples(plain[1]))
    assert set(MEASURES) == families(sample.name for family in strict for sample in family)


async def test_each_metric_has_its_type_and_meaning(tmp_path: Path) -> None:
    """The types of a scrape are those of the table, and the words too."""
    async with scraped(tmp_path, fed()) as (_, ask):
        _, told = await ask()
    types = dict(re.findall(r"^# TYPE (\S+) (\S+)$", told, flags=re.MULTILINE))
    ours = {name: measure for name, measure in MEASURES.items() if not measure.library}

    assert {name: measure.kind for name, measure in MEASURES.items()} == types
    assert all(
        f"# HELP {name} {each.means[:10].replace('`', '')}" in told.replace("*", "") for name, each in ours.items()
    )


async def test_what_a_scrape_says(tmp_path: Path) -> None:
    """Numbers come from the store where it has them; those of people, and of channels that are no more, go together."""
    async with scraped(tmp_path, fed()) as (place, ask):
        place.health = Health(alive=True, ready=False, problems=("the disk is full",))
        found = samples((await ask())[1])
    told = {name: found[name, labels] for name, labels in found if not labels}

    assert (1, 0, 1, 1) == tuple(told[f"feedbot_{name}"] for name in ("alive", "ready", "problems", "database_up"))
    assert (120, 9) == (told["feedbot_visit_overdue_seconds"], told["feedbot_entries"])
    assert (60, 0, 900) == tuple(
        told[f"feedbot_canary_{name}"] for name in ("seconds", "overdue_seconds", "patience_seconds")
    )
    assert (NOW - minutes(3)).timestamp() == told["feedbot_visit_last_timestamp_seconds"]
    assert (NOW - minutes(10)).timestamp() == told["feedbot_entry_last_timestamp_seconds"]
    assert 1 == found["feedbot_sources", ("late",)]
    assert 1 == found["feedbot_ailments", ("late",)]
    assert (3, 1, 1) == tuple(
        found[f"feedbot_deliveries_{name}", ("console",)] for name in ("owed", "parked", "dropped")
    )
    assert (6, 1, 1) == tuple(
        found["feedbot_deliveries_promised_total", (name,)] for name in ("console", "(readers)", "(others)")
    )
    assert 2 == found["feedbot_sends_unknown", ("console",)]
    assert (3, 2) == (found["feedbot_probes_total", ("console",)], found["feedbot_probes_found_total", ("console",)])
    assert (1, 1) == (found["feedbot_lane_gone", ("console",)], found["feedbot_lane_failures", ("console",)])
    assert {"active": 1, "waiting": 1, "failing": 1} == {
        labels[0]: value for (name, labels), value in found.items() if name == "feedbot_hub_subscriptions"
    }
    assert (2, 1, 1) == tuple(found["feedbot_listeners", (state,)] for state in ("active", "waiting", "failing"))
    assert (1, 1) == tuple(found["feedbot_people", (state,)] for state in ("active", "gone"))


async def test_what_was_counted(tmp_path: Path) -> None:
    """What the verbs, the loops and the clients told is there by its labels."""
    async with scraped(tmp_path, fed()) as (_, ask):
        found = samples((await ask())[1])

    assert (4, 2, 1) == tuple(found["feedbot_entries_taken_total", (what,)] for what in ("new", "changed", "withdrawn"))
    assert (1, 0, 1) == tuple(found["feedbot_visits_total", (what,)] for what in ("document", "unchanged", "failed"))
    assert (1, 0) == tuple(found["feedbot_visit_failures_total", (what,)] for what in ("login", "tls"))
    assert (1, 1, 0) == tuple(found["feedbot_fetches_total", (what,)] for what in ("3xx", "none", "5xx"))
    assert {
        *(("console", what) for what in ("sent", "flood", "failed", "unknown")),
        *(("(readers)", "refused"), ("(others)", "dropped")),
    } == {labels for name, labels in found if name == "feedbot_messages_total"}
    assert {("sendMessage", "200"), ("other", "none")} == {
        labels for name, labels in found if name == "feedbot_telegram_calls_total"
    }
    assert (0, 1) == tuple(found["feedbot_loop_failures_total", (loop,)] for loop in ("ingest", "deliver"))
    assert NOW.timestamp() + 5 == found["feedbot_loop_turned_timestamp_seconds", ("deliver",)]
    assert (0, 1, 1) == tuple(
        found["feedbot_loop_seconds_bucket", labels]
        for labels in (("deliver", "0.25"), ("deliver", "1.0"), ("deliver", "+Inf"))
    )
    assert 1.5 < found["feedbot_visit_seconds_sum", ()] < 2.5


async def test_labels_are_bounded(tmp_path: Path) -> None:
    """Of very many channels and feeds a hundred are told apart, the rest and all of people together."""
    names = [f"c{number:03}" for number in range(150)]
    people = [f"{READERS}{number}" for number in range(50)]

    def fill(engine: Engine) -> None:
        with write(engine) as tx:
            outbox.enrol(tx, [CANARY, *names, *people, "gone"], NOW)

    channels = (*map(make.channel, names), *(make.channel(name, reader=True) for name in people))
    meter = Meter()
    for name in (*names, *people):
        meter.delivered(turn(channel=name, dropped="old"))
    async with scraped(tmp_path, meter, settings(channels=channels), fill) as (_, ask):
        found = samples((await ask())[1])
    owed = {labels[0] for name, labels in found if name == "feedbot_deliveries_owed"}

    assert {CANARY, *names[:99], "(readers)", "(others)"} == owed
    assert 51 == found["feedbot_messages_total", ("(others)", "dropped")]
    assert 50 == found["feedbot_messages_total", ("(readers)", "dropped")]
    assert len(found) < 2000


async def test_a_scrape_asks_the_database_little(tmp_path: Path) -> None:
    """A scrape has 8 questions, of a file 7, 3 for the canary, and 11 when it is time to count; none reads all rows."""
    asked: list[tuple[str, object]] = []
    async with scraped(tmp_path, Meter()) as (place, ask):
        event.listen(place.engine, "before_cursor_execute", lambda *said: asked.append((said[2], said[3])))
        await ask()
        first = [each for each in asked if each[0].startswith("SELECT")]
        asked.clear()
        place.clock.pass_by(timedelta(seconds=1))
        await ask()
        again = [each for each in asked if each[0].startswith("SELECT")]
        place.clock.pass_by(timedelta(seconds=10))
        asked.clear()
        await ask()
        later = [each for each in asked if each[0].startswith("SELECT")]
        with place.engine.connect() as connection:
            plans = [
                row[3]
                for query, values in again
                if connection.dialect.name == "sqlite"  # a server's planner looks at how many rows there are
                for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", values)  # type: ignore[arg-type]
            ]

    few = 7 if bases.SERVER is None else 8
    assert (few + 3, few + 3 + 11) == (len(again), len(later))
    assert len(first) == len(later)
    whole = [plan for plan in plans if re.match(r"SCAN (outbox|entries|visits)\b(?!.* INDEX)", plan)]
    assert [] == whole


async def test_where_the_database_is_away_the_rest_is_told(tmp_path: Path) -> None:
    """A scrape is answered without a database: it says so, and has what was counted."""
    async with scraped(tmp_path, fed()) as (place, ask):
        await ask()
        with place.engine.begin() as connection:
            connection.execute(text("ALTER TABLE lanes RENAME TO elsewhere"))
        found = samples((await ask())[1])

    assert 0 == found["feedbot_database_up", ()]
    assert 4 == found["feedbot_entries_taken_total", ("new",)]
    assert not any(name in {"feedbot_entries", "feedbot_deliveries_owed"} for name, _ in found)


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("", "text/plain"),
        ("*/*", "text/plain"),
        ("text/html,*/*;q=0.8", "text/plain"),
        (PROMETHEUS, OPEN),
        (f"{OPEN};q=0", "text/plain"),
        (f"{OPEN};q=0.3,text/plain;q=0.5", "text/plain"),
        (f"{OPEN}; version=\x7f", OPEN),
    ],
)
def test_format(accept: str, media: str) -> None:
    """OpenMetrics is for who names it and likes it as much as text."""
    assert media == metrics.preferred(accept)


async def test_openmetrics_says_what_it_is(tmp_path: Path) -> None:
    """Both formats have the media types that Prometheus knows them by; OpenMetrics ends with its mark."""
    async with scraped(tmp_path, Meter()) as (_, ask):
        plain, opened = await ask("text/plain"), await ask(PROMETHEUS)

    assert "text/plain; version=0.0.4; charset=utf-8" == plain[0]
    assert "application/openmetrics-text; version=1.0.0; charset=utf-8" == opened[0]
    assert opened[1].endswith("# EOF\n")


async def test_who_may_read_metrics(tmp_path: Path) -> None:
    """Who is on this machine may, and a program with the password; others are told what to send, or to set one."""
    async with room(tmp_path) as place:
        here, far = await place.browser.get("/metrics"), await place.browser.ask("GET", "/metrics", FAR)
        place.config = LOCKED
        locked = await place.browser.ask("GET", "/metrics", FAR)
        bearer = {**FAR, "Authorization": f"Bearer {PASSWORD}"}
        known = await place.browser.ask("GET", "/metrics", bearer)
        head = await place.browser.ask("HEAD", "/metrics", bearer)

    assert (200, 403, 401, 200, 200) == (here.status, far.status, locked.status, known.status, head.status)
    assert "no-store" == known.headers["cache-control"]
    assert "Bearer" in locked.headers["www-authenticate"]
