"""What administrators ask and order about sources: list, remove, pause, resume, visit."""

from collections.abc import Sequence

from feedbot import orders, phrasing
from feedbot.bot import scope
from feedbot.bot.spoken import Heard, Reply, Room
from feedbot.bot.writing import bold, code, lines, listed, named, plain, said, tag, turner
from feedbot.channels import tongue
from feedbot.model import Ailment, Button, Cursor, Source, State
from feedbot.rules import health, outlook
from feedbot.store import Tx, glances, outbox, present, visits
from feedbot.store.present import Hold

PAGE = 8
"""Sources on a page of the list."""

_MARKS: dict[State, str] = {"new": "⚪", "ok": "🟢", "late": "🟡", "failing": "🔴", "gone": "⚫", "paused": "⏸"}
_WORDS = 100  # characters of a query
_NEAR = 5


async def sources(heard: Heard, room: Room) -> Reply:
    """/sources [WORDS]: how the sources are, those whose name, title or address has all the words."""
    return await _page(heard, room, plain(heard.text, _WORDS), 1)


async def turn(heard: Heard, room: Room) -> Reply:
    """Another page of the list; its words stand in the message."""
    number = heard.data.partition(":")[2]
    return await _page(heard, room, heard.text, int(number) if number.isdecimal() and len(number) < 7 else 1)


async def remove(heard: Heard, room: Room) -> Reply:
    """/remove NAME: asks whether it is meant."""
    source = _wanted(heard.text, room)
    if isinstance(source, Reply):
        return source
    text = room.t("Remove {name}? Its entries stay.").format(name=bold(source.name))
    yes = Button(text=room.t("Remove"), data=f"ar:{tag(source.name)}")
    no = Button(text=room.t("Keep"), data="an:")
    return Reply(html=lines(text, said(outlook.public(source.url), 300)), buttons=((yes, no),))


async def removed(heard: Heard, room: Room) -> Reply:
    """The button that removes it."""
    name = named(heard.data.partition(":")[2], (each.name for each in room.desk.config().sources))
    if name is None:
        return Reply(html=room.t("It is not there any more."), edits=True)
    return done(
        room, await orders.remove(room.desk, name), room.t("Removed {name}; its entries stay."), name, edits=True
    )


async def kept(heard: Heard, room: Room) -> Reply:  # noqa: ARG001 - one signature for all
    """The button that leaves all as it is."""
    return Reply(html=room.t("Nothing was changed."), edits=True)


async def pause(heard: Heard, room: Room) -> Reply:
    """/pause NAME."""
    source = _wanted(heard.text, room)
    if isinstance(source, Reply):
        return source
    faults = await orders.pause(room.desk, source.name, paused=True)
    return done(room, faults, room.t("Paused {name}; /resume visits it again."), source.name)


async def resume(heard: Heard, room: Room) -> Reply:
    """/resume NAME."""
    source = _wanted(heard.text, room)
    if isinstance(source, Reply):
        return source
    faults = await orders.pause(room.desk, source.name, paused=False)
    return done(room, faults, room.t("{name} is visited again."), source.name)


async def visit(heard: Heard, room: Room) -> Reply:
    """/visit NAME: as soon as may be, also one that is gone."""
    source = _wanted(heard.text, room)
    if isinstance(source, Reply):
        return source
    if source.paused:
        return Reply(html=room.t("{name} is paused; /resume visits it again.").format(name=bold(source.name)))
    known = await orders.visit(room.desk, source.name)
    text = room.t("{name} is visited now.") if known else room.t("{name} is not known yet; try again in a moment.")
    hold = (await room.desk.store.read(present.holds, room.desk.now(), [source.name])).get(source.name)
    if hold is not None and hold.ended:
        return Reply(html=f"{bold(source.name)}: {held(hold, room)}")
    return Reply(html=text.format(name=bold(source.name)))


def held(hold: Hold, room: Room) -> str:
    """Who visits a source now, and until when, as HTML."""
    text = room.t("it is being visited, until {when} at the latest.")
    if hold.by:
        text = room.t("it is being visited by {who}, until {when} at the latest.")
    if hold.ended:
        text = room.t(
            "a program that ended ({who}) holds it until {when}; one that runs takes it over within two minutes."
        )
    return text.format(who=said(hold.by or "", 100), when=room.clock(hold.until))


def done(room: Room, faults: Sequence[str], text: str, name: str, *, edits: bool = False) -> Reply:
    """That something was done, or every reason why nothing was."""
    if not faults:
        return Reply(html=text.format(name=bold(name)), edits=edits)
    more = room.t("… and {number} more.")
    rows = [said(phrasing.say(each, room.language), 800) for each in faults]
    return Reply(html=listed(room.t("Nothing was changed:"), rows, more), edits=edits)


def state(source: Source, cursor: Cursor | None, ailments: Sequence[Ailment], room: Room) -> str:
    """How a source is, with its mark and its trouble, as HTML on one line."""
    how = health.state(source, cursor, ailments)
    names: dict[State, str] = {
        "new": room.t("not read yet"),
        "ok": room.t("well"),
        "late": room.t("late"),
        "failing": room.t("failing"),
        "gone": room.t("gone"),
        "paused": room.t("paused"),
    }
    trouble = _trouble(source, cursor, ailments)
    trouble = tongue.because(trouble, room.language) or trouble
    return f"{_MARKS[how]} {bold(source.name)} · {names[how]}" + (f": {said(trouble, 160)}" if trouble else "")


def mark(how: State) -> str:
    """The sign that stands for a state."""
    return _MARKS[how]


def _trouble(source: Source, cursor: Cursor | None, ailments: Sequence[Ailment]) -> str:
    own = [each.because for each in ailments if each.source == source.name]
    return own[0] if own else (cursor.error or "") if cursor else ""


async def _page(heard: Heard, room: Room, words: str, page: int) -> Reply:
    lanes = await room.desk.store.read(outbox.lanes)
    every = scope.sources(heard, room, lanes)
    wanted = words.casefold().split()
    found = [each for each in every if all(word in _known_by(each) for word in wanted)]
    if not found:
        text = room.t("No source has these words.") if words else room.t("There are no sources yet; /add URL adds one.")
        return Reply(html=text, edits=heard.kind == "button")
    pages = -(-len(found) // PAGE)
    page = min(max(page, 1), pages)
    shown = found[(page - 1) * PAGE : page * PAGE]
    cursors, ailments = await room.desk.store.read(_seen, [each.name for each in shown])
    head = room.n("{number} source", "{number} sources", len(found)).format(number=len(found))
    head += f" {code(words, _WORDS)}" if words else ""
    head += f" · {page}/{pages}" if pages > 1 else ""
    rows = [_row(each, cursors.get(each.name), ailments, room) for each in shown]
    buttons = turner("as:", page, pages)
    return Reply(
        html=listed(head, rows, room.t("… and {number} more.")),
        buttons=(buttons,) if buttons else (),
        edits=heard.kind == "button",
    )


def _row(source: Source, cursor: Cursor | None, ailments: Sequence[Ailment], room: Room) -> str:
    title = f"{said(source.title, 80)} · " if source.title else ""
    return lines(state(source, cursor, ailments, room), f"↳ {title}{said(outlook.public(source.url), 100)}")


def _known_by(source: Source) -> str:
    return f"{source.name} {source.title or ''} {outlook.public(source.url)}".casefold()


def _seen(tx: Tx, names: Sequence[str]) -> tuple[dict[str, Cursor], tuple[Ailment, ...]]:
    return dict(visits.cursors(tx, names)), glances.ailing(tx, ["", *names])


def _wanted(text: str, room: Room) -> Source | Reply:
    """The source of a name; what to say where there is none."""
    every, name = room.desk.config().sources, plain(text, 100)
    if not name:
        return Reply(html=room.t("Which source? Name it behind the command; /sources lists them."))
    low = name.casefold()
    same = [each for each in every if low in {each.name.casefold(), (each.title or "").casefold()}]
    if len(same) == 1:
        return same[0]
    near = [each.name for each in every if low in _known_by(each)][:_NEAR]
    text = room.t("No source is called {name}.").format(name=bold(name, 100))
    names = ", ".join(map(said, near))
    hint = room.t("Do you mean one of these? {names}").format(names=names) if near else room.t("/sources lists them.")
    return Reply(html=lines(text, hint))
