"""A week of polling thousands of feeds on a clock that jumps, judged from the servers' side.

    python bench/week.py [--feeds 10000] [--days 7]

Prints what the servers answered, every breach of manners, what it cost, and whether memory stayed flat. About half an
hour for 10,000 feeds.
"""

import argparse
import logging
import resource
import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.simulation import simulate


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--feeds", type=int, default=10_000)
    parser.add_argument("--days", type=float, default=7)
    wanted = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    began, spent = time.monotonic(), time.process_time()
    days: list[float] = []

    def tell(line: str) -> None:
        if line.startswith("day "):
            days.append(resident())
            line += f", {days[-1]:,.0f} MiB"
        print(line, flush=True)

    with TemporaryDirectory() as place:
        found = simulate(Path(place), wanted.feeds, wanted.days, tell)
    spent = time.process_time() - spent
    requests = sum(found.internet.counts.values())
    print(
        f"{requests:,} requests, {requests / wanted.feeds / wanted.days:.1f} a feed and day; {found.entries:,} entries"
    )
    print(
        f"{found.internet.sent / 2**20:,.0f} MiB sent, {found.internet.counts[304] / requests:.0%} of answers were 304"
    )
    print(f"{spent:,.0f} s CPU, {spent / requests * 1000:.1f} ms a request; {time.monotonic() - began:,.0f} s in all")
    print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MiB at most")
    grown = days[-1] / days[1] - 1 if len(days) > 2 else 0.0
    print(f"memory grew by {grown:+.0%} from the end of the second day to that of the last")
    kinds = Counter(breach.split(": ", 1)[1].split(" ", 3)[0] for breach in found.internet.breaches)
    print(f"{len(found.internet.breaches)} breaches {dict(kinds)}")
    return 1 if found.internet.breaches or grown > 0.2 else 0


def resident() -> float:
    """The memory that this process has now, in MiB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


if __name__ == "__main__":
    sys.exit(main())
