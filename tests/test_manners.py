from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest

from feedbot import manners
from feedbot.channels.telegram import TelegramSection
from feedbot.manners import Manner
from feedbot.model import DIGEST, JUMP, Channel, Jump, Lane, Quiet, Slot
from feedbot.store.numbers import Queue
from tests import make
from tests.make import NOW, hours


def telegram(name: str = "news", **fields: Any) -> Channel:
    """A Telegram channel that asks whether messages stand."""
    log = fields.pop("log_chat", "")
    options = TelegramSection(name=name, kind="telegram", chat="-100", log_chat=log)
    return make.channel(name, kind="telegram", on_unknown="probe", options=options, **fields)


def manner(channel: Channel, *others: Channel, lane: Lane | None = None, **known: Any) -> Manner:
    """How a channel is told, beside others into the same chat."""
    channels = (channel, *others)
    return manners.manners(
        make.config(channels=channels),
        {channel.name: lane} if lane else {},
        known.get("waiting", {}),
        known.get("topics", {}),
        {each.name: "-100" for each in channels},
        NOW,
    )[0]


def test_hours_and_digests() -> None:
    """Quiet hours that hold say until when, on the channel's clock; the next digest, and what waits for it."""
    quiet = Quiet(start=time(13), end=time(15, 30), mode="silent")
    slots = (Slot(at=time(8)), Slot(at=time(9), weekday=0))
    known = make.channel("news", quiet=quiet, digest=slots, timezone="Europe/Kyiv", burst=3, pace=6)
    waiting = {("news", "digest 2026-03-15T08:00"): 4, ("news", "burst x"): 2, ("other", "burst x"): 9}
    found = manner(known, waiting=waiting)

    assert ("13:00-15:30", "silent", NOW + hours(1.5)) == (found.quiet, found.quiet_mode, found.hushed)
    assert (("08:00", "mon 09:00"), NOW + hours(18), 6) == (found.digest, found.next, found.waiting)
    assert (3, 6, "Europe/Kyiv") == (found.burst, found.pace, found.timezone)


def test_a_plain_channel() -> None:
    """Without hours, digests and jumps these are null; a template that is no preset is its own."""
    found = manner(make.channel(template="{{ title }}"))

    assert (None, None, None, (), 0) == (found.quiet, found.hushed, found.next, found.digest, found.waiting)
    assert ("own", 0, None, None) == (found.template, found.jump_sources, found.jump_within, found.blind)


def test_when_a_story_is_told_again() -> None:
    """A jump is told with its time only where it counts sources."""
    found = manner(make.channel(jump=Jump(where="мост")))
    counts = manner(make.channel(jump=Jump(sources=3, within=hours(2))))

    assert (0, None, "мост") == (found.jump_sources, found.jump_within, found.jump_where)
    assert (3, hours(2)) == (counts.jump_sources, counts.jump_within)


@pytest.mark.parametrize(
    ("channel", "lane", "blind"),
    [
        (make.channel(on_unknown="probe"), make.lane(last=4), "kind"),
        (make.channel(on_unknown="resend"), None, None),
        (telegram(), None, "unknown"),
        (telegram(), make.lane(), "unknown"),
        (telegram(), make.lane(last=4), None),
        (telegram(), make.lane(last=4, stranger=NOW - hours(1)), "stranger"),
        (telegram(), make.lane(last=4, stranger=NOW - timedelta(days=40)), None),
        (telegram(log_chat="-5"), make.lane(last=4, stranger=NOW), None),
    ],
)
def test_why_nobody_can_be_asked(channel: Channel, lane: Lane | None, blind: str | None) -> None:
    """It is told why it cannot be found out whether a message stands."""
    assert blind == manner(channel, lane=lane and replace(lane, channel=channel.name)).blind


def test_a_shared_chat_cannot_be_asked() -> None:
    """Two channels into one chat would take each other's messages for their own, unless there is a log chat."""
    other, lane = telegram("other"), make.lane("news", last=4, probes=3, found=2)
    found = manner(telegram(), other, lane=lane, topics={"-100": ("Ports",)})

    assert ("shared", 3, 2, ("Ports",)) == (found.blind, found.probes, found.found, found.topics)
    assert None is manner(telegram(), replace(other, asleep="no token"), lane=lane).blind
    assert None is manner(telegram(log_chat="-5"), other, lane=lane).blind


def test_what_a_delivery_tells() -> None:
    """A delivery has the title of what it tells, also where it does so once more; a digest is one."""
    delivery = make.delivery(shown="a", unknowns=1, error="502", parked="refused")
    titles = {delivery.subject: "A title"}
    found = manners.waiting(delivery, titles)
    again = manners.waiting(replace(delivery, subject=JUMP + delivery.subject), titles)
    digest = manners.waiting(make.delivery(subject=DIGEST + "burst x", gather="burst x"), titles, 3)

    assert ("A title", True, True, "one") == (found.title, found.edit, found.unknown, found.kind)
    assert ("A title", "jump", delivery.subject) == (again.title, again.kind, again.subject)
    assert ("digest", 3, "burst x") == (digest.kind, digest.together, digest.gather)
    assert delivery.subject == manners.waiting(delivery, {}).title


def test_readers_are_counted_together() -> None:
    """Readers are told in numbers; there is nothing to tell where there are none."""
    queues = [Queue(owed=1, sent=5), Queue(owed=2, parked=1, unknown=1)]
    found = manners.readers((3, 1, 9), queues)

    assert found is not None
    assert (3, 1, 9, 3, 1, 5, 1) == (
        found.people,
        found.stopped,
        found.follows,
        found.owed,
        found.parked,
        found.sent,
        found.unknown,
    )
    assert None is manners.readers((0, 0, 0), queues)
