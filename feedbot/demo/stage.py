"""The demo at work: the stand-in and the sites on one port, feedbot itself beside it, and the play in between."""

import asyncio
import socket
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import assert_never

import aiohttp
from aiohttp import web

from feedbot.demo import samples
from feedbot.demo.chats import CHANNEL, DESK, Chats
from feedbot.demo.page import Page
from feedbot.demo.samples import Act, Fail, Speak, Tell, Write
from feedbot.demo.sites import Sites
from feedbot.demo.telegram import TOKEN, StandIn, application
from feedbot.errors import FeedbotError
from feedbot.loops import first

HERE = "127.0.0.1"
"""Where all of it listens: on this machine alone."""

CONFIG, LOG = "config.toml", "feedbot.log"
"""The files of the demo's folder that a person may want to look at."""

_ENDS = 8.0  # seconds that feedbot has to end
_STARTS = 60.0
_AGAIN = 0.2
_LINE = 500
_AGO = timedelta(minutes=9)  # the newsroom is always first, and what happens next adds to its story
_PROXIES = ("http_proxy", "https_proxy", "all_proxy")


@dataclass(slots=True)
class Stage:
    """A demo that runs in a folder. `chat` and `pages` are the addresses of the stand-in and of feedbot's own pages."""

    folder: Path
    chat: str
    pages: str
    chats: Chats
    stand_in: StandIn
    sites: Sites
    done: list[Act] = field(default_factory=list)
    _process: Process | None = None

    async def act(self, act: Act, now: datetime) -> None:
        """Let one thing happen, and feedbot look at it if it would not at once."""
        self.done.append(act)
        match act:
            case Write():
                text = act.text.replace("{day}", f"{now - _AGO:%Y-%m-%d %H:%M}")
                await asyncio.to_thread(_written, self.folder / "articles" / act.file, text)
            case Tell():
                self.sites.tell(act)
                await self._visit(act.site)
            case Fail():
                (self.sites.down.discard if act.well else self.sites.down.add)(act.site)
                await self._visit(act.site)
            case Speak():
                self.stand_in.hear(act.text)
            case _:
                assert_never(act)

    @property
    def ended(self) -> bool:
        """Whether feedbot has ended by itself, which it should not; its log says why."""
        return self._process is not None and self._process.returncode is not None

    def fault(self, what: str) -> str:
        """A sentence about feedbot with the last line of its log."""
        try:
            lines = (self.folder / LOG).read_text(encoding="utf-8", errors="replace").strip().splitlines()
        except OSError:
            lines = []
        return f"{what} ({lines[-1][:_LINE] if lines else 'no word'}); --keep FOLDER leaves its whole log there"

    async def start(self, environ: Mapping[str, str]) -> None:
        """Start feedbot as `feedbot run` would, and wait until it is ready. Raises FeedbotError if it is not."""
        with (self.folder / LOG).open("wb") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "feedbot", "--config", str(self.folder / CONFIG), "run", "--log", "logfmt"),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=bare(environ),
            )
        try:
            async with asyncio.timeout(_STARTS), aiohttp.ClientSession() as client:
                while not (await _answers(client, f"{self.pages}/readyz")):
                    if self.ended:
                        raise FeedbotError(self.fault("feedbot ended at once"))
                    await asyncio.sleep(_AGAIN)
        except TimeoutError:
            raise FeedbotError(self.fault(f"feedbot was not ready within {_STARTS:.0f} s")) from None

    async def gone(self) -> None:
        """Return when feedbot has ended."""
        if self._process is not None:
            await self._process.wait()

    async def stop(self) -> None:
        """End feedbot; it may finish what it has in hand."""
        if self._process is None or self._process.returncode is not None:
            return
        with suppress(ProcessLookupError):  # it ended meanwhile
            self._process.terminate()
        try:
            async with asyncio.timeout(_ENDS):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()

    async def _visit(self, source: str) -> None:
        """Have feedbot visit a source now, over its own API; while it does not run, it will when it begins."""
        if self._process is None:
            return
        with suppress(aiohttp.ClientError, TimeoutError):  # it is busy or going; the next visit brings it
            async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as client:
                where = f"{self.pages}/api/v1/sources/{source}/visit"
                async with client.post(where, json={}) as answer:
                    await answer.read()


@asynccontextmanager
async def opened(folder: Path, *, port: int, now: Callable[[], datetime]) -> AsyncIterator[Stage]:
    """A stage in an empty folder, on this port and another one, while the block lasts; feedbot is not started yet.

    Port 0 is any that is free. Raises FeedbotError where the port is taken or the folder cannot be written.
    """
    door = _door(port)
    base, pages = f"http://{HERE}:{door.getsockname()[1]}", f"http://{HERE}:{_free()}"
    chats = Chats(now=now)
    stand_in, sites = StandIn(chats), Sites(base=base, now=now)
    stage = Stage(folder=folder, chat=f"{base}/chat", pages=pages, chats=chats, stand_in=stand_in, sites=sites)
    made = application(stand_in)
    made.add_routes([*sites.routes(), *Page(stand_in=stand_in, base=base, pages=pages).routes()])
    runner = web.AppRunner(made, access_log=None, shutdown_timeout=0.5, handler_cancellation=True)
    try:
        await asyncio.to_thread(_furnished, folder, base, pages)
        await runner.setup()
        await web.SockSite(runner, door).start()
        try:
            for act in samples.FIRST:
                await stage.act(act, now())
            yield stage
        finally:
            await stage.stop()
    except OSError as error:
        raise FeedbotError(f"{folder} cannot be written to: {error.strerror or error}; name another folder") from error
    finally:
        await runner.cleanup()
        door.close()


async def run(
    stage: Stage,
    *,
    environ: Mapping[str, str],
    stop: asyncio.Event,
    pace: float,
    seconds: float | None = None,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Start feedbot, call `ready` once it is, and play with `pace` seconds between the acts, until `stop` is set.

    With `seconds` it ends after so long. Raises FeedbotError where feedbot cannot start, or ends by itself.
    """
    starting = asyncio.create_task(stage.start(environ))
    try:
        await first(asyncio.shield(starting), stop.wait())
        if not starting.done():
            return
        await starting
        ready()
        playing = asyncio.create_task(play(stage, stop=stop, pace=pace))
        try:
            await first(stop.wait(), stage.gone(), wait=seconds)
        finally:
            stop.set()
            await playing
    finally:
        starting.cancel()
        await asyncio.gather(starting, return_exceptions=True)
    if stage.ended:
        raise FeedbotError(stage.fault("feedbot ended by itself"))


async def play(stage: Stage, *, stop: asyncio.Event, pace: float, acts: Iterable[Act] | None = None) -> None:
    """Let one act follow the other, each after `pace` seconds, until all are done or `stop` is set."""
    for act in chain(samples.PLAY, samples.more()) if acts is None else acts:
        await first(stop.wait(), wait=pace)
        if stop.is_set() or stage.ended:
            return
        await stage.act(act, stage.chats.now())


def bare(environ: Mapping[str, str]) -> dict[str, str]:
    """An environment without what would lead feedbot elsewhere: its own variables, systemd's, and proxies."""
    ours = ("FEEDBOT_", "NOTIFY_", "CREDENTIALS_", "WATCHDOG_")
    kept = {name: value for name, value in environ.items() if not name.startswith(ours)}
    return {**{name: value for name, value in kept.items() if name.lower() not in _PROXIES}, "NO_PROXY": HERE}


def config(base: str, pages: str) -> str:
    """The configuration of the demo, with comments for who looks into it."""
    host = base.removeprefix("http://")
    feeds = "".join(
        f'[[sources]]\nname = "{site.name}"\nkind = "feed"\nurl = "{base}/site/{site.name}/feed.xml"\n'
        f'title = "{site.title}"\ndeliver_first = 1\n\n'
        for site in samples.SITES
    )
    return f"""\
# What `feedbot demo` runs with. All of it is on this machine: the sites, and a stand-in for Telegram.

[feedbot]
allow_private = ["{host}"]  # private addresses are refused otherwise

[web]
listen = "{pages.removeprefix("http://")}"

[telegram]
base_url = "{base}"  # the stand-in; without this line it is Telegram itself
token_file = "telegram-token"

[bot]
readers = true  # anybody may follow words, sources and stories

# Drop a text into this folder, and watch.
[[sources]]
name = "newsroom"
kind = "folder"
path = "articles"
title = "Velmora Newsroom"
deliver_first = 2

{feeds}[[feeds]]
name = "main"
title = "All news of Velmora"

[[channels]]
name = "news"
kind = "telegram"
chat = {CHANNEL}
buttons = ["read", "follow"]

[[channels]]
name = "editors"
kind = "telegram"
chat = {DESK}
alarms = "only"
"""


def _furnished(folder: Path, base: str, pages: str) -> None:
    (folder / "articles").mkdir(parents=True, exist_ok=True)
    (folder / CONFIG).write_text(config(base, pages), encoding="utf-8")
    token = folder / "telegram-token"
    token.touch(mode=0o600)
    token.write_text(f"{TOKEN}\n", encoding="utf-8")


def _written(path: Path, text: str) -> None:
    """Put an article into its place as a whole."""
    draft = path.with_name(f".{path.name}")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)


async def _answers(client: aiohttp.ClientSession, url: str) -> bool:
    with suppress(aiohttp.ClientError):
        async with client.get(url) as answer:
            return answer.status == 200
    return False


def _door(port: int) -> socket.socket:
    door = socket.socket()
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((HERE, port))
    except OSError as error:
        door.close()
        raise FeedbotError(f"port {port} cannot be used: {error.strerror}; give another one with --port") from error
    return door


def _free() -> int:
    """A port that is free now."""
    with _door(0) as door:
        return int(door.getsockname()[1])
