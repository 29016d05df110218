from datetime import timedelta
from pathlib import Path

import pytest

from feedbot.channels.telegram import section
from feedbot.model import CANARY, Canary
from tests.config.test_config import SMALL, faults, load

CHANNEL = '\n[[channels]]\nname = "ops"\nkind = "telegram"\nchat = "-1001"\ntopics = "source"\nbuttons = ["read"]\n'


def made(place: Path, text: str, **environ: str) -> Canary:
    """The canary of a config that has one."""
    found = load(place, SMALL + text, environ).settings.canary
    assert found is not None
    return found


def test_it_is_off_unless_it_has_a_chat(tmp_path: Path) -> None:
    """Without a table, or without a chat in it, there is none."""
    assert load(tmp_path, SMALL).settings.canary is None
    assert load(tmp_path, SMALL + '\n[canary]\nevery = "5m"\n').settings.canary is None


def test_a_number_is_a_private_chat(tmp_path: Path) -> None:
    """A chat by its number, with or without quotes, is a silent channel of Telegram; it sleeps without a token."""
    way = made(tmp_path, "\n[canary]\nchat = 123\n")

    assert ("123", True, timedelta(minutes=15)) == (section(way.channel).chat, way.channel.silent, way.every)
    assert "no token" in (way.channel.asleep or "")
    assert timedelta(minutes=45) == way.patience


def test_a_name_is_a_channel(tmp_path: Path) -> None:
    """The canary of a channel goes into its chat, and has nothing else of it."""
    way = made(tmp_path, CHANNEL + '\n[canary]\nevery = "1h"\nchat = "ops"\n', FEEDBOT_TELEGRAM_TOKEN="1:A")
    said = section(way.channel)

    assert ("-1001", None, []) == (said.chat, said.topics, said.buttons)
    assert (CANARY, None, timedelta(hours=1)) == (way.channel.name, way.channel.asleep, way.source.every)


def test_it_stands_in_no_table(tmp_path: Path) -> None:
    """What it walks through is added for those who let it walk, once, and taken away for all others."""
    config = load(tmp_path, SMALL + "\n[canary]\nchat = 123\n")
    rigged = config.rigged

    assert config.source(CANARY) is None
    assert rigged.source(CANARY) is not None
    assert rigged == rigged.rigged
    assert config == rigged.public == rigged.unrigged


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[canary]\nchat = "-100123"\n', "others read there"),
        ('[canary]\nchat = "opps"\n' + CHANNEL, 'no channel is called "opps". Did you mean "ops"?'),
        ('[canary]\nchat = "@me"\n', 'no channel is called "@me"'),
        ('[canary]\nchat = "99999999999999999999"\n', "the number of a private chat"),
        ('[canary]\nchat = 1\nevery = "10s"\n', "is from 1m to 1d"),
        ('[[channels]]\nname = "feedbot-canary"\nkind = "console"\n', "the name of the canary's own"),
        ('[[feeds]]\nname = "feedbot-canary"\n', "the name of the canary's own"),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, text: str, said: str) -> None:
    """A chat of others, a channel that is none, a rhythm that is none, and taken names are refused in words."""
    assert any(said in fault for fault in faults(tmp_path, SMALL + "\n" + text))


def test_its_kind_is_no_kind_of_a_config(tmp_path: Path) -> None:
    """Nobody can add a canary as a source."""
    assert any(
        "no kind of source" in each for each in faults(tmp_path, SMALL + '\n[[sources]]\nname="x"\nkind = "canary"\n')
    )
