"""What a guided start tries before it writes anything: sources, a bot, a chat, a port. Every fault is a ValueError."""

import asyncio
import socket
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

from feedbot import adding, edit, lookup
from feedbot.channels import Check, Senders, telegram
from feedbot.cli import desk, found, guide_text, send, trial
from feedbot.cli.guide_text import Answers
from feedbot.cli.phrases import sentence
from feedbot.cli.words import t
from feedbot.errors import ConfigError, helped
from feedbot.model import Channel, Config, Secret, Source, Telegram
from feedbot.net import addresses, targets
from feedbot.seek import kind

Sure = Callable[[str], bool]
"""Answers a question with yes or no."""

_FIRST, _LAST = 8080, 8180  # ports that are looked at for one that is free


def config(answers: Answers, token: str = "") -> Config:
    """The config that answers give, with this token. Raises ValueError for what it cannot have."""
    with tempfile.TemporaryDirectory(prefix="feedbot-init-") as place:
        file = Path(place, "config.toml")
        file.write_text(guide_text.config(replace(answers, token_file=False)), encoding="utf-8")
        try:
            made = desk.load(file)
        except ConfigError as error:
            told = (": ".join(filter(None, (fault.place.rpartition(".")[2], fault.message))) for fault in error.faults)
            raise ValueError("; ".join(told)) from None
    if not token:
        return made
    reach = replace(made.settings.telegram, token=Secret(token))
    return replace(made, settings=replace(made.settings, telegram=reach))


def source(answers: Answers, url: str, sure: Sure) -> Answers:
    """The answers with one more source, looked at and shown. Raises ValueError where nothing can be read there."""
    folder = Path(url).expanduser()
    place = str(folder.resolve()) if folder.is_dir() else lookup.address(url)
    if reason := adding.unfit(place):
        raise ValueError(t("{why}; write it as in a browser").format(why=sentence(reason)))
    if kind(place) == "folder" and not folder.is_dir():
        said = t("{url} is no address, and no folder that is there; write it as in a browser, or make it")
        raise ValueError(said.format(url=url))
    private = _private(place)
    if private and private not in answers.private:
        if not sure(t("{address} is in your own network. Shall feedbot visit it?").format(address=private)):
            said = t("{address} is a private address, and those are not visited unasked; --yes allows it")
            raise ValueError(said.format(address=private))
        answers = replace(answers, private=(*answers.private, private))
    name = adding.name(place, {each.name for each in answers.sources})
    wanted = edit.Addition(name=name, url=place, kind=kind(place), deliver_first=guide_text.SENT_FIRST)
    return _sought(answers, wanted)


def _sought(answers: Answers, wanted: edit.Addition) -> Answers:
    made = config(replace(answers, sources=(*answers.sources, wanted)))
    tried = next(each for each in made.sources if each.name == wanted.name)
    others = [each for each in made.sources if each.name != wanted.name]
    _refuse_twin(tried, others)
    got = found.sought(made, tried)
    if got is None:
        said = t("nothing that can be read was found at {url}; try the page that lists the news, or its feed")
        raise ValueError(said.format(url=wanted.url))
    _refuse_twin(got, others)
    if wanted.kind != "folder":
        wanted = replace(wanted, url=got.url, kind=got.kind)
    return replace(answers, sources=(*answers.sources, wanted))


def token(answers: Answers) -> str:
    """The token that the environment has; empty if none."""
    return config(answers).settings.telegram.token.value


def server(answers: Answers) -> str | None:
    """The address of the Bot API that the environment has; None for Telegram's own."""
    told = config(answers).settings.telegram.base_url
    return None if told == Telegram().base_url else told


def chat(answers: Answers) -> str:
    """The chat that the environment has; empty if none."""
    made = config(answers)
    return telegram.chat(_channel(made), made.settings.telegram) or ""


def bot(token: str) -> str:
    """The name of the bot that a token opens. Raises ValueError where it opens none."""
    reach = config(Answers(), token.strip()).settings.telegram

    async def ask(senders: Senders) -> Check:
        from feedbot.channels import telegram_me  # late, as it brings python-telegram-bot

        return await telegram_me.me(senders.bots(), reach)

    check = asyncio.run(_with_senders(ask))
    if not check.well:
        raise ValueError(check.text)
    return check.text


def chatted(answers: Answers, token: str) -> str:
    """A sentence about a chat into which the bot may write. Raises ValueError where it may not."""
    made = config(answers, token)
    channel, reach = _channel(made), made.settings.telegram

    async def ask(senders: Senders) -> Check:
        return await senders.check(channel, reach)

    check = asyncio.run(_with_senders(ask))
    if not check.well:
        raise ValueError(helped(check.text, t("make the bot an administrator of that channel that may post")))
    return check.text


def tested(answers: Answers, token: str) -> str:
    """What became of a test message, in a sentence."""
    made = config(answers, token)
    return send.sentence(trial.send(made, _channel(made)))


def taken(answers: Answers) -> str:
    """Why nobody can listen where the pages shall be; empty if one can."""
    settings = config(answers).settings
    try:
        with socket.create_server((settings.host, settings.port)):
            return ""
    except OSError as error:
        place, why = f"{settings.host}:{settings.port}", sentence(error.strerror or str(error))
        return t("{place} cannot be used ({why})").format(place=place, why=why)


def elsewhere(answers: Answers) -> bool:
    """Whether the environment says where the pages are, whatever the config says."""
    settings = config(answers).settings
    return f"{settings.host}:{settings.port}" != answers.listen


def free(answers: Answers) -> int:
    """A port that is free; the first one that is looked at if none is."""
    ports = range(_FIRST, _LAST)
    return next((each for each in ports if not taken(replace(answers, listen=f"127.0.0.1:{each}"))), _FIRST)


async def _with_senders(ask: Callable[[Senders], Awaitable[Check]]) -> Check:
    senders = Senders()
    try:
        return await ask(senders)
    finally:
        await senders.close()


def _channel(config: Config) -> Channel:
    return next(each for each in config.channels if each.kind == "telegram")


def _refuse_twin(source: Source, others: list[Source]) -> None:
    if twin := adding.twin(source, others):
        said = t('"{name}" watches {url} already; name another one')
        raise ValueError(said.format(name=twin.name, url=source.url))


def _private(url: str) -> str | None:
    """The address with its port that a host of our own network has, as `allow_private` takes it; None for any other."""
    try:
        target = targets.target(url)
        port = target.door[1]
        places = socket.getaddrinfo(target.host, port, type=socket.SOCK_STREAM)
    except (ValueError, OSError):  # no address, or nobody knows it: whoever visits it says so
        return None
    watch = addresses.guard(())
    numbers = [str(each[4][0]) for each in places]
    shut = next((each for each in numbers if not watch.admits(each, port)), None)
    return None if shut is None else f"[{shut}]:{port}" if ":" in shut else f"{shut}:{port}"
