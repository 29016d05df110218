"""The feed files as they lie in the output folder, with their compressed neighbours, kept while they do not change.

Never reads outside the folder: a name is one part of a path, and links are not followed.
"""

import asyncio
import gzip
import hashlib
import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import brotli

_NEIGHBOURS = {"br": ".br", "gzip": ".gz"}  # better first
_OPEN = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)

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


class Shelf:
    """Reads the documents of one folder, and each only when it changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept: dict[str, tuple[tuple[Stamp | None, ...], Issue]] = {}

    async def take(self, name: str) -> Issue | None:
        """The document in a file of the folder; None if there is none. The reading is done in a thread."""
        path = self._folder / name
        if path.parent != self._folder or "\\" in name or ".." in name:
            return None
        stamps = _stamps(path)
        kept = self._kept.get(name)
        if kept and kept[0] == stamps:
            return kept[1]
        self._kept.pop(name, None)
        issue = await asyncio.to_thread(_read, path)
        if issue:
            self._kept[name] = stamps, issue
        return issue


def copy(body: bytes) -> Copy:
    """A document with its entity tag."""
    return Copy(body=body, tag=hashlib.sha256(body).hexdigest()[:32])


def _stamps(path: Path) -> tuple[Stamp | None, ...]:
    return tuple(_stamp(one) for one in (path, *_neighbours(path).values()))


def _stamp(path: Path) -> Stamp | None:
    try:
        found = path.lstat()
    except (OSError, ValueError):  # ValueError: a NUL in the name
        return None
    return (found.st_mtime_ns, found.st_size, found.st_ino) if stat.S_ISREG(found.st_mode) else None


def _neighbours(path: Path) -> Mapping[str, Path]:
    return {coding: path.with_name(path.name + ending) for coding, ending in _NEIGHBOURS.items()}


def _read(path: Path) -> Issue | None:
    """A document and those neighbours that hold the same: while a new one is being written, some do not."""
    found = _bytes(path)
    if found is None:
        return None
    body, modified = found
    copies = {}
    for coding, neighbour in _neighbours(path).items():
        packed = _bytes(neighbour)
        if packed and _unpacked(coding, packed[0]) == body:
            copies[coding] = copy(packed[0])
    return Issue(modified=modified, copies={**copies, "identity": copy(body)})


def _bytes(path: Path) -> tuple[bytes, datetime] | None:
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
