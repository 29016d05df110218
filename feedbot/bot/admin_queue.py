"""What administrators ask about channels: what they are owed, and how a message would look there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from feedbot import preview, status
from feedbot.bot import scope
from feedbot.bot.spoken import Heard, Reply, Room
from feedbot.bot.writing import BLANK, bold, lines, listed, named, plain, said, tag
from feedbot.channels import KINDS
from feedbot.model import Button, Channel, Delivery, Lane, Part, Piece
from feedbot.status import Mode, Post
from feedbot.store import Tx, entries, outbox
from feedbot.store.numbers import Queue, queues

LISTED = 8
"""How many deliveries a list has."""

_MARKS: dict[Mode, str] = {"ready": "🟢", "waiting": "🟡", "sending": "🟢", "gone": "🔴", "asleep": "⚪"}
_BUTTONS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    lanes: Mapping[str, Lane]
    queues: Mapping[str, Queue]
    waiting: Sequence[tuple[Delivery, str]]


async def queue(heard: Heard, room: Room) -> Reply:
    """/queue [CHANNEL]: what is owed, set aside and doubtful; buttons send again what was set aside."""
    seen = await room.desk.store.read(_seen, None)
    mine = scope.channels(heard, room, seen.lanes)
    if not mine:
        return Reply(html=room.t("No channel leads to this chat."))
    name = plain(heard.text, 100)
    if name:
        channel = _one(name, mine)
        return _unknown(name, mine, room) if channel is None else await _whole(channel, room)
    config = replace(room.desk.config(), channels=mine)
    posts = status.channels(config, seen.lanes, seen.queues, _chats(mine, room), room.desk.now())
    rows = [_row(each, seen.lanes.get(each.name), room) for each in posts]
    again = [each for each in posts if each.parked or each.mode == "gone"][:_BUTTONS]
    buttons = tuple((_again(each.name, room),) for each in again)
    head = room.n("{number} channel", "{number} channels", len(posts)).format(number=len(posts))
    return Reply(html=listed(head, rows, room.t("… and {number} more.")), buttons=buttons)


async def retry(heard: Heard, room: Room) -> Reply:
    """The button that owes again what was set aside for a channel."""
    lanes = await room.desk.store.read(outbox.lanes)
    mine = scope.channels(heard, room, lanes)
    name = named(heard.data.partition(":")[2], (each.name for each in mine))
    if name is None:
        return Reply(toast=room.t("There is no such channel any more."))
    count = await room.desk.store.write(outbox.retry, name, room.desk.now())
    room.desk.wake()
    text = room.n("{number} message of {name} is sent again.", "{number} messages of {name} are sent again.", count)
    return Reply(html=text.format(number=count, name=bold(name)), edits=True)


async def show(heard: Heard, room: Room) -> Reply:
    """/preview CHANNEL: the newest of what it was promised, as it would look there."""
    lanes = await room.desk.store.read(outbox.lanes)
    mine = scope.channels(heard, room, lanes)
    if not mine:
        return Reply(html=room.t("No channel leads to this chat."))
    name = plain(heard.text, 100)
    channel = _one(name, mine) if name else mine[0] if len(mine) == 1 else None
    if channel is None:
        return _unknown(name, mine, room)
    pieces = await room.desk.store.read(preview.latest, channel)
    return Reply(parts=await room.desk.crew(_drawn, channel, pieces[0], room))


def _drawn(channel: Channel, piece: Piece, room: Room) -> tuple[Part, ...]:
    return preview.message(channel, piece, room.desk.config().settings, room.desk.now()).parts


async def _whole(channel: Channel, room: Room) -> Reply:
    """One channel, with what goes out next and what was set aside last."""
    seen = await room.desk.store.read(_seen, channel.name)
    config = replace(room.desk.config(), channels=(channel,))
    post = status.channels(config, seen.lanes, seen.queues, _chats((channel,), room), room.desk.now())[0]
    rows = [f"• {said(title, 100)}: {_became(each, room)}" for each, title in seen.waiting]
    head = lines(_row(post, seen.lanes.get(channel.name), room), BLANK if rows else "")
    buttons = ((_again(channel.name, room),),) if post.parked or post.mode == "gone" else ()
    return Reply(html=listed(head, rows, room.t("… and {number} more.")), buttons=buttons)


def _row(post: Post, lane: Lane | None, room: Room) -> str:
    counts = [
        room.t("owed {number}").format(number=post.owed),
        room.t("set aside {number}").format(number=post.parked) if post.parked else "",
        room.t("perhaps twice {number}").format(number=post.unknown) if post.unknown else "",
        room.t("sent {number}").format(number=post.sent),
    ]
    if lane is not None and lane.probes:
        probes = room.t("asked after {number}, found {found}")
        counts.append(probes.format(number=lane.probes, found=lane.found))
    why = f"↳ {said(room.reasons(room.language, 'sent', post.why), 200)}" if post.why else ""
    return lines(f"{_MARKS[post.mode]} {bold(post.name)} · {' · '.join(filter(None, counts))}", why)


def _became(delivery: Delivery, room: Room) -> str:
    if delivery.parked:
        return room.t("set aside: {why}").format(why=said(room.reasons(room.language, "sent", delivery.parked), 200))
    if delivery.error:
        return room.t("owed, after: {why}").format(why=said(room.reasons(room.language, "sent", delivery.error), 200))
    return room.t("an edit is owed") if delivery.messages else room.t("owed")


def _again(name: str, room: Room) -> Button:
    return Button(text=room.t("Send again: {name}").format(name=plain(name, 40)), data=f"aq:{tag(name)}")


def _one(name: str, mine: Sequence[Channel]) -> Channel | None:
    return next((each for each in mine if each.name == name.lower()), None)


def _unknown(name: str, mine: Sequence[Channel], room: Room) -> Reply:
    names = ", ".join(bold(each.name) for each in mine[:30])
    text = room.t("No channel is called {name}.").format(name=bold(name)) if name else room.t("Which channel?")
    return Reply(html=lines(text, room.t("There are these: {names}").format(names=names)))


def _chats(channels: Sequence[Channel], room: Room) -> Mapping[str, str | None]:
    telegram = room.desk.config().settings.telegram
    return {each.name: KINDS[each.kind].chat(each, telegram) for each in channels}


def _seen(tx: Tx, channel: str | None) -> _Seen:
    found: list[Delivery] = []
    if channel is not None:
        found += outbox.deliveries(tx, channel=channel, state="parked", limit=LISTED)
        found += outbox.deliveries(tx, channel=channel, state="owed", limit=LISTED)
    titles = entries.titles(tx, [each.subject for each in found])
    waiting = tuple((each, titles.get(each.subject, each.subject)) for each in found)
    return _Seen(lanes=outbox.lanes(tx), queues=queues(tx), waiting=waiting)
