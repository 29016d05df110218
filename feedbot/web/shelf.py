"""The feed files as they lie in the output folder, with their compressed neighbours, kept while they do not change.

Never reads outside the folder: a name is one part of a path, and links are not followed.
"""

import asyncio
import gzip
import hashlib
import os
import stat
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import brotli

_NEIGHBOURS = {"br": ".br", "gzip": ".gz"}  # better first
_OPEN = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)

_FEW = 16 * 1024
"""Bytes of a folder with some hundred names: to list them takes 0.1 ms, and a thread for that many times as long."""

Stamp = tuple[int, int, int]
"""What changes when a file does: modification time in nanoseconds, size, inode."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """The bytes of a document in one content coding, with a strong tag of their own (RFC 9110, section 8.8.3)."""

    body: bytes
    tag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """A document as it was last written; `copies` by content coding always has "identity"."""

    modified: datetime
    copies: Mapping[str, Copy]

    @property
    def size(self) -> int:
        """The bytes of all copies."""
        return sum(len(one.body) for one in self.copies.values())


class Shelf:
    """Reads the documents of one folder, and each only when it changed.

    At most `room` bytes are kept, of the documents that were asked for last: archives may be larger than memory.
    """

    def __init__(self, folder: Path, room: int = 64 * 2**20) -> None:
        self._folder = folder
        self._place = str(folder)
        self._room = room
        self._held = 0
        self._kept: dict[str, tuple[tuple[Stamp | None, ...], Issue]] = {}
        self._listed: tuple[int, Mapping[tuple[str, str], tuple[int, ...]]] = (-1, {})

    async def take(self, name: str) -> Issue | None:
        """The document in a file of the folder; None if there is none. The reading is done in a thread."""
        path = self._path(name)
        if path is None:
            return None
        stamps = _stamps(path)
        kept = self._kept.pop(name, None)
        if kept and kept[0] == stamps:
            self._kept[name] = kept  # the last again, to be forgotten last
            return kept[1]
        if kept:
            self._held -= kept[1].size
        issue = await asyncio.to_thread(_read, path)
        if issue:
            self._keep(name, stamps, issue)
        return issue

    def held(self, name: str) -> Issue | None:
        """The document in a file as it was taken last, if that is kept and the file is the same; nothing is read."""
        kept = self._kept.get(name)
        return kept[1] if kept and kept[0][0] == _stamp(f"{self._place}/{name}") else None

    def changed(self) -> int:
        """When names in the folder last changed, in nanoseconds; -1 where there is none."""
        try:
            return os.stat(self._place).st_mtime_ns  # noqa: PTH116  # a Path takes as long as all else here
        except OSError:
            return -1

    def has(self, name: str) -> bool:
        """Whether a file of this name can be taken."""
        path = self._path(name)
        return path is not None and _stamp(path) is not None

    async def numbers(self, stem: str, suffix: str) -> tuple[int, ...]:
        """The numbers of the files STEM.NUMBER.SUFFIX, smallest first. The folder is listed only when it changed."""
        changed = self.changed()
        if changed < 0:
            return ()
        if self._listed[0] != changed:
            few = self._few()
            self._listed = changed, _numbers(self._folder) if few else await asyncio.to_thread(_numbers, self._folder)
        return self._listed[1].get((stem, suffix), ())

    def _few(self) -> bool:
        """Whether the folder is soon listed; one that is gone meanwhile is."""
        with suppress(OSError):
            return os.stat(self._place).st_size <= _FEW  # noqa: PTH116  # as above
        return True

    def _path(self, name: str) -> str | None:
        inside = name and "/" not in name and "\\" not in name and ".." not in name
        return f"{self._place}/{name}" if inside else None

    def _keep(self, name: str, stamps: tuple[Stamp | None, ...], issue: Issue) -> None:
        if before := self._kept.pop(name, None):  # two asked for it at once
            self._held -= before[1].size
        self._kept[name] = stamps, issue
        self._held += issue.size
        while self._held > self._room:
            oldest = next(iter(self._kept))
            self._held -= self._kept.pop(oldest)[1].size


def copy(body: bytes) -> Copy:
    """A document with its entity tag."""
    return Copy(body=body, tag=hashlib.sha256(body).hexdigest()[:32])


def _stamps(path: str) -> tuple[Stamp | None, ...]:
    return (_stamp(path), *[_stamp(path + ending) for ending in _NEIGHBOURS.values()])


def _stamp(path: str) -> Stamp | None:
    try:
        found = os.lstat(path)
    except (OSError, ValueError):  # ValueError: a NUL in the name
        return None
    return (found.st_mtime_ns, found.st_size, found.st_ino) if stat.S_ISREG(found.st_mode) else None


def _numbers(folder: Path) -> Mapping[tuple[str, str], tuple[int, ...]]:
    found: dict[tuple[str, str], list[int]] = {}
    for name in _names(folder):
        rest, _, suffix = name.rpartition(".")
        stem, _, number = rest.rpartition(".")
        if stem and number.isascii() and number.isdecimal() and len(number) < 10:
            found.setdefault((stem, f".{suffix}"), []).append(int(number))
    return {key: tuple(sorted(numbers)) for key, numbers in found.items()}


def _names(folder: Path) -> Iterable[str]:
    with suppress(OSError):
        return os.listdir(folder)  # noqa: PTH208  # a Path for each of thousands of names costs more than the listing
    return ()


def _read(path: str) -> Issue | None:
    """A document and those neighbours that hold the same: while a new one is being written, some do not."""
    found = _bytes(path)
    if found is None:
        return None
    body, modified = found
    copies = {}
    for coding, ending in _NEIGHBOURS.items():
        packed = _bytes(path + ending)
        if packed and _unpacked(coding, packed[0]) == body:
            copies[coding] = copy(packed[0])
    return Issue(modified=modified, copies={**copies, "identity": copy(body)})


def _bytes(path: str) -> tuple[bytes, datetime] | None:
    """What a file holds and when it was written, both of the same file; None if it is gone or no plain file."""
    if _stamp(path) is None:  # a pipe would block
        return None
    with suppress(OSError), os.fdopen(os.open(path, _OPEN), "rb") as file:
        moment = os.fstat(file.fileno()).st_mtime
        return file.read(), datetime.fromtimestamp(int(moment), UTC)
    return None


def _unpacked(coding: str, body: bytes) -> bytes | None:
    with suppress(OSError, EOFError, brotli.error):
        return brotli.decompress(body) if coding == "br" else gzip.decompress(body)
    return None
