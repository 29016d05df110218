"""Commands for copies of the database: backup, restore."""

import dataclasses
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from feedbot import __version__
from feedbot.cli import desk
from feedbot.cli.words import n, t
from feedbot.errors import FeedbotError, SchemaError, StoreError, helped
from feedbot.model import Config

if TYPE_CHECKING:
    from feedbot.backup import Manifest
    from feedbot.store.afterwards import Sent, Settled
    from feedbot.store.backup import Contents

# Each command imports what it works with when it is called: --help needs neither database nor network.

_SPARE = 2**20  # bytes beyond the copies themselves


@click.command()
@click.argument("target", metavar="[FILE|FOLDER]", required=False, type=click.Path(path_type=Path))
@click.option("--keep", type=click.IntRange(1), help="Afterwards delete all but so many of the newest in the folder.")
@click.option("--secrets", is_flag=True, help="Leave secrets in the copy of the config that stand in it.")
@click.pass_context
def backup(ctx: click.Context, target: Path | None, *, keep: int | None, secrets: bool) -> None:
    """Copy the database and the config into one file, while feedbot runs; FOLDER is "backups" in the state folder."""
    from feedbot import backup as backups
    from feedbot.cli import opened, sizes
    from feedbot.store import lapses

    config, now = desk.configured(ctx), desk.now()
    database = _file(config)
    target = target or config.settings.state / "backups"
    named = target.suffix != "" and not target.is_dir()
    folder = target.parent if named else target
    file = target if named else folder / backups.name(now)
    if named and keep is not None:
        raise click.UsageError(t("--keep is for a folder of backups; name a folder, not a file"))
    if file.exists():
        raise click.ClickException(t("{file} is there already; give this one another name").format(file=file))
    _room(folder, database, t("`feedbot run` makes it, if it is not there"))
    if folder.parent == config.settings.state:
        backups.belong(folder, config.settings.state)  # made by root, it would keep out the daemon's user
    found, remarks = _backed_up(config, database, file, now, secrets=secrets)
    try:
        with opened.writing(config) as tx:
            lapses.note_backup(tx, now)
    except SchemaError:  # of an older feedbot that is at work; the copy is whole all the same
        remarks.append(
            t(
                "the feedbot at work is older than this one, so it was not noted that there is a backup; start that "
                "one anew, or `feedbot doctor` takes the last backup for older than it is"
            )
        )
    told = t("{file}: {size}, {contents}; read again, and sound")
    click.echo(told.format(file=file, size=sizes.told(file.stat().st_size), contents=_told(found)))
    for remark in remarks:
        click.echo(t("note: {text}").format(text=remark))
    for old in backups.thin_out(folder, keep) if keep is not None else ():
        click.echo(t("deleted {file}").format(file=old))


def _backed_up(
    config: Config, database: Path, file: Path, now: datetime, *, secrets: bool
) -> tuple["Manifest", list[str]]:
    """Write a backup; what it says of itself, and what is to be told of its config."""
    from feedbot import backup as backups
    from feedbot.store import backup as copies

    copy = file.with_name(f".{file.name}.db")
    copies.remove(copy)  # left by one that was killed
    try:
        contents = copies.copy(database, copy)
        manifest = backups.Manifest(
            version=__version__,
            made=now,
            revision=contents.revision,
            counts=contents.counts,
            size=copy.stat().st_size,
            digest=backups.digest(copy),
        )
        text, remarks = _config(config.settings.file, secrets=secrets)
        backups.pack(file, copy, text, manifest)
        backups.belong(file, database.parent)
    except OSError as error:
        told = t("{file} cannot be written ({why}); make room, or let this user write there")
        raise StoreError(told.format(file=file, why=error.strerror or error)) from error
    finally:
        copies.remove(copy)
    return manifest, remarks


def _config(file: Path, *, secrets: bool) -> tuple[str, list[str]]:
    """The text of the config as it goes into a backup, and what is to be told of that."""
    from feedbot import backup as backups

    text = file.read_text(encoding="utf-8")
    if secrets:
        return text, [t("secrets that stand in the config are in it as they are; keep it as safe as these")]
    text, masked = backups.bare(text)
    if not text:
        return "", [t("the config is not in it: its secrets cannot be told from the rest; keep a copy of it yourself")]
    told = n(
        "{number} secret in the config became ***; --secrets leaves them as they are",
        "{number} secrets in the config became ***; --secrets leaves them as they are",
        masked,
    )
    return text, [told.format(number=masked)] if masked else []


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--sent",
    type=click.Choice(["hold", "resend", "forget"]),
    default="hold",
    show_default=True,
    help="What to do about messages that were perhaps sent since: keep them for you to decide, send them (some twice), "
    "or count them as sent.",
)
@click.option("--already", is_flag=True, help="The database was put back by other means, only settle what was sent.")
@click.pass_context
def restore(ctx: click.Context, file: Path | None, sent: "Sent", *, already: bool) -> None:
    """Put the database of a backup FILE back in its place; what is there now is set aside, and never deleted."""
    if already == (file is not None):
        raise click.UsageError(
            t("name the FILE of a backup, or --already where the database was put back by other means")
        )
    if file is None:
        _already(desk.configured(ctx), sent)
        return
    path: Path = ctx.obj["path"]
    if not path.exists():
        _give_config(file, path)
    config = desk.configured(ctx)
    database = _file(config, file)
    with _alone(config):
        _put_back(config, file, database, sent)


def _give_config(file: Path, path: Path) -> None:
    """Write the config of a backup where there is none."""
    from feedbot import backup as backups
    from feedbot import draft

    _, text = backups.unpack(file, None)
    if not text:
        told = t("{path} is not there, and no config is in {file}; `feedbot init` writes one")
        raise click.ClickException(told.format(path=path, file=file))
    path.touch(mode=0o600)
    draft.put(path, text, like=path)
    stars = t("; put your secrets where it says ***") if "***" in text else ""
    click.echo(t("wrote {file}, as the backup has it").format(file=path) + stars)


def _put_back(config: Config, file: Path, database: Path, sent: "Sent") -> None:
    from feedbot import backup as backups
    from feedbot.store import backup as copies

    now = desk.now()
    fresh = database.with_name(f"{database.name}.restoring")
    copies.remove(fresh)  # left by one that was killed
    _room(database.parent, file, t("see whether its path is right"))
    try:
        manifest, text = backups.unpack(file, fresh)
        contents = _checked(file, fresh)
        if manifest.made is not None and contents.counts != manifest.counts:
            told = t("{file} is damaged: its database has other numbers of rows than it says; {remedy}")
            raise StoreError(told.format(file=file, remedy=backups.ANOTHER))
        made = manifest.made or datetime.fromtimestamp(file.stat().st_mtime, UTC)
        settled, until = _settled(fresh, database, sent, made, now)
        aside = None
        if database.exists():
            aside = copies.set_aside(database, f"{database.name}.before-restore-{now:%Y%m%dT%H%M%SZ}")
        backups.belong(fresh, aside or database.parent)
        backups.put(fresh, database)
    except OSError as error:
        told = t("{file} cannot be put back, and nothing was changed ({why}); make room, or let this user write there")
        raise StoreError(told.format(file=database, why=error.strerror or error)) from error
    finally:
        copies.remove(fresh)
    held = _told(dataclasses.replace(manifest, counts=contents.counts, made=made))
    click.echo(t("put back: {contents}").format(contents=held))
    if aside is not None:
        click.echo(t("what was there is now {file}, with what SQLite keeps beside it").format(file=aside))
    if text and text != _present(config.settings.file):
        told = t("note: the config is not that of the backup, and stayed as it is; `tar -xzOf {file} config.toml`")
        click.echo(told.format(file=file))
    _tell(settled, sent, until)


def _checked(file: Path, fresh: Path) -> "Contents":
    """What the database of a backup holds; its faults are told of the backup, not of the file that was made of it."""
    from feedbot import backup as backups
    from feedbot.store import backup as copies

    try:
        return copies.check(fresh)
    except StoreError as error:
        raise type(error)(helped(str(error).replace(str(fresh), str(file)), backups.ANOTHER)) from error


def _settled(fresh: Path, database: Path, sent: "Sent", made: datetime, now: datetime) -> tuple["Settled", datetime]:
    """Settle what a copy owes before it takes the place of the database; until when that one may have sent."""
    from feedbot.store import afterwards, open_store, read, write
    from feedbot.store import backup as copies
    from feedbot.store.lapses import Lapse

    late, places, last = None, None, datetime.fromtimestamp(copies.written(database) or now.timestamp(), UTC)
    store = open_store(f"sqlite:///{fresh}", check=False)
    try:
        with read(store.engine) as tx:
            owed = afterwards.pending(tx)
        with copies.readable(database) as engine:
            if engine is not None:
                with read(engine) as tx:
                    late, places = afterwards.same(tx, owed), afterwards.places(tx)
                    last = afterwards.last_sent(tx) or made
        lapse = Lapse(at=now, sent=min(last, now))
        with write(store.engine) as tx:
            settled = afterwards.settle(tx, sent, lapse, made=made, late=late)
            afterwards.place(tx, places)
    finally:
        store.close()
        for each in fresh.parent.glob(f"{fresh.name}.before-*"):  # an older schema's copy: the backup is one
            each.unlink()
    return settled, lapse.sent


def _already(config: Config, sent: "Sent") -> None:
    """Settle what was sent since a database was made that was put back by other means."""
    from feedbot.cli import opened
    from feedbot.store import afterwards
    from feedbot.store.lapses import Lapse

    lapse = Lapse(at=desk.now(), sent=desk.now())
    with _alone(config), opened.writing(config, alone=True) as tx:
        settled = afterwards.settle(tx, sent, lapse, made=None)
        afterwards.place(tx, None)
    _tell(settled, sent, lapse.sent)


def _tell(settled: "Settled", sent: "Sent", until: datetime) -> None:
    """Say what becomes of messages, and what comes next."""
    if settled.known:
        told = t("{messages} owed in the backup, sent or decided since: taken over from the database that was there")
        click.echo(told.format(messages=desk.count(settled.known, "message")))
    doubtful = {
        "hold": t(
            "{messages} perhaps sent since: set aside; `feedbot outbox` lists, `feedbot outbox retry` sends them"
        ),
        "forget": t("{messages} perhaps sent since: counted as sent; `feedbot outbox retry --dropped` sends them"),
        "resend": t("{messages} perhaps sent since: will be sent, some of them for the second time"),
    }
    if settled.doubtful:
        click.echo(doubtful[sent].format(messages=desk.count(settled.doubtful, "message")))
    if settled.owed:
        told = t("{messages} owed, and not sent since: will be sent")
        click.echo(told.format(messages=desk.count(settled.owed, "message")))
    if sent == "resend":
        told = t("what sources bring again that came after the backup will be sent, some of it for the second time")
    else:
        told = t(
            "what sources bring again that is dated before {when} is held, as it may have been sent; "
            "`feedbot outbox --state dropped` lists it, `feedbot outbox retry --dropped` sends it"
        )
    click.echo(told.format(when=desk.local(until)))
    click.echo(t("next: `feedbot run`, or start the service; then `feedbot doctor`"))


def _told(manifest: "Manifest") -> str:
    """What a backup is, in a few words."""
    rows = manifest.counts
    return t("{entries}, {messages}, as of {when}").format(
        entries=desk.count(rows.get("entries", 0), "entry"),
        messages=desk.count(rows.get("outbox", 0), "promised message"),
        when=desk.local(manifest.made),
    )


def _file(config: Config, file: Path | None = None) -> Path:
    """The SQLite file of a config; for all else it is said what to do."""
    from feedbot.store import backup as copies

    there, server = copies.sqlite_file(config.settings.database), copies.server(config.settings.database)
    if there is not None:
        return there
    if not server:
        raise click.ClickException(
            t(
                "the database is only in memory, so nothing of it can be kept; give it a file or a server with the key "
                '"database"'
            )
        )
    dump = f'pg_dump --format=custom --file=feedbot.dump "{server}"'
    if file is None:
        told = t(
            "a database on a server is copied by its own tool, while feedbot runs; keep a copy of the config, and call "
            "{command} (the password comes from PGPASSWORD or ~/.pgpass)"
        )
        raise click.ClickException(told.format(command=dump))
    put = f'pg_restore --clean --if-exists --single-transaction --dbname="{server}" {file}'
    told = t(
        "a database on a server is put back by its own tool; stop feedbot, then: {command}; "
        "then: feedbot restore --already"
    )
    raise click.ClickException(told.format(command=put))


def _present(path: Path) -> str:
    """The config as it would go into a backup."""
    from feedbot import backup as backups

    return backups.bare(path.read_text(encoding="utf-8"))[0]


def _room(folder: Path, source: Path, absent: str) -> None:
    """Refuse where a copy and its packed form would not fit; `absent` helps where the source cannot be read."""
    from feedbot.store import backup as copies

    try:
        source.stat()
        needed = 2 * copies.taken(source) + _SPARE
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        told = t("{file} cannot be read ({why}); {remedy}")
        raise StoreError(told.format(file=source, why=why, remedy=absent)) from error
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        free = shutil.disk_usage(folder).free
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        told = t("the folder {folder} cannot be used ({why}); name one that this user may write to")
        raise StoreError(told.format(folder=folder, why=why)) from error
    if free < needed:
        from feedbot.cli import sizes

        told = t("{folder} has {left} left, and {needed} are needed; make room")
        raise StoreError(told.format(folder=folder, left=sizes.told(free), needed=sizes.told(needed)))


@contextmanager
def _alone(config: Config) -> Iterator[None]:
    """While the block lasts no feedbot works on the database; refuses if one does. Raises BusyError."""
    from feedbot.cli import opened
    from feedbot.cli.rounds import on_file
    from feedbot.hold import alone
    from feedbot.store import workers

    if on_file(config):
        with alone(config.settings.state):
            yield
        return
    with opened.store(config) as store:
        there = workers.count(store.engine)
    if there:
        told = n(
            "{number} feedbot at work on this database; stop all of them first",
            "{number} feedbots at work on this database; stop all of them first",
            there,
        )
        raise FeedbotError(told.format(number=there))
    yield
