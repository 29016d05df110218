"""How each channel is told: hours, digests, limits, what can be found out; and what it is owed. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from feedbot.channels import KINDS
from feedbot.channels.templates import PRESETS
from feedbot.model import DIGEST, JUMP, Channel, Config, Delivery, Lane
from feedbot.rules import hours, retry
from feedbot.status import Post
from feedbot.store.numbers import Queue

Blind = Literal["kind", "shared", "unknown", "stranger"]
"""Why nobody can find out whether a message stands whose answer was lost.

Its kind cannot be asked; another channel of ours writes into the chat; nothing of ours is known there yet; somebody
else wrote there of late.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a channel is told.

    `template` is a preset's name or "own". `quiet` are its hours ("23:00-07:00") on the clock of `timezone`; they hold
    now until `hushed`. `digest` has the times of its digests, the next of which is at `next`; `waiting` counts what
    waits to be told together. `pace` is its own limit a minute, 0 for none. It was asked `probes` times whether a
    message stands, and `found` times it did; `blind` says why that cannot be asked now, since `stranger`. `topics` are
    those that we made in its chat. A story is told again if `jump_sources` tell it within `jump_within`, or for an
    entry that passes `jump_where`.
    """

    name: str
    template: str
    quiet: str | None
    quiet_mode: Literal["hold", "silent"]
    hushed: datetime | None
    timezone: str
    digest: tuple[str, ...]
    next: datetime | None
    waiting: int
    burst: int
    pace: int
    silent: bool
    stories: bool
    replies: bool
    breaking: str
    on_unknown: Literal["probe", "resend", "hold"]
    probes: int
    found: int
    blind: Blind | None
    stranger: datetime | None
    topics: tuple[str, ...]
    jump_sources: int
    jump_within: timedelta | None
    jump_where: str
    on_retract: Literal["note", "delete", "keep"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A delivery that is owed or parked, with the title of what it shall show; `edit` if a message stands there.

    `kind` says whether it tells of one thing, of many ("digest"), or once more of what was told ("jump"). `gather`
    names what it is told with, on the channel's clock; `together` is how many that are, 0 for one told by itself.
    """

    channel: str
    subject: str
    title: str
    kind: Literal["one", "digest", "jump"]
    gather: str | None
    together: int
    made: datetime
    due: datetime
    edit: bool
    attempts: int
    unknown: bool
    error: str | None
    parked: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Readers:
    """Those who asked the bot for something: how many people, how many of them are sent nothing, what they follow.

    The rest is of all their queues together.
    """

    people: int
    stopped: int
    follows: int
    owed: int
    parked: int
    dropped: int
    sent: int
    unknown: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Channels:
    """All channels of the config, and of what they are owed what goes out next, and what was parked last.

    `manners` are in the order of `channels`; `readers` is null where nobody asked the bot for anything.
    """

    at: datetime
    channels: tuple[Post, ...]
    manners: tuple[Manner, ...]
    owed: tuple[Waiting, ...]
    parked: tuple[Waiting, ...]
    readers: Readers | None


def waiting(delivery: Delivery, titles: Mapping[str, str], together: int = 0) -> Waiting:
    """A delivery with the title of its subject."""
    digest, jump = delivery.subject.startswith(DIGEST), delivery.subject.startswith(JUMP)
    return Waiting(
        channel=delivery.channel,
        subject=delivery.subject.removeprefix(JUMP),
        title=title(delivery, titles),
        kind="digest" if digest else "jump" if jump else "one",
        gather=delivery.gather,
        together=together,
        made=delivery.made,
        due=delivery.due,
        edit=delivery.shown is not None,
        attempts=delivery.attempts,
        unknown=delivery.unknowns > 0,
        error=delivery.error,
        parked=delivery.parked,
    )


def title(delivery: Delivery, titles: Mapping[str, str]) -> str:
    """What a delivery tells of, by the title of its entry or story; its subject where there is no title."""
    return titles.get(delivery.subject.removeprefix(JUMP)) or delivery.subject


def readers(counts: tuple[int, int, int], queues: Iterable[Queue]) -> Readers | None:
    """Those who asked the bot for something, with all their queues in one; `counts` as `people.count` has them."""
    if not counts[0]:
        return None
    every = tuple(queues)
    return Readers(
        people=counts[0],
        stopped=counts[1],
        follows=counts[2],
        owed=sum(each.owed for each in every),
        parked=sum(each.parked for each in every),
        dropped=sum(each.dropped for each in every),
        sent=sum(each.sent for each in every),
        unknown=sum(each.unknown for each in every),
    )


def manners(
    config: Config,
    lanes: Mapping[str, Lane],
    waiting: Mapping[tuple[str, str], int],
    topics: Mapping[str, tuple[str, ...]],
    chats: Mapping[str, str | None],
    now: datetime,
) -> tuple[Manner, ...]:
    """How each channel of the config is told; `waiting` counts by channel and digest, `topics` are named by chat."""
    shared = [_there(lanes.get(each.name), chats.get(each.name)) for each in config.channels if not each.asleep]
    found = []
    for each in config.channels:
        lane = lanes.get(each.name)
        there = _there(lane, chats.get(each.name))
        blind = _blind(each, lane, now, shared=shared.count(there) > 1)
        count = sum(number for (name, _), number in waiting.items() if name == each.name)
        found.append(_manner(each, lane, now, blind=blind, waiting=count, topics=topics.get(there, ())))
    return tuple(found)


def _there(lane: Lane | None, chat: str | None) -> str:
    """The chat of a channel, the same whatever the config calls it."""
    return (lane.place if lane else "") or chat or ""


def _manner(
    channel: Channel, lane: Lane | None, now: datetime, *, blind: Blind | None, waiting: int, topics: tuple[str, ...]
) -> Manner:
    quiet, jump, zone = channel.quiet, channel.jump, channel.timezone
    return Manner(
        name=channel.name,
        template=channel.template if channel.template in PRESETS else "own",
        quiet=f"{quiet.start:%H:%M}-{quiet.end:%H:%M}" if quiet else None,
        quiet_mode=quiet.mode if quiet else "hold",
        hushed=hours.ends(quiet, zone, now) if quiet else None,
        timezone=zone,
        digest=tuple(
            (f"{_DAYS[slot.weekday]} " if slot.weekday is not None else "") + f"{slot.at:%H:%M}"
            for slot in channel.digest
        ),
        next=hours.when(channel, now, breaking=False).due if channel.digest else None,
        waiting=waiting,
        burst=channel.burst,
        pace=channel.pace,
        silent=channel.silent,
        stories=channel.stories,
        replies=channel.replies,
        breaking=channel.breaking,
        on_unknown=channel.on_unknown,
        probes=lane.probes if lane else 0,
        found=lane.found if lane else 0,
        blind=blind,
        stranger=lane.stranger if lane else None,
        topics=topics,
        jump_sources=jump.sources if jump else 0,
        jump_within=jump.within if jump and jump.sources else None,
        jump_where=jump.where if jump else "",
        on_retract=channel.on_retract,
    )


_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Days of the week as the config has them."""


def _blind(channel: Channel, lane: Lane | None, now: datetime, *, shared: bool) -> Blind | None:
    """Why it cannot be found out whether a message stands; None where it can, or nobody wants to know."""
    logged = bool(getattr(channel.options, "log_chat", ""))
    if channel.on_unknown != "probe":
        return None
    if not KINDS[channel.kind].bot:
        return "kind"
    if shared and not logged:
        return "shared"
    if lane is None or lane.last is None:
        return "unknown"
    return None if retry.may_ask(lane, now, logged=logged) else "stranger"
