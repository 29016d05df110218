import asyncio
import os
import pty
import signal
import socket
import stat
import subprocess
import sys
import threading
import tomllib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePath
from typing import Any

import click
import pytest
from aiohttp import web
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from feedbot import config, edit
from feedbot.catalogues import FOLDER
from feedbot.cli import group, guide, guide_text, words
from feedbot.cli.demo import demo
from feedbot.cli.guide import Given, Talk
from feedbot.cli.guide_text import Answers
from feedbot.demo.chats import CHANNEL, READER, Chats
from feedbot.demo.telegram import TOKEN, StandIn, application
from tests.cli.pages import EMPTY, FEED, alternate, page
from tests.sources.server import Reply
from tools.words import called, held, read

OTHER = "123456789:AbCdEfGhIjKlMnOpQrStUvWxYz-0123456"


@dataclass
class Outside:
    """A site and a stand-in for Telegram, on one port of this machine."""

    port: int
    stand_in: StandIn
    pages: dict[str, Reply]

    @property
    def url(self) -> str:
        """The address of both."""
        return f"http://127.0.0.1:{self.port}"

    def said(self, room: int = CHANNEL) -> list[str]:
        """What stands in a chat."""
        return [each.part.text for each in self.stand_in.chats.messages(room)]


@pytest.fixture
def outside() -> Iterator[Outside]:
    """The world outside, in a thread: a command has a loop of its own."""
    pages: dict[str, Reply] = {"/feed": FEED, "/empty": EMPTY, "/": page(alternate("/feed"))}
    stand_in, ready, stop = StandIn(Chats(now=lambda: datetime.now(UTC))), threading.Event(), asyncio.Event()
    found = Outside(port=0, stand_in=stand_in, pages=pages)
    loop = asyncio.new_event_loop()

    async def give(request: web.Request) -> web.Response:
        reply = pages.get(request.path, Reply(status=404))
        return web.Response(status=reply.status, body=reply.body, headers=reply.headers)

    async def run() -> None:
        made = application(stand_in)
        made.add_routes([web.get("/{any:.*}", give)])
        runner = web.AppRunner(made, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        found.port = runner.addresses[0][1]
        ready.set()
        await stop.wait()
        await runner.cleanup()

    thread = threading.Thread(target=lambda: loop.run_until_complete(run()))
    thread.start()
    ready.wait()
    yield found
    loop.call_soon_threadsafe(stop.set)
    thread.join()
    loop.close()


@pytest.fixture
def init(place: Path, outside: Outside, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Runs `feedbot init` beside nothing but an empty folder; what is typed is `said`."""
    monkeypatch.setenv("FEEDBOT_TELEGRAM_BASE_URL", outside.url)
    (place / "config.toml").unlink()

    def run(*arguments: str, said: str = "") -> Result:
        asked = ["--ask"] if said else []
        path = ["-c", str(place / "config.toml")]
        return CliRunner().invoke(group, [*path, "init", *asked, *arguments], input=said)

    return run


def written(place: Path) -> dict[str, Any]:
    """The config that was written, which has no faults."""
    path = place / "config.toml"
    config.load(path, {})
    return tomllib.loads(path.read_text(encoding="utf-8"))


def test_a_guided_start(init: Callable[..., Result], place: Path, outside: Outside) -> None:
    """Each answer is tried at once, wrong ones are asked for again, and all is written at the end."""
    said = ("no such thing", f"{outside.url}/", "y", "y", f"{outside.url}/feed", "", "Town news",
            "nonsense", OTHER, TOKEN, "@nobody", str(CHANNEL), "y", "")  # fmt: skip
    told = init(said="\n".join((*said, "n\n")))

    assert 0 == told.exit_code, told.output
    assert "no such thing is no address, and no folder that is there" in told.output
    assert "is in your own network. Shall feedbot visit it?" in told.output
    assert "it leads to this feed:" in told.output
    assert f"watches {outside.url}/feed already" in told.output
    assert 2 == told.output.count("paste it whole")
    assert "Chat not found" in told.output
    assert "@velmora_demo_bot may write to the channel chat" in told.output
    data = written(place)
    (source,) = data["sources"]
    assert (f"{outside.url}/feed", 3) == (source["url"], source["deliver_first"])
    assert [f"127.0.0.1:{outside.port}"] == data["feedbot"]["allow_private"]
    assert "Town news" == data["feeds"][0]["title"]
    assert [("telegram", CHANNEL)] == [(each["kind"], each["chat"]) for each in data["channels"]]
    assert ['A test by feedbot: channel "telegram" works.'] == outside.said()


def test_the_token_lies_apart(init: Callable[..., Result], place: Path, outside: Outside) -> None:
    """The token goes into a file that only its owner reads, and never into the config; the config names the file."""
    told = init("--source", f"{outside.url}/feed", "--token", TOKEN, "--chat", str(READER), "--yes")

    assert 0 == told.exit_code, told.output
    assert TOKEN not in (place / "config.toml").read_text()
    assert TOKEN not in told.output
    file = place / "telegram-token"
    assert 0o600 == stat.S_IMODE(file.stat().st_mode)
    assert TOKEN == config.load(place / "config.toml", {}).settings.telegram.token.value
    assert 1 == len(outside.said(READER))


def test_a_token_of_the_environment_stays_there(
    init: Callable[..., Result], place: Path, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A token of the environment is used and written nowhere, unless a unit needs it; the place of the Bot API is."""
    monkeypatch.setenv("FEEDBOT_TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("FEEDBOT_TELEGRAM_CHAT", str(CHANNEL))

    assert 0 == init("--title", "Town").exit_code
    assert not (place / "telegram-token").exists()
    assert {"base_url": outside.url} == written(place)["telegram"]
    (place / "config.toml").unlink()
    assert 0 == init("--unit", str(place / "feedbot.service")).exit_code
    assert (place / "telegram-token").is_file()
    assert "telegram-token" == written(place)["telegram"]["token_file"]


def test_without_a_person_nothing_is_sent_unasked(init: Callable[..., Result], outside: Outside) -> None:
    """By options alone a chat is looked at, and told nothing; --yes answers that question too."""
    told = init("--token", TOKEN, "--chat", str(CHANNEL))

    assert 0 == told.exit_code, told.output
    assert [] == outside.said()


FAULTS = {
    "a source that is none": (["--source", "{url}/none", "--yes"], "nothing that can be read was found"),
    "a private source": (["--source", "{url}/feed"], "--yes allows it"),
    "no address": (["--source", "ftp://example.org/", "--yes"], "write it as in a browser"),
    "one twice": (["--source", "{url}/feed", "--source", "{url}/feed", "--yes"], "watches {url}/feed already"),
    "a wrong token": (["--token", OTHER, "--chat", "1001"], "paste it whole"),
    "no chat": (["--token", TOKEN], "give --chat"),
    "no token": (["--chat", "@town"], "--chat needs a token"),
    "a chat that is none": (["--token", TOKEN, "--chat", "town"], '"@name"'),
    "an empty title": (["--title", ""], "title"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_cannot_be_is_told_and_nothing_is_written(
    name: str, init: Callable[..., Result], place: Path, outside: Outside
) -> None:
    """A wrong option ends the start with a sentence that says what to do; no file is left behind."""
    before = sorted(place.rglob("*"))
    arguments, sentence = FAULTS[name]
    told = init(*(each.format(url=outside.url) for each in arguments))

    assert 1 == told.exit_code
    assert sentence.format(url=outside.url) in told.output
    assert before == sorted(place.rglob("*"))


def test_a_broken_environment_is_told_first(init: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    """What is wrong with the environment is told before the first question."""
    monkeypatch.setenv("FEEDBOT_TELEGRAM_TOKEN", "nonsense")
    told = init(said="\n")

    assert 1 == told.exit_code
    assert "correct what the environment says" in told.output
    assert "What shall be watched?" not in told.output


def test_who_leaves_leaves_nothing(init: Callable[..., Result], place: Path, outside: Outside) -> None:
    """Ctrl-D or Ctrl-C at any question leaves no file behind."""
    before = sorted(place.rglob("*"))
    answers = (f"{outside.url}/feed", "y", "y", "", "Town", TOKEN, str(CHANNEL), "n")
    ends = [init(said="\n".join(answers[:count]) + "\n") for count in range(1, len(answers))]

    assert {1} == {told.exit_code for told in ends}
    assert before == sorted(place.rglob("*"))


def test_nothing_that_is_there_is_written_over(init: Callable[..., Result], place: Path) -> None:
    """A config, a unit and another token that are there stay, and nothing is written beside them."""
    (place / "feedbot.service").write_text("mine")
    (place / "telegram-token").write_text(OTHER)

    assert "feedbot.service is there already" in init("--unit", str(place / "feedbot.service")).output
    told = init("--token", TOKEN, "--chat", str(CHANNEL))
    assert "telegram-token has another token already" in told.output
    assert not (place / "config.toml").exists()
    assert OTHER == (place / "telegram-token").read_text()
    (place / "config.toml").write_text("mine")
    assert "--force writes over it" in init("--title", "Town").output
    assert 0 == init("--title", "Town", "--force").exit_code
    assert "Town" == written(place)["feeds"][0]["title"]


def test_what_cannot_be_written_is_taken_back(init: Callable[..., Result], place: Path) -> None:
    """Where the last file cannot be written, those before it go again."""
    told = init("--token", TOKEN, "--chat", str(CHANNEL), "--unit", str(place / "none" / "feedbot.service"))

    assert 1 == told.exit_code
    assert "cannot be written" in told.output
    assert not (place / "telegram-token").exists()


def test_a_token_kept_from_before_is_used(init: Callable[..., Result], place: Path) -> None:
    """A token that an earlier start wrote need not be given again."""
    (place / "telegram-token").write_text(f"{TOKEN}\n")

    assert 0 == init("--chat", str(CHANNEL)).exit_code
    assert "telegram-token" == written(place)["telegram"]["token_file"]


def test_a_port_that_is_taken(init: Callable[..., Result], place: Path) -> None:
    """Another port is taken where the wanted one is not free; one that is named and taken is told."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        taken = door.getsockname()[1]
        told = init("--port", str(taken), "--title", "Town")
        assert 1 == told.exit_code
        assert "give another --port" in told.output
        asked = init("--port", str(taken), said="\n\n\n0\n\n" + "n\n" * 3)

    assert "a port is a number from 1 to 65535" in asked.output
    assert str(taken) not in written(place)["web"]["listen"]


def test_another_port_that_is_taken_unasked_is_told(init: Callable[..., Result], place: Path) -> None:
    """Where nobody is asked, the port that was chosen instead is told."""
    with ExitStack() as doors:
        with suppress(OSError):  # where it is taken already, that will do
            doors.enter_context(socket.create_server(("127.0.0.1", 8080)))
        told = init("--title", "Town", "--yes")

    port = written(place)["web"]["listen"].rpartition(":")[2]
    assert "8080" != port
    assert f"the pages are to be at port {port}\n" in told.output


def test_an_address_where_nothing_is(init: Callable[..., Result], outside: Outside) -> None:
    """What helps is told once, and not in the words of a config that is not written yet."""
    told = init("--source", f"{outside.url}/none", "--yes").output

    assert f"{outside.url}/none: 404 Not Found from 127.0.0.1\n" in told
    assert "try the page that lists the news, or its feed" in told


def test_a_port_of_the_environment(init: Callable[..., Result], place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the environment says where the pages are, no other port would help; that is told."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        monkeypatch.setenv("FEEDBOT_WEB_LISTEN", f"127.0.0.1:{door.getsockname()[1]}")
        told = init("--title", "Town")

    assert "set FEEDBOT_WEB_LISTEN" in told.output
    assert "127.0.0.1:8080" == written(place)["web"]["listen"]


def test_a_folder_is_a_source(init: Callable[..., Result], place: Path) -> None:
    """A folder that is there may be named, and is read where it lies; its entries are shown."""
    told = init("--source", str(place / "articles"))

    assert "Headline of day 2" in told.output
    (source,) = written(place)["sources"]
    assert ("folder", str(place / "articles")) == (source["kind"], source["path"])


def test_as_ever_where_nobody_is_there(init: Callable[..., Result], place: Path) -> None:
    """Without a terminal and without options the sample is written as it is, and nothing is asked."""
    told = init()

    assert 0 == told.exit_code
    assert edit.sample() == (place / "config.toml").read_text()
    assert "put an article into it" in told.output


def ended(process: subprocess.Popen[bytes]) -> int:
    """The exit code of a program at which Ctrl-C is pressed until it ends; one that never does is killed."""
    for _ in range(30):
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            return process.wait(1)
    process.kill()
    return process.wait()


def test_it_asks_on_a_terminal(place: Path) -> None:
    """On a terminal it asks without being told to, and Ctrl-C ends it with one word."""
    (place / "config.toml").unlink()
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "feedbot", "-c", str(place / "config.toml"), "init"]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True) as process:
        os.close(theirs)
        told = b""
        while b"Source (" not in told:
            told += os.read(ours, 1000)
        assert 1 == ended(process)
    os.close(ours)
    assert not (place / "config.toml").exists()


titles = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=60).filter(str.strip)


@given(title=titles, chat=st.sampled_from([None, "-1001", "@town"]), private=st.booleans(), ours=st.booleans())
def test_any_answers_give_a_whole_config(title: str, chat: str | None, private: bool, ours: bool) -> None:  # noqa: FBT001 - drawn
    """Whatever was answered stands in the config as it was said, and its comments stay."""
    wanted = edit.Addition(name="town", url="https://town.example/feed", deliver_first=3)
    answers = Answers(
        sources=(wanted,) if ours else (),
        private=("127.0.0.1:1",) if private else (),
        title=title,
        chat=chat,
        token_file=chat is not None,
    )
    text = guide_text.config(answers)
    data = tomllib.loads(text)

    assert title == data["feeds"][0]["title"]
    assert ["town" if ours else "articles"] == [each["name"] for each in data["sources"]]
    assert (chat is not None) == ("token_file" in data.get("telegram", {}))
    assert "# --- whom to tell ---" in text


def test_a_unit_is_one_that_systemd_takes(tmp_path: Path) -> None:
    """Places with blanks, percent and dollar signs stand in a unit as systemd reads them."""
    text = guide_text.unit(("/opt/a b/python", "-m", "feedbot"), PurePath('/home/x/100% "$HOME"/config.toml'))

    assert 'ExecStart="/opt/a b/python" -m feedbot --config "/home/x/100%% \\"$$HOME\\"/config.toml" run\n' in text
    assert 'WorkingDirectory=/home/x/100%% "$HOME"\n' in text
    assert ["systemctl --user link '/a b/feedbot.service'"] == [*guide_text.commands(PurePath("/a b/feedbot.service"))][
        :1
    ]


def sleeps(remark: str) -> bool:
    """Whether a comment is a line of a config that sleeps."""
    try:
        return bool(tomllib.loads(remark))
    except tomllib.TOMLDecodeError:
        return False


def said() -> set[str]:
    """What `init` and `demo` say: in their code, in the comments of what is written, in their help."""
    house = Path(guide.__file__).parent
    code = {
        text for _, (text,) in called(house / f"{name}.py" for name in ("guide", "guide_text", "guide_tries", "demo"))
    }
    wanted = edit.Addition(name="town", url="https://town.example/feed")
    chosen = Answers(sources=(wanted,), private=("127.0.0.1:1",), chat="@town", token_file=True)
    written = guide_text.config(chosen) + guide_text.config(Answers())
    remarks = {each for each in guide_text.remarks(written) if not sleeps(each)}
    assert demo.help is not None
    helps = {each.help for each in demo.params if isinstance(each, click.Option) and each.help}
    return code | remarks | helps | {demo.help, guide_text.TITLE}


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_all_that_it_says_is_translated(language: str) -> None:
    """Every question, answer and comment is in the catalogue, and nothing else is."""
    asked, found = said(), {forms for _, forms in held(read(FOLDER / language / "LC_MESSAGES" / "guide.po"))}

    assert 80 < len(asked)
    assert {(text,) for text in asked} == found


@pytest.fixture
def ukrainian(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The language of the terminal."""
    monkeypatch.setenv("LC_ALL", "uk_UA.UTF-8")
    monkeypatch.delenv("LANGUAGE", raising=False)
    words.language.cache_clear()
    yield
    monkeypatch.undo()
    words.language.cache_clear()


@pytest.mark.usefixtures("ukrainian")
def test_a_start_in_another_language(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is written has comments in the language of the terminal, and is the same config to feedbot."""
    (place / "config.toml").unlink()
    given = Given(title="Місто", unit=place / "feedbot.service")
    guide.start(place / "config.toml", given, Talk(asks=False, yes=False), force=False)

    text = (place / "config.toml").read_text(encoding="utf-8")
    asked = {"feeds": "its title", "web": "a port that is free"}
    assert {**tomllib.loads(edit.sample()), **asked} == {**tomllib.loads(text), **asked}
    assert "# --- за чим стежити ---" in text
    assert [] == [each for each in guide_text.remarks(text) if each.isascii() and not sleeps(each)]
    assert "# 78: у налаштуваннях помилки." in (place / "feedbot.service").read_text(encoding="utf-8")
    printed = capsys.readouterr().out
    assert f"записано: {place / 'config.toml'}" in printed
    assert "run  # до Ctrl-C" in printed
    (place / "feedbot.service").unlink()
    with pytest.raises(click.ClickException, match="вже існує; з --force файл буде перезаписано"):
        guide.start(place / "config.toml", given, Talk(asks=False, yes=False), force=False)


@pytest.mark.usefixtures("ukrainian")
def test_what_others_say_is_told_in_another_language(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of the environment is told in one language from its beginning to its end."""
    monkeypatch.setenv("FEEDBOT_TELEGRAM_TOKEN", "nonsense")
    (place / "config.toml").unlink()
    with pytest.raises(click.ClickException) as told:
        guide.start(place / "config.toml", Given(title="x"), Talk(asks=False, yes=False), force=False)

    assert "це не токен бота; укажіть той, що видав @BotFather" in told.value.message
    assert "виправте змінні середовища" in told.value.message
