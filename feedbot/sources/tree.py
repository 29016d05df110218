"""The files below a folder: found, told apart by their prints, and read without ever leaving the folder.

Files are opened one folder at a time from the root down, and no link is followed on the way, so nothing that lies
outside is opened, even while somebody moves things about.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from itertools import islice
from pathlib import Path

LARGEST = 1024 * 1024
"""Bytes of a file that is still read."""

_FILES = 20_000
_TOTAL = 256 * LARGEST
_ENTRIES = 200_000
_DEPTH = 64
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LONG_AGO, _FAR_AHEAD = -(10**9), 10**10
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
# O_NONBLOCK: should a file turn into a pipe between the look and the opening, we do not wait for its writer.
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class _Kind(Enum):
    FOLDER = auto()
    LINK = auto()
    FILE = auto()


class UnreadError(Exception):
    """A file cannot be read; the text is the reason."""


class RestlessError(Exception):
    """A file is being written, moved or removed right now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A file seen: where it lies below the root, its bytes, and the nanosecond of its last change."""

    real: str
    size: int
    changed: int

    @property
    def print(self) -> str:
        """What differs when the file was written anew."""
        return f"{self.size}:{self.changed}"

    @property
    def modified(self) -> datetime:
        """When the file was written, as it says; bounded to what a calendar can hold."""
        seconds, rest = divmod(self.changed, 10**9)
        return _EPOCH + timedelta(seconds=min(max(seconds, _LONG_AGO), _FAR_AHEAD), microseconds=rest // 1000)


@dataclass(slots=True)
class Look:
    """What one walk saw: files by path, and by path the reasons why others cannot be read; "" is the whole folder.

    Paths are fit to be shown: "/" between parts, and a backslash before what no line of text can hold.
    """

    files: dict[str, Found] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)


@contextmanager
def opened(place: str) -> Iterator[int]:
    """A folder held open. Raises OSError, and ValueError for a path that no file can have."""
    handle = os.open(place, _FOLDER)
    try:
        yield handle
    finally:
        os.close(handle)


def walk(root: int, place: str, suffixes: frozenset[str], *, entries: int = _ENTRIES) -> Look:
    """Every file with one of the suffixes below the open folder `root`, which lies at `place`.

    Hidden files and folders and those that editors leave behind do not count. Links to files within the folder do; to
    folders they do not, for what lies there is found anyway. Of too many the newest are taken, and no more than
    `entries` names are looked at. Raises OSError if the folder itself cannot be listed.
    """
    look = Look()
    folders, left = [""], entries
    inside = os.path.realpath(place).rstrip("/") + "/"
    while folders:
        here = folders.pop()
        try:
            names = _names(root, here, left + 1)
        except OSError as error:
            if not here:
                raise
            look.faults[shown(here)] = because(error)
            continue
        left -= len(names)
        if left < 0:
            look.faults[""] = f"only the first {entries:,} names in it were looked at"
            break
        for name, kind in names:
            if name.startswith((".", "~")):
                continue
            if kind is not _Kind.FOLDER:
                _see(root, inside, here + name, look, suffixes, linked=kind is _Kind.LINK)
            elif here.count("/") < _DEPTH:
                folders.append(f"{here}{name}/")
            else:
                look.faults[shown(here)] = f"what lies more than {_DEPTH} folders deep is not read"
    return _bounded(look)


def read(root: int, file: Found) -> bytes:
    """The bytes of a file as it was found; raises RestlessError if it is no longer so, UnreadError if it cannot be."""
    try:
        with _within(root, file.real, _FILE) as handle, os.fdopen(handle, "rb", closefd=False) as stream:
            same = _print(handle) == file.print
            body = stream.read(LARGEST + 1) if same else b""
            if same and _print(handle) == file.print and len(body) == file.size:
                return body
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        pass
    except OSError as error:
        raise UnreadError(because(error)) from error
    raise RestlessError


def because(error: OSError | ValueError) -> str:
    """The reason in small letters, as the system gives it."""
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return (reason or type(error).__name__).lower()


def shown(path: str) -> str:
    """A path fit for a line of text: each path has another one."""
    return "".join(
        letter if letter.isprintable() and letter != "\\" else letter.encode("unicode_escape").decode()
        for letter in path
    )


def _names(root: int, here: str, most: int) -> list[tuple[str, _Kind]]:
    """The names in a folder, `most` at most, and what they are."""
    with _within(root, here + ".", _FOLDER) as folder, os.scandir(folder) as entries:
        return [(entry.name, _kind(entry)) for entry in islice(entries, most)]


def _kind(entry: os.DirEntry[str]) -> _Kind:
    if entry.is_symlink():
        return _Kind.LINK
    return _Kind.FOLDER if entry.is_dir(follow_symlinks=False) else _Kind.FILE


def _see(root: int, inside: str, path: str, look: Look, suffixes: frozenset[str], *, linked: bool) -> None:
    """Take up what is no folder, if it is an article."""
    article = suffix(path) in suffixes
    real = os.path.realpath(inside + path) if linked else inside + path
    if not f"{real}/".startswith(inside):
        if article or Path(real).is_dir():
            look.faults[shown(path)] = "a link that leads out of the folder is not followed"
    elif article:
        _weigh(root, path, real[len(inside) :], look)


def _weigh(root: int, path: str, real: str, look: Look) -> None:
    try:
        status = os.stat(real, dir_fd=root, follow_symlinks=False)
    except OSError as error:
        look.faults[shown(path)] = because(error)
        return
    if not stat.S_ISREG(status.st_mode):
        if real == path or not stat.S_ISDIR(status.st_mode):
            look.faults[shown(path)] = "it is not an ordinary file"
    elif status.st_size > LARGEST:
        look.faults[shown(path)] = f"it is larger than {LARGEST >> 20} MiB"
    else:
        look.files[shown(path)] = Found(real=real, size=status.st_size, changed=status.st_mtime_ns)


def suffix(path: str) -> str:
    """What stands behind the last dot of a file's name, in small letters; empty without a dot."""
    return Path(path).suffix[1:].casefold()


def _bounded(look: Look) -> Look:
    """The newest files, as many as can be held at once."""
    newest = sorted(look.files.items(), key=lambda named: (-named[1].changed, named[0]))
    total = kept = 0
    for _, file in newest[:_FILES]:
        total += file.size
        kept += total <= _TOTAL
    if kept < len(newest):
        look.faults[""] = f"it holds too much; only the newest {kept:,} of {len(newest):,} files are read"
    look.files = dict(sorted(newest[:kept]))
    return look


def _print(handle: int) -> str:
    status = os.fstat(handle)
    return f"{status.st_size}:{status.st_mtime_ns}" if stat.S_ISREG(status.st_mode) else ""


@contextmanager
def _within(root: int, path: str, flags: int) -> Iterator[int]:
    """What lies at a path below the root, held open; no link is followed on the way."""
    *folders, name = path.split("/")
    current = root
    try:
        for folder in (*folders, None):
            step = flags if folder is None else _FOLDER | os.O_NOFOLLOW
            following = os.open(name if folder is None else folder, step, dir_fd=current)
            if current != root:
                os.close(current)
            current = following
        yield current
    finally:
        if current != root:
            os.close(current)
