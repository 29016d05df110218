import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from structlog.testing import capture_logs

from feedbot.daemon import serve
from feedbot.errors import BusyError, ConfigError, Fault, StoreError
from feedbot.hold import alone
from feedbot.loops import PARTS, Loop, Turn, clock, first, go_round, silent
from feedbot.model import Config
from feedbot.rules.wellness import STUCK, stuck
from feedbot.store import entries
from feedbot.store.workers import Workers
from feedbot.ticks import keep_time, notify
from tests import bases, make
from tests.world import World, folder, world

LIMIT = 30
"""Seconds after which a test gives up."""


async def until(path: Path, text: str) -> None:
    """Wait until a file has a text in it."""
    async with asyncio.timeout(LIMIT):
        while not path.exists() or text not in path.read_text():
            await asyncio.sleep(0.02)


@asynccontextmanager
async def serving(
    made: World, reload: list[Config | ConfigError] | None = None, parts: Sequence[str] = PARTS
) -> AsyncIterator[asyncio.Event]:
    """The daemon at work on a world, on the real clock, until the block ends."""
    stop = made.turns.stop
    made.turns.now = clock

    def reloaded(path: Path) -> Config:
        answer = reload.pop(0) if reload else made.turns.config
        if isinstance(answer, ConfigError):
            raise answer
        return answer

    task = asyncio.create_task(serve(made.turns, reloaded, stop, workers=Workers(made.turns.store), parts=parts))
    try:
        yield stop
    finally:
        stop.set()
        async with asyncio.timeout(LIMIT):
            await task


async def test_a_dropped_article_comes_through(tmp_path: Path) -> None:
    """The loops carry a new file to the feed and to the console, without anybody calling them."""
    async with world(tmp_path, sources=(folder(tmp_path, every=timedelta(seconds=1)),)) as made:
        made.article("1.txt", "date 2026-03-01 First headline\nThe text of the first article.")
        async with serving(made):
            await until(tmp_path / "feeds" / "main.atom", "First headline")
            made.article("2.txt", "date 2026-03-02 Second headline\nThe text of the second article.")
            await until(tmp_path / "feeds" / "main.atom", "Second headline")
            async with asyncio.timeout(LIMIT):
                while "Second headline" not in made.console.getvalue():
                    await asyncio.sleep(0.02)
        assert "First headline" not in made.console.getvalue()


async def test_each_part_does_its_own(tmp_path: Path) -> None:
    """A program that only ingests writes no feed and sends nothing; one that does the rest brings out what it had."""
    sources = (folder(tmp_path, every=timedelta(seconds=1), deliver_first=9),)
    async with world(tmp_path, sources=sources) as made:
        made.article("1.txt", "date 2026-03-01 First headline\nThe text of the first article.")
        async with serving(made, parts=("ingest",)), asyncio.timeout(LIMIT):
            while not await made.turns.store.read(entries.latest):
                await asyncio.sleep(0.02)
        assert "" == made.printed()
        assert not (tmp_path / "feeds").exists()
    async with world(tmp_path, sources=sources) as made, serving(made, parts=("publish", "deliver")):
        await until(tmp_path / "feeds" / "main.atom", "First headline")
        async with asyncio.timeout(LIMIT):
            while "First headline" not in made.console.getvalue():
                await asyncio.sleep(0.02)


async def test_a_reload_takes_a_new_config_or_keeps_the_old(tmp_path: Path) -> None:
    """SIGHUP with a faulty file keeps the config; with a good one the new feed is written."""
    async with world(tmp_path) as made:
        made.article("1.txt", "date 2026-03-01 First headline\nThe text of the first article.")
        old = made.turns.config
        new = replace(old, feeds=(*old.feeds, make.feed("second")), settings=replace(old.settings, port=1))
        bad = ConfigError(Fault(file="config.toml", line=1, place="x", message="unknown key"))
        with capture_logs() as told:
            async with serving(made, [bad, new]):
                await until(tmp_path / "feeds" / "main.atom", "First headline")
                os.kill(os.getpid(), signal.SIGHUP)
                await asyncio.sleep(0.05)
                kept = made.turns.config
                os.kill(os.getpid(), signal.SIGHUP)
                await until(tmp_path / "feeds" / "second.atom", "First headline")
        assert kept == old
        assert new == made.turns.config
        (reloaded,) = (each for each in told if each["event"] == "config reloaded")
        assert ("feed second", "setting port", None) == tuple(map(reloaded.get, ("added", "changed", "removed")))


async def test_the_web_server_tells_how_we_are(tmp_path: Path) -> None:
    """While the daemon runs, /healthz and /readyz answer, and the feed is served."""
    port = free_port()
    settings = make.settings(
        state=tmp_path / "state",
        output=tmp_path / "feeds",
        database=bases.address(tmp_path / "state" / "feedbot.db"),
        port=port,
    )
    async with world(tmp_path, settings=settings) as made, serving(made):
        await until(tmp_path / "feeds" / "main.atom", "<feed")
        for path in ("healthz", "readyz", "feeds/main.atom", ""):
            assert 200 == await asyncio.to_thread(status, f"http://127.0.0.1:{port}/{path}")


async def test_a_port_that_is_taken_stops_only_the_web(tmp_path: Path) -> None:
    """If the web server cannot listen, it says so, and feeds are written all the same."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings = make.settings(
            state=tmp_path / "state",
            output=tmp_path / "feeds",
            database=bases.address(tmp_path / "state" / "feedbot.db"),
            port=taken.getsockname()[1],
        )
        async with world(tmp_path, settings=settings) as made, serving(made):
            await until(tmp_path / "feeds" / "main.atom", "<feed")
            assert "cannot listen on" in made.turns.problems["web"]


async def test_a_bad_turn_does_not_stop_its_loop() -> None:
    """A loop whose turn fails keeps the problem, and goes on when somebody knocks."""
    stop = asyncio.Event()
    outcomes: list[float | Exception] = [StoreError("away"), StoreError("away"), 0, 0]

    async def turn() -> float | None:
        if not outcomes:
            stop.set()
            return None
        outcome = outcomes.pop(0)
        if isinstance(outcome, Exception):
            problems.append(loop.problem)
            loop.knock.set()
            raise outcome
        problems.append(loop.problem)
        return outcome

    problems: list[str | None] = []
    loop = Loop("test", turn)
    async with asyncio.timeout(LIMIT):
        task = asyncio.create_task(go_round(loop, stop))
        while not stop.is_set():
            loop.knock.set()
            await asyncio.sleep(0)
        await task

    assert [None, "away", "away", None] == problems


async def test_loops_that_share_a_trouble_tell_it_once() -> None:
    """The first that fails says why, the last that works again that it is over; another trouble is told too."""
    stop = asyncio.Event()
    outcomes = {"a": [StoreError("away"), 0], "b": [StoreError("away"), StoreError("full"), 0]}
    loops: list[Loop] = []

    def turn(name: str) -> Turn:
        async def taken() -> float | None:
            outcome = outcomes[name].pop(0)
            if isinstance(outcome, Exception):
                raise outcome
            return None

        return taken

    async def round_of(loop: Loop) -> None:
        before = len(outcomes[loop.name])
        loop.knock.set()
        while len(outcomes[loop.name]) == before or loop.knock.is_set():
            await asyncio.sleep(0)

    loops += [Loop(name, turn(name)) for name in outcomes]
    a, b = loops
    with capture_logs() as told:
        async with asyncio.timeout(LIMIT):
            tasks = [asyncio.create_task(go_round(loop, stop, loops=loops)) for loop in loops]
            while any(loop.problem is None for loop in loops):
                await asyncio.sleep(0)
            for loop in (a, b, b):
                await round_of(loop)
            stop.set()
            await asyncio.gather(*tasks)

    said = [(each["event"], each["loop"]) for each in told if each["log_level"] != "debug"]
    assert [("turn failed", "a"), ("turn failed", "b"), ("turn works again", "b")] == said


async def test_a_loop_that_does_not_come_round_is_stuck() -> None:
    """After some minutes without a turn a loop counts as stuck; one that delivers may wait for the database."""

    async def turn() -> float | None:
        return None

    now = time.monotonic()
    young = [Loop(name, turn, alive=now - STUCK.total_seconds() / 2) for name in ("ingest", "publish", "deliver-1")]
    old = [Loop(name, turn, alive=now - STUCK.total_seconds()) for name in ("ingest", "publish", "deliver-1")]

    assert () == stuck(silent(young))
    assert ("ingest", "publish") == stuck(silent(old))


async def test_first_gives_up_what_is_left() -> None:
    """Waiting for the first of several leaves none of them running."""
    never, done = asyncio.Event(), asyncio.Event()
    done.set()
    await first(never.wait(), done.wait())
    await first(never.wait(), wait=0.01)

    assert 1 == len(asyncio.all_tasks())


def test_systemd_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a NOTIFY_SOCKET the state arrives there; without one, or with a dead one, nothing happens."""
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    notify("READY=1")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as door:
        door.bind(str(tmp_path / "door"))
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "door"))
        notify("READY=1")
        assert b"READY=1" == door.recv(100)
    monkeypatch.setenv("NOTIFY_SOCKET", "@feedbot-nobody-listens-here")
    notify("READY=1")


def test_a_state_folder_is_for_one(tmp_path: Path) -> None:
    """A second daemon on the same state folder is refused in a sentence that names the first."""
    with alone(tmp_path / "state"), pytest.raises(BusyError, match=f"process {os.getpid()}.*another state folder"):
        with alone(tmp_path / "state"):
            pass
    with alone(tmp_path / "state"):
        pass


def test_a_state_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    """A file where the state folder should be gives a sentence."""
    (tmp_path / "state").write_text("")
    with pytest.raises(BusyError, match="cannot be used"), alone(tmp_path / "state"):
        pass


CONFIG = """
[web]
listen = "127.0.0.1:{port}"

[[sources]]
name = "articles"
kind = "folder"
path = "articles"

[[feeds]]
name = "main"
title = "Main"

[[channels]]
name = "console"
kind = "console"
"""


@pytest.fixture
def process(tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    """feedbot in a process of its own, in `tmp_path`."""
    (tmp_path / "articles").mkdir()
    (tmp_path / "config.toml").write_text(CONFIG.format(port=free_port()))
    with command(tmp_path, "run") as running:
        yield running
        with suppress(ProcessLookupError):
            running.kill()


def test_a_process_starts_refuses_a_second_and_stops(process: "subprocess.Popen[str]", tmp_path: Path) -> None:
    """The daemon comes up, refuses company with exit code 75, and ends with 0 on SIGTERM."""
    asyncio.run(until(tmp_path / "feeds" / "main.atom", "<feed"))
    with command(tmp_path, "run") as second:
        _, told = second.communicate(timeout=LIMIT)
    with command(tmp_path, "healthcheck") as health:
        health.communicate(timeout=LIMIT)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=LIMIT)

    assert 75 == second.returncode
    assert f"another feedbot (process {process.pid}) works in" in told
    assert 0 == health.returncode
    assert 0 == process.returncode
    assert not (tmp_path / "state" / "feedbot.pid").exists()


def command(place: Path, *arguments: str) -> "subprocess.Popen[str]":
    """A command in a process of its own."""
    here = Path(__file__).parent.parent
    return subprocess.Popen(
        [sys.executable, "-m", "feedbot", "-c", str(place / "config.toml"), *arguments],
        cwd=here,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def status(url: str) -> int:
    """The status of an answer."""
    with urllib.request.urlopen(url, timeout=LIMIT) as answer:
        code: int = answer.status
        return code


async def test_a_clock_that_is_set_back_stops_no_tick() -> None:
    """Jobs that would wait a day for the old time come round within their interval."""
    scheduler = AsyncIOScheduler(timezone=UTC)
    scheduler.add_job(print, "interval", seconds=60)
    scheduler.start(paused=True)
    (job,) = scheduler.get_jobs()
    job.modify(next_run_time=clock() + timedelta(days=1))
    stop, moments = asyncio.Event(), iter([make.NOW + timedelta(days=1), make.NOW])

    def now() -> datetime:
        moment = next(moments, None)
        if moment is None:
            stop.set()
        return moment or make.NOW

    async with asyncio.timeout(LIMIT):
        await keep_time(scheduler, stop, now, every=0.01)
    (job,) = scheduler.get_jobs()
    assert job.next_run_time <= clock() + timedelta(seconds=60)
    scheduler.shutdown(wait=False)
