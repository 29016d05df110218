"""The way of the canary, made of `[canary]`: a source, a feed and a channel that stand in no table of the config."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from feedbot import channels
from feedbot.channels import telegram as chats
from feedbot.config.faults import Faults, listed, suggestion
from feedbot.config.sections import CanaryTable
from feedbot.model import CANARY, Canary, Channel, Feed, Source, Telegram


def check(table: CanaryTable, data: Mapping[str, Any], faults: Faults) -> None:
    """Tell of a chat that is neither one of Telegram nor a channel of the config, and of one that would be talked into.

    A group or a channel of others is no place for it.
    """
    chat = table.named
    named = data.get("channels")
    names = [
        row["name"]
        for row in (named if isinstance(named, list) else [])
        if isinstance(row, dict) and isinstance(row.get("name"), str)
    ]
    if chat is None or chat in names:
        return
    if not chat.lstrip("-").isdigit():
        known = suggestion(chat, names) or (f" There are {listed(names)}." if names else "")
        said = f'is the number of a private chat with the bot, or the name of a channel; no channel is called "{chat}".'
        faults.add(("canary", "chat"), said + known)
    elif chat.startswith("-") or not 0 < int(chat[:20]) < 2**63:
        said = "is the number of a private chat; those of groups and channels begin with a minus, and others read there"
        faults.add(("canary", "chat"), said)


def way(table: CanaryTable, known: Sequence[Channel], telegram: Telegram) -> Canary | None:
    """What the canary walks through; None while it is off. Its channel is like the one that is named, but silent."""
    chat = table.named
    if chat is None:
        return None
    likeness = next((channel for channel in known if channel.name == chat), None)
    if likeness is None:
        options = chats.TelegramSection(name=CANARY, kind="telegram", chat=chat)
        asleep = channels.KINDS["telegram"].asleep(options, telegram)
        likeness = Channel(name=CANARY, kind="telegram", asleep=asleep, options=options)
    return Canary(
        every=table.every,
        source=Source(
            name=CANARY, kind="canary", url="urn:feedbot:canary", title="feedbot", every=table.every, deliver_first=1
        ),
        feed=Feed(
            name=CANARY,
            title="Canary",
            language="en",
            formats=("atom",),
            sources=(CANARY,),
            size=1,
            private=True,
            archive=False,
        ),
        channel=Channel(
            name=CANARY,
            kind=likeness.kind,
            sources=(CANARY,),
            stories=False,
            replies=False,
            template="headline",
            silent=True,
            preview=False,
            max_age=max(table.every, timedelta(hours=1)),
            on_unknown="resend",
            on_retract="delete",
            language="en",
            timezone=likeness.timezone,
            asleep=likeness.asleep,
            options=_own(likeness),
        ),
    )


def _own(likeness: Channel) -> object:
    """The options of a channel as the canary's has them: where it leads, and nothing of what it says."""
    options = likeness.options
    if isinstance(options, chats.TelegramSection):
        plain: dict[str, object] = {
            "name": CANARY,
            "topics": None,
            "buttons": [],
            "media": "none",
            "style": "classic",
            "log_chat": "",
        }
        return options.model_copy(update=plain)
    return options
