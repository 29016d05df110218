import pytest

from feedbot.config import remarks
from feedbot.model import Secret, Telegram
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
