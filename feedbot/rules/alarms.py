"""An alarm as an entry of our own, and where it goes and when: it is kept, published and sent as news are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from feedbot.model import (
    OURS,
    Alarm,
    Batch,
    Category,
    Channel,
    Config,
    Entry,
    Membership,
    Origin,
    Promise,
    Source,
    Story,
    Verdict,
)
from feedbot.rules import identity, remedies, routing, troubles
from feedbot.text import alarm_phrases, html, sayings
from feedbot.text.lengths import span

_NAMESPACE = UUID("2f0c6b0e-58b5-4a53-9d6a-1f6f7c0c9b44")
_TITLE = 200

WINDOW = timedelta(minutes=10)
"""A channel gets one message of alarms within so much time; what else comes is told in the next."""

GATHERED = "alarms "
"""How the name of a digest of alarms begins."""

ORIGIN = Origin(id="urn:feedbot:source:feedbot", title="feedbot")
"""Where entries of our own come from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """When a channel is told of alarms that were noticed now, and in which digest; None: each in a message."""

    due: datetime
    gather: str | None = None


def story(alarm: Alarm, sources: Sequence[Source]) -> Entry:
    """The entry that tells an alarm: what is seen and what to do, or how long it lasted; plain words, no markup.

    Its id is made of the ailment and the moment, so it never changes. Its link is the address of the source, if that
    is on the web and has nothing in it that may be secret.
    """
    ailment = alarm.ailment
    name = f"{ailment.source}\n{ailment.code}\n{ailment.since.isoformat()}\n{alarm.over}\n{alarm.at.isoformat()}"
    id = uuid5(_NAMESPACE, name).urn
    addresses = [remedies.whole(each.url) for each in sources if each.name == ailment.source]
    lasted, because = span(alarm.at - ailment.since), " ".join(ailment.because.split())
    if alarm.over:
        said = f"It was so from {remedies.stamp(ailment.since)} to {remedies.stamp(alarm.at)}: {_ended(because)}"
    else:
        seen = ailment.because if ailment.code == "config" else _sentence(ailment.because)
        said = f"{seen}\n\n{ailment.remedy}"
    content = html.paragraphs(said)
    subject = ailment.source.removeprefix("@").removeprefix(troubles.MARK)
    forms = alarm_phrases.ENDS if alarm.over else alarm_phrases.BEGINS
    form = forms[ailment.code][0] if ailment.code in forms else "{name}: {reason}"
    title = sayings.filled(form, {"name": subject, "span": lasted, "reason": because})
    entry = Entry(
        id=id,
        source=OURS,
        key=id,
        title=title if len(title) <= _TITLE else f"{title[: _TITLE - 1]}…",
        link=next(filter(None, addresses), None),
        content=content,
        summary=html.plain(content),
        published=alarm.at,
        updated=alarm.at,
        origin=ORIGIN,
        digest="",
        categories=(Category(term=ailment.code),),
        language="en",
    )
    return replace(entry, digest=identity.digest(entry))


def paced(channel: Channel, last: datetime | None, count: int, now: datetime) -> Round:
    """When a channel is told of `count` alarms; `last` is when it was told of alarms last, or is going to be.

    The first alarm goes out at once, several at once in one message. What comes within ten minutes of that is told in
    one message ten minutes after it, and what comes within ten minutes of this one in the next. A `last` that is far in
    the future was noted by a clock that was wrong.
    """
    if last is None or not now - WINDOW < last <= now + WINDOW:
        return Round(due=now, gather=_gather(channel, now) if count > 1 else None)
    due = last if last > now else last + WINDOW
    return Round(due=due, gather=_gather(channel, due))


def rounds(alarms: Sequence[Alarm], config: Config, last: Mapping[str, datetime], now: datetime) -> Mapping[str, Round]:
    """When each channel is told that takes any of these alarms, by name; `last` as for `paced`."""
    found = {}
    for channel in config.channels:
        count = sum(_takes(alarm, channel) for alarm in alarms)
        if count:
            found[channel.name] = paced(channel, last.get(channel.name), count, now)
    return found


def batch(
    alarms: Sequence[Alarm], config: Config, now: datetime, *, rounds: Mapping[str, Round] | None = None
) -> Batch:
    """What alarms change in the store: an entry each, in the feeds and owed to the channels that take alarms.

    `rounds` says when each of these is told; those that it leaves out are told at once. What is wrong with a channel is
    never told through itself. Of the channels of readers, which take no alarms, nothing is said.
    """
    verdicts: list[Verdict] = []
    memberships, promises, entries = [], [], []
    for alarm in alarms:
        entry = story(alarm, config.sources)
        entries.append(entry)
        for feed in config.feeds:
            verdict = routing.to_feed(entry, feed, now)
            verdicts.append(verdict)
            if verdict.passed:
                memberships.append(Membership(feed=feed.name, subject=entry.id, published=entry.published))
        for channel in (each for each in config.channels if not each.reader):
            held = "it is about this channel itself" if _about(alarm, channel) else None
            verdict = routing.to_channel(entry, channel, now, held=held)
            verdicts.append(verdict)
            if verdict.passed:
                when = (rounds or {}).get(channel.name, Round(due=now))
                promises.append(
                    Promise(
                        channel=channel.name, subject=entry.id, wanted=entry.digest, due=when.due, gather=when.gather
                    )
                )
    return Batch(
        source=OURS,
        opened=tuple(entries),
        stories=tuple(Story(id=each.id, entries=(each.id,), opened=now, updated=now) for each in entries),
        memberships=tuple(memberships),
        promises=tuple(promises),
        verdicts=tuple(verdicts),
    )


def _about(alarm: Alarm, channel: Channel) -> bool:
    return alarm.ailment.source == f"{troubles.MARK}{channel.name}"


def _takes(alarm: Alarm, channel: Channel) -> bool:
    return channel.alarms != "no" and not channel.asleep and not channel.reader and not _about(alarm, channel)


def _gather(channel: Channel, due: datetime) -> str:
    """A name by the channel's clock; one that comes twice is told apart when it is sent."""
    return f"{GATHERED}{due.astimezone(ZoneInfo(channel.timezone)):%Y-%m-%dT%H:%M:%S}"


def _sentence(text: str) -> str:
    """The text as a sentence of its own."""
    return _ended(f"{text[:1].upper()}{text[1:]}")


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
