from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from feedbot.channels import telegram
from feedbot.channels.telegram import TelegramSection, asleep, pace
from feedbot.model import Secret, Telegram
from tests import make

REACH = Telegram(token=Secret("1:a"))


def options(**fields: Any) -> TelegramSection:
    """A section as the config gives it."""
    return TelegramSection.model_validate({"name": "news", "kind": "telegram", **fields})


@pytest.mark.parametrize("chat", ["", "@some_name", "-1001234567890", -1001234567890, 5])
def test_a_chat_is_a_number_or_a_name(chat: str | int) -> None:
    """As a number, as its digits, as a public name; or left to the environment."""
    assert chat == options(chat=chat).chat
    assert (str(chat) or None) == telegram.chat(make.channel(options=options(chat=chat)), REACH)


@pytest.mark.parametrize("chat", ["name", "https://t.me/name", "@", "@1name", "12 34", True, None, 10**30])
def test_anything_else_is_no_chat(chat: object) -> None:
    """A link or a bare name is a fault of the config, with a sentence that says what is one."""
    with pytest.raises(ValidationError):
        options(chat=chat)


def test_a_chat_from_the_environment_may_have_blanks_around_it() -> None:
    """What was pasted is taken as meant."""
    assert "-100" == options(chat=" -100\n").chat


@pytest.mark.parametrize("topic", [0, -1, "1"])
def test_a_topic_is_a_positive_number(topic: object) -> None:
    """Telegram numbers topics from 1."""
    with pytest.raises(ValidationError):
        options(chat=-100, topic=topic)


def test_a_channel_without_token_or_chat_sleeps() -> None:
    """The reason says which variable wakes it."""
    assert "FEEDBOT_TELEGRAM_TOKEN" in (asleep(options(chat=-100), Telegram()) or "")
    assert "FEEDBOT_TELEGRAM_CHAT" in (asleep(options(), REACH) or "")
    assert asleep(options(chat=-100), REACH) is None


def test_a_channel_of_another_kind_has_no_telegram_options() -> None:
    """Mixing kinds up is a fault of ours."""
    with pytest.raises(TypeError, match="no options of kind telegram"):
        telegram.section(make.channel())


@pytest.mark.parametrize("chat", ["-100", "@some_name"])
def test_a_group_or_channel_gets_twenty_a_minute(chat: str) -> None:
    """One a second, and 20 within a little more than a minute."""
    speed = pace(chat)

    assert timedelta(seconds=1) <= speed.gap <= timedelta(seconds=1.2)
    assert 20 == speed.most
    assert timedelta(seconds=60) < speed.window


def test_a_person_gets_one_a_second() -> None:
    """No limit a minute holds for a private chat."""
    assert 0 == pace("5").most
    assert timedelta(seconds=1) <= pace("5").gap
