"""Databases that cannot be used, and copies that are none."""

import gzip
import socket
import sqlite3
import struct
import threading
from pathlib import Path

from feedbot.cli import main
from feedbot.hold import alone
from feedbot.store.schema import MIGRATIONS
from tests import bases
from tests.mishaps.scene import CONFIG, Mishap, Scene


def _made(scene: Scene) -> Path:
    """The database, with all tables."""
    path = scene.path / "state" / "feedbot.db"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(bases.fresh())
    return path


def _sql(path: Path, *statements: str) -> None:
    held = sqlite3.connect(path)
    for statement in statements:
        held.execute(statement)
    held.commit()
    held.close()


def _newer(scene: Scene) -> None:
    _sql(_made(scene), "UPDATE alembic_version SET version_num = '9001'")


def _older(scene: Scene) -> None:
    before = MIGRATIONS.revisions[-2]
    _sql(_made(scene), f"UPDATE alembic_version SET version_num = '{before}'")  # noqa: S608 - our own number
    scene.stack.enter_context(alone(scene.path / "state"))


def _unfinished(scene: Scene) -> None:
    _sql(_made(scene), "UPDATE alembic_version SET version_num = 'unfinished copy 0006'")


def _damaged(scene: Scene) -> None:
    path = _made(scene)
    body = bytearray(path.read_bytes())
    for at in range(4096 * 3, len(body), 4096):
        body[at : at + 64] = b"\xff" * 64
    path.write_bytes(body)


def _foreign(scene: Scene) -> None:
    (scene.path / "state").mkdir()
    _sql(scene.path / "state" / "feedbot.db", "CREATE TABLE albums (id INTEGER)")


def _locked(scene: Scene) -> None:
    held = sqlite3.connect(_made(scene), isolation_level=None)
    scene.stack.callback(held.close)
    held.execute("BEGIN IMMEDIATE")


def _busy(scene: Scene) -> None:
    scene.stack.enter_context(alone(scene.path / "state"))


def _server(scene: Scene, port: int) -> None:
    scene.config(
        CONFIG.replace("[feedbot]", f'[feedbot]\ndatabase = "postgresql://feedbot:x@127.0.0.1:{port}/feedbot"')
    )


def _away(scene: Scene) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        _server(scene, free.getsockname()[1])


def _code(talk: socket.socket) -> int:
    """The code of the message that begins a conversation: a version, or a wish for a cipher."""
    length: int = struct.unpack("!I", talk.recv(4))[0]
    code: int = struct.unpack("!I", talk.recv(length - 4)[:4])[0]
    return code


def _refusing(scene: Scene) -> None:
    """A server that refuses the password, in the words of PostgreSQL (its manual, "Message Formats")."""
    fields = b"SFATAL\0VFATAL\0C28P01\0M" + b'password authentication failed for user "feedbot"\0\0'
    said = b"E" + struct.pack("!I", len(fields) + 4) + fields
    door = scene.stack.enter_context(socket.create_server(("127.0.0.1", 0)))

    def serve() -> None:
        while True:
            try:
                talk, _ = door.accept()
            except OSError:
                return
            with talk:
                while _code(talk) in {80877103, 80877104}:  # SSL and GSS: neither
                    talk.sendall(b"N")
                talk.sendall(said)

    thread = threading.Thread(target=serve)
    thread.start()
    scene.stack.callback(thread.join)
    scene.stack.callback(door.shutdown, socket.SHUT_RDWR)
    _server(scene, door.getsockname()[1])


def _backed_up(scene: Scene) -> None:
    _made(scene)
    main(["backup", "copy.tar.gz"])


def _cut(scene: Scene) -> None:
    _backed_up(scene)
    copy = scene.path / "copy.tar.gz"
    copy.write_bytes(copy.read_bytes()[:2_000])


def _newer_copy(scene: Scene) -> None:
    _newer(scene)
    (scene.path / "state" / "feedbot.db").rename(scene.path / "copy.db")


def _ran(_: Scene) -> None:
    main(["run", "--once"])


def _elsewhere(scene: Scene) -> None:
    scene.put("file", "")
    scene.config(CONFIG.replace("[feedbot]", '[feedbot]\ndatabase = "sqlite:///file/feedbot.db"'))


def _backed_up_and_busy(scene: Scene) -> None:
    _backed_up(scene)
    _busy(scene)


def _only_a_copy(scene: Scene) -> None:
    scene.put("copy.db", bases.fresh())
    (scene.path / "config.toml").unlink()


def _twice(_: Scene) -> None:
    main(["run", "--once"])
    main(["db", "copy", "--to", "sqlite:///other.db"])


CASES = (
    Mishap(
        name="database-no-folder",
        means="A file lies where the state folder should be.",
        command="entries",
        prepare=lambda scene: scene.put("state", ""),
    ),
    Mishap(
        name="database-no-place",
        means="The folder of the database cannot be made.",
        command="entries",
        prepare=_elsewhere,
    ),
    Mishap(
        name="database-not-opened",
        means="The system does not let feedbot open the database: a folder is there, or it belongs to somebody else.",
        command="entries",
        prepare=lambda scene: (scene.path / "state" / "feedbot.db").mkdir(parents=True),
    ),
    Mishap(
        name="database-no-sqlite",
        means="The file of the database is something else.",
        command="entries",
        prepare=lambda scene: scene.put("state/feedbot.db", b"this is no database " * 100),
    ),
    Mishap(
        name="database-damaged",
        means="Pages of the database are broken: a disk, a power cut, a copy while it was written.",
        command="entries",
        prepare=_damaged,
    ),
    Mishap(
        name="database-newer",
        means="A newer feedbot changed the database; this one would not understand it.",
        command="run --once",
        prepare=_newer,
    ),
    Mishap(
        name="database-older",
        means="A command of a newer feedbot would change the database, on which an older one works still.",
        command="entries",
        prepare=_older,
    ),
    Mishap(
        name="database-unfinished",
        means="`feedbot db copy` was broken off on its way into this database.",
        command="entries",
        prepare=_unfinished,
    ),
    Mishap(
        name="database-foreign",
        means="The key `database` names the database of another program.",
        command="entries",
        prepare=_foreign,
    ),
    Mishap(
        name="database-away",
        means="The database is on a server that does not answer.",
        command="entries",
        prepare=_away,
    ),
    Mishap(
        name="database-password",
        means="The server of the database refuses the password.",
        command="entries",
        prepare=_refusing,
    ),
    Mishap(
        name="database-locked",
        means="Another program has the database open, and writes.",
        command="poll kernel",
        prepare=_locked,
    ),
    Mishap(
        name="database-disk",
        means="The disk takes nothing more, or fails.",
        command="run --once",
        prepare=_made,
        line="ulimit -f 8; {}",
    ),
    Mishap(name="busy-run", means="Another feedbot works in this state folder.", command="run --once", prepare=_busy),
    Mishap(
        name="busy-restore",
        means="A backup is put back only while no feedbot works.",
        command="restore copy.tar.gz",
        prepare=_backed_up_and_busy,
    ),
    Mishap(
        name="backup-there",
        means="A backup never takes the place of a file.",
        command="backup copy.tar.gz",
        prepare=_backed_up,
    ),
    Mishap(
        name="backup-folder",
        means="The folder for the backup cannot be made.",
        command="backup file/copies",
        prepare=lambda scene: (_made(scene), scene.put("file", "")),
    ),
    Mishap(
        name="backup-keep", means="`--keep` thins out a folder.", command="backup copy.tar.gz --keep 3", prepare=_made
    ),
    Mishap(name="backup-none", means="There is no database yet.", command="backup"),
    Mishap(
        name="backup-server",
        means="A database on a server is copied by its own tool.",
        command="backup",
        prepare=lambda scene: _server(scene, 5432),
    ),
    Mishap(
        name="backup-memory",
        means="The database is only in memory.",
        command="backup",
        prepare=lambda scene: scene.config(CONFIG.replace("[feedbot]", '[feedbot]\ndatabase = "sqlite://"')),
    ),
    Mishap(name="restore-nothing", means="No backup was named.", command="restore"),
    Mishap(name="restore-missing", means="The backup is not there.", command="restore copy.tar.gz"),
    Mishap(
        name="restore-other-file",
        means="The file that was named is no backup.",
        command="restore copy.txt",
        prepare=lambda scene: scene.put("copy.txt", "notes\n"),
    ),
    Mishap(
        name="restore-other-archive",
        means="The archive that was named is no backup of feedbot.",
        command="restore copy.gz",
        prepare=lambda scene: scene.put("copy.gz", gzip.compress(b"notes\n")),
    ),
    Mishap(
        name="restore-cut",
        means="The backup was not copied to its end.",
        command="restore copy.tar.gz",
        prepare=_cut,
    ),
    Mishap(
        name="restore-newer",
        means="The backup was made by a newer feedbot.",
        command="restore copy.db",
        prepare=_newer_copy,
    ),
    Mishap(
        name="restore-foreign",
        means="The database that was named is not feedbot's.",
        command="restore copy.db",
        prepare=lambda scene: _sql(scene.path / "copy.db", "CREATE TABLE albums (id INTEGER)"),
    ),
    Mishap(
        name="restore-no-config",
        means="There is neither a config nor one in the backup.",
        command="restore copy.db",
        prepare=_only_a_copy,
    ),
    Mishap(
        name="copy-nothing",
        means="There is nothing to copy.",
        command="db copy --to sqlite:///other.db",
        prepare=_made,
    ),
    Mishap(
        name="copy-address",
        means="What was named is no address of a database.",
        command="db copy --to other.db",
        prepare=_made,
    ),
    Mishap(
        name="copy-full",
        means="What was named has rows already.",
        command="db copy --to sqlite:///other.db",
        prepare=_twice,
    ),
    Mishap(
        name="copy-memory",
        means="A database in memory is gone when the command ends.",
        command="db copy --to sqlite://",
        prepare=_ran,
    ),
)
