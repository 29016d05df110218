"""Everything that can fail, failing: what was lost, what came twice, and whether that was counted; one table.

    python bench/faults.py [--seeds 1 2 3] [--hours 6] [--only NAME ...]

Shows that no fault costs an article or a message, and that each double was admitted. All of it runs on a clock moved by
hand and in this process; kills are in bench/kills.py, hostile sources in bench/hostile.py, a week in bench/week.py. A
quarter of an hour.
"""

import argparse
import asyncio
import logging
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import time as clock
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog

sys.path.insert(0, str(Path(__file__).parent.parent))

from feedbot.model import Slot
from tests import make
from tests.deaths.everything import Toll, blackout, jumps, outage, statements

Trial = Callable[[Path], Awaitable[Toll]]

HOURLY = tuple(Slot(at=clock(hour)) for hour in range(24))


def trials(seeds: list[int], hours: float) -> Iterator[tuple[str, Trial]]:
    """Each trial with its name."""
    plain, digest = make.channel(), make.channel(digest=HOURLY)
    yield "each statement, messages", lambda place: statements(place, plain)
    yield "each statement, digests", lambda place: statements(place, digest)
    for seed in seeds:
        for how in ("refused", "silent"):
            yield (
                f"telegram {how} {hours:g} h, seed {seed}",
                lambda place, how=how, seed=seed: outage(place, plain, how=how, hours=hours, seed=seed),
            )
        yield f"clock jumps, seed {seed}", lambda place, seed=seed: jumps(place, plain, seed=seed, count=20)
    yield (
        f"network gone {hours:g} h",
        lambda place: blackout(place, make.channel(burst=10), hours=hours, articles=25),
    )


def main() -> int:
    """Run them one after the other; 0 if nothing was lost and every double was counted."""
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    ask.add_argument("--hours", type=float, default=6)
    ask.add_argument("--only", nargs="+", help="trials whose names have one of these words")
    wanted = ask.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    print(f"{'fault':<34}{'articles':>9}{'lost':>6}{'twice':>7}{'counted':>9}{'seconds':>9}")
    bad = 0
    for name, trial in trials(wanted.seeds, wanted.hours):
        if wanted.only and not any(word in name for word in wanted.only):
            continue
        began = time.monotonic()
        with TemporaryDirectory(prefix="feedbot-faults-") as place:
            toll = asyncio.run(_within(trial, Path(place)))
        took = time.monotonic() - began
        print(f"{name:<34}{toll.articles:>9}{toll.lost:>6}{toll.doubly:>7}{toll.counted:>9}{took:>9.0f}", flush=True)
        bad += toll.lost + max(0, toll.doubly - toll.counted)
    return 1 if bad else 0


async def _within(trial: Trial, place: Path) -> Toll:
    return await trial(place)


if __name__ == "__main__":
    sys.exit(main())
