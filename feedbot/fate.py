"""What became of a delivery, or is to come of it: facts that each door tells in its own words.

`facts` is pure; `around` reads what it needs beside the delivery; `english` makes a sentence of a fact.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from feedbot import preview
from feedbot.model import DIGEST, JUMP, Channel, Config, Delivery, Jump, Lane, Part
from feedbot.store import Tx, beside, entries, outbox, present
from feedbot.store.feeds import piece

State = Literal["sent", "owed", "parked", "dropped"]

SENTENCES: Mapping[str, str] = {
    "dropped": "dropped: {reason}",
    "parked": "set aside: {reason}",
    "sent": "sent {at} as message {ids}",
    "sent_plain": "sent {at}",
    "told_digest": "told {at} in the digest of {clock}",
    "told_quiet": "told {at} with all that came in the quiet hours until {clock}",
    "told_burst": "told {at} in one message with what came with it, as more came at once than burst allows",
    "told_other": "told {at} in one message with others",
    "as_message": "message {ids}",
    "tells": "tells of {n} article in one message|tells of {n} articles in one message",
    "waits_digest": "waits for the digest of {clock}",
    "waits_quiet": "held for the quiet hours until {clock}",
    "waits_burst": "waits to be told in one message with what came with it, as more came at once than burst allows",
    "waits_other": "waits to be told in one message with others",
    "gathered": "gathered with {n} other|gathered with {n} others",
    "folded": "the message that tells it is under way",
    "due": "not before {at}",
    "owed": "a message is owed",
    "owed_tried": "a message is owed, after {n} attempt|a message is owed, after {n} attempts",
    "owed_failed": "a message is owed, after {n} attempt: {reason}|a message is owed, after {n} attempts: {reason}",
    "edit": "an edit of message {ids} is owed",
    "edit_tried": "an edit of message {ids} is owed, after {n} attempt|"
    "an edit of message {ids} is owed, after {n} attempts",
    "edit_failed": "an edit of message {ids} is owed, after {n} attempt: {reason}|"
    "an edit of message {ids} is owed, after {n} attempts: {reason}",
    "parts": "{n} of its {of} parts stands, as message {ids}|{n} of its {of} parts stand, as message {ids}",
    "asked": "no answer came back to the send of {at}; whether it stands is found out before it is sent again",
    "unanswered": "no answer came back to the send of {at}",
    "gone": "the chat takes nothing: {reason}",
    "left": "the program that was sending there is gone ({who}); another one goes on at {at}",
    "again": "tells of its story once more",
    "again_sources": "tells of its story once more, as {n} source told it within {span}|"
    "tells of its story once more, as {n} sources told it within {span}",
    "again_rule": "tells of its story once more, as a new entry passes the rule {rule}",
    "again_either": "tells of its story once more, as {n} source told it within {span} or a new entry passes {rule}|"
    "tells of its story once more, as {n} sources told it within {span} or a new entry passes {rule}",
    "reply": "an answer to message {ids}, as its story follows that one's",
    "reply_again": "an answer to message {ids}, which told its story before",
    "topic": "in the topic {name}",
    "astray": "in the chat, but outside the topic {name}, for it could not be made: {reason}. Let the bot manage "
    "topics there (and turn topics on if they are off), then run `feedbot reload`: what comes after that goes into it",
    "breaking": "breaking: sent at any hour, with a sound",
    "unknowns": "{n} send may have arrived twice|{n} sends may have arrived twice",
}
"""What each fact says in English. Fields in braces: `at` is a moment, `span` a length of time, `clock` a local time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that is so: a code of `SENTENCES` and what stands in its fields. `n` chooses between forms."""

    code: str
    fields: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What became of a delivery, in a word, and all there is to say of it."""

    state: State
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What is known beside a delivery.

    `channel` is None where the config has it no more. `left` is a lane into its chat that a program which is gone still
    holds. `teller` is the digest that tells it, `together` how many deliveries are told with it, itself included.
    `reply` is the message it answers to. `parts` are those of its message as it would be now, empty where none looked.
    """

    now: datetime
    channel: Channel | None = None
    lane: Lane | None = None
    left: Lane | None = None
    teller: Delivery | None = None
    together: int = 0
    reply: int | None = None
    parts: tuple[Part, ...] = ()


def fate(delivery: Delivery, known: Around) -> Fate:
    """What became of a delivery; pure."""
    state = state_of(delivery)
    told = {"dropped": _aside, "parked": _aside, "sent": _sent, "owed": _owed}[state]
    facts = [*told(delivery, known), *_framed(delivery, known)]
    if delivery.unknowns:
        facts.append(_fact("unknowns", n=delivery.unknowns))
    return Fate(state=state, facts=tuple(facts))


def state_of(delivery: Delivery) -> State:
    """The same in a word; what is told in a digest that was not sent yet is owed."""
    if delivery.dropped is not None:
        return "dropped"
    if delivery.parked is not None:
        return "parked"
    return "sent" if delivery.wanted == delivery.shown else "owed"


def around(tx: Tx, config: Config, deliveries: Iterable[Delivery], now: datetime) -> Mapping[tuple[str, str], Around]:
    """What is known beside some deliveries, by channel and subject."""
    lanes, waiting = outbox.lanes(tx), beside.gathering(tx)
    left = present.left(tx, lanes.values(), now)
    channels = {each.name: each for each in config.channels}
    found = {}
    for each in deliveries:
        lane = lanes[each.channel]
        held = left.get(lane.place or lane.channel)
        known = Around(now=now, channel=channels.get(each.channel), lane=lane, left=held)
        if each.folded is not None:
            teller = _one(tx, each.channel, each.folded)
            known = replace(known, teller=teller, together=beside.folded(tx, each.channel, each.folded))
        elif each.subject.startswith(DIGEST):
            known = replace(known, together=beside.folded(tx, each.channel, each.subject))
        elif each.gather is not None:
            known = replace(known, together=waiting.get((each.channel, each.gather), 0))
        found[each.channel, each.subject] = replace(
            known, reply=_reply(tx, each, known), parts=_parts(tx, each, known, config)
        )
    return found


def clock(gather: str | None) -> tuple[str, str]:
    """What a digest is of ("digest", "quiet", "burst", "other"), and the time on the channel's clock, "" for none."""
    kind, _, stamp = (gather or "").partition(" ")
    if kind not in ("digest", "quiet"):
        return ("burst" if kind == "burst" else "other"), ""
    try:
        return kind, f"{datetime.fromisoformat(stamp):%H:%M}"
    except ValueError:
        return "other", ""


def english(fact: Fact, moment: Callable[[datetime], str]) -> str:
    """What a fact says, in English; `moment` writes moments."""
    one, _, many = SENTENCES[fact.code].partition("|")
    text = many if many and fact.fields.get("n") != 1 else one
    shown = {}
    for name, value in fact.fields.items():
        shown[name] = (
            moment(value) if isinstance(value, datetime) else _length(value) if isinstance(value, timedelta) else value
        )
    return text.format(**shown)


def _fact(code: str, **fields: object) -> Fact:
    return Fact(code=code, fields=fields)


def _ids(messages: Iterable[int]) -> str:
    return ", ".join(map(str, messages))


def _aside(delivery: Delivery, known: Around) -> list[Fact]:  # noqa: ARG001  # as the other states
    if delivery.dropped is not None:
        return [_fact("dropped", reason=delivery.dropped)]
    return [_fact("parked", reason=delivery.parked)]


def _sent(delivery: Delivery, known: Around) -> list[Fact]:
    at = delivery.settled or delivery.made
    if delivery.folded is not None:
        kind, hour = clock(delivery.gather)
        ids = known.teller.messages if known.teller else ()
        facts = [_fact(f"told_{kind}", at=at, clock=hour)]
        return [*facts, *([_fact("as_message", ids=_ids(ids))] if ids else [])]
    if not delivery.messages:
        return [_fact("sent_plain", at=at)]
    return [_fact("sent", at=at, ids=_ids(delivery.messages))]


def _owed(delivery: Delivery, known: Around) -> list[Fact]:
    digest = delivery.subject.startswith(DIGEST)
    waits = delivery.folded is not None or (delivery.gather is not None and not digest and not delivery.attempts)
    if waits and delivery.shown is None:
        kind, hour = clock(delivery.gather)
        facts = [_fact(f"waits_{kind}", clock=hour)]
        if known.together > 1:
            facts.append(_fact("gathered", n=known.together - 1))
        facts += [_fact("folded")] if delivery.folded is not None else _due(delivery, known)
    else:
        facts = [*_tried(delivery, known), *_due(delivery, known), *_standing(delivery, known)]
    if delivery.attempted is not None:
        asks = known.channel is not None and known.channel.on_unknown == "probe" and known.channel.kind == "telegram"
        facts.append(_fact("asked" if asks else "unanswered", at=delivery.attempted))
    if known.left is not None:
        facts.append(_fact("left", who=present.named(known.left.holder), at=known.left.lease))
    if known.lane is not None and known.lane.gone:
        facts.append(_fact("gone", reason=known.lane.gone))
    return facts


def _tried(delivery: Delivery, known: Around) -> list[Fact]:
    """That a message or an edit is owed, and how that went so far; what the chat says of all is told apart."""
    stands = delivery.shown is not None and delivery.messages
    kind, shown = ("edit", {"ids": _ids(delivery.messages)}) if stands else ("owed", {})
    if not delivery.error:
        return [Fact(code=kind, fields=shown)]
    if known.lane is not None and delivery.error == known.lane.gone:
        return [Fact(code=f"{kind}_tried", fields={"n": delivery.attempts, **shown})]
    return [Fact(code=f"{kind}_failed", fields={"n": delivery.attempts, "reason": delivery.error, **shown})]


def _due(delivery: Delivery, known: Around) -> list[Fact]:
    return [_fact("due", at=delivery.due)] if delivery.due > known.now else []


def _standing(delivery: Delivery, known: Around) -> list[Fact]:
    """How many parts of a message stand, while it is being sent."""
    stand, of = len(delivery.standing), len(known.parts)
    if not stand or stand >= of:
        return []
    return [_fact("parts", n=stand, of=of, ids=_ids(delivery.messages))]


def _framed(delivery: Delivery, known: Around) -> list[Fact]:
    """What goes with it, whatever became of it."""
    facts = []
    if delivery.subject.startswith(DIGEST) and known.together:
        facts.append(_fact("tells", n=known.together))
    if delivery.subject.startswith(JUMP):
        facts.append(_jumped(known.channel.jump if known.channel else None))
    if known.reply is not None:
        kind = "reply_again" if delivery.subject.startswith(JUMP) else "reply"
        facts.append(_fact(kind, ids=known.reply))
    topic = known.parts[0].topic if known.parts else None
    if delivery.astray is not None:
        named = topic or getattr(known.channel.options if known.channel else None, "topic", None) or "?"
        facts.append(_fact("astray", name=named, reason=delivery.astray))
    elif topic is not None:
        facts.append(_fact("topic", name=topic))
    if delivery.breaking:
        facts.append(_fact("breaking"))
    return facts


def _jumped(jump: Jump | None) -> Fact:
    if jump is None:
        return _fact("again")
    if jump.sources and jump.where:
        return _fact("again_either", n=jump.sources, span=jump.within, rule=jump.where)
    if jump.where:
        return _fact("again_rule", rule=jump.where)
    return _fact("again_sources", n=jump.sources, span=jump.within)


def _one(tx: Tx, channel: str, subject: str) -> Delivery | None:
    return next(iter(outbox.deliveries(tx, channel=channel, subject=subject)), None)


def _reply(tx: Tx, delivery: Delivery, known: Around) -> int | None:
    """The message that a delivery answers to: of the story it tells again, or of the one that its story follows."""
    channel = known.channel
    if channel is None or not channel.stories or delivery.folded is not None:
        return None
    story: str | None = delivery.subject.removeprefix(JUMP)
    if story == delivery.subject:
        story = beside.followed(tx, [delivery.subject]).get(delivery.subject) if channel.replies else None
    other = _one(tx, channel.name, story) if story is not None else None
    if other is not None and other.folded is not None:
        other = _one(tx, channel.name, other.folded)
    there = other.messages[0] if other is not None and other.messages else None
    later = there is not None and (not delivery.messages or there < delivery.messages[0])
    return there if later else None


def _parts(tx: Tx, delivery: Delivery, known: Around, config: Config) -> tuple[Part, ...]:
    """The message as it would be composed now, where that tells something: how many parts it has, and its topic."""
    channel = known.channel
    topical = getattr(channel.options, "topics", None) or getattr(channel.options, "topic", None) if channel else None
    part = delivery.standing and delivery.shown is None
    if channel is None or delivery.subject.startswith(DIGEST) or not (topical or part):
        return ()
    subject = delivery.subject.removeprefix(JUMP)
    shown = preview.story(tx, channel, subject)
    if shown is None:
        entry = entries.find(tx, subject)
        if entry is None:
            return ()
        shown = piece(entry)
    return preview.message(channel, shown, config.settings, known.now).parts


def _length(span: timedelta) -> str:
    """A length of time as the config would say it: "90 minutes", "2 hours"."""
    minutes = round(span.total_seconds() / 60)
    number, noun = (minutes // 60, "hour") if minutes and minutes % 60 == 0 else (minutes, "minute")
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
