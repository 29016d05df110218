import io
import subprocess
import sys
from pathlib import Path

import pytest

import feedbot
from feedbot.channels import KINDS, Senders
from feedbot.channels.console import ConsoleSection
from feedbot.channels.telegram import TelegramSection
from feedbot.model import Channel, Part, Refused, Secret, Sent, Telegram
from tests import make
from tests.channels.script import REACH, Script, bad, good

PART = Part(chat="-100", text="Hello")


def news(name: str = "news", chat: int | str = -100, **fields: object) -> Channel:
    """A Telegram channel."""
    section = TelegramSection.model_validate({"name": name, "kind": "telegram", "chat": chat})
    return make.channel(name, kind="telegram", options=section, **fields)


def test_each_kind_names_itself() -> None:
    """The section of a kind accepts that kind only."""
    for name, kind in KINDS.items():
        assert name == kind.section.model_validate({"name": "a", "kind": name}).kind
        with pytest.raises(ValueError, match="kind"):
            kind.section.model_validate({"name": "a", "kind": "other"})


def test_a_console_is_always_awake_and_has_no_chat() -> None:
    """It needs neither token nor chat, and shares no pace."""
    kind = KINDS["console"]

    assert kind.asleep(ConsoleSection.model_validate({"name": "a", "kind": "console"}), Telegram()) is None
    assert kind.chat(make.channel(), Telegram()) is None
    assert not kind.bot
    assert KINDS["telegram"].bot


def test_a_command_that_never_sends_does_not_pay_for_telegram() -> None:
    """Naming the kinds imports no library of Telegram's."""
    code = "import sys, feedbot.channels; sys.exit('telegram' in sys.modules or 'httpx' in sys.modules)"

    here = Path(feedbot.__file__).parents[1]

    assert 0 == subprocess.run([sys.executable, "-c", code], cwd=here, check=False).returncode


async def test_a_channel_is_opened_once_while_its_config_stays() -> None:
    """A reload that changes nothing keeps the sender, one that changes the channel or the token gives a new one."""
    senders = Senders(bots=lambda: Script(good()).bots)
    first = senders.get(news(), REACH)

    assert first is senders.get(news(), REACH)
    assert first is not senders.get(news(silent=True), REACH)
    assert first is not senders.get(news(), Telegram(token=Secret("2:b")))
    await senders.close()


async def test_channels_of_one_bot_share_its_connections() -> None:
    """Two channels of one token ask through one bot, which closes with the senders."""
    script = Script(good())
    senders = Senders(bots=lambda: script.bots)

    for name in ("one", "two"):
        assert Sent(messages=(7,)) == await senders.get(news(name), REACH).send(PART)
    assert 0 == script.closed
    await senders.close()

    assert 2 == len(script.calls)
    assert 1 == script.closed


async def test_senders_that_were_closed_open_again() -> None:
    """Closing leaves nothing behind, so that a later send finds open connections."""
    scripts = [Script(good()), Script(good())]
    made = iter(scripts)
    senders = Senders(bots=lambda: next(made).bots)

    for _ in scripts:
        assert Sent(messages=(7,)) == await senders.get(news(), REACH).send(PART)
        await senders.close()

    assert [1, 1] == [script.closed for script in scripts]


async def test_a_kind_opens_a_sender_of_its_own() -> None:
    """Without senders to share, a channel has its own connections; here it has no token to use them with."""
    sender = KINDS["telegram"].open(news(), Telegram())

    assert isinstance(await sender.send(PART), Refused)
    await sender.close()


async def test_consoles_print_to_the_stream_of_their_senders() -> None:
    """Channels of kind console share one stream."""
    stream = io.StringIO()
    senders = Senders(stream=stream)

    await senders.get(make.channel(), Telegram()).send(PART)
    await KINDS["console"].open(make.channel("other"), Telegram()).close()
    await senders.close()

    assert "│ Hello\n" in stream.getvalue()


async def test_a_check_asks_the_kind() -> None:
    """A console is always well; a sleeping channel says why; Telegram is asked about the rest."""
    script = Script(bad(401, "Unauthorized"))
    senders = Senders(bots=lambda: script.bots)

    assert (await senders.check(make.channel(), Telegram())).well
    assert "FEEDBOT_TELEGRAM_TOKEN" in (await senders.check(news(), Telegram())).text
    assert "FEEDBOT_TELEGRAM_CHAT" in (await senders.check(news(chat=""), REACH)).text
    assert [] == script.calls
    assert "Unauthorized" in (await senders.check(news(), REACH)).text
    await senders.close()
