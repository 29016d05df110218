"""What a Telegram channel may say in the config, and what its messages look like; sends nothing and imports no library.

A message is text and entities measured in UTF-16 code units (Bot API, MessageEntity); `parse_mode` is never used.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from feedbot.model import DELETED, Channel, Claim, Entity, Entry, Message, Pace, Part, Telegram
from feedbot.sections import ChannelSection
from feedbot.text import phrases
from feedbot.text.spans import Rich, Span, cut, join, units
from feedbot.text.words import fold

TEXT_LIMIT = 4096
"""The longest text of a message, in UTF-16 code units (Bot API, sendMessage)."""

_TITLE = 600
_NAME = 80
_NAMES = 10
_OTHERS = 5
_OTHER_ADDRESSES = 6_000  # bytes, of all together
_ADDRESS = 2000  # bytes; Telegram refuses a message whose entities have more than about 9,500

_CHAT = re.compile(r"-?[0-9]{1,19}|@[A-Za-z][A-Za-z0-9_]{3,63}")
_HOST = re.compile(r"[\w-]+(\.[\w-]+)+\.?")
_FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0\ufffc")  # letters and symbols that show nothing
_DIRECTIONS = dict.fromkeys([*range(0x2028, 0x202F), *range(0x2066, 0x206A)])  # Telegram drops the first of them itself


class TelegramSection(ChannelSection):
    """A Telegram chat: a channel, a group, a topic of a group, or a person."""

    kind: Literal["telegram"]
    chat: str | int = Field(
        "",
        description='The chat: its number, such as -1001234567890, or "@name". FEEDBOT_TELEGRAM_CHAT where not given.',
    )
    topic: int | None = Field(None, ge=1, description="The number of a topic in a group that has topics.")

    @field_validator("chat")
    @classmethod
    def _chat(cls, value: str | int) -> str | int:
        text = str(value).strip()
        if text and not _CHAT.fullmatch(text):
            raise ValueError('a chat is a number such as -1001234567890, or "@name"')
        return text if isinstance(value, str) else value


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Whether a channel would take a message now, and a sentence about it."""

    well: bool
    text: str


def section(channel: Channel) -> TelegramSection:
    """The options of a Telegram channel. Raises TypeError for a channel of another kind."""
    if not isinstance(channel.options, TelegramSection):
        raise TypeError(f'channel "{channel.name}" has no options of kind telegram')
    return channel.options


def chat(channel: Channel, telegram: Telegram) -> str | None:  # noqa: ARG001 - one signature for every kind
    """The chat as the config names it; None while it names none."""
    return str(section(channel).chat) or None


def asleep(options: ChannelSection, telegram: Telegram) -> str | None:
    """Why nothing can be sent yet, for people; None when there are a token and a chat."""
    if not telegram.token:
        return "no token; get one from @BotFather and set FEEDBOT_TELEGRAM_TOKEN"
    if isinstance(options, TelegramSection) and not str(options.chat):
        return "no chat; set FEEDBOT_TELEGRAM_CHAT, or chat in config.toml"
    return None


def pace(chat: str) -> Pace:
    """How fast a chat may be written to: about one message a second, and 20 a minute in a group or channel.

    Edits count too. Both are a little slower than Telegram's own limits, as messages do not travel equally fast.
    """
    gap = timedelta(seconds=1.05)
    if chat.startswith(("-", "@")):
        return Pace(gap=gap, most=20, window=timedelta(seconds=61))
    return Pace(gap=gap)


def compose(channel: Channel, claim: Claim, chat: str) -> Message:
    """The message that shows a claimed piece in a chat: new, or as a new text of the one that stands there.

    It has one part. Raises ValueError if the claim has no piece.
    """
    if claim.piece is None:
        raise ValueError(f"{claim.delivery.subject} was withdrawn, there is nothing to show")
    entry = claim.piece.lead
    language = channel.language or entry.language
    drawn = draw(entry, claim.piece.also, language=language)
    if claim.piece.withdrawn:
        drawn = struck(drawn, language=language)
    stands = claim.delivery.messages and claim.delivery.shown not in {None, DELETED}
    part = Part(
        chat=chat,
        text=drawn.text,
        entities=tuple(
            Entity(type=span.type, offset=span.offset, length=span.length, url=span.url, language=span.language)
            for span in drawn.spans
        ),
        silent=channel.silent,
        preview=channel.preview,
        link=entry.link if entry.link and clickable(entry.link) else None,
        edits=claim.delivery.messages[0] if stands else None,
        deletes=claim.delivery.wanted == DELETED,
    )
    return Message(channel=channel.name, subjects=(claim.delivery.subject,), parts=(part,))


def draw(entry: Entry, also: Sequence[Entry] = (), *, language: str | None = None) -> Rich:
    """An entry as text and entities: the title, bold and linked; the summary; who told it and where we read it.

    `also` are more entries of its story: the sources that tell it too are named and linked below, five of them, and the
    rest is counted. `language` is that of our own words. At most 4,096 units and never empty, whatever the entry holds;
    nothing of it starts or ends with a blank. The title gives way to the name of the source where it shows nothing. An
    address that Telegram would not link stands as text. The summary is cut at a sentence; what frames it always stays.
    """
    source = _line(entry.origin.title, _NAME)
    heading = _line(entry.title, _TITLE) or source or "…"
    summary = _line(entry.summary, TEXT_LIMIT)
    head = _heading(heading, entry.link if entry.link and clickable(entry.link) else None)
    tail = join(
        _plain(_address(entry.link)),
        _italic(_credits(entry, source if heading != source else "")),
        _others(also, source, language),
    )
    if not summary or fold(summary) == fold(heading):
        return join(head, tail, separator="\n\n")
    room = TEXT_LIMIT - units(head.text) - units(tail.text) - 2 * units("\n\n")
    return join(head, cut(_plain(summary), room), tail, separator="\n\n")


def struck(drawn: Rich, *, language: str | None = None) -> Rich:
    """A message whose article was withdrawn: a note, and what it said, struck through. At most 4,096 units."""
    note = _italic(phrases.withdrawn(language))
    rest = cut(Rich(text=drawn.text, spans=drawn.spans), TEXT_LIMIT - units(note.text) - units("\n\n"))
    through = Span(type="strikethrough", offset=0, length=units(rest.text))
    return join(note, Rich(text=rest.text, spans=(*rest.spans, through)), separator="\n\n")


def clickable(url: str) -> bool:
    """Whether Telegram keeps a link to this address: http or https, with a dot in its host, and not endless.

    Others lose their entity without a word. An address with a password in it counts as none.
    """
    parts = _split(url)
    return parts is not None and _HOST.fullmatch(parts) is not None


def _split(url: str) -> str | None:
    """The host of an address that may be shown; None where it is no http address, too long, or has blanks in it."""
    if len(url.encode("utf-8", "replace")) > _ADDRESS or _blank(url):
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or "@" in parts.netloc or port == 0:
        return None
    return parts.hostname or None


def _blank(url: str) -> bool:
    """Whether an address holds what none may: blanks, controls, halves of characters, marks of direction."""
    return any(unicodedata.category(letter)[0] in "CZ" for letter in url)


def _address(url: str | None) -> str:
    """The address to be shown as text, because no link can carry it; empty if there is none."""
    return url if url and _split(url) and not clickable(url) else ""


def _heading(text: str, link: str | None) -> Rich:
    bold = Span(type="bold", offset=0, length=units(text))
    linked = (Span(type="text_link", offset=0, length=units(text), url=link),) if link else ()
    return Rich(text=text, spans=(*linked, bold))


def _plain(text: str) -> Rich:
    return Rich(text=text, spans=())


def _italic(text: str) -> Rich:
    return Rich(text=text, spans=(Span(type="italic", offset=0, length=units(text)),) if text else ())


def _credits(entry: Entry, source: str) -> str:
    """Who told the news, each name once, then the source; as in "Bloomberg, Reuters · Sample"."""
    names: dict[str, str] = {}
    for attribution in entry.attribution[:_NAMES]:
        name = _line(attribution.short, _NAME)
        if name and fold(name) != fold(source):
            names.setdefault(fold(name), name)
    return " · ".join(text for text in (", ".join(names.values()), source) if text)


def _others(also: Sequence[Entry], source: str, language: str | None) -> Rich:
    """Who else tells the story, each source once and linked to its article: "Also: One, Two, 3 more"."""
    others: dict[str, Entry] = {}
    for entry in also:
        name = _line(entry.origin.title, _NAME)
        if name and name != source:
            others.setdefault(name, entry)
    if not others:
        return _plain("")
    words = phrases.told_also(language)
    shown = list(others.items())[:_OTHERS]
    parts, left = [], _OTHER_ADDRESSES
    for name, entry in shown:
        parts.append(_linked(name, entry.link if len((entry.link or "").encode("utf-8", "replace")) <= left else None))
        left -= sum(len((span.url or "").encode()) for span in parts[-1].spans)
    if len(others) > _OTHERS:
        parts.append(_plain(words.more.format(len(others) - _OTHERS)))
    return join(_plain(words.also), join(*parts, separator=", "), separator=" ")


def _linked(text: str, link: str | None) -> Rich:
    if not link or not clickable(link):
        return _plain(text)
    return Rich(text=text, spans=(Span(type="text_link", offset=0, length=units(text), url=link),))


def _line(text: str, limit: int) -> str:
    """Text as one clean line of at most `limit` units; empty if a reader would see nothing of it.

    Composed (NFC), because Telegram drops some combining marks; without controls, halves of surrogate pairs and
    marks that turn the direction of what follows.
    """
    start = text[: 2 * limit].translate(_DIRECTIONS)
    clean = "".join(_letter(letter) for letter in unicodedata.normalize("NFC", start))
    line = " ".join(clean.split())
    if not any(unicodedata.category(letter)[0] not in "CMZ" and letter not in _FILLERS for letter in line):
        return ""
    return cut(_plain(line), limit).text


def _letter(letter: str) -> str:
    match unicodedata.category(letter):
        case "Cc":
            return " "
        case "Cs":
            return ""
        case _:
            return letter
