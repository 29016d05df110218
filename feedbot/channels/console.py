"""A channel that prints its messages as they would look: the dry run."""

import sys
import unicodedata
from datetime import timedelta
from typing import Literal, TextIO

from feedbot.channels.telegram import Check
from feedbot.model import Channel, Entity, Later, Outcome, Pace, Part, Probe, Refused, Sent, Telegram, Unsure
from feedbot.sections import ChannelSection

_STYLES = {"bold": "\x1b[1m", "italic": "\x1b[3m", "underline": "\x1b[4m", "strikethrough": "\x1b[9m"}
_PLAIN = "\x1b[0m"
_WIDTH = 72


class ConsoleSection(ChannelSection):
    """The terminal or log in which feedbot runs."""

    kind: Literal["console"]


def chat(channel: Channel, telegram: Telegram) -> str | None:  # noqa: ARG001 - one signature for every kind
    """None: a console has no chats."""
    return None


def asleep(options: ChannelSection, telegram: Telegram) -> str | None:  # noqa: ARG001 - one signature for every kind
    """None: a console is always awake."""
    return None


def pace(chat: str) -> Pace:  # noqa: ARG001 - one signature for every kind
    """No limit."""
    return Pace(gap=timedelta(0))


async def check() -> Check:
    """A console needs nothing."""
    return Check(well=True, text="prints to the console")


class ConsoleSender:
    """Prints each part in a frame and flushes; ids count up from 1 in each process. Colours need a terminal."""

    def __init__(self, name: str, stream: TextIO | None = None) -> None:
        self._name = name
        self._stream = sys.stdout if stream is None else stream
        self._count = 0

    async def send(self, part: Part) -> Outcome:
        """Sent, or Later where the stream is closed or full."""
        if part.edits:
            number = part.edits[0]
        else:
            self._count += 1
            number = self._count
        text = frame(self._name, part, number, styled=is_terminal(self._stream))
        encoding = getattr(self._stream, "encoding", None) or "utf-8"
        try:
            self._stream.write(text.encode(encoding, "replace").decode(encoding))
            self._stream.flush()
        except (OSError, ValueError) as error:  # ValueError: the stream was closed
            return Later(reason=f"the console cannot be written to: {error}")
        return Sent(messages=() if part.deletes else (number,))

    async def probe(self, part: Part, *, last: int) -> Probe:  # noqa: ARG002 - one signature for every sender
        """Nobody can ask a console."""
        return Unsure(reason="a console cannot be asked")

    async def topic(self, chat: str, name: str) -> int | Refused | Later:  # noqa: ARG002 - as above
        """A console has no topics."""
        return Refused(reason="a console has no topics", scope="topic")

    async def close(self) -> None:
        """Nothing to do: the stream belongs to others."""


def is_terminal(stream: TextIO) -> bool:
    """Whether a stream is a terminal, which takes colours."""
    try:
        return stream.isatty()
    except ValueError:
        return False


def frame(name: str, part: Part, number: int, *, styled: bool) -> str:
    """A part as lines of text in a frame that names the channel and the message; ends with a newline."""
    marks = [
        mark
        for mark, there in (("deleted", part.deletes), ("edited", bool(part.edits)), ("silent", part.silent))
        if there
    ]
    title = " · ".join((name, f"message {number}", *marks))
    head = f"┌─ {title} {'─' * max(3, _WIDTH - len(title))}"
    body = [f"│ {line}".rstrip() for line in show(part.text, part.entities, styled=styled).split("\n")]
    return "\n".join((head, *body, f"└{'─' * (_WIDTH + 3)}", ""))


def show(text: str, entities: tuple[Entity, ...], *, styled: bool) -> str:
    """Text with its links as "text <address>" and, if `styled`, its styles as escape sequences of a terminal.

    Controls in the text are dropped, so that a message cannot command the terminal.
    """
    raw = text.encode("utf-16-le", "replace")
    edges = {0, len(raw), *(2 * edge for entity in entities for edge in (entity.offset, entity.offset + entity.length))}
    cuts = sorted(edge for edge in edges if 0 <= edge <= len(raw))
    shown = []
    for start, end in zip(cuts, [*cuts[1:], len(raw)], strict=True):
        run = _clean(raw[start:end].decode("utf-16-le", "replace"))
        here = [entity for entity in entities if 2 * entity.offset <= start < 2 * (entity.offset + entity.length)]
        codes = "".join(_STYLES.get(entity.type, "") for entity in here) if styled else ""
        shown.append(f"{codes}{run}{_PLAIN}" if codes and run else run)
        shown.extend(
            f" <{_clean(entity.url)}>" for entity in here if entity.url and 2 * (entity.offset + entity.length) == end
        )
    return "".join(shown)


def _clean(text: str) -> str:
    return "".join(letter for letter in text if letter == "\n" or unicodedata.category(letter) not in ("Cc", "Cs"))
