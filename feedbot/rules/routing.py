"""Which feeds and channels an entry belongs to, and in which words that is explained."""

from datetime import datetime

from feedbot.model import OURS, Channel, Entry, Feed, Source, Verdict
from feedbot.text.lengths import span


def to_feed(entry: Entry, feed: Feed, now: datetime) -> Verdict:
    """Whether a feed shows an entry. Alarms go to feeds of alarms, and nothing else does."""
    if entry.source == OURS or feed.alarms:
        passed, because = _alarm(entry, told=feed.alarms, news=not feed.alarms)
    else:
        passed, because = _chosen(entry, feed.sources)
    return Verdict(target=f"feed:{feed.name}", subject=entry.id, passed=passed, because=because, at=now)


def to_channel(entry: Entry, channel: Channel, now: datetime, *, held: str | None) -> Verdict:
    """Whether a channel is promised a new entry. `held` is a reason that holds for all channels, None for none.

    Alarms go to channels that take them, whatever sources these name.
    """
    if entry.source == OURS or channel.alarms == "only":
        passed, because = _alarm(entry, told=channel.alarms != "no", news=channel.alarms != "only")
    else:
        passed, because = _chosen(entry, channel.sources)
    if passed and held:
        passed, because = False, held
    if passed and channel.asleep:
        passed, because = False, f"the channel is asleep: {channel.asleep}"
    return Verdict(target=f"channel:{channel.name}", subject=entry.id, passed=passed, because=because, at=now)


def held_back(entry: Entry, source: Source, *, dated: bool, now: datetime) -> str | None:
    """Why an entry that was just found is not sent anywhere, or None. An entry without a date counts as new."""
    age = now - entry.published
    if dated and source.max_age is not None and age > source.max_age:
        return f"it was {span(age)} old when first seen, and max_age is {span(source.max_age)}"
    return None


def _alarm(entry: Entry, *, told: bool, news: bool) -> tuple[bool, str]:
    """The verdict where alarms matter: `told` for a target that takes them, `news` for one that takes all else."""
    if entry.source != OURS:
        return False, "takes alarms only"
    if not told:
        return False, "takes no alarms"
    return True, "takes alarms" if news else "takes alarms only"


def _chosen(entry: Entry, sources: tuple[str, ...]) -> tuple[bool, str]:
    if not sources:
        return True, "takes every source"
    if entry.source in sources:
        return True, f'takes source "{entry.source}"'
    return False, f'does not take source "{entry.source}"'
