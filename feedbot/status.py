"""How we are, as one value: made of what the store and the config say. Pure; `plain` gives it as JSON has it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, get_args

from feedbot.model import Ailment, Channel, Config, Cursor, Lane, Source, State, Trip
from feedbot.rules import health
from feedbot.rules.outage import host
from feedbot.store.numbers import HOUR, Arrival, Departure, Lateness, Outline, Queue, Tale, Thrift

HOURS = 72
"""How many hours are told one by one; the last of them is the one that is not over yet."""

NAMED = 7
"""How many sources are told apart by the hour; the rest are told together."""

Level = Literal["well", "warn", "bad"]

Mode = Literal["ready", "waiting", "sending", "gone", "asleep"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What the store says of this moment, to be asked for anew each time."""

    outlines: Mapping[str, Outline]
    ailments: Sequence[Ailment]
    lanes: Mapping[str, Lane]
    queues: Mapping[str, Queue]
    visits: Sequence[tuple[str, Trip]]


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What the store says of the last days, which may be some minutes old."""

    at: datetime
    arrivals: Sequence[Arrival]
    departures: Sequence[Departure]
    lateness: Sequence[Lateness]
    tales: Sequence[Tale]
    thrift: Thrift


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrivals:
    """Entries of one hour: of each named source, in the order of `Entries.sources`, and of all others."""

    at: datetime
    counts: tuple[int, ...]
    others: int

    @property
    def total(self) -> int:
        """Of all together."""
        return sum(self.counts) + self.others


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """Entries that came in by the hour, oldest first; `sources` are the busiest, the busiest first.

    `day` counts those of the last 24 hours.
    """

    sources: tuple[str, ...]
    hours: tuple[Arrivals, ...]
    day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sendings:
    """Messages of one hour, and how late the new ones were: half of them at most `half`, 95 in 100 at most `most`.

    Both are of what was published while its source was watched, and null where there was none.
    """

    at: datetime
    sent: int
    edited: int
    half: timedelta | None = None
    most: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliveries:
    """Messages by the hour, oldest first; `half` and `most` are of all hours, `day` counts those of the last 24."""

    hours: tuple[Sendings, ...]
    day: int
    half: timedelta | None
    most: timedelta | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Last:
    """The last visit of a source."""

    source: str
    trip: Trip


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A channel: what it is, how its lane is, and what it is owed.

    `mode` is "asleep" or "gone" with the reason in `why`, "waiting" until `ready` (its pace, or a fault), "sending"
    while a message is under way, else "ready". `chat` is where it leads, `moved` says that this is another than the
    config has. `last` is when something was sent or edited there last.
    """

    name: str
    kind: str
    mode: Mode
    why: str
    chat: str | None
    moved: bool
    ready: datetime | None
    failures: int
    owed: int
    parked: int
    dropped: int
    sent: int
    unknown: int
    last: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How we are at a moment.

    `level` is "bad" when no work gets done, "warn" when something wants attention; `matters` counts what does:
    problems, ailments, and channels that lead nowhere or have something parked. `problems` are those of the program
    itself, `ailments` those of sources in the config, of whole hosts and of the network, what concerns most first.
    `sources` counts those of the config by their state, each state being there. `counted` is when the numbers of the
    last days were.
    """

    at: datetime
    level: Level
    matters: int
    alive: bool
    ready: bool
    problems: tuple[str, ...]
    ailments: tuple[Ailment, ...]
    sources: Mapping[State, int]
    channels: tuple[Post, ...]
    counted: datetime
    entries: Entries
    deliveries: Deliveries
    thrift: Thrift
    stories: tuple[Tale, ...]
    visits: tuple[Last, ...]


def status(
    config: Config,
    snapshot: Snapshot,
    history: History,
    *,
    alive: bool,
    ready: bool,
    problems: Sequence[str],
    chats: Mapping[str, str | None],
    now: datetime,
) -> Status:
    """How we are; `chats` are those that the config names, by channel."""
    ailments = told(snapshot.ailments, config.sources)
    posts = channels(config, snapshot.lanes, snapshot.queues, chats, now)
    matters = len(problems) + len(ailments) + sum((each.mode == "gone") + (each.parked > 0) for each in posts)
    down = not (alive and ready) or any(each.code == "network" for each in ailments)
    return Status(
        at=now,
        level="bad" if down else "warn" if matters else "well",
        matters=matters,
        alive=alive,
        ready=ready,
        problems=tuple(problems),
        ailments=ailments,
        sources=states(config.sources, snapshot.outlines, snapshot.ailments, now),
        channels=posts,
        counted=history.at,
        entries=entries(history.arrivals, history.at),
        deliveries=deliveries(history.departures, history.lateness, history.at),
        thrift=history.thrift,
        stories=tuple(history.tales),
        visits=tuple(Last(source=source, trip=trip) for source, trip in snapshot.visits),
    )


def first(now: datetime) -> datetime:
    """When the first of the hours that are told begins."""
    return now.astimezone(UTC).replace(minute=0, second=0, microsecond=0) - (HOURS - 1) * HOUR


def states(
    sources: Iterable[Source], outlines: Mapping[str, Outline], ailments: Iterable[Ailment], now: datetime
) -> Mapping[State, int]:
    """How many sources are in each state, each state being there."""
    own: dict[str, list[Ailment]] = {}
    for each in ailments:
        own.setdefault(each.source, []).append(each)
    network, cursors = own.pop("", []), dict[Outline, Cursor]()
    counts: Counter[State] = Counter()
    for source in sources:
        outline = outlines.get(source.name)
        if outline is not None and outline not in cursors:
            cursors[outline] = _cursor(outline, now)
        cursor = None if outline is None else cursors[outline]
        counts[health.state(source, cursor, (*network, *own.get(source.name, ())))] += 1
    return {state: counts[state] for state in get_args(State)}


def told(ailments: Iterable[Ailment], sources: Iterable[Source]) -> tuple[Ailment, ...]:
    """The ailments that concern sources of the config, what concerns most first.

    Where a whole host fails, its sources are not told of one by one.
    """
    standing = tuple(ailments)
    hosts = {each.source for each in standing if each.source.startswith(health.HOST)}
    names = {each.source for each in standing}
    known = {
        each.name: f"{health.HOST}{host(each.url)}" in hosts
        for each in sources
        if each.name in names and not each.paused
    }
    kept = (
        each
        for each in standing
        if each.source in {"", *hosts} or (each.source in known and not (each.code == "failing" and known[each.source]))
    )
    return tuple(sorted(kept, key=lambda each: (_reach(each), _grave(each), each.since, each.source)))


def entries(arrivals: Iterable[Arrival], now: datetime) -> Entries:
    """Entries by the hour, each of the last hours being there."""
    held: dict[datetime, dict[str | None, int]] = {}
    totals: Counter[str] = Counter()
    for each in arrivals:
        held.setdefault(each.at, {})[each.source] = each.entries
        if each.source is not None:
            totals[each.source] += each.entries
    names = tuple(sorted(totals, key=lambda name: (-totals[name], name)))
    hours = tuple(
        Arrivals(at=at, counts=tuple(own.get(name, 0) for name in names), others=own.get(None, 0))
        for at in _hours(now)
        for own in (held.get(at, {}),)
    )
    return Entries(sources=names, hours=hours, day=sum(each.total for each in hours[-24:]))


def deliveries(departures: Iterable[Departure], lateness: Iterable[Lateness], now: datetime) -> Deliveries:
    """Messages by the hour, each of the last hours being there."""
    gone = {each.at: each for each in departures}
    late = {each.at: each for each in lateness}
    hours = tuple(
        Sendings(
            at=at,
            sent=gone[at].sent if at in gone else 0,
            edited=gone[at].edited if at in gone else 0,
            half=late[at].half if at in late else None,
            most=late[at].most if at in late else None,
        )
        for at in _hours(now)
    )
    whole = late.get(None)
    day = sum(each.sent + each.edited for each in hours[-24:])
    return Deliveries(hours=hours, day=day, half=whole.half if whole else None, most=whole.most if whole else None)


def channels(
    config: Config,
    lanes: Mapping[str, Lane],
    queues: Mapping[str, Queue],
    chats: Mapping[str, str | None],
    now: datetime,
) -> tuple[Post, ...]:
    """The channels of the config, in its order."""
    return tuple(
        _post(each, lanes.get(each.name), queues.get(each.name, Queue()), chats.get(each.name), now)
        for each in config.channels
    )


def plain(value: object) -> Any:  # noqa: ANN401  # JSON
    """A value as JSON has it: objects of its fields, moments as RFC 3339 in UTC, lengths of time in seconds."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case timedelta():
            return value.total_seconds()
        case Mapping():
            return {str(name): plain(each) for name, each in value.items()}
        case list() | tuple():
            return [plain(each) for each in value]
        case _ if is_dataclass(value):
            return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
        case _:
            return value


_GRAVE = ("gone", "failing", "nothing", "certificate", "late", "fewer", "moved", "ids", "encoding", "language")
"""The codes of ailments, what hurts most first."""


def _reach(ailment: Ailment) -> int:
    return 0 if not ailment.source else 1 if ailment.source.startswith(health.HOST) else 2


def _grave(ailment: Ailment) -> int:
    return _GRAVE.index(ailment.code) if ailment.code in _GRAVE else len(_GRAVE)


def _hours(now: datetime) -> list[datetime]:
    return [first(now) + number * HOUR for number in range(HOURS)]


def _cursor(outline: Outline, now: datetime) -> Cursor:
    """A cursor that is in the same state."""
    visited = now if outline.visited else None
    return Cursor(source="", due=now, visited=visited, failures=int(outline.failing), gone=outline.gone)


def _post(channel: Channel, lane: Lane | None, queue: Queue, chat: str | None, now: datetime) -> Post:
    mode, why = _mode(channel, lane, now)
    moved = lane.chat if lane else None
    return Post(
        name=channel.name,
        kind=channel.kind,
        mode=mode,
        why=why,
        chat=moved or chat,
        moved=moved is not None and moved != chat,
        ready=lane.ready if lane and lane.ready > now else None,
        failures=lane.failures if lane else 0,
        owed=queue.owed,
        parked=queue.parked,
        dropped=queue.dropped,
        sent=queue.sent,
        unknown=queue.unknown,
        last=queue.last,
    )


def _mode(channel: Channel, lane: Lane | None, now: datetime) -> tuple[Mode, str]:
    if channel.asleep:
        return "asleep", channel.asleep
    if lane is None:
        return "ready", ""
    if lane.gone:
        return "gone", lane.gone
    if lane.lease and lane.lease > now:
        return "sending", ""
    return ("waiting", "") if lane.ready > now else ("ready", "")
