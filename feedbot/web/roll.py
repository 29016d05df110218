"""What pages and programs are told of sources: the roll of all of them, and the profile of one. It changes nothing."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, assert_never, get_args

from feedbot.model import Ailment, Alarm, Config, Cursor, Entry, Push, Source, State, Trip
from feedbot.rules import cadence, health, outage
from feedbot.sources import KINDS
from feedbot.store import Tx, entries, glances, present, trails, visits
from feedbot.store import health as records
from feedbot.store.present import Hold

SIZE = 100
"""How many sources stand on one page."""

LATEST = 20
"""How many of its entries the profile of a source has."""

STATES: tuple[State, ...] = ("failing", "gone", "late", "new", "paused", "ok")
"""How sources may be, worst first."""

Sort = Literal["state", "name", "news", "next"]
SORTS: tuple[Sort, ...] = get_args(Sort)
"""By what the roll may be put in order: the worst first, by name, the latest news first, the next visit first."""

_LONGEST = 200
_EVER = datetime.max.replace(tzinfo=UTC)
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Which part of the roll is wanted: sources with all words of `text` in name, title or address, of one state."""

    text: str = ""
    state: State | None = None
    sort: Sort = "state"
    page: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A source with all that a line of the roll tells of it.

    `shared` says that what ails it is told of its host, or of our own network. `cursor` is None before it was enrolled.
    `news` is when its last new entry came; where its first visit brought all of them, when the newest was published.
    `hold` says who visits it now, if somebody does.
    """

    source: Source
    state: State
    cursor: Cursor | None
    ailments: tuple[Ailment, ...] = ()
    trips: tuple[Trip, ...] = ()
    shared: bool = False
    news: datetime | None = None
    hold: Hold | None = None

    @property
    def every(self) -> cadence.Interval:
        """How often it is visited, and because of what."""
        kind = KINDS[self.source.kind]
        return cadence.interval(self.source.every, kind.every, kind.floor, self.cursor.gap if self.cursor else None)

    @property
    def rhythm(self) -> Literal["config", "learnt", "usual"]:
        """Who says how often it is visited."""
        if self.source.every is not None:
            return "config"
        return "learnt" if self.every.because.partition(":")[2] else "usual"

    @property
    def due(self) -> datetime | None:
        """When it is visited next; None if it is not, or nobody knows."""
        none = self.source.paused or self.cursor is None or self.cursor.gone
        return None if none or self.cursor is None else self.cursor.due


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """A page of the roll, `pages` in all; `found` sources fit the wish, of `total`.

    `counts` has how many of all are in each state, `above` what is wrong with whole hosts and with our own network.
    """

    rows: tuple[Row, ...]
    wish: Wish
    found: int
    total: int
    pages: int
    counts: Mapping[State, int]
    above: tuple[Ailment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """All that is told of one source: `latest` entries newest first, `told` alarms newest first."""

    row: Row
    above: tuple[Ailment, ...]
    count: int
    latest: tuple[Entry, ...]
    told: tuple[Alarm, ...]
    push: Push | None


def wish(asked: Mapping[str, str]) -> Wish:
    """The wish of an address's query (q, state, sort, page); what cannot be meant is left out."""
    page = asked.get("page", "")
    return Wish(
        text=asked.get("q", "").strip()[:_LONGEST],
        state=next((state for state in STATES if state == asked.get("state")), None),
        sort=next((sort for sort in SORTS if sort == asked.get("sort")), "state"),
        page=max(int(page), 1) if page.isascii() and page.isdecimal() and len(page) < 7 else 1,
    )


def roll(tx: Tx, config: Config, wish: Wish, now: datetime) -> Roll:
    """The sources that a wish asks for, with their last visits; five queries, however many sources there are."""
    cursors, standing = glances.cursors(tx), records.standing(tx)
    ailing = _ailing(standing)
    states = {each.name: _state(each, cursors.get(each.name), ailing) for each in config.sources}
    fit = [each for each in _fitting(config.sources, wish) if wish.state in (None, states[each.name])]
    news = _news(tx, fit, cursors) if wish.sort == "news" else {}
    fit.sort(key=lambda each: _order(wish.sort, each, cursors.get(each.name), states[each.name], news.get(each.name)))
    pages = max(-(-len(fit) // SIZE), 1)
    page = min(wish.page, pages)
    shown = fit[(page - 1) * SIZE : page * SIZE]
    names = [each.name for each in shown]
    news = news or _news(tx, shown, cursors)
    whole, trips = visits.cursors(tx, names), trails.trips(tx, names)
    holds = _holds(tx, whole, now)
    return Roll(
        rows=tuple(
            Row(
                source=each,
                state=states[each.name],
                cursor=whole.get(each.name),
                ailments=ailing.get(each.name, ()),
                trips=trips.get(each.name, ()),
                shared=_shared(each, ailing),
                news=news.get(each.name),
                hold=holds.get(each.name),
            )
            for each in shown
        ),
        wish=Wish(text=wish.text, state=wish.state, sort=wish.sort, page=page),
        found=len(fit),
        total=len(config.sources),
        pages=pages,
        counts=Counter(states.values()),
        above=tuple(each for each in standing if not each.source or each.source.startswith(health.HOST)),
    )


def profile(tx: Tx, source: Source, now: datetime) -> Profile:
    """All that is told of one source; eight queries."""
    place = _host(source)
    ailing = _ailing(glances.ailing(tx, ["", source.name, *([place] if place else [])]))
    cursor = visits.cursors(tx, [source.name]).get(source.name)
    row = Row(
        source=source,
        state=_state(source, cursor, ailing),
        cursor=cursor,
        ailments=ailing.get(source.name, ()),
        trips=trails.trips(tx, [source.name]).get(source.name, ()),
        shared=_shared(source, ailing),
        news=_news(tx, [source], {source.name: cursor} if cursor else {}).get(source.name),
        hold=_holds(tx, {source.name: cursor} if cursor else {}, now).get(source.name),
    )
    return Profile(
        row=row,
        above=(*ailing.get("", ()), *(ailing.get(place, ()) if place else ())),
        count=glances.count(tx, source.name),
        latest=entries.latest(tx, source=source.name, limit=LATEST),
        told=records.log(tx, source.name, 10),
        push=glances.push(tx, source.name),
    )


def _news(tx: Tx, sources: Iterable[Source], cursors: Mapping[str, Cursor]) -> Mapping[str, datetime]:
    """When something new came from sources last; what a first visit brings is no news, only as new as it says it is."""
    names = [each.name for each in sources]
    known = {name: cursors[name].habits.newest for name in names if name in cursors}
    found = {name: newest for name, newest in known.items() if newest is not None}
    return {**found, **glances.newest(tx, [name for name in names if name in cursors and name not in found])}


def _holds(tx: Tx, cursors: Mapping[str, Cursor], now: datetime) -> Mapping[str, Hold]:
    """Who visits sources now; nobody is asked for that where none is being visited."""
    return present.holds(tx, now, [name for name, each in cursors.items() if each.lease and each.lease > now])


def _ailing(standing: Iterable[Ailment]) -> Mapping[str, tuple[Ailment, ...]]:
    found: dict[str, tuple[Ailment, ...]] = {}
    for each in standing:
        found[each.source] = (*found.get(each.source, ()), each)
    return found


def _state(source: Source, cursor: Cursor | None, ailing: Mapping[str, tuple[Ailment, ...]]) -> State:
    return health.state(source, cursor, (*ailing.get("", ()), *ailing.get(source.name, ())))


def _shared(source: Source, ailing: Mapping[str, tuple[Ailment, ...]]) -> bool:
    return bool(ailing.get("")) or _host(source) in ailing


def _host(source: Source) -> str:
    """The name of a source's host among the ailments; empty for one that is on none."""
    name = outage.host(source.url)
    return f"{health.HOST}{name}" if name else ""


def _fitting(sources: Iterable[Source], wish: Wish) -> list[Source]:
    words = wish.text.casefold().split()
    if not words:
        return list(sources)
    texts = ((each, f"{each.name}\n{each.title or ''}\n{each.url}".casefold()) for each in sources)
    return [each for each, text in texts if all(word in text for word in words)]


def _order(sort: Sort, source: Source, cursor: Cursor | None, state: State, news: datetime | None) -> tuple[float, str]:
    """By what a source is put in order; what has no moment comes last."""
    match sort:
        case "state":
            return STATES.index(state), source.name
        case "name":
            return 0, source.name
        case "news":
            return -(news or _NEVER).timestamp(), source.name
        case "next":
            none = cursor is None or source.paused or cursor.gone
            return (_EVER if none or cursor is None else cursor.due).timestamp(), source.name
        case _:
            assert_never(sort)
