"""An alarm as an entry of our own, and where it goes: it is kept, published and sent as news are."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid5

from feedbot.model import (
    OURS,
    Alarm,
    Batch,
    Category,
    Config,
    Entry,
    Membership,
    Origin,
    Promise,
    Source,
    Story,
    Verdict,
)
from feedbot.rules import identity, remedies, routing
from feedbot.text import html
from feedbot.text.lengths import span

_NAMESPACE = UUID("2f0c6b0e-58b5-4a53-9d6a-1f6f7c0c9b44")
_TITLE = 200

_ORIGIN = Origin(id="urn:feedbot:source:feedbot", title="feedbot")

_BEGINS = {
    "failing": "{} is failing: {}",
    "gone": "{} is gone: {}",
    "late": "{} is late: {}",
    "fewer": "{} has fewer items: {}",
    "nothing": "{} brings nothing: {}",
    "encoding": "{} has another encoding: {}",
    "language": "{} has another language: {}",
    "certificate": "the certificate of {} must be renewed: {}",
    "moved": "{} has moved: {}",
    "ids": "{} has bad ids: {}",
    "network": "our own network is down: {1}",
}

_ENDS = {
    "failing": "{} works again after {}",
    "gone": "{} is back after {}",
    "late": "{} is no longer late: something new after {}",
    "fewer": "{} has its usual number of items again after {}",
    "nothing": "{} brings items again after {}",
    "encoding": "the encoding of {} is as usual after {}",
    "language": "the language of {} is as usual after {}",
    "certificate": "the certificate of {} was renewed",
    "moved": "{} is where its url says",
    "ids": "{} has good ids again",
    "network": "our own network works again after {1}",
}


def story(alarm: Alarm, sources: Sequence[Source]) -> Entry:
    """The entry that tells an alarm: what is seen and what to do, or how long it lasted; plain words, no markup.

    Its id is made of the ailment and the moment, so it never changes. Its link is the address of the source, if that
    is on the web and has nothing in it that may be secret.
    """
    ailment = alarm.ailment
    name = f"{ailment.source}\n{ailment.code}\n{ailment.since.isoformat()}\n{alarm.over}\n{alarm.at.isoformat()}"
    id = uuid5(_NAMESPACE, name).urn
    addresses = [remedies.whole(each.url) for each in sources if each.name == ailment.source]
    lasted = span(alarm.at - ailment.since)
    if alarm.over:
        said = f"It was so from {remedies.stamp(ailment.since)} to {remedies.stamp(alarm.at)}: {ailment.because}."
    else:
        said = f"{_sentence(ailment.because)}\n\n{ailment.remedy}"
    content = html.paragraphs(said)
    subject = ailment.source.removeprefix("@")
    form = (_ENDS if alarm.over else _BEGINS).get(ailment.code, "{}: {}")
    title = form.format(subject, lasted if alarm.over else ailment.because)
    entry = Entry(
        id=id,
        source=OURS,
        key=id,
        title=title if len(title) <= _TITLE else f"{title[: _TITLE - 1]}…",
        link=next(filter(None, addresses), None),
        content=content,
        summary=html.plain(content),
        published=alarm.at,
        updated=alarm.at,
        origin=_ORIGIN,
        digest="",
        categories=(Category(term=ailment.code),),
        language="en",
    )
    return replace(entry, digest=identity.digest(entry))


def batch(alarms: Sequence[Alarm], config: Config, now: datetime) -> Batch:
    """What alarms change in the store: an entry each, in the feeds and owed to the channels that take alarms."""
    entries = tuple(story(each, config.sources) for each in alarms)
    verdicts: list[Verdict] = []
    memberships, promises = [], []
    for entry in entries:
        for feed in config.feeds:
            verdict = routing.to_feed(entry, feed, now)
            verdicts.append(verdict)
            if verdict.passed:
                memberships.append(Membership(feed=feed.name, subject=entry.id, published=entry.published))
        for channel in config.channels:
            verdict = routing.to_channel(entry, channel, now, held=None)
            verdicts.append(verdict)
            if verdict.passed:
                promises.append(Promise(channel=channel.name, subject=entry.id, wanted=entry.digest, due=now))
    return Batch(
        source=OURS,
        opened=entries,
        stories=tuple(Story(id=each.id, entries=(each.id,), opened=now, updated=now) for each in entries),
        memberships=tuple(memberships),
        promises=tuple(promises),
        verdicts=tuple(verdicts),
    )


def _sentence(text: str) -> str:
    """The text as a sentence of its own."""
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '!', '?', '…')) else '.'}"
