"""How messages of a channel look, before any is sent."""

from dataclasses import replace
from datetime import datetime

from feedbot.channels import KINDS, fields
from feedbot.model import DIGEST, JUMP, Channel, Claim, Delivery, Lane, Message, Piece, Settings
from feedbot.rules import pieces
from feedbot.store import Tx, entries, outbox, stories
from feedbot.store.feeds import piece

LOOKED = 50
"""Among so many of the newest promises to a channel those are looked for that have something to show."""


def latest(tx: Tx, channel: Channel, count: int = 1) -> tuple[Piece, ...]:
    """The newest pieces that a channel was promised, newest first, as it would show them now.

    If it was promised nothing, the newest entries; if there are none, two pieces that are made up.
    """
    found: list[Piece] = []
    for each in outbox.deliveries(tx, channel=channel.name, limit=LOOKED):
        if each.subject.startswith((DIGEST, JUMP)) or len(found) == count:
            continue
        shown = story(tx, channel, each.subject)
        if shown is None and (entry := entries.find(tx, each.subject)) is not None:
            shown = piece(entry)
        found += [shown] if shown is not None else []
    newest = () if found else entries.latest(tx, limit=count)
    return tuple(found) or tuple(piece(each) for each in newest) or fields.samples()[:count]


def story(tx: Tx, channel: Channel, subject: str) -> Piece | None:
    """A story as a channel shows it; None where nothing of it is shown there."""
    members = stories.members(tx, [subject]).get(subject, ()) if channel.stories else ()
    return pieces.shape(subject, members, f"channel:{channel.name}")


def message(channel: Channel, shown: Piece, settings: Settings, now: datetime) -> Message:
    """The message that would show a piece in a channel now, if nothing of it stood there."""
    kind = KINDS[channel.kind]
    chat = kind.chat(channel, settings.telegram) or channel.name
    lane = Lane(channel=channel.name, ready=now)
    delivery = Delivery(
        channel=channel.name, subject=shown.id, number=1, wanted=shown.digest, shown=None, due=now, made=now
    )
    claim = Claim(lane=lane, delivery=delivery, piece=shown, silent=channel.silent)
    return kind.compose(channel, claim, chat, now)


def retouched(channel: Channel, template: str | None) -> Channel:
    """A channel with another template, to try it; the same one where none is given."""
    return channel if template is None else replace(channel, template=template)
