"""A week in minutes: a loop whose clock jumps, and servers that note every breach of manners.

The client, the store, the rules and the turns are the real ones; what is not real is the time, and the sockets below
aiohttp's session. Servers judge each request by what they themselves said before.
"""

import asyncio
import hashlib
import random
import selectors
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from multidict import CIMultiDict

from feedbot.model import OURS, Cursor
from feedbot.net import Web, guard
from feedbot.sources import KINDS
from feedbot.store import entries, open_store, visits
from feedbot.turns import Turns
from tests import bases, make

BEGAN = datetime(2026, 3, 2, tzinfo=UTC)  # a Monday
_HOUR = 3600.0
_DAY = 86_400.0
_SHOWN = 20
_SAID = 20  # breaches told a day
_TICK = 20.0  # seconds between two turns; the daemon's clock knocks each second


class JumpingLoop(asyncio.SelectorEventLoop):
    """An event loop whose time jumps to the next timer whenever nothing is left to do; threads are waited for."""

    def __init__(self) -> None:
        self.at, self.jobs = 0.0, 0
        super().__init__(_Jumping(self))

    def time(self) -> float:
        """Seconds since the loop began, as far as it has jumped."""
        return self.at

    def now(self) -> datetime:
        """The same as a moment."""
        return BEGAN + timedelta(seconds=self.at)

    def run_in_executor(self, executor: Executor | None, func: Callable[..., Any], *args: Any) -> asyncio.Future[Any]:  # type: ignore[override]  # typeshed's own generics
        """As ever, but the clock stands still until the thread is done."""
        self.jobs += 1
        future = super().run_in_executor(executor, func, *args)
        future.add_done_callback(self._done)
        return future

    def _done(self, _: object) -> None:
        self.jobs -= 1


class _Jumping(selectors.DefaultSelector):
    def __init__(self, loop: JumpingLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if self._loop.jobs:
            return super().select(0.05 if timeout is None else min(timeout, 0.05))
        if events := super().select(0):
            return events
        if timeout is None:
            raise RuntimeError("everything waits for nothing: the simulation stands still")
        self._loop.at += timeout
        return []


@dataclass(slots=True)
class Site:
    """A feed somewhere: how often it has news, what its server says, and what may go wrong with it.

    Times are seconds since the beginning. `written` are the times of its entries, `asked` those of the requests.
    `shown` are the numbers of the entries that were ever sent.
    """

    host: "HostOf"
    path: str
    written: list[float]
    etag: bool = True
    max_age: int = 0
    ttl: int = 0
    skip_hours: tuple[int, ...] = ()
    gone_at: float = float("inf")
    moved_at: float = float("inf")
    down: tuple[float, float] = (0.0, 0.0)
    asked: list[float] = field(default_factory=list)
    old: list[float] = field(default_factory=list)
    failed: list[float] = field(default_factory=list)
    troubles: int = 0
    fresh: float = 0.0
    told: str | None = None
    read: float | None = None
    over: bool = False
    shown: set[int] = field(default_factory=set)

    @property
    def url(self) -> str:
        """Its first address."""
        return f"http://{self.host.name}{self.path}"

    def numbers(self, at: float) -> list[int]:
        """The numbers of the entries that it has then, oldest first."""
        return [number for number, moment in enumerate(self.written) if moment <= at][-_SHOWN:]

    def body(self, at: float) -> bytes:
        """The feed as it is then: the newest entries."""
        numbers = self.numbers(at)
        items = "".join(self._item(number) for number in reversed(numbers))
        ttl = f"<ttl>{self.ttl}</ttl>" if self.ttl else ""
        skip = "".join(f"<hour>{hour}</hour>" for hour in self.skip_hours)
        skip = f"<skipHours>{skip}</skipHours>" if skip else ""
        head = f"<title>{self.host.name}{self.path}</title><link>{self.url}</link>{ttl}{skip}"
        return f'<rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()

    def _item(self, number: int) -> str:
        date = (BEGAN + timedelta(seconds=self.written[number])).strftime("%a, %d %b %Y %H:%M:%S +0000")
        link = f"{self.url}/{number}"
        return (
            f"<item><guid>{link}</guid><link>{link}</link><title>News {number} of {self.host.name}</title>"
            f"<pubDate>{date}</pubDate><description>What happened, number {number}.</description></item>"
        )


@dataclass(slots=True)
class HostOf:
    """A server: its feeds by path, when it wants to be left alone, and how it was treated."""

    name: str
    sites: dict[str, Site] = field(default_factory=dict)
    busy: tuple[float, float] = (0.0, 0.0)
    retry_after: int | None = None
    rest: float = 0.0
    at_once: int = 0
    began: float = -10.0


@dataclass
class Internet:
    """All servers. `breaches` are sentences on manners that were broken; `counts` what was answered, by status."""

    hosts: dict[str, HostOf]
    clock: Callable[[], float]
    breaches: list[str] = field(default_factory=list)
    counts: Counter[int] = field(default_factory=Counter)
    sent: int = 0

    def request(self, method: str, url: Any, **options: Any) -> "_Exchange":
        """What aiohttp's session gives for a request."""
        return _Exchange(self, method, str(url), options.get("headers") or {})

    def breach(self, site: Site | HostOf, what: str) -> None:
        """Note a breach."""
        name = site.name if isinstance(site, HostOf) else site.url
        self.breaches.append(f"{timedelta(seconds=self.clock())} {name}: {what}")

    def begin(self, host: HostOf) -> None:
        """A request reaches a host: count those under way there, and measure since the last."""
        at = self.clock()
        host.at_once += 1
        if host.at_once > 2:
            self.breach(host, f"{host.at_once} requests at once")
        if at - host.began < 1 - 1e-6:
            self.breach(host, f"two requests {at - host.began:.3f} s apart")
        if at < host.rest - 1e-6:
            self.breach(host, f"asked {host.rest - at:.0f} s before its Retry-After was over")
        host.began = at

    def answer(self, host: HostOf, path: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        """What the host says now."""
        at = self.clock()
        if host.busy[0] <= at < host.busy[1]:
            wait = 4 * _HOUR if host.retry_after is None else host.retry_after
            host.rest = max(host.rest, at + wait)
            for each in host.sites.values():
                each.troubles += 1
            return 429, {} if host.retry_after is None else {"Retry-After": str(host.retry_after)}, b""
        new = path.startswith("/new")
        site = host.sites.get(path.removeprefix("/new"))
        if site is None:
            return 404, {}, b""
        if not new and at >= site.moved_at:
            site.old.append(at)
            self._moved(site)
            return 301, {"Location": f"http://{host.name}/new{site.path}"}, b""
        return self._site(site, headers, at)

    def _site(self, site: Site, headers: dict[str, str], at: float) -> tuple[int, dict[str, str], bytes]:
        self._judge(site, headers, at)
        site.asked.append(at)
        if at >= site.gone_at:
            site.over = True
            return 410, {}, b""
        if site.down[0] <= at < site.down[1]:
            site.failed.append(at)
            site.troubles += 1
            return 500, {}, b""
        site.failed.clear()
        body = site.body(at)
        tag = '"' + hashlib.sha256(body).hexdigest()[:12] + '"'
        said = {"Content-Type": "application/rss+xml; charset=utf-8"}
        said |= {"ETag": tag} if site.etag else {}
        said |= {"Cache-Control": f"max-age={site.max_age}"} if site.max_age else {}
        site.fresh = at + min(max(site.max_age, site.ttl * 60), _DAY)
        if site.etag and headers.get("if-none-match") == tag:
            return 304, said, b""
        site.told, site.read = (tag if site.etag else None), at
        site.shown.update(site.numbers(at))
        return 200, said, body

    def _judge(self, site: Site, headers: dict[str, str], at: float) -> None:
        """Hold a request against all that this feed's server and document have said."""
        if site.over:
            self.breach(site, "asked after it said 410")
        if site.asked and at < site.fresh - 1e-6 and not site.failed:
            self.breach(site, f"asked {site.fresh - at:.0f} s before it asked to be")
        if site.read is not None and (BEGAN + timedelta(seconds=at)).hour in site.skip_hours:
            self.breach(site, f"asked in one of its skipHours, {site.skip_hours}")
        if site.told and headers.get("if-none-match") != site.told:
            self.breach(site, f"its ETag {site.told} came back as {headers.get('if-none-match')}")
        gaps = [at - moment for moment in site.asked[-1:]]
        shortest = 300 if site.etag or site.failed else _HOUR
        if gaps and gaps[0] < shortest - 1e-6:
            self.breach(site, f"asked again after {gaps[0]:.0f} s")
        if gaps and gaps[0] > 2.2 * _DAY and not site.host.rest:
            self.breach(site, f"left alone for {gaps[0] / _HOUR:.0f} hours")
        if len(site.failed) > 2 and gaps[0] < min(1.7 * (site.failed[-1] - site.failed[-2]), 0.9 * _DAY):
            self.breach(site, f"failed {len(site.failed)} times and asked after {gaps[0]:.0f} s")

    def _moved(self, site: Site) -> None:
        """After three visits over a day that were led on, the old address is left alone; visits that fail cost some."""
        most = 4 + 3 * site.troubles
        if len(site.old) > most and site.old[-2] - site.old[0] > 1.01 * _DAY and not site.failed:
            self.breach(site, f"asked at its old address for the {len(site.old)}th time")


class _Exchange:
    """One request and its answer, as aiohttp's context manager gives it."""

    def __init__(self, internet: Internet, method: str, url: str, headers: dict[str, str]) -> None:
        self._internet, self._method = internet, method
        parts = urlsplit(url)
        self._host, self._path = internet.hosts[parts.hostname or ""], parts.path
        self._headers = {name.lower(): value for name, value in headers.items()}

    async def __aenter__(self) -> "_Response":
        self._internet.begin(self._host)
        await asyncio.sleep(0.05 + int(hashlib.sha256(self._path.encode()).hexdigest()[:2], 16) / 100)
        status, headers, body = self._internet.answer(self._host, self._path, self._headers)
        self._internet.counts[status] += 1
        self._internet.sent += len(body)
        return _Response(status, headers, body)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._host.at_once -= 1


class _Response:
    """As much of aiohttp's response as the client reads."""

    def __init__(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.status, self.headers, self.content_length = status, CIMultiDict(headers), len(body)
        self.content = _Content(body)


class _Content:
    def __init__(self, body: bytes) -> None:
        self._body = body

    async def read(self, count: int) -> bytes:
        """The next bytes of the body."""
        piece, self._body = self._body[:count], self._body[count:]
        return piece


def internet(count: int, days: float, clock: Callable[[], float], seed: int = 1) -> Internet:
    """`count` feeds on a third as many hosts, of every rhythm, with all that happens on the web in `days` days."""
    chance = random.Random(seed)  # noqa: S311 - a simulation that can be repeated
    hosts = [HostOf(name=f"h{number}.example") for number in range(max(1, count // 3))]
    span = days * _DAY
    for host in hosts:
        if chance.random() < 0.05:
            begin = chance.uniform(0, span)
            host.busy = (begin, begin + chance.choice((600, 7200, _DAY)))
            host.retry_after = chance.choice((None, 120, 3600, 90_000))
    for number in range(count):
        host = chance.choice(hosts)
        site = Site(host=host, path=f"/f{number}.xml", written=_written(chance, span), etag=chance.random() < 0.8)
        host.sites[site.path] = site
        _happens(site, chance, span)
    return Internet(hosts={host.name: host for host in hosts if host.sites}, clock=clock)


def _written(chance: random.Random, span: float) -> list[float]:
    """When a feed has news: a few times an hour, a day, a week or never, since a month ago."""
    gap = chance.choices((_HOUR / 2, 4 * _HOUR, _DAY, 4 * _DAY, 20 * _DAY), (2, 8, 20, 40, 30))[0]
    moment, written = -40 * _DAY if gap >= _DAY else -_SHOWN * gap, list[float]()
    while moment < span:
        moment += chance.expovariate(1 / gap)
        written.append(moment)
    return written


def _happens(site: Site, chance: random.Random, span: float) -> None:
    """What is special about a feed."""
    match chance.random():
        case kind if kind < 0.1:
            site.max_age = chance.choice((60, 1800, 7200, 200_000))
        case kind if kind < 0.15:
            site.ttl = chance.choice((60, 240, 1440, 10_000))
        case kind if kind < 0.2:
            site.skip_hours = tuple(sorted(chance.sample(range(24), chance.choice((1, 6, 12)))))
        case kind if kind < 0.23:
            site.gone_at = chance.uniform(0, span)
        case kind if kind < 0.26:
            site.moved_at = chance.uniform(0, span / 2)
        case kind if kind < 0.32:
            begin = chance.uniform(0, span)
            site.down = (begin, begin + chance.choice((1800, 12 * _HOUR, 3 * _DAY)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a simulation showed: the servers, how many entries of theirs the store has, the cursors."""

    internet: Internet
    entries: int
    cursors: dict[str, Cursor]


def simulate(
    place: Path, count: int, days: float, told: Callable[[str], None] = lambda _: None, programs: int = 1
) -> Outcome:
    """Let feedbot watch `count` feeds for `days` days of simulated time; `told` hears of each day's end.

    Several `programs` share the visits, where the database is on a server.
    """
    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        loop = runner.get_loop()
        assert isinstance(loop, JumpingLoop)
        return runner.run(_watch(loop, place, count, days, told, programs))


async def _watch(
    loop: JumpingLoop, place: Path, count: int, days: float, told: Callable[[str], None], programs: int
) -> Outcome:
    servers = internet(count, days, loop.time)
    section = KINDS["feed"].section
    sources = tuple(
        make.source(name, url=site.url, options=section(name=name, kind="feed", url=site.url))  # type: ignore[call-arg]  # the kind's own key
        for host in servers.hosts.values()
        for site in host.sites.values()
        for name in (f"{host.name}{site.path.replace('/', '.')}",)
    )
    (place / "state").mkdir(parents=True, exist_ok=True)
    settings = make.settings(state=place / "state", output=place / "feeds", web=False)
    config = make.config(sources=sources, feeds=(), channels=(), settings=settings)
    stores = [open_store(bases.address(place / "state" / "feedbot.db")) for _ in range(programs)]
    webs = [Web(servers, guard(()), now=loop.now) for _ in stores]  # type: ignore[arg-type]  # what of a session the client uses
    both = zip(stores, webs, strict=True)
    crowd = [Turns(config=config, store=each, web=web, now=loop.now, stop=asyncio.Event()) for each, web in both]
    for each in crowd:
        await each.enrol()
    day, watched, said = 0, 0.0, 0
    while loop.time() < days * _DAY:
        waits = [await each.ingest() for each in crowd]
        if loop.time() - watched > _HOUR:
            watched = loop.time()
            await crowd[0].watch()
        wait = min((each for each in waits if each), default=None)
        quiet = wait if wait and not any(each.under_way for each in crowd) else _TICK
        await asyncio.sleep(min(max(quiet, _TICK), _HOUR / 6))
        if loop.time() > (day + 1) * _DAY:
            day += 1
            told(f"day {day}: {dict(sorted(servers.counts.items()))}, {len(servers.breaches)} breaches")
            for breach in servers.breaches[said : said + _SAID]:
                told(f"  {breach}")
            said = len(servers.breaches)
    for each in crowd:
        await each.settle_visits()
        await each.close()
    cursors = await stores[0].read(visits.cursors)
    counts = await stores[0].read(entries.count)
    for store in stores:
        store.close()
    return Outcome(internet=servers, entries=sum(counts.values()) - counts.get(OURS, 0), cursors=dict(cursors))
