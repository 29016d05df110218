"""What is wrong with channels and with the config: what began and what is over. It tells nobody.

An ailment of a channel has "#" and its name where others have a source, that of the canary too, that of the config "#"
alone.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from feedbot.model import CANARY, Ailment, Alarm, Canary, Channel, Lane, Walk
from feedbot.text.lengths import span

MARK = "#"
"""What an ailment's source begins with if it is none of sources; no source's name does."""

DAY = timedelta(days=1)
"""How far back it matters what was lost; and what began within one does not begin again."""

_HANDFUL = 5
_FEW = 2
_LONG = 300
_FAULTS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What became of a channel's deliveries: how many are parked, by the reason.

    Within the last day `dropped` were dropped because they were too old, and of `unknown` sends nobody knows whether
    they arrived.
    """

    parked: Mapping[str, int] = field(default_factory=dict)
    dropped: int = 0
    unknown: int = 0


def ours(ailment: Ailment) -> bool:
    """Whether it is one of a channel or of the config."""
    return ailment.source.startswith(MARK)


def examine(
    channel: Channel, lane: Lane | None, fate: Fate, now: datetime, *, standing: Collection[str] = ()
) -> tuple[Ailment, ...]:
    """All that is wrong with a channel; nothing for one that is asleep, or of a reader.

    `standing` are the codes of what was wrong before: what stands needs less to go on than to begin. While its chat
    takes nothing, nothing else begins, for that follows from it.
    """
    if channel.asleep or channel.reader:
        return ()
    found = []
    gone = lane.gone if lane is not None else None
    if gone is not None:
        found.append(_unreachable(channel, gone, now))
    if fate.parked and ("parked" in standing or gone is None):
        found.append(_parked(channel, fate.parked, now))
    if fate.dropped and ("dropped" in standing or gone is None):
        found.append(_dropped(channel, fate.dropped, now))
    if fate.unknown > (_FEW if "doubtful" in standing else _HANDFUL) and ("doubtful" in standing or gone is None):
        found.append(_doubtful(channel, fate.unknown, now))
    return tuple(found)


def review(
    channels: Sequence[Channel],
    lanes: Mapping[str, Lane],
    fates: Mapping[str, Fate],
    standing: Sequence[Ailment],
    now: datetime,
    *,
    reached: Collection[str] = (),
    recent: Sequence[Alarm] = (),
) -> tuple[tuple[Alarm, ...], tuple[Ailment, ...]]:
    """What began and what is over with channels since `standing` was true, and what stands now.

    A channel that could not be reached can be once something arrived there: `reached` are those. `recent` are the
    alarms of the last `DAY`: what began within it does not begin again. Of channels that are asleep or gone from the
    config, ailments end without a word. What stands of the config is left as it is.
    """
    before = {(each.source, each.code): each for each in standing if ours(each)}
    told = {(each.ailment.source, each.ailment.code) for each in recent if not each.over and now - each.at < DAY}
    watched = {f"{MARK}{each.name}": each for each in channels if not each.asleep and not each.reader}
    after = {key: each for key, each in before.items() if each.source == MARK}
    for name, channel in watched.items():
        codes = {code for source, code in before if source == name}
        lane, fate = lanes.get(channel.name), fates.get(channel.name, Fate())
        found = {each.code: each for each in examine(channel, lane, fate, now, standing=codes)}
        if "unreachable" in codes and channel.name not in reached:
            found.setdefault("unreachable", before[name, "unreachable"])
        for code, each in found.items():
            if code in codes:
                after[name, code] = before[name, code]
            elif (name, code) not in told:
                after[name, code] = each
    over = (each for key, each in before.items() if key not in after and each.source in watched)
    began = (each for key, each in after.items() if key not in before)
    flips = (
        *(Alarm(ailment=each, at=now, over=True) for each in over),
        *(Alarm(ailment=each, at=now) for each in began),
    )
    return flips, tuple(after.values())


def config(
    faults: Sequence[str], standing: Sequence[Ailment], now: datetime
) -> tuple[tuple[Alarm, ...], tuple[Ailment, ...]]:
    """What is told of a config that was refused because of `faults`, or, where there are none, was taken over.

    Gives that and what stands now of the config. Other faults than before are told too; the same ones are not.
    """
    held = next((each for each in standing if (each.source, each.code) == (MARK, "config")), None)
    if not faults:
        return (() if held is None else (Alarm(ailment=held, at=now, over=True),)), ()
    lines = [" ".join(each.split()) for each in faults]
    more = [f"and {len(lines) - _FAULTS} more"] if len(lines) > _FAULTS else []
    because = "\n".join([*lines[:_FAULTS], *more])
    if held is not None and held.because == because:
        return (), (held,)
    remedy = (
        "The config that was read before is still in force. Correct the file, try it with `feedbot check`, and let it "
        "be read again with `feedbot reload`."
    )
    since = now if held is None else held.since
    ailment = Ailment(source=MARK, code="config", since=since, because=because, remedy=remedy)
    return (Alarm(ailment=ailment, at=now),), (ailment,)


def canary(
    way: Canary | None, walk: Walk, standing: Sequence[Ailment], now: datetime
) -> tuple[tuple[Alarm, ...], tuple[Ailment, ...]]:
    """What is told of the canary, and what stands now of it.

    It is late when none came through for `way.patience`, and well again when one did of late. Where there is none any
    more, or its chat is asleep, that ends without a word.
    """
    held = next((each for each in standing if each.source == _WAY), None)
    if way is None or way.channel.asleep:
        return (), ()
    age = walk.age(now)
    if held is not None:
        well = age is not None and age < way.patience
        return ((Alarm(ailment=held, at=now, over=True),), ()) if well else ((), (held,))
    if walk.overdue(now) < way.patience:
        return (), ()
    ailment = Ailment(source=_WAY, code="canary", since=now, because=_missed(walk, now), remedy=_SEARCH[_where(walk)])
    return (Alarm(ailment=ailment, at=now),), (ailment,)


def walked(way: Canary, walk: Walk, now: datetime) -> str:
    """How the canary is, in a sentence."""
    if way.channel.asleep:
        return f"asleep: {way.channel.asleep}"
    late = "late: " if walk.overdue(now) >= way.patience else ""
    if late or walk.lacks or walk.arrived is None:
        return f"{late}{_missed(walk, now)}"
    return f"{_last(walk, now)}{'' if walk.took is None else f', {span(walk.took)} on its way'}"


_WAY = f"{MARK}{CANARY}"

_SEARCH = {
    "source": (
        "None is made: sources are not visited. Look whether the program that takes in runs, and at its log: "
        "`feedbot healthcheck` tells of loops that stand still."
    ),
    "feed": (
        "Feeds are not written. Look whether the folder of the feeds can be written and has room: `feedbot "
        "healthcheck` tells of what failed."
    ),
    "chat": (
        "Messages are not sent, or not into its chat. Look whether others arrive, and whether the bot may write to the "
        "chat that [canary] names: `feedbot check --fetch` asks the channels."
    ),
    "way": "Feeds are not written and messages are not sent; the database or the program itself may be at fault.",
}


def _where(walk: Walk) -> str:
    """Where the newest canary is held up."""
    if len(walk.lacks) == 1:
        return walk.lacks[0]
    return "way" if walk.lacks else "source"


def _missed(walk: Walk, now: datetime) -> str:
    lacks = " and ".join({"feed": "the feed", "chat": "the chat"}[each] for each in walk.lacks)
    more = f"the newest is not in {lacks}" if lacks else "no other was made" if walk.laid else "none was made"
    return f"{_last(walk, now)}, and {more}"


def _last(walk: Walk, now: datetime) -> str:
    age = walk.age(now)
    return "none ever came through" if age is None else f"the last one that came through was made {span(age)} ago"


def _unreachable(channel: Channel, gone: str, now: datetime) -> Ailment:
    remedy = (
        "Look whether it is still there and takes messages from us: `feedbot check --fetch` asks it. It is tried again "
        f"from time to time; what waits for longer than {span(channel.max_age)} is dropped."
    )
    return _ailment(channel, "unreachable", _short(gone), remedy, now)


def _parked(channel: Channel, parked: Mapping[str, int], now: datetime) -> Ailment:
    count, (reason, most) = sum(parked.values()), max(parked.items(), key=lambda each: (each[1], each[0]))
    why = _short(reason) if most == count else f"{most} of them because: {_short(reason)}"
    remedy = (
        f"`feedbot outbox --channel {channel.name} --state parked` lists what was set aside. Once the reason is "
        f"mended, `feedbot outbox retry --channel {channel.name}` sends it."
    )
    return _ailment(channel, "parked", f"{_counted(count, 'message')} set aside, {why}", remedy, now)


def _dropped(channel: Channel, dropped: int, now: datetime) -> Ailment:
    because = f"{_counted(dropped, 'message')} could not be sent within {span(channel.max_age)} and went nowhere"
    remedy = (
        f"`feedbot outbox --channel {channel.name} --state dropped` says which, and why each waited. `feedbot outbox "
        f"retry --channel {channel.name} --dropped` sends them all the same; a longer max_age waits for longer."
    )
    return _ailment(channel, "dropped", because, remedy, now)


def _doubtful(channel: Channel, unknown: int, now: datetime) -> Ailment:
    because = f"of {_counted(unknown, 'send')} within a day no answer came back"
    after = {
        "resend": "They were sent again, so some may stand there twice",
        "probe": "Where it could not be found out whether they arrived, they were sent again",
        "hold": "They were set aside: `feedbot outbox` lists them",
    }
    remedy = f"{after[channel.on_unknown]}. Look at the network, or the proxy, between here and there."
    return _ailment(channel, "doubtful", because, remedy, now)


def _ailment(channel: Channel, code: str, because: str, remedy: str, now: datetime) -> Ailment:
    return Ailment(source=f"{MARK}{channel.name}", code=code, since=now, because=because, remedy=remedy)


def _counted(count: int, noun: str) -> str:
    return f"1 {noun}" if count == 1 else f"{count} {noun}s"


def _short(text: str) -> str:
    """The text on one line, and not too long."""
    said = " ".join(text.split())
    return said if len(said) <= _LONG else f"{said[: _LONG - 1]}…"
