"""Those who talk to the bot: what is kept of them, what they follow, and what is left when they are forgotten."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import time
from typing import Any

import pytest
from sqlalchemy import Connection, Engine

from feedbot.model import Channel, Config, Quiet, Secret, Slot, Talk, Telegram
from feedbot.store import Tx, entries, mutes, outbox, people, write
from feedbot.store.people import Followed, Person
from feedbot.store.tables import lanes, subscriptions
from tests import make
from tests.store import given

ANNA = Person(chat="7", made=make.NOW)
WORDS = Followed(name="w", title="Міст", rule="міст")
SOURCE = Followed(name="s", title="Sample", rule="source:sample", source="sample")
STORY = Followed(name="t", title="Bridge opens", story="https://example.org/1")


@pytest.fixture
def tx(engine: Engine) -> Iterator[Connection]:
    """A transaction in a store that knows a reader."""
    with write(engine) as opened:
        people.keep(opened, ANNA)
        yield opened


def config(**talk: Any) -> Config:
    """A config with a bot that anybody may talk to."""
    settings = make.settings(talk=Talk(**{"readers": True, **talk}), telegram=Telegram(token=Secret("1:a")))
    return make.config(settings=settings)


def channels(tx: Tx, config: Config) -> tuple[Channel, ...]:
    """The channels of all readers; their options are name and chat."""
    return people.channels(tx, config, lambda name, chat: (name, chat))


def follow(tx: Tx, *wishes: Followed, chat: str = "7", most: int = 30) -> list[str]:
    """What comes of following these, one minute after the other."""
    return [
        people.follow(tx, chat, wish, make.NOW + make.minutes(number), most=most) for number, wish in enumerate(wishes)
    ]


def test_a_person_is_kept_as_they_are(tx: Tx) -> None:
    """All that is known of a person comes back, and a newer version takes the place of the older."""
    known = Person(
        chat="7",
        made=make.NOW,
        language="uk",
        timezone="Europe/Kyiv",
        quiet=Quiet(start=time(23), end=time(7, 30)),
        digest=(Slot(at=time(8)), Slot(at=time(9, 15), weekday=0)),
        stopped=make.NOW,
    )
    people.keep(tx, known)

    assert known == people.person(tx, "7")
    assert people.person(tx, "8") is None


def test_quiet_hours_keep_their_mode(tx: Tx) -> None:
    """Silent hours are not those in which nothing is sent."""
    silent = replace(ANNA, quiet=Quiet(start=time(1), end=time(2), mode="silent"))
    people.keep(tx, silent)

    assert silent == people.person(tx, "7")


def test_what_is_followed_comes_in_the_order_it_was_asked_for(tx: Tx) -> None:
    """A list of what somebody follows is the same each time; nobody sees what others follow."""
    assert ["new", "new", "new"] == follow(tx, WORDS, STORY, SOURCE)
    assert (WORDS, STORY, SOURCE) == people.followed(tx, "7")
    assert () == people.followed(tx, "8")


def test_the_same_is_not_followed_twice(tx: Tx) -> None:
    """What has the name of something that is followed is known, and changes nothing."""
    assert ["new", "known"] == follow(tx, WORDS, replace(WORDS, title="МІСТ"))
    assert (WORDS,) == people.followed(tx, "7")


def test_there_is_a_most(tx: Tx) -> None:
    """Who follows as much as is allowed may follow no more, until something is removed."""
    assert ["new", "new", "full", "known"] == follow(tx, WORDS, SOURCE, STORY, WORDS, most=2)
    assert WORDS == people.unfollow(tx, "7", "w")
    assert ["new"] == follow(tx, STORY, most=2)


def test_a_story_that_is_over_makes_room(engine: Engine) -> None:
    """Stories that can grow no more are let go when there is no room for something else."""
    given.held(engine, given.batch(1))
    later = make.NOW + make.hours(24 * 9)
    with write(engine) as tx:
        people.keep(tx, ANNA)
        follow(tx, STORY)
        assert "full" == people.follow(tx, "7", WORDS, make.NOW, most=1)
        assert "new" == people.follow(tx, "7", WORDS, later, most=1)
        assert (WORDS,) == people.followed(tx, "7")


def test_what_is_not_followed_cannot_be_left(tx: Tx) -> None:
    """Leaving what one does not follow is no fault."""
    assert people.unfollow(tx, "7", "w") is None


def test_a_reader_is_one_channel(tx: Tx) -> None:
    """All that somebody follows is one channel, with their zone, hours and language."""
    known = replace(
        ANNA,
        language="uk",
        timezone="Europe/Kyiv",
        quiet=Quiet(start=time(23), end=time(7)),
        digest=(Slot(at=time(8)),),
    )
    people.keep(tx, known)
    follow(tx, WORDS, STORY, SOURCE)

    assert (
        Channel(
            name="reader-7",
            kind="telegram",
            where="(міст) or (source:sample)",
            followed=("https://example.org/1",),
            quiet=known.quiet,
            digest=known.digest,
            burst=5,
            max_age=make.hours(24),
            language="uk",
            timezone="Europe/Kyiv",
            reader=True,
            options=("reader-7", "7"),
        ),
    ) == channels(tx, config())


def test_who_names_no_zone_is_on_the_clock_of_the_config(tx: Tx) -> None:
    """Digests and quiet hours are meant on it; a zone that was named stays."""
    people.keep(tx, replace(ANNA, chat="8", timezone="UTC"))
    follow(tx, WORDS)
    follow(tx, WORDS, chat="8")
    settings = replace(config().settings, timezone="Europe/Kyiv")

    assert ["Europe/Kyiv", "UTC"] == [each.timezone for each in channels(tx, make.config(settings=settings))]


def test_only_who_follows_something_and_is_sent_it_has_a_channel(tx: Tx) -> None:
    """There is no channel for people who follow nothing, nor for those who paused or whom the owner lets no more."""
    people.keep(tx, replace(ANNA, chat="8"))
    people.keep(tx, replace(ANNA, chat="9"))
    assert () == channels(tx, config())
    follow(tx, WORDS)
    follow(tx, WORDS, chat="8")

    assert ["reader-7", "reader-8"] == [each.name for each in channels(tx, config())]
    people.stop(tx, "7", make.NOW)
    assert ["reader-8"] == [each.name for each in channels(tx, config())]
    assert () == channels(tx, config(readers=False))
    assert ["reader-8"] == [each.name for each in channels(tx, config(readers=False, admins=frozenset({8})))]


def test_without_a_token_readers_sleep(tx: Tx) -> None:
    """Nothing is owed to a reader whom nothing can be sent to."""
    follow(tx, WORDS)
    found = channels(tx, make.config(settings=make.settings(talk=Talk(readers=True))))

    assert ["no token"] == [each.asleep for each in found]


def test_a_thousand_readers_take_two_queries(engine: Engine) -> None:
    """The channels of all readers are read at once, however many there are."""
    with write(engine) as tx:
        for number in range(1_000):
            people.keep(tx, replace(ANNA, chat=str(number)))
        said = {"title": "Міст", "story": None, "source": None, "at": 1}
        rows = [{"chat": str(number), "name": "w", "rule": "міст", "options": said} for number in range(1_000)]
        tx.execute(subscriptions.insert(), rows)
        with given.Statements(engine) as statements:
            found = channels(tx, config())

    assert 1_000 == len(found)
    assert 2 == len(statements.seen)


def test_the_pause_began_when_it_first_did(tx: Tx) -> None:
    """Who is stopped again was so since the first time."""
    people.stop(tx, "7", make.NOW)
    people.stop(tx, "7", make.NOW + make.hours(1))

    assert replace(ANNA, stopped=make.NOW) == people.person(tx, "7")


def test_who_comes_back_is_sent_to_again(tx: Tx) -> None:
    """A chat that was given up is tried again when its person is back."""
    outbox.enrol(tx, ["reader-7"], make.NOW)
    tx.execute(lanes.update().where(lanes.c.channel == "reader-7").values(gone="blocked", failures=3))
    people.stop(tx, "7", make.NOW)
    people.resume(tx, "7", make.NOW)

    assert ANNA == people.person(tx, "7")
    lane = outbox.lanes(tx)["reader-7"]
    assert (None, 0) == (lane.gone, lane.failures)


def test_nothing_is_left_of_who_is_forgotten(engine: Engine) -> None:
    """What somebody follows, was sent and muted is deleted, and verdicts that name them; others keep theirs."""
    told = (given.verdict("https://example.org/1"), given.verdict("https://example.org/1", target="channel:reader-7"))
    other = given.verdict("https://example.org/1", target="channel:reader-77")
    promises = tuple(given.promise(make.entry(1), channel=f"reader-{chat}") for chat in ("7", "77"))
    with write(engine) as tx:
        for chat in ("7", "77"):
            people.keep(tx, replace(ANNA, chat=chat))
            follow(tx, WORDS, chat=chat)
            outbox.enrol(tx, [f"reader-{chat}"], make.NOW)
            mutes.mute(tx, f"reader-{chat}", "sample", make.NOW)
    given.held(engine, given.batch(1, verdicts=(*told, other), promises=promises))
    with write(engine) as tx:
        people.forget(tx, "7")

    rows = given.rows(engine)
    left = [name for name, held in rows.items() if any("reader-7'" in repr(row) or "'7'" in repr(row) for row in held)]
    assert [] == left
    with write(engine) as tx:
        assert ["feed:main", "channel:reader-77"] == [
            each.target for each in entries.verdicts(tx, "https://example.org/1")
        ]
        assert (1, 0, 1) == people.count(tx)
        assert ["reader-77"] == [each.channel for each in outbox.deliveries(tx)]


def test_a_button_names_a_story_of_the_last_days(engine: Engine) -> None:
    """The tag of a story, or of one of its entries, leads to the story; that of an old one to nothing."""
    one, two = make.entry(1), make.entry(2)
    given.held(engine, given.of(one, two, stories=(given.story(one.id, two.id),)))
    with write(engine) as tx:
        assert (one.id, "Title 2") == people.tagged(tx, "18c17418f5ad82f0", make.NOW)
        assert (one.id, "Title 2") == people.tagged(tx, "5691104f7e942e71", make.NOW)
        assert people.tagged(tx, "0" * 16, make.NOW) is None
        assert people.tagged(tx, "18c17418f5ad82f0", make.NOW + make.hours(24 * 9)) is None


def test_people_are_counted(tx: Tx) -> None:
    """The owner sees how many there are, how many paused, and how much they follow."""
    people.keep(tx, replace(ANNA, chat="8", stopped=make.NOW))
    follow(tx, WORDS, STORY)

    assert (2, 1, 2) == people.count(tx)
