from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from feedbot import config
from feedbot.config.sections import FeedTable
from feedbot.errors import ConfigError
from feedbot.model import Config, Limits, Secret
from tests import make

ROOT = Path(__file__).parents[2]
"""Where the project lies."""

SOURCE = """\
[[sources]]
name = "kernel"
kind = "feed"
url = "https://www.example.org/kdist.xml"
"""

FEED = """
[[feeds]]
name = "main"
"""

SMALL = SOURCE + FEED

FULL = """\
[feedbot]
state = "var/state"
output = "/srv/feeds"
database = "sqlite:///var/news.db"
deliver_first = 2
language = "uk"
timezone = "Europe/Kyiv"
contact = "news@example.org"
allow_private = ["127.0.0.1:8098", "192.168.0.0/16", "[::1]:8098", "[fc00::/7]", "fc00::/7", "10.0.0.1"]

[web]
enabled = false
listen = "[::1]:8081"
url = "https://news.example.org/bot/"

[telegram]
base_url = "http://127.0.0.1:8081/bot"

[limits]
body = "2 MiB"
deadline = "1m"
redirects = 0
items = 100
item = "512KiB"
title = 50

[[sources]]
name = "kernel"
kind = "feed"
url = "https://www.example.org/kdist.xml"
title = "Kernel"
categories = ["linux"]
every = "1h30m"
max_age = "1w"
deliver_first = 0
timezone = "UTC"
language = "en"
paused = true
headers = { Accept = "text/xml" }

[[sources]]
name = "articles"
kind = "folder"
path = "../articles"

[[feeds]]
name = "main"
title = "All"
subtitle = "Everything"
author = "We"
language = "ru"
formats = ["rss", "atom", "rss"]
sources = ["kernel"]
size = 10
hub = "https://hub.example.org/"

[[feeds]]
name = "rest"

[[channels]]
name = "news"
kind = "telegram"
chat = -1001
sources = ["articles"]
silent = true
preview = false
max_age = "2h"
on_unknown = "hold"
language = "ru"
timezone = "Europe/Warsaw"

[[channels]]
name = "console"
kind = "console"
"""


def load(folder: Path, text: str, environ: Mapping[str, str] | None = None) -> Config:
    """The configuration with this text, in a folder."""
    file = folder / "config.toml"
    file.write_text(text, encoding="utf-8")
    return config.load(file, environ or {})


def faults(folder: Path, text: str) -> list[str]:
    """The faults of this text, with the folder left out."""
    with pytest.raises(ConfigError) as caught:
        load(folder, text)
    return str(caught.value).replace(f"{folder}/", "").splitlines()


def test_defaults(tmp_path: Path) -> None:
    """A source and a feed are enough; the rest has defaults, and every path is absolute."""
    found = load(tmp_path, SMALL)

    assert tmp_path / "config.toml" == found.settings.file
    assert tmp_path / "state" == found.settings.state
    assert tmp_path / "feeds" == found.settings.output
    assert f"sqlite:///{tmp_path}/state/feedbot.db" == found.settings.database
    assert (True, "127.0.0.1", 8080, "http://127.0.0.1:8080") == (
        found.settings.web,
        found.settings.host,
        found.settings.port,
        found.settings.url,
    )
    assert ("main", "main", ("atom", "rss", "json", "html"), 50, ()) == (
        found.feeds[0].name,
        found.feeds[0].title,
        found.feeds[0].formats,
        found.feeds[0].size,
        found.feeds[0].sources,
    )
    assert (Limits(), Limits()) == (found.settings.limits, found.sources[0].limits)
    assert () == found.channels
    assert Secret("") == found.settings.telegram.token


def test_defaults_of_kinds(tmp_path: Path) -> None:
    """What a feed does not say comes from its kind; a visit has no interval of its own until one is given."""
    source = load(tmp_path, SMALL).sources[0]

    assert timedelta(hours=48) == source.max_age
    assert source.every is None
    assert (0, "UTC", None, False) == (source.deliver_first, source.timezone, source.language, source.paused)


def test_everything_said(tmp_path: Path) -> None:
    """Every key that is said arrives; paths begin at the folder of the file."""
    found = load(tmp_path, FULL)
    settings, (kernel, articles), (main, rest, health) = found.settings, found.sources, found.feeds
    news, console = found.channels

    assert ("health", True) == (health.name, health.alarms)
    assert tmp_path / "var/state" == settings.state
    assert Path("/srv/feeds") == settings.output
    assert f"sqlite:///{tmp_path}/var/news.db" == settings.database
    assert (False, "::1", 8081, "https://news.example.org/bot") == (
        settings.web,
        settings.host,
        settings.port,
        settings.url,
    )
    assert "news@example.org" == settings.contact
    assert 6 == len(settings.allow_private)
    assert "http://127.0.0.1:8081" == settings.telegram.base_url
    limits = Limits(body=2 * 2**20, deadline=timedelta(minutes=1), redirects=0, items=100, item=512 * 2**10, title=50)
    assert (limits, limits) == (settings.limits, kernel.limits)

    assert ("Kernel", "en", "UTC", ("linux",)) == (kernel.title, kernel.language, kernel.timezone, kernel.categories)
    assert (timedelta(minutes=90), timedelta(weeks=1), 0, True) == (
        kernel.every,
        kernel.max_age,
        kernel.deliver_first,
        kernel.paused,
    )
    assert str(tmp_path.parent / "articles") == articles.url
    assert ("uk", "Europe/Kyiv", 2, None) == (
        articles.language,
        articles.timezone,
        articles.deliver_first,
        articles.max_age,
    )

    assert ("All", "Everything", "We", "ru", ("rss", "atom"), ("kernel",), 10, "https://hub.example.org/") == (
        main.title,
        main.subtitle,
        main.author,
        main.language,
        main.formats,
        main.sources,
        main.size,
        main.hub,
    )
    assert ("rest", "uk") == (rest.title, rest.language)

    assert (True, False, timedelta(hours=2), "hold", "ru", "Europe/Warsaw", ("articles",)) == (
        news.silent,
        news.preview,
        news.max_age,
        news.on_unknown,
        news.language,
        news.timezone,
        news.sources,
    )
    assert ("uk", "Europe/Kyiv", None) == (console.language, console.timezone, console.asleep)


def test_options_are_the_kinds_own_section(tmp_path: Path) -> None:
    """A kind finds its own keys in the options."""
    kernel = load(tmp_path, FULL).sources[0]

    assert {"Accept": "text/xml"} == getattr(kernel.options, "headers", None)


def test_a_channel_without_a_token_is_asleep(tmp_path: Path) -> None:
    """A Telegram channel without a token says why it sends nothing, and is no fault."""
    news = load(tmp_path, FULL).channels[0]

    assert "no token" in str(news.asleep)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("sqlite:////var/lib/news.db", "sqlite:////var/lib/news.db"),
        ("sqlite://", "sqlite://"),
        ("sqlite:///:memory:", "sqlite:///:memory:"),
        ("postgresql+psycopg://news@db.example.org/news", "postgresql+psycopg://news@db.example.org/news"),
    ],
)
def test_databases(tmp_path: Path, written: str, expected: str) -> None:
    """Only a relative SQLite file is moved to the folder of the config."""
    assert expected == load(tmp_path, f'[feedbot]\ndatabase = "{written}"\n' + SMALL).settings.database


def test_a_home_folder(tmp_path: Path) -> None:
    """A tilde is the home folder."""
    assert Path("~/feeds").expanduser() == load(tmp_path, '[feedbot]\noutput = "~/feeds"\n' + SMALL).settings.output


def test_a_byte_order_mark_and_windows_newlines(tmp_path: Path) -> None:
    """A file saved by an editor on Windows is read as any other, and its lines count the same."""
    file = tmp_path / "config.toml"
    file.write_bytes(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())
    assert "kernel" == config.load(file, {}).sources[0].name

    file.write_bytes(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").replace("url", "link").encode())
    with pytest.raises(ConfigError, match=r"config\.toml:4: sources\[0\]\.link: unknown key"):
        config.load(file, {})


def test_a_relative_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file given by a relative path still makes absolute places."""
    load(tmp_path, SMALL)
    monkeypatch.chdir(tmp_path)

    assert tmp_path / "state" == config.load(Path("config.toml"), {}).settings.state


def test_the_shipped_file_loads() -> None:
    """The configuration that comes with the program works offline: a folder, four formats, console and Telegram."""
    found = config.load(ROOT / "config.toml", {})

    assert [("articles", "folder", 3)] == [(one.name, one.kind, one.deliver_first) for one in found.sources]
    assert [("main", ("atom", "rss", "json", "html")), ("health", ("atom", "html"))] == [
        (one.name, one.formats) for one in found.feeds
    ]
    assert ["console", "telegram"] == [one.kind for one in found.channels]
    assert [True, False] == [one.asleep is None for one in found.channels]
    assert "127.0.0.1" == found.settings.host


def test_the_shipped_telegram_channel_wakes_up() -> None:
    """A token and a chat in the environment are all that the shipped channel needs."""
    environ = {"FEEDBOT_TELEGRAM_TOKEN": "123456789:AAF_x-1", "FEEDBOT_TELEGRAM_CHAT": "@my_channel"}
    found = config.load(ROOT / "config.toml", environ)

    assert [None, None] == [one.asleep for one in found.channels]


def test_the_token_never_prints(tmp_path: Path) -> None:
    """No printed form of the configuration has the token in it."""
    found = load(tmp_path, FULL, {"FEEDBOT_TELEGRAM_TOKEN": "123456789:AAF_x-1"})

    assert "AAF_x-1" == found.settings.telegram.token.value[10:]
    assert "AAF" not in repr(found) + str(found)


def test_every_format_of_the_model_is_offered() -> None:
    """The formats of a feed's table are those of a feed."""
    assert make.feed().formats == tuple(FeedTable.model_validate({"name": "x"}).formats)


def test_the_feed_of_our_own_health_can_be_done_without(tmp_path: Path) -> None:
    """It is there by itself, not with health = false, and its name is free then."""
    (tmp_path / "config.toml").write_text(
        '[feedbot]\nhealth = false\n[[feeds]]\nname = "health"\n'
        '[[sources]]\nname = "a"\nkind = "feed"\nurl = "https://a.example/"\n'
    )
    found = config.load(tmp_path / "config.toml", {})

    assert [("health", False)] == [(feed.name, feed.alarms) for feed in found.feeds]


def test_names_that_are_ours(tmp_path: Path) -> None:
    """No source is called feedbot, and no feed health, each with what to do."""
    text = '[[sources]]\nname = "feedbot"\nkind = "feed"\nurl = "https://a.example/"\n[[feeds]]\nname = "health"\n'
    (tmp_path / "config.toml").write_text(text)
    with pytest.raises(ConfigError) as error:
        config.load(tmp_path / "config.toml", {})

    assert ["sources[0].name", "feeds[0].name"] == [fault.place for fault in error.value.faults]
    assert "choose another" in error.value.faults[0].message
    assert "health = false" in error.value.faults[1].message


def test_what_a_source_and_a_channel_may_say_more(tmp_path: Path) -> None:
    """Full text, WebSub and alarms reach the values."""
    text = (
        '[[sources]]\nname = "a"\nkind = "feed"\nurl = "https://a.example/"\nfull_text = true\nwebsub = false\n'
        '[[channels]]\nname = "ops"\nkind = "console"\nalarms = "only"\n'
    )
    (tmp_path / "config.toml").write_text(text)
    found = config.load(tmp_path / "config.toml", {})

    assert (True, False) == (found.sources[0].full_text, found.sources[0].websub)
    assert "only" == found.channels[0].alarms
