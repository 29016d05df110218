"""What was claimed becomes the parts of a message: text, pictures, buttons, and where they go; sends nothing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from feedbot.channels import digests, drawing, media
from feedbot.channels.telegram import TelegramSection
from feedbot.channels.tongue import spoken
from feedbot.model import DELETED, OURS, Channel, Claim, Entity, Medium, Message, Part, Piece
from feedbot.text.spans import Rich, bounded, split, units

TEXT_LIMIT = 4096
"""The longest text of a message, in UTF-16 code units (Bot API, sendMessage)."""

CAPTION_LIMIT = 1024
"""The longest caption (Bot API, sendPhoto)."""

LONGEST = 6 * TEXT_LIMIT
"""What may be told of one piece in several messages, where a channel splits them."""


def compose(channel: Channel, claim: Claim, chat: str, now: datetime) -> Message:
    """The message that shows what was claimed in a chat: parts as they shall stand there.

    What stands already may be edited only into its like: a text stays one, a picture keeps its caption. Raises
    ValueError if nothing was claimed.
    """
    if claim.digest:
        drawn = digests.draw(channel, claim.digest, gather=claim.delivery.gather or "", now=now)
        parts = [_part(chat, claim, each, preview=False) for each in drawn]
        return _message(channel, claim, parts, topic=_topic(channel, None))
    piece = spoken(channel, drawing.claimed(claim))
    parts = _parts(channel, claim, piece, chat)
    return _message(channel, claim, parts, topic=_topic(channel, piece))


def _parts(channel: Channel, claim: Claim, piece: Piece, chat: str) -> list[Part]:
    """The parts that show a piece; all that frames it is on the first, its buttons are on the last."""
    options = channel.options if isinstance(channel.options, TelegramSection) else None
    if piece.lead.source == OURS:
        channel = replace(channel, template="full")  # an alarm or a report has lines, which a summary would fold
    if piece.withdrawn:
        shown = drawing.draw(channel, replace(piece, withdrawn=False), limit=TEXT_LIMIT)
        limit = CAPTION_LIMIT if _captioned(claim) else TEXT_LIMIT
        struck = drawing.struck(shown, language=channel.language or piece.lead.language, limit=limit)
        return [replace(_part(chat, claim, struck, preview=False), deletes=claim.delivery.wanted == DELETED)]
    pictures = _pictures(claim, piece, options)
    most = LONGEST if options is not None and options.long == "split" else TEXT_LIMIT
    text = drawing.draw(channel, piece, limit=CAPTION_LIMIT if _captioned(claim) else most, jumped=claim.jumped)
    aside: Medium | None = None
    if pictures and units(text.text) > CAPTION_LIMIT:
        if pictures[0].kind == "photo" and not _captioned(claim):
            aside, pictures = pictures[0], ()  # a preview shows it above a text that no caption could hold
        else:
            text = drawing.draw(channel, piece, limit=CAPTION_LIMIT, jumped=claim.jumped)
    link = piece.lead.link if piece.lead.link and drawing.clickable(piece.lead.link) else None
    first, *more = split(text, TEXT_LIMIT) if units(text.text) > TEXT_LIMIT else (text,)
    parts = [
        _part(chat, claim, first, preview=channel.preview),
        *(_part(chat, claim, each, preview=False) for each in more),
    ]
    parts[0] = replace(
        parts[0],
        media=pictures,
        link=aside.url if aside else link,
        preview=not pictures and (channel.preview or aside is not None),
        large=True if aside else _large(options),
        above=aside is not None or (options is not None and options.preview_above),
        reply=claim.reply if claim.jumped or channel.replies else None,
    )
    if options is not None and options.buttons and len(pictures) < 2 and not claim.jumped:
        parts[-1] = replace(parts[-1], buttons=drawing.buttons(channel, piece, options.buttons))
    if options is not None and options.style == "rich" and len(parts) == 1 and not pictures:
        parts[0] = replace(parts[0], rich=drawing.markup(channel, piece))
    return parts


def _captioned(claim: Claim) -> bool:
    """Whether what stands already is a picture with a caption."""
    return bool(claim.delivery.standing) and claim.delivery.standing[0].form in ("media", "album")


def _pictures(claim: Claim, piece: Piece, options: TelegramSection | None) -> tuple[Medium, ...]:
    """What goes with it; nothing joins a text that stands there."""
    if options is None or options.media == "none" or claim.jumped:
        return ()
    if claim.delivery.standing and not _captioned(claim):
        return ()
    found = media.chosen(piece.lead, wanted=options.media)
    return found[:1] if claim.delivery.standing and claim.delivery.standing[0].form == "media" else found


def _large(options: TelegramSection | None) -> bool | None:
    return None if options is None or options.preview_size is None else options.preview_size == "large"


def _topic(channel: Channel, piece: Piece | None) -> int | str | None:
    """Where in a group with topics it goes: where the channel says, or by its source or first category."""
    options = channel.options
    if not isinstance(options, TelegramSection):
        return None
    if options.topic is not None or options.topics is None or piece is None:
        return options.topic
    if options.topics == "source":
        return (piece.lead.origin.title or piece.lead.source).strip()[:_NAME] or None
    names = (each.label or each.term for each in piece.lead.categories)
    return next((name.strip()[:_NAME] for name in names if name.strip()), None)


_NAME = 128
"""The longest name of a topic (Bot API, createForumTopic)."""


def _part(chat: str, claim: Claim, drawn: Rich, *, preview: bool) -> Part:
    held = bounded(drawn)
    return Part(
        chat=chat,
        text=held.text,
        entities=tuple(
            Entity(type=span.type, offset=span.offset, length=span.length, url=span.url, language=span.language)
            for span in held.spans
        ),
        silent=claim.silent,
        preview=preview,
    )


def _message(channel: Channel, claim: Claim, parts: Sequence[Part], *, topic: int | str | None) -> Message:
    silent = tuple(replace(part, topic=topic, silent=claim.silent or place > 0) for place, part in enumerate(parts))
    return Message(channel=channel.name, subjects=(claim.delivery.subject,), parts=silent)
