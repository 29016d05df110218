"""Whether it is our own network that fails, and not the sources."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from feedbot.model import Cursor, Source

_SILENT = frozenset({"network", "tls", "private", "busy", "robots", "ours"})
"""Faults that do not show that anything outside answered just now."""

_FEW = 3
_MOST = 10
_SOON = timedelta(minutes=5)
_SURE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """What visits showed of our network.

    `answered` is when anything on the web last answered, be it with an error. `since` is when the first source after
    that could not be reached, None while that proves nothing. `hosts` and `count` are those that could not be.
    """

    answered: datetime | None = None
    since: datetime | None = None
    hosts: tuple[str, ...] = ()
    count: int = 0


def outage(visits: Iterable[tuple[Source, Cursor]]) -> Outage:
    """Judge our network by all sources that are visited.

    It is down when, after the last answer of any, sources of three hosts or more that had worked could not be reached
    for five minutes: of more than nine hosts a third, ten at most. Where no three hosts had worked, all of them must
    fail, three visits or more, for a quarter of an hour. Sources on this machine or its own network do not count.
    """
    web = [(source, cursor) for source, cursor in visits if not cursor.gone and _public(host(source.url))]
    answers = [moment for _, cursor in web if (moment := _answered(cursor)) is not None]
    answered = max(answers, default=None)
    fresh = [
        (host(source.url), cursor, cursor.failing, cursor.tried)
        for source, cursor in web
        if cursor.fault == "network" and cursor.failing and cursor.tried
        if answered is None or cursor.failing > answered
    ]
    if not fresh:
        return Outage(answered=answered)
    since, last = min(each[2] for each in fresh), max(each[3] for each in fresh)
    hosts = tuple(dict.fromkeys(each[0] for each in fresh))
    working = {host(source.url) for source, cursor in web if not cursor.failures}
    alive = len(working.union(hosts))
    if alive >= _FEW:
        down = len(hosts) >= max(_FEW, min(_MOST, alive // _FEW)) and last - since >= _SOON
    else:
        down = not working and sum(each[1].failures for each in fresh) >= _FEW and last - since >= _SURE
    return Outage(answered=answered, since=since if down else None, hosts=hosts, count=len(fresh))


def feeler(visits: Iterable[tuple[Source, Cursor]], now: datetime) -> str | None:
    """The source to visit now to see whether our own network, which is down, is back; None for none yet.

    It is the one that was tried longest ago, and one of them is tried each five minutes: else the first sign of a
    network that is back would wait for as long as sources that fail are left alone.
    """
    failed = [
        (cursor.tried, source.name)
        for source, cursor in visits
        if cursor.failures and cursor.fault == "network" and cursor.tried and not cursor.gone and not source.paused
    ]
    if any(now - _SOON < tried <= now for tried, _ in failed):
        return None
    return min(failed)[1] if failed else None


def host(url: str) -> str:
    """The host of an address on the web, empty for any other place."""
    scheme, _, rest = url.partition("://")
    if scheme.lower() not in {"http", "https"}:
        return ""
    for end in "/?#":
        rest = rest.partition(end)[0]
    rest = rest.rpartition("@")[2].lower()
    return rest.partition("]")[0].lstrip("[") if rest.startswith("[") else rest.partition(":")[0]


def _public(name: str) -> bool:
    """Whether a host is reached through the internet, as far as its name tells; an address in numbers is left out."""
    _, dot, last = name.rpartition(".")
    return bool(dot) and not last.isdigit() and ":" not in name and last not in {"local", "lan", "internal", "home"}


def _answered(cursor: Cursor) -> datetime | None:
    return cursor.visited if not cursor.failures or cursor.fault in _SILENT else cursor.tried
