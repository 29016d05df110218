"""Which feeds and channels an entry belongs to, and in which words that is explained."""

from datetime import datetime

from feedbot.model import OURS, Channel, Entry, Feed, Source, Verdict
from feedbot.rules.matching import Hit
from feedbot.text.lengths import span


def to_feed(entry: Entry, feed: Feed, now: datetime, *, hit: Hit | None = None) -> Verdict:
    """Whether a feed shows an entry. Alarms go to feeds of alarms, and nothing else does.

    `hit` is what the feed's rule says, None where it has none.
    """
    waits = False
    if entry.source == OURS or feed.alarms:
        passed, because = _alarm(entry, told=feed.alarms, news=not feed.alarms)
    else:
        passed, because = _chosen(entry, feed.sources)
        if passed and hit is not None:
            passed, because, waits = hit.passed, hit.because, hit.waits
    return Verdict(target=f"feed:{feed.name}", subject=entry.id, passed=passed, because=because, at=now, waits=waits)


def to_channel(
    entry: Entry, channel: Channel, now: datetime, *, held: str | None, hit: Hit | None = None, copy: str | None = None
) -> Verdict:
    """Whether a channel is promised a new entry.

    `held` is a reason that holds for all channels, None for none. `hit` is what the channel's rule says. `copy` says of
    what it is a copy that the channel has already; such an entry is never sent by itself. Alarms go to channels that
    take them, whatever sources and words these name.
    """
    news = entry.source != OURS and channel.alarms != "only"
    if news:
        passed, because = _chosen(entry, channel.sources)
    else:
        passed, because = _alarm(entry, told=channel.alarms != "no", news=channel.alarms != "only")
    if passed and held:
        passed, because = False, held
    if passed and channel.asleep:
        passed, because = False, f"the channel is asleep: {channel.asleep}"
    waits = False
    if passed and news and hit is not None:
        passed, because, waits = hit.passed, hit.because, hit.waits
    if passed and copy:
        passed, because = False, copy
    return Verdict(
        target=f"channel:{channel.name}", subject=entry.id, passed=passed, because=because, at=now, waits=waits
    )


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
