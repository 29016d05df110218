"""One piece of work at a time: what the loops of the daemon, and `run --once`, do when they come round.

This is where the verbs meet the config, the open store and the open connections; nothing is decided here.
"""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from feedbot.announce import Hub, Voice, announce
from feedbot.channels import Senders
from feedbot.condense import Asker, condense
from feedbot.crew import Crew
from feedbot.deliver import Outlet, Turn, deliver, found_out
from feedbot.enrol import encoder, enrol, followed, heed, outlets, panel, welcome
from feedbot.errors import StoreError
from feedbot.ingest import Mind, ingest, take_in
from feedbot.metrics import Meter
from feedbot.mirror import Far, mirror
from feedbot.model import Config, Cursor, Document, Failed, Harvest, Moved, Refused, Report, Source
from feedbot.net import Web
from feedbot.net.callbacks import Calls
from feedbot.publish import Press, publish, sweep
from feedbot.rules import cadence, matching, troubles
from feedbot.rules.stories import meant
from feedbot.store import Store, canary, hosts, outbox, people, search, visits
from feedbot.subscribe import Ears, subscribe
from feedbot.watch import changed, config_faults, drafts, hand_in, watch

log = structlog.get_logger()

LEASE = timedelta(minutes=20)
"""How long a visit is ours: longer than 64 slow visits to one host take, which is asked for two at a time."""

_INDEXED = 200

MOST = 64
"""Visits under way at once, and harvests in one transaction."""


@dataclass(slots=True)
class Turns:
    """The work of one process on one config.

    `news` is called when something was taken in, `told` when hubs should hear of it. `pause` is the seconds between two
    tries to write down what was sent. `problems` are sentences by what they are about, while they last. `waiting` are
    sources whose files are being written. `indexed`: every entry can be searched. `holder` names this program among
    several that speak with hosts, `card` among all that are there.
    """

    config: Config
    store: Store
    web: Web
    now: Callable[[], datetime]
    stop: asyncio.Event
    pause: float = 1.0
    news: Callable[[], None] = lambda: None
    senders: Senders = field(default_factory=Senders)
    crew: Crew = field(default_factory=lambda: Crew("reader"))
    printer: Crew = field(default_factory=lambda: Crew("printer"))
    mind: Mind = field(default_factory=Mind)
    asker: Asker = field(default_factory=Asker)
    voice: Voice = field(default_factory=lambda: Voice(calls=Calls()))
    told: Callable[[], None] = lambda: None
    far: Far = field(default_factory=Far)
    press: Press = field(default_factory=Press)
    outlets: dict[str, Outlet] = field(default_factory=dict)
    claiming: asyncio.Lock = field(default_factory=asyncio.Lock)
    under_way: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    harvests: list[Harvest] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)
    indexed: bool = False
    meter: Meter = field(default_factory=Meter)
    holder: str | None = field(init=False, default=None)
    card: str = ""

    def __post_init__(self) -> None:
        self.senders.web = self.senders.web or self.web
        if self.store.several:
            self.holder = self.web.share(hosts.Keeper(self.store))

    async def free(self) -> None:
        """Clear up after a process that died here; only for one that holds the state folder alone."""
        sweep(self.config.settings.output)
        await self.store.write(visits.free)
        await self.store.write(outbox.free)

    async def enrol(self) -> None:
        """Make the store know the names of the config, and open its channels; also after each reload."""
        self.config = await self.store.read(followed, self.config)
        await self._open()
        self.mind.encoder = await self.crew(encoder, self.config)
        await self.store.write(enrol, self.config, self.outlets, self.now(), self.mind.panel)

    async def refresh(self) -> None:
        """Take in what readers follow now."""
        before, self.config = self.config, await self.store.read(followed, self.config)
        if self.config.channels == before.channels:
            return
        await self._open()
        await self.store.write(welcome, self.config, self.outlets, self.now())

    async def _open(self) -> None:
        """Open the channels of the config, and read all rules; a channel that is no more has no problem either."""
        self.outlets = outlets(self.config, self.senders)
        there = {f"channel {name}" for name in self.outlets}
        self.problems = {k: v for k, v in self.problems.items() if k in there or not k.startswith("channel ")}
        self.mind.panel = await self.crew(panel, self.config)

    async def close(self) -> None:
        """Give up visits under way, close every channel, let computing end."""
        for task in self.under_way.values():
            task.cancel()
        await asyncio.gather(*self.under_way.values(), return_exceptions=True)
        await self.voice.calls.close()
        await self.senders.close()
        await self.web.part()
        self.crew.close()
        self.printer.close()

    async def ingest(self) -> float | None:
        """Take in what visits brought, and start those that are due; seconds until the next is."""
        await self._take_in()
        due = await self.store.read(visits.next_due, self.card)
        if due is not None and due <= self.now() and (room := MOST - len(self.under_way)) > 0:
            claimed = await self.store.take(visits.claim, self.now(), LEASE, room, holder=self.holder, card=self.card)
            if not claimed:  # what is due is at hosts that another program speaks with
                return 1.0
            for cursor in await self._allowed(claimed):
                self._start(cursor)
            if len(claimed) < room:  # otherwise more may be due now
                due = await self.store.read(visits.next_due, self.card)
        return self._until(due)

    async def settle_visits(self) -> None:
        """Wait for all visits under way, and take in what they bring."""
        while self.under_way or self.harvests:
            if self.under_way:
                await asyncio.wait(list(self.under_way.values()))
            await self._take_in()

    async def watch(self) -> float | None:
        """See how the sources are; what is wrong with one, or no longer wrong, is told once."""
        now = self.now()
        await self._look_after(now)
        reports = any(channel.report for channel in self.config.channels)
        due = await self.store.read(drafts, config=self.config, now=now) if reports else ()
        if due and await self.store.write(hand_in, due, now) > 0:
            self.news()
        if not await self.store.read(changed, config=self.config, now=now):
            return None
        for alarm in await self.store.write(watch, config=self.config, now=now):
            ailment = alarm.ailment
            if alarm.over:
                log.info("recovered", about=ailment.source, what=ailment.code)
            else:
                told = {"about": ailment.source, "what": ailment.code, "why": ailment.because, "do": ailment.remedy}
                log.warning("ailing", **told)
            self.news()
        return None

    async def _look_after(self, now: datetime) -> None:
        """See whether the clock was set back, and how far the canary came."""
        if by := await self.store.write(heed, self.config, self.outlets, now):
            log.warning("the clock was set back", by=str(by))
            self.news()
        if (way := self.config.settings.canary) is not None:
            walk = await self.store.read(canary.state)
            late = walk.overdue(now) >= way.patience
            self.tell("canary", troubles.walked(way, walk, now) if late else "")

    async def refused(self, faults: Sequence[str]) -> None:
        """Tell that a config was refused because of these faults; with none, that one was taken over."""
        if await self.store.write(config_faults, faults, config=self.config, now=self.now()):
            self.news()

    async def index(self) -> float | None:
        """Let some entries be found by their words that cannot be yet: those of an older feedbot."""
        some = () if self.indexed else await self.store.read(search.missing, _INDEXED)
        self.indexed = not some  # what is taken in from now on is indexed as it comes
        if not some:
            return None
        words = await self.crew(lambda: {entry.id: tuple(matching.read(entry).places) for entry in some})
        await self.store.write(search.keep, words, {entry.id: entry.digest for entry in some})
        log.info("indexed for the search", entries=len(some))
        return 0

    async def condense(self) -> float | None:
        """Ask the endpoint for a better summary of one entry, if there is an endpoint."""
        done = await condense(
            config=self.config, store=self.store, web=self.web, crew=self.crew, asker=self.asker, now=self.now
        )
        self.tell("summaries", done.problem)
        if done.taken:
            log.info("summary taken", subject=done.entry)
            self.news()
        elif done.entry and not done.problem:
            log.info("summary refused", subject=done.entry, why=done.because)
        return done.wait

    async def subscribe(self) -> float | None:
        """Ask the hubs that are due to tell us of their sources' news."""
        asked = await subscribe(config=self.config, store=self.store, web=self.web, now=self.now)
        if asked:
            log.info("asked hubs", count=asked)
        return None

    def ears(self) -> Ears:
        """What hubs reach of us."""
        return Ears(
            config=lambda: self.config,
            store=self.store,
            web=self.web,
            crew=self.crew,
            now=self.now,
            taken=self._pushed,
            failed=_told,
            mind=self.mind,
        )

    def _pushed(self, source: str, report: Report) -> None:
        self.meter.pushed(report)
        log.info("pushed", source=source, new=report.new, changed=report.changed, promised=report.promised)
        if report.new or report.changed or report.withdrawn:
            self.news()

    async def publish(self) -> float | None:
        """Write the feeds that changed; what cannot be written is told once and tried again in a while."""
        settings = self.config.settings
        done = await publish(
            self.config.feeds,
            store=self.store,
            crew=self.printer,
            output=settings.output,
            url=settings.url,
            press=self.press,
            now=self.now(),
        )
        self.meter.published(files=done.files, removed=done.removed)
        self.tell("publish", "; ".join(done.problems))
        if done.files or done.removed:
            log.info("published", files=done.files, removed=done.removed)
            self.told()
        return 15 if done.problems else 0 if done.more else None

    async def announce(self) -> float | None:
        """Tell hubs elsewhere, and those who subscribed at ours, what was published."""
        self.voice.calls.ended, self.voice.calls.failed = self.told, _failed
        done = await announce(config=self.config, store=self.store, web=self.web, voice=self.voice, now=self.now)
        self.meter.announced(done.told)
        self.tell("hubs", "; ".join(done.problems))
        if done.told:
            log.info("announced", count=done.told)
        return done.wait

    def hub(self) -> Hub:
        """Our own hub."""
        return Hub(config=lambda: self.config, store=self.store, web=self.web, now=self.now, wake=lambda: self.told())  # noqa: PLW0108 - it is set later

    async def mirror(self) -> float | None:
        """Copy what was published into the bucket, if there is one; seconds until there is more to do."""
        settings = self.config.settings
        if settings.mirror is None:
            self.tell("mirror", "")
            return None
        done = await mirror(
            settings.output, settings.mirror, far=self.far, file=settings.state / "mirror.json", now=self.now()
        )
        self.tell("mirror", done.problem)
        if done.copied or done.removed:
            log.info("mirrored", files=done.copied, removed=done.removed)
        return done.wait

    async def deliver(self) -> float | None:
        """Send the next delivery of the lane that is ready; seconds until the next one is."""
        turn = await deliver(
            self.outlets, store=self.store, now=self.now, again=self._again, claiming=self.claiming, holder=self.card
        )
        self.meter.delivered(turn)
        if (delivery := turn.delivery) is None:
            return self._until(turn.next)
        self.tell(f"channel {delivery.channel}", turn.problem or "", quiet=True)
        await self._left(turn)
        which = {"channel": delivery.channel, "subject": delivery.subject}
        if turn.probe is not None:
            log.info("asked whether it arrived", **which, found=found_out(turn.probe))
        if turn.problem:
            log.warning("not sent", **which, why=turn.problem)
        elif isinstance(turn.outcome, Moved):
            log.info("chat moved", channel=delivery.channel, chat=turn.outcome.chat)
        elif turn.outcome is not None:
            log.info("sent", **which, messages=list(delivery.messages), **turn.noted)
        return 0

    async def _left(self, turn: Turn) -> None:
        """Write to a reader no more who blocked the bot, until he comes back."""
        outlet = self.outlets.get(turn.delivery.channel) if turn.delivery else None
        refused = isinstance(turn.outcome, Refused) and turn.outcome.scope == "chat"
        if outlet is not None and outlet.channel.reader and refused:
            await self.store.write(people.stop, outlet.chat, self.now())
            await self.refresh()

    async def _again(self) -> bool:
        """Whether what failed should be tried again, after a pause: yes, but not while we stop."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.stop.wait(), self.pause)
        return not self.stop.is_set()

    async def _allowed(self, claimed: Sequence[Cursor]) -> list[Cursor]:
        """The cursors to visit now; those that came up late, when their documents want no visits, are given back."""
        now = self.now()
        later = {cursor.source: cadence.allowed(now, cursor) for cursor in claimed}
        late = [replace(cursor, due=later[cursor.source]) for cursor in claimed if later[cursor.source] > now]
        if late:
            await self.store.write(visits.leave, late)
        return [cursor for cursor in claimed if later[cursor.source] <= now]

    def _until(self, due: datetime | None) -> float | None:
        return None if due is None else max(0.05, (due - self.now()).total_seconds())

    def _start(self, cursor: Cursor) -> None:
        source = self.config.source(cursor.source)
        if source is None:  # a reload took it away meanwhile; its lease runs out
            return
        self.under_way[source.name] = asyncio.create_task(self._visit(cursor, source), name=f"visit {source.name}")

    async def _visit(self, cursor: Cursor, source: Source) -> None:
        try:
            harvest = await ingest(cursor, source, web=self.web, store=self.store, crew=self.crew, now=self.now)
            if self.mind.encoder is not None and harvest.finds:
                harvest = replace(harvest, finds=await self.crew(meant, harvest.finds, self.mind.encoder))
            self.harvests.append(harvest)
        except StoreError as error:
            self.tell(f"source {source.name}", str(error))
        except Exception as error:  # a fault of ours at one source must not stop the others: it backs off
            log.exception("visit failed", source=source.name)
            reason = f"feedbot failed to read it ({type(error).__name__}: {error}); please report it"
            self.harvests.append(Harvest(cursor=cursor, source=source.name, visit=Failed(reason=reason, fault="ours")))
        finally:
            self.under_way.pop(source.name, None)

    async def _take_in(self) -> None:
        batch, self.harvests = self.harvests[:MOST], self.harvests[MOST:]
        batch = [harvest for harvest in batch if self.config.source(harvest.source) is not None]
        if not batch:
            return
        try:
            report = await take_in(
                batch, config=self.config, store=self.store, now=self.now(), told=_told, mind=self.mind
            )
        except StoreError:
            self.harvests = [*batch, *self.harvests]
            raise
        self.meter.took_in(report)
        for harvest in batch:
            self.meter.visited(harvest)
        read = [harvest.source for harvest in batch if isinstance(harvest.visit, Document)]
        learnt = await self.store.read(visits.cursors, read) if read else {}
        for harvest in batch:
            problem = harvest.visit.reason if isinstance(harvest.visit, Failed) else ""
            self.tell(f"source {harvest.source}", problem)
            notes = learnt[harvest.source].notes if harvest.source in learnt else ()
            for note in notes if notes != harvest.cursor.notes else ():
                log.info("noted", source=harvest.source, note=note)
            if isinstance(harvest.visit, Document):
                (self.waiting.add if harvest.visit.waiting else self.waiting.discard)(harvest.source)
        if report.new or report.changed or report.withdrawn:
            self.news()
            log.info(
                "ingested",
                sources=",".join(harvest.source for harvest in batch if harvest.finds or harvest.gone),
                new=report.new,
                changed=report.changed,
                withdrawn=report.withdrawn,
                promised=report.promised,
            )

    def tell(self, what: str, problem: str, *, quiet: bool = False) -> None:
        """Keep a problem for whoever asks, and log it when it comes, changes or goes."""
        if problem and self.problems.get(what) != problem:
            if not quiet:
                log.warning("trouble", about=what, why=problem)
            self.problems[what] = problem
        elif not problem and what in self.problems:
            del self.problems[what]
            if not quiet:
                log.info("recovered", about=what)


def _told(source: str, error: Exception) -> None:
    log.error("harvest could not be taken in", source=source, exc_info=error)


def _failed(host: str, error: Exception) -> None:
    log.error("a call failed", host=host, exc_info=error)
