"""Everything that is measured beside others, in one run, into one file: what `make bench` does.

    python bench/all.py [--server FAKE] [--peers FOLDER] [--only rounds parsing] [--short] [--into bench/results.md]

Runs each of the scripts below in a process of its own, no longer than its time, and writes what each printed: a table,
and of each goal whether it is met. FAKE is an emulator of the Bot API (see `sending.py`); without it delivery is not
measured. `--short` measures less of everything, to see that it runs. About an hour on an idle machine.
"""

import argparse
import os
import platform
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).parent
JUDGED = ("met", "missed")


@dataclass(frozen=True)
class Bench:
    """A script: what it shows, with which arguments it runs (in short too), and the seconds that it may take."""

    name: str
    shows: str
    script: str
    whole: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    most: int = 1_800
    needs: tuple[str, ...] = ()


BENCHES = (
    Bench(
        "rounds",
        "(a) Importing 1,000 feeds, and the rounds after",
        "rounds.py",
        short=("--feeds", "60", "--repeat", "1", "--patience", "60"),
        most=5_400,
    ),
    Bench("parsing", "(b) Reading feeds", "parsing.py", short=("--feeds", "10", "--repeat", "1")),
    Bench("atom", "(c) Writing a feed of which one entry changed", "atom.py", short=("--repeat", "1")),
    Bench(
        "serving",
        "(d) Serving feeds",
        "serving.py",
        short=("--seconds", "1", "--rounds", "1"),
        needs=("wrk", "nginx"),
    ),
    Bench("sending", "(e) Delivering messages", "sending.py", short=("--messages", "90", "--repeat", "1")),
    Bench(
        "growth",
        "(f) Growing: sources and entries",
        "growth_store.py",
        short=("--sources", "100", "1000", "--entries", "10000", "20000", "--repeat", "1"),
        most=3_600,
    ),
    Bench("fragments", "(f) Growing: a feed of 10,000 entries", "growth.py", short=("--entries", "1000")),
    Bench("workers", "(g) Three workers on PostgreSQL beside one", "workers.py", short=("--feeds", "60")),
)


def machine() -> str:
    """What this machine is, in words: no names."""
    model, memory = "", ""
    with Path("/proc/cpuinfo").open() as lines:
        model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    with Path("/proc/meminfo").open() as lines:
        memory = next((f"{int(line.split()[1]) / 2**20:.0f} GiB of memory" for line in lines if "MemTotal" in line), "")
    kernel = f"{platform.system()} {platform.release().split('-')[0]}"
    parts = (f"{os.cpu_count()} processors", model, memory, kernel, f"Python {platform.python_version()}")
    return ", ".join(part for part in parts if part)


def arguments(bench: Bench, args: argparse.Namespace) -> list[str]:
    """What a script is given."""
    given = list(bench.short if args.short else bench.whole)
    if bench.name == "rounds" and args.peers:
        given += ["--peers", str(args.peers)]
    if bench.name == "sending" and args.server:
        given += ["--server", str(args.server)]
    if bench.name == "workers":
        given += ["--server", args.postgres]
    return given


def hindered(bench: Bench, args: argparse.Namespace) -> str:
    """Why a script cannot run here; "" if it can."""
    path = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin"))
    if lacking := [each for each in bench.needs if not shutil.which(each, path=path)]:
        return f"not measured: needs {' and '.join(lacking)}"
    if bench.name == "sending" and not args.server:
        return "not measured: --server names no emulator of the Bot API"
    if bench.name == "workers" and not args.postgres:
        return "not measured: --postgres names no server"
    return ""


def run(bench: Bench, args: argparse.Namespace) -> str:
    """What a script printed; where it failed or took too long, that too."""
    command = [sys.executable, str(HERE / bench.script), *arguments(bench, args)]
    # A session of its own, so that whatever it has started ends with it.
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        try:
            printed, _ = process.communicate(timeout=bench.most)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            printed = (process.communicate()[0] or "") + f"\nnot finished within {bench.most} s"
    if process.returncode > 0:
        printed += f"\nended with {process.returncode}"
    return printed.rstrip()


def report(found: Sequence[tuple[Bench, str, float]]) -> Iterator[str]:
    """The file, line by line."""
    counts = Counter(line.rsplit(": ", 1)[-1] for _, printed, _ in found for line in printed.splitlines())
    yield "# Measured side by side"
    yield ""
    yield f"{datetime.now(UTC):%Y-%m-%d}, on a machine with {machine()}."
    yield "Processor time is user and system time. What counts is each ratio; the absolute figures are this machine's."
    yield ""
    yield f"Goals: {', '.join(f'{counts[each]} {each}' for each in JUDGED)}."
    for bench, printed, took in found:
        yield from ("", f"## {bench.shows}", "", f"`bench/{bench.script}`, {took:.0f} s", "")
        yield from ("```", *(line.rstrip() for line in printed.splitlines()), "```")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    names = [bench.name for bench in BENCHES]
    parser.add_argument("--only", nargs="+", choices=names, default=names)
    parser.add_argument("--server", type=Path, help="the path of an emulator of the Bot API")
    parser.add_argument("--postgres", default="", help="an address of a PostgreSQL server, as for workers.py")
    parser.add_argument("--peers", type=Path, help="where the environment of the peers is, or is to be made")
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--into", type=Path, default=HERE / "results.md")
    args = parser.parse_args()
    found = []
    for bench in BENCHES:
        if bench.name not in args.only:
            continue
        print(f"{bench.name} ...", file=sys.stderr, flush=True)
        began = time.monotonic()
        printed = hindered(bench, args) or run(bench, args)
        found.append((bench, printed, time.monotonic() - began))
        args.into.write_text("\n".join(report(found)) + "\n")  # after each, so that an end on the way costs little
    print(args.into.read_text())


if __name__ == "__main__":
    main()
