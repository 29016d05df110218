"""Let channels show stories as they are now; and let a person say which entries belong together."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from feedbot.errors import FeedbotError
from feedbot.model import DELETED, WITHDRAWN, Batch, Channel, Config, Entry, Member, Promise, Verdict
from feedbot.rules import pieces
from feedbot.rules.window import Window
from feedbot.rules.wording import worded
from feedbot.store import Tx, claims, entries, outbox, stories


def retell(
    tx: Tx, touched: Collection[str], config: Config, now: datetime, *, news: Collection[str] = frozenset()
) -> int:
    """Let what channels show of stories follow what became of their entries; how many deliveries are newly owed.

    `touched` are the stories to look at, `news` the entries that no channel was told of before. What stands is edited;
    where nothing is left of a story, as the channel says (`on_retract`). Channels without stories are left alone.
    """
    told = [channel for channel in config.channels if channel.stories]
    if not touched or not told:
        return 0
    shown, fresh, empty = [], set(), []
    held, promised = stories.members(tx, touched), outbox.holders(tx, touched)
    for story in touched:
        members = held.get(story, ())
        for channel in told:
            if channel.name not in promised.get(story, frozenset()):
                continue
            target = f"channel:{channel.name}"
            piece = pieces.shape(story, members, target)
            if piece is not None:
                shown.append(Promise(channel=channel.name, subject=story, wanted=piece.digest, due=now))
            elif channel.on_retract != "keep":
                empty.append(Promise(channel=channel.name, subject=story, wanted=_left(channel), due=now))
            if any(each.entry.id in news and _passed(each, target) for each in members):
                fresh.add((channel.name, story))
    return outbox.grow(tx, shown, now, news=fresh) + outbox.withdraw(tx, empty, now)


def retract(tx: Tx, gone: Collection[str], back: Collection[Entry], config: Config, now: datetime) -> int:
    """Let channels without stories follow what was withdrawn, and what came back; how many deliveries are newly owed.

    A message from the last days gets a note or is deleted, as the channel says (`on_retract`); one whose entry is back
    is as it was.
    """
    told = [channel for channel in config.channels if not channel.stories]
    empty = [
        Promise(channel=channel.name, subject=each, wanted=_left(channel), due=now)
        for channel in told
        if channel.on_retract != "keep"
        for each in gone
    ]
    whole = [
        Promise(channel=channel.name, subject=each.id, wanted=each.digest, due=now) for channel in told for each in back
    ]
    return outbox.withdraw(tx, empty, now) + outbox.grow(tx, whole, now)


def _left(channel: Channel) -> str:
    """What a channel wants shown of what was withdrawn."""
    return DELETED if channel.on_retract == "delete" else WITHDRAWN


def join(tx: Tx, one: str, other: str, config: Config, now: datetime) -> tuple[str, int]:
    """Let all entries of the story of `one` belong to that of `other`, both ids of entries; the story, and how many.

    What was not sent of the first story is sent with the second; a message that stands stays. Raises FeedbotError where
    an entry has no story, or both have the same.
    """
    first, second = _story(tx, one), _story(tx, other)
    if first == second:
        raise FeedbotError("they belong to one story already; `feedbot story show` lists what is in it")
    moved = stories.members(tx, [first]).get(first, ())
    for each in moved:
        stories.move(tx, each.entry.id, second, now)
        _note(tx, each.entry.id, f"joined to this story by hand on {now:%Y-%m-%d %H:%M} UTC", now, passed=True)
    outbox.drop(tx, first, "its story was joined to another by hand, and is told there", now)
    for channel in config.channels:
        if channel.stories and any(_passed(each, f"channel:{channel.name}") for each in moved):
            outbox.promise(tx, [Promise(channel=channel.name, subject=second, wanted="", due=now)], now)
    retell(tx, {second}, config, now, news={each.entry.id for each in moved})
    return second, len(moved)


def rejoin(tx: Tx, batch: Batch, window: Window, config: Config, now: datetime) -> int:
    """Let what changed belong to the stories that it turned out to tell of: a flash whose text has come, say.

    Only an entry that is a story of its own, and as long as nothing of it was sent; what was promised of it is then
    told with the other story. Gives how many deliveries are newly owed.
    """
    changed = {entry.id: entry for entry in batch.changed}
    signed = (window.again(each, now) for each in batch.signatures if each.entry in changed)
    found = [match for match in signed if match is not None]
    titles = entries.titles(tx, (match.like for match in found if match.like))
    owed = 0
    for match in found:
        old = _story(tx, match.entry)
        promised = None if old == match.story else claims.untouched(tx, old, now)
        if promised is None:
            continue
        stories.move(tx, match.entry, match.story, now)
        because = worded(match, changed[match.entry], titles.get(match.like or "")).because
        _note(tx, match.entry, f"{because}, as its text came", now, passed=True)
        outbox.drop(tx, old, "its story turned out to be another one, and is told there", now)
        outbox.promise(tx, [replace(each, subject=match.story) for each in promised], now)
        owed += retell(tx, {match.story}, config, now, news={match.entry})
    return owed


def split(tx: Tx, entry: str, config: Config, now: datetime) -> None:
    """Let an entry be a story of its own, and be told as one. Raises FeedbotError for the one that opened its story."""
    old = _story(tx, entry)
    if old == entry:
        alone = len(stories.members(tx, [old]).get(old, ())) == 1
        why = (
            "it is a story of its own already; `feedbot story show` lists what is in it"
            if alone
            else "this entry opened its story; split the others from it"
        )
        raise FeedbotError(why)
    stories.move(tx, entry, entry, now)
    _note(tx, entry, f"split from its story by hand on {now:%Y-%m-%d %H:%M} UTC", now, passed=False)
    (member,) = stories.members(tx, [entry])[entry]
    told = [
        channel.name for channel in config.channels if channel.stories and _passed(member, f"channel:{channel.name}")
    ]
    outbox.promise(
        tx, [Promise(channel=name, subject=entry, wanted=member.entry.digest, due=now) for name in told], now
    )
    retell(tx, {old, entry}, config, now)


def _passed(member: Member, target: str) -> bool:
    return target in member.verdicts and member.verdicts[target].passed


def _story(tx: Tx, entry: str) -> str:
    found = stories.places(tx, [entry]).get(entry)
    if found is None:
        raise FeedbotError(f"{entry} belongs to no story; `feedbot run --once` finds it one")
    return found


def _note(tx: Tx, entry: str, because: str, now: datetime, *, passed: bool) -> None:
    entries.explain(tx, (Verdict(target="story", subject=entry, passed=passed, because=because, at=now),))
