"""GET of /metrics: what this process counted and what the database says, as Prometheus reads it."""

import asyncio
import copy
import platform
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web

from feedbot import __version__, status
from feedbot.desk import Desk, Health
from feedbot.errors import FeedbotError
from feedbot.metrics import BOUNDS, Meter, Names, Spread, folded
from feedbot.model import CANARY, Config
from feedbot.store import gauges
from feedbot.store.gauges import Count, Glance
from feedbot.web import accept
from feedbot.web.measures import MEASURES

if TYPE_CHECKING:
    from prometheus_client.metrics_core import Metric

FRESH = timedelta(seconds=10)
"""How old what was counted may be. Where counting takes long it may be older: it takes a hundredth of the time."""

_SPARING = 100
_OPEN, _PLAIN = "application/openmetrics-text", "text/plain"
_TYPES = {_OPEN: f"{_OPEN}; version=1.0.0; charset=utf-8", _PLAIN: f"{_PLAIN}; version=0.0.4; charset=utf-8"}
_BY_COUNTS = {
    "feedbot_entries_taken_total": "entries_taken",
    "feedbot_visits_total": "visits",
    "feedbot_visit_failures_total": "visit_failures",
    "feedbot_fetches_total": "fetches",
    "feedbot_pushes_total": "pushes",
    "feedbot_files_written_total": "files_written",
    "feedbot_files_removed_total": "files_removed",
    "feedbot_hub_calls_total": "hub_calls",
    "feedbot_probe_answers_total": "probe_answers",
    "feedbot_telegram_calls_total": "telegram_calls",
    "feedbot_loop_failures_total": "loop_failures",
}
_BY_SPREADS = {
    "feedbot_visit_seconds": "visit_seconds",
    "feedbot_fetch_seconds": "fetch_seconds",
    "feedbot_loop_seconds": "loop_seconds",
}
_BY_MOMENTS = {
    "feedbot_loop_turned_timestamp_seconds": "loop",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """All that one scrape is made of. What the database says is missing where it did not answer."""

    config: Config
    engine: str
    now: datetime
    health: Health
    meter: Meter
    glance: Glance | None
    count: Count | None
    counted: datetime | None
    took: float


def routes(desk: Desk, meter: Meter) -> list[web.RouteDef]:
    """GET of /metrics, for `Door.programs`."""
    return [web.get("/metrics", Scraper(desk, meter).scrape)]


class Scraper:
    """The handler; it keeps what was counted for a while, whoever asks, and answers one at a time."""

    def __init__(self, desk: Desk, meter: Meter) -> None:
        self._desk, self._meter = desk, meter
        self._turn = asyncio.Lock()
        self._count: Count | None = None
        self._counted: datetime | None = None
        self._until: datetime | None = None

    async def scrape(self, request: web.Request) -> web.Response:
        """GET and HEAD of /metrics."""
        wanted = preferred(request.headers.get("Accept", ""))
        async with self._turn:
            seen = await self._look()
        body = await self._desk.crew(written, seen, wanted)
        response = web.Response(body=body, headers={"Content-Type": _TYPES[wanted], "Cache-Control": "no-store"})
        response.headers["Vary"] = "Accept"
        response.enable_compression()
        return response

    async def _look(self) -> Seen:
        config, health, began = self._desk.config(), await self._desk.health(), self._desk.now()
        glance = None
        with suppress(FeedbotError):  # told by feedbot_database_up
            glance = await self._desk.store.read(gauges.glance, canary=config.settings.canary is not None)
            if self._counted is None or self._until is None or not self._counted <= began < self._until:
                self._count = await self._desk.store.read(gauges.count, began)
                self._counted = self._desk.now()
                self._until = self._counted + max(FRESH, _SPARING * (self._counted - began))
        now = self._desk.now()
        return Seen(
            config=config,
            engine=gauges.engine(self._desk.store.engine),
            now=now,
            health=health,
            # Written in another thread, while this one counts on.
            meter=copy.deepcopy(self._meter),
            glance=glance,
            count=self._count if glance else None,
            counted=self._counted if glance else None,
            took=(now - began).total_seconds(),
        )


def preferred(header: str) -> str:
    """The format that an Accept header would rather have: OpenMetrics only where it is named, and as good as text."""
    wishes: dict[str, float] = {}
    for name, quality in accept.weights(header):
        wishes[name] = max(quality, wishes.get(name, 0.0))
    return _OPEN if wishes.get(_OPEN, 0.0) >= max(wishes.get(_PLAIN, 0.0), 0.001) else _PLAIN


def written(seen: Seen, wanted: str) -> bytes:
    """A scrape as a document; for a thread of the crew."""
    # Late, and in that thread: it takes 0.1 s to import.
    from prometheus_client import CollectorRegistry, exposition
    from prometheus_client.openmetrics import exposition as openmetrics

    registry = CollectorRegistry()
    registry.register(_Families(seen))
    write: Callable[[CollectorRegistry], bytes] = (
        openmetrics.generate_latest if wanted == _OPEN else exposition.generate_latest
    )
    return write(registry)


class _Families:
    """A scrape as the library wants it."""

    def __init__(self, seen: Seen) -> None:
        self._seen = seen

    def collect(self) -> "Iterator[Metric]":
        """Every metric, in the order of the table."""
        from prometheus_client import ProcessCollector

        values = dict[str, dict[tuple[str, ...], float]]()
        for name, labels, value in _values(self._seen):
            values.setdefault(name, {})[labels] = value
        for name, measure in MEASURES.items():
            if not measure.library:
                yield _family(name, values.get(name, {}), self._seen.meter)
        yield from ProcessCollector(registry=None).collect()


def _family(name: str, values: Mapping[tuple[str, ...], float], meter: Meter) -> "Metric":
    from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily

    measure = MEASURES[name]
    told = measure.means.replace("*", "").replace("`", "")
    if measure.kind == "histogram":
        lengths = HistogramMetricFamily(name, told, labels=measure.labels)
        for labels, spread in meter.spreads.get(_BY_SPREADS[name], {}).items():
            lengths.add_metric(labels, _buckets(spread), spread.total)
        return lengths
    family = (CounterMetricFamily if measure.kind == "counter" else GaugeMetricFamily)(
        name, told, labels=measure.labels
    )
    for labels, value in sorted(values.items()):
        family.add_metric(labels, value)
    return family


def _buckets(spread: Spread) -> list[tuple[str, float]]:
    told, total = list[tuple[str, float]](), 0
    for bound, number in zip((*map(str, BOUNDS), "+Inf"), spread.counts, strict=True):
        total += number
        told.append((bound, total))
    return told


Value = tuple[str, tuple[str, ...], float]
"""A metric's name, its labels, and a number."""


def _values(seen: Seen) -> Iterator[Value]:
    """All that is no histogram, each but once."""
    yield from _program(seen)
    yield from _counts(seen)
    if seen.glance is not None:
        yield from _glance(seen, seen.glance)
    if seen.count is not None and seen.counted is not None:
        yield ("feedbot_counted_timestamp_seconds", (), seen.counted.timestamp())
        yield from _count(seen, seen.count)


def _program(seen: Seen) -> Iterator[Value]:
    yield ("feedbot_build_info", (__version__, platform.python_version(), seen.engine), 1)
    yield ("feedbot_alive", (), int(seen.health.alive))
    yield ("feedbot_ready", (), int(seen.health.ready))
    yield ("feedbot_problems", (), len(seen.health.problems))
    yield ("feedbot_database_up", (), int(seen.glance is not None))
    yield ("feedbot_scrape_seconds", (), seen.took)
    settings = seen.config.settings
    for name, folder in (("state", settings.state), ("output", settings.output)):
        if (free := _free(folder)) is not None:
            yield ("feedbot_disk_free_bytes", (name,), free)


def _counts(seen: Seen) -> Iterator[Value]:
    for name, held in _BY_COUNTS.items():
        for labels, number in seen.meter.counts.get(held, {}).items():
            yield (name, labels, number)
    channels = _channels(seen.config)
    for labels, number in folded(seen.meter.counts.get("messages", {}), channels).items():
        yield ("feedbot_messages_total", labels, number)
    for name, held in _BY_MOMENTS.items():
        for labels, moment in seen.meter.moments.get(held, {}).items():
            yield (name, labels, moment)


def _glance(seen: Seen, glance: Glance) -> Iterator[Value]:
    yield ("feedbot_database_bytes", (), glance.size)
    yield ("feedbot_visit_overdue_seconds", (), _age(glance.due, seen.now))
    if glance.newest is not None:
        yield ("feedbot_entry_last_timestamp_seconds", (), glance.newest.timestamp())
    for code, number in glance.ailments.items():
        yield ("feedbot_ailments", (code,), number)
    yield from _lanes(seen, glance)
    yield from _canary(seen, glance)
    feeds = _names(seen.config, [each.name for each in seen.config.feeds])
    whole, worst = _Sums(sum), _Sums(max)
    for name, issue in glance.issues.items():
        feed = feeds.fold(name)
        whole.put("feedbot_feed_changes_total", feed, issue.changes)
        whole.put("feedbot_feed_pending", feed, int(issue.pending))
        worst.put("feedbot_feed_updated_timestamp_seconds", feed, issue.updated.timestamp())
    yield from (*whole.told(), *worst.told())


def _lanes(seen: Seen, glance: Glance) -> Iterator[Value]:
    channels = _channels(seen.config)
    whole, worst = _Sums(sum), _Sums(max)
    for name, line in glance.lines.items():
        channel = channels.fold(name)
        whole.put("feedbot_deliveries_owed", channel, line.owed)
        whole.put("feedbot_deliveries_promised_total", channel, line.promised)
        whole.put("feedbot_lane_gone", channel, int(line.gone))
        whole.put("feedbot_probes_total", channel, line.probes)
        whole.put("feedbot_probes_found_total", channel, line.found)
        worst.put("feedbot_delivery_overdue_seconds", channel, _age(line.due, seen.now))
        worst.put("feedbot_lane_failures", channel, line.failures)
        worst.put("feedbot_lane_wait_seconds", channel, max(0.0, (line.ready - seen.now).total_seconds()))
        could = None if line.due is None else max(line.due, line.ready)
        worst.put("feedbot_lane_late_seconds", channel, _age(could, seen.now))
    yield from (*whole.told(), *worst.told())


def _canary(seen: Seen, glance: Glance) -> Iterator[Value]:
    way, walk = seen.config.settings.canary, glance.walk
    if way is None or walk is None:
        return
    yield ("feedbot_canary_overdue_seconds", (), walk.overdue(seen.now).total_seconds())
    yield ("feedbot_canary_patience_seconds", (), way.patience.total_seconds())
    if walk.arrived is not None:
        yield ("feedbot_canary_arrived_timestamp_seconds", (), walk.arrived.timestamp())
    if walk.took is not None:
        yield ("feedbot_canary_seconds", (), walk.took.total_seconds())


def _count(seen: Seen, count: Count) -> Iterator[Value]:
    yield ("feedbot_entries", (), count.entries)
    if count.tried is not None:
        yield ("feedbot_visit_last_timestamp_seconds", (), count.tried.timestamp())
    for state, number in status.states(seen.config.sources, count.outlines, count.ailments, seen.now).items():
        yield ("feedbot_sources", (state,), number)
    channels, whole = _channels(seen.config), _Sums(sum)
    for name, fate in count.fates.items():
        channel = channels.fold(name)
        whole.put("feedbot_deliveries_parked", channel, fate.parked)
        whole.put("feedbot_deliveries_dropped", channel, fate.dropped)
        whole.put("feedbot_sends_unknown", channel, fate.unknown)
    yield from whole.told()
    for metric, states in (
        ("feedbot_hub_subscriptions", count.hubs),
        ("feedbot_listeners", count.listeners),
        ("feedbot_people", count.people),
    ):
        for kind, number in states.items():
            yield (metric, (kind,), number)


class _Sums:
    """Values by metric and name, those of one name made one by `join`."""

    def __init__(self, join: Callable[[list[float]], float]) -> None:
        self._join = join
        self._held: dict[tuple[str, str], list[float]] = {}

    def put(self, metric: str, name: str, value: float) -> None:
        self._held.setdefault((metric, name), []).append(value)

    def told(self) -> Iterator[Value]:
        for (metric, name), values in self._held.items():
            yield (metric, (name,), self._join(values))


def _channels(config: Config) -> Names:
    return _names(config, [each.name for each in config.channels if not each.reader])


def _names(config: Config, names: Sequence[str]) -> Names:
    """Those that are told apart; the way of the canary is none of the config's own."""
    return Names.of([CANARY, *names] if config.settings.canary else names)


def _age(moment: datetime | None, now: datetime) -> float:
    return 0.0 if moment is None else max(0.0, (now - moment).total_seconds())


def _free(folder: Path) -> int | None:
    with suppress(OSError):
        return shutil.disk_usage(folder).free
    return None
