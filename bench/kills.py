"""kill -9 at random moments while feedbot polls and sends: nothing may be lost, and every double must be counted.

    python bench/kills.py FAKE [--kills 100] [--articles 200] [--seed 1]
    python bench/kills.py FAKE --database postgresql+psycopg://USER@HOST/NAME [--workers 3] [--only ingest,deliver]

FAKE is a Bot API emulator that takes --port 0 --port-file --journal --no-limits and keeps a journal of JSON lines. With
a server a database of its own is made beside NAME, several programs share it, and each kill hits one of them at random,
which is started again at once. Kills come as fast as programs start here: a third of a start to three and a half apart.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from xml.etree import ElementTree as ET

from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.exc import SQLAlchemyError

TOKEN = "123456789:TEST-TOKEN-for-the-emulator-00000"
CHANNELS = {"reader": "1000000004", "channel": "-1001000000013"}
ROOT = Path(__file__).parent.parent

CONFIG = """
[feedbot]
deliver_first = 100
database = "{database}"

[web]
enabled = false

[telegram]
base_url = "{url}"

[[sources]]
name = "articles"
kind = "folder"
path = "articles"
every = "1s"
settle = "0s"

[[feeds]]
name = "main"
title = "Kills"
size = 1000
"""

OURS = "source = 'articles'"  # feedbot tells alarms of its own beside them
ENTRIES = f"select count(*) from entries where {OURS}"


def article(number: int) -> str:
    """An article that no other is like."""
    words = " ".join(f"word{(number * 7919 + each * 104729) % 9973}" for each in range(30))
    return f"date 2026-11-01 Headline number {number:04d}\nThe lede of article {number:04d} says {words}.\n"


def watch(folder: Path, faults: list[str], stop: threading.Event) -> None:
    """Read every feed file again and again; each must be well-formed at every moment."""
    while not stop.is_set():
        for path in [*folder.glob("*.atom"), *folder.glob("*.rss"), *folder.glob("*.json")]:
            try:
                body = path.read_bytes()
            except FileNotFoundError:
                continue
            try:
                json.loads(body) if path.suffix == ".json" else ET.fromstring(body)
            except (ValueError, ET.ParseError) as error:
                faults.append(f"{path.name}: {error}")
        stop.wait(0.05)


@dataclass
class Crew:
    """Programs at work in a place; without parts, one that does everything."""

    place: Path
    log: IO[str]
    parts: Sequence[str]
    programs: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def start(self, number: int) -> None:
        """Let a program begin, or begin again."""
        command = [sys.executable, "-m", "feedbot", "-c", str(self.place / "config.toml"), "run", "--log", "logfmt"]
        environ = {**os.environ, "FEEDBOT_TELEGRAM_TOKEN": TOKEN}
        if self.parts:
            command += ["--only", self.parts[number % len(self.parts)]]
            environ["FEEDBOT_STATE"] = str(self.place / f"state-{number}")
        program = subprocess.Popen(command, env=environ, stdout=self.log, stderr=self.log, cwd=ROOT)
        self.programs[number : number + 1] = [program]

    def kill(self, number: int) -> bool:
        """kill -9 one; whether it was still there to be killed."""
        alive = self.programs[number].poll() is None
        self.programs[number].send_signal(signal.SIGKILL)
        self.programs[number].wait()
        return alive

    def stop(self) -> str:
        """Ask all to end, and tell how that went."""
        asked = time.monotonic()
        for program in self.programs:
            program.send_signal(signal.SIGTERM)
        codes = [program.wait(timeout=30) for program in self.programs]
        return f"SIGTERM: exit {codes} after {time.monotonic() - asked:.1f} s"


def options() -> argparse.Namespace:
    """What was asked for."""
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("fake")
    ask.add_argument("--kills", type=int, default=100)
    ask.add_argument("--articles", type=int, default=200)
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--chaos", type=float, default=0.0)
    ask.add_argument("--database", help="a database on a server, beside which one is made")
    ask.add_argument("--workers", type=int, default=1)
    ask.add_argument("--only", action="append", help="the parts of one program, once or for each; all of them do all")
    found = ask.parse_args()
    if found.database is None and (found.workers > 1 or found.only):
        ask.error("several programs need a --database on a server")
    return found


@contextmanager
def database(place: Path, address: str | None) -> Iterator[str]:
    """The address of a new database: an SQLite file in the place, or one beside `address`, dropped in the end."""
    if address is None:
        (place / "state").mkdir()
        yield f"sqlite:///{place / 'state' / 'feedbot.db'}"
        return
    name = f"feedbot_kills_{os.getpid()}"
    server = create_engine(address, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    try:
        yield make_url(address).set(database=name).render_as_string(hide_password=False)
    finally:
        with server.connect() as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        server.dispose()


@contextmanager
def emulator(place: Path, fake: str, chaos: float) -> Iterator[str]:
    """A Bot API of our own; its address."""
    port, journal = place / "port", place / "journal.jsonl"
    command = [sys.executable, fake, "--port", "0", "--port-file", str(port), "--journal", str(journal)]
    command += ["--no-limits", "--latency", "0.15", "--chaos", str(chaos), "--lifetime", "7200"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        while not port.exists():
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port.read_text().strip()}"
    finally:
        process.terminate()


@contextmanager
def reader(folder: Path) -> Iterator[list[str]]:
    """Somebody who reads the feeds all the time; what was malformed."""
    faults: list[str] = []
    stop = threading.Event()
    thread = threading.Thread(target=watch, args=(folder, faults, stop))
    thread.start()
    try:
        yield faults
    finally:
        stop.set()
        thread.join()


def first(crew: Crew, store: Engine) -> float:
    """Seconds from the start of the programs until the first article was taken in, 1 at least."""
    began = time.monotonic()
    (crew.place / "articles" / "0000.txt").write_text(article(0))
    while time.monotonic() - began < 120:
        time.sleep(0.05)
        if count(store, ENTRIES) > 0:
            return max(time.monotonic() - began, 1.0)
    sys.exit(f"nothing was taken in within two minutes: {(crew.place / 'log').read_text()[-600:]}")


def ravage(crew: Crew, wanted: argparse.Namespace, chance: random.Random, start: float) -> int:
    """Kill one program after the other while articles come; how many there were to kill.

    A kill comes 0.3 to 3.5 times the seconds of a `start` after the one before: while one starts, polls or sends.
    """
    written, killed = 1, 0
    for kill in range(wanted.kills):
        until = time.monotonic() + chance.uniform(0.3, 3.5) * start
        share = wanted.articles * (kill + 1) // wanted.kills
        while time.monotonic() < until:
            if written < share:
                (crew.place / "articles" / f"{written:04d}.txt").write_text(article(written))
                written += 1
            time.sleep(chance.uniform(0.005, 0.05))
        number = chance.randrange(wanted.workers)
        killed += crew.kill(number)
        crew.start(number)
    for number in range(written, wanted.articles):
        (crew.place / "articles" / f"{number:04d}.txt").write_text(article(number))
    return killed


def main() -> int:
    """Kill, look, count, judge; 0 if everything held."""
    wanted = options()
    place = Path(tempfile.mkdtemp(prefix="feedbot-kills-"))
    (place / "articles").mkdir()
    began = time.monotonic()
    with ExitStack() as stack:
        address = stack.enter_context(database(place, wanted.database))
        url = stack.enter_context(emulator(place, wanted.fake, wanted.chaos))
        config = CONFIG.format(url=url, database=address)
        for name, chat in CHANNELS.items():
            config += f'\n[[channels]]\nname = "{name}"\nkind = "telegram"\nchat = "{chat}"\nburst = 0\n'
        (place / "config.toml").write_text(config)
        faults = stack.enter_context(reader(place / "feeds"))
        parts = wanted.only or (["ingest,publish,deliver"] if wanted.database else [])
        crew = Crew(place, stack.enter_context((place / "log").open("w")), parts)
        for number in range(wanted.workers):
            crew.start(number)
        try:
            store = create_engine(address)
            start = first(crew, store)
            killed = ravage(crew, wanted, random.Random(wanted.seed), start)
            amid = count(store, ENTRIES)
            settled = settle(store, wanted.articles)
        finally:
            print(crew.stop())
        took = time.monotonic() - began
        print(f"{wanted.workers} programs on {store.dialect.name}: {killed} killed in {wanted.kills} kills,", end=" ")
        print(f"{wanted.articles} articles, seed {wanted.seed}, a start {start:.1f} s, in all {took:.0f} s, in {place}")
        print(f"{amid} articles were taken in while programs were killed")
        idle = amid < wanted.articles // 2
        if idle:
            print("FAULT: programs were killed before they did anything")
        return judge(place, store, wanted.articles, faults, settled=settled) or int(idle)


OWED = (
    "select count(*) from outbox where (shown is null or shown != wanted) and parked is null and dropped is null and "
    "folded is null"
)


def count(store: Engine, query: str) -> int:
    """The number that a query gives; -1 while there are no tables."""
    try:
        with store.connect() as base:
            return int(base.execute(text(query)).scalar_one())
    except SQLAlchemyError:
        return -1


def settle(store: Engine, articles: int) -> bool:
    """Wait until nothing is owed, half an hour at most: a channel takes 20 messages a minute."""
    for _ in range(1800):
        time.sleep(1)
        if count(store, ENTRIES) >= articles and count(store, OWED) == 0:
            return True
    return False


def journal(place: Path) -> Mapping[str, Counter[str]]:
    """How often each headline came into each chat."""
    sent: dict[str, Counter[str]] = {name: Counter() for name in CHANNELS}
    names = {chat: name for name, chat in CHANNELS.items()}
    for line in (place / "journal.jsonl").read_text().splitlines():
        event = json.loads(line)
        if event["event"] == "message":
            sent[names[str(event["chat_id"])]][event["text"].split("\n")[0]] += 1
    return sent


def judge(place: Path, store: Engine, articles: int, faults: list[str], *, settled: bool) -> int:
    """Compare what was written, what the store holds, what the feed shows and what the chats saw."""

    def ask(query: str) -> Sequence[Any]:
        with store.connect() as base:
            return base.execute(text(query)).all()

    entries = tuple(ask(f"select count(*), count(distinct title) from entries where {OURS}")[0])
    unknowns = {channel: int(count) for channel, count in ask("select channel, sum(unknowns) from outbox group by 1")}
    left = ask("select count(*) from outbox where parked is not null or dropped is not null")[0][0]
    integrity = ask("pragma integrity_check")[0][0] if store.dialect.name == "sqlite" else "ok"
    feed = (place / "feeds" / "main.atom").read_text()
    bad = []
    print(f"entries {entries[0]} (titles {entries[1]}) of {articles}; in the feed {feed.count('<entry')}")
    bad += ["an entry was lost or doubled"] * (entries != (articles, articles))
    bad += ["the feed lacks an entry"] * (feed.count("<entry") != articles)
    for name, seen in journal(place).items():
        doubles, lost = sum(count - 1 for count in seen.values()), articles - len(seen)
        counted = unknowns.get(name, 0)
        print(f"channel {name}: {lost} lost, {doubles} doubled, {counted} counted as perhaps doubled")
        bad += [f"{name} lost a message"] * (lost != 0)
        bad += [f"{name} has doubles that were not counted"] * (doubles > counted)
    print(f"parked or dropped: {left}; feed files malformed: {len(faults)}; integrity_check: {integrity}")
    bad += ["something was set aside"] * (left != 0)
    bad += ["a feed file was malformed"] * bool(faults) + ["the database is damaged"] * (integrity != "ok")
    bad += ["it did not settle in half an hour"] * (not settled)
    for sentence in bad:
        print("FAULT:", sentence)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
