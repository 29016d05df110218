"""Whether we are well: from signs of the loops, the clock, the database and the lanes to a verdict in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

STUCK = timedelta(minutes=4)
"""A loop that did not come round for so long is stuck, and so is a clock that did not knock."""

SLOW = timedelta(seconds=30)
"""A tiny write that takes longer means that nothing gets written."""

STALLED = timedelta(minutes=15)
"""A lane that is ready, is owed something due and has had nobody working on it for so long stands still."""

_PATIENT = "deliver"
_LISTED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What is seen of a running program.

    `silent` is by loop how long ago it came round last, `failed` by loop why its last turn failed. `tick` is how long
    ago the clock knocked, `written` why a tiny write failed ("" if it did not), `writing` for how long one has been
    under way. `stalled` is by lane since when it could have sent. `told` are troubles of the world by what they are
    about. Lengths are of a clock that is never set.
    """

    silent: Mapping[str, timedelta] = field(default_factory=dict)
    failed: Mapping[str, str] = field(default_factory=dict)
    tick: timedelta = timedelta(0)
    written: str = ""
    writing: timedelta = timedelta(0)
    stalled: Mapping[str, timedelta] = field(default_factory=dict)
    told: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wellness:
    """`alive` while a restart would not help, `ready` while work gets done; `problems` are sentences for people.

    Who is ready is alive. Troubles of the world are told, and make us neither.
    """

    alive: bool
    ready: bool
    problems: tuple[str, ...]


def judge(signs: Signs) -> Wellness:
    """How we are: what a restart may mend comes first, then what keeps work from being done, then the world."""
    dead, idle = tuple(_dead(signs)), tuple(_idle(signs))
    world = tuple(f"{what}: {why}" for what, why in sorted(signs.told.items()))
    return Wellness(alive=not dead, ready=not dead and not idle, problems=(*dead, *idle, *world))


def stuck(silent: Mapping[str, timedelta]) -> tuple[str, ...]:
    """The loops that have not come round for too long, in their order.

    Those that deliver may wait longer, for the database, to write down what was sent: to end them then would be to send
    it twice. Where they all hang, lanes stand still.
    """
    return tuple(name for name, age in silent.items() if not name.startswith(_PATIENT) and age >= STUCK)


def _dead(signs: Signs) -> Iterator[str]:
    for name in stuck(signs.silent):
        yield f"loop {name} has not come round for {_spelled(signs.silent[name])}; restart feedbot, and report it"
    if signs.tick >= STUCK:
        yield f"the clock has not knocked for {_spelled(signs.tick)}; restart feedbot, and report it"


def _idle(signs: Signs) -> Iterator[str]:
    for why in dict.fromkeys(signs.failed.values()):
        yield f"{_together([name for name, each in signs.failed.items() if each == why])}: {why}"
    if signs.written and signs.written not in signs.failed.values():  # otherwise a loop told of it
        yield f"the database takes no writes: {signs.written}"
    elif not signs.written and signs.writing >= SLOW:
        yield f"the database has not taken a tiny write for {_spelled(signs.writing)}; look at its disk and its load"
    lanes = {name: age for name, age in signs.stalled.items() if age >= STALLED}
    for name in sorted(lanes, key=lambda each: (-lanes[each], each))[:_LISTED]:
        yield (
            f"channel {name} has something to send and has sent nothing for {_spelled(lanes[name])}; "
            f"see `feedbot outbox`, and restart feedbot if nothing explains it"
        )
    if len(lanes) > _LISTED:
        yield f"{len(lanes) - _LISTED} more channels stand still as well"


def _together(loops: Sequence[str]) -> str:
    """The names of loops that have one trouble; of those with numbers, of which there may be many, the first."""
    kinds: dict[str, list[str]] = {}
    for name in loops:
        kinds.setdefault(name.rstrip("0123456789"), []).append(name)
    return ", ".join(f"{one} and {len(more)} more like it" if more else one for one, *more in kinds.values())


def _spelled(length: timedelta) -> str:
    seconds = int(length.total_seconds())
    if seconds < 120:
        return f"{seconds} seconds"
    return f"{seconds // 60} minutes" if seconds < 7200 else f"{seconds // 3600} hours"
