"""A report for an operator: when it is due, and what it says of the days since the last; it counts nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from feedbot.model import OURS, Ailment, Batch, Category, Channel, Entry, Promise, Story, Verdict
from feedbot.rules import hours, identity
from feedbot.rules.alarms import ORIGIN
from feedbot.rules.troubles import MARK
from feedbot.text import html
from feedbot.text import report_phrases as phrases
from feedbot.text.report_phrases import Words, counted, number

KEY = "report:"
"""How the key of an entry begins that is a report."""

_NAMESPACE = UUID("5e6a7f52-90b3-4be2-8f0f-3f1c1b6a4d27")
_LATE = timedelta(days=1)
_LONGEST = timedelta(days=8)  # a slot comes once a week at least, and a day may be skipped by the clock
_SECOND = timedelta(seconds=1)
_TOP = 10
_NAMED = 5
_TITLE = 100
_FAST = timedelta(milliseconds=100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """The time that a report tells of."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is told of a while.

    `arrivals` counts entries by source, `before` those of an equal while before. `departures` has messages sent and
    edited, by channel. `outlets` says how many stories were told by how many sources, `widest` is the one that most
    told: its title, and how many. `judged` has by channel how many entries passed of how many. `began` and `over` count
    ailments, `standing` are those of now. `parked` counts what was parked meanwhile and still is. `asked` says how
    often it was asked whether a message stands, `found` how often it did. `slowest` are sources with the mean time of a
    visit, slowest first.
    """

    arrivals: Mapping[str, int] = field(default_factory=dict)
    before: Mapping[str, int] = field(default_factory=dict)
    departures: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    outlets: Mapping[int, int] = field(default_factory=dict)
    widest: tuple[str, int] | None = None
    judged: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    began: int = 0
    over: int = 0
    standing: Sequence[Ailment] = ()
    parked: int = 0
    dropped: int = 0
    unknown: int = 0
    asked: int = 0
    found: int = 0
    slowest: Sequence[tuple[str, timedelta]] = ()


def due(channel: Channel, now: datetime) -> Slice | None:
    """What a channel's last report before `now` tells of: from one slot to the next. None if that is a day ago."""
    until = _last(channel, now, _LATE)
    if until is None:
        return None
    return Slice(since=_last(channel, until - _SECOND, _LONGEST) or until - _LONGEST, until=until)


def batch(channel: Channel, told: Slice, facts: Facts, now: datetime) -> Batch:
    """What a report changes in the store: an entry of our own that is owed to this channel, and in no feed."""
    entry = story(channel, told, facts)
    because = "it is the report that this channel wants"
    return Batch(
        source=OURS,
        opened=(entry,),
        stories=(Story(id=entry.id, entries=(entry.id,), opened=now, updated=now),),
        promises=(Promise(channel=channel.name, subject=entry.id, wanted=entry.digest, due=now),),
        verdicts=(Verdict(target=f"channel:{channel.name}", subject=entry.id, passed=True, because=because, at=now),),
    )


def story(channel: Channel, told: Slice, facts: Facts) -> Entry:
    """The report as an entry in the channel's language; its id is made of the channel and the slot."""
    ours = phrases.words(channel.language)
    key = f"{KEY}{channel.name}:{told.until.isoformat()}"
    content = html.paragraphs("\n\n".join(_lines(facts, ours)))
    entry = Entry(
        id=uuid5(_NAMESPACE, key).urn,
        source=OURS,
        key=key,
        title=_title(channel, told, facts, ours),
        link=None,
        content=content,
        summary=html.plain(content),
        published=told.until,
        updated=told.until,
        origin=ORIGIN,
        digest="",
        categories=(Category(term="report"),),
        language=ours.language,
    )
    return replace(entry, digest=identity.digest(entry))


def _last(channel: Channel, now: datetime, reach: timedelta) -> datetime | None:
    """The last moment up to `now` at which the channel's clock shows one of its slots, within `reach`."""
    found, moment = None, now - reach
    while channel.report:
        moment = hours.following(channel.report, channel.timezone, moment)
        if moment > now:
            break
        found = moment
    return found


def _title(channel: Channel, told: Slice, facts: Facts, ours: Words) -> str:
    clock = ZoneInfo(channel.timezone)
    since, until = (f"{each.astimezone(clock):{ours.day}}" for each in (told.since, told.until))
    wrong = len(facts.standing)
    return ours.title.format(
        since=since,
        until=until,
        articles=counted(sum(facts.arrivals.values()), ours.articles, ours),
        messages=counted(sum(sent for sent, _ in facts.departures.values()), ours.messages, ours),
        matters=counted(wrong, ours.matters, ours) if wrong else ours.well,
    )


def _lines(facts: Facts, ours: Words) -> list[str]:
    """A line for each matter; nothing is said of one of which there is nothing to say."""
    lines = [_came(facts, ours), _silent(facts, ours), _out(facts, ours), _stories(facts, ours), _filters(facts, ours)]
    lines += [_troubles(facts, ours), _deliveries(facts, ours), _slowest(facts, ours)]
    return [line for line in lines if line]


def _came(facts: Facts, ours: Words) -> str:
    if not facts.arrivals:
        return ""
    top = sorted(facts.arrivals.items(), key=lambda each: (-each[1], each[0]))
    return ours.came.format(
        articles=counted(sum(facts.arrivals.values()), ours.articles, ours),
        sources=counted(len(top), ours.sources, ours),
        top=_some([f"{name} {number(count, ours)}" for name, count in top], _TOP, ours),
    )


def _silent(facts: Facts, ours: Words) -> str:
    lost = sorted(facts.before.keys() - facts.arrivals.keys(), key=lambda each: (-facts.before[each], each))
    return ours.silent.format(names=_some(lost, _NAMED, ours)) if lost else ""


def _out(facts: Facts, ours: Words) -> str:
    if not facts.departures:
        return ""
    most = sorted(facts.departures.items(), key=lambda each: (-each[1][0], each[0]))
    return ours.out.format(
        messages=counted(sum(sent for _, (sent, _) in most), ours.messages, ours),
        edits=counted(sum(edited for _, (_, edited) in most), ours.edits, ours),
        channels=_some([f"{name} {number(sent, ours)}" for name, (sent, _) in most], _TOP, ours),
    )


def _stories(facts: Facts, ours: Words) -> str:
    count = sum(facts.outlets.values())
    if not count:
        return ""
    shared = sum(stories for sources, stories in facts.outlets.items() if sources > 1)
    form = ours.stories if shared else ours.single
    said = form.format(count=number(count, ours), shared=number(shared, ours))
    if facts.widest is None:
        return said
    title, outlets = facts.widest
    short = title if len(title) <= _TITLE else f"{title[: _TITLE - 1].rstrip()}…"
    return f"{said} {ours.widest.format(title=short, outlets=counted(outlets, ours.outlets, ours))}"


def _filters(facts: Facts, ours: Words) -> str:
    said = [
        ours.passed.format(
            name=name,
            passed=number(passed, ours),
            judged=number(judged, ours),
            share=round(100 * passed / judged),
        )
        for name, (passed, judged) in facts.judged.items()
        if judged
    ]
    return ours.filters.format(channels=_some(said, _NAMED, ours)) if said else ""


def _troubles(facts: Facts, ours: Words) -> str:
    if not (facts.began or facts.over or facts.standing):
        return ours.calm
    said = ours.troubles.format(
        began=counted(facts.began, ours.began, ours), ended=counted(facts.over, ours.ended, ours)
    )
    names = [_named(each) for each in facts.standing]
    return f"{said} {ours.standing.format(names=_some(names, _NAMED, ours))}" if names else said


def _deliveries(facts: Facts, ours: Words) -> str:
    said = ours.deliveries.format(
        parked=number(facts.parked, ours), dropped=number(facts.dropped, ours), unknown=number(facts.unknown, ours)
    )
    if not facts.asked:
        return said
    times = counted(facts.asked, ours.times, ours)
    return f"{said} {ours.asked.format(times=times, found=number(facts.found, ours))}"


def _slowest(facts: Facts, ours: Words) -> str:
    said = [
        ours.seconds.format(name=name, seconds=f"{took.total_seconds():.1f}".replace(".", ours.decimal))
        for name, took in facts.slowest
        if took >= _FAST
    ]
    return ours.slowest.format(names=", ".join(said)) if said else ""


def _named(ailment: Ailment) -> str:
    """Whose ailment it is, and which one."""
    name = ailment.source.removeprefix("@").removeprefix(MARK)
    return f"{name} ({ailment.code})" if name else ailment.code


def _some(names: Iterable[str], most: int, ours: Words) -> str:
    """The first of the names, and how many more there are."""
    every = list(names)
    more = [ours.more.format(number(len(every) - most, ours))] if len(every) > most else []
    return ", ".join([*every[:most], *more])
