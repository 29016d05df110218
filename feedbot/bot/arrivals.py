"""What those who run the bot are told when it is let into a chat, or out of it. Pure."""

import html
import re
from collections.abc import Callable

from feedbot.bot import scope, writing
from feedbot.bot.hearing import Joined
from feedbot.model import Config

_STRANGE = re.compile(r"[^a-z0-9]+")


def told(joined: Joined, config: Config, t: Callable[[str], str]) -> str:
    """The news as HTML; "" for what changes nothing for the config."""
    channels = scope.of_chat(config, {joined.chat})
    title = writing.bold(joined.title or joined.chat, 80)
    if joined.may == "nothing" and channels:
        names = ", ".join(writing.said(each.name) for each in channels)
        text = t("I was taken out of {title}: nothing reaches the channel {names} any more.")
        return text.format(title=title, names=names)
    if joined.may != "post" or joined.before == "post" or channels:
        return ""
    table = f'[[channels]]\nname = "{_name(joined.title, config)}"\nkind = "telegram"\nchat = {joined.chat}'
    text = t("I may post in {title} now. Its number is {number}; these lines in config.toml send news there:")
    head = text.format(title=title, number=writing.code(joined.chat))
    return f"{head}<pre>{html.escape(table)}</pre>{t('Then tell me /reload.')}"


def _name(title: str, config: Config) -> str:
    """A name for the channel, from what of its title a name may have."""
    base = _STRANGE.sub("-", title.lower()[:200]).strip("-")[:40].strip("-") or "telegram"
    taken = {each.name for each in config.channels}
    names = (base if number == 1 else f"{base}-{number}" for number in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)
