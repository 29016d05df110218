"""Which feeds and channels an entry belongs to, and in which words that is explained."""

from datetime import datetime, timedelta

from feedbot.model import Channel, Entry, Feed, Source, Verdict


def to_feed(entry: Entry, feed: Feed, now: datetime) -> Verdict:
    """Whether a feed shows an entry."""
    passed, because = _chosen(entry, feed.sources)
    return Verdict(target=f"feed:{feed.name}", subject=entry.id, passed=passed, because=because, at=now)


def to_channel(entry: Entry, channel: Channel, now: datetime, *, held: str | None) -> Verdict:
    """Whether a channel is promised a new entry. `held` is a reason that holds for all channels, None for none."""
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
        return f"it was {_span(age)} old when first seen, and max_age is {_span(source.max_age)}"
    return None


def _chosen(entry: Entry, sources: tuple[str, ...]) -> tuple[bool, str]:
    if not sources:
        return True, "takes every source"
    if entry.source in sources:
        return True, f'takes source "{entry.source}"'
    return False, f'does not take source "{entry.source}"'


def _span(length: timedelta) -> str:
    """A length of time in the unit that people would use."""
    for unit, seconds in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        count = length.total_seconds() / seconds
        if count >= 2 or (count >= 1 and seconds == 60):
            return f"{count:.0f} {unit}s"
    return f"{length.total_seconds():.0f} seconds"
