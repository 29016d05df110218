"""kill -9 at random moments while feedbot polls and sends: nothing may be lost, and every double must be counted.

    python bench/kills.py FAKE [--kills 100] [--articles 200] [--seed 1]

FAKE is a Bot API emulator that takes --port 0 --port-file --journal --no-limits and keeps a journal of JSON lines.
"""

import argparse
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import IO
from xml.etree import ElementTree as ET

TOKEN = "123456789:TEST-TOKEN-for-the-emulator-00000"
CHANNELS = {"reader": "1000000004", "channel": "-1001000000013"}

CONFIG = """
[feedbot]
deliver_first = 100

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


def start(place: Path, log: IO[str]) -> subprocess.Popen[bytes]:
    """A daemon in a process of its own."""
    environ = {**os.environ, "FEEDBOT_TELEGRAM_TOKEN": TOKEN}
    command = [sys.executable, "-m", "feedbot", "-c", str(place / "config.toml"), "run", "--log", "logfmt"]
    return subprocess.Popen(command, env=environ, stdout=log, stderr=log, cwd=Path(__file__).parent.parent)


def main() -> int:
    """Kill, look, count, judge; 0 if everything held."""
    ask = argparse.ArgumentParser()
    ask.add_argument("fake")
    ask.add_argument("--kills", type=int, default=100)
    ask.add_argument("--articles", type=int, default=200)
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--chaos", type=float, default=0.0)
    options = ask.parse_args()
    chance = random.Random(options.seed)
    place = Path(tempfile.mkdtemp(prefix="feedbot-kills-"))
    (place / "articles").mkdir()
    journal, port = place / "journal.jsonl", place / "port"
    fake = subprocess.Popen(
        [
            sys.executable,
            options.fake,
            "--port",
            "0",
            "--port-file",
            str(port),
            "--journal",
            str(journal),
            "--no-limits",
            "--latency",
            "0.15",
            "--chaos",
            str(options.chaos),
            "--lifetime",
            "3000",
        ],
        stdout=subprocess.DEVNULL,
    )
    while not port.exists():
        time.sleep(0.05)
    text = CONFIG.format(url=f"http://127.0.0.1:{port.read_text().strip()}")
    for name, chat in CHANNELS.items():
        text += f'\n[[channels]]\nname = "{name}"\nkind = "telegram"\nchat = "{chat}"\n'
    (place / "config.toml").write_text(text)
    faults: list[str] = []
    stop = threading.Event()
    watcher = threading.Thread(target=watch, args=(place / "feeds", faults, stop))
    watcher.start()
    written, began = 0, time.monotonic()
    try:
        with (place / "log").open("w") as log:
            for kill in range(options.kills):
                daemon = start(place, log)
                # Spread over start, polling and sending: a start takes about a second.
                until = time.monotonic() + chance.uniform(0.3, 3.5)
                share = options.articles * (kill + 1) // options.kills
                while time.monotonic() < until:
                    if written < share:
                        (place / "articles" / f"{written:04d}.txt").write_text(article(written))
                        written += 1
                    time.sleep(chance.uniform(0.005, 0.05))
                daemon.send_signal(signal.SIGKILL)
                daemon.wait()
            while written < options.articles:
                (place / "articles" / f"{written:04d}.txt").write_text(article(written))
                written += 1
            daemon = start(place, log)
            settled = settle(place, options.articles)
            daemon.send_signal(signal.SIGTERM)
            asked = time.monotonic()
            code = daemon.wait(timeout=30)
            print(f"SIGTERM: exit {code} after {time.monotonic() - asked:.1f} s")
    finally:
        stop.set()
        watcher.join()
        fake.terminate()
    print(f"{options.kills} kills, {options.articles} articles, {time.monotonic() - began:.0f} s, in {place}")
    return judge(place, journal, options.articles, faults, settled=settled)


def settle(place: Path, articles: int) -> bool:
    """Wait until nothing is owed, half an hour at most: a channel takes 20 messages a minute."""
    for _ in range(1800):
        time.sleep(1)
        with sqlite3.connect(f"file:{place / 'state' / 'feedbot.db'}?mode=ro", uri=True) as base:
            entries = base.execute("select count(*) from entries").fetchone()[0]
            owed = base.execute(
                "select count(*) from outbox where (shown is null or shown != wanted)"
                " and parked is null and dropped is null"
            ).fetchone()[0]
        if entries >= articles and owed == 0:
            return True
    return False


def judge(place: Path, journal: Path, articles: int, faults: list[str], *, settled: bool) -> int:
    """Compare what was written, what the store holds, what the feed shows and what the chats saw."""
    sent: dict[str, Counter[str]] = {name: Counter() for name in CHANNELS}
    names = {chat: name for name, chat in CHANNELS.items()}
    for line in journal.read_text().splitlines():
        event = json.loads(line)
        if event["event"] == "message":
            sent[names[str(event["chat_id"])]][event["text"].split("\n")[0]] += 1
    base = sqlite3.connect(place / "state" / "feedbot.db")
    entries = base.execute("select count(*), count(distinct title) from entries").fetchone()
    unknowns = dict(base.execute("select channel, sum(unknowns) from outbox group by channel").fetchall())
    left = base.execute("select count(*) from outbox where parked is not null or dropped is not null").fetchone()[0]
    integrity = base.execute("pragma integrity_check").fetchone()[0]
    feed = (place / "feeds" / "main.atom").read_text()
    bad = []
    print(f"entries {entries[0]} (titles {entries[1]}) of {articles}; in the feed {feed.count('<entry')}")
    bad += ["an entry was lost or doubled"] * (entries != (articles, articles))
    bad += ["the feed lacks an entry"] * (feed.count("<entry") != articles)
    for name, seen in sent.items():
        doubles = sum(count - 1 for count in seen.values())
        print(f"channel {name}: {len(seen)} different, {doubles} doubles, {unknowns.get(name, 0)} counted as unknown")
        bad += [f"{name} lost a message"] * (len(seen) != articles)
        bad += [f"{name} has doubles that were not counted"] * (doubles > unknowns.get(name, 0))
    print(f"parked or dropped: {left}; feed files malformed: {len(faults)}; integrity_check: {integrity}")
    bad += ["something was set aside"] * (left != 0)
    bad += ["a feed file was malformed"] * bool(faults) + ["the database is damaged"] * (integrity != "ok")
    bad += ["it did not settle in half an hour"] * (not settled)
    for sentence in bad:
        print("FAULT:", sentence)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
