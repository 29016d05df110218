"""How sources are: what is wrong with each, what began and what is over. It tells nobody."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from feedbot.model import Ailment, Alarm, Cursor, Fault, Source, State
from feedbot.rules import cadence, remedies
from feedbot.rules.habits import DAY, MANY, learn, moment, notice, patience, traits
from feedbot.rules.outage import Outage, host, outage
from feedbot.text.lengths import span

__all__ = ["HOST", "MEMORY", "examine", "learn", "loud", "review", "state"]

HOST = "@"
"""What the name of a host begins with where an ailment has one instead of a source; no source's name does."""

MEMORY = 2 * DAY
"""How far back `review` wants to know what was told."""

_CERTAIN: frozenset[Fault] = frozenset({"login", "tls", "private", "missing", "robots", "format", "empty"})
_CROWD = "ids were new at once"
_SURE = timedelta(hours=1)
_GROUP = 3

Key = tuple[str, str]
"""A source and a code."""


def examine(source: Source, cursor: Cursor, now: datetime) -> tuple[Ailment, ...]:
    """All that is wrong with a source by what its visits showed; nothing for one that is paused.

    "failing" takes two visits or more over a day, or, where the fault is certain (a login, TLS, a private address, a
    missing page, robots.txt, a wrong format, nothing to read), three over an hour: one bad visit is no ailment.
    """
    if source.paused:
        return ()
    if cursor.gone:
        since = cursor.failing or cursor.tried or cursor.due
        return (_ailment(source, "gone", since, remedies.gone(source, cursor)),)
    found = (_failing(source, cursor, now), _moved(source, cursor, now), _certificate(source, cursor, now))
    read = () if cursor.failures or cursor.visited is None else _reading(source, cursor, cursor.visited)
    return tuple(each for each in (*found, *read) if each is not None)


def state(source: Source, cursor: Cursor | None, ailments: Iterable[Ailment]) -> State:
    """The one word for how a source is; `ailments` may be those of other sources too."""
    codes = {each.code for each in ailments if each.source == source.name or each.code == "network"}
    if source.paused:
        return "paused"
    if cursor is not None and (cursor.gone or "gone" in codes):
        return "gone"
    if codes & {"failing", "nothing"} or ("network" in codes and cursor is not None and cursor.failures):
        return "failing"
    if cursor is None or cursor.visited is None:
        return "new"
    return "late" if "late" in codes else "ok"


def review(
    sources: Sequence[Source],
    cursors: Mapping[str, Cursor],
    standing: Sequence[Ailment],
    now: datetime,
    *,
    recent: Sequence[Alarm] = (),
) -> tuple[tuple[Alarm, ...], tuple[Ailment, ...]]:
    """What began and what is over since `standing` was true, and what stands now.

    `recent` are the alarms of the last `MEMORY`: what began within a day does not begin again, so that a source that
    comes and goes is told of once a day; and what failed while our own network did, counts from its end. While that
    lasts, no source begins to fail. Of sources that are paused or gone from the config, ailments end without a word.
    """
    watched = {each.name: each for each in sources if not each.paused and each.name in cursors}
    if not watched:
        return (), ()
    before = {(each.source, each.code): each for each in standing}
    held: dict[str, list[Ailment]] = {}
    for each in standing:
        held.setdefault(each.source, []).append(each)
    muted = {(each.ailment.source, each.ailment.code) for each in recent if not each.over and now - each.at < DAY}
    muted = muted.difference(before)
    after: dict[Key, Ailment] = {}
    network = before.get(("", "network"))
    down = _network(network, outage((each, cursors[name]) for name, each in watched.items()), after)
    spells = _spells(recent, network, now, down=down)
    spared = {name: _spared(cursors[name], spells) for name in watched}
    for name, source in watched.items():
        found = (each for each in examine(source, spared[name], now) if not (down and each.code == "failing"))
        after |= _source(source, spared[name], {each.code: each for each in found}, held.get(name, ()))
    _companions(watched, spared, before, after, now)
    after = {key: each for key, each in after.items() if key not in muted}
    _hosts(watched, spared, before, after)
    began = (Alarm(ailment=each, at=now) for key, each in after.items() if key not in before)
    over = (Alarm(ailment=each, at=now, over=True) for key, each in before.items() if key not in after)
    return (*(each for each in over if _known(each.ailment.source, watched)), *began), tuple(after.values())


def loud(
    alarms: Sequence[Alarm], sources: Sequence[Source], before: Sequence[Ailment], after: Sequence[Ailment]
) -> tuple[Alarm, ...]:
    """The alarms that people are told of: where a host is told of, its sources are not told of one by one."""
    hosts = {each.source for each in (*before, *after) if each.source.startswith(HOST)}
    silent = {each.name for each in sources if _host(each) in hosts}
    return tuple(each for each in alarms if each.ailment.code != "failing" or each.ailment.source not in silent)


def _ailment(source: Source, code: str, since: datetime, words: tuple[str, str]) -> Ailment:
    because, remedy = words
    return Ailment(source=source.name, code=code, since=since, because=because, remedy=remedy)


def _failing(source: Source, cursor: Cursor, now: datetime, *, share: float = 1) -> Ailment | None:
    """Visits fail for long enough, or for a `share` of it."""
    since, tried = cursor.failing, cursor.tried
    if since is None or tried is None or not cursor.failures:
        return None
    # What a visit showed holds until the next one is due: after that nobody knows.
    known = max(now, tried) if cursor.due > now else tried
    lasting = cursor.failures >= 2 and tried > since and known - since >= DAY * share
    certain = cursor.fault in _CERTAIN and cursor.failures >= 3 and tried - since >= _SURE * share
    if not lasting and not certain:
        return None
    if cursor.fault == "empty":
        return _ailment(source, "nothing", since, remedies.empty(source, cursor, since, now))
    return _ailment(source, "failing", since, remedies.failing(source, cursor, since, now))


def _moved(source: Source, cursor: Cursor, now: datetime) -> Ailment | None:
    to = cadence.address(cursor, source.url, now)
    if to == source.url or cursor.since is None:
        return None
    return _ailment(source, "moved", cursor.since, remedies.moved(source, to, cursor.moves))


def _certificate(source: Source, cursor: Cursor, now: datetime) -> Ailment | None:
    ends = cursor.habits.certificate
    if ends is None or now < ends - notice(cursor.habits):
        return None
    return _ailment(source, "certificate", ends - notice(cursor.habits), remedies.certificate(ends, now))


def _reading(source: Source, cursor: Cursor, visited: datetime) -> Iterable[Ailment | None]:
    """What is strange in what its visits read, the last of them at `visited`."""
    habits, more = cursor.habits, traits(cursor.habits)
    if more.lean >= 3 and visited - moment(more.thin) >= DAY and (more.last or more.refilled < 2):
        code, words = ("fewer", remedies.fewer) if more.last else ("nothing", remedies.empty)
        yield _ailment(source, code, moment(more.thin), words(source, cursor, moment(more.thin), visited))
    if habits.newest is not None:
        allowed, silence = patience(habits, visited), visited - habits.newest
        if allowed is not None and silence > allowed:
            words_of_it = remedies.late(source, span(silence), span(allowed), habits.newest)
            yield _ailment(source, "late", habits.newest, words_of_it)
    if habits.strange >= MANY:
        yield _ailment(source, "encoding", moment(more.odd) if more.odd else visited, remedies.encoding(cursor))
    if more.tongue >= MANY:
        yield _ailment(source, "language", moment(more.spoken), remedies.language(source, cursor))
    crowd = next((note for note in cursor.notes if _CROWD in note), "")
    if crowd or cursor.naming != "id":
        yield _ailment(source, "ids", visited, remedies.ids(cursor, crowd))


def _network(standing: Ailment | None, seen: Outage, after: dict[Key, Ailment]) -> bool:
    """Whether our own network is down; what stands of it goes into `after`."""
    if standing is not None:
        down = seen.answered is None or seen.answered <= standing.since
        if down:
            after["", "network"] = standing
        return down
    if seen.since is None:
        return False
    because, remedy = remedies.network(seen.hosts, seen.count, seen.since)
    after["", "network"] = Ailment(source="", code="network", since=seen.since, because=because, remedy=remedy)
    return True


def _spells(
    recent: Iterable[Alarm], standing: Ailment | None, now: datetime, *, down: bool
) -> list[tuple[datetime, datetime]]:
    """When our own network was down, and when that was over, lately."""
    told = [(each.ailment.since, each.at) for each in recent if each.over and each.ailment.code == "network"]
    return told if standing is None or down else [*told, (standing.since, now)]


def _spared(cursor: Cursor, spells: Iterable[tuple[datetime, datetime]]) -> Cursor:
    """What began to fail with our own network counts from the end of that."""
    for since, end in spells:
        if cursor.failing is not None and since <= cursor.failing <= end:
            cursor = replace(cursor, failing=end)
    return cursor


def _source(
    source: Source, cursor: Cursor, found: Mapping[str, Ailment], held: Iterable[Ailment]
) -> dict[Key, Ailment]:
    """What stands of a source: it is told in the words in which it began, unless other help is needed now."""
    after = {(source.name, code): each for code, each in found.items()}
    for each in held:
        new = found.get(each.code)
        if new is not None:
            same = new.remedy == each.remedy
            after[each.source, each.code] = each if same else replace(new, since=each.since)
        elif _lasts(each, cursor):
            after[each.source, each.code] = each
    return after


def _lasts(ailment: Ailment, cursor: Cursor) -> bool:
    """Whether what began once is not over yet, although it would not begin now.

    Nothing is over before a visit that worked, not even where the url was corrected and all was forgotten.
    """
    more, since = traits(cursor.habits), ailment.since
    worked = cursor.visited is not None and cursor.visited > since and not cursor.gone
    forgotten = cursor.habits.readings == 0
    match ailment.code:
        case "failing" | "gone":
            return not worked
        case "nothing":
            return not worked or more.lean > 0 or (cursor.failures > 0 and cursor.fault == "empty")
        case "late":
            return forgotten or (cursor.habits.newest is not None and cursor.habits.newest <= since)
        case "fewer":
            return forgotten or more.lean > 0
        case "encoding":
            return forgotten or cursor.habits.strange > 0
        case "language":
            return forgotten or more.tongue > 0
        case "moved":
            # A failure makes a move be forgotten, and one redirect more does not make it anew.
            return forgotten or cursor.failures > 0 or cursor.moved is not None
        case _:
            return forgotten


def _companions(
    watched: Mapping[str, Source],
    cursors: Mapping[str, Cursor],
    before: Mapping[Key, Ailment],
    after: dict[Key, Ailment],
    now: datetime,
) -> None:
    """Where a source begins to fail, others of its host that are halfway there come along, if that makes a group."""
    begun = {name for name, code in after if code == "failing" and (name, code) not in before}
    places = {place for name in begun if (place := _host(watched[name]))}
    if not places:
        return
    groups: dict[str, list[Ailment]] = {place: [] for place in places}
    for name, source in watched.items():
        if _host(source) in places and (name in begun or (name, "failing") not in after):
            found = after.get((name, "failing")) or _failing(source, cursors[name], now, share=0.5)
            if found is not None and found.code == "failing":
                groups[_host(source)].append(found)
    for group in groups.values():
        if len(group) >= _GROUP:
            after.update({(each.source, each.code): each for each in group})


def _hosts(
    watched: Mapping[str, Source],
    cursors: Mapping[str, Cursor],
    before: Mapping[Key, Ailment],
    after: dict[Key, Ailment],
) -> None:
    """What stands of whole hosts: it begins with three sources at once.

    It is over when one of its sources worked and every other that failed was tried after that, or none fails.
    """
    failing = [each for each in after.values() if each.code == "failing" and each.source in watched]
    groups: dict[str, list[Ailment]] = {}
    for each in failing:
        groups.setdefault(_host(watched[each.source]), []).append(each)
    for place, group in groups.items():
        standing = before.get((place, "failing"))
        begun = [each for each in group if (each.source, each.code) not in before]
        if standing is not None and not _answers(place, group, standing, watched, cursors):
            after[place, "failing"] = standing
        elif standing is None and place and len(begun) >= _GROUP:
            because, remedy = remedies.host(begun)
            since = min(each.since for each in begun)
            after[place, "failing"] = Ailment(source=place, code="failing", since=since, because=because, remedy=remedy)


def _answers(
    place: str,
    group: Sequence[Ailment],
    standing: Ailment,
    watched: Mapping[str, Source],
    cursors: Mapping[str, Cursor],
) -> bool:
    """Whether a host works again: a source of it did, and those that still fail had their chance after that."""
    visits = (cursors[name].visited for name, source in watched.items() if _host(source) == place)
    worked = max((each for each in visits if each is not None), default=None)
    if worked is None or worked <= standing.since:
        return False
    return all((cursors[each.source].tried or worked) > worked for each in group)


def _host(source: Source) -> str:
    name = host(source.url)
    return f"{HOST}{name}" if name else ""


def _known(source: str, watched: Mapping[str, Source]) -> bool:
    """Whether an ailment that is over concerns anything that is still watched."""
    if source.startswith(HOST):
        return any(_host(each) == source for each in watched.values())
    return source in watched or not source
