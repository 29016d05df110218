"""The command that checks everything: checks."""

import asyncio
import contextlib
import dataclasses
import glob
import json
import shutil
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from feedbot import __version__
from feedbot import doctor as checks
from feedbot.cli import desk, words
from feedbot.cli.desk import t
from feedbot.doctor import Finding, Level
from feedbot.errors import ConfigError, StoreError
from feedbot.model import Ailment, Config, Limits
from feedbot.net import Answer, Web, open_web

if TYPE_CHECKING:
    from feedbot.store.present import Hold

_ASKED = 3
"""How many servers are asked for the time, and how many feeds at their addresses."""

_UNITS = Path("/etc/systemd/system"), Path("/run/systemd/system"), Path("/usr/lib/systemd/system")
_SHORT = Limits(body=1024, deadline=timedelta(seconds=10))
_LONG = timedelta(seconds=15)
_COLOURS: dict[Level, str] = {"well": "green", "warn": "yellow", "ill": "red"}


@click.command()
@click.option("--offline", is_flag=True, help="Ask nobody over the network.")
@desk.as_json
@click.pass_context
def doctor(ctx: click.Context, *, offline: bool, as_json: bool) -> int:
    """Check everything: config, database, disk, clock, sources, channels, addresses; and say what to do."""
    found = list(_examined(ctx.obj["path"], offline=offline))
    if as_json:
        click.echo(json.dumps([dataclasses.asdict(each) for each in found], ensure_ascii=False, indent=1))
    else:
        for each in found:
            _print(each)
        counts = {level: sum(each.level == level for each in found) for level in _COLOURS}
        click.echo(t("{well} well, {warn} warn, {ill} ill").format(**counts))
    return 1 if checks.worst(found) == "ill" else 0


def _print(each: Finding) -> None:
    width = max(len(t(level)) for level in _COLOURS)
    level = click.style(f"{t(each.level):<{width}}", fg=_COLOURS[each.level])
    click.echo(f"{level}  {desk.say(each.what)}: {desk.say(each.why)}")
    if each.do:
        click.echo(" " * (width + 2) + desk.say(each.do))


def _examined(path: Path, *, offline: bool) -> Iterator[Finding]:
    from feedbot.config import remarks

    try:
        config = desk.load(path)
    except ConfigError as error:
        for fault in error.faults:
            yield Finding(
                level="ill", what=t("config"), why=str(fault), do=t("Correct it; `feedbot check` looks again.")
            )
        return
    noted = remarks(config)
    for remark in noted:
        yield Finding(level="warn", what=t("config"), why=remark)
    if not noted:
        yield Finding(level="well", what=t("config"), why=t("{file} has no faults").format(file=path))
    yield from checks.secrets(_secrets(config))
    yield from _disks(config)
    yield from _stored(config)
    yield from _running(config, offline=offline)
    yield from _unit(config)
    if not offline:
        yield from asyncio.run(_asked(config))
        yield from _spoken(config)


def _secrets(config: Config) -> Iterator[checks.Secret]:
    """The files that have secrets: the config if one stands in it, and those that it or the environment names."""
    from feedbot import backup
    from feedbot.config.environment import SECRETS

    file, environ = config.settings.file, words.environ()
    text = file.read_text(encoding="utf-8", errors="replace")
    named = [file] if backup.bare(text) != (text, 0) else []
    files = (name for name in sorted(environ) if name.endswith("_FILE") and environ[name])
    ours = (name for name in files if name in SECRETS or f"${{{name.removesuffix('_FILE')}}}" in text)
    named += [Path(environ[name]) for name in ours]
    with contextlib.suppress(tomllib.TOMLDecodeError):
        token = tomllib.loads(text).get("telegram", {}).get("token_file")
        named += [file.parent / token] if isinstance(token, str) else []
    for each in named:
        with contextlib.suppress(OSError):  # one that cannot be read is a fault of the config already
            yield checks.Secret(path=str(each), mode=each.stat().st_mode)


def _disks(config: Config) -> Iterator[Finding]:
    """The room for the database and for feeds; a disk that has both is told of once."""
    from feedbot.store import backup as copies

    settings, seen = config.settings, set[int]()
    database = copies.sqlite_file(settings.database)
    held = copies.taken(database) if database is not None else 0
    state, output = t("disk of state"), t("disk of feeds")
    for what, folder in ((state, settings.state), (output, settings.output)):
        there = next((each for each in (folder, *folder.parents) if each.exists()), folder)
        try:
            disk, free = there.stat().st_dev, shutil.disk_usage(there).free
        except OSError as error:
            yield Finding(level="ill", what=what, why=f"{there}: {error.strerror}", do=t("Look at that disk."))
            continue
        if disk not in seen:
            seen.add(disk)
            yield checks.room(f"{what} ({folder})", free, held)


def _stored(config: Config) -> Iterator[Finding]:
    """The database, and what the daemon wrote down in it."""
    from feedbot.cli import opened, sizes
    from feedbot.status import told
    from feedbot.store import backup as copies
    from feedbot.store import health, lapses, outbox, present, pushes, read, visits, write
    from feedbot.store.schema import MIGRATIONS

    file, now = copies.sqlite_file(config.settings.database), desk.now()
    try:
        with opened.store(config, anew=True) as store:
            with write(store.engine) as tx:
                health.pulse(tx, now)  # a row that reaches the disk: to begin alone needs no room there
            with read(store.engine) as tx:
                ailments, counts = health.standing(tx), outbox.counts(tx)
                waiting, last, lapse = pushes.every(tx), lapses.last_backup(tx), lapses.found(tx)
                watched = [each.name for each in config.sources if not each.paused]
                cursors, holds = visits.cursors(tx, watched), present.holds(tx, now, watched)
    except StoreError as error:
        # Each says what to do; but that a file was a database once, only a person can know.
        lost = file is not None and "is no SQLite database" in str(error)
        do = t("A backup is put back by `feedbot restore FILE` (docs/operating.md).") if lost else ""
        yield Finding(level="ill", what=t("database"), why=str(error), do=do)
        return
    sound = t("{size}, sound, can be written, schema {schema}")
    why = sound if file else t("on a server, answers, can be written, schema {schema}")
    size = sizes.told(copies.taken(file)) if file else ""
    yield Finding(level="well", what=t("database"), why=why.format(size=size, schema=MIGRATIONS.revisions[-1]))
    if lapse is not None and now - lapse.at < timedelta(days=7):
        why = t("a copy was put back on {when}; what was perhaps sent is held").format(when=desk.local(lapse.at))
        do = t(
            "`feedbot outbox` and `feedbot outbox --state dropped` list it; `feedbot outbox retry` sends what is set "
            "aside, with --dropped what was let go."
        )
        yield Finding(level="warn", what=t("database"), why=why, do=do)
    if file is not None:
        yield from checks.open_files(_files(file))
        yield checks.backup(last, now)
    theirs = told(ailments, config.sources)
    unread = list(checks.unread(cursors.values(), {each.source for each in theirs}))
    yield from unread
    yield from _noted(config, ailments, theirs, well=not unread)
    silent = {each.source for each in ailments if each.code == "parked"}
    names = [each.name for each in config.channels if f"#{each.name}" not in silent]
    yield from checks.parked({name: counts.get(name, {}).get("parked", 0) for name in names})
    yield from checks.hubs(waiting, now)
    yield from checks.held(_ended(holds))


def _ended(holds: Mapping[str, "Hold"]) -> Mapping[tuple[str, str], list[str]]:
    """The sources that programs hold which ended, by who it was and until when."""
    found: dict[tuple[str, str], list[str]] = {}
    for name, hold in holds.items():
        if hold.ended:
            found.setdefault((hold.by or "?", desk.zoned(hold.until)), []).append(name)
    return found


def _files(database: Path) -> Iterator[checks.Secret]:
    """The database, what SQLite keeps beside it, and the copies that were made before its tables were changed."""
    for each in sorted({database, *database.parent.glob(f"{glob.escape(database.name)}[-.]*")}):
        with contextlib.suppress(OSError):  # SQLite takes its own away
            if each.is_file():
                yield checks.Secret(path=str(each), mode=each.stat().st_mode)


def _noted(config: Config, ailments: Iterable[Ailment], theirs: Iterable[Ailment], *, well: bool) -> Iterator[Finding]:
    """What the daemon noted of sources, channels and the config."""
    found = [*theirs, *(each for each in ailments if each.source.startswith("#"))]
    yield from checks.ailing(found)
    if not found and well:
        why = t("none of {number} is ill").format(number=len(config.sources))
        yield Finding(level="well", what=t("sources"), why=why)


def _running(config: Config, *, offline: bool) -> Iterator[Finding]:
    """The daemon, or all programs on the database, and what they say of themselves."""
    from feedbot.cli import felt, programs, rounds
    from feedbot.hold import holder

    settings = config.settings
    if not rounds.on_file(config):
        with contextlib.suppress(StoreError):  # told by what looks at the database
            there = rounds.present(config)
            yield checks.programs(len(there))
            yield from asyncio.run(programs.asked(config, there, offline=offline))
        return
    pid = holder(settings.state)
    if pid is None or not settings.web:
        yield from checks.daemon(pid)
        return
    yield from checks.daemon(pid, felt.asked(settings), felt.place(settings))


def _unit(config: Config) -> Iterator[Finding]:
    """The systemd unit, if one is installed under our name."""
    from feedbot.store import backup as copies

    texts = []
    main = next((each / "feedbot.service" for each in _UNITS if (each / "feedbot.service").is_file()), None)
    if main is None:
        return
    parts = sorted(part for each in _UNITS for part in (each / "feedbot.service.d").glob("*.conf"))
    for each in (main, *parts):
        with contextlib.suppress(OSError):
            texts.append(each.read_text(encoding="utf-8", errors="replace"))
    settings = config.settings
    database = copies.sqlite_file(settings.database)
    places = {t("the state"): settings.state, t("the folder of feeds"): settings.output}
    places |= {t("the database"): database} if database is not None else {}
    folders = {
        t('source "{name}"').format(name=each.name): Path(each.url.removeprefix("file://"))
        for each in config.sources
        if each.url.startswith(("/", "file:///"))
    }
    whole = {name: path.resolve() for name, path in places.items()}
    yield from checks.unit("\n".join(texts), settings.file.resolve(), whole, folders)


async def _asked(config: Config) -> list[Finding]:
    """What servers elsewhere say: the time, and our feeds at their addresses."""
    settings = config.settings
    async with open_web(allow_private=settings.allow_private, contact=settings.contact, version=__version__) as web:
        skews = await asyncio.gather(*(_skew(web, url) for url in _servers(config)))
        found = [each for each in [checks.clock([skew for skew in skews if skew is not None])] if each is not None]
        found += [await _address(config, web, name) for name in _public(config)]
    return found


def _servers(config: Config) -> list[str]:
    """Sources on different hosts, over TLS where there are such, for nobody changes a date on the way then."""
    hosts: dict[str, str] = {}
    for source in sorted(config.sources, key=lambda each: not each.url.startswith("https:")):
        address = urlsplit(source.url)
        if address.scheme in ("http", "https") and address.hostname and not source.paused:
            hosts.setdefault(address.hostname, f"{address.scheme}://{address.netloc.rpartition('@')[2]}/")
    return list(hosts.values())[:_ASKED]


async def _skew(web: Web, url: str) -> timedelta | None:
    """How far the clock of a server is ahead of ours; None where it does not say."""
    answer = await web.get(url, limits=_SHORT, cut=True)
    if not isinstance(answer, Answer):
        return None
    try:
        date = parsedate_to_datetime(answer.headers.get("date", ""))
        # A cache says how long ago it asked (RFC 9111, section 5.1).
        return date + timedelta(seconds=min(int(answer.headers.get("age", "0")), 10**9)) - _now(date)
    except (TypeError, ValueError, OverflowError):
        return None


def _now(like: datetime) -> datetime:
    return desk.now() if like.tzinfo is not None else desk.now().replace(tzinfo=None)


def _public(config: Config) -> list[str]:
    """Feeds that anybody may read, in Atom."""
    shown = [each.name for each in config.feeds if not each.private and "atom" in each.formats]
    return shown[:_ASKED]


async def _address(config: Config, web: Web, name: str) -> Finding:
    """A feed, asked for where readers ask for it."""
    settings = config.settings
    url = f"{settings.url.rstrip('/')}/feeds/{name}.atom"
    file = settings.output / f"{name}.atom"
    own = await asyncio.to_thread(file.read_bytes) if file.is_file() else None
    answer = await web.get(url, limits=Limits(body=64 * 1024, deadline=_LONG), cut=True)
    return checks.address(url, answer, own)


def _spoken(config: Config) -> Iterator[Finding]:
    """What channels and the bot say; nothing is sent."""
    from feedbot.cli import trial

    for line, good in trial.ask(config):
        what, _, why = line.partition(": ")
        do = "" if good else t("Mend that, then: feedbot check --fetch")
        yield Finding(level="well" if good else "ill", what=what, why=why, do=do)
    settings = config.settings
    if settings.telegram.token and (settings.talk.admins or settings.talk.readers):
        yield from asyncio.run(_bot(config))


async def _bot(config: Config) -> list[Finding]:
    """Whether the bot can write to its operators, and who gets what is said to it."""
    from feedbot.bot.hook import PATH
    from feedbot.channels import Senders, telegram_api, telegram_updates

    settings, senders, found = config.settings, Senders(), list[Finding]()
    try:
        for admin in sorted(settings.talk.admins):
            said = await telegram_api.check(senders.bots(), settings.telegram, str(admin))
            do = t("That person has to write /start to the bot; or correct admins under [bot].")
            level: Level = "well" if said.well else "warn"
            what = t("operator {id}").format(id=admin)
            found.append(Finding(level=level, what=what, why=said.text, do="" if said.well else do))
        updates = await telegram_updates.updates(senders.bots(), settings.telegram, desk.now())
    finally:
        await senders.close()
    hooked = settings.talk.webhook and settings.url.startswith("https://")
    if isinstance(updates, str):
        found.append(Finding(level="ill", what=t("bot"), why=updates, do=t("Look at the token and at the network.")))
    else:
        found.append(checks.webhook(f"{settings.url}{PATH}" if hooked else "", updates.url, updates.error))
    return found
