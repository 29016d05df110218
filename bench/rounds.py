"""What importing a thousand feeds costs, and the rounds after: feedbot beside reader, newsboat, sfeed and rss2email.

    python bench/rounds.py [--feeds 1000] [--entries 20] [--repeat 3] [--only feedbot reader] [--peers FOLDER]

Round one imports all, in round two nothing changed (all answers are 304), in round three one feed of a hundred has
news. Shows for each the processor time (user and system, of all processes of a program), seconds and peak memory (of
the largest process), as medians. Beside them what the requests alone cost: aiohttp, which feedbot asks with, and
libcurl (multi, by pycurl). Of feedbot also what a round costs a running daemon, sanitiser calls beside new and changed
entries, and how soon its server answers 304 while it imports. Programs from the package index live in an
environment of their own (`--peers`, by default made anew); newsboat, sfeed and rss2email are Debian's, and left out
where not installed.
"""

import argparse
import asyncio
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rounds_peers import PEERS, ROOT, Peer, Peers, bare, config, environment, versions

ROUNDS = ("import", "unchanged", "1 % changed")
PACKAGES = ("reader", "pycurl", "sgmllib3k")  # reader imports the last, and does not ask for it


@dataclass(frozen=True)
class Spent:
    """What a command took: seconds of processor time, seconds, MiB; and what it printed."""

    cpu: float
    wall: float
    memory: float
    printed: str = ""


def spend(command: list[str], place: Path, env: dict[str, str] | None = None, most: float = 900) -> Spent:
    """Run a command to its end, with all its children. Ends the script where it fails."""
    began = time.monotonic()
    with (place / "output").open("w+b") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, env=env, cwd=place)
        signal.signal(signal.SIGALRM, lambda *_: process.kill())
        signal.alarm(int(most))
        _, status, used = os.wait4(process.pid, 0)
        signal.alarm(0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        printed = out.read().decode("utf-8", "replace")
    if process.returncode:
        print(f"{' '.join(command)[:120]} ended with {process.returncode}: {printed[-600:]}", file=sys.stderr)
    wall = time.monotonic() - began
    return Spent(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024, printed)


@contextmanager
def world(args: argparse.Namespace) -> Iterator[str]:
    """All sites, while the block lasts; yields an address to ask them at."""
    command = [sys.executable, str(Path(__file__).with_name("rounds_world.py")), "--feeds", str(args.feeds)]
    command += ["--entries", str(args.entries), "--port", str(args.port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    try:
        if process.stdout is None or not process.stdout.readline():
            sys.exit("the sites did not start")
        yield f"http://127.0.0.1:{args.port}"
    finally:
        process.terminate()
        process.wait()


def said(base: str, what: str) -> dict[str, int]:
    """What the sites answer to us."""
    with urllib.request.urlopen(f"{base}/_{what}") as answer:
        loaded: dict[str, int] = json.load(answer)
    return loaded


def addresses(args: argparse.Namespace) -> list[str]:
    """The addresses of all feeds: every one of a host of its own, as they are in the world."""
    return [f"http://127.1.{each // 250}.{each % 250 + 1}:{args.port}/{each}.xml" for each in range(args.feeds)]


class Table:
    """What was measured, by program and round."""

    def __init__(self) -> None:
        self.found: defaultdict[tuple[str, str], list[Spent]] = defaultdict(list)
        self.counts: dict[tuple[str, str], dict[str, int]] = {}

    def take(self, name: str, step: str, spent: Spent, counts: dict[str, int]) -> None:
        """Keep a measurement; it is told at once, as the whole takes long."""
        self.found[name, step].append(spent)
        self.counts[name, step] = counts
        print(f"  {name}, {step}: {spent.cpu:.2f} s CPU, {spent.wall:.1f} s", file=sys.stderr, flush=True)

    def middle(self, name: str, step: str, what: str = "cpu") -> float | None:
        """The median of a measure, None where there is none."""
        values = [getattr(each, what) for each in self.found.get((name, step), ())]
        return statistics.median(values) if values else None

    def tell(self) -> None:
        """Print it."""
        print(f"{'round':<14}{'program':<26}{'s CPU':>8}{'s':>8}{'MiB':>7}{'200':>6}{'304':>6}  CPU of feedbot to it")
        for step in ROUNDS:
            ours = self.middle("feedbot", step)
            for (name, which), each in self.found.items():
                if which != step:
                    continue
                cpu, wall, memory = (statistics.median(getattr(one, what) for one in each) for what in NUMBERS)
                counts = self.counts[name, step]
                ratio = f"{ours / cpu:.2f}" if ours and cpu and name != "feedbot" else ""
                print(
                    f"{step:<14}{name:<26}{cpu:>8.2f}{wall:>8.1f}{memory:>7.0f}{counts.get('200', 0):>6}"
                    f"{counts.get('304', 0):>6}  {ratio}"
                )


NUMBERS = ("cpu", "wall", "memory")


def run(peer: Peer, base: str, args: argparse.Namespace, peers: Peers, table: Table) -> None:
    """All rounds of a program, each as often as wanted; the import in a folder of its own each time."""
    for again in range(args.repeat if peer.name in args.thrice else 1):
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder)
            command, env = peer.setup(place, addresses(args), peers), peer.environment(place)
            said(base, "counts")
            table.take(peer.name, ROUNDS[0], spend(command, place, env), said(base, "counts"))
            if again:
                continue
            for step in (*[ROUNDS[1]] * args.repeat, *[ROUNDS[2]] * args.repeat):
                if step == ROUNDS[2]:
                    time.sleep(1.1)  # Last-Modified has seconds
                    said(base, "turn")
                peer.before(place)
                table.take(peer.name, step, spend(command, place, env), said(base, "counts"))


def requests(kind: str, base: str, args: argparse.Namespace, peers: Peers, table: Table) -> None:
    """The rounds of a program that does nothing but the requests; what it took once it had started is kept too."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        command = bare(place, addresses(args), peers, kind)
        for step in [ROUNDS[0]] * args.repeat + [ROUNDS[1]] * args.repeat:
            said(base, "counts")
            tags = [] if step == ROUNDS[0] else [str(place / "urls.tags")]
            spent, counts = spend([*command, *tags], place), said(base, "counts")
            table.take(f"{kind}, requests alone", step, spent, counts)
            inside = float(json.loads(spent.printed or '{"inside": 0}')["inside"])
            table.take(f"{kind}, once started", step, Spent(inside, spent.wall, spent.memory), counts)


def held(base: str, args: argparse.Namespace, peers: Peers, table: Table) -> list[str]:
    """Rounds of feedbot in one process that goes on; sanitiser calls beside new and changed entries, in a sentence."""
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        path = config(place, addresses(args))
        command = [str(peers.ours), __file__, "--held", str(path)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            for step in (ROUNDS[0], *[ROUNDS[1]] * args.repeat, *[ROUNDS[2]] * args.repeat):
                if step == ROUNDS[2]:
                    said(base, "turn")
                said(base, "counts")
                said(base, "end")  # as in the half hour between two rounds; the bare clients begin without them too
                process.stdin.write("round\n")
                process.stdin.flush()
                found: dict[str, Any] = json.loads(process.stdout.readline())
                spent = Spent(found["cpu"], found["wall"], found["memory"])
                table.take("feedbot, running", step, spent, said(base, "counts"))
                lines.append(f"{step}: {found['calls']} sanitiser calls, {found['entries']} entries new or changed")
            process.stdin.close()
    return [lines[0], lines[args.repeat], lines[-1]]


async def rounds(path: Path) -> None:
    """A round of feedbot for each line that comes in; what it took goes out as JSON."""
    import logging
    import resource

    import structlog

    sys.path.insert(0, str(ROOT))
    from datetime import UTC, datetime

    from feedbot import __version__, heap
    from feedbot.cli import desk, opened
    from feedbot.net import open_web
    from feedbot.store import visits
    from feedbot.text import html
    from feedbot.turns import Turns

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    calls, sanitise = 0, html.sanitise

    def counted(text: str, base: str | None = None) -> str:
        nonlocal calls
        calls += 1
        return sanitise(text, base)

    html.sanitise = counted
    loaded, loop, entries = desk.load(path), asyncio.get_running_loop(), 0
    with opened.store(loaded) as store:
        async with open_web(allow_private=loaded.settings.allow_private, contact=None, version=__version__) as web:
            turns = Turns(config=loaded, store=store, web=web, now=lambda: datetime.now(UTC), stop=asyncio.Event())
            await turns.enrol()
            heap.begin()
            while await loop.run_in_executor(None, sys.stdin.readline):
                await store.write(lambda tx: [visits.hurry(tx, each.name, turns.now()) for each in loaded.sources])
                began, cpu, calls = time.monotonic(), time.process_time(), 0
                before = entries
                while (await turns.ingest() or 0) <= 0.05 or turns.under_way or turns.harvests:
                    if turns.under_way:
                        await asyncio.wait(list(turns.under_way.values()), return_when=asyncio.FIRST_COMPLETED)
                while await turns.publish() == 0:
                    pass
                found = {"cpu": time.process_time() - cpu, "wall": time.monotonic() - began, "calls": calls}
                entries = await store.read(_changes)
                memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
                print(json.dumps({**found, "memory": memory, "entries": entries - before}), flush=True)
            await turns.close()


def _changes(tx: Any) -> int:  # noqa: ANN401
    """How many entries came, and how often one changed."""
    from sqlalchemy import text

    found = [tx.execute(text(f"SELECT count(*) FROM {table}")).scalar() for table in ("entries", "revisions")]
    return sum(found)


async def answered(args: argparse.Namespace, peers: Peers) -> str:
    """How soon the server of a daemon answers 304 while it imports, in a sentence."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        path, port = config(place, addresses(args)), args.port + 1
        path.write_text(
            path.read_text().replace("enabled = false", f'listen = "127.0.0.1:{port}"')
            + '\n[[feeds]]\nname = "still"\ntitle = "Still"\narchive = false\nsources = ["s0"]\n'
        )
        command = [str(peers.ours), "-m", "feedbot", "-c", str(path), "run", "--log", "logfmt"]
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        with (place / "log").open("w") as log:
            daemon = await asyncio.create_subprocess_exec(*command, cwd=place, env=env, stdout=log, stderr=log)
            try:
                took = await _probe(port, lambda: (place / "log").read_text().count("\n"), args)
            finally:
                daemon.terminate()
                await daemon.wait()
        if len(took) < 100:
            return f"too few answers: {len(took)}; {(place / 'log').read_text()[-500:]}"
    took.sort()
    parts = {share: took[int(len(took) * share / 100)] * 1000 for share in (50, 90, 99)}
    shown = ", ".join(f"p{share} {value:.1f} ms" for share, value in parts.items())
    return f"a 304 while {args.feeds:,} feeds are imported: {shown}, of {len(took):,} answers"


async def _probe(port: int, lines: Any, args: argparse.Namespace) -> list[float]:  # noqa: ANN401
    """Seconds of each 304, asked every 10 ms until the import is over."""
    took, tag, quiet, before = list[float](), "", time.monotonic(), 0
    ends = time.monotonic() + args.patience
    reader = writer = None
    while time.monotonic() < ends and time.monotonic() - quiet < 8:
        await asyncio.sleep(0.01)
        if (now := lines()) != before:  # it logs every batch
            before, quiet = now, time.monotonic()
        try:
            if reader is None or writer is None:
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
            began = time.monotonic()
            asked = (
                f"GET /feeds/still.atom HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\nIf-None-Match: {tag}\r\n\r\n"
            )
            writer.write(asked.encode())
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            spent = time.monotonic() - began
        except (OSError, asyncio.IncompleteReadError):
            reader = writer = None
            continue
        headers = {
            name.lower(): value.strip() for name, _, value in (each.partition(":") for each in head.split("\r\n"))
        }
        if " 304 " in head.split("\r\n")[0]:
            took.append(spent)
            continue
        await reader.readexactly(int(headers.get("content-length", 0)))
        tag = headers.get("etag", "")
    return took


def goals(table: Table) -> Iterator[tuple[str, float | None, float]]:
    """What was wished, what it is, and what it should be at most."""

    def ratio(ours: str, other: str, step: str, what: str = "cpu") -> float | None:
        one, two = table.middle(ours, step, what), table.middle(other, step, what)
        return one / two if one is not None and two else None

    first, second, third = ROUNDS
    yield "CPU of the import to reader's", ratio("feedbot", "reader", first), 1 / 10
    yield "CPU of an unchanged round to reader's", ratio("feedbot", "reader", second), 1 / 15
    yield "a round of the running daemon to reader's unchanged one", ratio("feedbot, running", "reader", second), 1 / 15
    yield "memory of the import to reader's", ratio("feedbot", "reader", first, "memory"), 1
    for peer in ("newsboat", "sfeed", "rss2email"):
        for step in ROUNDS:
            yield f"CPU to that of {peer}, {step}", ratio("feedbot", peer, step), 1
        for step in ROUNDS[1:]:
            yield f"CPU of the running daemon to that of {peer}, {step}", ratio("feedbot, running", peer, step), 1
    yield (
        "an unchanged round to aiohttp alone, both running",
        ratio("feedbot, running", "aiohttp, once started", second),
        2,
    )
    yield (
        "an unchanged round to libcurl multi, both running",
        ratio("feedbot, running", "libcurl, once started", second),
        3,
    )
    yield "a round with 1 % changed to an unchanged one, running", _own(table, third, second), 1.3


def _own(table: Table, one: str, other: str) -> float | None:
    first, second = table.middle("feedbot, running", one), table.middle("feedbot, running", other)
    return first / second if first and second else None


def measure(args: argparse.Namespace, peers: Peers, table: Table, notes: list[str]) -> None:
    """Everything that is wanted, into the table and the notes."""

    def wanted(name: str) -> bool:
        return not args.only or name in args.only

    with world(args) as base:
        for peer in PEERS:
            if wanted(peer.name) and peer.missing():
                notes.append(f"{peer.name} is not installed here")
            elif wanted(peer.name):
                run(peer, base, args, peers, table)
        if wanted("requests"):
            requests("aiohttp", base, args, peers, table)
            requests("libcurl", base, args, peers, table)
        if wanted("held"):
            notes += held(base, args, peers, table)
        if wanted("web"):
            notes.append(asyncio.run(answered(args, peers)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int, default=1_000)
    parser.add_argument("--entries", type=int, default=20)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--thrice", nargs="*", default=[], help="programs whose import is repeated too")
    parser.add_argument("--only", nargs="*", help="of feedbot, reader, newsboat, sfeed, rss2email, requests, held, web")
    parser.add_argument("--peers", type=Path, help="where the environment of the peers is, or is to be made")
    parser.add_argument("--port", type=int, default=18_411)
    parser.add_argument("--patience", type=float, default=600, help="seconds that the import beside 304s may take")
    parser.add_argument("--held", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.held:
        asyncio.run(rounds(args.held))
        return
    place, table, notes = args.peers or Path(tempfile.mkdtemp()), Table(), list[str]()
    peers = Peers(Path(sys.executable), environment(place, PACKAGES))
    try:
        measure(args, peers, table, notes)
        notes.append(", ".join(f"{name} {number}" for name, number in versions(peers.theirs, PACKAGES).items()))
    finally:
        if args.peers is None:
            shutil.rmtree(place)
    print(f"{args.feeds:,} feeds of {args.entries} entries; medians of {args.repeat}")
    table.tell()
    print()
    for what, found, most in goals(table):
        if found is not None:
            print(f"{what:<66}{found:>7.3f}  at most {most:.3f}: {'met' if found <= most else 'missed'}")
    print(*notes, sep="\n")


if __name__ == "__main__":
    main()
