"""When each channel is told, in which message, and when a second time."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from feedbot.model import JUMP, Channel, Entry, Find, Jump, Known, Match, Member, Quiet, Slot, Source, Verdict
from feedbot.rules import filters, matching
from feedbot.rules.telling import Telling, tell
from tests import make
from tests.make import NOW, hours, minutes

NOTHING = Known(sightings={}, entries={}, first=False)
ONE, TWO = (make.entry(number).id for number in (1, 2))
NIGHT = Quiet(start=time(11), end=time(13))


def find(number: int = 1, **fields: object) -> Find:
    """A find of a source of its own."""
    return make.find(number, entry=entry(number, **fields))


def entry(number: int, **fields: object) -> Entry:
    """An entry of a source of its own."""
    return make.entry(number, **{"source": f"outlet {number}", **fields})


def told(
    *finds: Find,
    channel: Channel,
    known: Known = NOTHING,
    source: Source | None = None,
    doubts: Mapping[str, str] | None = None,
    follows: str | None = None,
) -> Telling:
    """What a channel is told of new entries, all of which belong to the story of the first one ever."""
    rules = {f"channel:{channel.name}": channel.where, f"breaking:{channel.name}": channel.breaking}
    if channel.jump:
        rules[f"jump:{channel.name}"] = channel.jump.where
    matches = {
        each.entry.id: Match(
            entry=each.entry.id,
            kind="opens" if each.entry.id == ONE else "joins",
            story=ONE,
            because="alike",
            follows=follows,
        )
        for each in finds
    }
    return tell(
        finds,
        source or make.source(),
        make.config(channels=(channel,)),
        NOW,
        known=known,
        doubts=doubts or {},
        matches=matches,
        panel=matching.compile({name: filters.parse(rule) for name, rule in rules.items() if rule}),
    )


def held(*numbers: int, at: datetime = NOW, passed: bool = True) -> Known:
    """A store with the first story, its entries told to the console, all of which joined then."""
    members = []
    for number in numbers:
        known = entry(number)
        verdicts = (
            Verdict(target="channel:console", subject=known.id, passed=passed, because="said so", at=at),
            Verdict(target="story", subject=known.id, passed=number > 1, because="alike", at=at),
        )
        members.append(Member(entry=known, verdicts={each.target: each for each in verdicts}))
    return replace(NOTHING, members={ONE: tuple(members)})


def jumps(telling: Telling) -> list[str]:
    """The channels that are told of the story again."""
    return [each.channel for each in telling.promises if each.subject == JUMP + ONE]


# --- when, and with what ---------------------------------------------------------------------------------------------


def test_a_source_that_mends_its_texts_is_told_later() -> None:
    """Its new entries are due after its delay."""
    (promise,) = told(find(), channel=make.channel(), source=make.source(delay=minutes(3))).promises

    assert NOW + minutes(3) == promise.due


def test_what_is_breaking_waits_for_nothing() -> None:
    """Not for its source, the end of the night or the digest; what was promised before is hastened."""
    channel = make.channel(breaking="ракета", quiet=NIGHT, digest=(Slot(at=time(18)),))
    loud = told(find(title="Ракета"), channel=channel, source=make.source(delay=minutes(3)))
    calm = told(find(title="Дождь"), channel=channel)

    assert [(NOW, None, True)] == [(each.due, each.gather, each.breaking) for each in loud.promises]
    assert (("console", ONE),) == loud.hastened
    assert [(NOW + hours(6), "digest 2026-03-14T18:00", False)] == [
        (each.due, each.gather, each.breaking) for each in calm.promises
    ]
    assert () == calm.hastened


def test_a_doubtful_entry_hastens_nothing() -> None:
    """What may be old news does not let its story sound at night."""
    channel = make.channel(breaking="ракета")
    found = told(find(2, title="Ракета"), channel=channel, known=held(1), doubts={entry(2).key: "held: looks old"})

    assert ((), ()) == (found.promises, found.hastened)


def test_quiet_hours_hold() -> None:
    """What comes at night is due in the morning, in one message."""
    (promise,) = told(find(), channel=make.channel(quiet=NIGHT)).promises

    assert (NOW + hours(1), "quiet 2026-03-14T13:00") == (promise.due, promise.gather)


def test_a_burst_is_gathered() -> None:
    """Of a visit with many entries the oldest are told in one message."""
    channel = make.channel(burst=1, stories=False)
    found = told(find(1), find(2), find(3), channel=channel)

    assert ["burst sample 2026-03-14T12:00:00"] * 2 + [None] == [each.gather for each in found.promises]


def test_a_story_that_follows_another_says_so() -> None:
    """Only one that opens a story follows."""
    (story,) = told(find(), channel=make.channel(), follows="urn:old").stories

    assert "urn:old" == story.follows
    assert told(find(2), channel=make.channel(), known=held(1), follows="urn:old").stories[0].follows is None


# --- a second time ---------------------------------------------------------------------------------------------------

TWICE = make.channel(jump=Jump(sources=3, within=hours(1)))


def test_a_story_is_told_again_when_enough_sources_tell_it() -> None:
    """The third source within the hour is worth a second message; the second is not."""
    assert ["console"] == jumps(told(find(3), channel=TWICE, known=held(1, 2)))
    assert [] == jumps(told(find(2), channel=TWICE, known=held(1)))


def test_sources_that_came_slowly_are_no_jump() -> None:
    """Three sources in a day are no haste."""
    assert [] == jumps(told(find(3), channel=TWICE, known=held(1, 2, at=NOW - hours(2))))


def test_one_source_that_writes_often_is_no_jump() -> None:
    """Sources are counted, not entries."""
    assert [] == jumps(told(find(3, source="outlet 2"), channel=TWICE, known=held(1, 2)))


def test_a_rule_is_worth_a_second_message() -> None:
    """An entry that passes the rule tells of its story again, whoever told it."""
    channel = make.channel(jump=Jump(where="погибли"), breaking="погибли", quiet=NIGHT)
    found = told(find(2, title="Двое погибли"), channel=channel, known=held(1))

    assert ["console"] == jumps(found)
    assert [(NOW, True)] == [(each.due, each.breaking) for each in found.promises if each.subject.startswith(JUMP)]
    assert [] == jumps(told(find(2, title="Дождь"), channel=channel, known=held(1)))


def test_at_night_a_jump_waits() -> None:
    """A second message that is not breaking comes after the quiet hours."""
    found = told(find(3), channel=replace(TWICE, quiet=NIGHT), known=held(1, 2))

    assert [NOW + hours(1)] == [each.due for each in found.promises if each.subject.startswith(JUMP)]


@pytest.mark.parametrize(
    "channel",
    [
        make.channel(),
        replace(TWICE, stories=False),
        replace(TWICE, digest=(Slot(at=time(8)),)),
        replace(TWICE, asleep="no token"),
        replace(TWICE, where="мост"),
    ],
)
def test_who_is_not_told_again(channel: Channel) -> None:
    """One without jumps, without stories, with digests, asleep, or that takes no notice of the new entry."""
    assert [] == jumps(told(find(3), channel=channel, known=held(1, 2)))


def test_what_the_channel_was_not_told_of_makes_no_jump() -> None:
    """A story that a channel was never told of is not told again; its sources do not count."""
    assert [] == jumps(told(find(3), channel=TWICE, known=held(1, 2, passed=False)))


def test_old_news_makes_no_jump() -> None:
    """What was there at the first visit of a source, or is doubted, tells nobody again."""
    known = held(1, 2)

    assert [] == jumps(told(find(3), channel=TWICE, known=replace(known, first=True)))
    assert [] == jumps(told(find(3), channel=TWICE, known=known, doubts={entry(3).key: "held: looks old"}))


# --- who hears of what -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["", "console"])
def test_a_muted_source_is_not_told(name: str) -> None:
    """Until then, here or everywhere; the verdict says so."""
    known = replace(NOTHING, muted={(name, "outlet 1"): NOW + hours(1), ("other", "outlet 1"): NOW + hours(9)})
    found = told(find(), channel=make.channel(), known=known)

    assert () == found.promises
    assert 'source "outlet 1" is muted here until 2026-03-14 13:00 UTC' in [each.because for each in found.verdicts]


def test_a_mute_ends() -> None:
    """What comes after it is told."""
    known = replace(NOTHING, muted={("console", "outlet 1"): NOW})

    assert 1 == len(told(find(), channel=make.channel(), known=known).promises)


def test_a_followed_story_is_told_whatever_the_rule_says() -> None:
    """Its new entries pass, and the verdict says why."""
    channel = make.channel(where="мост", followed=(ONE,))
    found = told(find(2), channel=channel, known=held(1))

    assert [ONE] == [each.subject for each in found.promises]
    assert "its story is followed" in [each.because for each in found.verdicts]


def test_a_reader_hears_only_what_was_asked_for() -> None:
    """A reader who follows nothing that is in an entry is not told, and no verdict is kept of that."""
    reader = make.channel("reader-5", reader=True, where="мост")
    nothing = make.channel("reader-6", reader=True)

    assert 1 == len(told(find(title="Мост"), channel=reader).promises)
    for channel in (reader, nothing):
        found = told(find(title="Дождь"), channel=channel)
        assert () == found.promises
        assert ["story", "feed:main"] == [each.target for each in found.verdicts]


def test_what_waits_for_its_story_is_kept_for_a_reader_too() -> None:
    """A reader's rule about the size of stories passes when they have grown."""
    reader = make.channel("reader-5", reader=True, where="story >= 2")
    found = told(find(), channel=reader)

    assert [True] == [each.waits for each in found.verdicts if each.target == "channel:reader-5"]
    assert timedelta(0) == found.verdicts[0].at - NOW


def test_a_reader_follows_a_story() -> None:
    """What joins it is told, whatever else the reader asked for."""
    reader = make.channel("reader-5", reader=True, followed=(ONE,))
    found = told(find(2), channel=reader, known=held(1))

    assert ["reader-5"] == [each.channel for each in found.promises]


def test_of_a_reader_who_is_told_nothing_no_verdict_is_kept() -> None:
    """Words that match in a source that the reader does not take leave no trace, nor do muted ones."""
    other = make.channel("reader-5", reader=True, where="мост", sources=("outlet 9",))
    muted = replace(NOTHING, muted={("reader-5", "outlet 1"): NOW + hours(1)})

    for channel, known in ((other, NOTHING), (replace(other, sources=()), muted)):
        found = told(find(title="Мост"), channel=channel, known=known)
        assert ((), ["story", "feed:main"]) == (found.promises, [each.target for each in found.verdicts])


def test_feeds_of_alarms_have_no_say_in_news() -> None:
    """No verdict is kept of what they never take."""
    config = make.config(feeds=(make.feed(alarms=True),), channels=())
    found = tell([find()], make.source(), config, NOW, known=NOTHING, doubts={}, matches={})

    assert () == found.verdicts
