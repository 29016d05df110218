"""Who holds a state folder: one process at a time."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from feedbot.errors import BusyError


@contextlib.contextmanager
def alone(state: Path) -> Iterator[None]:
    """Hold a state folder for this process. Raises BusyError if another feedbot works there."""
    pid = state / "feedbot.pid"
    try:
        state.mkdir(parents=True, exist_ok=True)
        # A second, because whoever asks who is there (`holder`) has the lock for a moment.
        lock = FileLock(state / "feedbot.lock", timeout=1)
        lock.acquire()
    except Timeout:
        who = holder(state) or "unknown"
        raise BusyError(
            f"another feedbot (process {who}) works in {state}; stop it first, or give this one another state folder"
        ) from None
    except OSError as error:
        why = error.strerror or str(error)
        raise BusyError(f"the state folder {state} cannot be used: {why}; make it writable for this user") from None
    try:
        # The number is a courtesy to whoever is refused; a full disk may do without it.
        with contextlib.suppress(OSError):
            pid.write_text(f"{os.getpid()}\n")
        yield
    finally:
        with contextlib.suppress(OSError):
            pid.unlink(missing_ok=True)
        lock.release()


def holder(state: Path) -> int | None:
    """The process that holds a state folder, or None. A number left behind by one that was killed does not count."""
    if not held(state):
        return None
    try:
        return int((state / "feedbot.pid").read_text())
    except (OSError, ValueError):
        return None


def held(state: Path) -> bool:
    """Whether a process holds a state folder, also one whose number nobody could write down."""
    lock = FileLock(state / "feedbot.lock", timeout=0)
    if not Path(lock.lock_file).exists():
        return False
    try:
        with lock:
            return False
    except Timeout:
        return True
