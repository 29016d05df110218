"""The config file under an edit: tried beside the file first, then put in its place as a whole."""

import dataclasses
import errno
import os
import stat
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from feedbot import edit
from feedbot.errors import ConfigError, FeedbotError
from feedbot.model import Config, Source

Load = Callable[[Path], Config]
"""Reads and checks a config file; raises ConfigError."""

_BY_HAND = "or change the file by hand, then `feedbot reload`"
_REMEDIES = {
    errno.EROFS: f"let the service write there, or mount that folder into the container without :ro; {_BY_HAND}",
    errno.EACCES: f"let that folder belong to the user that feedbot runs as; {_BY_HAND}",
    errno.EBUSY: f"the file is mounted by itself, so none can take its place: mount its folder; {_BY_HAND}",
    errno.ENOSPC: "make room there",
}
_REMEDIES[errno.EPERM] = _REMEDIES[errno.EACCES]


def held(path: Path, load: Load) -> tuple[Source, ...]:
    """The sources of a config; none if it has faults, which `amended` tells unless they are mended."""
    try:
        return load(path).sources
    except ConfigError:
        return ()


def amended(path: Path, amend: Callable[[str], str], load: Load) -> tuple[str, Config]:
    """The file's text after an edit, and the config it gives.

    Raises ConfigError if the file has faults, unless the edit mends them as a first source does, and if the edit makes
    one.
    """
    before = None
    try:
        load(path)
    except ConfigError as error:
        before = error
    try:
        text = amend(path.read_bytes().decode("utf-8"))
    except (ConfigError, OSError, UnicodeDecodeError) as error:
        raise before or error from None
    try:
        return text, _checked(text, path, load)
    except ConfigError as error:
        raise before if before and _told(before) & _told(error) else error from None


def _told(error: ConfigError) -> set[tuple[str, str]]:
    return {(fault.place, fault.message) for fault in error.faults}


def _checked(text: str, path: Path, load: Load) -> Config:
    """The config a text would give in the file's place. Raises ConfigError, with the file's own name."""
    trial = path.with_name(f".{path.name}.trial")
    try:
        put(trial, text, like=path)
        return load(trial)
    except ConfigError as error:
        raise ConfigError(*(dataclasses.replace(fault, file=str(path)) for fault in error.faults)) from None
    finally:
        with suppress(OSError):  # a folder that is read-only says so of a file that is not there
            trial.unlink()


def put(path: Path, text: str, *, like: Path) -> None:
    """Put a text in a file's place as a whole, where a link leads, and readable to no more people than `like`.

    It belongs to whom `like` belongs to, if this user may give it away: root must not lock the daemon out. Raises
    FeedbotError where that cannot be written.
    """
    target = path.resolve()
    try:
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(text.encode())
                file.flush()
                os.fsync(file.fileno())
            owner = like.stat()
            with suppress(OSError):  # EINVAL where the owner is unknown to this user namespace
                os.chown(temporary, owner.st_uid, owner.st_gid)
            Path(temporary).chmod(stat.S_IMODE(owner.st_mode))
            Path(temporary).replace(target)
        finally:
            Path(temporary).unlink(missing_ok=True)
    except OSError as error:
        raise unwritten(target, error) from error


def unwritten(target: Path, error: OSError) -> FeedbotError:
    """What is told where a file could not be put in its place, with what to do where that is known."""
    remedy = _REMEDIES.get(error.errno or 0)
    place = target if error.errno == errno.EBUSY else target.parent
    said = f"{place} cannot be written to: {error.strerror or error}"
    return FeedbotError(f"{said}; {remedy}" if remedy else said)


def adding(path: Path, *additions: edit.Addition) -> Callable[[str], str]:
    """The edit that adds sources to a file's text."""
    return lambda text: edit.add_all(text, additions, file=str(path))


def change(path: Path, name: str, edit: Callable[..., str | None], load: Load) -> bool:
    """Change a source's table in the file by `edit`; whether there was anything to change.

    Raises ConfigError for a file with faults, FeedbotError where no source has this name.
    """

    def amend(text: str) -> str:
        changed = edit(text, name, file=str(path))
        if changed is None:
            raise FeedbotError(f'no source is called "{name}" in {path}; `feedbot sources` lists them')
        return changed

    text, _ = amended(path, amend, load)
    if text.encode() == path.read_bytes():
        return False
    put(path, text, like=path)
    return True
