"""The messages of a Maildir, read and never touched: what is new since the last look, the oldest first.

A message is known by the unique part of its file's name, which stays when a mail reader moves it or changes its flags.
"""

import hashlib
import json
import os
import stat
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice

from feedbot.model import Failed
from feedbot.sources import mail, tree
from feedbot.sources.letterbox import Basket, Look, Wanted

_FOLDERS = ("new", "cur")
_ENTRIES = 200_000
_MARK = 8
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
# O_NONBLOCK: should a file turn into a pipe between the look and the opening, we do not wait for its writer.
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = 10**10


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A message's file: its path below the Maildir, what is remembered of its name, seconds since 1970, bytes."""

    path: str
    mark: str
    written: int
    size: int


def look(place: str, memo: str, wanted: Wanted, now: datetime, stopped: Callable[[], bool]) -> Look | Failed:
    """The messages that are new in the Maildir at `place`, as many as `wanted` says; of the first look the newest.

    What is left over when `stopped` comes at the next look. Blocks; never raises for a fault of the disk.
    """
    try:
        root = os.open(place, _FOLDER)
    except (OSError, ValueError) as error:
        return Failed(reason=_refusal(place, error), fault="missing")
    try:
        found = list(_messages(root))
    except FileNotFoundError:
        reason = f"{tree.shown(place)} is no Maildir: it has neither new nor cur; correct path"
        return Failed(reason=reason, fault="missing")
    except OSError as error:
        return Failed(reason=_refusal(place, error), fault="missing")
    else:
        return _take(root, found, _recall(memo, place), place, Basket(wanted), now, stopped)
    finally:
        os.close(root)


def _messages(root: int) -> Iterator[_Found]:
    """Every message in new and cur, in no order. Raises OSError when neither can be listed."""
    missing = 0
    for folder in _FOLDERS:
        try:
            handle = os.open(folder, _FOLDER, dir_fd=root)
        except FileNotFoundError:
            missing += 1
            if missing == len(_FOLDERS):
                raise
            continue
        try:
            with os.scandir(handle) as entries:
                for entry in islice(entries, _ENTRIES):
                    found = None if entry.name.startswith(".") else _found(handle, folder, entry.name)
                    if found:
                        yield found
        finally:
            os.close(handle)


def _found(handle: int, folder: str, name: str) -> _Found | None:
    """A message's file; None for what is no file, or was moved just now."""
    try:
        status = os.stat(name, dir_fd=handle, follow_symlinks=False)
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(status.st_mode):
        return None
    unique = os.fsencode(name).partition(b":")[0]
    mark = b64encode(hashlib.blake2b(unique, digest_size=6).digest(), b"-_").decode()
    return _Found(path=f"{folder}/{name}", mark=mark, written=int(status.st_mtime), size=status.st_size)


def _take(
    root: int,
    found: list[_Found],
    known: tuple[str, ...] | None,
    place: str,
    basket: Basket,
    now: datetime,
    stopped: Callable[[], bool],
) -> Look:
    found.sort(key=lambda each: (each.written, each.path))
    most = basket.wanted.remembered
    if len(found) > most:
        basket.notes.append(f"it holds {len(found):,} messages; only the newest {most:,} are looked at")
        del found[:-most]
    seen = dict.fromkeys(known or ())
    fresh = [each for each in found if each.mark not in seen]
    if known is None:
        seen |= dict.fromkeys(each.mark for each in fresh[: -basket.wanted.first])
        fresh = fresh[-basket.wanted.first :]
    done = 0
    for each in fresh:
        if stopped() or basket.is_full(each.size):
            break
        done += 1
        if _read(root, each, basket, now):
            seen[each.mark] = None
    return basket.look(_memo(place, seen, found, most), len(fresh) - done)


def _read(root: int, found: _Found, basket: Basket, now: datetime) -> bool:
    """Whether a message could be read, and need not be looked at again."""
    name = found.path.partition("/")[2]
    try:
        with os.fdopen(os.open(found.path, _FILE, dir_fd=root), "rb") as stream:
            head = stream.read(mail.HEAD)
            if basket.refuses(head):
                return True
            body = head if found.size > basket.wanted.body else head + stream.read(basket.wanted.body + 1 - len(head))
    except FileNotFoundError:  # a mail reader moved it just now
        return False
    except OSError as error:
        basket.notes.append(f"{tree.shown(name)}: {tree.because(error)}")
        return False
    arrived = _EPOCH + timedelta(seconds=min(max(found.written, 0), _LATEST))
    basket.put(tree.shown(name), body, found.size, arrived, now)
    return True


def _recall(memo: str, place: str) -> tuple[str, ...] | None:
    """The marks of what was seen, latest first; None before the first look at this place."""
    try:
        said = json.loads(memo)
        marks = str(said["seen"]) if said["place"] == place else None
    except (ValueError, TypeError, KeyError):
        return None
    return None if marks is None else tuple(marks[i : i + _MARK] for i in range(0, len(marks), _MARK))


def _memo(place: str, seen: dict[str, None], found: list[_Found], most: int) -> str:
    """What to remember: what lies there and was seen, then, as far as there is room, what lay there before."""
    here = [each.mark for each in reversed(found) if each.mark in seen]
    standing = set(here)
    gone = [mark for mark in seen if mark not in standing]
    return json.dumps({"place": place, "seen": "".join((here + gone)[:most])})


def _refusal(place: str, error: OSError | ValueError) -> str:
    match error:
        case FileNotFoundError():
            return f"the Maildir {tree.shown(place)} does not exist; create it or correct path"
        case NotADirectoryError():
            return f"{tree.shown(place)} is not a folder; correct path"
        case _:
            return f"the Maildir {tree.shown(place)} cannot be read: {tree.because(error)}"
