"""A folder of articles, one a file, at any depth; a file that is still being written waits for the next visit."""

import asyncio
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from pydantic import Field

from feedbot.errors import ParseError
from feedbot.model import Cursor, Document, Failed, File, Item, Origin, Reading, Source, Unchanged, Visit
from feedbot.net import Web
from feedbot.sections import Duration, SourceSection
from feedbot.sources import files, tree

_SETTLE = timedelta(seconds=2)
_GRACE = timedelta(milliseconds=100)
_NOTES = 100
_SUDDEN = 5
_EMPTIED = "it is empty all at once; what it held stays until an article lies there again"


class Folder(SourceSection):
    """A folder of articles on this machine."""

    kind: Literal["folder"] = Field(description="A folder of articles.")
    path: str = Field(min_length=1, description="The folder, absolute or relative to the file of the config.")
    settle: Duration = Field(default=_SETTLE, description="How long a file must lie untouched before it is read.")

    @property
    def place(self) -> str:
        """The folder as written."""
        return self.path


@dataclass(frozen=True, slots=True, kw_only=True)
class _Memo:
    """How the folder was: prints by path, paths that waited, and reasons by path of what could not be read."""

    prints: Mapping[str, str] = field(default_factory=dict)
    waiting: tuple[str, ...] = ()
    faults: Mapping[str, str] = field(default_factory=dict)


async def fetch(
    source: Source,
    cursor: Cursor,
    web: Web,  # noqa: ARG001 - a folder needs no network, but every kind is asked alike
    now: datetime,
) -> Visit:
    """Every article of the folder as it lies there, or Unchanged when it is as the cursor's memo says.

    A file that was written less than `settle` ago waits. What cannot be read is named in the notes with its reason,
    and the rest is read. The first look at a folder waits for such files once, because it decides what was there before
    and what is news. Never raises for a fault of the disk.
    """
    memo, settle = _recall(cursor.memo), _settle(source)
    visit = await asyncio.to_thread(_visit, source, memo, now)
    if memo is None and isinstance(visit, Document) and visit.waiting:
        await asyncio.sleep(settle.total_seconds())
        visit = await asyncio.to_thread(_visit, source, memo, now + settle)
    return visit


def parse(document: Document, source: Source) -> Reading:
    """The articles of a folder in the order of their paths; a file that is none becomes a note, never an exception.

    The reading is complete only if nothing waits and every file could be read.
    """
    items: list[Item] = []
    notes: list[str] = []
    for file in document.files:
        try:
            item, remarks = files.read(file)
        except ParseError as error:
            notes.append(f"{file.path}: {error}")
        except Exception as error:  # noqa: BLE001 - a parser that fails at one file must not cost the others
            notes.append(f"{file.path}: it cannot be understood ({type(error).__name__}: {error})")
        else:
            items.append(item)
            notes.extend(f"{file.path}: {remark}" for remark in remarks)
    return Reading(
        origin=Origin(id=f"urn:feedbot:folder:{source.name}", title=source.title or source.name),
        items=tuple(items),
        complete=len(items) == len(document.files) and not document.waiting and not document.notes,
        notes=_few(notes),
    )


def _visit(source: Source, memo: _Memo | None, now: datetime) -> Visit:
    try:
        with tree.opened(source.url) as root:
            return _look(root, source, memo, now)
    except (OSError, ValueError) as error:
        return Failed(reason=_refusal(source.url, error))


def _look(root: int, source: Source, memo: _Memo | None, now: datetime) -> Visit:
    before = memo or _Memo()
    seen = _walk(root, source.url, before)
    waiting = {path for path, file in seen.files.items() if _waits(path, file, source, before, now)}
    settled = {path: file for path, file in seen.files.items() if path not in waiting}
    known = {path: file for path, file in settled.items() if path not in before.faults}
    _, again, faults = _read(root, {path: file for path, file in settled.items() if path in before.faults})
    # What could not be read before is tried each time: rights and disks are mended without a trace in a file's print.
    if memo and memo == _memo(known, waiting | again, seen.faults | faults):
        return Unchanged(memo=_written(memo))
    read, again, faults = _read(root, settled)
    after = _memo({file.path: settled[file.path] for file in read}, waiting | again, seen.faults | faults)
    return Document(
        url=source.url,
        received=now,
        files=read,
        waiting=after.waiting,
        memo=_written(after),
        notes=_few([f"{path}: {reason}" if path else reason for path, reason in sorted(after.faults.items())]),
    )


def _walk(root: int, place: str, memo: _Memo) -> tree.Look:
    seen = tree.walk(root, place, files.SUFFIXES)
    if memo.prints.keys() - seen.files.keys() - seen.faults.keys():
        # Editors save by taking the old file away first, and a file may be moved while we look.
        time.sleep(_GRACE.total_seconds())
        seen = tree.walk(root, place, files.SUFFIXES)
    if not seen.files and (len(memo.prints) >= _SUDDEN or memo.faults.get("") == _EMPTIED):
        # More likely a disk that is not mounted than an editor who withdraws everything.
        seen.faults.setdefault("", _EMPTIED)
    return seen


def _waits(path: str, file: tree.Found, source: Source, memo: _Memo, now: datetime) -> bool:
    """Whether a file that differs was written a moment ago; a date far ahead is a clock that is wrong."""
    return memo.prints.get(path) != file.print and abs(now - file.modified) < _settle(source)


def _settle(source: Source) -> timedelta:
    return source.options.settle if isinstance(source.options, Folder) else _SETTLE


def _read(root: int, found: Mapping[str, tree.Found]) -> tuple[tuple[File, ...], set[str], dict[str, str]]:
    """The files, the paths of those that are being written, and the reasons of those that cannot be read."""
    read: list[File] = []
    restless: set[str] = set()
    faults: dict[str, str] = {}
    for path, file in found.items():
        try:
            read.append(File(path=path, body=tree.read(root, file), modified=file.modified))
        except tree.RestlessError:
            restless.add(path)
        except tree.UnreadError as error:
            faults[path] = str(error)
    return tuple(read), restless, faults


def _memo(found: Mapping[str, tree.Found], waiting: set[str], faults: Mapping[str, str]) -> _Memo:
    prints = {path: file.print for path, file in found.items()}
    return _Memo(prints=prints, waiting=tuple(sorted(waiting)), faults=faults)


def _written(memo: _Memo) -> str:
    said = {"prints": memo.prints, "waiting": memo.waiting, "faults": memo.faults}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _recall(memo: str) -> _Memo | None:
    """What an earlier fetch wrote; None if it is not ours, so that everything is read."""
    try:
        said = json.loads(memo)
        return _Memo(prints=dict(said["prints"]), waiting=tuple(said["waiting"]), faults=dict(said["faults"]))
    except (ValueError, TypeError, KeyError):
        return None


def _refusal(place: str, error: OSError | ValueError) -> str:
    match error:
        case FileNotFoundError():
            return f"the folder {tree.shown(place)} does not exist; create it or correct path"
        case NotADirectoryError():
            return f"{tree.shown(place)} is not a folder; correct path"
        case _:
            return f"the folder {tree.shown(place)} cannot be read: {tree.because(error)}"


def _few(notes: Sequence[str]) -> tuple[str, ...]:
    more = len(notes) - _NOTES
    return (*notes[:_NOTES], *([f"and {more:,} more notes"] if more > 0 else []))
