"""How feedbot is: what is wrong, the numbers of a day, and the config file taken over anew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from feedbot import __version__, orders, phrasing, status
from feedbot.bot.admin_sources import done, mark
from feedbot.bot.admin_why import called
from feedbot.bot.spoken import Heard, Reply, Room
from feedbot.bot.writing import BLANK, bold, lines, listed, said
from feedbot.channels import tongue
from feedbot.desk import SINGLE
from feedbot.model import Ailment
from feedbot.store import Tx, numbers, tallies
from feedbot.store import health as records
from feedbot.store.numbers import Arrival, Outline, Tale

DAY = timedelta(hours=24)
_TOP = 15
_STORIES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class _Day:
    entries: int
    stories: int
    sources: Mapping[str, int]
    others: int
    sent: Mapping[str, int]
    judged: Mapping[str, tuple[int, int]]
    tales: Sequence[Tale]


async def health(heard: Heard, room: Room) -> Reply:  # noqa: ARG001 - one signature for all
    """/health: whether all is well, and every trouble there is."""
    well, config = await room.desk.health(), room.desk.config()
    ailments, outlines = await room.desk.store.read(_ill)
    told = status.told(ailments, config.sources)
    counts = status.states(config.sources, outlines, ailments, room.desk.now())
    single = {f"{what}: {why}" for what, why in room.desk.problems().items() if what.startswith(SINGLE)}
    problems = [each for each in well.problems if each not in single]
    head = room.t("All is well.") if well.ready and not problems and not told else room.t("This wants attention:")
    if not well.ready:
        head = room.t("No work gets done:")
    sources = " ".join(f"{mark(state)} {count}" for state, count in counts.items() if count)
    rows = [
        *(f"• {said(tongue.because(each, room.language) or each, 400)}" for each in problems),
        *(_ailment(each, room) for each in told),
    ]
    top = lines(f"feedbot {__version__} · {head}", sources, BLANK if rows else "")
    return Reply(html=listed(top, rows, room.t("… and {number} more.")))


async def stats(heard: Heard, room: Room) -> Reply:  # noqa: ARG001 - one signature for all
    """/stats: what came, what went, what passed, within 24 hours."""
    day = await room.desk.store.read(_day, room.desk.now() - DAY)
    head = room.t("The last 24 hours: entries {entries}, stories {stories}.")
    rows = [head.format(entries=day.entries, stories=day.stories)]
    if day.sources:
        rows += [BLANK, room.t("Came in:")]
        rows += [f"• {said(name)}: {count}" for name, count in day.sources.items()]
        rows += [room.t("• all others: {number}").format(number=day.others)] if day.others else []
    names = {each.name for each in room.desk.config().channels if not each.reader}
    out = {name: count for name, count in sorted(day.sent.items()) if name in names}
    readers = sum(count for name, count in day.sent.items() if name not in names)
    if out or readers:
        rows += [
            BLANK,
            room.t("Went out, new or edited:"),
            *(f"• {said(name)}: {count}" for name, count in out.items()),
        ]
        rows += [room.t("• readers: {number}").format(number=readers)] if readers else []
    hits = [_hits(target, room, *counts) for target, counts in day.judged.items() if _told(target, names)]
    rows += [BLANK, room.t("Let through, held back:"), *hits] if hits else []
    tales = [f"• {said(each.title, 100)} ({each.sources})" for each in day.tales if each.sources > 1]
    rows += [BLANK, room.t("Told by most sources:"), *tales] if tales else []
    return Reply(html=listed(rows[0], rows[1:], room.t("… and {number} more.")))


async def reload(heard: Heard, room: Room) -> Reply:  # noqa: ARG001 - one signature for all
    """/reload: the config file is taken over as it is now; its faults are told, and the old one stays then."""
    before = room.desk.config()
    faults = await orders.reload(room.desk)
    if faults:
        more = room.t("… and {number} more.")
        return Reply(html=listed(room.t("The old config stays:"), [_fault(each, room) for each in faults], more))
    after = room.desk.config()
    counts = room.t("sources {sources}, channels {channels}, feeds {feeds}").format(
        sources=len(after.sources), channels=sum(not each.reader for each in after.channels), feeds=len(after.feeds)
    )
    same = room.t("Nothing had changed.") if before == after else ""
    return done(room, (), lines(room.t("The config was taken over:") + " " + counts, same), "")


def _fault(fault: str, room: Room) -> str:
    return said(phrasing.say(fault, room.language), 800)


def _ailment(ailment: Ailment, room: Room) -> str:
    name = ailment.source.removeprefix("@") or room.t("our network")
    because = tongue.because(ailment.because, room.language) or ailment.because
    remedy = tongue.remedy(ailment.remedy, room.language) or ailment.remedy
    return lines(f"• {bold(name)}: {said(because, 300)}", f"↳ {said(remedy, 300)}")


def _hits(judged: str, room: Room, passed: int, refused: int) -> str:
    return f"• {called(judged, room)}: {passed} / {refused}"


def _told(target: str, channels: set[str]) -> bool:
    kind, _, name = target.partition(":")
    return kind == "feed" or (kind == "channel" and name in channels)


def _ill(tx: Tx) -> tuple[Sequence[Ailment], Mapping[str, Outline]]:
    return records.standing(tx), numbers.outlines(tx)


def _day(tx: Tx, since: datetime) -> _Day:
    came: Sequence[Arrival] = numbers.arrivals(tx, since, _TOP)
    sources: dict[str, int] = {}
    for each in came:
        if each.source is not None:
            sources[each.source] = sources.get(each.source, 0) + each.entries
    entries, stories = tallies.stories(tx, since)
    return _Day(
        entries=entries,
        stories=stories,
        sources=dict(sorted(sources.items(), key=lambda each: (-each[1], each[0]))),
        others=sum(each.entries for each in came if each.source is None),
        sent=tallies.sent(tx, since),
        judged=tallies.judged(tx, since),
        tales=numbers.tales(tx, since, _STORIES),
    )
