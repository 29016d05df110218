"""What the page of a channel and the API do alike with templates: draw the newest messages, tell faults, save one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from feedbot import edit, preview
from feedbot.channels import fields, templates
from feedbot.channels.templates import LONGEST, PRESETS, Flaw
from feedbot.desk import Desk
from feedbot.errors import ConfigError, Fault
from feedbot.model import Channel, Part, Piece, Settings

SHOWN = 3
"""How many messages are drawn, the newest."""

TEMPLATED = ("console", "telegram", "email", "apprise")
"""The kinds of channels that have templates."""

_STRANGE = {code: 0xFFFD for code in (0, *range(0xD800, 0xE000))}


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A message as it would be sent now: the title of what it tells, its parts, or why it could not be made."""

    subject: str
    title: str
    language: str | None
    parts: tuple[Part, ...]
    fault: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How messages of a channel look with a template: what is wrong with it, or the newest messages.

    `text` is the template itself, `preset` its name if it has one. `invented` says that nothing came in yet, so what is
    drawn is made up.
    """

    channel: str
    text: str
    preset: str
    flaws: tuple[Flaw, ...] = ()
    messages: tuple[Drawn, ...] = ()
    invented: bool = False


def tidy(text: str) -> str:
    """A template as a form sent it, with line ends of ours and without what no text has."""
    told = text.replace("\r\n", "\n").replace("\r", "\n")[: LONGEST + 1_000]
    return told.translate(_STRANGE)


def preset(text: str) -> str:
    """The name of the preset that a template is, by its name or its text; "" for one of one's own."""
    bare = text.strip()
    return next((name for name, known in PRESETS.items() if bare in (name, known.strip())), "")


def known(text: str) -> str:
    """What the config has for a template: the preset's name, or the text."""
    return preset(text) or text


async def look(desk: Desk, channel: Channel, text: str | None = None, *, count: int = SHOWN) -> Look:
    """How messages of a channel look, with another template where one is given."""
    told = channel.template if text is None else known(text)
    found = Look(channel=channel.name, text=PRESETS.get(told, told), preset=preset(told))
    if flaws := await desk.crew(templates.flaws, told):
        return replace(found, flaws=flaws)
    pieces = await desk.store.read(preview.latest, channel, count)
    shown = preview.retouched(channel, told)
    drawn = await desk.crew(_draw, shown, pieces, desk.config().settings, desk.now())
    return replace(found, messages=drawn, invented=bool(pieces) and pieces[0] in fields.samples())


async def save(desk: Desk, channel: str, text: str) -> tuple[str, ...]:
    """Write a template into config.toml, for what is sent from then on; why not, in sentences."""
    file, template = str(desk.config().settings.file), known(text)

    def amend(before: str) -> str:
        changed = edit.template(before, channel, template, file=file)
        if changed is None:
            told = f'no channel is called "{channel}" there'
            raise ConfigError(Fault(file=file, line=None, place="channels", message=told))
        return changed

    return await desk.change(amend)


def _draw(channel: Channel, pieces: Sequence[Piece], settings: Settings, now: datetime) -> tuple[Drawn, ...]:
    return tuple(_drawn(channel, each, settings, now) for each in pieces)


def _drawn(channel: Channel, piece: Piece, settings: Settings, now: datetime) -> Drawn:
    told = Drawn(subject=piece.id, title=piece.lead.title or piece.id, language=piece.lead.language, parts=())
    try:
        return replace(told, parts=preview.message(channel, piece, settings, now).parts)
    except Exception as error:  # noqa: BLE001 - what cannot be drawn would be set aside; the others are drawn
        return replace(told, fault=f"feedbot could not compose this message ({type(error).__name__}: {error})")
