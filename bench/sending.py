"""Messages a second: feedbot's sender beside python-telegram-bot alone, with Telegram's limits off and on.

    python bench/sending.py --server FAKE [--messages 600] [--repeat 3]

FAKE is the path of a Bot API emulator that takes `--port 0 --port-file FILE --accept-unknown-chats` and `--no-limits`,
and answers GET /_control/stats. It is no part of the project: without it nothing is measured. feedbot delivers what its
database owes, through loops as its daemon has them; python-telegram-bot sends the same texts into the same chats.

With limits off feedbot's own pace is off too; the messages go to 30 private chats. With limits on, feedbot keeps its
pace, and the time is held against the shortest that Telegram documents: 30 a second of all, one a second of a chat,
20 a minute of a group or channel.
"""

import argparse
import asyncio
import json
import logging
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import structlog

sys.path.insert(0, str(Path(__file__).parent.parent))

from feedbot import channels as kinds
from feedbot import deliver as delivering
from feedbot.channels import telegram_gate
from feedbot.channels.telegram import TelegramSection
from feedbot.daemon import GRACE
from feedbot.ingest import record
from feedbot.loops import Loop, go_round
from feedbot.model import Batch, Config, Entry, Pace, Promise, Secret, Telegram
from feedbot.net import open_web
from feedbot.store import Store, open_store, outbox, write
from feedbot.turns import Turns
from tests import make

TOKEN = "123456789:TEST-TOKEN-for-the-emulator-00000"
LOOPS = 32
"""As many as the daemon has for so many channels."""
LEAST = 0.95
"""The share of the ideal time that shall be reached under limits."""


@dataclass(frozen=True)
class Case:
    """So many messages to each of some chats, and the seconds that the limits make them take at least."""

    name: str
    chats: int
    each: int
    first: int = 2_000_000_000
    ideal: float = 0

    def ids(self) -> list[str]:
        """The chats."""
        return [str(self.first - place if self.first < 0 else self.first + place) for place in range(self.chats)]


def cases(messages: int) -> tuple[Case, ...]:
    """What is sent with limits on."""
    each = messages // 30
    return (
        Case("45 private chats, limited by 30 a second of all", 45, each, ideal=each * 45 / 30),
        Case("one private chat, limited by one a second", 1, 30, ideal=29),
        Case("one channel, limited by 20 a minute", 1, 30, first=-1_009_000_000_000, ideal=69),
    )


@contextmanager
def emulator(path: Path, *, limits: bool) -> Iterator[str]:
    """The emulator in a process of its own; yields its address."""
    with tempfile.TemporaryDirectory() as folder:
        port = Path(folder) / "port"
        command = [sys.executable, str(path), "--port", "0", "--port-file", str(port), "--accept-unknown-chats"]
        process = subprocess.Popen(
            [*command, "--token", TOKEN, *([] if limits else ["--no-limits"])], stdout=subprocess.DEVNULL
        )
        try:
            while not port.exists() or not port.read_text().strip():
                time.sleep(0.05)
            yield f"http://127.0.0.1:{port.read_text().strip()}"
        finally:
            process.terminate()
            process.wait()


def stats(base: str) -> dict[str, Any]:
    """What the emulator counted."""
    with urlopen(f"{base}/_control/stats") as answer:
        loaded: dict[str, Any] = json.load(answer)
    return loaded


def text(number: int) -> str:
    """A message of usual length."""
    return f"Headline {number}: " + " ".join(f"word{(number * 7919 + each * 104729) % 9973}" for each in range(40))


def entries(case: Case) -> tuple[Entry, ...]:
    """An entry for each message of a chat."""
    return tuple(
        make.entry(number, title=text(number)[:60], summary=text(number), content=f"<p>{text(number)}</p>")
        for number in range(case.each)
    )


def config(case: Case, base: str) -> Config:
    """A channel for each chat."""
    made = tuple(
        replace(
            make.channel(f"c{place}"),
            kind="telegram",
            options=TelegramSection(name=f"c{place}", kind="telegram", chat=chat),
        )
        for place, chat in enumerate(case.ids())
    )
    settings = make.settings(telegram=Telegram(token=Secret(TOKEN), base_url=base))
    return make.config(settings=settings, channels=made)


async def ours(case: Case, base: str, store: Store) -> tuple[float, float]:
    """Seconds and seconds of processor time until everything owed is sent."""
    async with open_web(version="bench", allow_private=("127.0.0.0/8",)) as web:
        wanted, stop = config(case, base), asyncio.Event()
        turns = Turns(config=wanted, store=store, web=web, now=lambda: datetime.now(UTC), stop=stop)
        await turns.enrol()
        told = entries(case)
        for each in wanted.channels:
            promises = tuple(
                Promise(channel=each.name, subject=one.id, wanted=one.digest, due=turns.now()) for one in told
            )
            batch = Batch(source="sample", opened=told if each is wanted.channels[0] else (), promises=promises)
            with write(store.engine) as tx:
                record(tx, batch, config=wanted, now=turns.now())
        loops = [Loop(f"deliver-{number}", turns.deliver, every=5) for number in range(min(LOOPS, max(4, case.chats)))]
        began, cpu = time.monotonic(), time.process_time()
        tasks = [asyncio.create_task(go_round(loop, stop)) for loop in loops]
        while any(each.get("owed", 0) for each in (await store.read(outbox.counts)).values()):  # noqa: ASYNC110
            await asyncio.sleep(0.1)  # to look more often would cost more than it tells
        spent = time.monotonic() - began, time.process_time() - cpu
        stop.set()
        await asyncio.wait(tasks, timeout=GRACE)
        await turns.close()
        counts = await store.read(outbox.counts)
        if (sent := sum(each.get("sent", 0) for each in counts.values())) != case.chats * case.each:
            sys.exit(f"{sent} of {case.chats * case.each} were sent: {counts}")
    return spent


async def alone(case: Case, base: str) -> tuple[float, float]:
    """The same with python-telegram-bot alone, a task for each chat."""
    from telegram import Bot
    from telegram.request import HTTPXRequest

    async with Bot(TOKEN, base_url=f"{base}/bot", request=HTTPXRequest(connection_pool_size=LOOPS)) as bot:

        async def chat(id: str) -> None:
            for one in entries(case):
                await bot.send_message(id, f"<b>{one.title}</b>\n\n{one.summary}", parse_mode="HTML")

        began, cpu = time.monotonic(), time.process_time()
        await asyncio.gather(*map(chat, case.ids()))
        return time.monotonic() - began, time.process_time() - cpu


def unpaced() -> None:
    """Take feedbot's own pace away."""
    delivering.SLOT = delivering.SHARED = timedelta(0)
    telegram_gate.MOST = 1_000_000
    kind = kinds.KINDS["telegram"]
    kinds.KINDS["telegram"] = replace(kind, pace=lambda _: Pace())


def inside(args: argparse.Namespace) -> None:
    """One measurement in a process of its own; prints JSON."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    case = next(each for each in all_cases(args) if each.name == args.case)
    if args.who == "alone":
        print(json.dumps(asyncio.run(alone(case, args.base))))
        return
    if not case.ideal:
        unpaced()
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/feedbot.db")
        print(json.dumps(asyncio.run(ours(case, args.base, store))))
        store.close()


def all_cases(args: argparse.Namespace) -> tuple[Case, ...]:
    """With limits off, then on."""
    return (Case("limits off", 30, args.messages // 30), *cases(args.messages))


def measured(case: Case, who: str, args: argparse.Namespace) -> tuple[float, float, int]:
    """Seconds, seconds of processor time, and how often the emulator refused because of its limits."""
    with emulator(args.server, limits=bool(case.ideal)) as base:
        command = [sys.executable, __file__, "--server", str(args.server), "--messages", str(args.messages)]
        done = subprocess.run(
            [*command, "--who", who, "--case", case.name, "--base", base], stdout=subprocess.PIPE, text=True, check=True
        )
        wall, cpu = json.loads(done.stdout.splitlines()[-1])
        return wall, cpu, int(stats(base).get("flood_hits", stats(base).get("flood_violations", 0)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", type=Path, help="the path of the emulator")
    parser.add_argument("--messages", type=int, default=600)
    parser.add_argument("--repeat", type=int, default=3, help="rounds with limits off; with limits on there is one")
    for hidden in ("who", "case", "base"):
        parser.add_argument(f"--{hidden}", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.server is None or not args.server.exists():
        print("not measured: --server names no emulator of the Bot API")
        return
    if args.who:
        inside(args)
        return
    free, *limited = all_cases(args)
    count = free.chats * free.each
    print(f"{'':<50}{'messages':>9}{'s':>8}{'a second':>10}{'ms CPU each':>13}{'refused':>9}")
    rates = {}
    rounds = [(who, measured(free, who, args)) for _ in range(args.repeat) for who in ("alone", "ours")]
    for who, name in (("alone", "python-telegram-bot alone"), ("ours", "feedbot")):
        found = [each for by, each in rounds if by == who]
        wall, cpu, refused = (statistics.median(column) for column in zip(*found, strict=True))
        rates[who] = count / wall
        told = f"limits off, {name}"
        print(f"{told:<50}{count:>9}{wall:>8.1f}{count / wall:>10.1f}{1000 * cpu / count:>13.2f}{refused:>9.0f}")
    goals = [
        f"limits off: {rates['ours']:.0f} a second, {rates['ours'] / 30:.1f} times what Telegram takes, "
        f"{rates['ours'] / rates['alone']:.2f} of python-telegram-bot alone"
    ]
    for case in limited:
        wall, cpu, refused = measured(case, "ours", args)
        count = case.chats * case.each
        print(f"{case.name:<50}{count:>9}{wall:>8.1f}{count / wall:>10.1f}{1000 * cpu / count:>13.2f}{refused:>9}")
        share = case.ideal / wall
        judged = "met" if share >= LEAST else "missed"
        goals.append(f"{case.name}: {share:.1%} of the ideal {case.ideal:.0f} s, wished {LEAST:.0%}: {judged}")
    print()
    print(*goals, sep="\n")


if __name__ == "__main__":
    main()
