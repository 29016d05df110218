"""Those who talk to the bot, and what each of them follows."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Literal

import sqlalchemy
from sqlalchemy import Row, cast, delete, func, select, update

from feedbot.model import READERS, Channel, Config, Quiet, Settings, Slot
from feedbot.store import Tx
from feedbot.store.dialect import add, chunks, put
from feedbot.store.stories import KEPT
from feedbot.store.tables import entries, lanes, mutes, outbox, people, stories, subscriptions, topics
from feedbot.store.values import microseconds

LOOKED = 100_000
"""Entries among which the story of a button is looked for: those of a busy week."""

MAX_AGE = timedelta(hours=24)
BURST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who talks to the bot in a chat. `timezone` is an IANA name; `stopped` is since when nothing is sent."""

    chat: str
    made: datetime
    language: str | None = None
    timezone: str | None = None
    quiet: Quiet | None = None
    digest: tuple[Slot, ...] = ()
    stopped: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """Something that a person follows under a `name` of its own: what passes a rule, or a story by its id.

    `title` is how the person is told of it. `source` is set where the rule asks for nothing but this one.
    """

    name: str
    title: str
    rule: str = ""
    story: str | None = None
    source: str | None = None


def channel_name(chat: str) -> str:
    """The name of the channel that a person in this chat has."""
    return f"{READERS}{chat}"


def person(tx: Tx, chat: str) -> Person | None:
    """Who talks to the bot in a chat; None for somebody whom it does not know."""
    row = tx.execute(select(people).where(people.c.chat == chat)).one_or_none()
    return _person(row) if row else None


def keep(tx: Tx, who: Person) -> None:
    """Write down a person as they are now."""
    put(
        tx,
        people,
        [
            {
                "chat": who.chat,
                "language": who.language,
                "timezone": who.timezone,
                "quiet": _hours(who.quiet),
                "digest": tuple((f"{slot.at:%H:%M}", slot.weekday) for slot in who.digest),
                "made": who.made,
                "stopped": who.stopped,
            }
        ],
    )


def follow(tx: Tx, chat: str, wish: Followed, now: datetime, *, most: int) -> Literal["new", "known", "full"]:
    """Let a known person follow something more, unless they do so already or follow as much as they may.

    Stories that can grow no more are let go where they take the room.
    """
    held = followed(tx, chat)
    if any(each.name == wish.name for each in held):
        return "known"
    over = _over(tx, held, now) if len(held) >= most else []
    for each in over:
        unfollow(tx, chat, each)
    if len(held) - len(over) >= most:
        return "full"
    said = {"title": wish.title, "story": wish.story, "source": wish.source, "at": microseconds(now)}
    add(tx, subscriptions, [{"chat": chat, "name": wish.name, "rule": wish.rule, "options": said}])
    return "new"


def unfollow(tx: Tx, chat: str, name: str) -> Followed | None:
    """Let a person follow something no more; what it was, None if they did not."""
    mine = (subscriptions.c.chat == chat, subscriptions.c.name == name)
    row = tx.execute(select(subscriptions).where(*mine)).one_or_none()
    tx.execute(delete(subscriptions).where(*mine))
    return _followed(row) if row else None


def followed(tx: Tx, chat: str) -> tuple[Followed, ...]:
    """What a person follows, in the order in which they asked for it."""
    return _in_order(tx.execute(select(subscriptions).where(subscriptions.c.chat == chat)))


def stop(tx: Tx, chat: str, now: datetime) -> None:
    """Send nothing to a person from now on: they asked for that, or blocked the bot."""
    mine = (people.c.chat == chat, people.c.stopped.is_(None))
    tx.execute(update(people).where(*mine).values(stopped=now))


def resume(tx: Tx, chat: str, now: datetime) -> None:
    """Send to a person again, whatever Telegram said of their chat before."""
    tx.execute(update(people).where(people.c.chat == chat).values(stopped=None))
    lane = update(lanes).where(lanes.c.channel == channel_name(chat))
    tx.execute(lane.values(gone=None, failures=0, ready=now))


def forget(tx: Tx, chat: str) -> None:
    """Delete all that is kept of a person: what they follow, what they were sent, and who was told of which entry.

    Their channel should be in nobody's config any more (`stop`), for its lane goes too.
    """
    name = channel_name(chat)
    target = f"channel:{name}"
    for table in (people, subscriptions, topics):
        tx.execute(delete(table).where(table.c.chat == chat))
    for table in (mutes, outbox, lanes):
        tx.execute(delete(table).where(table.c.channel == name))
    told = cast(entries.c.verdicts, sqlalchemy.Text).contains(f'"{target}"', autoescape=True)
    for id, verdicts in tx.execute(select(entries.c.id, entries.c.verdicts).where(told)).all():
        rest = [each for each in verdicts if each["target"] != target]
        tx.execute(update(entries).where(entries.c.id == id).values(verdicts=rest))


def tagged(tx: Tx, tag: str, now: datetime) -> tuple[str, str] | None:
    """The story that the tag of a button names, or the tag of one of its entries, and a title; None for none.

    Stories that grew in the last days are looked at, the newest first, `LOOKED` entries at most.
    """
    query = select(entries.c.id, entries.c.story, entries.c.title).where(entries.c.recorded >= now - KEPT)
    newest = (entries.c.recorded.desc(), entries.c.published.desc())
    for id, story, title in tx.execute(query.order_by(*newest).limit(LOOKED)):
        if tag in {_tag(id), _tag(story or id)}:
            return story or id, title
    return None


def count(tx: Tx) -> tuple[int, int, int]:
    """How many people there are, how many of them are sent nothing, and how many things they follow."""
    all_, stopped = tx.execute(select(func.count(), func.count(people.c.stopped)).select_from(people)).one()
    things = tx.execute(select(func.count()).select_from(subscriptions)).scalar_one()
    return int(all_), int(stopped), int(things)


def channels(tx: Tx, config: Config, options: Callable[[str, str], object]) -> tuple[Channel, ...]:
    """A channel for each person who follows something and is sent it; by chat. Who named no zone has the config's.

    `options` makes the section of the channel's kind of its name and chat. Without `talk.readers` there are channels
    for admins alone.
    """
    settings, talk = config.settings, config.settings.talk
    held: defaultdict[str, list[Row[Any]]] = defaultdict(list)
    for row in tx.execute(select(subscriptions)):
        held[row.chat].append(row)
    query = select(people).where(people.c.stopped.is_(None)).order_by(people.c.chat)
    known = [_person(row) for row in tx.execute(query)]
    admins = {str(number) for number in talk.admins}
    return tuple(
        _channel(who, _in_order(held[who.chat]), options, settings)
        for who in known
        if who.chat in held and (talk.readers or who.chat in admins)
    )


def _channel(
    who: Person, wishes: tuple[Followed, ...], options: Callable[[str, str], object], settings: Settings
) -> Channel:
    name = channel_name(who.chat)
    return Channel(
        name=name,
        kind="telegram",
        where=" or ".join(f"({each.rule})" for each in wishes if each.rule),
        followed=tuple(each.story for each in wishes if each.story),
        quiet=who.quiet,
        digest=who.digest,
        burst=BURST,
        max_age=MAX_AGE,
        language=who.language,
        timezone=who.timezone or settings.timezone,
        reader=True,
        asleep=None if settings.telegram.token else "no token",
        options=options(name, who.chat),
    )


def _tag(id: str) -> str:
    """As the buttons have it (`channels/drawing.py`)."""
    return hashlib.sha256(id.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _over(tx: Tx, held: Iterable[Followed], now: datetime) -> list[str]:
    """The names of those stories that can grow no more."""
    named = {each.story: each.name for each in held if each.story}
    alive: set[str] = set()
    for some in chunks(named):
        query = select(stories.c.id).where(stories.c.id.in_(some), stories.c.updated >= now - KEPT)
        alive.update(tx.execute(query).scalars())
    return [name for story, name in named.items() if story not in alive]


def _in_order(rows: Iterable[Row[Any]]) -> tuple[Followed, ...]:
    return tuple(_followed(row) for row in sorted(rows, key=lambda row: (row.options["at"], row.name)))


def _followed(row: Row[Any]) -> Followed:
    said: Mapping[str, Any] = row.options
    return Followed(name=row.name, rule=row.rule, title=said["title"], story=said["story"], source=said["source"])


def _person(row: Row[Any]) -> Person:
    return Person(
        chat=row.chat,
        made=row.made,
        language=row.language,
        timezone=row.timezone,
        quiet=_quiet(row.quiet),
        digest=tuple(Slot(at=time.fromisoformat(at), weekday=weekday) for at, weekday in row.digest),
        stopped=row.stopped,
    )


def _hours(quiet: Quiet | None) -> str | None:
    return None if quiet is None else f"{quiet.start:%H:%M} {quiet.end:%H:%M} {quiet.mode}"


def _quiet(text: str | None) -> Quiet | None:
    if text is None:
        return None
    start, end, mode = text.split()
    return Quiet(
        start=time.fromisoformat(start),
        end=time.fromisoformat(end),
        mode="silent" if mode == "silent" else "hold",
    )
