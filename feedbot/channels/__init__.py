"""The table of channel kinds, and the senders of one process."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, TextIO

from feedbot.channels import apprise, composing, console, email, telegram, webhook
from feedbot.channels.telegram import Check
from feedbot.channels.telegram_pace import weight
from feedbot.model import Channel, Claim, Edits, Later, Message, Outcome, Pace, Part, Probe, Refused, Telegram
from feedbot.sections import ChannelSection

if TYPE_CHECKING:
    from feedbot.channels.telegram_api import Bots
    from feedbot.net import Web

__all__ = ["KINDS", "Check", "Kind", "Sender", "Senders"]


class Sender(Protocol):
    """The way into the world for one channel."""

    async def send(self, part: Part) -> Outcome:
        """What became of a part; faults of the world are Outcomes."""
        ...

    async def probe(self, part: Part, *, last: int) -> Probe:
        """Whether a part stands there whose answer was lost; `last` is the highest id known before it."""
        ...

    async def topic(self, chat: str, name: str) -> int | Refused | Later:
        """The number of a topic that is made in a chat."""
        ...

    async def close(self) -> None:
        """Let go of what belongs to this sender alone."""
        ...


class Open(Protocol):
    """Opens a channel."""

    def __call__(self, channel: Channel, telegram: Telegram, senders: "Senders | None" = None, /) -> Sender:
        """A sender, which shares the connections of `senders`; one with connections of its own where that is None."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of channel.

    `compose` (pure) draws what was claimed for a chat at a moment. `edits` says what becomes of a message that shall
    say something else, `weight` for how many messages a part counts. `open` gives a channel's sender; `pace` says how
    fast a chat may be written to, `chat` which chat the config names, `asleep` why nothing can be sent yet, `check`
    whether the channel would take a message now. `bot` is True where all channels share the overall pace of one bot.
    """

    section: type[ChannelSection]
    compose: Callable[[Channel, Claim, str, datetime], Message]
    open: Open
    pace: Callable[[str], Pace]
    chat: Callable[[Channel, Telegram], str | None]
    asleep: Callable[[ChannelSection, Telegram], str | None]
    check: Callable[[Channel, Telegram, "Senders"], Awaitable[Check]]
    bot: bool
    edits: Edits = "edits"
    weight: Callable[[Part], int] = weight


class Senders:
    """The senders of one process: one a channel, opened when first asked for; channels of one bot share connections.

    `stream` is where console channels print (None: standard output); `web` fetches what a channel cannot fetch by
    itself; `bots` makes the bots, for tests.
    """

    def __init__(
        self, *, stream: TextIO | None = None, web: "Web | None" = None, bots: Callable[[], "Bots"] | None = None
    ) -> None:
        self.stream = stream
        self.web = web
        self._make = bots
        self._bots: Bots | None = None
        self._open: dict[str, tuple[Channel, Telegram, Sender]] = {}

    def get(self, channel: Channel, telegram: Telegram) -> Sender:
        """The sender of a channel; a new one where its config has changed since it was opened."""
        known = self._open.get(channel.name)
        if known is not None and known[:2] == (channel, telegram):
            return known[2]
        sender = KINDS[channel.kind].open(channel, telegram, self)
        self._open[channel.name] = (channel, telegram, sender)
        return sender

    async def check(self, channel: Channel, telegram: Telegram) -> Check:
        """Whether a channel would take a message now; nothing is sent."""
        return await KINDS[channel.kind].check(channel, telegram, self)

    def bots(self) -> "Bots":
        """The bots of this process."""
        if self._bots is None:
            # Late, because python-telegram-bot takes 0.3 s to import, and most commands never send.
            from feedbot.channels.telegram_api import Bots

            self._bots = Bots() if self._make is None else self._make()
        return self._bots

    async def close(self) -> None:
        """Close every sender and every connection; both are opened again when asked for."""
        for _, _, sender in self._open.values():
            await sender.close()
        self._open.clear()
        if self._bots is not None:
            await self._bots.close()
            self._bots = None


def _open_console(channel: Channel, telegram: Telegram, senders: Senders | None = None) -> Sender:  # noqa: ARG001 - one signature
    return console.ConsoleSender(channel.name, senders.stream if senders else None)


async def _check_console(channel: Channel, telegram: Telegram, senders: Senders) -> Check:  # noqa: ARG001 - as above
    return await console.check()


def _open_telegram(channel: Channel, reach: Telegram, senders: Senders | None = None) -> Sender:
    log = str(telegram.section(channel).log_chat) or None
    web = senders.web if senders else None
    return (senders or Senders()).bots().sender(reach, web=web, log_chat=log, alone=senders is None)


async def _check_telegram(channel: Channel, reach: Telegram, senders: Senders) -> Check:
    reason = telegram.asleep(telegram.section(channel), reach)
    if reason is not None:
        return Check(well=False, text=reason)
    from feedbot.channels import telegram_api  # late, as in Senders.bots

    return await telegram_api.check(senders.bots(), reach, telegram.chat(channel, reach) or "")


def _open_webhook(channel: Channel, telegram: Telegram, senders: Senders | None = None) -> Sender:  # noqa: ARG001 - one signature
    return webhook.WebhookSender(webhook.section(channel), senders.web if senders else None)


async def _check_webhook(channel: Channel, telegram: Telegram, senders: Senders) -> Check:  # noqa: ARG001 - as above
    return await webhook.check(channel, telegram)


def _open_email(channel: Channel, telegram: Telegram, senders: Senders | None = None) -> Sender:  # noqa: ARG001 - as above
    return email.EmailSender(channel.name, email.section(channel), senders.web if senders else None)


async def _check_email(channel: Channel, telegram: Telegram, senders: Senders) -> Check:
    return await email.check(channel, telegram, senders.web)


def _open_apprise(channel: Channel, telegram: Telegram, senders: Senders | None = None) -> Sender:  # noqa: ARG001 - as above
    return apprise.AppriseSender(apprise.section(channel))


async def _check_apprise(channel: Channel, telegram: Telegram, senders: Senders) -> Check:  # noqa: ARG001 - as above
    return await apprise.check(channel, telegram)


KINDS: Mapping[str, Kind] = {
    "console": Kind(
        section=console.ConsoleSection,
        compose=composing.compose,
        open=_open_console,
        pace=console.pace,
        chat=console.chat,
        asleep=console.asleep,
        check=_check_console,
        bot=False,
    ),
    "telegram": Kind(
        section=telegram.TelegramSection,
        compose=composing.compose,
        open=_open_telegram,
        pace=telegram.pace,
        chat=telegram.chat,
        asleep=telegram.asleep,
        check=_check_telegram,
        bot=True,
    ),
    "webhook": Kind(
        section=webhook.WebhookSection,
        compose=webhook.compose,
        open=_open_webhook,
        pace=webhook.pace,
        chat=webhook.chat,
        asleep=webhook.asleep,
        check=_check_webhook,
        bot=False,
        edits="again",
    ),
    "email": Kind(
        section=email.EmailSection,
        compose=email.compose,
        open=_open_email,
        pace=email.pace,
        chat=email.chat,
        asleep=email.asleep,
        check=_check_email,
        bot=False,
        edits="never",
    ),
    "apprise": Kind(
        section=apprise.AppriseSection,
        compose=apprise.compose,
        open=_open_apprise,
        pace=apprise.pace,
        chat=apprise.chat,
        asleep=apprise.asleep,
        check=_check_apprise,
        bot=False,
        edits="never",
    ),
}
