"""Where a recipe is tried: its config in a folder, the sites and chats that it names, and a clock moved by hand."""

import asyncio
import io
import os
import re
import shlex
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Protocol

import pytest

from feedbot import cli, logs
from feedbot.channels import Senders
from feedbot.channels.telegram_api import Bots
from feedbot.cli import rounds
from feedbot.config import load
from feedbot.model import Config
from feedbot.net import open_web
from feedbot.store import open_store
from feedbot.store.workers import Clock as Hours
from feedbot.store.workers import Workers
from feedbot.turns import Turns
from tests import bases
from tests.channels.script import TOKEN
from tests.recipes_chats import Chats
from tests.recipes_pages import Page
from tests.recipes_sites import CERTIFICATE, Loop, Sites, trusting
from tests.world import Clock

Beside = Callable[[Sites], AbstractAsyncContextManager[Mapping[str, str]]]
"""A server that is up while a program runs; gives what stands in the config in the place of other texts, "" for its
beginning."""

_SECRET = re.compile(r"(?<=\.)[A-Za-z0-9_-]{32}(?=\.)")
_SHOWN = "8JLSNuaM0BLitvj27ecJXtgyRhNeDCWC"
_CLOCK = re.compile(r"^\d\d:\d\d:\d\d", re.MULTILINE)


class Together(Workers):
    """Programs that go by the clock of the kitchen, though a server has one of its own."""

    async def common(self, own: Hours) -> Hours:
        """Our own."""
        return own


@dataclass
class Kitchen:
    """A recipe's folder, and all that answers it there."""

    page: Page
    place: Path
    capsys: pytest.CaptureFixture[str]
    sites: Sites = field(default_factory=Sites)
    chats: Chats = field(default_factory=Chats)
    clock: Clock = field(default_factory=Clock)
    console: io.StringIO = field(default_factory=io.StringIO)
    beside: list[Beside] = field(default_factory=list)

    @property
    def file(self) -> Path:
        """The config."""
        return self.place / "config.toml"

    @property
    def config(self) -> Config:
        """The config as it is read. Raises ConfigError for faults."""
        return load(self.file, os.environ)

    def writes(self, name: str, text: str) -> Path:
        """Put a file into the folder, written at this moment."""
        path = self.place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        os.utime(path, (self.clock().timestamp() - 60,) * 2)
        return path

    def read(self, name: str) -> str:
        """The text of a feed file."""
        return (self.place / "feeds" / name).read_text(encoding="utf-8")

    def does(self, work: Callable[[Turns], Awaitable[object]]) -> None:
        """Do something with the turns of a program that runs here."""
        with asyncio.Runner(loop_factory=lambda: Loop(self.sites)) as runner:
            runner.run(self._does(work))

    def run(self, *, well: bool = True, **length: float) -> str:
        """`feedbot run --once`, after so long, which ends well; what it tells."""
        self.clock.move(**length)

        async def once(turns: Turns) -> None:
            assert well == (await rounds.round_of(turns, nap=self._nap) == 0)

        told = io.StringIO()
        logs.set_up("human", stream=told)
        self.does(once)
        return told.getvalue() + self.console.getvalue()

    def shows(self, *commands: str, **length: float) -> None:
        """Do what the page says, after so long: what each command prints is what the page says that it prints."""
        self.clock.move(**length)
        for command in commands:
            assert command in self.page.commands
            output = _plain(self._called(command), self.place)
            assert self.page.heard(command, output) == output

    def _called(self, command: str) -> str:
        words = shlex.split(command, comments=True)
        if words == ["feedbot", "run", "--once"]:
            return self.run()
        assert "feedbot" == words[0]
        self.capsys.readouterr()
        assert 0 == cli.main(words[1:])
        captured = self.capsys.readouterr()
        return captured.out + captured.err

    async def _does(self, work: Callable[[Turns], Awaitable[object]]) -> None:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self.sites.open())
            text = self.page.config
            for each in self.beside:
                for old, new in (await stack.enter_async_context(each(self.sites))).items():
                    assert old in text
                    text = text.replace(old, new) if old else new + text
            before = self.file.read_text(encoding="utf-8")
            try:
                if self.beside:
                    self.file.write_text(text, encoding="utf-8")
                turns = await stack.enter_async_context(self.turns())
            finally:
                self.file.write_text(before, encoding="utf-8")
            await work(turns)

    @asynccontextmanager
    async def turns(self) -> AsyncIterator[Turns]:
        """The turns of a program that begins here; whoever takes them closes them."""
        config = self.config
        settings = config.settings
        settings.state.mkdir(exist_ok=True)
        store = open_store(settings.database)
        try:
            async with open_web(
                allow_private=(*settings.allow_private, *self.sites.allowed),
                version="0",
                gap=timedelta(0),
                now=self.clock,
                tls=trusting(),
            ) as web:
                senders = Senders(stream=self.console, bots=lambda: Bots(lambda: self.chats))
                turns = Turns(
                    config=config,
                    store=store,
                    web=web,
                    now=self.clock,
                    stop=asyncio.Event(),
                    pause=0.0,
                    senders=senders,
                )
                await turns.free()
                yield turns
        finally:
            store.close()

    async def _nap(self, seconds: float) -> None:
        self.clock.move(seconds=seconds)


@contextmanager
def kitchen(
    name: str, place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Kitchen]:
    """A recipe in a folder of its own, with the variables that its page sets; in the end, all its outputs were seen."""
    page = Page(name)
    for each in [each for each in os.environ if each.startswith("FEEDBOT_")]:
        monkeypatch.delenv(each)
    for each, value in page.exported.items():
        monkeypatch.setenv(each, value)
    if "FEEDBOT_TELEGRAM_TOKEN" in page.exported:
        monkeypatch.setenv("FEEDBOT_TELEGRAM_TOKEN", TOKEN)
    if bases.SERVER is not None:
        monkeypatch.setenv("FEEDBOT_DATABASE", bases.address(place / "state" / "feedbot.db"))
    else:
        bases.address(place / "state" / "feedbot.db")
    monkeypatch.chdir(place)
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    monkeypatch.setenv("COLUMNS", "145")
    made = Kitchen(page=page, place=place, capsys=capsys)
    made.file.write_text(page.config, encoding="utf-8")
    with monkeypatch.context() as zone:
        zone.setenv("TZ", "UTC")
        time.tzset()
        yield made
    time.tzset()
    assert set() == set(page.shown) - page.seen


def _plain(output: str, place: Path) -> str:
    """An output without what differs from one machine and one moment to another."""
    output = _SECRET.sub(_SHOWN, _CLOCK.sub("12:00:00", output)).replace(f"{place}/", "").replace(str(place), ".")
    return "".join(f"{line.rstrip()}\n" for line in output.rstrip().splitlines())


class Recipe(Protocol):
    """Opens a recipe by its name."""

    def __call__(self, name: str) -> Kitchen:
        """Its folder, and all that answers it there."""
        ...
