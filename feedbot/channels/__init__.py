"""The table of channel kinds, and the senders of one process."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TextIO

from feedbot.channels import console, telegram
from feedbot.channels.telegram import Check
from feedbot.model import Channel, Claim, Message, Outcome, Pace, Part, Telegram
from feedbot.sections import ChannelSection

if TYPE_CHECKING:
    from feedbot.channels.telegram_api import Bots

__all__ = ["KINDS", "Check", "Kind", "Sender", "Senders"]


class Sender(Protocol):
    """The way into the world for one channel."""

    async def send(self, part: Part) -> Outcome:
        """What became of a part; faults of the world are Outcomes."""
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

    `compose` (pure) draws a claimed piece for a chat; `open` gives a channel's sender; `pace` says how fast a chat may
    be written to, `chat` which chat the config names, `asleep` why nothing can be sent yet, `check` whether the
    channel would take a message now. `bot` is True where all channels share the overall pace of one bot.
    """

    section: type[ChannelSection]
    compose: Callable[[Channel, Claim, str], Message]
    open: Open
    pace: Callable[[str], Pace]
    chat: Callable[[Channel, Telegram], str | None]
    asleep: Callable[[ChannelSection, Telegram], str | None]
    check: Callable[[Channel, Telegram, "Senders"], Awaitable[Check]]
    bot: bool


class Senders:
    """The senders of one process: one a channel, opened when first asked for; channels of one bot share connections.

    `stream` is where console channels print (None: standard output); `bots` makes the bots, for tests.
    """

    def __init__(self, *, stream: TextIO | None = None, bots: Callable[[], "Bots"] | None = None) -> None:
        self.stream = stream
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
    topic = telegram.section(channel).topic
    return (senders or Senders()).bots().sender(reach, topic=topic, alone=senders is None)


async def _check_telegram(channel: Channel, reach: Telegram, senders: Senders) -> Check:
    reason = telegram.asleep(telegram.section(channel), reach)
    if reason is not None:
        return Check(well=False, text=reason)
    from feedbot.channels import telegram_api  # late, as in Senders.bots

    return await telegram_api.check(senders.bots(), reach, telegram.chat(channel, reach) or "")


KINDS: Mapping[str, Kind] = {
    "console": Kind(
        section=console.ConsoleSection,
        compose=telegram.compose,
        open=_open_console,
        pace=console.pace,
        chat=console.chat,
        asleep=console.asleep,
        check=_check_console,
        bot=False,
    ),
    "telegram": Kind(
        section=telegram.TelegramSection,
        compose=telegram.compose,
        open=_open_telegram,
        pace=telegram.pace,
        chat=telegram.chat,
        asleep=telegram.asleep,
        check=_check_telegram,
        bot=True,
    ),
}
