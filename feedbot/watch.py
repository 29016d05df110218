"""See how the sources and channels are, and tell once what began to be wrong and what is over; and tell the week.

It visits nothing and sends nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from feedbot.model import CANARY, Ailment, Alarm, Channel, Config, Cursor, Lane
from feedbot.rules import alarms, health, outage, retry, troubles
from feedbot.rules import report as reports
from feedbot.rules.troubles import Fate
from feedbot.store import Tx, beside, canary, entries, feeds, marks, numbers, outbox, visits
from feedbot.store import health as records
from feedbot.store import reports as counts
from feedbot.store.values import microseconds, moment

_KEPT = timedelta(days=365)
_LATELY = timedelta(days=7)  # what was parked before that is told of if it was told of then
_SLOWEST = 3
_TALES = 20

Review = tuple[tuple[Alarm, ...], tuple[Ailment, ...]]
"""What began and what is over, and what stands now."""


def changed(tx: Tx, *, config: Config, now: datetime) -> bool:
    """Whether `watch` would find anything to write down: asked first, so that no writer waits for thousands of rows."""
    config = config.unrigged
    if _overdue(tx, config, now):
        return True
    standing = records.standing(tx)
    if config.settings.canary is not None and canary.untended(tx, now):
        return True
    cursors = visits.cursors(tx)
    _, after = health.review(config.sources, cursors, _theirs(standing), now)
    _, well = _channels(tx, config, standing, now)
    if _feeler(config, cursors, after, now) is not None:
        return True
    return {*after, *well, *_canary(tx, config, standing, now)[1]} != set(standing)


def watch(tx: Tx, *, config: Config, now: datetime) -> tuple[Alarm, ...]:
    """Note what began to be wrong and what is over, inside the caller's one transaction; what is told.

    What is told becomes entries of our own, published and owed as news are. What channels are owed for too long is
    dropped, and counts among what is wrong: a chat that takes nothing is tried too rarely for that. While nothing
    changes, this takes six queries and writes nothing. While our own network is down, one source after the other is
    tried, and when it works again, all that failed with it.
    """
    config = config.unrigged
    standing = records.standing(tx)
    beside.expire(tx, _overdue(tx, config, now), now)
    if config.settings.canary is not None and canary.untended(tx, now):
        canary.tend(tx, now)
    cursors = visits.cursors(tx)
    before = _theirs(standing)
    flips, after = _sources(tx, config, cursors, before, now)
    more, well = _channels(tx, config, standing, now)
    if more:
        told = records.since(tx, {each.ailment.source for each in more}, now - troubles.DAY)
        more, well = _channels(tx, config, standing, now, recent=told)
    way, walked = _canary(tx, config, standing, now)
    more, well = (*more, *way), (*well, *walked)
    if {*after, *well} != set(standing):
        records.write(tx, (*flips, *more), standing, (*after, *well))
    if (name := _feeler(config, cursors, after, now)) is not None:
        visits.hurry(tx, name, now)
    if not flips and not more:
        return ()
    records.prune(tx, now - _KEPT)
    loud = (*health.loud(flips, config.sources, before, after), *more)
    _tell(tx, loud, config, now)
    if any(each.over and each.ailment.code == "network" for each in flips):
        for name, cursor in cursors.items():
            if cursor.failures and cursor.fault == "network":
                visits.hurry(tx, name, now)
    return loud


def config_faults(tx: Tx, faults: Sequence[str], *, config: Config, now: datetime) -> tuple[Alarm, ...]:
    """Tell that a config was refused because of `faults`, or, where there are none, that one was taken over.

    `config` is the one in force. The same faults are told once, others anew; while all is well, this is one query.
    """
    standing = [each for each in records.standing(tx) if each.source == troubles.MARK]
    flips, after = troubles.config(faults, standing, now)
    if flips:
        records.write(tx, flips, standing, after)
        _tell(tx, flips, config.unrigged, now)
    return flips


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is to be written down of a channel's report: what it tells of which time, and the marks that it leaves.

    `told` and `facts` are None for a channel that was not seen before, whose first slot is still to come.
    """

    channel: Channel
    told: reports.Slice | None = None
    facts: reports.Facts | None = None
    asked: Mapping[str, int] = field(default_factory=dict)


def drafts(tx: Tx, *, config: Config, now: datetime) -> tuple[Draft, ...]:
    """The reports that are due by now, counted in a transaction that only reads, for that may take seconds.

    One is due once a slot. A slot that was missed is told of, the last of several, unless it was a day ago or more. The
    first slot is one that comes after the channel was first seen here. While none is due, this is one query, and none
    where no channel wants any. What is told of one time is counted once, for however many channels.
    """
    config = config.unrigged
    wanting = [each for each in config.channels if each.report and not each.asleep]
    known = records.marked(tx, (_slot(each) for each in wanting))
    counted: dict[reports.Slice, reports.Facts] = {}
    found = []
    for channel in wanting:
        mark = known.get(_slot(channel))
        told = reports.due(channel, now) if mark is not None else None
        if mark is None:
            found.append(Draft(channel=channel))
        elif told is not None and mark < microseconds(told.until):
            if told not in counted:
                counted[told] = _facts(tx, config, told)
            asked = _asked(channel, outbox.lanes(tx))
            found.append(Draft(channel=channel, told=told, facts=_since(tx, counted[told], asked), asked=asked))
    return tuple(found)


def hand_in(tx: Tx, drafted: Sequence[Draft], now: datetime) -> int:
    """Promise channels the reports that were drafted; how many that were, without those that another made meanwhile."""
    known = records.marked(tx, (_slot(each.channel) for each in drafted))
    made = 0
    for each in drafted:
        name, told, facts = _slot(each.channel), each.told, each.facts
        if told is None or facts is None:
            marks.set_to(tx, name, known.get(name, microseconds(now)))
        elif known.get(name, 0) < microseconds(told.until):
            batch = reports.batch(each.channel, told, facts, now)
            entries.record(tx, batch, now)
            outbox.owe(tx, batch, now)
            for mark, number in {name: microseconds(told.until), **each.asked}.items():
                marks.set_to(tx, mark, number)
            made += 1
    return made


def _overdue(tx: Tx, config: Config, now: datetime) -> dict[str, beside.Old]:
    """What is too old to be sent, by channel; of channels that are asleep nothing is."""
    waits, found = beside.waits(tx, now), dict[str, beside.Old]()
    for channel in config.channels if waits else ():
        wait = waits.get(channel.name)
        if wait is not None and not channel.asleep:
            expiry = retry.expires(channel, wait.gone, now)
            if wait.since < expiry.before:
                why = expiry.because(None)
                found[channel.name] = beside.Old(before=expiry.before, because=expiry.verdict, otherwise=why)
    return found


def _feeler(config: Config, cursors: Mapping[str, Cursor], after: Iterable[Ailment], now: datetime) -> str | None:
    """The source to try now, if our own network is down."""
    if not any(each.code == "network" for each in after):
        return None
    return outage.feeler(((each, cursors[each.name]) for each in config.sources if each.name in cursors), now)


def _theirs(standing: Iterable[Ailment]) -> tuple[Ailment, ...]:
    """The ailments of sources."""
    return tuple(each for each in standing if not troubles.ours(each))


def _sources(tx: Tx, config: Config, cursors: Mapping[str, Cursor], before: Sequence[Ailment], now: datetime) -> Review:
    flips, after = health.review(config.sources, cursors, before, now)
    if any(not each.over for each in flips):
        begun = {each.ailment.source for each in flips if not each.over}
        recent = records.since(tx, {"", *begun}, now - health.MEMORY)
        flips, after = health.review(config.sources, cursors, before, now, recent=recent)
    return flips, after


def _channels(
    tx: Tx, config: Config, standing: Sequence[Ailment], now: datetime, *, recent: Sequence[Alarm] = ()
) -> Review:
    lanes, lost = outbox.lanes(tx), records.lost(tx, now - troubles.DAY)
    parked = dict(records.parked(tx, now - _LATELY))
    held = [(each.source.removeprefix(troubles.MARK), each) for each in standing if troubles.ours(each)]
    parked |= {name: {"": 1} for name, each in held if each.code == "parked" and records.holds(tx, name)}
    reached = {name for name, each in held if each.code == "unreachable" and records.reached(tx, name, each.since)}
    fates = {}
    for name in {*lost, *parked}:
        dropped, unknown = lost.get(name, (0, 0))
        fates[name] = Fate(parked=parked.get(name, {}), dropped=dropped, unknown=unknown)
    return troubles.review(config.channels, lanes, fates, standing, now, reached=reached, recent=recent)


def _canary(tx: Tx, config: Config, standing: Sequence[Ailment], now: datetime) -> Review:
    """What began and what is over with the canary, and what stands now: without one, what stands ends unsaid."""
    way = config.settings.canary
    own = [each for each in standing if each.code == "canary"]
    return troubles.canary(way, canary.state(tx), own, now) if way is not None else ((), ())


def _tell(tx: Tx, told: Sequence[Alarm], config: Config, now: datetime) -> None:
    """Let alarms be entries that are owed to the channels that take them, not too many messages at once."""
    names = [f"alarms:{each.name}" for each in config.channels if each.alarms != "no"]
    last = {name.partition(":")[2]: moment(number) for name, number in records.marked(tx, names).items()}
    rounds = alarms.rounds(told, config, last, now)
    batch = alarms.batch(told, config, now, rounds=rounds)
    entries.record(tx, batch, now)
    feeds.admit(tx, batch, now)
    outbox.owe(tx, batch, now)
    for name, each in rounds.items():
        marks.set_to(tx, f"alarms:{name}", microseconds(each.due))


def _slot(channel: Channel) -> str:
    """Under which name the last slot is kept of which a channel was told."""
    return f"report:{channel.name}"


def _asked(channel: Channel, lanes: Mapping[str, Lane]) -> dict[str, int]:
    """How often it was ever asked whether a message stands, and how often it did, by the names of their marks."""
    asked, found = sum(each.probes for each in lanes.values()), sum(each.found for each in lanes.values())
    return {f"report:{channel.name}:asked": asked, f"report:{channel.name}:found": found}


def _since(tx: Tx, facts: reports.Facts, asked: Mapping[str, int]) -> reports.Facts:
    """The facts with how often was asked, and found, since the last report of the channel whose marks these are."""
    ever = records.marked(tx, asked)
    times, found = (number - ever.get(name, 0) for name, number in asked.items())
    return replace(facts, asked=times, found=found)


def _facts(tx: Tx, config: Config, told: reports.Slice) -> reports.Facts:
    """What a report tells, counted; but for what was asked, which each channel is told since its own last one."""
    since, until = told.since, told.until
    watched = [each.name for each in config.sources if not each.paused]
    before = counts.arrivals(tx, since - (until - since), since)
    judged = counts.judged(tx, since, until)
    began, over = counts.flips(tx, since, until)
    lost = [each for name, each in records.lost(tx, since).items() if name != CANARY]
    widest = max(numbers.tales(tx, since, _TALES), key=lambda each: each.sources, default=None)
    standing = records.standing(tx)
    loud = health.loud([Alarm(ailment=each, at=until) for each in standing], config.sources, standing, ())
    news = [each.name for each in config.channels if each.alarms != "only" and not each.reader]
    return reports.Facts(
        arrivals=counts.arrivals(tx, since, until),
        before={name: before[name] for name in watched if name in before},
        departures=counts.departures(tx, since, until),
        outlets=counts.outlets(tx, since, until),
        widest=(widest.title, widest.sources) if widest is not None and widest.sources > 1 else None,
        judged={name: judged[f"channel:{name}"] for name in news if f"channel:{name}" in judged},
        began=began,
        over=over,
        standing=tuple(each.ailment for each in loud),
        parked=sum(sum(each.values()) for name, each in records.parked(tx, since).items() if name != CANARY),
        dropped=sum(each for each, _ in lost),
        unknown=sum(each for _, each in lost),
        slowest=counts.slowest(tx, watched, since, _SLOWEST),
    )
