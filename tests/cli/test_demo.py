import asyncio
import json
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest

from feedbot import config
from feedbot.channels import KINDS
from feedbot.demo import stage
from feedbot.demo.chats import CHANNEL, DESK, READER
from feedbot.demo.samples import PLAY
from feedbot.demo.stage import Stage
from feedbot.errors import FeedbotError
from tests.cli.conftest import Feedbot


def now() -> datetime:
    """The moment it is: feedbot runs beside the demo, by the same clock."""
    return datetime.now(UTC)


async def until(so: Callable[[], bool], what: str) -> None:
    """Wait until something is so."""
    for _ in range(1_800):
        if so():
            return
        await asyncio.sleep(0.05)
    pytest.fail(f"it never was so: {what}")


def texts(made: Stage, room: int) -> str:
    """All that stands in a chat."""
    return "\n\n".join(each.part.text for each in made.chats.messages(room))


async def seen(address: str) -> str:
    """What is at an address."""
    async with aiohttp.ClientSession() as client, client.get(address) as answer:
        assert 200 == answer.status
        return await answer.text()


async def test_every_face_has_what_it_should(tmp_path: Path) -> None:
    """feedbot itself runs: messages stand and grow, a reader is told, the feed is whole, a source fails and heals."""
    folder = tmp_path / "demo"
    async with stage.opened(folder, port=0, now=now) as made:
        await made.start({"FEEDBOT_DATABASE": "sqlite:////nowhere/at/all.db", "HTTP_PROXY": "http://127.0.0.1:9"})
        await until(lambda: made.stand_in.calls.get("getupdates", 0) > 0, "the bot listens")
        await until(lambda: len(made.chats.messages(CHANNEL)) >= 5, "the first news are sent")
        for act in PLAY[:3]:
            await made.act(act, now())
        await until(lambda: "Anna Maria" in texts(made, CHANNEL), "news are sent")
        for act in PLAY[3:5]:
            await made.act(act, now())
        await until(lambda: "Also: Harbour Post" in texts(made, CHANNEL), "the story grows")
        await until(lambda: "Also: Harbour Post" in texts(made, READER), "the reader is told of what they follow")
        assert any(each.edits for each in made.chats.messages(CHANNEL))
        assert any(each.part.media for each in made.chats.messages(CHANNEL))

        await made.act(PLAY[5], now())
        assert "gone" == await state(made, "ferries", "gone")
        await made.act(next(each for each in PLAY if getattr(each, "well", False)), now())
        assert "ok" == await state(made, "ferries", "ok")

        chat = await seen(made.chat)
        assert "edited" in chat
        assert 'src="http://127.0.0.1' in chat
        assert "Anna Maria" in await seen(f"{made.pages}/status")
        assert "Anna Maria" in await seen(f"{made.pages}/feeds/main")
        titles = [each["title"] for each in json.loads(await seen(f"{made.pages}/feeds/main.json"))["items"]]
        assert any("lighthouse" in each for each in titles)
    assert [] == [each for each in (folder / stage.LOG).read_text().splitlines() if "level=error" in each]


async def state(made: Stage, source: str, wanted: str) -> str:
    """The state of a source once it is as wanted, or what it stays."""
    found = ""
    for _ in range(600):
        found = json.loads(await seen(f"{made.pages}/api/v1/sources/{source}"))["state"]
        if found == wanted:
            break
        await asyncio.sleep(0.05)
    return found


def test_ctrl_c_ends_it_and_nothing_is_left(tmp_path: Path) -> None:
    """The command tells where everything is; at Ctrl-C feedbot ends with it, and the folder goes."""
    command = [sys.executable, "-m", "feedbot", "demo", "--pace", "600"]
    environ = {"TMPDIR": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environ) as process:
        assert process.stdout is not None
        told = ""
        while "Ctrl-C" not in told:
            told += process.stdout.readline()
        assert [f"feedbot-demo-{each.name.rpartition('-')[2]}" for each in tmp_path.iterdir()] == [
            each.name for each in tmp_path.iterdir()
        ]
        process.send_signal(signal.SIGINT)
        told += process.stdout.read()
    assert 0 == process.returncode
    for address in ("/chat", "/status", "/feeds/main"):
        assert re.search(rf"http://127\.0\.0\.1:\d+{address}\b", told)
    assert "its folder is gone" in told
    assert [] == list(tmp_path.iterdir())


def test_it_ends_after_a_while(feedbot: Feedbot, tmp_path: Path) -> None:
    """`--for` ends it by itself, and `--keep` leaves its folder with a config that has no faults."""
    kept = tmp_path / "kept"
    code, told, _ = feedbot("demo", "--for", "1", "--pace", "0.2", "--keep", str(kept))

    assert 0 == code
    assert "something happens every 0.2 s" in told
    assert f"{kept} has its config" in told
    assert config.load(kept / "config.toml", {}).settings.telegram.token
    assert (kept / "feeds" / "main.atom").is_file()


async def test_it_ends_when_feedbot_does(tmp_path: Path) -> None:
    """Where feedbot cannot start, that is told with the last line of its log."""
    async with stage.opened(tmp_path / "demo", port=0, now=now) as broken:
        (tmp_path / "demo" / "config.toml").write_text("nonsense")
        with pytest.raises(FeedbotError, match=r"ended at once .*; --keep FOLDER"):
            await stage.run(broken, environ={}, stop=asyncio.Event(), pace=1)


async def test_who_stops_it_early_waits_for_nothing(tmp_path: Path) -> None:
    """What is stopped while feedbot starts ends as what is stopped later."""
    stop = asyncio.Event()
    stop.set()
    async with stage.opened(tmp_path / "demo", port=0, now=now) as made:
        await stage.run(made, environ={}, stop=stop, pace=1)
        await stage.play(made, stop=stop, pace=1)
    assert not any(each in PLAY for each in made.done)


async def test_what_is_in_the_way_is_told(tmp_path: Path) -> None:
    """A port that is taken, and a place where nothing can be written, give a sentence each."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        with pytest.raises(FeedbotError, match="give another one with --port"):
            async with stage.opened(tmp_path, port=door.getsockname()[1], now=now):
                pass
    (tmp_path / "file").write_text("")
    with pytest.raises(FeedbotError, match="name another folder"):
        async with stage.opened(tmp_path / "file" / "demo", port=0, now=now):
            pass


def test_a_folder_with_something_in_it_is_refused(feedbot: Feedbot, place: Path) -> None:
    """--keep works in an empty folder alone, and in one that can be made."""
    code, _, told = feedbot("demo", "--keep", str(place))
    assert 1 == code
    assert "is not empty" in told
    code, _, told = feedbot("demo", "--keep", str(place / "config.toml" / "demo"))
    assert 1 == code
    assert "name another folder" in told


def test_its_config_is_one_that_check_takes(tmp_path: Path) -> None:
    """The config has no faults, listens on this machine alone, and leads to no Telegram but the stand-in."""
    text = stage.config("http://127.0.0.1:1", "http://127.0.0.1:2")
    (tmp_path / "config.toml").write_text(text)
    (tmp_path / "telegram-token").write_text("1:a")
    made = config.load(tmp_path / "config.toml", {})

    assert ("127.0.0.1", "http://127.0.0.1:1") == (made.settings.host, made.settings.telegram.base_url)
    assert {str(CHANNEL), str(DESK)} == {KINDS["telegram"].chat(each, made.settings.telegram) for each in made.channels}
    assert all("127.0.0.1" in each.url or each.kind == "folder" for each in made.sources)
