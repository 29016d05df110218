"""What each feed and channel is told of new entries, why, and what becomes of the stories they belong to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from feedbot.model import (
    CANARY,
    JUMP,
    Channel,
    Config,
    Entry,
    Find,
    Known,
    Match,
    Member,
    Membership,
    Promise,
    Source,
    Story,
    Verdict,
)
from feedbot.rules import hours, moved, routing
from feedbot.rules.gathering import gathered
from feedbot.rules.matching import Hit, Judgement, Panel, read

_KEY = "%Y-%m-%dT%H:%M:%S"
_NOTHING: Mapping[str, Hit] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """Verdicts, and what follows from them: memberships of feeds, promises to channels, stories that began or grew.

    `hastened` are promises, by channel and subject, that shall not wait any more.
    """

    verdicts: tuple[Verdict, ...]
    memberships: tuple[Membership, ...]
    promises: tuple[Promise, ...]
    stories: tuple[Story, ...]
    hastened: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class _Ledger:
    """What is told so far, while one new entry after the other is judged."""

    config: Config
    now: datetime
    delay: timedelta
    panel: Panel | None
    members: dict[str, list[Member]]
    channels: Mapping[str, Channel]
    own: Sequence[Channel]
    followers: Mapping[str, Sequence[Channel]]
    muted: Mapping[tuple[str, str], datetime]
    verdicts: list[Verdict] = field(default_factory=list)
    memberships: list[Membership] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)
    jumps: list[Promise] = field(default_factory=list)
    hastened: dict[tuple[str, str], None] = field(default_factory=dict)
    grown: dict[str, None] = field(default_factory=dict)
    follows: dict[str, str] = field(default_factory=dict)

    def hits(self, entry: Entry, text: object, story: str) -> Mapping[str, Hit]:
        """What the rules say of an entry of a story that these sources tell, by target; nothing without rules."""
        if self.panel is None or entry.source == CANARY:
            return _NOTHING
        known = text if text is not None else read(entry)
        told = {entry.source, *(member.entry.source for member in self.members[story])}
        return self.panel.judge(entry, known, size=len(told), now=self.now)

    def listeners(self, hits: Mapping[str, Hit], story: str) -> Sequence[Channel]:
        """The channels of the config, and of the readers' those that an entry may concern: a few of thousands."""
        named = (*hits.passing, *hits.waiting) if isinstance(hits, Judgement) else ()
        found = (self.channels.get(name.removeprefix("channel:")) for name in named)
        readers = {each.name: each for each in found if each is not None and each.reader}
        readers |= {each.name: each for each in self.followers.get(story, ())}
        return [*self.own, *readers.values()]

    def say(
        self, verdict: Verdict, entry: Entry, story: str, hits: Mapping[str, Hit], *, doubt: str | None = None
    ) -> Verdict:
        """Note a verdict and what follows from it; gives the one that was noted."""
        kind, _, name = verdict.target.partition(":")
        if verdict.passed and kind == "feed":
            self.memberships.append(Membership(feed=name, subject=entry.id, published=entry.published))
        if kind == "channel":
            channel = self.channels[name]
            if verdict.passed:
                verdict = self._promise(channel, verdict, entry, story, hits, doubt)
            elif channel.reader and not verdict.waits:
                return verdict  # of a thousand readers most are not told of an entry, and none asks why
        self.verdicts.append(verdict)
        return verdict

    def _promise(
        self, channel: Channel, verdict: Verdict, entry: Entry, story: str, hits: Mapping[str, Hit], doubt: str | None
    ) -> Verdict:
        subject = story if channel.stories else entry.id
        if doubt is None or subject == entry.id:
            breaking = _passes(hits, f"breaking:{channel.name}")
            when = hours.when(channel, self.now + (timedelta(0) if breaking else self.delay), breaking=breaking)
            self.promises.append(
                Promise(
                    channel=channel.name,
                    subject=subject,
                    wanted=entry.digest,
                    due=when.due,
                    held=doubt,
                    gather=when.gather,
                    breaking=breaking,
                )
            )
            if breaking:
                self.hastened[channel.name, subject] = None
        return replace(verdict, passed=False, because=doubt) if doubt else verdict

    def jump(self, channel: Channel, story: str, hits: Mapping[str, Hit]) -> None:
        """Promise to tell of a story again, if it grew so much by what the channel is told of; that is done once."""
        if channel.jump is None or not channel.stories or channel.digest:
            return
        held, target = self.members[story], f"channel:{channel.name}"
        if not _has(held[-1:], target) or not _has(held[:-1], target):
            return
        since = self.now - channel.jump.within
        told = {each.entry.source for each in held if _has([each], target) and _joined(each, since)}
        if 0 < channel.jump.sources <= len(told) or _passes(hits, f"jump:{channel.name}"):
            breaking = _passes(hits, f"breaking:{channel.name}")
            due = hours.when(channel, self.now, breaking=breaking).due
            again = Promise(channel=channel.name, subject=JUMP + story, wanted="jump", due=due, breaking=breaking)
            self.jumps.append(again)


def tell(
    opened: Sequence[Find],
    source: Source,
    config: Config,
    now: datetime,
    *,
    known: Known,
    doubts: Mapping[str, str],
    matches: Mapping[str, Match],
    panel: Panel | None = None,
) -> Telling:
    """A verdict for each new entry and each feed and channel, and what follows, oldest entry first.

    What is doubted (`doubts`, by key) is promised too, but held, and its verdict says why. `matches` has the stories of
    the entries, by id; one without a match opens its own. A channel with stories is promised a story once, whichever
    entry of it passes first. When a story grows, what waited for its size is judged again. The canary is told of to its
    own feed and channel alone, and these of nothing else.
    """
    if config.settings.canary is not None:
        config = _apart(config, canary=source.name == CANARY)
    ledger = _Ledger(
        config,
        now,
        source.delay,
        panel,
        {story: list(held) for story, held in known.members.items()},
        {channel.name: channel for channel in config.channels},
        [channel for channel in config.channels if not channel.reader],
        _followers(config.channels),
        known.muted,
    )
    baseline = _baseline(opened, source, known)
    for find in opened:
        if known.first and known.carried is None:
            held = baseline.get(find.entry.key)
        else:
            held = baseline.get(find.entry.key) or routing.held_back(find.entry, source, dated=find.dated, now=now)
        match = matches.get(find.entry.id)
        _judge(ledger, find, match, held=held, doubt=doubts.get(find.entry.key))
    return Telling(
        verdicts=tuple(ledger.verdicts),
        memberships=tuple(ledger.memberships),
        promises=(*gathered(ledger.promises, ledger.channels, now, key=f"{source.name} {now:{_KEY}}"), *ledger.jumps),
        stories=tuple(_story(ledger, story) for story in ledger.grown),
        hastened=tuple(ledger.hastened),
    )


def _apart(config: Config, *, canary: bool) -> Config:
    """The config with the feed and the channel of the canary alone, or with all the others."""
    return Config(
        settings=config.settings,
        feeds=tuple(feed for feed in config.feeds if (feed.name == CANARY) == canary),
        channels=tuple(channel for channel in config.channels if (channel.name == CANARY) == canary),
    )


def _judge(ledger: _Ledger, find: Find, match: Match | None, *, held: str | None, doubt: str | None) -> None:
    """Judge a new entry for every target, and let it be a member of its story."""
    entry, now = find.entry, ledger.now
    story = match.story if match else entry.id
    others = ledger.members.setdefault(story, [])
    hits = ledger.hits(entry, find.text, story)
    told: dict[str, Verdict] = {}
    if match is not None:
        told["story"] = Verdict(
            target="story", subject=entry.id, passed=match.kind != "opens", because=match.because, at=now
        )
        ledger.verdicts.append(told["story"])
        if match.kind == "opens" and match.follows:
            ledger.follows[story] = match.follows
    for feed in ledger.config.feeds:
        if not feed.alarms:
            verdict = routing.to_feed(entry, feed, now, hit=hits.get(f"feed:{feed.name}"))
            told[verdict.target] = ledger.say(verdict, entry, story, hits)
    for channel in ledger.listeners(hits, story):
        target = f"channel:{channel.name}"
        copy = (
            match.because if match and match.kind == "copy" and not channel.stories and _has(others, target) else None
        )
        hit, quiet = _hit(channel, story, hits), _muted(ledger, channel, entry)
        verdict = routing.to_channel(entry, channel, now, held=held or quiet, hit=hit, copy=copy)
        told[target] = ledger.say(verdict, entry, story, hits, doubt=doubt)
    waiting = list(others)
    others.append(Member(entry=entry, verdicts=told))
    for channel in ledger.own if waiting else ():
        ledger.jump(channel, story, hits)
    ledger.grown[story] = None
    for number, member in enumerate(waiting):
        others[number] = _again(ledger, member, story)


def _again(ledger: _Ledger, member: Member, story: str) -> Member:
    """Judge an entry again for the targets that waited for its story to grow."""
    targets = [target for target, verdict in member.verdicts.items() if verdict.waits]
    if not targets:
        return member
    hits = ledger.hits(member.entry, None, story)
    told = dict(member.verdicts)
    for target in targets:
        hit = hits.get(target)
        if hit is not None and hit.passed:
            verdict = replace(told[target], passed=True, because=hit.because, at=ledger.now, waits=False)
            told[target] = ledger.say(verdict, member.entry, story, hits)
    return replace(member, verdicts=told)


def _has(members: Sequence[Member], target: str) -> bool:
    """Whether a target was told of one of a story's entries."""
    return any(target in member.verdicts and member.verdicts[target].passed for member in members)


def _joined(member: Member, since: datetime) -> bool:
    """Whether an entry joined its story since then."""
    return "story" in member.verdicts and member.verdicts["story"].at >= since


def _followers(channels: Sequence[Channel]) -> Mapping[str, Sequence[Channel]]:
    """Who follows a story, by its id."""
    found: dict[str, list[Channel]] = {}
    for channel in channels:
        for story in channel.followed:
            if channel.reader:
                found.setdefault(story, []).append(channel)
    return found


def _passes(hits: Mapping[str, Hit], target: str) -> bool:
    hit = hits.get(target)
    return hit is not None and hit.passed


def _hit(channel: Channel, story: str, hits: Mapping[str, Hit]) -> Hit | None:
    """What decides for a channel: that it follows the story, or what its rule says."""
    if story in channel.followed:
        return Hit(passed=True, because="its story is followed")
    found = hits.get(f"channel:{channel.name}")
    return Hit(passed=False, because="nothing that is followed") if found is None and channel.reader else found


def _muted(ledger: _Ledger, channel: Channel, entry: Entry) -> str | None:
    """Why a channel is told nothing of a source for now."""
    found = (ledger.muted.get((name, entry.source)) for name in (channel.name, ""))
    until = max((each for each in found if each is not None and each > ledger.now), default=None)
    return f'source "{entry.source}" is muted here until {until:%Y-%m-%d %H:%M} UTC' if until else None


def _story(ledger: _Ledger, id: str) -> Story:
    entries = tuple(member.entry.id for member in ledger.members[id])
    return Story(id=id, entries=entries, opened=ledger.now, updated=ledger.now, follows=ledger.follows.get(id))


def _baseline(opened: Sequence[Find], source: Source, known: Known) -> Mapping[str, str]:
    """Of the entries that the first visit found, those that are not sent, by key, and why."""
    if not known.first:
        return {}
    if known.carried is not None:
        owed = moved.undelivered(tuple(opened), known.carried.seen, known.carried.checked)
        because = "the program from which the source was taken over had seen it"
        return {find.entry.key: because for find in opened if find.entry.key not in owed}
    because = f"it was there at the first visit of the source, and deliver_first is {source.deliver_first}"
    return {find.entry.key: because for find in opened[: max(0, len(opened) - source.deliver_first)]}
