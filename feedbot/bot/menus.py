"""The commands that Telegram offers while somebody types, per kind of chat and language."""

from collections.abc import Iterator

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import TelegramError

from feedbot.bot import texts
from feedbot.bot.spoken import Rank
from feedbot.bot.table import Table
from feedbot.model import Talk

_MOST = 100  # commands (Bot API, setMyCommands)
_LONGEST = 256  # characters of a description
_ADMINS = 20  # who has a menu of their own


async def offer(bot: Bot, table: Table, talk: Talk) -> str:
    """Tell Telegram the commands of each rank, in each language; why not all were taken, "" if they were.

    Readers see theirs in private chats, administrators of chats in these, ours see all.
    """
    missing = ""
    for scope, rank in _scopes(talk):
        for language in texts.LANGUAGES:
            t, _ = texts.translator(language)
            offered = table.offered(rank, talk) if rank != "stranger" else ()
            commands = [BotCommand(each.name, t(each.help)[:_LONGEST]) for each in offered[:_MOST]]
            code = "" if language == "en" else language
            try:
                if commands:
                    await bot.set_my_commands(commands, scope=scope, language_code=code)
                else:
                    await bot.delete_my_commands(scope=scope, language_code=code)
            except TelegramError as error:
                missing = str(error)
                break
    return missing


def _scopes(talk: Talk) -> Iterator[tuple[BotCommandScope, Rank]]:
    yield BotCommandScopeAllPrivateChats(), "reader" if talk.readers else "stranger"
    yield BotCommandScopeAllChatAdministrators(), "chat"
    for admin in sorted(talk.admins)[:_ADMINS]:
        yield BotCommandScopeChat(admin), "admin"
