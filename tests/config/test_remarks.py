from datetime import timedelta
from pathlib import Path

import pytest

from feedbot.config import load, remarks
from feedbot.model import Secret, Telegram
from feedbot.sources.http import HttpSection
from tests import make

TOKEN = Secret("1:x")


def test_nothing_odd() -> None:
    """An ordinary configuration has no remarks, but that a database in memory forgets."""
    assert () == remarks(make.config(settings=make.settings(database="sqlite:////x.db")))
    assert ("the database is only in memory: after a restart, everything is new again",) == remarks(make.config())


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"host": "0.0.0.0"}, ["the web server listens on 0.0.0.0, where others can reach it"]),  # noqa: S104 - not bound
        ({"host": "news.example.org"}, ["the web server listens on news.example.org, where others can reach it"]),
        ({"host": "::1"}, []),
        ({"host": "localhost"}, []),
        ({"host": "0.0.0.0", "web": False}, []),  # noqa: S104 - as above
        (
            {"url": "http://0.0.0.0:80"},
            ["feeds will name http://0.0.0.0:80 as their address, which no reader can visit;"],
        ),
        ({"url": "http://[::]:80"}, ["feeds will name http://[::]:80 as their address"]),
        (
            {"telegram": Telegram(token=TOKEN, base_url="http://api.example.org")},
            ["the bot's token travels unencrypted"],
        ),
        ({"telegram": Telegram(token=TOKEN, base_url="http://127.0.0.1:8081")}, []),
        ({"telegram": Telegram(base_url="http://api.example.org")}, []),
    ],
)
def test_settings(fields: dict[str, object], expected: list[str]) -> None:
    """What opens a door or shuts readers out is told."""
    found = remarks(make.config(settings=make.settings(database="sqlite:////x.db", **fields)))

    assert len(expected) == len(found)
    assert all(said.startswith(start) for said, start in zip(found, expected, strict=True))


def test_sources_and_channels() -> None:
    """Sleeping channels, sources that nobody takes and sources that watch the same are told."""
    config = make.config(
        settings=make.settings(database="sqlite:////x.db"),
        sources=(make.source("a"), make.source("b"), make.source("c", url="https://example.org/c")),
        feeds=(make.feed(sources=("a",)),),
        channels=(make.channel(sources=("b",), asleep="no token"),),
    )

    assert (
        'sources "a" and "b" both watch https://example.org/feed',
        'source "c" is in no feed and no channel',
        'channel "console" is asleep: no token',
    ) == remarks(config)


URL = "https://example.org/feed"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, []),
        ({"verify_tls": False}, ["does not check certificates (verify_tls = false), so anybody on the way can change"]),
        ({"robots": False}, ["does not ask robots.txt (robots = false), which is for sites of your own"]),
        ({"auth": {"token": "hush"}}, []),
        (
            {"auth": {"token": "hush"}, "url": "http://example.org"},
            ["sends its login unencrypted to example.org; https"],
        ),
        ({"cookies": {"a": "hush"}, "url": "http://example.org"}, ["sends its login unencrypted to example.org"]),
        (
            {"headers": {"authorization": "hush"}, "url": "http://example.org"},
            ["sends its login unencrypted to example.org"],
        ),
        ({"auth": {"token": "hush"}, "url": "http://127.0.0.1:81"}, []),
        ({"url": "http://me:hush@127.0.0.1:82/"}, ["is at a private address, 127.0.0.1:82; name it in allow_private"]),
        ({"url": "https://localhost/"}, ["is at a private address, localhost; name it in allow_private"]),
        (
            {"proxy": "http://me:hush@10.0.0.1"},
            ["has a proxy at a private address, 10.0.0.1; name it in allow_private"],
        ),
        ({"proxy": "http://127.0.0.1:81"}, []),
        ({"proxy": "http://proxy.example.org:3128"}, []),
    ],
)
def test_ways_of_visiting(fields: dict[str, object], expected: list[str]) -> None:
    """What weakens a visit, or will be refused, is told of each source, without its secrets."""
    options = HttpSection.model_validate({"name": "sample", "kind": "page", "url": URL, **fields})
    settings = make.settings(database="sqlite:////x.db", allow_private=("127.0.0.1:81",))
    found = remarks(make.config(settings=settings, sources=(make.source(options=options),)))

    assert len(expected) == len(found)
    assert all(said.startswith(f'source "sample" {start}') for said, start in zip(found, expected, strict=True))
    assert "hush" not in "".join(found)


_FEEDS = """
[[sources]]
name = "sample"
kind = "feed"
url = "https://example.org/feed"

[[feeds]]
name = "main"
keep = "30d"

[[feeds]]
name = "by"
each = "source"
archive = false
keep_entries = 500
keep = "30d"
"""


def test_what_is_kept_of_no_archive(tmp_path: Path) -> None:
    """Keys that mean nothing are told with their lines, once for all feeds of a table."""
    path = tmp_path / "config.toml"
    path.write_text(_FEEDS)
    said = [each for each in remarks(load(path, {})) if each.startswith("feed ")]
    vain = "which means nothing without pages of an archive; leave it out, or archive = false"

    assert [f'feed "by" has keep (line 16), {vain}', f'feed "by" has keep_entries (line 15), {vain}'] == said


def test_a_file_that_is_gone_has_no_lines() -> None:
    """What is odd is told all the same."""
    config = make.config(
        settings=make.settings(database="sqlite:////x.db"),
        feeds=(make.feed(archive=False, keep=timedelta(days=30)),),
    )

    assert ['feed "main" has keep, which means nothing'] == [each[:41] for each in remarks(config)]
