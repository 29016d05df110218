"""Why an entry was sent or not, and how a source is: asked by id, link or name, or by answering to a message."""

from collections.abc import Collection, Sequence
from datetime import datetime

from feedbot import portrait
from feedbot.bot import scope
from feedbot.bot.admin_sources import held, state
from feedbot.bot.spoken import Heard, Reply, Room
from feedbot.bot.writing import BLANK, bold, lines, listed, plain, said
from feedbot.channels import tongue
from feedbot.model import READERS, Ailment, Cursor, Delivery, Source
from feedbot.portrait import Portrait, Turn
from feedbot.rules import outlook
from feedbot.store import Tx, glances, outbox, people, present, visits
from feedbot.store.present import Hold

_TURNS = 3  # changes of an entry that are told
_LOOKED = 2_000
"""Among so many of the newest deliveries of a channel a message is looked for."""


async def why(heard: Heard, room: Room) -> Reply:
    """/why ENTRY, LINK or SOURCE, or as an answer to a message that told of something."""
    lanes = await room.desk.store.read(outbox.lanes)
    mine, sources = scope.channels(heard, room, lanes), scope.sources(heard, room, lanes)
    text = heard.text.split()[0] if heard.text else ""
    if not text and heard.reply is not None:
        here = scope.of_chat(room.desk.config(), {heard.chat, heard.called}, lanes)
        names = [each.name for each in here] or [people.channel_name(heard.chat)]
        told = await room.desk.store.read(_told, names, heard.reply)
        if told is None:
            return Reply(html=room.t("I do not know which entry that message told of."))
        text = told
    if not text:
        return Reply(html=room.t("Why what? Give me a link, the id of an entry or a source, or answer to a message."))
    source = next((each for each in sources if each.name == text), None)
    if source is not None:
        return await _source(source, room)
    found = await room.desk.store.read(portrait.portrait, text[:4_000], room.desk.config())
    if found is None or (room.rank != "admin" and found.entry.source not in {each.name for each in sources}):
        return Reply(html=room.t("I know no entry of this id or link: {text}").format(text=said(plain(text), 200)))
    only = None if room.rank == "admin" else {each.name for each in mine}
    return Reply(html=_explained(found, only, room))


async def _source(source: Source, room: Room) -> Reply:
    """How a source is and when it is visited next."""
    cursor, ailments, hold = await room.desk.store.read(_seen, source.name, room.desk.now())
    own = [each.remedy for each in ailments if each.source in {source.name, ""}]
    remedies = [said(tongue.remedy(each, room.language) or each, 300) for each in own]
    upcoming = outlook.upcoming(source, cursor, room.desk.now()) if cursor else "paused"
    next_ = ""
    if cursor and upcoming in {"soon", "later"}:
        next_ = room.t("The next visit is at {when}.").format(when=room.clock(cursor.due))
    if hold is not None and upcoming == "soon":
        next_ = room.t("The next visit: {how}").format(how=held(hold, room))
    reasons = [room.reasons(room.language, "term", each) for each in (cursor.terms if cursor else ())]
    terms = [f"• {said(each, 200)}" for each in reasons]
    head = lines(state(source, cursor, ailments, room), said(outlook.public(source.url), 300), *remedies, next_)
    return Reply(html=listed(head, terms, room.t("… and {number} more.")))


def _explained(found: Portrait, only: Collection[str] | None, room: Room) -> str:
    entry, deliveries = found.entry, {each.channel: each for each in found.deliveries}
    head = lines(
        bold(entry.title),
        said(entry.link or entry.id, 300),
        f"{said(entry.source)} · {room.clock(entry.published, year=True)}",
        BLANK,
    )
    rows, told = [_turned(each, room) for each in portrait.turns(entry, found.older)[:_TURNS]], set[str]()
    for verdict in found.verdicts:
        kind, _, name = verdict.target.partition(":")
        if _hidden(kind, name, only):
            continue
        area = "story" if kind == "story" else "verdict"
        because = said(room.reasons(room.language, area, verdict.because), 300)
        if kind == "story":
            beside = room.n("{number} entry", "{number} entries", len(found.members)).format(number=len(found.members))
            rows.append(f"• {room.t('its story')} ({beside}): {because}")
            continue
        told.add(name)
        # What did not pass is not what was sent: another entry of its story was.
        became = _became(deliveries.get(name) if kind == "channel" and verdict.passed else None, room)
        mark = "✔" if verdict.passed else "✖"
        rows.append(lines(f"{mark} {called(verdict.target, room)}{became}", f"↳ {because}"))
    rows += [
        f"• {called('channel:' + each.channel, room)}{_became(each, room)}"
        for each in found.deliveries
        if each.channel not in told and not _hidden("channel", each.channel, only)
    ]
    return listed(head, rows or [room.t("Nothing is told of it any more.")], room.t("… and {number} more."))


def _turned(turn: Turn, room: Room) -> str:
    """One change of an entry; messages that stand were edited for it."""
    match turn.kind:
        case "title":
            text = room.t("changed {at}: the title alone, it was “{title}”")
        case "both":
            text = room.t("changed {at}: the title, it was “{title}”, and more")
        case _:
            text = room.t("changed {at}: not its title")
    return "• " + text.format(at=room.clock(turn.at, year=True), title=said(turn.title, 200))


def called(target: str, room: Room) -> str:
    """A feed or channel that entries are judged for, "feed:main", as people call it; small HTML."""
    kind, _, name = target.partition(":")
    word = {"feed": room.t("feed"), "channel": room.t("channel")}.get(kind, kind)
    return f"{word} {bold(name)}"


def _hidden(kind: str, name: str, only: Collection[str] | None) -> bool:
    """Whether a target is not told of: other people's to the administrators of a chat, readers' to anybody."""
    if kind == "channel" and name.startswith(READERS):
        return True
    return only is not None and kind != "story" and not (kind == "channel" and name in only)


def _became(delivery: Delivery | None, room: Room) -> str:
    if delivery is None:
        return ""
    if delivery.dropped:
        text = room.t("dropped: {why}").format(why=said(room.reasons(room.language, "sent", delivery.dropped), 200))
    elif delivery.parked:
        text = room.t("set aside: {why}").format(why=said(room.reasons(room.language, "sent", delivery.parked), 200))
    elif delivery.owed:
        text = room.t("owed")
    else:
        ids = ", ".join(str(number) for number in delivery.messages)
        text = room.t("sent as message {ids}").format(ids=ids) if ids else room.t("told in a digest")
    if delivery.astray is not None:
        missing = room.t(
            "outside its topic, which could not be made: {why}. Let me manage topics in that chat, then /reload"
        )
        why = said(room.reasons(room.language, "sent", delivery.astray), 200)
        text = f"{text}, {missing.format(why=why)}"
    return f": {text}"


def _told(tx: Tx, channels: Sequence[str], message: int) -> str | None:
    """The entry or story that a message told of, in one of some channels; None where nobody remembers."""
    for name in channels:
        for each in outbox.deliveries(tx, channel=name, limit=_LOOKED):
            if message in each.messages:
                return each.subject.rpartition(" ")[2]
    return None


def _seen(tx: Tx, name: str, now: datetime) -> tuple[Cursor | None, Sequence[Ailment], Hold | None]:
    cursor, hold = visits.cursors(tx, [name]).get(name), present.holds(tx, now, [name]).get(name)
    return cursor, glances.ailing(tx, ["", name]), hold
