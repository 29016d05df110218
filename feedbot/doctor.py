"""Findings about an installation: what is well, what is not, why, and what to do. Pure; who asks is `cli/doctor.py`."""

import json
import re
import shlex
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePath
from statistics import median
from typing import Literal
from urllib.parse import urlsplit

from feedbot.model import Ailment, Cursor, Failed, Push
from feedbot.net import Answer
from feedbot.text.lengths import span

Level = Literal["well", "warn", "ill"]

Unasked = Literal["unsaid", "nowhere", "elsewhere", "offline"]
"""Why a program was not asked: it says not where, it listens nowhere, on another's loopback, or nobody may be asked."""

OLD = timedelta(days=2)
"""From which age on a backup is too old."""

_MEBIBYTE = 2**20
_SCARCE = 100 * _MEBIBYTE
_LITTLE = 1024 * _MEBIBYTE
_OFF, _FAR = timedelta(seconds=60), timedelta(minutes=10)
_ID = re.compile(rb"<id>([^<]{1,500})</id>")
_OK, _FAILING = 200, 503
_SINGLE = re.compile(r"(?:source|channel) [^ :]+: ")  # how one of them was last: they are looked at by themselves
_TOLD, _LINE = 20, 500  # sentences of another program, and characters of each
_HERE = frozenset({"127.0.0.1", "::1", "localhost"})
_HOMES = "/home", "/root", "/run/user"
_UNASKED: Mapping[Unasked, tuple[str, str]] = {
    "unsaid": ("could not be asked: it does not say where it listens", "Run `feedbot healthcheck` on its machine."),
    "nowhere": (
        "could not be asked: it shows nowhere how it is",
        "Start it with --listen HOST:PORT, or with the web server switched on.",
    ),
    "elsewhere": (
        "could not be asked: it listens only on its own machine, which is another one",
        "Run `feedbot doctor` on its machine.",
    ),
    "offline": ("was not asked: it is reached over the network", "Leave out --offline."),
}
_TEMPORARY = "/tmp", "/var/tmp"  # noqa: S108 - compared only


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at: how it is, what it is, why it is so, and what to do about it."""

    level: Level
    what: str
    why: str
    do: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """A file that has a secret: its permission bits."""

    path: str
    mode: int


def secrets(files: Iterable[Secret]) -> Iterator[Finding]:
    """Who may read the files that have secrets in them."""
    for each in files:
        what = f"secret in {each.path}"
        if each.mode & 0o007:
            why = f"every user of this machine may read it (mode {each.mode & 0o777:03o})"
            yield Finding(level="ill", what=what, why=why, do=f"chmod 600 {shlex.quote(each.path)}")
        elif each.mode & 0o070:
            why = f"its group may read it (mode {each.mode & 0o777:03o})"
            yield Finding(
                level="warn", what=what, why=why, do=f"chmod 600 {shlex.quote(each.path)}, unless that is meant"
            )
        else:
            yield Finding(level="well", what=what, why="only its owner may read it")


def open_files(files: Iterable[Secret]) -> Iterator[Finding]:
    """Who else may read the database and its copies; nothing where nobody may."""
    wide = [each for each in files if each.mode & 0o077]
    if wide:
        names = ", ".join(PurePath(each.path).name for each in wide)
        do = f"chmod 600 {' '.join(shlex.quote(each.path) for each in wide)}"
        if any(each.mode & 0o007 for each in wide):
            why = f"every user of this machine may read {names}, where secret addresses of feeds stand"
        else:
            why = f"its group may read {names}, where secret addresses of feeds stand"
            do = f"{do}, unless that is meant"
        yield Finding(level="warn", what="database", why=why, do=do)


def room(what: str, free: int, held: int) -> Finding:
    """Whether a disk has room, in bytes; `held` is what lies there of ours, and may be copied once."""
    left = f"{free / _MEBIBYTE:,.0f} MiB free"
    do = "Make room there, or move it to a larger disk: feedbot stops taking in what it cannot write."
    if free < _SCARCE:
        return Finding(level="ill", what=what, why=left, do=do)
    if free < max(_LITTLE, 2 * held):
        return Finding(level="warn", what=what, why=f"{left}, and a copy of the database must fit", do=do)
    return Finding(level="well", what=what, why=left)


def clock(skews: Sequence[timedelta]) -> Finding | None:
    """Whether the clock is right, by how far servers say it is off; None where none said. Seconds do not count."""
    if not skews:
        return None
    off = timedelta(seconds=median(each.total_seconds() for each in skews))
    way, most = "behind" if off > timedelta(0) else "ahead", abs(off)
    asked = "1 server" if len(skews) == 1 else f"{len(skews)} servers"
    if most < _OFF:
        return Finding(level="well", what="clock", why=f"right to a minute, by the dates of {asked}")
    why = f"{span(most)} {way}, by the dates of {asked}"
    do = "Let it be set over the network: timedatectl set-ntp true"
    return Finding(level="ill" if most >= _FAR else "warn", what="clock", why=why, do=do)


def backup(last: datetime | None, now: datetime) -> Finding:
    """How old the last backup is."""
    do = "Make one a day: deploy/feedbot-backup.timer, or a line in a crontab (docs/operating.md)."
    if last is None:
        return Finding(level="warn", what="backup", why="none was ever made by `feedbot backup`", do=do)
    why = f"the last one is {span(max(now - last, timedelta(0)))} old"
    if now - last > OLD:
        return Finding(level="warn", what="backup", why=why, do=do)
    return Finding(level="well", what="backup", why=why)


def unread(cursors: Iterable[Cursor], ailing: Collection[str]) -> Iterator[Finding]:
    """Sources that could not be read even once, but for those that are told of as `ailing`."""
    for cursor in cursors:
        if cursor.visited is None and cursor.failures and cursor.source not in ailing:
            why = f"was not read yet: {cursor.error}"
            do = f"`feedbot why {cursor.source}` tells more, `feedbot poll {cursor.source}` tries again."
            yield Finding(level="warn", what=f'source "{cursor.source}"', why=why, do=do)


def ailing(ailments: Iterable[Ailment]) -> Iterator[Finding]:
    """What is wrong with sources, hosts, channels and the network, as the daemon noted it."""
    for each in ailments:
        name, mark = each.source, each.source[:1]
        kinds = {"": "network", "@": f"host {name[1:]}", "#": f'channel "{name[1:]}"' if name[1:] else "config"}
        what = kinds.get(mark, f'source "{name}"')
        level: Level = "ill" if each.code in {"network", "gone", "unreachable"} else "warn"
        yield Finding(level=level, what=what, why=each.because, do=each.remedy)


def held(names: Mapping[tuple[str, str], Sequence[str]]) -> Iterator[Finding]:
    """The sources that programs hold which ended, by who it was and the moment until which nobody else visits them."""
    for (who, until), sources in names.items():
        why = f'a program that ended ({who}) holds source "{sources[0]}" until {until}'
        if len(sources) > 1:
            why = f"a program that ended ({who}) holds {len(sources)} sources until {until}"
        do = "One that visits takes over within two minutes; if none runs, start one: `feedbot run`."
        yield Finding(level="warn", what="sources", why=why, do=do)


def parked(counts: Mapping[str, int]) -> Iterator[Finding]:
    """How many messages each channel has set aside."""
    for name, number in counts.items():
        if number:
            why = "1 message was set aside" if number == 1 else f"{number} messages were set aside"
            do = f"`feedbot outbox --channel {shlex.quote(name)}` says why; `feedbot outbox retry` sends them."
            yield Finding(level="warn", what=f'channel "{name}"', why=why, do=do)


def hubs(pushes: Iterable[Push], now: datetime) -> Iterator[Finding]:
    """The hubs that should tell of news and do not; sources are visited all the same."""
    for each in pushes:
        if each.ending or (each.until is not None and each.until > now and not each.failures):
            continue
        if each.failures:
            times = "once" if each.failures == 1 else f"{each.failures} times"
            why = f"{each.hub} was asked {times} in vain" + (f": {each.error}" if each.error else "")
            do = "Hubs must reach web.url from outside, by GET and POST of /hub/. Until then it is visited as often."
            yield Finding(level="warn", what=f'hub of source "{each.source}"', why=why, do=do)


def address(url: str, answer: Answer | Failed, own: bytes | None) -> Finding:
    """Whether what a reader gets at a feed's address is that feed; `own` is the document as it lies on our disk."""
    what = f"feed at {url}"
    proxy = "See that the proxy leads to feedbot, or serves its folder of feeds (docs/serving.md)"
    match answer:
        case Failed(fault="private") if urlsplit(url).hostname in _HERE:
            return Finding(
                level="well", what=what, why="for readers on this machine only, as `url` under [web] names no other"
            )
        case Failed(fault="private"):
            why = "its name leads to a private network from here, so it was not asked"
            do = "If that is meant, name the address in allow_private of [feedbot]; readers elsewhere need another one."
            return Finding(level="warn", what=what, why=why, do=do)
        case Failed(reason=reason):
            do = f"{proxy}, that its name is right, and that `url` under [web] is the address that readers use."
            return Finding(level="ill", what=what, why=reason, do=do)
        case Answer(status=200, body=body):
            theirs, ours = _ID.search(body), _ID.search(own or b"")
            if theirs is None:
                return Finding(level="ill", what=what, why="what answers is no Atom feed", do=f"{proxy}.")
            if ours is not None and theirs[1] != ours[1]:
                return Finding(level="ill", what=what, why="another feed answers than ours", do=f"{proxy}.")
            return Finding(level="well", what=what, why="answers with this feed")
        case Answer(status=status):
            return Finding(level="ill", what=what, why=f"answers {status}", do=f"{proxy}.")


def unit(
    text: str, config: PurePath, places: Mapping[str, PurePath], folders: Mapping[str, PurePath]
) -> Iterator[Finding]:
    """Whether a systemd unit with its drop-ins lets feedbot write to its `places` and read its `folders`, by name."""
    settings, what = _settings(text), "systemd unit"
    started = re.search(r"--config[ =](\S+)", " ".join(settings.get("ExecStart", ())))
    if started and PurePath(started[1].strip("\"'")) != config:
        why = f"it runs feedbot with {started[1]}, and what is looked at here is {config}"
        yield Finding(level="warn", what=what, why=why, do=f"feedbot --config {started[1]} doctor")
        return
    shut = [*_read_only(settings, places), *_hidden(settings, {**places, **folders})]
    for why, do in shut:
        yield Finding(level="ill", what=what, why=why, do=do)
    if not shut:
        yield Finding(level="well", what=what, why="lets feedbot read and write all that the config names")


def _read_only(settings: Mapping[str, Sequence[str]], places: Mapping[str, PurePath]) -> Iterator[tuple[str, str]]:
    if settings.get("ProtectSystem", [""])[-1:] != ["strict"]:
        return
    writable = [PurePath("/var/lib", name) for name in settings.get("StateDirectory", ())]
    writable += [PurePath(each.lstrip("-+")) for each in settings.get("ReadWritePaths", ())]
    for name, path in places.items():
        if not any(path.is_relative_to(each) for each in writable):
            do = f"Put it into {writable[0]}, or" if writable else "Write"
            yield (
                f"{name} ({path}) is read-only for the service",
                f"{do} ReadWritePaths={path} (systemctl edit feedbot).",
            )


def _hidden(settings: Mapping[str, Sequence[str]], places: Mapping[str, PurePath]) -> Iterator[tuple[str, str]]:
    hidden = [*_HOMES] if settings.get("ProtectHome", [""])[-1:] not in ([""], ["no"], ["false"], []) else []
    hidden += _TEMPORARY if settings.get("PrivateTmp", [""])[-1:] in (["yes"], ["true"]) else []
    for name, path in places.items():
        if any(path.is_relative_to(each) for each in hidden):
            do = "Move it elsewhere, such as below /srv, or loosen the unit (systemctl edit feedbot)."
            yield f"{name} ({path}) is hidden from the service", do


def webhook(wanted: str, there: str, error: str) -> Finding:
    """Whether Telegram brings updates to the `wanted` address ("" where it is asked), and its last `error` of late."""
    what = "updates of the bot"
    if wanted and there != wanted:
        why = f"Telegram brings them to {_host(there)}" if there else "Telegram brings them nowhere"
        return Finding(level="warn", what=what, why=why, do="The daemon settles that when it starts; see its log.")
    if not wanted and there:
        why = f"Telegram brings them to {_host(there)}, so that feedbot cannot ask for them"
        do = "Another program uses this bot's token: give each a bot of its own, or end the other."
        return Finding(level="ill", what=what, why=why, do=do)
    if error:
        return Finding(level="warn", what=what, why=f"Telegram could not bring them: {error}", do="See web.url.")
    return Finding(level="well", what=what, why="brought by Telegram" if wanted else "nobody else gets them")


def programs(number: int) -> Finding:
    """How many programs work on a database on a server."""
    if not number:
        do = "`feedbot run`, or start the services."
        return Finding(level="warn", what="daemon", why="no program works on the database", do=do)
    why = "one program works" if number == 1 else f"{number} programs work"
    return Finding(level="well", what="daemon", why=f"{why} on the database")


def program(parts: Iterable[str], place: str, answer: Answer | Failed | Unasked) -> Iterator[Finding]:
    """What one of several programs answers at /readyz, sentence by sentence, or why it could not be asked."""
    what = f"program {','.join(parts) or '?'}" + (f" at {place}" if place else "")
    log = "The log of that program tells more."
    match answer:
        case Failed(fault="private"):
            why = "was not asked: that is a private address"
            do = "Run `feedbot doctor` on its machine, or name that address in allow_private of [feedbot]."
        case Failed(reason=reason):
            why, do = f"nobody answers there: {reason}", "See that it runs, and that it can be reached from here."
        case Answer(status=status):
            said = _problems(answer)
            idle: Level = "warn" if status == _OK else "ill"
            yield from (Finding(level=idle, what=what, why=each, do=log) for each in said or ())
            if said:
                return
            if said is not None and status == _OK:
                yield Finding(level="well", what=what, why="does its work")
                return
            if said is not None:
                why = "its work does not get done, and it tells only its own machine why"
                yield Finding(level="ill", what=what, why=why, do=log)
                return
            why, do = "what answers there is not feedbot", "See which program listens there."
        case _:
            why, do = _UNASKED[answer]
    yield Finding(level="warn", what=what, why=why, do=do)


def daemon(pid: int | None, answer: Answer | Failed | None = None, place: str = "") -> Iterator[Finding]:
    """Whether feedbot runs, and what answers at /readyz in its `place`, sentence by sentence; None: nobody was asked.

    It is ill where its work does not get done (503), and warns of all else that it tells.
    """
    if pid is None:
        yield Finding(level="warn", what="daemon", why="does not run here", do="`feedbot run`, or start the service.")
        return
    match answer:
        case Failed(reason=reason):
            why, do = f"nobody answers on {place}, where its pages should be ({reason})", "Its log tells more."
            yield Finding(level="warn", what="daemon", why=why, do=do)
        case Answer(status=status) if (said := _problems(answer)) is not None:
            level: Level = "well" if status == _OK and not said else "warn" if status == _OK else "ill"
            well = f"runs as process {pid}" if status == _OK else "its work does not get done"
            for each in said or [well]:
                yield Finding(level=level, what="daemon", why=each, do="" if level == "well" else "Its log tells more.")
        case Answer():
            why = f"another program answers on {place}, where its pages should be"
            do = "End that program, or set another `listen` under [web] and start feedbot anew."
            yield Finding(level="warn", what="daemon", why=why, do=do)
        case None:
            yield Finding(level="well", what="daemon", why=f"runs as process {pid}")


def worst(findings: Iterable[Finding]) -> Level:
    """The worst level there is."""
    levels = {each.level for each in findings}
    return "ill" if "ill" in levels else "warn" if "warn" in levels else "well"


def _problems(answer: Answer) -> list[str] | None:
    """What /readyz says is wrong; None where that is no answer of feedbot's."""
    if answer.status == _FAILING and not answer.body:  # nobody reads that from far away
        return []
    try:
        said = json.loads(answer.body)
    except (ValueError, RecursionError):
        return None
    if answer.status not in (_OK, _FAILING) or not isinstance(said, dict) or "status" not in said:
        return None
    told = said.get("problems")
    lines = ("".join(filter(str.isprintable, each[:_LINE])) for each in told or () if isinstance(each, str))
    return [each for each in lines if each and not _SINGLE.match(each)][:_TOLD] if isinstance(told, list) else []


def _settings(text: str) -> dict[str, list[str]]:
    """Of each key of a unit the words that count: an empty value takes back what was said before."""
    found: dict[str, list[str]] = {}
    for line in text.replace("\\\n", " ").splitlines():
        key, sign, value = line.strip().partition("=")
        if sign and not key.startswith(("#", ";")):
            found[key] = [*found.get(key, []), *value.split()] if value.strip() else []
    return found


def _host(url: str) -> str:
    """Where an address leads, without its path, which may be secret."""
    return url.partition("://")[2].partition("/")[0] or "nowhere"
