"""Whether a daemon among hundreds of bad sources stays small, awake, and clear about each.

    python bench/hostile.py [--heavy] [--apart | --each] [--only NAME,NAME] [--rounds 2]

The server of tests/hostile runs in a process of its own, the daemon in another, with limits as shipped. Prints the
daemon's memory and time, how soon /healthz answered, how each source ended, and verdicts; exits 1 if one is bad. With
--heavy the cases are those that take all the memory that bounds as shipped leave them; with --apart a daemon of its
own is measured for each group of cases, with --each for each case. Linux only.
"""

import argparse
import contextlib
import importlib
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

HOUSE = Path(__file__).parent.parent
sys.path.insert(0, str(HOUSE))

EVERY = importlib.import_module("tests.hostile.every")
GOOD = importlib.import_module("tests.hostile.server").GOOD

MOST = 200 * 2**20  # bytes above idle
SLOWEST = 1.0  # seconds for /healthz
ROUND = 900  # seconds after which a round is given up
TICKS = os.sysconf("SC_CLK_TCK")

CONFIG = """
[feedbot]
allow_private = ["127.66.0.0/16:{port}"]

[web]
listen = "127.0.0.1:{web}"

[[feeds]]
name = "main"
title = "Hostile"

[[channels]]
name = "console"
kind = "console"
"""


@dataclass
class Watch:
    """What is seen of a daemon from outside: memory in bytes, seconds until /healthz answered, and how often not."""

    peak: int = 0
    answers: list[float] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    highs: list[tuple[float, int]] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def health(self, port: int) -> None:
        """Ask every half second how it is."""
        while not self.stop.wait(0.5):
            began = time.monotonic()
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=30) as answer:
                    answer.read()
                self.answers.append(time.monotonic() - began)
            except OSError as error:
                self.missed.append(str(error))

    def memory(self, pid: int) -> None:
        """Look ten times a second how large it is, and note when it grew."""
        began = time.monotonic()
        while not self.stop.wait(0.1):
            size = memory(pid, "VmRSS")
            if size > self.peak + 10 * 2**20:
                self.highs.append((time.monotonic() - began, size))
                self.peak = size


@dataclass(frozen=True)
class Measured:
    """What came of one daemon."""

    idle: int
    peak: int
    cpu: float
    seconds: float
    watch: Watch
    rows: dict[str, tuple[str | None, str | None, int]]
    exit: int
    finished: bool


def memory(pid: int, name: str) -> int:
    """A figure of /proc/PID/status, in bytes; nothing once the process has ended."""
    with contextlib.suppress(OSError):
        found = re.search(rf"{name}:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
        return int(found[1]) * 1024 if found else 0
    return 0


def cpu(pid: int) -> float:
    """Seconds of CPU that a process took."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def free_port() -> int:
    """A port where nobody listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@contextlib.contextmanager
def server() -> Iterator[dict[str, Any]]:
    """The hostile server in its own process; gives where each case is."""
    command = [sys.executable, "-m", "tests.hostile.server"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=HOUSE) as process:
        try:
            assert process.stdout
            yield json.loads(process.stdout.readline())
        finally:
            process.kill()


@contextlib.contextmanager
def daemon(place: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A daemon at work in a folder."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("FEEDBOT_")}
    command = [sys.executable, "-m", "feedbot", "-c", str(place / "config.toml"), "run", "--log", "logfmt"]
    with (place / "log").open("ab") as log:
        process = subprocess.Popen(command, env=environ, stdout=log, stderr=log, cwd=HOUSE)
        try:
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(timeout=30)
            if process.poll() is None:
                process.kill()
                process.wait()


def until(done: Callable[[], bool], seconds: float) -> bool:
    """Whether something came true in time."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if done():
            return True
        time.sleep(0.5)
    return False


def awake(port: int) -> bool:
    """Whether a daemon answers."""
    with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
        return True
    return False


def asked(base: Path, query: str) -> list[tuple[Any, ...]]:
    """Rows of the daemon's database."""
    with contextlib.closing(sqlite3.connect(f"file:{base}?mode=ro", uri=True, timeout=30)) as opened:
        return opened.execute(query).fetchall()


def again(base: Path) -> None:
    """Make every source due once more."""
    with contextlib.closing(sqlite3.connect(base, timeout=30)) as opened, opened:
        opened.execute("update visits set due = 0, tried = null, gone = 0")


def over(process: subprocess.Popen[bytes], base: Path) -> bool:
    """Whether every source was visited since it was made due, or the daemon ended."""
    return process.poll() is not None or asked(base, "select count(*) from visits where tried is null") == [(0,)]


def folder(where: dict[str, Any], kinds: dict[str, str], port: int) -> Path:
    """A new folder with a config of these sources."""
    place, text = Path(tempfile.mkdtemp(prefix="feedbot-hostile-")), CONFIG.format(port=where["port"], web=port)
    for name, kind in kinds.items():
        url = f"http://{where['hosts'][name]}:{where['port']}/{name}"
        text += f'\n[[sources]]\nname = "{name}"\nkind = "{kind}"\nurl = "{url}"\nevery = "1d"\n'
    (place / "config.toml").write_text(text)
    return place


def measure(cases: Sequence[Any], where: dict[str, Any], rounds: int) -> Measured:
    """One daemon: first with good sources alone, at rest, then in another folder among some cases too."""
    port = free_port()
    kinds = dict.fromkeys(GOOD, "feed")
    with daemon(folder(where, kinds, port)) as process:
        until(lambda: awake(port), 60)
        time.sleep(8)
        idle = memory(process.pid, "VmRSS")
    kinds |= {case.name: case.kind for case in cases}
    place = folder(where, kinds, port)
    watch, base, began, finished = Watch(), place / "state" / "feedbot.db", time.monotonic(), True
    with daemon(place) as process:
        until(lambda: awake(port), 60)
        looks = [
            threading.Thread(target=watch.health, args=(port,)),
            threading.Thread(target=watch.memory, args=(process.pid,)),
        ]
        for each in looks:
            each.start()
        try:
            for number in range(rounds):
                if number:
                    again(base)
                finished = until(partial(over, process, base), ROUND) and finished
            time.sleep(3)
            peak, spent = memory(process.pid, "VmHWM"), cpu(process.pid)
        finally:
            watch.stop.set()
            for each in looks:
                each.join()
    query = (
        "select v.source, v.fault, v.error, count(e.id) from visits v left join entries e on e.source = v.source "
        "group by v.source"
    )
    rows = {name: (fault, error, count) for name, fault, error, count in asked(base, query) if name in kinds}
    seconds = time.monotonic() - began
    return Measured(idle, peak, spent, seconds, watch, rows, process.returncode, finished)


def table(cases: Sequence[Any], found: Measured) -> list[str]:
    """Print how each source ended, * where otherwise than in tests; the names of those without a clear reason."""
    odd = []
    for case in cases:
        fault, error, count = found.rows.get(case.name, (None, "never visited", 0))
        unclear = (fault is None) != (error is None) or (error is not None and "\n" in error)
        mark = "?" if unclear else "*" if fault != case.fault else " "
        print(f"{mark} {case.name:26} {fault or 'ok':8} {count:5}  {(error or '')[:110]}")
        if unclear:
            odd.append(case.name)
    return odd


def told(name: str, found: Measured) -> None:
    """Print a line of figures."""
    waits = sorted(found.watch.answers) or [0.0]
    print(
        f"{name:12} idle {found.idle >> 20} MiB, peak {found.peak >> 20} MiB (+{(found.peak - found.idle) >> 20}), "
        f"CPU {found.cpu:.1f} s of {found.seconds:.0f} s, /healthz {len(waits)} times: median "
        f"{waits[len(waits) // 2]:.3f} s, slowest {waits[-1]:.3f} s, missed {len(found.watch.missed)}",
        flush=True,
    )


def judge(cases: Sequence[Any], found: Measured) -> list[str]:
    """What is not as it should be."""
    bad = []
    if found.peak - found.idle > MOST:
        bad.append(f"memory rose by {(found.peak - found.idle) >> 20} MiB")
    slow = [wait for wait in found.watch.answers if wait > SLOWEST]
    if slow or found.watch.missed:
        late = f"{len(slow)} times, up to {max(slow, default=0):.1f} s"
        bad.append(f"/healthz was slow {late}, and missed {len(found.watch.missed)} times")
    if not found.finished:
        bad.append("a round did not end in time")
    if found.exit:
        bad.append(f"the daemon ended with {found.exit}")
    bad += [f"{name} brought nothing" for name in GOOD if found.rows.get(name, (None, None, 0))[2] < 1]
    odd = [case.name for case in cases if found.rows.get(case.name, (None, "", 0))[1] == ""]
    return bad + [f"{name} ended without a reason" for name in odd]


def main() -> int:
    """Measure, print, judge; 0 if all is well."""
    ask = argparse.ArgumentParser()
    ask.add_argument("--apart", action="store_true")
    ask.add_argument("--each", action="store_true")
    ask.add_argument("--heavy", action="store_true")
    ask.add_argument("--only", default="")
    ask.add_argument("--rounds", type=int, default=2)
    options = ask.parse_args()
    names = set(filter(None, options.only.split(",")))
    groups = {
        group: [case for case in cases if not names or case.name in names or group in names]
        for group, cases in (EVERY.HEAVY if options.heavy else EVERY.GROUPS).items()
    }
    if options.each:
        groups = {case.name: [case] for cases in groups.values() for case in cases}
    elif not options.apart:
        groups = {"all": [case for cases in groups.values() for case in cases]}
    faults = []
    with server() as where:
        for group, cases in groups.items():
            if not cases:
                continue
            found = measure(cases, where, options.rounds)
            unclear = table(cases, found)
            told(group, found)
            for moment, size in found.watch.highs:
                print(f"    {moment:6.1f} s: {size >> 20} MiB")
            faults += [f"{group}: {sentence}" for sentence in judge(cases, found)]
            faults += [f"{group}: {name} has no clear reason" for name in unclear]
    for sentence in faults:
        print("FAULT:", sentence)
    print("all is well" if not faults else f"{len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
